//! A disk in memory that can fail, stop or lose power at any operation.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use gapwise::store::{Disk, Stamp};

/// The effect of a fault on the chosen operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The operation fails; later ones work.
    Fails,
    /// A write stores half of its bytes. The operation and all later ones fail.
    CutsShort,
    /// The operation and all later ones fail, as after a kill or when the disk is gone.
    Stops,
}

/// The state of the disk after a stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum After {
    /// The program was killed: all completed operations count.
    Kill,
    /// Power was lost: only synced data is left.
    PowerLoss,
    /// Power was lost, and names reached the disk before their bytes.
    NamesFirst,
}

/// A defect of the store, as it shows at the disk. A simulation that does not find it would not find a real one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Defect {
    /// New files are not synced.
    NoSync,
    /// The commit file appears after the first rename that it announces.
    LateCommit,
    /// A file that cannot be read counts as missing.
    ErrorIsAbsence,
    /// One backup too many is removed.
    ThinsTooMuch,
}

#[derive(Clone, Debug, Default)]
struct File {
    bytes: Arc<[u8]>,
    synced: bool,
    number: u64,
    modified: Option<SystemTime>,
}

type Files = BTreeMap<PathBuf, File>;

#[derive(Debug, Default)]
struct Inner {
    files: Files,
    folders: BTreeSet<PathBuf>,
    /// The synced names, with their bytes at that time.
    durable: Files,
    operations: usize,
    fault: Option<(usize, Fault)>,
    /// Number of reads, stamps and listings until one fails, and whether all later ones fail, too.
    reads_left: Option<(usize, bool)>,
    numbers: u64,
    /// The time of changes; files have no times without it.
    clock: Option<SystemTime>,
    defect: Option<Defect>,
    /// The rename of a commit file that waits for another rename, and whether that was done.
    late: Option<(PathBuf, PathBuf, bool)>,
}

impl Inner {
    fn file(&mut self, bytes: &[u8]) -> File {
        self.numbers += 1;
        File { bytes: bytes.into(), synced: false, number: self.numbers, modified: self.clock }
    }

    /// Counts a read, a stamp or a listing, which may fail.
    fn look(&mut self) -> io::Result<()> {
        match &mut self.reads_left {
            Some((0, lasts)) => {
                if !*lasts {
                    self.reads_left = None;
                }
                if self.defect == Some(Defect::ErrorIsAbsence) {
                    return Err(missing());
                }
                Err(io::Error::other("input/output error"))
            }
            Some((left, _)) => {
                *left -= 1;
                Ok(())
            }
            None => Ok(()),
        }
    }

    fn put_late_commit(&mut self) {
        if let Some((from, to, _)) = self.late.take_if(|(.., is_due)| *is_due)
            && let Some(file) = self.files.remove(&from)
        {
            self.files.insert(to, file);
        }
    }
}

/// Returns the files in a folder and below it.
fn below<'f>(files: &'f Files, folder: &'f Path) -> impl Iterator<Item = (&'f PathBuf, &'f File)> {
    files.range(folder.to_path_buf()..).take_while(move |(path, _)| path.starts_with(folder))
}

/// The disk. It counts operations that change it, and reads apart from them.
#[derive(Debug, Default)]
pub struct MemoryDisk(Mutex<Inner>);

impl MemoryDisk {
    /// Breaks the operation `at`, counted from now.
    pub fn break_at(&self, at: usize, fault: Fault) {
        let mut inner = self.0.lock().unwrap();
        inner.operations = 0;
        inner.fault = Some((at, fault));
    }

    /// Repairs the disk. Returns the number of operations since [`MemoryDisk::break_at`].
    pub fn repair(&self) -> usize {
        let mut inner = self.0.lock().unwrap();
        inner.fault = None;
        inner.operations
    }

    /// Plants a defect.
    #[allow(dead_code, reason = "only simulations use it")]
    pub fn plant(&self, defect: Option<Defect>) {
        self.0.lock().unwrap().defect = defect;
    }

    /// Sets the time of later changes.
    pub fn set_clock(&self, now: SystemTime) {
        self.0.lock().unwrap().clock = Some(now);
    }

    /// Makes one read, stamp or listing fail after `left` others, or that and all later ones; none with `None`.
    pub fn break_read(&self, left: Option<(usize, bool)>) {
        self.0.lock().unwrap().reads_left = left;
    }

    /// Returns the files below a folder, as another program finds them.
    pub fn below(&self, folder: &Path) -> Vec<(PathBuf, Arc<[u8]>)> {
        let inner = self.0.lock().unwrap();
        below(&inner.files, folder).map(|(path, file)| (path.clone(), Arc::clone(&file.bytes))).collect()
    }

    /// Puts a file in its place, or removes it, as another program does. It survives a loss of power.
    #[allow(dead_code, reason = "only simulations use it")]
    pub fn put(&self, path: &Path, bytes: Option<&[u8]>) {
        let mut inner = self.0.lock().unwrap();
        match bytes {
            Some(bytes) => {
                let file = File { synced: true, ..inner.file(bytes) };
                inner.files.insert(path.to_path_buf(), file.clone());
                inner.durable.insert(path.to_path_buf(), file);
                inner.folders.extend(path.parent().map(Path::to_path_buf));
            }
            None => {
                inner.files.remove(path);
                inner.durable.remove(path);
            }
        }
    }

    /// Returns the disk that a new start finds.
    pub fn after(&self, what: After) -> Self {
        let inner = self.0.lock().unwrap();
        let mut left = if what == After::PowerLoss { inner.durable.clone() } else { inner.files.clone() };
        for (number, file) in (1..).zip(left.values_mut()) {
            if what == After::NamesFirst && !file.synced {
                file.bytes = [].into();
            }
            (file.synced, file.number) = (true, number);
        }
        let numbers = left.len() as u64;
        let (durable, folders, clock, defect) = (left.clone(), inner.folders.clone(), inner.clock, inner.defect);
        Self(Mutex::new(Inner { files: left, durable, folders, numbers, clock, defect, ..Inner::default() }))
    }

    fn change<R>(
        &self,
        writing: Option<(&Path, &[u8])>,
        act: impl FnOnce(&mut Inner) -> io::Result<R>,
    ) -> io::Result<R> {
        let mut inner = self.0.lock().unwrap();
        let at = inner.operations;
        inner.operations += 1;
        match inner.fault {
            Some((chosen, Fault::Fails)) if at == chosen => Err(io::Error::other("no space left on device")),
            Some((chosen, fault)) if fault != Fault::Fails && at >= chosen => {
                if let (Fault::CutsShort, Some((path, bytes))) = (fault, writing.filter(|_| at == chosen)) {
                    let half = inner.file(&bytes[..bytes.len() / 2]);
                    inner.files.insert(path.to_path_buf(), half);
                }
                Err(io::Error::other("the disk is gone"))
            }
            _ => {
                inner.put_late_commit();
                act(&mut inner)
            }
        }
    }
}

fn missing() -> io::Error {
    io::Error::new(io::ErrorKind::NotFound, "no such file")
}

impl Disk for MemoryDisk {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let mut inner = self.0.lock().unwrap();
        inner.look()?;
        inner.files.get(path).map(|file| file.bytes.to_vec()).ok_or_else(missing)
    }

    fn stamp(&self, path: &Path) -> io::Result<Stamp> {
        let mut inner = self.0.lock().unwrap();
        inner.look()?;
        let file = inner.files.get(path).ok_or_else(missing)?;
        Ok(Stamp { bytes: file.bytes.len() as u64, modified: file.modified, number: file.number })
    }

    fn names(&self, folder: &Path) -> io::Result<Vec<String>> {
        let mut inner = self.0.lock().unwrap();
        inner.look()?;
        let inside = below(&inner.files, folder).filter(|(path, _)| path.parent() == Some(folder));
        let names: Vec<_> = inside.map(|(path, _)| path.file_name().unwrap().to_string_lossy().into_owned()).collect();
        if names.is_empty() && !inner.folders.contains(folder) { Err(missing()) } else { Ok(names) }
    }

    fn make_folder(&self, folder: &Path) -> io::Result<()> {
        self.change(None, |inner| {
            inner.folders.insert(folder.to_path_buf());
            Ok(())
        })
    }

    fn write_new(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.change(Some((path, bytes)), |inner| {
            let file = inner.file(bytes);
            inner.files.insert(path.to_path_buf(), file);
            Ok(())
        })
    }

    fn sync(&self, path: &Path) -> io::Result<()> {
        self.change(None, |inner| {
            let is_synced = inner.defect != Some(Defect::NoSync);
            inner.files.get_mut(path).ok_or_else(missing)?.synced |= is_synced;
            Ok(())
        })
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.change(None, |inner| {
            if inner.defect == Some(Defect::LateCommit) && to.to_string_lossy().contains("gapwise-commit") {
                inner.late = Some((from.to_path_buf(), to.to_path_buf(), false));
                return Ok(());
            }
            let file = inner.files.remove(from).ok_or_else(missing)?;
            inner.files.insert(to.to_path_buf(), file);
            Ok(())
        })
    }

    fn exchange(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.change(None, |inner| {
            let new = inner.files.remove(from).ok_or_else(missing)?;
            if let Some(old) = inner.files.insert(to.to_path_buf(), new) {
                inner.files.insert(from.to_path_buf(), old);
            }
            if let Some((.., is_due)) = &mut inner.late {
                *is_due = true;
            }
            Ok(())
        })
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        self.change(None, |inner| {
            let inside = |path: &PathBuf| path.parent() == Some(folder);
            let gone: Vec<_> = below(&inner.durable, folder).map(|(path, _)| path.clone()).filter(inside).collect();
            gone.iter().for_each(|path| drop(inner.durable.remove(path)));
            let left = |file: &File| if file.synced { file.clone() } else { File { bytes: [].into(), ..file.clone() } };
            let files = below(&inner.files, folder).filter(|(path, _)| inside(path));
            let names: Vec<_> = files.map(|(path, file)| (path.clone(), left(file))).collect();
            inner.durable.extend(names);
            Ok(())
        })
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.change(None, |inner| {
            let folder =
                path.parent().filter(|it| it.ends_with("backups") && inner.defect == Some(Defect::ThinsTooMuch));
            let next = folder.and_then(|folder| {
                let mut later = inner.files.range((Bound::Excluded(path.to_path_buf()), Bound::Unbounded));
                later.next().filter(|(next, _)| next.parent() == Some(folder)).map(|(next, _)| next.clone())
            });
            next.inspect(|next| drop(inner.files.remove(next)));
            inner.files.remove(path).map(|_| ()).ok_or_else(missing)
        })
    }
}
