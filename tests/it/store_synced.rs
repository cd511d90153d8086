//! Machines that share a folder while both work, and save workers that stop.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use gapwise::app::demo_workspace;
use gapwise::model::{Action, Moment, SessionId, TaskField, TimerAction, Workspace};
use gapwise::store::{Conflict, Disk as _, Keeper, Outside, Saver, load_from, preview};

use crate::disk::{After, MemoryDisk};
use crate::harness::moment;
use crate::store_commits::{FOLDER, TappedDisk, disk_with, place, put};
use crate::store_seams::{file_after, retitled, task};

fn later(seconds: i64) -> Moment {
    let by = TimeDelta::seconds(seconds);
    Moment { instant: moment().instant + by, local: moment().local + by }
}

/// A window: its disk, and the workspace that it shows.
struct Window {
    disk: Arc<MemoryDisk>,
    keeper: Keeper,
    shown: Workspace,
    conflicts: Vec<Conflict>,
}

impl Window {
    fn open(disk: Arc<MemoryDisk>, state: &Path) -> Self {
        let opened = Keeper::open(disk.clone(), place(state), false, moment().instant);
        Self { disk, keeper: opened.keeper, shown: opened.loaded.workspace, conflicts: opened.conflicts }
    }

    fn act(&mut self, action: &Action, now: Moment) {
        self.shown = self.shown.apply(action, now).unwrap();
        let outside = self.keeper.save(&self.shown, None, None, now.instant).unwrap();
        self.take_in(outside);
    }

    fn look(&mut self, now: DateTime<Utc>) {
        let outside = self.keeper.take_in(false, now).unwrap();
        self.take_in(outside);
    }

    fn take_in(&mut self, outside: Option<Outside>) {
        if let Some(outside) = outside {
            self.shown = outside.merged;
            self.conflicts.extend(outside.conflicts);
        }
    }

    fn log(&self) -> Vec<u8> {
        self.disk.read(&Path::new(FOLDER).join("log/2026-11.ron")).unwrap()
    }
}

#[test]
fn one_timer_in_two_synced_windows_asks_nothing() {
    let (state, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut base = demo_workspace(moment());
    base.sessions = Default::default();
    let start = TimerAction::Start {
        session: SessionId::derived("shared"),
        task: None,
        step: None,
        title: "Write".into(),
        quadrant: None,
        planned: None,
        block: None,
    };
    base = base.apply(&Action::Timer(start), moment()).unwrap();
    let mut windows = [Window::open(disk_with(&base), state.path()), Window::open(disk_with(&base), other.path())];
    let (name, mut last) = (Path::new(FOLDER).join("log"), windows[0].log());
    for beat in 1..=9 {
        // Both beat before the sync program comes.
        for (at, window) in windows.iter_mut().enumerate() {
            let now = later(beat * 20 + i64::try_from(at).unwrap() * 7);
            window.act(&Action::Timer(TimerAction::Seen), now);
        }
        // One side gets the other's file, and its own as a copy.
        let (from, to) = if beat % 2 == 0 { (0, 1) } else { (1, 0) };
        let (theirs, ours) = (windows[from].log(), windows[to].log());
        assert!(theirs != last && ours != last);
        let copy = format!("2026-11.sync-conflict-20261123-1010{beat:02}-ABCDEFG.ron");
        put(&windows[to].disk, &name.join("2026-11.ron"), &theirs);
        put(&windows[to].disk, &name.join(copy), &ours);
        let before = windows[to].shown.clone();
        windows[to].look(later(beat * 20 + 10).instant);
        assert_eq!(preview(&before, &windows[to].shown), Vec::<String>::new(), "no message about a heartbeat");
        last = windows[to].log();
        put(&windows[from].disk, &name.join("2026-11.ron"), &last);
        windows[from].look(later(beat * 20 + 12).instant);
        let seen = windows.each_ref().map(|window| window.shown.open_session().and_then(|it| it.seen));
        assert_eq!(seen, [Some(later(beat * 20 + 7).instant); 2], "the latest heartbeat stays");
    }
    assert_eq!(windows.map(|window| window.conflicts), [Vec::new(), Vec::new()]);
}

#[test]
fn a_worker_that_takes_over_merges_what_others_did_since_the_last_save() {
    let state = tempfile::tempdir().unwrap();
    let base = demo_workspace(moment());
    for has_saved in [false, true] {
        let disk = disk_with(&base);
        let is_broken = Arc::new(AtomicBool::new(false));
        let panics = Arc::clone(&is_broken);
        let tapped = TappedDisk::new(&disk, move |operation, path| {
            let is_save = operation == "write" && path.starts_with(FOLDER);
            assert!(!is_save || !panics.load(Ordering::SeqCst), "a mistake made on purpose");
            io::Result::Ok(())
        });
        let keeper = Keeper::open(tapped, place(state.path()), false, moment().instant).keeper;
        let mut saver = Saver::new(keeper, false, || {});
        let until = Instant::now() + Duration::from_secs(10);
        let mut ours = base.clone();
        if has_saved {
            let edit = Action::EditTask(task("Expense report"), TaskField::Notes("Saved".into()));
            ours = ours.apply(&edit, moment()).unwrap();
            saver.save(ours.clone(), None);
            while *saver.state() != gapwise::store::SaveState::Saved {
                assert!(Instant::now() < until);
                std::thread::sleep(Duration::from_millis(5));
            }
        }
        let saved = ours.clone();
        ours = retitled(&ours, "Call home", "Call mum");
        is_broken.store(true, Ordering::SeqCst);
        saver.save(ours.clone(), None);
        while !saver.has_stopped() {
            assert!(Instant::now() < until);
            std::thread::sleep(Duration::from_millis(5));
        }
        let theirs = retitled(&saved, "Renew insurance", "Renew both insurances");
        put(&disk, &Path::new(FOLDER).join("tasks.ron"), file_after(&saved, &theirs, "tasks.ron").as_bytes());
        saver.state();
        let keeper = Keeper::open(disk.clone(), place(state.path()), false, moment().instant).keeper;
        let mut next = Saver::resume(keeper, saver.base().cloned(), || {});
        next.save(ours, None);
        next.finish().unwrap();
        let found = load_from(&*disk, Path::new(FOLDER)).workspace;
        let title = |title: &str| found.tasks[&task(title)].title.clone();
        assert_eq!((title("Call home"), title("Renew insurance")), ("Call mum".into(), "Renew both insurances".into()));
    }
}

#[test]
fn a_look_at_a_kept_version_that_fails_does_not_stop_the_save() {
    let state = Path::new("/state");
    let disk = disk_with(&demo_workspace(moment()));
    let looks = AtomicUsize::new(1);
    let tapped = TappedDisk::new(&disk, move |operation, path| {
        let is_kept = operation == "stamp" && path.starts_with("/state/versions");
        let look = looks.fetch_add(1, Ordering::SeqCst).wrapping_mul(0x9E37_79B9);
        if is_kept && look >> 7 & 1 == 1 { Err(io::Error::other("input/output error")) } else { Ok(()) }
    });
    let mut keeper = Keeper::open(tapped, place(state), false, moment().instant).keeper;
    let mut ours = demo_workspace(moment());
    for minute in 1..=60 {
        let now = later(minute * 60).instant;
        disk.set_clock(now.into());
        let edit = Action::EditTask(task("Call home"), TaskField::Notes(format!("version {minute}")));
        ours = ours.apply(&edit, moment()).unwrap();
        keeper.save(&ours, None, None, now).unwrap();
    }
    assert!(disk.below(&state.join("versions")).len() > 20);
    assert_eq!(load_from(&*disk, Path::new(FOLDER)).workspace.tasks, ours.tasks);
}

#[test]
fn one_sided_edits_survive_a_conflict_copy_after_a_loss_of_power() {
    let (state, tasks) = (Path::new("/state"), Path::new(FOLDER).join("tasks.ron"));
    let base = demo_workspace(moment());
    let disk = disk_with(&base);
    let mut keeper = Keeper::open(disk.clone(), place(state), false, moment().instant).keeper;
    let ours = retitled(&base, "Call home", "Call mum");
    keeper.save(&ours, None, None, later(60).instant).unwrap();
    let disk = Arc::new(disk.after(After::PowerLoss));
    // The version of another machine that had the base comes first, so a sync program makes ours a copy.
    let (text, theirs) = (disk.read(&tasks).unwrap(), retitled(&base, "Renew insurance", "Renew both insurances"));
    put(&disk, &tasks, file_after(&base, &theirs, "tasks.ron").as_bytes());
    put(&disk, &tasks.with_file_name("tasks.sync-conflict-20261123-101010-ABCDEFG.ron"), &text);
    let opened = Keeper::open(disk, place(state), false, later(120).instant);
    let title = |title: &str| opened.loaded.workspace.tasks[&task(title)].title.clone();
    assert_eq!((title("Call home"), title("Renew insurance")), ("Call mum".into(), "Renew both insurances".into()));
    assert_eq!(opened.conflicts, Vec::new());
}
