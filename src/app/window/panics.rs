//! What happens when there is a mistake in the program: everything is saved, a report is left in the workspace's folder, and
//! the window says so. Nothing leaves the machine.

use std::backtrace::Backtrace;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::Utc;
use egui::{Context, Ui};

use crate::app::gapwise::Gapwise;
use crate::store::{LocalDisk, Saver, write_atomically};

/// Where a report goes; shared with the panic hook, which has no other way to know.
pub(crate) type ReportFolder = Arc<Mutex<Option<PathBuf>>>;

/// From now on every panic, on any thread, leaves a report in the folder, besides what is printed.
pub(crate) fn install_hook(folder: ReportFolder) {
    let print = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        print(info);
        // The message of a panic may quote the workspace, so only its place is logged.
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!("panic at {place}");
        let folder = folder.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(folder) = folder {
            let report = match write_report(&folder, info) {
                Ok(path) => format!("a report is in {}", path.display()),
                Err(error) => format!("no report could be written: {error}"),
            };
            eprintln!("gapwise: {report}; your data is in {}", folder.display());
        }
    }));
}

fn write_report(folder: &Path, info: &PanicHookInfo) -> std::io::Result<PathBuf> {
    let now = Utc::now();
    let thread = std::thread::current();
    let text = format!(
        "Gapwise {} stopped on a mistake of its own at {now}.\nThis report stays on this machine unless you send it.\n\nthread {}: {info}\n\n{}\n",
        env!("CARGO_PKG_VERSION"),
        thread.name().unwrap_or("without a name"),
        Backtrace::force_capture()
    );
    let path = folder.join(format!("report {}.txt", now.format("%Y-%m-%d %H%M%S%.3f")));
    write_atomically(&LocalDisk, &path, text.as_bytes())?;
    Ok(path)
}

impl Gapwise {
    /// Draws a frame by `draw`. After a panic in one, what was changed is saved, and from then on the window only says what
    /// happened.
    pub fn guarded(&mut self, ui: &mut Ui, draw: impl FnOnce(&mut Self, &mut Ui)) {
        if let Some(saved) = &self.stopped {
            stopped_ui(ui, saved, self.folder().as_deref());
            return;
        }
        let ctx = ui.ctx().clone();
        self.watched(&ctx, |app| draw(app, ui));
    }

    /// Does something without a frame, with the same care.
    pub(crate) fn watched(&mut self, ctx: &Context, work: impl FnOnce(&mut Self)) {
        if self.has_stopped() {
            return;
        }
        if catch_unwind(AssertUnwindSafe(|| work(self))).is_err() {
            // The workspace is a value that changes whole or not at all, so what is there is good.
            self.save(None);
            let saved = self.saver.as_mut().map_or(Ok(()), Saver::finish);
            self.saver = None;
            self.stopped = Some(saved);
            ctx.request_repaint();
        }
    }

    /// Whether a panic has stopped it.
    pub fn has_stopped(&self) -> bool {
        self.stopped.is_some()
    }
}

fn stopped_ui(ui: &mut Ui, saved: &Result<(), String>, folder: Option<&Path>) {
    egui::CentralPanel::default().show(ui, |ui| {
        ui.add_space(ui.available_height() / 4.0);
        ui.vertical_centered(|ui| {
            ui.set_max_width(560.0);
            ui.heading("Gapwise made a mistake and had to stop.");
            ui.add_space(8.0);
            match saved {
                Ok(()) => ui.label("Everything you did is saved."),
                Err(why) => ui.label(format!("The last change could not be saved: {why}")),
            };
            if let Some(folder) = folder {
                ui.label(format!("Your data is in {}. A report of what went wrong is beside it.", folder.display()));
            }
            ui.add_space(16.0);
            if ui.button("Close").clicked() {
                ui.ctx().send_viewport_cmd(egui::ViewportCommand::Close);
            }
        });
    });
}
