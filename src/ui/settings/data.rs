//! The folder of the workspace: copies, backups, other folders.

use egui::Ui;

use super::fields::{heading_ui, hint_ui};
use super::page::Page;
use crate::ui::command::Command;
use crate::ui::intent::Intent;
use crate::ui::theme;
use crate::ui::widgets::{link_button, text_button};

/// The buttons of the section, by group.
const GROUPS: [(&str, &[Command]); 3] = [
    ("Copies", &[Command::Backups, Command::SaveCopy, Command::SaveElsewhere]),
    ("Other workspaces", &[Command::OpenWorkspace, Command::NewWorkspace]),
    ("Files of other programs", &[Command::ImportCalendar, Command::Export]),
];

pub(super) fn folder_ui(ui: &mut Ui, page: &mut Page) {
    heading_ui(ui, "Workspace folder");
    ui.label(if page.status.folder.is_empty() { "Only in memory" } else { &page.status.folder });
    hint_ui(ui, "Every change is saved at once. Backups are kept on this machine.");
    for (name, commands) in GROUPS {
        ui.add_space(theme::GAP);
        heading_ui(ui, name);
        ui.horizontal_wrapped(|ui| {
            for command in commands {
                if text_button(ui, &command.text(), false).clicked() {
                    page.out.run(*command);
                    page.state.closes = true;
                }
            }
        });
    }
    let recent = page.prefs.recent.iter().filter(|folder| folder.display().to_string() != page.status.folder);
    let recent: Vec<_> = recent.cloned().collect();
    if recent.is_empty() {
        return;
    }
    ui.add_space(theme::GAP);
    heading_ui(ui, "Recent folders");
    for folder in recent {
        if link_button(ui, &folder.display().to_string()).clicked() {
            page.out.push(Intent::Open(folder));
            page.state.closes = true;
        }
    }
}
