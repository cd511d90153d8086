//! The day as it was planned beside the day as it happened, from top to bottom.

use chrono::{NaiveDateTime, TimeDelta, Timelike as _};
use egui::{Color32, Rangef, Rect, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use crate::calendar::words::counted;
use crate::model::{CalendarTone, Minutes, Span};
use crate::review::{BlockOutcome, DayReview, WorkStretch};
use crate::ui::context::ViewContext;
use crate::ui::theme::{self, Colors, palette};
use crate::ui::timeline::{Scale, rects};
use crate::ui::widgets::{accent_bar, hatch, line, paint_line};

/// Width of the hour labels, of the lane of the plan, and the space between the lanes.
const HOURS: f32 = 48.0;
const PLAN: f32 = 36.0;
const BETWEEN: f32 = 8.0;
/// Height of the line with the names of the lanes.
const HEAD: f32 = 24.0;
/// Distance of the middle of its text from its top.
const HEAD_Y: f32 = 8.0;
/// Heights of an hour.
const HOUR: std::ops::RangeInclusive<f32> = 84.0..=104.0;
/// The shortest day that is drawn.
const LEAST_DAY: i64 = 6;
/// Width of the times at the right of an item, and distance of its title from the edge.
const MOST_TIMES: f32 = 130.0;
const TEXT_X: f32 = 10.0;
/// Width from which an item tells its times.
const ROOM_FOR_TIMES: f32 = 200.0;

/// An item of a lane.
struct Item {
    span: Span,
    title: String,
    /// Its times or state, at the right.
    times: String,
    look: Look,
}

#[derive(Clone, Copy)]
enum Look {
    Event,
    /// Work.
    Full(Color32),
    /// A block that was not started.
    Hollow(Color32),
    Rest,
}

/// Draws both lanes, about `height` points high.
pub(super) fn strip_ui(ui: &mut Ui, ctx: &ViewContext, review: &DayReview, height: f32) {
    let colors = &palette(ui);
    let (planned, happened) = (planned(review, colors), happened(ctx, review, colors));
    let Some(whole) = hours(planned.iter().chain(&happened)) else { return };
    let count = (whole.end - whole.start).num_hours();
    let hour = ((height - HEAD) / count as f32).clamp(*HOUR.start(), *HOUR.end());
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), HEAD + hour * count as f32), Sense::hover());
    let planned_minutes: Minutes = review.planned.iter().map(|it| it.planned).sum();
    let sums = format!("planned {planned_minutes}, worked {}", review.total());
    let words = format!(
        "{} planned at the left, {} at the right",
        counted(review.planned.len(), "block", "blocks"),
        counted(review.worked.len(), "session", "sessions")
    );
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Image, true, format!("The day: {sums}. {words}")));
    let scale = Scale { start: whole.start, top: rect.top() + HEAD, hour_height: hour };
    let plan = Rangef::new(rect.left() + HOURS, rect.left() + HOURS + PLAN);
    let real = Rangef::new(plan.max + BETWEEN, rect.right());
    head_ui(ui, review.day == ctx.today, &sums, rect.with_max_y(rect.top() + HEAD), (plan, real));
    hours_ui(ui, ctx, rect, scale, count);
    let spans: Vec<_> = planned.iter().map(|item| item.span).collect();
    for (item, place) in planned.iter().zip(rects(&spans, scale, plan)) {
        plan_ui(ui, item, place, colors);
        hover_ui(&response, ctx, item, place);
    }
    let spans: Vec<_> = happened.iter().map(|item| item.span).collect();
    for (item, place) in happened.iter().zip(rects(&spans, scale, real)) {
        item_ui(ui, item, place, colors);
        hover_ui(&response, ctx, item, place);
    }
    if whole.contains(ctx.now.local) {
        ui.painter().hline(plan.min..=real.max, scale.y(ctx.now.local), theme::stroke(colors.accent));
    }
}

fn head_ui(ui: &Ui, is_today: bool, sums: &str, head: Rect, (plan, real): (Rangef, Rangef)) {
    let color = palette(ui).secondary;
    let write = |text: &str, left: f32, room: f32| {
        let galley = line(ui, text, theme::small(), color, room);
        let right = left + galley.size().x;
        paint_line(ui, pos2(left, head.top() + HEAD_Y), galley, color);
        right
    };
    write("Plan", plan.min, PLAN + BETWEEN);
    let after = write(if is_today { "Today so far" } else { "What happened" }, real.min, real.span());
    let galley = line(ui, sums, theme::small(), color, real.max - after - theme::GAP);
    paint_line(ui, pos2(real.max - galley.size().x, head.top() + HEAD_Y), galley, color);
}

fn hours_ui(ui: &Ui, ctx: &ViewContext, rect: Rect, scale: Scale, count: i64) {
    let colors = &palette(ui);
    for hour in 0..count {
        let at = scale.start + TimeDelta::hours(hour);
        let y = scale.y(at);
        ui.painter().hline(rect.left() + HOURS..=rect.right(), y, theme::hairline(colors.hairline));
        let galley = line(ui, &ctx.words.time(at), theme::small(), colors.secondary, HOURS);
        paint_line(ui, pos2(rect.left(), y), galley, colors.secondary);
    }
}

fn hover_ui(response: &egui::Response, ctx: &ViewContext, item: &Item, place: Rect) {
    if response.hover_pos().is_some_and(|at| place.contains(at)) {
        let times = ctx.words.times(item.span);
        response.clone().on_hover_text_at_pointer(format!("{}\n{times}", item.title));
    }
}

fn events(review: &DayReview) -> impl Iterator<Item = Item> {
    review.events.iter().map(|(title, span)| {
        let times = span.minutes().to_string();
        Item { span: *span, title: title.clone(), times, look: Look::Event }
    })
}

fn planned(review: &DayReview, colors: &Colors) -> Vec<Item> {
    let blocks = review.planned.iter().map(|it| Item {
        span: Span::new(it.block.start, it.block.start + it.planned.delta()),
        title: it.title.clone(),
        times: String::new(),
        look: Look::Hollow(colors.accent_of(it.quadrant)),
    });
    events(review).chain(blocks).collect()
}

/// Returns events, work, breaks, and blocks without work.
fn happened(ctx: &ViewContext, review: &DayReview, colors: &Colors) -> Vec<Item> {
    let worked = review.worked.iter().map(|it| Item {
        span: Span::new(it.start, it.end),
        title: it.title.clone(),
        times: times_words(ctx, it),
        look: Look::Full(colors.accent_of(it.quadrant)),
    });
    let rests = review.rests.iter().filter(|rest| !rest.skipped).map(|rest| Item {
        span: Span::new(rest.start, rest.start + TimeDelta::seconds(rest.seconds)),
        title: "Break".into(),
        times: String::new(),
        look: Look::Rest,
    });
    let unworked = review.planned.iter().filter(|it| {
        let open = matches!(it.became, BlockOutcome::NotDone | BlockOutcome::PutOff | BlockOutcome::ToCome);
        open && !review.worked.iter().any(|worked| worked.block == Some(it.block.id))
    });
    let unworked = unworked.map(|it| Item {
        span: Span::new(it.block.start, it.block.start + it.planned.delta()),
        title: it.title.clone(),
        times: it.became.words().to_owned(),
        look: Look::Hollow(colors.secondary),
    });
    events(review).chain(worked).chain(rests).chain(unworked).collect()
}

/// Returns "09:20, 18 min".
fn times_words(ctx: &ViewContext, it: &WorkStretch) -> String {
    let minutes = Minutes::rounded(TimeDelta::seconds(it.seconds));
    format!("{}, {minutes}", ctx.words.time(it.start))
}

/// Returns whole hours that cover all items; `None` without items.
fn hours<'a>(items: impl Iterator<Item = &'a Item> + Clone) -> Option<Span> {
    let first = items.clone().map(|item| item.span.start).min()?;
    let last = items.map(|item| item.span.end).max()?;
    let from: NaiveDateTime = first - TimeDelta::seconds(i64::from(first.minute() * 60 + first.second()));
    let whole = ((last - from).num_seconds() + 3599) / 3600;
    Some(Span::new(from, from + TimeDelta::hours(whole.max(LEAST_DAY))))
}

fn plan_ui(ui: &Ui, item: &Item, place: Rect, colors: &Colors) {
    let place = place.shrink2(vec2(0.0, 1.0));
    match item.look {
        Look::Full(accent) | Look::Hollow(accent) => {
            ui.painter().rect_stroke(place, theme::CORNER_CHIP, theme::stroke(accent), egui::StrokeKind::Inside);
        }
        Look::Event | Look::Rest => {
            ui.painter().rect_filled(place, theme::CORNER_CHIP, colors.event_fill(CalendarTone::default()));
        }
    }
}

fn item_ui(ui: &Ui, item: &Item, place: Rect, colors: &Colors) {
    let place = place.shrink2(vec2(0.0, 0.5));
    let (fill, edge) = match item.look {
        Look::Event => (colors.event_fill(CalendarTone::default()), Stroke::NONE),
        Look::Full(accent) => (colors.tint(accent), theme::pale_line(accent)),
        Look::Hollow(_) => (colors.surface, theme::hairline(colors.hairline)),
        Look::Rest => (colors.surface, Stroke::NONE),
    };
    ui.painter().rect(place, theme::CORNER_CHIP, fill, edge, egui::StrokeKind::Inside);
    match item.look {
        Look::Rest => return hatch(ui, place, colors.hairline),
        Look::Full(accent) => accent_bar(ui.painter(), place, theme::CORNER_CHIP, accent),
        Look::Event | Look::Hollow(_) => {}
    }
    let color = if matches!(item.look, Look::Hollow(_)) { colors.secondary } else { colors.text };
    let middle = if place.height() > 2.0 * theme::TEXT_LINE {
        place.top() + theme::GAP_SMALL + theme::TEXT_LINE / 2.0
    } else {
        place.center().y
    };
    let mut right = place.right() - theme::GAP;
    if place.width() >= ROOM_FOR_TIMES && !item.times.is_empty() {
        let galley = line(ui, &item.times, theme::small(), colors.secondary, MOST_TIMES);
        right -= galley.size().x;
        paint_line(ui, pos2(right, middle), galley, colors.secondary);
        right -= theme::GAP;
    }
    let left = place.left() + TEXT_X;
    let galley = line(ui, &item.title, theme::small_medium(), color, right - left);
    paint_line(ui, pos2(left, middle), galley, color);
}
