//! The window: bars, panes, and overlays.

use egui::{CursorIcon, Rect, Role, Sense, Ui, UiBuilder, Vec2, WidgetInfo, pos2, vec2};

use super::status_bar::status_bar_ui;
use super::top_bar::top_bar_ui;
use crate::store::Preferences;
use crate::ui::context::ViewContext;
use crate::ui::focus::{floating_ui, focus_ui};
use crate::ui::inspector::inspector_ui;
use crate::ui::intent::Out;
use crate::ui::matrix::matrix_ui;
use crate::ui::morning::morning_ui;
use crate::ui::overlays::minutes_ui;
use crate::ui::panels::panel_ui;
use crate::ui::review::review_ui;
use crate::ui::selection::{Dragged, Selection};
use crate::ui::state::UiState;
use crate::ui::theme::{self, palette};
use crate::ui::timeline::{change_height, note_room, timeline_ui, week_ui};
use crate::ui::view::View;
use crate::ui::widgets::{accent_bar, line, segmented};

/// Below this width the inspector takes the matrix's place.
const ROOM_FOR_THREE: f32 = 1200.0;
/// Below this width one pane is shown at a time.
const ROOM_FOR_TWO: f32 = 800.0;
/// Least width of the day beside the matrix.
const LEAST_DAY: f32 = 400.0;
const INSPECTOR: std::ops::RangeInclusive<f32> = 260.0..=460.0;
/// Share of the matrix in the width of matrix and day.
const MATRIX_SHARE: std::ops::RangeInclusive<f32> = 0.3..=0.75;
/// Height of the tabs that choose the pane, and the margin above and below them.
const TABS: f32 = 44.0;
const TABS_MARGIN: f32 = 6.0;
/// Width in which the pointer takes hold of a divider.
const GRIP: f32 = 6.0;
/// The dragged card: width of its title, distance from the pointer, size around the title, place of the title.
const DRAGGED_TITLE: f32 = 200.0;
const DRAGGED_FROM_POINTER: Vec2 = vec2(10.0, 8.0);
const DRAGGED_PADDING: Vec2 = vec2(28.0, 14.0);
const DRAGGED_TEXT: Vec2 = vec2(16.0, 7.0);

/// Draws the whole window into `ui`. Returns the room for messages: the day, or the whole view if it has none.
pub fn shell_ui(ui: &mut Ui, ctx: &ViewContext, state: &mut UiState, prefs: &mut Preferences, out: &mut Out) -> Rect {
    let area = ui.max_rect();
    let (top, rest) = area.split_top_bottom_at_y(area.top() + theme::TOP_BAR_HEIGHT);
    let (body, bottom) = rest.split_top_bottom_at_y(area.bottom() - theme::STATUS_BAR_HEIGHT);
    pane(ui, "top", top, |ui| top_bar_ui(ui, ctx, state, out));
    note_room(ui, body, &mut state.week);
    if !state.morning.open
        && let Some(hour_height) = state.morning.hour_height.take()
    {
        state.timeline.unfit(hour_height);
    }
    let mut room = body;
    match state.view {
        _ if state.morning.open => {
            let parts = (&mut state.morning, &mut state.timeline);
            pane(ui, "morning", body, |ui| morning_ui(ui, body, ctx, parts, out));
        }
        View::Plan => room = plan_ui(ui, body, ctx, state, prefs, out),
        View::Week => days_ui(ui, body, ctx, state, prefs, out),
        View::Focus => pane(ui, "focus", body, |ui| focus_ui(ui, ctx, &mut state.focus, out)),
        View::Review => pane(ui, "review", body, |ui| review_ui(ui, ctx, &mut state.review, out)),
    }
    let foot =
        if matches!(state.view, View::Plan | View::Week) { change_height(ui, room, &state.timeline) } else { 0.0 };
    let room = room.with_max_y(room.bottom() - foot);
    pane(ui, "bottom", bottom, |ui| status_bar_ui(ui, ctx, &state.status, out));
    dragged_ui(ui, ctx);
    minutes_ui(ui, ctx, &mut state.minutes, out);
    floating_ui(ui, ctx, &mut state.focus, out);
    room
}

/// Draws the side pane: the open panel, else the inspector.
fn side_ui(ui: &mut Ui, ctx: &ViewContext, state: &mut UiState, out: &mut Out) {
    match state.panels.open {
        Some(panel) => panel_ui(ui, panel, ctx, &mut state.panels, state.timeline.change.as_ref(), out),
        None => inspector_ui(ui, ctx, &mut state.inspector, state.matrix.chosen(ctx).len(), out),
    }
}

fn pane(ui: &mut Ui, name: &str, rect: Rect, draw: impl FnOnce(&mut Ui)) {
    let mut pane = ui.new_child(UiBuilder::new().id_salt(name).max_rect(rect));
    pane.shrink_clip_rect(rect);
    draw(&mut pane);
}

/// Draws matrix, inspector and day; only the matrix gives way to the inspector. Returns the place of the day.
fn plan_ui(
    ui: &mut Ui,
    body: Rect,
    ctx: &ViewContext,
    state: &mut UiState,
    prefs: &mut Preferences,
    out: &mut Out,
) -> Rect {
    // The inspector stays closed where it would cover the chosen cards.
    let hides_chosen = body.width() < ROOM_FOR_THREE && state.matrix.chosen(ctx).len() > 1;
    let inspecting = (inspects(ctx, state) && !hides_chosen) || state.panels.open.is_some();
    state.is_narrow = body.width() < ROOM_FOR_TWO;
    if state.is_narrow {
        narrow_ui(ui, body, inspecting, ctx, state, out);
        return body;
    }
    let beside = inspecting && body.width() >= ROOM_FOR_THREE;
    let share = prefs.matrix_share.clamp(*MATRIX_SHARE.start(), *MATRIX_SHARE.end());
    let edge = (body.left() + body.width() * share).min(body.right() - LEAST_DAY);
    let (left, right) = body.split_left_right_at_x(edge);
    if inspecting && !beside {
        pane(ui, "inspector", left, |ui| side_ui(ui, ctx, state, out));
    } else {
        let matrix = if beside { left_of_inspector(left, prefs) } else { left };
        pane(ui, "matrix", matrix, |ui| matrix_ui(ui, ctx, &mut state.matrix, out));
    }
    pane(ui, "timeline", right, |ui| day_ui(ui, ctx, state, out));
    let dragged = splitter(ui, "day-edge", right.left(), body);
    if dragged != 0.0 {
        prefs.matrix_share =
            ((edge + dragged - body.left()) / body.width()).clamp(*MATRIX_SHARE.start(), *MATRIX_SHARE.end());
    }
    if beside {
        inspector_pane_ui(ui, left, ctx, state, prefs, out);
    }
    right
}

/// Draws the chosen day.
fn day_ui(ui: &mut Ui, ctx: &ViewContext, state: &mut UiState, out: &mut Out) {
    timeline_ui(ui, ctx, &mut state.timeline, &mut state.now, out);
}

/// Draws the week, or three days of it.
fn several_days_ui(ui: &mut Ui, ctx: &ViewContext, state: &mut UiState, out: &mut Out) {
    let parts = (&mut state.week, &mut state.timeline);
    week_ui(ui, ctx, parts, &mut state.now, out);
}

/// Draws the week, with the inspector beside it if it fits.
fn days_ui(ui: &mut Ui, body: Rect, ctx: &ViewContext, state: &mut UiState, prefs: &mut Preferences, out: &mut Out) {
    let beside = (inspects(ctx, state) || state.panels.open.is_some()) && body.width() >= ROOM_FOR_TWO;
    let rest = if beside { left_of_inspector(body, prefs) } else { body };
    pane(ui, "week", rest, |ui| several_days_ui(ui, ctx, state, out));
    if beside {
        inspector_pane_ui(ui, body, ctx, state, prefs, out);
    }
}

/// Returns the part of `body` left by the inspector.
fn left_of_inspector(body: Rect, prefs: &Preferences) -> Rect {
    let width = prefs.inspector_width.clamp(*INSPECTOR.start(), *INSPECTOR.end());
    body.split_left_right_at_x(body.right() - width).0
}

/// Draws the inspector at the right of `body`, after its subject, so that it is read later.
fn inspector_pane_ui(
    ui: &mut Ui,
    body: Rect,
    ctx: &ViewContext,
    state: &mut UiState,
    prefs: &mut Preferences,
    out: &mut Out,
) {
    let width = prefs.inspector_width.clamp(*INSPECTOR.start(), *INSPECTOR.end());
    let (left, right) = body.split_left_right_at_x(body.right() - width);
    pane(ui, "inspector", right, |ui| side_ui(ui, ctx, state, out));
    let dragged = splitter(ui, "inspector-edge", left.right(), body);
    prefs.inspector_width = (width - dragged).clamp(*INSPECTOR.start(), *INSPECTOR.end());
}

fn narrow_ui(ui: &mut Ui, body: Rect, inspecting: bool, ctx: &ViewContext, state: &mut UiState, out: &mut Out) {
    let (tabs, rest) = body.split_top_bottom_at_y(body.top() + TABS);
    pane(ui, "tabs", tabs, |ui| {
        let mut row = ui.new_child(UiBuilder::new().max_rect(tabs.shrink2(vec2(theme::GAP_WIDE, TABS_MARGIN))));
        let choices = [(false, if inspecting { "Task" } else { "Matrix" }), (true, "Day")];
        if let Some(day) = segmented(&mut row, &choices, Some(state.narrow_shows_day), "Pane") {
            state.narrow_shows_day = day;
        }
    });
    if state.narrow_shows_day {
        pane(ui, "timeline", rest, |ui| day_ui(ui, ctx, state, out));
    } else if inspecting {
        pane(ui, "inspector", rest, |ui| side_ui(ui, ctx, state, out));
    } else {
        pane(ui, "matrix", rest, |ui| matrix_ui(ui, ctx, &mut state.matrix, out));
    }
}

/// Returns whether the inspector is open on an item.
fn inspects(ctx: &ViewContext, state: &UiState) -> bool {
    state.inspector.is_open && has_content(ctx, ctx.selection)
}

/// Returns whether the selected item still exists.
fn has_content(ctx: &ViewContext, selection: Selection) -> bool {
    match selection {
        Selection::Nothing => false,
        Selection::Task(task) => ctx.workspace.any_task(task).is_some(),
        Selection::Block(block) => ctx.workspace.blocks.contains_key(&block),
        Selection::Event(event, _) => ctx.workspace.events.contains_key(&event),
        Selection::Ghost(..) => ctx.ghost(selection).is_some(),
    }
}

/// Draws a draggable divider between two panes. Returns its movement.
fn splitter(ui: &mut Ui, name: &str, x: f32, body: Rect) -> f32 {
    let palette = palette(ui);
    ui.painter().vline(x, body.y_range(), theme::hairline(palette.hairline));
    let grip = Rect::from_center_size(pos2(x, body.center().y), vec2(GRIP, body.height()));
    let response = ui.interact(grip, ui.scope_id().with(name), Sense::drag());
    response.widget_info(|| WidgetInfo::labeled(Role::Splitter, true, "Width of the panes"));
    if response.hovered() || response.dragged() {
        ui.painter().vline(x, body.y_range(), theme::thick(palette.accent));
    }
    response.on_hover_and_drag_cursor(CursorIcon::ResizeHorizontal).drag_delta().x
}

/// Draws the dragged card under the pointer.
fn dragged_ui(ui: &mut Ui, ctx: &ViewContext) {
    let Some(dragged) = egui::DragAndDrop::payload::<Dragged>(ui.ctx()) else { return };
    if ui.input(|input| input.key_pressed(egui::Key::Escape)) {
        egui::DragAndDrop::clear_payload(ui.ctx());
        return;
    }
    let (Some(task), Some(at)) = (ctx.task(dragged.task), ui.input(|input| input.pointer.interact_pos())) else {
        return;
    };
    let title = dragged.step.and_then(|step| task.step(step)).map_or(&task.title, |step| &step.title);
    let others = dragged.others.len();
    let title = if others > 0 { format!("{title} and {others} more") } else { title.clone() };
    let palette = palette(ui);
    let galley = line(ui, &title, theme::body(), palette.text, DRAGGED_TITLE);
    let rect = Rect::from_min_size(at + DRAGGED_FROM_POINTER, galley.size() + DRAGGED_PADDING);
    let painter = ui.ctx().layer_painter(egui::LayerId::new(egui::Order::Tooltip, ui.scope_id().with("dragged")));
    painter.add(theme::SHADOW.as_shape(rect, theme::CORNER));
    painter.rect(rect, theme::CORNER, palette.surface, theme::hairline(palette.accent), egui::StrokeKind::Inside);
    accent_bar(&painter, rect, theme::CORNER, palette.accent_of(ctx.quadrant_of(task)));
    painter.galley(rect.min + DRAGGED_TEXT, galley, palette.text);
    ui.ctx().set_cursor_icon(CursorIcon::Grabbing);
}
