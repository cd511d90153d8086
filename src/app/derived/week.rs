//! The time of this week for important work that is not urgent, and the blocks left from the last days.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use super::input::Input;
use crate::calendar::{UrgencyView, quadrant};
use crate::model::{Block, BlockId, BlockState, Minutes, PlanningDay, Quadrant, Session, SessionKind, Span, TaskId};

/// Days before today whose blocks are offered again.
const LEFT_OVER_DAYS: i64 = 7;

/// Returns blocks of the last days that were never started, if their work is still open: important ones first, then by
/// due date and start.
pub(super) fn left_over(input: &Input) -> Vec<BlockId> {
    let today = input.today.span().start;
    let from = input.today.plus(-LEFT_OVER_DAYS).span().start;
    let open = |block: &Block| input.workspace.is_open(block.task, block.step);
    let all = input.workspace.blocks.values();
    let mut found: Vec<_> =
        all.filter(|it| it.start >= from && it.span().end <= today && it.is_missed(today) && open(it)).collect();
    let task = |block: &Block| input.workspace.tasks.get(&block.task);
    found.sort_by_key(|block| {
        let important = task(block).is_some_and(|task| task.important == Some(true));
        let due = task(block).and_then(|task| task.due).map_or(NaiveDate::MAX, |due| due.date);
        (!important, due, block.start, block.id)
    });
    found.into_iter().map(|block| block.id).collect()
}

/// Returns minutes of this week in the Schedule quadrant: tracked time, and blocks that were neither missed nor timed.
pub(super) fn schedule_week(input: &Input, urgency: &HashMap<TaskId, UrgencyView>) -> Minutes {
    let first = PlanningDay { date: input.words.first_of_week(input.today.date), ..input.today };
    let week = Span::new(first.span().start, first.plus(7).span().start);
    let workspace = input.workspace;
    let schedule = |id: TaskId| {
        let view = urgency.get(&id).copied().unwrap_or(UrgencyView::NONE);
        workspace.any_task(id).is_some_and(|task| quadrant(task, view) == Some(Quadrant::Schedule))
    };
    let runs = workspace.running().map(|block| block.id);
    let local = |at: DateTime<Utc>| input.here.local(at);
    let of_week = |it: &&Arc<Session>| it.kind == SessionKind::Focus && week.contains(local(it.start));
    // The running session counts as its block, with the planned rest of it.
    let is_apart = |it: &&Arc<Session>| it.block.is_none() || it.block != runs;
    // The wall clock differs from UTC by at most a day.
    let near = (week.start.and_utc() - TimeDelta::days(1))..=(week.end.and_utc() + TimeDelta::days(1));
    let tracked: Vec<_> = workspace.sessions.begun(near).filter(of_week).filter(is_apart).collect();
    let worked = tracked.iter().filter(|it| match it.quadrant {
        Some(quadrant) => quadrant == Quadrant::Schedule,
        None => it.task.is_some_and(schedule),
    });
    let worked: TimeDelta = worked.map(|it| it.worked(it.known_end(input.now.instant))).sum();
    let timed = |block: &Block| tracked.iter().any(|it| it.block == Some(block.id));
    let planned = workspace.blocks.values().filter(|block| {
        week.contains(block.start)
            && !block.is_missed(input.now.local)
            && schedule(block.task)
            && !(block.state == BlockState::Done && timed(block))
    });
    let planned: Minutes = planned.map(|block| block.minutes).sum();
    planned + Minutes::rounded(worked)
}
