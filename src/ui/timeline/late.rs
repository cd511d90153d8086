//! Running late: the now-line is dragged down to the time at which work starts.

use egui::{CursorIcon, Key, PointerButton, Role, Sense, Ui, WidgetInfo};

use super::canvas::Canvas;
use super::hours::now_badge;
use crate::model::Minutes;
use crate::planner::DayChange;
use crate::ui::command::Command;
use crate::ui::intent::{Intent, Out};
use crate::ui::state::{DELAY_STEP, TimelineState};
use crate::ui::widgets::focus_ring;

/// Maximum delay in minutes.
const LONGEST: i64 = 12 * 60;

/// Lets the time beside the now-line be dragged. A drag downwards previews the delay; Escape gives it up.
pub(super) fn late_ui(ui: &Ui, canvas: &Canvas, state: &mut TimelineState, out: &mut Out) {
    let now = canvas.ctx.now.local;
    let rect = now_badge(canvas);
    if !canvas.day.agenda.day.span().contains(now) || !rect.intersects(canvas.view) {
        return;
    }
    let response = ui.interact(rect, ui.scope_id().with("now"), Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, Command::RunningLate.text()));
    if response.drag_started_by(PointerButton::Primary) {
        state.late = Some(Minutes::ZERO);
    }
    if let (Some(late), Some(at)) = (state.late, response.interact_pointer_pos()) {
        let minutes = (canvas.scale.at(at.y) - now).num_minutes().clamp(0, LONGEST) as u32;
        let minutes = Minutes::new((minutes + DELAY_STEP.get() / 2) / DELAY_STEP.get() * DELAY_STEP.get());
        if minutes != late {
            state.late = Some(minutes);
            out.push(if minutes.is_zero() { Intent::DropQuestion } else { Intent::Ask(DayChange::Late(minutes)) });
        }
    }
    if state.late.is_some() && ui.input(|input| input.key_pressed(Key::Escape)) {
        out.push(Intent::DropQuestion);
        state.late = None;
    }
    if response.drag_stopped() {
        state.late = None;
    }
    if response.clicked() {
        out.run(Command::RunningLate);
    }
    focus_ring(ui, &response, rect);
    response.on_hover_cursor(CursorIcon::ResizeVertical).on_hover_text("Running late? Drag the line down.");
}
