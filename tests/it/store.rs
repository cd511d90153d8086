//! Saving and loading a workspace folder.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use chrono::Utc;

use gapwise::app::demo_workspace;
use gapwise::model::{Action, Block, BlockId, BlockState, Minutes, Outcome, TaskField, TaskId};
use gapwise::store::{Keeper, LocalDisk, Opened, Place, SaveState, Saver, load, save};

use crate::harness::{at, moment};

pub fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

/// Returns a keeper of a folder with its own state folder.
pub fn keeper(folder: &Path, state: &Path) -> Keeper {
    open(folder, state).keeper
}

pub fn open(folder: &Path, state: &Path) -> Opened {
    Keeper::open(Arc::new(LocalDisk), Place::with_state(folder, Some(state)), false, Utc::now())
}

#[test]
fn a_workspace_survives_the_disk() {
    let (dir, demo) = (folder(), demo_workspace(moment()));
    save(dir.path(), &demo, None).unwrap();
    let loaded = load(dir.path());
    assert_eq!(loaded.workspace, demo);
    assert_eq!(loaded.notes, Vec::<String>::new());
}

#[test]
fn only_what_changed_is_written() {
    let (dir, demo) = (folder(), demo_workspace(moment()));
    save(dir.path(), &demo, None).unwrap();
    let calendar = fs::metadata(dir.path().join("calendar.ron")).unwrap().modified().unwrap();
    let id = TaskId::derived("demo/Call home");
    let next = demo.apply(&Action::EditTask(id, TaskField::Title("Call mum".into())), moment()).unwrap();
    fs::remove_file(dir.path().join("plan.ron")).unwrap();
    save(dir.path(), &next, Some(&demo)).unwrap();
    assert!(!dir.path().join("plan.ron").exists(), "the plan did not change");
    assert_eq!(fs::metadata(dir.path().join("calendar.ron")).unwrap().modified().unwrap(), calendar);
    assert!(fs::read_to_string(dir.path().join("tasks.ron")).unwrap().contains("Call mum"));
}

#[test]
fn a_small_change_is_a_small_diff() {
    let (dir, demo) = (folder(), demo_workspace(moment()));
    save(dir.path(), &demo, None).unwrap();
    let before = fs::read_to_string(dir.path().join("tasks.ron")).unwrap();
    let id = TaskId::derived("demo/Call home");
    let next = demo.apply(&Action::EditTask(id, TaskField::Estimate(Some(Minutes::new(20)))), moment()).unwrap();
    save(dir.path(), &next, Some(&demo)).unwrap();
    let after = fs::read_to_string(dir.path().join("tasks.ron")).unwrap();
    let differing = before.lines().zip(after.lines()).filter(|(a, b)| a != b).count();
    assert_eq!((differing, before.lines().count()), (1, after.lines().count()));
}

#[test]
fn finished_tasks_go_to_the_log_of_their_month() {
    let (dir, demo) = (folder(), demo_workspace(moment()));
    let next = demo.apply(&Action::CloseTask(TaskId::derived("demo/Call home"), Outcome::Done), moment()).unwrap();
    save(dir.path(), &next, None).unwrap();
    assert!(fs::read_to_string(dir.path().join("log/2026-11.ron")).unwrap().contains("Call home"));
    assert_eq!(load(dir.path()).workspace, next);
}

#[test]
fn contradictions_between_files_are_repaired() {
    let (dir, demo) = (folder(), demo_workspace(moment()));
    let id = TaskId::derived("demo/Call home");
    let start = at("12:00");
    let block = Block {
        id: BlockId::derived("b"),
        task: id,
        step: None,
        start,
        minutes: Minutes::new(15),
        state: BlockState::Planned,
    };
    let placed = demo.apply(&Action::AddBlock(block), moment()).unwrap();
    let closed = placed.apply(&Action::CloseTask(id, Outcome::Done), moment()).unwrap();
    // The log is newer than the tasks, as after a sync that is under way.
    save(dir.path(), &placed, None).unwrap();
    let log = folder();
    save(log.path(), &closed, None).unwrap();
    fs::copy(log.path().join("log/2026-11.ron"), dir.path().join("log/2026-11.ron")).unwrap();
    let loaded = load(dir.path());
    assert!(!loaded.workspace.tasks.contains_key(&id) && loaded.workspace.closed.contains_key(&id));
    assert_eq!(loaded.notes, Vec::<String>::new());
    // The plan names a missing task.
    let mut tasks = placed.clone();
    tasks.tasks.remove(&id);
    let other = folder();
    save(other.path(), &tasks, None).unwrap();
    let loaded = load(other.path());
    assert!(loaded.workspace.blocks.get(&BlockId::derived("b")).is_none());
    assert_eq!(loaded.notes.len(), 1);
}

#[test]
fn the_worker_saves_the_newest_value_and_reports_it() {
    let (dir, demo) = (folder(), demo_workspace(moment()));
    save(dir.path(), &demo, None).unwrap();
    let state = folder();
    let mut saver = Saver::new(keeper(dir.path(), state.path()), false, || {});
    let id = TaskId::derived("demo/Call home");
    let mut next = demo;
    for n in 0..50 {
        next = next.apply(&Action::EditTask(id, TaskField::Title(format!("Call {n}"))), moment()).unwrap();
        saver.save(next.clone(), None);
    }
    assert_eq!(*saver.state(), SaveState::Saving);
    saver.finish().unwrap();
    assert_eq!(*saver.state(), SaveState::Saved);
    assert_eq!(load(dir.path()).workspace, next);
}

#[test]
fn a_folder_that_cannot_be_written_is_reported() {
    let (dir, state) = (folder(), folder());
    let file = dir.path().join("taken");
    fs::write(&file, "a file where the folder should be").unwrap();
    let mut saver = Saver::new(keeper(&file, state.path()), false, || {});
    saver.save(demo_workspace(moment()), None);
    let why = saver.finish().unwrap_err();
    assert!(why.contains("cannot be"), "{why}");
    assert!(matches!(saver.state(), SaveState::Failed(_)));
    assert_eq!(fs::read_to_string(&file).unwrap(), "a file where the folder should be");
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read_new_files_and_folders() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = folder();
    let new = dir.path().join("new");
    save(&new, &demo_workspace(moment()), None).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&new), mode(&new.join("log")), mode(&new.join("tasks.ron"))), (0o700, 0o700, 0o600));
}
