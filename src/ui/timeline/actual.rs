//! What really happened, beside what was planned: tracked time as a narrow lane, which can be corrected.

use egui::{PopupCloseBehavior, Rangef, Rect, Role, Sense, Ui, WidgetInfo};

use super::{Canvas, parse_times, times};
use crate::model::{Session, SessionId, SessionKind, Span};
use crate::ui::theme::{self, palette};
use crate::ui::view::Intent;
use crate::ui::widgets::{DraftField, draft_field, focus_ring, link_button};

/// Width of the lane.
const LANE: f32 = 6.0;

/// What is asked for tracked time of the past.
#[derive(Clone, Debug, PartialEq)]
pub enum SessionIntent {
    Times(SessionId, Span),
    Title(SessionId, String),
    /// Cuts it in the middle.
    Split(SessionId),
    Remove(SessionId),
}

/// Draws the sessions of the day at its right edge.
pub(super) fn actual_ui(ui: &mut Ui, canvas: &Canvas, out: &mut Vec<Intent>) {
    let lane = Rangef::new(
        canvas.x.max + 1.0,
        canvas.x.max + 1.0 + LANE.min(canvas.columns.width(canvas.index).max - canvas.x.max),
    );
    for (span, session) in &canvas.day.actual {
        let rect = canvas.rect(*span, 3.0).with_min_x(lane.min).with_max_x(lane.max);
        if rect.intersects(canvas.view) {
            session_ui(ui, canvas, rect, *span, session, out);
        }
    }
}

fn session_ui(ui: &mut Ui, canvas: &Canvas, rect: Rect, span: Span, session: &Session, out: &mut Vec<Intent>) {
    let ctx = canvas.ctx;
    let task = session.task.and_then(|task| ctx.workspace.any_task(task));
    let title = session.task.and_then(|task| ctx.workspace.title_of(task, session.step)).unwrap_or(&session.title);
    let quadrant = session.quadrant.or_else(|| task.and_then(|task| ctx.quadrant_of(task)));
    let (color, what) = match session.kind {
        SessionKind::Focus => (palette(ui).accent_of(quadrant), "Worked"),
        SessionKind::Break => (palette(ui).outline(), "Break"),
        SessionKind::SkippedBreak => return,
    };
    ui.painter().rect_filled(rect, 2.0, color);
    let words = if title.is_empty() { what.to_owned() } else { format!("{what}: {title}") };
    let response = ui.interact(rect.expand(2.0), ui.scope_id().with(("session", session.id)), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("{words}, {}", times(span))));
    focus_ring(ui, &response, rect.expand(2.0));
    let response = response.on_hover_text(format!("{words}\n{}  {}", times(span), span.minutes()));
    let popup = egui::Popup::menu(&response).close_behavior(PopupCloseBehavior::CloseOnClickOutside);
    popup.show(|ui| {
        ui.set_width(240.0);
        ui.add(egui::Label::new(egui::RichText::new(&words).font(theme::body_medium())).wrap());
        editor_ui(ui, canvas, span, session, out);
    });
}

fn editor_ui(ui: &mut Ui, canvas: &Canvas, span: Span, session: &Session, out: &mut Vec<Intent>) {
    if session.is_open() {
        ui.label(egui::RichText::new("It runs. Stop it to change it.").font(theme::small()));
        return;
    }
    let id = session.id;
    if session.task.is_none() && session.kind == SessionKind::Focus {
        let field = DraftField { width: f32::INFINITY, ..DraftField::default() };
        if let Some(title) = draft_field(ui, "What it was", ("session-title", id), &session.title, field) {
            out.push(Intent::Session(SessionIntent::Title(id, title)));
        }
    }
    let field = DraftField { width: 130.0, hint: "10:00–10:25", ..DraftField::default() };
    if let Some(text) = draft_field(ui, "Tracked from and to", ("session-times", id), &times(span), field) {
        match parse_times(&text, canvas.day.agenda.day) {
            Some(span) => out.push(Intent::Session(SessionIntent::Times(id, span))),
            None => out.push(Intent::Toast(format!("'{text}' is no time. Write 10:00-10:25."))),
        }
    }
    ui.horizontal(|ui| {
        if link_button(ui, "Split in two").clicked() {
            out.push(Intent::Session(SessionIntent::Split(id)));
            ui.close();
        }
        if link_button(ui, "Delete this time").clicked() {
            out.push(Intent::Session(SessionIntent::Remove(id)));
            ui.close();
        }
    });
}
