//! Replacing several files in one step.
//!
//! Each new text goes to a temporary file beside the one that it replaces. Once all are synced, a commit file lists the
//! renames with the hashes of the old and new contents; its appearance is the commit. Then the files are renamed, and
//! the commit file is removed. A stop before the commit leaves the old files. After it, readers read the listed
//! temporary files, and the next writer finishes the renames.
//!
//! A rename happens only while the file still has the old content that the commit names. A file that changed meanwhile,
//! for instance because a sync program delivered it after a crash, is never replaced; the new text becomes a copy, which
//! is merged as one of a sync program. So does the content of a file that changed between the last look and the rename.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use uuid::Uuid;

use super::format::WorkspaceFile;
use crate::store::disk::{
    Disk, Stamp, TEMPORARY, if_there, remove_or_log, temporary_in, version_hash, write_atomically,
};

/// The commit file. Each line has a temporary path, the path that it replaces, and the hashes of the old and new
/// contents, separated by tabs. A new file has `-` as its old hash.
const COMMIT: &str = ".~gapwise-commit.tmp";

/// The result of replacing files.
#[derive(Debug, Default)]
pub struct Replaced {
    /// The stamps of the new files.
    pub stamps: BTreeMap<PathBuf, Stamp>,
    /// Files that were not replaced, because another program changed them at the same time.
    pub changed: BTreeSet<PathBuf>,
    /// Files that were replaced just after another program changed them. Its versions lie beside them as copies.
    pub overtaken: BTreeSet<PathBuf>,
}

/// A commit that was not finished.
#[derive(Debug, Default)]
struct Pending {
    /// The temporary file for each file that still has its old content, and the stamp of that file.
    ready: BTreeMap<PathBuf, (PathBuf, Option<Stamp>)>,
    /// The temporary file for each file that has changed since.
    stale: BTreeMap<PathBuf, PathBuf>,
    /// The replaced contents of each file that was replaced already, unless they are the expected ones.
    overtaken: BTreeMap<PathBuf, PathBuf>,
}

/// A file with its new text, prepared on disk.
struct Prepared {
    to: PathBuf,
    temporary: PathBuf,
    old: Option<Uuid>,
    new: Uuid,
    stamp: Stamp,
    /// The stamp of the file that it may replace.
    before: Option<Stamp>,
}

/// Replaces files in `folder`, given as paths within it and new texts, all or none. With `expected`, the known stamps
/// of the folder's files, it replaces no file whose stamp differs.
///
/// # Errors
/// Those of the file system. Then either nothing has changed, or [`finish_commit`] completes the change; callers run it
/// before they write anything else.
pub fn replace_all(
    disk: &dyn Disk,
    folder: &Path,
    files: &[(PathBuf, String)],
    expected: Option<&BTreeMap<PathBuf, Stamp>>,
) -> io::Result<Replaced> {
    let mut prepared = Vec::new();
    let result = prepare_all(disk, folder, files, expected, &mut prepared)
        .and_then(|()| changed_meanwhile(disk, folder, &prepared))
        .and_then(|changed| match prepared.as_slice() {
            _ if !changed.is_empty() => Ok((Replaced { changed, ..Replaced::default() }, false)),
            [one] => rename_one(disk, folder, one).map(|replaced| (replaced, true)),
            all => commit_all(disk, folder, all).map(|replaced| (replaced, true)),
        });
    let is_committed = match &result {
        Ok((_, done)) => *done,
        // Once the commit file exists, or may exist, the temporary files are needed.
        Err(_) => !matches!(if_there(disk.stamp(&folder.join(COMMIT))), Ok(None)),
    };
    if !is_committed {
        prepared.iter().for_each(|it| remove_or_log(disk, &folder.join(&it.temporary)));
    }
    result.map(|(replaced, _)| replaced)
}

fn prepare_all(
    disk: &dyn Disk,
    folder: &Path,
    files: &[(PathBuf, String)],
    expected: Option<&BTreeMap<PathBuf, Stamp>>,
    prepared: &mut Vec<Prepared>,
) -> io::Result<()> {
    for (to, text) in files {
        let before = match expected {
            Some(expected) => expected.get(to).copied(),
            None => if_there(disk.stamp(&folder.join(to)))?,
        };
        let within = to.parent().unwrap_or(Path::new(""));
        let temporary = temporary_in(within);
        disk.make_folder(&folder.join(within))?;
        let written = disk
            .write_new(&folder.join(&temporary), text.as_bytes())
            .and_then(|()| disk.sync(&folder.join(&temporary)))
            .and_then(|()| disk.stamp(&folder.join(&temporary)))
            .inspect_err(|_| remove_or_log(disk, &folder.join(&temporary)));
        let (stamp, new) = (written?, version_hash(text.as_bytes()));
        prepared.push(Prepared { to: to.clone(), temporary, old: None, new, stamp, before });
        disk.sync_folder(&folder.join(within))?;
        if files.len() > 1
            && let Some(prepared) = prepared.last_mut()
        {
            prepared.old = if_there(disk.read(&folder.join(to)))?.map(|bytes| version_hash(&bytes));
        }
    }
    Ok(())
}

/// Returns the files whose stamps are not the expected ones.
fn changed_meanwhile(disk: &dyn Disk, folder: &Path, prepared: &[Prepared]) -> io::Result<BTreeSet<PathBuf>> {
    let mut changed = BTreeSet::new();
    for Prepared { to, before, .. } in prepared {
        if if_there(disk.stamp(&folder.join(to)))? != *before {
            changed.insert(to.clone());
        }
    }
    Ok(changed)
}

fn rename_one(disk: &dyn Disk, folder: &Path, it: &Prepared) -> io::Result<Replaced> {
    let mut replaced = Replaced { stamps: BTreeMap::from([(it.to.clone(), it.stamp)]), ..Replaced::default() };
    if put_in_place(disk, folder, &it.temporary, &it.to, it.before)? {
        replaced.overtaken.insert(it.to.clone());
    }
    disk.sync_folder(folder.join(&it.to).parent().unwrap_or(folder))?;
    Ok(replaced)
}

/// Puts the file at `from` in place of `to`, whose stamp was `before`. Returns whether it was another file in the end,
/// which is then a copy.
fn put_in_place(disk: &dyn Disk, folder: &Path, from: &Path, to: &Path, before: Option<Stamp>) -> io::Result<bool> {
    let left = folder.join(from);
    disk.exchange(&left, &folder.join(to))?;
    match if_there(disk.stamp(&left)) {
        Ok(None) => Ok(false),
        Ok(found) if found == before => {
            remove_or_log(disk, &left);
            Ok(false)
        }
        // It may be of another program if that cannot be told. Merging an own version changes nothing.
        _ => make_copy(disk, folder, from, to).map(|()| true),
    }
}

/// Renames the version of another program to a sync program's copy.
fn make_copy(disk: &dyn Disk, folder: &Path, from: &Path, to: &Path) -> io::Result<()> {
    let stem = to.file_stem().unwrap_or_default().to_string_lossy();
    let name = format!("{stem}.conflict-{}.ron", Uuid::new_v4().simple());
    disk.rename(&folder.join(from), &folder.join(to).with_file_name(name))
}

fn commit_all(disk: &dyn Disk, folder: &Path, prepared: &[Prepared]) -> io::Result<Replaced> {
    let line = |it: &Prepared| {
        let old = it.old.map_or_else(|| "-".to_owned(), |old| old.to_string());
        format!("{}\t{}\t{old}\t{}\n", it.temporary.display(), it.to.display(), it.new)
    };
    write_atomically(disk, &folder.join(COMMIT), prepared.iter().map(line).collect::<String>().as_bytes())?;
    let changed = changed_meanwhile(disk, folder, prepared)?;
    let written = || prepared.iter().filter(|it| !changed.contains(&it.to));
    let ready = written().map(|it| (it.to.clone(), (it.temporary.clone(), it.before))).collect();
    let overtaken = finish(disk, folder, &ready)?;
    for it in prepared.iter().filter(|it| changed.contains(&it.to)) {
        remove_or_log(disk, &folder.join(&it.temporary));
    }
    end(disk, folder)?;
    Ok(Replaced { stamps: written().map(|it| (it.to.clone(), it.stamp)).collect(), changed, overtaken })
}

/// Reads an unfinished commit; `None` if there is none.
fn pending(disk: &dyn Disk, folder: &Path) -> io::Result<Option<Pending>> {
    let Some(bytes) = if_there(disk.read(&folder.join(COMMIT)))? else { return Ok(None) };
    let mut pending = Pending::default();
    for line in String::from_utf8_lossy(&bytes).lines() {
        let mut columns = line.split('\t');
        let (Some(from), Some(to)) = (columns.next(), columns.next()) else { continue };
        let (from, to) = (PathBuf::from(from), PathBuf::from(to));
        if !is_own(&from, &to) {
            continue;
        }
        // Fails for a link, which could lead out of the workspace.
        let within = to.parent().map_or_else(|| folder.to_path_buf(), |parent| folder.join(parent));
        if if_there(disk.names(&within))?.is_none() {
            continue;
        }
        let (Some(old), Some(new)) = (columns.next(), columns.next()) else { continue };
        let hash = |path: &Path| -> io::Result<String> {
            let bytes = if_there(disk.read(&folder.join(path)))?;
            Ok(bytes.map_or_else(|| "-".to_owned(), |bytes| version_hash(&bytes).to_string()))
        };
        // Taken first, so that a change meanwhile is noticed.
        let stamp = if_there(disk.stamp(&folder.join(&to)))?;
        let (temporary, current) = (hash(&from)?, hash(&to)?);
        if temporary != new {
            if current == new && temporary != old && temporary != "-" {
                pending.overtaken.insert(to, from);
            }
        } else if current == old {
            pending.ready.insert(to, (from, stamp));
        } else if current != new {
            pending.stale.insert(to, from);
        }
    }
    Ok(Some(pending))
}

/// Returns whether a line of a commit file replaces a file of a workspace by a temporary file beside it. Another
/// program could list any path.
fn is_own(from: &Path, to: &Path) -> bool {
    let temporary = from.file_name().is_some_and(|name| name.to_string_lossy().starts_with(TEMPORARY));
    temporary && from.parent() == to.parent() && WorkspaceFile::named(&to.to_string_lossy()).is_some()
}

/// Finishes the renames. Returns the files that another program changed just before.
fn finish(
    disk: &dyn Disk,
    folder: &Path,
    ready: &BTreeMap<PathBuf, (PathBuf, Option<Stamp>)>,
) -> io::Result<BTreeSet<PathBuf>> {
    let (mut folders, mut overtaken) = (BTreeSet::from([folder.to_path_buf()]), BTreeSet::new());
    for (to, (from, before)) in ready {
        if put_in_place(disk, folder, from, to, *before)? {
            overtaken.insert(to.clone());
        }
        folders.extend(folder.join(to).parent().map(Path::to_path_buf));
    }
    folders.iter().try_for_each(|within| disk.sync_folder(within))?;
    Ok(overtaken)
}

fn end(disk: &dyn Disk, folder: &Path) -> io::Result<()> {
    if_there(disk.remove(&folder.join(COMMIT))).map(|_| ())
}

/// Returns the renames of an unfinished commit: the temporary file for each file that still has its old content.
///
/// # Errors
/// Those of the file system.
pub fn pending_commit(disk: &dyn Disk, folder: &Path) -> io::Result<BTreeMap<PathBuf, PathBuf>> {
    let ready = pending(disk, folder)?.unwrap_or_default().ready;
    Ok(ready.into_iter().map(|(to, (from, _))| (to, from)).collect())
}

/// Completes an unfinished commit. Returns `None` if there was none, otherwise the files that have changed since. Their
/// texts in the commit become copies, because the save may have been acknowledged.
///
/// # Errors
/// Those of the file system.
pub fn finish_commit(disk: &dyn Disk, folder: &Path) -> io::Result<Option<BTreeSet<PathBuf>>> {
    let Some(pending) = pending(disk, folder)? else { return Ok(None) };
    finish(disk, folder, &pending.ready)?;
    for (to, from) in pending.overtaken.iter().chain(&pending.stale) {
        make_copy(disk, folder, from, to)?;
        disk.sync_folder(folder.join(to).parent().unwrap_or(folder))?;
    }
    end(disk, folder)?;
    Ok(Some(pending.stale.into_keys().collect()))
}
