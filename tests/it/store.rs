//! What is written is read back; what cannot be read is left alone and named.

use std::fs;

use gapwise::app::demo_workspace;
use gapwise::model::{Action, Block, BlockId, BlockState, Minutes, Outcome, TaskEdit, TaskId, Workspace};
use gapwise::store::{SaveState, Saver, load, save};

use crate::harness::{at, moment};

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

#[test]
fn a_workspace_survives_the_disk() {
    let (dir, demo) = (folder(), demo_workspace(moment()));
    save(dir.path(), &demo, None).unwrap();
    let loaded = load(dir.path()).unwrap();
    assert_eq!(loaded.workspace, demo);
    assert_eq!(loaded.notes, Vec::<String>::new());
}

#[test]
fn only_what_changed_is_written() {
    let (dir, demo) = (folder(), demo_workspace(moment()));
    save(dir.path(), &demo, None).unwrap();
    let calendar = fs::metadata(dir.path().join("calendar.ron")).unwrap().modified().unwrap();
    let id = TaskId::derived("demo/Call home");
    let next = demo.apply(&Action::EditTask(id, TaskEdit::Title("Call mum".into())), moment()).unwrap();
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
    let next = demo.apply(&Action::EditTask(id, TaskEdit::Estimate(Some(Minutes::new(20)))), moment()).unwrap();
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
    assert_eq!(load(dir.path()).unwrap().workspace, next);
}

#[test]
fn a_broken_file_is_named_by_line_and_left_untouched() {
    let (dir, demo) = (folder(), demo_workspace(moment()));
    save(dir.path(), &demo, None).unwrap();
    let path = dir.path().join("tasks.ron");
    let broken = fs::read_to_string(&path).unwrap().replacen("title:", "title", 1);
    fs::write(&path, &broken).unwrap();
    let error = load(dir.path()).unwrap_err().to_string();
    assert!(error.contains("tasks.ron, line ") && error.contains("column"), "{error}");
    assert_eq!(fs::read_to_string(&path).unwrap(), broken);
}

#[test]
fn unknown_fields_and_newer_versions_are_refused() {
    let (dir, demo) = (folder(), demo_workspace(moment()));
    save(dir.path(), &demo, None).unwrap();
    let path = dir.path().join("plan.ron");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replacen("version: 1", "version: 1, colour: 3", 1)).unwrap();
    assert!(load(dir.path()).unwrap_err().to_string().contains("colour"));
    fs::write(&path, text.replacen("version: 1", "version: 7, colour: 3", 1)).unwrap();
    assert!(load(dir.path()).unwrap_err().to_string().contains("newer version"));
    fs::write(&path, text.replacen("version: 1", "version: 7", 1)).unwrap();
    assert!(load(dir.path()).unwrap_err().to_string().contains("newer version"), "though it could be read");
}

#[test]
fn files_that_a_stop_left_apart_are_brought_together() {
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
    // The log was written, the tasks were not.
    save(dir.path(), &placed, None).unwrap();
    let log = folder();
    save(log.path(), &closed, None).unwrap();
    fs::copy(log.path().join("log/2026-11.ron"), dir.path().join("log/2026-11.ron")).unwrap();
    let loaded = load(dir.path()).unwrap();
    assert!(loaded.workspace.tasks.contains_key(&id) && !loaded.workspace.closed.contains_key(&id));
    assert_eq!(loaded.notes.len(), 1);
    // The plan names a task that is nowhere.
    let mut tasks = placed.clone();
    tasks.tasks.remove(&id);
    let other = folder();
    save(other.path(), &tasks, None).unwrap();
    let loaded = load(other.path()).unwrap();
    assert!(loaded.workspace.blocks.get(&BlockId::derived("b")).is_none());
    assert_eq!(loaded.notes.len(), 1);
}

#[test]
fn the_worker_saves_the_newest_value_and_says_so() {
    let (dir, demo) = (folder(), demo_workspace(moment()));
    save(dir.path(), &demo, None).unwrap();
    let mut saver = Saver::new(dir.path().to_path_buf(), Some(demo.clone()), || {});
    let id = TaskId::derived("demo/Call home");
    let mut next = demo;
    for n in 0..50 {
        next = next.apply(&Action::EditTask(id, TaskEdit::Title(format!("Call {n}"))), moment()).unwrap();
        saver.save(next.clone());
    }
    assert_eq!(*saver.state(), SaveState::Saving);
    saver.finish().unwrap();
    assert_eq!(*saver.state(), SaveState::Saved);
    assert_eq!(load(dir.path()).unwrap().workspace, next);
}

#[test]
fn a_folder_that_cannot_be_written_is_told_and_nothing_is_lost() {
    let dir = folder();
    let file = dir.path().join("taken");
    fs::write(&file, "a file where the folder should be").unwrap();
    let mut saver = Saver::new(file.clone(), None, || {});
    saver.save(Workspace::default());
    let why = saver.finish().unwrap_err();
    assert!(why.contains("cannot be written"), "{why}");
    assert!(matches!(saver.state(), SaveState::Failed(_)));
    assert_eq!(fs::read_to_string(&file).unwrap(), "a file where the folder should be");
}

#[cfg(unix)]
#[test]
fn files_and_folders_are_their_owners_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = folder();
    let new = dir.path().join("new");
    save(&new, &demo_workspace(moment()), None).unwrap();
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&new), mode(&new.join("log")), mode(&new.join("tasks.ron"))), (0o700, 0o700, 0o600));
}
