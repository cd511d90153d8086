//! The few operations on files that the store needs, behind a trait so that tests can make each of them fail.

use std::fs;
use std::io::{self, Read, Write};
use std::path::Path;
use std::time::SystemTime;

/// Largest file that is read, in bytes. A hundred thousand tasks take a quarter of it.
pub const MAX_FILE_BYTES: u64 = 256 << 20;

/// What tells whether a file is the one that was seen before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    pub bytes: u64,
    pub modified: Option<SystemTime>,
    /// The file's own number where the system has one: a file put in its place has another.
    pub number: u64,
}

/// A file system, as far as the store needs one.
pub trait Disk: std::fmt::Debug + Send + Sync {
    /// The bytes of a file of at most [`MAX_FILE_BYTES`]. Symbolic links are refused.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;
    /// What tells a file from another at the same path. Symbolic links are refused.
    fn stamp(&self, path: &Path) -> io::Result<Stamp>;
    /// The names of what is in a folder, those that are Unicode. Symbolic links are refused as folders.
    fn names(&self, folder: &Path) -> io::Result<Vec<String>>;
    /// Makes a folder and those above it as needed; new ones can be read by their owner only where the system has that.
    fn make_folder(&self, folder: &Path) -> io::Result<()>;
    /// Makes a new file, which can be read by its owner only; its bytes may not be safe from a loss of power yet.
    fn write_new(&self, path: &Path, bytes: &[u8]) -> io::Result<()>;
    /// Makes the bytes of a file safe from a loss of power, as far as the disk keeps what it was told to.
    fn sync(&self, path: &Path) -> io::Result<()>;
    /// Gives a file another name, in one step; what had that name is gone.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Makes the names in a folder safe from a loss of power.
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
        Ok(entries.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect())
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
        fs::rename(from, to)
    }

    #[cfg(unix)]
    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        fs::File::open(folder)?.sync_all()
    }

    /// Windows has no such call; the rename itself is atomic there.
    #[cfg(not(unix))]
    fn sync_folder(&self, _folder: &Path) -> io::Result<()> {
        Ok(())
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }
}

/// What is at `path`, unless it is a symbolic link: one could lead out of the workspace.
fn no_link(path: &Path) -> io::Result<fs::Metadata> {
    let meta = fs::symlink_metadata(path)?;
    if meta.is_symlink() {
        return Err(io::Error::other("it is a symbolic link, and those are not followed inside a workspace"));
    }
    if !meta.is_file() && !meta.is_dir() {
        return Err(io::Error::other("it is neither a file nor a folder"));
    }
    Ok(meta)
}

/// Reads a file that a person named, at most `limit` bytes of it. Links to it are followed; devices and pipes, which may
/// never end, are refused.
///
/// # Errors
/// As the file system reports them, or when it is no file or too large.
pub fn read_chosen(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let meta = fs::metadata(path)?;
    if !meta.is_file() {
        return Err(io::Error::other("it is no file"));
    }
    let too_large = || Err(io::Error::other(format!("it is larger than {} MB", limit >> 20)));
    if meta.len() > limit {
        return too_large();
    }
    // It may grow meanwhile.
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit { too_large() } else { Ok(bytes) }
}

/// How the names of files begin that are being written. One that a crash left behind holds nothing that was promised.
pub(super) const TEMPORARY: &str = ".gapwise-";

/// Replaces the file at `path` by `bytes`, or leaves it as it was; the folder is made as needed. Returns what tells the new
/// file from another that somebody may put in its place right after.
///
/// The bytes go to a temporary file in the same folder, are synced, the file is renamed over the old one, and the folder
/// is synced. So at any moment the path holds the old bytes or the new ones, whole; and after a return the new ones survive
/// a loss of power, as far as the disk keeps what it was told to sync. On Windows the rename is atomic, but when it reaches
/// the disk is left to the system.
///
/// # Errors
/// As the file system reports them.
pub fn write_atomically(disk: &dyn Disk, path: &Path, bytes: &[u8]) -> io::Result<Stamp> {
    let folder = path.parent().ok_or_else(|| io::Error::other("no folder to write in"))?;
    // The parent of a bare name is where the program was started.
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    disk.make_folder(folder)?;
    let temporary = folder.join(format!("{TEMPORARY}{}", uuid::Uuid::new_v4()));
    let written = disk
        .write_new(&temporary, bytes)
        .and_then(|()| disk.sync(&temporary))
        .and_then(|()| disk.stamp(&temporary))
        .and_then(|stamp| disk.rename(&temporary, path).map(|()| stamp));
    if written.is_err() {
        // Nothing was promised about the temporary file; the reason that matters is the first one.
        let _ = disk.remove(&temporary);
    }
    let stamp = written?;
    disk.sync_folder(folder)?;
    Ok(stamp)
}
