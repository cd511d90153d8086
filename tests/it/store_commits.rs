//! Saves of several files: unfinished and stale commits, failing reads, and writes by others between any two operations.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::Utc;
use gapwise::app::demo_workspace;
use gapwise::model::Workspace;
use gapwise::store::{Disk, Keeper, Place, Stamp, load_from, save_to};

use crate::disk::{After, MemoryDisk};
use crate::harness::moment;
use crate::store::folder;
use crate::store_seams::{closed, file_after, file_of, retitled, task};

/// A function that runs before each operation of a disk, and may fail it.
pub type Tap = dyn Fn(&str, &Path) -> io::Result<()> + Send + Sync;

/// A disk whose operations run a function first.
pub struct TappedDisk {
    disk: Arc<MemoryDisk>,
    tap: Box<Tap>,
}

impl std::fmt::Debug for TappedDisk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TappedDisk")
    }
}

impl TappedDisk {
    pub fn new(
        disk: &Arc<MemoryDisk>,
        tap: impl Fn(&str, &Path) -> io::Result<()> + Send + Sync + 'static,
    ) -> Arc<Self> {
        Arc::new(Self { disk: Arc::clone(disk), tap: Box::new(tap) })
    }
}

impl Disk for TappedDisk {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        (self.tap)("read", path)?;
        self.disk.read(path)
    }

    fn stamp(&self, path: &Path) -> io::Result<Stamp> {
        (self.tap)("stamp", path)?;
        self.disk.stamp(path)
    }

    fn names(&self, folder: &Path) -> io::Result<Vec<String>> {
        (self.tap)("names", folder)?;
        self.disk.names(folder)
    }

    fn make_folder(&self, folder: &Path) -> io::Result<()> {
        self.disk.make_folder(folder)
    }

    fn write_new(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        (self.tap)("write", path)?;
        self.disk.write_new(path, bytes)
    }

    fn sync(&self, path: &Path) -> io::Result<()> {
        self.disk.sync(path)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        (self.tap)("rename", from)?;
        self.disk.rename(from, to)
    }

    fn exchange(&self, from: &Path, to: &Path) -> io::Result<()> {
        (self.tap)("rename", from)?;
        self.disk.exchange(from, to)
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        self.disk.sync_folder(folder)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        (self.tap)("remove", path)?;
        self.disk.remove(path)
    }
}

pub const FOLDER: &str = "/w";

pub fn disk_with(workspace: &Workspace) -> Arc<MemoryDisk> {
    let disk = MemoryDisk::default();
    save_to(&disk, Path::new(FOLDER), workspace, None).unwrap();
    Arc::new(disk.after(After::Kill))
}

pub fn place(state: &Path) -> Place {
    Place { folder: FOLDER.into(), state: state.to_path_buf() }
}

/// Puts a file on the disk, as another program does.
pub fn put(disk: &MemoryDisk, path: &Path, bytes: &[u8]) {
    let temporary = path.with_extension("other");
    disk.write_new(&temporary, bytes).unwrap();
    disk.sync(&temporary).unwrap();
    disk.rename(&temporary, path).unwrap();
}

/// Returns a disk on which a save of several files stops right after the commit.
pub fn stops_after_commit(disk: &Arc<MemoryDisk>) -> Arc<TappedDisk> {
    // The first rename of a save of several files is that of the commit file.
    let renames = AtomicUsize::new(0);
    TappedDisk::new(disk, move |operation, path| {
        let is_rename = operation == "rename" && path.starts_with(FOLDER);
        if is_rename && renames.fetch_add(1, Ordering::Relaxed) > 0 {
            return Err(io::Error::other("killed"));
        }
        Ok(())
    })
}

/// Returns a folder in which a save of several files stopped right after the commit.
fn stopped_after_commit(before: &Workspace, after: &Workspace) -> Arc<MemoryDisk> {
    let disk = disk_with(before);
    save_to(&*stops_after_commit(&disk), Path::new(FOLDER), after, Some(before)).unwrap_err();
    disk
}

#[test]
fn a_stale_commit_does_not_replace_newer_files() {
    let before = demo_workspace(moment());
    let ours = closed(&retitled(&before, "Expense report", "Ours"), task("Call home"));
    let newer = retitled(&before, "Back up the photos", "Newer");
    let disk = stopped_after_commit(&before, &ours);
    assert_eq!(load_from(&*disk, Path::new(FOLDER)).workspace, ours, "an unfinished commit counts");
    put(&disk, &Path::new(FOLDER).join("tasks.ron"), file_of(&newer, "tasks.ron").as_bytes());
    let state = folder();
    let opened = Keeper::open(disk.clone(), place(state.path()), false, Utc::now());
    let found = &opened.loaded.workspace;
    assert_eq!(found.tasks[&task("Back up the photos")].title, "Newer");
    assert!(opened.loaded.notes.iter().any(|note| note.contains("set-aside")), "{:?}", opened.loaded.notes);
    let aside = disk.names(&Path::new(FOLDER).join("set-aside")).unwrap();
    let texts: Vec<_> =
        aside.iter().map(|name| disk.read(&Path::new(FOLDER).join("set-aside").join(name)).unwrap()).collect();
    assert!(texts.iter().any(|text| String::from_utf8_lossy(text).contains("Ours")), "our text is kept");
    let again = load_from(&*disk, Path::new(FOLDER)).workspace;
    assert_eq!(again.tasks[&task("Back up the photos")].title, "Newer");
}

#[test]
fn a_commit_that_a_sync_program_carries_elsewhere_changes_nothing_there() {
    let before = demo_workspace(moment());
    let ours = closed(&retitled(&before, "Expense report", "Ours"), task("Call home"));
    let disk = stopped_after_commit(&before, &ours);
    let elsewhere = retitled(&before, "Back up the photos", "Elsewhere");
    let other = disk_with(&elsewhere);
    for name in disk.names(Path::new(FOLDER)).unwrap().iter().filter(|name| name.starts_with('.')) {
        put(&other, &Path::new(FOLDER).join(name), &disk.read(&Path::new(FOLDER).join(name)).unwrap());
    }
    let state = folder();
    let opened = Keeper::open(other.clone(), place(state.path()), false, Utc::now());
    assert_eq!(opened.loaded.workspace.tasks[&task("Back up the photos")].title, "Elsewhere");
}

#[test]
fn a_failing_read_never_drops_an_acknowledged_save() {
    let before = demo_workspace(moment());
    let ours = closed(&retitled(&before, "Expense report", "Ours"), task("Call home"));
    let next = retitled(&ours, "Back up the photos", "Next");
    let mut reads = 0;
    for at in 0.. {
        let (state, disk) = (folder(), disk_with(&before));
        let count = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&count);
        let tapped = TappedDisk::new(&disk, move |operation, path| {
            let is_read = ["read", "stamp", "names"].contains(&operation) && path.starts_with(FOLDER);
            if is_read && counted.fetch_add(1, Ordering::Relaxed) == at {
                return Err(io::Error::other("input/output error"));
            }
            Ok(())
        });
        let mut acknowledged = before.clone();
        let mut keeper = Keeper::open(tapped.clone(), place(state.path()), false, Utc::now()).keeper;
        for value in [&ours, &next] {
            let saved = (0..3).find_map(|_| keeper.save(value, Some(&acknowledged), None, Utc::now()).ok());
            if saved.is_some() {
                acknowledged = value.clone();
            }
        }
        drop(keeper);
        let opened = Keeper::open(tapped, place(state.path()), false, Utc::now());
        if opened.loaded.must_not_write().is_none() {
            assert_eq!(opened.loaded.workspace, acknowledged, "read {at} failed");
        }
        let last = Keeper::open(disk.clone(), place(state.path()), false, Utc::now());
        assert_eq!(last.loaded.workspace, acknowledged, "read {at} failed, opened again");
        assert_eq!(load_from(&*disk, Path::new(FOLDER)).workspace, acknowledged);
        reads += 1;
        if count.load(Ordering::Relaxed) <= at {
            break;
        }
    }
    assert!(reads > 40, "{reads}");
}

#[test]
fn a_write_by_another_program_right_before_a_rename_is_merged() {
    let before = demo_workspace(moment());
    let theirs = retitled(&before, "Back up the photos", "Theirs");
    let text = file_after(&before, &theirs, "tasks.ron");
    for ours in [
        retitled(&before, "Expense report", "Ours"),
        closed(&retitled(&before, "Expense report", "Ours"), task("Call home")),
    ] {
        for at in 0.. {
            let (state, disk) = (folder(), disk_with(&before));
            let (count, there, text) = (AtomicUsize::new(0), Arc::clone(&disk), text.clone());
            let armed = Arc::new(std::sync::atomic::AtomicBool::new(false));
            let is_armed = Arc::clone(&armed);
            let seen = Arc::new(AtomicUsize::new(0));
            let last = Arc::clone(&seen);
            let tapped = TappedDisk::new(&disk, move |operation, _| {
                if !is_armed.load(Ordering::Relaxed) || operation == "stamp" {
                    return Ok(());
                }
                let now = count.fetch_add(1, Ordering::Relaxed);
                last.store(now + 1, Ordering::Relaxed);
                if now == at {
                    put(&there, &Path::new(FOLDER).join("tasks.ron"), text.as_bytes());
                }
                Ok(())
            });
            let mut keeper = Keeper::open(tapped, place(state.path()), false, Utc::now()).keeper;
            armed.store(true, Ordering::Relaxed);
            for _ in 0..3 {
                if keeper.save(&ours, Some(&before), None, Utc::now()).is_ok() {
                    break;
                }
            }
            armed.store(false, Ordering::Relaxed);
            keeper.take_in(false, Utc::now()).unwrap();
            if seen.load(Ordering::Relaxed) <= at {
                break;
            }
            let found = load_from(&*disk, Path::new(FOLDER)).workspace;
            assert_eq!(found.tasks[&task("Back up the photos")].title, "Theirs", "at operation {at}");
            assert_eq!(found.tasks[&task("Expense report")].title, "Ours", "at operation {at}");
        }
    }
}
