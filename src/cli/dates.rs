//! Dates on the command line: "2026-11-23", or the words of quick add such as "tomorrow" and "next fri".

use std::str::FromStr;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use super::words;
use crate::app::date_order;
use crate::calendar::Tz;
use crate::exchange::{Reading, parse_date};
use crate::model::{Moment, PlanningDay, Workspace, has_plain_year};

/// A date as written. Words mean a day only together with the present one.
#[derive(Clone, Debug)]
pub(super) struct DateText(String);

impl DateText {
    /// Returns the date that the text means on the day of `now`.
    fn on(&self, reading: &Reading) -> Option<NaiveDate> {
        let date = self.0.parse().ok().or_else(|| parse_date(&self.0, reading));
        date.filter(|date: &NaiveDate| has_plain_year(*date))
    }
}

impl FromStr for DateText {
    type Err = &'static str;

    /// Accepts a text that means a date on some day.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let date = Self(text.to_owned());
        let local = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap_or_default().and_time(NaiveTime::MIN);
        let some_day = Moment { instant: local.and_utc(), local };
        let reading = Reading::at(some_day, Tz::UTC, NaiveTime::MIN, date_order());
        date.on(&reading).map(|_| date).ok_or(words::DATE_FORM)
    }
}

/// The end of tracked work.
#[derive(Clone, Copy, Debug)]
pub(super) enum WorkEnd {
    Now,
    /// The last time at which the clock showed it.
    Clock(NaiveTime),
    At(NaiveDateTime),
}

impl WorkEnd {
    /// Returns the local time that it means at the local time `now`.
    pub(super) fn before(self, now: NaiveDateTime) -> NaiveDateTime {
        match self {
            Self::Now => now,
            Self::At(at) => at,
            Self::Clock(time) if time <= now.time() => now.date().and_time(time),
            Self::Clock(time) => now.date().pred_opt().unwrap_or(now.date()).and_time(time),
        }
    }
}

impl FromStr for WorkEnd {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let clock = || NaiveTime::parse_from_str(text, "%H:%M").ok().map(Self::Clock);
        let end = (text == "now").then_some(Self::Now).or_else(clock);
        end.or_else(|| local_time(text).ok().map(Self::At)).ok_or(words::END_FORM)
    }
}

/// Returns the date that was asked for, else the date of the present planning day.
///
/// # Errors
/// When the text means no date on this day, or one outside the years.
pub(super) fn date(text: Option<&DateText>, workspace: &Workspace, now: Moment, here: Tz) -> Result<NaiveDate, String> {
    let reading = Reading::at(now, here, workspace.settings.day_start, date_order());
    text.map_or(Ok(reading.today), |text| text.on(&reading).ok_or_else(|| words::DATE_FORM.to_owned()))
}

/// Returns the planning day that was asked for, else the present one.
///
/// # Errors
/// As [`date`].
pub(super) fn day(
    text: Option<&DateText>,
    workspace: &Workspace,
    now: Moment,
    here: Tz,
) -> Result<PlanningDay, String> {
    Ok(PlanningDay { date: date(text, workspace, now, here)?, starts: workspace.settings.day_start })
}

/// Returns a local time such as 2026-11-23T09:40.
pub(super) fn local_time(text: &str) -> Result<NaiveDateTime, String> {
    let forms = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"];
    let parsed = forms.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
    parsed.filter(|at| has_plain_year(at.date())).ok_or_else(|| words::TIME_FORM.to_owned())
}
