//! Giving an event another rule to come again by.

use chrono::{NaiveDate, TimeDelta};

use super::edit::{first_of, move_exceptions};
use super::repeat::next_date;
use super::rule::Rule;
use super::series::Series;
use super::zone::Clocks;
use crate::model::{Event, EventTime, Recurrence, RecurrenceDate};

/// `event` with another rule, or none. It begins on the first day from its own on that the rule gives, and keeps the
/// exceptions to what still happens.
pub(super) fn with_rule(mut event: Event, clocks: Clocks<'_>, rule: Option<String>) -> Event {
    let Some(rule) = rule else { return Event { recurrence: None, ..event } };
    let first = date_of(&event.time);
    // Every second week begins in the week of its first day.
    let shape = without(&rule, &["INTERVAL", "COUNT", "UNTIL"]);
    let days = next_date(&shape, first, first).ok().flatten().map_or(0, |date| (date - first).num_days());
    event.time = later(event.time, TimeDelta::days(days));
    event.recurrence.get_or_insert_default().rules = vec![rule];
    without_stray_exceptions(event, clocks)
}

/// The occurrence `alone` with a rule and the exceptions of `event` from it on. A count of times that is the old one
/// goes on where that was.
pub(super) fn goes_on_by(
    alone: Event,
    event: &Event,
    (series, clocks): (&Series, Clocks<'_>),
    original: &RecurrenceDate,
    rule: &str,
) -> Event {
    let Some(old) = &event.recurrence else { return with_rule(alone, clocks, Some(rule.to_owned())) };
    let from = series.on_wall(original);
    let mut rest = Recurrence { rules: Vec::new(), ..old.clone() };
    rest.rdates.retain(|date| series.on_wall(date) > from);
    rest.exdates.retain(|date| series.on_wall(date) > from);
    rest.overrides.retain(|change| series.on_wall(&change.original) > from);
    let begins = series.on_wall(&first_of(&alone.time));
    move_exceptions(&mut rest, begins - from, (begins.date() - from.date()).num_days());
    let before = old.rules.first().map_or(0, |old| times_before(old, series, from));
    let rule = match (count(rule), old.rules.first().and_then(|old| count(old))) {
        (Some(new), Some(old)) if new == old && before < old => {
            format!("{};COUNT={}", without(rule, &["COUNT"]), old - before)
        }
        _ => rule.to_owned(),
    };
    with_rule(Event { recurrence: Some(rest), ..alone }, clocks, Some(rule))
}

/// How often a rule has happened before a time on the wall clock of its series.
fn times_before(rule: &str, series: &Series, from: chrono::NaiveDateTime) -> u32 {
    let start = series.start();
    let before = Rule::parse(rule).and_then(|rule| rule.starts(start, None, (start, from - TimeDelta::seconds(1))));
    before.map_or(0, |before| u32::try_from(before.len()).unwrap_or(u32::MAX))
}

/// Drops the changes to occurrences that no longer are.
fn without_stray_exceptions(event: Event, clocks: Clocks<'_>) -> Event {
    let Some(recurrence) = &event.recurrence else { return event };
    let series = Series::new(&event, recurrence, clocks);
    let kept = recurrence.overrides.iter().filter(|change| series.gives(series.on_wall(&change.original)));
    let overrides = kept.cloned().collect();
    let recurrence = Some(Recurrence { overrides, ..recurrence.clone() });
    Event { recurrence, ..event }
}

fn count(rule: &str) -> Option<u32> {
    rule.split(';').find_map(|part| part.strip_prefix("COUNT=")).and_then(|count| count.parse().ok())
}

fn without(rule: &str, names: &[&str]) -> String {
    let named = |part: &&str| !names.contains(&part.split('=').next().unwrap_or_default());
    rule.split(';').filter(named).collect::<Vec<_>>().join(";")
}

fn date_of(time: &EventTime) -> NaiveDate {
    match time {
        EventTime::AllDay { start, .. } => *start,
        EventTime::Timed { start, .. } => start.local.date(),
    }
}

fn later(time: EventTime, by: TimeDelta) -> EventTime {
    match time {
        EventTime::AllDay { start, end } => EventTime::AllDay { start: start + by, end: end + by },
        EventTime::Timed { mut start, mut end } => {
            start.local += by;
            end.local += by;
            EventTime::Timed { start, end }
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDateTime;

    use super::super::edit::{OccurrenceEdit, Scope, begins_series, edit_occurrence};
    use super::super::occurrences::{instances, span_here};
    use super::super::zone::CustomZones;
    use super::*;
    use crate::model::{CalendarId, EventId, Minutes, Span};

    fn at(text: &str) -> NaiveDateTime {
        format!("2026-{text}:00").parse().expect("a time")
    }

    fn clocks() -> Clocks<'static> {
        static NONE: CustomZones = CustomZones::new();
        Clocks { custom: &NONE, here: chrono_tz::Tz::UTC }
    }

    /// From Monday 23 November on, at ten.
    fn event(rule: &str) -> Event {
        let time = EventTime::floating(Span::new(at("11-23T10:00"), at("11-23T10:30")));
        let event = Event::new(EventId::derived("series"), CalendarId::derived("c"), "Team", time);
        let recurrence = Recurrence { rules: vec![rule.into()], ..Recurrence::default() };
        Event { recurrence: Some(recurrence), ..event }
    }

    /// The first times of what is left and of what goes on by itself.
    fn after(event: &Event, start: &str, edit: &OccurrenceEdit, scope: Scope) -> [Vec<String>; 2] {
        let edited =
            edit_occurrence(event, clocks(), at(start), edit, scope, EventId::derived("rest")).expect("an occurrence");
        [edited.event, edited.rest].map(|event| event.iter().flat_map(times).take(4).collect())
    }

    fn times(event: &Event) -> Vec<String> {
        let (from, to) = (at("11-01T00:00").and_utc(), at("12-31T00:00").and_utc());
        let all = instances(event, clocks(), from, to).expect("a rule");
        let start = |time: &EventTime| span_here(time, clocks()).start.format("%m-%d %H:%M").to_string();
        all.iter().map(|it| start(&it.time)).collect()
    }

    fn by(rule: &str) -> OccurrenceEdit {
        OccurrenceEdit::Repeat(Some(rule.into()))
    }

    #[test]
    fn another_rule_from_here_on_is_a_series_of_its_own() {
        let daily = event("FREQ=DAILY;COUNT=6");
        let [before, rest] = after(&daily, "11-25T10:00", &by("FREQ=WEEKLY;BYDAY=WE,FR;COUNT=6"), Scope::Following);
        assert_eq!(before, ["11-23 10:00", "11-24 10:00"]);
        assert_eq!(rest, ["11-25 10:00", "11-27 10:00", "12-02 10:00", "12-04 10:00"], "the four that are left");
        let [before, rest] = after(&daily, "11-25T10:00", &OccurrenceEdit::Repeat(None), Scope::Following);
        assert_eq!((before.len(), rest), (2, vec!["11-25 10:00".to_owned()]));
    }

    #[test]
    fn another_rule_for_all_begins_on_a_day_that_it_gives() {
        let weekly = event("FREQ=WEEKLY;BYDAY=MO");
        let [all, rest] = after(&weekly, "11-30T10:00", &by("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"), Scope::All);
        assert_eq!((&all[..3], rest.len()), (&["11-24 10:00", "12-08 10:00", "12-22 10:00"].map(String::from)[..], 0));
        let [all, _] = after(&weekly, "11-30T10:00", &OccurrenceEdit::Repeat(None), Scope::All);
        assert_eq!(all, ["11-30 10:00"], "the one that is looked at stays");
        assert!(begins_series(&weekly, clocks(), at("11-23T10:00")));
        assert!(!begins_series(&weekly, clocks(), at("11-30T10:00")));
    }

    #[test]
    fn a_day_of_the_month_moves_with_its_series() {
        let to = |day: &str| OccurrenceEdit::Span(Span::new(at(&format!("{day}T10:00")), at(&format!("{day}T10:30"))));
        let rule = |rule: &str, day: &str| {
            let all = edit_occurrence(&event(rule), clocks(), at("11-23T10:00"), &to(day), Scope::All, event(rule).id);
            all.expect("it is there").event.and_then(|event| event.recurrence).expect("a rule").rules.remove(0)
        };
        assert_eq!(rule("FREQ=MONTHLY;BYDAY=4MO", "11-24"), "FREQ=MONTHLY;BYDAY=4TU");
        assert_eq!(rule("FREQ=MONTHLY;BYDAY=4MO;COUNT=3", "11-30"), "FREQ=MONTHLY;BYDAY=-1MO;COUNT=3");
        assert_eq!(rule("FREQ=MONTHLY;BYMONTHDAY=23", "11-25"), "FREQ=MONTHLY");
        assert_eq!(rule("FREQ=WEEKLY;BYDAY=MO,WE", "11-24"), "FREQ=WEEKLY;BYDAY=TU,TH");
    }

    #[test]
    fn exceptions_stay_where_they_still_mean_something() {
        let daily = event("FREQ=DAILY");
        let moved = OccurrenceEdit::Span(Span::new(at("11-26T15:00"), at("11-26T15:30")));
        let id = daily.id;
        let daily = edit_occurrence(&daily, clocks(), at("11-26T10:00"), &moved, Scope::This, id).expect("it is there");
        let daily = daily.event.expect("kept");
        let [_, rest] = after(&daily, "11-25T10:00", &by("FREQ=WEEKLY;BYDAY=WE,TH"), Scope::Following);
        assert_eq!(rest[..2], ["11-25 10:00", "11-26 15:00"]);
        let [_, rest] = after(&daily, "11-25T10:00", &by("FREQ=WEEKLY;BYDAY=WE"), Scope::Following);
        assert_eq!(rest[..2], ["11-25 10:00", "12-02 10:00"]);
    }

    #[test]
    fn whole_days_and_times_of_day_go_as_far_as_is_said() {
        let daily = event("FREQ=DAILY;COUNT=3");
        let [this, _] = after(&daily, "11-24T10:00", &OccurrenceEdit::WholeDays, Scope::This);
        assert_eq!(this, ["11-23 10:00", "11-24 00:00", "11-25 10:00"]);
        let [following, _] = after(&daily, "11-24T10:00", &OccurrenceEdit::WholeDays, Scope::Following);
        assert_eq!(following, ["11-23 10:00", "11-24 00:00", "11-25 00:00"]);
        let [all, _] = after(&daily, "11-24T10:00", &OccurrenceEdit::WholeDays, Scope::All);
        assert_eq!(all, ["11-23 00:00", "11-24 00:00", "11-25 00:00"]);
        let edit = OccurrenceEdit::WholeDays;
        let whole = edit_occurrence(&daily, clocks(), at("11-24T10:00"), &edit, Scope::All, daily.id);
        let whole = whole.expect("it is there").event.expect("kept");
        let nine = OccurrenceEdit::TimeOfDay(at("11-23T09:00").time(), Minutes::new(60));
        let [all, _] = after(&whole, "11-24T00:00", &nine, Scope::All);
        assert_eq!(all, ["11-23 09:00", "11-24 09:00", "11-25 09:00"]);
    }

    #[test]
    fn a_whole_day_takes_time_only_if_it_is_marked() {
        let none = imbl::OrdMap::new();
        let day = Span::new(at("11-23T00:00"), at("11-26T00:00"));
        let blocks = |event: &Event| -> Vec<bool> {
            let all = super::super::occurrences(std::iter::once(event), &none, day, chrono_tz::Tz::UTC);
            all.iter().map(|it| it.blocks).collect()
        };
        let edit = |event: &Event, edit, scope| {
            let start = times(event)[0].replace(' ', "T");
            edit_occurrence(event, clocks(), at(&start), &edit, scope, event.id)
                .ok()
                .and_then(|it| it.event)
                .expect("kept")
        };
        let daily = event("FREQ=DAILY;COUNT=3");
        assert_eq!(blocks(&daily), [true; 3]);
        let whole = edit(&daily, OccurrenceEdit::WholeDays, Scope::All);
        assert_eq!(blocks(&whole), [false; 3]);
        let first = edit(&whole, OccurrenceEdit::Busy(true), Scope::This);
        assert_eq!(blocks(&first), [true, false, false]);
        let all = edit(&whole, OccurrenceEdit::Busy(true), Scope::All);
        assert_eq!(blocks(&all), [true; 3]);
        assert_eq!(blocks(&edit(&all, OccurrenceEdit::Busy(false), Scope::All)), [false; 3]);
    }
}
