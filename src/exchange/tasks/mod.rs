//! Import of the tasks of other programs, and export to them.
//!
//! Each format has a reader that gives a [`TaskFile`]; `add` turns it into one action. A reader names each field that it
//! does not carry over, so that the user can decide with the whole picture.

mod add;
mod columns;
mod detect;
mod export;
mod foreign;
mod markdown;
mod microsoft;
mod org;
mod own_json;
mod super_productivity;
mod table;
mod taskwarrior;
mod ticktick;
mod todo_txt;
mod todoist;

pub use add::{TaskImportReport, import_tasks};
pub use detect::{TaskFileKind, kind_of_tasks, read_tasks};
pub use export::{TaskExport, TaskExportFormat, export_tasks};
pub use foreign::{ForeignStep, ForeignTask, TaskFile, TaskFileContext};
