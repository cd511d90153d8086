//! Commands on the selected blocks.

use chrono::{NaiveDateTime, TimeDelta};

use super::runner::Runner;
use crate::calendar::words::counted;
use crate::model::{Action, Block, BlockId, BlockState, Span};
use crate::ui::intent::Intent;
use crate::ui::selection::Selection;
use crate::ui::state::Yield;
use crate::ui::timeline::{merge_with_next, middle, split_at, yields};

impl<'a> Runner<'a> {
    /// Returns the selected blocks, the main one first.
    fn selected_blocks(&self) -> Vec<&'a Block> {
        let main = match self.state.selection {
            Selection::Block(id) => Some(id),
            _ => None,
        };
        let ids = main.into_iter().chain(self.state.timeline.also.iter().copied().filter(|id| Some(*id) != main));
        ids.filter_map(|id| self.ctx.workspace.blocks.get(&id)).map(|block| &**block).collect()
    }

    fn movable_blocks(&self) -> Vec<&'a Block> {
        self.selected_blocks().into_iter().filter(|block| block.state.is_open()).collect()
    }

    /// Applies actions as one undo step. Returns whether there are any.
    fn act_on_blocks(&mut self, verb: &str, mut actions: Vec<Action>) -> bool {
        let action = match actions.len() {
            0 => return false,
            1 => actions.remove(0),
            count => Action::All { name: format!("{verb} {}", counted(count, "block", "blocks")), actions },
        };
        self.act(action);
        true
    }

    /// Moves the selected blocks in time, and shows the main one at its new place.
    pub fn move_blocks(&mut self, by: TimeDelta) {
        let blocks = self.movable_blocks();
        let Some(main) = blocks.first().map(|main| main.span()) else { return };
        let moved = blocks.iter().map(|it| moved(it, it.start + by)).collect();
        self.act_on_blocks("move", moved);
        self.push(Intent::ShowMoved(self.state.selection, Span::new(main.start + by, main.end + by)));
    }

    /// Makes the selected blocks longer or shorter by one grid step.
    pub fn resize_blocks(&mut self, longer: bool) {
        let grid = self.ctx.workspace.settings.grid;
        let resized = |block: &Block| {
            let minutes = if longer { block.minutes + grid } else { block.minutes - grid };
            (!minutes.is_zero()).then_some(Action::MoveBlock { block: block.id, start: block.start, minutes })
        };
        let actions = self.movable_blocks().into_iter().filter_map(resized).collect();
        self.act_on_blocks("resize", actions);
    }

    /// Locks the selected blocks; unlocks them if all are locked.
    pub fn toggle_lock(&mut self) {
        self.set_states(&self.movable_blocks(), BlockState::Locked, ["lock", "unlock"]);
    }

    /// Ticks the selected blocks; unticks them if all are done.
    pub fn tick_blocks(&mut self) {
        self.set_states(&self.selected_blocks(), BlockState::Done, ["finish", "untick"]);
    }

    /// Gives blocks a state; plans them again if all have it.
    fn set_states(&mut self, blocks: &[&Block], state: BlockState, [set, unset]: [&str; 2]) {
        let (verb, state) =
            if blocks.iter().all(|block| block.state == state) { (unset, BlockState::Planned) } else { (set, state) };
        let others = blocks.iter().filter(|it| it.state != state);
        let actions = others.map(|it| Action::SetBlockState(it.id, state)).collect();
        self.act_on_blocks(verb, actions);
    }

    /// Removes the selected blocks.
    pub fn remove_blocks(&mut self) {
        let actions = self.selected_blocks().iter().map(|block| Action::RemoveBlock(block.id)).collect();
        if self.act_on_blocks("unschedule", actions) {
            self.state.timeline.also.clear();
        }
    }

    /// Splits the main selected block in half.
    pub fn split(&mut self) {
        let grid = self.ctx.workspace.settings.grid;
        let block = self.selected_blocks().into_iter().next();
        let halves = block.and_then(|block| split_at(self.ctx, block, middle(block, grid)));
        self.out.extend(halves);
    }

    /// Merges the main selected block with the next piece of the same work.
    pub fn merge(&mut self) {
        let Some(block) = self.selected_blocks().into_iter().next() else { return };
        let merged = merge_with_next(self.ctx.workspace, block);
        self.push(merged.unwrap_or(Intent::Toast("No other block of this work to merge with.".into())));
    }

    /// Copies the main selected block to the time after it.
    pub fn copy_block(&mut self) {
        let Some(block) = self.selected_blocks().into_iter().next() else { return };
        let id = BlockId::new(self.ctx.now.instant);
        let copy = Block { id, start: block.span().end, state: BlockState::Planned, ..block.clone() };
        let title = self.ctx.workspace.title_of(block.task, block.step).unwrap_or("block");
        self.act(Action::All { name: format!("copy \"{title}\""), actions: vec![Action::AddBlock(copy)] });
    }

    /// Moves the main selected block by one grid step, and the blocks in its way to later times.
    pub fn push_block(&mut self, earlier: bool) {
        let Some(block) = self.movable_blocks().into_iter().next() else { return };
        let (ctx, grid) = (self.ctx, self.ctx.workspace.settings.grid);
        let start = if earlier { block.start - grid.delta() } else { block.start + grid.delta() };
        let span = Block { start, ..block.clone() }.span();
        let pushed = ctx
            .day_at(start)
            .map(|day| yields(&day.agenda, &[block.id], span, Yield::Push, &ctx.workspace.settings, ctx.now.local));
        let pushed = pushed.into_iter().flatten().map(|it| Action::MoveBlock {
            block: it.block,
            start: it.span.start,
            minutes: it.span.minutes(),
        });
        let title = ctx.workspace.title_of(block.task, block.step).unwrap_or("block");
        let actions = std::iter::once(moved(block, start)).chain(pushed).collect();
        self.act(Action::All { name: format!("move \"{title}\" and push"), actions });
    }
}

fn moved(block: &Block, start: NaiveDateTime) -> Action {
    Action::MoveBlock { block: block.id, start, minutes: block.minutes }
}
