//! The work that a plan does not finish before it is due.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDateTime;

use crate::model::TaskId;
use crate::planner::frame::scoring::Scored;
use crate::planner::problem::Placement;
use crate::planner::request::Request;
use crate::planner::why::WhyNot;

/// Returns the tasks due on the day, and not overdue, of which some work is planned after the due time or not at all.
pub fn late(request: &Request, scored: &Scored, plan: &[Placement]) -> Vec<TaskId> {
    let settings = &request.workspace.settings;
    let day = request.agenda.day.span();
    let from = request.now.max(day.start);
    let due_of = |task: &TaskId| {
        let due = request.workspace.tasks.get(task)?.due?.instant(settings.day_start);
        (from < due && due <= day.end).then_some(due)
    };
    let mut in_time: HashMap<usize, u32> = HashMap::new();
    for piece in plan {
        let (end, task) = (scored.grid.time(scored.end_of(*piece)), &scored.items[piece.item].task.id);
        let is_in_time = due_of(task).is_some_and(|due| end <= due);
        *in_time.entry(piece.item).or_default() += if is_in_time { piece.slots } else { 0 };
    }
    let lacks = |item: &usize| in_time.get(item).copied().unwrap_or(0) < scored.problem.items[*item].slots;
    let is_due = |item: &usize| scored.items[*item].factors.due.is_some_and(|due| from < due && due <= day.end);
    let unfinished = (0..scored.items.len()).filter(is_due).filter(lacks).map(|item| scored.items[item].task.id);
    let is_open = |why: &WhyNot| !matches!(why, WhyNot::Planned | WhyNot::Delegated);
    let excluded = scored.excluded.iter().filter(|out| is_open(&out.why)).map(|out| out.task);
    let is_behind = |due: NaiveDateTime, task: &TaskId| {
        request.blocks_by_task.get(task).is_some_and(|blocks| blocks.iter().any(|block| block.span().end > due))
    };
    let behind = request.blocks_by_task.keys().copied();
    let behind = behind.filter(|task| due_of(task).is_some_and(|due| is_behind(due, task)));
    let late: BTreeSet<_> = unfinished.chain(excluded).filter(|task| due_of(task).is_some()).chain(behind).collect();
    let mut late: Vec<_> = late.into_iter().collect();
    late.sort_by_key(|task| (due_of(task), *task));
    late
}
