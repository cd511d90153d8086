//! Unusual and hostile changes of an open folder: no data is lost, and nothing outside the folder is touched.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use chrono::Utc;
use gapwise::model::{Action, Block, BlockId, BlockState, Minutes, Outcome, Task, TaskField, TaskId, Workspace};
use gapwise::store::{Keeper, LocalDisk, Place, load, read_chosen, save};

use crate::harness::{at, moment};
use crate::store::open;
use crate::store_outside::demo_folder;

#[test]
fn a_missing_folder_is_not_a_deletion_and_is_used_again_when_it_returns() {
    let (dir, state, demo) = demo_folder();
    let elsewhere = state.path().join("elsewhere");
    let mut keeper = open(dir.path(), state.path()).keeper;
    fs::rename(dir.path(), &elsewhere).unwrap();
    fs::create_dir(dir.path()).unwrap();
    for _ in 0..6 {
        let told = keeper.take_in(false, Utc::now()).unwrap_err().to_string();
        assert!(told.contains("gone"), "{told}");
    }
    let id = TaskId::derived("demo/Call home");
    let edited = demo.apply(&Action::EditTask(id, TaskField::Title("Call mum".into())), moment()).unwrap();
    assert!(keeper.save(&edited, None, None, Utc::now()).is_err(), "nothing is written where the folder was");
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
    fs::remove_dir(dir.path()).unwrap();
    fs::rename(&elsewhere, dir.path()).unwrap();
    keeper.save(&edited, None, None, Utc::now()).unwrap();
    assert_eq!(load(dir.path()).workspace, edited);
}

#[test]
fn a_removed_file_is_written_again_with_its_records() {
    let (dir, state, demo) = demo_folder();
    let mut keeper = open(dir.path(), state.path()).keeper;
    fs::remove_file(dir.path().join("tasks.ron")).unwrap();
    let told = (0..8).find_map(|_| keeper.take_in(false, Utc::now()).ok().flatten()).expect("it is told in the end");
    assert!(told.notes.iter().any(|note| note.contains("tasks.ron was missing")), "{:?}", told.notes);
    assert_eq!(told.merged.tasks, demo.tasks);
    assert_eq!(load(dir.path()).workspace.tasks, demo.tasks);
    assert!(load(dir.path()).notes.is_empty());
}

#[test]
fn files_delivered_one_by_one_lose_nothing() {
    let (dir, state, demo) = demo_folder();
    let mut keeper = open(dir.path(), state.path()).keeper;
    let id = TaskId::derived("demo/Call home");
    let closed = demo.apply(&Action::CloseTask(id, Outcome::Done), moment()).unwrap();
    let task = Task::new(TaskId::derived("new"), "New", demo.last_order(), moment().instant);
    let block = Block {
        id: BlockId::derived("new"),
        task: task.id,
        step: None,
        start: at("16:45"),
        minutes: Minutes::new(25),
        state: BlockState::Planned,
    };
    let actions = [Action::AddTask(Box::new(task)), Action::AddBlock(block.clone())];
    let theirs = actions.iter().fold(closed, |all, action| all.apply(action, moment()).unwrap());
    let other = tempfile::tempdir().unwrap();
    save(other.path(), &theirs, None).unwrap();
    // The log, then the plan, then the tasks: in between the files contradict each other.
    for name in ["log/2026-11.ron", "plan.ron", "tasks.ron"] {
        fs::copy(other.path().join(name), dir.path().join(name)).unwrap();
        keeper.take_in(false, Utc::now()).unwrap();
    }
    let found = load(dir.path());
    assert!(found.notes.is_empty(), "{:?}", found.notes);
    let workspace = &found.workspace;
    assert!(workspace.closed.contains_key(&id) && !workspace.tasks.contains_key(&id));
    assert!(workspace.blocks.contains_key(&block.id) && workspace.tasks.contains_key(&block.task));
}

#[test]
fn a_copy_of_a_sync_program_stays_until_its_records_are_on_disk() {
    let (dir, state, demo) = demo_folder();
    let id = TaskId::derived("demo/Call home");
    let edited = demo.apply(&Action::EditTask(id, TaskField::Notes("Said elsewhere".into())), moment()).unwrap();
    let other = tempfile::tempdir().unwrap();
    save(other.path(), &edited, None).unwrap();
    let copy = dir.path().join("tasks (1).ron");
    fs::copy(other.path().join("tasks.ron"), &copy).unwrap();
    let place = Place { folder: dir.path().into(), state: state.path().into() };
    let looked = Keeper::open(Arc::new(LocalDisk), place, true, Utc::now());
    assert!(looked.loaded.notes.is_empty() && copy.exists(), "a read-only open moves nothing");
    open(dir.path(), state.path());
    assert!(!copy.exists());
    assert_eq!(load(dir.path()).workspace.tasks[&id].notes, "Said elsewhere");
}

#[test]
fn a_record_copied_by_hand_with_its_id_gets_a_new_id() {
    let (dir, state, demo) = demo_folder();
    let path = dir.path().join("tasks.ron");
    let text = fs::read_to_string(&path).unwrap();
    let id = TaskId::derived("demo/Call home").to_string();
    let other = TaskId::derived("demo/Strength training").to_string();
    fs::write(&path, text.replace(&other, &id)).unwrap();
    let opened = open(dir.path(), state.path());
    assert!(
        opened.loaded.notes.iter().any(|note| note.contains("twice with the same id")),
        "{:?}",
        opened.loaded.notes
    );
    let titles = |workspace: &Workspace| workspace.tasks.values().map(|it| it.title.clone()).collect::<BTreeSet<_>>();
    assert_eq!(titles(&opened.loaded.workspace), titles(&demo));
}

#[cfg(unix)]
#[test]
fn pipes_links_and_commit_files_that_lead_out_of_the_folder_are_refused() {
    let (dir, state, demo) = demo_folder();
    let outside = state.path().join("outside");
    fs::create_dir(&outside).unwrap();
    fs::write(outside.join("victim"), "dear").unwrap();
    std::os::unix::fs::symlink(&outside, dir.path().join("ext")).unwrap();
    fs::write(dir.path().join(".gapwise-evil"), "owned").unwrap();
    fs::write(dir.path().join(".gapwise-commit"), ".gapwise-evil\text/victim\n.gapwise-evil\tother.txt\n").unwrap();
    let mut keeper = open(dir.path(), state.path()).keeper;
    keeper.save(&demo, None, None, Utc::now()).unwrap();
    assert_eq!(fs::read_to_string(outside.join("victim")).unwrap(), "dear");
    assert!(!dir.path().join("other.txt").exists());
    let pipe = dir.path().join("log/2025-01.ron");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    assert!(load(dir.path()).must_not_write().is_some(), "a pipe is refused without waiting");
    assert!(read_chosen(&pipe, 100).is_err() && read_chosen(Path::new("/dev/zero"), 100).is_err());
}

#[test]
fn dates_of_extreme_years_are_refused_by_line_and_column() {
    let (dir, _, workspace) = demo_folder();
    let path = dir.path().join("tasks.ron");
    let whole = fs::read_to_string(&path).unwrap();
    let title = whole.replacen("\"Call home\"", "\"+10000-12-01 Call home\"", 1);
    let (line, text) = title.lines().enumerate().find(|(_, line)| line.contains("date: \"")).unwrap();
    let column = text.find('"').unwrap() + 2;
    for year in ["-0001", "-9999", "+11000", "+262142"] {
        let at = text.find("2026").unwrap();
        let with = format!("{}{year}{}", &text[..at], &text[at + 4..]);
        fs::write(&path, title.replacen(text, &with, 1)).unwrap();
        let loaded = load(dir.path());
        let told = loaded.faults[0].error.to_string();
        let place = told.contains(&format!("line {}, column {}", line + 1, column));
        assert!(place && told.contains("the year is not between 0 and 10099"), "{year}: {told}");
        assert!(loaded.faults[0].error.is_damage());
        assert_eq!(loaded.workspace.tasks.len(), workspace.tasks.len() - 1, "{year}: the others are rescued");
    }
    fs::write(&path, &title).unwrap();
    let loaded = load(dir.path());
    assert_eq!(loaded.faults.len(), 0, "a title may look like a date");
    assert!(loaded.workspace.tasks.values().any(|task| task.title == "+10000-12-01 Call home"));
}
