//! Dialogs about the workspace folder: locks, damage, conflicts, backups.

use std::path::Path;

use egui::{RichText, ScrollArea, Ui};

use crate::store::Conflict;
use crate::ui::command::Command;
use crate::ui::state::{BackupLine, DialogAnswer, OpenAs};
use crate::ui::theme::{self};
use crate::ui::widgets::{note_ui, text_button};

fn title_ui(ui: &mut Ui, title: &str) {
    ui.label(RichText::new(title).font(theme::title()));
    ui.add_space(theme::GAP);
}

pub(super) fn already_open_ui(ui: &mut Ui, folder: &Path) -> Option<DialogAnswer> {
    let mut answer = None;
    title_ui(ui, "This workspace is open in another window");
    note_ui(ui, folder.display().to_string());
    ui.add_space(theme::GAP);
    ui.label("Here you can look at it only, or change it too: what both windows change is then merged.");
    ui.add_space(theme::GAP);
    ui.horizontal(|ui| {
        for (text, how) in [("Look only", OpenAs::ReadOnly), ("Change it here too", OpenAs::Merging)] {
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
    title_ui(ui, "Some of your data was damaged");
    ScrollArea::vertical().max_height(320.0).show(ui, |ui| ui.label(text));
    ui.add_space(theme::GAP);
    ui.label("Everything else is here. A backup of all files as they were found was made.");
    ui.add_space(theme::GAP);
    ui.horizontal(|ui| {
        if text_button(ui, "Go on with what is here", true).clicked() {
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
            ("Save elsewhere", DialogAnswer::Run(Command::SaveElsewhere)),
            ("Try again", DialogAnswer::Run(Command::RetrySave)),
            ("Close all the same", DialogAnswer::CloseUnsaved),
        ];
        for (at, (text, given)) in answers.into_iter().enumerate() {
            if text_button(ui, text, at == 0).clicked() {
                answer = Some(given);
            }
        }
    });
    note_ui(ui, "When it closes all the same, a copy is kept with the backups if there is room.");
    answer
}

pub(super) fn conflicts_ui(ui: &mut Ui, conflicts: &[Conflict]) -> Option<DialogAnswer> {
    let mut answer = None;
    title_ui(ui, "Changed in two places");
    note_ui(ui, "What stays is the newer one. The other is in the notes where there are any.");
    ui.add_space(theme::GAP);
    ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
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
    if text_button(ui, "Keep what is here", true).clicked() {
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
        ui.label("There are none yet. The first one is made before the next change.");
    }
    ScrollArea::vertical().max_height(240.0).auto_shrink([false, true]).show(ui, |ui| {
        for (at, backup) in list.iter().enumerate() {
            if ui.selectable_label(chosen == Some(at), &backup.text).clicked() {
                answer = Some(DialogAnswer::PreviewBackup(at));
            }
        }
    });
    ui.add_space(theme::GAP);
    if !preview.is_empty() {
        if chosen.is_some() {
            note_ui(ui, "Restoring it would change this. It can be undone.");
        }
        ScrollArea::vertical().id_salt("preview").max_height(160.0).show(ui, |ui| {
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
