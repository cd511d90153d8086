//! Opening a workspace for a command.

use std::path::Path;
use std::sync::Arc;

use chrono::Utc;

use super::output::{CliResult, complain};
use super::words;
use crate::calendar::follow_ups;
use crate::model::{Action, Moment, Workspace};
use crate::store::{BackupReason, Keeper, LocalDisk, Place, apply_with, default_folder, load};

/// Returns the place of the workspace in a folder, or in the default one.
pub(super) fn place(folder: Option<&Path>) -> Result<Place, String> {
    let folder = folder.map(Path::to_path_buf).or_else(default_folder);
    folder.map(|folder| Place::of(&folder)).ok_or_else(|| words::NO_DEFAULT_FOLDER.to_owned())
}

/// Loads the readable part of a workspace and complains about the rest.
///
/// # Errors
/// When the folder does not exist and is not the default one, which is made at the first start.
pub(super) fn read(folder: &Path) -> Result<Workspace, String> {
    if !folder.is_dir() && default_folder().is_none_or(|default| default != folder) {
        return Err(words::no_folder(folder));
    }
    let loaded = load(folder);
    tracing::info!(faults = loaded.faults.len(), notes = loaded.notes.len(), "read the workspace");
    loaded.faults.iter().for_each(|fault| complain(&fault.error));
    loaded.notes.iter().for_each(complain);
    Ok(loaded.workspace)
}

/// A workspace that a command changes. A window that has it open takes the changes in.
pub(super) struct OpenWorkspace {
    keeper: Keeper,
    pub workspace: Workspace,
}

impl OpenWorkspace {
    /// Opens the workspace.
    ///
    /// # Errors
    /// When a file is damaged: the workspace stays as it is.
    pub fn open(place: &Place) -> Result<Self, String> {
        load(&place.folder).whole().map_err(words::damaged)?;
        let opened = Keeper::open(Arc::new(LocalDisk), place.clone(), false, Utc::now());
        opened.loaded.notes.iter().for_each(complain);
        for it in &opened.conflicts {
            complain(words::conflict(&it.record, &it.field, &it.other));
        }
        tracing::info!(conflicts = opened.conflicts.len(), "opened the workspace");
        Ok(Self { keeper: opened.keeper, workspace: opened.loaded.workspace })
    }

    /// Applies an action and saves the result. The change is on disk when this returns.
    pub fn change(&mut self, action: &Action, reason: Option<BackupReason>, now: Moment) -> CliResult {
        let changed = apply_with(&self.workspace, action, now, |before, after| follow_ups(before, after, now));
        let (next, _) = changed.map_err(|error| error.to_string())?;
        let outside = self.keeper.save(&next, None, reason, Utc::now()).map_err(|error| error.to_string())?;
        self.keeper.take_notes().iter().for_each(complain);
        tracing::info!(merged = outside.is_some(), "saved the workspace");
        self.workspace = outside.map_or(next, |outside| outside.merged);
        Ok(())
    }
}
