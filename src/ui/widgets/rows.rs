//! Labelled rows, and scroll areas that scroll only when they must.

use egui::{Id, Sense, Ui, pos2};

use super::paint::line;
use super::paint::paint_line;
use crate::ui::theme::{self, palette};

/// Height of the window around the list of a dialog, and of the list at least.
const AROUND_LIST: f32 = 260.0;
const LEAST_LIST: f32 = 120.0;

/// Draws content and scrolls it only if it was higher than `room` last frame.
pub fn scrolled_if_higher(ui: &mut Ui, room: f32, add: impl FnOnce(&mut Ui)) {
    let id = ui.make_persistent_id("height");
    let before: f32 = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    let height = if before > room {
        let area = egui::ScrollArea::vertical().max_height(room).min_scrolled_height(room);
        // A bar in sight says that there is more.
        ui.spacing_mut().scroll = theme::lasting_scroll_bar();
        let clear_of_bar = |ui: &mut Ui| {
            ui.set_max_width(ui.available_width() - theme::GAP);
            add(ui);
        };
        area.show(ui, clear_of_bar).content_size.y
    } else {
        ui.scope(add).response.rect.height()
    };
    ui.data_mut(|data| data.insert_temp(id, height));
    if (before > room) != (height > room) {
        ui.ctx().request_repaint();
    }
}

/// Draws a labelled row. The error of a field in it appears below the whole row, so that it covers no other field.
pub fn labelled_row<R>(ui: &mut Ui, label: &str, size: egui::Vec2, add: impl FnOnce(&mut Ui) -> R) -> R {
    with_reason_below(ui, |ui| {
        let row = ui.horizontal(|ui| {
            let (rect, _) = ui.allocate_exact_size(size, Sense::hover());
            let galley = line(ui, label, theme::small(), palette(ui).secondary, rect.width());
            paint_line(ui, pos2(rect.left(), rect.center().y), galley, palette(ui).secondary);
            add(ui)
        });
        row.inner
    })
}

/// Draws fields whose errors appear below all of them.
pub fn with_reason_below<R>(ui: &mut Ui, add: impl FnOnce(&mut Ui) -> R) -> R {
    ui.data_mut(|data| data.insert_temp(row_reason(), String::new()));
    let result = add(ui);
    let why: String = ui.data_mut(|data| data.remove_temp(row_reason())).unwrap_or_default();
    if !why.is_empty() {
        reason_ui(ui, &why);
    }
    result
}

/// Returns the place where a field leaves its error for its row.
pub(super) fn row_reason() -> Id {
    Id::unique("reason below the row")
}

pub(super) fn reason_ui(ui: &mut Ui, why: &str) {
    ui.add(egui::Label::new(egui::RichText::new(why).font(theme::small()).color(palette(ui).danger)).wrap());
}

/// Returns the width of a dialog that is `wanted` points wide where the window has room.
pub fn dialog_width(ui: &Ui, wanted: f32) -> f32 {
    wanted.min(ui.ctx().content_rect().width() - theme::DIALOG_MARGIN)
}

/// Returns the height of a list that fills a dialog.
pub fn dialog_list_height(ui: &Ui) -> f32 {
    (ui.ctx().content_rect().height() - AROUND_LIST).max(LEAST_LIST)
}
