//! Planned above actual time of a day, on a common time axis.

use chrono::{NaiveDateTime, TimeDelta, Timelike as _};
use egui::{Align2, Color32, Rect, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use crate::calendar::words::Words;
use crate::calendar::words::counted;
use crate::model::CalendarTone;
use crate::review::{BlockOutcome, DayReview};
use crate::ui::context::ViewContext;
use crate::ui::theme::{self, Colors, palette};
use crate::ui::widgets::{accent_bar, hatch, line, paint_line};

/// Height of a lane, in points.
const LANE: f32 = 34.0;
/// Width of the lane labels.
const NAMES: f32 = 68.0;
/// Height of the hour labels.
const HOURS: f32 = 18.0;

/// Width of an hour from which each has a label, and the distance of the label from its line.
const HOUR_LABEL: f32 = 36.0;
const HOUR_X: f32 = 3.0;
/// Width of a bar at least, and of the room from which it has a text.
const LEAST_BAR: f32 = 3.0;
const LEAST_TEXT: f32 = 34.0;
/// Distance of a bar's text from its accent.
const TEXT_X: f32 = 6.0;

/// A bar on a lane.
struct Bar {
    from: NaiveDateTime,
    to: NaiveDateTime,
    title: String,
    look: Look,
}

#[derive(Clone, Copy)]
enum Look {
    Event,
    /// A finished block, or tracked work.
    Full(Color32),
    /// An unfinished block.
    Hollow(Color32),
    Rest,
}

/// Draws the two lanes.
pub(super) fn lanes_ui(ui: &mut Ui, ctx: &ViewContext, review: &DayReview) {
    let colors = &palette(ui);
    let lanes = [("Planned", planned(review, colors)), ("Happened", happened(review, colors))];
    let Some((from, to)) = hours(lanes.iter().flat_map(|(_, bars)| bars)) else { return };
    let height = HOURS + (LANE + theme::GAP_SMALL) * 2.0;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    let words = format!(
        "{} planned above, {} below",
        counted(review.planned.len(), "block", "blocks"),
        counted(review.worked.len(), "session", "sessions")
    );
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Image, true, format!("The day. {words}")));
    let seconds = (to - from).num_seconds().max(1) as f32;
    let area = rect.with_min_x(rect.left() + NAMES);
    let x = |at: NaiveDateTime| area.left() + area.width() * ((at - from).num_seconds() as f32 / seconds);
    grid_ui(ui, area, (from, to), &x, ctx.words);
    for (n, (name, bars)) in lanes.iter().enumerate() {
        let top = rect.top() + HOURS + (LANE + theme::GAP_SMALL) * n as f32;
        let center = pos2(rect.left(), top + LANE / 2.0);
        ui.painter().text(center, Align2::LEFT_CENTER, *name, theme::small(), colors.secondary);
        for bar in bars {
            let place = Rect::from_x_y_ranges(x(bar.from)..=x(bar.to).max(x(bar.from) + LEAST_BAR), top..=top + LANE);
            bar_ui(ui, bar, place.shrink2(vec2(0.5, 0.0)), colors);
            let over = response.hover_pos().is_some_and(|at| place.contains(at));
            if over {
                let times = ctx.words.range(bar.from, bar.to);
                response.clone().on_hover_text_at_pointer(format!("{}\n{times}", bar.title));
            }
        }
    }
    if ctx.now.local > from && ctx.now.local < to {
        ui.painter().vline(x(ctx.now.local), area.y_range(), theme::stroke(colors.accent));
    }
}

fn planned(review: &DayReview, colors: &Colors) -> Vec<Bar> {
    let events = review.events.iter().map(|(title, span)| Bar {
        from: span.start,
        to: span.end,
        title: title.clone(),
        look: Look::Event,
    });
    let blocks = review.planned.iter().map(|it| {
        let accent = colors.accent_of(it.quadrant);
        let begun = matches!(it.became, BlockOutcome::Done | BlockOutcome::Running | BlockOutcome::Unfinished);
        let look = if begun { Look::Full(accent) } else { Look::Hollow(accent) };
        Bar { from: it.block.start, to: it.block.start + it.planned.delta(), title: it.title.clone(), look }
    });
    events.chain(blocks).collect()
}

fn happened(review: &DayReview, colors: &Colors) -> Vec<Bar> {
    let worked = review.worked.iter().map(|it| {
        let look = Look::Full(colors.accent_of(it.quadrant));
        Bar { from: it.start, to: it.end, title: it.title.clone(), look }
    });
    let rests = review.rests.iter().filter(|rest| !rest.skipped).map(|rest| Bar {
        from: rest.start,
        to: rest.start + TimeDelta::seconds(rest.seconds),
        title: "Break".into(),
        look: Look::Rest,
    });
    worked.chain(rests).collect()
}

/// Returns whole hours that cover all bars, at least six; `None` without bars.
fn hours<'a>(bars: impl Iterator<Item = &'a Bar> + Clone) -> Option<(NaiveDateTime, NaiveDateTime)> {
    let first = bars.clone().map(|bar| bar.from).min()?;
    let last = bars.map(|bar| bar.to).max()?;
    let from = first - TimeDelta::seconds(i64::from(first.minute() * 60 + first.second()));
    let whole = ((last - from).num_seconds() + 3599) / 3600;
    Some((from, from + TimeDelta::hours(whole.max(6))))
}

fn grid_ui(
    ui: &Ui,
    area: Rect,
    (from, to): (NaiveDateTime, NaiveDateTime),
    x: &impl Fn(NaiveDateTime) -> f32,
    words: Words,
) {
    let colors = &palette(ui);
    let count = (to - from).num_hours();
    let every = if area.width() / (count as f32) < HOUR_LABEL { 2 } else { 1 };
    for hour in 0..=count {
        let at = from + TimeDelta::hours(hour);
        ui.painter().vline(x(at), area.top() + HOURS - 2.0..=area.bottom(), theme::hairline(colors.hairline));
        if hour % every == 0 && hour < count {
            let words = words.time(at);
            let corner = pos2(x(at) + HOUR_X, area.top());
            ui.painter().text(corner, Align2::LEFT_TOP, words, theme::small(), colors.secondary);
        }
    }
}

fn bar_ui(ui: &Ui, bar: &Bar, rect: Rect, colors: &Colors) {
    let (fill, accent) = match bar.look {
        Look::Event => (colors.event_fill(CalendarTone::default()), None),
        Look::Full(accent) => (colors.tint(accent), Some(accent)),
        Look::Hollow(accent) => (colors.surface, Some(accent)),
        Look::Rest => (colors.sunken, None),
    };
    let edge = match bar.look {
        Look::Full(accent) | Look::Hollow(accent) => theme::pale_line(accent),
        Look::Event | Look::Rest => Stroke::NONE,
    };
    ui.painter().rect(rect, theme::CORNER_CHIP, fill, edge, egui::StrokeKind::Inside);
    if matches!(bar.look, Look::Rest) {
        hatch(ui, rect, colors.hairline);
    }
    let mut left = rect.left() + TEXT_X;
    if let (Some(accent), Look::Full(_)) = (accent, bar.look) {
        accent_bar(ui.painter(), rect, theme::CORNER_CHIP, accent);
        left += theme::ACCENT_BAR;
    }
    let room = rect.right() - left - theme::GAP_SMALL;
    if room > LEAST_TEXT && !matches!(bar.look, Look::Rest) {
        let galley = line(ui, &bar.title, theme::small(), colors.text, room);
        paint_line(ui, pos2(left, rect.center().y), galley, colors.text);
    }
}
