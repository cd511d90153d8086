//! The input of the planner.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

use super::proposal::{Proposal, Suggestion, SuggestionKey};
use crate::calendar::{Agenda, Availability, Gap, Tz};
use crate::model::{Block, BlockState, Minutes, Moment, StepId, TaskId, WorkedMinutes, Workspace};

/// Suggestions that the user rejected. Each is not suggested again in the gap that contains the time.
///
/// ```
/// use gapwise::planner::{Passed, Request, propose};
/// # use std::ops::ControlFlow;
/// # use gapwise::calendar::{Agenda, Tz, gaps};
/// # use gapwise::model::{Minutes, Moment, Order, Task, TaskId, Workspace, day_of};
/// # let local: chrono::NaiveDateTime = "2026-11-23T09:00:00".parse().unwrap();
/// # let now = Moment { instant: local.and_utc(), local };
/// # let mut workspace = Workspace::default();
/// # let mut task = Task::new(TaskId::derived("t"), "Report", Order::default(), now.instant);
/// # (task.important, task.estimate) = (Some(true), Some(Minutes::new(25)));
/// # workspace.tasks.insert(task.id, task.into());
/// # let agenda = Agenda::of(&workspace, day_of(now.local, workspace.settings.day_start), Tz::UTC);
/// # let free = gaps(&agenda, &workspace.settings, now.local);
///
/// let start = |passed: Passed| {
///     let request = Request::new(&workspace, &agenda, &free, &passed, now, Tz::UTC);
///     propose(&request, &mut |_| ControlFlow::Continue(())).suggestions[0].span.start
/// };
/// assert_eq!(start(Passed::new()), free[0].span.start);
/// let not_now = Passed::from([(TaskId::derived("t"), None, free[0].span.start)]);
/// assert_eq!(start(not_now), free[1].span.start, "after lunch, not a little later");
/// ```
pub type Passed = BTreeSet<(TaskId, Option<StepId>, NaiveDateTime)>;

/// The week of a request's day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Week {
    pub first: NaiveDate,
    /// The first date that shares what is missing of the weekly minimum.
    pub from: NaiveDate,
}

/// The input of a proposal: workspace, day, free time, now.
///
/// ```
/// use std::ops::ControlFlow;
/// use gapwise::calendar::{Agenda, gaps};
/// use gapwise::model::{Moment, Workspace, day_of};
/// use gapwise::planner::{Passed, Request, propose};
///
/// let workspace = Workspace::default();
/// let now = Moment { instant: "2026-03-02T09:00:00Z".parse().unwrap(), local: "2026-03-02T09:00:00".parse().unwrap() };
/// let day = day_of(now.local, workspace.settings.day_start);
/// let agenda = Agenda::of(&workspace, day, gapwise::calendar::Tz::UTC);
/// let free = gaps(&agenda, &workspace.settings, now.local);
/// let passed = Passed::new();
/// let request = Request::new(&workspace, &agenda, &free, &passed, now, gapwise::calendar::Tz::UTC);
/// assert!(propose(&request, &mut |_| ControlFlow::Continue(())).suggestions.is_empty());
/// ```
#[derive(Clone)]
pub struct Request<'a> {
    pub(super) workspace: &'a Workspace,
    pub(super) agenda: &'a Agenda,
    pub(super) gaps: Cow<'a, [Gap]>,
    pub(super) passed: &'a Passed,
    pub(super) now: NaiveDateTime,
    pub(super) instant: DateTime<Utc>,
    pub(super) here: Tz,
    pub(super) shown: Option<&'a Proposal>,
    pub(super) looked_at: &'a [SuggestionKey],
    /// Open blocks on any day.
    pub(super) blocks_by_task: HashMap<TaskId, Vec<Block>>,
    /// Minutes worked on each step, and on each task without a step.
    pub(super) worked: WorkedMinutes,
    /// Suggestions that must stay as they are.
    pub(super) held: Vec<Suggestion>,
    pub(super) availability: OnceCell<Availability>,
    pub(super) week: Option<Week>,
}

impl<'a> Request<'a> {
    /// Returns a request for the day of `agenda` with the free time `gaps`.
    pub fn new(
        workspace: &'a Workspace,
        agenda: &'a Agenda,
        gaps: &'a [Gap],
        passed: &'a Passed,
        now: Moment,
        here: Tz,
    ) -> Self {
        let mut blocks_by_task: HashMap<_, Vec<_>> = HashMap::new();
        let open = |block: &&std::sync::Arc<Block>| block.state != BlockState::Done && !block.is_missed(now.local);
        for block in workspace.blocks.values().filter(open) {
            blocks_by_task.entry(block.task).or_default().push(Block::clone(block));
        }
        Self {
            workspace,
            agenda,
            gaps: gaps.into(),
            passed,
            now: now.local,
            instant: now.instant,
            here,
            shown: None,
            looked_at: &[],
            blocks_by_task,
            worked: workspace.worked_on_tasks(),
            held: Vec::new(),
            availability: OnceCell::new(),
            week: None,
        }
    }

    /// Sets the plan on screen. Its suggestions keep their places unless a move pays, and imminent ones stay.
    #[must_use]
    pub fn showing(self, shown: &'a Proposal) -> Self {
        Self { shown: Some(shown), ..self }
    }

    /// Sets the shown suggestions that are hovered or selected. They stay.
    #[must_use]
    pub fn looking_at(self, looked_at: &'a [SuggestionKey]) -> Self {
        Self { looked_at, ..self }
    }

    /// Sets the first date of the week of the day, so that the plan obeys the weekly minimum of important work that is
    /// not urgent. The dates of the week from `from` on share the minutes that are missing: those from today on, less the
    /// dates whose plans stand in the workspace.
    #[must_use]
    pub fn in_week(self, first: NaiveDate, from: NaiveDate) -> Self {
        Self { week: Some(Week { first, from }), ..self }
    }

    pub(super) fn moment(&self) -> Moment {
        Moment { instant: self.instant, local: self.now }
    }

    pub(super) fn worked(&self, task: TaskId, step: Option<StepId>) -> Minutes {
        self.worked.get(&(task, step)).copied().unwrap_or_default()
    }

    /// Returns free working time from now on, computed once.
    pub(super) fn availability(&self) -> &Availability {
        self.availability.get_or_init(|| Availability::of(self.workspace, self.now, self.here))
    }
}
