//! The time, zone and conventions for reading a line.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};

use crate::calendar::Tz;
use crate::calendar::words::Words;
use crate::model::{Moment, PlanningDay, day_of};

/// The context in which a line is read.
#[derive(Clone, Copy, Debug)]
pub struct Reading {
    /// Local wall-clock time.
    pub now: NaiveDateTime,
    /// The same time as an instant.
    pub instant: DateTime<Utc>,
    pub zone: Tz,
    /// The date of the current planning day.
    pub today: NaiveDate,
    /// The time at which planning days start.
    pub day_start: NaiveTime,
    /// The order of day and month in 3/4.
    pub order: DateOrder,
    /// The day for a time or rule without a date. `None` means the next occurrence.
    pub day: Option<PlanningDay>,
    /// The clock of the meanings.
    pub words: Words,
}

impl Reading {
    /// Returns the context at `now` in `zone`, with planning days that start at `day_start`.
    pub fn at(now: Moment, zone: Tz, day_start: NaiveTime, order: DateOrder) -> Self {
        let today = day_of(now.local, day_start).date;
        Self { now: now.local, instant: now.instant, zone, today, day_start, order, day: None, words: Words::default() }
    }
}

/// The order of day and month in a date with slashes, like 3/4, and the other forms of dates and times of a locale.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DateOrder {
    /// As in ISO dates; the default for an unknown locale.
    #[default]
    MonthFirst,
    DayFirst,
    /// Day first, with dots: 1.12. and 9.30, as in German.
    DayFirstDots,
    /// As [`Self::DayFirstDots`], with German names of days.
    German,
    /// Day first, with 17h30 as a time, as in French.
    DayFirstHours,
}

impl DateOrder {
    /// Returns the usual order of a locale such as `en_GB.UTF-8` or `de-DE`.
    pub fn of_locale(locale: &str) -> Self {
        const MONTH_FIRST: [&str; 11] = ["US", "PH", "CA", "JP", "CN", "KR", "TW", "HU", "LT", "MN", "ZA"];
        const DOTS: [&str; 26] = [
            "az", "be", "bg", "bs", "cs", "da", "et", "fi", "hr", "hy", "is", "ka", "kk", "lv", "mk", "nb", "nn", "no",
            "pl", "ro", "ru", "sk", "sl", "sr", "tr", "uk",
        ];
        let name = locale.split(['.', '@']).next().unwrap_or_default();
        let known = name.len() >= 2 && !["C", "POSIX"].contains(&name);
        let region = name.split(['_', '-']).next_back().unwrap_or_default();
        let month_first = MONTH_FIRST.contains(&region.to_ascii_uppercase().as_str());
        let language = name.split(['_', '-']).next().unwrap_or_default().to_ascii_lowercase();
        match language.as_str() {
            "fr" if known => Self::DayFirstHours,
            _ if !known || month_first => Self::MonthFirst,
            "de" => Self::German,
            "pt" | "vi" => Self::DayFirstHours,
            language if DOTS.contains(&language) => Self::DayFirstDots,
            _ => Self::DayFirst,
        }
    }
}
