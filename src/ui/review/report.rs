//! The preview of a report.

use egui::{Id, Modal, ScrollArea, Ui, vec2};

use super::tiles::rows_ui;
use crate::review::report::{Document, ReportFormat, ReportPart, ReportScope, TrackedBy};
use crate::ui::intent::{Intent, Out, ReportForm, ReviewIntent};
use crate::ui::state::ReviewState;
use crate::ui::theme::{self, palette};
use crate::ui::widgets::{dialog_width, paragraph_ui, segmented, text_button};

/// Width of the dialog.
const WIDTH: f32 = 720.0;
/// Heights: of the window around the text, and of the text.
const AROUND: f32 = 280.0;
const LEAST_TEXT: f32 = 120.0;
const MOST_TEXT: f32 = 620.0;

/// Draws the open report.
pub(super) fn preview_ui(ui: &mut Ui, state: &mut ReviewState, out: &mut Out) {
    let Some(preview) = &state.preview else { return };
    let mut close = false;
    let modal = Modal::new(Id::unique("report")).frame(egui::Frame::popup(ui.style()).inner_margin(theme::PAD));
    let window = ui.ctx().content_rect().height();
    let response = modal.show(ui.ctx(), |ui| {
        ui.set_width(dialog_width(ui, WIDTH));
        ui.label(egui::RichText::new("Report").font(theme::title()));
        ui.add_space(theme::GAP_SMALL);
        let form = form_ui(ui, preview.form);
        if form != preview.form {
            out.push(Intent::Review(ReviewIntent::Preview(form)));
        }
        ui.add_space(theme::GAP);
        // Constant height, so that switching the format moves nothing.
        let height = (window - AROUND).clamp(LEAST_TEXT, MOST_TEXT);
        let size = vec2(ui.available_width(), height);
        let frame = egui::Frame::new().fill(palette(ui).background).corner_radius(theme::CORNER);
        frame.inner_margin(theme::GAP_WIDE).show(ui, |ui| {
            ui.allocate_ui(size - vec2(2.0 * theme::GAP_WIDE, 0.0), |ui| {
                let area = ScrollArea::vertical().id_salt(("report-text", form.format)).auto_shrink(false);
                area.min_scrolled_height(height).max_height(height).show(ui, |ui| match form.format {
                    ReportFormat::Page => document_ui(ui, &preview.document),
                    ReportFormat::Markdown | ReportFormat::Csv(_) => text_ui(ui, &preview.text),
                });
            });
        });
        ui.add_space(theme::GAP);
        close = buttons_ui(ui, form.format == ReportFormat::Page, out);
    });
    if close || response.should_close() {
        state.preview = None;
    }
}

fn form_ui(ui: &mut Ui, mut form: ReportForm) -> ReportForm {
    ui.horizontal_wrapped(|ui| {
        let by = if let ReportFormat::Csv(by) = form.format { by } else { TrackedBy::default() };
        let choices =
            [(ReportFormat::Markdown, "Markdown"), (ReportFormat::Page, "Page"), (ReportFormat::Csv(by), "CSV")];
        let chosen = ui.push_id("form", |ui| segmented(ui, &choices, Some(form.format), "Form")).inner;
        form.format = chosen.unwrap_or(form.format);
        if let ReportFormat::Csv(by) = &mut form.format {
            let choices = [
                (TrackedBy::Session, "Sessions"),
                (TrackedBy::Task, "Tasks"),
                (TrackedBy::Project, "Projects"),
                (TrackedBy::Tag, "Tags"),
                (TrackedBy::Day, "Days"),
            ];
            let chosen = ui.push_id("by", |ui| segmented(ui, &choices, Some(*by), "Rows")).inner;
            *by = chosen.unwrap_or(*by);
        } else if let ReportScope::Day(day) | ReportScope::Plan(day) = form.scope {
            let choices = [(ReportScope::Plan(day), "The plan"), (ReportScope::Day(day), "The review")];
            let chosen = ui.push_id("about", |ui| segmented(ui, &choices, Some(form.scope), "About")).inner;
            form.scope = chosen.unwrap_or(form.scope);
        }
        ui.checkbox(&mut form.without_private, "Hide private tags");
        if form.without_private {
            paragraph_ui(ui, "Also excludes their time from all sums.");
        }
    });
    form
}

fn text_ui(ui: &mut Ui, text: &str) {
    let mut text = text;
    let field = egui::TextEdit::multiline(&mut text).id_salt("report").font(egui::TextStyle::Monospace);
    let field = field.frame(egui::Frame::NONE).desired_width(f32::INFINITY);
    ui.add(field).accessible_name("Text of the report");
}

/// Draws the content of the page; charts appear as their descriptions.
fn document_ui(ui: &mut Ui, document: &Document) {
    let wrapped = |ui: &mut Ui, text: egui::RichText| ui.add(egui::Label::new(text).wrap());
    wrapped(ui, egui::RichText::new(&document.title).font(theme::headline()));
    paragraph_ui(ui, &document.subtitle);
    ui.add_space(theme::GAP);
    for (figure, what) in &document.figures {
        wrapped(ui, egui::RichText::new(format!("{figure}  {what}")).font(theme::body_medium()));
    }
    for (n, section) in document.sections.iter().enumerate() {
        ui.add_space(theme::PAD);
        wrapped(ui, egui::RichText::new(&section.heading).font(theme::title()));
        for (m, part) in section.parts.iter().enumerate() {
            ui.push_id((n, m), |ui| part_ui(ui, part));
        }
    }
}

fn part_ui(ui: &mut Ui, part: &ReportPart) {
    match part {
        ReportPart::Text(text) => {
            ui.add(egui::Label::new(text).wrap());
        }
        ReportPart::List(items) => {
            for item in items {
                ui.add(egui::Label::new(format!("•  {item}")).wrap());
            }
        }
        ReportPart::Table(table) => rows_ui(ui, "part", table),
        ReportPart::Chart(chart) => {
            ui.add(egui::Label::new(format!("Chart: {}", chart.title)).wrap());
            paragraph_ui(ui, &chart.says);
        }
    }
}

/// Returns whether it was closed.
fn buttons_ui(ui: &mut Ui, html: bool, out: &mut Out) -> bool {
    ui.horizontal(|ui| {
        if text_button(ui, "Save…", true).clicked() {
            out.push(Intent::Review(ReviewIntent::SaveReport));
        }
        if text_button(ui, "Copy", false).clicked() {
            out.push(Intent::Review(ReviewIntent::CopyReport));
        }
        if html && text_button(ui, "Open in browser", false).clicked() {
            out.push(Intent::Review(ReviewIntent::OpenReport));
        }
        text_button(ui, "Close", false).clicked()
    })
    .inner
}
