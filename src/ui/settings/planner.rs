//! Limits and rules of the planner.

use chrono::NaiveDate;
use egui::Ui;

use super::fields::{Number, choice_ui, heading_ui, hint_ui, label_ui, text_ui};
use super::page::Page;
use super::ranges::{parse_hours, ranges_words};
use crate::calendar::words;
use crate::model::{Fullness, Minutes, TagWindow};
use crate::ui::widgets::link_button;

const FULLNESS: [(Fullness, &str); 3] =
    [(Fullness::Light, "Light"), (Fullness::Normal, "Normal"), (Fullness::Full, "Full")];

pub(super) fn fullness_ui(ui: &mut Ui, page: &mut Page) {
    let current = page.settings().fullness;
    if let Some(fullness) = choice_ui(ui, "How full are days?", &FULLNESS, Some(current)) {
        page.set("set fullness of days", |it| it.fullness = fullness);
    }
    hint_ui(ui, &format!("The planner fills {} % of the free time.", current.percent()));
}

/// Draws the fullness of the chosen date.
pub(super) fn date_fullness_ui(ui: &mut Ui, page: &mut Page) {
    let date: NaiveDate = page.ctx.day.agenda.day.date;
    let name = words::weekday_day_from(date, page.ctx.today.date);
    let mut choices: Vec<(Option<Fullness>, &str)> = vec![(None, "As other days")];
    choices.extend(FULLNESS.map(|(fullness, name)| (Some(fullness), name)));
    let current = page.settings().date_fullness.get(&date).copied();
    if let Some(fullness) = choice_ui(ui, "How full is one day?", &choices, Some(current)) {
        page.set(&format!("set fullness of {name}"), |it| match fullness {
            Some(fullness) => drop(it.date_fullness.insert(date, fullness)),
            None => drop(it.date_fullness.remove(&date)),
        });
    }
    hint_ui(ui, &format!("{}, the day in the bar at the top.", words::capitalised(&name)));
}

/// Draws the field of the weekly minimum of important work.
pub(super) fn important_work_ui(ui: &mut Ui, page: &mut Page) {
    let name = "Important work a week";
    let number = Number::minutes(name, 0..=6000, "At least, not urgent. 0 for none.");
    if let Some(minutes) = number.length_ui(ui, page.settings().schedule_floor) {
        page.set("set the weekly minimum", |it| it.schedule_floor = minutes);
    }
}

pub(super) fn default_estimate_ui(ui: &mut Ui, page: &mut Page) {
    let number = Number::minutes("Default estimate", 1..=600, "For tasks without one.");
    if let Some(minutes) = number.length_ui(ui, page.settings().guess) {
        page.set("set the default estimate", |it| it.guess = minutes);
    }
}

/// Draws the length of the shortest or the longest piece. The other one follows where they would cross.
pub(super) fn piece_ui(ui: &mut Ui, page: &mut Page, longest: bool) {
    let chunk = page.settings().chunk;
    let (name, current) = if longest { ("Longest piece", chunk.max) } else { ("Shortest piece", chunk.min) };
    let number = Number::minutes(name, 5..=600, "Of work that is split.");
    if let Some(minutes) = number.length_ui(ui, current) {
        page.set(&format!("set \"{name}\""), |it| {
            if longest {
                (it.chunk.min, it.chunk.max) = (it.chunk.min.min(minutes), minutes);
            } else {
                (it.chunk.min, it.chunk.max) = (minutes, it.chunk.max.max(minutes));
            }
        });
    }
}

pub(super) fn keep_next_ui(ui: &mut Ui, page: &mut Page) {
    let number = Number::minutes("Keep the next", 0..=240, "Suggestions that start within it stay.");
    if let Some(minutes) = number.length_ui(ui, page.settings().frozen) {
        page.set("set \"Keep the next\"", |it| it.frozen = minutes);
    }
}

pub(super) fn grid_ui(ui: &mut Ui, page: &mut Page) {
    let choices = [5, 10, 15, 30].map(Minutes::new).map(|minutes| (minutes, minutes.to_string()));
    let choices: Vec<_> = choices.iter().map(|(minutes, name)| (*minutes, name.as_str())).collect();
    if let Some(minutes) = choice_ui(ui, "Drag in steps of", &choices, Some(page.settings().grid)) {
        page.set("set the steps of dragging", |it| it.grid = minutes);
    }
}

/// Draws the tag windows: the only times for tasks with a tag.
pub(super) fn tag_windows_ui(ui: &mut Ui, page: &mut Page) {
    heading_ui(ui, "Tag windows");
    hint_ui(ui, "The only times for tasks with a tag.");
    let settings = page.settings();
    for (index, window) in settings.tag_windows.iter().enumerate() {
        let tag = &window.tag;
        label_ui(ui, &format!("#{tag}"));
        let current = ranges_words(page.ctx.words, &window.ranges);
        let read = text_ui(ui, &format!("Window of #{tag}"), &current, "9-11, 14-15", parse_hours);
        let remove = link_button(ui, "Remove").accessible_name(format!("Remove the window of #{tag}"));
        if remove.on_hover_text(format!("Allows #{tag} at any time")).clicked() {
            page.set("remove a tag window", |it| drop(it.tag_windows.remove(index)));
        } else if let Some(hours) = read {
            page.set(&format!("set the window of #{tag}"), |it| it.tag_windows[index].ranges = hours.0);
        }
    }
    if let Some(window) = text_ui(ui, "New tag window", "", "#errands 12-14", parse_window) {
        page.set(&format!("set the window of #{}", window.tag), |it| {
            it.tag_windows.retain(|other| other.tag != window.tag);
            it.tag_windows.push(window);
        });
    }
}

/// Parses "#errands 12-14".
fn parse_window(text: &str) -> Option<TagWindow> {
    let (tag, ranges) = text.trim_start_matches('#').split_once(char::is_whitespace)?;
    let ranges = parse_hours(ranges.trim())?.0;
    (!ranges.is_empty()).then(|| TagWindow { tag: tag.to_owned(), ranges })
}
