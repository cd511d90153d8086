//! The state of the reminders.

use std::collections::BTreeSet;

use chrono::NaiveDateTime;

use super::due::STAYS;
use super::notify::Notifier;
use crate::ui::ReminderSubject;

/// A reminder in the window, with the time since when.
pub(crate) type OpenReminder = (NaiveDateTime, ReminderSubject);

/// Announced, waiting and open reminders.
#[derive(Default)]
pub(crate) struct Reminding {
    pub announced: BTreeSet<ReminderSubject>,
    pub snoozed: Vec<(NaiveDateTime, ReminderSubject)>,
    /// The reminders in the window. The last one is shown.
    pub open: Vec<OpenReminder>,
    /// The reminders on the desktop.
    pub on_desktop: Vec<OpenReminder>,
    /// `None` in tests, and without a desktop service.
    pub notifier: Option<Notifier>,
    /// Time of the last check, to the minute, or to the second while the timer runs.
    pub looked_at: Option<NaiveDateTime>,
}

impl Reminding {
    /// Takes the snoozed reminders whose time has come.
    pub fn take_snoozed(&mut self, now: NaiveDateTime) -> Vec<ReminderSubject> {
        let (ready, waiting): (Vec<_>, _) =
            std::mem::take(&mut self.snoozed).into_iter().partition(|(at, _)| *at <= now);
        self.snoozed = waiting;
        ready.into_iter().map(|(_, subject)| subject).collect()
    }

    /// Opens a reminder in the window, in place of an older one of its kind.
    pub fn show(&mut self, subject: ReminderSubject, now: NaiveDateTime) {
        self.open.retain(|(_, other)| !subject.same_kind(other));
        self.open.push((now, subject));
    }

    /// Forgets a reminder that was answered.
    pub fn close(&mut self, subject: ReminderSubject) {
        self.open.retain(|(_, other)| *other != subject);
        self.on_desktop.retain(|(_, other)| *other != subject);
    }

    /// Withdraws the reminders from the desktop that nobody has answered and those that do not hold any more.
    pub fn withdraw(&mut self, now: NaiveDateTime, holds: impl Fn(ReminderSubject) -> bool) {
        let (kept, gone): (Vec<_>, Vec<_>) = std::mem::take(&mut self.on_desktop)
            .into_iter()
            .partition(|(since, subject)| now - *since < STAYS && holds(*subject));
        self.on_desktop = kept;
        for (_, subject) in gone {
            self.notifier.iter().for_each(|notifier| notifier.withdraw(subject));
        }
    }

    /// Returns the open reminders without those that nobody has answered and those that do not hold any more.
    pub fn holding(&self, now: NaiveDateTime, holds: impl Fn(ReminderSubject) -> bool) -> Vec<OpenReminder> {
        let waits = |(since, subject): &&OpenReminder| now - *since < STAYS && holds(*subject);
        self.open.iter().filter(waits).copied().collect()
    }
}
