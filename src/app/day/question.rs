//! The meeting in question: its effect on the day is shown before it exists.

use crate::app::gapwise::Gapwise;
use crate::app::plan::jobs::Question;
use crate::model::{Moment, Span};
use crate::planner::DayChange;
use crate::ui::EventQuestion;

impl Gapwise {
    /// Asks for the effect of a meeting at a time, which is drawn hatched.
    pub(crate) fn ask_event(&mut self, span: Span, now: Moment) {
        let kept = self.state.timeline.asked.take().and_then(|asked| asked.answer);
        self.state.timeline.asked = Some(EventQuestion { span, answer: kept, is_answered: false });
        self.ask(Question::WhatIf(DayChange::NewEvent(span)), span.start, now);
    }

    /// Turns the meeting in question into an event, whose title is asked for. Blocks then make room as shown. Waits for the
    /// answer.
    pub(crate) fn keep_event(&mut self, now: Moment) {
        let Some(asked) = self.state.timeline.asked.take_if(|asked| asked.is_answered) else { return };
        let Some(answer) = asked.answer else { return };
        self.state.timeline.name_event(asked.span, Box::new(answer.diff.clone()));
        self.ask_for_plan(now);
    }
}
