//! Filters and fixed steps of a rule, shared by the ways to expand it.

use chrono::{Datelike, NaiveDate, NaiveDateTime, TimeDelta, Timelike};
use rrule::{Frequency, NWeekday};

use super::parts::Rule;

/// Maximum starts returned per query: one for each minute of two weeks and each second of three hours.
pub(in crate::calendar) const MAX_STARTS: usize = 31_000;

/// Maximum days of a range that are tested one by one before the crate is called: four years, to include a 29 February.
const MAX_PROBED_DAYS: i64 = 1_500;

/// The starts of a series that a caller asks for: from `first` to `last`, both included.
#[derive(Clone, Copy)]
pub(super) struct StartRange {
    /// The first start of the series.
    pub(super) start: NaiveDateTime,
    /// Never before `start`.
    pub(super) first: NaiveDateTime,
    pub(super) last: NaiveDateTime,
}

/// The starts of a rule within a range.
#[derive(Default)]
pub(in crate::calendar) struct Expansion {
    pub starts: Vec<NaiveDateTime>,
    /// The work, in steps of about the same time, besides the starts themselves.
    pub steps: usize,
    /// Whether the starts are left out, or a part of them, because there would be more steps than allowed.
    pub is_cut: bool,
}

impl Expansion {
    pub(super) fn computed(starts: Vec<NaiveDateTime>) -> Self {
        Self { starts, ..Self::default() }
    }
}

impl Rule {
    /// Returns the time from one start to the next, where it is constant.
    pub(super) fn step(&self) -> Option<TimeDelta> {
        let unit = match self.frequency {
            Frequency::Weekly if self.by_weekday.is_empty() => 7 * 86_400,
            Frequency::Daily => 86_400,
            Frequency::Hourly => 3_600,
            Frequency::Minutely => 60,
            Frequency::Secondly => 1,
            _ => return None,
        };
        TimeDelta::try_seconds(unit * i64::from(self.interval.max(1)))
    }

    /// Returns the rule with every part spelled out that it takes from its first start, so that expansion can begin
    /// later.
    pub(super) fn spelled_out(&self, start: NaiveDateTime) -> Self {
        let mut rule = self.clone();
        let picks_days = !(rule.by_week_no.is_empty()
            && rule.by_year_day.is_empty()
            && rule.by_month_day.is_empty()
            && rule.by_weekday.is_empty());
        let day = start.day() as i8;
        match rule.frequency {
            _ if picks_days => {}
            Frequency::Yearly => {
                if rule.by_month.is_empty() {
                    rule.by_month = vec![start.month() as u8];
                }
                rule.by_month_day = vec![day];
            }
            Frequency::Monthly => rule.by_month_day = vec![day],
            Frequency::Weekly => rule.by_weekday = vec![NWeekday::Every(start.weekday())],
            _ => {}
        }
        let fill = |part: &mut Vec<u8>, value: u32, coarser_than: Frequency| {
            if part.is_empty() && self.frequency < coarser_than {
                part.push(value as u8);
            }
        };
        fill(&mut rule.by_hour, start.hour(), Frequency::Hourly);
        fill(&mut rule.by_minute, start.minute(), Frequency::Minutely);
        fill(&mut rule.by_second, start.second(), Frequency::Secondly);
        rule
    }

    /// Returns `false` if no day from `first` to `last` passes the parts that filter days; `true` also where the range
    /// is too long to test. Keeps the crate from searching thousands of years for a 30 February.
    pub(in crate::calendar) fn may_fall_within(&self, first: NaiveDate, last: NaiveDate) -> bool {
        if (last - first).num_days() > MAX_PROBED_DAYS {
            return true;
        }
        first.iter_days().take_while(|day| *day <= last).any(|day| self.may_fall_on(day))
    }

    /// Returns whether the parts that filter days let `day` through.
    pub(super) fn may_fall_on(&self, day: NaiveDate) -> bool {
        let month_days = i32::from(day.num_days_in_month());
        let year_days = if day.leap_year() { 366 } else { 365 };
        let is_at = |at: i32, ordinal: u32, length: i32| at == ordinal as i32 || at == ordinal as i32 - length - 1;
        let passes = |empty: bool, any: bool| empty || any;
        passes(self.by_month.is_empty(), self.by_month.contains(&(day.month() as u8)))
            && passes(
                self.by_month_day.is_empty(),
                self.by_month_day.iter().any(|at| is_at((*at).into(), day.day(), month_days)),
            )
            && passes(
                self.by_year_day.is_empty(),
                self.by_year_day.iter().any(|at| is_at((*at).into(), day.ordinal(), year_days)),
            )
            && passes(self.by_weekday.is_empty(), self.by_weekday.iter().any(|at| self.is_weekday(*at, day)))
    }

    /// Returns whether `day` matches `at`. An ordinal within the year is not tested.
    fn is_weekday(&self, at: NWeekday, day: NaiveDate) -> bool {
        let from_start = day.day0() as i32 / 7 + 1;
        let from_end = (i32::from(day.num_days_in_month()) - day.day() as i32) / 7 + 1;
        match at {
            NWeekday::Nth(nth, weekday) if self.frequency == Frequency::Monthly => {
                weekday == day.weekday() && [from_start, -from_end].contains(&nth.into())
            }
            NWeekday::Every(weekday) | NWeekday::Nth(_, weekday) => weekday == day.weekday(),
        }
    }
}
