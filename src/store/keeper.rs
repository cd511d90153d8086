//! Keeping a folder and a workspace in step: every save goes through here, and so does what others changed on disk.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::backup::{Backups, Reason};
use super::commit;
use super::copies;
use super::disk::{Disk, Stamp, TEMPORARY};
use super::files::{
    Loaded, SaveError, all_parts, changed_parts, finish, load_from, parts, read_all, texts, write_parts,
};
use super::format::{LoadError, Part};
use super::merge::Conflict;
use super::outside::{Unwritten, is_much_less, settle_twice, take_part};
use super::place::{Place, WriteLock};
use crate::model::Workspace;

/// A file that shrinks below this share of its size is backed up first ...
const MUCH_SMALLER_PERCENT: u64 = 50;
/// ... if it had at least so many bytes.
const WORTH_A_BACKUP: u64 = 2048;
/// How often a file that does not parse is looked at again, before it counts as damaged: another program may be writing it.
const PATIENCE: u32 = 3;

/// How long it is remembered that a record was deleted, so that a machine that was away for as long does not bring it back.
const TOMBSTONES_STAY: TimeDelta = TimeDelta::days(365);

/// What was found on disk and taken in.
#[derive(Clone, Debug)]
pub struct Outside {
    /// What had been written before, without the changes from outside.
    pub ours: Workspace,
    /// The same with them. It is on disk.
    pub merged: Workspace,
    pub conflicts: Vec<Conflict>,
    /// What else there is to say, in sentences.
    pub notes: Vec<String>,
}

/// The folder of a workspace, with what it is known to hold.
#[derive(Debug)]
pub struct Keeper {
    disk: Arc<dyn Disk>,
    place: Place,
    /// What the folder held when it was last read or written: what both sides of a merge come from.
    known: Workspace,
    /// Files that may hold something else than what is known, and are written by the next save whatever it changes.
    dirty: BTreeSet<Part>,
    stamps: BTreeMap<PathBuf, Stamp>,
    backed_up: Option<NaiveDate>,
    /// Why nothing may be written, if so.
    refused: Option<String>,
    /// How often in a row a changed file could not be read, and what the files were like then.
    unreadable: u32,
    unreadable_at: BTreeMap<PathBuf, Stamp>,
    /// Copies of sync programs that were merged and could not be moved aside.
    stuck: BTreeSet<PathBuf>,
    /// What was merged and is not on disk yet, because writing failed.
    unwritten: Option<Unwritten>,
}

/// A workspace that was opened.
#[derive(Debug)]
pub struct Opened {
    pub keeper: Keeper,
    pub loaded: Loaded,
    /// Where damaged files were moved.
    pub set_aside: Vec<PathBuf>,
    pub conflicts: Vec<Conflict>,
}

impl Keeper {
    /// Reads the workspace at `place`. Damaged files are moved aside, after a backup of everything, and copies that sync
    /// programs left are merged. With `look_only` nothing is touched on disk.
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
        // Looked at before it is read: what changes meanwhile is read again.
        keeper.stamps = keeper.look();
        let mut loaded = load_from(&*keeper.disk, &keeper.place.folder);
        keeper.refused = loaded.must_not_write().map(ToString::to_string);
        let (mut conflicts, mut set_aside) = (Vec::new(), Vec::new());
        let may_write = !look_only && keeper.refused.is_none();
        if may_write && let Ok(finished) = commit::finish(&*keeper.disk, &keeper.place.folder) {
            if finished {
                keeper.stamps = keeper.look();
            }
            keeper.remove_leftovers();
            if loaded.rewrite {
                let _ = keeper.backups().take(Reason::Rewrite, now);
            }
            set_aside = keeper.set_damaged_aside(&mut loaded, now);
            let there = keeper.look();
            keeper.stamps.retain(|path, _| there.contains_key(path));
            keeper.refused = loaded.must_not_write().map(ToString::to_string);
        }
        let is_new = keeper.disk.stamp(&keeper.place.folder.join(Part::Main.path())).is_err();
        if loaded.rewrite || is_new || !loaded.notes.is_empty() {
            keeper.dirty = all_parts(&loaded.workspace);
            keeper.dirty.extend(parts(&*keeper.disk, &keeper.place.folder, &mut Vec::new()));
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

    /// Whether everything is on disk as it was opened; if not, it is to be saved at once.
    pub fn is_in_step(&self) -> bool {
        self.dirty.is_empty()
    }

    /// Whether what is on disk has been unreadable for longer than it takes another program to write it, or what was merged
    /// with it cannot be written.
    pub(super) fn is_stuck(&self) -> bool {
        self.unreadable > PATIENCE || self.unwritten.is_some()
    }

    /// What is kept for this workspace from earlier.
    pub fn backups(&self) -> Backups<'_> {
        Backups { disk: &*self.disk, place: &self.place }
    }

    /// Writes `workspace`, which came from `base`, an earlier value of this keeper's, or from what is known if that is
    /// `None`. What others changed on disk since is merged first and returned. Before a file becomes much smaller, at the
    /// first change of a day, and where there is another `reason`, a backup is made.
    ///
    /// When it returns, the workspace survives the end of the program and, as far as the disk keeps what it was told to,
    /// a loss of power; see [`super::save`].
    ///
    /// # Errors
    /// When something cannot be written, or when what is on disk must not be replaced. The folder then holds what it held
    /// before, file by file.
    pub fn save(
        &mut self,
        workspace: &Workspace,
        base: Option<&Workspace>,
        reason: Option<Reason>,
        now: DateTime<Utc>,
    ) -> Result<Option<Outside>, SaveError> {
        let _lock = self.lock()?;
        self.finish_last_save()?;
        // What the folder is known to hold may have moved on from what `workspace` came from: by an earlier merge, which
        // may not be on disk yet ...
        let unwritten = self.unwritten.as_ref();
        let from = base.or(unwritten.map(|it| &it.from)).unwrap_or(&self.known).clone();
        let earlier = unwritten.map(|it| (it.merged.clone(), it.conflicts.clone(), it.notes.clone()));
        let (ahead, conflicts, notes) = earlier.unwrap_or_else(|| (self.known.clone(), Vec::new(), Vec::new()));
        let has_moved_on = unwritten.is_some() || !from.is(&self.known);
        let mut all = Unwritten { from, merged: workspace.clone(), conflicts, notes };
        if has_moved_on {
            all.add(&all.from.clone(), &ahead, Vec::new());
        }
        // ... or by what others wrote.
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

    /// Finishes what a failure left in the middle.
    fn finish_last_save(&mut self) -> Result<(), SaveError> {
        if let Some(why) = &self.refused {
            return Err(SaveError::Refused(why.clone()));
        }
        let finished = commit::finish(&*self.disk, &self.place.folder)
            .map_err(|source| SaveError::Io { path: self.place.folder.clone(), source })?;
        if finished {
            self.note_own_files();
        }
        Ok(())
    }

    /// Takes in what others changed on disk since the last look, if they did: `None` if not.
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
                // What was there is not on disk any more, so it is kept from memory.
                let _ = self.backups().take_value(&self.known, Reason::Shrinking, now);
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

    /// The lock for a save; none where the system has none.
    fn lock(&self) -> Result<WriteLock, SaveError> {
        let failed = |source| SaveError::Io { path: self.place.folder.clone(), source };
        self.place.lock_writing().map_err(failed)
    }

    /// What is on disk, if it is not what is known. A file that cannot be read yet, or is gone, is given time; then it counts
    /// as damaged and is moved aside, and what is known of it stays.
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
        let lost: Vec<Part> =
            self.stamps.keys().filter(|path| !stamps.contains_key(*path)).filter_map(|path| named(path)).collect();
        let impatient = self.unreadable >= PATIENCE;
        let fault = loaded.faults.iter().find(|fault| !fault.error.is_damage() || !impatient);
        let missing = lost.first().filter(|_| !impatient).map(|part| format!("{} is missing", part.path().display()));
        if let Some(why) = fault.map(|fault| fault.error.to_string()).or(missing) {
            // One that still grows is being written.
            self.unreadable = if stamps == self.unreadable_at { self.unreadable + 1 } else { 1 };
            self.unreadable_at = stamps;
            return Err(SaveError::Refused(why));
        }
        self.unreadable = 0;
        for part in lost {
            take_part(part, &self.known, &mut loaded.workspace);
            self.dirty.insert(part);
            loaded.notes.push(format!("{} was gone; what was in it is still here.", part.path().display()));
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
                loaded.notes.push(format!("{}. What was in it before is still shown.", fault.error));
                continue;
            }
            let name = format!("damaged {}", path.file_name().unwrap_or_default().to_string_lossy());
            let to = copies::set_aside(&*self.disk, &self.place.folder, &path, &name)
                .map_err(|source| SaveError::Io { path, source })?;
            loaded.notes.push(format!(
                "A file was damaged from outside; it is now {}. What was in it before is still here.",
                to.display()
            ));
        }
        let is_new = |part: Part| stamps.get(&part.path()) != self.stamps.get(&part.path());
        settle_twice(&mut loaded.workspace, &self.known, is_new(Part::Tasks));
        // What does not fit is left on disk as it is: the file that it fits to may be on its way.
        let Loaded { workspace, notes, .. } = finish(&self.place.folder, loaded);
        self.stamps = stamps;
        Ok(Some((workspace, notes)))
    }

    fn write(&mut self, workspace: &Workspace, reason: Option<Reason>, now: DateTime<Utc>) -> Result<(), SaveError> {
        let mut parts = changed_parts(workspace, &self.known);
        parts.extend(&self.dirty);
        let texts = texts(&parts, workspace, &self.place.folder)?;
        if texts.is_empty() {
            self.known = workspace.clone();
            return Ok(());
        }
        match reason {
            // What was asked to be kept first is kept, or nothing is changed.
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
        // After a failure it is not known whether the folder holds the old or the new: these files are written again.
        self.dirty.extend(texts.iter().map(|(part, _)| *part));
        match write_parts(&*self.disk, &self.place.folder, &texts) {
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

    /// Takes the files that this keeper was writing for its own, not for changes from outside.
    fn note_own_files(&mut self) {
        for part in &self.dirty {
            match self.disk.stamp(&self.place.folder.join(part.path())) {
                Ok(stamp) => self.stamps.insert(part.path(), stamp),
                Err(_) => self.stamps.remove(&part.path()),
            };
        }
    }

    fn reason_to_back_up(&self, texts: &[(Part, String)], now: DateTime<Utc>) -> Option<Reason> {
        let shrinks = |(part, text): &(Part, String)| {
            let old = self.stamps.get(&part.path()).map_or(0, |stamp| stamp.bytes);
            old >= WORTH_A_BACKUP && (text.len() as u64) < old * MUCH_SMALLER_PERCENT / 100
        };
        if texts.iter().any(shrinks) {
            return Some(Reason::Shrinking);
        }
        (self.backed_up != Some(now.date_naive())).then_some(Reason::FirstOfDay)
    }

    /// Makes a backup. Where that fails the change is saved all the same: it is worth more.
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

    /// Looks at every file: what tells it from another.
    fn look(&self) -> BTreeMap<PathBuf, Stamp> {
        let parts = parts(&*self.disk, &self.place.folder, &mut Vec::new());
        let stamp = |part: Part| Some((part.path(), self.disk.stamp(&self.place.folder.join(part.path())).ok()?));
        parts.into_iter().filter_map(stamp).collect()
    }

    fn part_of(&self, path: &Path) -> Option<Part> {
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
                    // What cannot be moved aside must not be written over.
                    let error = LoadError::Io { path: path.to_path_buf(), source };
                    loaded.faults.push(super::files::Fault { error, rescued: 0 });
                    break;
                }
            }
        }
        moved
    }

    /// The copies of sync programs that are to be merged.
    fn copies(&self) -> Vec<copies::Copy> {
        let mut copies = copies::find(&*self.disk, &self.place.folder);
        copies.retain(|copy| !self.stuck.contains(copy.path()));
        copies
    }

    /// Merges the copies of sync programs into `all` and writes that; only then are the copies moved aside.
    fn write_with_copies(&mut self, all: &mut Unwritten, now: DateTime<Utc>) -> Result<(), SaveError> {
        let copies = self.copies();
        if !copies.is_empty() {
            let _ = self.backups().take(Reason::Merge, now);
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
                Ok(to) => format!("A copy that a sync program left was merged; it is now {}.", to.display()),
                Err(error) => {
                    self.stuck.insert(copy.path().to_path_buf());
                    format!("A sync program's copy was merged; it could not be moved aside: {error}.")
                }
            });
        }
        for path in unread {
            merged.notes.push(format!("{} looks like a sync program's copy and cannot be read.", path.display()));
            self.stuck.insert(path);
        }
        *all = merged;
        Ok(())
    }

    /// Removes what a crash left of files that were being written; nothing was promised about those.
    fn remove_leftovers(&self) {
        // A younger one may be another machine's that is writing just now.
        let is_old = |path: &Path| {
            let age = self.disk.stamp(path).ok().and_then(|stamp| stamp.modified?.elapsed().ok());
            age.is_none_or(|age| age > std::time::Duration::from_secs(3600))
        };
        for folder in [self.place.folder.clone(), self.place.folder.join("log")] {
            for name in self.disk.names(&folder).unwrap_or_default() {
                let path = folder.join(&name);
                if name.starts_with(TEMPORARY) && is_old(&path) {
                    let _ = self.disk.remove(&path);
                }
            }
        }
    }
}

/// The file of a workspace at a path within its folder.
fn named(path: &Path) -> Option<Part> {
    Part::named(&path.to_string_lossy().replace('\\', "/"))
}
