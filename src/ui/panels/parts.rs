//! Rows that the panels share.

use egui::{Ui, vec2};

use crate::ui::theme::{self, palette};
use crate::ui::widgets::labelled_row;

/// A section title.
pub(super) fn heading_ui(ui: &mut Ui, text: &str) {
    ui.add_space(theme::GAP_SMALL);
    ui.label(egui::RichText::new(text).font(theme::body_medium()));
}

/// A small hint.
pub(super) fn note_ui(ui: &mut Ui, text: &str) {
    ui.label(egui::RichText::new(text).font(theme::small()).color(palette(ui).secondary));
}

/// A labelled row.
pub(super) fn row_ui<R>(ui: &mut Ui, label: &str, add: impl FnOnce(&mut Ui) -> R) -> R {
    labelled_row(ui, label, vec2(92.0, 26.0), add)
}
