//! The contents of a calendar file, and the parts of it that could not be read.

use crate::calendar::CustomZones;
use crate::model::Event;

/// What was read from an iCalendar file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IcsFile {
    /// What the file calls itself (X-WR-CALNAME).
    pub name: Option<String>,
    /// One for a series, with its overrides; in the order of the file.
    pub events: Vec<Event>,
    /// The zones of its own that its events are in; they belong into the calendar.
    pub zones: CustomZones,
    /// What could not be read.
    pub skipped: Vec<Skipped>,
    /// What was read with a guess, for a person.
    pub warnings: Vec<String>,
}

/// An event, or a whole file, that could not be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Skipped {
    /// In the file, from 1.
    pub line: Option<usize>,
    pub uid: Option<String>,
    pub title: Option<String>,
    /// For a person, without a full stop.
    pub reason: String,
}
