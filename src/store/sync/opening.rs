//! Opening a folder: reading it, finishing an interrupted save, and setting damaged files aside.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::keeper::{Keeper, log_backup, named};
use super::merge::Conflict;
use super::outside::Unwritten;
use crate::model::Workspace;
use crate::store::disk::{Disk, Place, Stamp, TEMPORARY, remove_or_log};
use crate::store::folder::{
    Fault, LoadError, Loaded, Reason, WorkspaceFile, all_files, finish_commit, fit_together, missing, read_all,
    set_aside,
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

impl Keeper {
    /// Reads the workspace at `place`. Moves damaged files aside, after a backup of all files, and merges the copies of sync
    /// programs. With `look_only` it changes nothing on disk.
    pub fn open(disk: Arc<dyn Disk>, place: Place, look_only: bool, now: DateTime<Utc>) -> Opened {
        let _lock = if look_only { None } else { place.lock_writing().ok() };
        let mut keeper = Self {
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
            notes: Vec::new(),
            told_no_backup: None,
        };
        let folder = keeper.place.folder.clone();
        // Stamps are taken before reading, so that a change meanwhile is read again.
        let trouble = keeper.look_again();
        let mut loaded = read_all(&*keeper.disk, &folder);
        loaded.notes.extend(missing(&*keeper.disk, &folder));
        let there: BTreeSet<WorkspaceFile> = keeper.stamps.keys().filter_map(|path| named(path)).collect();
        keeper.refused = trouble.err().or_else(|| loaded.must_not_write().map(ToString::to_string));
        let (mut conflicts, mut set_aside) = (Vec::new(), Vec::new());
        let mut rewrite = loaded.rewrite || !loaded.faults.is_empty();
        if !look_only && keeper.refused.is_none() {
            match keeper.clean_up(rewrite, &mut loaded, now) {
                Ok(moved) => set_aside = moved,
                Err(why) => keeper.refused = Some(why),
            }
        }
        let forgotten = |at: &DateTime<Utc>| now.signed_duration_since(at) > TOMBSTONES_STAY;
        if loaded.workspace.tombstones.values().any(forgotten) {
            let kept = loaded.workspace.tombstones.into_iter().filter(|(_, at)| !forgotten(at));
            loaded.workspace.tombstones = kept.collect();
        }
        let notes = loaded.notes.clone();
        (keeper.lineages, keeper.apart) = (std::mem::take(&mut loaded.lineages), std::mem::take(&mut loaded.apart));
        let mut loaded = fit_together(&folder, loaded);
        keeper.refused = keeper.refused.or_else(|| loaded.must_not_write().map(ToString::to_string));
        let may_write = !look_only && keeper.refused.is_none();
        (keeper.known, keeper.on_disk) = (loaded.workspace.clone(), loaded.unrepaired.clone());
        let fits = keeper.known.is(&keeper.on_disk) && keeper.apart.is_empty();
        if !fits && keeper.is_settled(now) {
            // No file has changed for long, so the one that would resolve the contradictions is not on its way.
            if may_write {
                log_backup(&keeper.backups().take(Reason::Rewrite, now));
            }
            rewrite = true;
            keeper.on_disk = keeper.known.clone();
        }
        if rewrite || there.is_empty() {
            let is_fixed = |part: &WorkspaceFile| !matches!(part, WorkspaceFile::Log(_));
            // A missing file may be on its way and is not written.
            keeper.dirty = all_files(&keeper.on_disk);
            keeper.dirty.retain(|part| there.is_empty() || there.contains(part) || !is_fixed(part));
            keeper.dirty.extend(there);
        }
        if may_write && !keeper.copies().is_empty() {
            let mut all = Unwritten::of(&keeper.known);
            if keeper.write_with_copies(&mut all, now).is_ok_and(|complete| complete) {
                loaded.workspace = all.merged;
                loaded.notes = [notes, all.notes].concat();
                conflicts = all.conflicts;
            }
        }
        Opened { keeper, loaded, set_aside, conflicts }
    }

    /// Finishes an interrupted save, removes leftovers and moves damaged files aside, whose new paths it returns.
    fn clean_up(&mut self, rewrite: bool, loaded: &mut Loaded, now: DateTime<Utc>) -> Result<Vec<PathBuf>, String> {
        let finished = finish_commit(&*self.disk, &self.place.folder).map_err(|error| error.to_string())?;
        if let Some(aside) = finished {
            self.look_again()?;
            let text = |path: &PathBuf| {
                format!("A save was interrupted and its file has changed since. Its text is in {}.", path.display())
            };
            loaded.notes.extend(aside.iter().map(text));
        }
        self.remove_leftovers(now);
        if rewrite {
            log_backup(&self.backups().take(Reason::Rewrite, now));
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

    /// Whether all files are there and none has changed for a day.
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
                    loaded.faults.push(Fault { error, rescued: 0 });
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
            let modified = self.disk.stamp(path).ok().and_then(|stamp| stamp.modified);
            modified.is_none_or(|at| now - DateTime::<Utc>::from(at) > TimeDelta::hours(1))
        };
        for folder in [self.place.folder.clone(), self.place.folder.join("log")] {
            for name in self.disk.names(&folder).unwrap_or_default() {
                let path = folder.join(&name);
                // Versions before 0.2 used the second prefix.
                if [TEMPORARY, ".gapwise-"].iter().any(|prefix| name.starts_with(prefix)) && is_old(&path) {
                    remove_or_log(&*self.disk, &path);
                }
            }
        }
    }
}
