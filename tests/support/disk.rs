//! A disk in memory that can fail, stop or lose power at any operation.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

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

#[derive(Clone, Debug, Default)]
struct File {
    bytes: Vec<u8>,
    synced: bool,
    number: u64,
}

#[derive(Debug, Default)]
struct Inner {
    files: BTreeMap<PathBuf, File>,
    folders: BTreeSet<PathBuf>,
    /// The synced names, with their bytes at that time.
    durable: BTreeMap<PathBuf, Vec<u8>>,
    operations: usize,
    fault: Option<(usize, Fault)>,
    numbers: u64,
}

/// The disk. It counts only operations that change it.
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

    /// The disk that a new start finds.
    pub fn after(&self, what: After) -> Self {
        let inner = self.0.lock().unwrap();
        let bytes = |path: &PathBuf, file: &File| match what {
            After::Kill => Some(file.bytes.clone()),
            After::PowerLoss => inner.durable.get(path).cloned(),
            After::NamesFirst => Some(if file.synced { file.bytes.clone() } else { Vec::new() }),
        };
        let mut left: BTreeMap<PathBuf, Vec<u8>> =
            inner.files.iter().filter_map(|(path, file)| Some((path.clone(), bytes(path, file)?))).collect();
        if what == After::PowerLoss {
            left = inner.durable.clone();
        }
        let file = |(number, (path, bytes)): (usize, (PathBuf, Vec<u8>))| {
            (path, File { bytes, synced: true, number: number as u64 })
        };
        let durable = left.clone();
        let files = left.into_iter().enumerate().map(file).collect();
        Self(Mutex::new(Inner { files, durable, folders: inner.folders.clone(), numbers: 1000, ..Inner::default() }))
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
                    let half = File { bytes: bytes[..bytes.len() / 2].to_vec(), synced: false, number: 0 };
                    inner.files.insert(path.to_path_buf(), half);
                }
                Err(io::Error::other("the disk is gone"))
            }
            _ => act(&mut inner),
        }
    }
}

fn missing() -> io::Error {
    io::Error::new(io::ErrorKind::NotFound, "no such file")
}

impl Disk for MemoryDisk {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.0.lock().unwrap().files.get(path).map(|file| file.bytes.clone()).ok_or_else(missing)
    }

    fn stamp(&self, path: &Path) -> io::Result<Stamp> {
        let inner = self.0.lock().unwrap();
        let file = inner.files.get(path).ok_or_else(missing)?;
        Ok(Stamp { bytes: file.bytes.len() as u64, modified: None, number: file.number })
    }

    fn names(&self, folder: &Path) -> io::Result<Vec<String>> {
        let inner = self.0.lock().unwrap();
        let inside = inner.files.keys().filter(|path| path.parent() == Some(folder));
        let names: Vec<_> = inside.map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect();
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
            inner.numbers += 1;
            let number = inner.numbers;
            inner.files.insert(path.to_path_buf(), File { bytes: bytes.to_vec(), synced: false, number });
            Ok(())
        })
    }

    fn sync(&self, path: &Path) -> io::Result<()> {
        self.change(None, |inner| {
            inner.files.get_mut(path).ok_or_else(missing)?.synced = true;
            Ok(())
        })
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.change(None, |inner| {
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
            Ok(())
        })
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        self.change(None, |inner| {
            inner.durable.retain(|path, _| path.parent() != Some(folder));
            let inside = inner.files.iter().filter(|(path, _)| path.parent() == Some(folder));
            let bytes = |file: &File| if file.synced { file.bytes.clone() } else { Vec::new() };
            let names: Vec<_> = inside.map(|(path, file)| (path.clone(), bytes(file))).collect();
            inner.durable.extend(names);
            Ok(())
        })
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.change(None, |inner| inner.files.remove(path).map(|_| ()).ok_or_else(missing))
    }
}
