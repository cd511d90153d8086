//! Resolves conflicts between phrases: repeated, weak and contradictory ones.

use std::collections::BTreeSet;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, Timelike as _};

use super::dates::next_at;
use super::found::DateAndTime;
use super::line::{LineLayout, Phrase, QuickLine};
use super::phrase::{PhraseValue, TitleLink};
use super::reading::Reading;
use super::repeats::{RepeatPhrase, RuleEnd, last_day};
use super::rule::first_date;
use super::understood::PhraseKind;
use crate::calendar::{Frequency, Rule, Until};
use crate::exchange::breakdown::equal_pieces;
use crate::model::TimeRange;

/// The due date and repetition of a task.
#[derive(Default)]
pub(super) struct TaskSchedule {
    pub due: Option<(NaiveDate, Option<NaiveTime>)>,
    /// The start of a range of times.
    pub not_before: Option<NaiveDateTime>,
    pub repeat: Option<String>,
    pub after_completion: bool,
}

impl QuickLine<'_> {
    /// Turns phrases back into title words: weak ones followed by title, repetitions of a later phrase, and
    /// contradictions.
    pub fn settle(&mut self, layout: &LineLayout, reading: &Reading) {
        let parts = layout.parts(self.words.len());
        let mut found = std::mem::take(&mut self.candidates);
        self.keep_names(&mut found, &parts);
        let repeats = |found: &[Phrase]| found.iter().any(|it| matches!(it.value, PhraseValue::Repeat(_)));
        if !repeats(&found) {
            found.iter_mut().for_each(Phrase::end_to_due);
        }
        let mut said = SaidSoFar::at_the_end_of(&found);
        // Whether only phrases follow in this part of the line.
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
            if let PhraseValue::Words(link) = candidate.value {
                bare = false;
                let range =
                    link == TitleLink::Range && found.last().is_some_and(|it| it.has_time() && it.words.end + 1 == end);
                said.both |= link != TitleLink::None && !range;
            } else if (candidate.weak && !bare) || !said.for_the_first_time(&candidate.value, part) {
                bare = false;
            } else {
                self.candidates.push(candidate);
            }
        }
        self.candidates.reverse();
        if !repeats(&self.candidates) {
            self.candidates.retain(|it| !matches!(it.value, PhraseValue::Until(_)) || !(said.date || said.time));
            self.candidates.iter_mut().for_each(Phrase::end_to_due);
        }
        self.drop_contradictions(reading);
        self.drop_what_lacks_its_other_half(layout);
    }

    /// Drops the end of a rule that would end before its first day, else the dates next to it, else the rule.
    fn drop_contradictions(&mut self, reading: &Reading) {
        let gives_way: [fn(&PhraseValue) -> bool; 3] = [
            |value| matches!(value, PhraseValue::Until(_)),
            |value| matches!(value, PhraseValue::Due(_) | PhraseValue::HardDue(_) | PhraseValue::NotBefore(_)),
            |value| matches!(value, PhraseValue::Repeat(_)),
        ];
        for gives_way in gives_way {
            if self.schedule(reading).is_some() {
                break;
            }
            self.candidates.retain(|found| !gives_way(&found.value));
        }
    }

    fn drop_what_lacks_its_other_half(&mut self, layout: &LineLayout) {
        let due = |found: &Phrase| {
            matches!(found.value, PhraseValue::Due(_) | PhraseValue::HardDue(_) | PhraseValue::Repeat(_))
        };
        let has_due = self.candidates.iter().any(due);
        let length = self.candidates.iter().find_map(|found| match found.value {
            PhraseValue::Length(minutes) => Some(minutes),
            _ => None,
        });
        self.candidates.retain(|found| match found.value {
            PhraseValue::Hard => has_due,
            PhraseValue::Pieces(size) => {
                layout.items.is_empty() && length.is_some_and(|all| equal_pieces(all, size).is_some())
            }
            _ => true,
        });
    }

    /// Returns the due date and repetition; `None` if the rule would end before its first day.
    pub fn schedule(&self, reading: &Reading) -> Option<TaskSchedule> {
        let mut when = DateAndTime::default();
        let (mut repeat, mut end, mut not_before, mut span) = (None, None, None, None);
        for found in &self.candidates {
            match &found.value {
                PhraseValue::Until(said) => end = Some(RuleEnd::On(said.date?)),
                PhraseValue::Due(said) | PhraseValue::HardDue(said) => {
                    when.date = when.date.or(said.date);
                    when.time = when.time.or(said.time);
                }
                PhraseValue::Range(range, _) => {
                    when.time = when.time.or(Some(range.to));
                    span = Some(*range);
                }
                PhraseValue::NotBefore(said) => not_before = said.date.map(|date| (date, said.time)),
                PhraseValue::Repeat(said) => repeat = Some(&**said),
                _ => {}
            }
        }
        let Some(repeat) = repeat else {
            let alone = |time| reading.day.map_or_else(|| next_at(time, reading.now), |day| day.at(time).date());
            let over_midnight = span.is_some_and(|it| it.to < it.from);
            let said = when.date.and_then(|date| if over_midnight { date.succ_opt() } else { Some(date) });
            let date = said.or_else(|| when.time.map(alone));
            let due = date.map(|date| (date, when.time));
            return Some(TaskSchedule { due, not_before: start_of(span, due), ..TaskSchedule::default() });
        };
        if end.is_some() && repeat.end.is_some() {
            return None;
        }
        let first = first_time(repeat, when, not_before, reading);
        let until = match repeat.end.or(end) {
            Some(RuleEnd::On(day)) => Some(day),
            Some(RuleEnd::After(n, unit)) => Some(last_day(first.0, n, unit)?),
            Some(RuleEnd::Times(_)) | None => None,
        };
        let rule = repeat.rule.clone();
        let rule = match (until, repeat.end) {
            (Some(day), _) => rule.with_until(Until::Date(day)),
            (None, Some(RuleEnd::Times(count))) => rule.with_count(count),
            (None, _) => rule,
        };
        let text = rule.to_string();
        let after_completion = repeat.after_completion;
        let ends_later = until.is_none_or(|until| until >= first.0);
        let not_before = start_of(span, Some(first));
        ends_later.then_some(TaskSchedule { due: Some(first), not_before, repeat: Some(text), after_completion })
    }
}

/// Returns the start of a range of times that ends at the due time.
fn start_of(span: Option<TimeRange>, due: Option<(NaiveDate, Option<NaiveTime>)>) -> Option<NaiveDateTime> {
    let (span, (date, time)) = (span?, due?);
    time.filter(|time| *time == span.to)?;
    let date = if span.to < span.from { date.pred_opt()? } else { date };
    Some(date.and_time(span.from))
}

impl Phrase {
    fn has_time(&self) -> bool {
        matches!(&self.value, PhraseValue::Due(when) | PhraseValue::HardDue(when) if when.time.is_some())
    }

    /// Reads the end of a rule as a due date.
    fn end_to_due(&mut self) {
        if let PhraseValue::Until(when) = self.value {
            self.value = PhraseValue::Due(when);
        }
    }
}

/// Returns the first occurrence of a rule: on one of its days, not before its start, and in the future if only a time was
/// given.
fn first_time(
    repeat: &RepeatPhrase,
    when: DateAndTime,
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
    // A time in the small hours may have passed on two dates.
    for _ in 0..2 {
        if past(date) && repeat.start.is_none() {
            date = next_of(rule, date);
        }
    }
    (date, time)
}

/// Returns the occurrence of a rule after one of its dates.
fn next_of(rule: &Rule, date: NaiveDate) -> NaiveDate {
    let tomorrow = date.succ_opt().unwrap_or(date);
    if rule.frequency == Frequency::Daily || rule.is_within_day() {
        return tomorrow;
    }
    rule.next_date(date, tomorrow).ok().flatten().unwrap_or(tomorrow)
}

/// The values seen so far, from right to left.
#[derive(Default)]
struct SaidSoFar {
    kinds: BTreeSet<(PhraseKind, Option<usize>)>,
    date: bool,
    time: bool,
    until: bool,
    important: bool,
    urgent: bool,
    /// Whether the words to the right name two alternative dates.
    both: bool,
    /// Whether the line has a hard date, which wins over other dates.
    hard: bool,
    /// Whether a date or rule has a time, which wins over a time alone.
    timed: bool,
}

impl SaidSoFar {
    fn at_the_end_of(found: &[Phrase]) -> Self {
        let any = |fits: fn(&PhraseValue) -> bool| found.iter().any(|found| fits(&found.value));
        let hard = any(|value| matches!(value, PhraseValue::HardDue(when) if when.date.is_some()));
        let timed = any(|value| match value {
            PhraseValue::Due(when) | PhraseValue::HardDue(when) => when.date.is_some() && when.time.is_some(),
            PhraseValue::Repeat(rule) => rule.time.is_some(),
            PhraseValue::Range(..) => true,
            _ => false,
        });
        Self { hard, timed, ..Self::default() }
    }

    /// Records a value. Returns whether it adds something new.
    fn for_the_first_time(&mut self, value: &PhraseValue, part: Option<usize>) -> bool {
        let kind = match value {
            PhraseValue::Perhaps(_) | PhraseValue::Words(_) => return false,
            PhraseValue::Tag(_) | PhraseValue::Ignored => return true,
            PhraseValue::Due(when)
                if self.both || (self.hard && when.date.is_some()) || (self.timed && when.date.is_none()) =>
            {
                return false;
            }
            PhraseValue::Due(when) | PhraseValue::HardDue(when) => {
                let twice = (when.date.is_some() && self.date) || (when.time.is_some() && self.time);
                self.date |= when.date.is_some() && !twice;
                self.time |= when.time.is_some() && !twice;
                return !twice;
            }
            PhraseValue::Range(..) => return !self.both && !std::mem::replace(&mut self.time, true),
            PhraseValue::Until(_) => return !std::mem::replace(&mut self.until, true),
            PhraseValue::Importance(important, urgent) => {
                let twice = (important.is_some() && self.important) || (urgent.is_some() && self.urgent);
                self.important |= important.is_some();
                self.urgent |= urgent.is_some();
                return !twice;
            }
            PhraseValue::Length(_) => return self.kinds.insert((PhraseKind::Length, part)),
            PhraseValue::Hard => PhraseKind::Hard,
            PhraseValue::NotBefore(_) => PhraseKind::NotBefore,
            PhraseValue::Energy(_) => PhraseKind::Energy,
            PhraseValue::Repeat(_) => PhraseKind::Repeat,
            PhraseValue::Pieces(_) => PhraseKind::Pieces,
        };
        self.kinds.insert((kind, None))
    }
}
