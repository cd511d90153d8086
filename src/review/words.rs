//! Dates, times and counts in words, for reports, observations, text entry and the command line.

use chrono::{NaiveDate, NaiveTime};

use crate::model::Span;

/// "09:40".
pub fn clock(time: NaiveTime) -> String {
    time.format("%H:%M").to_string()
}

/// A full hour of the clock, 0 to 24: "9:00".
pub fn hour(hour: usize) -> String {
    format!("{hour}:00")
}

/// "10:55–11:20".
pub fn clock_range(span: Span) -> String {
    format!("{}–{}", clock(span.start.time()), clock(span.end.time()))
}

/// "Tue 24 Nov".
pub fn short_date(date: NaiveDate) -> String {
    date.format("%a %-d %b").to_string()
}

/// "Tuesday 24 November".
pub fn day_date(date: NaiveDate) -> String {
    date.format("%A %-d %B").to_string()
}

/// "Tuesday, 24 November 2026".
pub fn long_date(date: NaiveDate) -> String {
    date.format("%A, %-d %B %Y").to_string()
}

/// "Tue 24 Nov 14:00", or the date alone.
pub fn date_and_time(date: NaiveDate, time: Option<NaiveTime>) -> String {
    match time {
        Some(time) => format!("{} {}", short_date(date), clock(time)),
        None => short_date(date),
    }
}

/// "1 step" or "3 steps".
///
/// ```
/// assert_eq!(gapwise::review::words::counted(1, "step", "steps"), "1 step");
/// assert_eq!(gapwise::review::words::counted(0, "step", "steps"), "0 steps");
/// ```
pub fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// The part of `whole` in percent, rounded; 0 of nothing.
pub fn percent(part: usize, whole: usize) -> u32 {
    u32::try_from((part * 100 + whole / 2) / whole.max(1)).unwrap_or(0)
}
