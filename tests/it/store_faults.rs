//! Every single operation of a save is made to fail, to be cut short, or to be the last one. What is found afterwards is the
//! workspace before or the one after, never anything else.

use std::path::Path;
use std::sync::Arc;

use chrono::Utc;
use gapwise::app::demo_workspace;
use gapwise::model::{Action, Minutes, Outcome, TaskEdit, TaskId, Workspace};
use gapwise::store::{Keeper, Place, Reason, load_from, save_to};

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
        Action::EditTask(id, TaskEdit::Estimate(Some(Minutes::new(35)))),
        Action::CloseTask(TaskId::derived("demo/Draft introduction"), Outcome::Done),
        Action::CloseTask(TaskId::derived("demo/Rename the photo albums"), Outcome::LetGo),
    ];
    vec![
        // One file; two with one in the log; five with the settings.
        Action::EditTask(id, TaskEdit::Title("Call mum".into())),
        Action::CloseTask(id, Outcome::Done),
        Action::All { name: "several".into(), actions: several },
    ]
}

/// Runs `save` with each of its operations going wrong in each way, and looks at what is left in each case. Returns how many
/// cases there were.
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
fn a_save_that_goes_wrong_anywhere_leaves_the_old_or_the_new() {
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
fn the_keeper_with_its_backups_leaves_the_old_or_the_new() {
    let before = demo_workspace(moment());
    let state = tempfile::tempdir().unwrap();
    let place = Place { folder: FOLDER.into(), state: state.path().to_path_buf() };
    let mut cases = 0;
    for change in changes() {
        let after = before.apply(&change, moment()).unwrap();
        cases += try_all(&before, &after, |disk| {
            let mut keeper = Keeper::open(disk.clone(), place.clone(), false, Utc::now()).keeper;
            let result = keeper.save(&after, None, Some(Reason::Import), Utc::now());
            result.map(|_| ()).map_err(|error| error.to_string())
        });
    }
    println!("crash points visited: {cases}");
    assert!(cases > 600, "{cases}");
}
