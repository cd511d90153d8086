//! The occurrences of events within a span of time.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use imbl::OrdMap;

use super::super::rule::RuleError;
use super::super::zone::{Clocks, Tz, ZoneTables};
use super::event_instance::{EventInstance, EventInstanceList, UtcWindow, bounds, span_here};
use super::series::Series;
use crate::model::{Calendar, CalendarId, Event, EventStatus, Occurrence, Span, Zone};

/// Occurrences listed for the screen at once. From then on an event adds at most [`MAX_LATE`], up to twice as many in all, so
/// that an event by the second does not hide the others.
const MAX_LISTED: usize = 20_000;
const MAX_LATE: usize = 100;

/// Maximum instances looked at for one list.
const MAX_LOOKED_AT: usize = 60_000;

/// Maximum steps of the rules of one list; from then on of each event.
const MAX_STEPS: usize = 1_000_000;
const MAX_LATE_STEPS: usize = 200;

/// Returns the instances of `event` that overlap `from` to `to` (exclusive), sorted by start; at most 20,160 of a series.
/// Includes instances without length that start in the window, and cancelled ones.
///
/// The first instance is the event's own time, even if its rule does not generate it (RFC 5545 section 3.8.5.3).
///
/// # Errors
/// If one of its rules is invalid.
///
/// ```
/// use gapwise::calendar::{Clocks, Tz, event_instances};
/// use gapwise::model::{CalendarId, Event, EventId, EventTime, Recurrence, Span};
///
/// let at = |text: &str| text.parse::<chrono::NaiveDateTime>().unwrap();
/// let time = EventTime::floating(Span::new(at("2026-11-23T10:00:00"), at("2026-11-23T10:30:00")));
/// let mut event = Event::new(EventId::derived("standup"), CalendarId::derived("own"), "Stand-up", time);
/// event.recurrence = Some(Recurrence { rules: vec!["FREQ=WEEKLY;BYDAY=MO,WE".into()], ..Recurrence::default() });
///
/// let clocks = Clocks::at(Tz::named("Europe/Berlin").unwrap());
/// let week = (at("2026-11-23T00:00:00").and_utc(), at("2026-11-30T00:00:00").and_utc());
/// assert_eq!(event_instances(&event, clocks, week.0, week.1).unwrap().len(), 2);
/// ```
pub fn event_instances<'a>(
    event: &'a Event,
    clocks: Clocks<'_>,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Vec<EventInstance<'a>>, RuleError> {
    Ok(instances_in_steps(event, clocks, (from, to), usize::MAX)?.instances)
}

/// Returns [`event_instances`] in at most `most` steps; reports omissions.
///
/// # Errors
/// If one of its rules is invalid.
fn instances_in_steps<'a>(
    event: &'a Event,
    clocks: Clocks<'_>,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
    most: usize,
) -> Result<EventInstanceList<'a>, RuleError> {
    let window = UtcWindow { clocks, from, to };
    let mut found = match &event.recurrence {
        Some(recurrence) => Series::new(event, recurrence, clocks).in_steps(most).within(window)?,
        None => EventInstanceList {
            instances: window.keep(EventInstance::of_event(event)).into_iter().collect(),
            ..Default::default()
        },
    };
    found.instances.sort_by_cached_key(|instance| bounds(&instance.time, clocks).0);
    Ok(found)
}

/// The steps that the rules of one list of events may take. An event has some of its own, so that slow rules do not hide
/// the others.
///
/// ```
/// use gapwise::calendar::{Clocks, RuleBudget, Tz};
/// use gapwise::model::{CalendarId, Event, EventId, EventTime, Recurrence, Span};
///
/// # let at = |day| format!("2026-11-{day}T09:00:00").parse::<chrono::NaiveDateTime>().unwrap();
/// # let (from, to) = (at(23), at(24));
/// # let event = |rule: &str| {
/// #     let time = EventTime::floating(Span::new(from, from));
/// #     let mut event = Event::new(EventId::derived(rule), CalendarId::derived("c"), rule, time);
/// #     event.recurrence = Some(Recurrence { rules: vec![rule.to_owned()], ..Recurrence::default() });
/// #     event
/// # };
/// let mut budget = RuleBudget::default();
/// let mut list = |rule| {
///     let event = event(rule);
///     let list = budget.instances(&event, Clocks::at(Tz::UTC), (from.and_utc(), to.and_utc())).unwrap();
///     (list.instances.len(), list.is_slow)
/// };
/// let is_slow = [(); 3].map(|()| list("FREQ=SECONDLY;COUNT=90000;BYDAY=MO,TU;BYSETPOS=1").1);
/// assert_eq!(is_slow, [false, false, true], "two such events take the steps of the list");
/// assert_eq!(list("FREQ=WEEKLY"), (1, false), "the next one still has a few of its own");
/// ```
pub struct RuleBudget(usize);

impl Default for RuleBudget {
    fn default() -> Self {
        Self(MAX_STEPS)
    }
}

impl RuleBudget {
    /// Returns the instances of the next event.
    ///
    /// # Errors
    /// If one of its rules is invalid.
    pub fn instances<'a>(
        &mut self,
        event: &'a Event,
        clocks: Clocks<'_>,
        window: (DateTime<Utc>, DateTime<Utc>),
    ) -> Result<EventInstanceList<'a>, RuleError> {
        let found = instances_in_steps(event, clocks, window, self.0.max(MAX_LATE_STEPS))?;
        self.0 = self.0.saturating_sub(found.steps);
        Ok(found)
    }
}

/// Returns the occurrences of `events` to show within `span` of the wall clock `here`, sorted by start. Skips hidden
/// calendars and cancelled occurrences. An event with an invalid rule is shown once, at its own time.
pub fn occurrences<'a>(
    events: impl Iterator<Item = &'a Event>,
    calendars: &OrdMap<CalendarId, Arc<Calendar>>,
    span: Span,
    here: Tz,
) -> Vec<Occurrence> {
    occurrences_or_part(events, calendars, span, here).0
}

/// Returns the same as [`occurrences`], and whether some are left out.
pub fn occurrences_or_part<'a>(
    events: impl Iterator<Item = &'a Event>,
    calendars: &OrdMap<CalendarId, Arc<Calendar>>,
    span: Span,
    here: Tz,
) -> (Vec<Occurrence>, bool) {
    let tables: BTreeMap<_, _> =
        calendars.iter().map(|(id, calendar)| (*id, ZoneTables::of(&calendar.zones))).collect();
    let (mut found, mut looked_at, mut is_part) = (Vec::new(), 0, false);
    let mut budget = RuleBudget::default();
    for event in events {
        let calendar = calendars.get(&event.calendar);
        if calendar.is_some_and(|calendar| calendar.hidden) {
            continue;
        }
        if found.len() >= 2 * MAX_LISTED || looked_at > MAX_LOOKED_AT {
            is_part = true;
            break;
        }
        let room = if found.len() < MAX_LISTED { MAX_LISTED } else { MAX_LATE };
        let clocks = Clocks { custom: tables.get(&event.calendar).unwrap_or(ZoneTables::NONE), here };
        let (from, to) = (clocks.to_utc(span.start, &Zone::Floating), clocks.to_utc(span.end, &Zone::Floating));
        let all_day_blocks = calendar.is_some_and(|calendar| calendar.all_day_blocks);
        let list = budget.instances(event, clocks, (from, to)).unwrap_or_else(|_| {
            let own = UtcWindow { clocks, from, to }.keep(EventInstance::of_event(event));
            EventInstanceList { instances: own.into_iter().collect(), ..EventInstanceList::default() }
        });
        looked_at += list.instances.len();
        is_part |= list.is_cut || list.is_slow || list.instances.len() > room;
        let shown = list.instances.into_iter().take(room).filter(|instance| instance.status != EventStatus::Cancelled);
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
    (found, is_part)
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDateTime;

    use super::*;
    use crate::model::{EventId, EventTime, OccurrenceOverride, Recurrence, RecurrenceDate, ZonedTime};

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
            own_busy: false,
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
        shown(
            event,
            calendar,
            "2026-11-23T00:00:00",
            "2026-11-30T00:00:00",
            Tz::named("Europe/Berlin").expect("a zone"),
        )
    }

    #[test]
    fn a_weekly_meeting_keeps_its_wall_time_when_clocks_change() {
        let weekly = meeting("2026-10-19T09:00:00", "2026-10-19T10:00:00", "FREQ=WEEKLY");
        let calendar = Calendar::new(weekly.calendar, "Test");
        let rows = |here| shown(&weekly, calendar.clone(), "2026-10-19T00:00:00", "2026-11-03T00:00:00", here);
        assert_eq!(
            rows(Tz::named("Europe/Berlin").expect("a zone")),
            ["10-19 09:00 10-19 10:00", "10-26 09:00 10-26 10:00", "11-02 09:00 11-02 10:00"]
        );
        assert_eq!(rows(Tz::UTC), ["10-19 07:00 10-19 08:00", "10-26 08:00 10-26 09:00", "11-02 08:00 11-02 09:00"]);
    }

    #[test]
    fn overlapping_instances_are_returned_and_touching_ones_are_not() {
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
    fn until_in_every_form() {
        let rows = |until: &str| {
            in_week(&meeting("2026-11-23T09:00:00", "2026-11-23T10:00:00", &format!("FREQ=DAILY;UNTIL={until}"))).len()
        };
        assert_eq!(rows("20261125"), 3);
        assert_eq!(rows("20261125T080000Z"), 3);
        assert_eq!(rows("20261125T075959Z"), 2);
        assert_eq!(rows("20250101"), 0, "an end before the start");
        let days = all_day("2026-11-23", "2026-11-24", "FREQ=DAILY;UNTIL=20261125T000000Z");
        assert_eq!(in_week(&days).len(), 3);
    }

    #[test]
    fn overrides_move_occurrences_into_and_out_of_the_window() {
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
    fn an_override_of_this_and_following_moves_later_occurrences() {
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
    fn a_flight_ends_in_another_zone() {
        let end = ZonedTime { local: at("2026-11-16T11:00:00"), zone: Zone::Iana("America/New_York".to_owned()) };
        let flight = event(EventTime::Timed { start: in_berlin("2026-11-16T09:00:00"), end }, "FREQ=WEEKLY");
        assert_eq!(in_week(&flight), ["11-23 09:00 11-23 17:00"]);
    }

    #[test]
    fn an_event_with_an_invalid_rule_is_shown_once() {
        assert_eq!(
            in_week(&meeting("2026-11-23T09:00:00", "2026-11-23T10:00:00", "FREQ=NEVER")),
            ["11-23 09:00 11-23 10:00"]
        );
    }

    #[test]
    fn an_event_by_the_second_hides_no_other_and_the_cut_is_said() {
        let day = Span::new(at("2026-11-23T00:00:00"), at("2026-11-24T00:00:00"));
        let timed = |rule: &str| event(EventTime::floating(Span::new(day.start, day.start)), rule);
        let list = |rules: &[&str]| {
            let events: Vec<_> = rules.iter().map(|rule| timed(rule)).collect();
            occurrences_or_part(events.iter(), &OrdMap::new(), day, Tz::UTC)
        };
        let (found, is_part) = list(&["FREQ=SECONDLY", "FREQ=SECONDLY;INTERVAL=1", "FREQ=DAILY", "FREQ=HOURLY"]);
        assert!(is_part && found.len() <= 2 * MAX_LISTED);
        for (rule, count) in [("FREQ=DAILY", 1), ("FREQ=HOURLY", 24)] {
            assert_eq!(found.iter().filter(|it| it.event == EventId::derived(rule)).count(), count, "{rule}");
        }
        assert!(!list(&["FREQ=MINUTELY", "FREQ=DAILY"]).1);
        let many: Vec<String> = (1..3_000).map(|n| format!("FREQ=SECONDLY;INTERVAL=1;COUNT=9{n:04}")).collect();
        let (found, is_part) = list(&many.iter().map(String::as_str).collect::<Vec<_>>());
        assert!(is_part && found.len() <= 2 * MAX_LISTED);
    }
}
