//! The pane of the days: header, Now strip, whole-day events, and hours.

use egui::{Rect, Ui, UiBuilder, pos2};

use super::{block_menu, change_bar, create, drop, header, question, scroll};
use crate::calendar::words::plural;
use crate::ui::context::ViewContext;
use crate::ui::intent::Out;
use crate::ui::now::now_strip_ui;
use crate::ui::state::{NowState, TimelineState};

/// Draws the chosen day and the rows above it into all of `ui`.
pub fn timeline_ui(ui: &mut Ui, ctx: &ViewContext, state: &mut TimelineState, now: &mut NowState, out: &mut Out) {
    let area = ui.max_rect();
    let mut top = header::header_ui(ui, area, ctx, out);
    top = now_strip_ui(ui, Rect::from_min_max(pos2(area.left(), top), area.max), ctx, now, out);
    top = header::all_day_ui(ui, Rect::from_min_max(pos2(area.left(), top), area.max), ctx, state, out);
    days_ui(ui, Rect::from_min_max(pos2(area.left(), top), area.max), ctx, state, out);
}

/// Draws the hours of all shown days into `body`, without the rows above them.
pub fn hours_ui(ui: &mut Ui, body: Rect, ctx: &ViewContext, state: &mut TimelineState, out: &mut Out) {
    days_ui(ui, body, ctx, state, out);
}

/// Draws the hours of all shown days into `body`, and the overlays above them.
pub(super) fn days_ui(ui: &mut Ui, body: Rect, ctx: &ViewContext, state: &mut TimelineState, out: &mut Out) {
    let body = change_bar::foot_ui(ui, body, ctx, state, out);
    let name = plural(ctx.days.len(), "Day", "Days");
    let mut inner = ui.new_child(UiBuilder::new().id_salt("day").max_rect(body).accessibility_label(name));
    inner.shrink_clip_rect(body);
    scroll::scroll_ui(&mut inner, body, ctx, state, out);
    change_bar::question_ui(ui, body, ctx, state, out);
    create::create_ui(ui, ctx, state, out);
    drop::choice_ui(ui, ctx, state, out);
    question::series_ui(ui, ctx, state, out);
    block_menu::popover_ui(ui, body, ctx, state, out);
}
