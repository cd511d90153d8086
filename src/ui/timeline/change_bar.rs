//! The question beside a previewed change of plan, and the tray of what loses its place.

use chrono::NaiveDateTime;
use egui::{Align, Align2, Area, Id, Layout, Order, Rect, Role, Sense, Ui, UiBuilder, WidgetInfo, pos2};
use egui_material_icons::icons;

use super::scale::SECONDS_IN_HOUR;
use crate::model::{Minutes, day_of};
use crate::planner::{DayChange, PlanEntry, WhatIf};
use crate::ui::command::Command;
use crate::ui::context::ViewContext;
use crate::ui::difference::{change_words, effect_words};
use crate::ui::intent::{Intent, Out};
use crate::ui::state::{DELAY_STEP, Difference, TimelineState};
use crate::ui::theme::{self, palette};
use crate::ui::widgets::{icon_button, line, link_button, note_ui, paint_line, text_button};

/// The tray: height of its heading and of a row, the most rows, left edge of their text.
const HEADING: f32 = 26.0;
const ROW: f32 = 26.0;
const MOST: usize = 3;
const TEXT_X: f32 = 12.0;
/// Height of the question at the foot of the days.
const DOCKED: f32 = 118.0;
/// Distance of the question from the day, and of its top from the now-line.
const DISTANCE: f32 = 10.0;
const ABOVE_NOW: f32 = 20.0;

/// Returns whether the question stands beside the days, and not at their foot.
fn stands_beside(ui: &Ui, body: Rect) -> bool {
    body.left() - ui.ctx().content_rect().left() >= theme::POPUP + 2.0 * DISTANCE
}

fn tray_height(answer: &WhatIf) -> f32 {
    let rows = answer.diff.dropped.len().min(MOST);
    if rows == 0 { 0.0 } else { HEADING + rows as f32 * ROW + theme::GAP }
}

/// Returns the height at the foot of `body` that a previewed change takes.
pub fn change_height(ui: &Ui, body: Rect, state: &TimelineState) -> f32 {
    let docked = state.change.is_some() && !stands_beside(ui, body);
    state.shown_answer().map_or(0.0, |answer| tray_height(&answer)) + if docked { DOCKED } else { 0.0 }
}

/// Draws the question and what loses its place at the foot of `body`. Returns the rest of it.
pub(super) fn foot_ui(ui: &mut Ui, body: Rect, ctx: &ViewContext, state: &TimelineState, out: &mut Out) -> Rect {
    let (rest, foot) = body.split_top_bottom_at_y(body.bottom() - change_height(ui, body, state));
    if !foot.is_positive() {
        return body;
    }
    ui.painter().rect_filled(foot, 0.0, palette(ui).sunken);
    let tray = state.shown_answer().map_or(0.0, |answer| tray_height(&answer));
    let (tray, question) = foot.split_top_bottom_at_y(foot.top() + tray);
    if let Some(answer) = state.shown_answer().filter(|_| tray.is_positive()) {
        tray_ui(ui, tray, &answer, ctx);
    }
    if let Some(open) = state.change.as_ref().filter(|_| question.is_positive()) {
        ui.painter().rect_filled(question, 0.0, palette(ui).surface);
        let builder = UiBuilder::new().id_salt("change-of-plan").max_rect(question.shrink(theme::GAP_WIDE));
        inside_ui(&mut ui.new_child(builder), open, ctx, out);
    }
    ui.painter().hline(foot.x_range(), foot.top(), theme::hairline(palette(ui).track()));
    rest
}

fn tray_ui(ui: &Ui, tray: Rect, answer: &WhatIf, ctx: &ViewContext) {
    let gone = &answer.diff.dropped;
    let rows = gone.len().min(MOST);
    let palette = palette(ui);
    let left = tray.left() + theme::PAD;
    let heading = format!("No place today: {}", gone.len());
    let text = line(ui, &heading, theme::small_medium(), palette.text, tray.width() - 2.0 * theme::PAD);
    let at = Rect::from_min_size(pos2(left, tray.top() + theme::GAP_SMALL), text.size());
    let label = ui.interact(at, ui.scope_id().with("tray"), Sense::hover());
    label.widget_info(|| WidgetInfo::labeled(Role::Label, true, &heading));
    ui.painter().galley(at.min, text, palette.text);
    for (n, entry) in gone.iter().take(rows).enumerate() {
        let top = tray.top() + HEADING + n as f32 * ROW;
        let row = Rect::from_min_max(pos2(left, top), pos2(tray.right() - theme::PAD, top + ROW - theme::GAP_TINY));
        let more = (n + 1 == rows).then(|| gone.len() - rows).filter(|more| *more > 0);
        row_ui(ui, row, (n, entry), more, answer, ctx);
    }
}

fn row_ui(
    ui: &Ui,
    row: Rect,
    (n, entry): (usize, &PlanEntry),
    more: Option<usize>,
    answer: &WhatIf,
    ctx: &ViewContext,
) {
    let palette = palette(ui);
    let task = ctx.task(entry.task);
    let accent = palette.accent_of(task.and_then(|task| ctx.quadrant_of(task)));
    ui.painter().rect_filled(row, theme::CORNER, palette.surface);
    let bar = row.with_max_x(row.left() + theme::ACCENT_BAR);
    ui.painter().rect_filled(bar, theme::CORNER_BAR, accent);
    let title = ctx.title_of(entry.task, entry.step);
    let time = ctx.words.time(entry.span.start);
    let goes = match more {
        None => format!("{time} → back to the matrix"),
        Some(more) => format!("{time} → back to the matrix, {more} more"),
    };
    let why = answer.why_gone(entry).map(|why| why.sentence(ctx.workspace, ctx.words)).unwrap_or_default();
    let response = ui.interact(row, ui.scope_id().with(("gone", n)), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, format!("No place: {title}, {goes}. {why}")));
    let right = line(ui, &goes, theme::small(), palette.secondary, row.width() / 2.0);
    let room = row.width() - right.size().x - TEXT_X - 2.0 * theme::GAP;
    let left = line(ui, &title, theme::small_medium(), palette.text, room);
    paint_line(ui, pos2(row.left() + TEXT_X, row.center().y), left, palette.text);
    paint_line(ui, pos2(row.right() - right.size().x - theme::GAP, row.center().y), right, palette.secondary);
    response.on_hover_text(format!("{title}\n{why}"));
}

/// Asks beside the days, at the time of the change, whether to apply it.
pub(super) fn question_ui(ui: &Ui, body: Rect, ctx: &ViewContext, state: &TimelineState, out: &mut Out) {
    let Some(open) = state.change.as_ref().filter(|_| stands_beside(ui, body)) else { return };
    let time = match &open.change {
        DayChange::NewEvent(span) | DayChange::MovedEvent(_, span) => span.start,
        _ => ctx.now.local + open.late().delta(),
    };
    let at = pos2(body.left() - DISTANCE, y_of(body, time, ctx, state) - ABOVE_NOW);
    let area = Area::new(Id::unique("change-of-plan")).order(Order::Foreground).fixed_pos(at).pivot(Align2::RIGHT_TOP);
    area.constrain_to(ui.ctx().content_rect()).show(ui.ctx(), |ui| {
        egui::Frame::popup(ui.style()).fill(palette(ui).surface).inner_margin(theme::PAD).show(ui, |ui| {
            ui.set_width(theme::POPUP - 2.0 * theme::PAD);
            inside_ui(ui, open, ctx, out);
        });
    });
}

/// Returns the y of a time in the scrolled hours, within `body`.
fn y_of(body: Rect, at: NaiveDateTime, ctx: &ViewContext, state: &TimelineState) -> f32 {
    let start = day_of(at, ctx.today.starts).span().start;
    let hours = (at - start).num_seconds() as f32 / SECONDS_IN_HOUR;
    (body.top() + hours * state.drawn_height - state.offset).clamp(body.top() + ABOVE_NOW, body.bottom())
}

fn inside_ui(ui: &mut Ui, open: &Difference, ctx: &ViewContext, out: &mut Out) {
    ui.spacing_mut().item_spacing.y = theme::GAP;
    ui.horizontal(|ui| {
        ui.label(egui::RichText::new(change_words(ctx, &open.change)).font(theme::title()));
        if let DayChange::Late(minutes) = open.change {
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| stepper_ui(ui, minutes, out));
        }
    });
    let answer = open.answer.as_deref().filter(|_| open.is_answered);
    note_ui(ui, answer.map_or_else(|| "Working it out…".to_owned(), |answer| effect_words(ctx, answer)));
    ui.horizontal(|ui| {
        ui.add_enabled_ui(answer.is_some(), |ui| {
            if text_button(ui, "Apply", true).on_hover_text("Enter").clicked() {
                out.push(Intent::ApplyDifference);
            }
        });
        if text_button(ui, "Keep current plan", false).on_hover_text("Escape").clicked() {
            out.push(Intent::DropQuestion);
        }
        if link_button(ui, "List").on_hover_text(Command::PlanList.hint(ui.ctx())).clicked() {
            out.run(Command::PlanList);
        }
    });
}

/// Draws buttons for a shorter and a longer delay.
fn stepper_ui(ui: &mut Ui, minutes: Minutes, out: &mut Out) {
    let late = |minutes| Intent::Ask(DayChange::Late(minutes));
    ui.spacing_mut().item_spacing.x = theme::GAP_TINY;
    if icon_button(ui, icons::ICON_ADD, "5 minutes later", true).clicked() {
        out.push(late(minutes + DELAY_STEP));
    }
    if icon_button(ui, icons::ICON_REMOVE, "5 minutes earlier", minutes > DELAY_STEP).clicked() {
        out.push(late(minutes - DELAY_STEP));
    }
}
