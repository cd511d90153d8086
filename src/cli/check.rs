//! `gapwise check`: lists the problems of a workspace's files.

use super::output::{CliResult, print};
use super::words;
use crate::store::{Backups, LocalDisk, Place, load, stray_files};

pub(super) fn run(place: &Place) -> CliResult {
    let loaded = load(&place.folder);
    let mut problems: Vec<String> = Vec::new();
    for fault in &loaded.faults {
        let rescued = if fault.error.is_damage() { words::rescuable(fault.rescued) } else { String::new() };
        problems.push(format!("{}{rescued}", fault.error));
    }
    problems.extend(loaded.notes.iter().map(|note| format!("{}: {note}", place.folder.display())));
    let backups = Backups { disk: &LocalDisk, place }.damaged();
    problems.extend(backups);
    let stray = stray_files(&place.folder);
    problems.extend(stray.iter().map(|path| words::stray_file(path)));
    if !place.folder.is_dir() {
        problems.push(words::no_folder(&place.folder));
    }
    tracing::info!(problems = problems.len(), "checked the workspace");
    print(&words::counts(&loaded.workspace))?;
    if problems.is_empty() { print(words::NO_PROBLEMS) } else { Err(words::problems(&problems)) }
}
