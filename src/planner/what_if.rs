//! What would become of the plan if something were different: planned on a copy, nothing is touched.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::sync::Arc;

use chrono::{NaiveTime, TimeDelta};

use super::proposal::{Proposal, Suggestion};
use super::propose::propose;
use super::request::Request;
use super::solve::progress::Sink;
use super::tell::diff::{PlanDiff, PlanEntry, diff};
use super::why::{Factors, Why, WhyNot};
use crate::calendar::{Agenda, Clocks, Gap, Instance, gaps, instances};
use crate::model::{
    Block, BlockId, BlockState, CalendarId, Energy, Event, EventId, EventTime, Minutes, Moment, OccurrenceOverride,
    Settings, Span, TaskId, Workspace, Zone,
};

/// Something that may be different.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DayChange {
    /// Nothing: plans the rest of the day again, planned blocks included.
    Replan,
    /// An event takes this time.
    NewEvent(Span),
    /// An event is at another time; of a series, its occurrence on the day, if several the nearest one.
    MovedEvent(EventId, Span),
    /// Working hours end at this time of the planning day.
    EndAt(NaiveTime),
    /// What runs takes so much longer; where nothing runs, work goes on so much later.
    Late(Minutes),
    /// The task is not done at all.
    Dropped(TaskId),
}

/// A plan for a changed day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WhatIf {
    pub plan: Proposal,
    /// From what is on the day without the change, planned blocks included, to what is on it with it.
    pub diff: PlanDiff,
}

/// Plans the day of `request` with a change, and compares with the plan without it, so that only what the change brings
/// about is told. Blocks that it takes the time of find another place; all others stay where they were put, unless a
/// block is left without a place by that: then those that are neither locked nor about to start may move too, if it keeps
/// more of them. [`DayChange::Replan`] lets these move at once, and compares with what is shown. Where `go_on` says no, the
/// search stops; its answer is then not the best.
pub fn what_if(request: &Request, change: &DayChange, go_on: &dyn Fn() -> bool) -> WhatIf {
    let go_on: &mut Sink = &mut |_| if go_on() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) };
    let before = match (request.shown, change) {
        (Some(shown), DayChange::Replan) => shown.clone(),
        _ => propose(request, go_on),
    };
    let frozen = match change {
        DayChange::Late(_) => request.now,
        _ => request.now + request.workspace.settings.frozen.delta(),
    };
    let hit = hit(request, change);
    let may_move = |block: &&Arc<Block>| block.start >= frozen || hit.contains(&block.id);
    let all: BTreeSet<BlockId> = planned(request).filter(may_move).map(|block| block.id).collect();
    if *change == DayChange::Replan {
        return with(request, change, &before, &all, go_on);
    }
    let calm = with(request, change, &before, &hit, go_on);
    let lost = |answer: &WhatIf| answer.lost(request, &all);
    if lost(&calm) == 0 {
        return calm;
    }
    let free = with(request, change, &before, &all, go_on);
    if lost(&free) < lost(&calm) { free } else { calm }
}

/// The blocks that are still to be worked on and not locked.
fn planned<'a>(request: &Request<'a>) -> impl Iterator<Item = &'a Arc<Block>> {
    request.agenda.upcoming(request.now).filter(|block| block.state == BlockState::Planned)
}

impl WhatIf {
    /// Why something that the change takes from the plan is left out of it; `None` where the search was stopped, or
    /// nothing of it is left to do.
    pub fn why_gone(&self, gone: &PlanEntry) -> Option<&WhyNot> {
        let left = self.plan.left_out.iter().find(|left| (left.task, left.step) == (gone.task, gone.step))?;
        Some(&left.why)
    }

    /// How many of these blocks are left without a place.
    fn lost(&self, request: &Request, blocks: &BTreeSet<BlockId>) -> usize {
        let gone = |block: &Block| {
            self.diff.dropped.iter().any(|it| (it.task, it.step, it.span) == (block.task, block.step, block.span()))
        };
        blocks.iter().filter_map(|id| request.workspace.blocks.get(id)).filter(|block| gone(block)).count()
    }
}

/// The planned blocks that have less free working time under them with the change than without it; where work is late,
/// also those that the blocks before them then run into.
fn hit(request: &Request, change: &DayChange) -> BTreeSet<BlockId> {
    let mut bare = request.workspace.clone();
    for block in planned(request) {
        bare.blocks.remove(&block.id);
    }
    let free = |workspace: &Workspace, now: Moment| {
        gaps(&Agenda::of(workspace, request.agenda.day, request.here), &workspace.settings, now.local)
    };
    let mut now = Moment { instant: request.instant, local: request.now };
    let without = free(&bare, now);
    carry_out(request, change, &mut bare, &mut now);
    let with = free(&bare, now);
    let under = |gaps: &[Gap], block: &Block| -> Minutes {
        gaps.iter().map(|gap| gap.span.intersection(block.span()).minutes()).sum()
    };
    let mut busy_until = match change {
        DayChange::Late(_) => bare.running().map_or(now.local, |block| block.span().end),
        _ => request.now,
    };
    let hit = |block: &&Arc<Block>| {
        let late = block.start < busy_until;
        if late {
            busy_until += block.minutes.delta();
        }
        late || under(&with, block) < under(&without, block)
    };
    planned(request).filter(hit).map(|block| block.id).collect()
}

/// The answer where these blocks may move and all others are facts.
fn with(request: &Request, change: &DayChange, shown: &Proposal, free: &BTreeSet<BlockId>, go_on: &mut Sink) -> WhatIf {
    let mut workspace = request.workspace.clone();
    let mut now = Moment { instant: request.instant, local: request.now };
    let mut before = shown.clone();
    let (movable, fixed): (Vec<_>, Vec<_>) =
        planned(request).partition(|block| free.contains(&block.id) || *change == DayChange::Dropped(block.task));
    for block in movable {
        workspace.blocks.remove(&block.id);
        before.suggestions.push(as_suggestion(block));
    }
    before.suggestions.sort_by_key(|suggestion| suggestion.span);
    carry_out(request, change, &mut workspace, &mut now);
    let agenda = Agenda::of(&workspace, request.agenda.day, request.here);
    let gaps = gaps(&agenda, &workspace.settings, now.local);
    let changed = Request::new(&workspace, &agenda, &gaps, request.passed, now, request.here).showing(&before);
    let plan = propose(&changed, go_on);
    let mut diff = diff(&before, &plan);
    diff.kept.extend(fixed.into_iter().map(|block| PlanEntry::from(&as_suggestion(block))));
    diff.kept.sort_unstable();
    WhatIf { diff, plan }
}

/// A block as something that was proposed; its reasons are not asked for.
fn as_suggestion(block: &Block) -> Suggestion {
    let why = Why {
        factors: Factors::default(),
        start: block.start,
        energy_at: Energy::Mid,
        value: 0,
        limit: None,
        worth: None,
        runner_up: None,
    };
    let (span, work) = (block.span(), block.minutes);
    Suggestion { task: block.task, step: block.step, span, work, gap: span, why }
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

/// The event at another time. Of a series only one occurrence moves; the other days keep theirs.
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

/// What moves the occurrence of the day that is nearest to `span` there; `None` if the series has none on the day.
fn change_on_day(request: &Request, event: &Event, span: Span) -> Option<OccurrenceOverride> {
    let none = BTreeMap::new();
    let calendar = request.workspace.calendars.get(&event.calendar);
    let clocks = Clocks { custom: calendar.map_or(&none, |calendar| &calendar.zones), here: request.here };
    let day = request.agenda.day.span();
    let [from, to] = [day.start, day.end].map(|at| clocks.to_utc(at, &Zone::Floating));
    let distance = |instance: &Instance| match &instance.time {
        EventTime::AllDay { .. } => TimeDelta::MAX,
        EventTime::Timed { start, .. } => (clocks.to_local(clocks.instant(start), &Zone::Floating) - span.start).abs(),
    };
    let occurrence = instances(event, clocks, from, to).ok()?.into_iter().min_by_key(distance)?;
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

/// A blocking event without a title.
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
