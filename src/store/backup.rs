//! Backups: what the folder held at certain moments, kept outside of it.
//!
//! A backup is a small list of files and the texts they had; each text is kept once, under a name made from its bytes, so
//! that a year of backups takes little more than what changed in it. They are thinned by age and removed by nothing else.

use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;

use chrono::{DateTime, Datelike, SecondsFormat, TimeDelta, Timelike, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::disk::{Disk, write_atomically};
use super::files::{Fault, Loaded, all_parts, finish, parts, read_bytes, texts};
use super::format::{LoadError, Part, from_text, to_text};
use super::place::Place;
use crate::model::Workspace;

/// What a backup was made before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reason {
    /// The first change of a day.
    FirstOfDay,
    /// A file became much smaller.
    Shrinking,
    Import,
    /// Files were rewritten: they were of an older format, damaged, or had to be mended.
    Rewrite,
    /// Changes made elsewhere were merged.
    Merge,
    /// A backup was brought back.
    Restore,
}

impl std::fmt::Display for Reason {
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

/// A backup. Its time is its name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Backup {
    version: u32,
    pub taken: DateTime<Utc>,
    pub reason: Reason,
    /// The path of each file within the folder, and the name of its bytes.
    files: Vec<(String, Uuid)>,
}

impl Backup {
    /// What it is called: its time, to be typed.
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

    /// Keeps what the folder holds at `now`, and thins the older backups. Nothing new is made where the newest backup
    /// holds the same. Returns whether there was anything to keep.
    ///
    /// # Errors
    /// As the file system reports them. What could not be read is left out rather than keeping the rest from being kept.
    pub fn take(&self, reason: Reason, now: DateTime<Utc>) -> io::Result<bool> {
        let parts = parts(self.disk, &self.place.folder, &mut Vec::new()).into_iter();
        let read = |part: Part| Some((part, self.disk.read(&self.place.folder.join(part.path())).ok()?));
        self.keep(parts.filter_map(read), reason, now)
    }

    /// Keeps `workspace` at `now`, as [`Backups::take`] does: for what is in memory and no longer on disk.
    ///
    /// # Errors
    /// As [`Backups::take`].
    pub(super) fn take_value(&self, workspace: &Workspace, reason: Reason, now: DateTime<Utc>) -> io::Result<bool> {
        let texts = texts(&all_parts(workspace), workspace, &self.place.folder).map_err(io::Error::other)?;
        self.keep(texts.into_iter().map(|(part, text)| (part, text.into_bytes())), reason, now)
    }

    fn keep(
        &self,
        parts: impl Iterator<Item = (Part, Vec<u8>)>,
        reason: Reason,
        now: DateTime<Utc>,
    ) -> io::Result<bool> {
        let mut files = Vec::new();
        for (part, bytes) in parts {
            let name = Uuid::new_v5(&Uuid::NAMESPACE_OID, &bytes);
            let path = self.texts().join(format!("{name}.ron"));
            if self.disk.stamp(&path).is_err() {
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

    /// All backups, newest first. What cannot be read is left out.
    pub fn list(&self) -> Vec<Backup> {
        let names = self.disk.names(&self.folder()).unwrap_or_default();
        let read = |name: &String| {
            let path = self.folder().join(name);
            let text = String::from_utf8(self.disk.read(&path).ok()?).ok()?;
            from_text::<Backup>(&text, &path).ok()
        };
        let mut backups: Vec<_> = names.iter().filter(|name| name.ends_with(".ron")).filter_map(read).collect();
        backups.sort_by_key(|backup| std::cmp::Reverse(backup.taken));
        backups
    }

    /// The workspace that a backup holds.
    pub fn read(&self, backup: &Backup) -> Loaded {
        let mut loaded = Loaded::default();
        for (name, text) in &backup.files {
            let path = self.texts().join(format!("{text}.ron"));
            let Some(part) = Part::named(name) else { continue };
            match self.disk.read(&path) {
                Ok(bytes) => read_bytes(part, &bytes, &path, &mut loaded),
                Err(source) => loaded.faults.push(Fault { error: LoadError::Io { path, source }, rescued: 0 }),
            }
        }
        finish(&self.place.folder, loaded)
    }

    /// Removes backups that their age no longer asks for, and texts that no backup names. What cannot be removed stays
    /// until the next time.
    fn thin(&self, now: DateTime<Utc>) {
        let backups = self.list();
        let (keep, drop) = thinned(backups, now);
        for backup in &drop {
            let _ = self.disk.remove(&self.folder().join(format!("{}.ron", backup.name())));
        }
        if drop.is_empty() {
            return;
        }
        let named: BTreeSet<String> =
            keep.iter().flat_map(|backup| &backup.files).map(|(_, text)| format!("{text}.ron")).collect();
        for name in self.disk.names(&self.texts()).unwrap_or_default() {
            if !named.contains(&name) {
                let _ = self.disk.remove(&self.texts().join(name));
            }
        }
    }
}

/// Which backups stay at `now`, of `backups` from new to old, and which go: all of the last hour stay, then the newest of
/// each hour for a day, of each day for a month, of each month for ever.
fn thinned(backups: Vec<Backup>, now: DateTime<Utc>) -> (Vec<Backup>, Vec<Backup>) {
    let mut seen = BTreeSet::new();
    backups.into_iter().partition(|backup| {
        let (at, age) = (backup.taken, now - backup.taken);
        let bucket = if age <= TimeDelta::hours(1) {
            return true;
        } else if age <= TimeDelta::days(1) {
            (1, at.num_days_from_ce(), at.hour())
        } else if age <= TimeDelta::days(31) {
            (2, at.num_days_from_ce(), 0)
        } else {
            (3, at.year(), at.month())
        };
        seen.insert(bucket)
    })
}

/// What taking `new` in the place of `old` would change, in lines for a person.
pub fn preview(old: &Workspace, new: &Workspace) -> Vec<String> {
    let mut lines = Vec::new();
    let title = |workspace: &Workspace, id| workspace.any_task(id).map(|task| task.title.clone()).unwrap_or_default();
    count(&mut lines, "open task", &old.tasks, &new.tasks, |workspace_is_new, id| {
        title(if workspace_is_new { new } else { old }, *id)
    });
    count(&mut lines, "closed task", &old.closed, &new.closed, |is_new, id| title(if is_new { new } else { old }, *id));
    count(&mut lines, "event", &old.events, &new.events, |is_new, id| {
        let events = if is_new { &new.events } else { &old.events };
        events.get(id).map(|event| event.title.clone()).unwrap_or_default()
    });
    count(&mut lines, "block", &old.blocks, &new.blocks, |_, _| String::new());
    count(&mut lines, "review", &old.reviews, &new.reviews, |_, date| date.to_string());
    if old.settings != new.settings {
        lines.push("The settings change.".into());
    }
    lines
}

fn count<K: Ord + Clone, V: PartialEq>(
    lines: &mut Vec<String>,
    what: &str,
    old: &imbl::OrdMap<K, V>,
    new: &imbl::OrdMap<K, V>,
    name: impl Fn(bool, &K) -> String,
) {
    const MOST: usize = 4;
    let mut groups = [("added", Vec::new()), ("removed", Vec::new()), ("changed", Vec::new())];
    for change in old.diff(new) {
        let (group, name) = match change {
            imbl::ordmap::DiffItem::Add(key, _) => (0, name(true, key)),
            imbl::ordmap::DiffItem::Remove(key, _) => (1, name(false, key)),
            imbl::ordmap::DiffItem::Update { new: (key, _), .. } => (2, name(true, key)),
        };
        groups[group].1.push(name);
    }
    for (verb, names) in groups.into_iter().filter(|(_, names)| !names.is_empty()) {
        let many = names.len();
        let named: Vec<_> = names.into_iter().filter(|name| !name.is_empty()).take(MOST).collect();
        let more = if many > named.len() && !named.is_empty() { ", …" } else { "" };
        let list = if named.is_empty() { String::new() } else { format!(": {}{more}", named.join(", ")) };
        let (plural, is) = if many == 1 { ("", "is") } else { ("s", "are") };
        lines.push(format!("{many} {what}{plural} {is} {verb}{list}"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backups_are_thinned_by_age() {
        let now: DateTime<Utc> = "2026-11-23T12:00:00Z".parse().expect("a time");
        let every_ten_minutes = (0..60 * 24 * 400 / 10).map(|n| Backup {
            version: 1,
            taken: now - TimeDelta::minutes(n * 10),
            reason: Reason::FirstOfDay,
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
