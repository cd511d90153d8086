//! Panics: everything is saved, a report is left in the machine's folder, and the window tells so. Nothing leaves the machine.

use std::backtrace::Backtrace;
use std::panic::PanicHookInfo;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::Utc;
use egui::Ui;

use crate::store::{LocalDisk, Place, write_atomically};

/// The state after a panic, and the folder of its report.
#[derive(Default)]
pub(crate) struct CrashGuard {
    /// After a panic: whether everything was saved, else the reason.
    pub stopped: Option<Result<(), String>>,
    /// Shared with the panic hook.
    reports: Arc<Mutex<Option<PathBuf>>>,
}

impl CrashGuard {
    /// Sets the folder of later reports.
    pub fn report_to(&self, folder: Option<PathBuf>) {
        *self.reports.lock().unwrap_or_else(PoisonError::into_inner) = folder;
    }

    /// Makes every later panic, on any thread, leave a report in the folder and a line in the log, besides the printed text.
    pub fn install_hook(&self) {
        let reports = Arc::clone(&self.reports);
        let print = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            print(info);
            // The message of a panic may quote the workspace, so only its place is logged.
            let place = info.location().map(ToString::to_string).unwrap_or_default();
            tracing::error!("panic at {place}");
            let folder = reports.lock().unwrap_or_else(PoisonError::into_inner).clone();
            if let Some(folder) = folder {
                let report = match write_report(&folder, info) {
                    Ok(path) => format!("a report is in {}", path.display()),
                    Err(error) => format!("no report could be written: {error}"),
                };
                eprintln!("gapwise: {report}");
            }
        }));
    }
}

fn write_report(folder: &Path, info: &PanicHookInfo) -> std::io::Result<PathBuf> {
    let now = Utc::now();
    let thread = std::thread::current();
    let text = format!(
        "Gapwise {} crashed at {now}.\nThis report stays on this machine unless you send it.\n\nthread {}: {info}\n\n{}\n",
        env!("CARGO_PKG_VERSION"),
        thread.name().unwrap_or("without a name"),
        Backtrace::force_capture()
    );
    let path = folder.join(format!("report {}.txt", now.format("%Y-%m-%d %H%M%S%.3f")));
    write_atomically(&LocalDisk, &path, text.as_bytes())?;
    Ok(path)
}

/// Draws the page that is shown after a panic.
pub(crate) fn stopped_ui(ui: &mut Ui, saved: &Result<(), String>, place: Option<&Place>) {
    egui::CentralPanel::default().show(ui, |ui| {
        ui.add_space(ui.available_height() / 4.0);
        ui.vertical_centered(|ui| {
            ui.set_max_width(560.0);
            ui.heading("Gapwise crashed.");
            ui.add_space(8.0);
            match saved {
                Ok(()) => ui.label("Everything you did is saved."),
                Err(why) => ui.label(format!("The last change could not be saved: {why}")),
            };
            if let Some(place) = place {
                ui.label(format!("Your data is in {}.", place.folder.display()));
                ui.label(format!("A report of the error is in {}.", place.state.display()));
            }
            ui.add_space(16.0);
            if ui.button("Close").clicked() {
                ui.ctx().send_viewport_cmd(egui::ViewportCommand::Close);
            }
        });
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_leaves_its_report_in_the_folder_of_the_machine() {
        let folder = tempfile::tempdir().expect("a folder");
        let guard = CrashGuard::default();
        guard.report_to(Some(folder.path().to_path_buf()));
        guard.install_hook();
        assert!(std::thread::spawn(|| panic!("a mistake made on purpose")).join().is_err());
        drop(std::panic::take_hook());
        // Other tests may panic at the same time.
        let mut reports = std::fs::read_dir(folder.path()).expect("a folder").flatten();
        let tells =
            |path: PathBuf| std::fs::read_to_string(path).is_ok_and(|it| it.contains("a mistake made on purpose"));
        assert!(reports.any(|report| tells(report.path())));
    }
}
