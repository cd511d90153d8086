//! The commands about the workspace's folder, and how every command changes it.

use std::sync::Arc;

use chrono::Utc;

use super::{Outcome, print};
use crate::model::{Action, Moment, Workspace};
use crate::store::{Backups, Keeper, LocalDisk, Place, Reason, load, preview};

/// A workspace that a command changes. A window that has it open takes the changes in.
pub(super) struct OpenWorkspace {
    keeper: Keeper,
    pub workspace: Workspace,
}

impl OpenWorkspace {
    /// Opens the workspace; one with a file that cannot be read whole is refused and stays as it is.
    pub fn open(place: &Place) -> Result<Self, String> {
        let whole = load(&place.folder).whole();
        whole.map_err(|error| format!("{error}. Nothing was changed; `gapwise check` tells more"))?;
        let opened = Keeper::open(Arc::new(LocalDisk), place.clone(), false, Utc::now());
        for note in &opened.loaded.notes {
            eprintln!("gapwise: {note}");
        }
        for conflict in &opened.conflicts {
            let (record, field, other) = (&conflict.record, &conflict.field, &conflict.other);
            eprintln!("gapwise: changed in two places: {record}, {field}; it was also {other}");
        }
        Ok(Self { keeper: opened.keeper, workspace: opened.loaded.workspace })
    }

    /// Applies an action and writes the result. When it returns, the change is safe on disk.
    pub fn change(&mut self, action: &Action, reason: Option<Reason>, now: Moment) -> Outcome {
        let changed = self.workspace.apply(action, now).map_err(|error| error.to_string())?;
        let more = crate::calendar::follow_ups(&self.workspace, &changed, now);
        let all = more.iter().try_fold(changed, |next, action| next.apply(action, now));
        let next = all.map_err(|error| error.to_string())?;
        let outside = self.keeper.save(&next, None, reason, Utc::now()).map_err(|error| error.to_string())?;
        self.workspace = outside.map_or(next, |outside| outside.merged);
        Ok(())
    }
}

pub(super) fn check(place: &Place) -> Outcome {
    let loaded = load(&place.folder);
    let mut problems: Vec<String> = Vec::new();
    for fault in &loaded.faults {
        let rescued = if fault.error.is_damage() {
            format!(" ({} records can be rescued)", fault.rescued)
        } else {
            String::new()
        };
        problems.push(format!("{}{rescued}", fault.error));
    }
    problems.extend(loaded.notes.iter().map(|note| format!("{}: {note}", place.folder.display())));
    if !place.folder.is_dir() {
        problems.push(format!("{}: there is no such folder", place.folder.display()));
    }
    let workspace = &loaded.workspace;
    print(&format!(
        "{} open and {} closed tasks, {} events, {} blocks, {} sessions\n",
        workspace.tasks.len(),
        workspace.closed.len(),
        workspace.events.len(),
        workspace.blocks.len(),
        workspace.sessions.len()
    ))?;
    match problems.len() {
        0 => print("Nothing is wrong.\n"),
        1 => Err(problems.remove(0)),
        count => Err(format!("{count} things are wrong:\n{}", problems.join("\n"))),
    }
}

pub(super) fn list_backups(place: &Place) -> Outcome {
    let backups = Backups { disk: &LocalDisk, place }.list();
    if backups.is_empty() {
        return print("There are no backups yet.\n");
    }
    print(&backups.iter().map(|it| format!("{}  {}\n", it.name(), it.reason)).collect::<String>())
}

pub(super) fn restore_backup(place: &Place, name: &str, dry_run: bool, now: Moment) -> Outcome {
    let backups = Backups { disk: &LocalDisk, place };
    let backup = backups.list().into_iter().find(|it| it.name() == name);
    let backup = backup.ok_or_else(|| format!("there is no backup called {name}; `gapwise backup list` names them"))?;
    let loaded = backups.read(&backup).whole().map_err(|error| error.to_string())?;
    let current = load(&place.folder);
    for line in preview(&current.workspace, &loaded.workspace) {
        print(&format!("{line}\n"))?;
    }
    if dry_run {
        return print("Dry run: nothing was changed.\n");
    }
    // What is there is backed up even where it is damaged, which is why it is not opened like for other changes.
    let mut opened = Keeper::open(Arc::new(LocalDisk), place.clone(), false, Utc::now());
    let name = format!("restore the backup {name}");
    let action = Action::Become { name: name.clone(), workspace: Box::new(loaded.workspace) };
    let next = opened.loaded.workspace.apply(&action, now).map_err(|error| error.to_string())?;
    opened.keeper.save(&next, None, Some(Reason::Restore), Utc::now()).map_err(|error| error.to_string())?;
    print("Restored.\n")
}
