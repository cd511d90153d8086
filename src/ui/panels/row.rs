//! Rows that the panels share.

use egui::{Ui, Vec2, vec2};

use crate::ui::widgets::labelled_row;

/// Size of the label of a row.
const LABEL: Vec2 = vec2(92.0, 26.0);

/// Draws a labelled row.
pub(super) fn row_ui<R>(ui: &mut Ui, label: &str, add: impl FnOnce(&mut Ui) -> R) -> R {
    labelled_row(ui, label, LABEL, add)
}
