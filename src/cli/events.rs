//! `gapwise events`: lists the occurrences of a calendar file.

use std::path::Path;

use chrono::{DateTime, Utc};

use super::output::{CliResult, complain, print};
use super::words;
use crate::calendar::Tz;
use crate::exchange::ics;
use crate::model::CalendarId;
use crate::store::read_chosen;

pub(super) fn run(file: &Path, from: DateTime<Utc>, to: DateTime<Utc>) -> CliResult {
    if to <= from {
        return Err(words::REVERSED_RANGE.into());
    }
    let bytes = read_chosen(file, ics::MAX_FILE_BYTES as u64).map_err(|error| words::cannot_read(file, error))?;
    let calendar = ics::read(&bytes, CalendarId::derived("file"));
    if let Some(why) = calendar.refused {
        return Err(words::cannot_read(file, why));
    }
    for skipped in &calendar.skipped {
        complain(words::skipped(skipped.line, &skipped.reason));
    }
    calendar.warnings.iter().for_each(complain);
    if !calendar.todos.is_empty() {
        complain(words::tasks_not_listed(calendar.todos.len()));
    }
    // Whole days and floating times count as UTC, so that the output is the same on every machine.
    let listing = ics::events_json_lines(&calendar, from, to, Tz::UTC);
    listing.left_out.iter().for_each(complain);
    print(&listing.lines.iter().map(|line| format!("{line}\n")).collect::<String>())
}
