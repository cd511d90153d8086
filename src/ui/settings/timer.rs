//! The timer, the rhythm of focus and breaks, break ideas.

use egui::Ui;

use super::fields::{Number, cells_ui, choice_ui, hint_ui, label_ui};
use super::page::Page;
use crate::model::{Minutes, Rhythm, TimerMode};
use crate::ui::widgets::{DraftField, draft_field};

/// Rows of the field for break ideas.
const IDEAS: usize = 6;

pub(super) fn timer_mode_ui(ui: &mut Ui, page: &mut Page) {
    let choices =
        [(TimerMode::Countdown, "Block"), (TimerMode::Rhythm, "Pomodoro"), (TimerMode::OpenEnded, "Stopwatch")];
    let current = page.settings().timer;
    if let Some(mode) = choice_ui(ui, "Timer", &choices, Some(current)) {
        page.set("set the timer", |it| it.timer = mode);
    }
    hint_ui(
        ui,
        match current {
            TimerMode::Countdown => "Counts down the length of the block.",
            TimerMode::Rhythm => "Counts down the focus length of the rhythm.",
            TimerMode::OpenEnded => "Counts up.",
        },
    );
}

pub(super) fn rhythm_ui(ui: &mut Ui, page: &mut Page) {
    let rhythm = page.settings().rhythm;
    let known = [(Rhythm::default(), "50 and 5"), (Rhythm::POMODORO, "Pomodoro")];
    let mut new = choice_ui(ui, "Rhythm", &known, Some(rhythm)).unwrap_or(rhythm);
    let parts = [Part::Focus, Part::Break, Part::LongBreak, Part::LongAfter];
    cells_ui(ui, &parts, |ui, part| part.ui(ui, &mut new));
    if new != rhythm {
        page.set("set the rhythm", |it| it.rhythm = new);
    }
}

/// A number of the rhythm.
#[derive(Clone, Copy)]
enum Part {
    Focus,
    Break,
    LongBreak,
    LongAfter,
}

impl Part {
    fn ui(self, ui: &mut Ui, rhythm: &mut Rhythm) {
        let mut length = |name, range, hint, minutes: &mut Minutes| {
            *minutes = Number::minutes(name, range, hint).length_ui(ui, *minutes).unwrap_or(*minutes);
        };
        match self {
            Self::Focus => length("Focus", 5..=180, "At most without a break.", &mut rhythm.focus),
            Self::Break => length("Break", 1..=60, "", &mut rhythm.rest),
            Self::LongBreak => length("Long break", 1..=120, "", &mut rhythm.long_rest),
            Self::LongAfter => {
                let (name, unit) = ("Long break after", ("stretches", "stretches of focus"));
                let number = Number { name, unit, range: 0..=12, hint: "0 for never." };
                rhythm.long_after = number.ui(ui, rhythm.long_after).unwrap_or(rhythm.long_after);
            }
        }
    }
}

pub(super) fn meetings_before_break_ui(ui: &mut Ui, page: &mut Page) {
    let number = Number::minutes("Break after meetings of", 0..=600, "In a row.");
    if let Some(minutes) = number.length_ui(ui, page.settings().events_before_break) {
        page.set("set the break after meetings", |it| it.events_before_break = minutes);
    }
}

pub(super) fn break_after_meetings_ui(ui: &mut Ui, page: &mut Page) {
    let number = Number::minutes("Length of that break", 0..=120, "");
    if let Some(minutes) = number.length_ui(ui, page.settings().break_after_events) {
        page.set("set the break after meetings", |it| it.break_after_events = minutes);
    }
}

pub(super) fn break_ideas_ui(ui: &mut Ui, page: &mut Page) {
    label_ui(ui, "Break ideas");
    let field = DraftField { width: ui.available_width(), lines: IDEAS, ..DraftField::default() };
    let text = draft_field(ui, "Break ideas", "break-ideas", &page.settings().break_ideas.join("\n"), field);
    hint_ui(ui, "One a line. Each break suggests one.");
    if let Some(text) = text {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        page.set("set break ideas", |it| it.break_ideas = lines.map(str::to_owned).collect());
    }
}
