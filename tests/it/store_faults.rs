//! Every operation of a save fails, is cut short, or is the last one. The folder then holds the workspace before or after the
//! save.

use std::path::Path;
use std::sync::Arc;

use chrono::Utc;
use gapwise::app::demo_workspace;
use gapwise::model::{Action, Minutes, Outcome, TaskField, TaskId, Workspace};
use gapwise::store::{BackupReason, Keeper, Place, load_from, save_to};

use crate::disk::{After, Fault, MemoryDisk};
use crate::harness::moment;

const FOLDER: &str = "/w";

fn disk_with(workspace: &Workspace) -> Arc<MemoryDisk> {
    let disk = MemoryDisk::default();
    save_to(&disk, Path::new(FOLDER), workspace, None).unwrap();
    Arc::new(disk.after(After::Kill))
}

fn changes() -> Vec<Action> {
    let id = TaskId::derived("demo/Call home");
    let several = vec![
        Action::EditTask(id, TaskField::Estimate(Some(Minutes::new(35)))),
        Action::CloseTask(TaskId::derived("demo/Draft introduction"), Outcome::Done),
        Action::CloseTask(TaskId::derived("demo/Rename the photo albums"), Outcome::LetGo),
    ];
    vec![
        // One file; two with one in the log; five with the settings.
        Action::EditTask(id, TaskField::Title("Call mum".into())),
        Action::CloseTask(id, Outcome::Done),
        Action::All { name: "several".into(), actions: several },
    ]
}

/// Runs `save` with each of its operations failing in each way, and checks the result. Returns the number of cases.
fn try_all(before: &Workspace, after: &Workspace, save: impl Fn(&Arc<MemoryDisk>) -> Result<(), String>) -> usize {
    let healthy = disk_with(before);
    healthy.break_at(usize::MAX, Fault::Fails);
    save(&healthy).unwrap();
    let operations = healthy.repair();
    assert!(operations >= 5, "{operations} operations");
    let mut cases = 0;
    for at in 0..operations {
        for fault in [Fault::Fails, Fault::CutsShort, Fault::Stops] {
            for crash in [After::Kill, After::PowerLoss, After::NamesFirst] {
                let disk = disk_with(before);
                disk.break_at(at, fault);
                let told = save(&disk);
                disk.repair();
                let found = load_from(&disk.after(crash), Path::new(FOLDER));
                let case = format!("operation {at} of {operations}, {fault:?}, {crash:?}, told {told:?}");
                assert!(
                    found.faults.is_empty() && found.notes.is_empty(),
                    "{case}: {:?} {:?}",
                    found.faults,
                    found.notes
                );
                assert!(found.workspace == *before || found.workspace == *after, "{case}: something else was found");
                if told.is_ok() {
                    assert!(found.workspace == *after, "{case}: a save that was acknowledged is lost");
                }
                cases += 1;
            }
        }
    }
    cases
}

#[test]
fn a_failed_save_leaves_the_old_or_the_new_workspace() {
    let before = demo_workspace(moment());
    let mut cases = 0;
    for change in changes() {
        let after = before.apply(&change, moment()).unwrap();
        cases += try_all(&before, &after, |disk| {
            save_to(&**disk, Path::new(FOLDER), &after, Some(&before)).map_err(|error| error.to_string())
        });
    }
    println!("crash points visited: {cases}");
    assert!(cases > 300, "{cases}");
}

#[test]
fn a_failed_save_by_the_keeper_leaves_the_old_or_the_new_workspace() {
    let before = demo_workspace(moment());
    let state = tempfile::tempdir().unwrap();
    let place = Place { folder: FOLDER.into(), state: state.path().to_path_buf() };
    let mut cases = 0;
    for change in changes() {
        let after = before.apply(&change, moment()).unwrap();
        cases += try_all(&before, &after, |disk| {
            let mut keeper = Keeper::open(disk.clone(), place.clone(), false, Utc::now()).keeper;
            let result = keeper.save(&after, None, Some(BackupReason::Import), Utc::now());
            result.map(|_| ()).map_err(|error| error.to_string())
        });
    }
    println!("crash points visited: {cases}");
    assert!(cases > 600, "{cases}");
}

/// Returns a folder with an unseen change by another program, its keeper, and our own changed workspace.
fn edited_on_both_sides(state: &Path) -> (Arc<MemoryDisk>, Keeper, Workspace) {
    let before = demo_workspace(moment());
    let edit = |title: &str, to: TaskField| {
        before.apply(&Action::EditTask(TaskId::derived(&format!("demo/{title}")), to), moment()).unwrap()
    };
    let disk = disk_with(&before);
    let place = Place { folder: FOLDER.into(), state: state.to_path_buf() };
    let keeper = Keeper::open(disk.clone(), place, false, Utc::now()).keeper;
    let theirs = edit("Strength training", TaskField::Title("Swimming, said elsewhere".into()));
    save_to(&*disk, Path::new(FOLDER), &theirs, Some(&before)).unwrap();
    (disk, keeper, edit("Call home", TaskField::Title("Call mum".into())))
}

#[test]
fn changes_by_others_survive_a_failed_save_and_its_retry() {
    let titles = ["Swimming, said elsewhere", "Call mum"];
    let has_both =
        |workspace: &Workspace| titles.iter().all(|title| workspace.tasks.values().any(|task| task.title == *title));
    let mut failures = 0;
    for taken_in_first in [false, true] {
        for fault in [Fault::Fails, Fault::CutsShort] {
            for at in 0.. {
                let state = tempfile::tempdir().unwrap();
                let (disk, mut keeper, ours) = edited_on_both_sides(state.path());
                disk.break_at(at, fault);
                let first = if taken_in_first {
                    keeper.take_in(false, Utc::now())
                } else {
                    keeper.save(&ours, None, None, Utc::now())
                };
                let operations = disk.repair();
                let Err(_) = first else {
                    if at >= operations {
                        break;
                    }
                    continue;
                };
                failures += 1;
                let case = format!("operation {at} of {operations}, {fault:?}, taken in first: {taken_in_first}");
                let told = keeper.save(&ours, None, None, Utc::now()).unwrap();
                assert!(told.is_some_and(|outside| has_both(&outside.merged)), "{case}: memory lacks something");
                let found = load_from(&*disk, Path::new(FOLDER));
                assert!(has_both(&found.workspace), "{case}: the folder lacks something");
            }
        }
    }
    println!("failures tried: {failures}");
    assert!(failures >= 10, "{failures}");
}
