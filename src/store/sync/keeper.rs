//! The keeper of an open folder: it saves the workspace and takes in changes by others.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use uuid::Uuid;

use super::copies;
use super::merge::Conflict;
use super::outside::{Unwritten, is_much_less, replace_part, settle_twice, share_records, take_part, without_repairs};
use crate::model::Workspace;
use crate::store::disk::{Disk, Place, Stamp, TEMPORARY, WriteLock, if_there, remove_or_log};
use crate::store::folder::{
    Backups, Fault, LoadError, Loaded, MAX_LINEAGE, Reason, SaveError, Versions, WorkspaceFile, all_files,
    changed_files, finish_commit, fit_together, lineage_of, list_files, mend, missing, read_all, set_aside, texts,
    thin_set_aside, with_lineage, write_files,
};

/// A save that shrinks a file below this share of its size makes a backup first ...
const MUCH_SMALLER_PERCENT: u64 = 50;
/// ... if the file had at least this many bytes.
const WORTH_A_BACKUP: u64 = 2048;
/// Checks of a file that does not parse before it counts as damaged; another program may be writing it.
const PATIENCE: u32 = 3;

/// Attempts to write while other programs write, too.
const TRIES: usize = 5;
/// Age at which files count as complete, so that a sync program is not delivering more of them.
const SETTLED: Duration = Duration::from_secs(24 * 3600);
/// Time after which a sync program may have carried a version of a file to another machine.
const CARRIED: Duration = Duration::from_secs(5);

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
    /// The same without the repairs that are only in memory.
    on_disk: Workspace,
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
    /// Lineages of earlier own versions and merged copies, for the next version of a file.
    lineages: BTreeMap<WorkspaceFile, Vec<Uuid>>,
    /// Time of the last own write of a file.
    written_at: BTreeMap<WorkspaceFile, Instant>,
    /// Messages for the user about saves that succeeded otherwise.
    notes: Vec<String>,
    /// The last day on which a missing backup was reported.
    told_no_backup: Option<NaiveDate>,
}

/// Contents of a folder that others have changed.
struct Found {
    /// The base of their changes. It is not the known contents if they overwrote a version that they had not seen.
    base: Workspace,
    on_disk: Workspace,
    repaired: Workspace,
    notes: Vec<String>,
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
        keeper.lineages = std::mem::take(&mut loaded.lineages);
        let mut loaded = fit_together(&folder, loaded);
        keeper.refused = keeper.refused.or_else(|| loaded.must_not_write().map(ToString::to_string));
        let may_write = !look_only && keeper.refused.is_none();
        (keeper.known, keeper.on_disk) = (loaded.workspace.clone(), loaded.unrepaired.clone());
        if !keeper.known.is(&keeper.on_disk) && keeper.is_settled() {
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
        self.remove_leftovers();
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
    fn is_settled(&self) -> bool {
        let fixed = [WorkspaceFile::Main, WorkspaceFile::Tasks, WorkspaceFile::Calendar, WorkspaceFile::Plan];
        let is_old = |stamp: &Stamp| stamp.modified.and_then(|at| at.elapsed().ok()).is_some_and(|age| age > SETTLED);
        fixed.iter().all(|part| self.stamps.contains_key(&part.path())) && self.stamps.values().all(is_old)
    }

    /// Whether the folder holds the opened workspace. If not, the caller saves at once.
    pub fn is_in_step(&self) -> bool {
        self.dirty.is_empty()
    }

    /// Whether files stay unreadable for longer than another program takes to write them, or a merge cannot be written.
    pub fn is_stuck(&self) -> bool {
        self.unreadable > PATIENCE || self.unwritten.is_some()
    }

    /// Takes the messages for the user about saves that succeeded otherwise, such as a save without its backup.
    pub fn take_notes(&mut self) -> Vec<String> {
        std::mem::take(&mut self.notes)
    }

    fn versions(&self) -> Versions<'_> {
        Versions { disk: &*self.disk, place: &self.place }
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
        let mut is_merge = has_moved_on;
        for _ in 0..TRIES {
            // ... or by changes of others.
            if let Some(found) = self.changed_on_disk(false)? {
                is_merge = true;
                all.add(&found.base, &found.repaired, found.notes);
                self.back_up(Reason::Merge, now);
                (self.known, self.on_disk) = (found.repaired, found.on_disk);
            }
            let on_disk = without_repairs(&all.merged, &self.on_disk, &self.known);
            let written = self.write(&all.merged, &on_disk, reason, now);
            let is_complete = matches!(written, Ok(true));
            self.unwritten = (!is_complete && is_merge).then(|| all.clone());
            if written? {
                let Unwritten { merged, conflicts, notes, .. } = all;
                return Ok(is_merge.then(|| Outside { ours: workspace.clone(), merged, conflicts, notes }));
            }
        }
        Err(self.kept_changing())
    }

    fn kept_changing(&self) -> SaveError {
        SaveError::Refused(format!("another program keeps changing the files in {}", self.place.folder.display()))
    }

    /// Completes a save that failed halfway.
    fn finish_last_save(&mut self) -> Result<(), SaveError> {
        if let Some(why) = &self.refused {
            return Err(SaveError::Refused(why.clone()));
        }
        let finished = finish_commit(&*self.disk, &self.place.folder)
            .map_err(|source| SaveError::Io { path: self.place.folder.clone(), source })?;
        if finished.is_some() {
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
        let stamps = self.look().map_err(SaveError::Refused)?;
        if stamps == self.stamps && copies.is_empty() && self.unwritten.is_none() {
            return Ok(None);
        }
        let _lock = if look_only { None } else { Some(self.lock()?) };
        let mut all = self.unwritten.clone().unwrap_or_else(|| Unwritten::of(&self.known));
        for attempt in 0.. {
            if let Some(found) = self.changed_on_disk(look_only)? {
                if !look_only && is_much_less(&found.repaired, &self.known) {
                    // The lost records are only in memory.
                    log_backup(&self.backups().take_value(&self.known, Reason::Shrinking, now));
                }
                all.add(&found.base, &found.repaired, found.notes);
                (self.known, self.on_disk) = (found.repaired, found.on_disk);
            }
            if look_only {
                break;
            }
            let written = self.write_with_copies(&mut all, now);
            let is_complete = matches!(written, Ok(true));
            self.unwritten = (!is_complete).then(|| all.clone());
            if written? {
                break;
            }
            if attempt == TRIES {
                return Err(self.kept_changing());
            }
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
    fn changed_on_disk(&mut self, look_only: bool) -> Result<Option<Found>, SaveError> {
        let mut stamps = self.look().map_err(SaveError::Refused)?;
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
            take_part(part, &self.on_disk, &mut loaded.workspace);
            self.dirty.insert(part);
            loaded.notes.push(format!("{} was missing; its records are still here.", part.path().display()));
        }
        for fault in std::mem::take(&mut loaded.faults) {
            let path = fault.error.path().to_path_buf();
            if let Some(part) = self.part_of(&path) {
                take_part(part, &self.on_disk, &mut loaded.workspace);
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
            let to = set_aside(&*self.disk, &self.place.folder, &path, &name)
                .map_err(|source| SaveError::Io { path, source })?;
            loaded.notes.push(format!(
                "A file was damaged from outside. It is now {}; its earlier records are still here.",
                to.display()
            ));
        }
        let is_new = |part: WorkspaceFile| stamps.get(&part.path()) != self.stamps.get(&part.path());
        settle_twice(&mut loaded.workspace, &self.known, is_new(WorkspaceFile::Tasks));
        // Repairs stay in memory: the file that resolves the contradiction may be on its way.
        let Loaded { mut workspace, mut unrepaired, notes, lineages, .. } = fit_together(&self.place.folder, loaded);
        share_records(&mut unrepaired, &self.on_disk);
        share_records(&mut workspace, &unrepaired);
        share_records(&mut workspace, &self.known);
        let changed = stamps.iter().filter(|(path, stamp)| self.stamps.get(*path) != Some(stamp));
        let base = changed.filter_map(|(path, _)| named(path)).fold(self.known.clone(), |base, part| {
            self.base_of_overwrite(part, lineages.get(&part))
                .and_then(|text| copies::side(part, &text, &part.path(), &base))
                .unwrap_or(base)
        });
        self.stamps = stamps;
        for (part, mut lineage) in lineages {
            let ours = self.lineages.remove(&part).filter(|ours| ours.first() != lineage.first());
            lineage.extend(ours.into_iter().flatten());
            lineage.truncate(MAX_LINEAGE);
            self.lineages.insert(part, lineage);
        }
        Ok(Some(Found { base, on_disk: unrepaired, repaired: workspace, notes }))
    }

    /// Writes `on_disk`, which is `workspace` without repairs. Returns false if other programs changed some of the files at
    /// the same time; these are then as the others wrote them.
    fn write(
        &mut self,
        workspace: &Workspace,
        on_disk: &Workspace,
        reason: Option<Reason>,
        now: DateTime<Utc>,
    ) -> Result<bool, SaveError> {
        let mut parts = changed_files(on_disk, &self.on_disk);
        parts.extend(&self.dirty);
        let mut texts = texts(&parts, on_disk, &self.place.folder)?;
        if texts.is_empty() {
            (self.known, self.on_disk) = (workspace.clone(), on_disk.clone());
            return Ok(true);
        }
        self.add_lineages(&mut texts)?;
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
        let was_dirty = self.dirty.clone();
        // After a failure the folder may hold old or new files, so these are written again.
        self.dirty.extend(texts.iter().map(|(part, _)| *part));
        let replaced = match write_files(&*self.disk, &self.place.folder, &texts, Some(&self.stamps)) {
            Ok(replaced) => replaced,
            Err(error) => {
                self.note_own_files();
                return Err(error);
            }
        };
        if replaced.stamps.is_empty() {
            self.dirty = was_dirty;
            return Ok(false);
        }
        for (part, text) in &texts {
            self.written_at.insert(*part, Instant::now());
            self.lineages.insert(*part, lineage_of(text.as_bytes()));
        }
        self.stamps.extend(replaced.stamps);
        let known = std::mem::replace(&mut self.known, workspace.clone());
        let before = std::mem::replace(&mut self.on_disk, on_disk.clone());
        self.dirty = replaced.changed.iter().filter_map(|path| named(path)).collect();
        for part in &self.dirty {
            replace_part(*part, &known, &mut self.known);
            replace_part(*part, &before, &mut self.on_disk);
        }
        Ok(self.dirty.is_empty())
    }

    /// The common ancestor of our version of a file and one that replaced it without being made from it, as a sync program
    /// or an editor with an old text does. `None` if the new version was made from ours.
    fn base_of_overwrite(&self, part: WorkspaceFile, theirs: Option<&Vec<Uuid>>) -> Option<Vec<u8>> {
        let (ours, theirs) = (self.lineages.get(&part)?, theirs?);
        if theirs.contains(ours.first()?) { None } else { self.versions().common(ours, theirs) }
    }

    /// Adds the lineage of the files on disk to the texts that replace them. Keeps a replaced version if another machine may
    /// have it: one that is not our own, or that stood long enough for a sync program to carry it.
    fn add_lineages(&self, texts: &mut [(WorkspaceFile, String)]) -> Result<(), SaveError> {
        for (part, text) in texts {
            let path = self.place.folder.join(part.path());
            let old = if_there(self.disk.read(&path)).map_err(|source| SaveError::Io { path, source })?;
            let mut lineage = old.as_deref().map(lineage_of).unwrap_or_default();
            lineage.extend(self.lineages.get(part).into_iter().flatten());
            *text = with_lineage(text, &lineage);
            let stood = self.written_at.get(part).is_none_or(|at| at.elapsed() > CARRIED);
            if let Some(old) = old.filter(|_| stood) {
                self.versions().keep(&old);
            }
        }
        Ok(())
    }

    /// Takes the stamps of files that this keeper was writing, so that they do not count as changes from outside.
    fn note_own_files(&mut self) {
        for part in &self.dirty {
            match if_there(self.disk.stamp(&self.place.folder.join(part.path()))) {
                Ok(Some(stamp)) => drop(self.stamps.insert(part.path(), stamp)),
                Ok(None) => drop(self.stamps.remove(&part.path())),
                Err(error) => tracing::warn!(%error, "a file could not be looked at"),
            }
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
        thin_set_aside(&*self.disk, &self.place.folder, now);
        let today = Some(now.date_naive());
        match self.backups().take(reason, now) {
            Ok(true) => self.backed_up = today,
            Ok(false) => {}
            Err(error) => {
                tracing::warn!(%error, "no backup was made");
                if self.told_no_backup != today {
                    self.notes.push(format!("Saved, but no backup could be made: {error}."));
                    self.told_no_backup = today;
                }
            }
        }
    }

    /// The stamps of all files.
    ///
    /// # Errors
    /// When a file or folder cannot be looked at; it does not count as missing.
    fn look(&self) -> Result<BTreeMap<PathBuf, Stamp>, String> {
        let mut faults = Vec::new();
        let mut stamps = BTreeMap::new();
        for part in list_files(&*self.disk, &self.place.folder, &mut faults) {
            let path = self.place.folder.join(part.path());
            match if_there(self.disk.stamp(&path)) {
                Ok(stamp) => stamps.extend(stamp.map(|stamp| (part.path(), stamp))),
                Err(error) => return Err(format!("{} cannot be read: {error}", path.display())),
            }
        }
        faults.first().map_or(Ok(stamps), |fault| Err(fault.error.to_string()))
    }

    fn look_again(&mut self) -> Result<(), String> {
        self.stamps = self.look()?;
        Ok(())
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

    /// The copies of sync programs to merge.
    fn copies(&self) -> Vec<copies::SyncCopy> {
        let mut copies = copies::find(&*self.disk, &self.place.folder);
        copies.retain(|copy| !self.stuck.contains(copy.path()));
        copies
    }

    /// Merges the copies of sync programs into `all`, writes the result, and then moves the copies aside. Returns as
    /// [`Keeper::write`].
    fn write_with_copies(&mut self, all: &mut Unwritten, now: DateTime<Utc>) -> Result<bool, SaveError> {
        let copies = self.copies();
        let (mut merged, mut unread) = (all.clone(), Vec::new());
        let mut on_disk = without_repairs(&merged.merged, &self.on_disk, &self.known);
        if !copies.is_empty() {
            log_backup(&self.backups().take(Reason::Merge, now));
            for copy in &copies {
                match copies::merge_in(self.versions(), &self.place.folder, copy, &on_disk) {
                    Some(with) => {
                        on_disk = with.workspace;
                        merged.conflicts.extend(with.conflicts);
                        let lineage = self.disk.read(copy.path()).map(|bytes| lineage_of(&bytes)).unwrap_or_default();
                        self.lineages.entry(copy.part()).or_default().extend(lineage);
                    }
                    None => unread.push(copy.path().to_path_buf()),
                }
            }
            // Only now, because a contradiction may be resolved by another copy.
            merged.merged = on_disk.clone();
            merged.notes.extend(mend(&mut merged.merged));
        }
        if !self.write(&merged.merged, &on_disk, None, now)? {
            return Ok(false);
        }
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
        Ok(true)
    }

    /// Removes temporary files that a crash left; they hold no acknowledged data.
    fn remove_leftovers(&self) {
        // A young file may belong to another machine that is writing at this moment.
        let is_old = |path: &Path| {
            let age = self.disk.stamp(path).ok().and_then(|stamp| stamp.modified?.elapsed().ok());
            age.is_none_or(|age| age > Duration::from_secs(3600))
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
