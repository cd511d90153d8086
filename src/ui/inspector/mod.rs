//! The inspector: every field of what is selected. A field is one undo step, made when it is left.

mod belongs;
mod block;
mod breakdown;
mod event;
mod repeat;
mod steps;
mod task;
mod task_repeat;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use egui::{Align, Layout, ScrollArea, Ui, UiBuilder, vec2};

pub(super) use breakdown::first_step;

use super::command::Command;
use super::state::UiState;
use super::theme::{self, palette};
use super::view::{Intent, Selection, ViewContext};
use super::widgets::{DraftField, checked_field, draft_field, icon_button};
use crate::exchange::parse_date;
use crate::model::{TaskId, Usual};

/// What the inspector remembers between frames.
#[derive(Default)]
pub struct InspectorState {
    step_draft: String,
    focus_title: bool,
    /// What recurring tasks were like when they were first looked at.
    formers: BTreeMap<TaskId, [Usual; 12]>,
}

impl InspectorState {
    /// Puts the cursor into the title in the next frame.
    pub fn focus_title(&mut self) {
        self.focus_title = true;
    }
}

/// Width of the labels beside the fields.
const LABEL: f32 = 84.0;

/// Draws what is selected into all of `ui`.
pub fn inspector_ui(ui: &mut Ui, ctx: &ViewContext, state: &mut UiState, out: &mut Vec<Intent>) {
    let area = ui.max_rect();
    ui.painter().rect_filled(area, 0.0, palette(ui).surface);
    let inner = area.shrink2(vec2(theme::PAD, theme::GAP_WIDE));
    let mut ui = ui.new_child(UiBuilder::new().id_salt("inspector").max_rect(inner).accessibility_label("Inspector"));
    ScrollArea::vertical().id_salt("inspector").auto_shrink(false).show(&mut ui, |ui| {
        ui.set_width(inner.width() - theme::GAP);
        ui.spacing_mut().item_spacing.y = theme::GAP;
        let focus_title = std::mem::take(&mut state.inspector.focus_title);
        if focus_title {
            ui.data_mut(|data| data.insert_temp(egui::Id::unique("focus-title"), true));
        }
        let chosen = super::matrix::chosen(ctx, state).len();
        if chosen > 1 {
            note_ui(ui, &format!("One of {chosen} that are chosen"));
        }
        match state.selection {
            Selection::Nothing => {}
            Selection::Event(..) => event::event_ui(ui, ctx, state.selection, out),
            Selection::Block(block) => block::block_ui(ui, block, ctx, state, out),
            Selection::Ghost(..) => {
                if let Some(ghost) = ctx.ghost(state.selection) {
                    block::ghost_ui(ui, ghost, ctx, out);
                }
                task_of_selection(ui, ctx, state, out);
            }
            Selection::Task(_) => task_of_selection(ui, ctx, state, out),
        }
    });
}

fn task_of_selection(ui: &mut Ui, ctx: &ViewContext, state: &mut UiState, out: &mut Vec<Intent>) {
    let Some(id) = state.selection.task(ctx.workspace) else { return };
    ui.push_id(id, |ui| match ctx.task(id) {
        Some(task) => task::task_ui(ui, task, ctx, state, out),
        None => block::closed_ui(ui, id, ctx, out),
    });
}

/// A title that can be edited.
fn title_ui(ui: &mut Ui, name: &str, title: &str, accent: egui::Color32, out: &mut Vec<Intent>) -> Option<String> {
    const MOST_ROWS: f32 = 3.0;
    title_row_ui(ui, accent, out, |ui, width| {
        let focus = egui::Id::unique("focus-title");
        let font = Some(theme::title());
        let edit = DraftField { width, font, frameless: true, lines: 1, wraps: true, ..DraftField::default() };
        let row = ui.fonts_mut(|fonts| fonts.row_height(&theme::title()));
        let scroll = ScrollArea::vertical().id_salt("title").max_height(MOST_ROWS * row + 2.0);
        let shown = scroll.auto_shrink([false, true]).show(ui, |ui| {
            if ui.data_mut(|data| data.remove_temp::<bool>(focus)).is_some() {
                let id = ui.make_persistent_id("title");
                ui.memory_mut(|memory| memory.request_focus(id));
            }
            draft_field(ui, name, "title", title, edit)
        });
        shown.inner
    })
}

/// What `add` draws into a width, between a bar of its accent and the button that closes the inspector.
fn title_row_ui<R>(
    ui: &mut Ui,
    accent: egui::Color32,
    out: &mut Vec<Intent>,
    add: impl FnOnce(&mut Ui, f32) -> R,
) -> R {
    const BUTTON: f32 = 28.0;
    ui.horizontal_top(|ui| {
        let (bar, _) = ui.allocate_exact_size(vec2(4.0, BUTTON), egui::Sense::hover());
        ui.painter().rect_filled(bar.shrink2(vec2(0.0, 3.0)), 2.0, accent);
        let width = ui.available_width() - BUTTON - theme::GAP;
        let column = Layout::top_down(Align::LEFT);
        let shown = ui.allocate_ui_with_layout(vec2(width, BUTTON), column, |ui| {
            ui.set_min_size(vec2(width, BUTTON));
            ui.add_space(2.0);
            add(ui, width)
        });
        let close = Command::Deselect.hint(ui.ctx());
        if icon_button(ui, egui_material_icons::icons::ICON_CLOSE, &close, true).clicked() {
            out.push(Intent::Select(Selection::Nothing));
        }
        shown.inner
    })
    .inner
}

/// A label with what `add` draws beside it.
fn field_ui<R>(ui: &mut Ui, label: &str, add: impl FnOnce(&mut Ui) -> R) -> R {
    super::widgets::labelled_row(ui, label, vec2(LABEL - theme::GAP, 28.0), add)
}

/// A line between two parts.
fn rule_ui(ui: &mut Ui) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 9.0), egui::Sense::hover());
    ui.painter().hline(rect.x_range(), rect.center().y, egui::Stroke::new(1.0, palette(ui).hairline));
}

/// The name of a part.
fn heading_ui(ui: &mut Ui, text: &str, detail: &str) {
    ui.horizontal(|ui| {
        ui.label(egui::RichText::new(text).font(theme::body_medium()));
        ui.label(egui::RichText::new(detail).font(theme::small()).color(palette(ui).secondary));
    });
}

/// Small text that explains.
fn note_ui(ui: &mut Ui, text: &str) -> egui::Response {
    ui.label(egui::RichText::new(text).font(theme::small()).color(palette(ui).secondary))
}

/// A date that is typed as dates of tasks are. Returns another one than `date`.
pub(super) fn date_field(
    ui: &mut Ui,
    name: &str,
    salt: impl egui::AsIdSalt,
    date: NaiveDate,
    ctx: &ViewContext,
) -> Option<NaiveDate> {
    let current = date.format("%a %-d %b %Y").to_string();
    let read = |text: &str| {
        parse_date(text.trim(), &ctx.reading())
            .ok_or_else(|| format!("'{}' is no date. Write tomorrow, fri or 12 dec.", text.trim()))
    };
    checked_field(ui, name, salt, &current, small_field(140.0, "fri, 12 dec"), read).filter(|new| *new != date)
}

fn small_field(width: f32, hint: &str) -> DraftField<'_> {
    DraftField { hint, width, lines: 1, ..DraftField::default() }
}
