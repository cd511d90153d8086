//! What is announced, when, and where: on the desktop while the window is not looked at, else in the window.

use std::borrow::Cow;
use std::collections::BTreeSet;

use chrono::{NaiveDateTime, TimeDelta, Timelike as _};

use super::notify::{Answer, Notifier};
use crate::app::gapwise::Gapwise;
use crate::calendar::Agenda;
use crate::model::{BlockState, Minutes, Moment, SessionKind, Workspace};
use crate::ui::{FocusIntent, Reminder, ReminderIntent, View};

/// How long after its time something is still announced, for a machine that slept or a minute that was missed.
const LATE: TimeDelta = TimeDelta::minutes(5);

/// How long a reminder stays in the window when nobody answers.
const STAYS: TimeDelta = TimeDelta::minutes(15);

/// What was announced and what waits.
#[derive(Default)]
pub(crate) struct Reminding {
    announced: BTreeSet<String>,
    snoozed: Vec<(NaiveDateTime, Reminder)>,
    /// When what is in the window came there, by key.
    shown: Vec<(NaiveDateTime, String)>,
    /// The desktop's service; `None` in tests and where it did not answer.
    pub notifier: Option<Notifier>,
    /// The minute that was looked at last, or the second while the timer runs.
    looked_at: Option<NaiveDateTime>,
}

impl Gapwise {
    /// Announces what is due now, once.
    pub(crate) fn remind(&mut self, now: Moment) {
        self.take_reminder_answers(now);
        let open = self.workspace().open_session().map(|session| session.id);
        let goes_on = |reminder: &Reminder| reminder.session.is_none_or(|session| open == Some(session));
        self.state.reminders.retain(goes_on);
        self.reminding.snoozed.retain(|(_, reminder)| goes_on(reminder));
        let second = now.local.with_nanosecond(0).unwrap_or(now.local);
        let minute = crate::calendar::round_down(second, Minutes::new(1));
        let at = open.map_or(minute, |_| second);
        if self.reminding.looked_at.replace(at) == Some(at) {
            return;
        }
        self.drop_old_reminders(now);
        let Some(mut due) = self.due_now(now) else { return };
        let (ready, waiting) =
            std::mem::take(&mut self.reminding.snoozed).into_iter().partition(|it| it.0 <= now.local);
        self.reminding.snoozed = waiting;
        due.extend(Vec::<(NaiveDateTime, Reminder)>::into_iter(ready).map(|(_, reminder)| reminder));
        for reminder in due {
            self.announce(reminder);
        }
    }

    /// What is due and was not announced; `None` while nothing may be.
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
        let agenda = shown.map_or_else(|| Cow::Owned(Agenda::of(self.workspace(), today, self.here)), Cow::Borrowed);
        let mut due = due(self.workspace(), &agenda, now);
        due.retain(|reminder| self.reminding.announced.insert(reminder.key.clone()));
        Some(due)
    }

    /// The break ended by itself.
    pub(crate) fn break_is_over(&mut self, now: Moment) {
        let next = self.with_view(now, crate::ui::next_thing).flatten();
        if self.workspace().settings.reminders.timer_ends {
            let key = format!("rested/{}", now.instant.timestamp());
            let body = next.map(|next| format!("Next: {next}")).unwrap_or_default();
            self.announce(plain(key, "The break is over".into(), body));
        }
    }

    fn announce(&mut self, reminder: Reminder) {
        // Where no frame is drawn only what came in raw is of now.
        let looked_at = self.egui.input(|input| input.raw.focused && input.viewport().visible() != Some(false));
        let unshown = match &self.reminding.notifier {
            Some(notifier) if !looked_at => notifier.show(reminder),
            _ => Some(reminder),
        };
        if let Some(reminder) = unshown {
            self.show_in_window(reminder);
        }
    }

    fn drop_old_reminders(&mut self, now: Moment) {
        let (shown, inside) = (&mut self.reminding.shown, &mut self.state.reminders);
        shown.retain(|(_, key)| inside.iter().any(|it| it.key == *key));
        for reminder in inside.iter() {
            if !shown.iter().any(|(_, key)| *key == reminder.key) {
                shown.push((now.local, reminder.key.clone()));
            }
        }
        shown.retain(|(since, _)| now.local - *since < STAYS);
        inside.retain(|it| shown.iter().any(|(_, key)| *key == it.key));
    }

    fn show_in_window(&mut self, reminder: Reminder) {
        self.state.reminders.retain(|other| other.key != reminder.key);
        self.state.reminders.push(reminder);
        if self.state.reminders.len() > 3 {
            self.state.reminders.remove(0);
        }
    }

    fn take_reminder_answers(&mut self, now: Moment) {
        let answers: Vec<_> = self.reminding.notifier.iter().flat_map(Notifier::answers).collect();
        for answer in answers {
            match answer {
                Answer::NotShown(reminder) => self.show_in_window(reminder),
                Answer::Chosen(reminder, intent) => self.answer_reminder(reminder, intent, now),
            }
        }
    }

    /// Carries out what was answered to a reminder.
    pub(crate) fn answer_reminder(&mut self, reminder: Reminder, intent: ReminderIntent, now: Moment) {
        self.state.reminders.retain(|other| other.key != reminder.key);
        match intent {
            ReminderIntent::Start => {
                if let Some((task, step)) = reminder.start {
                    self.start(task, step, now);
                }
            }
            ReminderIntent::Break => self.in_focus(FocusIntent::Break, now),
            ReminderIntent::Snooze(minutes) => {
                self.reminding.snoozed.push((now.local + minutes.delta(), reminder));
            }
            ReminderIntent::Show => {
                self.egui.send_viewport_cmd(egui::ViewportCommand::Minimized(false));
                self.egui.send_viewport_cmd(egui::ViewportCommand::Focus);
                self.show_in_window(reminder);
            }
            ReminderIntent::Dismiss => {}
        }
    }
}

/// What is due at `now`, each with a key that stays the same.
fn due(workspace: &Workspace, agenda: &Agenda, now: Moment) -> Vec<Reminder> {
    let rules = &workspace.settings.reminders;
    let mut found = Vec::new();
    let open = workspace.open_session().filter(|session| session.kind == SessionKind::Focus);
    if rules.block_starts {
        found.extend(blocks(workspace, agenda, now));
    }
    if rules.timer_ends
        && let Some(session) = open.filter(|session| session.paused.is_none())
    {
        found.extend(timer(workspace, session, now));
    }
    let before = rules.before_events.delta();
    for event in agenda.events.iter().filter(|event| event.blocks && !before.is_zero()) {
        if event.span.start - before <= now.local && now.local < event.span.start {
            let minutes = ((event.span.start - now.local).num_seconds() + 59) / 60;
            let unit = if minutes == 1 { "minute" } else { "minutes" };
            let title = format!("{} in {minutes} {unit}", event.title);
            found.push(plain(format!("event/{}/{}", event.event, event.span.start), title, event.place.clone()));
        }
    }
    let begins = agenda.working.first().map(|hours| hours.start);
    if rules.due_dates && begins.is_some_and(|at| at <= now.local && now.local < at + LATE) {
        found.extend(due_today(workspace, agenda));
    }
    found
}

fn plain(key: String, title: String, body: String) -> Reminder {
    Reminder { key, title, body, start: None, session: None, rest: false }
}

fn blocks(workspace: &Workspace, agenda: &Agenda, now: Moment) -> Vec<Reminder> {
    let starts = |start: NaiveDateTime| start <= now.local && now.local < start + LATE;
    let planned = agenda
        .blocks
        .iter()
        .filter(|block| matches!(block.state, BlockState::Planned | BlockState::Locked) && starts(block.start));
    let reminders = planned.map(|block| {
        let title = workspace.title_of(block.task, block.step).unwrap_or_default().to_owned();
        let body = format!("Planned from {} to {}", block.start.format("%H:%M"), block.span().end.format("%H:%M"));
        let key = format!("block/{}/{}", block.id, block.start);
        Reminder { start: Some((block.task, block.step)), ..plain(key, title, body) }
    });
    reminders.collect()
}

fn timer(workspace: &Workspace, session: &crate::model::Session, now: Moment) -> Vec<Reminder> {
    let mut found = Vec::new();
    let of = |kind: &str, title: String, body: String| Reminder {
        session: Some(session.id),
        rest: kind != "end",
        ..plain(format!("{kind}/{}", session.id), title, body)
    };
    let left = session.left(now.instant).filter(|left| *left <= TimeDelta::zero() && *left > -LATE);
    if left.is_some() {
        let planned = session.planned.unwrap_or_default();
        let title = format!("{planned} are over: {}", session.title);
        let over = of("end", title, "Finish it, or go on for 5 minutes.".into());
        found.push(Reminder { key: format!("{}/{planned}", over.key), ..over });
    }
    let unbroken = workspace.unbroken(now.instant);
    let worked = Minutes::new(u32::try_from(unbroken.num_minutes()).unwrap_or(0));
    let focus = workspace.settings.rhythm.focus.delta();
    let rest = workspace.next_rest(now.instant);
    if unbroken >= focus * 2 {
        found.push(of("long", format!("{worked} without a break"), format!("{rest} would do you good.")));
    } else if unbroken >= focus && left.is_none() {
        let body = format!("You have worked for {worked} without one.");
        found.push(of("rest", format!("Time for a break of {rest}"), body));
    }
    found
}

fn due_today(workspace: &Workspace, agenda: &Agenda) -> Option<Reminder> {
    let date = agenda.day.date;
    let due: Vec<_> = workspace.tasks.values().filter(|task| task.due.is_some_and(|due| due.date <= date)).collect();
    let titles: Vec<_> = due.iter().take(3).map(|task| task.title.as_str()).collect();
    let more = due.len().saturating_sub(3);
    let and = if more == 0 { String::new() } else { format!(" and {more} more") };
    let body = format!("{}{and}", titles.join(", "));
    (!due.is_empty()).then(|| plain(format!("due/{date}"), format!("{} due by today", due.len()), body))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::demo_workspace;
    use crate::model::day_of;

    fn titles(time: &str) -> Vec<String> {
        let local: NaiveDateTime = format!("2026-11-23T{time}").parse().expect("a time");
        let morning: NaiveDateTime = "2026-11-23T09:40:00".parse().expect("a time");
        let workspace = demo_workspace(Moment { instant: morning.and_utc(), local: morning });
        let agenda = Agenda::of(&workspace, day_of(local, workspace.settings.day_start), chrono_tz::Tz::UTC);
        let found = due(&workspace, &agenda, Moment { instant: local.and_utc(), local });
        found.into_iter().map(|reminder| reminder.title).collect()
    }

    #[test]
    fn an_event_is_announced_five_minutes_before_and_a_block_at_its_start() {
        assert_eq!(titles("09:54:59"), Vec::<String>::new());
        assert_eq!(titles("09:55:00"), ["Design review in 5 minutes"]);
        assert_eq!(titles("09:59:30"), ["Design review in 1 minute"]);
        assert_eq!(titles("14:30:10"), ["Point 2: missing baseline"]);
        assert!(titles("09:00:30").iter().any(|title| title.ends_with("due by today")));
    }
}
