//! Recurring tasks: edits of one instance and of all later ones.

use gapwise::calendar::follow_ups;
use gapwise::model::{
    Action, Due, Energy, Minutes, Moment, Outcome, Repeat, Step, StepId, Task, TaskField, TaskId, Workspace,
};
use gapwise::store::{Newer, load, merge, save};

use crate::harness::moment;

fn id() -> TaskId {
    TaskId::derived("Water plants")
}

/// Returns a weekly task of half an hour with two steps, due today.
fn weekly() -> Workspace {
    let mut task = Task::new(id(), "Water plants", Default::default(), moment().instant);
    let today = moment().local.date();
    task.estimate = Some(Minutes::new(30));
    task.due = Some(Due::on(today));
    task.steps = ["fill", "pour"].map(|title| Step::new(StepId::derived(title), title)).into();
    task.repeat = Some(Repeat { rrule: "FREQ=WEEKLY".into(), after_completion: false, series: task.id, date: today });
    let mut workspace = Workspace::default();
    workspace.tasks.insert(task.id, task.into());
    workspace
}

fn after(workspace: &Workspace, edits: impl IntoIterator<Item = TaskField>) -> Workspace {
    edits
        .into_iter()
        .fold(workspace.clone(), |workspace, edit| workspace.apply(&Action::EditTask(id(), edit), moment()).unwrap())
}

/// Limits the differences from `before` to the open instance.
fn only_here(before: &Workspace, now: &Workspace) -> Workspace {
    let changed: Vec<TaskField> = before.tasks[&id()]
        .inherited()
        .into_iter()
        .filter(|field| !now.tasks[&id()].inherited().contains(field))
        .collect();
    after(now, [TaskField::SeriesValues(changed)])
}

fn closed(workspace: &Workspace, outcome: Outcome, now: Moment) -> Task {
    let after = workspace.apply(&Action::CloseTask(id(), outcome), now).unwrap();
    match follow_ups(workspace, &after, now).as_slice() {
        [Action::AddTask(next)] => Task::clone(next),
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_edit_of_one_instance_is_not_in_the_next() {
    let before = weekly();
    let edits = [
        TaskField::Title("Water the neighbours' plants".into()),
        TaskField::Estimate(None),
        TaskField::Important(Some(true)),
        TaskField::Energy(Some(Energy::Low)),
        TaskField::Notes("the key is under the mat".into()),
        TaskField::Tags(["away".to_owned()].into()),
    ];
    let changed = after(&before, edits).apply(&Action::RemoveStep(id(), StepId::derived("fill")), moment()).unwrap();
    for outcome in [Outcome::Done, Outcome::LetGo] {
        let next = closed(&changed, outcome, moment());
        assert_eq!((next.title.as_str(), next.steps.len()), ("Water the neighbours' plants", 1), "an edit of all");
        let next = closed(&only_here(&before, &changed), outcome, moment());
        assert_eq!((next.title.as_str(), next.estimate), ("Water plants", Some(Minutes::new(30))));
        assert_eq!((next.important, next.energy, next.notes.as_str()), (None, None, ""));
        assert_eq!(next.steps.iter().map(|step| step.title.as_str()).collect::<Vec<_>>(), ["fill", "pour"]);
        assert!(next.tags.is_empty() && next.series_values.is_empty(), "{next:?}");
        assert_eq!(next.due.map(|due| due.date.to_string()), Some("2026-11-30".into()));
    }
    let one = only_here(&before, &after(&before, [TaskField::Title("Once".into())]));
    let both = after(&one, [TaskField::Estimate(Some(Minutes::new(10))), TaskField::Title("Just once".into())]);
    let next = closed(&both, Outcome::Done, moment());
    assert_eq!((next.title.as_str(), next.estimate), ("Water plants", Some(Minutes::new(10))), "each field for itself");
}

#[test]
fn a_moved_instance_does_not_move_the_next() {
    let before = weekly();
    let monday = before.tasks[&id()].due.unwrap().date;
    let thursday = Due { time: chrono::NaiveTime::from_hms_opt(15, 0, 0), ..Due::on(monday + chrono::Days::new(3)) };
    let moved = after(&before, [TaskField::Due(Some(thursday))]);
    let next = closed(&moved, Outcome::Done, moment()).due.unwrap();
    assert_eq!((next.date.to_string(), next.time), ("2026-11-30".into(), None));
    let repeat = Repeat { date: thursday.date, ..before.tasks[&id()].repeat.clone().unwrap() };
    let all = after(&moved, [TaskField::Repeat(Some(repeat))]);
    let next = closed(&all, Outcome::Done, moment()).due.unwrap();
    assert_eq!((next.date.to_string(), next.time), ("2026-12-03".into(), thursday.time));
    let timed = after(&before, [TaskField::Due(Some(Due { date: monday, ..thursday }))]);
    assert_eq!(
        closed(&timed, Outcome::Done, moment()).due.unwrap().time,
        thursday.time,
        "a new time of day is for all"
    );
    assert!(after(&moved, [TaskField::Repeat(None)]).tasks[&id()].series_values.is_empty());
}

#[test]
fn edits_of_one_instance_are_saved_and_merged() {
    let before = weekly();
    let edits = [TaskField::Important(Some(true)), TaskField::Estimate(None), TaskField::Due(None)];
    let one = only_here(&before, &after(&before, edits));
    let folder = tempfile::tempdir().unwrap();
    save(folder.path(), &one, None).unwrap();
    assert_eq!(load(folder.path()).workspace.tasks, one.tasks);
    let other = only_here(&before, &after(&before, [TaskField::Notes("key".into())]));
    let renamed = after(&other, [TaskField::Title("Water all plants".into())]);
    for (ours, theirs) in [(&one, &renamed), (&renamed, &one)] {
        let merged = merge(Some(&before), ours, theirs, Newer::Ours);
        assert_eq!(merged.conflicts, Vec::new());
        let next = closed(&merged.workspace, Outcome::Done, moment());
        assert_eq!((next.important, next.estimate, next.notes.as_str()), (None, Some(Minutes::new(30)), ""));
        assert_eq!(next.title, "Water all plants", "the title was edited for all");
    }
}
