//! A day to plan, by hand or at random, for all tests of the planner.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use chrono::{NaiveDateTime, NaiveTime, TimeDelta};
use gapwise::calendar::{Agenda, Gap, Tz, gaps};
use gapwise::model::{
    Block, BlockId, BlockState, Calendar, CalendarId, DayHours, Due, DueKind, Energy, Event, EventId, EventTime,
    Fullness, Minutes, Moment, Order, Settings, Span, Split, Step, StepId, Task, TaskId, TimeRange, Workspace, day_of,
};
use gapwise::planner::{Passed, Proposal, Request, Suggestion, WhyNot, explain, propose};
use proptest::prelude::*;

/// Returns this number of cases of a property, or the number that the environment asks for.
pub fn cases(count: u32) -> ProptestConfig {
    let config = ProptestConfig::default();
    if std::env::var_os("PROPTEST_CASES").is_some() { config } else { ProptestConfig { cases: count, ..config } }
}

pub fn time(text: &str) -> NaiveTime {
    format!("{text}:00").parse().unwrap()
}

pub fn on_monday(text: &str) -> NaiveDateTime {
    format!("2026-11-23T{text}:00").parse().unwrap()
}

/// A day to plan, without lunch, energy windows and a cap unless a test wants them.
#[derive(Debug)]
pub struct Day {
    pub workspace: Workspace,
    pub now: NaiveDateTime,
    pub passed: Passed,
}

impl Day {
    /// Returns a Monday with these working hours.
    pub fn of(hours: &[(&str, &str)]) -> Self {
        let ranges = hours.iter().map(|(from, to)| TimeRange { from: time(from), to: time(to) }).collect();
        let now = on_monday("04:00");
        let mut settings =
            Settings { lunch: None, energy: Vec::new(), fullness: Fullness::Full, ..Settings::default() };
        settings.date_hours.insert(now.date(), DayHours(ranges));
        Self { workspace: Workspace { settings: settings.into(), ..Workspace::default() }, now, passed: Passed::new() }
    }

    pub fn set(&mut self, change: impl FnOnce(&mut Settings)) {
        let mut settings = Settings::clone(&self.workspace.settings);
        change(&mut settings);
        self.workspace.settings = settings.into();
    }

    pub fn task(&mut self, title: &str, minutes: u32, change: impl FnOnce(&mut Task)) -> TaskId {
        let mut task = Task::new(TaskId::derived(title), title, Order::default(), self.now.and_utc());
        task.estimate = Some(Minutes::new(minutes));
        task.important = Some(true);
        change(&mut task);
        let id = task.id;
        self.workspace.tasks.insert(id, task.into());
        id
    }

    pub fn event(&mut self, title: &str, from: &str, to: &str) -> EventId {
        self.event_on(0, title, from, to)
    }

    /// Returns an event so many days after Monday.
    pub fn event_on(&mut self, days: i64, title: &str, from: &str, to: &str) -> EventId {
        let calendar = Calendar::new(CalendarId::derived("own"), "Own");
        let on_day = |text| on_monday(text) + TimeDelta::days(days);
        let time = EventTime::floating(Span::new(on_day(from), on_day(to)));
        let event = Event::new(EventId::derived(title), calendar.id, title, time);
        let id = event.id;
        self.workspace.calendars.insert(calendar.id, calendar.into());
        self.workspace.events.insert(id, event.into());
        id
    }

    pub fn block(
        &mut self,
        task: TaskId,
        step: Option<StepId>,
        from: &str,
        minutes: u32,
        state: BlockState,
    ) -> BlockId {
        let id = BlockId::derived(&format!("{task}{step:?}{from}"));
        let block = Block { id, task, step, start: on_monday(from), minutes: Minutes::new(minutes), state };
        self.workspace.blocks.insert(id, block.into());
        id
    }

    pub fn agenda(&self) -> (Agenda, Vec<Gap>) {
        let day = day_of(self.now, self.workspace.settings.day_start);
        let agenda = Agenda::of(&self.workspace, day, Tz::named("Europe/Berlin").unwrap());
        let gaps = gaps(&agenda, &self.workspace.settings, self.now);
        (agenda, gaps)
    }

    pub fn with_request<T>(&self, shown: Option<&Proposal>, ask: impl FnOnce(&Request) -> T) -> T {
        let (agenda, gaps) = self.agenda();
        let now = Moment { instant: self.now.and_utc(), local: self.now };
        let request =
            Request::new(&self.workspace, &agenda, &gaps, &self.passed, now, Tz::named("Europe/Berlin").unwrap());
        match shown {
            Some(shown) => ask(&request.showing(shown)),
            None => ask(&request),
        }
    }

    pub fn plan(&self) -> Proposal {
        self.with_request(None, |request| propose(request, &mut |_| ControlFlow::Continue(())))
    }

    /// Returns the plan with numbers in its reasons.
    pub fn explained(&self) -> Proposal {
        let mut plan = self.plan();
        self.with_request(None, |request| explain(request, &mut plan, &|| true));
        plan
    }

    pub fn plan_showing(&self, shown: &Proposal) -> Proposal {
        self.with_request(Some(shown), |request| propose(request, &mut |_| ControlFlow::Continue(())))
    }

    /// Returns "09:00 Title" for each suggestion.
    pub fn words(&self, plan: &Proposal) -> Vec<String> {
        let word = |s: &Suggestion| format!("{} {}", s.span.start.format("%H:%M"), self.title(s.task, s.step));
        plan.suggestions.iter().map(word).collect()
    }

    pub fn title(&self, task: TaskId, step: Option<StepId>) -> String {
        let task = self.workspace.any_task(task).unwrap();
        step.and_then(|step| task.step(step)).map_or_else(|| task.title.clone(), |step| step.title.clone())
    }

    pub fn why_left_out(&self, plan: &Proposal, task: TaskId) -> Option<WhyNot> {
        plan.left_out.iter().find(|left| left.task == task).map(|left| left.why.clone())
    }
}

pub fn step(title: &str, minutes: u32) -> Step {
    Step { estimate: Some(Minutes::new(minutes)), ..Step::new(StepId::derived(title), title) }
}

/// Keeps a task in the inbox: planned, as not important.
pub fn minor(task: &mut Task) {
    task.important = None;
}

pub fn due_at(task: &mut Task, text: &str, kind: DueKind) {
    let at = on_monday(text);
    task.due = Some(Due { date: at.date(), time: Some(at.time()), kind });
}

/// Returns some tasks, events and blocks, made at random.
pub fn any_day() -> impl Strategy<Value = Day> {
    let task = (1_u32..100, 0..4_u32, 0..6_i64, 0..5_u32, 0..4_usize, 0..6_usize);
    let event = (0_u32..100, 1_u32..18);
    let rules = (0..3_usize, 1_u32..14, 0..3_u32, prop_oneof![Just(50_u32), Just(25), Just(45)]);
    (prop::collection::vec(task, 0..30), prop::collection::vec(event, 0..6), rules, 0_i64..600).prop_map(
        |(tasks, events, (fullness, pieces, energy, focus), minute)| {
            let mut day = Day::of(&[("09:00", "12:30"), ("13:00", "18:00")]);
            day.now = on_monday("08:00") + TimeDelta::minutes(minute);
            day.set(|settings| {
                settings.lunch = Settings::default().lunch;
                settings.fullness = [Fullness::Light, Fullness::Normal, Fullness::Full][fullness];
                settings.micro_tasks = pieces;
                settings.rhythm.focus = Minutes::new(focus);
                if energy > 0 {
                    settings.energy = Settings::default().energy;
                }
            });
            for (n, (start, length)) in events.into_iter().enumerate() {
                let from = on_monday("08:30") + TimeDelta::minutes(i64::from(start) * 6);
                let clock = |at: NaiveDateTime| at.format("%H:%M").to_string();
                day.event(
                    &format!("Event {n}"),
                    &clock(from),
                    &clock(from + TimeDelta::minutes(i64::from(length) * 5)),
                );
            }
            let ids: Vec<TaskId> = (0..tasks.len()).map(|n| TaskId::derived(&format!("Task {n}"))).collect();
            for (n, (minutes, kind, due, tag, shape, before)) in tasks.into_iter().enumerate() {
                let id = day.task(&format!("Task {n}"), minutes, |task| {
                    task.important = [None, Some(true), Some(false), Some(true)][kind as usize];
                    task.energy = [None, Some(Energy::High), Some(Energy::Low), None][kind as usize];
                    task.due = (due < 3).then(|| Due {
                        date: on_monday("00:00").date() + TimeDelta::days(due),
                        time: (due == 0).then(|| time("15:00")),
                        kind: if tag == 0 { DueKind::Hard } else { DueKind::Soft },
                    });
                    task.tags = BTreeSet::from([format!("tag{tag}")]);
                    match shape {
                        0 => task.steps = (0..3).map(|k| step(&format!("{n}/{k}"), 5 + minutes / 3)).collect(),
                        1 => task.split = Split::Chunks,
                        _ => {}
                    }
                    task.after.extend((before == 0 && n > 0).then(|| ids[n - 1]));
                });
                if before == 1 && shape > 1 {
                    day.block(id, None, "14:00", 20, BlockState::Planned);
                }
            }
            day
        },
    )
}
