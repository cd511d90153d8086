//! The state of a block, which the timer and the work of its task follow.

use std::sync::Arc;

use crate::model::action::edit::StepEdit;
use crate::model::action::timer_action::TimerAction;
use crate::model::error::ActionError;
use crate::model::id::{BlockId, SessionId};
use crate::model::log::Outcome;
use crate::model::plan::{Block, BlockState};
use crate::model::task::{Delegation, Task};
use crate::model::time::Moment;
use crate::model::workspace::Workspace;

impl Workspace {
    /// Sets the state of a block. Starting it stops the running one. Finishing it also finishes its step or task if it
    /// covers the rest of that.
    pub(super) fn set_block_state(&mut self, id: BlockId, state: BlockState, now: Moment) -> Result<(), ActionError> {
        if state == BlockState::Running {
            return self.start_block(id, now);
        }
        if state == BlockState::Done && self.block(id)?.state != BlockState::Done {
            self.note_errand(&self.block(id)?, now);
        }
        let covers = state == BlockState::Done && self.covers_the_rest(&self.block(id)?);
        self.finish_open(|session| session.block == Some(id), now);
        let block = Block { state, ..self.block(id)? };
        self.put_block(block.clone())?;
        match block.step {
            _ if !covers => Ok(()),
            Some(step) => self.edit_step(block.task, step, &StepEdit::Done(true), now),
            None => self.close_task(block.task, Outcome::Done, now),
        }
    }

    /// Records the handover or the follow-up that a block of a delegated task was for.
    fn note_errand(&mut self, block: &Block, now: Moment) {
        let Some(task) = self.tasks.get(&block.task).filter(|_| block.step.is_none()) else { return };
        let Some(delegation) = &task.delegated else { return };
        let next = match delegation.handed_over {
            None => Delegation { handed_over: Some(now.instant), ..delegation.clone() },
            Some(_) => Delegation { follow_up: None, ..delegation.clone() },
        };
        let task = Task { delegated: Some(next), ..Task::clone(task) };
        self.tasks.insert(task.id, Arc::new(task));
    }

    /// Starts the timer for a block. The id of the session derives from the block and the instant.
    fn start_block(&mut self, id: BlockId, now: Moment) -> Result<(), ActionError> {
        let block = self.block(id)?;
        if block.state == BlockState::Running {
            return Ok(());
        }
        let start = TimerAction::Start {
            session: SessionId::derived(&format!("{id}/{}", now.instant.timestamp_millis())),
            task: Some(block.task),
            step: block.step,
            title: self.title_of(block.task, block.step).unwrap_or_default().to_owned(),
            quadrant: None,
            planned: Some(block.minutes),
            block: Some(block),
        };
        self.perform_timer(&start, now)
    }
}
