//! Toasts: short messages that expire. They are part of the accessible tree and can carry an undo button.

use egui::Ui;

use crate::ui::command::Command;
use crate::ui::intent::Out;
use crate::ui::widgets::link_button;

/// Characters that a reader takes in within a second.
const READ_IN_A_SECOND: f64 = 15.0;
const LEAST_SECONDS: f64 = 5.0;
const MOST_SECONDS: f64 = 12.0;

/// A message at the bottom of the window.
#[derive(Clone, Debug, PartialEq)]
pub struct Toast {
    pub text: String,
    /// The command that undoes the change.
    pub undo: Option<Command>,
    /// Expiry, in seconds of the ui's time.
    pub until: f64,
}

impl Toast {
    /// Returns the duration in seconds, long enough to read the text.
    pub fn seconds(text: &str) -> f64 {
        (text.chars().count() as f64 / READ_IN_A_SECOND).clamp(LEAST_SECONDS, MOST_SECONDS)
    }
}

/// Draws the text and the undo button.
pub(super) fn toast_ui(ui: &mut Ui, toast: &Toast, out: &mut Out) {
    ui.horizontal_wrapped(|ui| {
        let label = ui.add(egui::Label::new(&toast.text).wrap());
        ui.ctx().accesskit_node_builder(label.id, |node| node.set_live(egui::accesskit::Live::Polite));
        if let Some(undo) = toast.undo
            && link_button(ui, if undo == Command::Undo { "Undo" } else { "Take back" }).clicked()
        {
            out.run(undo);
        }
    });
}
