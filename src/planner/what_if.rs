//! Plans for a changed day, computed on a copy of the workspace.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::Arc;

use chrono::{NaiveTime, TimeDelta};

use super::frame::scoring::Pressing;
use super::proposal::{Proposal, Suggestion};
use super::propose::{Calm, PRICE_OF_CALM, propose, propose_changed, worth};
use super::request::Request;
use super::slots::SLOT;
use super::solve::Sink;
use super::tell::diff::{PlanDiff, PlanEntry, diff};
use super::why::{Factors, Why, WhyNot};
use crate::calendar::{Agenda, Clocks, EventInstance, Gap, ZoneTables, event_instances, gaps, round_up};
use crate::model::{
    Block, BlockId, BlockState, CalendarId, Energy, Event, EventId, EventTime, Minutes, Moment, OccurrenceOverride,
    Rhythm, Settings, Span, TaskId, Workspace, Zone,
};

/// A change of the day to try.
///
/// ```
/// use chrono::NaiveTime;
/// use gapwise::planner::DayChange;
/// let home_early = DayChange::EndAt(NaiveTime::from_hms_opt(16, 0, 0).unwrap());
/// assert_ne!(home_early, DayChange::Replan);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DayChange {
    /// No change: plans the rest of the day again, blocks included.
    Replan,
    /// A new event at this time.
    NewEvent(Span),
    /// Another time for an event, or for the nearest occurrence of a series on the day.
    MovedEvent(EventId, Span),
    /// Another end of working hours on the planned day.
    EndAt(NaiveTime),
    /// The running block takes this much longer, or without one, work starts this much later.
    Late(Minutes),
    /// The task is given up.
    Dropped(TaskId),
}

/// The plan for a changed day.
///
/// ```
/// use gapwise::calendar::{Agenda, Tz, gaps};
/// use gapwise::model::{Minutes, Moment, Order, Task, TaskId, Workspace, day_of};
/// use gapwise::planner::{DayChange, Passed, Request, what_if};
///
/// let now = Moment { instant: "2026-11-23T09:00:00Z".parse().unwrap(), local: "2026-11-23T09:00:00".parse().unwrap() };
/// let mut workspace = Workspace::default();
/// let mut task = Task::new(TaskId::derived("t"), "Report", Order::default(), now.instant);
/// (task.important, task.estimate) = (Some(true), Some(Minutes::new(25)));
/// workspace.tasks.insert(task.id, task.into());
/// let agenda = Agenda::of(&workspace, day_of(now.local, workspace.settings.day_start), Tz::UTC);
/// let free = gaps(&agenda, &workspace.settings, now.local);
/// let passed = Passed::new();
/// let request = Request::new(&workspace, &agenda, &free, &passed, now, Tz::UTC);
/// let answer = what_if(&request, &DayChange::Late(Minutes::new(60)), &|| true);
/// let (entry, before) = answer.diff.moved[0];
/// assert_eq!((before.start, entry.span.start), (now.local, now.local + chrono::TimeDelta::hours(1)));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhatIf {
    pub plan: Proposal,
    /// The difference that the change makes, blocks included.
    pub diff: PlanDiff,
}

/// Plans the day of `request` with a change and compares it with the plan without the change.
///
/// Blocks that lose their time move; all others stay. If a block finds no place that way, or the plan is worth more than
/// half a percent less than a new one beyond what it lacked before, blocks that are neither locked nor imminent may move
/// too. So may they, and imminent ones last, where the plan would do less of the work that must be done today, or finish
/// fewer overdue tasks, than a new one. [`DayChange::Replan`] moves these at once, in their order, and compares with the
/// shown plan; where now is free, what starts soon may move up. The search stops when `go_on` returns false; its answer
/// may then not be the best.
pub fn what_if(request: &Request, change: &DayChange, go_on: &dyn Fn() -> bool) -> WhatIf {
    let stopped = Cell::new(false);
    let go_on: &mut Sink = &mut |_| {
        stopped.set(stopped.get() || !go_on());
        if stopped.get() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let before = match (request.shown, change) {
        (Some(shown), DayChange::Replan) => shown.clone(),
        _ => propose(request, go_on),
    };
    let hit = hit(request, change);
    let all = movable(request, change, &hit);
    let every = planned(request).map(|block| block.id).collect();
    if *change == DayChange::Replan {
        let held = with(request, change, &before, &all, (Calm::Pull, true), go_on);
        let new = NewDay::of(request, change, go_on);
        if stopped.get() || new.lack(&held.diff).is_small(0) {
            return held;
        }
        let free = with(request, change, &before, &all, (Calm::Pull, false), go_on);
        if stopped.get() || new.lack(&free.diff).is_pressing_done {
            return free;
        }
        let last = with(request, change, &before, &every, (Calm::Pull, false), go_on);
        return if new.lack(&last.diff).is_pressing_done { last } else { free };
    }
    let calm = with(request, change, &before, &hit, (Calm::Delay { allowance: 0 }, true), go_on);
    if stopped.get() {
        return calm;
    }
    let lost = |answer: &WhatIf| answer.lost(request, &all);
    let new = NewDay::of(request, change, go_on);
    let lacked = new.lack(&calm.diff);
    // Later work is late in its order; a new event leaves it where it is.
    let is_calm = lost(&calm) == 0 && (!matches!(change, DayChange::Late(_)) || calm.is_in_order(request));
    if stopped.get() || lacked.is_pressing_done && (hit.is_empty() || is_calm && lacked.is_small(0)) {
        return calm;
    }
    let planned_before = planned(request).map(|block| entry(block));
    let kept = before.suggestions.iter().map(PlanEntry::from).chain(planned_before).collect();
    let unchanged = PlanDiff { kept, ..PlanDiff::default() };
    let before_it = NewDay::of(request, &DayChange::Replan, go_on).lack(&unchanged);
    let allowance = (before_it.best - before_it.worth).max(0);
    let free = with(request, change, &before, &all, (Calm::Delay { allowance }, true), go_on);
    let is_calmer = is_calm || !free.is_in_order(request);
    let is_enough = lost(&calm) <= lost(&free) && lacked.is_small(allowance) && is_calmer;
    if is_enough || stopped.get() {
        return calm;
    }
    if new.lack(&free.diff).is_pressing_done {
        return free;
    }
    let last = with(request, change, &before, &every, (Calm::Delay { allowance }, false), go_on);
    if new.lack(&last.diff).is_pressing_done { last } else { free }
}

/// Returns the blocks that a change may move: those that it takes the time of, and others that are not imminent.
fn movable(request: &Request, change: &DayChange, hit: &BTreeSet<BlockId>) -> BTreeSet<BlockId> {
    let is_free_now = request.gaps.first().is_some_and(|gap| gap.span.start <= round_up(request.now, SLOT));
    let frozen = match change {
        DayChange::Late(_) => request.now,
        DayChange::Replan if is_free_now => request.now,
        _ => request.now + request.workspace.settings.frozen.delta(),
    };
    let may_move = |block: &&Arc<Block>| block.start >= frozen || hit.contains(&block.id);
    planned(request).filter(may_move).map(|block| block.id).collect()
}

/// The value of an answer, and of the best new plan for the changed day.
struct Lack {
    best: i64,
    worth: i64,
    /// The answer does as much work that must not wait as the best new plan.
    is_pressing_done: bool,
}

impl Lack {
    /// Returns whether the answer does what must not wait, and is worth at most half a percent and `allowance` less.
    fn is_small(&self, allowance: i64) -> bool {
        self.is_pressing_done && self.best - self.worth <= self.best / PRICE_OF_CALM + allowance
    }
}

/// The changed day with nothing planned, and the worth of its best plan. Blocks outside the working hours, or over something
/// else, stay: no plan has room for them there, and their work is done all the same.
struct NewDay<'r, 'a> {
    request: &'r Request<'a>,
    workspace: Workspace,
    now: Moment,
    agenda: Agenda,
    gaps: Vec<Gap>,
    best: (i64, Pressing),
}

impl<'r, 'a> NewDay<'r, 'a> {
    fn of(request: &'r Request<'a>, change: &DayChange, go_on: &mut Sink) -> Self {
        let mut workspace = request.workspace.clone();
        let mut now = request.moment();
        let free = emptied(request).1;
        let is_inside = |block: &&Arc<Block>| time_in(&free, block) == block.minutes;
        planned(request).filter(is_inside).for_each(|block| drop(workspace.blocks.remove(&block.id)));
        carry_out(request, change, &mut workspace, &mut now);
        let agenda = Agenda::of(&workspace, request.agenda.day, request.here);
        let gaps = gaps(&agenda, &workspace.settings, now.local);
        let mut new = Self { request, workspace, now, agenda, gaps, best: Default::default() };
        let bare = new.request(&new.workspace);
        let plan = propose(&bare, go_on);
        new.best = (plan.value, worth(&bare, &plan).1);
        new
    }

    fn request<'w>(&'w self, workspace: &'w Workspace) -> Request<'w> {
        let Request { passed, here, week, .. } = *self.request;
        Request { week, ..Request::new(workspace, &self.agenda, &self.gaps, passed, self.now, here) }
    }

    /// Compares an answer with the best plan.
    fn lack(&self, answer: &PlanDiff) -> Lack {
        // A block may be shorter than a suggestion.
        let mut settings = Settings::clone(&self.workspace.settings);
        settings.chunk.min = settings.chunk.min.min(SLOT);
        let workspace = Workspace { settings: settings.into(), ..self.workspace.clone() };
        let request = self.request(&workspace);
        let rhythm = workspace.settings.rhythm;
        let mut all: Vec<PlanEntry> = answer.kept.iter().chain(&answer.new).copied().collect();
        all.extend(answer.moved.iter().map(|(entry, _)| *entry));
        all.sort_unstable();
        let plan = Proposal {
            suggestions: all.iter().map(|entry| as_suggestion(entry, rhythm)).collect(),
            ..Proposal::default()
        };
        let (value, pressing) = worth(&request, &plan);
        Lack { best: self.best.0, worth: value, is_pressing_done: pressing.is_as_much_as(self.best.1) }
    }
}

/// Returns upcoming blocks that are not locked.
fn planned<'a>(request: &Request<'a>) -> impl Iterator<Item = &'a Arc<Block>> {
    request.agenda.upcoming(request.now).filter(|block| block.state == BlockState::Planned)
}

impl WhatIf {
    /// Returns the reason why a dropped entry is left out. `None` if the search was stopped or no work remains.
    pub fn why_gone(&self, gone: &PlanEntry) -> Option<&WhyNot> {
        let left = self.plan.left_out.iter().find(|left| (left.task, left.step) == (gone.task, gone.step))?;
        Some(&left.why)
    }

    /// Returns whether the blocks that have a place stand in the order in which they were planned.
    fn is_in_order(&self, request: &Request) -> bool {
        let mut places: Vec<(Span, Span)> = self.diff.moved.iter().map(|(entry, old)| (*old, entry.span)).collect();
        places.extend(self.diff.kept.iter().map(|entry| (entry.span, entry.span)));
        places.retain(|(old, _)| planned(request).any(|block| block.span() == *old));
        places.sort_unstable();
        places.is_sorted_by_key(|(_, new)| *new)
    }

    /// Counts the blocks that lost their place.
    fn lost(&self, request: &Request, blocks: &BTreeSet<BlockId>) -> usize {
        let gone = |block: &Block| {
            self.diff.dropped.iter().any(|it| (it.task, it.step, it.span) == (block.task, block.step, block.span()))
        };
        blocks.iter().filter_map(|id| request.workspace.blocks.get(id)).filter(|block| gone(block)).count()
    }
}

/// Returns the planned blocks that lose free working time to the change. With late work, also the blocks that the ones
/// before them then overlap.
fn hit(request: &Request, change: &DayChange) -> BTreeSet<BlockId> {
    let (mut bare, without) = emptied(request);
    let mut now = request.moment();
    carry_out(request, change, &mut bare, &mut now);
    let with = gaps(&Agenda::of(&bare, request.agenda.day, request.here), &bare.settings, now.local);
    let mut busy_until = match change {
        DayChange::Late(_) => bare.running().map_or(now.local, |block| block.span().end),
        _ => request.now,
    };
    let hit = |block: &&Arc<Block>| {
        let late = block.start < busy_until;
        if late {
            busy_until += block.minutes.delta();
        }
        late || time_in(&with, block) < time_in(&without, block)
    };
    planned(request).filter(hit).map(|block| block.id).collect()
}

/// Returns the workspace without the blocks of the day that may move, and its free time from now on.
fn emptied(request: &Request) -> (Workspace, Vec<Gap>) {
    let mut bare = request.workspace.clone();
    planned(request).for_each(|block| drop(bare.blocks.remove(&block.id)));
    let agenda = Agenda::of(&bare, request.agenda.day, request.here);
    let free = gaps(&agenda, &bare.settings, request.now);
    (bare, free)
}

/// Returns the time of a block that lies in gaps.
fn time_in(gaps: &[Gap], block: &Block) -> Minutes {
    gaps.iter().map(|gap| gap.span.intersection(block.span()).minutes()).sum()
}

/// Plans with the blocks of `free` movable and all others fixed.
fn with(
    request: &Request,
    change: &DayChange,
    shown: &Proposal,
    free: &BTreeSet<BlockId>,
    (calm, holds): (Calm, bool),
    go_on: &mut Sink,
) -> WhatIf {
    let mut workspace = request.workspace.clone();
    let mut now = request.moment();
    let mut before = shown.clone();
    let rhythm = workspace.settings.rhythm;
    let (movable, fixed): (Vec<_>, Vec<_>) =
        planned(request).partition(|block| free.contains(&block.id) || *change == DayChange::Dropped(block.task));
    for block in movable {
        workspace.blocks.remove(&block.id);
        before.suggestions.push(as_suggestion(&entry(block), rhythm));
    }
    before.suggestions.sort_by_key(|suggestion| suggestion.span);
    carry_out(request, change, &mut workspace, &mut now);
    let agenda = Agenda::of(&workspace, request.agenda.day, request.here);
    let gaps = gaps(&agenda, &workspace.settings, now.local);
    let changed = Request::new(&workspace, &agenda, &gaps, request.passed, now, request.here).showing(&before);
    let changed = Request { week: request.week, ..changed };
    let plan = propose_changed(&changed, calm, holds, go_on);
    let mut diff = diff(&before, &plan);
    diff.kept.extend(fixed.into_iter().map(|block| entry(block)));
    diff.kept.sort_unstable();
    WhatIf { diff, plan }
}

fn entry(block: &Block) -> PlanEntry {
    PlanEntry { span: block.span(), task: block.task, step: block.step }
}

/// Returns an entry as a suggestion without reasons.
fn as_suggestion(entry: &PlanEntry, rhythm: Rhythm) -> Suggestion {
    let PlanEntry { span, task, step } = *entry;
    let why = Why {
        factors: Factors::default(),
        start: span.start,
        energy_at: Energy::Mid,
        value: 0,
        limit: None,
        worth: None,
        runner_up: None,
        alone: false,
    };
    Suggestion { task, step, span, work: work_in(span.minutes(), rhythm), gap: span, why }
}

/// Returns the work in a stretch of time that has a break after each full focus inside it.
fn work_in(stretch: Minutes, rhythm: Rhythm) -> Minutes {
    let cycle = rhythm.focus + rhythm.rest;
    let whole = stretch.get().checked_div(cycle.get()).unwrap_or(0);
    let rest = stretch - Minutes::new(whole * cycle.get());
    Minutes::new(whole * rhythm.focus.get()) + rest.min(rhythm.focus)
}

fn carry_out(request: &Request, change: &DayChange, workspace: &mut Workspace, now: &mut Moment) {
    match change {
        DayChange::Replan => {}
        DayChange::NewEvent(span) => {
            let event = event(*span);
            workspace.events.insert(event.id, event.into());
        }
        DayChange::MovedEvent(id, span) => {
            if let Some(event) = workspace.events.get(id) {
                let moved = moved(request, event, *span);
                workspace.events.insert(*id, moved.into());
            }
        }
        DayChange::EndAt(time) => {
            let settings = Arc::make_mut(&mut workspace.settings);
            end_at(settings, request, *time);
        }
        DayChange::Late(minutes) => late(workspace, now, *minutes),
        DayChange::Dropped(task) => {
            workspace.tasks.remove(task);
            let gone = |block: &&Arc<Block>| block.task == *task && block.state != BlockState::Done;
            let gone: Vec<_> = workspace.blocks.values().filter(gone).map(|block| block.id).collect();
            gone.iter().for_each(|id| drop(workspace.blocks.remove(id)));
        }
    }
}

/// Moves the event, or one occurrence of a series.
fn moved(request: &Request, event: &Event, span: Span) -> Event {
    let mut event = event.clone();
    if event.recurrence.is_none() {
        event.time = EventTime::floating(span);
        return event;
    }
    let change = change_on_day(request, &event, span);
    if let Some((recurrence, change)) = event.recurrence.as_mut().zip(change) {
        recurrence.overrides.retain(|other| other.original != change.original);
        recurrence.overrides.push(change);
    }
    event
}

/// Returns the override that moves the nearest occurrence of the day to `span`. `None` if the day has no occurrence.
fn change_on_day(request: &Request, event: &Event, span: Span) -> Option<OccurrenceOverride> {
    let calendar = request.workspace.calendars.get(&event.calendar);
    let zones = calendar.map(|calendar| ZoneTables::of(&calendar.zones)).unwrap_or_default();
    let clocks = Clocks { custom: &zones, here: request.here };
    let day = request.agenda.day.span();
    let [from, to] = [day.start, day.end].map(|at| clocks.to_utc(at, &Zone::Floating));
    let distance = |instance: &EventInstance| match &instance.time {
        EventTime::AllDay { .. } => TimeDelta::MAX,
        EventTime::Timed { start, .. } => (clocks.to_local(clocks.instant(start), &Zone::Floating) - span.start).abs(),
    };
    let occurrence = event_instances(event, clocks, from, to).ok()?.into_iter().min_by_key(distance)?;
    Some(OccurrenceOverride {
        original: occurrence.recurrence_id?,
        and_future: false,
        time: EventTime::floating(span),
        title: occurrence.title.to_owned(),
        place: occurrence.place.to_owned(),
        notes: String::new(),
        status: occurrence.status,
        free: occurrence.free,
        busy: occurrence.busy,
        sequence: 0,
        own: false,
    })
}

/// Returns a busy event without a title.
fn event(span: Span) -> Event {
    Event::new(EventId::derived("what if"), CalendarId::derived("what if"), "", EventTime::floating(span))
}

fn end_at(settings: &mut Settings, request: &Request, time: NaiveTime) {
    let day = request.agenda.day;
    let mut hours = settings.hours_on(day.date).clone();
    hours.0.retain(|range| day.at(range.from) < day.at(time));
    for range in &mut hours.0 {
        let (start, end) = (day.at(range.from), day.at(range.to));
        let wraps = end <= start;
        if wraps || end > day.at(time) {
            range.to = time;
        }
    }
    settings.date_hours.insert(day.date, hours);
}

fn late(workspace: &mut Workspace, now: &mut Moment, minutes: Minutes) {
    let running = workspace.running().cloned();
    match running {
        Some(block) => {
            let end = block.span().end.max(now.local) + minutes.delta();
            let longer = Block { minutes: Minutes::between(block.start, end), ..block };
            workspace.blocks.insert(longer.id, longer.into());
        }
        None => {
            now.local += minutes.delta();
            now.instant += minutes.delta();
        }
    }
}
