//! The result of reading a calendar file.

use std::collections::BTreeSet;

use crate::calendar::CustomZones;
use crate::exchange::tasks::ForeignTask;
use crate::model::{Event, RecurrenceDate};

/// The events of an iCalendar file, with everything that could not be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IcsFile {
    /// The file's own name for the calendar (X-WR-CALNAME).
    pub name: Option<String>,
    /// One event a series, with its overrides; in file order.
    pub events: Vec<Event>,
    /// Zones defined in the file and used by its events. The calendar must keep them.
    pub zones: CustomZones,
    /// METHOD in capitals: REQUEST, CANCEL, PUBLISH.
    pub method: Option<String>,
    /// The tasks (VTODO), in file order.
    pub todos: Vec<IcsTodo>,
    /// Whether the file ends as a calendar does; a half-written one does not.
    pub complete: bool,
    /// Why this is not a calendar; everything else is then empty.
    pub refused: Option<String>,
    /// Unreadable events.
    pub skipped: Vec<Skipped>,
    /// Guesses made while reading, as sentences for the user.
    pub warnings: Vec<String>,
}

/// An event, or a whole file, that could not be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Skipped {
    /// 1-based line of the file.
    pub line: Option<usize>,
    pub uid: Option<String>,
    pub title: Option<String>,
    /// For the user, without a full stop.
    pub reason: String,
}

/// A task of a calendar file (VTODO), before its times are those of a place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IcsTodo {
    /// Without dates.
    pub(super) task: ForeignTask,
    pub(super) due: Option<RecurrenceDate>,
    pub(super) start: Option<RecurrenceDate>,
    pub(super) is_closed: bool,
    /// A changed occurrence of a recurring task (RECURRENCE-ID).
    pub(super) is_occurrence: bool,
    /// UIDs of the tasks above and below it (RELATED-TO).
    pub(super) parents: Vec<String>,
    pub(super) children: Vec<String>,
    /// SEQUENCE, LAST-MODIFIED and DTSTAMP.
    pub(super) version: (u32, String, String),
    /// Names of the fields that are not carried over.
    pub(super) lost: BTreeSet<&'static str>,
}
