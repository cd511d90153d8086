//! Replacing one file in one step.

use std::io;
use std::path::Path;

use super::file_system::{Disk, Stamp};

/// Prefix of the names of temporary files. A leftover after a crash holds no acknowledged data.
pub const TEMPORARY: &str = ".gapwise-";

/// Replaces the file at `path` by `bytes`, or leaves it unchanged; creates the folder if needed. Returns the stamp of the new
/// file, taken before the rename, so that a later replacement by another program differs from it.
///
/// The bytes go to a temporary file in the same folder, which is synced and renamed over the old file; then the folder is
/// synced. The path always holds the old or the new bytes in full, and after a return the new bytes survive a loss of power if
/// the disk honours syncs. On Windows the rename is atomic, but the system decides when it reaches the disk.
///
/// # Errors
/// Those of the file system.
pub fn write_atomically(disk: &dyn Disk, path: &Path, bytes: &[u8]) -> io::Result<Stamp> {
    let folder = path.parent().ok_or_else(|| io::Error::other("no folder to write in"))?;
    // The parent of a bare name is the current directory.
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    disk.make_folder(folder)?;
    let temporary = folder.join(format!("{TEMPORARY}{}", uuid::Uuid::new_v4()));
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

/// Removes a file that nothing depends on. A failure is logged: a later cleanup tries again.
pub fn remove_or_log(disk: &dyn Disk, path: &Path) {
    if let Err(error) = disk.remove(path)
        && error.kind() != io::ErrorKind::NotFound
    {
        tracing::debug!(%error, "a file could not be removed");
    }
}
