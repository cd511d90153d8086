//! The open folder and the worker that saves to it.

use std::path::PathBuf;
use std::sync::Arc;

use chrono::Utc;
use egui::Context;

use super::watch::Watch;
use super::work::FileWork;
use crate::app::window::single_window::SingleWindow;
use crate::model::Workspace;
use crate::store::{
    Backup, BackupReason, Backups, Conflict, Disk as _, Keeper, LocalDisk, Lock, Place, SaveState, Saver,
};
use crate::ui::Status;

/// Prefix of the folders with copies of unsaved workspaces, in the machine's state folder.
pub(crate) const UNSAVED: &str = "unsaved ";

/// The title of the dialog about a folder that must not be changed.
pub(super) const READ_ONLY: &str = "Read-only";

/// The open folder. A workspace in memory has none.
#[derive(Default)]
pub(crate) struct FolderState {
    pub saver: Option<Saver>,
    pub open: Option<OpenFolder>,
    pub work: FileWork,
    pub watch: Watch,
    /// Conflicts to show once the user does not type.
    pub conflicts: Vec<Conflict>,
    /// Conflicts of this folder that were queued before; each is shown once.
    pub told_conflicts: Vec<Conflict>,
}

/// The place of the open folder.
#[derive(Debug)]
pub(crate) struct OpenFolder {
    pub place: Place,
    /// Returns the reason if nothing may be changed.
    pub read_only: Option<String>,
    /// Whether the reason is a failed read, which the save worker tries again.
    pub waits: bool,
    /// Receives the requests of later starts. It ends before the lock does.
    pub single_window: Option<SingleWindow>,
    /// Tells other windows that the folder is open.
    #[expect(dead_code, reason = "held while the folder is open")]
    pub lock: Option<Lock>,
}

impl FolderState {
    /// Returns the path of the folder.
    pub fn path(&self) -> Option<PathBuf> {
        self.open.as_ref().map(|open| open.place.folder.clone())
    }

    /// Returns the reason if nothing may be changed.
    pub fn read_only(&self) -> Option<&str> {
        self.open.as_ref()?.read_only.as_deref()
    }

    /// Returns the open folder if it may be changed.
    pub fn writable(&self) -> Option<&OpenFolder> {
        self.open.as_ref().filter(|open| open.read_only.is_none())
    }

    /// Returns the reason if the last change could not be saved.
    pub fn save_problem(&mut self) -> Option<String> {
        match self.saver.as_mut()?.state() {
            SaveState::Failed(why) => Some(why.clone()),
            SaveState::Saving | SaveState::Saved => None,
        }
    }

    /// Saves to another folder from now on.
    pub fn save_with(&mut self, keeper: Keeper, look_only: bool, egui: &Context) {
        let wake = egui.clone();
        self.saver = Some(Saver::new(keeper, look_only, move || wake.request_repaint()));
    }

    /// Sends the workspace to the save worker. With a reason, the state on disk is backed up first.
    pub fn save(&mut self, workspace: Workspace, reason: Option<BackupReason>, egui: &Context) {
        if self.saver.as_ref().is_some_and(Saver::has_stopped)
            && let Some(place) = self.open.as_ref().map(|open| open.place.clone())
        {
            // A save is written whole or not at all, so another worker can continue. It merges from the same base.
            tracing::error!("the save worker has stopped; it is started again");
            let base = self.saver.as_ref().and_then(|saver| saver.base().cloned());
            let keeper = Keeper::open(Arc::new(LocalDisk), place, false, Utc::now()).keeper;
            let wake = egui.clone();
            self.saver = Some(Saver::resume(keeper, base, move || wake.request_repaint()));
        }
        if let Some(saver) = &mut self.saver {
            saver.save(workspace, reason);
        }
    }

    /// Shows the state of the folder in the status bar.
    pub fn show_in(&mut self, state: &mut Status) {
        state.saving = self.saver.as_mut().map(Saver::state) == Some(&SaveState::Saving);
        let problem = self.save_problem();
        if problem.is_some() && state.save_problem.is_none() {
            tracing::error!("saving failed: {}", problem.as_deref().unwrap_or_default());
        }
        state.save_problem = problem;
        state.folder = self.path().map(|path| path.display().to_string()).unwrap_or_default();
        state.read_only = self.read_only().map(str::to_owned);
    }

    /// Returns copies of workspaces that could not be saved when the program ended.
    pub fn unsaved_copies(&self) -> Vec<PathBuf> {
        let Some(open) = &self.open else { return Vec::new() };
        let state = &open.place.state;
        let names = LocalDisk.names(state).unwrap_or_else(|error| {
            tracing::debug!("no list of unsaved copies: {error}");
            Vec::new()
        });
        names.into_iter().filter(|name| name.starts_with(UNSAVED)).map(|name| state.join(name)).collect()
    }

    /// Returns the backups, newest first.
    pub fn backups(&self) -> Vec<Backup> {
        self.open.as_ref().map(|open| Backups { disk: &LocalDisk, place: &open.place }.list()).unwrap_or_default()
    }

    /// Reads the backup with this name; `None` if it is gone or damaged.
    pub fn read_backup(&self, name: &str) -> Option<(Backup, Workspace)> {
        let backups = Backups { disk: &LocalDisk, place: &self.open.as_ref()?.place };
        let backup = backups.list().into_iter().find(|backup| backup.name() == name)?;
        match backups.read(&backup).whole() {
            Ok(loaded) => Some((backup, loaded.workspace)),
            Err(error) => {
                tracing::warn!("a backup cannot be read: {error}");
                None
            }
        }
    }
}
