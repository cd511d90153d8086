//! The input of the planner.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, NaiveDateTime, Utc};
use chrono_tz::Tz;

use super::proposal::{Proposal, Suggestion, SuggestionKey};
use crate::calendar::{Agenda, Availability, Gap};
use crate::model::{Block, BlockState, Minutes, Moment, StepId, TaskId, Workspace};

/// Suggestions that the person passed over: not again in the gap that holds this time.
pub type Passed = BTreeSet<(TaskId, Option<StepId>, NaiveDateTime)>;

/// All that a proposal is made from.
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
    /// Blocks that are still to be worked on, on any day.
    pub(super) blocks_by_task: HashMap<TaskId, Vec<Block>>,
    /// Minutes of finished blocks for tasks as a whole.
    pub(super) worked: HashMap<TaskId, Minutes>,
    /// Suggestions that are facts for this request.
    pub(super) held: Vec<Suggestion>,
    pub(super) availability: OnceCell<Availability>,
}

impl<'a> Request<'a> {
    /// A request for the day of `agenda`, whose free time is `gaps`.
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
        }
    }

    /// The same request where `shown` is on the screen already: what it proposes keeps its place unless moving it pays,
    /// and what is about to start is not touched.
    #[must_use]
    pub fn showing(self, shown: &'a Proposal) -> Self {
        Self { shown: Some(shown), ..self }
    }

    /// The same request where these of the shown suggestions are under the pointer or selected: they are not touched.
    #[must_use]
    pub fn looking_at(self, looked_at: &'a [SuggestionKey]) -> Self {
        Self { looked_at, ..self }
    }

    pub(super) fn worked(&self, task: TaskId) -> Minutes {
        self.worked.get(&task).copied().unwrap_or_default()
    }

    /// Free working time from now on; worked out once.
    pub(super) fn availability(&self) -> &Availability {
        self.availability.get_or_init(|| Availability::of(self.workspace, self.now, self.here))
    }
}
