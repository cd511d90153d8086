//! Work on files that is under way.

use std::path::PathBuf;
use std::sync::mpsc::Receiver;
use std::time::Instant;

use crate::app::window::errand::Errand;
use crate::model::Action;
use crate::ui::PathPurpose;

/// A file that was read for import.
#[derive(Debug)]
pub struct FileImport {
    /// `None` if the file changes nothing.
    pub action: Option<Action>,
    /// One line for a message.
    pub summary: String,
    /// One line for each item or field that was not carried over.
    pub details: String,
}

/// Open dialogs and running imports.
#[derive(Default)]
pub(crate) struct FileWork {
    pub picker: Option<Picker>,
    pub imports: Vec<Receiver<Result<FileImport, String>>>,
    /// Requests of this start, for the first frame.
    pub errands: Vec<Errand>,
    /// Deletes the example's folder when the app ends.
    pub example: Option<tempfile::TempDir>,
}

/// An open native dialog.
pub(crate) struct Picker {
    pub purpose: PathPurpose,
    pub since: Instant,
    pub answer: Receiver<Option<PathBuf>>,
}
