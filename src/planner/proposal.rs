//! The plan of a day, as suggestions with times and reasons.

use super::why::{LeftOut, WeeklyMinimum, Why};
use crate::model::{Minutes, Span, StepId, TaskId};

/// The task or step of a suggestion.
///
/// ```
/// use gapwise::planner::{Passed, Request, SuggestionKey, propose};
/// # use std::ops::ControlFlow;
/// # use gapwise::calendar::{Agenda, Tz, gaps};
/// # use gapwise::model::{Minutes, Moment, Order, Task, TaskId, Workspace, day_of};
/// # let local: chrono::NaiveDateTime = "2026-11-23T09:00:00".parse().unwrap();
/// # let now = Moment { instant: local.and_utc(), local };
/// # let mut workspace = Workspace::default();
/// # let mut task = Task::new(TaskId::derived("t"), "Report", Order::default(), now.instant);
/// # (task.important, task.estimate) = (Some(true), Some(Minutes::new(120)));
/// # workspace.tasks.insert(task.id, task.into());
/// # let agenda = Agenda::of(&workspace, day_of(now.local, workspace.settings.day_start), Tz::UTC);
/// # let free = gaps(&agenda, &workspace.settings, now.local);
/// # let passed = Passed::new();
/// # let request = Request::new(&workspace, &agenda, &free, &passed, now, Tz::UTC);
///
/// let plan = propose(&request, &mut |_| ControlFlow::Continue(()));
/// let keys: Vec<SuggestionKey> = plan.suggestions.iter().map(|it| (it.task, it.step)).collect();
/// assert!(keys.len() > 1 && keys.iter().all(|key| *key == keys[0]), "the chunks of one task share it");
/// ```
pub type SuggestionKey = (TaskId, Option<StepId>);

/// The plan of a day.
///
/// ```
/// use gapwise::planner::Proposal;
/// let plan = Proposal { value: 990, bound: 1000, ..Proposal::default() };
/// assert_eq!(plan.shortfall_permille(), 11, "at most 1.1 % below the best plan");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proposal {
    /// Sorted by start, without overlap.
    pub suggestions: Vec<Suggestion>,
    /// Breaks between the suggestions.
    pub breaks: Vec<Span>,
    /// In tenths of weighted minutes.
    pub value: i64,
    /// Upper bound on the value of every plan that keeps the imminent suggestions.
    pub bound: i64,
    /// Open work without a suggestion. Empty if the search was stopped.
    pub left_out: Vec<LeftOut>,
    /// Tasks due on the day, and not overdue, that this plan does not finish in time, the first due first. Empty if the
    /// search was stopped.
    pub late: Vec<TaskId>,
    /// `None` if there is no weekly minimum, or the day has its share of it.
    pub weekly_minimum: Option<WeeklyMinimum>,
}

impl Proposal {
    /// Returns the maximum distance to the best plan in thousandths of the bound; 0 for a plan proven best.
    pub fn shortfall_permille(&self) -> i64 {
        if self.bound <= self.value { 0 } else { ((self.bound - self.value) * 1000).div_euclid(self.bound.max(1)) + 1 }
    }

    /// Returns suggested minutes of work.
    pub fn work(&self) -> Minutes {
        self.suggestions.iter().map(|suggestion| suggestion.work).sum()
    }
}

/// Treatment of work by the plan of the day on which it is due.
///
/// ```
/// use gapwise::planner::{DuePlan, estimates::Forecast};
/// let alone = Forecast { left: 60, until_due: 400, percent: 99, own: true, plan: DuePlan::Unknown };
/// assert_eq!(alone.planned(Some(80)).plan, DuePlan::InTime);
/// assert_eq!(alone.planned(Some(0)).plan, DuePlan::Late);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DuePlan {
    /// It is due on another day, or the day is not planned.
    #[default]
    Unknown,
    /// All of it is planned before its due time.
    InTime,
    /// Some of it is planned after its due time, or not at all.
    Late,
}

/// A suggested time for a task or step, drawn as a ghost on the timeline. Never stored.
///
/// ```
/// use std::ops::ControlFlow;
/// use gapwise::calendar::{Agenda, Tz, gaps};
/// use gapwise::model::{Minutes, Moment, Order, Task, TaskId, Workspace, day_of};
/// use gapwise::planner::{Passed, Request, propose};
///
/// let now = Moment { instant: "2026-03-02T09:00:00Z".parse().unwrap(), local: "2026-03-02T09:00:00".parse().unwrap() };
/// let mut workspace = Workspace::default();
/// let mut task = Task::new(TaskId::derived("t"), "Report", Order::default(), now.instant);
/// (task.important, task.estimate) = (Some(true), Some(Minutes::new(25)));
/// workspace.tasks.insert(task.id, task.into());
/// let agenda = Agenda::of(&workspace, day_of(now.local, workspace.settings.day_start), Tz::UTC);
/// let free = gaps(&agenda, &workspace.settings, now.local);
/// let passed = Passed::new();
/// let request = Request::new(&workspace, &agenda, &free, &passed, now, Tz::UTC);
/// let plan = propose(&request, &mut |_| ControlFlow::Continue(()));
/// let first = &plan.suggestions[0];
/// assert_eq!((first.span.start, first.work), (now.local, Minutes::new(25)));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    pub task: TaskId,
    /// `None` for the whole task.
    pub step: Option<StepId>,
    /// Wall-clock time, with breaks inside.
    pub span: Span,
    /// The span less the breaks inside.
    pub work: Minutes,
    /// The gap that contains it.
    pub gap: Span,
    pub why: Why,
}
