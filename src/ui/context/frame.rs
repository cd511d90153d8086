//! What views are given to read, and what they hand back.

use std::sync::Arc;

use chrono::NaiveDateTime;
use chrono_tz::Tz;

use super::board::Board;
use super::day::DayView;
use super::reviewed::Reviewed;
use crate::calendar::{DayLoad, UrgencyView};
use crate::exchange::{DateOrder, Reading};
use crate::model::{
    ClosedTask, Minutes, Moment, Occurrence, PlanningDay, Quadrant, Span, StepId, Task, TaskId, Workspace,
};
use crate::planner::Suggestion;
use crate::planner::estimates::{EstimateRange, Forecast, short_range_words, tags_for};
use crate::ui::selection::Selection;

/// All that views may read during a frame. Nothing in it changes while the frame is drawn.
#[derive(Clone, Copy)]
pub struct ViewContext<'a> {
    pub workspace: &'a Workspace,
    pub now: Moment,
    /// What 3/4 means.
    pub date_order: DateOrder,
    /// The zone of the person.
    pub here: Tz,
    pub board: &'a Board,
    /// The day that was chosen: the one that the bars and the list beside the days are about.
    pub day: &'a DayView,
    /// All days that are shown beside each other, in order; the chosen one is among them.
    pub days: &'a [DayView],
    /// The month of the small calendar, while that is open.
    pub month: &'a [DayLoad],
    /// Whether the selected task, which this names, will be done in time; `None` where it has no due date.
    pub forecast: Option<(TaskId, Forecast)>,
    /// What lies in the trash while that is open, deleted last comes first.
    pub trash: &'a [Arc<ClosedTask>],
    /// The planning day that it is now.
    pub today: PlanningDay,
    /// The selection at the start of the frame.
    pub selection: Selection,
    /// Whether the planner is still looking for something better.
    pub planning: bool,
    pub undo: Option<&'a str>,
    pub redo: Option<&'a str>,
    /// Whether something came from outside that can be taken back.
    pub can_take_back_merge: bool,
    /// What is shown in the Review view.
    pub review: Option<&'a Reviewed>,
}

impl<'a> ViewContext<'a> {
    /// How a task presses. A task that is not on the board does not.
    pub fn urgency(&self, task: TaskId) -> UrgencyView {
        self.board.urgency.get(&task).copied().unwrap_or(UrgencyView::NONE)
    }

    /// The shown day that holds a time.
    pub fn day_at(&self, at: NaiveDateTime) -> Option<&'a DayView> {
        self.days.iter().find(|day| day.agenda.day.span().contains(at))
    }

    /// The suggestion that is selected, on any of the days.
    pub fn ghost(&self, selection: Selection) -> Option<&'a Suggestion> {
        self.days.iter().find_map(|day| selection.ghost(&day.proposal))
    }

    /// The occurrence that is selected, on any of the days.
    pub fn occurrence(&self, selection: Selection) -> Option<&'a Occurrence> {
        let Selection::Event(event, start) = selection else { return None };
        let of_day = |day: &'a DayView| day.agenda.events.iter().chain(&day.agenda.all_day);
        self.days.iter().flat_map(of_day).find(|it| it.event == event && it.span.start == start)
    }

    /// The quadrant in which a task is shown, also for one that was closed.
    pub fn quadrant_of(&self, task: &Task) -> Option<Quadrant> {
        crate::calendar::quadrant(task, self.urgency(task.id))
    }

    /// The open task with this id.
    pub fn task(&self, id: TaskId) -> Option<&'a Arc<Task>> {
        self.workspace.tasks.get(&id)
    }

    /// Work that is left of a task, less what finished blocks have done of it.
    pub fn left(&self, task: &Task) -> Minutes {
        task.left(self.workspace.settings.guess) - self.board.worked.get(&task.id).copied().unwrap_or_default()
    }

    /// What work of this length on a task or a step of it usually takes; `None` until enough is known.
    pub fn usual(&self, task: TaskId, step: Option<StepId>, minutes: Minutes) -> Option<EstimateRange> {
        let task = self.workspace.any_task(task)?;
        self.board.history.range(minutes, &tags_for(task, step))
    }

    /// A length with what it usually takes: "25m (15–45)".
    pub fn length_words(&self, task: TaskId, step: Option<StepId>, minutes: Minutes) -> String {
        short_range_words(minutes, self.usual(task, step, minutes))
    }

    /// What a block or a suggestion is called: the step, or the small step that is left of what somebody else does with
    /// its task, else the task.
    pub fn title_of(&self, task: TaskId, step: Option<StepId>) -> String {
        let title = self.workspace.title_of(task, step).unwrap_or_default();
        let errand = self.task(task).filter(|_| step.is_none()).and_then(|task| task.small_step());
        errand.map_or_else(|| title.to_owned(), |errand| format!("{errand}: {title}"))
    }

    /// What lines of text are read against.
    pub fn reading(&self) -> Reading {
        Reading::at(self.now, self.here, self.workspace.settings.day_start, self.date_order)
    }

    /// The name that a quadrant has here.
    pub fn quadrant_name(&self, quadrant: Quadrant) -> &'a str {
        let own = self.workspace.settings.quadrant_names.get(&quadrant);
        own.map_or(quadrant.default_name(), String::as_str)
    }
}

/// What the strip offers to start, where nothing runs.
pub fn ready_today(ctx: &ViewContext) -> Option<(TaskId, Option<StepId>)> {
    let day = ctx.days.iter().find(|day| day.agenda.day == ctx.today)?;
    ready(day, ctx.now.local).map(|(_, task, step)| (task, step))
}

/// What is planned or suggested for now, or comes first.
pub fn ready(day: &DayView, at: NaiveDateTime) -> Option<(Span, TaskId, Option<StepId>)> {
    let planned = day.agenda.upcoming(at).map(|block| (block.span(), block.task, block.step));
    let suggested = day.proposal.suggestions.iter().map(|s| (s.span, s.task, s.step));
    planned.chain(suggested).min_by_key(|(span, ..)| span.start)
}
