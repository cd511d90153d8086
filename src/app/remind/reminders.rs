//! Reminders: on the desktop while the window is not in use, else in the window.

use std::borrow::Cow;

use chrono::{NaiveDateTime, Timelike};

use super::due::Present;
use super::notify::{NoticeAnswer, Notifier};
use crate::app::gapwise::Gapwise;
use crate::calendar::{Agenda, round_down};
use crate::model::{Minutes, Moment, Occurrence, PlanningDay, SessionKind};
use crate::ui::{FocusIntent, Intent, Reminder, ReminderIntent, ReminderOffer, ReminderSubject, View};

impl Gapwise {
    /// Announces the reminders that are due, each once, and withdraws those that do not hold any more.
    pub(crate) fn remind(&mut self, now: Moment) {
        for subject in self.due_now(now) {
            self.announce(subject, now);
        }
        let holds = |subject: ReminderSubject| self.tell(subject, now).is_some();
        let still: Vec<_> = self.reminding.on_desktop.iter().map(|(_, it)| *it).filter(|it| holds(*it)).collect();
        let open = self.reminding.holding(now.local, holds);
        self.state.reminder = open.last().and_then(|(_, subject)| self.tell(*subject, now));
        self.reminding.open = open;
        self.reminding.withdraw(now.local, |subject| still.contains(&subject));
    }

    /// Returns the due reminders that were not announced yet. None in quiet hours, in a full-screen focus and in
    /// breaks.
    fn due_now(&mut self, now: Moment) -> Vec<ReminderSubject> {
        let open = self.workspace().open_session().map(|session| session.kind);
        let second = now.local.with_nanosecond(0).unwrap_or(now.local);
        let minute = round_down(second, Minutes::new(1));
        let at = open.map_or(minute, |_| second);
        let last = self.reminding.looked_at.replace(at);
        if last == Some(at) || open == Some(SessionKind::Break) {
            return Vec::new();
        }
        let settings = &self.workspace().settings.reminders;
        let quiet = settings.quiet.is_some_and(|range| range.contains(now.local.time()));
        let full = self.egui.input(|input| input.viewport().fullscreen.unwrap_or(false));
        let focused = full && self.state.view == View::Focus && self.workspace().running().is_some();
        if quiet || (focused && !settings.in_focus) {
            return Vec::new();
        }
        let agenda = self.agenda_now(now);
        let present =
            Present { workspace: self.workspace(), agenda: &agenda, words: self.time.words, now, by_clock: false };
        // Between minutes only the timer has news.
        let same_minute = last.is_some_and(|last: NaiveDateTime| round_down(last, Minutes::new(1)) == minute);
        let mut due = if same_minute { present.timer().into_iter().collect() } else { present.due() };
        drop(agenda);
        due.retain(|subject| self.reminding.announced.insert(*subject));
        due.extend(self.reminding.take_snoozed(now.local));
        due
    }

    /// Returns today's agenda, also before the first frame. Shortly before the day ends it has the events of the next
    /// day too, because they are announced before they start.
    fn agenda_now(&self, now: Moment) -> Cow<'_, Agenda> {
        let today = self.today(now);
        let of = |day: PlanningDay| Agenda::of(self.workspace(), day, self.time.here());
        let shown = self.derived.days.of(today).map(|day| &day.agenda);
        let mut agenda = shown.map_or_else(|| Cow::Owned(of(today)), Cow::Borrowed);
        if now.local + self.workspace().settings.reminders.before_events.delta() > today.span().end {
            let begins = |event: &Occurrence| event.span.start >= today.span().end;
            agenda.to_mut().events.extend(of(today.plus(1)).events.into_iter().filter(begins));
        }
        agenda
    }

    /// Returns the words of a reminder now; `None` if it does not hold any more.
    fn tell(&self, subject: ReminderSubject, now: Moment) -> Option<Reminder> {
        self.tell_as(subject, false, now)
    }

    fn tell_as(&self, subject: ReminderSubject, by_clock: bool, now: Moment) -> Option<Reminder> {
        let agenda = self.agenda_now(now);
        let present = Present { workspace: self.workspace(), agenda: &agenda, words: self.time.words, now, by_clock };
        let reminder = present.tell(subject)?;
        let next = || self.with_view(now, crate::ui::next_thing).flatten();
        let body = match subject {
            ReminderSubject::BreakEnd(_) => next().map_or(String::new(), |next| format!("Next: {next}")),
            _ => reminder.body,
        };
        Some(Reminder { body, ..reminder })
    }

    /// Announces the end of a break.
    pub(crate) fn break_is_over(&mut self, now: Moment) {
        if self.workspace().settings.reminders.timer_ends {
            self.announce(ReminderSubject::BreakEnd(now.instant), now);
        }
    }

    fn announce(&mut self, subject: ReminderSubject, now: Moment) {
        // Without a frame only the raw input is up to date.
        let looked_at = self.egui.input(|input| input.raw.focused && input.viewport().visible() != Some(false));
        let Some(reminder) = self.tell_as(subject, !looked_at, now) else { return };
        let is_taken = match &self.reminding.notifier {
            Some(notifier) if !looked_at => notifier.show(reminder),
            _ => false,
        };
        if is_taken {
            self.reminding.on_desktop.push((now.local, subject));
        } else {
            self.reminding.show(subject, now.local);
        }
    }

    /// Takes the answers of the desktop. Returns the intents to carry out.
    pub(crate) fn take_reminder_answers(&mut self, now: Moment) -> Vec<Intent> {
        let answers: Vec<_> = self.reminding.notifier.iter().flat_map(Notifier::answers).collect();
        let mut intents = Vec::new();
        for answer in answers {
            match answer {
                NoticeAnswer::NotShown(reminder) => {
                    self.reminding.close(reminder.subject);
                    self.reminding.show(reminder.subject, now.local);
                }
                NoticeAnswer::Chosen(reminder, intent) => intents.extend(self.answer_reminder(&reminder, intent, now)),
            }
        }
        intents
    }

    /// Takes the answer to a reminder. Returns the intent to carry out.
    pub(crate) fn answer_reminder(
        &mut self,
        reminder: &Reminder,
        answer: ReminderIntent,
        now: Moment,
    ) -> Option<Intent> {
        let subject = reminder.subject;
        self.reminding.close(subject);
        // A desktop may offer it long after.
        let still = self.tell(subject, now).is_some();
        match (answer, reminder.offer) {
            (ReminderIntent::Accept, ReminderOffer::Start(task, step)) if still => {
                return Some(Intent::Start(task, step));
            }
            (ReminderIntent::Accept, ReminderOffer::Break) if still => {
                self.state.view = View::Focus;
                return Some(Intent::Focus(FocusIntent::Break));
            }
            (ReminderIntent::Accept, ReminderOffer::Finish) if still => return Some(Intent::Focus(FocusIntent::Done)),
            (ReminderIntent::Extend, _) if still => return Some(Intent::Focus(FocusIntent::Extend)),
            (ReminderIntent::Snooze(minutes), _) => {
                self.reminding.snoozed.push((now.local + minutes.delta(), subject));
            }
            (ReminderIntent::Show, _) => {
                self.egui.send_viewport_cmd(egui::ViewportCommand::Minimized(false));
                self.egui.send_viewport_cmd(egui::ViewportCommand::Focus);
                self.reminding.show(subject, now.local);
            }
            _ => {}
        }
        None
    }
}
