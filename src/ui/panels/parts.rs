//! Rows that the panels share.

use egui::{Ui, vec2};

use crate::ui::widgets::labelled_row;

/// A labelled row.
pub(super) fn row_ui<R>(ui: &mut Ui, label: &str, add: impl FnOnce(&mut Ui) -> R) -> R {
    labelled_row(ui, label, vec2(92.0, 26.0), add)
}
