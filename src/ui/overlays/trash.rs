//! The trash: deleted tasks to restore or to delete for good.

use std::sync::Arc;

use egui::{Id, Modal, Ui};

use crate::calendar::words;
use crate::model::{Action, ClosedTask};
use crate::ui::context::ViewContext;
use crate::ui::intent::{Intent, Out};
use crate::ui::selection::Selection;
use crate::ui::state::Trash;
use crate::ui::theme::{self, palette};
use crate::ui::widgets::{dialog_list_height, dialog_width, link_button, name_dialog, text_button};

/// Draws the trash if it is open.
pub fn trash_ui(ui: &Ui, ctx: &ViewContext, state: &mut Option<Trash>, out: &mut Out) {
    let Some(trash) = *state else { return };
    let deleted = ctx.trash;
    let modal = Modal::new(Id::unique("trash")).frame(egui::Frame::popup(ui.style()).inner_margin(theme::PAD));
    let response = modal.show(ui.ctx(), |ui| {
        ui.set_width(dialog_width(ui, theme::DIALOG));
        name_dialog(ui, "Trash");
        ui.label(egui::RichText::new("Trash").font(theme::title()));
        ui.add_space(theme::GAP);
        if deleted.is_empty() {
            ui.label(egui::RichText::new("No deleted tasks.").color(palette(ui).secondary));
        }
        let height = dialog_list_height(ui);
        let row = ui.spacing().interact_size.y;
        egui::ScrollArea::vertical().max_height(height).show_rows(ui, row, deleted.len(), |ui, rows| {
            for closed in &deleted[rows] {
                ui.push_id(closed.task.id, |ui| row_ui(ui, closed, out));
            }
        });
        ui.add_space(theme::GAP);
        buttons_ui(ui, trash, deleted, state, out);
    });
    if response.should_close() {
        *state = None;
    }
}

fn row_ui(ui: &mut Ui, closed: &ClosedTask, out: &mut Out) {
    ui.horizontal(|ui| {
        let restore = link_button(ui, "Restore").accessible_name(format!("Restore: {}", closed.task.title));
        if restore.clicked() {
            out.push(Intent::Act(Action::ReopenTask(closed.task.id)));
            out.push(Intent::Select(Selection::Task(closed.task.id)));
        }
        ui.add(egui::Label::new(&closed.task.title).truncate());
    });
}

fn buttons_ui(ui: &mut Ui, trash: Trash, deleted: &[Arc<ClosedTask>], state: &mut Option<Trash>, out: &mut Out) {
    let count = deleted.len();
    let tasks = words::counted(count, "task", "tasks");
    ui.horizontal(|ui| match trash {
        Trash::Asking => {
            ui.label(format!("Delete {tasks} for good?"));
            if text_button(ui, "Delete for good", false).clicked() {
                let actions = deleted.iter().map(|closed| Action::Forget(closed.task.id)).collect();
                out.push(Intent::Act(Action::All { name: format!("empty the trash of {tasks}"), actions }));
                *state = Some(Trash::Open);
            }
            if text_button(ui, "Keep", true).clicked() {
                *state = Some(Trash::Open);
            }
        }
        Trash::Open => {
            let close = text_button(ui, "Close", true);
            if ui.memory(|memory| memory.focused().is_none()) {
                close.request_focus();
            }
            if close.clicked() {
                *state = None;
            }
            if count > 0 && text_button(ui, "Empty the trash…", false).clicked() {
                *state = Some(Trash::Asking);
            }
        }
    });
}
