//! What really happened, beside what was planned: tracked time as a narrow lane.

use egui::{Rangef, Rect, Role, Sense, Ui, WidgetInfo};

use super::{Canvas, times};
use crate::model::{Session, SessionKind, Span};
use crate::ui::theme::palette;

/// Width of the lane.
const LANE: f32 = 5.0;

/// Draws the sessions of the day at its right edge.
pub(super) fn actual_ui(ui: &mut Ui, canvas: &Canvas) {
    let lane = Rangef::new(
        canvas.x.max + 1.0,
        canvas.x.max + 1.0 + LANE.min(canvas.columns.width(canvas.index).max - canvas.x.max),
    );
    for (span, session) in &canvas.day.actual {
        let rect = canvas.rect(*span, 2.0).with_min_x(lane.min).with_max_x(lane.max);
        if rect.intersects(canvas.view) {
            session_ui(ui, canvas, rect, *span, session);
        }
    }
}

fn session_ui(ui: &mut Ui, canvas: &Canvas, rect: Rect, span: Span, session: &Session) {
    let ctx = canvas.ctx;
    let task = session.task.and_then(|task| ctx.workspace.any_task(task));
    let title = session.task.and_then(|task| ctx.workspace.title_of(task, session.step)).unwrap_or(&session.title);
    let (color, what) = match session.kind {
        SessionKind::Focus => (palette(ui).accent_of(task.and_then(|task| ctx.quadrant_of(task))), "Worked"),
        SessionKind::Break => (palette(ui).outline(), "Break"),
        SessionKind::SkippedBreak => return,
    };
    ui.painter().rect_filled(rect, 2.0, color);
    let words = if title.is_empty() { what.to_owned() } else { format!("{what}: {title}") };
    let response = ui.interact(rect.expand(2.0), ui.scope_id().with(("session", session.id)), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{words}, {}", times(span))));
    response.on_hover_text(format!("{words}\n{}  {}", times(span), span.minutes()));
}
