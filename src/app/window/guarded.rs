//! Frames that survive a panic.

use std::panic::{AssertUnwindSafe, catch_unwind};

use egui::{Context, Ui};

use super::crash::stopped_ui;
use crate::app::gapwise::Gapwise;
use crate::store::Saver;

impl Gapwise {
    /// Draws a frame with `draw`. A panic in it saves all changes; later frames only report it.
    pub fn guarded(&mut self, ui: &mut Ui, draw: impl FnOnce(&mut Self, &mut Ui)) {
        if let Some(saved) = &self.crash.stopped {
            stopped_ui(ui, saved, self.folder.open.as_ref().map(|open| &open.place));
            return;
        }
        let ctx = ui.ctx().clone();
        self.watched(&ctx, |app| draw(app, ui));
    }

    /// Runs `work` outside a frame with the same care.
    pub(crate) fn watched(&mut self, ctx: &Context, work: impl FnOnce(&mut Self)) {
        if self.has_stopped() {
            return;
        }
        if catch_unwind(AssertUnwindSafe(|| work(self))).is_err() {
            // The workspace changes whole or not at all, so it is sound after a panic.
            self.save(None);
            let saved = self.folder.saver.as_mut().map_or(Ok(()), Saver::finish);
            self.folder.saver = None;
            self.crash.stopped = Some(saved);
            ctx.request_repaint();
        }
    }

    /// Returns whether a panic has stopped the app.
    pub fn has_stopped(&self) -> bool {
        self.crash.stopped.is_some()
    }
}
