//! The paths of a workspace on this machine, and its locks.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use uuid::Uuid;

use super::atomic::{if_there, write_atomically};
use super::file_system::{Disk, LocalDisk};

/// The file that names a workspace, wherever its folder lies.
const ID_FILE: &str = "workspace.id";
/// The file of the machine's folder that names the workspace and its folder.
const OWNER_FILE: &str = "workspace.txt";

/// Returns the folder opened by default; `None` without a home folder.
pub fn default_folder() -> Option<PathBuf> {
    Some(directories::ProjectDirs::from("", "", "gapwise")?.data_dir().join("workspace"))
}

/// A workspace's folder, and this machine's folder for its backups and locks. The second lies outside the first, so
/// that a program that syncs or wipes one does not touch the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub folder: PathBuf,
    pub state: PathBuf,
}

impl Place {
    /// Returns the place of the workspace in `folder`, which may not exist yet. Links are resolved, so that one folder
    /// has one place.
    pub fn of(folder: &Path) -> Self {
        let root = directories::ProjectDirs::from("", "", "gapwise").map(|dirs| dirs.data_local_dir().join("state"));
        Self::with_state(folder, root.as_deref())
    }

    /// Does the same as [`Place::of`], with the machine's folder for all workspaces; without one the state lies inside
    /// the workspace.
    pub fn with_state(folder: &Path, root: Option<&Path>) -> Self {
        let absolute = std::path::absolute(folder).unwrap_or_else(|_| folder.to_path_buf());
        let folder = resolved(&absolute);
        let key = Uuid::new_v5(&Uuid::NAMESPACE_URL, folder.as_os_str().as_encoded_bytes());
        let state = root.map_or_else(|| folder.join(".gapwise"), |root| root.join(key.to_string()));
        let place = Self { folder, state };
        if let Some(root) = root.filter(|_| !place.state.exists()) {
            place.adopt(root);
        }
        place
    }

    /// Notes on this machine which workspace the state belongs to, so that [`Place::of`] finds it after the folder has
    /// moved. A workspace is known by its file `workspace.id`.
    ///
    /// # Errors
    /// Those of the file system.
    pub fn remember(&self, disk: &dyn Disk) -> io::Result<()> {
        let path = self.folder.join(ID_FILE);
        let id = if_there(disk.read(&path))?.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
        let id = match id.trim().parse::<Uuid>() {
            Ok(id) => id,
            Err(_) => {
                let id = Uuid::new_v4();
                write_atomically(disk, &path, format!("{id}\n").as_bytes())?;
                id
            }
        };
        let (note, path) = (format!("{id}\n{}\n", self.folder.display()), self.state.join(OWNER_FILE));
        if if_there(disk.read(&path))?.is_none_or(|old| old != note.as_bytes()) {
            write_atomically(disk, &path, note.as_bytes())?;
        }
        Ok(())
    }

    /// Takes over the state of the same workspace from where its folder was before it moved.
    fn adopt(&self, root: &Path) {
        let Ok(id) = fs::read_to_string(self.folder.join(ID_FILE)) else { return };
        let is_ours = |state: &PathBuf| {
            let Ok(note) = fs::read_to_string(state.join(OWNER_FILE)) else { return false };
            note.split_once('\n').is_some_and(|(owner, old)| owner == id.trim() && !Path::new(old.trim_end()).exists())
        };
        let states = fs::read_dir(root).into_iter().flatten().flatten().map(|entry| entry.path());
        if let Some(state) = states.into_iter().find(is_ours)
            && let Err(error) = fs::rename(&state, &self.state)
        {
            tracing::warn!(%error, "the backups of a moved folder could not be taken over");
        }
    }

    /// Takes the lock that tells other windows on this machine that the workspace is open. The lock ends with its value
    /// or the process. Returns `None` while another window holds it.
    ///
    /// # Errors
    /// When the lock file cannot be created. A system without locks counts as free: windows then merge.
    pub fn lock_window(&self) -> io::Result<Option<Lock>> {
        let file = self.lock_file("window.lock")?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Lock(file))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => Ok(Some(Lock(file))),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    /// Takes the lock for one save, waiting for other processes. Locks the folder itself, which also works between
    /// programs with different state folders, and a file, for systems that cannot lock folders. Where neither can be
    /// locked, as in some network folders, the save goes on without a lock.
    ///
    /// # Errors
    /// When another process holds a lock for ten seconds.
    pub fn lock_writing(&self) -> io::Result<WriteLock> {
        let files = [File::open(&self.folder).ok(), self.lock_file("write.lock").ok()];
        for file in files.iter().flatten() {
            let until = Instant::now() + PATIENCE;
            while let Err(TryLockError::WouldBlock) = file.try_lock() {
                if Instant::now() > until {
                    return Err(io::Error::other(
                        "another program has been writing into the workspace for ten seconds",
                    ));
                }
                std::thread::sleep(Duration::from_millis(5));
            }
        }
        Ok(WriteLock(files))
    }

    fn lock_file(&self, name: &str) -> io::Result<File> {
        LocalDisk.make_folder(&self.state)?;
        OpenOptions::new().create(true).append(true).open(self.state.join(name))
    }
}

/// Maximum wait for a lock, longer than any save takes.
const PATIENCE: Duration = Duration::from_secs(10);

/// The locks of one save.
#[derive(Debug)]
pub struct WriteLock(#[expect(dead_code, reason = "held open: closing the files frees the locks")] [Option<File>; 2]);

/// A held lock. The system frees it when the process ends, also after a crash.
#[derive(Debug)]
pub struct Lock(#[expect(dead_code, reason = "held open: closing the file frees the lock")] File);

/// Returns `path` with its links resolved, as far as it exists.
fn resolved(path: &Path) -> PathBuf {
    match (path.canonicalize(), path.parent(), path.file_name()) {
        (Ok(real), _, _) => real,
        (Err(_), Some(parent), Some(name)) => resolved(parent).join(name),
        (Err(_), _, _) => path.to_path_buf(),
    }
}
