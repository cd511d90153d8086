//! Working hours, lunch, buffers, the start of a day.

use chrono::NaiveDate;
use egui::{Role, Sense, StrokeKind, Ui, WidgetInfo, vec2};

use super::fields::{Number, cells_ui, heading_ui, hint_ui, label_ui, switch_ui, text_ui, time_ui};
use super::page::Page;
use super::ranges::{hours_words, parse_hours, parse_range_within_a_day};
use crate::calendar::words;
use crate::model::{DayHours, Settings, TimeRange, WEEKDAYS};
use crate::ui::theme::{self, palette};
use crate::ui::widgets::{focus_ring, line, link_button, paint_centred};

/// A button of a weekday: height, maximum width, and distance.
const DAY: f32 = 36.0;
const MOST_DAY: f32 = 82.0;
const DAY_GAP: f32 = 6.0;
/// Distance of a link beside fields from their top.
const LINK_Y: f32 = 24.0;
/// Letters of a weekday on its button.
const SHORT: usize = 3;

/// Returns the hours of a weekday that is switched on, where no other day has any.
fn usual_hours() -> DayHours {
    Settings::default().working_hours[0].clone()
}

/// Returns the hours of all working days; `None` if they differ or consist of several ranges.
fn common_range(settings: &Settings) -> Option<TimeRange> {
    let mut working = settings.working_hours.iter().filter(|hours| !hours.0.is_empty());
    let first = working.next()?;
    let [range] = first.0.as_slice() else { return None };
    working.all(|hours| hours == first).then_some(*range)
}

pub(super) fn working_hours_ui(ui: &mut Ui, page: &mut Page) {
    heading_ui(ui, "Working hours");
    weekdays_ui(ui, page);
    let common = common_range(page.settings());
    let works = page.settings().working_hours.iter().any(|hours| !hours.0.is_empty());
    let each_day = page.state.each_day || (common.is_none() && works);
    if let Some(range) = common.filter(|_| !each_day) {
        common_ui(ui, page, range);
    } else if each_day {
        each_day_ui(ui, page);
    }
    if each_day && common.is_some() && link_button(ui, "Same hours on all days").clicked() {
        page.state.each_day = false;
    }
}

/// Draws a button for each weekday, on for a working day.
fn weekdays_ui(ui: &mut Ui, page: &mut Page) {
    let days = page.ctx.words.weekday_order();
    let count = days.len() as f32;
    let width = ((ui.available_width() - DAY_GAP * (count - 1.0)) / count).min(MOST_DAY);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = DAY_GAP;
        for index in days {
            let on = !page.settings().working_hours[index].0.is_empty();
            if weekday_ui(ui, WEEKDAYS[index], width, on) {
                let first = page.settings().working_hours.iter().find(|hours| !hours.0.is_empty()).cloned();
                let hours = if on { DayHours::default() } else { first.unwrap_or_else(usual_hours) };
                page.set(&format!("set the hours of {}", WEEKDAYS[index]), |it| it.working_hours[index] = hours);
            }
        }
    });
}

fn weekday_ui(ui: &mut Ui, name: &str, width: f32, on: bool) -> bool {
    let (rect, response) = ui.allocate_exact_size(vec2(width, DAY), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, on, format!("Work on {name}")));
    let palette = palette(ui);
    let (fill, edge, color) = match (on, response.hovered()) {
        (true, _) => (palette.selected_fill(), palette.accent, palette.accent),
        (false, true) => (palette.sunken, palette.outline(), palette.secondary),
        (false, false) => (palette.surface, palette.hairline, palette.secondary),
    };
    ui.painter().rect(rect, theme::CORNER, fill, theme::hairline(edge), StrokeKind::Inside);
    let short: String = name.chars().take(SHORT).collect();
    let galley = line(ui, &short, theme::step(), color, width);
    paint_centred(ui, rect.center(), galley, color);
    focus_ring(ui, &response, rect);
    response.clicked()
}

/// A cell of the hours of all working days.
#[derive(Clone, Copy)]
enum HoursCell {
    From,
    To,
    EachDay,
}

/// Draws the start and the end of all working days.
fn common_ui(ui: &mut Ui, page: &mut Page, range: TimeRange) {
    let words = page.ctx.words;
    let mut new = range;
    cells_ui(ui, &[HoursCell::From, HoursCell::To, HoursCell::EachDay], |ui, cell| match cell {
        HoursCell::From => {
            new.from = time_ui(ui, ("From", "Work from"), &words.time(range.from)).unwrap_or(range.from);
        }
        HoursCell::To => new.to = time_ui(ui, ("To", "Work to"), &words.time(range.to)).unwrap_or(range.to),
        HoursCell::EachDay => {
            ui.add_space(LINK_Y);
            page.state.each_day |= link_button(ui, "Different hours on one day").clicked();
        }
    });
    if new != range && new.from != new.to {
        page.set("set working hours", |it| {
            for hours in it.working_hours.iter_mut().filter(|hours| !hours.0.is_empty()) {
                *hours = DayHours(vec![new]);
            }
        });
    }
}

fn each_day_ui(ui: &mut Ui, page: &mut Page) {
    let words = page.ctx.words;
    cells_ui(ui, &words.weekday_order(), |ui, index| {
        let weekday = WEEKDAYS[index];
        let current = hours_words(words, &page.settings().working_hours[index]);
        label_ui(ui, weekday);
        let field = format!("Hours on {weekday}");
        if let Some(hours) = text_ui(ui, &field, &current, "9-12, 13-17:30 or off", parse_hours) {
            page.set(&format!("set the hours of {weekday}"), |it| it.working_hours[index] = hours);
        }
    });
}

/// Draws the hours of the chosen date, and of each date with hours of its own from today on.
pub(super) fn date_hours_ui(ui: &mut Ui, page: &mut Page) {
    let chosen = page.ctx.day.agenda.day.date;
    let others = page.settings().date_hours.keys().copied();
    let mut dates: Vec<NaiveDate> = others.filter(|date| *date != chosen && *date >= page.ctx.today.date).collect();
    dates.insert(0, chosen);
    cells_ui(ui, &dates, |ui, date| one_date_ui(ui, page, date));
    hint_ui(ui, "Choose another date in the bar at the top to give it hours of its own.");
}

fn one_date_ui(ui: &mut Ui, page: &mut Page, date: NaiveDate) {
    let name = words::weekday_day_from(date, page.ctx.today.date);
    let current = page.settings().date_hours.get(&date).map(|hours| hours_words(page.ctx.words, hours));
    label_ui(ui, &format!("Hours on {name}"));
    let field =
        if date == page.ctx.day.agenda.day.date { "Hours of one date".into() } else { format!("Hours on {name}") };
    let read = text_ui(ui, &field, &current.unwrap_or_default(), "as on the weekday", |text| {
        if text.is_empty() { Some(None) } else { parse_hours(text).map(Some) }
    });
    if let Some(hours) = read {
        page.set(&format!("set the hours of {name}"), |it| match hours {
            Some(hours) => drop(it.date_hours.insert(date, hours)),
            None => drop(it.date_hours.remove(&date)),
        });
    }
}

pub(super) fn lunch_ui(ui: &mut Ui, page: &mut Page) {
    let lunch = page.settings().lunch;
    if let Some(on) = switch_ui(ui, "Lunch: keep it free", lunch.is_some(), "") {
        page.set("set lunch", |it| it.lunch = on.then(|| Settings::default().lunch).flatten());
    }
    let Some(range) = lunch else { return };
    let words = page.ctx.words;
    let (mut from, mut length) = (range.from, range.minutes());
    cells_ui(ui, &[true, false], |ui, is_start| {
        if is_start {
            from = time_ui(ui, ("Lunch from", "Lunch from"), &words.time(from)).unwrap_or(from);
        } else {
            let number = Number::minutes("Length of lunch", 5..=180, "");
            length = number.length_ui(ui, length).unwrap_or(length);
        }
    });
    let new = TimeRange { from, to: from + length.delta() };
    // Lunch ends on its day.
    if new != range && new.from < new.to {
        page.set("set lunch", |it| it.lunch = Some(new));
    }
}

pub(super) fn lunch_window_ui(ui: &mut Ui, page: &mut Page) {
    let window = page.settings().lunch_window;
    label_ui(ui, "Lunch moves within");
    let current = page.ctx.words.range(window.from, window.to);
    let read = text_ui(ui, "Lunch moves within", &current, "11:30-14", parse_range_within_a_day);
    hint_ui(ui, "When a meeting takes its time.");
    if let Some(window) = read {
        page.set("set the window of lunch", |it| it.lunch_window = window);
    }
}

pub(super) fn buffer_ui(ui: &mut Ui, page: &mut Page, after: bool) {
    let settings = page.settings();
    let (name, current) = if after {
        ("Buffer after a meeting", settings.buffer)
    } else {
        ("Buffer before a meeting", settings.buffer_before)
    };
    if let Some(minutes) = Number::minutes(name, 0..=120, "Nothing is planned in it.").length_ui(ui, current) {
        page.set(&format!("set \"{name}\""), |it| {
            *(if after { &mut it.buffer } else { &mut it.buffer_before }) = minutes;
        });
    }
}

pub(super) fn day_start_ui(ui: &mut Ui, page: &mut Page) {
    let name = "A new day starts at";
    let start = time_ui(ui, (name, name), &page.ctx.words.time(page.settings().day_start));
    hint_ui(ui, "Earlier work counts as yesterday.");
    if let Some(start) = start {
        page.set("set the start of a day", |it| it.day_start = start);
    }
}

pub(super) fn small_steps_ui(ui: &mut Ui, page: &mut Page) {
    let number = Number { name: "Small steps a day, at most", unit: ("steps", "steps"), range: 0..=200, hint: "" };
    if let Some(number) = number.ui(ui, page.settings().micro_tasks) {
        page.set("set the small steps a day", |it| it.micro_tasks = number);
    }
}
