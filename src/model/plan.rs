//! What is planned: blocks of a task or one of its steps, at a wall-clock time.

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use super::id::{BlockId, StepId, TaskId};
use super::time::{Minutes, Span};

/// A stretch of time given to a task. Suggestions are never stored; what is stored the person accepted or placed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Block {
    pub id: BlockId,
    /// An open or a closed task.
    pub task: TaskId,
    /// The step it is for; the whole task without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<StepId>,
    /// On the wall clock of where the person is.
    pub start: NaiveDateTime,
    /// At least one.
    pub minutes: Minutes,
    #[serde(default)]
    pub state: BlockState,
}

impl Block {
    /// The wall-clock time it takes.
    pub fn span(&self) -> Span {
        let end = self.start.checked_add_signed(self.minutes.delta()).unwrap_or(NaiveDateTime::MAX);
        Span::new(self.start, end)
    }

    /// Whether its time passed without it having been started.
    pub fn is_missed(&self, now: NaiveDateTime) -> bool {
        matches!(self.state, BlockState::Planned | BlockState::Locked) && self.span().end <= now
    }
}

/// Who may move a block, and what became of it. That it was missed is derived.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, strum::Display)]
#[strum(serialize_all = "lowercase")]
pub enum BlockState {
    /// The person accepted or placed it; replanning may move it.
    #[default]
    Planned,
    /// Only the person moves it.
    Locked,
    /// At most one block in a workspace is running.
    Running,
    /// Worked off; it is as long as the work was.
    Done,
}
