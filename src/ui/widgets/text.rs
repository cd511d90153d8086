//! Headings and notes.

use egui::{Label, Response, RichText, Ui};

use crate::ui::theme::{self, palette};

/// Draws a small hint.
pub fn note_ui(ui: &mut Ui, text: impl Into<String>) -> Response {
    ui.label(RichText::new(text).font(theme::small()).color(palette(ui).secondary))
}

/// Draws a small hint that takes as many lines as it needs, also in a row.
pub fn paragraph_ui(ui: &mut Ui, text: impl Into<String>) -> Response {
    let text = RichText::new(text).font(theme::small()).color(palette(ui).secondary);
    ui.add(Label::new(text).wrap())
}

/// Draws the heading of a section, with space above it.
pub fn section_ui(ui: &mut Ui, text: &str) {
    ui.add_space(theme::GAP_SMALL);
    ui.label(RichText::new(text).font(theme::body_medium()));
}

/// Draws the heading of a section with a detail beside it.
pub fn heading_ui(ui: &mut Ui, text: &str, detail: &str) {
    ui.horizontal(|ui| {
        ui.label(RichText::new(text).font(theme::body_medium()));
        note_ui(ui, detail);
    });
}
