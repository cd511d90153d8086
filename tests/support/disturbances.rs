//! Seeded days that do not go as planned, and the answers of the planner.
//!
//! A block is touched by a disturbance if it cannot stay in its order where it is: its time is past, or the new event or
//! work that is touched before it takes that time or its break. After freed time a block is touched if it can stand
//! earlier without passing the work before it. The places of touched blocks are found block by block, without the planner.

use std::ops::ControlFlow;
use std::sync::Arc;

use chrono::{NaiveDateTime, TimeDelta};
use gapwise::calendar::{Agenda, Tz, gaps};
use gapwise::model::{
    Action, Block, BlockId, BlockState, Calendar, CalendarId, Due, Energy, Event, EventId, EventTime, Minutes, Moment,
    Order, Outcome as TaskOutcome, Settings, Span, Split, Task, TaskId, Workspace, day_of,
};
use gapwise::planner::{
    DayChange, Factors, Passed, PlanEntry, Proposal, Request, SplitMix64, Suggestion, Why, explain, propose, what_if,
};

/// Kinds of disturbances, by seed in turn.
pub const KINDS: [&str; 4] = ["5-40 min late", "a new meeting", "done early", "a meeting cancelled"];

/// The answer to a disturbance of an accepted plan.
#[derive(Debug)]
pub struct Outcome {
    /// Index into [`KINDS`].
    pub kind: usize,
    /// Blocks that cannot stay where they are, or can stand earlier.
    pub touched: usize,
    /// Other blocks that are moved.
    pub moved: usize,
    /// Blocks that have no place any more.
    pub dropped: usize,
    /// Whether all blocks that are left stand in their old order.
    pub in_order: bool,
    /// Value below that of the best new plan, in percent; negative if it is worth more.
    pub loss: f64,
    /// The longest work without a break.
    pub longest: Minutes,
}

struct Random(SplitMix64);

impl Random {
    fn range(&mut self, from: u32, to: u32) -> u32 {
        from + (self.0.next() % u64::from(to - from + 1)) as u32
    }

    fn minutes(&mut self, from: u32, to: u32) -> TimeDelta {
        TimeDelta::minutes(i64::from(self.range(from / 5, to / 5) * 5))
    }
}

fn monday(text: &str) -> NaiveDateTime {
    format!("2026-11-23T{text}:00").parse().expect("a time")
}

/// Returns a working day with one to four meetings and ten to eighteen tasks.
fn workspace(random: &mut Random) -> Workspace {
    let mut workspace = Workspace::default();
    let calendar = Calendar::new(CalendarId::derived("own"), "Own");
    for n in 0..random.range(1, 4) {
        let start = monday("09:00") + random.minutes(0, 450);
        let span = Span::new(start, start + random.minutes(15, 90));
        let id = EventId::derived(&format!("Meeting {n}"));
        workspace.events.insert(id, Event::new(id, calendar.id, "Meeting", EventTime::floating(span)).into());
    }
    workspace.calendars.insert(calendar.id, calendar.into());
    for n in 0..random.range(10, 18) {
        let id = TaskId::derived(&format!("Task {n}"));
        let created = monday("08:00").and_utc() - TimeDelta::days(i64::from(random.range(0, 30)));
        let mut task = Task::new(id, format!("Task {n}"), Order::default(), created);
        task.estimate = Some(Minutes::new([10, 15, 25, 30, 45, 60, 90, 120][random.range(0, 7) as usize]));
        // The rest of it may be split as well.
        task.split = if task.estimate > Some(Minutes::new(50)) { Split::Chunks } else { Split::Auto };
        task.important = [Some(true), Some(false), None][random.range(0, 2) as usize];
        task.energy = [None, None, Some(Energy::High), Some(Energy::Low)][random.range(0, 3) as usize];
        let due = random.range(0, 9);
        task.due = (due < 5).then(|| Due::on(monday("08:00").date() + TimeDelta::days(i64::from(due))));
        workspace.tasks.insert(id, task.into());
    }
    workspace
}

fn with_request<T>(workspace: &Workspace, now: NaiveDateTime, ask: impl FnOnce(&Request) -> T) -> T {
    let day = day_of(now, workspace.settings.day_start);
    let agenda = Agenda::of(workspace, day, Tz::UTC);
    let free = gaps(&agenda, &workspace.settings, now);
    let passed = Passed::new();
    let now = Moment { instant: now.and_utc(), local: now };
    ask(&Request::new(workspace, &agenda, &free, &passed, now, Tz::UTC))
}

fn plan(workspace: &Workspace, now: NaiveDateTime) -> Proposal {
    with_request(workspace, now, |request| propose(request, &mut |_| ControlFlow::Continue(())))
}

/// Finishes work that was planned until `now`.
fn done(workspace: &Workspace, now: NaiveDateTime) -> Workspace {
    let then = Moment { instant: now.and_utc(), local: now };
    let mut changed = workspace.clone();
    for block in workspace.blocks.values().filter(|block| block.start < now) {
        changed.blocks.insert(block.id, Block { state: BlockState::Done, ..Block::clone(block) }.into());
    }
    for task in workspace.tasks.values() {
        let of_task = changed.blocks.values().filter(|block| block.task == task.id && block.state == BlockState::Done);
        let worked: Minutes = of_task.map(|block| block.minutes).sum();
        if Some(worked) >= task.estimate {
            let close = Action::CloseTask(task.id, TaskOutcome::Done);
            changed = changed.apply(&close, then).expect("an open task can be closed");
        }
    }
    changed
}

fn open(workspace: &Workspace) -> impl Iterator<Item = &Arc<Block>> {
    workspace.blocks.values().filter(|block| block.state.is_open())
}

fn unplan(workspace: &mut Workspace) {
    let planned: Vec<BlockId> = open(workspace).map(|block| block.id).collect();
    planned.iter().for_each(|id| drop(workspace.blocks.remove(id)));
}

/// Returns the value of a whole plan for the rest of a day on which nothing else is planned; zero if it breaks a rule.
fn value(workspace: &Workspace, now: NaiveDateTime, entries: &[PlanEntry]) -> i64 {
    let why = |start| Why {
        factors: Factors::default(),
        start,
        energy_at: Energy::Mid,
        value: 0,
        limit: None,
        worth: None,
        runner_up: None,
        alone: false,
    };
    let suggestion = |entry: &PlanEntry| {
        let PlanEntry { span, task, step } = *entry;
        Suggestion { task, step, span, work: span.minutes(), gap: span, why: why(span.start) }
    };
    let mut plan = Proposal { suggestions: entries.iter().map(suggestion).collect(), ..Proposal::default() };
    // Blocks may be shorter than suggestions.
    let mut settings = Settings::clone(&workspace.settings);
    settings.chunk.min = settings.grid;
    let workspace = Workspace { settings: settings.into(), ..workspace.clone() };
    with_request(&workspace, now, |request| explain(request, &mut plan, &|| true));
    plan.suggestions.iter().map(|suggestion| suggestion.why.value).sum()
}

/// Returns the longest stretch of work in which no pause is as long as a break.
fn longest(entries: &[PlanEntry], rest: Minutes) -> Minutes {
    let (mut longest, mut run, mut end) = (Minutes::ZERO, Minutes::ZERO, NaiveDateTime::MIN);
    for entry in entries {
        run = if entry.span.start - end < rest.delta() { run } else { Minutes::ZERO } + entry.span.minutes();
        (longest, end) = (longest.max(run), entry.span.end);
    }
    longest
}

/// Returns the blocks that cannot stay where they are, or can stand earlier if `freed`, in their order.
fn touched(workspace: &Workspace, now: NaiveDateTime, busy: Span, freed: bool) -> Vec<Span> {
    let mut bare = workspace.clone();
    unplan(&mut bare);
    let agenda = Agenda::of(&bare, day_of(now, bare.settings.day_start), Tz::UTC);
    let free = gaps(&agenda, &bare.settings, now);
    let rhythm = bare.settings.rhythm;
    let mut blocks: Vec<Span> = open(workspace).map(|block| block.span()).collect();
    blocks.sort_unstable();
    let (mut placed, mut touched): (Vec<Span>, Vec<Span>) = (Vec::new(), Vec::new());
    let mut before = now;
    for block in blocks {
        let from = if freed { before } else { block.start };
        let is_place = |place: &Span| {
            let mut with = placed.clone();
            with.push(*place);
            with.sort_unstable();
            let entry = |span: &Span| PlanEntry { span: *span, task: TaskId::derived("any"), step: None };
            free.iter().any(|gap| gap.span.start <= place.start && place.end <= gap.span.end)
                && !placed.iter().any(|other| other.overlaps(*place))
                && !place.overlaps(busy)
                && longest(&with.iter().map(entry).collect::<Vec<_>>(), rhythm.rest) <= rhythm.focus
        };
        let starts = (0..).map(|n| from + TimeDelta::minutes(5 * n)).take_while(|start| *start < agenda.day.span().end);
        let mut places = starts.map(|start| Span::new(start, start + block.minutes().delta()));
        let place = places.find(is_place);
        touched.extend((place != Some(block)).then_some(block));
        before = place.unwrap_or(block).end;
        placed.extend(place);
    }
    touched
}

/// Disturbs the accepted plan of a seeded day. `None` if there is nothing left to disturb.
pub fn disturbed(seed: u64) -> Option<Outcome> {
    let mut random = Random(SplitMix64(seed));
    let mut workspace = workspace(&mut random);
    for (n, suggestion) in plan(&workspace, monday("08:30")).suggestions.iter().enumerate() {
        let id = BlockId::derived(&format!("{seed} {n}"));
        let Suggestion { task, step, span, .. } = *suggestion;
        let block = Block { id, task, step, start: span.start, minutes: span.minutes(), state: BlockState::Planned };
        workspace.blocks.insert(id, block.into());
    }
    let mut spans: Vec<Span> = workspace.blocks.values().map(|block| block.span()).collect();
    spans.sort_unstable();
    let at = *spans.get(random.range(0, (spans.len().max(2) - 2) as u32) as usize)?;
    let kind = (seed % KINDS.len() as u64) as usize;
    let (mut now, mut busy, mut change) = (at.start, Span::new(at.start, at.start), DayChange::Replan);
    match kind {
        0 => {
            let late = random.minutes(5, 40);
            busy = Span::new(now, now + late);
            change = DayChange::Late(busy.minutes());
        }
        1 => {
            let start = now + random.minutes(35, 240);
            busy = Span::new(start, start + random.minutes(15, 60));
            change = DayChange::NewEvent(busy);
        }
        2 => {
            now = at.end - TimeDelta::minutes(5 * i64::from(random.range(1, at.minutes().get() / 5)));
        }
        _ => {
            let is_later =
                |event: &&Arc<Event>| matches!(&event.time, EventTime::Timed { start, .. } if start.local > now);
            let gone = workspace.events.values().find(is_later)?.id;
            workspace.events.remove(&gone);
        }
    }
    workspace = done(&workspace, if kind == 2 { at.end } else { now });
    let blocks: Vec<Span> = open(&workspace).map(|block| block.span()).collect();
    let answer = with_request(&workspace, now, |request| what_if(request, &change, &|| true));
    let touched = touched(&workspace, now, busy, kind >= 2);
    let is_other = |span: &&Span| blocks.contains(span) && !touched.contains(span);
    let moved = answer.diff.moved.iter().map(|(_, old)| old).filter(is_other).count();
    let dropped = answer.diff.dropped.iter().filter(|gone| blocks.contains(&gone.span)).count();
    let mut places: Vec<(Span, Span)> = answer.diff.moved.iter().map(|(entry, old)| (*old, entry.span)).collect();
    places.extend(answer.diff.kept.iter().map(|entry| (entry.span, entry.span)));
    places.retain(|(old, _)| blocks.contains(old));
    places.sort_unstable();
    let in_order = places.is_sorted_by_key(|(_, new)| *new);
    let mut entries: Vec<PlanEntry> = answer.diff.kept.clone();
    entries.extend(answer.diff.moved.iter().map(|(new, _)| *new).chain(answer.diff.new.iter().copied()));
    entries.sort_unstable();
    // The same day with nothing planned.
    unplan(&mut workspace);
    match change {
        DayChange::Late(_) => now = busy.end,
        DayChange::NewEvent(span) => {
            let id = EventId::derived("new");
            let event = Event::new(id, CalendarId::derived("own"), "New", EventTime::floating(span));
            workspace.events.insert(id, event.into());
        }
        _ => {}
    }
    let best = plan(&workspace, now).value;
    let loss = 100.0 * (best - value(&workspace, now, &entries)) as f64 / best.max(1) as f64;
    let longest = longest(&entries, workspace.settings.rhythm.rest);
    Some(Outcome { kind, touched: touched.len(), moved, dropped, in_order, loss, longest })
}
