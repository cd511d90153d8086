//! Reads the bytes of a file into events.

use icalendar::parser::Property;

use super::event::{EventReader, ParsedEvent, ReaderReport, shortened};
use super::file::{IcsFile, Skipped};
use super::{lines, merge, todo, zones};
use crate::calendar::ZoneTables;
use crate::model::{CalendarId, EventStatus, MAX_TITLE_CHARS};

/// Maximum file size. The largest calendars of real people have a few megabytes.
pub const MAX_FILE_BYTES: usize = 64 << 20;

/// Maximum number of events, and of tasks; the rest is reported as skipped.
const MAX_EVENTS: usize = 100_000;

/// Maximum reports of each kind. The last one counts the rest.
const MAX_REPORTS: usize = 500;

/// Reads an iCalendar file for `calendar`. Event ids derive from the calendar and the UID, so a second read gives the
/// same ids.
pub fn read(bytes: &[u8], calendar: CalendarId) -> IcsFile {
    if bytes.len() > MAX_FILE_BYTES {
        return refused(format!("the file is larger than {} MB", MAX_FILE_BYTES >> 20));
    }
    let mut contents = lines::contents(lines::content_lines(bytes));
    if !contents.has_components {
        return refused("this is not a calendar file".to_owned());
    }
    let value = |wanted: &str| value_of(&contents.calendar, wanted);
    let name = value("X-WR-CALNAME").or_else(|| value("NAME"));
    let method = value("METHOD").map(|method| method.to_ascii_uppercase());
    let owners: Vec<String> =
        name.iter().cloned().chain(value("X-OWNER")).filter(|owner| owner.contains('@')).collect();
    let complete = contents.complete;
    let file_zones = zones::file_zones(&contents.zones);
    let left_out = contents.events.len().saturating_sub(MAX_EVENTS);
    let tasks_left_out = contents.todos.len().saturating_sub(MAX_EVENTS);
    contents.events.truncate(MAX_EVENTS);
    contents.todos.truncate(MAX_EVENTS);
    let mut reader = EventReader::new(file_zones, owners);
    let mut drafts: Vec<ParsedEvent> = contents.events.iter().filter_map(|component| reader.draft(component)).collect();
    let is_cancel = method.as_deref() == Some("CANCEL");
    let todos = todo::newest(contents.todos.iter().map(|component| reader.todo(component, is_cancel)).collect());
    if is_cancel {
        drafts.iter_mut().for_each(|draft| draft.status = EventStatus::Cancelled);
    }
    let ReaderReport { mut skipped, mut warnings, zones } = reader.finish();
    for (left_out, of) in [(left_out, "events"), (tasks_left_out, "tasks")] {
        if left_out > 0 {
            let reason = format!("{left_out} {of} after the first {MAX_EVENTS}");
            skipped.push(Skipped { reason, ..Skipped::default() });
        }
    }
    let tables = ZoneTables::of(&zones);
    let events = merge::events(drafts, calendar, &tables, &mut warnings);
    let cut = zones.keys().filter(|name| tables.is_cut(name));
    warnings.extend(
        cut.map(|name| {
            format!("the time zone \"{name}\" changes its clocks too often; only the first changes are used")
        }),
    );
    if !complete {
        warnings.push("the file ends before its calendar does; the rest is missing".to_owned());
    }
    let more = |count: usize| format!("and {count} more");
    let skipped = limited(skipped, |count| Skipped { reason: more(count), ..Skipped::default() });
    IcsFile {
        name,
        method,
        todos,
        complete,
        events,
        zones,
        skipped,
        warnings: limited(warnings, more),
        ..IcsFile::default()
    }
}

/// Returns the value of a property of the calendar; `None` if it is missing or blank.
fn value_of(calendar: &[lines::ContentLine], wanted: &str) -> Option<String> {
    calendar.iter().find_map(|line| {
        let property = Property::try_from(line.text.as_str()).ok()?;
        let is_wanted = property.name.as_str().eq_ignore_ascii_case(wanted);
        is_wanted.then(|| shortened(property.val.as_str().trim(), MAX_TITLE_CHARS)).filter(|value| !value.is_empty())
    })
}

fn refused(reason: String) -> IcsFile {
    IcsFile { refused: Some(reason), ..IcsFile::default() }
}

fn limited<T>(mut all: Vec<T>, rest: impl Fn(usize) -> T) -> Vec<T> {
    if all.len() > MAX_REPORTS {
        let more = all.len() - MAX_REPORTS;
        all.truncate(MAX_REPORTS);
        all.push(rest(more));
    }
    all
}
