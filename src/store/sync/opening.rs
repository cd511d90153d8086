//! Opening a folder: reading it, finishing an interrupted save, and setting damaged files aside.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::keeper::{Keeper, Refusal, log_backup};
use super::merge::Conflict;
use super::moved::{EarlierTasks, settle};
use super::outside::Unwritten;
use crate::model::Workspace;
use crate::store::disk::{Disk, Place, Stamp, TEMPORARY, names_or_log, remove_or_log};
use crate::store::folder::{
    BackupReason, Fault, LoadError, Loaded, SaveError, WorkspaceFile, all_files, finish_commit, fit_together, missing,
    read_all, set_aside,
};

/// Age at which files count as complete, so that a sync program is not delivering more of them.
const SETTLED: TimeDelta = TimeDelta::days(1);

/// Lifetime of tombstones. A machine that was away for less cannot bring a deleted record back.
const TOMBSTONES_STAY: TimeDelta = TimeDelta::days(365);

/// A workspace opened by a keeper.
#[derive(Debug)]
pub struct Opened {
    pub keeper: Keeper,
    pub loaded: Loaded,
    /// The new paths of damaged files.
    pub set_aside: Vec<PathBuf>,
    pub conflicts: Vec<Conflict>,
}

fn forget_old_tombstones(workspace: &mut Workspace, now: DateTime<Utc>) {
    let is_old = |at: &DateTime<Utc>| now.signed_duration_since(at) > TOMBSTONES_STAY;
    if workspace.tombstones.values().any(is_old) {
        let all = std::mem::take(&mut workspace.tombstones);
        workspace.tombstones = all.into_iter().filter(|(_, at)| !is_old(at)).collect();
    }
}

impl Keeper {
    /// Reads the workspace at `place`. Moves damaged files aside, after a backup of all files, and merges the copies of
    /// sync programs. With `look_only` it changes nothing on disk.
    pub fn open(disk: Arc<dyn Disk>, place: Place, look_only: bool, now: DateTime<Utc>) -> Opened {
        let lock = if look_only { None } else { Some(place.lock_writing()) };
        let mut keeper = Self::unopened(disk, place);
        let folder = keeper.place.folder.clone();
        // Stamps are taken before reading, so that a change meanwhile is read again.
        let trouble = keeper.look_again();
        let mut loaded = read_all(&*keeper.disk, &folder);
        loaded.faults.extend(trouble.err().map(Fault::unread));
        if let Some(Err(source)) = lock {
            loaded.faults.push(Fault::unread(LoadError::Io { path: folder.clone(), source }));
        }
        loaded.notes.extend(missing(&*keeper.disk, &folder));
        let there: BTreeSet<WorkspaceFile> = keeper.stamps.keys().filter_map(|path| WorkspaceFile::at(path)).collect();
        let (mut conflicts, mut set_aside) = (Vec::new(), Vec::new());
        let mut rewrite = loaded.rewrite || !loaded.faults.is_empty();
        if !look_only && loaded.must_not_write().is_none() {
            match keeper.clean_up(rewrite, &mut loaded, now) {
                Ok(moved) => set_aside = moved,
                Err(error) => loaded.faults.push(Fault::unread(error)),
            }
        }
        forget_old_tombstones(&mut loaded.workspace, now);
        let notes = loaded.notes.clone();
        (keeper.lineages, keeper.apart) = (std::mem::take(&mut loaded.lineages), std::mem::take(&mut loaded.apart));
        keeper.unkept = keeper.lineages.keys().copied().collect();
        keeper.by_hand = std::mem::take(&mut loaded.by_hand);
        let mut loaded = fit_together(&folder, loaded);
        let tasks = keeper.lineages.get(&WorkspaceFile::Tasks).map(Vec::as_slice).unwrap_or_default();
        // If no file has changed for long, the one that would resolve a contradiction is not on its way.
        let is_settled = keeper.is_settled(now);
        let found = (&loaded.unrepaired, &mut loaded.workspace);
        let mut earlier = EarlierTasks::default();
        match settle(keeper.versions(), tasks, &mut earlier, !is_settled, found, &loaded.unrepaired) {
            Ok(settled) => conflicts.extend(settled),
            Err(error) => tracing::warn!(%error, "a kept version cannot be read; a task may seem open until it can"),
        }
        keeper.earlier = earlier;
        keeper.refused = loaded.must_not_write().map(Refusal::of);
        let may_write = !look_only && keeper.refused.is_none();
        (keeper.known, keeper.on_disk) = (loaded.workspace.clone(), loaded.unrepaired.clone());
        let fits = keeper.known.is(&keeper.on_disk) && keeper.apart.is_empty();
        if !fits && is_settled {
            if may_write {
                log_backup(&keeper.backups().take(BackupReason::Rewrite, now));
            }
            rewrite = true;
            keeper.on_disk = keeper.known.clone();
        }
        if rewrite || there.is_empty() {
            keeper.rewrite(there);
        }
        if may_write && keeper.copies().is_ok_and(|copies| !copies.is_empty()) {
            let mut all = Unwritten::of(&keeper.known);
            if keeper.write_with_copies(&mut all, now).is_ok_and(|complete| complete) {
                loaded.workspace = all.merged;
                loaded.notes = [notes, all.notes].concat();
                conflicts.extend(all.conflicts);
            }
        }
        Opened { keeper, loaded, set_aside, conflicts }
    }

    /// Returns a keeper that has read nothing yet.
    fn unopened(disk: Arc<dyn Disk>, place: Place) -> Self {
        Self {
            disk,
            place,
            known: Workspace::default(),
            on_disk: Workspace::default(),
            dirty: BTreeSet::new(),
            stamps: BTreeMap::new(),
            backed_up: None,
            refused: None,
            unreadable: 0,
            unreadable_at: BTreeMap::new(),
            unwritten: None,
            stuck: BTreeSet::new(),
            lineages: BTreeMap::new(),
            apart: BTreeMap::new(),
            written_at: BTreeMap::new(),
            by_hand: BTreeMap::new(),
            attempted: BTreeMap::new(),
            unkept: BTreeSet::new(),
            earlier: EarlierTasks::default(),
            notes: Vec::new(),
            told_no_backup: None,
        }
    }

    /// Writes every file with the next save, `there` being those that exist. A missing file may be on its way and is
    /// only written into an empty folder.
    fn rewrite(&mut self, there: BTreeSet<WorkspaceFile>) {
        let is_fixed = |part: &WorkspaceFile| !matches!(part, WorkspaceFile::Log(_));
        self.dirty = all_files(&self.on_disk);
        self.dirty.retain(|part| there.is_empty() || there.contains(part) || !is_fixed(part));
        self.dirty.extend(there);
    }

    /// Opens the folder again if a read failed when it was opened. The difference to the contents that were shown until
    /// now becomes a merge that is not on disk yet.
    ///
    /// # Errors
    /// When the folder must still not be written to.
    pub(super) fn recover(&mut self, look_only: bool, now: DateTime<Utc>) -> Result<(), SaveError> {
        let Some(refusal) = &self.refused else { return Ok(()) };
        if refusal.may_pass {
            let opened = Self::open(Arc::clone(&self.disk), self.place.clone(), look_only, now);
            self.refused.clone_from(&opened.keeper.refused);
            if self.refused.is_none() {
                let from = std::mem::replace(self, opened.keeper).known;
                let (merged, mut notes) = (self.known.clone(), opened.loaded.notes);
                notes.push("The files of the workspace can be read again.".into());
                let damaged = opened.set_aside.iter();
                notes.extend(damaged.map(|path| format!("A damaged file is kept as {}.", path.display())));
                self.unwritten = Some(Unwritten { from, merged, conflicts: opened.conflicts, notes });
            }
        }
        self.refused.as_ref().map_or(Ok(()), |refusal| Err(SaveError::Refused(refusal.why.clone())))
    }

    /// Finishes an interrupted save, removes leftovers and moves damaged files aside, whose new paths it returns.
    fn clean_up(&mut self, rewrite: bool, loaded: &mut Loaded, now: DateTime<Utc>) -> Result<Vec<PathBuf>, LoadError> {
        let finished = finish_commit(&*self.disk, &self.place.folder)
            .map_err(|source| LoadError::Io { path: self.place.folder.clone(), source })?;
        if let Some(changed) = finished {
            self.look_again()?;
            let text = |path: &PathBuf| {
                format!("A save was interrupted and {} has changed since. Both count.", path.display())
            };
            loaded.notes.extend(changed.iter().map(text));
        }
        self.remove_leftovers(now);
        if rewrite {
            log_backup(&self.backups().take(BackupReason::Rewrite, now));
        }
        let moved = self.set_damaged_aside(loaded, now);
        let there = self.look()?;
        self.stamps.retain(|path, _| there.contains_key(path));
        if !there.is_empty()
            && let Err(error) = self.place.remember(&*self.disk)
        {
            tracing::debug!(%error, "the folder was not noted");
        }
        Ok(moved)
    }

    /// Returns whether all files are there and none has changed for a day.
    fn is_settled(&self, now: DateTime<Utc>) -> bool {
        let fixed = [WorkspaceFile::Main, WorkspaceFile::Tasks, WorkspaceFile::Calendar, WorkspaceFile::Plan];
        let is_old = |stamp: &Stamp| stamp.modified.is_some_and(|at| now - DateTime::<Utc>::from(at) > SETTLED);
        fixed.iter().all(|part| self.stamps.contains_key(&part.path())) && self.stamps.values().all(is_old)
    }

    fn set_damaged_aside(&self, loaded: &mut Loaded, now: DateTime<Utc>) -> Vec<PathBuf> {
        let mut moved = Vec::new();
        for fault in &loaded.faults {
            let path = fault.error.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let name = format!("damaged {} {name}", now.format("%Y-%m-%d %H%M%S"));
            match set_aside(&*self.disk, &self.place.folder, path, &name) {
                Ok(to) => moved.push(to),
                Err(source) => {
                    // A damaged file that stays in place must not be overwritten.
                    let error = LoadError::Io { path: path.to_path_buf(), source };
                    loaded.faults.push(Fault::unread(error));
                    break;
                }
            }
        }
        moved
    }

    /// Removes temporary files that a crash left; they hold no acknowledged data.
    fn remove_leftovers(&self, now: DateTime<Utc>) {
        // A young file may belong to another machine that is writing at this moment.
        let is_old = |path: &Path| {
            let Ok(stamp) = self.disk.stamp(path) else { return false };
            stamp.modified.is_none_or(|at| now - DateTime::<Utc>::from(at) > TimeDelta::hours(1))
        };
        for folder in [self.place.folder.clone(), self.place.folder.join("log")] {
            for name in names_or_log(&*self.disk, &folder) {
                let path = folder.join(&name);
                // Versions before 0.2 used the second prefix.
                if [TEMPORARY, ".gapwise-"].iter().any(|prefix| name.starts_with(prefix)) && is_old(&path) {
                    remove_or_log(&*self.disk, &path);
                }
            }
        }
    }
}
