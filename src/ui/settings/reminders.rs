//! Reminders and their quiet times.

use egui::Ui;

use super::catalog::Setting;
use super::fields::{Number, hint_ui, label_ui, switch_ui, text_ui};
use super::page::Page;
use crate::exchange::parse_range;
use crate::model::Reminders;

/// Draws the switch of a reminder.
pub(super) fn switch_of(
    ui: &mut Ui,
    page: &mut Page,
    setting: Setting,
    hint: &str,
    flag: fn(&mut Reminders) -> &mut bool,
) {
    let mut rules = page.settings().reminders.clone();
    let on = *flag(&mut rules);
    if let Some(on) = switch_ui(ui, setting.name(), on, hint) {
        let verb = if on { "turn on" } else { "turn off" };
        page.set(&format!("{verb} \"{}\"", setting.name()), |it| *flag(&mut it.reminders) = on);
    }
}

pub(super) fn before_events_ui(ui: &mut Ui, page: &mut Page) {
    let number = Number::minutes("Before events", 0..=60, "0 for no reminder.");
    if let Some(minutes) = number.length_ui(ui, page.settings().reminders.before_events) {
        page.set("set the reminder of events", |it| it.reminders.before_events = minutes);
    }
}

pub(super) fn quiet_hours_ui(ui: &mut Ui, page: &mut Page) {
    label_ui(ui, "Quiet hours");
    let quiet = page.settings().reminders.quiet;
    let current = quiet.map_or_else(String::new, |range| page.ctx.words.range(range.from, range.to));
    let read = text_ui(ui, "Quiet hours", &current, "21:00–07:00", |text| {
        if text.is_empty() { Some(None) } else { parse_range(text).map(Some) }
    });
    hint_ui(ui, "Empty for none.");
    if let Some(quiet) = read {
        page.set("set quiet hours", |it| it.reminders.quiet = quiet);
    }
}

pub(super) fn idle_time_ui(ui: &mut Ui, page: &mut Page) {
    let number = Number::minutes("Ask after idle time of", 0..=240, "Whether it was work. 0 for never.");
    if let Some(minutes) = number.length_ui(ui, page.settings().reminders.idle_after) {
        page.set("set the idle time", |it| it.reminders.idle_after = minutes);
    }
}
