//! The time of this week for important work that is not urgent, and the blocks left from the last days.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::input::Input;
use crate::calendar::{ScheduleWork, UrgencyView};
use crate::model::{Block, BlockId, Minutes, PlanningDay, Span, Task, TaskId};

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

/// Returns minutes of this week in the Schedule quadrant, tracked and planned.
pub(super) fn schedule_week(input: &Input, urgency: &HashMap<TaskId, UrgencyView>) -> Minutes {
    let first = PlanningDay { date: input.words.first_of_week(input.today.date), ..input.today };
    let week = Span::new(first.span().start, first.plus(7).span().start);
    let view = |task: &Task| urgency.get(&task.id).copied().unwrap_or(UrgencyView::NONE);
    ScheduleWork::of(input.workspace, week, input.now, input.here, view).minutes()
}
