//! Copies that sync programs leave when two machines change one file: `tasks.sync-conflict-20261122-101010-ABCDEF.ron`
//! (Syncthing), `tasks (Anna's conflicted copy 2026-11-22).ron` (Dropbox, Nextcloud), `tasks (1).ron` (Drive).

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use uuid::Uuid;

use super::merge::{Merged, Newer, merge_unrepaired};
use super::moved::{EarlierTasks, add_bases};
use super::outside::{add_missing, replace_part};
use crate::model::Workspace;
use crate::store::disk::{Disk, LocalDisk, if_there, names_or_log};
use crate::store::folder::{Loaded, Versions, WorkspaceFile, lineage_of, read_bytes, set_aside};

/// A copy that a sync program left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyncCopy {
    part: WorkspaceFile,
    path: PathBuf,
}

/// Returns the copies in a workspace folder and its log, sorted by name.
///
/// # Errors
/// When a folder cannot be listed.
pub fn find(disk: &dyn Disk, folder: &Path) -> io::Result<Vec<SyncCopy>> {
    let mut found = Vec::new();
    for (within, prefix) in [(folder.to_path_buf(), ""), (folder.join("log"), "log/")] {
        let mut names = if_there(disk.names(&within))?.unwrap_or_default();
        names.sort();
        let copies = names.into_iter().filter_map(|name| {
            let part = WorkspaceFile::named(&format!("{prefix}{}", original(&name)?))?;
            Some(SyncCopy { part, path: within.join(name) })
        });
        found.extend(copies);
    }
    Ok(found)
}

/// Returns files in a workspace folder whose ending is that of its parts, but which are neither parts nor copies.
pub fn stray_files(folder: &Path) -> Vec<PathBuf> {
    let mut stray = Vec::new();
    for (within, prefix) in [(folder.to_path_buf(), ""), (folder.join("log"), "log/")] {
        let mut names = names_or_log(&LocalDisk, &within);
        names.sort();
        let is_stray = |name: &String| {
            let is_own = |name: &str| WorkspaceFile::named(&format!("{prefix}{name}")).is_some();
            name.ends_with(".ron") && !is_own(name) && !original(name).is_some_and(|name| is_own(&name))
        };
        stray.extend(names.into_iter().filter(is_stray).map(|name| within.join(name)));
    }
    stray
}

/// Returns the name of the original, if `name` is the name of a sync program's copy.
fn original(name: &str) -> Option<String> {
    let stem = name.strip_suffix(".ron")?.to_lowercase();
    // The name of a workspace file, then the sign of a copy.
    let fixed = ["workspace", "tasks", "calendar", "plan"].iter().find(|it| stem.starts_with(**it)).map(|it| it.len());
    let month =
        || stem.get(..7).filter(|month| WorkspaceFile::named(&format!("log/{month}.ron")).is_some()).map(str::len);
    let (file, sign) = stem.split_at_checked(fixed.or_else(month)?)?;
    let number = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    // Words for "conflict" in the most common languages.
    let says_so = |text: &str| ["conflict", "konflikt", "conflit", "conflicto"].iter().any(|word| text.contains(word));
    let is_host = |text: &str| {
        let text = text.as_bytes();
        text.first().is_some_and(u8::is_ascii_alphanumeric)
            && text.iter().all(|b| b.is_ascii_alphanumeric() || *b == b'-')
    };
    let within = |open: char, close: char| sign.trim_start().strip_prefix(open)?.strip_suffix(close);
    let is_copy = match sign.chars().next()? {
        '.' | '_' => says_so(sign),
        '-' => is_host(&sign[1..]),
        _ => {
            within('(', ')').is_some_and(|it| says_so(it) || number(it))
                || within('[', ']').is_some_and(says_so)
                || sign.strip_prefix(' ').is_some_and(number)
        }
    };
    is_copy.then(|| format!("{file}.ron"))
}

/// Merges a copy into `current`, the contents of the folder, without repairs. No record of either is dropped unless the
/// other has its tombstone, or the base shows that it was deleted or moved. The base is the newest version of the copy's
/// lineage in `lineages`, the versions of each file that `current` includes. A field that differs from it beats one that
/// does not; of two such fields, or without a base, the value from the newer file stays. Returns the lineage of the copy,
/// too, or `None` if the copy is gone or damaged.
///
/// # Errors
/// When a file cannot be read. Merging without it could take an old value for a new one.
pub fn merge_in(
    versions: Versions,
    folder: &Path,
    copy: &SyncCopy,
    current: &Workspace,
    lineages: &BTreeMap<WorkspaceFile, Vec<Uuid>>,
    earlier: &mut EarlierTasks,
) -> io::Result<Option<(Merged, Vec<Uuid>)>> {
    let of = |part| lineages.get(&part).map(Vec::as_slice).unwrap_or_default();
    let (seen, tasks) = (of(copy.part), of(WorkspaceFile::Tasks));
    let disk = versions.disk;
    let original = folder.join(copy.part.path());
    let Some(bytes) = if_there(disk.read(&copy.path))? else { return Ok(None) };
    let Some(theirs) = side(copy.part, &bytes, &copy.path, current) else { return Ok(None) };
    let lineage = lineage_of(&bytes);
    // The merged file comes after it, and another machine may have gone on from it.
    versions.keep(&bytes);
    let is_seen = seen.contains(&lineage[0]);
    let mut base = match is_seen {
        true => Some(theirs.clone()),
        false => base_of(versions, copy.part, (seen, &lineage), (current, &theirs), current)?,
    };
    // A version that was seen tells nothing of what happened to its records since.
    let knows_deletions = base.is_some() && !is_seen;
    if let Some(base) = &mut base {
        match copy.part {
            WorkspaceFile::Tasks => add_bases(versions, &lineage, earlier, base, current, &theirs)?,
            WorkspaceFile::Log(_) => add_bases(versions, tasks, earlier, base, current, &theirs)?,
            _ => {}
        }
    }
    let changed = |path: &Path| if_there(disk.stamp(path)).map(|stamp| stamp.and_then(|stamp| stamp.modified));
    let newer = if changed(&copy.path)? > changed(&original)? { Newer::Theirs } else { Newer::Ours };
    Ok(Some((merge_unrepaired(base.as_ref(), knows_deletions, current, &theirs, newer), lineage)))
}

/// Returns the merge base of a file with a lineage: the newest version that is also in `seen`. Several ones are merged.
/// A record that it lacks and both sides have is taken from an earlier version: both edited it while a third machine
/// deleted it. The records of other files are those of `rest`. `None` if this machine has no such version.
///
/// # Errors
/// As [`Versions::common`].
fn base_of(
    versions: Versions,
    part: WorkspaceFile,
    (seen, lineage): (&[Uuid], &[Uuid]),
    (ours, theirs): (&Workspace, &Workspace),
    rest: &Workspace,
) -> io::Result<Option<Workspace>> {
    let read = |bytes: &Vec<u8>| side(part, bytes, &part.path(), rest);
    let (mut base, mut merged): (Option<Workspace>, Vec<Uuid>) = (None, Vec::new());
    for bytes in versions.common(seen, lineage)? {
        let Some(next) = read(&bytes) else { continue };
        let own = lineage_of(&bytes);
        base = Some(match base {
            None => next,
            Some(before) => {
                let older = versions.common(&merged, &own)?.first().and_then(read);
                merge_unrepaired(older.as_ref(), older.is_some(), &before, &next, Newer::Ours).workspace
            }
        });
        merged.extend(own);
    }
    let Some(found) = &mut base else { return Ok(None) };
    let mut lacks = add_missing(found, &Workspace::default(), ours, theirs);
    for hash in lineage.iter().filter(|hash| seen.contains(hash)) {
        if !lacks {
            break;
        }
        if let Some(older) = versions.read(hash)?.as_ref().and_then(read) {
            lacks = add_missing(found, &older, ours, theirs);
        }
    }
    Ok(base)
}

/// Returns whether a file is written after a merge although its text stays as it is, so that others learn that it joins two
/// versions. Not tasks and logs: of a task that moves, the version of the file which first lacks it tells its base, and a
/// version that only joins two others would come between.
pub fn must_join(part: WorkspaceFile, ours: &[Uuid], theirs: &[Uuid]) -> bool {
    matches!(part, WorkspaceFile::Main | WorkspaceFile::Calendar | WorkspaceFile::Plan) && are_apart(ours, theirs)
}

/// Returns whether two versions of a file were made apart, so that neither comes from the other.
fn are_apart(ours: &[Uuid], theirs: &[Uuid]) -> bool {
    let (Some(our_own), [their_own, _, ..]) = (ours.first(), theirs) else { return false };
    !theirs.contains(our_own) && !ours.contains(their_own)
}

/// Returns `base` with the records of one file from the common ancestor of our version and the one that replaced it, of
/// which `theirs` are the lineage and the contents. They stay as they are if the new version was made from ours. Without
/// them, and false, if no ancestor is known.
///
/// # Errors
/// As [`base_of`].
pub fn base_of_overwrite(
    versions: Versions,
    part: WorkspaceFile,
    ours: &[Uuid],
    (lineage, theirs): (&[Uuid], &Workspace),
    mut base: Workspace,
) -> io::Result<(Workspace, bool)> {
    if are_apart(ours, lineage) {
        let mut rest = base.clone();
        replace_part(part, &Workspace::default(), &mut rest);
        return Ok(match base_of(versions, part, (ours, lineage), (&base, theirs), &rest)? {
            Some(ancestor) => (ancestor, true),
            None => (rest, false),
        });
    }
    // A sync program brought an earlier version back. A single hash is our version, written anew without its list.
    if let [their_own, ..] = lineage
        && ours.contains(their_own)
        && ours.first().is_some_and(|own| !lineage.contains(own))
    {
        replace_part(part, theirs, &mut base);
    }
    Ok((base, true))
}

/// Returns the workspace with the records of one file replaced by those in `bytes`; `None` if these are damaged.
pub fn side(part: WorkspaceFile, bytes: &[u8], path: &Path, current: &Workspace) -> Option<Workspace> {
    let mut side = Loaded { workspace: without(part, current), ..Loaded::default() };
    read_bytes(part, bytes, path, &mut side);
    // A task that is open in this version of the file was open there, even if it was closed here meanwhile.
    let open = side.workspace.tasks.keys().filter(|_| part == WorkspaceFile::Tasks);
    open.for_each(|id| drop(side.workspace.closed.remove(id)));
    side.faults.is_empty().then_some(side.workspace)
}

/// Returns the workspace without the records of one file.
fn without(part: WorkspaceFile, workspace: &Workspace) -> Workspace {
    let mut rest = workspace.clone();
    match part {
        WorkspaceFile::Main => {
            (rest.goals, rest.projects, rest.templates, rest.tombstones) = Default::default();
        }
        WorkspaceFile::Tasks => rest.tasks = Default::default(),
        WorkspaceFile::Calendar => (rest.calendars, rest.events) = Default::default(),
        WorkspaceFile::Plan => rest.blocks = Default::default(),
        WorkspaceFile::Log(_) => replace_part(part, &Workspace::default(), &mut rest),
    }
    rest
}

impl SyncCopy {
    /// Returns the file that this is a copy of.
    pub fn part(&self) -> WorkspaceFile {
        self.part
    }

    /// Returns the path of the copy.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Moves the copy into `set-aside`.
    pub fn set_aside(&self, disk: &dyn Disk, folder: &Path) -> io::Result<PathBuf> {
        let name = self.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        set_aside(disk, folder, &self.path, &format!("merged {name}"))
    }
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
            ("tasks-DESKTOP-4F2K.ron", Some("tasks.ron")),
            ("2026-11-LAPTOP.ron", Some("2026-11.ron")),
            ("tasks.Conflict.ron", Some("tasks.ron")),
            ("plan [Conflict 1].ron", Some("plan.ron")),
            ("calendar.conflict1.ron", Some("calendar.ron")),
            ("2026-11.ron", None),
            ("tasks.backup.ron", None),
            ("tasks-.ron", None),
        ];
        for (name, expected) in cases {
            assert_eq!(original(name).as_deref(), expected, "{name}");
        }
    }
}
