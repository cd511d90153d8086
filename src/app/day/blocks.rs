//! Commands on the selected blocks.

use chrono::TimeDelta;

use crate::app::gapwise::Gapwise;
use crate::app::selection::all_on_days;
use crate::model::{Action, Block, BlockId, BlockState, Moment, Span};
use crate::ui::command::Command;
use crate::ui::{Intent, Selection, Yield, merge_with_next, split_at, yields};

impl Gapwise {
    /// The selected blocks, the main one first.
    pub(crate) fn selected_blocks(&self) -> Vec<Block> {
        let main = match self.state.selection {
            Selection::Block(id) => Some(id),
            _ => None,
        };
        let ids = main.into_iter().chain(self.state.timeline.also.iter().copied().filter(|id| Some(*id) != main));
        ids.filter_map(|id| self.workspace().blocks.get(&id)).map(|block| Block::clone(block)).collect()
    }

    fn movable_blocks(&self) -> Vec<Block> {
        let movable = |block: &Block| matches!(block.state, BlockState::Planned | BlockState::Locked);
        self.selected_blocks().into_iter().filter(movable).collect()
    }

    /// Applies actions as one undo step. Returns whether there were any and they worked.
    fn act_on_blocks(&mut self, verb: &str, actions: Vec<Action>, now: Moment) -> bool {
        let action = match actions.as_slice() {
            [] => return false,
            [one] => one.clone(),
            _ => Action::All { name: format!("{verb} {} blocks", actions.len()), actions },
        };
        self.act(&action, now)
    }

    /// Moves the selected blocks in time.
    pub(crate) fn move_blocks(&mut self, by: TimeDelta, now: Moment) {
        let blocks = self.movable_blocks();
        let moved = |it: &Block| Action::MoveBlock { block: it.id, start: it.start + by, minutes: it.minutes };
        if self.act_on_blocks("move", blocks.iter().map(moved).collect(), now)
            && let Some(main) = blocks.first()
        {
            let span = main.span();
            self.show_moved(self.state.selection, Span::new(span.start + by, span.end + by), now);
        }
    }

    /// Moves a block and scrolls to it.
    pub(crate) fn move_block_to(&mut self, block: BlockId, span: Span, now: Moment) {
        let action = Action::MoveBlock { block, start: span.start, minutes: span.minutes() };
        if self.act(&action, now) {
            self.show_moved(Selection::Block(block), span, now);
        }
    }

    /// Makes the selected blocks longer or shorter by one grid step.
    pub(crate) fn resize_blocks(&mut self, longer: bool, now: Moment) {
        let grid = self.workspace().settings.grid;
        let resized = |block: Block| {
            let minutes = if longer { block.minutes + grid } else { block.minutes - grid };
            (!minutes.is_zero()).then_some(Action::MoveBlock { block: block.id, start: block.start, minutes })
        };
        let actions = self.movable_blocks().into_iter().filter_map(resized).collect();
        self.act_on_blocks("resize", actions, now);
    }

    /// Locks the selected blocks; unlocks them if all are locked.
    pub(crate) fn toggle_lock(&mut self, now: Moment) {
        let blocks = self.movable_blocks();
        let unlock = blocks.iter().all(|block| block.state == BlockState::Locked);
        let (verb, state) = if unlock { ("unlock", BlockState::Planned) } else { ("lock", BlockState::Locked) };
        let actions = blocks.iter().filter(|it| it.state != state).map(|it| Action::SetBlockState(it.id, state));
        let actions = actions.collect();
        self.act_on_blocks(verb, actions, now);
    }

    /// Ticks the selected blocks; unticks them if all are done.
    pub(crate) fn tick_blocks(&mut self, now: Moment) {
        let blocks = self.selected_blocks();
        let untick = blocks.iter().all(|block| block.state == BlockState::Done);
        let state = if untick { BlockState::Planned } else { BlockState::Done };
        let actions = blocks.iter().filter(|it| it.state != state).map(|it| Action::SetBlockState(it.id, state));
        let actions = actions.collect();
        self.act_on_blocks(if untick { "untick" } else { "finish" }, actions, now);
    }

    /// Removes the selected blocks.
    pub(crate) fn remove_blocks(&mut self, now: Moment) {
        let actions = self.selected_blocks().iter().map(|block| Action::RemoveBlock(block.id)).collect();
        if self.act_on_blocks("unschedule", actions, now) {
            self.state.timeline.also.clear();
            self.state.selection = Selection::Nothing;
        }
    }

    /// Splits, merges, copies or pushes the main selected block.
    pub(crate) fn change_block(&mut self, command: Command, now: Moment) {
        let Some(block) = self.selected_blocks().into_iter().next() else { return };
        let grid = self.workspace().settings.grid;
        let intent = match command {
            Command::Split => {
                self.with_view(now, |ctx| split_at(ctx, &block, crate::ui::middle(&block, grid))).flatten()
            }
            Command::Merge => merge_with_next(self.workspace(), &block),
            Command::CopyBlock => Some(self.copy_of(&block, now)),
            Command::PushEarlier => self.pushing(&block, true, now),
            _ => self.pushing(&block, false, now),
        };
        match intent {
            Some(intent) => self.carry_out(intent, now),
            None if command == Command::Merge => self.toast("No other block of this work to merge with.", false),
            None => {}
        }
    }

    fn copy_of(&self, block: &Block, now: Moment) -> Intent {
        let id = BlockId::new(now.instant);
        let copy = Block { id, start: block.span().end, state: BlockState::Planned, ..block.clone() };
        let title = self.workspace().title_of(block.task, block.step).unwrap_or("block");
        Intent::Act(Action::All { name: format!("copy '{title}'"), actions: vec![Action::AddBlock(copy)] })
    }

    /// Moves a block by one grid step, and the blocks in its way to later times.
    fn pushing(&self, block: &Block, earlier: bool, now: Moment) -> Option<Intent> {
        if !matches!(block.state, BlockState::Planned | BlockState::Locked) {
            return None;
        }
        let grid = self.workspace().settings.grid;
        let start = if earlier { block.start - grid.delta() } else { block.start + grid.delta() };
        let span = Block { start, ..block.clone() }.span();
        let pushed = self.with_view(now, |ctx| {
            let day = ctx.day_at(start)?;
            Some(yields(&day.agenda, &[block.id], span, Yield::Push, grid, now.local))
        });
        let mut actions = vec![Action::MoveBlock { block: block.id, start, minutes: block.minutes }];
        actions.extend(pushed.flatten().into_iter().flatten().map(|it| Action::MoveBlock {
            block: it.block,
            start: it.span.start,
            minutes: it.span.minutes(),
        }));
        let title = self.workspace().title_of(block.task, block.step).unwrap_or("block");
        Some(Intent::Act(Action::All { name: format!("move '{title}' and push"), actions }))
    }

    /// Adds the block above or below to the selection, as the main one.
    pub(crate) fn extend_selection(&mut self, up: bool, now: Moment) {
        let Selection::Block(main) = self.state.selection else { return };
        let next = self.with_view(now, |ctx| {
            let all: Vec<BlockId> = all_on_days(ctx)
                .into_iter()
                .filter_map(|(_, selection)| match selection {
                    Selection::Block(id) => Some(id),
                    _ => None,
                })
                .collect();
            let at = all.iter().position(|id| *id == main)?;
            all.get(at.checked_add_signed(if up { -1 } else { 1 })?).copied()
        });
        if let Some(Some(next)) = next {
            self.state.timeline.also.insert(main);
            self.state.selection = Selection::Block(next);
        }
    }
}
