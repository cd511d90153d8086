//! Blocks that are left in the review of a day, and the end of the day.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime};

use crate::app::gapwise::Gapwise;
use crate::calendar::words::counted;
use crate::calendar::words::weekday;
use crate::calendar::{Agenda, Gap, first_place, gaps, keeps_breaks};
use crate::model::{
    Action, Block, BlockId, BlockState, Minutes, Moment, Outcome, PlanningDay, PutOff, Review, Span, TaskField, TaskId,
    day_of,
};
use crate::review::{BlockOutcome, DayReview, PlannedBlock};
use crate::ui::Selection;

impl Gapwise {
    /// Returns a left block in the shown review.
    fn left_of(&self, block: BlockId) -> Option<PlannedBlock> {
        self.looking.reviewed()?.left().iter().find(|it| it.block.id == block).cloned()
    }

    /// Returns reviews of the blocks' days that note the blocks as put off, because they leave those days.
    pub(crate) fn putting_off<'a>(&self, blocks: impl Iterator<Item = &'a Block>) -> BTreeMap<NaiveDate, Review> {
        let workspace = self.workspace();
        let mut reviews = BTreeMap::new();
        for block in blocks {
            let date = day_of(block.start, workspace.settings.day_start).date;
            let written = || workspace.reviews.get(&date).map_or_else(|| Review::of(date), |it| Review::clone(it));
            let title = workspace.title_of(block.task, block.step).unwrap_or_default().to_owned();
            let review = reviews.entry(date).or_insert_with(written);
            review.put_off.retain(|it| it.block.id != block.id);
            review.put_off.push(PutOff { block: block.clone(), title });
        }
        reviews
    }

    /// Returns the actions that store these notes.
    pub(crate) fn note_put_off<'a>(&self, blocks: impl Iterator<Item = &'a Block>) -> Vec<Action> {
        self.putting_off(blocks).into_values().map(|review| Action::SetReview(Box::new(review))).collect()
    }

    /// Plans a left block, or its rest, on another day: at the same time if that is free and keeps the breaks of the
    /// rhythm, else at the first place that does, else at the same time over other things.
    pub(crate) fn move_left(&mut self, block: BlockId, day: PlanningDay, now: Moment) {
        let Some(PlannedBlock { block, planned, became, title, .. }) = self.left_of(block) else { return };
        let settings = &self.workspace().settings;
        let minutes = if became == BlockOutcome::Unfinished { planned.max(settings.grid) } else { planned };
        let from = if day == self.today(now) { now.local } else { day.span().start };
        let agenda = Agenda::of(self.workspace(), day, self.time.here());
        let free = gaps(&agenda, settings, from);
        let same = Span::new(day.at(block.start.time()), day.at(block.start.time()) + minutes.delta());
        let holds = |gap: &Gap| gap.span.start <= same.start && same.end <= gap.span.end;
        let start = if free.iter().any(holds) && keeps_breaks(&agenda, settings, same) {
            same.start
        } else {
            first_place(&agenda, settings, &free, minutes).unwrap_or(same.start.max(from))
        };
        let mut actions = self.note_put_off(std::iter::once(&block));
        actions.push(if became == BlockOutcome::Unfinished {
            let id = BlockId::new(now.instant);
            Action::AddBlock(Block { id, start, minutes, state: BlockState::Planned, ..block })
        } else {
            Action::MoveBlock { block: block.id, start, minutes }
        });
        if let Some(task) = self.workspace().tasks.get(&block.task) {
            actions.push(Action::EditTask(block.task, TaskField::Carried(task.carried + 1)));
        }
        let name = format!("move \"{title}\" to {}", weekday(start.date()));
        if self.act(&Action::All { name, actions }, now) {
            let when = self.time.words.date_and_time(start.date(), Some(start.time()), self.today(now).date);
            self.toast(format!("{title}: {when}"), true);
        }
    }

    pub(crate) fn back_to_matrix(&mut self, block: BlockId, now: Moment) {
        let Some(PlannedBlock { block, became, title, .. }) = self.left_of(block) else { return };
        let mut actions = self.note_put_off(std::iter::once(&block));
        actions.extend((became != BlockOutcome::Unfinished).then_some(Action::RemoveBlock(block.id)));
        if self.act(&Action::All { name: format!("put back \"{title}\""), actions }, now) {
            self.toast(format!("Back in the matrix: {title}"), true);
        }
    }

    /// Removes a left block and lets its step, else its task, go.
    pub(crate) fn drop_left(&mut self, block: BlockId, now: Moment) {
        let Some(PlannedBlock { block, became, title, .. }) = self.left_of(block) else { return };
        let mut actions = self.note_put_off(std::iter::once(&block));
        actions.extend((became != BlockOutcome::Unfinished).then_some(Action::RemoveBlock(block.id)));
        actions.push(match block.step {
            Some(step) => Action::RemoveStep(block.task, step),
            None => Action::CloseTask(block.task, Outcome::LetGo),
        });
        if self.act(&Action::All { name: format!("drop \"{title}\""), actions }, now) {
            self.toast(format!("Dropped: {title}"), true);
        }
    }

    /// Ends the day as one undo step: its left blocks go back to the matrix.
    pub(crate) fn done_for_today(&mut self, now: Moment) {
        let today = self.today(now);
        if self.workspace().open_session().is_some() {
            self.stop(now);
            self.state.focus.offer = None;
        }
        let DayReview { left, written, .. } = DayReview::of(&self.source(now, false), today);
        let put_off = self.putting_off(left.iter().map(|it| &it.block)).remove(&today.date);
        let review = Review { done_for_today: Some(now.instant), ..put_off.unwrap_or(written) };
        let planned = left.iter().filter(|it| it.became != BlockOutcome::Unfinished);
        let mut actions: Vec<_> = planned.map(|it| Action::RemoveBlock(it.block.id)).collect();
        let back = actions.len();
        actions.push(Action::SetReview(Box::new(review)));
        if self.act(&Action::All { name: "be done for today".into(), actions }, now) {
            let words = match back {
                0 => "Done for today".to_owned(),
                _ => format!("Done for today: {} put back", counted(back, "block", "blocks")),
            };
            self.toast(words, true);
            self.state.selection = Selection::Nothing;
        }
    }

    /// Plans the next step of a task in the first gap of the next working day.
    pub(crate) fn begin_tomorrow_with(&mut self, id: TaskId, now: Moment) {
        let Some(task) = self.workspace().tasks.get(&id).cloned() else { return };
        let (today, next) = (self.today(now), self.next_working_day(now));
        let settings = self.workspace().settings.clone();
        let (step, minutes) = task.next_sitting(settings.guess, settings.chunk);
        let agenda = Agenda::of(self.workspace(), next, self.time.here());
        let free = gaps(&agenda, &settings, next.span().start);
        let whole = first_place(&agenda, &settings, &free, minutes).map(|start| (start, minutes));
        let place = whole.or(free.first().map(|gap| (gap.span.start, minutes.min(gap.span.minutes()))));
        let written = self.workspace().reviews.get(&today.date).map(|review| Review::clone(review));
        let review = Review { first_tomorrow: Some(id), ..written.unwrap_or_else(|| Review::of(today.date)) };
        let mut actions = vec![Action::SetReview(Box::new(review))];
        if let Some((start, minutes)) = place {
            let (id, minutes) = (BlockId::new(now.instant), minutes.max(Minutes::new(1)));
            let block = Block { id, task: task.id, step, start, minutes, state: BlockState::Planned };
            actions.push(Action::AddBlock(block));
        }
        let name = format!("begin {} with \"{}\"", weekday(next.date), task.title);
        if self.act(&Action::All { name, actions }, now) {
            let when = |at: NaiveDateTime| format!("{}, {}", weekday(at.date()), self.time.words.time(at));
            let when = place.map(|(start, _)| when(start)).unwrap_or_default();
            self.toast(format!("First: {}. {when}", task.title), true);
        }
    }
}
