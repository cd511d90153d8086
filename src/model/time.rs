//! Lengths, spans and planning days. Planned time is local wall-clock time; the log has instants.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Sub};

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// A length in whole minutes from 0 to [`Minutes::MAX`]. Sums and differences saturate.
///
/// ```
/// use gapwise::model::Minutes;
///
/// assert_eq!((Minutes::new(50) + Minutes::new(30)).to_string(), "1 h 20");
/// assert_eq!(Minutes::new(5) - Minutes::new(10), Minutes::ZERO);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct Minutes(u32);

impl Minutes {
    /// Ten thousand hours. A longer estimate is a typing error.
    pub const MAX: Self = Self(600_000);
    /// No time.
    pub const ZERO: Self = Self(0);

    /// Returns `minutes`, cut off at [`Minutes::MAX`].
    pub const fn new(minutes: u32) -> Self {
        if minutes > Self::MAX.0 { Self::MAX } else { Self(minutes) }
    }

    /// Returns the number of minutes.
    pub const fn get(self) -> u32 {
        self.0
    }

    /// Returns whole minutes from `from` to `to`, rounded down; zero if `to` is earlier.
    pub fn between(from: NaiveDateTime, to: NaiveDateTime) -> Self {
        Self::new(u32::try_from((to - from).num_minutes().max(0)).unwrap_or(u32::MAX))
    }

    /// Returns a length rounded to minutes; zero if it is negative.
    pub fn rounded(length: TimeDelta) -> Self {
        Self::new(u32::try_from((length.num_seconds() + 30) / 60).unwrap_or(0))
    }

    /// Returns the difference to add to a time.
    pub fn delta(self) -> TimeDelta {
        TimeDelta::minutes(i64::from(self.0))
    }

    /// Returns whether it is zero.
    pub fn is_zero(self) -> bool {
        self.0 == 0
    }
}

impl TryFrom<u32> for Minutes {
    type Error = String;

    fn try_from(minutes: u32) -> Result<Self, String> {
        if minutes > Self::MAX.0 {
            return Err(format!("{minutes} min is over the limit of {} min", Self::MAX.0));
        }
        Ok(Self(minutes))
    }
}

impl From<Minutes> for u32 {
    fn from(minutes: Minutes) -> Self {
        minutes.0
    }
}

impl Add for Minutes {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self::new(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Minutes {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Sub for Minutes {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Sum for Minutes {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::ZERO, Add::add)
    }
}

/// The form in text for people: "25 min", "1 h", "1 h 20". Every length field reads it back.
impl fmt::Display for Minutes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0 / 60, self.0 % 60) {
            (0, m) => f.pad(&format!("{m} min")),
            (h, 0) => f.pad(&format!("{h} h")),
            (h, m) => f.pad(&format!("{h} h {m:02}")),
        }
    }
}

/// The weekdays, Monday first. The first three letters are the short names.
pub const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// The present time as an instant and on the user's wall clock.
///
/// ```
/// use gapwise::calendar::Tz;
/// use gapwise::model::Moment;
///
/// let instant = "2026-11-23T08:00:00Z".parse().unwrap();
/// let now = Moment { instant, local: Tz::UTC.local(instant) };
/// assert_eq!(now.local.to_string(), "2026-11-23 08:00:00");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// For the log, ids and tombstones.
    pub instant: DateTime<Utc>,
    /// For the plan.
    pub local: NaiveDateTime,
}

/// A half-open range of local wall-clock time: `start` included, `end` not. Never negative.
///
/// ```
/// use gapwise::model::{Minutes, Span};
///
/// let at = |text: &str| format!("2026-11-23T{text}:00").parse().unwrap();
/// let morning = Span::new(at("09:00"), at("12:00"));
/// let meeting = Span::new(at("11:30"), at("12:30"));
/// assert_eq!(morning.intersection(meeting).minutes(), Minutes::new(30));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    pub start: NaiveDateTime,
    pub end: NaiveDateTime,
}

impl Span {
    /// Returns the span from `start` to `end`; empty at `start` if `end` is earlier.
    pub fn new(start: NaiveDateTime, end: NaiveDateTime) -> Self {
        Self { start, end: end.max(start) }
    }

    /// Returns the length in whole minutes.
    pub fn minutes(self) -> Minutes {
        Minutes::between(self.start, self.end)
    }

    /// Returns whether it has no length.
    pub fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// Returns whether the two share time. An empty span shares none.
    pub fn overlaps(self, other: Self) -> bool {
        self.start.max(other.start) < self.end.min(other.end)
    }

    /// Returns whether `at` lies inside; the end does not.
    pub fn contains(self, at: NaiveDateTime) -> bool {
        self.start <= at && at < self.end
    }

    /// Returns the common part; empty if there is none.
    pub fn intersection(self, other: Self) -> Self {
        Self::new(self.start.max(other.start), self.end.min(other.end))
    }
}

/// A planning day: 24 hours of wall-clock time from the start in the settings (04:00 by default), so that work after
/// midnight belongs to the evening before.
///
/// ```
/// use chrono::NaiveTime;
/// use gapwise::model::day_of;
///
/// let four = NaiveTime::from_hms_opt(4, 0, 0).unwrap();
/// let night = "2026-11-24T01:30:00".parse().unwrap();
/// assert_eq!(day_of(night, four).date.to_string(), "2026-11-23");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlanningDay {
    /// The date of its start.
    pub date: NaiveDate,
    /// The time of its start.
    pub starts: NaiveTime,
}

impl PlanningDay {
    /// Returns the span from its start to the start of the next day.
    pub fn span(self) -> Span {
        let start = self.date.and_time(self.starts);
        Span::new(start, start.checked_add_signed(TimeDelta::days(1)).unwrap_or(NaiveDateTime::MAX))
    }

    /// Returns the day `days` later, or earlier if negative; the same day at the ends of the calendar.
    pub fn plus(self, days: i64) -> Self {
        let date = self.date.checked_add_signed(TimeDelta::days(days)).unwrap_or(self.date);
        Self { date, ..self }
    }

    /// Returns the local time at which the clock shows `time` within this planning day.
    pub fn at(self, time: NaiveTime) -> NaiveDateTime {
        let date = if time < self.starts { self.plus(1).date } else { self.date };
        date.and_time(time)
    }
}

/// Returns whether the year of a date has one to four digits and no sign. Other years come from damaged files and slips
/// of the finger, and calculations that start from them may leave the calendar.
pub fn has_plain_year(date: NaiveDate) -> bool {
    (1..=9_999).contains(&date.year())
}

/// Returns the planning day of `at`, for days that start at `starts`.
pub fn day_of(at: NaiveDateTime, starts: NaiveTime) -> PlanningDay {
    let day = PlanningDay { date: at.date(), starts };
    if at.time() < starts { day.plus(-1) } else { day }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> NaiveDateTime {
        text.parse().expect("a date and time")
    }

    #[test]
    fn a_planning_day_holds_the_small_hours_of_the_next_date() {
        let four = NaiveTime::from_hms_opt(4, 0, 0).expect("a time");
        let day = day_of(at("2026-11-24T01:30:00"), four);
        assert_eq!(day.date.to_string(), "2026-11-23");
        assert_eq!(day.span(), Span::new(at("2026-11-23T04:00:00"), at("2026-11-24T04:00:00")));
        assert_eq!(day.at(NaiveTime::from_hms_opt(1, 0, 0).expect("a time")), at("2026-11-24T01:00:00"));
    }

    #[test]
    fn minutes_are_written_in_hours_and_minutes() {
        let words: Vec<_> = [0, 5, 60, 65, 80, 600].map(|m| Minutes::new(m).to_string()).into();
        assert_eq!(words, ["0 min", "5 min", "1 h", "1 h 05", "1 h 20", "10 h"]);
    }

    #[test]
    fn minutes_never_overflow_or_go_below_zero() {
        assert_eq!(Minutes::MAX + Minutes::new(1), Minutes::MAX);
        assert_eq!(Minutes::new(5) - Minutes::new(9), Minutes::ZERO);
        assert_eq!(Minutes::between(at("2026-11-24T01:30:00"), at("2026-11-23T01:30:00")), Minutes::ZERO);
    }

    #[test]
    fn spans_touch_without_overlapping() {
        let a = Span::new(at("2026-11-23T09:00:00"), at("2026-11-23T10:00:00"));
        let b = Span::new(at("2026-11-23T10:00:00"), at("2026-11-23T11:00:00"));
        assert!(!a.overlaps(b));
        assert!(!a.contains(a.end) && a.contains(a.start));
        assert!(a.intersection(b).is_empty());
    }
}
