//! The state of the reminders.

use std::collections::BTreeSet;

use chrono::{NaiveDateTime, TimeDelta};

use super::notify::Notifier;
use crate::ui::Reminder;

/// Time that an unanswered reminder stays in the window.
const STAYS: TimeDelta = TimeDelta::minutes(15);

/// Maximum reminders in the window.
const MOST: usize = 3;

/// Announced and waiting reminders.
#[derive(Default)]
pub(crate) struct Reminding {
    /// Keys of announced reminders.
    pub announced: BTreeSet<String>,
    pub snoozed: Vec<(NaiveDateTime, Reminder)>,
    /// Keys of the reminders in the window, with the time since when.
    shown: Vec<(NaiveDateTime, String)>,
    /// `None` in tests, and without a desktop service.
    pub notifier: Option<Notifier>,
    /// The last minute, or second while the timer runs, in which reminders were looked for.
    pub looked_at: Option<NaiveDateTime>,
}

impl Reminding {
    /// Takes the snoozed reminders whose time has come.
    pub fn take_snoozed(&mut self, now: NaiveDateTime) -> Vec<Reminder> {
        let (ready, waiting) = std::mem::take(&mut self.snoozed).into_iter().partition(|(at, _)| *at <= now);
        self.snoozed = waiting;
        Vec::<(NaiveDateTime, Reminder)>::into_iter(ready).map(|(_, reminder)| reminder).collect()
    }

    /// Removes reminders that nobody has answered from the window.
    pub fn drop_old(&mut self, inside: &mut Vec<Reminder>, now: NaiveDateTime) {
        let shown = &mut self.shown;
        shown.retain(|(_, key)| inside.iter().any(|it| it.key == *key));
        for reminder in inside.iter() {
            if !shown.iter().any(|(_, key)| *key == reminder.key) {
                shown.push((now, reminder.key.clone()));
            }
        }
        shown.retain(|(since, _)| now - *since < STAYS);
        inside.retain(|it| shown.iter().any(|(_, key)| *key == it.key));
    }
}

/// Adds a reminder to the window, in place of an older one with its key.
pub(crate) fn show_in_window(inside: &mut Vec<Reminder>, reminder: Reminder) {
    inside.retain(|other| other.key != reminder.key);
    inside.push(reminder);
    if inside.len() > MOST {
        inside.remove(0);
    }
}
