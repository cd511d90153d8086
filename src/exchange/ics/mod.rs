//! Reading iCalendar files (RFC 5545) as they occur in the wild.
//!
//! One bad event never costs the others: a file is cut into components line by line, each property is parsed by itself
//! with the crate `icalendar`, and what cannot be used is reported with its line. Work and memory are bounded by the
//! limits in this folder, whatever a file holds.

mod event;
mod file;
mod lines;
mod listing;
mod merge;
mod read;
mod values;
mod zones;

pub use file::{IcsFile, Skipped};
pub use listing::{NotATime, events_json_lines, parse_instant};
pub use read::{MAX_FILE_BYTES, read};

#[cfg(test)]
mod tests;
