//! The output of `gapwise events`: the occurrences of a file as JSON lines.

use chrono::{DateTime, NaiveDate, NaiveTime, SecondsFormat, Utc};
use serde::Serialize;

use super::file::IcsFile;
use super::merge::MADE_UP_UID;
use crate::calendar::words::counted;
use crate::calendar::{Clocks, EventInstance, RuleBudget, Tz, ZoneTables};
use crate::model::{EventTime, RecurrenceDate, Zone, ZonedTime, has_plain_year};

/// Maximum number of rows.
const MAX_ROWS: usize = 100_000;

/// A time that could not be parsed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is neither a date such as 2026-11-23 nor a time such as 2026-11-23T09:00:00+01:00")]
pub struct NotATime(String);

/// Parses one end of a time range: a date, as midnight UTC, or a time with offset (RFC 3339).
///
/// # Errors
/// If the text is neither.
pub fn parse_instant(text: &str) -> Result<DateTime<Utc>, NotATime> {
    let time = DateTime::parse_from_rfc3339(text).ok().map(|time| time.to_utc());
    let midnight = || Some(text.parse::<NaiveDate>().ok()?.and_time(NaiveTime::MIN).and_utc());
    let found = time.or_else(midnight).filter(|at| has_plain_year(at.date_naive()));
    found.ok_or_else(|| NotATime(text.to_owned()))
}

#[derive(Serialize)]
struct ListingRow<'a> {
    uid: &'a str,
    summary: &'a str,
    start: String,
    end: String,
    all_day: bool,
    status: String,
    recurrence_id: Option<String>,
}

/// The occurrences of a file as JSON lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventListing {
    pub lines: Vec<String>,
    /// Occurrences that are left out, as sentences for the user.
    pub left_out: Vec<String>,
}

/// Lists the occurrences of a file that overlap `from` to `to`, by start, as JSON objects: `uid`, `summary`, `start`,
/// `end`, `all_day`, `status` and `recurrence_id` (the original start in the series). Times carry the offset of the
/// event's zone, floating times none; all-day events have dates, with an exclusive `end`. Cancelled occurrences are
/// included. `here` is the zone of floating times and whole days. Events without a UID have an empty one. Of one event, at
/// most 20,160 are listed; of all, about 100,000.
pub fn events_json_lines(file: &IcsFile, from: DateTime<Utc>, to: DateTime<Utc>, here: Tz) -> EventListing {
    let zones = ZoneTables::of(&file.zones);
    let clocks = Clocks { custom: &zones, here };
    let mut rows: Vec<(DateTime<Utc>, ListingRow<'_>)> = Vec::new();
    let (mut left_out, mut slow) = (Vec::new(), Vec::new());
    let mut budget = RuleBudget::default();
    for (at, event) in file.events.iter().enumerate() {
        if rows.len() >= MAX_ROWS {
            left_out.push(format!(
                "{} left out; ask for fewer days",
                counted(file.events.len() - at, "event is", "events are")
            ));
            break;
        }
        let uid = event.uid.as_deref().filter(|uid| !uid.starts_with(MADE_UP_UID)).unwrap_or_default();
        // Invalid rules were removed, with a warning, when the file was read.
        let list = budget.instances(event, clocks, (from, to)).unwrap_or_default();
        let found = list.instances;
        if list.is_slow {
            slow.push(event.title.as_str());
        } else if list.is_cut {
            let title = &event.title;
            left_out.push(format!(
                "\"{title}\" occurs more than {}; the rest is left out",
                counted(found.len(), "time", "times")
            ));
        }
        rows.extend(found.iter().map(|instance| (begin(&instance.time, clocks), row(uid, instance, clocks))));
    }
    left_out.extend(too_slow(&slow));
    rows.sort_by(|a, b| (a.0, a.1.uid).cmp(&(b.0, b.1.uid)));
    EventListing { lines: rows.iter().filter_map(|(_, row)| serde_json::to_string(row).ok()).collect(), left_out }
}

/// Says that occurrences are left out because the rules take too long to work out.
fn too_slow(titles: &[&str]) -> Option<String> {
    let (first, others) = titles.split_first()?;
    Some(match others.len() {
        0 => format!("\"{first}\" recurs by a rule that takes too long to work out; occurrences are left out"),
        1 => format!(
            "\"{first}\" and 1 more event recur by rules that take too long to work out; occurrences are left out"
        ),
        n => format!(
            "\"{first}\" and {n} more events recur by rules that take too long to work out; occurrences are left out"
        ),
    })
}

fn begin(time: &EventTime, clocks: Clocks<'_>) -> DateTime<Utc> {
    match time {
        EventTime::AllDay { start, .. } => clocks.to_utc(start.and_time(NaiveTime::MIN), &Zone::Floating),
        EventTime::Timed { start, .. } => clocks.instant(start),
    }
}

fn row<'a>(uid: &'a str, instance: &EventInstance<'a>, clocks: Clocks<'_>) -> ListingRow<'a> {
    let (start, end) = match &instance.time {
        EventTime::AllDay { start, end } => (start.to_string(), end.to_string()),
        EventTime::Timed { start, end } => {
            // A start in the gap of a clock change may move past the end.
            let end = if clocks.instant(end) < clocks.instant(start) { start } else { end };
            (written(start, clocks), written(end, clocks))
        }
    };
    let recurrence_id = instance.recurrence_id.as_ref().map(|id| match id {
        RecurrenceDate::Date(day) => day.to_string(),
        RecurrenceDate::Time(at) | RecurrenceDate::Period { start: at, .. } => written(at, clocks),
    });
    let status = instance.status.to_string();
    ListingRow { uid, summary: instance.title, start, end, all_day: instance.all_day(), status, recurrence_id }
}

fn written(time: &ZonedTime, clocks: Clocks<'_>) -> String {
    match time.zone {
        Zone::Floating => time.local.format("%Y-%m-%dT%H:%M:%S").to_string(),
        _ => clocks.with_offset(time).to_rfc3339_opts(SecondsFormat::Secs, false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_of_a_range() {
        assert_eq!(parse_instant("2026-11-23").unwrap().to_rfc3339(), "2026-11-23T00:00:00+00:00");
        assert_eq!(parse_instant("2026-11-23T09:00:00+01:00").unwrap().to_rfc3339(), "2026-11-23T08:00:00+00:00");
        assert!(parse_instant("tomorrow").is_err());
        assert!(parse_instant("+262142-12-31").is_err());
    }
}
