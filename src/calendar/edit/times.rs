//! Times of events: conversions between the user's wall clock, whole days and the event's own zones.

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};

use super::super::occur::span_here;
use super::super::zone::Clocks;
use crate::model::{EventTime, Minutes, RecurrenceDate, Span, Zone, ZonedTime};

/// Returns the recurrence id of the first occurrence, which is the event's own time.
pub(super) fn first_id(time: &EventTime) -> RecurrenceDate {
    match time {
        EventTime::AllDay { start, .. } => RecurrenceDate::Date(*start),
        EventTime::Timed { start, .. } => RecurrenceDate::Time(start.clone()),
    }
}

/// Returns the first date in the event's own zone.
pub(super) fn first_date(time: &EventTime) -> NaiveDate {
    match time {
        EventTime::AllDay { start, .. } => *start,
        EventTime::Timed { start, .. } => start.local.date(),
    }
}

/// Converts a span of the user's wall clock to the zones of `like`, or to whole days if `like` has those.
pub(super) fn in_zones(span: Span, like: &EventTime, clocks: Clocks<'_>) -> EventTime {
    let zoned = |at: NaiveDateTime, zone: &Zone| {
        let local = match zone {
            Zone::Floating => at,
            _ => clocks.to_local(clocks.to_utc(at, &Zone::Floating), zone),
        };
        ZonedTime { local, zone: zone.clone() }
    };
    match like {
        EventTime::AllDay { .. } => {
            let end = span.end.date().max(span.start.date() + Days::new(1));
            EventTime::AllDay { start: span.start.date(), end }
        }
        EventTime::Timed { start, end } => {
            EventTime::Timed { start: zoned(span.start, &start.zone), end: zoned(span.end, &end.zone) }
        }
    }
}

/// Returns the dates that an event touches on the user's wall clock.
pub(super) fn whole_days(time: &EventTime, clocks: Clocks<'_>) -> EventTime {
    let span = span_here(time, clocks);
    let last = (span.end - TimeDelta::seconds(1)).max(span.start).date();
    EventTime::AllDay { start: span.start.date(), end: last.succ_opt().unwrap_or(last) }
}

/// Returns a floating time of day on the first date of an event.
pub(super) fn at_time_of_day(time: &EventTime, from: NaiveTime, length: Minutes, clocks: Clocks<'_>) -> EventTime {
    let start = span_here(time, clocks).start.date().and_time(from);
    EventTime::floating(Span::new(start, start + length.delta()))
}

/// Moves an event by a number of days.
pub(super) fn later(time: EventTime, days: i64) -> EventTime {
    let by = TimeDelta::days(days);
    match time {
        EventTime::AllDay { start, end } => EventTime::AllDay { start: start + by, end: end + by },
        EventTime::Timed { mut start, mut end } => {
            start.local += by;
            end.local += by;
            EventTime::Timed { start, end }
        }
    }
}
