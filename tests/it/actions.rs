//! Properties of every kind of action: the generator in `tests/support/actions.rs` does not compile without a variant.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::path::Path;
use std::sync::Arc;

use chrono::TimeDelta;
use gapwise::model::{
    Action, Block, BlockId, BlockState, Goal, GoalId, GoalPeriod, GoalTarget, Minutes, Order, Outcome, Project,
    ProjectId, Record, Session, SessionId, SessionKind, Step, StepId, Task, TaskId, Workspace,
};
use gapwise::store::{History, Newer, load_from, merge, save_to};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use uuid::Uuid;

use crate::disk::MemoryDisk;
use crate::drawn::{action, all_kinds, furnished, kinds, later, picks};
use crate::harness::{at, moment};

/// Returns the number of cases; `PROPTEST_CASES` overrides it.
fn cases(count: u32) -> ProptestConfig {
    let config = ProptestConfig::default();
    if std::env::var_os("PROPTEST_CASES").is_some() { config } else { ProptestConfig { cases: count, ..config } }
}

/// Returns the parts in which two workspaces differ, short enough to read.
fn differences(one: &Workspace, other: &Workspace) -> Vec<String> {
    fn part<T: PartialEq + Debug>(name: &str, one: &T, other: &T) -> Option<String> {
        let lines = |value: &T| format!("{value:#?}").lines().map(str::to_owned).collect::<BTreeSet<_>>();
        let only = || lines(one).symmetric_difference(&lines(other)).cloned().collect::<Vec<_>>();
        (one != other).then(|| format!("{name}: {:?}", only()))
    }
    let Workspace {
        tasks,
        closed,
        calendars,
        events,
        blocks,
        sessions,
        reviews,
        goals,
        projects,
        templates,
        tombstones,
        settings,
    } = one;
    let parts = [
        part("tasks", tasks, &other.tasks),
        part("closed", closed, &other.closed),
        part("calendars", calendars, &other.calendars),
        part("events", events, &other.events),
        part("blocks", blocks, &other.blocks),
        part("sessions", &**sessions, &other.sessions),
        part("reviews", reviews, &other.reviews),
        part("goals", goals, &other.goals),
        part("projects", projects, &other.projects),
        part("templates", templates, &other.templates),
        part("tombstones", tombstones, &other.tombstones),
        part("settings", settings, &other.settings),
    ];
    parts.into_iter().flatten().collect()
}

const SAME: Vec<String> = Vec::new();

/// Returns `value` with the numbers of reopenings in `like`. Undo and redo raise them, so that no late file takes them
/// back.
fn counted_as(value: &Workspace, like: &Workspace) -> Workspace {
    let mut value = value.clone();
    let count = |task: &mut Task, like: &Task| {
        assert!(like.reopened <= task.reopened, "the number of reopenings never falls");
        task.reopened = like.reopened;
    };
    for (id, task) in &like.tasks {
        value.tasks.get_mut(id).into_iter().for_each(|it| count(Arc::make_mut(it), task));
    }
    for (id, closed) in &like.closed {
        value.closed.get_mut(id).into_iter().for_each(|it| count(&mut Arc::make_mut(it).task, &closed.task));
    }
    value
}

/// Checks the value after an undo. The timer is a record of the present, so undo keeps its sessions, and the block that
/// runs follows them.
fn check_undone(
    action: &Action,
    before: &Workspace,
    after: &Workspace,
    undone: &Workspace,
) -> Result<(), TestCaseError> {
    prop_assert_eq!(undone.check(), Ok(()), "undo of {:?}", action);
    // Added records get a tombstone, so that no merge brings them back.
    let added = |id: &Uuid| before.tombstones.get(id).is_none() && after.tombstones.get(id).is_none();
    let rest = undone.tombstones.iter().filter(|(id, _)| !added(id)).map(|(id, at)| (*id, *at)).collect();
    let undone = &counted_as(&Workspace { tombstones: rest, ..undone.clone() }, before);
    if before.sessions == after.sessions || action.edits_sessions() {
        prop_assert_eq!(differences(undone, before), SAME, "undo of {:?}", action);
        return Ok(());
    }
    let without_timer = |workspace: &Workspace| Workspace {
        sessions: before.sessions.clone(),
        blocks: before.blocks.clone(),
        ..workspace.clone()
    };
    prop_assert_eq!(differences(&without_timer(undone), before), SAME, "undo of {:?}", action);
    let runs = undone.open_session().and_then(|session| session.block);
    for block in before.blocks.values().filter(|it| it.state != BlockState::Running && Some(it.id) != runs) {
        prop_assert_eq!(undone.blocks.get(&block.id), Some(block), "undo of {:?}", action);
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(128))]

    #[test]
    fn every_kind_of_action_keeps_the_invariants(picks in picks(40)) {
        let mut now = moment();
        let mut workspace = furnished(now);
        for pick in picks {
            now = later(pick, now);
            let action = action(pick, &workspace, now);
            let result = workspace.apply(&action, now);
            prop_assert!(result == workspace.apply(&action, now), "deterministic");
            if let Ok(next) = result {
                prop_assert_eq!(next.check(), Ok(()), "{:?}", action);
                workspace = next;
            }
        }
    }

    #[test]
    fn undo_and_redo_restore_the_values_of_every_kind_of_action(picks in picks(40)) {
        let mut now = moment();
        let mut history = History::new(furnished(now));
        for pick in picks {
            now = later(pick, now);
            let (before, steps) = (history.workspace().clone(), history.earlier().count());
            let action = action(pick, &before, now);
            if history.apply(&action, now).is_err() {
                prop_assert_eq!(differences(history.workspace(), &before), SAME, "a refused action changes nothing");
                continue;
            }
            // A record, or a change that only ends the timer, is no undo step.
            if history.earlier().count() == steps {
                continue;
            }
            let after = history.workspace().clone();
            history.undo();
            check_undone(&action, &before, &after, history.workspace())?;
            history.redo();
            prop_assert_eq!(differences(&counted_as(history.workspace(), &after), &after), SAME, "redo of {:?}", action);
        }
    }

    #[test]
    fn the_result_of_every_kind_of_action_survives_the_disk(picks in picks(40)) {
        let mut now = moment();
        let mut workspace = furnished(now);
        for pick in picks {
            now = later(pick, now);
            let action = action(pick, &workspace, now);
            workspace = workspace.apply(&action, now).unwrap_or(workspace);
        }
        let (disk, folder) = (MemoryDisk::default(), Path::new("/workspace"));
        save_to(&disk, folder, &workspace, None).unwrap();
        let loaded = load_from(&disk, folder);
        prop_assert_eq!(differences(&loaded.workspace, &workspace), SAME);
        prop_assert_eq!(loaded.notes, SAME);
    }
}

/// The generator must not be vacuous: a fixed run applies every kind.
#[test]
fn every_kind_of_action_is_applied_in_a_fixed_run() {
    let mut runner = TestRunner::deterministic();
    let mut applied = BTreeSet::new();
    for _ in 0..500 {
        let mut now = moment();
        let mut workspace = furnished(now);
        for pick in picks(40).new_tree(&mut runner).unwrap().current() {
            now = later(pick, now);
            let action = action(pick, &workspace, now);
            if let Ok(next) = workspace.apply(&action, now) {
                applied.extend(kinds(&action));
                workspace = next;
            }
        }
    }
    assert_eq!(all_kinds().difference(&applied).collect::<Vec<_>>(), Vec::<&String>::new());
}

fn task_with_step() -> Task {
    let mut task = Task::new(TaskId::derived("task"), "Task", Order::default(), moment().instant);
    task.steps.push(Step::new(StepId::derived("step"), "Step"));
    task
}

fn block(state: BlockState) -> Block {
    Block {
        id: BlockId::derived("block"),
        task: TaskId::derived("task"),
        step: Some(StepId::derived("step")),
        start: at("15:00"),
        minutes: Minutes::new(25),
        state,
    }
}

fn applied(actions: impl IntoIterator<Item = Action>) -> Workspace {
    actions.into_iter().fold(Workspace::default(), |all, action| all.apply(&action, moment()).unwrap())
}

fn put(record: Record) -> Action {
    Action::Put(Box::new(record))
}

#[test]
fn putting_a_task_without_a_step_removes_the_blocks_of_the_step() {
    let task = task_with_step();
    let whole = Block { id: BlockId::derived("whole"), step: None, ..block(BlockState::Planned) };
    let shorter = Task { steps: Vec::new(), ..task.clone() };
    let workspace = applied([
        Action::AddTask(Box::new(task)),
        Action::AddBlock(block(BlockState::Locked)),
        Action::AddBlock(whole.clone()),
        put(Record::Task(shorter)),
    ]);
    assert_eq!(workspace.blocks.keys().copied().collect::<Vec<_>>(), [whole.id]);
    assert!(workspace.tombstones.contains_key(&BlockId::derived("block").uuid()));
    assert_eq!(workspace.check(), Ok(()));
}

#[test]
fn putting_a_running_block_without_a_timer_plans_it() {
    let workspace =
        applied([Action::AddTask(Box::new(task_with_step())), put(Record::Block(block(BlockState::Running)))]);
    assert_eq!(workspace.blocks[&BlockId::derived("block")].state, BlockState::Planned);
    assert_eq!(workspace.check(), Ok(()));
}

/// Returns a task that refers to a goal, a project and a predecessor, with the actions that add those.
fn task_with_references() -> (Task, [Action; 3]) {
    let before = Task::new(TaskId::derived("before"), "Before", Order::default(), moment().instant);
    let goal = Goal {
        id: GoalId::derived("goal"),
        title: "Goal".into(),
        target: GoalTarget::MicroTasks(5),
        period: GoalPeriod::Week,
        tag: None,
        created: moment().instant,
        archived: None,
    };
    let project =
        Project { id: ProjectId::derived("project"), title: "Project".into(), notes: String::new(), archived: None };
    let mut task = task_with_step();
    (task.goal, task.project) = (Some(goal.id), Some(project.id));
    task.after.insert(before.id);
    (task, [Action::AddTask(Box::new(before)), Action::PutGoal(Box::new(goal)), Action::PutProject(Box::new(project))])
}

fn assert_no_references(workspace: &Workspace) {
    let task = &workspace.tasks[&TaskId::derived("task")];
    assert_eq!((task.goal, task.project, task.after.len()), (None, None, 0));
    assert_eq!(workspace.check(), Ok(()));
}

#[test]
fn putting_a_task_clears_its_dangling_references() {
    let (task, _) = task_with_references();
    assert_no_references(&applied([put(Record::Task(task))]));
}

#[test]
fn reopening_a_task_clears_its_dangling_references() {
    let (task, others) = task_with_references();
    let before = TaskId::derived("before");
    let closed = [Action::AddTask(Box::new(task)), Action::CloseTask(TaskId::derived("task"), Outcome::Done)];
    let removed = [
        Action::RemoveGoal(GoalId::derived("goal")),
        Action::RemoveProject(ProjectId::derived("project")),
        Action::CloseTask(before, Outcome::Deleted),
        Action::Forget(before),
        Action::ReopenTask(TaskId::derived("task")),
    ];
    assert_no_references(&applied(others.into_iter().chain(closed).chain(removed)));
}

fn session(name: &str, start: &str, minutes: i64) -> Session {
    let start = at(start).and_utc();
    Session { end: Some(start + TimeDelta::minutes(minutes)), ..Session::new(SessionId::derived(name), start) }
}

#[test]
fn a_skipped_break_that_is_added_by_hand_has_no_length() {
    let skipped = Session { kind: SessionKind::SkippedBreak, ..session("skipped", "08:00", 20) };
    let focus = session("focus", "08:10", 20);
    let workspace = applied([Action::AddSession(Box::new(focus)), Action::AddSession(Box::new(skipped.clone()))]);
    assert_eq!(workspace.sessions[&skipped.id].end, Some(skipped.start));
    assert_eq!(workspace.check(), Ok(()));
}

#[test]
fn a_backup_keeps_the_tracked_time_that_was_deleted_in_it() {
    let tracked = session("focus", "08:00", 20);
    let here = applied([Action::AddSession(Box::new(tracked.clone()))]);
    let backup = here.apply(&Action::RemoveSession(tracked.id), moment()).unwrap();
    let restore = Action::Become { name: "restore".into(), workspace: Box::new(backup) };
    let restored = here.apply(&restore, moment()).unwrap();
    assert!(restored.sessions.contains_key(&tracked.id));
    assert!(restored.tombstones.is_empty(), "a merge would remove the session again");
}

#[test]
fn records_that_a_restored_backup_or_an_undo_removes_do_not_come_back_by_a_merge() {
    let mut history = History::default();
    let (task, _) = task_with_references();
    let plain = Task { goal: None, project: None, after: BTreeSet::new(), ..task };
    history.apply(&Action::AddTask(Box::new(plain.clone())), moment()).unwrap();
    let with_task = history.workspace().clone();
    history.undo();
    let merged = merge(None, history.workspace(), &with_task, Newer::Ours).workspace;
    assert!(!merged.tasks.contains_key(&plain.id), "undone");
    history.redo();
    assert!(history.workspace().tombstones.is_empty());
    let restore = Action::Become { name: "restore".into(), workspace: Box::default() };
    history.apply(&restore, moment()).unwrap();
    let merged = merge(None, history.workspace(), &with_task, Newer::Ours).workspace;
    assert!(!merged.tasks.contains_key(&plain.id), "restored to a time before it");
    // Records deleted after the backup and absent from it stay deleted, too.
    let deleted = applied([Action::AddSession(Box::new(session("focus", "08:00", 20)))]);
    let deleted = deleted.apply(&Action::RemoveSession(SessionId::derived("focus")), moment()).unwrap();
    let restored = deleted.apply(&restore, moment()).unwrap();
    assert_eq!(restored.tombstones, deleted.tombstones);
}
