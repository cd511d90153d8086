//! Backups: earlier contents of the workspace folder, kept outside it.
//!
//! A backup lists files and the hashes of their texts. Each text is kept once, under its hash, so that a year of backups
//! takes little more space than its changes. Backups are only ever removed by thinning, which depends on their age.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::PathBuf;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::files::{Fault, Loaded, all_files, fit_together, list_files, read_bytes, texts};
use super::format::{LoadError, WorkspaceFile, from_text, to_text};
use super::thinning::thinned_by;
use crate::model::Workspace;
use crate::store::disk::{Disk, Place, content_hash, if_there, names_or_log, remove_or_log, write_atomically};

/// The event that caused a backup.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum BackupReason {
    /// The first change of a day.
    FirstOfDay,
    /// A file becomes much smaller.
    Shrinking,
    Import,
    /// Files are rewritten because they have an older format, are damaged, or were repaired.
    Rewrite,
    /// Changes from outside are merged.
    Merge,
    /// Another backup is restored.
    Restore,
}

impl std::fmt::Display for BackupReason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::FirstOfDay => "before the first change of the day",
            Self::Shrinking => "before a file became much smaller",
            Self::Import => "before an import",
            Self::Rewrite => "before files were rewritten",
            Self::Merge => "before a merge",
            Self::Restore => "before a backup was restored",
        })
    }
}

/// A backup, named by its time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Backup {
    version: u32,
    pub taken: DateTime<Utc>,
    pub reason: BackupReason,
    /// The path of each file within the folder, and the hash of its bytes.
    files: Vec<(String, Uuid)>,
}

impl Backup {
    /// Returns the name of the backup on the command line: its time.
    pub fn name(&self) -> String {
        file_stem(self.taken)
    }
}

fn file_stem(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true).replace(':', "")
}

/// The backups of one workspace.
#[derive(Clone, Copy, Debug)]
pub struct Backups<'a> {
    pub disk: &'a dyn Disk,
    pub place: &'a Place,
}

impl Backups<'_> {
    fn folder(&self) -> PathBuf {
        self.place.state.join("backups")
    }

    fn texts(&self) -> PathBuf {
        self.folder().join("texts")
    }

    /// Backs up the folder and thins the older backups. Makes no new backup if the newest one holds the same. Returns
    /// whether the folder has any files.
    ///
    /// # Errors
    /// Those of the file system. If a file cannot be read, the others are backed up all the same.
    pub fn take(&self, reason: BackupReason, now: DateTime<Utc>) -> io::Result<bool> {
        let mut faults = Vec::new();
        let (mut files, mut failed) = (Vec::new(), None);
        for part in list_files(self.disk, &self.place.folder, &mut faults) {
            match if_there(self.disk.read(&self.place.folder.join(part.path()))) {
                Ok(bytes) => files.extend(bytes.map(|bytes| (part, bytes))),
                Err(error) => failed = Some(error),
            }
        }
        failed = failed.or_else(|| Some(io::Error::other(faults.pop()?.error.to_string())));
        let kept = self.keep(files.into_iter(), reason, now)?;
        failed.map_or(Ok(kept), Err)
    }

    /// Backs up `workspace` from memory, as [`Backups::take`] does, for records that are no longer on disk.
    ///
    /// # Errors
    /// As [`Backups::take`].
    pub fn take_value(&self, workspace: &Workspace, reason: BackupReason, now: DateTime<Utc>) -> io::Result<bool> {
        let texts = texts(&all_files(workspace), workspace, &self.place.folder).map_err(io::Error::other)?;
        self.keep(texts.into_iter().map(|(part, text)| (part, text.into_bytes())), reason, now)
    }

    fn keep(
        &self,
        parts: impl Iterator<Item = (WorkspaceFile, Vec<u8>)>,
        reason: BackupReason,
        now: DateTime<Utc>,
    ) -> io::Result<bool> {
        let mut files = Vec::new();
        for (part, bytes) in parts {
            let name = content_hash(&bytes);
            let path = self.texts().join(format!("{name}.ron"));
            // A kept text may be damaged; then it does not count.
            if if_there(self.disk.read(&path))?.is_none_or(|kept| kept != bytes) {
                write_atomically(self.disk, &path, &bytes)?;
            }
            files.push((part.path().to_string_lossy().replace('\\', "/"), name));
        }
        let kept = self.list();
        if files.is_empty() || kept.first().is_some_and(|newest| newest.files == files) {
            return Ok(!files.is_empty());
        }
        let backup = Backup { version: 1, taken: now, reason, files };
        let text = to_text(&backup).map_err(io::Error::other)?;
        write_atomically(self.disk, &self.folder().join(format!("{}.ron", backup.name())), text.as_bytes())?;
        self.thin(now);
        Ok(true)
    }

    /// Returns all readable backups, newest first.
    pub fn list(&self) -> Vec<Backup> {
        self.read_lists().0
    }

    /// Returns all readable backups, newest first, and the reasons why others cannot be read.
    fn read_lists(&self) -> (Vec<Backup>, Vec<String>) {
        let (mut backups, mut faults) = (Vec::new(), Vec::new());
        let names = if_there(self.disk.names(&self.folder())).unwrap_or_else(|error| {
            faults.push(format!("{}: {error}", self.folder().display()));
            None
        });
        for name in names.into_iter().flatten().filter(|name| name.ends_with(".ron")) {
            let path = self.folder().join(name);
            let bytes = self.disk.read(&path).map_err(|error| format!("{}: {error}", path.display()));
            let text = bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
            match text.and_then(|text| from_text::<Backup>(&text, &path).map_err(|error| error.to_string())) {
                Ok(backup) => backups.push(backup),
                Err(fault) => faults.push(fault),
            }
        }
        backups.sort_by_key(|backup| std::cmp::Reverse(backup.taken));
        (backups, faults)
    }

    /// Describes backups that cannot be restored in full, because a list or a text is damaged or missing.
    pub fn damaged(&self) -> Vec<String> {
        let (backups, mut faults) = self.read_lists();
        let mut checked = BTreeMap::new();
        for backup in &backups {
            let mut is_whole = |(_, text): &(String, Uuid)| {
                *checked
                    .entry(*text)
                    .or_insert_with(|| self.disk.read(&self.path_of(*text)).is_ok_and(|it| content_hash(&it) == *text))
            };
            if !backup.files.iter().all(&mut is_whole) {
                faults.push(format!("the backup {} is damaged and cannot be restored in full", backup.name()));
            }
        }
        faults
    }

    fn path_of(&self, text: Uuid) -> PathBuf {
        self.texts().join(format!("{text}.ron"))
    }

    /// Returns the workspace in a backup.
    pub fn read(&self, backup: &Backup) -> Loaded {
        let mut loaded = Loaded::default();
        for (name, text) in &backup.files {
            let path = self.path_of(*text);
            let Some(part) = WorkspaceFile::named(name) else { continue };
            let verified = self.disk.read(&path).and_then(|bytes| match content_hash(&bytes) == *text {
                true => Ok(bytes),
                false => Err(io::Error::other("its bytes have changed since the backup")),
            });
            match verified {
                Ok(bytes) => read_bytes(part, &bytes, &path, &mut loaded),
                Err(source) => loaded.faults.push(Fault::unread(LoadError::Io { path, source })),
            }
        }
        fit_together(&self.place.folder, loaded)
    }

    /// Removes backups as [`thinned`] says, and texts that no backup names. Removes nothing while a list cannot be read,
    /// because the texts that it names are unknown. A file that cannot be removed stays until the next time.
    fn thin(&self, now: DateTime<Utc>) {
        let (backups, faults) = self.read_lists();
        if !faults.is_empty() {
            tracing::warn!(count = faults.len(), "backups that cannot be read stop the thinning");
            return;
        }
        let (keep, drop) = thinned(backups, now);
        for backup in &drop {
            remove_or_log(self.disk, &self.folder().join(format!("{}.ron", backup.name())));
        }
        if drop.is_empty() {
            return;
        }
        let named: BTreeSet<String> =
            keep.iter().flat_map(|backup| &backup.files).map(|(_, text)| format!("{text}.ron")).collect();
        for name in names_or_log(self.disk, &self.texts()) {
            if !named.contains(&name) {
                remove_or_log(self.disk, &self.texts().join(name));
            }
        }
    }
}

/// Splits `backups`, ordered from new to old, as [`thinned_by`] says.
fn thinned(backups: Vec<Backup>, now: DateTime<Utc>) -> (Vec<Backup>, Vec<Backup>) {
    thinned_by(backups, now, |backup| backup.taken)
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    #[test]
    fn backups_are_thinned_by_age() {
        let now: DateTime<Utc> = "2026-11-23T12:00:00Z".parse().expect("a time");
        let every_ten_minutes = (0..60 * 24 * 400 / 10).map(|n| Backup {
            version: 1,
            taken: now - TimeDelta::minutes(n * 10),
            reason: BackupReason::FirstOfDay,
            files: Vec::new(),
        });
        let (keep, drop) = thinned(every_ten_minutes.collect(), now);
        let aged = |from: TimeDelta, to: TimeDelta| {
            keep.iter().filter(|it| now - it.taken > from && now - it.taken <= to).count()
        };
        assert_eq!(aged(-TimeDelta::seconds(1), TimeDelta::hours(1)), 7);
        assert_eq!(aged(TimeDelta::hours(1), TimeDelta::days(1)), 23);
        assert!((30..=32).contains(&aged(TimeDelta::days(1), TimeDelta::days(31))));
        assert_eq!(aged(TimeDelta::days(31), TimeDelta::days(500)), 13);
        assert_eq!(thinned(keep.clone(), now), (keep, Vec::new()), "thinning twice removes nothing more");
        assert!(!drop.is_empty());
    }
}
