//! Tasks of other programs in a common form, before they become ours.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

use crate::calendar::{Frequency, Rule};
use crate::exchange::quick_add::parse_length;
use crate::model::{Minutes, has_plain_year};

/// A task file as read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaskFile {
    pub tasks: Vec<ForeignTask>,
    /// Number of tasks that are already done or deleted there. They are not imported.
    pub closed: usize,
    /// Ids of done tasks. Those that were imported while they were open are closed here too.
    pub done: Vec<String>,
    /// One line for each item that cannot be read.
    pub skipped: Vec<String>,
    /// The fields that are not carried over, with the number of tasks that have them.
    pub lost: BTreeMap<String, usize>,
}

impl TaskFile {
    /// Records that a field of one task is not carried over.
    pub(in crate::exchange) fn lose(&mut self, field: &str) {
        *self.lost.entry(field.to_owned()).or_default() += 1;
    }
}

/// An open task of another program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ForeignTask {
    /// Identifies the task when the file is imported again.
    pub id: String,
    pub title: String,
    pub notes: String,
    pub important: Option<bool>,
    pub estimate: Option<Minutes>,
    pub due: Option<(NaiveDate, Option<NaiveTime>)>,
    pub not_before: Option<(NaiveDate, Option<NaiveTime>)>,
    /// Without the leading `#`.
    pub tags: BTreeSet<String>,
    pub project: Option<String>,
    /// An RRULE of RFC 5545.
    pub repeat: Option<String>,
    /// Whether it repeats from completion.
    pub after_completion: bool,
    pub steps: Vec<ForeignStep>,
    /// Ids of tasks that must be finished first.
    pub after: BTreeSet<String>,
    pub created: Option<DateTime<Utc>>,
}

impl ForeignTask {
    /// Appends a line to the notes.
    pub(in crate::exchange) fn note(&mut self, line: &str) {
        if !self.notes.is_empty() {
            self.notes.push('\n');
        }
        self.notes.push_str(line);
    }
}

/// A step of a task, or a task below another one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ForeignStep {
    pub id: String,
    pub title: String,
    pub estimate: Option<Minutes>,
    pub done: bool,
    pub indented: bool,
}

/// The time and place in which a file is read.
#[derive(Clone, Copy)]
pub struct TaskFileContext<'a> {
    /// Converts instants of the file to local time.
    pub local: &'a dyn Fn(DateTime<Utc>) -> NaiveDateTime,
}

impl TaskFileContext<'_> {
    /// Returns the local date and time of an instant. Midnight and the last second of a day stand for the whole day.
    pub(in crate::exchange) fn day_and_time(&self, at: DateTime<Utc>) -> (NaiveDate, Option<NaiveTime>) {
        let local = (self.local)(at);
        let whole = local.time() == NaiveTime::MIN || local.time().format("%H:%M:%S").to_string() == "23:59:59";
        (local.date(), (!whole).then_some(local.time()))
    }
}

/// Returns a length of so many minutes; `None` if it is zero or longer than a task can be.
pub(super) fn minutes(n: u32) -> Option<Minutes> {
    (1..=Minutes::MAX.get()).contains(&n).then(|| Minutes::new(n))
}

/// Returns the title of a step, and the length that an export writes behind it: "outline (15 min)".
pub(super) fn title_and_length(text: &str) -> (&str, Option<Minutes>) {
    let length = text.rsplit_once(" (").and_then(|(title, rest)| Some((title, parse_length(rest.strip_suffix(')')?)?)));
    length.map_or((text, None), |(title, length)| (title, Some(length)))
}

/// Returns the state and the text behind the bullet or number of a line with a check box, as in `- [x] text`.
pub(super) fn check_box(body: &str) -> Option<(&str, &str)> {
    let digits = body.bytes().take_while(u8::is_ascii_digit).count();
    let numbered = || body[digits..].strip_prefix(['.', ')']).filter(|_| digits > 0);
    let rest = body.strip_prefix(['-', '*', '+']).or_else(numbered)?.trim_start();
    let (state, text) = rest.strip_prefix('[')?.split_once(']')?;
    text.starts_with(' ').then(|| (state, text.trim()))
}

/// Returns the day that midnight of some zone stands for, from its local time here: the nearest midnight.
pub(super) fn whole_day(local: NaiveDateTime) -> NaiveDate {
    (local + TimeDelta::hours(12)).date()
}

/// Returns a length from a number of milliseconds; `None` below half a minute.
pub(super) fn minutes_of_millis(millis: i64) -> Option<Minutes> {
    let minutes = u32::try_from(millis.checked_add(30_000)? / 60_000).ok().filter(|minutes| *minutes > 0)?;
    Some(Minutes::new(minutes.min(Minutes::MAX.get())))
}

/// Returns an RRULE that repeats every `n` units of a name such as "day", "weeks" or "mo".
pub(super) fn rule_every(n: u32, unit: &str) -> Option<String> {
    let (frequency, times) = match unit {
        "d" | "day" | "days" | "daily" => (Frequency::Daily, 1),
        "w" | "wk" | "wks" | "week" | "weeks" | "weekly" => (Frequency::Weekly, 1),
        "m" | "mo" | "mth" | "mths" | "month" | "months" | "monthly" => (Frequency::Monthly, 1),
        "q" | "qtr" | "quarter" | "quarters" | "quarterly" => (Frequency::Monthly, 3),
        "y" | "yr" | "yrs" | "year" | "years" | "yearly" | "annual" => (Frequency::Yearly, 1),
        _ => return None,
    };
    let interval = n.checked_mul(times).filter(|n| (1..=9_999).contains(n))?;
    Some(Rule { interval, ..Rule::every(frequency) }.to_string())
}

/// Returns a date written as 2026-12-01.
pub(super) fn iso_date(text: &str) -> Option<NaiveDate> {
    let date = (text.len() == 10).then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok())?;
    date.filter(|date| has_plain_year(*date))
}
