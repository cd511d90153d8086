//! The free gaps of a day, and the time that is taken.

use chrono::{NaiveDateTime, TimeDelta};

use super::agenda::Agenda;
use super::grid::{round_down, round_up};
use crate::model::{BlockState, Minutes, Settings, Span};

/// A span in which work can be planned: within working hours, free of events, buffers, lunch and blocks, on the grid.
///
/// ```
/// use gapwise::calendar::{Agenda, BusyKind, Tz, gaps};
/// use gapwise::model::{Minutes, PlanningDay, Workspace};
///
/// let workspace = Workspace::default();
/// let monday = PlanningDay { date: "2026-11-23".parse().unwrap(), starts: workspace.settings.day_start };
/// let agenda = Agenda::of(&workspace, monday, Tz::UTC);
/// let morning = gaps(&agenda, &workspace.settings, monday.span().start)[0];
/// assert_eq!((morning.span.minutes(), morning.ends_with), (Minutes::new(210), BusyKind::Lunch));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    pub span: Span,
    /// Planned work without a break right before the gap.
    pub lead: Minutes,
    /// The kind of time that follows.
    pub ends_with: BusyKind,
}

/// A span in which nothing can be planned.
///
/// ```
/// use gapwise::calendar::{Agenda, BusyKind, Tz, busy_spans};
/// use gapwise::model::{PlanningDay, Workspace};
///
/// let workspace = Workspace::default();
/// let monday = PlanningDay { date: "2026-11-23".parse().unwrap(), starts: workspace.settings.day_start };
/// let agenda = Agenda::of(&workspace, monday, Tz::UTC);
/// let busy = busy_spans(&agenda, &workspace.settings, monday.span().start);
/// assert_eq!(busy.iter().map(|it| it.kind).collect::<Vec<_>>(), [BusyKind::Lunch]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Busy {
    pub span: Span,
    pub kind: BusyKind,
}

/// The reason why time is taken.
///
/// ```
/// use gapwise::calendar::{Agenda, BusyKind, Tz, gaps};
/// use gapwise::model::{PlanningDay, Workspace};
///
/// let workspace = Workspace::default();
/// let monday = PlanningDay { date: "2026-11-23".parse().unwrap(), starts: workspace.settings.day_start };
/// let agenda = Agenda::of(&workspace, monday, Tz::UTC);
/// let found = gaps(&agenda, &workspace.settings, monday.span().start);
/// let ends: Vec<_> = found.iter().map(|gap| gap.ends_with).collect();
/// assert_eq!(ends, [BusyKind::Lunch, BusyKind::DayEnd]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BusyKind {
    Event,
    /// The time to return from an event to work.
    Buffer,
    /// The break after a long run of events, or the one that the timer counts.
    BreakAfterEvents,
    Lunch,
    Block,
    /// Outside working hours.
    DayEnd,
}

/// Returns the spans of a day that are taken, sorted by start, without the time outside working hours. Missed and
/// finished blocks take no time.
pub fn busy_spans(agenda: &Agenda, settings: &Settings, now: NaiveDateTime) -> Vec<Busy> {
    let mut busy = rests_after_events(agenda, settings);
    let events = agenda.events.iter().filter(|event| event.blocks && !event.span.is_empty());
    let before = settings.buffer_before.delta();
    busy.extend(events.map(|event| {
        let span = Span::new(event.span.start - before, event.span.end);
        Busy { span, kind: BusyKind::Event }
    }));
    busy.extend(agenda.resting.map(|span| Busy { span, kind: BusyKind::BreakAfterEvents }));
    busy.extend(agenda.lunch.map(|span| Busy { span, kind: BusyKind::Lunch }));
    busy.extend(agenda.upcoming(now).map(|block| {
        let span = match block.state {
            BlockState::Running => Span::new(block.start, block.span().end.max(now)),
            _ => block.span(),
        };
        Busy { span, kind: BusyKind::Block }
    }));
    let day = agenda.all_day.iter().filter(|event| event.blocks);
    busy.extend(day.map(|event| Busy { span: event.span, kind: BusyKind::Event }));
    busy.sort_by_key(|busy| (busy.span.start, busy.kind));
    busy
}

/// Returns the time after each run of events: a buffer, or a break after a long run. Events belong to one run if less
/// than a break lies between them.
fn rests_after_events(agenda: &Agenda, settings: &Settings) -> Vec<Busy> {
    let mut runs: Vec<(Span, Minutes)> = Vec::new();
    for event in agenda.events.iter().filter(|event| event.blocks && !event.span.is_empty()) {
        match runs.last_mut() {
            Some((run, load)) if event.span.start < run.end + settings.rhythm.rest.delta() => {
                *load += Span::new(event.span.start.max(run.end), event.span.end).minutes();
                run.end = run.end.max(event.span.end);
            }
            _ => runs.push((event.span, event.span.minutes())),
        }
    }
    let rest = |(run, load): (Span, Minutes)| {
        let long = load >= settings.events_before_break && settings.break_after_events > settings.buffer;
        let (length, kind) = if long {
            (settings.break_after_events, BusyKind::BreakAfterEvents)
        } else {
            (settings.buffer, BusyKind::Buffer)
        };
        Busy { span: Span::new(run.end, run.end + length.delta()), kind }
    };
    runs.into_iter().map(rest).filter(|busy| !busy.span.is_empty()).collect()
}

/// Returns the working time from `from` on that is not taken, sorted by start, each with the kind of time that follows.
pub(super) fn free_spans(agenda: &Agenda, settings: &Settings, from: NaiveDateTime) -> Vec<(Span, BusyKind)> {
    let busy = busy_spans(agenda, settings, from);
    let mut free = Vec::new();
    for hours in &agenda.working {
        let mut at = hours.start.max(from);
        for taken in busy.iter().filter(|taken| taken.span.start < hours.end) {
            free.push((Span::new(at, taken.span.start), taken.kind));
            at = at.max(taken.span.end);
        }
        free.push((Span::new(at, hours.end), BusyKind::DayEnd));
    }
    free.retain(|(span, _)| !span.is_empty());
    free
}

/// Returns the working time from `now` on that events and lunch leave, planned or not, sorted by start.
pub fn open_spans(agenda: &Agenda, settings: &Settings, now: NaiveDateTime) -> Vec<Span> {
    let unplanned = Agenda { blocks: Vec::new(), ..agenda.clone() };
    free_spans(&unplanned, settings, now).into_iter().map(|(span, _)| span).collect()
}

/// Returns the gaps of the day from `now` on, sorted by start. Each is at least one grid step long.
///
/// ```
/// use gapwise::calendar::{Agenda, gaps};
/// use gapwise::model::{PlanningDay, Workspace};
///
/// let workspace = Workspace::default();
/// let monday = PlanningDay { date: "2026-11-23".parse().unwrap(), starts: workspace.settings.day_start };
/// let agenda = Agenda::of(&workspace, monday, gapwise::calendar::Tz::UTC);
/// let found = gaps(&agenda, &workspace.settings, monday.span().start);
/// assert_eq!(found.len(), 2, "the morning and the afternoon, around lunch");
/// ```
pub fn gaps(agenda: &Agenda, settings: &Settings, now: NaiveDateTime) -> Vec<Gap> {
    let mut found = Vec::new();
    for (free, ends_with) in free_spans(agenda, settings, now) {
        if ends_with != BusyKind::Block || !is_break(agenda, settings, free) {
            push_gap(&mut found, agenda, settings, free, ends_with);
        }
    }
    found
}

/// Returns whether a free span is the break between two blocks: work in it would join them to more than the rhythm
/// allows. It stays free until one of them moves.
fn is_break(agenda: &Agenda, settings: &Settings, free: Span) -> bool {
    let follows = agenda.blocks.iter().any(|block| block.span().end == free.start && block.state != BlockState::Done);
    let rest = settings.rhythm.rest.max(settings.grid);
    let joined = lead_before(agenda, settings, free.start) + free.minutes() + run_from(agenda, settings, free.end);
    follows && free.minutes() <= rest && joined > settings.rhythm.focus
}

/// Returns the minutes of blocks from `at` on without a break between them.
pub fn run_from(agenda: &Agenda, settings: &Settings, at: NaiveDateTime) -> Minutes {
    let (mut run, mut edge) = (Minutes::ZERO, at);
    for block in agenda.blocks.iter().filter(|block| block.start >= at && block.state != BlockState::Done) {
        if block.start - edge >= settings.rhythm.rest.delta().max(TimeDelta::minutes(1)) {
            break;
        }
        run += block.minutes;
        edge = edge.max(block.span().end);
    }
    run
}

fn push_gap(found: &mut Vec<Gap>, agenda: &Agenda, settings: &Settings, free: Span, ends_with: BusyKind) {
    let grid = settings.grid;
    let span = Span::new(round_up(free.start, grid), round_down(free.end, grid));
    if span.minutes() >= grid {
        found.push(Gap { span, lead: lead_before(agenda, settings, span.start), ends_with });
    }
}

/// Returns the minutes of blocks before `at` without a break between them.
pub(super) fn lead_before(agenda: &Agenda, settings: &Settings, at: NaiveDateTime) -> Minutes {
    let mut lead = Minutes::ZERO;
    let mut edge = at;
    for block in agenda.blocks.iter().rev().filter(|block| block.span().end <= at) {
        let rested = edge - block.span().end >= settings.rhythm.rest.delta();
        let event_between = agenda.events.iter().any(|event| {
            event.blocks
                && event.span.minutes() >= settings.rhythm.rest
                && event.span.overlaps(Span::new(block.span().end, edge))
        });
        if rested || event_between {
            break;
        }
        lead += block.minutes;
        edge = block.start;
    }
    lead
}
