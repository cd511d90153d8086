//! Dialogs about the workspace folder: locks, damage, conflicts, backups.

use std::path::Path;

use egui::{RichText, ScrollArea, Ui};

use crate::store::Conflict;
use crate::ui::state::{BackupLine, DialogAnswer, OpenAs, PathPurpose};
use crate::ui::theme::{self};
use crate::ui::widgets::{note_ui, text_button};

/// Heights from which the list of backups and the preview of one scroll.
const BACKUPS: f32 = 240.0;
const PREVIEW: f32 = 160.0;

fn title_ui(ui: &mut Ui, title: &str) {
    ui.label(RichText::new(title).font(theme::title()));
    ui.add_space(theme::GAP);
}

pub(super) fn already_open_ui(ui: &mut Ui, folder: &Path) -> Option<DialogAnswer> {
    let mut answer = None;
    title_ui(ui, "This workspace is open in another window");
    note_ui(ui, folder.display().to_string());
    ui.add_space(theme::GAP);
    ui.label("Open it read-only, or edit in both windows: changes are merged.");
    ui.add_space(theme::GAP);
    ui.horizontal(|ui| {
        for (text, how) in [("Open read-only", OpenAs::ReadOnly), ("Edit here, too", OpenAs::Merging)] {
            if text_button(ui, text, how == OpenAs::ReadOnly).clicked() {
                answer = Some(DialogAnswer::OpenAs(folder.to_path_buf(), how));
            }
        }
        if text_button(ui, "Cancel", false).clicked() {
            answer = Some(DialogAnswer::Close);
        }
    });
    answer
}

pub(super) fn damaged_ui(ui: &mut Ui, text: &str, has_backups: bool) -> Option<DialogAnswer> {
    let mut answer = None;
    title_ui(ui, "Some files were damaged");
    ScrollArea::vertical().max_height(theme::DIALOG_TEXT).show(ui, |ui| ui.label(text));
    ui.add_space(theme::GAP);
    ui.label("Everything else is here. All files were backed up as found.");
    ui.add_space(theme::GAP);
    ui.horizontal(|ui| {
        if text_button(ui, "Continue", true).clicked() {
            answer = Some(DialogAnswer::Close);
        }
        if has_backups && text_button(ui, "Look at backups", false).clicked() {
            answer = Some(DialogAnswer::ShowBackups);
        }
    });
    answer
}

pub(super) fn unsaved_ui(ui: &mut Ui, why: &str) -> Option<DialogAnswer> {
    let mut answer = None;
    title_ui(ui, "The last changes are not saved");
    ui.label(why);
    ui.add_space(theme::GAP);
    ui.horizontal(|ui| {
        let answers = [
            ("Save elsewhere", DialogAnswer::AskPath(PathPurpose::SaveElsewhere)),
            ("Try again", DialogAnswer::SaveAgain),
            ("Close anyway", DialogAnswer::CloseUnsaved),
        ];
        for (at, (text, given)) in answers.into_iter().enumerate() {
            if text_button(ui, text, at == 0).clicked() {
                answer = Some(given);
            }
        }
    });
    note_ui(ui, "If you close anyway, a rescue copy is kept with the backups.");
    answer
}

pub(super) fn conflicts_ui(ui: &mut Ui, conflicts: &[Conflict]) -> Option<DialogAnswer> {
    let mut answer = None;
    title_ui(ui, "Changed in two places");
    note_ui(ui, "The newer value stays. The other one is in the notes, if the item has any.");
    ui.add_space(theme::GAP);
    ScrollArea::vertical().max_height(theme::DIALOG_TEXT).show(ui, |ui| {
        for (at, conflict) in conflicts.iter().enumerate() {
            ui.push_id(at, |ui| {
                ui.label(conflict.to_string());
                if conflict.has_choice() && text_button(ui, "Use the other", false).clicked() {
                    answer = Some(DialogAnswer::TakeOther(at));
                }
                ui.add_space(theme::GAP);
            });
        }
    });
    if text_button(ui, "Keep all", true).clicked() {
        answer = Some(DialogAnswer::Close);
    }
    answer
}

pub(super) fn backups_ui(
    ui: &mut Ui,
    list: &[BackupLine],
    chosen: Option<usize>,
    preview: &[String],
) -> Option<DialogAnswer> {
    let mut answer = None;
    title_ui(ui, "Backups");
    if list.is_empty() {
        ui.label("No backups yet. The first is made before the next change.");
    }
    ScrollArea::vertical().max_height(BACKUPS).auto_shrink([false, true]).show(ui, |ui| {
        for (at, backup) in list.iter().enumerate() {
            if ui.selectable_label(chosen == Some(at), &backup.text).clicked() {
                answer = Some(DialogAnswer::PreviewBackup(at));
            }
        }
    });
    ui.add_space(theme::GAP);
    if !preview.is_empty() {
        if chosen.is_some() {
            note_ui(ui, "Restoring makes these changes. It can be undone.");
        }
        ScrollArea::vertical().id_salt("preview").max_height(PREVIEW).show(ui, |ui| {
            for line in preview {
                ui.label(line);
            }
        });
        ui.add_space(theme::GAP);
    }
    ui.horizontal(|ui| {
        if let Some(at) = chosen
            && text_button(ui, "Restore", true).clicked()
        {
            answer = Some(DialogAnswer::RestoreBackup(at));
        }
        if text_button(ui, "Close", chosen.is_none()).clicked() {
            answer = Some(DialogAnswer::Close);
        }
    });
    answer
}
