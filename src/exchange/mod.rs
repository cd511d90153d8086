//! Import and export: what other programs write, and what a person types in one line.
//!
//! Architecture invariant: bytes and times come in, records come out; no file is opened in here.

pub mod ics;
mod import;
mod quick_add;

pub use import::{ImportReport, import_calendar, reread_calendar};
pub use quick_add::{parse_date, parse_due, parse_length, quick_add};
