//! Copies that sync programs leave when two machines change one file: `tasks.sync-conflict-20261122-101010-ABCDEF.ron`
//! (Syncthing), `tasks (Anna's conflicted copy 2026-11-22).ron` (Dropbox, Nextcloud), `tasks (1).ron` (Drive).

use std::path::{Path, PathBuf};

use super::merge::{Merged, Newer, merge};
use crate::model::Workspace;
use crate::store::disk::Disk;
use crate::store::folder::{Loaded, WorkspaceFile, read_bytes};

/// A copy that a sync program left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyncCopy {
    part: WorkspaceFile,
    path: PathBuf,
}

/// The copies in a workspace folder and its log, sorted by name.
pub fn find(disk: &dyn Disk, folder: &Path) -> Vec<SyncCopy> {
    let mut found = Vec::new();
    for (within, prefix) in [(folder.to_path_buf(), ""), (folder.join("log"), "log/")] {
        let mut names = disk.names(&within).unwrap_or_default();
        names.sort();
        let copies = names.into_iter().filter_map(|name| {
            let part = WorkspaceFile::named(&format!("{prefix}{}", original(&name)?))?;
            Some(SyncCopy { part, path: within.join(name) })
        });
        found.extend(copies);
    }
    found
}

/// The name of the original, if `name` is the name of a sync program's copy.
fn original(name: &str) -> Option<String> {
    let stem = name.strip_suffix(".ron")?;
    let number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    // Words for "conflict" in the most common languages.
    let says_so = |text: &str| ["conflict", "konflikt", "conflit"].iter().any(|word| text.contains(word));
    let lower = stem.to_lowercase();
    let end = if let Some(at) = lower.find(".sync-conflict-").or_else(|| lower.find("_conflict-")) {
        at
    } else if let Some(at) = lower.find('(') {
        let inside = lower[at + 1..].strip_suffix(')')?;
        if !says_so(inside) && !number(inside) {
            return None;
        }
        at
    } else {
        lower.rfind(' ').filter(|at| number(&lower[at + 1..]))?
    };
    Some(format!("{}.ron", lower[..end].trim_end()))
}

/// Merges a copy into `current` without a base, so that no record of either is dropped. Of a field that differs, the value
/// from the newer file stays. Returns `None` if the copy cannot be read in full.
pub fn merge_in(disk: &dyn Disk, folder: &Path, copy: &SyncCopy, current: &Workspace) -> Option<Merged> {
    let mut theirs = Loaded { workspace: without(copy.part, current), ..Loaded::default() };
    read_bytes(copy.part, &disk.read(&copy.path).ok()?, &copy.path, &mut theirs);
    if !theirs.faults.is_empty() {
        return None;
    }
    // A task that is open in the copy was open there, even if it was closed here meanwhile.
    for id in theirs.workspace.tasks.keys().filter(|_| copy.part == WorkspaceFile::Tasks) {
        theirs.workspace.closed.remove(id);
    }
    let changed = |path: &Path| disk.stamp(path).ok().and_then(|stamp| stamp.modified);
    let newer = if changed(&copy.path) > changed(&folder.join(copy.part.path())) { Newer::Theirs } else { Newer::Ours };
    Some(merge(None, current, &theirs.workspace, newer))
}

/// The workspace without the records of one file. Records of the log stay, because they have unique ids.
fn without(part: WorkspaceFile, workspace: &Workspace) -> Workspace {
    let mut rest = workspace.clone();
    match part {
        WorkspaceFile::Main => {
            (rest.goals, rest.projects, rest.templates, rest.tombstones) = Default::default();
        }
        WorkspaceFile::Tasks => rest.tasks = Default::default(),
        WorkspaceFile::Calendar => (rest.calendars, rest.events) = Default::default(),
        WorkspaceFile::Plan => rest.blocks = Default::default(),
        WorkspaceFile::Log(_) => {}
    }
    rest
}

impl SyncCopy {
    /// The path of the copy.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Moves the copy into `set-aside`.
    pub fn set_aside(&self, disk: &dyn Disk, folder: &Path) -> std::io::Result<PathBuf> {
        let name = self.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        set_aside(disk, folder, &self.path, &format!("merged {name}"))
    }
}

/// Moves a file of the workspace into its folder `set-aside` under `name`. Returns the new path.
pub fn set_aside(disk: &dyn Disk, folder: &Path, file: &Path, name: &str) -> std::io::Result<PathBuf> {
    let aside = folder.join("set-aside");
    disk.make_folder(&aside)?;
    let mut to = aside.join(name);
    let mut count = 2;
    while disk.stamp(&to).is_ok() {
        to = aside.join(format!("{count} {name}"));
        count += 1;
    }
    disk.rename(file, &to)?;
    Ok(to)
}

#[cfg(test)]
mod tests {
    use super::original;

    #[test]
    fn copies_of_sync_programs_are_told_by_their_names() {
        let cases = [
            ("tasks.sync-conflict-20261122-101010-ABCDEFG.ron", Some("tasks.ron")),
            ("tasks (Anna's conflicted copy 2026-11-22).ron", Some("tasks.ron")),
            ("plan (conflicted copy 2026-11-22 101010).ron", Some("plan.ron")),
            ("2026-11 (1).ron", Some("2026-11.ron")),
            ("tasks.ron", None),
            ("tasks_conflict-20260101-101010.ron", Some("tasks.ron")),
            ("Tasks (Case Conflict).ron", Some("tasks.ron")),
            ("tasks (SFConflict anna@example.org 2026-11-22).ron", Some("tasks.ron")),
            ("tasks (In Konflikt stehende Kopie von Anna).ron", Some("tasks.ron")),
            ("tasks(1).ron", Some("tasks.ron")),
            ("plan 2.ron", Some("plan.ron")),
            ("tasks (for Anna).ron", None),
            ("notes.txt", None),
        ];
        for (name, expected) in cases {
            assert_eq!(original(name).as_deref(), expected, "{name}");
        }
    }
}
