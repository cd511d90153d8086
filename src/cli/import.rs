//! `gapwise import`: adds or updates the events of calendar files, and the tasks of other programs.

use std::path::PathBuf;

use super::open::OpenWorkspace;
use super::output::{CliResult, complain, print};
use super::words;
use crate::app::{date_order, read_import};
use crate::calendar::Tz;
use crate::exchange::{Reading, TaskFileKind};
use crate::model::Moment;
use crate::store::{BackupReason, Place};

/// The kinds of task files.
#[derive(Clone, Copy, Debug, clap::ValueEnum)]
pub(super) enum TaskKind {
    #[value(name = "todo.txt")]
    TodoTxt,
    Taskwarrior,
    SuperProductivity,
    Todoist,
    #[value(name = "ticktick")]
    TickTick,
    MicrosoftToDo,
    #[value(alias = "obsidian")]
    Markdown,
    Org,
    /// The CSV of `gapwise export`
    Csv,
    /// The JSON of `gapwise export`
    Json,
}

impl TaskKind {
    pub(super) fn kind(self) -> TaskFileKind {
        match self {
            Self::TodoTxt => TaskFileKind::TodoTxt,
            Self::Taskwarrior => TaskFileKind::Taskwarrior,
            Self::SuperProductivity => TaskFileKind::SuperProductivity,
            Self::Todoist => TaskFileKind::Todoist,
            Self::TickTick => TaskFileKind::TickTick,
            Self::MicrosoftToDo => TaskFileKind::MicrosoftToDo,
            Self::Markdown => TaskFileKind::Markdown,
            Self::Org => TaskFileKind::Org,
            Self::Csv => TaskFileKind::Csv,
            Self::Json => TaskFileKind::Json,
        }
    }
}

pub(super) fn run(
    place: &Place,
    files: &[PathBuf],
    kind: Option<TaskKind>,
    dry_run: bool,
    now: Moment,
    here: Tz,
) -> CliResult {
    let mut open = OpenWorkspace::open(place)?;
    let reading = Reading::at(now, here, open.workspace.settings.day_start, date_order());
    let mut failed = Vec::new();
    for file in files {
        match read_import(file, kind.map(TaskKind::kind), &open.workspace, &reading, now) {
            Ok(import) => {
                if let Some(action) = import.action.filter(|_| !dry_run) {
                    open.change(&action, Some(BackupReason::Import), now)?;
                }
                print(&words::imported(&import.summary, dry_run))?;
                if !import.details.is_empty() {
                    complain(import.details);
                }
            }
            Err(why) => failed.push(why),
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(failed.join("\n")) }
}
