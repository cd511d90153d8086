//! The moment, zone and conventions that a line is read against.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use chrono_tz::Tz;

use crate::model::{Moment, PlanningDay, day_of};

/// What a line is read against.
#[derive(Clone, Copy, Debug)]
pub struct Reading {
    /// The local time.
    pub now: NaiveDateTime,
    /// The same time as an instant, and the zone whose clocks show it.
    pub instant: DateTime<Utc>,
    pub zone: Tz,
    /// The date of the planning day.
    pub today: NaiveDate,
    /// When planning days start.
    pub day_start: NaiveTime,
    /// What 3/4 means.
    pub order: DateOrder,
    /// The day that a time without a date, or a rule, is meant for; without it, the next such time.
    pub day: Option<PlanningDay>,
}

impl Reading {
    /// Read at `now` in `zone`, where planning days start at `day_start`.
    pub fn at(now: Moment, zone: Tz, day_start: NaiveTime, order: DateOrder) -> Self {
        let today = day_of(now.local, day_start).date;
        Self { now: now.local, instant: now.instant, zone, today, day_start, order, day: None }
    }
}

/// Whether a number with a slash, like 3/4, begins with the day or with the month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DateOrder {
    /// As in ISO dates, and where nothing is known.
    #[default]
    MonthFirst,
    DayFirst,
}

impl DateOrder {
    /// The order that is usual in a locale, such as `en_GB.UTF-8` or `de-DE`.
    pub fn of_locale(locale: &str) -> Self {
        const MONTH_FIRST: [&str; 11] = ["US", "PH", "CA", "JP", "CN", "KR", "TW", "HU", "LT", "MN", "ZA"];
        let name = locale.split(['.', '@']).next().unwrap_or_default();
        let known = name.len() >= 2 && !["C", "POSIX"].contains(&name);
        let region = name.split(['_', '-']).next_back().unwrap_or_default();
        let month_first = MONTH_FIRST.contains(&region.to_ascii_uppercase().as_str());
        if known && !month_first { Self::DayFirst } else { Self::MonthFirst }
    }
}
