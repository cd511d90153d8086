//! Replacing several files in one step.
//!
//! Each new text goes to a temporary file beside the one that it will replace. When all of them are safe on disk, a small
//! file says which ones are to take whose place: that file's own appearance is the one step. Then they are renamed, and
//! it is removed. A stop before that step leaves the old files, one after it leaves enough to finish, which the next
//! reader takes into account and the next writer does.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use super::disk::{Disk, Stamp, TEMPORARY, write_atomically};
use super::format::Part;

/// The file that says what takes whose place: lines of a temporary name, a tab and a name, within the folder.
const COMMIT: &str = ".gapwise-commit";

/// Replaces files in `folder`, given by their paths within it and their new texts, all of them or none. Returns what tells
/// the new files from others.
///
/// # Errors
/// As the file system reports them. Then either nothing has changed, or the change is to be finished by [`finish`], which
/// is called before anything else is written.
pub(super) fn replace_all(
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
        // It may be there already, and only not be safe yet; then the temporary files are still needed.
        if disk.stamp(&folder.join(COMMIT)).is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
            forget(disk, folder, &prepared);
        }
        return Err(error);
    }
    finish(disk, folder)?;
    Ok(stamps)
}

/// Writes the temporary file for `path` and notes it.
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
        // What stays is removed when the folder is opened next.
        let _ = disk.remove(&folder.join(temporary));
    }
}

/// Which temporary files stand for which files, after a stop in the middle; empty at other times.
pub(super) fn pending(disk: &dyn Disk, folder: &Path) -> BTreeMap<PathBuf, PathBuf> {
    let Ok(bytes) = disk.read(&folder.join(COMMIT)) else { return BTreeMap::new() };
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let lines = text.lines().filter_map(|line| line.split_once('\t'));
    // Who may write here could name any path: only files of a workspace are replaced, by files beside them.
    let is_own = |from: &Path, to: &Path| {
        let temporary = from.file_name().is_some_and(|name| name.to_string_lossy().starts_with(TEMPORARY));
        temporary && from.parent() == to.parent() && Part::named(&to.to_string_lossy()).is_some()
    };
    lines
        .map(|(from, to)| (PathBuf::from(to), PathBuf::from(from)))
        .filter(|(to, from)| is_own(from, to))
        .filter(|(to, from)| disk.stamp(&folder.join(from)).is_ok() && has_own_folder(disk, folder, to))
        .collect()
}

/// Whether the folder of a file lies in the workspace, and is not a link that leads out of it.
fn has_own_folder(disk: &dyn Disk, folder: &Path, path: &Path) -> bool {
    let within = path.parent().map_or_else(|| folder.to_path_buf(), |parent| folder.join(parent));
    disk.names(&within).is_ok()
}

/// Finishes what a stop left in the middle. Returns whether there was anything.
///
/// # Errors
/// As the file system reports them.
pub(super) fn finish(disk: &dyn Disk, folder: &Path) -> io::Result<bool> {
    if disk.stamp(&folder.join(COMMIT)).is_err() {
        return Ok(false);
    }
    let mut folders = std::collections::BTreeSet::from([folder.to_path_buf()]);
    for (to, from) in pending(disk, folder) {
        disk.rename(&folder.join(&from), &folder.join(&to))?;
        folders.extend(folder.join(&to).parent().map(Path::to_path_buf));
    }
    folders.iter().try_for_each(|within| disk.sync_folder(within))?;
    disk.remove(&folder.join(COMMIT))?;
    Ok(true)
}
