//! The dialog that is open, and its answers.

use std::path::PathBuf;

use egui::KeyboardShortcut;

use crate::store::Conflict;
use crate::ui::command::Command;

/// A dialog that is open.
#[derive(Clone, Debug, PartialEq)]
pub enum Dialog {
    /// Asks for a path; also where a native dialog is open, which may have died silently.
    Path {
        purpose: Purpose,
        text: String,
        error: Option<String>,
    },
    /// Another window has this folder open.
    AlreadyOpen {
        folder: PathBuf,
    },
    /// Files were damaged; what was done about them.
    Damaged {
        text: String,
        has_backups: bool,
    },
    /// The window was to close while the last changes are not saved, and why they are not.
    Unsaved(String),
    /// Fields that were changed in two places.
    Conflicts(Vec<Conflict>),
    /// The backups, newest first, and what bringing back the chosen one would change.
    Backups {
        list: Vec<BackupLine>,
        chosen: Option<usize>,
        preview: Vec<String>,
    },
    /// Something is wrong, and what was kept safe.
    Problem {
        title: String,
        text: String,
    },
    Shortcuts(ShortcutSheet),
}

/// What a path is wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// An empty folder for an empty workspace.
    New,
    /// The folder of a workspace.
    Open,
    /// An empty folder for a copy; the present one stays open.
    SaveCopy,
    /// Writes the workspace into another folder and goes on there.
    SaveElsewhere,
    /// A calendar file, `.ics`.
    Import,
    /// The file to write the report that is shown to.
    SaveReport,
}

/// What came of a dialog.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    Close,
    Path(Purpose, PathBuf),
    /// Asks the desktop for a dialog.
    Browse(Purpose),
    OpenAs(PathBuf, OpenAs),
    /// Takes the other side's record of the conflict at this place.
    TakeOther(usize),
    Run(Command),
    /// Closes the window although the last changes are not saved.
    CloseUnsaved,
    ShowBackups,
    PreviewBackup(usize),
    RestoreBackup(usize),
    /// Gives a command these keys, and takes them from the one that has them.
    SetKeys(Command, Vec<KeyboardShortcut>),
    /// Gives a command, or all of them, the keys that they come with.
    ResetKeys(Option<Command>),
}

/// How to open a folder that another window may have open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenAs {
    /// No other window has it.
    Alone,
    /// To look at: nothing is saved.
    ReadOnly,
    /// Both windows write, and what they change is merged.
    Merging,
}

/// A backup in the list.
#[derive(Clone, Debug, PartialEq)]
pub struct BackupLine {
    pub name: String,
    /// When and before what it was made.
    pub text: String,
}

/// What the sheet remembers while it is open.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ShortcutSheet {
    pub(in crate::ui) filter: String,
    /// It was drawn before, with the cursor in its field.
    pub(in crate::ui) opened: bool,
    /// The command whose new keys are waited for, and what to say about the ones that were pressed.
    pub(in crate::ui) waits: Option<(Command, &'static str)>,
    /// Keys that run another command: the command that wants them, the keys, the command that has them.
    pub(in crate::ui) clash: Option<(Command, KeyboardShortcut, Command)>,
}
