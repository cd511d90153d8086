//! Backups and files set aside: thinning, damage, moved folders.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeDelta, Utc};
use gapwise::model::Workspace;
use gapwise::store::{BackupReason, Keeper, Place};

use crate::store::{folder, open};
use crate::store_outside::demo_folder;
use crate::store_seams::retitled;

fn backed_up(keeper: &mut Keeper, start: &Workspace, days: &[DateTime<Utc>]) -> Workspace {
    days.iter().enumerate().fold(start.clone(), |workspace, (n, day)| {
        let next = retitled(&workspace, "Call home", &format!("Call {n}"));
        keeper.save(&next, None, Some(BackupReason::Import), *day).unwrap();
        next
    })
}

#[test]
fn a_clock_far_ahead_thins_no_backups() {
    let (dir, state, demo) = demo_folder();
    let mut keeper = open(dir.path(), state.path()).keeper;
    let start: DateTime<Utc> = "2026-11-01T10:00:00Z".parse().unwrap();
    let days: Vec<_> = (0..20).map(|day| start + TimeDelta::days(day)).collect();
    let last = backed_up(&mut keeper, &demo, &days);
    assert_eq!(keeper.backups().list().len(), 20);
    let ahead = start + TimeDelta::days(4000);
    backed_up(&mut keeper, &last, &[ahead, ahead + TimeDelta::days(1), ahead + TimeDelta::days(2)]);
    assert_eq!(keeper.backups().list().len(), 23);
}

#[test]
fn an_unreadable_list_of_a_backup_keeps_its_texts() {
    let (dir, state, demo) = demo_folder();
    let mut keeper = open(dir.path(), state.path()).keeper;
    let start: DateTime<Utc> = "2026-11-01T10:00:00Z".parse().unwrap();
    let days: Vec<_> = (0..3).map(|day| start + TimeDelta::days(day)).collect();
    let last = backed_up(&mut keeper, &demo, &days);
    let wanted = keeper.backups().list()[1].clone();
    let backups = state_folder(state.path()).join("backups");
    let list = backups.join(format!("{}.ron", wanted.name()));
    let text = fs::read_to_string(&list).unwrap();
    fs::write(&list, "(version: 9").unwrap();
    // A second backup within an hour of an old day is thinned, with its texts.
    let minutes: Vec<_> = (1..4).map(|n| start + TimeDelta::days(40) + TimeDelta::minutes(n)).collect();
    let next = backed_up(&mut keeper, &last, &minutes);
    let days: Vec<_> = (41..80).map(|day| start + TimeDelta::days(day)).collect();
    backed_up(&mut keeper, &next, &days);
    fs::write(&list, text).unwrap();
    let read = keeper.backups().read(&wanted);
    assert!(read.faults.is_empty(), "{:?}", read.faults);
}

pub fn state_folder(root: &Path) -> PathBuf {
    fs::read_dir(root).unwrap().map(|it| it.unwrap().path()).find(|it| it.join("backups").exists()).unwrap()
}

#[test]
fn a_changed_text_of_a_backup_is_found_and_not_counted() {
    let (dir, state, demo) = demo_folder();
    let mut keeper = open(dir.path(), state.path()).keeper;
    let next = retitled(&demo, "Call home", "Call mum");
    keeper.save(&next, None, Some(BackupReason::Import), Utc::now()).unwrap();
    let texts = state_folder(state.path()).join("backups/texts");
    let damaged = fs::read_dir(&texts)
        .unwrap()
        .map(|it| it.unwrap().path())
        .find(|path| fs::read_to_string(path).unwrap().contains("Call home"));
    let damaged = damaged.unwrap();
    let text = fs::read_to_string(&damaged).unwrap();
    fs::write(&damaged, text.replace("Call home", "Call nobody")).unwrap();
    let backup = keeper.backups().list().remove(0);
    assert!(!keeper.backups().read(&backup).faults.is_empty(), "a text that is not the one kept");
    // The same text is backed up again: it is written anew.
    fs::write(dir.path().join("tasks.ron"), text).unwrap();
    keeper.backups().take(BackupReason::Import, Utc::now()).unwrap();
    assert_eq!(keeper.backups().read(&backup).whole().unwrap().workspace, demo);
}

#[test]
fn a_save_without_its_backup_says_so_once() {
    let (dir, state, demo) = demo_folder();
    let place = Place::with_state(dir.path(), Some(state.path()));
    let mut keeper = open(dir.path(), state.path()).keeper;
    fs::remove_dir_all(place.state.join("backups")).ok();
    fs::create_dir_all(&place.state).unwrap();
    fs::write(place.state.join("backups"), "a file in the way").unwrap();
    keeper.save(&retitled(&demo, "Call home", "Call mum"), None, None, Utc::now()).unwrap();
    let said = keeper.take_notes();
    assert!(said.iter().any(|note| note.contains("backup")), "{said:?}");
    keeper.save(&retitled(&demo, "Call home", "Call dad"), None, None, Utc::now()).unwrap();
    assert_eq!(keeper.take_notes(), Vec::<String>::new());
}

#[test]
fn a_moved_folder_keeps_its_backups() {
    let (dir, state, demo) = demo_folder();
    let root = state.path();
    let old = dir.path().join("../").canonicalize().unwrap().join(format!("moved-{}", std::process::id()));
    let mut keeper = open(dir.path(), root).keeper;
    keeper.save(&retitled(&demo, "Call home", "Call mum"), None, Some(BackupReason::Import), Utc::now()).unwrap();
    let kept = keeper.backups().list();
    assert_eq!(kept.len(), 1);
    drop(keeper);
    fs::rename(dir.path(), &old).unwrap();
    let found = open(&old, root).keeper.backups().list();
    fs::rename(&old, dir.path()).unwrap();
    assert_eq!(found, kept);
    // A copy of the folder has backups of its own.
    let copy = folder();
    for name in ["workspace.id", "workspace.ron", "tasks.ron", "calendar.ron", "plan.ron"] {
        fs::copy(dir.path().join(name), copy.path().join(name)).ok();
    }
    open(dir.path(), root);
    assert_eq!(open(copy.path(), root).keeper.backups().list(), Vec::new());
    assert_eq!(open(dir.path(), root).keeper.backups().list(), kept);
}

// Damage and names.

#[test]
fn files_set_aside_are_thinned_by_age() {
    let (dir, state, demo) = demo_folder();
    let aside = dir.path().join("set-aside");
    fs::create_dir_all(&aside).unwrap();
    for n in 0..40 {
        let file = fs::File::create(aside.join(format!("merged tasks {n}.ron"))).unwrap();
        file.set_modified(std::time::SystemTime::now() - std::time::Duration::from_secs(86_400 * 200 + n * 60))
            .unwrap();
    }
    let mut keeper = open(dir.path(), state.path()).keeper;
    keeper.save(&retitled(&demo, "Call home", "Call mum"), None, None, Utc::now()).unwrap();
    assert!(fs::read_dir(&aside).unwrap().count() < 5);
}
