//! Import of calendar files.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{TryRecvError, channel};

use egui::Ui;

use crate::app::gapwise::Gapwise;
use crate::exchange::ics::MAX_FILE_BYTES;
use crate::exchange::{ImportReport, import_calendar};
use crate::model::{Action, Moment, Workspace};
use crate::store::{Reason, read_chosen};
use crate::ui::Dialog;

impl Gapwise {
    /// Reads a calendar file on its own thread.
    pub(crate) fn start_import(&mut self, path: PathBuf, now: Moment) {
        let (done, results) = channel();
        let workspace = self.workspace().clone();
        let wake = self.egui.clone();
        let work = move || {
            let result = read_calendar(&path, &workspace, now);
            if done.send(result).is_ok() {
                wake.request_repaint();
            }
        };
        match std::thread::Builder::new().name("import".into()).spawn(work) {
            Ok(_) => self.folder.work.imports.push(results),
            Err(error) => {
                tracing::error!("no thread for an import: {error}");
                self.toast(format!("The calendar was not imported: {error}"), false);
            }
        }
    }

    /// Applies finished imports.
    pub(crate) fn take_imports(&mut self, now: Moment) {
        let waiting = std::mem::take(&mut self.folder.work.imports);
        for results in waiting {
            match results.try_recv() {
                Ok(Ok((action, report))) => {
                    tracing::info!(added = report.added, skipped = report.skipped.len(), "imported a calendar");
                    self.act_after_backup(&action, Reason::Import, now);
                    self.report_import(&report);
                }
                Ok(Err(why)) => self.toast(why, false),
                Err(TryRecvError::Empty) => self.folder.work.imports.push(results),
                Err(TryRecvError::Disconnected) => {
                    tracing::error!("the thread of an import has panicked");
                    self.toast("The import stopped. Nothing was changed.", false);
                }
            }
        }
    }

    fn report_import(&mut self, report: &ImportReport) {
        self.toast(report.summary(), true);
        if !report.skipped.is_empty() || !report.warnings.is_empty() {
            self.state.dialog = Some(Dialog::Problem { title: report.summary(), text: report.details() });
        }
    }

    /// Imports calendar files that were dropped on the window.
    pub(crate) fn take_dropped_files(&mut self, ui: &Ui, now: Moment) {
        let dropped = ui.input(|input| input.raw.dropped_files.clone());
        for file in dropped {
            let path = file.path();
            if path.extension().is_some_and(|ext| ext.eq_ignore_ascii_case("ics")) {
                self.start_import(path.to_path_buf(), now);
            } else {
                self.toast("Only .ics files can be dropped here.", false);
            }
        }
    }
}

/// Reads a calendar file. Returns the action that imports it, and a report.
///
/// # Errors
/// A message if the file cannot be read or is not a calendar.
pub fn read_calendar(path: &Path, workspace: &Workspace, now: Moment) -> Result<(Action, ImportReport), String> {
    let bytes = read_chosen(path, MAX_FILE_BYTES as u64);
    let bytes = bytes.map_err(|error| format!("{} cannot be read: {error}", path.display()))?;
    let source = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    import_calendar(workspace, &source.display().to_string(), &bytes, now)
        .map_err(|why| format!("{} was not imported: {why}", path.display()))
}
