//! Work on files that is under way.

use std::path::PathBuf;
use std::sync::mpsc::Receiver;
use std::time::Instant;

use crate::exchange::ImportReport;
use crate::model::Action;
use crate::ui::PathPurpose;

/// Open dialogs and running imports.
#[derive(Default)]
pub(crate) struct FileWork {
    pub picker: Option<Picker>,
    pub imports: Vec<Receiver<Result<(Action, ImportReport), String>>>,
    /// Deletes the example's folder when the app ends.
    pub example: Option<tempfile::TempDir>,
}

/// An open native dialog.
pub(crate) struct Picker {
    pub purpose: PathPurpose,
    pub since: Instant,
    pub answer: Receiver<Option<PathBuf>>,
}
