//! Import of calendars, and of the tasks of other programs.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{TryRecvError, channel};

use egui::Ui;

use super::work::FileImport;
use crate::app::gapwise::Gapwise;
use crate::exchange::ics::MAX_FILE_BYTES;
use crate::exchange::{
    Reading, TaskFileContext, TaskFileKind, import_calendar, import_tasks, kind_of_tasks, read_tasks,
};
use crate::model::{Moment, Workspace};
use crate::store::{BackupReason, read_chosen};
use crate::ui::Dialog;

impl Gapwise {
    /// Reads a calendar or task file on its own thread.
    pub(crate) fn start_import(&mut self, path: PathBuf, now: Moment) {
        let (done, results) = channel();
        let workspace = self.workspace().clone();
        let wake = self.egui.clone();
        let reading = self.reading(now);
        let work = move || {
            let result = read_import(&path, None, &workspace, &reading, now);
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
                Ok(Ok(FileImport { action, summary, details })) => {
                    tracing::info!(changed = action.is_some(), "imported a file");
                    if let Some(action) = action {
                        self.act_after_backup(&action, BackupReason::Import, now);
                    }
                    self.toast(summary.clone(), true);
                    if !details.is_empty() {
                        self.state.dialog = Some(Dialog::Problem { title: summary, text: details });
                    }
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

    /// Imports files that were dropped on the window.
    pub(crate) fn take_dropped_files(&mut self, ui: &Ui, now: Moment) {
        let dropped = ui.input(|input| input.raw.dropped_files.clone());
        for file in dropped {
            self.start_import(file.path().to_path_buf(), now);
        }
    }
}

/// Reads a calendar, or a file with the tasks of another program, which is told by its content unless `kind` is given.
///
/// # Errors
/// A message if the file cannot be read, or is neither.
pub fn read_import(
    path: &Path,
    kind: Option<TaskFileKind>,
    workspace: &Workspace,
    reading: &Reading,
    now: Moment,
) -> Result<FileImport, String> {
    let bytes = if path == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin().lock().take(MAX_FILE_BYTES as u64).read_to_end(&mut bytes).map(|_| bytes)
    } else {
        read_chosen(path, MAX_FILE_BYTES as u64)
    };
    let bytes = bytes.map_err(|error| format!("{} cannot be read: {error}", path.display()))?;
    if let Some(kind) = kind.or_else(|| kind_of_tasks(&bytes)) {
        let zone = reading.zone;
        let context = TaskFileContext { local: &|at| zone.local(at) };
        let file = read_tasks(kind, &bytes, reading, &context);
        let (action, report) =
            import_tasks(workspace, kind.name(), file.map_err(|why| format!("{}: {why}", path.display()))?, now);
        return Ok(FileImport { action, summary: report.summary(), details: report.details() });
    }
    let source = std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf());
    let (action, report) = import_calendar(workspace, &source.display().to_string(), &bytes, now, reading.zone)
        .map_err(|why| format!("{} was not imported: {why}", path.display()))?;
    Ok(FileImport { action, summary: report.summary(), details: report.details() })
}
