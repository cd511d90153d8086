//! What would become of the plan if something were different: planned on a copy, nothing is touched.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use chrono::{NaiveTime, TimeDelta};

use super::diff::{PlanDiff, diff};
use super::explain::{Factors, Why};
use super::progress::Sink;
use super::proposal::{Proposal, Request, Suggestion, propose};
use crate::calendar::{Agenda, Clocks, Instance, gaps, instances};
use crate::model::{
    Block, BlockState, CalendarId, Energy, Event, EventId, EventTime, Minutes, Moment, OccurrenceOverride, Settings,
    Span, TaskId, Workspace, Zone,
};

/// Something that may be different.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
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
    /// From what is on the day now, movable blocks included, to the plan.
    pub diff: PlanDiff,
}

/// Plans the day of `request` with a change. Planned blocks that are neither locked nor about to start may move, as
/// suggestions may; they are part of the plan and of the difference. Without a shown proposal the one that the request
/// leads to is what the plan is compared with. Where `go_on` says no, the search stops; its answer is then not the best.
pub fn what_if(request: &Request, change: &Change, go_on: &dyn Fn() -> bool) -> WhatIf {
    let go_on: &mut Sink = &mut |_| if go_on() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) };
    let mut workspace = request.workspace.clone();
    let mut now = Moment { instant: request.instant, local: request.now };
    let mut before = request.shown.cloned().unwrap_or_else(|| propose(request, go_on));
    let movable = movable(request, change);
    for block in &movable {
        workspace.blocks.remove(&block.id);
        before.suggestions.push(as_suggestion(block));
    }
    before.suggestions.sort_by_key(|suggestion| suggestion.span);
    carry_out(request, change, &mut workspace, &mut now);
    let agenda = Agenda::of(&workspace, request.agenda.day, request.here);
    let gaps = gaps(&agenda, &workspace.settings, now.local);
    let changed = Request::new(&workspace, &agenda, &gaps, request.passed, now, request.here).showing(&before);
    let plan = propose(&changed, go_on);
    WhatIf { diff: diff(&before, &plan), plan }
}

fn movable(request: &Request, change: &Change) -> Vec<Arc<Block>> {
    let from = match change {
        Change::Late(_) => request.now,
        _ => request.now + request.workspace.settings.frozen.delta(),
    };
    let may_move = |block: &&Arc<Block>| block.state == BlockState::Planned && block.start >= from;
    request.agenda.upcoming(request.now).filter(may_move).cloned().collect()
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

fn carry_out(request: &Request, change: &Change, workspace: &mut Workspace, now: &mut Moment) {
    match change {
        Change::Replan => {}
        Change::NewEvent(span) => {
            let event = event(*span);
            workspace.events.insert(event.id, event.into());
        }
        Change::MovedEvent(id, span) => {
            if let Some(event) = workspace.events.get(id) {
                let moved = moved(request, event, *span);
                workspace.events.insert(*id, moved.into());
            }
        }
        Change::EndAt(time) => {
            let settings = Arc::make_mut(&mut workspace.settings);
            end_at(settings, request, *time);
        }
        Change::Late(minutes) => late(workspace, now, *minutes),
        Change::Dropped(task) => {
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
