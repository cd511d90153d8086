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
use super::merge::{Conflict, Newer, merge};
use super::place::Place;
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
    /// How often in a row a changed file could not be read.
    unreadable: u32,
    /// What was merged and is not on disk yet, because writing failed.
    unwritten: Option<Unwritten>,
}

/// A merge with what came from outside.
#[derive(Clone, Debug)]
struct Unwritten {
    /// What our side of it came from.
    from: Workspace,
    merged: Workspace,
    conflicts: Vec<Conflict>,
    notes: Vec<String>,
}

impl Unwritten {
    /// Merges what others wrote into it; `known` is what their side came from.
    fn add(&mut self, known: &Workspace, theirs: &Workspace, mut notes: Vec<String>) {
        let merged = merge(Some(known), &self.merged, theirs, Newer::Ours);
        notes.extend(merged.notes);
        self.notes.extend(notes);
        self.conflicts.extend(merged.conflicts);
        self.merged = merged.workspace;
    }
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
        let mut loaded = load_from(&*disk, &place.folder);
        let mut keeper = Self {
            disk,
            place,
            known: Workspace::default(),
            dirty: BTreeSet::new(),
            stamps: BTreeMap::new(),
            backed_up: None,
            refused: loaded.must_not_write().map(ToString::to_string),
            unreadable: 0,
            unwritten: None,
        };
        let mut opened_conflicts = Vec::new();
        let mut set_aside = Vec::new();
        if !look_only && keeper.refused.is_none() && commit::finish(&*keeper.disk, &keeper.place.folder).is_ok() {
            keeper.remove_leftovers();
            if loaded.rewrite {
                let _ = keeper.backups().take(Reason::Rewrite, now);
            }
            set_aside = keeper.set_damaged_aside(&mut loaded, now);
            opened_conflicts = keeper.merge_copies(&mut loaded.workspace, &mut loaded.notes, now);
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
        keeper.stamps = keeper.look();
        Opened { keeper, loaded, set_aside, conflicts: opened_conflicts }
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
        let _lock = self.place.lock_writing().ok();
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
        let theirs = self.changed_on_disk()?;
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
        let stamps = self.look();
        let copies = if look_only { Vec::new() } else { copies::find(&*self.disk, &self.place.folder) };
        if stamps == self.stamps && copies.is_empty() && self.unwritten.is_none() {
            return Ok(None);
        }
        let _lock = if look_only { None } else { self.place.lock_writing().ok() };
        let known = || Unwritten {
            from: self.known.clone(),
            merged: self.known.clone(),
            conflicts: Vec::new(),
            notes: Vec::new(),
        };
        let mut all = self.unwritten.clone().unwrap_or_else(known);
        if let Some((theirs, notes)) = self.changed_on_disk()? {
            all.add(&self.known, &theirs, notes);
            self.known = theirs;
        }
        if !look_only {
            all.conflicts.extend(self.merge_copies(&mut all.merged, &mut all.notes, now));
            let written = self.write(&all.merged, None, now);
            self.unwritten = written.is_err().then(|| all.clone());
            written?;
        }
        let Unwritten { from: ours, merged, conflicts, notes } = all;
        let anything = merged != ours || !notes.is_empty();
        Ok(anything.then_some(Outside { ours, merged, conflicts, notes }))
    }

    /// What is on disk, if it is not what is known. A file that cannot be read yet is given time; then it counts as damaged
    /// and is moved aside, and what is known of it stays.
    fn changed_on_disk(&mut self) -> Result<Option<(Workspace, Vec<String>)>, SaveError> {
        let stamps = self.look();
        if stamps == self.stamps {
            return Ok(None);
        }
        let mut loaded = read_all(&*self.disk, &self.place.folder);
        let impatient = self.unreadable >= PATIENCE;
        if let Some(fault) = loaded.faults.iter().find(|fault| !fault.error.is_damage() || !impatient) {
            self.unreadable += 1;
            return Err(SaveError::Refused(fault.error.to_string()));
        }
        self.unreadable = 0;
        for fault in std::mem::take(&mut loaded.faults) {
            let path = fault.error.path().to_path_buf();
            if let Some(part) = self.part_of(&path) {
                take_part(part, &self.known, &mut loaded.workspace);
                self.dirty.insert(part);
            }
            let name = format!("damaged {}", path.file_name().unwrap_or_default().to_string_lossy());
            let to = copies::set_aside(&*self.disk, &self.place.folder, &path, &name)
                .map_err(|source| SaveError::Io { path, source })?;
            loaded.notes.push(format!(
                "A file was damaged from outside; it is now {}. What was in it before is still here.",
                to.display()
            ));
        }
        let Loaded { workspace, notes, .. } = finish(&self.place.folder, loaded);
        if !notes.is_empty() {
            self.dirty.extend(all_parts(&workspace));
        }
        self.stamps = self.look();
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
        if let Some(reason) = reason.or_else(|| self.reason_to_back_up(&texts, now)) {
            self.back_up(reason, now);
        }
        // After a failure it is not known whether the folder holds the old or the new: these files are written again.
        self.dirty.extend(texts.iter().map(|(part, _)| *part));
        let written = write_parts(&*self.disk, &self.place.folder, &texts);
        self.note_own_files();
        written?;
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
        if self.backups().take(reason, now).is_ok() {
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
        Part::named(&path.strip_prefix(&self.place.folder).ok()?.to_string_lossy().replace('\\', "/"))
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

    fn merge_copies(&self, workspace: &mut Workspace, notes: &mut Vec<String>, now: DateTime<Utc>) -> Vec<Conflict> {
        let mut conflicts = Vec::new();
        let copies = copies::find(&*self.disk, &self.place.folder);
        if !copies.is_empty() {
            let _ = self.backups().take(Reason::Merge, now);
        }
        for copy in copies {
            let Some(merged) = copies::merge_in(&*self.disk, &self.place.folder, &copy, workspace) else { continue };
            match copy.set_aside(&*self.disk, &self.place.folder) {
                Ok(to) => {
                    notes.push(format!("A copy that a sync program left was merged; it is now {}.", to.display()));
                    notes.extend(merged.notes);
                    conflicts.extend(merged.conflicts);
                    *workspace = merged.workspace;
                }
                Err(error) => notes
                    .push(format!("A sync program's copy could not be moved aside, so it was not merged: {error}.")),
            }
        }
        conflicts
    }

    /// Removes what a crash left of files that were being written; nothing was promised about those.
    fn remove_leftovers(&self) {
        for folder in [self.place.folder.clone(), self.place.folder.join("log")] {
            for name in self.disk.names(&folder).unwrap_or_default() {
                if name.starts_with(TEMPORARY) {
                    let _ = self.disk.remove(&folder.join(name));
                }
            }
        }
    }
}

/// Takes the records of one file from another workspace.
fn take_part(part: Part, from: &Workspace, into: &mut Workspace) {
    match part {
        Part::Main => {
            into.settings = Arc::clone(&from.settings);
            into.goals = from.goals.clone();
            into.projects = from.projects.clone();
            into.templates = from.templates.clone();
            into.tombstones = from.tombstones.clone();
        }
        Part::Tasks => into.tasks = from.tasks.clone(),
        Part::Calendar => {
            into.calendars = from.calendars.clone();
            into.events = from.events.clone();
        }
        Part::Plan => into.blocks = from.blocks.clone(),
        Part::Log(_) => {
            into.closed = from.closed.clone().union(into.closed.clone());
            into.sessions = from.sessions.clone().union(into.sessions.clone());
            into.reviews = from.reviews.clone().union(into.reviews.clone());
        }
    }
}
