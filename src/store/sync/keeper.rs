//! The keeper of an open folder: it saves the workspace and takes in changes by others.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::copies;
use super::merge::{Conflict, Newer, merge};
use super::moved::{EarlierTasks, add_bases, settle};
use super::outside::{Unwritten, is_much_less, share_records, take_part, without_repairs};
use crate::model::Workspace;
use crate::store::disk::{Disk, Place, Stamp, WriteLock, if_there};
use crate::store::folder::{
    BackupReason, Backups, LoadError, Loaded, SaveError, Versions, WorkspaceFile, finish_commit, fit_together, joined,
    list_files, mend, read_all, set_aside,
};

/// Checks of a file that does not parse before it counts as damaged; another program may be writing it.
const PATIENCE: u32 = 3;

/// Attempts to write while other programs write, too.
const TRIES: usize = 5;

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

impl Outside {
    /// Returns the changes on top of a value that may have moved on from `ours`. Adds the conflicts of that merge.
    pub fn brought_into(&mut self, present: &Workspace) -> Workspace {
        if present.is(&self.ours) {
            return self.merged.clone();
        }
        let again = merge(Some(&self.ours), present, &self.merged, Newer::Ours);
        self.conflicts.extend(again.conflicts);
        again.workspace
    }
}

/// A workspace folder, with its last known contents.
#[derive(Debug)]
pub struct Keeper {
    pub(super) disk: Arc<dyn Disk>,
    pub(super) place: Place,
    /// The contents of the folder when it was last read or written: the merge base.
    pub(super) known: Workspace,
    /// The same without the repairs that are only in memory.
    pub(super) on_disk: Workspace,
    /// Files whose contents may differ from `known`. The next save writes them in any case.
    pub(super) dirty: BTreeSet<WorkspaceFile>,
    pub(super) stamps: BTreeMap<PathBuf, Stamp>,
    pub(super) backed_up: Option<NaiveDate>,
    /// The reason not to write anything.
    pub(super) refused: Option<Refusal>,
    /// Failed reads of a changed file in a row, and the stamps at the last one.
    pub(super) unreadable: u32,
    pub(super) unreadable_at: BTreeMap<PathBuf, Stamp>,
    /// Copies of sync programs that could not be read or moved aside.
    pub(super) stuck: BTreeSet<PathBuf>,
    /// A merge that is not on disk yet, because writing failed.
    pub(super) unwritten: Option<Unwritten>,
    /// Lineages of earlier own versions and merged copies, for the next version of a file.
    pub(super) lineages: BTreeMap<WorkspaceFile, Vec<Uuid>>,
    /// The files of each record of the log that stands in several.
    pub(super) apart: BTreeMap<Uuid, BTreeSet<WorkspaceFile>>,
    /// Time of the last own write of a file that nobody else has changed since.
    pub(super) written_at: BTreeMap<WorkspaceFile, DateTime<Utc>>,
    /// The versions that text editors opened, of the files that they saved last.
    pub(super) by_hand: BTreeMap<WorkspaceFile, Uuid>,
    /// The versions of files that a failed save was writing.
    pub(super) attempted: BTreeMap<WorkspaceFile, Uuid>,
    /// Files whose present version may not be kept on this machine.
    pub(super) unkept: BTreeSet<WorkspaceFile>,
    /// Tasks in earlier versions of the file of tasks.
    pub(super) earlier: EarlierTasks,
    /// Messages for the user about saves that succeeded otherwise.
    pub(super) notes: Vec<String>,
    /// The last day on which a missing backup was reported.
    pub(super) told_no_backup: Option<NaiveDate>,
}

/// The reason why a keeper writes nothing.
#[derive(Clone, Debug)]
pub(super) struct Refusal {
    pub why: String,
    /// Whether it was a failed read. The folder is then opened again at the next call.
    pub may_pass: bool,
}

impl Refusal {
    pub fn of(error: &LoadError) -> Self {
        Self { why: error.to_string(), may_pass: matches!(error, LoadError::Io { .. }) }
    }
}

/// Contents of a folder that others have changed.
struct Found {
    /// The base of their changes. It is not the known contents if they overwrote a version that they had not seen.
    base: Workspace,
    /// Whether the base is complete, so that a record which is missing was deleted; otherwise only tombstones tell.
    knows_deletions: bool,
    on_disk: Workspace,
    repaired: Workspace,
    conflicts: Vec<Conflict>,
    notes: Vec<String>,
}

impl Keeper {
    /// Returns whether the folder holds the opened workspace. If not, the caller saves at once.
    pub fn is_in_step(&self) -> bool {
        self.dirty.is_empty()
    }

    /// Returns whether it writes nothing until a read that failed when the folder was opened works.
    pub fn is_waiting(&self) -> bool {
        self.refused.as_ref().is_some_and(|refusal| refusal.may_pass)
    }

    /// Returns whether files stay unreadable for longer than another program takes to write them, or a merge cannot be
    /// written.
    pub fn is_stuck(&self) -> bool {
        self.unreadable > PATIENCE || self.unwritten.is_some() || self.refused.is_some()
    }

    /// Takes the messages for the user about saves that succeeded otherwise, such as a save without its backup.
    pub fn take_notes(&mut self) -> Vec<String> {
        std::mem::take(&mut self.notes)
    }

    pub(super) fn versions(&self) -> Versions<'_> {
        Versions { disk: &*self.disk, place: &self.place }
    }

    /// Returns the backups of this workspace.
    pub fn backups(&self) -> Backups<'_> {
        Backups { disk: &*self.disk, place: &self.place }
    }

    /// Writes `workspace`, whose merge base is `base`, or the known contents if `None`. First merges changes by others
    /// since then, and returns them. Makes a backup at the first change of a day, before a file becomes much smaller,
    /// and for any other `reason`.
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
        reason: Option<BackupReason>,
        now: DateTime<Utc>,
    ) -> Result<Option<Outside>, SaveError> {
        self.recover(false, now)?;
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
            all.add(&all.from.clone(), true, &ahead, Vec::new());
        }
        let mut is_merge = has_moved_on;
        for _ in 0..TRIES {
            // ... or by changes of others.
            if let Some(found) = self.changed_on_disk(false)? {
                is_merge = true;
                all.add(&found.base, found.knows_deletions, &found.repaired, found.notes);
                all.conflicts.extend(found.conflicts);
                self.back_up(BackupReason::Merge, now);
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
        let finished = finish_commit(&*self.disk, &self.place.folder)
            .map_err(|source| SaveError::Io { path: self.place.folder.clone(), source })?;
        let Some(changed) = finished else { return Ok(()) };
        self.note_own_files();
        for part in changed.iter().filter_map(|path| WorkspaceFile::at(path)) {
            // Our text is now a copy. It is no news: the value to save includes it.
            if let (Some(version), Some(lineage)) = (self.attempted.get(&part), self.lineages.get_mut(&part)) {
                lineage.insert(lineage.len().min(1), *version);
            }
        }
        Ok(())
    }

    /// Merges changes by others since the last look; `None` if there are none.
    ///
    /// # Errors
    /// As [`Keeper::save`].
    pub fn take_in(&mut self, look_only: bool, now: DateTime<Utc>) -> Result<Option<Outside>, SaveError> {
        if !look_only || self.is_waiting() {
            self.recover(look_only, now)?;
        }
        if !look_only {
            self.keep_versions(now);
        }
        let copies = if look_only { Vec::new() } else { self.copies()? };
        let stamps = self.look()?;
        if stamps == self.stamps && copies.is_empty() && self.unwritten.is_none() {
            return Ok(None);
        }
        let _lock = if look_only { None } else { Some(self.lock()?) };
        if !look_only {
            self.finish_last_save()?;
        }
        let mut all = self.unwritten.clone().unwrap_or_else(|| Unwritten::of(&self.known));
        for attempt in 0.. {
            if let Some(found) = self.changed_on_disk(look_only)? {
                if !look_only && is_much_less(&found.repaired, &self.known) {
                    // The lost records are only in memory.
                    log_backup(&self.backups().take_value(&self.known, BackupReason::Shrinking, now));
                }
                all.add(&found.base, found.knows_deletions, &found.repaired, found.notes);
                all.conflicts.extend(found.conflicts);
                (self.known, self.on_disk) = (found.repaired, found.on_disk);
            }
            if look_only {
                self.unwritten = None;
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

    /// Returns the lock for a save.
    fn lock(&self) -> Result<WriteLock, SaveError> {
        let failed = |source| SaveError::Io { path: self.place.folder.clone(), source };
        self.place.lock_writing().map_err(failed)
    }

    /// Returns the contents of the folder and notes, if it has changed. A file that is unreadable or missing gets a few
    /// more looks; then an unreadable one is moved aside as damaged, and its known records stay.
    fn changed_on_disk(&mut self, look_only: bool) -> Result<Option<Found>, SaveError> {
        let mut stamps = self.look()?;
        if stamps == self.stamps {
            return Ok(None);
        }
        if stamps.is_empty() {
            let gone = format!("the files of the workspace are gone from {}", self.place.folder.display());
            return Err(SaveError::Refused(gone));
        }
        let mut loaded = read_all(&*self.disk, &self.place.folder);
        let lost = self.stamps.keys().filter(|path| !stamps.contains_key(*path));
        let lost: Vec<WorkspaceFile> = lost.filter_map(|path| WorkspaceFile::at(path)).collect();
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
        self.keep_damaged(&mut loaded, &mut stamps, look_only)?;
        let changed = stamps.iter().filter(|(path, stamp)| self.stamps.get(*path) != Some(stamp));
        let changed: BTreeSet<WorkspaceFile> = changed.filter_map(|(path, _)| WorkspaceFile::at(path)).collect();
        let (mut base, knows_deletions) = self.base_of_changes(&changed, &loaded)?;
        // Repairs stay in memory: the file that resolves the contradiction may be on its way.
        let tasks = loaded.lineages.get(&WorkspaceFile::Tasks).cloned().unwrap_or_default();
        let Loaded { mut workspace, mut unrepaired, notes, lineages, apart, by_hand, .. } =
            fit_together(&self.place.folder, loaded);
        let failed = |source| SaveError::Io { path: self.place.state.join("versions"), source };
        let mut earlier = std::mem::take(&mut self.earlier);
        let found = (&unrepaired, &mut workspace);
        let settled = settle(self.versions(), &tasks, &mut earlier, true, found, &self.known);
        let conflicts = settled.map_err(failed)?;
        add_bases(self.versions(), &tasks, &mut earlier, &mut base, &self.known, &workspace).map_err(failed)?;
        self.earlier = earlier;
        share_records(&mut unrepaired, &self.on_disk);
        share_records(&mut workspace, &unrepaired);
        share_records(&mut workspace, &self.known);
        (self.stamps, self.apart, self.by_hand) = (stamps, apart, by_hand);
        self.extend_lineages(lineages);
        Ok(Some(Found { base, knows_deletions, on_disk: unrepaired, repaired: workspace, conflicts, notes }))
    }

    /// Keeps the known records of damaged files. Moves the files aside and takes them out of `stamps`, unless `look_only`
    /// is set.
    fn keep_damaged(
        &mut self,
        loaded: &mut Loaded,
        stamps: &mut BTreeMap<PathBuf, Stamp>,
        look_only: bool,
    ) -> Result<(), SaveError> {
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
        Ok(())
    }

    /// Puts the versions that files came from before those known so far.
    fn extend_lineages(&mut self, lineages: BTreeMap<WorkspaceFile, Vec<Uuid>>) {
        for (part, lineage) in lineages {
            let ours = self.lineages.remove(&part).unwrap_or_default();
            self.lineages.insert(part, joined(&lineage, &ours));
        }
    }

    /// Returns the stamps of all files.
    ///
    /// # Errors
    /// When a file or folder cannot be looked at; it does not count as missing.
    pub(super) fn look(&self) -> Result<BTreeMap<PathBuf, Stamp>, LoadError> {
        let mut faults = Vec::new();
        let mut stamps = BTreeMap::new();
        for part in list_files(&*self.disk, &self.place.folder, &mut faults) {
            let path = self.place.folder.join(part.path());
            match if_there(self.disk.stamp(&path)) {
                Ok(stamp) => stamps.extend(stamp.map(|stamp| (part.path(), stamp))),
                Err(source) => return Err(LoadError::Io { path, source }),
            }
        }
        faults.pop().map_or(Ok(stamps), |fault| Err(fault.error))
    }

    pub(super) fn look_again(&mut self) -> Result<(), LoadError> {
        self.stamps = self.look()?;
        Ok(())
    }

    fn part_of(&self, path: &Path) -> Option<WorkspaceFile> {
        WorkspaceFile::at(path.strip_prefix(&self.place.folder).ok()?)
    }

    /// Returns the copies of sync programs to merge.
    ///
    /// # Errors
    /// When the folder cannot be listed.
    pub(super) fn copies(&self) -> Result<Vec<copies::SyncCopy>, LoadError> {
        let mut copies = copies::find(&*self.disk, &self.place.folder)
            .map_err(|source| LoadError::Io { path: self.place.folder.clone(), source })?;
        copies.retain(|copy| !self.stuck.contains(copy.path()));
        Ok(copies)
    }

    /// Merges the copies of sync programs into `all`, writes the result, and then moves the copies aside. Returns as
    /// [`Keeper::write`].
    pub(super) fn write_with_copies(&mut self, all: &mut Unwritten, now: DateTime<Utc>) -> Result<bool, SaveError> {
        let copies = self.copies()?;
        let (mut merged, mut unread, mut lineages) = (all.clone(), Vec::new(), self.lineages.clone());
        let mut on_disk = without_repairs(&merged.merged, &self.on_disk, &self.known);
        let mut earlier = std::mem::take(&mut self.earlier);
        if !copies.is_empty() {
            log_backup(&self.backups().take(BackupReason::Merge, now));
            for copy in &copies {
                // A failed read leaves all as it is, until the next attempt.
                let failed = |source| SaveError::Io { path: copy.path().to_path_buf(), source };
                let (versions, folder) = (self.versions(), &self.place.folder);
                let copied = copies::merge_in(versions, folder, copy, &on_disk, &lineages, &mut earlier);
                match copied.map_err(failed)? {
                    Some((with, lineage)) => {
                        on_disk = with.workspace;
                        merged.conflicts.extend(with.conflicts);
                        let ours = lineages.entry(copy.part()).or_default();
                        if copies::must_join(copy.part(), ours, &lineage) {
                            self.dirty.insert(copy.part());
                        }
                        *ours = joined(ours, &lineage);
                    }
                    None => unread.push(copy.path().to_path_buf()),
                }
            }
            // Only now, because a contradiction may be resolved by another copy.
            merged.merged = on_disk.clone();
            merged.notes.extend(mend(&mut merged.merged));
            let failed = |source| SaveError::Io { path: self.place.state.join("versions"), source };
            let tasks = lineages.get(&WorkspaceFile::Tasks).map(Vec::as_slice).unwrap_or_default();
            let found = (&on_disk, &mut merged.merged);
            let settled = settle(self.versions(), tasks, &mut earlier, true, found, &self.known);
            merged.conflicts.extend(settled.map_err(failed)?);
        }
        self.earlier = earlier;
        let before = std::mem::replace(&mut self.lineages, lineages);
        let written = self.write(&merged.merged, &on_disk, None, now);
        if !matches!(written, Ok(true)) {
            self.lineages = before;
            return written;
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
}

/// Logs the failure of a backup that the caller can do without.
pub(super) fn log_backup(taken: &std::io::Result<bool>) {
    if let Err(error) = taken {
        tracing::warn!(%error, "no backup was made");
    }
}
