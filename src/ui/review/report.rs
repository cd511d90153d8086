//! The report before it is shared.

use egui::{Id, Modal, ScrollArea, Ui};

use super::super::theme;
use super::super::view::Intent;
use super::super::widgets::{segmented, text_button};
use super::{ReviewIntent, ReviewState};
use crate::review::report::Scope;

/// What report is wanted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReportForm {
    pub scope: Scope,
    /// As a page, else as Markdown.
    pub html: bool,
    pub without_private: bool,
}

/// A report and its text.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportPreview {
    pub form: ReportForm,
    pub text: String,
}

/// Draws the report that is shown, if one is.
pub(super) fn preview_ui(ui: &mut Ui, state: &mut ReviewState, out: &mut Vec<Intent>) {
    let Some(preview) = &state.preview else { return };
    let mut close = false;
    let modal = Modal::new(Id::unique("report")).frame(egui::Frame::popup(ui.style()).inner_margin(theme::PAD));
    let content = ui.ctx().content_rect().size();
    let response = modal.show(ui.ctx(), |ui| {
        ui.set_width(720.0_f32.min(content.x - 80.0));
        ui.label(egui::RichText::new("Report").font(theme::title()));
        let mut form = preview.form;
        ui.horizontal(|ui| {
            let choices = [(false, "Markdown"), (true, "Page")];
            let chosen = ui.push_id("form", |ui| segmented(ui, &choices, Some(form.html), "Form")).inner;
            form.html = chosen.unwrap_or(form.html);
            ui.checkbox(&mut form.without_private, "Leave out private tags");
        });
        if let Scope::Day(day) | Scope::Plan(day) = form.scope {
            let choices = [(Scope::Plan(day), "The plan"), (Scope::Day(day), "The review")];
            let chosen = ui.push_id("about", |ui| segmented(ui, &choices, Some(form.scope), "About")).inner;
            form.scope = chosen.unwrap_or(form.scope);
        }
        if form != preview.form {
            out.push(Intent::Review(ReviewIntent::Preview(form)));
        }
        ui.add_space(theme::GAP);
        ScrollArea::vertical().id_salt("report-text").max_height((content.y - 280.0).max(120.0)).show(ui, |ui| {
            let mut text = preview.text.as_str();
            let field = egui::TextEdit::multiline(&mut text).id_salt("report").font(egui::TextStyle::Monospace);
            ui.add(field.desired_width(f32::INFINITY)).accessible_name("Text of the report");
        });
        ui.add_space(theme::GAP);
        ui.horizontal(|ui| {
            if text_button(ui, "Save…", true).clicked() {
                out.push(Intent::Review(ReviewIntent::SaveReport));
            }
            if text_button(ui, "Copy", false).clicked() {
                out.push(Intent::Review(ReviewIntent::CopyReport));
            }
            close = text_button(ui, "Close", false).clicked();
        });
    });
    if close || response.should_close() {
        state.preview = None;
    }
}
