//! Merge bases that the simulation found missing or wrong: a version that was seen already, one that a text editor replaced, and
//! a task of which only the closing has arrived.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use gapwise::app::demo_workspace;
use gapwise::model::{Action, EventEdit, Minutes, Outcome, Settings, TaskField, Workspace};
use gapwise::store::{Conflict, Disk as _, Keeper, load_from};

use crate::disk::{After, MemoryDisk};
use crate::harness::moment;
use crate::store_commits::{FOLDER, TappedDisk, disk_with, place, put, stops_after_commit};
use crate::store_seams::{retitled, task};

/// A machine with its own disk and an open window.
pub struct Machine {
    pub disk: Arc<MemoryDisk>,
    keeper: Keeper,
    pub shown: Workspace,
    pub conflicts: Vec<Conflict>,
    state: tempfile::TempDir,
}

impl Machine {
    pub fn with(disk: Arc<MemoryDisk>) -> Self {
        let state = tempfile::tempdir().unwrap();
        let opened = Keeper::open(disk.clone(), place(state.path()), false, after(0));
        let (keeper, shown) = (opened.keeper, opened.loaded.workspace);
        Self { disk, keeper, shown, conflicts: opened.conflicts, state }
    }

    /// Returns another machine with the same files.
    pub fn twin(&self) -> Self {
        Self::with(Arc::new(self.disk.after(After::Kill)))
    }

    /// Starts the program again.
    pub fn restart(&mut self, minute: i64) {
        self.disk.set_clock(after(minute).into());
        let opened = Keeper::open(self.disk.clone(), place(self.state.path()), false, after(minute));
        (self.keeper, self.shown) = (opened.keeper, opened.loaded.workspace);
        self.conflicts.extend(opened.conflicts);
    }

    pub fn save(&mut self, workspace: Workspace, minute: i64) {
        self.disk.set_clock(after(minute).into());
        let outside = self.keeper.save(&workspace, None, None, after(minute)).unwrap();
        self.shown = outside.map_or(workspace, |outside| {
            self.conflicts.extend(outside.conflicts);
            outside.merged
        });
    }

    pub fn look(&mut self, minute: i64) {
        self.disk.set_clock(after(minute).into());
        for _ in 0..2 {
            if let Some(outside) = self.keeper.take_in(false, after(minute)).unwrap() {
                self.shown = outside.merged;
                self.conflicts.extend(outside.conflicts);
            }
        }
    }

    pub fn file(&self, name: &str) -> Vec<u8> {
        self.disk.read(&path(name)).unwrap()
    }

    pub fn put(&self, name: &str, bytes: &[u8]) {
        put(&self.disk, &path(name), bytes);
    }

    fn versions(&self) -> Vec<String> {
        self.disk.names(&self.state.path().join("versions")).unwrap_or_default()
    }

    fn version(&self, name: &str) -> Vec<u8> {
        self.disk.read(&self.state.path().join("versions").join(name)).unwrap()
    }

    pub fn title(&self, of: &str) -> &str {
        &self.shown.tasks[&task(of)].title
    }
}

fn path(name: &str) -> PathBuf {
    Path::new(FOLDER).join(name)
}

fn after(minute: i64) -> DateTime<Utc> {
    moment().instant + TimeDelta::minutes(minute)
}

pub const COPY: &str = "tasks.sync-conflict-20261123-101010-ABCDEFG.ron";
const CALENDAR_COPY: &str = "calendar.sync-conflict-20261123-101010-ABCDEFG.ron";

/// Returns two machines with the same files, after as many versions of the file of tasks.
pub fn two_after(versions: i64) -> (Machine, Machine) {
    let mut ours = Machine::with(disk_with(&demo_workspace(moment())));
    for number in 1..=versions {
        ours.save(retitled(&ours.shown.clone(), "Expense report", &format!("Report {number}")), number - versions);
    }
    let mut theirs = ours.twin();
    // It knows the versions from which it comes as this machine does.
    for name in ours.versions() {
        put(&theirs.disk, &theirs.state.path().join("versions").join(&name), &ours.version(&name));
    }
    theirs.look(0);
    (ours, theirs)
}

#[test]
fn a_copy_of_an_own_earlier_version_changes_nothing() {
    // As many versions as a list holds, and more.
    for versions in [0, 63, 64, 70] {
        let (mut ours, mut theirs) = two_after(versions);
        theirs.save(retitled(&theirs.shown.clone(), "Renew insurance", "Renew both insurances"), 1);
        ours.save(retitled(&ours.shown.clone(), "Call home", "Call mum"), 1);
        let early = ours.file("tasks.ron");
        ours.save(retitled(&ours.shown.clone(), "Call home", "Call dad"), 2);
        // The sync program prefers the other machine, and its copy of our first version comes late.
        ours.put("tasks.ron", &theirs.file("tasks.ron"));
        ours.put(COPY, &early);
        ours.look(3);
        assert_eq!((ours.title("Call home"), ours.title("Renew insurance")), ("Call dad", "Renew both insurances"));
        assert_eq!(ours.conflicts, Vec::new(), "after {versions} versions");
    }
}

#[test]
fn a_version_that_joins_a_copy_names_it() {
    for versions in [0, 63, 64, 70] {
        let (mut ours, mut theirs) = two_after(versions);
        theirs.save(retitled(&theirs.shown.clone(), "Renew insurance", "Renew both insurances"), 1);
        ours.save(retitled(&ours.shown.clone(), "Call home", "Call mum"), 1);
        ours.put(COPY, &theirs.file("tasks.ron"));
        ours.look(2);
        ours.save(retitled(&ours.shown.clone(), "Renew insurance", "Renew no insurance"), 3);
        theirs.put("tasks.ron", &ours.file("tasks.ron"));
        theirs.look(4);
        assert_eq!((theirs.title("Call home"), theirs.title("Renew insurance")), ("Call mum", "Renew no insurance"));
        assert_eq!(theirs.conflicts, Vec::new(), "after {versions} versions");
    }
}

#[test]
fn a_version_that_a_text_editor_replaced_is_still_a_base() {
    let mut ours = Machine::with(disk_with(&demo_workspace(moment())));
    ours.save(retitled(&ours.shown.clone(), "Call home", "Call mum"), 1);
    ours.look(2);
    let mut theirs = ours.twin();
    theirs.save(retitled(&theirs.shown.clone(), "Renew insurance", "Renew both insurances"), 3);
    let text = String::from_utf8(ours.file("tasks.ron")).unwrap();
    ours.put("tasks.ron", text.replacen("\"Call mum\"", "\"Call dad\"", 1).as_bytes());
    ours.look(4);
    let estimate = Action::EditTask(task("Call home"), TaskField::Estimate(Some(Minutes::new(35))));
    ours.save(ours.shown.apply(&estimate, moment()).unwrap(), 5);
    let own = ours.file("tasks.ron");
    ours.put("tasks.ron", &theirs.file("tasks.ron"));
    ours.put(COPY, &own);
    ours.look(6);
    assert_eq!((ours.title("Call home"), ours.title("Renew insurance")), ("Call dad", "Renew both insurances"));
    assert_eq!(ours.shown.tasks[&task("Call home")].estimate, Some(Minutes::new(35)));
    assert_eq!(ours.conflicts, Vec::new());
}

/// Returns two machines: one closed a task, the other edited it, and has the log of the first but not its file of
/// tasks.
fn closed_there_and_edited_here() -> (Machine, Machine) {
    let base = demo_workspace(moment());
    let mut ours = Machine::with(disk_with(&base));
    let mut theirs = ours.twin();
    let close = Action::CloseTask(task("Call home"), Outcome::Done);
    theirs.save(base.apply(&close, moment()).unwrap(), 1);
    ours.save(retitled(&base, "Call home", "Call mum"), 2);
    ours.put("log/2026-11.ron", &theirs.file("log/2026-11.ron"));
    ours.look(3);
    (ours, theirs)
}

#[test]
fn earlier_versions_are_read_once_for_a_task_of_which_only_the_closing_has_arrived() {
    let (ours, _) = closed_there_and_edited_here();
    let (reads, there) = (Arc::new(AtomicUsize::new(0)), Arc::clone(&ours.disk));
    let counted = Arc::clone(&reads);
    let tapped = TappedDisk::new(&ours.disk, move |operation, path| {
        let is_version = operation == "read" && path.parent().is_some_and(|it| it.ends_with("versions"));
        counted.fetch_add(usize::from(is_version && there.stamp(path).is_ok()), Ordering::Relaxed);
        Ok(())
    });
    let mut keeper = Keeper::open(tapped, place(ours.state.path()), false, after(5)).keeper;
    let at_first = reads.load(Ordering::Relaxed);
    for minute in 6..9 {
        ours.put("plan.ron", &ours.file("plan.ron"));
        keeper.take_in(false, after(minute)).unwrap();
    }
    assert!(at_first > 0);
    assert_eq!(reads.load(Ordering::Relaxed), at_first);
}

#[test]
fn an_edited_task_keeps_its_edit_while_only_its_closing_has_arrived() {
    let (mut ours, theirs) = closed_there_and_edited_here();
    assert_eq!(ours.title("Call home"), "Call mum");
    let own = ours.file("tasks.ron");
    ours.put("tasks.ron", &theirs.file("tasks.ron"));
    ours.put(COPY, &own);
    ours.look(4);
    let closed = &ours.shown.closed[&task("Call home")];
    assert_eq!((closed.task.title.as_str(), closed.outcome), ("Call mum", Outcome::Done));
    assert_eq!(ours.conflicts, Vec::new());
}

#[test]
fn a_closing_that_waits_for_its_other_file_stays_in_the_log() {
    let (mut ours, _) = closed_there_and_edited_here();
    let close = Action::CloseTask(task("Expense report"), Outcome::Done);
    ours.save(ours.shown.apply(&close, moment()).unwrap(), 4);
    assert!(String::from_utf8(ours.file("log/2026-11.ron")).unwrap().contains("\"Call home\""));
    assert_eq!(load_from(&*ours.disk, Path::new(FOLDER)).workspace.tasks[&task("Call home")].title, "Call mum");
}

#[test]
fn a_closing_counts_though_an_older_file_of_tasks_arrives_with_it() {
    let base = demo_workspace(moment());
    let mut ours = Machine::with(disk_with(&base));
    let (mut closes, mut retitles) = (ours.twin(), ours.twin());
    let close = Action::CloseTask(task("Call home"), Outcome::Done);
    closes.save(base.apply(&close, moment()).unwrap(), 1);
    retitles.save(retitled(&base, "Expense report", "Travel report"), 1);
    ours.put("log/2026-11.ron", &closes.file("log/2026-11.ron"));
    ours.put("tasks.ron", &retitles.file("tasks.ron"));
    ours.look(2);
    ours.put("tasks.ron", &closes.file("tasks.ron"));
    ours.put(COPY, &retitles.file("tasks.ron"));
    ours.look(3);
    assert_eq!(ours.shown.closed.get(&task("Call home")).map(|closed| closed.outcome), Some(Outcome::Done));
    assert!(!ours.shown.tasks.contains_key(&task("Call home")));
    assert_eq!(ours.title("Expense report"), "Travel report");
}

#[test]
fn a_deletion_that_arrived_before_its_file_stays_noted() {
    let base = demo_workspace(moment());
    let mut ours = Machine::with(disk_with(&base));
    let (mut deletes, mut edits) = (ours.twin(), ours.twin());
    let gone = base.events.values().next().unwrap().id;
    let title = |it: &Workspace| {
        let edit = EventEdit::Title("Edited elsewhere".into());
        let other = it.events.keys().find(|id| **id != gone).copied().unwrap();
        it.apply(&Action::EditEvent(other, edit), moment()).unwrap()
    };
    edits.save(title(&base), 1);
    deletes.save(base.apply(&Action::RemoveEvent(gone), moment()).unwrap(), 1);
    ours.put("workspace.ron", &deletes.file("workspace.ron"));
    ours.look(2);
    let settings = Settings { grid: Minutes::new(30), ..Settings::clone(&ours.shown.settings) };
    ours.save(ours.shown.apply(&Action::SetSettings(Box::new(settings)), moment()).unwrap(), 3);
    let text = String::from_utf8(ours.file("workspace.ron")).unwrap();
    assert!(text.contains(&gone.to_string()), "the tombstone is still in the file");
    ours.put("calendar.ron", &deletes.file("calendar.ron"));
    ours.put(CALENDAR_COPY, &edits.file("calendar.ron"));
    ours.look(4);
    assert!(!ours.shown.events.contains_key(&gone), "the deletion counts");
    assert!(ours.shown.events.values().any(|event| event.title == "Edited elsewhere"));
}

#[test]
fn a_save_that_stopped_after_its_commit_is_merged_with_a_file_that_came_meanwhile() {
    let before = demo_workspace(moment());
    let disk = disk_with(&before);
    let mut theirs = Machine::with(disk.clone()).twin();
    theirs.save(retitled(&theirs.shown.clone(), "Back up the photos", "Theirs"), 1);
    let state = tempfile::tempdir().unwrap();
    let mut keeper = Keeper::open(stops_after_commit(&disk), place(state.path()), false, after(2)).keeper;
    let close = Action::CloseTask(task("Call home"), Outcome::Done);
    let ours = retitled(&before, "Expense report", "Ours").apply(&close, moment()).unwrap();
    keeper.save(&ours, Some(&before), None, after(2)).unwrap_err();
    assert_eq!(load_from(&*disk, Path::new(FOLDER)).workspace, ours, "an unfinished commit counts");
    put(&disk, &path("tasks.ron"), &theirs.file("tasks.ron"));
    let opened = Keeper::open(disk.clone(), place(state.path()), false, after(2));
    for found in [&opened.loaded.workspace, &load_from(&*disk, Path::new(FOLDER)).workspace] {
        assert_eq!(found.tasks[&task("Expense report")].title, "Ours");
        assert_eq!(found.tasks[&task("Back up the photos")].title, "Theirs");
        assert!(found.closed.contains_key(&task("Call home")) && !found.tasks.contains_key(&task("Call home")));
    }
    assert_eq!(opened.conflicts, Vec::new());
}

#[test]
fn a_version_of_another_machine_is_a_base_though_it_arrives_right_after_an_own_save() {
    let base = demo_workspace(moment());
    let [first, second] = [0, 1].map(|at| base.events.values().nth(at).unwrap().id);
    let retitled = |it: &Workspace, id, title: &str| {
        it.apply(&Action::EditEvent(id, EventEdit::Title(title.into())), moment()).unwrap()
    };
    let mut ours = Machine::with(disk_with(&base));
    let mut theirs = ours.twin();
    theirs.save(retitled(&base, second, "Theirs"), 1);
    let mut third = theirs.twin();
    third.save(retitled(&third.shown.clone(), second, "Third"), 2);
    ours.save(retitled(&base, first, "Ours"), 3);
    ours.put("calendar.ron", &theirs.file("calendar.ron"));
    ours.look(3);
    let own = ours.file("calendar.ron");
    ours.put("calendar.ron", &third.file("calendar.ron"));
    ours.put(CALENDAR_COPY, &own);
    ours.look(4);
    assert_eq!((&*ours.shown.events[&first].title, &*ours.shown.events[&second].title), ("Ours", "Third"));
    assert_eq!(ours.conflicts, Vec::new());
}

#[test]
fn an_event_that_two_machines_edit_while_a_third_deletes_it_keeps_both_edits() {
    let base = demo_workspace(moment());
    let id = base.events.values().next().unwrap().id;
    let edited = |it: EventEdit| base.apply(&Action::EditEvent(id, it), moment()).unwrap();
    let mut ours = Machine::with(disk_with(&base));
    let (mut theirs, mut third) = (ours.twin(), ours.twin());
    third.save(base.apply(&Action::RemoveEvent(id), moment()).unwrap(), 1);
    ours.save(edited(EventEdit::Title("Ours".into())), 1);
    theirs.save(edited(EventEdit::Place("Theirs".into())), 1);
    let bring = |to: &mut Machine, from: &Machine, minute: i64| {
        let own = to.file("calendar.ron");
        ["calendar.ron", "workspace.ron"].iter().for_each(|name| to.put(name, &from.file(name)));
        to.put(CALENDAR_COPY, &own);
        to.look(minute);
    };
    bring(&mut ours, &third, 2);
    bring(&mut theirs, &third, 2);
    bring(&mut ours, &theirs, 3);
    let event = &ours.shown.events[&id];
    assert_eq!((event.title.as_str(), event.place.as_str()), ("Ours", "Theirs"));
    assert_eq!(ours.conflicts, Vec::new());
}

#[test]
fn a_change_that_was_undone_stays_so_though_another_machine_gets_its_copy() {
    let base = demo_workspace(moment());
    let [first, second] = [0, 1].map(|at| base.events.values().nth(at).unwrap().id);
    let retitled = |it: &Workspace, id, title: &str| {
        it.apply(&Action::EditEvent(id, EventEdit::Title(title.into())), moment()).unwrap()
    };
    let mut ours = Machine::with(disk_with(&base));
    let mut theirs = ours.twin();
    ours.save(retitled(&base, first, "Ours"), 1);
    ours.look(2);
    theirs.save(retitled(&base, second, "Theirs"), 1);
    let own = ours.file("calendar.ron");
    ours.put("calendar.ron", &theirs.file("calendar.ron"));
    // Now both hold the same records.
    ours.save(retitled(&ours.shown.clone(), first, &base.events[&first].title), 3);
    assert_eq!(ours.shown, theirs.shown);
    theirs.put("calendar.ron", &ours.file("calendar.ron"));
    theirs.put(CALENDAR_COPY, &own);
    theirs.look(4);
    assert_eq!(theirs.shown.events[&first].title, base.events[&first].title);
    assert_eq!(theirs.shown.events[&second].title, "Theirs");
    assert_eq!(theirs.conflicts, Vec::new());
}
