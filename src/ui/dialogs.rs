//! Dialogs: a path to type where no native dialog answers, a workspace that cannot be read, and the keyboard shortcuts.

mod shortcuts;
mod storage;

use std::path::PathBuf;

use egui::{Id, Modal, Ui};

use super::command::Command;
use super::theme::{self, palette};
use super::widgets::text_button;
use crate::store::Conflict;
pub use shortcuts::ShortcutSheet;

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

impl Purpose {
    fn title(self) -> &'static str {
        match self {
            Self::New => "New workspace",
            Self::Open => "Open a workspace",
            Self::SaveCopy => "Save a copy of the workspace",
            Self::SaveElsewhere => "Save in another folder and go on there",
            Self::Import => "Import a calendar",
            Self::SaveReport => "Save the report",
        }
    }

    fn hint(self) -> &'static str {
        match self {
            Self::New | Self::SaveCopy | Self::SaveElsewhere => "An empty or new folder",
            Self::Open => "The folder of a workspace",
            Self::Import => "An .ics file",
            Self::SaveReport => "A file: review.html or review.md",
        }
    }
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
    SetKeys(Command, Vec<egui::KeyboardShortcut>),
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

/// Draws a dialog. Returns what the person answered.
pub fn dialog_ui(ui: &mut Ui, dialog: &mut Dialog) -> Option<Answer> {
    let modal = Modal::new(Id::unique("dialog")).frame(egui::Frame::popup(ui.style()).inner_margin(theme::PAD));
    let response = modal.show(ui.ctx(), |ui| {
        ui.set_width(440.0_f32.min(ui.ctx().content_rect().width() - 80.0));
        match dialog {
            Dialog::Path { purpose, text, error } => path_ui(ui, *purpose, text, error.as_deref()),
            Dialog::Problem { title, text } => problem_ui(ui, title, text),
            Dialog::AlreadyOpen { folder } => storage::already_open_ui(ui, folder),
            Dialog::Damaged { text, has_backups } => storage::damaged_ui(ui, text, *has_backups),
            Dialog::Unsaved(why) => storage::unsaved_ui(ui, why),
            Dialog::Conflicts(conflicts) => storage::conflicts_ui(ui, conflicts),
            Dialog::Backups { list, chosen, preview } => storage::backups_ui(ui, list, *chosen, preview),
            Dialog::Shortcuts(sheet) => shortcuts::shortcuts_ui(ui, sheet),
        }
    });
    if response.should_close() { Some(Answer::Close) } else { response.inner }
}

fn path_ui(ui: &mut Ui, purpose: Purpose, text: &mut String, error: Option<&str>) -> Option<Answer> {
    let mut answer = None;
    ui.label(egui::RichText::new(purpose.title()).font(theme::title()));
    ui.add_space(theme::GAP);
    let field = egui::TextEdit::singleline(text).id_salt("path").hint_text(purpose.hint()).desired_width(f32::INFINITY);
    let response = ui.add(field).accessible_name("Path");
    // Read before the field is given the focus back, else Enter is not seen.
    let enter = response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
    if ui.memory(|memory| memory.focused().is_none()) {
        response.request_focus();
    }
    if let Some(error) = error {
        ui.label(egui::RichText::new(error).font(theme::small()).color(palette(ui).danger));
    }
    ui.add_space(theme::GAP);
    ui.horizontal(|ui| {
        let usable = !text.trim().is_empty();
        ui.add_enabled_ui(usable, |ui| {
            if text_button(ui, "OK", true).clicked() || (enter && usable) {
                answer = Some(Answer::Path(purpose, PathBuf::from(text.trim())));
            }
        });
        if text_button(ui, "Browse…", false).clicked() {
            answer = Some(Answer::Browse(purpose));
        }
        if text_button(ui, "Cancel", false).clicked() {
            answer = Some(Answer::Close);
        }
    });
    answer
}

fn problem_ui(ui: &mut Ui, title: &str, text: &str) -> Option<Answer> {
    ui.label(egui::RichText::new(title).font(theme::title()));
    ui.add_space(theme::GAP);
    egui::ScrollArea::vertical().max_height(320.0).show(ui, |ui| ui.label(text));
    ui.add_space(theme::GAP);
    text_button(ui, "Close", true).clicked().then_some(Answer::Close)
}
