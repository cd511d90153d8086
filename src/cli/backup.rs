//! `gapwise backup`: lists backups and restores one.

use std::sync::Arc;

use chrono::Utc;

use super::output::{CliResult, print};
use super::words;
use crate::model::{Action, Moment};
use crate::store::{BackupReason, Backups, Keeper, LocalDisk, Place, load, preview};

pub(super) fn list(place: &Place) -> CliResult {
    let backups = Backups { disk: &LocalDisk, place }.list();
    if backups.is_empty() {
        return print(words::NO_BACKUPS);
    }
    print(&backups.iter().map(|it| format!("{}  {}\n", it.name(), it.reason)).collect::<String>())
}

pub(super) fn restore(place: &Place, name: &str, dry_run: bool, now: Moment) -> CliResult {
    let backups = Backups { disk: &LocalDisk, place };
    let backup = backups.list().into_iter().find(|it| it.name() == name);
    let backup = backup.ok_or_else(|| words::no_backup(name))?;
    let loaded = backups.read(&backup).whole().map_err(|error| error.to_string())?;
    let current = load(&place.folder);
    for line in preview(&current.workspace, &loaded.workspace) {
        print(&format!("{line}\n"))?;
    }
    if dry_run {
        return print(words::DRY_RUN);
    }
    // A damaged workspace is backed up and replaced too, so it is not opened as for other changes.
    let mut opened = Keeper::open(Arc::new(LocalDisk), place.clone(), false, Utc::now());
    let name = format!("restore the backup {name}");
    let action = Action::Become { name, workspace: Box::new(loaded.workspace) };
    let next = opened.loaded.workspace.apply(&action, now).map_err(|error| error.to_string())?;
    opened.keeper.save(&next, None, Some(BackupReason::Restore), Utc::now()).map_err(|error| error.to_string())?;
    tracing::info!("restored a backup");
    print(words::RESTORED)
}
