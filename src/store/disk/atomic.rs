//! Replacing one file in one step.

use std::io;
use std::path::{Path, PathBuf};

use super::file_system::{Disk, LocalDisk, Stamp};

/// Prefix of the names of temporary files. Sync programs skip names of this form. A leftover after a crash holds no
/// acknowledged data.
pub const TEMPORARY: &str = ".~gapwise-";

/// Returns a new temporary path in `folder`.
pub fn temporary_in(folder: &Path) -> PathBuf {
    folder.join(format!("{TEMPORARY}{}.tmp", uuid::Uuid::new_v4()))
}

/// Identifies the content of a file.
pub fn content_hash(bytes: &[u8]) -> uuid::Uuid {
    uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, bytes)
}

/// Identifies a version of a file among its versions. Much faster than [`content_hash`]; equal only by accident or
/// intent.
pub fn version_hash(bytes: &[u8]) -> uuid::Uuid {
    uuid::Uuid::from_u128(xxhash_rust::xxh3::xxh3_128(bytes))
}

/// Returns the result of an operation on a file that may be missing: `None` if it is. All other errors are kept,
/// because a file that cannot be read is not a missing one.
///
/// # Errors
/// All but [`io::ErrorKind::NotFound`].
pub fn if_there<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Replaces the file at `path` by `bytes`, or leaves it unchanged; creates the folder if needed. Returns the stamp of
/// the new file, taken before the rename, so that a later replacement by another program differs from it.
///
/// The bytes go to a temporary file in the same folder, which is synced and renamed over the old file; then the folder
/// is synced. The path always holds the old or the new bytes in full, and after a return the new bytes survive a loss
/// of power if the disk honours syncs. On Windows the rename is atomic, but the system decides when it reaches the
/// disk.
///
/// # Errors
/// Those of the file system.
pub fn write_atomically(disk: &dyn Disk, path: &Path, bytes: &[u8]) -> io::Result<Stamp> {
    let folder = path.parent().ok_or_else(|| io::Error::other("no folder to write in"))?;
    // The parent of a bare name is the current directory.
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    disk.make_folder(folder)?;
    let temporary = temporary_in(folder);
    let written = disk
        .write_new(&temporary, bytes)
        .and_then(|()| disk.sync(&temporary))
        .and_then(|()| disk.stamp(&temporary))
        .and_then(|stamp| disk.rename(&temporary, path).map(|()| stamp));
    if written.is_err() {
        remove_or_log(disk, &temporary);
    }
    let stamp = written?;
    disk.sync_folder(folder)?;
    Ok(stamp)
}

/// Replaces a file that the user chose, as [`write_atomically`] does. Refuses links, devices and folders.
///
/// # Errors
/// Those of the file system; when the path is not a plain file.
pub fn write_chosen(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if if_there(std::fs::symlink_metadata(path))?.is_some_and(|meta| !meta.is_file()) {
        return Err(io::Error::other("it is not a plain file"));
    }
    write_atomically(&LocalDisk, path, bytes).map(|_| ())
}

/// Returns the names in a folder that nothing depends on: none if it is missing or, which is logged, cannot be read.
pub fn names_or_log(disk: &dyn Disk, folder: &Path) -> Vec<String> {
    let names = disk.names(folder);
    if let Err(error) = &names
        && error.kind() != io::ErrorKind::NotFound
    {
        tracing::warn!(%error, "a folder cannot be listed");
    }
    names.unwrap_or_default()
}

/// Removes a file that nothing depends on. A failure is logged: a later cleanup tries again.
pub fn remove_or_log(disk: &dyn Disk, path: &Path) {
    if let Err(error) = disk.remove(path)
        && error.kind() != io::ErrorKind::NotFound
    {
        tracing::debug!(%error, "a file could not be removed");
    }
}
