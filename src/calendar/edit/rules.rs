//! Recurrence rules of an edited series: another rule, another start, another end.

use chrono::{NaiveDate, NaiveDateTime, TimeDelta, Weekday};

use super::super::occur::Series;
use super::super::rule::{Every, NWeekday, Rule, SimpleRule, Until};
use super::super::zone::Clocks;
use super::overrides::{move_ids, without_stray_overrides};
use super::times::{first_date, first_id, later};
use crate::model::{Event, EventTime, Recurrence, RecurrenceDate, Zone};

/// Returns the event with another rule, or none. It starts on the first day from its own on that the rule generates, and
/// keeps the overrides of occurrences that still happen.
pub(super) fn with_rule(mut event: Event, clocks: Clocks<'_>, rule: Option<&Rule>) -> Event {
    let Some(rule) = rule else { return Event { recurrence: None, ..event } };
    let first = first_date(&event.time);
    // "Every second week" starts in the week of its first day, so the interval must not skip to another week.
    let every_period = Rule { interval: 1, ..rule.clone().without_end() };
    let days = every_period.next_date(first, first).ok().flatten().map_or(0, |date| (date - first).num_days());
    event.time = later(event.time, days);
    event.recurrence.get_or_insert_default().rules = vec![rule.to_string()];
    without_stray_overrides(event, clocks)
}

/// Returns the single occurrence `alone` as a series that continues `event` from it on with another rule and the
/// overrides of later occurrences. An unchanged COUNT covers the occurrences of both.
pub(super) fn continued_with_rule(
    alone: Event,
    event: &Event,
    (series, clocks): (&Series, Clocks<'_>),
    original: &RecurrenceDate,
    rule: &Rule,
) -> Event {
    let Some(old) = &event.recurrence else { return with_rule(alone, clocks, Some(rule)) };
    let from = series.on_wall(original);
    let mut rest = Recurrence { rules: Vec::new(), ..old.clone() };
    rest.rdates.retain(|date| series.on_wall(date) > from);
    rest.exdates.retain(|date| series.on_wall(date) > from);
    rest.overrides.retain(|change| series.on_wall(&change.original) > from);
    let begins = series.on_wall(&first_id(&alone.time));
    move_ids(&mut rest, begins - from, (begins.date() - from.date()).num_days());
    let old_rule = old.rules.first().and_then(|text| text.parse::<Rule>().ok());
    let before = old_rule.as_ref().map_or(0, |old| starts_before(old, series, from));
    let left = rule.count.filter(|count| old_rule.is_some_and(|old| old.count == Some(*count)));
    let left = left.and_then(|count| count.checked_sub(before)).filter(|left| *left > 0);
    let rule = left.map_or_else(|| rule.clone(), |left| rule.clone().with_count(left));
    with_rule(Event { recurrence: Some(rest), ..alone }, clocks, Some(&rule))
}

/// Returns the number of starts of a rule before a time on the wall clock of its series.
fn starts_before(rule: &Rule, series: &Series, from: NaiveDateTime) -> u32 {
    let start = series.start();
    let before = rule.starts(start, None, (start, from - TimeDelta::seconds(1)));
    before.map_or(0, |before| u32::try_from(before.len()).unwrap_or(u32::MAX))
}

/// Returns the series up to the occurrence before `original`.
pub(super) fn ended_before(event: &Event, clocks: Clocks<'_>, series: &Series, original: &RecurrenceDate) -> Event {
    let from = series.on_wall(original);
    let last = from - TimeDelta::seconds(1);
    let until = match &event.time {
        EventTime::AllDay { .. } => Until::Date(last.date()),
        EventTime::Timed { start, .. } if start.zone == Zone::Floating => Until::Local(last),
        EventTime::Timed { start, .. } => Until::Utc(clocks.to_utc(last, &start.zone).naive_utc()),
    };
    let mut event = event.clone();
    if let Some(recurrence) = &mut event.recurrence {
        change_rules(recurrence, |rule| rule.with_until(until));
        recurrence.rdates.retain(|date| series.on_wall(date) < from);
        recurrence.overrides.retain(|change| series.on_wall(&change.original) < from);
    }
    event
}

/// Changes each rule that can be read.
pub(super) fn change_rules(recurrence: &mut Recurrence, change: impl Fn(Rule) -> Rule) {
    for text in &mut recurrence.rules {
        if let Ok(rule) = text.parse() {
            *text = change(rule).to_string();
        }
    }
}

/// Returns the rule with its UNTIL moved with its series: times by `shift`, dates by `days`.
pub(super) fn with_until_moved(rule: Rule, shift: TimeDelta, days: i64) -> Rule {
    let until = rule.until.map(|until| match until {
        Until::Date(date) => Until::Date(date + TimeDelta::days(days)),
        Until::Local(at) => Until::Local(at + shift),
        Until::Utc(at) => Until::Utc(at + shift),
    });
    Rule { until, ..rule }
}

/// Returns the rule with UNTIL as the date of the last start, for a series whose time of day changes and whose first
/// date moves by `days`.
pub(super) fn with_until_by_date(rule: Rule, series: &Series, days: i64) -> Rule {
    let until = rule.until.map(|until| {
        let last = series.last_start(until);
        let date = if last.time() < series.start().time() { last.date() - TimeDelta::days(1) } else { last.date() };
        Until::Date(date + TimeDelta::days(days))
    });
    Rule { until, ..rule }
}

/// Returns the rule of a series that moves from `start` to the date `to`: other weekdays, another weekday of the month.
pub(super) fn moved_rule(rule: Rule, start: NaiveDateTime, to: NaiveDate) -> Rule {
    match SimpleRule::read(&rule, start) {
        Some(SimpleRule { every: Every::Month(choice), interval, ends }) => {
            SimpleRule { every: Every::Month(choice.on(to)), interval, ends }.rule(to)
        }
        _ => with_weekdays_moved(rule, (to - start.date()).num_days()),
    }
}

/// Moves the weekdays without ordinal by a number of days. The week start moves along where the weekdays of one week
/// would else fall into two, of which INTERVAL may skip one.
fn with_weekdays_moved(mut rule: Rule, days: i64) -> Rule {
    let steps = days.rem_euclid(7) as u32;
    let moved = |day: Weekday| (0..steps).fold(day, |day, _| day.succ());
    let in_next_week = |day: &NWeekday| match day {
        NWeekday::Every(day) | NWeekday::Nth(_, day) => day.days_since(rule.week_start) + steps >= 7,
    };
    let crossing = rule.by_weekday.iter().filter(|day| in_next_week(day)).count();
    if rule.interval > 1 && crossing > 0 && crossing < rule.by_weekday.len() {
        rule.week_start = moved(rule.week_start);
    }
    for day in &mut rule.by_weekday {
        if let NWeekday::Every(weekday) = day {
            *day = NWeekday::Every(moved(*weekday));
        }
    }
    rule
}
