//! A generated year of work, the same in each run.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use gapwise::model::{
    Block, BlockId, BlockState, ClosedTask, Interruption, InterruptionKind, Minutes, Order, Outcome, Quadrant, Session,
    SessionId, SessionKind, Step, StepId, Task, TaskId, Workspace,
};
use gapwise::planner::SplitMix64;

/// Hashes `n` into a pseudo-random number.
fn scattered(n: u64) -> u64 {
    SplitMix64(n).next()
}

/// Returns a year of work that ends before `last`, with this number of sessions and tasks.
pub fn year(last: NaiveDate, sessions: u64, tasks: u64) -> Workspace {
    let mut workspace = Workspace::default();
    let start = |n: u64| -> DateTime<Utc> {
        let date = last - Days::new(364 - n * 364 / sessions.max(1));
        let of_day = n % 9;
        date.and_hms_opt(8, 0, 0).unwrap_or_default().and_utc()
            + TimeDelta::minutes(i64::try_from(of_day).unwrap_or(0) * 65)
    };
    for n in 0..tasks {
        let id = TaskId::derived(&format!("year {n}"));
        let begun = start(n * sessions / tasks.max(1));
        let mut task = Task::new(id, format!("Task {n}"), Order::default(), begun);
        task.important = Some(!scattered(n).is_multiple_of(3));
        task.estimate = Some(Minutes::new(5 + u32::try_from(scattered(n) % 8).unwrap_or(0) * 5));
        task.tags.insert(["work", "home", "thesis"][(n % 3) as usize].to_owned());
        if n.is_multiple_of(4) {
            let step = |k: u64| Step {
                estimate: Some(Minutes::new(15)),
                done: Some(begun + TimeDelta::minutes(20)),
                ..Step::new(StepId::derived(&format!("year {n}/{k}")), format!("Step {k}"))
            };
            task.steps = (0..3).map(step).collect();
        }
        if n.is_multiple_of(5) {
            workspace.tasks.insert(id, task.into());
        } else {
            let closed = ClosedTask { task, closed: begun + TimeDelta::minutes(30), outcome: Outcome::Done };
            workspace.closed.insert(id, closed.into());
        }
    }
    for n in 0..sessions {
        let from = start(n);
        let id = SessionId::derived(&format!("year {n}"));
        let task = TaskId::derived(&format!("year {}", n * tasks / sessions.max(1)));
        let length = TimeDelta::minutes(10 + i64::try_from(scattered(n) % 45).unwrap_or(0));
        let mut session = Session { task: Some(task), end: Some(from + length), ..Session::new(id, from) };
        session.quadrant =
            [Some(Quadrant::Do), Some(Quadrant::Schedule), Some(Quadrant::Delegate), None][(scattered(n) % 4) as usize];
        if n.is_multiple_of(7) {
            let at = from + TimeDelta::minutes(3);
            let (until, kind) = (Some(at + TimeDelta::minutes(2)), InterruptionKind::Interrupted);
            session.interruptions.push(Interruption { at, until, why: "phone".into(), kind });
        }
        if n % 6 == 5 {
            session = Session { kind: SessionKind::Break, task: None, quadrant: None, ..session };
        }
        workspace.sessions.insert(id, session.into());
        let block = BlockId::derived(&format!("year {n}"));
        let state = if n.is_multiple_of(3) { BlockState::Planned } else { BlockState::Done };
        let minutes = Minutes::new(25);
        workspace
            .blocks
            .insert(block, Block { id: block, task, step: None, start: from.naive_utc(), minutes, state }.into());
    }
    workspace
}
