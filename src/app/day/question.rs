//! The meeting in question: its effect on the day is shown before it exists.

use crate::app::gapwise::Gapwise;
use crate::app::plan::jobs::Question;
use crate::calendar::round_up;
use crate::model::{Minutes, Moment, Span};
use crate::planner::DayChange;
use crate::ui::EventQuestion;
use crate::ui::command::Command;

impl Gapwise {
    /// Asks for the effect of a meeting at a time, which is drawn hatched.
    pub(crate) fn ask_event(&mut self, span: Span, now: Moment) {
        let kept = self.state.timeline.asked.take().and_then(|asked| asked.answer);
        self.state.timeline.asked = Some(EventQuestion { span, answer: kept });
        self.ask(Question::WhatIf(DayChange::NewEvent(span)), span.start, now);
    }

    /// Asks for a meeting in the next half hour without an event.
    pub(crate) fn ask_event_by_key(&mut self, now: Moment) {
        let Some(day) = self.derived.days.chosen() else { return };
        let today = day.agenda.day.span().contains(now.local);
        let first = day.agenda.working_frame().map_or(day.agenda.day.span().start, |frame| frame.start);
        let start = if today { round_up(now.local, Minutes::new(30)) } else { first };
        let half = Minutes::new(30).delta();
        let halves = (0..48).map(|at| Span::new(start + half * at, start + half * (at + 1)));
        let taken = |span: &Span| day.agenda.events.iter().any(|it| it.blocks && it.span.overlaps(*span));
        let mut free = halves.filter(|span| span.end <= day.agenda.day.span().end && !taken(span));
        let span = free.next().unwrap_or(Span::new(start, start + half));
        self.state.timeline.reveal_if_hidden(span);
        self.ask_event(span, now);
    }

    /// Applies a command to the meeting in question: it moves, resizes, keeps or drops it. Returns whether the command did.
    pub(crate) fn change_question(&mut self, command: Command, now: Moment) -> bool {
        let Some(asked) = &self.state.timeline.asked else { return false };
        let (Span { start, end }, grid) = (asked.span, self.workspace().settings.grid);
        let step = grid.delta();
        let span = match command {
            Command::MoveUp => Span::new(start - step, end - step),
            Command::MoveDown => Span::new(start + step, end + step),
            Command::Longer => Span::new(start, end + step),
            Command::Shorter => Span::new(start, (end - step).max(start + step)),
            Command::Open => {
                self.keep_event(now);
                return true;
            }
            Command::Deselect => {
                self.state.timeline.asked = None;
                return true;
            }
            _ => return false,
        };
        self.state.timeline.reveal_if_hidden(span);
        self.ask_event(span, now);
        true
    }

    /// Turns the meeting in question into an event, whose title is asked for.
    pub(crate) fn keep_event(&mut self, now: Moment) {
        let Some(asked) = self.state.timeline.asked.take() else { return };
        self.state.timeline.name_event(asked.span);
        self.ask_for_plan(now);
    }
}
