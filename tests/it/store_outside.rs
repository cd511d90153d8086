//! Changes of the folder by other programs, machines and versions: they are merged, set aside or refused, and always
//! reported.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use chrono::Utc;
use gapwise::app::demo_workspace;
use gapwise::model::{Action, Minutes, Split, TaskField, TaskId, Workspace};
use gapwise::store::{BackupReason, Backups, FORMAT_VERSION, LocalDisk, Place, SaveState, Saver, load, preview, save};

use crate::harness::moment;
use crate::store::{folder, keeper, open};

fn call_home() -> TaskId {
    TaskId::derived("demo/Call home")
}

fn retitled(workspace: &Workspace, task: &str, title: &str) -> Workspace {
    let action = Action::EditTask(TaskId::derived(&format!("demo/{task}")), TaskField::Title(title.into()));
    workspace.apply(&action, moment()).unwrap()
}

/// Returns a folder with the demo workspace, a state folder, and the demo workspace.
pub fn demo_folder() -> (tempfile::TempDir, tempfile::TempDir, Workspace) {
    let (dir, state, demo) = (folder(), folder(), demo_workspace(moment()));
    save(dir.path(), &demo, None).unwrap();
    (dir, state, demo)
}

fn edit_file(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains(from), "{from}");
    fs::write(path, text.replacen(from, to, 1)).unwrap();
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        fs::read_dir(folder).unwrap().map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_damaged_file_is_set_aside_and_its_records_are_rescued() {
    let (dir, state, demo) = demo_folder();
    let path = dir.path().join("tasks.ron");
    let broken = fs::read_to_string(&path).unwrap().replacen("\"Call home\"", "\"Call home", 1);
    fs::write(&path, &broken).unwrap();
    let looked = load(dir.path());
    let error = looked.damaged().next().unwrap().error.to_string();
    assert!(error.contains("tasks.ron, line ") && error.contains("column"), "{error}");
    assert_eq!(fs::read_to_string(&path).unwrap(), broken, "looking changes nothing");

    let opened = open(dir.path(), state.path());
    let kept = fs::read_to_string(&opened.set_aside[0]).unwrap();
    assert_eq!(kept, broken);
    assert!(opened.set_aside[0].file_name().unwrap().to_string_lossy().starts_with("damaged "));
    let rescued = &opened.loaded.workspace;
    assert_eq!(rescued.tasks.len(), demo.tasks.len() - 1, "all but the broken one");
    assert!(rescued.tasks.values().all(|task| demo.tasks[&task.id] == *task));
    assert_eq!((&rescued.events, &rescued.settings), (&demo.events, &demo.settings), "other files are not touched");
    let mut keeper = opened.keeper;
    keeper.save(rescued, None, None, Utc::now()).unwrap();
    assert_eq!(load(dir.path()).workspace, *rescued);
    let backups = keeper.backups().list();
    assert!(backups.iter().any(|backup| backup.reason == BackupReason::Rewrite));
    assert!(
        !keeper.backups().read(&backups[backups.len() - 1]).faults.is_empty(),
        "the damaged file is in it as it was"
    );
}

#[test]
fn a_cut_file_opens_with_its_whole_records() {
    let (dir, _, demo) = demo_folder();
    for name in ["workspace.ron", "tasks.ron", "calendar.ron", "plan.ron", "log/2026-11.ron"] {
        let path = dir.path().join(name);
        let whole = fs::read(&path).unwrap();
        for cut in (0..whole.len()).step_by(97) {
            fs::write(&path, &whole[..cut]).unwrap();
            let loaded = load(dir.path());
            assert_eq!(loaded.faults.len(), 1, "{name} cut at {cut}");
            let found = loaded.workspace;
            assert!(found.tasks.iter().all(|(id, task)| demo.tasks.get(id) == Some(task)));
            assert!(found.events.iter().all(|(id, event)| demo.events.get(id) == Some(event)));
            assert!(name == "tasks.ron" || found.tasks == demo.tasks, "{name} hides the tasks");
        }
        fs::write(&path, whole).unwrap();
    }
}

#[test]
fn unknown_fields_and_newer_versions_open_read_only_and_are_never_overwritten() {
    for (from, to, word) in
        [("version: 5", "version: 5, colour: 3", "colour"), ("version: 5", "version: 7, colour: 3", "newer version")]
    {
        let (dir, state, demo) = demo_folder();
        let path = dir.path().join("plan.ron");
        edit_file(&path, from, to);
        let strange = fs::read_to_string(&path).unwrap();
        let mut opened = open(dir.path(), state.path());
        let why = opened.loaded.must_not_write().unwrap().to_string();
        assert!(why.contains(word), "{why}");
        assert_eq!(opened.loaded.workspace.tasks, demo.tasks);
        let refused = opened.keeper.save(&retitled(&demo, "Call home", "x"), None, None, Utc::now());
        assert!(refused.unwrap_err().to_string().contains("not overwritten"));
        assert_eq!(fs::read_to_string(&path).unwrap(), strange);
        assert_eq!(load(dir.path()).workspace.tasks, demo.tasks);
    }
}

#[test]
fn every_earlier_format_version_is_read() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    for version in 1..=FORMAT_VERSION {
        let loaded = load(&fixtures.join(format!("workspace-v{version}"))).whole().unwrap();
        assert_eq!(loaded.workspace.tasks.len(), 31, "version {version}");
        assert_eq!(loaded.workspace.tasks[&call_home()].title, "Call home");
        let reopened = |times: u32| if version < 5 { 0 } else { times };
        assert_eq!(loaded.workspace.tasks[&call_home()].reopened, reopened(2), "version {version}");
        let closed = loaded.workspace.closed.values().map(|closed| closed.task.reopened).max();
        assert_eq!(closed, Some(reopened(1)), "version {version}");
        assert_eq!(loaded.notes, Vec::<String>::new());
        let (dir, _) = (folder(), ());
        save(dir.path(), &loaded.workspace, None).unwrap();
        assert_eq!(load(dir.path()).workspace, loaded.workspace, "the present version loses nothing");
    }
}

#[test]
fn a_task_whose_length_was_the_sum_of_its_steps_keeps_it() {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/estimates-of-steps");
    let loaded = load(&fixture).whole().unwrap();
    let left = |title: &str| {
        let task = loaded.workspace.tasks.values().find(|task| task.title == title).unwrap();
        (task.left(Minutes::new(25)).get(), task.unwritten(Minutes::new(25)).get(), task.split)
    };
    assert_eq!(left("Write the report"), (55, 0, Split::Auto));
    assert_eq!(left("Refactor the import module"), (120, 0, Split::Chunks));
    let closed = loaded.workspace.closed.values().next().unwrap();
    assert_eq!(closed.task.estimate, None);
    let dir = folder();
    save(dir.path(), &loaded.workspace, None).unwrap();
    assert_eq!(load(dir.path()).workspace, loaded.workspace);
}

#[test]
fn a_count_of_missed_instances_in_old_notes_becomes_a_field() {
    let loaded = load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/missed-in-notes")).whole().unwrap();
    let open = loaded.workspace.tasks.values().next().unwrap();
    assert_eq!((open.notes.as_str(), open.missed), ("Not the cactus", 22));
    let closed = loaded.workspace.closed.values().next().unwrap();
    assert_eq!((closed.task.notes.as_str(), closed.task.missed), ("", 3));
    let dir = folder();
    save(dir.path(), &loaded.workspace, None).unwrap();
    assert_eq!(load(dir.path()).workspace, loaded.workspace);
}

#[test]
fn a_change_by_another_program_is_merged_within_two_seconds() {
    let (dir, state, demo) = demo_folder();
    let mut saver = Saver::new(keeper(dir.path(), state.path()), false, || {});
    edit_file(&dir.path().join("tasks.ron"), "\"Call home\"", "\"Call mum\"");
    let since = Instant::now();
    let outside = loop {
        if let Some(outside) = saver.take_outside() {
            break outside;
        }
        assert!(since.elapsed() < Duration::from_secs(4), "not noticed");
        std::thread::sleep(Duration::from_millis(20));
    };
    assert_eq!(outside.merged.tasks[&call_home()].title, "Call mum");
    assert_eq!(preview(&demo, &outside.merged), ["1 open task is changed: Call mum"]);
    saver.finish().unwrap();
}

#[test]
fn a_change_in_memory_and_an_unseen_change_on_disk_both_survive() {
    let (dir, state, demo) = demo_folder();
    let mut saver = Saver::new(keeper(dir.path(), state.path()), false, || {});
    edit_file(&dir.path().join("tasks.ron"), "\"Back up the photos\"", "\"Copy the photos\"");
    let mut ours = retitled(&demo, "Call home", "Call mum");
    saver.save(ours.clone(), None);
    std::thread::sleep(Duration::from_millis(300));
    // The window saves again before it takes in the merge.
    ours = retitled(&ours, "Expense report", "Expenses");
    saver.save(ours.clone(), None);
    saver.finish().unwrap();
    let titles = |workspace: &Workspace| -> Vec<String> {
        ["Call home", "Back up the photos", "Expense report"]
            .map(|name| workspace.tasks[&TaskId::derived(&format!("demo/{name}"))].title.clone())
            .to_vec()
    };
    assert_eq!(titles(&load(dir.path()).workspace), ["Call mum", "Copy the photos", "Expenses"]);
    let first = saver.take_outside().unwrap();
    assert_eq!(titles(&first.ours), ["Call mum", "Back up the photos", "Expense report"]);
    let last = std::iter::from_fn(|| saver.take_outside()).last().unwrap();
    assert_eq!(titles(&last.merged), ["Call mum", "Copy the photos", "Expenses"]);
}

#[test]
fn copies_of_sync_programs_are_merged_and_set_aside() {
    let (dir, state, demo) = demo_folder();
    let other = folder();
    let mut elsewhere = retitled(&demo, "Call home", "Call mum");
    let new = gapwise::model::Task::new(TaskId::derived("new"), "From the train", demo.last_order(), moment().instant);
    elsewhere = elsewhere.apply(&Action::AddTask(Box::new(new)), moment()).unwrap();
    save(other.path(), &elsewhere, None).unwrap();
    let copy = dir.path().join("tasks.sync-conflict-20261123-094000-ABCDEFG.ron");
    fs::copy(other.path().join("tasks.ron"), &copy).unwrap();
    let opened = open(dir.path(), state.path());
    let found = &opened.loaded.workspace.tasks;
    assert!(found.contains_key(&TaskId::derived("new")));
    assert_eq!(found.len(), demo.tasks.len() + 1);
    assert_eq!(opened.conflicts.len(), 1);
    assert!(found[&call_home()].notes.contains("was also"), "{}", found[&call_home()].notes);
    assert!(!copy.exists());
    assert_eq!(names(&dir.path().join("set-aside")).len(), 1);
}

#[test]
fn a_file_damaged_while_it_is_open_loses_nothing() {
    let (dir, state, demo) = demo_folder();
    let mut saver = Saver::new(keeper(dir.path(), state.path()), false, || {});
    fs::write(dir.path().join("tasks.ron"), "(version: 1, tasks: [").unwrap();
    let since = Instant::now();
    let outside = loop {
        if let Some(outside) = saver.take_outside() {
            break outside;
        }
        assert!(since.elapsed() < Duration::from_secs(10), "not noticed");
        std::thread::sleep(Duration::from_millis(20));
    };
    assert_eq!(outside.merged, demo);
    assert!(outside.notes[0].contains("damaged from outside"), "{:?}", outside.notes);
    saver.finish().unwrap();
    assert_eq!(load(dir.path()).workspace, demo);
}

#[test]
fn backups_are_made_daily_and_before_large_deletions_and_can_be_restored() {
    let (dir, state, demo) = demo_folder();
    let mut keeper = keeper(dir.path(), state.path());
    let next = retitled(&demo, "Call home", "Call mum");
    keeper.save(&next, None, None, Utc::now()).unwrap();
    keeper.save(&retitled(&next, "Call home", "Call dad"), None, None, Utc::now()).unwrap();
    let reasons = |keeper: &gapwise::store::Keeper| -> Vec<BackupReason> {
        keeper.backups().list().into_iter().map(|backup| backup.reason).collect()
    };
    assert_eq!(reasons(&keeper), [BackupReason::FirstOfDay], "one a day");
    let emptied = Workspace { tasks: imbl::OrdMap::new(), blocks: imbl::OrdMap::new(), ..next.clone() };
    keeper.save(&emptied, None, None, Utc::now()).unwrap();
    assert_eq!(reasons(&keeper), [BackupReason::Shrinking, BackupReason::FirstOfDay]);
    let list = keeper.backups().list();
    assert_eq!(keeper.backups().read(&list[1]).whole().unwrap().workspace, demo);
    assert_eq!(
        preview(&emptied, &demo)[0],
        "31 open tasks are added: Back up the photos, Expense report, Rename the photo albums, Outline conference talk, …"
    );
    let place = Place::with_state(dir.path(), Some(state.path()));
    assert_eq!(Backups { disk: &LocalDisk, place: &place }.list(), list);
}

#[test]
fn a_second_window_gets_no_lock_until_the_first_frees_it() {
    let (dir, state) = (folder(), folder());
    let place = Place::with_state(dir.path(), Some(state.path()));
    let first = place.lock_window().unwrap();
    assert!(first.is_some());
    assert!(place.lock_window().unwrap().is_none());
    drop(first);
    assert!(place.lock_window().unwrap().is_some());
}

#[cfg(unix)]
#[test]
fn symbolic_links_lead_nowhere() {
    let (dir, state, demo) = demo_folder();
    let outside = folder();
    let target = outside.path().join("precious.ron");
    fs::rename(dir.path().join("tasks.ron"), &target).unwrap();
    std::os::unix::fs::symlink(&target, dir.path().join("tasks.ron")).unwrap();
    let before = fs::read_to_string(&target).unwrap();
    let mut opened = open(dir.path(), state.path());
    assert!(opened.loaded.must_not_write().unwrap().to_string().contains("symbolic link"));
    assert!(opened.keeper.save(&demo, None, None, Utc::now()).is_err());
    assert_eq!(fs::read_to_string(&target).unwrap(), before);
    fs::remove_file(dir.path().join("tasks.ron")).unwrap();
    fs::remove_dir_all(dir.path().join("log")).unwrap();
    let log: PathBuf = outside.path().join("log");
    fs::create_dir(&log).unwrap();
    std::os::unix::fs::symlink(&log, dir.path().join("log")).unwrap();
    assert!(save(dir.path(), &demo, None).is_err());
    assert_eq!(names(&log), Vec::<String>::new(), "nothing is written outside the folder");
}

#[cfg(unix)]
#[test]
fn a_read_only_folder_is_reported_and_saved_to_once_it_is_writable() {
    use std::os::unix::fs::PermissionsExt as _;
    let (dir, state, demo) = demo_folder();
    let set = |mode| fs::set_permissions(dir.path(), fs::Permissions::from_mode(mode)).unwrap();
    set(0o500);
    if fs::write(dir.path().join("probe"), "").is_ok() {
        // Root ignores the mode; injected faults cover the case there.
        fs::remove_file(dir.path().join("probe")).unwrap();
        set(0o700);
        return;
    }
    let mut saver = Saver::new(keeper(dir.path(), state.path()), false, || {});
    saver.save(retitled(&demo, "Call home", "Call mum"), None);
    let since = Instant::now();
    while !matches!(saver.state(), SaveState::Failed(_)) {
        assert!(since.elapsed() < Duration::from_secs(5));
        std::thread::sleep(Duration::from_millis(20));
    }
    set(0o700);
    saver.finish().unwrap();
    assert_eq!(load(dir.path()).workspace.tasks[&call_home()].title, "Call mum");
}

#[test]
fn a_bomb_of_brackets_and_a_giant_line_are_errors_not_crashes() {
    for text in [
        "(".repeat(200_000),
        format!("(version: 1, tasks: {}", "[".repeat(200_000)),
        "(version: 1, tasks: [(id: \"".to_owned() + &"x".repeat(2_000_000),
    ] {
        let (dir, _, _) = demo_folder();
        fs::write(dir.path().join("tasks.ron"), &text).unwrap();
        assert_eq!(load(dir.path()).damaged().count(), 1);
    }
}

#[test]
fn a_deletion_is_remembered_for_a_year() {
    let (dir, state, demo) = demo_folder();
    let ids: Vec<_> = demo.events.keys().copied().take(2).collect();
    let mut gone = demo.apply(&Action::RemoveEvent(ids[0]), moment()).unwrap();
    gone = gone.apply(&Action::RemoveEvent(ids[1]), moment()).unwrap();
    gone.tombstones.insert(ids[0].uuid(), Utc::now() - chrono::TimeDelta::days(366));
    gone.tombstones.insert(ids[1].uuid(), Utc::now() - chrono::TimeDelta::days(364));
    save(dir.path(), &gone, None).unwrap();
    let kept: Vec<_> = open(dir.path(), state.path()).loaded.workspace.tombstones.keys().copied().collect();
    assert_eq!(kept, [ids[1].uuid()]);
}
