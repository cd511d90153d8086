//! Changes of the day that are shown before they are applied.

use std::sync::Arc;

use chrono::TimeDelta;

use crate::app::gapwise::Gapwise;
use crate::app::plan::jobs::{PlanAnswer, Question};
use crate::calendar::Agenda;
use crate::model::{Action, Block, BlockId, BlockState, Minutes, Moment, Span, StepId, TaskId, Workspace};
use crate::planner::{DayChange, PlanDiff, PlanEntry, Proposal, WhatIf};
use crate::ui::{Difference, View};

impl Gapwise {
    /// Asks for the effect of a change of today, which the timeline shows.
    pub(crate) fn ask_change(&mut self, change: DayChange, now: Moment) {
        self.day.show_today();
        if !matches!(self.state.view, View::Plan | View::Week) {
            self.state.view = View::Plan;
        }
        self.state.narrow_shows_day = true;
        let timeline = &mut self.state.timeline;
        timeline.asked = None;
        let before = timeline.change.take();
        if before.is_none() {
            timeline.reveal_if_hidden(Span::new(now.local, now.local + TimeDelta::hours(1)));
        }
        // The picture of another delay stays until the new one is there.
        let is_delay = |change: &DayChange| matches!(change, DayChange::Late(_));
        let kept = before.filter(|open| is_delay(&open.change) && is_delay(&change)).and_then(|open| open.answer);
        timeline.change = Some(Difference { answer: kept, ..Difference::of(change.clone()) });
        self.ask(Question::WhatIf(change), now.local, now);
    }

    /// Shows how planned blocks make room for an event that was put on them, or for the lunch that it moves; `before` is
    /// the workspace without it.
    pub(crate) fn offer_room(&mut self, before: Workspace, change: DayChange, span: Span, now: Moment) {
        let Some(view) = self.derived.days.at(span.start) else { return };
        let lunch_of = |workspace: &Workspace| Agenda::of(workspace, view.agenda.day, self.time.here()).lunch;
        let lunch = lunch_of(&before);
        let moved = lunch_of(self.workspace()).filter(|moved| lunch != Some(*moved));
        let is_taken = |time: Span| time.overlaps(span) || moved.is_some_and(|moved| time.overlaps(moved));
        let planned = |block: &&Arc<Block>| block.state == BlockState::Planned && is_taken(block.span());
        if view.agenda.upcoming(now.local).any(|block| planned(&block)) {
            self.state.timeline.asked = None;
            self.state.timeline.change = Some(Difference::of(change.clone()));
            self.ask_planner(before, Question::WhatIf(change), span.start, now);
        }
    }

    /// Takes the planner's answers.
    pub(crate) fn take_answers(&mut self) {
        for answer in self.planning.answers() {
            match answer {
                PlanAnswer::WhatIf(change, answer) => self.take_effect(&change, answer),
                PlanAnswer::Fits(..) => {}
                PlanAnswer::Now(minutes, answer) => {
                    if let Some(open) = self.state.minutes.as_mut().filter(|open| open.minutes == minutes) {
                        open.answer = Some(answer);
                    }
                }
            }
        }
    }

    /// Takes the effect of the previewed change, or of the meeting in question.
    fn take_effect(&mut self, change: &DayChange, answer: Arc<WhatIf>) {
        let moves = !self.block_changes(&answer.diff).is_empty();
        let timeline = &mut self.state.timeline;
        if let Some(open) = timeline.change.as_mut().filter(|open| open.change == *change) {
            (open.answer, open.is_answered) = (Some(answer), true);
            // Nobody asked for the room of an event, so it is not shown where no block has to move.
            timeline.change.take_if(|open| !open.makes_blocks() && !moves);
        } else if let Some(asked) = timeline.asked.as_mut()
            && *change == DayChange::NewEvent(asked.span)
        {
            (asked.answer, asked.is_answered) = (Some(answer), true);
        }
    }

    /// Returns the shown difference that waits for Apply.
    pub fn difference(&self) -> Option<&WhatIf> {
        self.state.timeline.change.as_ref().filter(|open| open.is_answered)?.answer.as_deref()
    }

    /// Returns the shown difference that a previewed meeting makes.
    pub fn event_difference(&self) -> Option<&WhatIf> {
        self.state.timeline.asked.as_ref().filter(|asked| asked.is_answered)?.answer.as_deref()
    }

    /// Applies the shown difference as one undo step: every new and moved entry stands as shown, dropped blocks go, and
    /// a late running block gets longer.
    pub(crate) fn apply_difference(&mut self, now: Moment) {
        let Some(open) = self.state.timeline.change.take_if(|open| open.is_answered) else { return };
        let Some(answer) = open.answer.clone() else { return };
        let add = |entry: &PlanEntry| {
            let PlanEntry { task, step, span } = *entry;
            let (id, minutes) = (BlockId::new(now.instant), span.minutes());
            Action::AddBlock(Block { id, task, step, start: span.start, minutes, state: BlockState::Planned })
        };
        // A suggestion that the difference shows is a promise, so it becomes a block.
        let is_suggestion =
            |(entry, before): &&(PlanEntry, Span)| self.planned_block(entry.task, entry.step, *before).is_none();
        let mut actions = self.block_changes(&answer.diff);
        if open.makes_blocks() {
            let moved = answer.diff.moved.iter().filter(is_suggestion).map(|(entry, _)| entry);
            actions.extend(moved.chain(&answer.diff.new).map(add));
        }
        if let (DayChange::Late(minutes), Some(block)) = (&open.change, self.workspace().running()) {
            let end = block.span().end.max(now.local) + minutes.delta();
            let minutes = Minutes::between(block.start, end);
            actions.push(Action::MoveBlock { block: block.id, start: block.start, minutes });
        }
        if let (DayChange::Late(minutes), None) = (&open.change, self.workspace().open_session()) {
            self.state.now.late_until = Some(now.local + minutes.delta());
        }
        let name = match open.change {
            DayChange::Late(minutes) => format!("run {minutes} late"),
            _ if !open.makes_blocks() => "make room".to_owned(),
            _ => "replan from now".to_owned(),
        };
        if actions.is_empty() {
            let words = match self.state.now.late_until {
                Some(until) => format!("Nothing is suggested before {}", self.time.words.time(until)),
                None => "No planned block had to move. The suggestions follow.".to_owned(),
            };
            self.toast(words, false);
            self.ask_for_plan(now);
        } else if self.act(&Action::All { name: name.clone(), actions }, now) {
            self.toast(format!("Applied: {name}"), true);
        }
    }

    fn planned_block(&self, task: TaskId, step: Option<StepId>, span: Span) -> Option<BlockId> {
        let same =
            |it: &&Arc<Block>| (it.task, it.step, it.span()) == (task, step, span) && it.state == BlockState::Planned;
        self.workspace().blocks.values().find(same).map(|it| it.id)
    }

    /// Moves and removes blocks as a difference shows. Leaves its suggestions.
    pub(crate) fn block_changes(&self, diff: &PlanDiff) -> Vec<Action> {
        let moved = diff.moved.iter().filter_map(|(entry, before)| {
            let block = self.planned_block(entry.task, entry.step, *before)?;
            Some(Action::MoveBlock { block, start: entry.span.start, minutes: entry.span.minutes() })
        });
        let gone = diff.dropped.iter().filter_map(|it| self.planned_block(it.task, it.step, it.span));
        moved.chain(gone.map(Action::RemoveBlock)).collect()
    }

    /// Ends running late: suggestions begin now again, so the shown ones do not keep their later places.
    pub(crate) fn ready_now(&mut self, now: Moment) {
        self.state.now.late_until = None;
        self.derived.days.set_proposal(self.today(now), Proposal::default());
    }
}
