//! Time for planning: a day, a week, the whole way from a workspace, and "I have N minutes".

use std::collections::BTreeSet;
use std::hint::black_box;
use std::ops::ControlFlow;
use std::time::Duration;

use chrono::{NaiveDateTime, TimeDelta};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use gapwise::calendar::{Agenda, Gap, Tz, gaps};
use gapwise::model::{
    Block, BlockId, BlockState, Calendar, CalendarId, Due, Energy, Event, EventId, EventStatus, EventTime, Minutes,
    Moment, Order, PlanningDay, Span, Split, Step, StepId, Task, TaskId, Workspace, day_of,
};
use gapwise::planner::problem::{Item, Problem, ProblemGap};
use gapwise::planner::{DayChange, Passed, Proposal, Request, SplitMix64, now_for, propose, solve, what_if};

/// Pseudo-random numbers, the same every time.
struct Chance(SplitMix64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0.next() % limit
    }

    fn small(&mut self, limit: u32) -> u32 {
        u32::try_from(self.below(limit.into())).unwrap_or(0)
    }
}

/// Returns a made-up problem: `days` with eight gaps each, and items like those of an ordinary backlog.
fn problem(days: usize, items: usize) -> Problem {
    let mut chance = Chance(SplitMix64(7));
    let lengths = [8, 5, 14, 20, 6, 11, 9, 4];
    let mut gaps: Vec<ProblemGap> = Vec::new();
    for day in 0..days {
        let mut start = u32::try_from(day).unwrap_or(0) * 288 + 96;
        for slots in lengths {
            gaps.push(ProblemGap { day, start, slots, lead_slots: 0 });
            start += slots + 4;
        }
    }
    let item = |index: usize, chance: &mut Chance| {
        let weight = if chance.below(2) == 0 { 200 } else { 50 } + i64::from(chance.small(125));
        let half_hours = gaps.iter().flat_map(|gap| (gap.start..gap.end()).step_by(6));
        let rate = half_hours.map(|from| (from, from + 6, weight * (70 + i64::from(chance.small(4)) * 10) / 100));
        let rate = rate.collect();
        let after = if index > 0 && chance.below(5) == 0 { vec![index - 1] } else { Vec::new() };
        Item {
            slots: 1 + chance.small(12),
            context: Some(chance.small(6)),
            after,
            finish_slots: 2,
            rate,
            ..Item::default()
        }
    };
    let items = (0..items).map(|index| item(index, &mut chance)).collect();
    let (day_caps, day_piece_caps) = (vec![62; days], vec![12; days]);
    Problem { context_cost: 60, day_caps, day_piece_caps, gaps, items, ..Problem::default() }
}

fn days(c: &mut Criterion) {
    let mut group = c.benchmark_group("solve");
    for (name, days, items) in
        [("day of 40", 1, 40), ("day of 120", 1, 120), ("day of 200", 1, 200), ("week of 300", 5, 300)]
    {
        let problem = problem(days, items);
        group.bench_function(name, |b| b.iter(|| solve(black_box(&problem), &mut |_| ControlFlow::Continue(()))));
    }
    group.finish();
}

/// A workspace of `count` open tasks and ten events, and its Monday morning.
struct Backlog {
    workspace: Workspace,
    now: Moment,
    agenda: Agenda,
    gaps: Vec<Gap>,
    passed: Passed,
}

impl Backlog {
    fn new(count: u64) -> Self {
        let local: NaiveDateTime = "2026-11-23T08:30:00".parse().unwrap_or_default();
        let now = Moment { instant: local.and_utc(), local };
        let mut workspace = Workspace::default();
        let mut chance = Chance(SplitMix64(3));
        let mut order = Order::default();
        for number in 0..count {
            let task = task(number, order.clone(), now, &mut chance);
            order = Order::between(Some(&order), None);
            workspace.tasks.insert(task.id, task.into());
        }
        let calendar = Calendar::new(CalendarId::derived("bench"), "Bench");
        let day = day_of(local, workspace.settings.day_start);
        for number in 0..10 {
            let event = event(number, &calendar, day);
            workspace.events.insert(event.id, event.into());
        }
        workspace.calendars.insert(calendar.id, calendar.into());
        Self::at(workspace, now)
    }

    fn at(workspace: Workspace, now: Moment) -> Self {
        let day = day_of(now.local, workspace.settings.day_start);
        let agenda = Agenda::of(&workspace, day, Tz::named("Europe/Berlin").expect("a zone"));
        let gaps = gaps(&agenda, &workspace.settings, now.local);
        Self { workspace, now, agenda, gaps, passed: Passed::new() }
    }

    /// Returns the same with the suggestions of a plan as blocks.
    fn accepting(mut self, plan: &Proposal) -> Self {
        for (number, shown) in plan.suggestions.iter().enumerate() {
            let id = BlockId::derived(&format!("bench/{number}"));
            let (task, step, start, minutes) = (shown.task, shown.step, shown.span.start, shown.work);
            let block = Block { id, task, step, start, minutes, state: BlockState::Planned };
            self.workspace.blocks.insert(id, block.into());
        }
        Self::at(self.workspace, self.now)
    }

    fn request(&self) -> Request<'_> {
        Request::new(
            &self.workspace,
            &self.agenda,
            &self.gaps,
            &self.passed,
            self.now,
            Tz::named("Europe/Berlin").expect("a zone"),
        )
    }
}

fn task(number: u64, order: Order, now: Moment, chance: &mut Chance) -> Task {
    let id = TaskId::derived(&format!("bench/{number}"));
    let created = now.instant - TimeDelta::days(i64::from(chance.small(60)));
    let mut task = Task::new(id, format!("Task {number}"), order, created);
    task.important = [Some(true), Some(false), Some(true), None][chance.small(4) as usize];
    task.energy = [None, Some(Energy::High), Some(Energy::Mid), Some(Energy::Low)][chance.small(4) as usize];
    task.estimate = (chance.below(5) > 0).then(|| Minutes::new(5 + 5 * chance.small(17)));
    task.tags = BTreeSet::from([format!("tag{}", chance.below(8))]);
    task.split = if chance.below(10) == 0 { Split::Chunks } else { Split::Auto };
    task.due =
        (chance.below(3) == 0).then(|| Due::on(now.local.date() + TimeDelta::days(i64::from(chance.small(40)) - 2)));
    if chance.below(3) == 0 {
        task.split = Split::Whole;
        let step = |step: u64| Step {
            estimate: Some(Minutes::new(10 + 5 * u32::try_from(step).unwrap_or(0))),
            ..Step::new(StepId::derived(&format!("bench/{number}/{step}")), format!("Step {step}"))
        };
        task.steps = (0..3).map(step).collect();
    }
    task
}

fn event(number: i64, calendar: &Calendar, day: PlanningDay) -> Event {
    let start = day.date.and_time(day.starts) + TimeDelta::minutes(5 * 60 + number * 55);
    Event {
        id: EventId::derived(&format!("bench/{number}")),
        calendar: calendar.id,
        uid: None,
        sequence: 0,
        title: format!("Meeting {number}"),
        place: String::new(),
        notes: String::new(),
        time: EventTime::floating(Span::new(start, start + TimeDelta::minutes(20))),
        recurrence: None,
        status: EventStatus::Confirmed,
        free: false,
        busy: false,
        own_busy: false,
    }
}

fn whole_way(c: &mut Criterion) {
    let mut group = c.benchmark_group("workspace");
    let backlog = Backlog::new(2_000);
    let all = |request: &Request| propose(request, &mut |_| ControlFlow::Continue(()));
    group.bench_function("2,000 tasks and 10 events to a proposal", |b| b.iter(|| all(&backlog.request())));
    let shown = all(&backlog.request());
    group.bench_function("the same with a proposal shown", |b| b.iter(|| all(&backlog.request().showing(&shown))));
    group.bench_function("first answer", |b| {
        b.iter(|| {
            propose(&backlog.request(), &mut |first| {
                if first.value > 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            })
        });
    });
    for count in [10_000, 30_000] {
        let backlog = Backlog::new(count);
        group.bench_function(BenchmarkId::new("to a proposal, open tasks", count), |b| {
            b.iter(|| all(&backlog.request()));
        });
    }
    let backlog = Backlog::new(10_000);
    let plan = all(&backlog.request());
    let planned = backlog.accepting(&plan);
    let start = planned.now.local + TimeDelta::hours(1);
    let event = DayChange::NewEvent(Span::new(start, start + TimeDelta::minutes(45)));
    group.bench_function("room for an event on a planned day, 10,000 tasks", |b| {
        b.iter(|| what_if(&planned.request(), &event, &|| true));
    });
    let backlog = Backlog::new(1_000);
    for minutes in [12, 30, 60, 90, 120, 180, 240] {
        let id = BenchmarkId::new("1,000 tasks, I have", format!("{minutes} min"));
        group.bench_function(id, |b| b.iter(|| now_for(&backlog.request(), Minutes::new(minutes))));
    }
    // The offer of the Focus view, at each minute and change.
    let backlog = Backlog::new(10_000);
    for minutes in [12, 25] {
        let id = BenchmarkId::new("10,000 tasks, I have", format!("{minutes} min"));
        group.bench_function(id, |b| b.iter(|| now_for(&backlog.request(), Minutes::new(minutes))));
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(10).warm_up_time(Duration::from_millis(300)).measurement_time(Duration::from_secs(1));
    targets = days, whole_way
}
criterion_main!(benches);
