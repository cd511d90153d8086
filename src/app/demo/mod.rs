//! A full and believable day, made for the day on which it is shown, and the weeks before it.

mod history;

use chrono::{Days, NaiveDate, NaiveTime, TimeDelta};

use crate::calendar::{Frequency, Rule};
use crate::model::{
    Block, BlockId, BlockState, Calendar, CalendarId, CalendarTone, ClosedTask, DayHours, Delegation, Due, DueKind,
    Energy, Event, EventId, EventTime, Minutes, Moment, Order, Outcome, Recurrence, Settings, Span, Step, StepId, Task,
    TaskId, TimeRange, Urgency, Workspace, day_of,
};

/// Returns the example workspace for the day of `now`, with the work of the three weeks before.
pub fn demo_with_history(now: Moment) -> Workspace {
    let mut workspace = demo_workspace(now);
    history::add_history(&mut workspace, now);
    workspace
}

/// Returns the example workspace for the day of `now` alone.
pub fn demo_workspace(now: Moment) -> Workspace {
    let mut demo = Demo { workspace: Workspace::default(), order: Order::default(), now };
    demo.hours();
    demo.tasks();
    demo.events();
    demo.blocks();
    demo.workspace
}

struct Demo {
    workspace: Workspace,
    order: Order,
    now: Moment,
}

/// When something is due, counted from today.
enum When {
    In(i64),
    At(i64, u32, u32),
}
use When::{At, In};

/// Changes a plain task into one of the example.
type Change = fn(&mut Task);

impl Demo {
    fn today(&self) -> NaiveDate {
        day_of(self.now.local, self.workspace.settings.day_start).date
    }

    fn at(&self, days: i64, hour: u32, minute: u32) -> chrono::NaiveDateTime {
        let time = NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or(NaiveTime::MIN);
        (self.today() + TimeDelta::days(days)).and_time(time)
    }

    /// Sets the working day: one today, whatever day of the week it is, and in the evening too.
    fn hours(&mut self) {
        let mut settings = Settings::default();
        let end = if self.now.local.time() >= NaiveTime::from_hms_opt(16, 0, 0).unwrap_or(NaiveTime::MIN) {
            (23, 0)
        } else {
            (17, 30)
        };
        settings.date_hours.insert(self.today(), DayHours(vec![TimeRange::hm((9, 0), end)]));
        self.workspace.settings = settings.into();
    }

    fn task(
        &mut self,
        title: &str,
        minutes: u32,
        due: Option<When>,
        tag: &str,
        steps: &[(&str, u32, bool)],
        change: Change,
    ) {
        let id = TaskId::derived(&format!("demo/{title}"));
        let created = self.now.instant.checked_sub_days(Days::new(u64::from(minutes % 20))).unwrap_or(self.now.instant);
        let mut task = Task::new(id, title, self.order.clone(), created);
        self.order = Order::between(Some(&self.order), None);
        task.estimate = (minutes > 0 && steps.is_empty()).then(|| Minutes::new(minutes));
        task.tags = [tag.to_owned()].into_iter().filter(|tag| !tag.is_empty()).collect();
        task.due = due.map(|when| match when {
            In(days) => Due::on(self.today() + TimeDelta::days(days)),
            At(days, hour, minute) => {
                Due { time: Some(self.at(days, hour, minute).time()), ..Due::on(self.today() + TimeDelta::days(days)) }
            }
        });
        task.steps = steps
            .iter()
            .map(|(name, minutes, done)| Step {
                estimate: (*minutes > 0).then(|| Minutes::new(*minutes)),
                done: done.then_some(created),
                ..Step::new(StepId::derived(&format!("demo/{title}/{name}")), *name)
            })
            .collect();
        change(&mut task);
        self.workspace.tasks.insert(id, task.into());
    }

    fn tasks(&mut self) {
        self.do_tasks();
        self.schedule_tasks();
        self.other_tasks();
        let done = ["Reply to the landlord", "Order a new monitor cable"];
        for (n, title) in done.into_iter().enumerate() {
            let id = TaskId::derived(&format!("demo/{title}"));
            let mut task = Task::new(id, title, self.order.clone(), self.now.instant - TimeDelta::days(2));
            task.important = Some(n == 0);
            task.estimate = Some(Minutes::new(10));
            let closed =
                ClosedTask { task, closed: self.now.instant - TimeDelta::hours(20 + n as i64), outcome: Outcome::Done };
            self.workspace.closed.insert(id, closed.into());
        }
    }

    fn do_tasks(&mut self) {
        let important: Change = |task| task.important = Some(true);
        let steps =
            [("Update the figures", 15, true), ("Ask Priya about travel", 5, true), ("Check the totals", 15, false)];
        self.task("Send revised budget", 0, Some(At(0, 16, 0)), "work", &steps, |task| {
            task.important = Some(true);
            task.due = task.due.map(|due| Due { kind: DueKind::Hard, ..due });
        });
        self.task("Fix login redirect", 25, Some(In(0)), "app", &[], |task| {
            task.important = Some(true);
            task.energy = Some(Energy::High);
        });
        let steps = [
            ("Point 1: sample size", 20, true),
            ("Point 2: missing baseline", 45, false),
            ("Point 3: typos", 10, false),
            ("Upload the letter", 15, false),
        ];
        self.task("Answer reviewer 2", 0, Some(In(1)), "thesis", &steps, important);
        self.task("Renew insurance", 10, Some(In(-1)), "home", &[], important);
        self.task("Sign lease renewal", 10, Some(In(2)), "home", &[], important);
        self.task("Prepare the demo for Northwind", 20, Some(In(1)), "work", &[], important);
    }

    fn schedule_tasks(&mut self) {
        let important: Change = |task| task.important = Some(true);
        let deep: Change = |task| {
            task.important = Some(true);
            task.energy = Some(Energy::High);
        };
        let steps = [
            ("List three questions it must answer", 10, true),
            ("Write the first paragraph", 25, false),
            ("Collect the five key citations", 15, false),
            ("Second paragraph: the gap", 25, false),
            ("Read aloud, cut a third", 15, false),
        ];
        self.task("Draft introduction", 0, Some(In(9)), "thesis", &steps, deep);
        let steps = [
            ("List the three claims", 10, false),
            ("One slide a claim", 30, false),
            ("Pick the figure", 15, false),
            ("Opening sentence", 10, false),
            ("Run through once", 25, false),
            ("Cut to twelve minutes", 30, false),
        ];
        self.task("Outline conference talk", 0, Some(In(19)), "talk", &steps, deep);
        self.task("Read Cai et al. 2016", 20, None, "thesis", &[], important);
        let steps = [
            ("Collect last quarter's notes", 15, false),
            ("Three goals, one page", 30, false),
            ("Share with Ana", 25, false),
        ];
        self.task("Plan next quarter", 0, Some(In(25)), "work", &steps, important);
        self.task("Call home", 15, None, "", &[], |task| {
            task.important = Some(true);
            task.energy = Some(Energy::Low);
        });
        self.task("Strength training", 45, None, "health", &[], important);
        self.task("Refactor the import module", 120, None, "app", &[], |task| {
            task.important = Some(true);
            task.energy = Some(Energy::High);
            task.split = crate::model::Split::Chunks;
        });
        self.task("Write the onboarding guide", 90, Some(In(16)), "work", &[], |task| {
            task.important = Some(true);
            task.split = crate::model::Split::Chunks;
        });
        self.task("Back up the photos", 15, None, "home", &[], |task| {
            task.important = Some(true);
            task.energy = Some(Energy::Low);
        });
        self.task("Book the dentist", 5, None, "health", &[], important);
        self.task("Sketch the new settings page", 0, None, "app", &[], important);
        self.task("Review savings plan", 30, Some(In(30)), "home", &[], important);
    }

    fn other_tasks(&mut self) {
        let minor: Change = |task| task.important = Some(false);
        let steps = [("Hand over to the office", 5, false)];
        self.task("Book room for Thursday", 0, Some(In(0)), "work", &steps, minor);
        self.task("Reply to vendor survey", 10, Some(In(1)), "work", &[], minor);
        let steps = [("Scan the receipts", 5, false), ("Fill the form", 10, false)];
        self.task("Expense report", 0, Some(In(2)), "work", &steps, minor);
        self.task("Collect T-shirt sizes", 10, Some(In(2)), "work", &[], |task| {
            task.important = Some(false);
            task.delegated = Some(Delegation { person: "Sam".into(), ..Delegation::default() });
        });
        self.task("Answer the newsletter poll", 5, None, "", &[], |task| {
            task.important = Some(false);
            task.urgency = Urgency::Pinned(true);
        });
        for (title, minutes, tag) in [
            ("Sort old bookmarks", 30, ""),
            ("Compare phone plans", 20, "home"),
            ("Tidy the downloads folder", 15, ""),
            ("Try the new note app", 25, ""),
            ("Rename the photo albums", 40, "home"),
        ] {
            self.task(title, minutes, None, tag, &[], minor);
        }
        for (title, minutes) in
            [("Ask Jo about the projector", 5), ("Idea: weekly demo hour", 0), ("Birthday gift for Mina", 15)]
        {
            self.task(title, minutes, None, "", &[], |_| {});
        }
    }

    fn event(
        &mut self,
        calendar: &str,
        title: &str,
        from: (i64, u32, u32),
        minutes: i64,
        place: &str,
        rule: Option<Rule>,
    ) {
        let start = self.at(from.0, from.1, from.2);
        let time = EventTime::floating(Span::new(start, start + TimeDelta::minutes(minutes)));
        self.put_event(calendar, title, time, place, rule);
    }

    fn put_event(&mut self, calendar: &str, title: &str, time: EventTime, place: &str, rule: Option<Rule>) {
        let id = EventId::derived(&format!("demo/{title}/{}", self.workspace.events.len()));
        let event = Event {
            place: place.into(),
            recurrence: rule.map(|rule| Recurrence { rules: vec![rule.to_string()], ..Recurrence::default() }),
            free: title.ends_with("(optional)"),
            ..Event::new(id, CalendarId::derived(calendar), title, time)
        };
        self.workspace.events.insert(id, event.into());
    }

    fn events(&mut self) {
        for (name, title, tone) in
            [("own", "My events", CalendarTone::Clay), ("demo/team", "Team", CalendarTone::Slate)]
        {
            let id = CalendarId::derived(name);
            let calendar = Calendar { tone, ..Calendar::new(id, title) };
            self.workspace.calendars.insert(id, calendar.into());
        }
        self.event("demo/team", "Stand-up", (0, 9, 0), 15, "", None);
        self.event("demo/team", "Design review", (0, 10, 0), 45, "Room 4", None);
        self.event("own", "Office hours (optional)", (0, 10, 15), 35, "", None);
        self.event("demo/team", "Client call: Northwind", (0, 13, 0), 60, "Video", None);
        self.event("demo/team", "Team planning", (0, 15, 30), 60, "Room 2", None);
        self.event("own", "Pick up the parcel", (0, 17, 0), 15, "Post office", None);
        self.event("own", "Choir", (0, 19, 30), 120, "", Some(Rule::every(Frequency::Weekly)));
        self.event("demo/team", "Stand-up", (1, 9, 0), 15, "", Some(Rule::every_workday()));
        self.event("demo/team", "Workshop", (1, 13, 0), 180, "Room 2", None);
        self.event("own", "Dentist", (2, 11, 0), 45, "", None);
        self.event("demo/team", "One-to-one with Ana", (3, 14, 0), 30, "", None);
        let whole_day = EventTime::AllDay { start: self.today(), end: self.today() + TimeDelta::days(1) };
        self.put_event("demo/team", "Release week", whole_day, "", None);
    }

    /// Adds the blocks of the day: a finished one and a planned one.
    fn blocks(&mut self) {
        let planned = self.at(0, 14, 30);
        if planned > self.now.local {
            self.block("Answer reviewer 2", Some("Point 2: missing baseline"), planned, 45, BlockState::Planned);
        }
        let done = self.at(0, 9, 20);
        if done + TimeDelta::minutes(15) <= self.now.local {
            self.block("Send revised budget", Some("Update the figures"), done, 15, BlockState::Done);
        }
    }

    fn block(&mut self, task: &str, step: Option<&str>, start: chrono::NaiveDateTime, minutes: u32, state: BlockState) {
        let id = BlockId::derived(&format!("demo/{task}"));
        let step = step.map(|step| StepId::derived(&format!("demo/{task}/{step}")));
        let task = TaskId::derived(&format!("demo/{task}"));
        let block = Block { id, task, step, start, minutes: Minutes::new(minutes), state };
        self.workspace.blocks.insert(id, block.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_is_full_and_keeps_the_invariants() {
        for local in ["2026-11-23T09:40:00", "2028-02-29T22:15:00", "2026-10-25T03:10:00"] {
            let local: chrono::NaiveDateTime = local.parse().expect("a time");
            let demo = demo_workspace(Moment { instant: local.and_utc(), local });
            demo.check().expect("a sound workspace");
            assert!(demo.tasks.len() >= 30 && demo.events.len() >= 6);
            let whole = demo_with_history(Moment { instant: local.and_utc(), local });
            whole.check().expect("a sound workspace");
            assert!(whole.sessions.len() >= 60 && whole.closed.len() >= 45, "the reviews have something to say");
        }
    }
}
