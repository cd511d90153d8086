//! The settings of the day. The timeline answers at once.

use chrono::NaiveDate;
use egui::Ui;
use strum::IntoEnumIterator as _;

use super::row::row_ui;
use crate::calendar::words;
use crate::calendar::words::Words;
use crate::exchange::parse_range;
use crate::model::{
    Action, DayHours, Energy, EnergyWindow, Fullness, Minutes, Rhythm, Settings, TagWindow, TimeRange, WEEKDAYS,
};
use crate::ui::context::ViewContext;
use crate::ui::intent::{Intent, Out};
use crate::ui::state::EnergyPaint;
use crate::ui::theme::{self, small};
use crate::ui::widgets::{DraftField, checked_field, link_button, note_ui, number_field, section_ui, segmented};

pub(super) fn settings_ui(ui: &mut Ui, ctx: &ViewContext, state: &mut EnergyPaint, out: &mut Out) {
    let settings = &*ctx.workspace.settings;
    hours_ui(ui, ctx, ctx.day.agenda.day.date, out);
    energy_ui(ui, ctx, state, out);
    load_ui(ui, settings, out);
    breaks_ui(ui, settings, out);
    windows_ui(ui, ctx, out);
    section_ui(ui, "Suggestions");
    minutes_ui(
        ui,
        settings,
        "Keep the next",
        settings.frozen,
        "blocks that start within this time stay",
        out,
        |it, n| it.frozen = n,
    );
    minutes_ui(ui, settings, "Default estimate", settings.guess, "for tasks without an estimate", out, |it, n| {
        it.guess = n.max(Minutes::new(1));
    });
}

fn set(settings: &Settings, out: &mut Out, name: &str, change: impl FnOnce(&mut Settings)) {
    let mut new = settings.clone();
    change(&mut new);
    if new != *settings {
        out.push(Intent::Act(Action::settings(name, new)));
    }
}

/// Draws a field with a parser; rejected text stays in it.
fn text_ui<T>(ui: &mut Ui, name: &str, current: &str, hint: &str, read: impl FnOnce(&str) -> Option<T>) -> Option<T> {
    let field = DraftField { hint, width: ui.available_width(), lines: 1, ..DraftField::default() };
    checked_field(ui, name, ("rule", name), current, field, |text| {
        read(text.trim()).ok_or_else(|| format!("\"{text}\" is not valid. Try {hint}."))
    })
}

fn hours_ui(ui: &mut Ui, ctx: &ViewContext, date: NaiveDate, out: &mut Out) {
    let settings = &*ctx.workspace.settings;
    section_ui(ui, "Working hours");
    for (index, weekday) in WEEKDAYS.into_iter().enumerate() {
        let hours = &settings.working_hours[index];
        let read = row_ui(ui, weekday, |ui| {
            text_ui(
                ui,
                &format!("Hours on {weekday}"),
                &hours_words(ctx.words, hours),
                "9-12, 13-17:30 or off",
                parse_hours,
            )
        });
        if let Some(hours) = read {
            set(settings, out, &format!("set the hours of {weekday}"), |it| it.working_hours[index] = hours);
        }
    }
    let own = settings.date_hours.get(&date);
    let name = words::weekday_day_from(date, ctx.today.date);
    let current = own.map(|hours| hours_words(ctx.words, hours)).unwrap_or_default();
    let read = row_ui(ui, &name, |ui| {
        text_ui(ui, "Hours on this date", &current, "as on the weekday", |text| {
            if text.is_empty() { Some(None) } else { parse_hours(text).map(Some) }
        })
    });
    if let Some(hours) = read {
        set(settings, out, &format!("set the hours of {name}"), |it| match hours {
            Some(hours) => drop(it.date_hours.insert(date, hours)),
            None => drop(it.date_hours.remove(&date)),
        });
    }
    let lunch = settings.lunch.map(|range| ctx.words.range(range.from, range.to)).unwrap_or_default();
    let read = row_ui(ui, "Lunch", |ui| {
        text_ui(ui, "Lunch", &lunch, "12:30-13 or none", |text| match text {
            "" | "none" | "off" => Some(None),
            _ => parse_range(text).filter(|range| range.from < range.to).map(Some),
        })
    });
    if let Some(lunch) = read {
        set(settings, out, "set lunch", |it| it.lunch = lunch);
    }
    if settings.lunch.is_some() {
        let window = ctx.words.range(settings.lunch_window.from, settings.lunch_window.to);
        let read = row_ui(ui, "moves within", |ui| {
            text_ui(ui, "Lunch moves within", &window, "11:30-14", |text| {
                parse_range(text).filter(|range| range.from < range.to)
            })
        });
        if let Some(window) = read {
            set(settings, out, "set the window of lunch", |it| it.lunch_window = window);
        }
    }
}

/// Returns "09:00-12:30, 13:00-17:30", or "off".
fn hours_words(words: Words, hours: &DayHours) -> String {
    if hours.0.is_empty() { "off".into() } else { ranges_words(words, &hours.0) }
}

fn ranges_words(words: Words, ranges: &[TimeRange]) -> String {
    ranges.iter().map(|range| words.range(range.from, range.to)).collect::<Vec<_>>().join(", ")
}

/// Parses "9-12, 13-17:30", or "off".
fn parse_hours(text: &str) -> Option<DayHours> {
    if text.is_empty() || text.eq_ignore_ascii_case("off") {
        return Some(DayHours::default());
    }
    let ranges: Option<Vec<TimeRange>> = text.split([',', ';']).map(parse_range).collect();
    let mut ranges = ranges?;
    ranges.sort_by_key(|range| range.from);
    let apart = ranges.windows(2).all(|pair| pair[0].to > pair[0].from && pair[0].to <= pair[1].from);
    apart.then_some(DayHours(ranges))
}

fn energy_ui(ui: &mut Ui, ctx: &ViewContext, state: &mut EnergyPaint, out: &mut Out) {
    let settings = &*ctx.workspace.settings;
    section_ui(ui, "Energy");
    note_ui(ui, "Choose a level and paint it beside the hours, or type it.");
    let choices = [(Energy::High, "high"), (Energy::Mid, "mid"), (Energy::Low, "low")];
    if let Some(brush) = segmented(ui, &choices, Some(state.brush()), "Paint") {
        state.brush = Some(brush);
    }
    let current = settings
        .energy
        .iter()
        .map(|it| format!("{} {}", level_word(it.level), ctx.words.range(it.range.from, it.range.to)));
    let current = current.collect::<Vec<_>>().join(", ");
    let read = text_ui(ui, "Energy by time of day", &current, "high 9-12, low 13-14:30", parse_energy);
    if let Some(energy) = read {
        set(settings, out, "set energy", |it| it.energy = energy);
    }
}

fn level_word(level: Energy) -> &'static str {
    match level {
        Energy::Low => "low",
        Energy::Mid => "mid",
        Energy::High => "high",
    }
}

fn parse_energy(text: &str) -> Option<Vec<EnergyWindow>> {
    if text.is_empty() {
        return Some(Vec::new());
    }
    let one = |text: &str| {
        let (word, range) = text.trim().split_once(char::is_whitespace)?;
        let level = Energy::iter().find(|level| level_word(*level) == word.to_ascii_lowercase())?;
        Some(EnergyWindow { range: parse_range(range).filter(|range| range.from < range.to)?, level })
    };
    text.split([',', ';']).map(one).collect()
}

fn load_ui(ui: &mut Ui, settings: &Settings, out: &mut Out) {
    section_ui(ui, "How full today?");
    let choices = [(Fullness::Light, "light"), (Fullness::Normal, "normal"), (Fullness::Full, "full")];
    if let Some(fullness) = segmented(ui, &choices, Some(settings.fullness), "Fullness") {
        set(settings, out, "set fullness of days", |it| it.fullness = fullness);
    }
    note_ui(ui, format!("The planner fills {} % of the free time.", settings.fullness.percent()));
    number_ui(ui, settings, "Micro-tasks", settings.micro_tasks, "a day, at most", out, |it, n| it.micro_tasks = n);
    minutes_ui(
        ui,
        settings,
        "At least",
        settings.schedule_floor,
        "a week for important, not urgent work; 0 for none",
        out,
        |it, n| it.schedule_floor = n,
    );
}

fn breaks_ui(ui: &mut Ui, settings: &Settings, out: &mut Out) {
    section_ui(ui, "Breaks and buffers");
    let rhythm = settings.rhythm;
    let known = [(Rhythm::default(), "50 / 5"), (Rhythm::POMODORO, "25 / 5 / 15")];
    if let Some(rhythm) = segmented(ui, &known, Some(rhythm), "Rhythm") {
        set(settings, out, "set the rhythm", |it| it.rhythm = rhythm);
    }
    minutes_ui(ui, settings, "Work", rhythm.focus, "at most without a break", out, |it, n| {
        it.rhythm.focus = n.max(Minutes::new(5));
    });
    minutes_ui(ui, settings, "Break", rhythm.rest, "", out, |it, n| it.rhythm.rest = n);
    minutes_ui(ui, settings, "Long break", rhythm.long_rest, "", out, |it, n| it.rhythm.long_rest = n);
    number_ui(ui, settings, "Long after", rhythm.long_after, "focus runs; 0 for never", out, |it, n| {
        it.rhythm.long_after = n;
    });
    minutes_ui(ui, settings, "Buffer before", settings.buffer_before, "an event", out, |it, n| it.buffer_before = n);
    minutes_ui(ui, settings, "Buffer after", settings.buffer, "an event", out, |it, n| it.buffer = n);
    minutes_ui(ui, settings, "After", settings.events_before_break, "of events in a row,", out, |it, n| {
        it.events_before_break = n;
    });
    minutes_ui(ui, settings, "take a break of", settings.break_after_events, "", out, |it, n| {
        it.break_after_events = n;
    });
}

fn minutes_ui(
    ui: &mut Ui,
    settings: &Settings,
    label: &str,
    current: Minutes,
    unit: &str,
    out: &mut Out,
    change: impl FnOnce(&mut Settings, Minutes),
) {
    let unit = if unit.is_empty() { "min".to_owned() } else { format!("min {unit}") };
    number_ui(ui, settings, label, current.get(), &unit, out, |settings, n| change(settings, Minutes::new(n)));
}

fn number_ui(
    ui: &mut Ui,
    settings: &Settings,
    label: &str,
    current: u32,
    unit: &str,
    out: &mut Out,
    change: impl FnOnce(&mut Settings, u32),
) {
    let number = row_ui(ui, label, |ui| {
        let name = match unit.strip_prefix("min") {
            Some(rest) => format!("{label}, minutes{rest}"),
            None => format!("{label}: {unit}"),
        };
        let number = number_field(ui, &name, ("number", label, unit), current, theme::FIELD_COUNT);
        ui.add(egui::Label::new(egui::RichText::new(unit).font(small())).wrap());
        number
    });
    if let Some(number) = number {
        set(settings, out, &format!("set \"{label}\""), |it| change(it, number));
    }
}

/// Draws the named windows: the only times for tasks with a tag.
fn windows_ui(ui: &mut Ui, ctx: &ViewContext, out: &mut Out) {
    let settings = &*ctx.workspace.settings;
    section_ui(ui, "Tag windows");
    let mut remove = None;
    for (index, window) in settings.tag_windows.iter().enumerate() {
        let tag = &window.tag;
        let current = ranges_words(ctx.words, &window.ranges);
        let read = row_ui(ui, &format!("#{tag}"), |ui| {
            if link_button(ui, "Remove").on_hover_text(format!("Allows #{tag} at any time")).clicked() {
                remove = Some(index);
            }
            text_ui(ui, &format!("Window of #{tag}"), &current, "9-11, 14-15", parse_hours)
        });
        if let Some(hours) = read {
            set(settings, out, &format!("set the window of #{tag}"), |it| it.tag_windows[index].ranges = hours.0);
        }
    }
    if let Some(index) = remove {
        set(settings, out, "remove a tag window", |it| drop(it.tag_windows.remove(index)));
    }
    let new = text_ui(ui, "New tag window", "", "#errands 12-14", |text| {
        let (tag, ranges) = text.trim_start_matches('#').split_once(char::is_whitespace)?;
        let ranges = parse_hours(ranges.trim())?.0;
        (!ranges.is_empty()).then(|| TagWindow { tag: tag.to_owned(), ranges })
    });
    if let Some(window) = new {
        set(settings, out, &format!("set the window of #{}", window.tag), |it| {
            it.tag_windows.retain(|other| other.tag != window.tag);
            it.tag_windows.push(window);
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_written_as_people_write_them() {
        let read = |text: &str| parse_hours(text).map(|hours| hours_words(Words::default(), &hours));
        assert_eq!(read("9-12:30, 13-17").as_deref(), Some("09:00–12:30, 13:00–17:00"));
        assert_eq!(read("13-17; 9am-12").as_deref(), Some("09:00–12:00, 13:00–17:00"));
        assert_eq!(read("22-2").as_deref(), Some("22:00–02:00"));
        assert_eq!(read("off").as_deref(), Some("off"));
        for wrong in ["9-12, 11-13", "9", "nine to five", "22-2, 23-24"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn energy_is_written_with_its_level() {
        let read = parse_energy("high 9-12, low 13-14:30").expect("two windows");
        assert_eq!(read.len(), 2);
        assert_eq!((read[0].level, read[1].level), (Energy::High, Energy::Low));
        assert_eq!(parse_energy("tired 9-12"), None);
    }
}
