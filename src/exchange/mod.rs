//! Import and text entry: calendar files, and lines that the user types.
//!
//! Architecture invariant: functions of bytes and passed-in times that return values; they open no files.

mod breakdown;
mod event_line;
mod goals;
pub mod ics;
mod identity;
mod import;
mod quick_add;
mod tasks;

pub use breakdown::{Room, ShippedTemplate, equal_pieces, parts, shipped_templates};
pub use event_line::{EventLine, parse_event_line, parse_range, parse_time, parse_times, read_times};
pub use goals::{GoalLine, goal_text, parse_goal};
pub use import::{ImportReport, import_calendar, reread_calendar};
pub use quick_add::{
    DateOrder, PHRASE_RULES, PhraseKind, PhraseRule, Reading, ReadingOffer, TextSpan, Understood, UnderstoodStep,
    parse_date, parse_due, parse_length, repeat_words, steps_of_outline, understand, understand_all, understand_first,
};
pub use tasks::{
    ForeignStep, ForeignTask, TaskExport, TaskExportFormat, TaskFile, TaskFileContext, TaskFileKind, TaskImportReport,
    export_tasks, import_tasks, kind_of_tasks, read_tasks,
};
