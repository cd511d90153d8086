//! Replacing several files in one step.
//!
//! Each new text goes to a temporary file beside the one that it replaces. Once all are synced, a commit file lists the
//! renames; its appearance is the commit. Then the files are renamed, and the commit file is removed. A stop before the
//! commit leaves the old files. After it, readers read the listed temporary files, and the next writer finishes the renames.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use super::format::WorkspaceFile;
use crate::store::disk::{Disk, Stamp, TEMPORARY, remove_or_log, write_atomically};

/// The commit file. Each line is a temporary path, a tab and the path that it replaces, within the folder.
const COMMIT: &str = ".gapwise-commit";

/// Replaces files in `folder`, given as paths within it and new texts, all or none. Returns the stamps of the new files.
///
/// # Errors
/// Those of the file system. Then either nothing has changed, or [`finish_commit`] completes the change; callers run it
/// before they write anything else.
pub fn replace_all(
    disk: &dyn Disk,
    folder: &Path,
    files: &[(PathBuf, String)],
) -> io::Result<BTreeMap<PathBuf, Stamp>> {
    if let [(path, text)] = files {
        let stamp = write_atomically(disk, &folder.join(path), text.as_bytes())?;
        return Ok(BTreeMap::from([(path.clone(), stamp)]));
    }
    let mut prepared = BTreeMap::new();
    for (path, text) in files {
        if let Err(error) = prepare(disk, folder, path, text.as_bytes(), &mut prepared) {
            forget(disk, folder, &prepared);
            return Err(error);
        }
    }
    let stamp = |(to, from): (&PathBuf, &PathBuf)| Ok((to.clone(), disk.stamp(&folder.join(from))?));
    let stamps = prepared.iter().map(stamp).collect::<io::Result<_>>()?;
    let lines = prepared.iter().map(|(to, from)| format!("{}\t{}\n", from.display(), to.display()));
    if let Err(error) = write_atomically(disk, &folder.join(COMMIT), lines.collect::<String>().as_bytes()) {
        // The commit file may exist without being synced; then the temporary files are still needed.
        if disk.stamp(&folder.join(COMMIT)).is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
            forget(disk, folder, &prepared);
        }
        return Err(error);
    }
    finish_commit(disk, folder)?;
    Ok(stamps)
}

/// Writes the temporary file for `path` and adds it to `prepared`.
fn prepare(
    disk: &dyn Disk,
    folder: &Path,
    path: &Path,
    bytes: &[u8],
    prepared: &mut BTreeMap<PathBuf, PathBuf>,
) -> io::Result<()> {
    let within = path.parent().unwrap_or(Path::new(""));
    let temporary = within.join(format!("{TEMPORARY}{}", uuid::Uuid::new_v4()));
    disk.make_folder(&folder.join(within))?;
    prepared.insert(path.to_path_buf(), temporary.clone());
    disk.write_new(&folder.join(&temporary), bytes)?;
    disk.sync(&folder.join(&temporary))?;
    disk.sync_folder(&folder.join(within))
}

fn forget(disk: &dyn Disk, folder: &Path, prepared: &BTreeMap<PathBuf, PathBuf>) {
    for temporary in prepared.values() {
        remove_or_log(disk, &folder.join(temporary));
    }
}

/// The renames of an unfinished commit: the temporary file for each file. Empty if there is none.
pub fn pending_commit(disk: &dyn Disk, folder: &Path) -> BTreeMap<PathBuf, PathBuf> {
    let Ok(bytes) = disk.read(&folder.join(COMMIT)) else { return BTreeMap::new() };
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let lines = text.lines().filter_map(|line| line.split_once('\t'));
    // Another program could list any path. Only files of a workspace are replaced, by files beside them.
    let is_own = |from: &Path, to: &Path| {
        let temporary = from.file_name().is_some_and(|name| name.to_string_lossy().starts_with(TEMPORARY));
        temporary && from.parent() == to.parent() && WorkspaceFile::named(&to.to_string_lossy()).is_some()
    };
    lines
        .map(|(from, to)| (PathBuf::from(to), PathBuf::from(from)))
        .filter(|(to, from)| is_own(from, to))
        .filter(|(to, from)| disk.stamp(&folder.join(from)).is_ok() && has_own_folder(disk, folder, to))
        .collect()
}

/// Whether the folder of a file is a real folder, not a link that leads out of the workspace.
fn has_own_folder(disk: &dyn Disk, folder: &Path, path: &Path) -> bool {
    let within = path.parent().map_or_else(|| folder.to_path_buf(), |parent| folder.join(parent));
    disk.names(&within).is_ok()
}

/// Completes an unfinished commit. Returns whether there was one.
///
/// # Errors
/// Those of the file system.
pub fn finish_commit(disk: &dyn Disk, folder: &Path) -> io::Result<bool> {
    if disk.stamp(&folder.join(COMMIT)).is_err() {
        return Ok(false);
    }
    let mut folders = std::collections::BTreeSet::from([folder.to_path_buf()]);
    for (to, from) in pending_commit(disk, folder) {
        disk.rename(&folder.join(&from), &folder.join(&to))?;
        folders.extend(folder.join(&to).parent().map(Path::to_path_buf));
    }
    folders.iter().try_for_each(|within| disk.sync_folder(within))?;
    disk.remove(&folder.join(COMMIT))?;
    Ok(true)
}
