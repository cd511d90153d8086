//! The selection, and the payload of a drag.

use std::collections::BTreeSet;

use chrono::NaiveDateTime;

use crate::model::{BlockId, EventId, Minutes, StepId, Task, TaskId, Workspace};
use crate::planner::{Proposal, Suggestion};

/// What is selected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Selection {
    #[default]
    Nothing,
    Task(TaskId),
    Block(BlockId),
    /// An event, by the start of its occurrence on the wall clock here.
    Event(EventId, NaiveDateTime),
    /// A suggestion, by what it is for.
    Ghost(TaskId, Option<StepId>),
}

impl Selection {
    /// The suggestion that is selected, if one is.
    pub fn ghost(self, proposal: &Proposal) -> Option<&Suggestion> {
        let Self::Ghost(task, step) = self else { return None };
        proposal.suggestions.iter().find(|s| s.task == task && s.step == step)
    }

    /// The task that it is about, if any.
    pub fn task(self, workspace: &Workspace) -> Option<TaskId> {
        match self {
            Self::Task(task) | Self::Ghost(task, _) => Some(task),
            Self::Block(block) => workspace.blocks.get(&block).map(|block| block.task),
            Self::Nothing | Self::Event(..) => None,
        }
    }
}

/// What is dragged from the matrix or the inspector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dragged {
    pub task: TaskId,
    /// A step of it, if that is what was picked up.
    pub step: Option<StepId>,
    /// Other cards that were chosen together with this one and move along.
    pub others: BTreeSet<TaskId>,
}

impl Dragged {
    /// What a block for it would hold: the step that was picked up, else the next one, else the task. The `whole` task
    /// if that is wanted.
    pub fn content(&self, task: &Task, whole: bool, guess: Minutes) -> (Option<StepId>, Minutes) {
        let step = if whole { None } else { self.step.and_then(|id| task.step(id)).or_else(|| task.next_step()) };
        match step {
            Some(step) => (Some(step.id), step.estimate.unwrap_or(guess)),
            None => (None, task.left(guess)),
        }
    }
}
