//! Versions of files that were not made from each other, and the messages about fields that both changed.

use std::fs;

use chrono::{TimeDelta, Utc};
use gapwise::app::demo_workspace;
use gapwise::model::{
    Action, Chunk, Due, DueKind, Goal, GoalId, GoalPeriod, GoalTarget, Minutes, Project, ProjectId, Repeat, Session,
    SessionId, Split, Task, TaskId, Workspace,
};
use gapwise::store::{Newer, Opened, Outside, load, merge, save};

use crate::harness::moment;
use crate::store::{folder, open};
use crate::store_backups::state_folder;
use crate::store_outside::demo_folder;
use crate::store_seams::{file_after, file_of, retitled, task};

/// Returns the workspace with one more task.
fn with_task(workspace: &Workspace, name: &str) -> Workspace {
    let new = Task::new(TaskId::derived(name), name, workspace.last_order(), moment().instant);
    workspace.apply(&Action::AddTask(Box::new(new)), moment()).unwrap()
}

#[test]
fn a_file_whose_ancestor_is_not_known_replaces_nothing() {
    let (dir, state, start) = demo_folder();
    let mut keeper = open(dir.path(), state.path()).keeper;
    let ours = retitled(&with_task(&start, "ours"), "Call home", "Call mum");
    keeper.save(&ours, None, None, Utc::now()).unwrap();
    fs::remove_dir_all(state_folder(state.path()).join("versions")).unwrap();
    let theirs = retitled(&with_task(&start, "theirs"), "Back up the photos", "Photos");
    fs::write(dir.path().join("tasks.ron"), file_after(&start, &theirs, "tasks.ron")).unwrap();
    let Outside { merged, conflicts, .. } = keeper.take_in(false, Utc::now()).unwrap().unwrap();
    for name in ["ours", "theirs"] {
        assert!(merged.tasks.contains_key(&TaskId::derived(name)), "{name}");
    }
    assert_eq!(merged.tasks[&task("Call home")].title, "Call mum");
    let told: Vec<(&str, &str)> = conflicts.iter().map(|it| (it.kept.as_str(), it.other.as_str())).collect();
    assert_eq!(told, [("\"Back up the photos\"", "\"Photos\""), ("\"Call mum\"", "\"Call home\"")]);
    assert_eq!(load(dir.path()).workspace, merged);
}

#[test]
fn first_versions_of_two_machines_are_merged() {
    let start = |name: &str| {
        let (dir, state) = (folder(), folder());
        let mut keeper = open(dir.path(), state.path()).keeper;
        keeper.save(&with_task(&Workspace::default(), name), None, None, Utc::now()).unwrap();
        (dir, state, keeper)
    };
    let ((dir, _state, mut keeper), (other, ..)) = (start("ours"), start("theirs"));
    fs::copy(other.path().join("tasks.ron"), dir.path().join("tasks.ron")).unwrap();
    let merged = keeper.take_in(false, Utc::now()).unwrap().unwrap().merged;
    for name in ["ours", "theirs"] {
        assert!(merged.tasks.contains_key(&TaskId::derived(name)), "{name}");
    }
}

/// Returns the workspace with a finished session.
fn with_session(workspace: &Workspace, name: &str, hours_ago: i64) -> Workspace {
    let (id, start) = (SessionId::derived(name), moment().instant - TimeDelta::hours(hours_ago));
    let mut with = workspace.clone();
    let session = Session { end: Some(start + TimeDelta::minutes(5)), title: name.into(), ..Session::new(id, start) };
    with.sessions.insert(id, session.into());
    with
}

#[test]
fn a_log_that_overwrites_an_unseen_version_keeps_new_sessions() {
    let (dir, state, start) = demo_folder();
    let mut keeper = open(dir.path(), state.path()).keeper;
    keeper.save(&with_session(&start, "ours", 30), None, None, Utc::now()).unwrap();
    let log = "log/2026-11.ron";
    fs::write(dir.path().join(log), file_after(&start, &with_session(&start, "theirs", 31), log)).unwrap();
    let merged = keeper.take_in(false, Utc::now()).unwrap().unwrap().merged;
    for name in ["ours", "theirs"] {
        assert!(merged.sessions.contains_key(&SessionId::derived(name)), "{name}");
    }
}

#[test]
fn a_session_that_stands_in_two_months_is_changed_in_both() {
    let id = SessionId::derived("moved");
    // Of the files of a session that moved to another month, only the new one has arrived, or only the old one.
    for (stays, arrives) in [(30, 24 * 40), (24 * 40, 30)] {
        let start = demo_workspace(moment());
        let (stays, arrives) = (with_session(&start, "moved", stays), with_session(&start, "moved", arrives));
        let (dir, state) = (folder(), folder());
        save(dir.path(), &stays, None).unwrap();
        let month = arrives.sessions[&id].start.format("log/%Y-%m.ron").to_string();
        std::thread::sleep(std::time::Duration::from_millis(15));
        fs::write(dir.path().join(&month), file_of(&arrives, &month)).unwrap();
        let Opened { mut keeper, loaded, .. } = open(dir.path(), state.path());
        assert_eq!(loaded.workspace.sessions[&id], arrives.sessions[&id], "the newer file counts");
        let mut edited = loaded.workspace.clone();
        let session = Session { title: "Edited".into(), ..Session::clone(&edited.sessions[&id]) };
        edited.sessions.insert(id, session.into());
        keeper.save(&edited, None, None, Utc::now()).unwrap();
        assert_eq!(load(dir.path()).workspace.sessions[&id].title, "Edited");
        keeper.save(&start, None, None, Utc::now()).unwrap();
        assert_eq!(load(dir.path()).workspace.sessions.get(&id), None, "it is deleted in both");
    }
}

#[test]
fn a_conflict_names_records_and_values_in_words() {
    let mut base = demo_workspace(moment());
    let id = task("Call home");
    let project = |name: &str| ProjectId::derived(name);
    for name in ["House", "Garden"] {
        let new = Project { id: project(name), title: name.into(), notes: String::new(), archived: None };
        base.projects.insert(project(name), new.into());
    }
    let goal = |name: &str| Goal {
        id: GoalId::derived(name),
        title: name.into(),
        target: GoalTarget::MicroTasks(3),
        period: GoalPeriod::Week,
        tag: None,
        created: moment().instant,
        archived: None,
    };
    for name in ["Read", "Run"] {
        base.goals.insert(GoalId::derived(name), goal(name).into());
    }
    let day = moment().local.date();
    let repeat = |rrule: &str| Repeat { rrule: rrule.into(), after_completion: false, series: id, date: day };
    let side = |change: &dyn Fn(&mut Task)| {
        let mut side = base.clone();
        let mut task = Task::clone(&base.tasks[&id]);
        change(&mut task);
        side.tasks.insert(id, task.into());
        side
    };
    let (ours, theirs) = (
        side(&|task| {
            task.goal = Some(GoalId::derived("Read"));
            task.project = Some(project("House"));
            task.due = Some(Due::on(day));
            task.estimate = Some(Minutes::new(25));
            task.repeat = Some(repeat("FREQ=DAILY"));
            task.not_before = Some(moment().local);
            task.split = Split::Whole;
        }),
        side(&|task| {
            task.goal = Some(GoalId::derived("Run"));
            task.project = Some(project("Garden"));
            task.due = Some(Due { time: Some(moment().local.time()), kind: DueKind::Hard, ..Due::on(day) });
            task.estimate = Some(Minutes::new(80));
            task.repeat = Some(repeat("FREQ=WEEKLY;BYDAY=MO"));
            task.not_before = Some(moment().local + TimeDelta::days(1));
            task.split = Split::ChunksOf(Chunk { min: Minutes::new(20), max: Minutes::new(50) });
        }),
    );
    let merged = merge(Some(&base), &ours, &theirs, Newer::Ours);
    let told: Vec<String> = merged.conflicts.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "\"Call home\": due was changed in two places; Mon 23 Nov 2026 stays; the other was Mon 23 Nov 2026, kind hard, time 09:40",
            "\"Call home\": estimate was changed in two places; 25 min stays; the other was 1 h 20",
            "\"Call home\": goal was changed in two places; \"Read\" stays; the other was \"Run\"",
            "\"Call home\": not before was changed in two places; Mon 23 Nov 2026 09:40 stays; the other was Tue 24 Nov 2026 09:40",
            "\"Call home\": project was changed in two places; \"House\" stays; the other was \"Garden\"",
            "\"Call home\": repeat was changed in two places; every day stays; the other was every mon",
            "\"Call home\": split was changed in two places; whole stays; the other was chunks of 20 min to 50 min",
        ]
    );
    let notes = &merged.workspace.tasks[&id].notes;
    assert!(notes.contains("goal was also \"Run\"."), "{notes}");
    assert!(!notes.contains(['{', '[']) && !notes.contains("\":"), "{notes}");
}
