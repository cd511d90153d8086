//! Export of the tasks of a workspace to the files of other programs.

mod csv;
mod form;
mod json;
mod markdown;
mod org;
mod taskwarrior;
mod todo_txt;
mod write;

pub use form::TaskExport;
pub use write::{TaskExportFormat, export_tasks};
