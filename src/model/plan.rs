//! The plan: blocks of time for tasks and steps.

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use super::id::{BlockId, StepId, TaskId};
use super::time::{Minutes, Span};

/// Planned time for a task. The user accepted or placed it; suggestions are never stored.
///
/// ```
/// use gapwise::model::{Block, BlockId, BlockState, Minutes, TaskId};
///
/// let start = "2026-11-23T09:00:00".parse().unwrap();
/// let (id, task, minutes) = (BlockId::derived("b"), TaskId::derived("report"), Minutes::new(25));
/// let block = Block { id, task, step: None, start, minutes, state: BlockState::Planned };
/// assert_eq!(block.span().end.to_string(), "2026-11-23 09:25:00");
/// assert!(block.is_missed(block.span().end), "nobody started it");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Block {
    pub id: BlockId,
    /// An open or a closed task.
    pub task: TaskId,
    /// `None` means the whole task.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<StepId>,
    /// On the user's wall clock.
    pub start: NaiveDateTime,
    /// At least 1.
    pub minutes: Minutes,
    #[serde(default)]
    pub state: BlockState,
}

impl Block {
    /// Returns the wall-clock time that it takes.
    pub fn span(&self) -> Span {
        let end = self.start.checked_add_signed(self.minutes.delta()).unwrap_or(NaiveDateTime::MAX);
        Span::new(self.start, end)
    }

    /// Returns whether its time passed before it was started.
    pub fn is_missed(&self, now: NaiveDateTime) -> bool {
        self.state.is_open() && self.span().end <= now
    }
}

/// The state of a block. "Missed" is derived; see [`Block::is_missed`].
///
/// ```
/// use gapwise::model::BlockState;
///
/// assert!(BlockState::Locked.is_open() && !BlockState::Running.is_open());
/// assert_eq!(BlockState::Done.to_string(), "done");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, strum::Display)]
#[strum(serialize_all = "lowercase")]
pub enum BlockState {
    /// Replanning may move it.
    #[default]
    Planned,
    /// Only the user moves it.
    Locked,
    /// The timer runs for it. At most one block of a workspace is running.
    Running,
    /// Finished; its length is that of the work.
    Done,
}

impl BlockState {
    /// Returns whether it waits to be worked on: planned or locked.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Planned | Self::Locked)
    }
}
