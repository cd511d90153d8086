//! The keeper of an open folder: it saves the workspace and takes in changes by others.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::copies;
use super::merge::Conflict;
use super::outside::{Unwritten, is_much_less, settle_twice, take_part};
use crate::model::Workspace;
use crate::store::disk::{Disk, Place, Stamp, TEMPORARY, WriteLock, remove_or_log};
use crate::store::folder::{
    Backups, Fault, LoadError, Loaded, Reason, SaveError, WorkspaceFile, all_files, changed_files, finish_commit,
    fit_together, list_files, load_from, read_all, texts, write_files,
};

/// A save that shrinks a file below this share of its size makes a backup first ...
const MUCH_SMALLER_PERCENT: u64 = 50;
/// ... if the file had at least this many bytes.
const WORTH_A_BACKUP: u64 = 2048;
/// Checks of a file that does not parse before it counts as damaged; another program may be writing it.
const PATIENCE: u32 = 3;

/// Lifetime of tombstones. A machine that was away for less cannot bring a deleted record back.
const TOMBSTONES_STAY: TimeDelta = TimeDelta::days(365);

/// Changes found on disk, merged with the workspace.
#[derive(Clone, Debug)]
pub struct Outside {
    /// The last written value, without the changes from outside.
    pub ours: Workspace,
    /// The value with the changes from outside, which is on disk.
    pub merged: Workspace,
    pub conflicts: Vec<Conflict>,
    /// Messages for the user, in sentences.
    pub notes: Vec<String>,
}

/// A workspace folder, with its last known contents.
#[derive(Debug)]
pub struct Keeper {
    disk: Arc<dyn Disk>,
    place: Place,
    /// The contents of the folder when it was last read or written: the merge base.
    known: Workspace,
    /// Files whose contents may differ from `known`. The next save writes them in any case.
    dirty: BTreeSet<WorkspaceFile>,
    stamps: BTreeMap<PathBuf, Stamp>,
    backed_up: Option<NaiveDate>,
    /// The reason not to write anything.
    refused: Option<String>,
    /// Failed reads of a changed file in a row, and the stamps at the last one.
    unreadable: u32,
    unreadable_at: BTreeMap<PathBuf, Stamp>,
    /// Copies of sync programs that could not be read or moved aside.
    stuck: BTreeSet<PathBuf>,
    /// A merge that is not on disk yet, because writing failed.
    unwritten: Option<Unwritten>,
}

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
            dirty: BTreeSet::new(),
            stamps: BTreeMap::new(),
            backed_up: None,
            refused: None,
            unreadable: 0,
            unreadable_at: BTreeMap::new(),
            unwritten: None,
            stuck: BTreeSet::new(),
        };
        // Stamps are taken before reading, so that a change meanwhile is read again.
        keeper.stamps = keeper.look();
        let mut loaded = load_from(&*keeper.disk, &keeper.place.folder);
        keeper.refused = loaded.must_not_write().map(ToString::to_string);
        let (mut conflicts, mut set_aside) = (Vec::new(), Vec::new());
        let may_write = !look_only && keeper.refused.is_none();
        if may_write && let Ok(finished) = finish_commit(&*keeper.disk, &keeper.place.folder) {
            if finished {
                keeper.stamps = keeper.look();
            }
            keeper.remove_leftovers();
            if loaded.rewrite {
                log_backup(&keeper.backups().take(Reason::Rewrite, now));
            }
            set_aside = keeper.set_damaged_aside(&mut loaded, now);
            let there = keeper.look();
            keeper.stamps.retain(|path, _| there.contains_key(path));
            keeper.refused = loaded.must_not_write().map(ToString::to_string);
        }
        let is_new = keeper.disk.stamp(&keeper.place.folder.join(WorkspaceFile::Main.path())).is_err();
        if loaded.rewrite || is_new || !loaded.notes.is_empty() {
            keeper.dirty = all_files(&loaded.workspace);
            keeper.dirty.extend(list_files(&*keeper.disk, &keeper.place.folder, &mut Vec::new()));
        }
        let forgotten = |at: &DateTime<Utc>| now.signed_duration_since(at) > TOMBSTONES_STAY;
        if loaded.workspace.tombstones.values().any(forgotten) {
            let kept = loaded.workspace.tombstones.into_iter().filter(|(_, at)| !forgotten(at));
            loaded.workspace.tombstones = kept.collect();
        }
        keeper.known = loaded.workspace.clone();
        if may_write && keeper.refused.is_none() && !keeper.copies().is_empty() {
            let mut all = Unwritten::of(&keeper.known);
            if keeper.write_with_copies(&mut all, now).is_ok() {
                loaded.workspace = all.merged;
                loaded.notes.extend(all.notes);
                conflicts = all.conflicts;
            }
        }
        Opened { keeper, loaded, set_aside, conflicts }
    }

    /// Whether the folder holds the opened workspace. If not, the caller saves at once.
    pub fn is_in_step(&self) -> bool {
        self.dirty.is_empty()
    }

    /// Whether files stay unreadable for longer than another program takes to write them, or a merge cannot be written.
    pub fn is_stuck(&self) -> bool {
        self.unreadable > PATIENCE || self.unwritten.is_some()
    }

    /// The backups of this workspace.
    pub fn backups(&self) -> Backups<'_> {
        Backups { disk: &*self.disk, place: &self.place }
    }

    /// Writes `workspace`, whose merge base is `base`, or the known contents if `None`. First merges changes by others since
    /// then, and returns them. Makes a backup at the first change of a day, before a file becomes much smaller, and for
    /// any other `reason`.
    ///
    /// After a return, the workspace survives the end of the program, and a loss of power if the disk honours syncs; see
    /// [`crate::store::save`].
    ///
    /// # Errors
    /// When a file cannot be written, or the files on disk must not be replaced. The folder is then as before.
    pub fn save(
        &mut self,
        workspace: &Workspace,
        base: Option<&Workspace>,
        reason: Option<Reason>,
        now: DateTime<Utc>,
    ) -> Result<Option<Outside>, SaveError> {
        let _lock = self.lock()?;
        self.finish_last_save()?;
        // The known contents may be newer than the base of `workspace`: by an earlier merge, which may not be on disk yet ...
        let unwritten = self.unwritten.as_ref();
        let from = base.or(unwritten.map(|it| &it.from)).unwrap_or(&self.known).clone();
        let earlier = unwritten.map(|it| (it.merged.clone(), it.conflicts.clone(), it.notes.clone()));
        let (ahead, conflicts, notes) = earlier.unwrap_or_else(|| (self.known.clone(), Vec::new(), Vec::new()));
        let has_moved_on = unwritten.is_some() || !from.is(&self.known);
        let mut all = Unwritten { from, merged: workspace.clone(), conflicts, notes };
        if has_moved_on {
            all.add(&all.from.clone(), &ahead, Vec::new());
        }
        // ... or by changes of others.
        let theirs = self.changed_on_disk(false)?;
        let is_merge = has_moved_on || theirs.is_some();
        if let Some((theirs, notes)) = theirs {
            all.add(&self.known, &theirs, notes);
            self.back_up(Reason::Merge, now);
            self.known = theirs;
        }
        let written = self.write(&all.merged, reason, now);
        self.unwritten = (written.is_err() && is_merge).then(|| all.clone());
        written?;
        let Unwritten { merged, conflicts, notes, .. } = all;
        Ok(is_merge.then(|| Outside { ours: workspace.clone(), merged, conflicts, notes }))
    }

    /// Completes a save that failed halfway.
    fn finish_last_save(&mut self) -> Result<(), SaveError> {
        if let Some(why) = &self.refused {
            return Err(SaveError::Refused(why.clone()));
        }
        let finished = finish_commit(&*self.disk, &self.place.folder)
            .map_err(|source| SaveError::Io { path: self.place.folder.clone(), source })?;
        if finished {
            self.note_own_files();
        }
        Ok(())
    }

    /// Merges changes by others since the last look; `None` if there are none.
    ///
    /// # Errors
    /// As [`Keeper::save`].
    pub fn take_in(&mut self, look_only: bool, now: DateTime<Utc>) -> Result<Option<Outside>, SaveError> {
        let copies = if look_only { Vec::new() } else { self.copies() };
        if self.look() == self.stamps && copies.is_empty() && self.unwritten.is_none() {
            return Ok(None);
        }
        let _lock = if look_only { None } else { Some(self.lock()?) };
        let mut all = self.unwritten.clone().unwrap_or_else(|| Unwritten::of(&self.known));
        if let Some((theirs, notes)) = self.changed_on_disk(look_only)? {
            if !look_only && is_much_less(&theirs, &self.known) {
                // The lost records are only in memory.
                log_backup(&self.backups().take_value(&self.known, Reason::Shrinking, now));
            }
            all.add(&self.known, &theirs, notes);
            self.known = theirs;
        }
        if !look_only {
            let written = self.write_with_copies(&mut all, now);
            self.unwritten = written.is_err().then(|| all.clone());
            written?;
        }
        let Unwritten { from: ours, merged, conflicts, notes } = all;
        let anything = merged != ours || !notes.is_empty();
        Ok(anything.then_some(Outside { ours, merged, conflicts, notes }))
    }

    /// The lock for a save.
    fn lock(&self) -> Result<WriteLock, SaveError> {
        let failed = |source| SaveError::Io { path: self.place.folder.clone(), source };
        self.place.lock_writing().map_err(failed)
    }

    /// The contents of the folder and notes, if it has changed. A file that is unreadable or missing gets a few more looks;
    /// then an unreadable one is moved aside as damaged, and its known records stay.
    fn changed_on_disk(&mut self, look_only: bool) -> Result<Option<(Workspace, Vec<String>)>, SaveError> {
        let mut stamps = self.look();
        if stamps == self.stamps {
            return Ok(None);
        }
        if stamps.is_empty() {
            let gone = format!("the files of the workspace are gone from {}", self.place.folder.display());
            return Err(SaveError::Refused(gone));
        }
        let mut loaded = read_all(&*self.disk, &self.place.folder);
        let lost: Vec<WorkspaceFile> =
            self.stamps.keys().filter(|path| !stamps.contains_key(*path)).filter_map(|path| named(path)).collect();
        let impatient = self.unreadable >= PATIENCE;
        let fault = loaded.faults.iter().find(|fault| !fault.error.is_damage() || !impatient);
        let missing = lost.first().filter(|_| !impatient).map(|part| format!("{} is missing", part.path().display()));
        if let Some(why) = fault.map(|fault| fault.error.to_string()).or(missing) {
            // A file that still changes is being written.
            self.unreadable = if stamps == self.unreadable_at { self.unreadable + 1 } else { 1 };
            self.unreadable_at = stamps;
            return Err(SaveError::Refused(why));
        }
        self.unreadable = 0;
        for part in lost {
            take_part(part, &self.known, &mut loaded.workspace);
            self.dirty.insert(part);
            loaded.notes.push(format!("{} was missing; its records are still here.", part.path().display()));
        }
        for fault in std::mem::take(&mut loaded.faults) {
            let path = fault.error.path().to_path_buf();
            if let Some(part) = self.part_of(&path) {
                take_part(part, &self.known, &mut loaded.workspace);
                self.dirty.insert(part);
                if !look_only {
                    stamps.remove(&part.path());
                }
            }
            if look_only {
                loaded.notes.push(format!("{}. Its earlier records are still shown.", fault.error));
                continue;
            }
            let name = format!("damaged {}", path.file_name().unwrap_or_default().to_string_lossy());
            let to = copies::set_aside(&*self.disk, &self.place.folder, &path, &name)
                .map_err(|source| SaveError::Io { path, source })?;
            loaded.notes.push(format!(
                "A file was damaged from outside. It is now {}; its earlier records are still here.",
                to.display()
            ));
        }
        let is_new = |part: WorkspaceFile| stamps.get(&part.path()) != self.stamps.get(&part.path());
        settle_twice(&mut loaded.workspace, &self.known, is_new(WorkspaceFile::Tasks));
        // Repairs stay in memory: the file that resolves the contradiction may be on its way.
        let Loaded { workspace, notes, .. } = fit_together(&self.place.folder, loaded);
        self.stamps = stamps;
        Ok(Some((workspace, notes)))
    }

    fn write(&mut self, workspace: &Workspace, reason: Option<Reason>, now: DateTime<Utc>) -> Result<(), SaveError> {
        let mut parts = changed_files(workspace, &self.known);
        parts.extend(&self.dirty);
        let texts = texts(&parts, workspace, &self.place.folder)?;
        if texts.is_empty() {
            self.known = workspace.clone();
            return Ok(());
        }
        match reason {
            // A requested backup must succeed before anything changes.
            Some(reason) => {
                let failed = |source| SaveError::Io { path: self.place.state.join("backups"), source };
                self.backups().take(reason, now).map_err(failed)?;
            }
            None => {
                if let Some(reason) = self.reason_to_back_up(&texts, now) {
                    self.back_up(reason, now);
                }
            }
        }
        // After a failure the folder may hold old or new files, so these are written again.
        self.dirty.extend(texts.iter().map(|(part, _)| *part));
        match write_files(&*self.disk, &self.place.folder, &texts) {
            Ok(stamps) => self.stamps.extend(stamps),
            Err(error) => {
                self.note_own_files();
                return Err(error);
            }
        }
        self.dirty.clear();
        self.known = workspace.clone();
        Ok(())
    }

    /// Takes the stamps of files that this keeper was writing, so that they do not count as changes from outside.
    fn note_own_files(&mut self) {
        for part in &self.dirty {
            match self.disk.stamp(&self.place.folder.join(part.path())) {
                Ok(stamp) => self.stamps.insert(part.path(), stamp),
                Err(_) => self.stamps.remove(&part.path()),
            };
        }
    }

    fn reason_to_back_up(&self, texts: &[(WorkspaceFile, String)], now: DateTime<Utc>) -> Option<Reason> {
        let shrinks = |(part, text): &(WorkspaceFile, String)| {
            let old = self.stamps.get(&part.path()).map_or(0, |stamp| stamp.bytes);
            old >= WORTH_A_BACKUP && (text.len() as u64) < old * MUCH_SMALLER_PERCENT / 100
        };
        if texts.iter().any(shrinks) {
            return Some(Reason::Shrinking);
        }
        (self.backed_up != Some(now.date_naive())).then_some(Reason::FirstOfDay)
    }

    /// Makes a backup. The save goes on if it fails, because the change is worth more.
    fn back_up(&mut self, reason: Reason, now: DateTime<Utc>) {
        if reason == Reason::FirstOfDay {
            let newest = self.backups().list().first().map(|backup| backup.taken.date_naive());
            if newest == Some(now.date_naive()) {
                self.backed_up = newest;
                return;
            }
        }
        if self.backups().take(reason, now).is_ok_and(|any| any) {
            self.backed_up = Some(now.date_naive());
        }
    }

    /// The stamps of all files.
    fn look(&self) -> BTreeMap<PathBuf, Stamp> {
        let parts = list_files(&*self.disk, &self.place.folder, &mut Vec::new());
        let stamp =
            |part: WorkspaceFile| Some((part.path(), self.disk.stamp(&self.place.folder.join(part.path())).ok()?));
        parts.into_iter().filter_map(stamp).collect()
    }

    fn part_of(&self, path: &Path) -> Option<WorkspaceFile> {
        named(path.strip_prefix(&self.place.folder).ok()?)
    }

    fn set_damaged_aside(&self, loaded: &mut Loaded, now: DateTime<Utc>) -> Vec<PathBuf> {
        let mut moved = Vec::new();
        for fault in &loaded.faults {
            let path = fault.error.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let name = format!("damaged {} {name}", now.format("%Y-%m-%d %H%M%S"));
            match copies::set_aside(&*self.disk, &self.place.folder, path, &name) {
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

    /// The copies of sync programs to merge.
    fn copies(&self) -> Vec<copies::SyncCopy> {
        let mut copies = copies::find(&*self.disk, &self.place.folder);
        copies.retain(|copy| !self.stuck.contains(copy.path()));
        copies
    }

    /// Merges the copies of sync programs into `all`, writes the result, and then moves the copies aside.
    fn write_with_copies(&mut self, all: &mut Unwritten, now: DateTime<Utc>) -> Result<(), SaveError> {
        let copies = self.copies();
        if !copies.is_empty() {
            log_backup(&self.backups().take(Reason::Merge, now));
        }
        let (mut merged, mut unread) = (all.clone(), Vec::new());
        for copy in &copies {
            match copies::merge_in(&*self.disk, &self.place.folder, copy, &merged.merged) {
                Some(with) => {
                    merged.merged = with.workspace;
                    merged.conflicts.extend(with.conflicts);
                    merged.notes.extend(with.notes);
                }
                None => unread.push(copy.path().to_path_buf()),
            }
        }
        self.write(&merged.merged, None, now)?;
        for copy in copies.iter().filter(|copy| !unread.iter().any(|path| path == copy.path())) {
            merged.notes.push(match copy.set_aside(&*self.disk, &self.place.folder) {
                Ok(to) => format!("A copy from a sync program was merged. It is now {}.", to.display()),
                Err(error) => {
                    self.stuck.insert(copy.path().to_path_buf());
                    format!("A copy from a sync program was merged, but could not be moved aside: {error}.")
                }
            });
        }
        for path in unread {
            merged.notes.push(format!("{} looks like a copy from a sync program and cannot be read.", path.display()));
            self.stuck.insert(path);
        }
        *all = merged;
        Ok(())
    }

    /// Removes temporary files that a crash left; they hold no acknowledged data.
    fn remove_leftovers(&self) {
        // A young file may belong to another machine that is writing at this moment.
        let is_old = |path: &Path| {
            let age = self.disk.stamp(path).ok().and_then(|stamp| stamp.modified?.elapsed().ok());
            age.is_none_or(|age| age > std::time::Duration::from_secs(3600))
        };
        for folder in [self.place.folder.clone(), self.place.folder.join("log")] {
            for name in self.disk.names(&folder).unwrap_or_default() {
                let path = folder.join(&name);
                if name.starts_with(TEMPORARY) && is_old(&path) {
                    remove_or_log(&*self.disk, &path);
                }
            }
        }
    }
}

/// The workspace file at a path within the folder.
fn named(path: &Path) -> Option<WorkspaceFile> {
    WorkspaceFile::named(&path.to_string_lossy().replace('\\', "/"))
}

/// Logs the failure of a backup that the caller can do without.
fn log_backup(taken: &std::io::Result<bool>) {
    if let Err(error) = taken {
        tracing::warn!(%error, "no backup was made");
    }
}
