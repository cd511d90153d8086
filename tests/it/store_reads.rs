//! Every read, stamp and listing of the store fails once, or from then on. Nothing is written meanwhile, and everything is as
//! without the fault once reads work again.

use std::path::Path;
use std::sync::Arc;

use chrono::{TimeDelta, Utc};
use gapwise::app::demo_workspace;
use gapwise::model::{Action, Minutes, TaskField, TaskId, Workspace};
use gapwise::store::{Keeper, Opened, Place, load_from};

use crate::disk::{After, MemoryDisk};
use crate::harness::moment;
use crate::store_commits::disk_with;

const FOLDER: &str = "/w";
/// More than the reads of any operation here.
const READS: usize = 70;

fn edited(workspace: &Workspace, field: TaskField) -> Workspace {
    workspace.apply(&Action::EditTask(TaskId::derived("demo/Call home"), field), moment()).unwrap()
}

fn titled(workspace: &Workspace) -> Workspace {
    edited(workspace, TaskField::Title("Call mum".into()))
}

fn on(disk: &MemoryDisk) -> Workspace {
    let loaded = load_from(disk, Path::new(FOLDER));
    assert!(loaded.faults.is_empty() && loaded.notes.is_empty(), "{:?} {:?}", loaded.faults, loaded.notes);
    loaded.workspace
}

/// Returns the reads that fail: each, alone or with all later ones.
fn failing() -> impl Iterator<Item = (usize, bool)> {
    (0..READS).flat_map(|at| [(at, false), (at, true)])
}

/// Returns a folder of the demo and its keeper, opened while a read fails.
fn opened(read: (usize, bool)) -> (Arc<MemoryDisk>, Opened, tempfile::TempDir) {
    let (disk, state) = (disk_with(&demo_workspace(moment())), tempfile::tempdir().unwrap());
    let place = Place { folder: FOLDER.into(), state: state.path().to_path_buf() };
    disk.break_read(Some(read));
    let opened = Keeper::open(disk.clone(), place, false, Utc::now());
    disk.break_read(None);
    (disk, opened, state)
}

#[test]
fn a_folder_with_a_failing_read_opens_read_only_and_is_writable_once_reads_work() {
    let demo = demo_workspace(moment());
    let mut waited = 0;
    for read in failing() {
        let (disk, Opened { mut keeper, loaded, .. }, _state) = opened(read);
        assert!(on(&disk) == demo, "{read:?}: opening changed the files");
        let mut shown = loaded.workspace.clone();
        if loaded.must_not_write().is_some() {
            waited += 1;
            let outside = keeper.take_in(false, Utc::now()).unwrap();
            shown = outside.expect("the files are told to be readable").brought_into(&shown);
        }
        assert!(shown == demo, "{read:?}: something else is shown");
        let renamed = titled(&shown);
        assert!(keeper.save(&renamed, None, None, Utc::now()).unwrap().is_none(), "{read:?}: a merge");
        assert!(on(&disk) == renamed, "{read:?}");
    }
    assert!(waited > 20, "{waited} of the reads matter");
}

#[test]
fn a_worker_that_takes_over_during_a_failing_read_saves_once_reads_work() {
    let demo = demo_workspace(moment());
    let renamed = titled(&demo);
    for read in failing() {
        let (disk, Opened { mut keeper, .. }, _state) = opened(read);
        keeper.save(&renamed, Some(&demo), None, Utc::now()).unwrap();
        assert!(on(&disk) == renamed, "{read:?}");
    }
}

#[test]
fn a_sync_copy_that_cannot_be_read_is_merged_with_its_base_once_reads_work() {
    let place = |state: &Path| Place { folder: FOLDER.into(), state: state.to_path_buf() };
    for read in failing() {
        let (ours, theirs) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let disk = disk_with(&demo_workspace(moment()));
        let open = |disk: &Arc<MemoryDisk>, state: &Path| Keeper::open(disk.clone(), place(state), false, Utc::now());
        let mut keeper = open(&disk, ours.path()).keeper;
        let base = edited(&on(&disk), TaskField::Notes("base".into()));
        keeper.save(&base, None, None, Utc::now()).unwrap();
        let other = Arc::new(disk.after(After::Kill));
        let long = edited(&base, TaskField::Estimate(Some(Minutes::new(35))));
        open(&other, theirs.path()).keeper.save(&long, None, None, Utc::now()).unwrap();
        keeper.save(&titled(&base), None, None, Utc::now() + TimeDelta::minutes(1)).unwrap();
        let (_, text) = other.below(Path::new("/w/tasks.ron")).remove(0);
        disk.put(Path::new("/w/tasks.sync-conflict-20261122-101010-ABCDEFG.ron"), Some(&text));

        disk.break_read(Some(read));
        let mut conflicts = Vec::new();
        conflicts.extend(keeper.take_in(false, Utc::now()).ok().flatten().map(|outside| outside.conflicts));
        disk.break_read(None);
        conflicts.extend(keeper.take_in(false, Utc::now()).unwrap().map(|outside| outside.conflicts));
        assert!(on(&disk) == titled(&long), "{read:?}");
        assert!(conflicts.into_iter().flatten().next().is_none(), "{read:?}: a conflict although there is a base");
        let left =
            disk.below(Path::new(FOLDER)).into_iter().find(|(path, _)| path.to_string_lossy().contains("/tasks."));
        assert!(left.is_some_and(|(path, _)| path.ends_with("tasks.ron")), "{read:?}: the copy stays in place");
    }
}
