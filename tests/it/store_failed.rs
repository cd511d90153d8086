//! A file that a sync program delivers between a failed save and the next one, or while the save fails.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use gapwise::app::demo_workspace;
use gapwise::model::Workspace;
use gapwise::store::{Conflict, Keeper, Outside, load_from};

use crate::disk::MemoryDisk;
use crate::harness::moment;
use crate::store::folder;
use crate::store_commits::{FOLDER, TappedDisk, disk_with, place, put};
use crate::store_seams::{closed, file_after, retitled, task};

fn after(minute: i64) -> DateTime<Utc> {
    moment().instant + TimeDelta::minutes(minute)
}

/// The value that is shown, and the conflicts that were reported.
struct Shown(Workspace, Vec<Conflict>);

impl Shown {
    fn take_in(&mut self, outside: Option<Outside>) {
        if let Some(mut outside) = outside {
            self.0 = outside.brought_into(&self.0);
            self.1.extend(outside.conflicts);
        }
    }
}

/// Saves `ours` on a disk where the change with number `at` fails, delivers `text` as the file of tasks when that happens
/// or afterwards, and saves again. Returns false if no change had that number.
fn survives(before: &Workspace, ours: &Workspace, text: &str, at: usize, is_late: bool) -> bool {
    let case = format!("operation {at}, late: {is_late}");
    let (state, disk) = (folder(), disk_with(before));
    let (count, is_armed) = (AtomicUsize::new(0), Arc::new(AtomicBool::new(false)));
    let deliver = |to: &MemoryDisk, text: &str| {
        to.set_clock(after(2).into());
        put(to, &Path::new(FOLDER).join("tasks.ron"), text.as_bytes());
    };
    let (there, armed, delivered) = (Arc::clone(&disk), Arc::clone(&is_armed), text.to_owned());
    let tapped = TappedDisk::new(&disk, move |operation, path| {
        let is_change = ["write", "rename", "remove"].contains(&operation) && path.starts_with(FOLDER);
        if armed.load(Ordering::Relaxed) && is_change && count.fetch_add(1, Ordering::Relaxed) == at {
            if !is_late {
                deliver(&there, &delivered);
            }
            return Err(io::Error::other("no space left on device"));
        }
        Ok(())
    });
    disk.set_clock(after(0).into());
    let mut keeper = Keeper::open(tapped, place(state.path()), false, after(0)).keeper;
    is_armed.store(true, Ordering::Relaxed);
    let mut shown = Shown(ours.clone(), Vec::new());
    let first = keeper.save(ours, None, None, after(1));
    is_armed.store(false, Ordering::Relaxed);
    if is_late {
        deliver(&disk, text);
    }
    let has_failed = first.is_err();
    shown.take_in(first.unwrap_or_default());
    // The user goes on.
    shown.0 = retitled(&shown.0, "Expense report", "Ours again");
    let next = keeper.save(&shown.0, None, None, after(3)).unwrap();
    shown.take_in(next);
    for minute in 4..7 {
        let outside = keeper.take_in(false, after(minute)).unwrap();
        shown.take_in(outside);
    }
    for found in [&shown.0, &load_from(&*disk, Path::new(FOLDER)).workspace] {
        assert_eq!(found.tasks[&task("Expense report")].title, "Ours again", "{case}");
        assert_eq!(found.closed.contains_key(&task("Call home")), ours.closed.contains_key(&task("Call home")));
        assert_eq!(found.tasks[&task("Back up the photos")].title, "Theirs", "{case}");
    }
    assert_eq!(shown.1, Vec::new(), "{case}");
    has_failed
}

#[test]
fn a_file_that_arrives_around_a_failed_save_is_merged() {
    let before = demo_workspace(moment());
    let text = file_after(&before, &retitled(&before, "Back up the photos", "Theirs"), "tasks.ron");
    let one = retitled(&before, "Expense report", "Ours");
    let several = closed(&one, task("Call home"));
    let mut failed = 0;
    for (ours, operations) in [(one, 2), (several, 8)] {
        for at in 0..operations {
            failed += [false, true].iter().filter(|is_late| survives(&before, &ours, &text, at, **is_late)).count();
        }
    }
    assert!(failed > 12, "{failed}");
}
