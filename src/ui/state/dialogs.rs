//! The open dialog and its answers.

use std::path::PathBuf;

use crate::store::Conflict;

/// An open dialog.
#[derive(Clone, Debug, PartialEq)]
pub enum Dialog {
    /// Asks for a path; shown together with the native dialog, which may fail silently.
    Path { purpose: PathPurpose, text: String, error: Option<String> },
    /// The folder is open in another window.
    AlreadyOpen { folder: PathBuf },
    /// Files were damaged; lists the rescue results.
    Damaged { text: String, has_backups: bool },
    /// The window is closing with unsaved changes; holds the reason.
    Unsaved(String),
    /// Fields changed on two sides.
    Conflicts(Vec<Conflict>),
    /// The backups, newest first, and a preview of restoring the chosen one.
    Backups { list: Vec<BackupLine>, chosen: Option<usize>, preview: Vec<String> },
    /// An error, and the data that were kept safe.
    Problem { title: String, text: String },
}

/// The purpose of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathPurpose {
    /// An empty folder for a new workspace.
    New,
    /// The folder of an existing workspace.
    Open,
    /// An empty folder for a copy; the current workspace stays open.
    SaveCopy,
    /// A folder to move the workspace to.
    SaveElsewhere,
    /// An iCalendar file.
    Import,
    /// The target file of a report.
    SaveReport,
    /// The target file of an export; its ending says the format.
    Export,
}

/// The user's answer to a dialog.
#[derive(Clone, Debug, PartialEq)]
pub enum DialogAnswer {
    Close,
    Path(PathPurpose, PathBuf),
    /// Opens the native dialog.
    Browse(PathPurpose),
    OpenAs(PathBuf, OpenAs),
    /// Takes the other side of the conflict with this index.
    TakeOther(usize),
    /// Asks for a path.
    AskPath(PathPurpose),
    /// Saves again after a problem.
    SaveAgain,
    /// Closes the window and loses the unsaved changes.
    CloseUnsaved,
    ShowBackups,
    PreviewBackup(usize),
    RestoreBackup(usize),
}

/// The way to open a folder that another window may have open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenAs {
    /// Exclusively.
    Alone,
    /// Read-only.
    ReadOnly,
    /// Shared: both windows write, and changes are merged.
    Merging,
}

/// A row of the backup list.
#[derive(Clone, Debug, PartialEq)]
pub struct BackupLine {
    pub name: String,
    /// Time and reason of the backup.
    pub text: String,
}
