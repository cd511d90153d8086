//! The file operations of the store, behind a trait so that tests can make each of them fail.

use std::fs;
use std::io::{self, Read, Write};
use std::path::Path;
use std::time::SystemTime;

/// Maximum size of a file that is read, in bytes. 100,000 tasks need a quarter of it.
pub const MAX_FILE_BYTES: u64 = 256 << 20;

/// Identifies a version of a file. Equal stamps mean an unchanged file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    pub bytes: u64,
    pub modified: Option<SystemTime>,
    /// The inode number, or 0 where the system has none. A file renamed into place has another.
    pub number: u64,
}

/// A file system.
pub trait Disk: std::fmt::Debug + Send + Sync {
    /// Reads a file of at most [`MAX_FILE_BYTES`]. Refuses symbolic links.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;
    /// Returns the stamp of a file or folder. Refuses symbolic links.
    fn stamp(&self, path: &Path) -> io::Result<Stamp>;
    /// Returns the names of the entries of a folder, without those that are not Unicode. Refuses a symbolic link as the
    /// folder.
    fn names(&self, folder: &Path) -> io::Result<Vec<String>>;
    /// Creates a folder and its parents if needed. On Unix only the owner can read new ones.
    fn make_folder(&self, folder: &Path) -> io::Result<()>;
    /// Creates a new file that only its owner can read on Unix. The bytes are not synced.
    fn write_new(&self, path: &Path, bytes: &[u8]) -> io::Result<()>;
    /// Syncs the bytes of a file, so that they survive a loss of power.
    fn sync(&self, path: &Path) -> io::Result<()>;
    /// Renames a file in one step, replacing any file at `to`. A replaced file's owner and stricter mode are kept.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Returns [`Disk::rename`], after which a file replaced at `to` is at `from`, so that it can be compared. Where
    /// the system cannot exchange two files, the replaced one is gone.
    fn exchange(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.rename(from, to)
    }
    /// Syncs the names in a folder, so that they survive a loss of power.
    fn sync_folder(&self, folder: &Path) -> io::Result<()>;
    fn remove(&self, path: &Path) -> io::Result<()>;
}

/// The file system of this machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct LocalDisk;

impl Disk for LocalDisk {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        no_link(path)?;
        read_chosen(path, MAX_FILE_BYTES)
    }

    fn stamp(&self, path: &Path) -> io::Result<Stamp> {
        let meta = no_link(path)?;
        #[cfg(unix)]
        let number = std::os::unix::fs::MetadataExt::ino(&meta);
        #[cfg(not(unix))]
        let number = 0;
        Ok(Stamp { bytes: meta.len(), modified: meta.modified().ok(), number })
    }

    fn names(&self, folder: &Path) -> io::Result<Vec<String>> {
        no_link(folder)?;
        let entries = fs::read_dir(folder)?;
        entries.filter_map(|entry| entry.map(|it| it.file_name().into_string().ok()).transpose()).collect()
    }

    fn make_folder(&self, folder: &Path) -> io::Result<()> {
        match no_link(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            other => return other.map(|_| ()),
        }
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder)
    }

    fn write_new(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(path)?.write_all(bytes)
    }

    fn sync(&self, path: &Path) -> io::Result<()> {
        fs::OpenOptions::new().write(true).open(path)?.sync_all()
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        #[cfg(unix)]
        keep_rights(from, to)?;
        fs::rename(from, to)
    }

    #[cfg(any(target_os = "linux", target_vendor = "apple"))]
    fn exchange(&self, from: &Path, to: &Path) -> io::Result<()> {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        keep_rights(from, to)?;
        let by = |flags| renameat_with(CWD, from, CWD, to, flags).map_err(io::Error::from);
        let exchanged = match by(RenameFlags::EXCHANGE) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => match by(RenameFlags::NOREPLACE) {
                // Another program created it meanwhile.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => by(RenameFlags::EXCHANGE),
                other => other,
            },
            other => other,
        };
        // Some file systems know neither.
        exchanged.or_else(|error| match error.kind() {
            io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported => fs::rename(from, to),
            _ => Err(error),
        })
    }

    #[cfg(unix)]
    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        fs::File::open(folder)?.sync_all()
    }

    /// Does nothing: Windows has no such call; its renames are atomic.
    #[cfg(not(unix))]
    fn sync_folder(&self, _folder: &Path) -> io::Result<()> {
        Ok(())
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }
}

/// Gives `from` the owner of `to`, and its mode if that is stricter, so that replacing a file opens it to nobody.
#[cfg(unix)]
fn keep_rights(from: &Path, to: &Path) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    let (Ok(new), Ok(old)) = (fs::symlink_metadata(from), fs::symlink_metadata(to)) else { return Ok(()) };
    if !new.is_file() || !old.is_file() {
        return Ok(());
    }
    let (mode, stricter) = (new.mode() & 0o777, new.mode() & old.mode() & 0o777);
    if stricter != mode {
        fs::set_permissions(from, fs::Permissions::from_mode(stricter))?;
    }
    if (new.uid(), new.gid()) != (old.uid(), old.gid())
        && let Err(error) = std::os::unix::fs::chown(from, Some(old.uid()), Some(old.gid()))
    {
        tracing::debug!(%error, "the owner of a file could not be kept");
    }
    Ok(())
}

/// Returns the metadata of `path`. Refuses symbolic links, which could lead out of the workspace, and devices.
fn no_link(path: &Path) -> io::Result<fs::Metadata> {
    let meta = fs::symlink_metadata(path)?;
    if meta.is_symlink() {
        return Err(io::Error::other("it is a symbolic link; links inside a workspace are not followed"));
    }
    if !meta.is_file() && !meta.is_dir() {
        return Err(io::Error::other("it is neither a file nor a folder"));
    }
    Ok(meta)
}

/// Reads a file that the user chose, of at most `limit` bytes. Follows links; refuses devices and pipes, which may never
/// end.
///
/// # Errors
/// Those of the file system; when the path is not a file, or the file is larger than `limit`.
pub fn read_chosen(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let meta = fs::metadata(path)?;
    if !meta.is_file() {
        return Err(io::Error::other("it is not a file"));
    }
    let too_large = || Err(io::Error::other(format!("it is larger than {} MB", limit >> 20)));
    if meta.len() > limit {
        return too_large();
    }
    // The file may grow while it is read.
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit { too_large() } else { Ok(bytes) }
}
