//! Reminders: on the desktop while the window is not in use, else in the window.

use std::borrow::Cow;

use chrono::Timelike as _;

use super::due::{due, plain};
use super::notify::{Answer, Notifier};
use super::reminding::show_in_window;
use crate::app::gapwise::Gapwise;
use crate::calendar::{Agenda, round_down};
use crate::model::{Minutes, Moment};
use crate::ui::{FocusIntent, Reminder, ReminderIntent, View};

impl Gapwise {
    /// Announces the reminders that are due, each once.
    pub(crate) fn remind(&mut self, now: Moment) {
        self.take_reminder_answers(now);
        let open = self.workspace().open_session().map(|session| session.id);
        let goes_on = |reminder: &Reminder| reminder.session.is_none_or(|session| open == Some(session));
        self.state.reminders.retain(goes_on);
        self.reminding.snoozed.retain(|(_, reminder)| goes_on(reminder));
        let second = now.local.with_nanosecond(0).unwrap_or(now.local);
        let minute = round_down(second, Minutes::new(1));
        let at = open.map_or(minute, |_| second);
        if self.reminding.looked_at.replace(at) == Some(at) {
            return;
        }
        self.reminding.drop_old(&mut self.state.reminders, now.local);
        let Some(mut due) = self.due_now(now) else { return };
        due.extend(self.reminding.take_snoozed(now.local));
        for reminder in due {
            self.announce(reminder);
        }
    }

    /// The due reminders that were not announced yet; `None` in quiet hours and in a full-screen focus.
    fn due_now(&mut self, now: Moment) -> Option<Vec<Reminder>> {
        let settings = self.workspace().settings.clone();
        let quiet = settings.reminders.quiet.is_some_and(|range| range.contains(now.local.time()));
        let full = self.egui.input(|input| input.viewport().fullscreen.unwrap_or(false));
        let focused = full && self.state.view == View::Focus && self.workspace().running().is_some();
        if quiet || (focused && !settings.reminders.in_focus) {
            return None;
        }
        let today = self.today(now);
        let shown = self.derived.days.of(today).map(|day| &day.agenda);
        let agenda =
            shown.map_or_else(|| Cow::Owned(Agenda::of(self.workspace(), today, self.time.here())), Cow::Borrowed);
        let mut due = due(self.workspace(), &agenda, now);
        due.retain(|reminder| self.reminding.announced.insert(reminder.key.clone()));
        Some(due)
    }

    /// Announces the end of a break.
    pub(crate) fn break_is_over(&mut self, now: Moment) {
        let next = self.with_view(now, crate::ui::next_thing).flatten();
        if self.workspace().settings.reminders.timer_ends {
            let key = format!("rested/{}", now.instant.timestamp());
            let body = next.map(|next| format!("Next: {next}")).unwrap_or_default();
            self.announce(plain(key, "The break is over".into(), body));
        }
    }

    fn announce(&mut self, reminder: Reminder) {
        // Without a frame only the raw input is up to date.
        let looked_at = self.egui.input(|input| input.raw.focused && input.viewport().visible() != Some(false));
        let unshown = match &self.reminding.notifier {
            Some(notifier) if !looked_at => notifier.show(reminder),
            _ => Some(reminder),
        };
        if let Some(reminder) = unshown {
            show_in_window(&mut self.state.reminders, reminder);
        }
    }

    fn take_reminder_answers(&mut self, now: Moment) {
        let answers: Vec<_> = self.reminding.notifier.iter().flat_map(Notifier::answers).collect();
        for answer in answers {
            match answer {
                Answer::NotShown(reminder) => show_in_window(&mut self.state.reminders, reminder),
                Answer::Chosen(reminder, intent) => self.answer_reminder(reminder, intent, now),
            }
        }
    }

    /// Carries out the answer to a reminder.
    pub(crate) fn answer_reminder(&mut self, reminder: Reminder, intent: ReminderIntent, now: Moment) {
        self.state.reminders.retain(|other| other.key != reminder.key);
        match intent {
            ReminderIntent::Start => {
                if let Some((task, step)) = reminder.start {
                    self.start(task, step, now);
                }
            }
            ReminderIntent::Break => {
                self.state.view = View::Focus;
                self.focus(FocusIntent::Break, now);
            }
            ReminderIntent::Snooze(minutes) => {
                self.reminding.snoozed.push((now.local + minutes.delta(), reminder));
            }
            ReminderIntent::Show => {
                self.egui.send_viewport_cmd(egui::ViewportCommand::Minimized(false));
                self.egui.send_viewport_cmd(egui::ViewportCommand::Focus);
                show_in_window(&mut self.state.reminders, reminder);
            }
            ReminderIntent::Dismiss => {}
        }
    }
}
