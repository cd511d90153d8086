//! Tracked time as a narrow lane beside the plan, where it can be corrected.

use chrono::{NaiveDateTime, TimeDelta};
use egui::{PopupCloseBehavior, Rangef, Rect, Role, Sense, Ui, WidgetInfo};

use super::canvas::Canvas;
use super::reading_order::stands_in_time;
use crate::calendar::round_down;
use crate::exchange::{parse_times, read_times};
use crate::model::{Interruption, InterruptionKind, Minutes, Session, SessionKind, Span};
use crate::ui::context::ViewContext;
use crate::ui::intent::{Intent, Out, SessionIntent};
use crate::ui::theme::{self, palette};
use crate::ui::widgets::{DraftField, checked_field, draft_field, focus_ring, link_button, text_button};

/// Width of the lane.
const LANE: f32 = 6.0;

/// Draws the sessions of the day at its right edge.
pub(super) fn actual_ui(ui: &mut Ui, canvas: &Canvas, out: &mut Out) {
    let lane = Rangef::new(
        canvas.x.max + 1.0,
        canvas.x.max + 1.0 + LANE.min(canvas.columns.width(canvas.index).max - canvas.x.max),
    );
    lane_ui(ui, canvas, lane, out);
    for (span, session) in &canvas.day.actual {
        let rect = canvas.rect(*span, theme::CORNER_LANE).with_min_x(lane.min).with_max_x(lane.max);
        if rect.intersects(canvas.view) {
            session_ui(ui, canvas, rect, *span, session, out);
        }
    }
}

/// Draws the lane; a click on untracked time adds a session.
fn lane_ui(ui: &mut Ui, canvas: &Canvas, lane: Rangef, out: &mut Out) {
    let now = canvas.ctx.now.local;
    let day = canvas.day.agenda.day.span();
    if day.start > now {
        return;
    }
    let rect = Rect::from_x_y_ranges(lane, canvas.scale.y(day.start)..=canvas.scale.y(day.end.min(now)));
    let rect = rect.intersect(canvas.view);
    if !rect.is_positive() {
        return;
    }
    let id = ui.scope_id().with(("lane", canvas.index));
    let response = ui.interact(rect, id, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, "Add untracked time"));
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, theme::CORNER_BAR, palette(ui).hairline);
    }
    if response.clicked() {
        let at = response.interact_pointer_pos().map_or(now, |pos| canvas.scale.at(pos.y)).min(now);
        let span = free_span(canvas, at);
        ui.data_mut(|data| data.insert_temp(id, (String::new(), canvas.ctx.words.times(span))));
    }
    let response = response.on_hover_text("Click to add untracked time");
    let popup =
        egui::Popup::from_toggle_button_response(&response).close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    popup.show(|ui| add_ui(ui, canvas, id, out));
}

/// Returns up to 25 untracked minutes around `at`.
fn free_span(canvas: &Canvas, at: NaiveDateTime) -> Span {
    let (minute, length) = (Minutes::new(1), TimeDelta::minutes(25));
    let day = canvas.day.agenda.day.span();
    let tracked = || canvas.day.actual.iter().map(|(span, _)| *span);
    let from = tracked().map(|span| span.end).filter(|end| *end <= at).fold(day.start, NaiveDateTime::max);
    let from = round_down(from + TimeDelta::seconds(59), minute);
    let now = canvas.ctx.now.local;
    let until = tracked().map(|span| span.start).filter(|start| *start > at).fold(now, NaiveDateTime::min);
    let until = round_down(until, minute).max(from);
    let end = round_down(at, canvas.ctx.workspace.settings.grid);
    let end = if end > from { end.min(until) } else { until.min(from + length) };
    Span::new((end - length).max(from), end)
}

fn add_ui(ui: &mut Ui, canvas: &Canvas, id: egui::Id, out: &mut Out) {
    let (mut title, mut span): (String, String) = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    ui.set_width(theme::MENU);
    ui.label(egui::RichText::new("Untracked time").font(theme::body_medium()));
    let field = egui::TextEdit::singleline(&mut title).id_salt("added-title").hint_text("A task, or a title");
    ui.add(field.desired_width(f32::INFINITY)).accessible_name("What was done");
    let field = egui::TextEdit::singleline(&mut span).id_salt("added-times").hint_text("10:00–10:25");
    ui.add(field.desired_width(theme::FIELD)).accessible_name("Done from and to");
    let usable = parse_times(&span, canvas.day.agenda.day).filter(|_| !title.trim().is_empty());
    let enter = usable.is_some() && ui.input(|input| input.key_pressed(egui::Key::Enter));
    let clicked = ui.add_enabled_ui(usable.is_some(), |ui| text_button(ui, "Add", true).clicked()).inner;
    if let Some(span) = usable.filter(|_| clicked || enter) {
        out.push(Intent::Session(SessionIntent::Add(title.trim().to_owned(), span)));
        ui.close();
    }
    ui.data_mut(|data| data.insert_temp(id, (title, span)));
}

fn session_ui(ui: &mut Ui, canvas: &Canvas, rect: Rect, span: Span, session: &Session, out: &mut Out) {
    let ctx = canvas.ctx;
    let task = session.task.and_then(|task| ctx.workspace.any_task(task));
    let title = session.task.and_then(|task| ctx.workspace.title_of(task, session.step)).unwrap_or(&session.title);
    let quadrant = session.quadrant.or_else(|| task.and_then(|task| ctx.quadrant_of(task)));
    let (color, what) = match session.kind {
        SessionKind::Focus => (palette(ui).accent_of(quadrant), "Worked"),
        SessionKind::Break => (palette(ui).outline(), "Break"),
        SessionKind::SkippedBreak => return,
    };
    ui.painter().rect_filled(rect, theme::CORNER_BAR, color);
    let words = if title.is_empty() { what.to_owned() } else { format!("{what}: {title}") };
    let response = ui.interact(rect.expand(2.0), ui.scope_id().with(("session", session.id)), Sense::click());
    response
        .widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("{words}, {}", canvas.ctx.words.times(span))));
    stands_in_time(ui, rect.top(), response.id);
    focus_ring(ui, &response, rect.expand(2.0));
    let response = response.on_hover_text(format!("{words}\n{}  {}", canvas.ctx.words.times(span), span.minutes()));
    let popup =
        egui::Popup::from_toggle_button_response(&response).close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    popup.show(|ui| {
        ui.set_width(theme::MENU);
        ui.add(egui::Label::new(egui::RichText::new(&words).font(theme::body_medium())).wrap());
        editor_ui(ui, canvas, span, session, out);
    });
}

fn editor_ui(ui: &mut Ui, canvas: &Canvas, span: Span, session: &Session, out: &mut Out) {
    if session.is_open() {
        ui.label(egui::RichText::new("Still running. Stop it to edit.").font(theme::small()));
        return;
    }
    let id = session.id;
    if session.kind == SessionKind::Focus {
        let named = session.task.and_then(|task| canvas.ctx.workspace.title_of(task, session.step));
        let hint = "A task, a step, or a title";
        let field = DraftField { width: f32::INFINITY, hint, ..DraftField::default() };
        let current = named.unwrap_or(&session.title);
        if let Some(title) = draft_field(ui, "What it was", ("session-title", id), current, field) {
            out.push(Intent::Session(SessionIntent::Title(id, title)));
        }
    }
    let field = DraftField { width: theme::FIELD, hint: "10:00–10:25", ..DraftField::default() };
    let read = |text: &str| read_times(text, canvas.day.agenda.day);
    if let Some(span) =
        checked_field(ui, "Tracked from and to", ("session-times", id), &canvas.ctx.words.times(span), field, read)
    {
        out.push(Intent::Session(SessionIntent::Times(id, span)));
    }
    for pause in &session.interruptions {
        ui.label(egui::RichText::new(pause_words(canvas.ctx, span, session, pause)).font(theme::small()));
    }
    ui.horizontal(|ui| {
        if link_button(ui, "Split in two").clicked() {
            out.push(Intent::Session(SessionIntent::Split(id)));
            ui.close();
        }
        if link_button(ui, "Delete session").clicked() {
            out.push(Intent::Session(SessionIntent::Remove(id)));
            ui.close();
        }
    });
}

/// Returns "Interrupted 10:05–10:09: phone".
fn pause_words(ctx: &ViewContext, span: Span, session: &Session, pause: &Interruption) -> String {
    let local = |at: chrono::DateTime<chrono::Utc>| ctx.words.time(span.start + (at - session.start));
    let what = match pause.kind {
        InterruptionKind::Interrupted => "Interrupted",
        InterruptionKind::Pause => "Paused",
        InterruptionKind::Away => "Away",
    };
    let until = pause.until.map_or_else(String::new, |until| format!("–{}", local(until)));
    let why = if pause.why.is_empty() { String::new() } else { format!(": {}", pause.why) };
    format!("{what} {}{until}{why}", local(pause.at))
}
