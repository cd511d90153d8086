//! Commands on previewed changes of plan: the meeting in question, running late, a new plan.

use super::runner::Runner;
use crate::calendar::round_up;
use crate::model::{Minutes, Span};
use crate::planner::DayChange;
use crate::ui::command::Command;
use crate::ui::intent::Intent;
use crate::ui::state::{DELAY_STEP, Panel};

impl Runner<'_> {
    /// Asks for a meeting in the next half hour without an event.
    pub fn ask_event(&mut self) {
        let agenda = &self.ctx.day.agenda;
        let (day, now) = (agenda.day.span(), self.ctx.now.local);
        let first = agenda.working_frame().map_or(day.start, |frame| frame.start);
        let start = if day.contains(now) { round_up(now, Minutes::new(30)) } else { first };
        let half = Minutes::new(30).delta();
        let mut halves = (0..48).map(|at| Span::new(start + half * at, start + half * (at + 1)));
        let taken = |span: &Span| agenda.events.iter().any(|it| it.blocks && it.span.overlaps(*span));
        let free = halves.find(|span| span.end <= day.end && !taken(span));
        self.ask_event_at(free.unwrap_or(Span::new(start, start + half)));
    }

    fn ask_event_at(&mut self, span: Span) {
        self.state.timeline.reveal_if_hidden(span);
        self.push(Intent::AskEvent(span));
    }

    /// Applies a command to the previewed change: it is applied, given up, shown as a list, or takes five minutes more or
    /// less. Returns whether the command did.
    pub fn change_of_plan(&mut self, command: Command) -> bool {
        let Some(open) = &self.state.timeline.change else { return false };
        let late = open.late();
        let another = |late: Minutes| Intent::Ask(DayChange::Late(late));
        match command {
            Command::Open => self.push(Intent::ApplyDifference),
            Command::Deselect => {
                self.state.panels.close();
                self.push(Intent::DropQuestion);
            }
            Command::PlanList => self.state.toggle_panel(Panel::PlanList),
            Command::Down | Command::MoveDown if !late.is_zero() => self.push(another(late + DELAY_STEP)),
            Command::Up | Command::MoveUp if late > DELAY_STEP => self.push(another(late - DELAY_STEP)),
            Command::Up | Command::MoveUp | Command::Down | Command::MoveDown => {}
            _ => return false,
        }
        true
    }

    /// Applies a command to the meeting in question: it moves, resizes, keeps or drops it. Returns whether the command did.
    pub fn change_question(&mut self, command: Command) -> bool {
        let Some(asked) = &self.state.timeline.asked else { return false };
        let (Span { start, end }, step) = (asked.span, self.ctx.workspace.settings.grid.delta());
        match command {
            Command::MoveUp => self.ask_event_at(Span::new(start - step, end - step)),
            Command::MoveDown => self.ask_event_at(Span::new(start + step, end + step)),
            Command::Longer => self.ask_event_at(Span::new(start, end + step)),
            Command::Shorter => self.ask_event_at(Span::new(start, (end - step).max(start + step))),
            Command::Open => self.push(Intent::KeepEvent),
            Command::Deselect => self.state.timeline.asked = None,
            _ => return false,
        }
        true
    }
}
