//! Actions on the blocks of the plan.

use std::sync::Arc;

use chrono::NaiveDateTime;

use crate::model::check;
use crate::model::error::{ActionError, Broken};
use crate::model::id::BlockId;
use crate::model::log::{PutOff, Review, Session};
use crate::model::plan::{Block, BlockState};
use crate::model::time::{Minutes, Moment, day_of};
use crate::model::workspace::Workspace;

impl Workspace {
    pub(super) fn add_block(&mut self, block: &Block) -> Result<(), ActionError> {
        if self.blocks.contains_key(&block.id) {
            return Err(ActionError::Exists);
        }
        if block.state == BlockState::Running {
            return Err(Broken::RunningWithoutSession.into());
        }
        self.put_block(block.clone())
    }

    pub(super) fn move_block(
        &mut self,
        id: BlockId,
        start: NaiveDateTime,
        minutes: Minutes,
    ) -> Result<(), ActionError> {
        self.put_block(Block { start, minutes, ..self.block(id)? })
    }

    pub(super) fn remove_block(&mut self, id: BlockId, now: Moment) -> Result<(), ActionError> {
        self.block(id)?;
        self.finish_open(|session| session.block == Some(id), now);
        self.bury_blocks(|block| block.id == id, now);
        Ok(())
    }

    /// Puts a block from another copy of the workspace. It runs exactly if the timer here runs for it.
    pub(super) fn put_foreign_block(&mut self, block: &Block) -> Result<(), ActionError> {
        let state = match block.state {
            _ if self.open_session().is_some_and(|open| open.block == Some(block.id)) => BlockState::Running,
            BlockState::Running => BlockState::Planned,
            state => state,
        };
        self.put_block(Block { state, ..block.clone() })
    }

    pub(super) fn block(&self, id: BlockId) -> Result<Block, ActionError> {
        self.blocks.get(&id).map(|block| Block::clone(block)).ok_or(ActionError::Missing("block"))
    }

    pub(super) fn put_block(&mut self, block: Block) -> Result<(), ActionError> {
        check::block(self, &block)?;
        self.revive(block.id.uuid());
        self.blocks.insert(block.id, Arc::new(block));
        Ok(())
    }

    /// Returns whether `block` with the earlier finished blocks is as long as the rest of its step or task.
    pub fn covers_the_rest(&self, block: &Block) -> bool {
        let Some(task) = self.tasks.get(&block.task).filter(|task| task.delegated.is_none()) else { return false };
        let guess = self.settings.guess;
        let left = match block.step.map(|id| task.step(id)) {
            Some(Some(step)) if !step.is_done() => task.step_length(step, guess),
            None if task.next_step().is_none() => task.left(guess),
            Some(_) | None => return false,
        };
        let worked = self.worked(block.task, block.step, block.id);
        block.minutes + worked >= left
    }

    /// Ends the open session if it fits.
    pub(super) fn finish_open(&mut self, fits: impl Fn(&Session) -> bool, now: Moment) {
        if self.open_session().is_some_and(fits) {
            self.end_open(now);
        }
    }

    /// Removes the future blocks that fit. Started and past blocks stay.
    pub(super) fn drop_blocks(&mut self, now: Moment, fits: impl Fn(&Block) -> bool) {
        let idle = |block: &Block| block.state.is_open();
        self.bury_blocks(|block| fits(block) && idle(block) && block.span().end > now.local, now);
    }

    /// Ends the planned blocks that fit and whose time has come as done now.
    pub(super) fn end_started_blocks(&mut self, now: Moment, fits: impl Fn(&Block) -> bool) {
        let idle = |block: &Block| matches!(block.state, BlockState::Planned | BlockState::Locked);
        let begun = |block: &Block| block.start < now.local && now.local < block.span().end;
        let started = self.blocks.values().filter(|block| fits(block) && idle(block) && begun(block));
        let ended: Vec<_> = started
            .map(|block| {
                let minutes = Minutes::between(block.start, now.local).max(Minutes::new(1));
                Block { state: BlockState::Done, minutes, ..Block::clone(block) }
            })
            .collect();
        for block in ended {
            self.blocks.insert(block.id, Arc::new(block));
        }
    }

    /// Notes today's planned blocks that fit and have not begun in the review of the day: their work is done before its
    /// time.
    pub(super) fn note_done_early(&mut self, now: Moment, fits: impl Fn(&Block) -> bool) {
        let today = day_of(now.local, self.settings.day_start);
        let waits = |block: &Block| matches!(block.state, BlockState::Planned | BlockState::Locked);
        let is_early = |block: &&Arc<Block>| {
            fits(block) && waits(block) && block.start >= now.local && today.span().contains(block.start)
        };
        let noted = |block: &Arc<Block>| PutOff {
            block: Block::clone(block),
            title: self.title_of(block.task, block.step).unwrap_or_default().to_owned(),
        };
        let early: Vec<PutOff> = self.blocks.values().filter(is_early).map(noted).collect();
        if early.is_empty() {
            return;
        }
        let written = self.reviews.get(&today.date).map(|review| Review::clone(review));
        let mut review = written.unwrap_or_else(|| Review::of(today.date));
        review.put_off.retain(|old| early.iter().all(|new| new.block.id != old.block.id));
        review.put_off.extend(early);
        self.revive(Review::tombstone_of(today.date));
        self.reviews.insert(today.date, Arc::new(review));
    }

    /// Removes the blocks that fit and leaves tombstones.
    pub(super) fn bury_blocks(&mut self, fits: impl Fn(&Block) -> bool, now: Moment) {
        let gone: Vec<_> = self.blocks.values().filter(|block| fits(block)).map(|block| block.id).collect();
        for id in gone {
            self.blocks.remove(&id);
            self.tombstones.insert(id.uuid(), now.instant);
        }
    }
}
