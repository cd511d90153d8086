//! Scrolling and zooming the hours.

use chrono::{NaiveDateTime, TimeDelta};
use egui::{Rangef, Rect, ScrollArea, Ui, vec2};

use super::columns::Columns;
use super::columns::columns_x;
use super::days::canvas_ui;
use super::scale::SECONDS_IN_HOUR;
use crate::model::{PlanningDay, day_of};
use crate::ui::context::ViewContext;
use crate::ui::intent::Out;
use crate::ui::state::TimelineState;
use crate::ui::theme;

/// Hours of a day.
const HOURS: f32 = 24.0;
/// Height of an hour at which rows of five minutes can be edited.
const DEEPEST: f32 = 1080.0;
/// Heights of an hour at which a whole day is in view: in a high window, and at least in a low one.
const FLATTEST: f32 = 24.0;
const LEAST_FLATTEST: f32 = 8.0;
/// Heights of an hour of several days at which their working hours fill the view.
const LEAST_FITTED: f32 = 48.0;
const MOST_FITTED: f32 = 200.0;
/// Hours in view before and after work, and working hours where no shown day has any, into a planning day.
const AROUND_HOURS: f32 = 0.25;
const USUAL_HOURS: Rangef = Rangef { min: 5.0, max: 14.0 };

/// Draws the hours of all shown days, scrolled and zoomed.
pub(super) fn scroll_ui(ui: &mut Ui, body: Rect, ctx: &ViewContext, state: &mut TimelineState, out: &mut Out) {
    let days: Vec<PlanningDay> = ctx.days.iter().map(|day| day.agenda.day).collect();
    begin_view(&days, ctx, state);
    let frame = working_hours(ctx);
    let fitted = (days.len() > 1).then(|| fitted_height(body, frame));
    let anchor = zoom(ui, body, state, fitted);
    let hour_height = current_height(state, fitted);
    let start = ctx.day.agenda.day.span().start + hours(frame.min);
    if fitted.is_some() && state.zoomed.is_none() {
        let refits = std::mem::replace(&mut state.drawn_height, hour_height) != hour_height;
        // All working hours are in view from their start.
        let inside = |at: NaiveDateTime| frame.contains(hours_into(at, days[0]));
        if refits || state.scroll_to.is_some_and(inside) {
            state.scroll_to = Some(start);
        }
    }
    state.drawn_height = hour_height;
    let height = hour_height * HOURS;
    let most = (height - body.height()).max(0.0);
    let mut scroll =
        ScrollArea::vertical().id_salt("hours").auto_shrink(false).scroll_source(egui::scroll_area::ScrollSource {
            drag: egui::scroll_area::DragScroll::Never,
            ..Default::default()
        });
    let y_of = |at: NaiveDateTime| hours_into(at, days[0]) * hour_height;
    if let Some(span) = state.reveal.take() {
        let view = state.offset..=state.offset + body.height();
        if !view.contains(&y_of(span.start)) || !view.contains(&y_of(span.end - TimeDelta::seconds(1))) {
            state.scroll_to = Some(span.start - TimeDelta::minutes(30));
        }
    }
    if let Some(at) = state.scroll_to.take() {
        scroll = scroll.vertical_scroll_offset(y_of(at).clamp(0.0, most));
    } else if let Some((hours, from_top)) = anchor {
        scroll = scroll.vertical_scroll_offset((hours * hour_height - from_top).clamp(0.0, most));
    }
    let shown = scroll.show_viewport(ui, |ui, _| {
        ui.set_height(height);
        ui.set_width(body.width());
        let columns = Columns::new(days, columns_x(body), ui.max_rect().top(), hour_height);
        canvas_ui(ui, &columns, body, ctx, state, out);
        if state.gesture.is_some() || egui::DragAndDrop::has_any_payload(ui.ctx()) {
            // Scroll deltas from above the hours must pass their upper edge.
            scroll_near_edge(ui, body, !state.new_what_if);
        }
    });
    state.offset = shown.state.clamped_offset().y;
}

/// Returns hours from the start of the planning day that holds `at`.
fn hours_into(at: NaiveDateTime, any: PlanningDay) -> f32 {
    let start = day_of(at, any.starts).span().start;
    (at - start).num_seconds() as f32 / SECONDS_IN_HOUR
}

/// Scrolls to the own time of another day or number of days; turning weeks keeps the position.
fn begin_view(days: &[PlanningDay], ctx: &ViewContext, state: &mut TimelineState) {
    let now = Some((days.len(), days[0]));
    let before = std::mem::replace(&mut state.shown, now);
    let same = match (before, days.len()) {
        (Some((1, day)), 1) => day == days[0],
        (Some((count, _)), shown) => count == shown,
        (None, _) => false,
    };
    if !same && state.reveal.is_none() {
        state.scroll_to = Some(first_view(ctx));
    }
}

/// Returns the first time in view: the start of work of several days and of a later day, an hour before now today.
fn first_view(ctx: &ViewContext) -> NaiveDateTime {
    if ctx.days.len() > 1 {
        return ctx.day.agenda.day.span().start + hours(working_hours(ctx).min);
    }
    if ctx.day.agenda.day == ctx.today {
        let earliest = ctx.today.span().start;
        return (ctx.now.local - TimeDelta::minutes(60)).max(earliest);
    }
    let agenda = &ctx.day.agenda;
    let working = agenda.working_frame().map(|frame| frame.start);
    let first = agenda.events.first().map(|event| event.span.start);
    let start = working.or(first).unwrap_or(agenda.day.span().start + TimeDelta::hours(4));
    (start - TimeDelta::minutes(30)).max(agenda.day.span().start)
}

/// Returns the working hours of all shown days, in hours into a planning day, with a margin.
fn working_hours(ctx: &ViewContext) -> Rangef {
    let mut all = Rangef::NOTHING;
    for day in ctx.days {
        if let Some(frame) = day.agenda.working_frame() {
            let into = |at: NaiveDateTime| (at - day.agenda.day.span().start).num_seconds() as f32 / SECONDS_IN_HOUR;
            all = Rangef::new(all.min.min(into(frame.start)), all.max.max(into(frame.end)));
        }
    }
    let all = if all.min < all.max { all } else { USUAL_HOURS };
    Rangef::new((all.min - AROUND_HOURS).max(0.0), (all.max + AROUND_HOURS).min(HOURS))
}

fn hours(hours: f32) -> TimeDelta {
    TimeDelta::seconds((hours * SECONDS_IN_HOUR) as i64)
}

/// Returns the height of an hour at which the working hours fill the view.
fn fitted_height(body: Rect, frame: Rangef) -> f32 {
    (body.height() / frame.span()).clamp(LEAST_FITTED, MOST_FITTED)
}

/// Returns the height of an hour: of several days the zoomed or the fitted one.
fn current_height(state: &TimelineState, fitted: Option<f32>) -> f32 {
    fitted.map_or(state.hour_height, |fitted| state.zoomed.unwrap_or(fitted))
}

/// Zooms by wheel, pinch or key. Returns the fixed point: hours into the day and its distance from the top of the view,
/// under the pointer or in the middle.
fn zoom(ui: &Ui, body: Rect, state: &mut TimelineState, fitted: Option<f32>) -> Option<(f32, f32)> {
    let pointer = ui.input(|input| input.pointer.hover_pos()).filter(|at| body.contains(*at));
    let by_pointer = if pointer.is_some() { ui.input(egui::InputState::zoom_delta) } else { 1.0 };
    let factor = by_pointer * std::mem::replace(&mut state.zoom_by, 1.0);
    let flattest = (body.height() / HOURS).clamp(LEAST_FLATTEST, FLATTEST);
    let from_top = pointer.map_or(body.height() / 2.0, |at| at.y - body.top());
    let before = current_height(state, fitted);
    let hours = (state.offset + from_top) / before;
    let new = (before * factor).clamp(flattest, DEEPEST);
    if new == before {
        return None;
    }
    match fitted {
        Some(_) => state.zoomed = Some(new),
        None => state.hour_height = new,
    }
    Some((hours, from_top))
}

fn scroll_near_edge(ui: &mut Ui, view: Rect, upwards: bool) {
    const ZONE: f32 = 36.0;
    let Some(at) = ui.input(|input| input.pointer.interact_pos()).filter(|at| view.x_range().contains(at.x)) else {
        return;
    };
    let up = if upwards { (view.top() + ZONE - at.y).clamp(0.0, ZONE) } else { 0.0 };
    let down = (at.y - view.bottom() + ZONE).clamp(0.0, ZONE);
    if up > 0.0 || down > 0.0 {
        ui.scroll_with_delta_animation(
            vec2(0.0, (up - down) * theme::EDGE_SCROLL),
            egui::style::ScrollAnimation::none(),
        );
        ui.ctx().request_repaint();
    }
}
