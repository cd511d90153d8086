//! The seams between the parts of the store: sync copies at start, half-delivered folders, copies of two machines, and every kind
//! of record.

use std::fs;
use std::sync::Arc;

use chrono::{TimeDelta, Utc};
use gapwise::app::demo_workspace;
use gapwise::calendar::follow_ups;
use gapwise::model::{
    Action, Block, BlockId, BlockState, Calendar, CalendarId, Due, Goal, GoalId, GoalPeriod, GoalTarget, Minutes,
    Outcome, Project, ProjectId, Repeat, Review, Session, SessionId, SessionKind, Task, TaskField, TaskId, Template,
    TemplateId, Workspace,
};
use gapwise::store::{Newer, Opened, load, merge, preview, save};

use crate::harness::{at, moment};
use crate::store::{folder, open};
use crate::store_outside::demo_folder;

pub fn task(title: &str) -> TaskId {
    TaskId::derived(&format!("demo/{title}"))
}

fn edited(workspace: &Workspace, title: &str, edit: TaskField) -> Workspace {
    workspace.apply(&Action::EditTask(task(title), edit), moment()).unwrap()
}

pub fn retitled(workspace: &Workspace, title: &str, new: &str) -> Workspace {
    edited(workspace, title, TaskField::Title(new.into()))
}

/// Closes a task as the app does, with the next instance of a recurring one.
pub fn closed(workspace: &Workspace, id: TaskId) -> Workspace {
    let after = workspace.apply(&Action::CloseTask(id, Outcome::Done), moment()).unwrap();
    let more = follow_ups(workspace, &after, moment());
    more.iter().fold(after, |next, action| next.apply(action, moment()).unwrap())
}

fn block(name: &str, of: TaskId) -> Block {
    let (id, start) = (BlockId::derived(name), at("16:45"));
    Block { id, task: of, step: None, start, minutes: Minutes::new(25), state: BlockState::Planned }
}

/// Returns the text of one file of a workspace.
pub fn file_of(workspace: &Workspace, name: &str) -> String {
    let dir = folder();
    save(dir.path(), workspace, None).unwrap();
    fs::read_to_string(dir.path().join(name)).unwrap()
}

/// Returns the text of one file after a save by another machine that had `before`.
pub fn file_after(before: &Workspace, after: &Workspace, name: &str) -> String {
    let (dir, state) = (folder(), folder());
    save(dir.path(), before, None).unwrap();
    open(dir.path(), state.path()).keeper.save(after, None, None, Utc::now()).unwrap();
    fs::read_to_string(dir.path().join(name)).unwrap()
}

/// Returns the workspace with one record of every kind added by another program.
pub fn with_every_kind(workspace: &Workspace) -> Workspace {
    let mut all = workspace.clone();
    let now = moment().instant;
    let start = now - TimeDelta::hours(30);
    let session = SessionId::derived("break");
    let pause =
        Session { kind: SessionKind::Break, end: Some(start + TimeDelta::minutes(5)), ..Session::new(session, start) };
    all.sessions.insert(session, pause.into());
    let goal = Goal {
        id: GoalId::derived("goal"),
        title: "Read".into(),
        target: GoalTarget::MicroTasks(3),
        period: GoalPeriod::Week,
        tag: None,
        created: now,
        archived: None,
    };
    all.goals.insert(goal.id, goal.into());
    let project =
        Project { id: ProjectId::derived("project"), title: "House".into(), notes: String::new(), archived: None };
    all.projects.insert(project.id, project.into());
    let id = TemplateId::derived("template");
    let template = Template { id, title: "Trip".into(), notes: String::new(), tags: Vec::new(), steps: Vec::new() };
    all.templates.insert(id, template.into());
    let calendar = Calendar::new(CalendarId::derived("new calendar"), "Club");
    all.calendars.insert(calendar.id, calendar.into());
    let date = moment().local.date();
    all.reviews.insert(date, Arc::new(Review { reflection: "Calm".into(), ..Review::of(date) }));
    all
}

#[test]
fn the_preview_names_every_kind_of_record() {
    let demo = demo_workspace(moment());
    let lines = preview(&demo, &with_every_kind(&demo)).join("\n");
    for noun in ["tracked session", "goal", "project", "template", "calendar", "review"] {
        assert!(lines.contains(noun), "{noun} is missing in {lines}");
    }
    assert!(preview(&demo, &retitled(&demo, "Call home", "Call mum")).len() == 1);
}

// Copies at start.

fn recurring(workspace: &Workspace) -> (Workspace, TaskId) {
    let mut weekly = Task::new(TaskId::derived("weekly"), "Water plants", workspace.last_order(), moment().instant);
    let today = moment().local.date();
    weekly.due = Some(Due::on(today));
    weekly.repeat =
        Some(Repeat { rrule: "FREQ=WEEKLY".into(), after_completion: false, series: weekly.id, date: today });
    let id = weekly.id;
    (workspace.apply(&Action::AddTask(Box::new(weekly)), moment()).unwrap(), id)
}

#[test]
fn a_task_closed_elsewhere_stays_closed_when_a_copy_waits_at_start() {
    let (start, id) = recurring(&demo_workspace(moment()));
    let (done, edited_here) = (closed(&start, id), retitled(&start, "Call home", "Call mum"));
    // The sync program kept either machine's tasks under the file's name, and the other's as a copy.
    for (tasks, copy) in [(&edited_here, &done), (&done, &edited_here)] {
        let (dir, state) = (folder(), folder());
        save(dir.path(), &start, None).unwrap();
        for (name, text) in [
            ("tasks.ron", file_of(tasks, "tasks.ron")),
            ("tasks.sync-conflict-20261123-094000-ABCDEFG.ron", file_of(copy, "tasks.ron")),
            ("log/2026-11.ron", file_of(&done, "log/2026-11.ron")),
        ] {
            fs::write(dir.path().join(name), text).unwrap();
        }
        let found = open(dir.path(), state.path()).loaded.workspace;
        assert!(found.closed.contains_key(&id) && !found.tasks.contains_key(&id), "the task is open again");
        let instances = found.tasks.values().filter(|task| task.title == "Water plants").count();
        assert_eq!(instances, 1, "the series has one open instance");
    }
}

#[test]
fn two_copies_are_merged_before_contradictions_are_repaired() {
    let demo = demo_workspace(moment());
    let new = Task::new(TaskId::derived("new"), "New", demo.last_order(), moment().instant);
    let actions = [Action::AddTask(Box::new(new.clone())), Action::AddBlock(block("new", new.id))];
    let theirs = actions.iter().fold(demo.clone(), |all, action| all.apply(action, moment()).unwrap());
    let (dir, state) = (folder(), folder());
    save(dir.path(), &demo, None).unwrap();
    for name in ["plan", "tasks"] {
        let copy = dir.path().join(format!("{name}.sync-conflict-20261123-094000-ABCDEFG.ron"));
        fs::write(copy, file_of(&theirs, &format!("{name}.ron"))).unwrap();
    }
    let found = open(dir.path(), state.path()).loaded.workspace;
    assert!(found.blocks.contains_key(&BlockId::derived("new")) && found.tasks.contains_key(&new.id));
}

// A first sync that is under way.

fn planned(demo: &Workspace) -> Workspace {
    demo.apply(&Action::AddBlock(block("planned", task("Call home"))), moment()).unwrap()
}

#[test]
fn a_first_sync_under_way_loses_no_block() {
    let whole = planned(&demo_workspace(moment()));
    for edits in [false, true] {
        let (dir, state) = (folder(), folder());
        save(dir.path(), &whole, None).unwrap();
        let tasks = fs::read_to_string(dir.path().join("tasks.ron")).unwrap();
        fs::remove_file(dir.path().join("tasks.ron")).unwrap();
        let plan = fs::read_to_string(dir.path().join("plan.ron")).unwrap();
        let Opened { mut keeper, loaded, .. } = open(dir.path(), state.path());
        assert!(keeper.is_in_step(), "nothing is saved at the start");
        let mut ours = loaded.workspace.clone();
        if edits {
            let new = Task::new(TaskId::derived("new"), "New", ours.last_order(), moment().instant);
            let note = Review { reflection: "Calm".into(), ..Review::of(moment().local.date()) };
            ours.reviews.insert(note.date, note.into());
            ours = ours.apply(&Action::AddTask(Box::new(new.clone())), moment()).unwrap();
            ours = ours.apply(&Action::AddBlock(block("new", new.id)), moment()).unwrap();
            keeper.save(&ours, None, None, Utc::now()).unwrap();
            let on_disk = fs::read_to_string(dir.path().join("plan.ron")).unwrap();
            assert!(on_disk.contains(&BlockId::derived("planned").to_string()), "the block waits for its task");
            fs::rename(dir.path().join("tasks.ron"), dir.path().join("tasks (1).ron")).unwrap();
        } else {
            assert_eq!(fs::read_to_string(dir.path().join("plan.ron")).unwrap(), plan);
        }
        fs::write(dir.path().join("tasks.ron"), &tasks).unwrap();
        let told = keeper.take_in(false, Utc::now()).unwrap().expect("the tasks have come");
        assert!(told.merged.blocks.contains_key(&BlockId::derived("planned")), "edits: {edits}");
        assert_eq!(told.merged.tasks.len(), whole.tasks.len() + usize::from(edits));
        let found = load(dir.path()).workspace;
        assert!(found.blocks.contains_key(&BlockId::derived("planned")));
    }
}

// Two machines and their copies.

#[test]
fn one_sided_edits_of_two_machines_survive_a_conflict_copy() {
    let start = demo_workspace(moment());
    let ours = edited(
        &retitled(&start, "Call home", "Call mum"),
        "Expense report",
        TaskField::Estimate(Some(Minutes::new(45))),
    );
    let theirs =
        retitled(&edited(&start, "Call home", TaskField::Notes("Sunday".into())), "Back up the photos", "Photos");
    // The copy may be the older or the newer file, on either machine.
    for copy_is_ours in [false, true] {
        for copy_is_newer in [false, true] {
            let (dir, state) = (folder(), folder());
            save(dir.path(), &start, None).unwrap();
            let mut keeper = open(dir.path(), state.path()).keeper;
            keeper.save(&ours, None, None, Utc::now()).unwrap();
            drop(keeper);
            let our_text = fs::read_to_string(dir.path().join("tasks.ron")).unwrap();
            let their_dir = folder();
            save(their_dir.path(), &start, None).unwrap();
            let their_state = folder();
            open(their_dir.path(), their_state.path()).keeper.save(&theirs, None, None, Utc::now()).unwrap();
            let their_text = fs::read_to_string(their_dir.path().join("tasks.ron")).unwrap();
            let (main, copy) = if copy_is_ours { (their_text, our_text) } else { (our_text, their_text) };
            let copy_path = dir.path().join("tasks.sync-conflict-20261123-094000-ABCDEFG.ron");
            let write = [(dir.path().join("tasks.ron"), main), (copy_path, copy)];
            for (path, text) in if copy_is_newer {
                write
            } else {
                let [a, b] = write;
                [b, a]
            } {
                fs::write(path, text).unwrap();
                std::thread::sleep(std::time::Duration::from_millis(15));
            }
            let opened = open(dir.path(), state.path());
            let tasks = &opened.loaded.workspace.tasks;
            let case = format!("copy is ours: {copy_is_ours}, newer: {copy_is_newer}");
            assert_eq!(tasks[&task("Call home")].title, "Call mum", "{case}");
            assert_eq!(tasks[&task("Call home")].notes, "Sunday", "{case}");
            assert_eq!(tasks[&task("Expense report")].estimate, Some(Minutes::new(45)), "{case}");
            assert_eq!(tasks[&task("Back up the photos")].title, "Photos", "{case}");
            assert_eq!(opened.conflicts, Vec::new(), "{case}");
        }
    }
}

#[test]
fn a_file_that_overwrites_an_unseen_version_is_merged_with_it() {
    let (dir, state, start) = demo_folder();
    let mut keeper = open(dir.path(), state.path()).keeper;
    let ours = retitled(&start, "Call home", "Call mum");
    keeper.save(&ours, None, None, Utc::now()).unwrap();
    let theirs = retitled(&start, "Back up the photos", "Photos");
    fs::write(dir.path().join("tasks.ron"), file_after(&start, &theirs, "tasks.ron")).unwrap();
    let found = keeper.take_in(false, Utc::now()).unwrap().unwrap().merged;
    assert_eq!(found.tasks[&task("Call home")].title, "Call mum");
    assert_eq!(found.tasks[&task("Back up the photos")].title, "Photos");
    assert_eq!(load(dir.path()).workspace, found);
    // An edit of our own version by hand may take our change back.
    let text = fs::read_to_string(dir.path().join("tasks.ron")).unwrap();
    fs::write(dir.path().join("tasks.ron"), text.replace("Call mum", "Call home")).unwrap();
    let found = keeper.take_in(false, Utc::now()).unwrap().unwrap().merged;
    assert_eq!(found.tasks[&task("Call home")].title, "Call home");
}

#[test]
fn a_change_that_was_undone_stays_undone_when_its_copy_arrives_late() {
    let (dir, state, start) = demo_folder();
    let mut keeper = open(dir.path(), state.path()).keeper;
    keeper.save(&retitled(&start, "Call home", "Call mum"), None, None, Utc::now()).unwrap();
    let late = fs::read(dir.path().join("tasks.ron")).unwrap();
    keeper.save(&start, None, None, Utc::now()).unwrap();
    fs::write(dir.path().join("tasks.sync-conflict-20261123-101010-ABCDEFG.ron"), late).unwrap();
    keeper.take_in(false, Utc::now()).unwrap();
    assert_eq!(load(dir.path()).workspace.tasks[&task("Call home")].title, "Call home");
}

#[test]
fn heartbeats_of_two_machines_are_no_conflict() {
    let mut base = demo_workspace(moment());
    let id = SessionId::derived("open");
    let now = moment().instant;
    base.sessions.insert(id, Arc::new(Session { seen: Some(now), ..Session::new(id, now - TimeDelta::minutes(9)) }));
    let seen = |seconds| {
        let mut side = base.clone();
        let session = Session { seen: Some(now + TimeDelta::seconds(seconds)), ..base.sessions[&id].as_ref().clone() };
        side.sessions.insert(id, session.into());
        side
    };
    for with_base in [true, false] {
        for (ours, theirs) in [(seen(20), seen(35)), (seen(35), seen(20))] {
            let merged = merge(with_base.then_some(&base), &ours, &theirs, Newer::Ours);
            assert_eq!(merged.conflicts, Vec::new());
            assert_eq!(merged.workspace.sessions[&id].seen, Some(now + TimeDelta::seconds(35)));
        }
    }
    assert_eq!(preview(&seen(20), &seen(35)), Vec::<String>::new(), "a heartbeat is no news");
}

#[test]
fn the_other_value_of_a_conflict_replaces_only_its_field() {
    let base = demo_workspace(moment());
    let ours =
        edited(&retitled(&base, "Call home", "Call mum"), "Call home", TaskField::Estimate(Some(Minutes::new(45))));
    let theirs = retitled(&base, "Call home", "Call dad");
    let merged = merge(Some(&base), &ours, &theirs, Newer::Ours);
    let later = edited(&merged.workspace, "Call home", TaskField::Due(Some(Due::on(moment().local.date()))));
    let action = merged.conflicts[0].take_other(&later).expect("a choice");
    let chosen = later.apply(&action, moment()).unwrap();
    let found = &chosen.tasks[&task("Call home")];
    assert_eq!(found.title, "Call dad");
    assert_eq!(found.estimate, Some(Minutes::new(45)), "our other edit stays");
    assert!(found.due.is_some(), "a later edit stays");
}

// Backups.

#[test]
fn a_file_cut_inside_a_name_is_damage() {
    let (dir, _, demo) = demo_folder();
    let path = dir.path().join("tasks.ron");
    let whole = fs::read_to_string(&path).unwrap();
    let at = whole.find("estimate").unwrap();
    for cut in at + 1..at + 8 {
        fs::write(&path, &whole[..cut]).unwrap();
        let loaded = load(dir.path());
        assert!(loaded.must_not_write().is_none(), "cut at {cut}: {:?}", loaded.faults);
        assert!(loaded.workspace.tasks.iter().all(|(id, task)| demo.tasks.get(id) == Some(task)));
    }
}

#[test]
fn copies_of_every_sync_program_are_merged() {
    for name in [
        "tasks-DESKTOP-4F2K.ron",
        "tasks.Conflict.ron",
        "tasks [Conflict].ron",
        "tasks [Conflict 1].ron",
        "tasks.conflict1.ron",
        // Resilio, whose names may differ in case.
        "Tasks.Conflict.ron",
        "tasks.Conflict2.ron",
        "Tasks.Conflict.Conflict.ron",
        "tasks (Anna's conflicted copy 2026-11-22).ron",
    ] {
        let (dir, state, demo) = demo_folder();
        let new = Task::new(TaskId::derived("new"), "From the train", demo.last_order(), moment().instant);
        let theirs = demo.apply(&Action::AddTask(Box::new(new)), moment()).unwrap();
        let copy = dir.path().join(name);
        fs::write(&copy, file_of(&theirs, "tasks.ron")).unwrap();
        let found = open(dir.path(), state.path()).loaded.workspace;
        assert!(found.tasks.contains_key(&TaskId::derived("new")), "{name}");
        assert!(!copy.exists(), "{name}");
    }
}

#[cfg(unix)]
#[test]
fn a_stricter_or_shared_mode_of_a_file_is_kept() {
    use std::os::unix::fs::PermissionsExt as _;
    let (dir, state, demo) = demo_folder();
    let path = dir.path().join("tasks.ron");
    for mode in [0o400, 0o600] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        let mut keeper = open(dir.path(), state.path()).keeper;
        keeper.save(&retitled(&demo, "Call home", &format!("Call {mode}")), None, None, Utc::now()).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, mode);
    }
}

#[cfg(unix)]
#[test]
fn the_owner_and_group_of_a_file_are_kept() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
    let (dir, state, demo) = demo_folder();
    let path = dir.path().join("tasks.ron");
    let own = fs::metadata(&path).unwrap();
    // Only the superuser may give a file away; anybody else keeps their own.
    let other = chown(&path, Some(own.uid() + 1), Some(own.gid() + 1)).is_ok();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    let expected = if other { (own.uid() + 1, own.gid() + 1) } else { (own.uid(), own.gid()) };
    let mut keeper = open(dir.path(), state.path()).keeper;
    keeper.save(&retitled(&demo, "Call home", "Call mum"), None, None, Utc::now()).unwrap();
    let new = fs::metadata(&path).unwrap();
    assert_eq!((new.uid(), new.gid()), expected);
    assert_ne!(new.ino(), own.ino(), "it is another file");
    assert_eq!(new.permissions().mode() & 0o777, 0o600, "the new file is the stricter one");
}

#[test]
fn records_that_did_not_change_are_shared_after_an_outside_change() {
    let (dir, state, demo) = demo_folder();
    let Opened { mut keeper, loaded, .. } = open(dir.path(), state.path());
    let theirs = retitled(&demo, "Call home", "Call mum");
    fs::write(dir.path().join("tasks.ron"), file_of(&theirs, "tasks.ron")).unwrap();
    let told = keeper.take_in(false, Utc::now()).unwrap().unwrap();
    assert!(told.merged.events.ptr_eq(&loaded.workspace.events), "the calendar is the same value");
    let shared = told.merged.tasks.iter().filter(|(id, task)| Arc::ptr_eq(task, &loaded.workspace.tasks[*id])).count();
    assert_eq!(shared, demo.tasks.len() - 1);
}
