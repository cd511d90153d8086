//! The read-only context of a frame.

use std::sync::Arc;

use chrono::NaiveDateTime;

use super::board::Board;
use super::day::DayView;
use super::reviewed::Reviewed;
use crate::calendar::words::Words;
use crate::calendar::{DayLoad, Tz, UrgencyView, quadrant, quadrant_on};
use crate::exchange::{DateOrder, Reading};
use crate::model::{
    BlockId, ClosedTask, Minutes, Moment, Occurrence, PlanningDay, Quadrant, Span, StepId, Task, TaskId, Workspace,
    day_of,
};
use crate::planner::Suggestion;
use crate::planner::estimates::{EstimateRange, Forecast, short_range_words, tags_for};
use crate::planner::odds::DayOdds;
use crate::ui::selection::Selection;

/// All data that views may read during a frame.
#[derive(Clone, Copy)]
pub struct ViewContext<'a> {
    pub workspace: &'a Workspace,
    pub now: Moment,
    /// The order of day and month in dates such as 3/4.
    pub date_order: DateOrder,
    /// Clock and week of the locale.
    pub words: Words,
    /// The time zone of the user.
    pub here: Tz,
    pub board: &'a Board,
    /// The chosen day, which the bars and the plan list show.
    pub day: &'a DayView,
    /// All shown days in order, the chosen one among them.
    pub days: &'a [DayView],
    /// The days of the month picker while it is open.
    pub month: &'a [DayLoad],
    /// The forecast of the selected task, with its id; `None` without a due date.
    pub forecast: Option<(TaskId, Forecast)>,
    /// The odds of the chosen day; `None` if its plan completes nothing.
    pub odds: Option<&'a DayOdds>,
    /// The trash while it is open, latest deletion first.
    pub trash: &'a [Arc<ClosedTask>],
    /// The current planning day.
    pub today: PlanningDay,
    /// The view of today, whatever days are shown.
    pub now_day: &'a DayView,
    /// The selection at the start of the frame.
    pub selection: Selection,
    /// Whether the planner is still looking for something better.
    pub planning: bool,
    pub undo: Option<&'a str>,
    pub redo: Option<&'a str>,
    /// Number of changes that undo can reach.
    pub undo_steps: usize,
    /// Whether the last merge from outside can be undone.
    pub can_take_back_merge: bool,
    /// The figures of the Review view.
    pub review: Option<&'a Reviewed>,
}

impl<'a> ViewContext<'a> {
    /// Returns the urgency of a task; [`UrgencyView::NONE`] if it is not on the board.
    pub fn urgency(&self, task: TaskId) -> UrgencyView {
        self.board.urgency.get(&task).copied().unwrap_or(UrgencyView::NONE)
    }

    /// Returns the shown day that contains a time.
    pub fn day_at(&self, at: NaiveDateTime) -> Option<&'a DayView> {
        self.days.iter().find(|day| day.agenda.day.span().contains(at))
    }

    /// Returns the selected suggestion, on any shown day.
    pub fn ghost(&self, selection: Selection) -> Option<&'a Suggestion> {
        self.days.iter().find_map(|day| selection.ghost(&day.proposal))
    }

    /// Returns the selected occurrence, on any shown day.
    pub fn occurrence(&self, selection: Selection) -> Option<&'a Occurrence> {
        let Selection::Event(event, start) = selection else { return None };
        let of_day = |day: &'a DayView| day.agenda.events.iter().chain(&day.agenda.all_day);
        self.days.iter().flat_map(of_day).find(|it| it.event == event && it.span.start == start)
    }

    /// Returns the quadrant of an open task, or of a closed one when it was closed.
    pub fn quadrant_of(&self, task: &Task) -> Option<Quadrant> {
        if let Some(closed) = self.workspace.closed.get(&task.id) {
            let at = self.here.local(closed.closed);
            return quadrant_on(task, day_of(at, self.today.starts).date, &self.workspace.settings);
        }
        quadrant(task, self.urgency(task.id))
    }

    /// Returns the open task with this id.
    pub fn task(&self, id: TaskId) -> Option<&'a Arc<Task>> {
        self.workspace.tasks.get(&id)
    }

    /// Returns the blocks that are left from earlier days, by task, in their order.
    pub fn left_over(&self) -> Vec<(&'a Arc<Task>, Vec<BlockId>)> {
        let mut found: Vec<(&Arc<Task>, Vec<BlockId>)> = Vec::new();
        for id in &self.board.left_over {
            let task = self.workspace.blocks.get(id).and_then(|block| self.task(block.task));
            let Some(task) = task else { continue };
            match found.iter_mut().find(|(other, _)| other.id == task.id) {
                Some((_, blocks)) => blocks.push(*id),
                None => found.push((task, vec![*id])),
            }
        }
        found
    }

    /// Returns the remaining work of a task, less its finished blocks.
    pub fn left(&self, task: &Task) -> Minutes {
        let worked = self.board.worked.get(&(task.id, None)).copied().unwrap_or_default();
        task.left_after(worked, self.workspace.settings.guess)
    }

    /// Returns the part of a task's estimate that no step covers, less the work on it.
    pub fn unwritten(&self, task: &Task) -> Minutes {
        let worked = self.board.worked.get(&(task.id, None)).copied().unwrap_or_default();
        task.unwritten(self.workspace.settings.guess) - worked
    }

    /// Returns the usual duration of such work; `None` without enough data.
    pub fn usual(&self, task: TaskId, step: Option<StepId>, minutes: Minutes) -> Option<EstimateRange> {
        let task = self.workspace.any_task(task)?;
        self.board.history.range(minutes, &tags_for(task, step))
    }

    /// Returns a duration with its usual range: "25 min (15-45)".
    pub fn length_words(&self, task: TaskId, step: Option<StepId>, minutes: Minutes) -> String {
        short_range_words(minutes, self.usual(task, step, minutes))
    }

    /// Returns the odds of the chosen day in words: "Likely to finish 5 of 7, by 17:10".
    pub fn odds_words(&self) -> Option<String> {
        Some(self.odds?.words(self.words))
    }

    /// Returns the title of a block or suggestion: the step, the errand of a delegated task, or the task.
    pub fn title_of(&self, task: TaskId, step: Option<StepId>) -> String {
        let title = self.workspace.title_of(task, step).unwrap_or_default();
        let errand = self.task(task).filter(|_| step.is_none()).and_then(|task| task.small_step());
        errand.map_or_else(|| title.to_owned(), |errand| format!("{errand}: {title}"))
    }

    /// Returns the context for reading quick-add lines.
    pub fn reading(&self) -> Reading {
        let reading = Reading::at(self.now, self.here, self.workspace.settings.day_start, self.date_order);
        Reading { words: self.words, ..reading }
    }

    /// Returns the quadrant's name, renamed or default.
    pub fn quadrant_name(&self, quadrant: Quadrant) -> &'a str {
        let own = self.workspace.settings.quadrant_names.get(&quadrant);
        own.map_or(quadrant.default_name(), String::as_str)
    }
}

/// Returns the task that the Now strip offers to start; `None` while a session is open.
pub fn ready_today(ctx: &ViewContext) -> Option<(TaskId, Option<StepId>)> {
    ready(ctx.now_day, ctx.now.local).map(|(_, task, step)| (task, step))
}

/// Returns the block or suggestion of now, else the first of the day.
pub fn ready(day: &DayView, at: NaiveDateTime) -> Option<(Span, TaskId, Option<StepId>)> {
    let planned = day.agenda.upcoming(at).map(|block| (block.span(), block.task, block.step));
    let suggested = day.proposal.suggestions.iter().map(|s| (s.span, s.task, s.step));
    planned.chain(suggested).min_by_key(|(span, ..)| span.start)
}
