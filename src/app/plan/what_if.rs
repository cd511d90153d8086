//! Changes of the day that are shown before they are applied.

use std::sync::Arc;

use crate::app::gapwise::Gapwise;
use crate::app::plan::jobs::{Answer, Question};
use crate::model::{Action, Block, BlockState, Minutes, Moment, Span, StepId, TaskId};
use crate::planner::{DayChange, Proposal};
use crate::ui::{Difference, Panel, View};

impl Gapwise {
    /// Asks for the effect of a change, and opens the list that shows it.
    pub(crate) fn ask_change(&mut self, change: DayChange, now: Moment) {
        self.chosen_day = None;
        if !matches!(self.state.view, View::Plan | View::Week) {
            self.state.view = View::Plan;
        }
        self.state.panels.open = Some(Panel::Suggestions);
        self.state.panels.difference = Some(Difference { change: change.clone(), answer: None });
        self.ask(Question::WhatIf(change), now.local, now);
    }

    /// Takes the planner's answers.
    pub(crate) fn take_answers(&mut self) {
        for answer in self.planning.answers() {
            match answer {
                Answer::WhatIf(DayChange::NewEvent(span), answer) => {
                    if let Some(asked) = self.state.timeline.asked.as_mut().filter(|asked| asked.span == span) {
                        asked.answer = Some(answer);
                    }
                }
                Answer::WhatIf(change, answer) => {
                    if let Some(open) = self.state.panels.difference.as_mut().filter(|open| open.change == change) {
                        open.answer = Some(answer);
                    }
                }
                Answer::Now(minutes, answer) => {
                    if let Some(open) = self.state.minutes.as_mut().filter(|open| open.minutes == minutes) {
                        open.answer = Some(answer);
                    }
                }
            }
        }
    }

    /// Applies the shown difference as one undo step: planned blocks move or go, and a late running block gets longer.
    pub(crate) fn apply_difference(&mut self, now: Moment) {
        let Some(open) = self.state.panels.difference.take() else { return };
        let Some(answer) = open.answer else { return };
        let find = |task: TaskId, step: Option<StepId>, span: Span| {
            let same = |it: &&Arc<Block>| {
                (it.task, it.step, it.span()) == (task, step, span) && it.state == BlockState::Planned
            };
            self.workspace().blocks.values().find(same).map(|it| it.id)
        };
        let mut actions = Vec::new();
        for (planned, before) in &answer.diff.moved {
            actions.extend(find(planned.task, planned.step, *before).map(|block| Action::MoveBlock {
                block,
                start: planned.span.start,
                minutes: planned.span.minutes(),
            }));
        }
        let gone = answer.diff.dropped.iter().filter_map(|it| find(it.task, it.step, it.span));
        actions.extend(gone.map(Action::RemoveBlock));
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
            _ => "replan from now".to_owned(),
        };
        if actions.is_empty() {
            let words = match self.state.now.late_until {
                Some(until) => format!("Nothing is suggested before {}", until.format("%H:%M")),
                None => "No planned block had to move. The suggestions follow.".to_owned(),
            };
            self.toast(words, false);
            self.ask_for_plan(now);
        } else if self.act(&Action::All { name: name.clone(), actions }, now) {
            self.toast(format!("Applied: {name}"), true);
        }
    }

    /// Ends running late: suggestions begin now again, so the shown ones do not keep their later places.
    pub(crate) fn ready_now(&mut self, now: Moment) {
        self.state.now.late_until = None;
        self.derived.days.set_proposal(self.today(now), Proposal::default());
    }
}
