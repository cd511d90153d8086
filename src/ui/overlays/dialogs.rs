//! Dialogs: typed paths, unreadable workspaces.

use std::path::PathBuf;

use egui::{Id, Modal, Ui};

use super::storage;
use crate::ui::state::{Dialog, DialogAnswer, PathPurpose};
use crate::ui::theme::{self, palette};
use crate::ui::widgets::{dialog_width, text_button};

impl PathPurpose {
    fn title(self) -> &'static str {
        match self {
            Self::New => "New workspace",
            Self::Open => "Open a workspace",
            Self::SaveCopy => "Save a copy of the workspace",
            Self::SaveElsewhere => "Move to another folder",
            Self::Import => "Import a calendar or tasks",
            Self::SaveReport => "Save the report",
            Self::Export => "Export",
        }
    }

    fn hint(self) -> &'static str {
        match self {
            Self::New | Self::SaveCopy | Self::SaveElsewhere => "An empty or new folder",
            Self::Open => "The folder of a workspace",
            Self::Import => "An .ics file, or tasks of another program",
            Self::SaveReport => "A file: review.html, review.md or time.csv",
            Self::Export => "A file: tasks.ics, .txt (todo.txt), .md, .org, .csv or .json",
        }
    }
}

/// Draws a dialog. Returns the user's answer.
pub fn dialog_ui(ui: &mut Ui, dialog: &mut Dialog) -> Option<DialogAnswer> {
    let modal = Modal::new(Id::unique("dialog")).frame(egui::Frame::popup(ui.style()).inner_margin(theme::PAD));
    let response = modal.show(ui.ctx(), |ui| {
        ui.set_width(dialog_width(ui, theme::DIALOG));
        match dialog {
            Dialog::Path { purpose, text, error } => path_ui(ui, *purpose, text, error.as_deref()),
            Dialog::Problem { title, text } => problem_ui(ui, title, text),
            Dialog::AlreadyOpen { folder } => storage::already_open_ui(ui, folder),
            Dialog::Damaged { text, has_backups } => storage::damaged_ui(ui, text, *has_backups),
            Dialog::Unsaved(why) => storage::unsaved_ui(ui, why),
            Dialog::Conflicts(conflicts) => storage::conflicts_ui(ui, conflicts),
            Dialog::Backups { list, chosen, preview } => storage::backups_ui(ui, list, *chosen, preview),
        }
    });
    if response.should_close() { Some(DialogAnswer::Close) } else { response.inner }
}

fn path_ui(ui: &mut Ui, purpose: PathPurpose, text: &mut String, error: Option<&str>) -> Option<DialogAnswer> {
    let mut answer = None;
    ui.label(egui::RichText::new(purpose.title()).font(theme::title()));
    ui.add_space(theme::GAP);
    let field = egui::TextEdit::singleline(text).id_salt("path").hint_text(purpose.hint()).desired_width(f32::INFINITY);
    let response = ui.add(field).accessible_name("Path");
    // Read before the field takes the focus back, or Enter is lost.
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
                answer = Some(DialogAnswer::Path(purpose, PathBuf::from(text.trim())));
            }
        });
        if text_button(ui, "Browse…", false).clicked() {
            answer = Some(DialogAnswer::Browse(purpose));
        }
        if text_button(ui, "Cancel", false).clicked() {
            answer = Some(DialogAnswer::Close);
        }
    });
    answer
}

fn problem_ui(ui: &mut Ui, title: &str, text: &str) -> Option<DialogAnswer> {
    ui.label(egui::RichText::new(title).font(theme::title()));
    ui.add_space(theme::GAP);
    egui::ScrollArea::vertical().max_height(theme::DIALOG_TEXT).show(ui, |ui| ui.label(text));
    ui.add_space(theme::GAP);
    text_button(ui, "Close", true).clicked().then_some(DialogAnswer::Close)
}
