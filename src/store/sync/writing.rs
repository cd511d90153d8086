//! Writing a workspace to its folder, with backups and the lineages of its files.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::keeper::Keeper;
use super::outside::replace_part;
use crate::model::{SessionId, TaskId, Workspace};
use crate::store::disk::if_there;
use crate::store::folder::{
    BackupReason, SaveError, WorkspaceFile, changed_files, joined, lineage_of, texts as texts_of, thin_set_aside,
    with_lineage, with_list, write_files,
};

/// A save that shrinks a file below this share of its size makes a backup first ...
const MUCH_SMALLER_PERCENT: u64 = 50;

/// ... if the file had at least this many bytes.
const WORTH_A_BACKUP: u64 = 2048;

/// Time after which another program may have read a version of a file.
const CARRIED: TimeDelta = TimeDelta::seconds(1);

impl Keeper {
    /// Writes `on_disk`, which is `workspace` without repairs. Returns false if other programs changed some of the
    /// files at the same time; these are then as the others wrote them.
    pub(super) fn write(
        &mut self,
        workspace: &Workspace,
        on_disk: &Workspace,
        reason: Option<BackupReason>,
        now: DateTime<Utc>,
    ) -> Result<bool, SaveError> {
        let mut parts = changed_files(on_disk, &self.on_disk);
        parts.extend(&self.dirty);
        parts.extend(self.other_files_of_changed(on_disk));
        let mut texts = texts_of(&parts, on_disk, &self.place.folder)?;
        if texts.is_empty() {
            (self.known, self.on_disk) = (workspace.clone(), on_disk.clone());
            return Ok(true);
        }
        self.add_lineages(&mut texts, now)?;
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
        self.attempted = texts.iter().map(|(part, text)| (*part, lineage_of(text.as_bytes())[0])).collect();
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
        for part in replaced.overtaken.iter().filter_map(|path| WorkspaceFile::at(path)) {
            // The base for merging the version of the other program.
            let lineage = self.lineages.get(&part).map(Vec::as_slice).unwrap_or_default();
            for (_, text) in texts_of(&[part].into(), &self.on_disk, &self.place.folder)? {
                self.versions().keep(with_list(&text, lineage).as_bytes());
            }
        }
        for (part, text) in &texts {
            self.written_at.insert(*part, now);
            self.unkept.insert(*part);
            self.lineages.insert(*part, lineage_of(text.as_bytes()));
            self.by_hand.remove(part);
        }
        self.stamps.extend(replaced.stamps);
        let known = std::mem::replace(&mut self.known, workspace.clone());
        let before = std::mem::replace(&mut self.on_disk, on_disk.clone());
        self.dirty = replaced.changed.iter().filter_map(|path| WorkspaceFile::at(path)).collect();
        for part in &self.dirty {
            replace_part(*part, &known, &mut self.known);
            replace_part(*part, &before, &mut self.on_disk);
        }
        self.apart.retain(|_, files| !files.is_subset(&parts));
        Ok(self.dirty.is_empty())
    }

    /// Returns all files of the records that change and stand in several.
    fn other_files_of_changed(&self, on_disk: &Workspace) -> BTreeSet<WorkspaceFile> {
        let changes = |id: &Uuid| {
            let (session, task) = (SessionId::from(*id), TaskId::from(*id));
            on_disk.sessions.get(&session) != self.on_disk.sessions.get(&session)
                || on_disk.closed.get(&task) != self.on_disk.closed.get(&task)
        };
        self.apart.iter().filter(|(id, _)| changes(id)).flat_map(|(_, files)| files).copied().collect()
    }

    /// Adds the lineage of the files on disk to the texts that replace them. Keeps a replaced version if another
    /// machine may have it: one that is not our own, or that stood long enough for a sync program to carry it.
    fn add_lineages(&self, texts: &mut [(WorkspaceFile, String)], now: DateTime<Utc>) -> Result<(), SaveError> {
        for (part, text) in texts {
            let path = self.place.folder.join(part.path());
            let failed = |source| SaveError::Io { path: path.clone(), source };
            let mut lineage = self.lineages.get(part).cloned().unwrap_or_default();
            let stood = self.written_at.get(part).is_none_or(|at| (now - *at).abs() >= CARRIED);
            let stamp = if_there(self.disk.stamp(&path)).map_err(failed)?;
            if (stood || lineage.is_empty() || stamp.as_ref() != self.stamps.get(&part.path()))
                && let Some(old) = if_there(self.disk.read(&path)).map_err(failed)?
            {
                lineage = joined(&lineage_of(&old), &lineage);
                if stood {
                    self.versions().keep(&old);
                }
            }
            if lineage.is_empty() {
                // The first version says so: it was not made from a version whose list was lost.
                lineage.push(Uuid::nil());
            }
            *text = with_lineage(text, &lineage);
        }
        Ok(())
    }

    /// Keeps the present versions that stood long enough for another program to read them: it may replace them, and
    /// they are then the base of what it wrote. A version that cannot be read now is kept later.
    pub(super) fn keep_versions(&mut self, now: DateTime<Utc>) {
        let stood = |part: &WorkspaceFile| self.written_at.get(part).is_none_or(|at| (now - *at).abs() >= CARRIED);
        let due: Vec<WorkspaceFile> = self.unkept.iter().copied().filter(stood).collect();
        for part in due {
            if let Ok(bytes) = if_there(self.disk.read(&self.place.folder.join(part.path()))) {
                bytes.inspect(|bytes| self.versions().keep(bytes));
                self.unkept.remove(&part);
            }
        }
    }

    /// Takes the stamps of files that hold the text of a failed save, so that they do not count as changes from outside.
    pub(super) fn note_own_files(&mut self) {
        for (part, version) in &self.attempted {
            let path = self.place.folder.join(part.path());
            // Taken first, so that a change meanwhile is noticed.
            let found =
                if_there(self.disk.stamp(&path)).and_then(|stamp| Ok((stamp, if_there(self.disk.read(&path))?)));
            match found {
                Ok((Some(stamp), Some(bytes))) if lineage_of(&bytes)[0] == *version => {
                    self.stamps.insert(part.path(), stamp);
                }
                Ok(_) => {}
                Err(error) => tracing::warn!(%error, "a file could not be read"),
            }
        }
    }

    fn reason_to_back_up(&self, texts: &[(WorkspaceFile, String)], now: DateTime<Utc>) -> Option<BackupReason> {
        let shrinks = |(part, text): &(WorkspaceFile, String)| {
            let old = self.stamps.get(&part.path()).map_or(0, |stamp| stamp.bytes);
            old >= WORTH_A_BACKUP && (text.len() as u64) < old * MUCH_SMALLER_PERCENT / 100
        };
        if texts.iter().any(shrinks) {
            return Some(BackupReason::Shrinking);
        }
        (self.backed_up != Some(now.date_naive())).then_some(BackupReason::FirstOfDay)
    }

    /// Makes a backup. The save goes on if it fails, because the change is worth more.
    pub(super) fn back_up(&mut self, reason: BackupReason, now: DateTime<Utc>) {
        if reason == BackupReason::FirstOfDay {
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
}
