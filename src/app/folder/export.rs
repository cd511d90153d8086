//! Export to a file, and cards as text on the clipboard.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::app::gapwise::Gapwise;
use crate::calendar::words::counted;
use crate::exchange::{TaskExportFormat, export_tasks, ics};
use crate::model::{Moment, TaskId, Workspace};
use crate::store::write_chosen;

/// The formats by the ending of the file; `None` for iCalendar.
const ENDINGS: [(&str, Option<TaskExportFormat>); 6] = [
    ("ics", None),
    ("txt", Some(TaskExportFormat::TodoTxt)),
    ("md", Some(TaskExportFormat::Markdown)),
    ("org", Some(TaskExportFormat::Org)),
    ("csv", Some(TaskExportFormat::Csv)),
    ("json", Some(TaskExportFormat::Json)),
];

impl Gapwise {
    /// Returns the default path of an export, in the documents folder.
    pub(crate) fn export_path() -> PathBuf {
        documents().join("tasks.ics")
    }

    /// Writes the workspace in the format of the file's ending, and names the unsupported fields. Returns the message
    /// of a failure.
    pub(crate) fn export_to(&mut self, path: &Path, now: Moment) -> Option<String> {
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase()).unwrap_or_default();
        let Some((_, format)) = ENDINGS.iter().find(|(name, _)| *name == ending) else {
            let names = ENDINGS.map(|(name, _)| format!(".{name}")).join(", ");
            return Some(format!("Use one of these file extensions: {names}."));
        };
        let here = self.time.here();
        let (text, lost) = match format {
            None => {
                let export = ics::export_calendar(self.workspace(), None, now, here);
                (export.text, export.lost)
            }
            Some(format) => {
                let export = export_tasks(self.workspace(), *format, &|local| here.instant(local));
                (export.text, export.lost)
            }
        };
        if let Err(error) = write_new(path, &text) {
            return Some(error);
        }
        let lost: Vec<String> =
            lost.iter().map(|(field, tasks)| format!("{field} ({})", counted(*tasks, "task", "tasks"))).collect();
        let exported = match lost.is_empty() {
            true => format!("Exported: {}", path.display()),
            false => format!("Exported: {}. Not in this format: {}", path.display(), lost.join(", ")),
        };
        self.toast(exported, false);
        None
    }

    /// Puts cards on the clipboard as Markdown check boxes.
    pub(crate) fn copy_cards(&mut self, cards: &BTreeSet<TaskId>) {
        let all = self.workspace();
        let tasks = all.tasks.iter().filter(|(id, _)| cards.contains(id)).map(|(id, task)| (*id, task.clone()));
        let chosen = Workspace { tasks: tasks.collect(), ..all.clone() };
        let export = export_tasks(&chosen, TaskExportFormat::Markdown, &|local| self.time.here().instant(local));
        if export.count > 0 {
            self.egui.copy_text(export.text);
            self.toast(format!("{} copied as text", counted(export.count, "task", "tasks")), false);
        }
    }
}

/// Returns the user's documents folder, else the home folder.
pub(crate) fn documents() -> PathBuf {
    let folder = directories::UserDirs::new();
    let folder = folder.as_ref().map(|dirs| dirs.document_dir().unwrap_or(dirs.home_dir()));
    folder.unwrap_or(Path::new("")).to_path_buf()
}

/// Writes a file that the user named.
///
/// # Errors
/// A message for the dialog.
pub(crate) fn write_new(path: &Path, text: &str) -> Result<(), String> {
    if path.is_dir() {
        return Err("That is a folder. Add a name for the file.".into());
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    if folder.is_some_and(|folder| std::fs::metadata(folder).is_err()) {
        return Err("Folder not found.".into());
    }
    write_chosen(path, text.as_bytes()).map_err(|error| format!("The file could not be written: {error}"))
}
