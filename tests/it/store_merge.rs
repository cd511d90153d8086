//! Merges of two versions of a workspace: no change by either side is lost.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use gapwise::app::demo_workspace;
use gapwise::model::{
    Action, Due, Event, EventEdit, EventId, Minutes, Moment, Outcome, Review, SessionId, Step, StepEdit, StepId, Task,
    TaskField, TaskId, TimerAction, Workspace,
};
use gapwise::store::{History, Newer, merge};
use proptest::prelude::*;

use crate::harness::moment;
use crate::model::action;

fn task(title: &str) -> TaskId {
    TaskId::derived(&format!("demo/{title}"))
}

fn after(workspace: &Workspace, actions: &[Action]) -> Workspace {
    actions.iter().fold(workspace.clone(), |workspace, action| workspace.apply(action, moment()).unwrap())
}

fn edit(title: &str, edit: TaskField) -> Action {
    Action::EditTask(task(title), edit)
}

#[test]
fn edits_of_different_fields_of_one_task_both_survive() {
    let base = demo_workspace(moment());
    let ours = after(&base, &[edit("Call home", TaskField::Title("Call mum".into()))]);
    let theirs = after(&base, &[edit("Call home", TaskField::Estimate(Some(Minutes::new(40))))]);
    let merged = merge(Some(&base), &ours, &theirs, Newer::Ours);
    let found = &merged.workspace.tasks[&task("Call home")];
    assert_eq!((found.title.as_str(), found.estimate), ("Call mum", Some(Minutes::new(40))));
    assert_eq!(merged.conflicts, Vec::new());
}

#[test]
fn a_conflict_keeps_both_values_and_is_reported_once() {
    let base = demo_workspace(moment());
    let ours = after(&base, &[edit("Call home", TaskField::Title("Call mum".into()))]);
    let theirs = after(&base, &[edit("Call home", TaskField::Title("Call dad".into()))]);
    let merged = merge(Some(&base), &ours, &theirs, Newer::Theirs);
    let found = &merged.workspace.tasks[&task("Call home")];
    assert_eq!(found.title, "Call dad");
    assert!(found.notes.contains("title was also \"Call mum\""), "{}", found.notes);
    let words: Vec<_> = merged.conflicts.iter().map(ToString::to_string).collect();
    assert_eq!(
        words,
        ["\"Call mum\": title was changed in two places; \"Call dad\" stays; the other was \"Call mum\""]
    );
    let chosen = merged.workspace.apply(&merged.conflicts[0].take_other(&merged.workspace).unwrap(), moment()).unwrap();
    assert_eq!(chosen.tasks[&task("Call home")].title, "Call mum");
    let again = merge(Some(&base), &merged.workspace, &theirs, Newer::Theirs);
    assert_eq!(again.workspace.tasks[&task("Call home")].notes.matches("was also").count(), 1);
}

#[test]
fn fields_that_nobody_sees_ask_nothing() {
    let base = demo_workspace(moment());
    let with = |n: u32| {
        let mut side = base.clone();
        let mut changed = Task::clone(&side.tasks[&task("Call home")]);
        let time = moment().instant + TimeDelta::seconds(n.into());
        (changed.carried, changed.missed, changed.created, changed.set_aside) = (n, n, time, Some(time));
        changed.not_now = Some(moment().local.date() + chrono::Days::new(n.into()));
        side.tasks.insert(changed.id, changed.into());
        let mut event = Event::clone(side.events.values().next().unwrap());
        (event.uid, event.sequence) = (Some(format!("uid {n}")), n);
        side.events.insert(event.id, event.into());
        side
    };
    let merged = merge(Some(&base), &with(1), &with(2), Newer::Theirs);
    assert_eq!(merged.conflicts, Vec::new());
    assert_eq!(merged.workspace, with(2), "no note either");
}

#[test]
fn steps_merge_by_their_ids_and_keep_an_order_that_was_changed() {
    let base = demo_workspace(moment());
    let talk = task("Outline conference talk");
    let ids: Vec<StepId> = base.tasks[&talk].steps.iter().map(|step| step.id).collect();
    let new = |name: &str| Step::new(StepId::derived(name), name);
    let add = |at, name: &str| Action::AddStep { task: talk, at, step: new(name) };
    let ours = after(&base, &[add(1, "ours"), Action::EditStep(talk, ids[0], StepEdit::Done(true))]);
    let theirs = after(
        &base,
        &[
            Action::MoveStep { task: talk, step: ids[5], to: 2 },
            add(6, "theirs"),
            Action::RemoveStep(talk, ids[3]),
            Action::EditStep(talk, ids[0], StepEdit::Title("List four claims".into())),
        ],
    );
    for (one, other) in [(&ours, &theirs), (&theirs, &ours)] {
        let merged = merge(Some(&base), one, other, Newer::Ours);
        let steps = &merged.workspace.tasks[&talk].steps;
        let order: Vec<StepId> = steps.iter().map(|step| step.id).collect();
        let (our, their) = (StepId::derived("ours"), StepId::derived("theirs"));
        assert_eq!(order, [ids[0], our, ids[1], ids[5], ids[2], ids[4], their]);
        assert!(steps[0].is_done() && steps[0].title == "List four claims");
        assert_eq!(merged.conflicts, Vec::new());
    }
}

#[test]
fn an_edit_wins_over_a_deletion_and_merges_with_a_closing() {
    let base = demo_workspace(moment());
    let ours = after(&base, &[Action::CloseTask(task("Call home"), Outcome::Done)]);
    let theirs = after(&base, &[edit("Call home", TaskField::Title("Call mum".into()))]);
    let merged = merge(Some(&base), &ours, &theirs, Newer::Ours).workspace;
    assert!(!merged.tasks.contains_key(&task("Call home")), "finished");
    assert_eq!(merged.closed[&task("Call home")].task.title, "Call mum", "and renamed");
    let event = *base.events.keys().next().unwrap();
    let gone = after(&base, &[Action::RemoveEvent(event)]);
    let renamed = after(&base, &[Action::EditEvent(event, EventEdit::Title("Moved".into()))]);
    assert_eq!(merge(Some(&base), &gone, &renamed, Newer::Ours).workspace.events[&event].title, "Moved");
    let untouched: &Workspace = &base;
    assert!(!merge(Some(&base), &gone, untouched, Newer::Ours).workspace.events.contains_key(&event));
}

#[test]
fn without_a_base_only_records_with_a_tombstone_are_dropped() {
    let base = demo_workspace(moment());
    let event: EventId = *base.events.keys().next().unwrap();
    let ours = after(&base, &[Action::RemoveEvent(event), edit("Call home", TaskField::Title("Call mum".into()))]);
    let mut theirs = base.clone();
    theirs.tasks.remove(&task("Order printer paper"));
    let merged = merge(None, &ours, &theirs, Newer::Ours);
    assert!(!merged.workspace.events.contains_key(&event), "its tombstone says so");
    assert_eq!(merged.workspace.tasks.len(), base.tasks.len());
    assert_eq!(
        merged.workspace.tasks[&task("Call home")].notes,
        "Changed in two places: title was also \"Call home\"."
    );
}

#[test]
fn without_a_base_an_empty_field_is_a_value_too() {
    let ours = demo_workspace(moment());
    let due = Some(Due::on(moment().local.date()));
    let theirs = after(&ours, &[edit("Call home", TaskField::Due(due))]);
    for (newer, kept) in [(Newer::Ours, None), (Newer::Theirs, due)] {
        let merged = merge(None, &ours, &theirs, newer);
        assert_eq!(merged.workspace.tasks[&task("Call home")].due, kept);
        assert_eq!(merged.conflicts.iter().map(|it| it.field.as_str()).collect::<Vec<_>>(), ["due"], "{newer:?}");
    }
}

#[test]
fn undo_takes_back_own_changes_and_keeps_changes_from_outside() {
    let base = demo_workspace(moment());
    let mut history = History::new(base.clone());
    history.apply(&edit("Call home", TaskField::Title("Call mum".into())), moment()).unwrap();
    let mine = history.workspace().clone();
    let due = TaskField::Due(Some(Due::on(moment().local.date())));
    let theirs = after(&mine, &[edit("Call home", due), edit("Back up the photos", TaskField::Notes("disk 2".into()))]);
    history.take_in(theirs.clone());
    assert_eq!(history.undo().as_deref(), Some("rename \"Call home\""));
    let now = &history.workspace().tasks;
    assert_eq!(now[&task("Call home")].title, "Call home");
    assert!(now[&task("Call home")].due.is_some());
    assert_eq!(now[&task("Back up the photos")].notes, "disk 2");
    history.redo();
    assert_eq!(*history.workspace(), theirs);
    assert!(history.has_merge() && history.take_back_merge(moment().instant));
    assert_eq!(*history.workspace(), mine);
    history.undo();
    assert_eq!(*history.workspace(), theirs);
}

#[test]
fn a_change_and_its_follow_ups_are_one_undo_step() {
    let base = demo_workspace(moment());
    let mut history = History::new(base.clone());
    let renamed = edit("Call home", TaskField::Title("Call mum".into()));
    let more = edit("Expense report", TaskField::Title("Expenses".into()));
    let follow_ups = |before: &Workspace, after: &Workspace| {
        assert_eq!(*before, base);
        assert_eq!(after.tasks[&task("Call home")].title, "Call mum");
        vec![more.clone()]
    };
    history.apply_with(&renamed, moment(), follow_ups).unwrap();
    assert_eq!(*history.workspace(), after(&base, &[renamed.clone(), more.clone()]));
    assert_eq!(history.undo().as_deref(), Some("rename \"Call home\""));
    assert_eq!(*history.workspace(), base);
    let impossible = Action::RemoveStep(task("Call home"), StepId::derived("none"));
    assert!(history.apply_with(&renamed, moment(), |_, _| vec![impossible]).is_err());
    assert_eq!(*history.workspace(), base, "a failed follow-up changes nothing");
}

#[test]
fn the_history_is_bounded_in_bytes() {
    let mut history = History::new(demo_workspace(moment()));
    for n in 0..200 {
        let notes = format!("{n}{}", "x".repeat(1 << 20));
        history.apply(&edit("Call home", TaskField::Notes(notes)), moment()).unwrap();
    }
    assert!((10..80).contains(&history.earlier().count()), "{}", history.earlier().count());
    assert!(history.undo().is_some());
}

#[test]
fn tags_are_a_set_and_settings_merge_by_field() {
    let base = demo_workspace(moment());
    let tags = |names: &[&str]| TaskField::Tags(names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>());
    let base = after(&base, &[edit("Call home", tags(&["home", "calls"]))]);
    let settings = |change: fn(&mut gapwise::model::Settings)| {
        let mut settings = (*base.settings).clone();
        change(&mut settings);
        Action::SetSettings(Box::new(settings))
    };
    let ours = after(&base, &[edit("Call home", tags(&["home", "calls", "family"])), settings(|s| s.micro_tasks = 7)]);
    let theirs = after(&base, &[edit("Call home", tags(&["home"])), settings(|s| s.buffer = Minutes::new(15))]);
    let merged = merge(Some(&base), &ours, &theirs, Newer::Ours);
    let found: Vec<_> = merged.workspace.tasks[&task("Call home")].tags.iter().cloned().collect();
    assert_eq!(found, ["family", "home"]);
    assert_eq!((merged.workspace.settings.micro_tasks, merged.workspace.settings.buffer), (7, Minutes::new(15)));
    assert_eq!(merged.conflicts, Vec::new());
}

fn applied(start: &Workspace, actions: &[Action]) -> Workspace {
    actions.iter().fold(start.clone(), |now, action| now.apply(action, moment()).unwrap_or(now))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn merging_loses_no_record_and_is_the_same_from_both_sides(
        start in prop::collection::vec(action(), 0..20),
        ours in prop::collection::vec(action(), 0..8),
        theirs in prop::collection::vec(action(), 0..8),
    ) {
        let base = applied(&Workspace::default(), &start);
        let (ours, theirs) = (applied(&base, &ours), applied(&base, &theirs));
        let merged = merge(Some(&base), &ours, &theirs, Newer::Ours);
        prop_assert!(merged.workspace.check().is_ok(), "{:?}", merged.workspace.check());
        // Every task of either side is kept.
        for id in ours.tasks.keys().chain(theirs.tasks.keys()).chain(ours.closed.keys()).chain(theirs.closed.keys()) {
            prop_assert!(merged.workspace.any_task(*id).is_some(), "{id} is lost");
        }
        // Merging again changes nothing.
        let again = merge(Some(&theirs), &merged.workspace, &theirs, Newer::Ours);
        prop_assert_eq!(&again.workspace, &merged.workspace);
        let twice = merge(Some(&base), &merged.workspace, &merged.workspace, Newer::Ours);
        prop_assert_eq!(&twice.workspace, &merged.workspace);
        let other = merge(Some(&base), &theirs, &ours, Newer::Theirs);
        if merged.conflicts.is_empty() && merged.notes.is_empty() {
            prop_assert_eq!(&other.workspace, &merged.workspace, "the same from both sides");
        }
        prop_assert_eq!(merged.conflicts.len(), other.conflicts.len());
        // A change by one side only is taken unchanged.
        prop_assert_eq!(&merge(Some(&base), &base, &theirs, Newer::Ours).workspace, &theirs);
        prop_assert_eq!(&merge(Some(&base), &ours, &base, Newer::Ours).workspace, &ours);
    }
}

#[test]
fn a_timer_that_one_side_stopped_is_stopped_also_without_a_base() {
    let after = |minutes| {
        let at = moment().instant + TimeDelta::minutes(minutes);
        Moment { instant: at, local: at.naive_utc() }
    };
    let start = TimerAction::Start {
        session: SessionId::derived("s"),
        task: None,
        step: None,
        title: "Call".into(),
        quadrant: None,
        planned: None,
        block: None,
    };
    let base = demo_workspace(moment()).apply(&Action::Timer(start), moment()).unwrap();
    let runs = base.apply(&Action::Timer(TimerAction::Seen), after(20)).unwrap();
    let ended = base.apply(&Action::Timer(TimerAction::Finish), after(10)).unwrap();
    for (ours, theirs, newer) in [(&runs, &ended, Newer::Ours), (&ended, &runs, Newer::Theirs)] {
        let merged = merge(None, ours, theirs, newer).workspace;
        assert_eq!(merged.sessions[&SessionId::derived("s")].end, Some(after(10).instant));
    }
}

#[test]
fn an_undone_review_does_not_come_back_where_no_base_is_known() {
    let date = moment().local.date();
    let set = Action::SetReview(Review::of(date).into());
    let mut history = History::new(demo_workspace(moment()));
    history.apply(&set, moment()).unwrap();
    let theirs = history.workspace().clone();
    history.undo();
    assert!(!merge(None, history.workspace(), &theirs, Newer::Ours).workspace.reviews.contains_key(&date));
    let again = after(history.workspace(), &[set]);
    assert_eq!(again.tombstones, theirs.tombstones, "a review that is written again has no tombstone");
}
