//! The reminders that are due at a moment, and their words.

use chrono::{NaiveDateTime, TimeDelta};

use crate::calendar::Agenda;
use crate::calendar::words::{Words, counted, time_is_up};
use crate::model::{Block, Due, Minutes, Moment, Session, SessionId, SessionKind, StepId, Task, TaskId, Workspace};
use crate::ui::{Reminder, ReminderOffer, ReminderSubject as Subject};

/// Time after which a reminder is too late: for a machine that slept, or a missed minute.
const LATE: TimeDelta = TimeDelta::minutes(5);
/// Time before a due time at which it is announced.
const BEFORE_DUE: TimeDelta = TimeDelta::minutes(30);
/// Time that an unanswered reminder stays in the window.
pub(crate) const STAYS: TimeDelta = TimeDelta::minutes(15);

/// The present, as reminders see it.
#[derive(Clone, Copy)]
pub(crate) struct Present<'a> {
    pub workspace: &'a Workspace,
    /// Of today.
    pub agenda: &'a Agenda,
    pub words: Words,
    pub now: Moment,
    /// Times as they are on the clock: "at 10:00". A desktop shows a text for minutes, so "in 5 minutes" would become
    /// untrue.
    pub by_clock: bool,
}

impl<'a> Present<'a> {
    /// Returns the reminders that are due now, the most pressing last. None during a break.
    pub fn due(&self) -> Vec<Subject> {
        if self.open(SessionKind::Break).is_some() {
            return Vec::new();
        }
        let rules = &self.workspace.settings.reminders;
        let mut found = Vec::new();
        if rules.due_dates {
            let begins = self.agenda.working.first().map(|hours| hours.start);
            found.extend(begins.filter(|at| self.just(*at)).map(|_| Subject::DueToday(self.agenda.day.date)));
            found.extend(self.workspace.tasks.values().filter_map(|task| self.due_time(task)));
        }
        if rules.block_starts {
            let starting = self.agenda.blocks.iter().filter(|block| self.just(block.start));
            found.extend(starting.map(|block| Subject::Block(block.id, block.start)));
        }
        if rules.timer_ends {
            found.extend(self.timer());
        }
        let before = rules.before_events.delta();
        let soon = |start: NaiveDateTime| start - before <= self.now.local && self.now.local < start;
        let soon = self.agenda.events.iter().filter(|event| event.blocks && soon(event.span.start));
        found.extend(soon.map(|event| Subject::Event(event.event, event.span.start)));
        found.retain(|subject| self.tell(*subject).is_some());
        found
    }

    /// Returns the running session's reminders.
    pub fn timer(&self) -> Option<Subject> {
        let session = self.open(SessionKind::Focus).filter(|session| session.paused.is_none())?;
        let over = session.left(self.now.instant).filter(|left| *left <= TimeDelta::zero());
        let unbroken = self.workspace.unbroken(self.now.instant);
        let focus = self.workspace.settings.rhythm.focus.delta();
        if over.is_some_and(|over| over > -LATE) {
            session.planned.map(|planned| Subject::FocusEnd(session.id, planned))
        } else if unbroken >= focus {
            Some(Subject::BreakDue { session: session.id, late: unbroken >= focus * 2 })
        } else {
            None
        }
    }

    /// Returns the words of a reminder; `None` if it does not hold any more.
    pub fn tell(&self, subject: Subject) -> Option<Reminder> {
        let resting = self.open(SessionKind::Break).is_some();
        if resting {
            return None;
        }
        let (title, body, offer) = match subject {
            Subject::DueToday(date) => self.tell_due_today(date)?,
            Subject::Block(id, start) => {
                let block = self.workspace.blocks.get(&id).filter(|block| block.start == start)?;
                self.tell_block(block)?
            }
            Subject::Due { task, time, .. } => {
                let task = self.workspace.tasks.get(&task).filter(|task| self.time_of(task.due) == Some(time))?;
                let offer = ReminderOffer::Start(task.id, task.next_step().map(|step| step.id));
                (!self.runs(task.id, None))
                    .then(|| (format!("{}: due {}", task.title, self.when(time)), String::new(), offer))?
            }
            Subject::BreakDue { session, late } => self.tell_break_due(session, late)?,
            Subject::FocusEnd(session, planned) => {
                let session = self.session(session).filter(|session| session.planned == Some(planned))?;
                session.left(self.now.instant).filter(|left| *left <= TimeDelta::zero())?;
                (time_is_up(&session.title, planned), String::new(), ReminderOffer::Finish)
            }
            Subject::BreakEnd(at) => {
                let fresh = self.workspace.open_session().is_none() && self.now.instant - at < STAYS;
                fresh.then(|| ("The break is over".to_owned(), String::new(), ReminderOffer::Nothing))?
            }
            Subject::Event(id, start) => {
                let mut events = self.agenda.events.iter();
                let event = events.find(|event| event.event == id && event.span.start == start && event.blocks)?;
                (event.span.end > self.now.local).then(|| {
                    (format!("{} {}", event.title, self.when(start)), event.place.clone(), ReminderOffer::Nothing)
                })?
            }
        };
        Some(Reminder { subject, title, body, offer })
    }

    fn tell_block(&self, block: &Block) -> Option<(String, String, ReminderOffer)> {
        let waits = block.state.is_open();
        let over = block.span().end <= self.now.local;
        if !waits || over || !self.workspace.is_open(block.task, block.step) || self.runs(block.task, block.step) {
            return None;
        }
        let title = self.workspace.title_of(block.task, block.step)?.to_owned();
        let body = format!("Planned {}", self.words.times(block.span()));
        Some((title, body, ReminderOffer::Start(block.task, block.step)))
    }

    fn tell_break_due(&self, session: SessionId, late: bool) -> Option<(String, String, ReminderOffer)> {
        self.session(session)?;
        let unbroken = self.workspace.unbroken(self.now.instant);
        if unbroken < self.workspace.settings.rhythm.focus.delta() {
            return None;
        }
        let worked = Minutes::new(u32::try_from(unbroken.num_minutes()).unwrap_or(0));
        let rest = self.workspace.next_rest(self.now.instant);
        let (title, body) = match late {
            true => (format!("{worked} without a break"), format!("Take a break of {rest}.")),
            false => (format!("Time for a break of {rest}"), format!("{worked} of work without a break.")),
        };
        Some((title, body, ReminderOffer::Break))
    }

    fn tell_due_today(&self, date: chrono::NaiveDate) -> Option<(String, String, ReminderOffer)> {
        let due = |task: &&std::sync::Arc<Task>| task.due.is_some_and(|due| due.date <= date);
        let due: Vec<_> = self.workspace.tasks.values().filter(due).filter(|task| !self.runs(task.id, None)).collect();
        let titles: Vec<_> = due.iter().take(3).map(|task| task.title.as_str()).collect();
        let more = due.len().saturating_sub(3);
        let and = if more == 0 { String::new() } else { format!(" and {more} more") };
        let holds = !due.is_empty() && self.agenda.day.date == date;
        holds.then(|| (format!("{} due by today", due.len()), titles.join(", ") + &and, ReminderOffer::Nothing))
    }

    /// Announces a due time half an hour before it and at it. A task that is younger than that is announced at it only.
    fn due_time(&self, task: &Task) -> Option<Subject> {
        let time = self.time_of(task.due)?;
        let early = time - BEFORE_DUE;
        let is_older = task.created <= self.now.instant - (self.now.local - early);
        let before = early <= self.now.local && self.now.local < time && is_older;
        (before || self.just(time)).then_some(Subject::Due { task: task.id, time, at_it: !before })
    }

    fn time_of(&self, due: Option<Due>) -> Option<NaiveDateTime> {
        due.filter(|due| due.time.is_some()).map(|due| due.instant(self.workspace.settings.day_start))
    }

    /// Returns whether `at` has come, less than five minutes ago.
    fn just(&self, at: NaiveDateTime) -> bool {
        at <= self.now.local && self.now.local < at + LATE
    }

    /// Returns "in 5 minutes", "now", "since 10:00".
    fn when(&self, at: NaiveDateTime) -> String {
        if self.by_clock {
            return format!("at {}", self.words.time(at));
        }
        let seconds = (at - self.now.local).num_seconds();
        match (seconds + 59).div_euclid(60) {
            minutes @ 1.. => format!("in {}", counted(minutes, "minute", "minutes")),
            0 => "now".into(),
            _ => format!("since {}", self.words.time(at)),
        }
    }

    fn open(&self, kind: SessionKind) -> Option<&'a Session> {
        self.workspace.open_session().filter(|session| session.kind == kind)
    }

    fn session(&self, id: SessionId) -> Option<&'a Session> {
        self.open(SessionKind::Focus).filter(|session| session.id == id)
    }

    /// Returns whether the timer runs for this work or a part of it.
    fn runs(&self, task: TaskId, step: Option<StepId>) -> bool {
        let open = self.open(SessionKind::Focus);
        open.is_some_and(|it| it.task == Some(task) && (step.is_none() || it.step == step))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::demo_workspace;
    use crate::model::{Action, Outcome, TimerAction, day_of};

    fn local(time: &str) -> NaiveDateTime {
        format!("2026-11-23T{time}").parse().expect("a time")
    }

    fn demo() -> Workspace {
        let local = local("09:40:00");
        demo_workspace(Moment { instant: local.and_utc(), local })
    }

    fn at<R>(workspace: &Workspace, time: &str, ask: impl FnOnce(Present) -> R) -> R {
        let local = local(time);
        let agenda = Agenda::of(workspace, day_of(local, workspace.settings.day_start), crate::calendar::Tz::UTC);
        let now = Moment { instant: local.and_utc(), local };
        ask(Present { workspace, agenda: &agenda, words: Words::default(), now, by_clock: false })
    }

    fn titles(workspace: &Workspace, time: &str) -> Vec<String> {
        let tell =
            |present: Present| -> Vec<_> { present.due().into_iter().filter_map(|it| present.tell(it)).collect() };
        at(workspace, time, tell).into_iter().map(|reminder| reminder.title).collect()
    }

    /// Returns the demo's first task with a due time of 15:00 today, created at 09:00.
    fn with_due_time() -> (Workspace, Task) {
        let mut workspace = demo();
        let task = workspace.tasks.values().find(|task| task.repeat.is_none()).expect("a task");
        let time = local("15:00:00");
        let due = Due { time: Some(time.time()), ..Due::on(time.date()) };
        let task = Task { due: Some(due), created: local("09:00:00").and_utc(), ..Task::clone(task) };
        workspace.tasks.insert(task.id, task.clone().into());
        (workspace, task)
    }

    #[test]
    fn an_event_is_announced_five_minutes_before_and_a_block_at_its_start() {
        let demo = demo();
        assert_eq!(titles(&demo, "09:54:59"), Vec::<String>::new());
        assert_eq!(titles(&demo, "09:55:00"), ["Design review in 5 minutes"]);
        assert_eq!(titles(&demo, "09:59:30"), ["Design review in 1 minute"]);
        assert_eq!(titles(&demo, "14:30:10"), ["Point 2: missing baseline"]);
        assert!(titles(&demo, "09:00:30").iter().any(|title| title.ends_with("due by today")));
    }

    #[test]
    fn the_words_are_made_when_they_are_shown() {
        let demo = demo();
        let event = at(&demo, "09:55:00", |present| present.due())[0];
        let title = |time| at(&demo, time, |present| present.tell(event)).map(|it| it.title);
        assert_eq!(title("09:57:00").as_deref(), Some("Design review in 3 minutes"));
        assert_eq!(title("10:00:20").as_deref(), Some("Design review now"));
        assert_eq!(title("10:05:00").as_deref(), Some("Design review since 10:00"));
        assert_eq!(title("11:59:00"), None, "it is over");
        let on_desktop = at(&demo, "09:57:00", |present| Present { by_clock: true, ..present }.tell(event));
        assert_eq!(on_desktop.map(|it| it.title).as_deref(), Some("Design review at 10:00"));
    }

    #[test]
    fn a_due_time_is_announced_half_an_hour_before_and_at_it() {
        let (mut workspace, task) = with_due_time();
        let of_task = |workspace: &Workspace, time| -> Vec<String> {
            titles(workspace, time).into_iter().filter(|title| title.contains(": due")).collect()
        };
        assert!(of_task(&workspace, "14:29:59").is_empty());
        assert_eq!(of_task(&workspace, "14:30:00"), [format!("{}: due in 30 minutes", task.title)]);
        assert_eq!(
            of_task(&workspace, "14:50:00"),
            [format!("{}: due in 10 minutes", task.title)],
            "the app was closed"
        );
        assert_eq!(of_task(&workspace, "15:00:10"), [format!("{}: due now", task.title)]);
        assert!(of_task(&workspace, "15:05:00").is_empty());
        let written_late = Task { created: local("14:40:00").and_utc(), ..task.clone() };
        workspace.tasks.insert(task.id, written_late.into());
        assert!(of_task(&workspace, "14:41:00").is_empty(), "it was just written");
        let first = at(&workspace, "15:00:10", |present| present.due());
        let closed = Action::CloseTask(task.id, Outcome::Done);
        let done = workspace.apply(&closed, at(&workspace, "15:01:00", |it| it.now)).expect("closes");
        assert!(first.iter().all(|it| at(&done, "15:02:00", |present| present.tell(*it)).is_none()), "done");
    }

    #[test]
    fn running_moved_and_removed_work_is_not_announced() {
        let demo = demo();
        let found = at(&demo, "14:30:10", |present| present.due());
        let [Subject::Block(id, _)] = found[..] else { panic!("a block starts") };
        let block = Block::clone(&demo.blocks[&id]);
        let after = |action: Action| {
            let now = at(&demo, "14:31:00", |it| it.now);
            let changed = demo.apply(&action, now).expect("an action");
            at(&changed, "14:31:00", |present| present.tell(found[0]).is_some() || !present.due().is_empty())
        };
        assert!(!after(Action::RemoveBlock(id)), "removed");
        assert!(!after(Action::MoveBlock { block: id, start: local("16:00:00"), minutes: block.minutes }), "moved");
        let (task, step) = (Some(block.task), block.step);
        let session = SessionId::derived("runs");
        let running = |block: Option<Block>| {
            let title = "runs".to_owned();
            TimerAction::Start { session, task, step, title, quadrant: None, planned: None, block }
        };
        assert!(!after(Action::Timer(running(Some(block.clone())))), "running");
        assert!(!after(Action::Timer(running(None))), "running in another block");
        let rest = TimerAction::StartBreak { session, minutes: Minutes::new(5), idea: String::new() };
        assert!(!after(Action::Timer(rest)), "in a break");
    }
}
