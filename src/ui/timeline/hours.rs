//! The background of the timeline: hours, working time, lunch, and the now-line.

use chrono::{TimeDelta, Timelike as _};
use egui::{Align2, Rect, Role, Sense, Ui, Vec2, WidgetInfo, pos2, vec2};

use super::canvas::{Canvas, DayPlaces};
use super::reading_order::stands_in_time;
use super::scale::MINUTES_IN_HOUR;
use crate::model::{Minutes, Span};
use crate::ui::theme::{self, palette};
use crate::ui::widgets::{hatch, line};

/// Height of an hour and label spacing in minutes below it; 5 minutes above the last.
const LABEL_STEPS: [(f32, usize); 4] = [(20.0, 180), (30.0, 120), (160.0, 60), (360.0, 15)];
/// Distance outside the view up to which a label is painted, the opacity of those between the hours, and their height.
const LABEL_REACH: f32 = 20.0;
const FINE_LABEL: f32 = 0.85;
const LABEL_HEIGHT: f32 = 12.0;
/// Heights of an hour from which there is a line every hour, every quarter, every five minutes.
const EVERY_HOUR: f32 = 30.0;
const QUARTER_LINES: f32 = 200.0;
const FIVE_MINUTE_LINES: f32 = 480.0;
/// Height from which lunch has a label.
const LUNCH_LINE: f32 = 14.0;
/// Opacity of the hatching of a clock change.
const CLOCK_CHANGE: f32 = 0.3;
/// Size of the time beside the now-line, and the distance of its centre from the hours.
const BADGE: Vec2 = vec2(40.0, 18.0);
const BADGE_X: f32 = 24.0;

/// Paints the labels of the hours beside the first column.
pub(super) fn labels_ui(ui: &Ui, canvas: &Canvas) {
    let view = canvas.view;
    let step = label_step(canvas.scale.hour_height);
    let start = canvas.scale.start;
    for minute in (0..=24 * 60).step_by(step) {
        let y = canvas.scale.top + minute as f32 / MINUTES_IN_HOUR * canvas.scale.hour_height;
        if y < view.top() - LABEL_REACH || y > view.bottom() + LABEL_REACH {
            continue;
        }
        let is_covered = now_badge(canvas).y_range().expand(LABEL_HEIGHT / 2.0).contains(y);
        if is_covered && canvas.day.agenda.day.span().contains(canvas.ctx.now.local) {
            continue;
        }
        let label = canvas.ctx.words.time(start + TimeDelta::minutes(minute as i64));
        let at = pos2(view.left() + theme::HOURS_WIDTH - theme::GAP, y);
        let color = if minute % 60 == 0 { palette(ui).faint } else { palette(ui).faint.gamma_multiply(FINE_LABEL) };
        ui.painter().text(at, Align2::RIGHT_CENTER, label, theme::small(), color);
    }
}

/// Returns minutes between two labels, depending on the room.
fn label_step(hour_height: f32) -> usize {
    LABEL_STEPS.iter().find(|(below, _)| hour_height < *below).map_or(5, |(_, minutes)| *minutes)
}

/// Paints working hours, lines, lunch, and clock changes.
pub(super) fn background_ui(ui: &Ui, canvas: &Canvas, places: &DayPlaces) {
    let palette = palette(ui);
    let view = canvas.view;
    let width = canvas.columns.width(canvas.index);
    for hours in &canvas.day.agenda.working {
        let rect = Rect::from_x_y_ranges(width, canvas.scale.range(*hours));
        ui.painter().rect_filled(rect.intersect(view), 0.0, palette.working);
    }
    let hour_height = canvas.scale.hour_height;
    let every = if hour_height < EVERY_HOUR { 2 } else { 1 };
    let from = if canvas.index == 0 { width.min - theme::GAP_SMALL } else { width.min };
    for hour in (0..=24).step_by(every) {
        let y = canvas.scale.top + hour as f32 * hour_height;
        if y > view.top() - 1.0 && y < view.bottom() + 1.0 {
            ui.painter().line_segment([pos2(from, y), pos2(width.max, y)], theme::hairline(palette.hairline));
        }
    }
    finer_lines(ui, canvas);
    if canvas.index > 0 {
        ui.painter().vline(width.min, view.y_range(), theme::hairline(palette.hairline));
    }
    if let Some(lunch) = canvas.day.agenda.lunch {
        lunch_ui(ui, canvas, places, lunch);
    }
    clock_change_ui(ui, canvas);
}

fn lunch_ui(ui: &Ui, canvas: &Canvas, places: &DayPlaces, lunch: Span) {
    let palette = palette(ui);
    let rect = canvas.rect(lunch, theme::CORNER_TILE);
    if !rect.intersects(canvas.view) {
        return;
    }
    let response = ui.interact(rect, ui.scope_id().with(("lunch", canvas.index)), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("Lunch {}", canvas.ctx.words.times(lunch))));
    stands_in_time(ui, rect.top(), response.id);
    ui.painter().hline(rect.x_range(), rect.top(), theme::hairline(palette.hairline));
    ui.painter().hline(rect.x_range(), rect.bottom(), theme::hairline(palette.hairline));
    let rect = places.clear_of(rect);
    if rect.height() >= LUNCH_LINE {
        let text = format!("Lunch  {}", canvas.ctx.words.times(lunch));
        let galley = line(ui, &text, theme::small(), palette.secondary, rect.width() - theme::PAD);
        ui.painter().galley(
            rect.left_top() + vec2(theme::GAP, theme::GAP_SMALL.min((rect.height() - LUNCH_LINE) / 2.0)),
            galley,
            palette.secondary,
        );
    }
}

/// Marks the missing or repeated hour of a clock change.
fn clock_change_ui(ui: &Ui, canvas: &Canvas) {
    let Some((at, minutes)) = canvas.day.clock_change else { return };
    let palette = palette(ui);
    let y = canvas.scale.y(at);
    let length = Minutes::new(minutes.unsigned_abs());
    let (words, span) = if minutes > 0 {
        let words = format!("Clocks go forward {length}: this hour is skipped");
        (words, Span::new(at, at + TimeDelta::minutes(i64::from(minutes))))
    } else {
        let back = at + TimeDelta::minutes(i64::from(minutes));
        (format!("Clocks go back {length}: this hour repeats"), Span::new(back, at))
    };
    hatch(
        ui,
        canvas.rect(span, theme::CORNER_CHIP).intersect(canvas.view),
        palette.outline().gamma_multiply(CLOCK_CHANGE),
    );
    ui.painter().hline(canvas.x, y, theme::hairline(palette.outline()));
    let galley = line(ui, &words, theme::small(), palette.secondary, canvas.x.span() - theme::PAD);
    ui.painter().galley(
        canvas.rect(span, theme::CORNER_CHIP).left_top() + vec2(theme::GAP, 2.0),
        galley,
        palette.secondary,
    );
}

/// Draws the lines of a quarter of an hour, or of five minutes, depending on the room.
fn finer_lines(ui: &Ui, canvas: &Canvas) {
    let step = match canvas.scale.hour_height {
        height if height < QUARTER_LINES => return,
        height if height < FIVE_MINUTE_LINES => 15,
        _ => 5,
    };
    let color = palette(ui).hairline.gamma_multiply(0.5);
    for minute in (0..24 * 60).step_by(step).filter(|minute| minute % 60 != 0) {
        let y = canvas.scale.top + minute as f32 * canvas.scale.hour_height / MINUTES_IN_HOUR;
        if canvas.view.y_range().contains(y) {
            ui.painter().hline(canvas.x, y, theme::hairline(color));
        }
    }
}

/// Returns the y of the now-line; it stands at the end of a previewed delay.
fn now_y(canvas: &Canvas) -> f32 {
    let now = canvas.ctx.now.local;
    canvas.scale.y(now.with_second(0).unwrap_or(now) + canvas.late.delta())
}

/// Returns the place of the time beside the now-line.
pub(super) fn now_badge(canvas: &Canvas) -> Rect {
    Rect::from_center_size(pos2(canvas.view.left() + theme::HOURS_WIDTH - BADGE_X, now_y(canvas)), BADGE)
}

/// Paints the now-line behind items; over the fill of an item whose text follows.
pub(super) fn now_line_ui(ui: &Ui, canvas: &Canvas, over: Option<Rect>) {
    let now = canvas.ctx.now.local;
    if !canvas.day.agenda.day.span().contains(now) {
        return;
    }
    let palette = palette(ui);
    let y = now_y(canvas);
    if let Some(item) = over {
        if item.y_range().contains(y) {
            ui.painter().hline(item.x_range(), y, theme::thick(palette.accent));
        }
        return;
    }
    let width = canvas.columns.width(canvas.index);
    if !canvas.late.is_zero() {
        ui.painter().hline(width, canvas.scale.y(now), theme::hairline(palette.accent));
    }
    ui.painter().hline(width, y, theme::thick(palette.accent));
    let badge = now_badge(canvas);
    ui.painter().rect_filled(badge, theme::CORNER_CHIP, palette.accent);
    let text = canvas.ctx.words.time(now + canvas.late.delta());
    ui.painter().text(badge.center(), Align2::CENTER_CENTER, text, theme::small_medium(), palette.on_accent);
}
