//! Tasks that two machines closed, reopened and edited while a sync program brought one of their two files before the other, and
//! sessions that moved to the log of another month.

use std::path::Path;

use chrono::TimeDelta;
use gapwise::app::demo_workspace;
use gapwise::calendar::follow_ups;
use gapwise::model::{
    Action, Minutes, Order, Outcome, Repeat, Review, Session, SessionId, Step, StepEdit, StepId, Task, TaskField,
    TaskId, Workspace,
};
use gapwise::store::{Disk as _, History, load_from};

use crate::harness::moment;
use crate::store_bases::{COPY, Machine};
use crate::store_commits::{FOLDER, disk_with};
use crate::store_seams::{retitled, task};

const LOG: &str = "log/2026-11.ron";
const OLD_LOG: &str = "log/2026-10.ron";
const LOG_COPY: &str = "log/2026-11.sync-conflict-20261123-101010-ABCDEFG.ron";

/// Returns two machines that both have the closing of a task, and the workspace before it.
fn closed_on_both() -> (Machine, Machine, Workspace) {
    let base = demo_workspace(moment());
    let mut ours = Machine::with(disk_with(&base));
    let close = Action::CloseTask(task("Call home"), Outcome::Done);
    ours.save(base.apply(&close, moment()).unwrap(), 1);
    ours.look(2);
    let theirs = ours.twin();
    (ours, theirs, base)
}

/// Reopens a task in one way, while the other machine writes to the log that still holds the closing.
fn stays_open(reopen: impl FnOnce(&Workspace, &Workspace) -> Workspace) {
    let (mut ours, mut theirs, base) = closed_on_both();
    let close = Action::CloseTask(task("Expense report"), Outcome::Done);
    theirs.save(theirs.shown.apply(&close, moment()).unwrap(), 3);
    ours.save(reopen(&ours.shown, &base), 3);
    let own = ours.file(LOG);
    ours.put(LOG, &theirs.file(LOG));
    ours.put(LOG_COPY, &own);
    ours.look(4);
    assert!(ours.shown.tasks.contains_key(&task("Call home")) && !ours.shown.closed.contains_key(&task("Call home")));
    // The other machine gets the file of tasks first.
    theirs.put("tasks.ron", &ours.file("tasks.ron"));
    theirs.look(5);
    theirs.put(LOG, &ours.file(LOG));
    theirs.look(6);
    for it in [&ours.shown, &theirs.shown, &load_from(&*theirs.disk, Path::new(FOLDER)).workspace] {
        assert!(it.tasks.contains_key(&task("Call home")) && !it.closed.contains_key(&task("Call home")));
    }
    assert!(ours.shown.closed.contains_key(&task("Expense report")), "the other closing counts");
}

#[test]
fn an_undone_closing_stays_undone_though_an_older_log_arrives() {
    stays_open(|closed, _| closed.apply(&Action::ReopenTask(task("Call home")), moment()).unwrap());
    stays_open(|closed, base| {
        let mut history = History::new(base.clone());
        history.apply(&Action::CloseTask(task("Call home"), Outcome::Done), moment()).unwrap();
        assert_eq!(history.workspace().closed.len(), closed.closed.len());
        history.undo();
        history.workspace().clone()
    });
}

#[test]
fn a_restored_backup_reopens_a_task_though_an_older_log_arrives() {
    stays_open(|closed, base| {
        let restore = Action::Become { name: "restore".into(), workspace: Box::new(base.clone()) };
        closed.apply(&restore, moment()).unwrap()
    });
}

#[test]
fn a_closing_counts_though_the_file_of_tasks_arrives_before_the_log() {
    let base = demo_workspace(moment());
    let mut ours = Machine::with(disk_with(&base));
    let mut theirs = ours.twin();
    let estimate = Action::EditTask(task("Call home"), TaskField::Estimate(Some(Minutes::new(35))));
    theirs.save(base.apply(&estimate, moment()).unwrap(), 1);
    let close = Action::CloseTask(task("Call home"), Outcome::Done);
    theirs.save(theirs.shown.apply(&close, moment()).unwrap(), 2);
    theirs.look(3);
    ours.save(retitled(&base, "Call home", "Call mum"), 2);
    let own = ours.file("tasks.ron");
    ours.put("tasks.ron", &theirs.file("tasks.ron"));
    ours.put(COPY, &own);
    ours.look(3);
    ours.put(LOG, &theirs.file(LOG));
    ours.look(4);
    theirs.put("tasks.ron", &ours.file("tasks.ron"));
    theirs.look(5);
    for machine in [&ours, &theirs] {
        let closed = &machine.shown.closed[&task("Call home")].task;
        assert_eq!((closed.title.as_str(), closed.estimate), ("Call mum", Some(Minutes::new(35))));
        assert!(!machine.shown.tasks.contains_key(&task("Call home")));
        assert_eq!(machine.conflicts, Vec::new());
    }
}

#[test]
fn an_edit_survives_a_closing_that_arrives_with_an_open_task() {
    let base = demo_workspace(moment());
    let mut ours = Machine::with(disk_with(&base));
    let (mut closes, mut adds) = (ours.twin(), ours.twin());
    let close = Action::CloseTask(task("Call home"), Outcome::Done);
    closes.save(base.apply(&close, moment()).unwrap(), 1);
    adds.save(retitled(&base, "Expense report", "Travel report"), 1);
    ours.save(retitled(&base, "Call home", "Call mum"), 2);
    let own = ours.file("tasks.ron");
    ours.put(LOG, &closes.file(LOG));
    ours.put("tasks.ron", &adds.file("tasks.ron"));
    ours.put(COPY, &own);
    ours.look(3);
    let title = ours.shown.any_task(task("Call home")).map(|it| it.title.clone());
    assert_eq!(title.as_deref(), Some("Call mum"));
    assert_eq!(
        load_from(&*ours.disk, Path::new(FOLDER)).workspace.any_task(task("Call home")).map(|it| it.title.clone()),
        title
    );
}

#[test]
fn a_closing_whose_other_file_never_arrives_keeps_the_edits_of_both_sides() {
    let base = demo_workspace(moment());
    let mut ours = Machine::with(disk_with(&base));
    let mut theirs = ours.twin();
    let estimate = Action::EditTask(task("Call home"), TaskField::Estimate(Some(Minutes::new(35))));
    theirs.save(base.apply(&estimate, moment()).unwrap(), 1);
    let close = Action::CloseTask(task("Call home"), Outcome::Done);
    theirs.save(theirs.shown.apply(&close, moment()).unwrap(), 2);
    ours.save(retitled(&base, "Call home", "Call mum"), 2);
    ours.put(LOG, &theirs.file(LOG));
    ours.look(3);
    assert_eq!(ours.title("Call home"), "Call mum", "open while its other file may be on its way");
    for name in ["workspace.ron", "calendar.ron", "plan.ron"] {
        ours.put(name, &ours.file(name));
    }
    ours.restart(3 * 24 * 60);
    let closed = &ours.shown.closed[&task("Call home")].task;
    assert_eq!((closed.title.as_str(), closed.estimate), ("Call mum", Some(Minutes::new(35))));
    assert_eq!(ours.conflicts, Vec::new());
}

#[test]
fn a_step_that_was_removed_stays_so_in_a_task_that_was_once_deleted() {
    let base = demo_workspace(moment());
    let step = Step::new(StepId::derived("step"), "Draft");
    let id = TaskId::derived("new");
    let task = Task { steps: vec![step.clone()], ..Task::new(id, "New", Order::default(), moment().instant) };
    let mut ours = Machine::with(disk_with(&base));
    let mut theirs = ours.twin();
    let mut history = History::new(base);
    history.apply(&Action::AddTask(Box::new(task)), moment()).unwrap();
    ours.save(history.workspace().clone(), 1);
    theirs.put("tasks.ron", &ours.file("tasks.ron"));
    theirs.look(2);
    // One machine takes it back, and the edit of the other keeps it.
    history.undo();
    ours.save(history.workspace().clone(), 3);
    let edit = Action::EditStep(id, step.id, StepEdit::Estimate(Some(Minutes::new(20))));
    theirs.save(theirs.shown.apply(&edit, moment()).unwrap(), 3);
    let own = theirs.file("tasks.ron");
    theirs.put("workspace.ron", &ours.file("workspace.ron"));
    theirs.put("tasks.ron", &ours.file("tasks.ron"));
    theirs.put(COPY, &own);
    theirs.look(4);
    ours.put("workspace.ron", &theirs.file("workspace.ron"));
    ours.put("tasks.ron", &theirs.file("tasks.ron"));
    ours.look(5);
    assert!(ours.shown.tasks.contains_key(&id));
    theirs.save(theirs.shown.apply(&Action::RemoveStep(id, step.id), moment()).unwrap(), 6);
    ours.save(ours.shown.apply(&Action::CloseTask(id, Outcome::Done), moment()).unwrap(), 6);
    let own = ours.file("tasks.ron");
    ours.put("tasks.ron", &theirs.file("tasks.ron"));
    ours.put(COPY, &own);
    ours.look(7);
    assert_eq!(ours.shown.closed[&id].task.steps, Vec::new());
    assert_eq!(ours.conflicts, Vec::new());
}

#[test]
fn a_closing_in_a_copy_of_the_log_waits_for_its_other_file() {
    let base = demo_workspace(moment());
    let mut ours = Machine::with(disk_with(&base));
    let mut theirs = ours.twin();
    let close = |title: &str| Action::CloseTask(task(title), Outcome::Done);
    theirs.save(base.apply(&close("Call home"), moment()).unwrap(), 1);
    ours.save(retitled(&base, "Call home", "Call mum"), 1);
    ours.save(ours.shown.apply(&close("Expense report"), moment()).unwrap(), 2);
    ours.put(LOG_COPY, &theirs.file(LOG));
    ours.look(3);
    assert_eq!(ours.title("Call home"), "Call mum");
    let own = ours.file("tasks.ron");
    ours.put("tasks.ron", &theirs.file("tasks.ron"));
    ours.put(COPY, &own);
    ours.look(4);
    let closed = ours.shown.closed.get(&task("Call home")).map(|closed| closed.task.title.as_str());
    assert_eq!(closed, Some("Call mum"));
    assert!(ours.shown.closed.contains_key(&task("Expense report")));
    assert_eq!(ours.conflicts, Vec::new());
}

#[test]
fn a_task_that_both_machines_closed_keeps_the_edits_of_both() {
    for copy_is_own in [true, false] {
        let step = Step::new(StepId::derived("step"), "Draft");
        let id = task("Call home");
        let add = Action::AddStep { task: id, at: 0, step: step.clone() };
        let base = demo_workspace(moment()).apply(&add, moment()).unwrap();
        let mut ours = Machine::with(disk_with(&base));
        let mut theirs = ours.twin();
        theirs.save(base.apply(&Action::RemoveStep(id, step.id), moment()).unwrap(), 1);
        theirs.save(theirs.shown.apply(&Action::CloseTask(id, Outcome::Done), moment()).unwrap(), 2);
        ours.save(retitled(&base, "Call home", "Call mum"), 1);
        ours.save(ours.shown.apply(&Action::CloseTask(id, Outcome::Done), moment()).unwrap(), 2);
        if copy_is_own {
            let own = ours.file(LOG);
            ours.put(LOG, &theirs.file(LOG));
            ours.put(LOG_COPY, &own);
        } else {
            ours.put(LOG_COPY, &theirs.file(LOG));
        }
        ours.look(3);
        let closed = &ours.shown.closed[&id].task;
        assert_eq!((closed.title.as_str(), closed.steps.len()), ("Call mum", 0), "{copy_is_own}");
        assert_eq!(ours.conflicts, Vec::new());
    }
}

#[test]
fn a_review_in_a_copy_of_the_log_replaces_none_in_silence() {
    let base = demo_workspace(moment());
    let mut ours = Machine::with(disk_with(&base));
    let mut theirs = ours.twin();
    let reflected = |text: &str| {
        let review = Review { reflection: text.into(), ..Review::of(moment().local.date()) };
        base.apply(&Action::SetReview(review.into()), moment()).unwrap()
    };
    ours.save(reflected("Calm"), 1);
    theirs.save(reflected("Busy"), 2);
    ours.put(LOG_COPY, &theirs.file(LOG));
    ours.look(3);
    let review = &ours.shown.reviews[&moment().local.date()];
    assert!(review.reflection == "Calm" || !ours.conflicts.is_empty(), "{:?}", review.reflection);
}

#[test]
fn a_recurring_task_closed_elsewhere_has_one_next_instance_though_a_copy_waits_at_start() {
    let repeat = Repeat {
        rrule: "FREQ=DAILY".into(),
        after_completion: false,
        series: task("Expense report"),
        date: moment().local.date(),
    };
    let recur = Action::EditTask(task("Expense report"), TaskField::Repeat(Some(repeat)));
    let base = demo_workspace(moment()).apply(&recur, moment()).unwrap();
    let mut ours = Machine::with(disk_with(&base));
    let mut theirs = ours.twin();
    let series = |it: &Workspace| it.tasks.values().filter(|task| task.repeat.is_some()).count();
    let close = Action::CloseTask(task("Expense report"), Outcome::Done);
    let mut history = History::new(base.clone());
    history.apply_with(&close, moment(), |before, after| follow_ups(before, after, moment())).unwrap();
    theirs.save(history.workspace().clone(), 1);
    ours.save(retitled(&base, "Call home", "Call mum"), 1);
    let own = ours.file("tasks.ron");
    for name in ["tasks.ron", LOG] {
        ours.put(name, &theirs.file(name));
    }
    ours.put(COPY, &own);
    ours.restart(2);
    assert_eq!((series(history.workspace()), series(&ours.shown)), (1, 1));
    assert!(ours.shown.closed.contains_key(&task("Expense report")));
    assert_eq!(ours.title("Call home"), "Call mum");
}

fn session(name: &str, days: i64) -> Session {
    let start = moment().instant - TimeDelta::days(days);
    Session { end: Some(start + TimeDelta::minutes(20)), ..Session::new(SessionId::derived(name), start) }
}

fn with_session(to: &Workspace, it: Session) -> Workspace {
    to.apply(&Action::AddSession(Box::new(it)), moment()).unwrap()
}

/// Earlier versions moved a session to the log of the month in which it starts.
#[test]
fn a_session_that_an_earlier_version_moved_to_another_month_leaves_no_double_in_a_copy() {
    let base = demo_workspace(moment());
    let mut ours = Machine::with(disk_with(&with_session(&base, session("moved", 1))));
    let (mut theirs, mut third) = (ours.twin(), ours.twin());
    theirs.save(with_session(&theirs.shown, session("other", 2)), 1);
    let moved = Session { title: "Moved".into(), ..session("moved", 40) };
    let mut edited = ours.shown.clone();
    edited.sessions.insert(moved.id, moved.clone().into());
    ours.save(edited, 1);
    third.look(1);
    third.put(LOG, &ours.file(LOG));
    third.put(LOG_COPY, &theirs.file(LOG));
    third.look(2);
    third.put(OLD_LOG, &ours.file(OLD_LOG));
    third.look(3);
    assert_eq!(*third.shown.sessions[&moved.id], moved);
    assert!(!String::from_utf8(third.file(LOG)).unwrap().contains(&moved.id.to_string()), "it stands in one file");
    assert!(third.shown.sessions.contains_key(&SessionId::derived("other")));
}

#[test]
fn a_session_that_moves_to_another_month_keeps_the_edits_of_both_machines() {
    let mut ours = Machine::with(disk_with(&with_session(&demo_workspace(moment()), session("moved", 1))));
    let mut theirs = ours.twin();
    let edit = |machine: &mut Machine, it: Session| {
        machine.save(machine.shown.apply(&Action::EditSession(Box::new(it)), moment()).unwrap(), 1);
    };
    edit(&mut theirs, session("moved", 40));
    edit(&mut ours, Session { title: "Draft".into(), ..session("moved", 1) });
    let own = ours.file(LOG);
    ours.put(LOG, &theirs.file(LOG));
    ours.put(LOG_COPY, &own);
    ours.look(3);
    if let Ok(bytes) = theirs.disk.read(&Path::new(FOLDER).join(OLD_LOG)) {
        ours.put(OLD_LOG, &bytes);
        ours.look(4);
    }
    let found = &ours.shown.sessions[&SessionId::derived("moved")];
    assert_eq!((found.title.as_str(), found.start), ("Draft", session("moved", 40).start));
    assert_eq!(ours.conflicts, Vec::new());
}
