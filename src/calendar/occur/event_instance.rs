//! One time at which an event happens, and the window of a query.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};

use super::super::zone::Clocks;
use crate::model::{Event, EventStatus, EventTime, OccurrenceOverride, RecurrenceDate, Span, Zone, ZonedTime};

/// One time at which an event happens, in the event's own zone.
///
/// ```
/// use gapwise::calendar::{Clocks, Tz, event_instances};
/// use gapwise::model::{CalendarId, Event, EventId, EventTime, Recurrence, RecurrenceDate, Span, Zone, ZonedTime};
///
/// # let at = |day| format!("2026-11-{day}T09:00:00").parse::<chrono::NaiveDateTime>().unwrap();
/// # let time = EventTime::floating(Span::new(at(23), at(23)));
/// # let mut event = Event::new(EventId::derived("e"), CalendarId::derived("c"), "Stand-up", time);
/// event.recurrence = Some(Recurrence { rules: vec!["FREQ=DAILY;COUNT=2".into()], ..Recurrence::default() });
/// let found = event_instances(&event, Clocks::at(Tz::UTC), at(23).and_utc(), at(30).and_utc()).unwrap();
/// let id = RecurrenceDate::Time(ZonedTime { local: at(24), zone: Zone::Floating });
/// assert_eq!(found[1].recurrence_id, Some(id), "edits name the occurrence by it");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventInstance<'a> {
    pub time: EventTime,
    pub title: &'a str,
    pub place: &'a str,
    pub notes: &'a str,
    pub status: EventStatus,
    /// Does not block time.
    pub free: bool,
    /// As [`Event::busy`].
    pub busy: bool,
    /// The start that the series generates; `None` for a single event.
    pub recurrence_id: Option<RecurrenceDate>,
}

impl<'a> EventInstance<'a> {
    /// Returns the event at its own time, as if it did not recur.
    pub(super) fn of_event(event: &'a Event) -> Self {
        Self {
            time: event.time.clone(),
            title: &event.title,
            place: &event.place,
            notes: &event.notes,
            status: event.status,
            free: event.free,
            busy: event.busy,
            recurrence_id: None,
        }
    }

    /// Returns the occurrence that an override describes.
    pub(super) fn of_override(change: &'a OccurrenceOverride) -> Self {
        Self {
            time: change.time.clone(),
            title: &change.title,
            place: &change.place,
            notes: &change.notes,
            status: change.status,
            free: change.free,
            busy: change.busy,
            recurrence_id: Some(change.original.clone()),
        }
    }

    /// Returns whether it takes whole days.
    pub fn all_day(&self) -> bool {
        matches!(self.time, EventTime::AllDay { .. })
    }
}

/// The instances of an event in a window.
///
/// ```
/// use gapwise::calendar::{Clocks, RuleBudget, Tz};
/// use gapwise::model::{CalendarId, Event, EventId, EventTime, Recurrence, Span};
///
/// # let at = |day| format!("2026-11-{day}T09:00:00").parse::<chrono::NaiveDateTime>().unwrap();
/// # let time = EventTime::floating(Span::new(at("01"), at("01")));
/// # let mut event = Event::new(EventId::derived("e"), CalendarId::derived("c"), "Tick", time);
/// event.recurrence = Some(Recurrence { rules: vec!["FREQ=MINUTELY".into()], ..Recurrence::default() });
/// let month = (at("01").and_utc(), at("30").and_utc());
/// let list = RuleBudget::default().instances(&event, Clocks::at(Tz::UTC), month).unwrap();
/// assert!(list.is_cut && list.instances.len() == 20_160, "a fortnight of minutes");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventInstanceList<'a> {
    pub instances: Vec<EventInstance<'a>>,
    /// Whether there are more than one query returns.
    pub is_cut: bool,
    /// Whether some are left out because the rules take too many steps.
    pub is_slow: bool,
    /// The steps of the rules.
    pub(super) steps: usize,
}

/// Returns the span of an event's time on the user's wall clock.
pub fn span_here(time: &EventTime, clocks: Clocks<'_>) -> Span {
    let local = |time: &ZonedTime| match time.zone {
        Zone::Floating => time.local,
        _ => clocks.to_local(clocks.instant(time), &Zone::Floating),
    };
    match time {
        EventTime::AllDay { start, end } => Span::new(start.and_time(NaiveTime::MIN), end.and_time(NaiveTime::MIN)),
        EventTime::Timed { start, end } => Span::new(local(start), local(end)),
    }
}

/// Returns the length of an event: elapsed time, so that hours are exact across a clock change. Whole days, and a
/// floating time, are nominal: they end at the same wall-clock time (RFC 5545 sections 3.3.6 and 3.8.5.3).
pub(super) fn length(time: &EventTime, clocks: Clocks<'_>) -> TimeDelta {
    match time {
        EventTime::AllDay { start, end } => *end - *start,
        EventTime::Timed { start, end }
            if start.zone == end.zone && is_nominal(&start.zone, end.local - start.local) =>
        {
            end.local - start.local
        }
        EventTime::Timed { start, end } => clocks.instant(end) - clocks.instant(start),
    }
}

/// Returns whether a length on the wall clock of one zone is nominal.
pub(super) fn is_nominal(zone: &Zone, length: TimeDelta) -> bool {
    *zone == Zone::Floating || length.num_seconds() % 86_400 == 0
}

/// Returns the start and end of an event as instants.
pub(super) fn bounds(time: &EventTime, clocks: Clocks<'_>) -> (DateTime<Utc>, DateTime<Utc>) {
    let midnight = |date: &NaiveDate| clocks.to_utc(date.and_time(NaiveTime::MIN), &Zone::Floating);
    match time {
        EventTime::AllDay { start, end } => (midnight(start), midnight(end)),
        EventTime::Timed { start, end } => (clocks.instant(start), clocks.instant(end)),
    }
}

/// The instants that a query covers, and the clocks to compare with.
#[derive(Clone, Copy)]
pub(super) struct UtcWindow<'c> {
    pub(super) clocks: Clocks<'c>,
    pub(super) from: DateTime<Utc>,
    /// Exclusive.
    pub(super) to: DateTime<Utc>,
}

impl UtcWindow<'_> {
    /// Returns the instance if it overlaps the window, or has no length and starts in it.
    pub(super) fn keep<'a>(&self, instance: EventInstance<'a>) -> Option<EventInstance<'a>> {
        let (start, end) = bounds(&instance.time, self.clocks);
        let overlaps = start < self.to && (end > self.from || (end <= start && start >= self.from));
        overlaps.then_some(instance)
    }
}
