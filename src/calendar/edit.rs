//! Changing one occurrence of an event, it and all that follow, or the whole series.

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Weekday};

use super::edit_all::{carried, edit_all};
use super::edit_rule::goes_on_by;
use super::occurrences::{Instance, instances, span_here};
use super::repetition::{Every, Repetition};
use super::rule::WEEKDAYS;
use super::series::Series;
use super::zone::Clocks;
use crate::model::{
    Event, EventId, EventStatus, EventTime, Minutes, OccurrenceOverride, Recurrence, RecurrenceDate, Span, Zone,
    ZonedTime,
};

/// How far a change of a recurring event goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::EnumIter)]
pub enum Scope {
    /// Only this occurrence.
    This,
    /// This one and all after it, as a series of their own.
    Following,
    /// The whole series.
    All,
}

/// What is changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OccurrenceEdit {
    /// The time it takes on the wall clock of the person.
    Span(Span),
    /// Whole days in the place of a time of day.
    WholeDays,
    /// A time of day in the place of whole days: from when and how long.
    TimeOfDay(NaiveTime, Minutes),
    Title(String),
    Place(String),
    Notes(String),
    /// Whether it takes the person's time.
    Busy(bool),
    /// How it comes again, as a rule of RFC 5545; `None` for once. No change of one occurrence alone.
    Repeat(Option<String>),
    Remove,
}

/// What a change makes of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edited {
    /// `None` where nothing of it is left.
    pub event: Option<Event>,
    /// What goes on by another rule from here, as a series of its own.
    pub rest: Option<Event>,
}

/// `event` with a change to the occurrence that starts at `start` on the wall clock of the person. An event that
/// happens once has only itself; one that came from a file keeps what the file says and gets the change as an exception
/// of its own, so that reading the file again does not undo it; only whether all of it takes time is kept without one.
/// What goes on by another rule gets the id `rest`.
///
/// # Errors
/// Where no occurrence starts then.
pub fn edit_occurrence(
    event: &Event,
    clocks: Clocks<'_>,
    start: NaiveDateTime,
    edit: &OccurrenceEdit,
    scope: Scope,
    rest: EventId,
) -> Result<Edited, NoSuchOccurrence> {
    let only = |event| Edited { event, rest: None };
    let imported = event.uid.is_some();
    let whole = !imported || matches!(edit, OccurrenceEdit::Busy(_));
    if event.recurrence.is_none() && whole {
        return Ok(only(edit_all(event, clocks, span_here(&event.time, clocks), &first_of(&event.time), edit)));
    }
    let found = find(event, clocks, start).ok_or(NoSuchOccurrence)?;
    let original = found.recurrence_id.clone().unwrap_or_else(|| first_of(&event.time));
    let nothing = Recurrence::default();
    let series = Series::new(event, event.recurrence.as_ref().unwrap_or(&nothing), clocks);
    let is_first = series.on_wall(&original) <= series.on_wall(&first_of(&event.time));
    let scope = match scope {
        Scope::Following if is_first => Scope::All,
        other => other,
    };
    Ok(match (scope, edit) {
        (Scope::All, OccurrenceEdit::Repeat(None)) if !imported => only(Some(once(event, &found))),
        (Scope::All, _) if whole => only(edit_all(event, clocks, span_here(&found.time, clocks), &original, edit)),
        (_, OccurrenceEdit::Repeat(rule)) if !imported => Edited {
            event: Some(cut(event, clocks, &series, &original)),
            rest: Some(match rule {
                Some(rule) => {
                    goes_on_by(Event { id: rest, ..once(event, &found) }, event, (&series, clocks), &original, rule)
                }
                None => Event { id: rest, ..once(event, &found) },
            }),
        },
        (Scope::This, OccurrenceEdit::Remove) if !imported => only(Some(without(event, original))),
        (Scope::Following, OccurrenceEdit::Remove) if !imported => only(Some(cut(event, clocks, &series, &original))),
        _ => {
            let mut change = exception(event, &found, original, clocks, edit);
            change.and_future = scope != Scope::This;
            let at = exception_at(event, &change.original);
            only(Some(carried(event, with(event, at, change), clocks, at)))
        }
    })
}

/// Whether the occurrence that starts at `start` is the first of its series, so that all others follow it.
pub fn begins_series(event: &Event, clocks: Clocks<'_>, start: NaiveDateTime) -> bool {
    let Some(recurrence) = &event.recurrence else { return true };
    let series = Series::new(event, recurrence, clocks);
    let original = find(event, clocks, start).and_then(|found| found.recurrence_id);
    original.is_some_and(|original| series.on_wall(&original) <= series.on_wall(&first_of(&event.time)))
}

/// An occurrence as an event that happens once.
fn once(event: &Event, found: &Instance) -> Event {
    Event {
        time: found.time.clone(),
        title: found.title.to_owned(),
        place: found.place.to_owned(),
        notes: found.notes.to_owned(),
        free: found.free,
        busy: found.busy,
        recurrence: None,
        ..event.clone()
    }
}

/// Where the exceptions have the one that is named so.
fn exception_at(event: &Event, original: &RecurrenceDate) -> Option<usize> {
    event.recurrence.as_ref()?.overrides.iter().position(|change| change.original == *original)
}

/// There is no occurrence at that time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the event is no longer at that time")]
pub struct NoSuchOccurrence;

fn find<'a>(event: &'a Event, clocks: Clocks<'_>, start: NaiveDateTime) -> Option<Instance<'a>> {
    let at = clocks.to_utc(start, &Zone::Floating);
    let day = TimeDelta::hours(30);
    let near = instances(event, clocks, at - day, at + day).ok()?;
    near.into_iter().find(|instance| span_here(&instance.time, clocks).start == start)
}

/// What names an event's own first time.
pub(super) fn first_of(time: &EventTime) -> RecurrenceDate {
    match time {
        EventTime::AllDay { start, .. } => RecurrenceDate::Date(*start),
        EventTime::Timed { start, .. } => RecurrenceDate::Time(start.clone()),
    }
}

/// A span of the person's wall clock in the zones that `like` has.
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

fn exception(
    event: &Event,
    found: &Instance,
    original: RecurrenceDate,
    clocks: Clocks<'_>,
    edit: &OccurrenceEdit,
) -> OccurrenceOverride {
    let mut change = OccurrenceOverride {
        original,
        and_future: false,
        time: found.time.clone(),
        title: found.title.to_owned(),
        place: found.place.to_owned(),
        notes: found.notes.to_owned(),
        status: found.status,
        free: found.free,
        busy: found.busy,
        sequence: event.sequence,
        own: true,
    };
    change_fields(&mut change, clocks, edit);
    change
}

/// Makes a change to an exception.
pub(super) fn change_fields(change: &mut OccurrenceOverride, clocks: Clocks<'_>, edit: &OccurrenceEdit) {
    match edit.clone() {
        OccurrenceEdit::Span(span) => change.time = in_zones(span, &change.time, clocks),
        OccurrenceEdit::WholeDays => change.time = whole_days(&change.time, clocks),
        OccurrenceEdit::TimeOfDay(from, length) => change.time = at_time_of_day(&change.time, from, length, clocks),
        OccurrenceEdit::Title(title) => change.title = title,
        OccurrenceEdit::Place(place) => change.place = place,
        OccurrenceEdit::Notes(notes) => change.notes = notes,
        OccurrenceEdit::Busy(busy) => {
            (change.free, change.busy) = (!busy, busy && matches!(change.time, EventTime::AllDay { .. }));
        }
        // The rule of what came from a file is the file's.
        OccurrenceEdit::Repeat(_) => {}
        OccurrenceEdit::Remove => change.status = EventStatus::Cancelled,
    }
}

/// The dates that something touches.
pub(super) fn whole_days(time: &EventTime, clocks: Clocks<'_>) -> EventTime {
    let span = span_here(time, clocks);
    let last = (span.end - TimeDelta::seconds(1)).max(span.start).date();
    EventTime::AllDay { start: span.start.date(), end: last.succ_opt().unwrap_or(last) }
}

pub(super) fn at_time_of_day(time: &EventTime, from: NaiveTime, length: Minutes, clocks: Clocks<'_>) -> EventTime {
    let start = span_here(time, clocks).start.date().and_time(from);
    EventTime::floating(Span::new(start, start + length.delta()))
}

/// An event with an exception more, or in the place of the one at `at`.
fn with(event: &Event, at: Option<usize>, change: OccurrenceOverride) -> Event {
    let mut event = event.clone();
    let overrides = &mut event.recurrence.get_or_insert_default().overrides;
    match at.and_then(|at| overrides.get_mut(at)) {
        Some(known) => *known = change,
        None => overrides.push(change),
    }
    event
}

fn without(event: &Event, original: RecurrenceDate) -> Event {
    let mut event = event.clone();
    let recurrence = event.recurrence.get_or_insert_default();
    recurrence.overrides.retain(|other| other.original != original);
    recurrence.exdates.push(original);
    event
}

/// The series up to the occurrence before `original`.
fn cut(event: &Event, clocks: Clocks<'_>, series: &Series, original: &RecurrenceDate) -> Event {
    let from = series.on_wall(original);
    let mut event = event.clone();
    let last = from - TimeDelta::seconds(1);
    let until = match &event.time {
        EventTime::AllDay { .. } => last.format("%Y%m%d").to_string(),
        EventTime::Timed { start, .. } if start.zone == Zone::Floating => last.format("%Y%m%dT%H%M%S").to_string(),
        EventTime::Timed { start, .. } => clocks.to_utc(last, &start.zone).format("%Y%m%dT%H%M%SZ").to_string(),
    };
    if let Some(recurrence) = &mut event.recurrence {
        for rule in &mut recurrence.rules {
            let kept = rule.split(';').filter(|part| {
                let name = part.split('=').next().unwrap_or_default().to_ascii_uppercase();
                name != "UNTIL" && name != "COUNT"
            });
            *rule = kept.chain([format!("UNTIL={until}").as_str()]).collect::<Vec<_>>().join(";");
        }
        recurrence.rdates.retain(|date| series.on_wall(date) < from);
        recurrence.overrides.retain(|change| series.on_wall(&change.original) < from);
    }
    event
}

/// Moves what names occurrences along with their series: times by `shift`, dates by `days`.
pub(super) fn move_exceptions(recurrence: &mut Recurrence, shift: TimeDelta, days: i64) {
    let moved = |date: &mut RecurrenceDate| match date {
        RecurrenceDate::Date(date) => *date += TimeDelta::days(days),
        RecurrenceDate::Time(at) => at.local += shift,
        RecurrenceDate::Period { start, end } => {
            start.local += shift;
            end.local += shift;
        }
    };
    recurrence.rdates.iter_mut().for_each(moved);
    recurrence.exdates.iter_mut().for_each(moved);
    recurrence.overrides.iter_mut().for_each(|change| moved(&mut change.original));
}

/// A rule of what begins at `start`, for what begins on another day: other weekdays, another weekday of the month.
pub(super) fn moved_rule(rule: &str, start: NaiveDateTime, to: NaiveDate) -> String {
    match Repetition::read(rule, start) {
        Some(Repetition { every: Every::Month(choice), interval, ends }) => {
            Repetition { every: Every::Month(choice.on(to)), interval, ends }.rule(to)
        }
        _ => with_weekdays_moved(rule, (to - start.date()).num_days()),
    }
}

/// A weekly rule on plain weekdays, some days later.
fn with_weekdays_moved(rule: &str, days: i64) -> String {
    let part = |part: &str| match part.split_once('=') {
        Some((name, value)) if name.eq_ignore_ascii_case("BYDAY") => {
            let moved = value.split(',').map(|day| {
                let at = WEEKDAYS.iter().position(|name| name.eq_ignore_ascii_case(day));
                at.map_or(day, |at| WEEKDAYS[(at as i64 + days).rem_euclid(7) as usize])
            });
            format!("BYDAY={}", moved.collect::<Vec<_>>().join(","))
        }
        _ => part.to_owned(),
    };
    rule.split(';').map(part).collect::<Vec<_>>().join(";")
}

/// A weekday as RFC 5545 writes it in rules.
pub fn weekday_name(day: Weekday) -> &'static str {
    WEEKDAYS[day.num_days_from_monday() as usize]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{CalendarId, EventId};
    use chrono_tz::Tz;

    fn at(text: &str) -> NaiveDateTime {
        text.parse().expect("a time")
    }

    fn span(day: &str, from: &str, to: &str) -> Span {
        Span::new(at(&format!("{day}T{from}:00")), at(&format!("{day}T{to}:00")))
    }

    fn clocks() -> Clocks<'static> {
        static NONE: super::super::CustomZones = super::super::CustomZones::new();
        Clocks { custom: &NONE, here: Tz::Europe__Berlin }
    }

    /// Every Monday and Wednesday at ten, from 23 November on.
    fn series(zone: &Zone, uid: Option<&str>) -> Event {
        let id = EventId::derived("series");
        let zoned = |text: &str| ZonedTime { local: at(text), zone: zone.clone() };
        let time = EventTime::Timed { start: zoned("2026-11-23T10:00:00"), end: zoned("2026-11-23T10:30:00") };
        let mut event = Event::new(id, CalendarId::derived("c"), "Team", time);
        event.uid = uid.map(str::to_owned);
        let rules = vec!["FREQ=WEEKLY;BYDAY=MO,WE;COUNT=6".to_owned()];
        event.recurrence = Some(Recurrence { rules, ..Recurrence::default() });
        event
    }

    fn shown(event: &Event) -> Vec<String> {
        let (from, to) = (at("2026-11-01T00:00:00").and_utc(), at("2027-01-01T00:00:00").and_utc());
        let all = instances(event, clocks(), from, to).expect("a rule");
        let kept = all.iter().filter(|it| it.status != EventStatus::Cancelled);
        kept.map(|it| format!("{} {}", span_here(&it.time, clocks()).start.format("%m-%d %H:%M"), it.title)).collect()
    }

    fn edited(event: &Event, day: &str, edit: &OccurrenceEdit, scope: Scope) -> Vec<String> {
        let start = at(&format!("{day}T10:00:00"));
        let result = change(event, start, edit, scope);
        result.event.iter().chain(&result.rest).flat_map(shown).collect()
    }

    fn change(event: &Event, start: NaiveDateTime, edit: &OccurrenceEdit, scope: Scope) -> Edited {
        edit_occurrence(event, clocks(), start, edit, scope, EventId::derived("rest")).expect("an occurrence")
    }

    #[test]
    fn this_one_this_and_following_or_all_are_moved() {
        for zone in [Zone::Floating, Zone::Iana("America/New_York".into())] {
            let mut event = series(&zone, None);
            if zone != Zone::Floating {
                // Ten in Berlin is four in New York.
                let zoned = |text: &str| ZonedTime { local: at(text), zone: zone.clone() };
                event.time =
                    EventTime::Timed { start: zoned("2026-11-23T04:00:00"), end: zoned("2026-11-23T04:30:00") };
            }
            let to = OccurrenceEdit::Span(span("2026-12-01", "11:00", "12:00"));
            let rest = ["11-23 10:00 Team", "11-25 10:00 Team"];
            let this = edited(&event, "2026-11-30", &to, Scope::This);
            assert_eq!(this[..3], [rest[0], rest[1], "12-01 11:00 Team"]);
            assert_eq!(this[3], "12-02 10:00 Team");
            let following = edited(&event, "2026-11-30", &to, Scope::Following);
            assert_eq!(following[..4], [rest[0], rest[1], "12-01 11:00 Team", "12-03 11:00 Team"]);
            let all = edited(&event, "2026-11-30", &to, Scope::All);
            assert_eq!(all[..4], ["11-24 11:00 Team", "11-26 11:00 Team", "12-01 11:00 Team", "12-03 11:00 Team"]);
            assert_eq!(all.len(), 6);
        }
    }

    #[test]
    fn this_one_this_and_following_or_all_are_removed() {
        let event = series(&Zone::Floating, None);
        let rows = |scope| edited(&event, "2026-11-30", &OccurrenceEdit::Remove, scope).len();
        assert_eq!((rows(Scope::This), rows(Scope::Following), rows(Scope::All)), (5, 2, 0));
        let first = |scope| edited(&event, "2026-11-23", &OccurrenceEdit::Remove, scope).len();
        assert_eq!((first(Scope::This), first(Scope::Following)), (5, 0));
    }

    #[test]
    fn what_came_from_a_file_gets_an_exception_of_ones_own() {
        let event = series(&Zone::Floating, Some("uid"));
        let start = at("2026-11-30T10:00:00");
        let edit = OccurrenceEdit::Title("Retro".into());
        let changed = change(&event, start, &edit, Scope::This).event.expect("kept");
        assert!(
            changed
                .recurrence
                .as_ref()
                .is_some_and(|it| it.overrides[0].own && it.rules == event.recurrence.as_ref().expect("rules").rules)
        );
        assert_eq!(shown(&changed)[2], "11-30 10:00 Retro");
        let gone = edited(&event, "2026-11-30", &OccurrenceEdit::Remove, Scope::This);
        assert_eq!(gone.len(), 5);
        let single = Event { recurrence: None, ..event };
        let moved = OccurrenceEdit::Span(span("2026-11-24", "09:00", "09:30"));
        assert_eq!(edited(&single, "2026-11-23", &moved, Scope::This), ["11-24 09:00 Team"]);
    }

    /// The series with changes, the latter on top of the former.
    fn changed(changes: &[(&str, OccurrenceEdit, Scope)]) -> Event {
        changes.iter().fold(series(&Zone::Floating, None), |event, (start, edit, scope)| {
            change(&event, at(&format!("2026-{start}:00")), edit, *scope).event.expect("kept")
        })
    }

    fn title(text: &str) -> OccurrenceEdit {
        OccurrenceEdit::Title(text.into())
    }

    #[test]
    fn a_change_of_all_reaches_what_differs_otherwise() {
        let place = OccurrenceEdit::Place("Room 2".into());
        let own = ("11-25T10:00", title("Retro"), Scope::This);
        let event = changed(&[own.clone(), ("11-25T10:00", place, Scope::All)]);
        assert!(event.recurrence.iter().flat_map(|it| &it.overrides).all(|it| it.place == "Room 2"));
        assert_eq!(shown(&event)[..3], ["11-23 10:00 Team", "11-25 10:00 Retro", "11-30 10:00 Team"]);
        let event = changed(&[own.clone(), ("11-30T10:00", title("Review"), Scope::All)]);
        assert_eq!(shown(&event)[..3], ["11-23 10:00 Review", "11-25 10:00 Retro", "11-30 10:00 Review"]);
        let event = changed(&[own.clone(), ("11-25T10:00", title("Review"), Scope::All)]);
        assert_eq!(
            shown(&event)[..2],
            ["11-23 10:00 Review", "11-25 10:00 Review"],
            "the one that is looked at takes it"
        );
        let event = changed(&[
            ("11-25T10:00", OccurrenceEdit::WholeDays, Scope::Following),
            ("12-02T00:00", title("Review"), Scope::All),
        ]);
        assert_eq!(shown(&event)[..3], ["11-23 10:00 Review", "11-25 00:00 Review", "11-30 00:00 Review"]);
    }

    #[test]
    fn a_time_of_all_is_that_of_exceptions_too_unless_they_have_their_own() {
        let to = |day: &str, from: &str, until: &str| OccurrenceEdit::Span(span(day, from, until));
        let named = ("11-25T10:00", title("Retro"), Scope::This);
        let moved = ("11-30T10:00", to("2026-11-30", "12:00", "13:00"), Scope::This);
        let event = changed(&[named, moved, ("12-02T10:00", to("2026-12-02", "08:00", "09:00"), Scope::All)]);
        assert_eq!(
            shown(&event)[..4],
            ["11-23 08:00 Team", "11-25 08:00 Retro", "11-30 12:00 Team", "12-02 08:00 Team"]
        );
        let moved = ("11-30T10:00", to("2026-11-30", "12:00", "13:00"), Scope::This);
        let event = changed(&[moved, ("11-30T12:00", to("2026-11-30", "13:00", "14:00"), Scope::All)]);
        assert_eq!(shown(&event)[..3], ["11-23 13:00 Team", "11-25 13:00 Team", "11-30 13:00 Team"]);
        let next_day = OccurrenceEdit::Span(Span::new(at("2026-11-26T00:00:00"), at("2026-11-27T00:00:00")));
        let whole = ("11-25T10:00", OccurrenceEdit::WholeDays, Scope::Following);
        let event = changed(&[whole, ("11-25T00:00", next_day, Scope::All)]);
        assert_eq!(shown(&event)[..2], ["11-24 10:00 Team", "11-26 00:00 Team"]);
        let half_an_hour = TimeDelta::minutes(30);
        let first = span_here(&event.time, clocks());
        assert_eq!(first.end - first.start, half_an_hour, "whole days of one are not the length of the others");
    }

    #[test]
    fn a_change_of_this_and_following_reaches_what_follows_and_differs_otherwise() {
        let place = OccurrenceEdit::Place("Room 2".into());
        let later = ("12-02T10:00", title("Retro"), Scope::This);
        let event = changed(&[later, ("11-30T10:00", place, Scope::Following)]);
        let recurrence = event.recurrence.as_ref().expect("a series");
        assert!(recurrence.overrides.iter().all(|it| it.place == "Room 2"), "{recurrence:?}");
        assert_eq!(shown(&event)[2..5], ["11-30 10:00 Team", "12-02 10:00 Retro", "12-07 10:00 Team"]);
        let earlier = ("11-25T10:00", title("Retro"), Scope::This);
        let event = changed(&[earlier, ("11-30T10:00", title("Review"), Scope::Following)]);
        assert_eq!(shown(&event)[..3], ["11-23 10:00 Team", "11-25 10:00 Retro", "11-30 10:00 Review"]);
    }

    #[test]
    fn what_a_file_says_of_an_occurrence_stays_the_files() {
        let mut event = series(&Zone::Floating, Some("uid"));
        let first = at("2026-11-25T10:00:00");
        event = change(&event, first, &title("Retro"), Scope::This).event.expect("kept");
        let overrides = |event: &mut Event| event.recurrence.get_or_insert_default().overrides.clone();
        event.recurrence.get_or_insert_default().overrides[0].own = false;
        let before = overrides(&mut event);
        let later = at("2026-11-30T10:00:00");
        let mut all = change(&event, later, &OccurrenceEdit::Busy(false), Scope::All).event.expect("kept");
        assert!(all.free && overrides(&mut all) == before);
        let mut this = change(&event, first, &OccurrenceEdit::Busy(false), Scope::All).event.expect("kept");
        assert!(
            overrides(&mut this)[0].free && overrides(&mut this)[0].own,
            "the one that is looked at is the person's"
        );
    }

    #[test]
    fn what_is_not_there_is_an_error() {
        let event = series(&Zone::Floating, None);
        let at = at("2026-11-24T10:00:00");
        let none = edit_occurrence(&event, clocks(), at, &OccurrenceEdit::Remove, Scope::This, event.id);
        assert_eq!(none, Err(NoSuchOccurrence));
    }
}
