//! The selection, and the payload of a drag.

use std::collections::BTreeSet;

use chrono::NaiveDateTime;

use crate::model::{BlockId, EventId, Minutes, Settings, StepId, Task, TaskId, Workspace};
use crate::planner::{Proposal, Suggestion};

/// The selected item.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Selection {
    #[default]
    Nothing,
    Task(TaskId),
    Block(BlockId),
    /// An occurrence: its event and its local start.
    Event(EventId, NaiveDateTime),
    /// A suggestion: its task and step.
    Ghost(TaskId, Option<StepId>),
}

impl Selection {
    /// Returns the selected suggestion, if any.
    pub fn ghost(self, proposal: &Proposal) -> Option<&Suggestion> {
        let Self::Ghost(task, step) = self else { return None };
        proposal.suggestions.iter().find(|s| s.task == task && s.step == step)
    }

    /// Returns the task of the selected item, if any.
    pub fn task(self, workspace: &Workspace) -> Option<TaskId> {
        match self {
            Self::Task(task) | Self::Ghost(task, _) => Some(task),
            Self::Block(block) => workspace.blocks.get(&block).map(|block| block.task),
            Self::Nothing | Self::Event(..) => None,
        }
    }
}

/// The payload of a drag from the matrix or the inspector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dragged {
    pub task: TaskId,
    /// The dragged step; `None` for the task.
    pub step: Option<StepId>,
    /// Other chosen cards that are dragged along.
    pub others: BTreeSet<TaskId>,
}

impl Dragged {
    /// Returns the step and length of a block for it: the dragged step, else the next one, else the task. `whole`
    /// forces the task.
    pub fn content(&self, task: &Task, whole: bool, settings: &Settings) -> (Option<StepId>, Minutes) {
        let guess = settings.guess;
        match self.step.and_then(|id| task.step(id)) {
            _ if whole => (None, task.left(guess)),
            Some(step) => (Some(step.id), task.step_length(step, guess)),
            None => task.next_sitting(guess, settings.chunk),
        }
    }
}
