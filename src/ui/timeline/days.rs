//! The hours of the shown days: events, blocks, suggestions, gaps, and gestures. One day or several use the same code.

use egui::{Rangef, Rect, Ui};

use super::canvas::{Canvas, DayPlaces};
use super::columns::Columns;
use super::reading_order::read_by_time;
use super::{actual, bundle, change, drop, edge, follow, ghost, hours, items, late, lens, question};
use crate::calendar::words;
use crate::ui::context::ViewContext;
use crate::ui::intent::{Intent, Out};
use crate::ui::selection::Selection;
use crate::ui::state::{Difference, DragTarget, Gesture, TimelineState};

pub(super) fn canvas_ui(
    ui: &mut Ui,
    columns: &Columns,
    body: Rect,
    ctx: &ViewContext,
    state: &mut TimelineState,
    out: &mut Out,
) {
    let answer = state.shown_answer();
    let late = state.change.as_ref().map(Difference::late).unwrap_or_default();
    let firm = state.change.as_ref().is_some_and(Difference::makes_blocks);
    let asked = state.asked.as_ref().filter(|asked| asked.is_answered).map(|asked| asked.span);
    // The lanes of the arrows, where a single day has room for them.
    let (before, after) = if answer.is_some() && columns.len() == 1 { change::LANES } else { (0.0, 0.0) };
    let ghosts: Vec<bool> = (0..columns.len()).map(|index| shows_ghosts(ui, columns, index, ctx, state)).collect();
    let lit = state.lit;
    let canvas = |index: usize| Canvas {
        ctx,
        day: &ctx.days[index],
        columns,
        index,
        scale: columns.scale(index),
        x: Rangef::new(columns.x(index).min + before, columns.x(index).max - after),
        view: body,
        grid: ctx.workspace.settings.grid,
        shows_ghosts: ghosts[index],
        lit,
        change: answer.as_deref(),
        firm,
        late,
        asked,
    };
    lens::follow_subject(ctx, state);
    let mut asked_at = None;
    state.hovered = None;
    hours::labels_ui(ui, &canvas(0));
    for canvas in (0..columns.len()).map(canvas) {
        let places = canvas.places();
        day_ui(ui, &canvas, &places, state, out);
        asked_at = asked_at.or(places.asked);
    }
    // A key for a lens out of view is void.
    if let Some(lens) = &mut state.lens {
        lens.taken = None;
    }
    if state.new_what_if
        && state.gesture.is_none()
        && let Some(at) = ui.input(|input| input.pointer.interact_pos())
    {
        state.gesture = Some(Gesture::ask(columns, at, ctx.workspace.settings.grid));
    }
    question::event_ui(ui, &canvas(0), asked_at, state, out);
    follow::follow_ui(ui, &canvas(0), state, out);
    drop::drop_ui(ui, &canvas(0), state, out);
}

/// Returns whether a day shows its suggestions: a single day does, several days only today, the day under the pointer, and
/// the day of the selected, dragged or highlighted suggestion.
fn shows_ghosts(ui: &Ui, columns: &Columns, index: usize, ctx: &ViewContext, state: &TimelineState) -> bool {
    let day = &ctx.days[index];
    let dragged = match state.gesture.as_ref().map(|gesture| &gesture.target) {
        Some(DragTarget::Ghost(task, step)) => Selection::Ghost(*task, *step).ghost(&day.proposal).is_some(),
        _ => false,
    };
    let is_lit = state.lit.is_some_and(|task| day.proposal.suggestions.iter().any(|it| it.task == task));
    let pointer = ui.input(|input| input.pointer.hover_pos());
    columns.len() == 1
        || day.agenda.day == ctx.today
        || dragged
        || is_lit
        || ctx.selection.ghost(&day.proposal).is_some()
        || pointer.is_some_and(|at| columns.width(index).contains(at.x) && ui.clip_rect().contains(at))
}

/// Draws one day, from back to front.
fn day_ui(ui: &mut Ui, canvas: &Canvas, places: &DayPlaces, state: &mut TimelineState, out: &mut Out) {
    hours::background_ui(ui, canvas, places);
    empty_space_ui(ui, canvas, state, out);
    ghost::gaps_ui(ui, canvas, places, state, out);
    change::outlines_ui(ui, canvas, places);
    hours::now_line_ui(ui, canvas, None);
    actual::actual_ui(ui, canvas, out);
    // Below the items, which a press at the edge is meant for.
    edge::edge_ui(ui, canvas, state, out);
    items::items_ui(ui, canvas, places, state, out);
    bundle::bundles_ui(ui, canvas, places, state, out);
    ghost::ghosts_ui(ui, canvas, places, state, out);
    change::arrivals_ui(ui, canvas, places);
    late::late_ui(ui, canvas, state, out);
    read_by_time(ui);
}

/// Creates something by a drag on empty time; a click clears the selection.
fn empty_space_ui(ui: &mut Ui, canvas: &Canvas, state: &mut TimelineState, out: &mut Out) {
    let rect = Rect::from_x_y_ranges(canvas.x, ui.max_rect().y_range());
    let response = ui.interact(rect, ui.scope_id().with(("empty", canvas.index)), egui::Sense::click_and_drag());
    let name = match canvas.columns.len() {
        1 => "Empty time of the day".to_owned(),
        _ => format!("Empty time of {}", words::weekday(canvas.day.agenda.day.date)),
    };
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Group, true, &name));
    if response.drag_started_by(egui::PointerButton::Primary)
        && let Some(at) = ui.input(|input| input.pointer.press_origin())
    {
        state.gesture = Some(Gesture::create(canvas.columns, at, canvas.grid));
    }
    if response.clicked() {
        state.also.clear();
        out.push(Intent::Select(Selection::Nothing));
    }
}
