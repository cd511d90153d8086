//! Reads iCalendar files (RFC 5545), including the broken ones that other programs write, and writes them.
//!
//! One bad event never affects the others. A file is split into components line by line, the crate `icalendar` parses
//! each property, and unusable parts are reported with their line. The limits in this folder bound work and memory
//! for any file.

mod event;
mod file;
mod lines;
mod listing;
mod merge;
mod read;
mod todo;
mod values;
mod vcal;
mod write;
mod zones;

pub use file::{IcsFile, IcsTodo, Skipped};
pub use listing::{EventListing, NotATime, events_json_lines, parse_instant};
pub use read::{MAX_FILE_BYTES, read};
pub use todo::tasks_of_calendar;
pub use write::{CalendarExport, export_calendar};

#[cfg(test)]
mod tests;
