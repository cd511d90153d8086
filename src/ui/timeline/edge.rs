//! The end of today's working hours: an edge that can be dragged.

use chrono::NaiveDateTime;
use egui::{Align2, CursorIcon, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::canvas::Canvas;
use super::reading_order::stands_in_time;
use crate::model::{Action, Settings, TimeRange};
use crate::ui::intent::{Intent, Out};
use crate::ui::state::TimelineState;
use crate::ui::theme::{self, palette};

/// Distance from the edge within which it can be grabbed, in points.
const REACH: f32 = 10.0;

/// Draws the edge of today's hours and handles its drag; only this day changes. Escape cancels.
pub(super) fn edge_ui(ui: &Ui, canvas: &Canvas, state: &mut TimelineState, out: &mut Out) {
    let (ctx, day) = (canvas.ctx, canvas.day);
    let Some(last) = day.agenda.working.last().filter(|_| day.agenda.day == ctx.today) else { return };
    let end = state.edge.unwrap_or(last.end);
    let y = canvas.scale.y(last.end);
    let grip = Rect::from_center_size(pos2(canvas.x.center(), y), vec2(canvas.x.span(), REACH));
    if end <= ctx.now.local || !grip.intersects(canvas.view) {
        return;
    }
    let response = ui.interact(grip, ui.scope_id().with("working-edge"), Sense::DRAG);
    response.widget_info(|| {
        WidgetInfo::labeled(Role::Splitter, true, format!("Working hours end at {}", canvas.ctx.words.time(last.end)))
    });
    stands_in_time(ui, grip.top(), response.id);
    if response.drag_started() {
        state.edge = Some(last.end);
    }
    if let (Some(edge), Some(at)) = (&mut state.edge, response.interact_pointer_pos()) {
        let earliest = last.start + canvas.grid.delta();
        *edge = canvas.scale.snapped(at.y, canvas.grid).max(earliest).min(day.agenda.day.span().end);
    }
    if ui.input(|input| input.key_pressed(egui::Key::Escape)) {
        state.edge = None;
    }
    if response.hovered() || state.edge.is_some() {
        paint(ui, canvas, end);
    }
    if response.drag_stopped()
        && let Some(edge) = state.edge.take().filter(|edge| *edge != last.end)
    {
        out.push(end_at(canvas, last.end, edge));
    }
    response.on_hover_cursor(CursorIcon::ResizeVertical);
}

fn paint(ui: &Ui, canvas: &Canvas, end: NaiveDateTime) {
    let palette = palette(ui);
    let y = canvas.scale.y(end);
    ui.painter().hline(canvas.x, y, theme::thick(palette.accent));
    let words = format!("Free until {}", canvas.ctx.words.time(end));
    let at = pos2(canvas.x.max - theme::GAP, y - 2.0);
    ui.painter().text(at, Align2::RIGHT_BOTTOM, words, theme::small_medium(), palette.accent);
}

/// Returns today's hours with another end.
fn end_at(canvas: &Canvas, old: NaiveDateTime, new: NaiveDateTime) -> Intent {
    let date = canvas.day.agenda.day.date;
    let mut settings = Settings::clone(&canvas.ctx.workspace.settings);
    let mut hours = settings.hours_on(date).clone();
    for range in &mut hours.0 {
        if range.to == old.time() {
            *range = TimeRange { to: new.time(), ..*range };
        }
    }
    settings.date_hours.insert(date, hours);
    let name = format!("work until {} today", canvas.ctx.words.time(new));
    Intent::Act(Action::settings(name, settings))
}
