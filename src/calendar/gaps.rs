//! The free gaps of a day.

use chrono::{NaiveDateTime, TimeDelta, Timelike};

use super::agenda::Agenda;
use crate::model::{BlockState, Minutes, Settings, Span};

/// A stretch in which something can be planned: within working hours, clear of events, their buffers, lunch and blocks,
/// on the grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    pub span: Span,
    /// Work without a break right before it, by the blocks that lead up to it.
    pub lead: Minutes,
    /// What ends it.
    pub ends_with: BusyKind,
}

/// A stretch that is taken, and by what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Busy {
    pub span: Span,
    pub kind: BusyKind,
}

/// Why a stretch is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BusyKind {
    Event,
    /// Getting from an event back to work.
    Buffer,
    /// The rest that a long row of events asks for.
    BreakAfterEvents,
    Lunch,
    Block,
    /// Outside working hours.
    DayEnd,
}

/// What takes time on the day besides the hours off, by start. Missed and finished blocks take none.
pub fn busy_spans(agenda: &Agenda, settings: &Settings, now: NaiveDateTime) -> Vec<Busy> {
    let mut busy = rests_after_events(agenda, settings);
    let events = agenda.events.iter().filter(|event| event.blocks && !event.span.is_empty());
    busy.extend(events.map(|event| Busy { span: event.span, kind: BusyKind::Event }));
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

/// What follows events: a buffer after each row of them, or a break where the row was long. Events belong to one row
/// while less than a break lies between them.
fn rests_after_events(agenda: &Agenda, settings: &Settings) -> Vec<Busy> {
    let mut rows: Vec<(Span, Minutes)> = Vec::new();
    for event in agenda.events.iter().filter(|event| event.blocks && !event.span.is_empty()) {
        match rows.last_mut() {
            Some((row, load)) if event.span.start < row.end + settings.rhythm.rest.delta() => {
                *load += Span::new(event.span.start.max(row.end), event.span.end).minutes();
                row.end = row.end.max(event.span.end);
            }
            _ => rows.push((event.span, event.span.minutes())),
        }
    }
    let rest = |(row, load): (Span, Minutes)| {
        let long = load >= settings.events_before_break && settings.break_after_events > settings.buffer;
        let (length, kind) = if long {
            (settings.break_after_events, BusyKind::BreakAfterEvents)
        } else {
            (settings.buffer, BusyKind::Buffer)
        };
        Busy { span: Span::new(row.end, row.end + length.delta()), kind }
    };
    rows.into_iter().map(rest).filter(|busy| !busy.span.is_empty()).collect()
}

/// What working time is left between what takes time, from `from` on, with what ends each stretch; by start, none empty.
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

/// The gaps of the day from `now` on, by start. Each is at least one grid step long.
pub fn gaps(agenda: &Agenda, settings: &Settings, now: NaiveDateTime) -> Vec<Gap> {
    let mut found = Vec::new();
    for (free, ends_with) in free_spans(agenda, settings, now) {
        push_gap(&mut found, agenda, settings, free, ends_with);
    }
    found
}

fn push_gap(found: &mut Vec<Gap>, agenda: &Agenda, settings: &Settings, free: Span, ends_with: BusyKind) {
    let grid = settings.grid;
    let span = Span::new(round_up(free.start, grid), round_down(free.end, grid));
    if span.minutes() >= grid {
        found.push(Gap { span, lead: lead_before(agenda, settings, span.start), ends_with });
    }
}

/// Minutes of blocks that lead up to `at` without a break between them.
fn lead_before(agenda: &Agenda, settings: &Settings, at: NaiveDateTime) -> Minutes {
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

/// The last grid time at or before `at`.
pub fn round_down(at: NaiveDateTime, grid: Minutes) -> NaiveDateTime {
    let since = at.num_seconds_from_midnight();
    let step = grid.get().max(1) * 60;
    at - TimeDelta::seconds(i64::from(since % step)) - TimeDelta::nanoseconds(i64::from(at.nanosecond()))
}

/// The first grid time at or after `at`.
pub fn round_up(at: NaiveDateTime, grid: Minutes) -> NaiveDateTime {
    let down = round_down(at, grid);
    if down == at { at } else { down + TimeDelta::minutes(i64::from(grid.get().max(1))) }
}
