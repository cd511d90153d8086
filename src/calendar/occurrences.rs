//! From events to the times at which they happen.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use chrono_tz::Tz;
use imbl::OrdMap;

use super::rule::RuleError;
use super::series::Series;
use super::zone::Clocks;
use crate::model::{
    Calendar, CalendarId, Event, EventStatus, EventTime, Occurrence, RecurrenceDate, Span, Zone, ZonedTime,
};

/// Most occurrences that are listed for the screen at once.
const MAX_LISTED: usize = 50_000;

/// One time at which an event happens, in the event's own zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instance<'a> {
    pub time: EventTime,
    pub title: &'a str,
    pub place: &'a str,
    pub notes: &'a str,
    pub status: EventStatus,
    /// It does not block time.
    pub free: bool,
    /// As in [`Event::busy`].
    pub busy: bool,
    /// The start that the series gives it; none for a single event.
    pub recurrence_id: Option<RecurrenceDate>,
}

impl Instance<'_> {
    /// Whether it takes whole days.
    pub fn all_day(&self) -> bool {
        matches!(self.time, EventTime::AllDay { .. })
    }
}

/// When `event` happens within `from` to `to`, by start: what overlaps the window, and what has no length and starts in
/// it. Cancelled occurrences are listed too. At most 10,000.
///
/// The first occurrence is the event's own time, also if its rule does not give it (RFC 5545 section 3.8.5.3).
///
/// # Errors
/// If one of its rules cannot be followed.
pub fn instances<'a>(
    event: &'a Event,
    clocks: Clocks<'_>,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Vec<Instance<'a>>, RuleError> {
    let window = Window { clocks, from, to };
    let mut found = match &event.recurrence {
        Some(recurrence) => Series::new(event, recurrence, clocks).within(window)?,
        None => window.keep(single(event)).into_iter().collect(),
    };
    found.sort_by_cached_key(|instance| bounds(&instance.time, clocks).0);
    Ok(found)
}

/// What the screen shows of `events` within `span` of the wall clock `here`, by start. Hidden calendars are left out, as
/// is what is cancelled. An event whose rule cannot be followed is shown once, at its own time.
pub fn occurrences<'a>(
    events: impl Iterator<Item = &'a Event>,
    calendars: &OrdMap<CalendarId, Arc<Calendar>>,
    span: Span,
    here: Tz,
) -> Vec<Occurrence> {
    let none = BTreeMap::new();
    let mut found = Vec::new();
    for event in events {
        let calendar = calendars.get(&event.calendar);
        if calendar.is_some_and(|calendar| calendar.hidden) || found.len() >= MAX_LISTED {
            continue;
        }
        let clocks = Clocks { custom: calendar.map_or(&none, |calendar| &calendar.zones), here };
        let (from, to) = (clocks.to_utc(span.start, &Zone::Floating), clocks.to_utc(span.end, &Zone::Floating));
        let all_day_blocks = calendar.is_some_and(|calendar| calendar.all_day_blocks);
        let instances = instances(event, clocks, from, to)
            .unwrap_or_else(|_| Window { clocks, from, to }.keep(single(event)).into_iter().collect());
        let shown = instances.into_iter().filter(|instance| instance.status != EventStatus::Cancelled);
        found.extend(shown.map(|instance| Occurrence {
            event: event.id,
            calendar: event.calendar,
            span: span_here(&instance.time, clocks),
            all_day: instance.all_day(),
            title: instance.title.to_owned(),
            place: instance.place.to_owned(),
            blocks: !instance.free && (!instance.all_day() || instance.busy || all_day_blocks),
            recurring: instance.recurrence_id.is_some(),
        }));
    }
    found.sort_by_key(|occurrence| (occurrence.span, occurrence.event));
    found
}

/// The wall-clock time that it takes where the person is.
pub(super) fn span_here(time: &EventTime, clocks: Clocks<'_>) -> Span {
    let local = |time: &ZonedTime| match time.zone {
        Zone::Floating => time.local,
        _ => clocks.to_local(clocks.instant(time), &Zone::Floating),
    };
    match time {
        EventTime::AllDay { start, end } => Span::new(start.and_time(NaiveTime::MIN), end.and_time(NaiveTime::MIN)),
        EventTime::Timed { start, end } => Span::new(local(start), local(end)),
    }
}

fn bounds(time: &EventTime, clocks: Clocks<'_>) -> (DateTime<Utc>, DateTime<Utc>) {
    let midnight = |date: &NaiveDate| clocks.to_utc(date.and_time(NaiveTime::MIN), &Zone::Floating);
    match time {
        EventTime::AllDay { start, end } => (midnight(start), midnight(end)),
        EventTime::Timed { start, end } => (clocks.instant(start), clocks.instant(end)),
    }
}

pub(super) fn single(event: &Event) -> Instance<'_> {
    Instance {
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

/// The time that is asked for.
#[derive(Clone, Copy)]
pub(super) struct Window<'c> {
    pub(super) clocks: Clocks<'c>,
    pub(super) from: DateTime<Utc>,
    pub(super) to: DateTime<Utc>,
}

impl Window<'_> {
    /// The instance, if it overlaps.
    pub(super) fn keep<'a>(&self, instance: Instance<'a>) -> Option<Instance<'a>> {
        let (start, end) = bounds(&instance.time, self.clocks);
        let overlaps = start < self.to && (end > self.from || (end <= start && start >= self.from));
        overlaps.then_some(instance)
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDateTime;

    use super::*;
    use crate::model::{EventId, OccurrenceOverride, Recurrence};

    fn at(text: &str) -> NaiveDateTime {
        text.parse().expect("a date and time")
    }

    fn in_berlin(text: &str) -> ZonedTime {
        ZonedTime { local: at(text), zone: Zone::Iana("Europe/Berlin".to_owned()) }
    }

    fn event(time: EventTime, rule: &str) -> Event {
        let recurrence = Recurrence { rules: vec![rule.to_owned()], ..Recurrence::default() };
        Event {
            id: EventId::derived(rule),
            calendar: CalendarId::derived("test"),
            uid: None,
            sequence: 0,
            title: "Event".to_owned(),
            place: String::new(),
            notes: String::new(),
            time,
            recurrence: Some(recurrence).filter(|_| !rule.is_empty()),
            status: EventStatus::Confirmed,
            free: false,
            busy: false,
        }
    }

    fn meeting(start: &str, end: &str, rule: &str) -> Event {
        event(EventTime::Timed { start: in_berlin(start), end: in_berlin(end) }, rule)
    }

    fn all_day(start: &str, end: &str, rule: &str) -> Event {
        let date = |text: &str| text.parse().expect("a date");
        event(EventTime::AllDay { start: date(start), end: date(end) }, rule)
    }

    fn change(original: RecurrenceDate, time: EventTime) -> OccurrenceOverride {
        OccurrenceOverride {
            original,
            and_future: false,
            time,
            title: "Changed".to_owned(),
            place: String::new(),
            notes: String::new(),
            status: EventStatus::Confirmed,
            free: false,
            busy: false,
            sequence: 0,
            own: false,
        }
    }

    fn recurrence(event: &mut Event) -> &mut Recurrence {
        event.recurrence.as_mut().expect("a series")
    }

    fn shown(event: &Event, calendar: Calendar, from: &str, to: &str, here: Tz) -> Vec<String> {
        let calendars = OrdMap::unit(event.calendar, Arc::new(calendar));
        let found = occurrences(std::iter::once(event), &calendars, Span::new(at(from), at(to)), here);
        let row = |it: &Occurrence| {
            let mark = if it.blocks { "" } else { " free" };
            format!("{} {}{mark}", it.span.start.format("%m-%d %H:%M"), it.span.end.format("%m-%d %H:%M"))
        };
        found.iter().map(row).collect()
    }

    fn in_week(event: &Event) -> Vec<String> {
        let calendar = Calendar::new(event.calendar, "Test");
        shown(event, calendar, "2026-11-23T00:00:00", "2026-11-30T00:00:00", Tz::Europe__Berlin)
    }

    #[test]
    fn a_weekly_meeting_keeps_its_wall_time_when_clocks_change() {
        let weekly = meeting("2026-10-19T09:00:00", "2026-10-19T10:00:00", "FREQ=WEEKLY");
        let calendar = Calendar::new(weekly.calendar, "Test");
        let rows = |here| shown(&weekly, calendar.clone(), "2026-10-19T00:00:00", "2026-11-03T00:00:00", here);
        assert_eq!(
            rows(Tz::Europe__Berlin),
            ["10-19 09:00 10-19 10:00", "10-26 09:00 10-26 10:00", "11-02 09:00 11-02 10:00"]
        );
        assert_eq!(rows(Tz::UTC), ["10-19 07:00 10-19 08:00", "10-26 08:00 10-26 09:00", "11-02 08:00 11-02 09:00"]);
    }

    #[test]
    fn what_reaches_into_the_window_counts_and_what_only_touches_does_not() {
        assert_eq!(in_week(&meeting("2026-11-22T23:00:00", "2026-11-23T01:00:00", "")), ["11-22 23:00 11-23 01:00"]);
        assert_eq!(
            in_week(&meeting("2026-11-09T00:00:00", "2026-11-12T00:00:00", "FREQ=WEEKLY;INTERVAL=2")),
            ["11-23 00:00 11-26 00:00"]
        );
        assert!(in_week(&meeting("2026-11-22T23:00:00", "2026-11-23T00:00:00", "")).is_empty());
        assert!(in_week(&meeting("2026-11-30T00:00:00", "2026-11-30T01:00:00", "")).is_empty());
        assert_eq!(in_week(&meeting("2026-11-23T00:00:00", "2026-11-23T00:00:00", "")), ["11-23 00:00 11-23 00:00"]);
        assert_eq!(in_week(&all_day("2026-11-21", "2026-11-24", "")), ["11-21 00:00 11-24 00:00 free"]);
        assert!(in_week(&all_day("2026-11-22", "2026-11-23", "")).is_empty());
    }

    #[test]
    fn hidden_calendars_and_cancelled_events_are_not_shown() {
        let mut event = all_day("2026-11-24", "2026-11-25", "");
        let rows =
            |event: &Event, calendar| shown(event, calendar, "2026-11-23T00:00:00", "2026-11-30T00:00:00", Tz::UTC);
        let calendar = Calendar::new(event.calendar, "Test");
        assert_eq!(rows(&event, calendar.clone()), ["11-24 00:00 11-25 00:00 free"]);
        assert_eq!(rows(&event, Calendar { all_day_blocks: true, ..calendar.clone() }), ["11-24 00:00 11-25 00:00"]);
        assert!(rows(&event, Calendar { hidden: true, ..calendar.clone() }).is_empty());
        event.status = EventStatus::Cancelled;
        assert!(rows(&event, calendar).is_empty());
    }

    #[test]
    fn a_start_outside_its_own_rule_comes_first_and_dates_count_once() {
        let mut event = meeting("2026-11-23T09:00:00", "2026-11-23T10:00:00", "FREQ=WEEKLY;BYDAY=TU");
        recurrence(&mut event).rdates = vec![
            RecurrenceDate::Time(in_berlin("2026-11-24T09:00:00")),
            RecurrenceDate::Date(at("2026-11-26T00:00:00").date()),
        ];
        assert_eq!(in_week(&event), ["11-23 09:00 11-23 10:00", "11-24 09:00 11-24 10:00", "11-26 09:00 11-26 10:00"]);
    }

    #[test]
    fn an_end_in_any_form() {
        let rows = |until: &str| {
            in_week(&meeting("2026-11-23T09:00:00", "2026-11-23T10:00:00", &format!("FREQ=DAILY;UNTIL={until}"))).len()
        };
        assert_eq!(rows("20261125"), 3);
        assert_eq!(rows("20261125T080000Z"), 3);
        assert_eq!(rows("20261125T075959Z"), 2);
        assert_eq!(rows("20250101"), 1, "before the start: the event itself stays");
        let days = all_day("2026-11-23", "2026-11-24", "FREQ=DAILY;UNTIL=20261125T000000Z");
        assert_eq!(in_week(&days).len(), 3);
    }

    #[test]
    fn occurrences_are_moved_into_and_out_of_the_window() {
        let mut event = meeting("2026-11-02T09:00:00", "2026-11-02T10:00:00", "FREQ=WEEKLY");
        let moved = |start: &str, end: &str| EventTime::Timed { start: in_berlin(start), end: in_berlin(end) };
        let utc = ZonedTime { local: at("2026-11-23T08:00:00"), zone: Zone::Utc };
        recurrence(&mut event).overrides = vec![
            change(RecurrenceDate::Time(utc), moved("2026-12-24T09:00:00", "2026-12-24T10:00:00")),
            change(
                RecurrenceDate::Date(at("2026-11-16T00:00:00").date()),
                moved("2026-11-27T09:00:00", "2026-11-27T11:00:00"),
            ),
        ];
        assert_eq!(in_week(&event), ["11-27 09:00 11-27 11:00"]);
    }

    #[test]
    fn a_change_of_all_that_follow_moves_them_too() {
        let mut event = meeting("2026-11-02T09:00:00", "2026-11-02T10:00:00", "FREQ=DAILY");
        let original = RecurrenceDate::Time(in_berlin("2026-11-25T09:00:00"));
        let moved = EventTime::Timed { start: in_berlin("2026-11-26T14:00:00"), end: in_berlin("2026-11-26T16:00:00") };
        recurrence(&mut event).overrides = vec![OccurrenceOverride { and_future: true, ..change(original, moved) }];
        assert_eq!(
            in_week(&event),
            [
                "11-23 09:00 11-23 10:00",
                "11-24 09:00 11-24 10:00",
                "11-26 14:00 11-26 16:00",
                "11-27 14:00 11-27 16:00",
                "11-28 14:00 11-28 16:00",
                "11-29 14:00 11-29 16:00",
            ]
        );
    }

    #[test]
    fn a_flight_ends_on_another_wall() {
        let end = ZonedTime { local: at("2026-11-16T11:00:00"), zone: Zone::Iana("America/New_York".to_owned()) };
        let flight = event(EventTime::Timed { start: in_berlin("2026-11-16T09:00:00"), end }, "FREQ=WEEKLY");
        assert_eq!(in_week(&flight), ["11-23 09:00 11-23 17:00"]);
    }

    #[test]
    fn a_rule_that_cannot_be_followed_shows_the_event_once() {
        assert_eq!(
            in_week(&meeting("2026-11-23T09:00:00", "2026-11-23T10:00:00", "FREQ=NEVER")),
            ["11-23 09:00 11-23 10:00"]
        );
    }
}
