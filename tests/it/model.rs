//! Any sequence of actions keeps the invariants, is all or nothing, and can be undone to the exact value.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::TimeDelta;
use gapwise::model::{
    Action, Block, BlockId, BlockState, Minutes, Moment, Order, Outcome, SessionId, Step, StepEdit, StepId, Task,
    TaskField, TaskId, TimerAction, Urgency, Workspace,
};
use gapwise::store::{History, Newer, merge};
use proptest::prelude::*;

use crate::harness::{at, moment};

fn task_id(n: u8) -> TaskId {
    TaskId::derived(&format!("task {}", n % 6))
}

fn step_id(n: u8) -> StepId {
    StepId::derived(&format!("step {}", n % 9))
}

fn block_id(n: u8) -> BlockId {
    BlockId::derived(&format!("block {}", n % 6))
}

fn edit() -> impl Strategy<Value = TaskField> {
    prop_oneof![
        "[ a-z]{0,8}".prop_map(TaskField::Title),
        prop::option::of(any::<bool>()).prop_map(TaskField::Important),
        any::<bool>().prop_map(|urgent| TaskField::Urgency(Urgency::Pinned(urgent))),
        prop::option::of(1u32..300).prop_map(|minutes| TaskField::Estimate(minutes.map(Minutes::new))),
        prop::option::of(1u32..300)
            .prop_map(|minutes| TaskField::SeriesValues(vec![TaskField::Estimate(minutes.map(Minutes::new))])),
        prop::collection::vec(any::<u8>(), 0..3)
            .prop_map(|ids| TaskField::After(ids.into_iter().map(task_id).collect::<BTreeSet<_>>())),
    ]
}

pub fn action() -> impl Strategy<Value = Action> {
    let outcome = prop_oneof![Just(Outcome::Done), Just(Outcome::LetGo), Just(Outcome::Deleted)];
    // Undo leaves the running session alone; `timer.rs` tests it.
    let state = prop_oneof![Just(BlockState::Planned), Just(BlockState::Locked), Just(BlockState::Done)];
    let simple = prop_oneof![
        (any::<u8>(), "[a-z]{1,5}").prop_map(|(n, title)| {
            Action::AddTask(Box::new(Task::new(task_id(n), title, Order::default(), moment().instant)))
        }),
        (any::<u8>(), edit()).prop_map(|(n, edit)| Action::EditTask(task_id(n), edit)),
        (any::<u8>(), outcome).prop_map(|(n, outcome)| Action::CloseTask(task_id(n), outcome)),
        any::<u8>().prop_map(|n| Action::ReopenTask(task_id(n))),
        (any::<u8>(), any::<u8>(), 0usize..4).prop_map(|(n, s, at)| Action::AddStep {
            task: task_id(n),
            at,
            step: Step::new(step_id(s), "step")
        }),
        (any::<u8>(), any::<u8>(), any::<bool>()).prop_map(|(n, s, done)| Action::EditStep(
            task_id(n),
            step_id(s),
            StepEdit::Done(done)
        )),
        (any::<u8>(), any::<u8>(), 0usize..4).prop_map(|(n, s, to)| Action::MoveStep {
            task: task_id(n),
            step: step_id(s),
            to
        }),
        (any::<u8>(), any::<u8>()).prop_map(|(n, s)| Action::RemoveStep(task_id(n), step_id(s))),
        (any::<u8>(), any::<u8>(), prop::option::of(any::<u8>()), 0i64..600, 0u32..90).prop_map(
            |(b, n, s, from, minutes)| {
                Action::AddBlock(Block {
                    id: block_id(b),
                    task: task_id(n),
                    step: s.map(step_id),
                    start: at("08:00") + TimeDelta::minutes(from),
                    minutes: Minutes::new(minutes),
                    state: BlockState::Planned,
                })
            }
        ),
        (any::<u8>(), state).prop_map(|(b, state)| Action::SetBlockState(block_id(b), state)),
        (any::<u8>(), 0i64..600, 0u32..90).prop_map(|(b, from, minutes)| Action::MoveBlock {
            block: block_id(b),
            start: at("08:00") + TimeDelta::minutes(from),
            minutes: Minutes::new(minutes),
        }),
        any::<u8>().prop_map(|b| Action::RemoveBlock(block_id(b))),
    ];
    simple.prop_recursive(2, 8, 4, |inner| {
        prop::collection::vec(inner, 1..4).prop_map(|actions| Action::All { name: "several".into(), actions })
    })
}

/// Returns all but the tombstones and the numbers of reopenings: undo does not take them back, so that no merge brings
/// an undone record or closing back.
fn records(workspace: &Workspace) -> Workspace {
    let mut all = Workspace { tombstones: imbl::OrdMap::new(), ..workspace.clone() };
    let ids: Vec<TaskId> = all.tasks.keys().chain(all.closed.keys()).copied().collect();
    for id in ids {
        all.tasks.get_mut(&id).into_iter().for_each(|task| Arc::make_mut(task).reopened = 0);
        all.closed.get_mut(&id).into_iter().for_each(|closed| Arc::make_mut(closed).task.reopened = 0);
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_sequence_keeps_the_invariants_and_undoes_exactly(actions in prop::collection::vec(action(), 1..40)) {
        let mut history = History::new(Workspace::default());
        let mut values = vec![history.workspace().clone()];
        for action in &actions {
            let before = history.workspace().clone();
            match history.apply(action, moment()) {
                Ok(()) => values.push(history.workspace().clone()),
                Err(_) => prop_assert_eq!(history.workspace(), &before, "a refused action changes nothing"),
            }
            prop_assert!(history.workspace().check().is_ok(), "{:?} broke {:?}", action, history.workspace().check());
            prop_assert!(before.apply(action, moment()).ok() == before.apply(action, moment()).ok(), "deterministic");
        }
        for value in values.iter().rev().skip(1) {
            history.undo();
            prop_assert_eq!(records(history.workspace()), records(value));
        }
        for value in values.iter().skip(1) {
            history.redo();
            prop_assert_eq!(records(history.workspace()), records(value));
        }
    }
}

#[test]
fn a_cycle_is_refused_and_its_path_named() {
    let mut workspace = Workspace::default();
    for n in 0..3 {
        let task = Task::new(task_id(n), format!("t{n}"), Order::default(), moment().instant);
        workspace = workspace.apply(&Action::AddTask(Box::new(task)), moment()).unwrap();
    }
    let after = |n, before| Action::EditTask(task_id(n), TaskField::After([task_id(before)].into()));
    workspace = workspace.apply(&after(1, 0), moment()).unwrap();
    workspace = workspace.apply(&after(2, 1), moment()).unwrap();
    let refused = workspace.apply(&after(0, 2), moment()).unwrap_err().to_string();
    assert!(refused.contains("t0 > t2 > t1 > t0"), "{refused}");
}

#[test]
fn a_finished_block_finishes_its_step_only_if_it_covers_it() {
    let step = Step { estimate: Some(Minutes::new(30)), ..Step::new(step_id(0), "write") };
    let mut task = Task::new(task_id(0), "t", Order::default(), moment().instant);
    task.steps.push(step);
    let block = |n, minutes| {
        let (start, minutes) = (at("08:00"), Minutes::new(minutes));
        Action::AddBlock(Block {
            id: block_id(n),
            task: task_id(0),
            step: Some(step_id(0)),
            start,
            minutes,
            state: BlockState::Planned,
        })
    };
    let done = |n| Action::SetBlockState(block_id(n), BlockState::Done);
    let mut workspace = Workspace::default();
    for action in [Action::AddTask(Box::new(task)), block(0, 20), block(1, 10), done(0)] {
        workspace = workspace.apply(&action, moment()).unwrap();
    }
    assert_eq!(workspace.tasks[&task_id(0)].progress(), (0, 1));
    workspace = workspace.apply(&done(1), moment()).unwrap();
    assert_eq!(workspace.tasks[&task_id(0)].progress(), (1, 1));
}

/// Caches compare maps by identity, so a copy costs their work anew: here the learned times of all finished tasks.
#[test]
fn an_edit_of_a_task_copies_no_other_records() {
    let workspace = gapwise::app::demo_workspace(moment());
    let (closed, open) = (TaskId::derived("demo/Call home"), TaskId::derived("demo/Draft introduction"));
    let done = workspace.apply(&Action::CloseTask(closed, Outcome::Done), moment()).unwrap();
    let edited = done.apply(&Action::EditTask(open, TaskField::Title("Draft".into())), moment()).unwrap();
    assert!(edited.closed.ptr_eq(&done.closed) && edited.tombstones.ptr_eq(&done.tombstones));
}

#[test]
fn a_title_of_two_megabytes_is_cut_and_nothing_of_it_lost() {
    let title = "word ".repeat(400_000);
    let task = Task::new(task_id(0), title.clone(), Order::default(), moment().instant);
    let workspace = Workspace::default().apply(&Action::AddTask(Box::new(task)), moment()).unwrap();
    let task = &workspace.tasks[&task_id(0)];
    assert!(task.title.chars().count() <= gapwise::model::MAX_TITLE_CHARS);
    assert_eq!(format!("{} {}", task.title, task.notes).split_whitespace().count(), 400_000);
}

#[test]
fn a_chain_of_ten_thousand_tasks_that_wait_for_each_other_is_checked_at_once() {
    let id = |n: usize| TaskId::derived(&format!("link {n}"));
    let mut workspace = Workspace::default();
    for n in 0..10_000 {
        let mut task = Task::new(id(n), format!("Link {n}"), Order::default(), moment().instant);
        task.after.extend((n > 0).then(|| id(n - 1)));
        workspace.tasks.insert(task.id, task.into());
    }
    assert_eq!(workspace.check(), Ok(()));
    let last = Action::EditTask(id(0), TaskField::After(BTreeSet::from([id(9_999)])));
    let refused = workspace.apply(&last, moment()).unwrap_err().to_string();
    assert!(refused.contains("Link 0 > Link 9999 > Link 9998"), "{}", &refused[..200]);
}

#[test]
fn what_closing_a_task_takes_off_the_day_stays_away_when_an_old_copy_is_merged() {
    let task = Task::new(task_id(0), "Task", Order::default(), moment().instant);
    let block = Block {
        id: block_id(0),
        task: task.id,
        step: None,
        start: at("15:00"),
        minutes: Minutes::new(25),
        state: BlockState::Planned,
    };
    let actions = [Action::AddTask(Box::new(task)), Action::AddBlock(block)];
    let old = actions.iter().fold(Workspace::default(), |all, action| all.apply(action, moment()).unwrap());
    let new = old.apply(&Action::CloseTask(task_id(0), Outcome::Done), moment()).unwrap();
    let merged = merge(None, &new, &old, Newer::Ours).workspace;
    assert!(merged.blocks.is_empty());
}

#[test]
fn a_backup_from_while_the_timer_ran_does_not_start_it_again() {
    let task = Task::new(task_id(0), "Task", Order::default(), moment().instant);
    let open = Workspace::default().apply(&Action::AddTask(Box::new(task)), moment()).unwrap();
    let start = TimerAction::Start {
        session: SessionId::derived("one"),
        task: Some(task_id(0)),
        step: None,
        title: "Task".into(),
        quadrant: None,
        planned: None,
        block: None,
    };
    let running = open.apply(&Action::Timer(start), moment()).unwrap();
    let later =
        Moment { instant: moment().instant + TimeDelta::minutes(20), local: moment().local + TimeDelta::minutes(20) };
    let stopped = running.apply(&Action::Timer(TimerAction::Finish), later).unwrap();
    let restore = Action::Become { name: "restore".into(), workspace: Box::new(running) };
    let restored = stopped.apply(&restore, later).unwrap();
    assert!(restored.open_session().is_none());
    assert_eq!(restored.sessions, stopped.sessions);
}

#[test]
fn the_limit_of_a_length_has_its_unit() {
    assert_eq!(Minutes::try_from(600_001).unwrap_err(), "600001 min is over the limit of 600000 min");
}
