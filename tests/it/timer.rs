//! The timer: one thing runs, nothing overlaps or is negative, and sums are equal, whatever the clock and the user do.

use chrono::{DateTime, TimeDelta, Utc};
use gapwise::model::{
    Action, Away, Block, BlockId, BlockState, HEARTBEAT, InterruptionKind, Minutes, Moment, Order, Outcome, Rhythm,
    Session, SessionId, SessionKind, Settings, StepEdit, Task, TaskField, TaskId, TimerAction, Workspace,
};
use gapwise::store::{History, load, save};
use proptest::prelude::*;

use crate::harness::moment;

const TASKS: u8 = 4;

fn task_id(n: u8) -> TaskId {
    TaskId::derived(&format!("timer {}", n % TASKS))
}

fn workspace() -> Workspace {
    let mut workspace = Workspace::default();
    for n in 0..TASKS {
        let mut task = Task::new(task_id(n), format!("Task {n}"), Order::default(), moment().instant);
        task.estimate = Some(Minutes::new(25));
        workspace.tasks.insert(task.id, task.into());
    }
    workspace
}

/// Returns a moment some seconds after the first, in a zone so many hours from UTC.
fn after(seconds: i64, zone: i64) -> Moment {
    let instant = moment().instant + TimeDelta::seconds(seconds);
    Moment { instant, local: instant.naive_utc() + TimeDelta::hours(zone) }
}

fn start(n: u8, id: u64, now: Moment) -> Action {
    let block = Block {
        id: BlockId::derived(&format!("block {id}")),
        task: task_id(n),
        step: None,
        start: now.local,
        minutes: Minutes::new(25),
        state: BlockState::Planned,
    };
    Action::Timer(TimerAction::Start {
        session: SessionId::derived(&format!("session {id}")),
        task: Some(task_id(n)),
        step: None,
        title: format!("Task {n}"),
        quadrant: None,
        planned: Some(Minutes::new(25)),
        block: Some(block),
    })
}

fn pause(kind: InterruptionKind) -> Action {
    Action::Timer(TimerAction::Pause { kind, why: "phone".into() })
}

#[derive(Clone, Debug)]
enum Op {
    /// The clock goes on, or the machine sleeps.
    Pass(i64),
    /// Someone sets the clock.
    SetClock(i64),
    /// The user is somewhere else.
    Zone(i64),
    Start(u8),
    StartBlock(u8),
    Pause,
    Interrupt,
    Resume,
    Extend,
    Finish,
    Break,
    Skip,
    Seen,
    Away(u8, i64),
    Close(u8),
    Reopen(u8),
    Tidy(u8),
    Rename(u8),
    Undo,
    Redo,
    Kill,
    Split(u8, i64),
    Remove(u8),
    Add(i64, i64),
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        6 => (0i64..4000).prop_map(Op::Pass),
        1 => (30_000i64..90_000).prop_map(Op::Pass),
        1 => (-9000i64..9000).prop_map(Op::SetClock),
        1 => (-11i64..13).prop_map(Op::Zone),
        4 => any::<u8>().prop_map(Op::Start),
        2 => any::<u8>().prop_map(Op::StartBlock),
        2 => Just(Op::Pause),
        2 => Just(Op::Interrupt),
        3 => Just(Op::Resume),
        1 => Just(Op::Extend),
        3 => Just(Op::Finish),
        2 => Just(Op::Break),
        1 => Just(Op::Skip),
        3 => Just(Op::Seen),
        1 => (any::<u8>(), 0i64..4000).prop_map(|(n, ago)| Op::Away(n, ago)),
        1 => any::<u8>().prop_map(Op::Close),
        1 => any::<u8>().prop_map(Op::Reopen),
        1 => any::<u8>().prop_map(Op::Tidy),
        1 => any::<u8>().prop_map(Op::Rename),
        2 => Just(Op::Undo),
        1 => Just(Op::Redo),
        1 => Just(Op::Kill),
        1 => (any::<u8>(), 0i64..4000).prop_map(|(n, at)| Op::Split(n, at)),
        1 => any::<u8>().prop_map(Op::Remove),
        1 => (0i64..9000, 0i64..4000).prop_map(|(ago, length)| Op::Add(ago, length)),
    ]
}

/// Returns the session that a number picks.
fn pick(workspace: &Workspace, n: u8) -> Option<Session> {
    let count = workspace.sessions.len().max(1);
    workspace.sessions.values().nth(usize::from(n) % count).map(|session| Session::clone(session))
}

fn action_for(op: &Op, history: &History, now: Moment, id: u64) -> Option<Action> {
    let workspace = history.workspace();
    let session = SessionId::derived(&format!("session {id}"));
    Some(match op {
        Op::Start(n) => start(*n, id, now),
        Op::StartBlock(n) => {
            let count = workspace.blocks.len().max(1);
            let block = workspace.blocks.keys().nth(usize::from(*n) % count)?;
            Action::SetBlockState(*block, BlockState::Running)
        }
        Op::Pause => pause(InterruptionKind::Pause),
        Op::Interrupt => pause(InterruptionKind::Interrupted),
        Op::Resume => Action::Timer(TimerAction::Resume),
        Op::Extend => Action::Timer(TimerAction::Extend(Minutes::new(5))),
        Op::Finish => Action::Timer(TimerAction::Finish),
        Op::Break => Action::Timer(TimerAction::StartBreak { session, minutes: Minutes::new(5), idea: "water".into() }),
        Op::Skip => Action::Timer(TimerAction::SkipBreak(session)),
        Op::Seen => Action::Timer(TimerAction::Seen),
        Op::Away(n, ago) => {
            let answer = [Away::Keep, Away::Drop, Away::End][usize::from(*n) % 3];
            Action::Timer(TimerAction::Away {
                from: now.instant - TimeDelta::seconds(*ago),
                until: now.instant,
                answer,
            })
        }
        Op::Close(n) => Action::CloseTask(task_id(*n), Outcome::Done),
        Op::Reopen(n) => Action::ReopenTask(task_id(*n)),
        Op::Tidy(n) => {
            let count = workspace.blocks.len().max(1);
            Action::RemoveBlock(*workspace.blocks.keys().nth(usize::from(*n) % count)?)
        }
        Op::Rename(n) => Action::EditTask(task_id(*n), TaskField::Title("Another name".into())),
        Op::Split(n, at) => {
            let whole = pick(workspace, *n)?;
            Action::SplitSession { session: whole.id, at: whole.start + TimeDelta::seconds(*at), second: session }
        }
        Op::Remove(n) => Action::RemoveSession(pick(workspace, *n)?.id),
        Op::Add(ago, length) => {
            let start = now.instant - TimeDelta::seconds(*ago);
            let end = Some(start + TimeDelta::seconds(*length));
            Action::AddSession(Box::new(Session { end, ..Session::new(session, start) }))
        }
        Op::Pass(_) | Op::SetClock(_) | Op::Zone(_) | Op::Undo | Op::Redo | Op::Kill => return None,
    })
}

fn sound(workspace: &Workspace, now: DateTime<Utc>) -> Result<(), TestCaseError> {
    prop_assert!(workspace.check().is_ok(), "{:?}", workspace.check());
    let open = workspace.sessions.values().filter(|session| session.is_open()).count();
    let running = workspace.blocks.values().filter(|block| block.state == BlockState::Running).count();
    prop_assert!(open <= 1 && running <= open, "{} timers and {} blocks run", open, running);
    // A session without length, such as a skipped break, takes no time from anything.
    let mut ended: Vec<_> = workspace.sessions.values().filter_map(|it| Some((it.start, it.end?))).collect();
    ended.retain(|(start, end)| start < end);
    ended.sort_unstable();
    for pair in ended.windows(2) {
        prop_assert!(pair[0].1 <= pair[1].0, "{:?}", pair);
    }
    for session in workspace.sessions.values() {
        let (length, worked, paused) = (session.length(now), session.worked(now), session.paused_for(now));
        prop_assert!(length >= TimeDelta::zero());
        prop_assert_eq!(worked + paused, length, "{:?}", session);
    }
    let of_kind = |kind: SessionKind| -> TimeDelta {
        workspace.sessions.values().filter(|it| it.kind == kind).map(|it| it.length(now)).sum()
    };
    let all: TimeDelta = workspace.sessions.values().map(|it| it.length(now)).sum();
    prop_assert_eq!(of_kind(SessionKind::Focus) + of_kind(SessionKind::Break), all);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn whatever_happens_one_thing_runs_and_nothing_overlaps(ops in prop::collection::vec(op(), 1..60)) {
        let mut history = History::new(workspace());
        let (mut seconds, mut zone) = (0, 0);
        for (id, op) in ops.iter().enumerate() {
            let now = after(seconds, zone);
            match op {
                Op::Pass(by) | Op::SetClock(by) => seconds += by,
                Op::Zone(hours) => zone = *hours,
                Op::Undo => drop(history.undo()),
                Op::Redo => drop(history.redo()),
                Op::Kill => {
                    let dir = tempfile::tempdir().unwrap();
                    save(dir.path(), history.workspace(), None).unwrap();
                    let loaded = load(dir.path()).whole().unwrap();
                    prop_assert_eq!(&loaded.workspace, history.workspace());
                    prop_assert_eq!(loaded.notes, Vec::<String>::new());
                    history = History::new(loaded.workspace);
                }
                _ => {
                    let before = history.workspace().clone();
                    if let Some(action) = action_for(op, &history, now, id as u64)
                        && history.apply(&action, now).is_err()
                    {
                        prop_assert_eq!(history.workspace(), &before, "a refused action changes nothing");
                    }
                }
            }
            sound(history.workspace(), after(seconds, zone).instant)?;
        }
    }

    #[test]
    fn while_the_clock_goes_on_every_second_is_counted(ops in prop::collection::vec((0u8..6, 0i64..4000), 1..50)) {
        let mut history = History::new(workspace());
        let (mut seconds, mut expected, mut running, mut paused) = (0, 0, false, false);
        for (id, (op, pass)) in ops.into_iter().enumerate() {
            seconds += pass;
            expected += if running && !paused { pass } else { 0 };
            let now = after(seconds, 0);
            let (action, next) = match op {
                0 => (start(id as u8, id as u64, now), (true, false)),
                1 => (pause(InterruptionKind::Pause), (running, running)),
                2 => (Action::Timer(TimerAction::Resume), (running, false)),
                3 => (Action::Timer(TimerAction::Finish), (false, false)),
                4 => (Action::Timer(TimerAction::Extend(Minutes::new(5))), (running, paused)),
                _ => (Action::Timer(TimerAction::Seen), (running, paused)),
            };
            if history.apply(&action, now).is_ok() {
                (running, paused) = next;
            }
            let worked: TimeDelta = history.workspace().sessions.values().map(|it| it.worked(now.instant)).sum();
            prop_assert_eq!(worked.num_seconds(), expected);
        }
    }

    #[test]
    fn a_clock_that_is_set_back_takes_nothing_away(
        worked in 1i64..6000, back in 1i64..20_000, more in 0i64..6000, beats in prop::collection::vec(1i64..20, 0..9)
    ) {
        let mut history = History::new(workspace());
        history.apply(&start(0, 0, after(0, 0)), after(0, 0)).unwrap();
        let mut at = worked;
        history.apply(&Action::Timer(TimerAction::Seen), after(at, 0)).unwrap();
        at -= back;
        for beat in &beats {
            history.apply(&Action::Timer(TimerAction::Seen), after(at, 0)).unwrap();
            at += beat;
        }
        at += more;
        history.apply(&Action::Timer(TimerAction::Finish), after(at, 0)).unwrap();
        let after_set_back = if beats.is_empty() { 0 } else { more + beats.iter().sum::<i64>() };
        let session = history.workspace().sessions.values().next().unwrap().clone();
        let total = session.worked(after(at, 0).instant).num_seconds();
        prop_assert!(total >= worked.min(worked + more - back).max(0) && total <= worked + more + beats.iter().sum::<i64>());
        if !beats.is_empty() {
            prop_assert_eq!(total, worked + after_set_back);
        }
    }

    #[test]
    fn a_kill_loses_at_most_a_heartbeat(length in 1i64..9000, killed in 0i64..9000) {
        let killed = killed.min(length);
        let mut history = History::new(workspace());
        history.apply(&start(1, 0, after(0, 0)), after(0, 0)).unwrap();
        let beat = HEARTBEAT.num_seconds();
        for at in (beat..=killed).step_by(usize::try_from(beat).unwrap()) {
            history.apply(&Action::Timer(TimerAction::Seen), after(at, 0)).unwrap();
        }
        let dir = tempfile::tempdir().unwrap();
        save(dir.path(), history.workspace(), None).unwrap();
        let mut found = History::new(load(dir.path()).whole().unwrap().workspace);
        let from = found.workspace().open_session().unwrap().last_known();
        let back = after(killed + 50_000, 0);
        found.apply(&Action::Timer(TimerAction::Away { from, until: back.instant, answer: Away::End }), back).unwrap();
        let kept: TimeDelta = found.workspace().sessions.values().map(|it| it.worked(back.instant)).sum();
        prop_assert!(killed - kept.num_seconds() <= 20 && kept.num_seconds() <= killed);
    }
}

fn only(workspace: &Workspace) -> Session {
    assert_eq!(workspace.sessions.len(), 1, "{:?}", workspace.sessions);
    Session::clone(workspace.sessions.values().next().unwrap())
}

#[test]
fn undoing_something_else_leaves_what_runs_alone() {
    let mut history = History::new(workspace());
    history.apply(&Action::EditTask(task_id(0), TaskField::Title("Renamed".into())), after(0, 0)).unwrap();
    history.apply(&start(1, 0, after(10, 0)), after(10, 0)).unwrap();
    assert_eq!(history.undo_name(), Some("rename \"Task 0\""));
    history.undo();
    assert_eq!(history.workspace().tasks[&task_id(0)].title, "Task 0");
    let block = history.workspace().running().expect("the block still runs").clone();
    assert_eq!(history.workspace().open_session().unwrap().block, Some(block.id));
    history.apply(&Action::Timer(TimerAction::Finish), after(610, 0)).unwrap();
    history.redo();
    assert_eq!(history.workspace().tasks[&task_id(0)].title, "Renamed");
    assert_eq!(history.workspace().blocks[&block.id].state, BlockState::Done);
    assert_eq!(history.workspace().blocks[&block.id].minutes, Minutes::new(10));
}

#[test]
fn edits_of_the_past_are_undone_and_the_timer_is_not() {
    let mut history = History::new(workspace());
    history.apply(&start(1, 0, after(0, 0)), after(0, 0)).unwrap();
    history.apply(&Action::Timer(TimerAction::Finish), after(600, 0)).unwrap();
    let whole = only(history.workspace());
    let at = whole.start + TimeDelta::seconds(200);
    let second = SessionId::derived("second");
    history.apply(&Action::SplitSession { session: whole.id, at, second }, after(700, 0)).unwrap();
    assert_eq!(history.workspace().sessions.len(), 2);
    history.apply(&start(2, 2, after(800, 0)), after(800, 0)).unwrap();
    history.undo();
    assert_eq!(history.workspace().sessions[&whole.id].end, whole.end);
    assert!(history.workspace().open_session().is_some(), "the timer goes on");
    history.redo();
    assert_eq!(history.workspace().sessions[&second].start, at);
    history.workspace().check().unwrap();
}

#[test]
fn finishing_the_task_ends_its_session_and_undoing_that_does_not_bring_it_back() {
    let mut history = History::new(workspace());
    history.apply(&start(1, 0, after(0, 0)), after(0, 0)).unwrap();
    history.apply(&Action::CloseTask(task_id(1), Outcome::Done), after(300, 0)).unwrap();
    assert!(history.workspace().open_session().is_none());
    history.undo();
    assert!(history.workspace().tasks.contains_key(&task_id(1)));
    assert!(history.workspace().open_session().is_none() && history.workspace().running().is_none());
    assert_eq!(only(history.workspace()).worked(after(900, 0).instant).num_seconds(), 300);
}

#[test]
fn the_long_break_comes_after_four_stretches() {
    let mut workspace = workspace();
    workspace.settings = Settings { rhythm: Rhythm::POMODORO, ..Settings::default() }.into();
    let mut history = History::new(workspace);
    let mut at = 0;
    let mut rests = Vec::new();
    for n in 0..5u64 {
        history.apply(&start(1, n, after(at, 0)), after(at, 0)).unwrap();
        at += 25 * 60;
        assert_eq!(history.workspace().unbroken(after(at, 0).instant), TimeDelta::minutes(25));
        let minutes = history.workspace().next_rest(after(at, 0).instant);
        rests.push(minutes.get());
        let session = SessionId::derived(&format!("break {n}"));
        let rest = TimerAction::StartBreak { session, minutes, idea: String::new() };
        history.apply(&Action::Timer(rest), after(at, 0)).unwrap();
        at += i64::from(minutes.get()) * 60;
        assert!(history.workspace().unbroken(after(at, 0).instant).is_zero(), "rested");
    }
    assert_eq!(rests, [5, 5, 5, 15, 5]);
}

#[test]
fn a_break_ends_when_it_was_to_end() {
    let mut history = History::new(workspace());
    let rest = TimerAction::StartBreak {
        session: SessionId::derived("rest"),
        minutes: Minutes::new(5),
        idea: "Drink a glass of water".into(),
    };
    history.apply(&Action::Timer(rest), after(0, 0)).unwrap();
    history.apply(&start(1, 0, after(4000, 0)), after(4000, 0)).unwrap();
    let rest = history.workspace().sessions[&SessionId::derived("rest")].clone();
    assert_eq!(rest.length(after(4000, 0).instant), TimeDelta::minutes(5));
}

#[test]
fn a_block_that_was_hardly_begun_is_planned_as_before() {
    let mut history = History::new(workspace());
    history.apply(&start(1, 0, after(0, 0)), after(0, 0)).unwrap();
    history.apply(&Action::Timer(TimerAction::Finish), after(12, 0)).unwrap();
    let block = history.workspace().blocks.values().next().unwrap();
    assert_eq!((block.state, block.minutes), (BlockState::Planned, Minutes::new(25)));
}

#[test]
fn ticking_a_step_of_what_runs_ends_the_timer() {
    let mut all = workspace();
    let id = task_id(0);
    let step = gapwise::model::Step::new(gapwise::model::StepId::derived("a step"), "A step");
    all = all.apply(&Action::AddStep { task: id, at: 0, step: step.clone() }, after(0, 0)).unwrap();
    let block = Block {
        id: BlockId::derived("b"),
        task: id,
        step: Some(step.id),
        start: after(0, 0).local,
        minutes: Minutes::new(25),
        state: BlockState::Planned,
    };
    all = all.apply(&Action::AddBlock(block.clone()), after(0, 0)).unwrap();
    all = all.apply(&Action::SetBlockState(block.id, BlockState::Running), after(0, 0)).unwrap();
    assert_eq!(all.open_session().unwrap().step, Some(step.id));
    all = all.apply(&Action::EditStep(id, step.id, StepEdit::Done(true)), after(480, 0)).unwrap();
    assert!(all.open_session().is_none());
    assert_eq!((all.blocks[&block.id].state, all.blocks[&block.id].minutes), (BlockState::Done, Minutes::new(8)));
}
