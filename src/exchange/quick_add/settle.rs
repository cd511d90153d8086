//! What counts of all that may have been understood: what is said twice, what may as well be words, what contradicts.

use std::collections::BTreeSet;

use chrono::{NaiveDate, NaiveTime, Timelike as _};

use super::Reading;
use super::dates::{When, next_at};
use super::grammar::{Kind, Link, Value};
use super::line::{Candidate, Layout, Line};
use super::repeats::{End, Repeated, last_day};
use super::rule::{Rule, first_date};
use crate::exchange::breakdown::equal_pieces;

/// When a task is due and how it comes again.
#[derive(Default)]
pub(super) struct Schedule {
    pub due: Option<(NaiveDate, Option<NaiveTime>)>,
    pub repeat: Option<String>,
    pub after_completion: bool,
}

impl Line<'_> {
    /// Drops the candidates that are words after all: the weak ones with something of the title behind them, those that
    /// say once more what was said further right, and those that contradict others.
    pub fn settle(&mut self, layout: &Layout, reading: &Reading) {
        let parts = layout.parts(self.words.len());
        let mut found = std::mem::take(&mut self.candidates);
        let repeats = |found: &[Candidate]| found.iter().any(|it| matches!(it.value, Value::Repeat(_)));
        if !repeats(&found) {
            found.iter_mut().for_each(Candidate::end_to_due);
        }
        let mut said = Said::at_the_end_of(&found);
        // Whether nothing of the title stands between here and the end of its part.
        let (mut bare, mut part) = (true, None);
        let mut end = self.words.len();
        while let Some(last) = end.checked_sub(1) {
            if parts[last] != part {
                (bare, part) = (true, parts[last]);
            }
            let Some(candidate) = found.pop_if(|candidate| candidate.words.end == end) else {
                bare &= self.is_mark(last);
                end = last;
                continue;
            };
            end = candidate.words.start;
            if let Value::Words(link) = candidate.value {
                bare = false;
                let range =
                    link == Link::Range && found.last().is_some_and(|it| it.has_time() && it.words.end + 1 == end);
                said.both |= link != Link::None && !range;
            } else if (candidate.weak && !bare) || !said.for_the_first_time(&candidate.value, part) {
                bare = false;
            } else {
                self.candidates.push(candidate);
            }
        }
        self.candidates.reverse();
        if !repeats(&self.candidates) {
            self.candidates.retain(|it| !matches!(it.value, Value::Until(_)) || !(said.date || said.time));
            self.candidates.iter_mut().for_each(Candidate::end_to_due);
        }
        self.drop_contradictions(reading);
        self.drop_what_lacks_its_other_half(layout);
    }

    /// Where a rule would end before its first day, its end is given up, else the dates beside it, else the rule.
    fn drop_contradictions(&mut self, reading: &Reading) {
        let gives_way: [fn(&Value) -> bool; 3] = [
            |value| matches!(value, Value::Until(_)),
            |value| matches!(value, Value::Due(_) | Value::HardDue(_) | Value::NotBefore(_)),
            |value| matches!(value, Value::Repeat(_)),
        ];
        for gives_way in gives_way {
            if self.schedule(reading).is_some() {
                break;
            }
            self.candidates.retain(|found| !gives_way(&found.value));
        }
    }

    fn drop_what_lacks_its_other_half(&mut self, layout: &Layout) {
        let due = |found: &Candidate| matches!(found.value, Value::Due(_) | Value::HardDue(_) | Value::Repeat(_));
        let has_due = self.candidates.iter().any(due);
        let length = self.candidates.iter().find_map(|found| match found.value {
            Value::Length(minutes) => Some(minutes),
            _ => None,
        });
        self.candidates.retain(|found| match found.value {
            Value::Hard => has_due,
            Value::Pieces(size) => {
                layout.items.is_empty() && length.is_some_and(|all| equal_pieces(all, size).is_some())
            }
            _ => true,
        });
    }

    /// When it is due and how it repeats; `None` if it would end before its first day.
    pub fn schedule(&self, reading: &Reading) -> Option<Schedule> {
        let mut when = When::default();
        let (mut repeat, mut end, mut not_before) = (None, None, None);
        for found in &self.candidates {
            match &found.value {
                Value::Until(said) => end = Some(End::On(said.date?)),
                Value::Due(said) | Value::HardDue(said) => {
                    when.date = when.date.or(said.date);
                    when.time = when.time.or(said.time);
                }
                Value::NotBefore(said) => not_before = said.date.map(|date| (date, said.time)),
                Value::Repeat(said) => repeat = Some(&**said),
                _ => {}
            }
        }
        let Some(repeat) = repeat else {
            let alone = |time| reading.day.map_or_else(|| next_at(time, reading.now), |day| day.at(time).date());
            let date = when.date.or_else(|| when.time.map(alone));
            return Some(Schedule { due: date.map(|date| (date, when.time)), ..Schedule::default() });
        };
        if end.is_some() && repeat.end.is_some() {
            return None;
        }
        let first = first_time(repeat, when, not_before, reading);
        let (until, count) = match repeat.end.or(end) {
            Some(End::On(day)) => (Some(day), None),
            Some(End::After(n, unit)) => (Some(last_day(first.0, n, unit)?), None),
            Some(End::Times(count)) => (None, Some(count)),
            None => (None, None),
        };
        let text = repeat.rule.text(until, count);
        let after_completion = repeat.after_completion;
        let ends_later = until.is_none_or(|until| until >= first.0);
        ends_later.then_some(Schedule { due: Some(first), repeat: Some(text), after_completion })
    }
}

impl Candidate {
    fn has_time(&self) -> bool {
        matches!(&self.value, Value::Due(when) | Value::HardDue(when) if when.time.is_some())
    }

    /// What would be the end of a rule is a due date without one.
    fn end_to_due(&mut self) {
        if let Value::Until(when) = self.value {
            self.value = Value::Due(when);
        }
    }
}

/// The first time of a rule: on a day that it gives, not before its start, and to come if only a time was said.
fn first_time(
    repeat: &Repeated,
    when: When,
    not_before: Option<(NaiveDate, Option<NaiveTime>)>,
    reading: &Reading,
) -> (NaiveDate, Option<NaiveTime>) {
    let rule = &repeat.rule;
    let time = when.time.or(repeat.time);
    let start = repeat.start.max(not_before.map(|(date, _)| date));
    if let Some(date) = when.date {
        return (first_date(rule, date), time);
    }
    if rule.is_within_day() && time.is_none() {
        let now = (reading.now.date(), reading.now.time().with_second(0));
        let time_of = |day| not_before.filter(|(date, _)| *date == day).and_then(|(_, time)| time);
        return start.map_or(now, |day| (day, time_of(day)));
    }
    let first = first_date(rule, start.unwrap_or(reading.day.map_or(reading.today, |day| day.date)));
    let from = not_before.map(|(date, time)| date.and_time(time.unwrap_or_default()));
    let after = from.map_or(reading.now, |from| from.max(reading.now));
    let past = |date: NaiveDate| time.is_some_and(|time| date.and_time(time) <= after);
    let mut date = first;
    // A time of the small hours may have passed on two dates.
    for _ in 0..2 {
        if past(date) && repeat.start.is_none() {
            date = next_of(rule, date);
        }
    }
    (date, time)
}

/// The time of a rule that comes after one of its dates.
fn next_of(rule: &Rule, date: NaiveDate) -> NaiveDate {
    let tomorrow = date.succ_opt().unwrap_or(date);
    if rule.freq == "DAILY" || rule.is_within_day() {
        return tomorrow;
    }
    let parsed = rule.text(None, None).parse::<crate::calendar::Rule>().ok();
    parsed.and_then(|rule| rule.next_date(date, tomorrow).ok().flatten()).unwrap_or(tomorrow)
}

/// What was said so far, from the right.
#[derive(Default)]
struct Said {
    kinds: BTreeSet<(Kind, Option<usize>)>,
    date: bool,
    time: bool,
    until: bool,
    important: bool,
    urgent: bool,
    /// Whether what follows names two dates, of which neither is meant.
    both: bool,
    /// Whether there is a hard date, which counts before others.
    hard: bool,
    /// Whether a date or a rule has a time, which counts before a time alone.
    timed: bool,
}

impl Said {
    fn at_the_end_of(found: &[Candidate]) -> Self {
        let any = |fits: fn(&Value) -> bool| found.iter().any(|found| fits(&found.value));
        let hard = any(|value| matches!(value, Value::HardDue(when) if when.date.is_some()));
        let timed = any(|value| match value {
            Value::Due(when) | Value::HardDue(when) => when.date.is_some() && when.time.is_some(),
            Value::Repeat(rule) => rule.time.is_some(),
            _ => false,
        });
        Self { hard, timed, ..Self::default() }
    }

    /// Notes a value. Returns whether it says nothing that was said.
    fn for_the_first_time(&mut self, value: &Value, part: Option<usize>) -> bool {
        let kind = match value {
            Value::Words(_) => return false,
            Value::Tag(_) => return true,
            Value::Due(when)
                if self.both || (self.hard && when.date.is_some()) || (self.timed && when.date.is_none()) =>
            {
                return false;
            }
            Value::Due(when) | Value::HardDue(when) => {
                let twice = (when.date.is_some() && self.date) || (when.time.is_some() && self.time);
                self.date |= when.date.is_some() && !twice;
                self.time |= when.time.is_some() && !twice;
                return !twice;
            }
            Value::Until(_) => return !std::mem::replace(&mut self.until, true),
            Value::Importance(important, urgent) => {
                let twice = (important.is_some() && self.important) || (urgent.is_some() && self.urgent);
                self.important |= important.is_some();
                self.urgent |= urgent.is_some();
                return !twice;
            }
            Value::Length(_) => return self.kinds.insert((Kind::Length, part)),
            Value::Hard => Kind::Hard,
            Value::NotBefore(_) => Kind::NotBefore,
            Value::Energy(_) => Kind::Energy,
            Value::Repeat(_) => Kind::Repeat,
            Value::Pieces(_) => Kind::Pieces,
        };
        self.kinds.insert((kind, None))
    }
}
