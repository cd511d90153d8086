//! A change of plan on the day: old places as outlines, new places solid, and arrows between them.

use egui::{Color32, Id, Pos2, Rangef, Rect, Role, Sense, Shape, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, pos2, vec2};

use super::canvas::{Canvas, DayPlaces};
use super::items::{APART, Ink, ItemWords, after_icon, two_lines};
use super::lanes;
use super::reading_order::stands_in_time;
use crate::model::{Block, Span};
use crate::planner::PlanEntry;
use crate::ui::theme::{self, palette, quadrant_icon};
use crate::ui::widgets::{accent_bar, dashed_outline, line};

/// Widths of the lanes of the arrows, left and right of the items.
pub(super) const LANES: (f32, f32) = (28.0, 24.0);
/// An arrow: distance between two in a lane, number of distances, radius of its dot, size of its head, distance of its
/// end from the top of the new place.
const BESIDE: f32 = 6.0;
const MOST_BESIDE: usize = 3;
const DOT: f32 = 2.5;
const HEAD: Vec2 = vec2(6.0, 4.0);
const HEAD_Y: f32 = 11.0;
/// Moves of fewer points have no arrow.
const LEAST_ARROW: f32 = 6.0;
/// Duration of the motion, in animation times, and the power of its slowing down.
const MOTION: f64 = 1.2;
const SLOWS: i32 = 3;
/// Height from which an outline has a title, and a new place two lines.
const TITLE: f32 = 14.0;

/// Outlines the places that the previewed change leaves, over the full width.
pub(super) fn outlines_ui(ui: &mut Ui, canvas: &Canvas, places: &DayPlaces) {
    let leaving: Vec<PlanEntry> = canvas.leaving().collect();
    let palette = palette(ui);
    for (entry, rect) in leaving.iter().zip(outlines(canvas, &leaving)) {
        if !rect.intersects(canvas.view) {
            continue;
        }
        let title = canvas.ctx.title_of(entry.task, entry.step);
        let response = ui.interact(rect, ui.scope_id().with(("was", entry.task, entry.span.start)), Sense::hover());
        let label = format!("Was: {title}, {}", canvas.ctx.words.times(entry.span));
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &label));
        stands_in_time(ui, rect.top(), response.id);
        ui.painter().rect_stroke(rect, theme::CORNER, theme::hairline(palette.track()), StrokeKind::Inside);
        let is_free = places.all().all(|other| !other.intersects(rect));
        if is_free && rect.height() >= TITLE {
            let time = canvas.ctx.words.time(entry.span.start);
            let time = line(ui, &time, theme::small(), palette.secondary, rect.width());
            let y = rect.top() + (rect.height().min(2.0 * HEAD_Y) - time.size().y) / 2.0;
            let room = canvas.x.span() - time.size().x - 2.0 * theme::GAP_WIDE;
            let title = line(ui, &title, theme::small(), palette.secondary, room);
            ui.painter().galley(pos2(canvas.x.min + theme::GAP_WIDE, y), title, palette.secondary);
            ui.painter().galley(pos2(canvas.x.max - time.size().x - theme::GAP, y), time, palette.secondary);
        }
        response.on_hover_text(label);
    }
}

/// Returns the full-width places of old times.
fn outlines(canvas: &Canvas, leaving: &[PlanEntry]) -> Vec<Rect> {
    let day = canvas.day.agenda.day.span();
    let spans: Vec<Span> = leaving.iter().map(|it| it.span.intersection(day)).collect();
    let rects = lanes::rects(&spans, canvas.scale, canvas.columns.x(canvas.index));
    rects.into_iter().map(|rect| rect.with_max_y(rect.bottom() - APART)).collect()
}

/// Draws the new places, and arrows from the old ones in the lanes beside them.
pub(super) fn arrivals_ui(ui: &mut Ui, canvas: &Canvas, places: &DayPlaces) {
    let share = motion(ui, canvas.change.is_some() && canvas.index == 0);
    let arriving: Vec<_> = canvas.arriving().collect();
    let leaving: Vec<PlanEntry> = canvas.leaving().collect();
    let old = outlines(canvas, &leaving);
    let mut slides = 0;
    for ((entry, before), place) in arriving.iter().zip(&places.arriving) {
        let from = leaving.iter().zip(&old).find(|(it, _)| {
            before.is_some_and(|before| (it.task, it.step, it.span) == (entry.task, entry.step, before))
        });
        let from = from.map(|(_, rect)| rect.with_max_x(canvas.x.max)).map(|rect| rect.with_min_x(canvas.x.min));
        let drawn = from.map_or(*place, |from| from.lerp_towards(place, share));
        if !drawn.intersects(canvas.view) && from.is_none_or(|from| !from.intersects(canvas.view)) {
            continue;
        }
        arrival_ui(ui, canvas, (entry, *before), drawn);
        if let Some(from) = from.filter(|from| (from.top() - place.top()).abs() >= LEAST_ARROW && share >= 1.0) {
            let accent =
                palette(ui).accent_of(canvas.ctx.task(entry.task).and_then(|task| canvas.ctx.quadrant_of(task)));
            arrow(ui, canvas, places, (from, *place), accent, slides);
            slides += 1;
        }
    }
}

/// Returns the progress of the motion from old to new places, from 0 to 1. It begins with each new preview.
fn motion(ui: &Ui, is_shown: bool) -> f32 {
    let (now, pass) = (ui.input(|input| input.time), ui.ctx().cumulative_pass_nr());
    let id = Id::unique("change-motion");
    let length = f64::from(ui.style().animation_time) * MOTION;
    if !is_shown {
        return 1.0;
    }
    let began = ui.data_mut(|data| {
        let seen = data.get_temp_mut_or_insert_with(id, || (now, pass));
        if seen.1 + 1 < pass {
            seen.0 = now;
        }
        seen.1 = pass;
        seen.0
    });
    let share = if length > 0.0 { ((now - began) / length).min(1.0) as f32 } else { 1.0 };
    if share < 1.0 {
        ui.ctx().request_repaint();
    }
    1.0 - (1.0 - share).powi(SLOWS)
}

/// Draws a new place: solid, or dashed for a suggestion that stays one.
fn arrival_ui(ui: &mut Ui, canvas: &Canvas, (entry, before): (&PlanEntry, Option<Span>), place: Rect) {
    let ctx = canvas.ctx;
    let (palette, rect) = (palette(ui), place.with_max_y(place.bottom() - APART));
    let task = ctx.task(entry.task);
    let quadrant = task.and_then(|task| ctx.quadrant_of(task));
    let accent = palette.accent_of(quadrant);
    let title = ctx.title_of(entry.task, entry.step);
    let (mark, times) = (mark(before, entry.span), ctx.words.times(entry.span));
    let response = ui.interact(rect, ui.scope_id().with(("to", entry.task, entry.span.start)), Sense::hover());
    let spoken = format!("{title}, {mark}, {times}");
    response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, format!("New place: {spoken}")));
    stands_in_time(ui, rect.top(), response.id);
    let was = |it: &&std::sync::Arc<Block>| (it.task, it.step) == (entry.task, entry.step) && before == Some(it.span());
    let is_solid = canvas.firm || canvas.day.agenda.blocks.iter().any(|block| was(&block));
    let fill = if is_solid { palette.tint(accent) } else { palette.working };
    ui.painter().rect_filled(rect, theme::CORNER, fill);
    if is_solid {
        ui.painter().rect_stroke(rect, theme::CORNER, theme::pale_line(accent), StrokeKind::Inside);
    } else {
        dashed_outline(ui, rect, palette.outline());
    }
    accent_bar(ui.painter(), rect, theme::CORNER, accent);
    let mut inner = rect.with_min_x(rect.left() + theme::ACCENT_BAR + theme::GAP).with_max_x(rect.right() - theme::GAP);
    if let Some(quadrant) = quadrant {
        inner = after_icon(ui, rect, inner, quadrant_icon(quadrant), accent);
    }
    let of = task.filter(|_| entry.step.is_some()).map_or("", |task| task.title.as_str());
    let words = ItemWords {
        title: &title,
        of,
        times: format!("{mark}  {times}"),
        start: format!("{mark}  {}", ctx.words.time(entry.span.start)),
        keeps_start: true,
    };
    two_lines(ui, inner, &words, &Ink::new(palette.text, fill));
    response.on_hover_text(spoken);
}

/// Returns "+20" for minutes later, "−15" for earlier, "new" without an old place.
fn mark(before: Option<Span>, now: Span) -> String {
    match before.map(|before| (now.start - before.start).num_minutes()) {
        None => "new".into(),
        Some(minutes @ 0..) => format!("+{minutes}"),
        Some(minutes) => format!("−{}", -minutes),
    }
}

/// Draws an arrow from an old place to the new one: in the left lane, or at the right where it passes items that stay.
fn arrow(ui: &Ui, canvas: &Canvas, places: &DayPlaces, (from, to): (Rect, Rect), accent: Color32, slides: usize) {
    if canvas.columns.len() > 1 {
        return;
    }
    let (y, end) = (from.center().y.min(from.top() + HEAD_Y), to.top() + HEAD_Y.min(to.height() / 2.0));
    let between = Rangef::new(y.min(end), y.max(end));
    let stays = places.events.iter().chain(&places.blocks).chain(&places.suggestions);
    let passes = stays.into_iter().any(|it| between.contains(it.center().y));
    let shift = (slides % MOST_BESIDE) as f32 * BESIDE;
    let (x, edge, color) = match passes {
        false => (canvas.x.min - LANES.0 + theme::GAP + shift, canvas.x.min, accent),
        true => (canvas.x.max + LANES.1 - theme::GAP - shift, canvas.x.max, palette(ui).secondary),
    };
    let back = if passes { HEAD.x } else { -HEAD.x };
    let stroke = theme::stroke(color);
    let painter = ui.painter();
    painter.circle_filled(pos2(x, y), DOT, color);
    painter.line_segment([pos2(x, y), pos2(x, end)], stroke);
    painter.line_segment([pos2(x, end), pos2(edge + back, end)], stroke);
    let tip: Pos2 = pos2(edge, end);
    let corner = |side: f32| tip + vec2(back, side * HEAD.y);
    painter.add(Shape::convex_polygon(vec![tip, corner(1.0), corner(-1.0)], color, Stroke::NONE));
}
