//! `gapwise export`: writes the open tasks for another program.

use std::path::Path;

use super::open::read;
use super::output::{Outcome, complain, print};
use super::words;
use crate::calendar::Tz;
use crate::exchange::{TaskExportFormat, export_tasks};
use crate::store::{Place, write_chosen};

/// The formats of an export.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub(super) enum ExportFormat {
    #[value(name = "todo.txt")]
    TodoTxt,
    Taskwarrior,
    #[value(alias = "obsidian")]
    Markdown,
}

impl ExportFormat {
    fn format(self) -> TaskExportFormat {
        match self {
            Self::TodoTxt => TaskExportFormat::TodoTxt,
            Self::Taskwarrior => TaskExportFormat::Taskwarrior,
            Self::Markdown => TaskExportFormat::Markdown,
        }
    }
}

/// Writes the tasks to `output`, else to standard output, and names what the format has no place for.
pub(super) fn run(place: &Place, format: ExportFormat, output: Option<&Path>, here: Tz) -> Outcome {
    let export = export_tasks(&read(&place.folder)?, format.format(), &|local| here.instant(local));
    match output {
        Some(file) => write_chosen(file, export.text.as_bytes()).map_err(|error| words::cannot_write(file, error))?,
        None => print(&export.text)?,
    }
    export.lost.iter().for_each(|(field, tasks)| complain(words::not_exported(field, *tasks)));
    Ok(())
}
