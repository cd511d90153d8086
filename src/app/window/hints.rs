//! Hints that are shown once.

use crate::app::gapwise::Gapwise;
use crate::model::{Moment, SessionKind};
use crate::store::Hint;
use crate::ui::Dragged;
use crate::ui::command::Command;

impl Gapwise {
    /// Shows each hint once: at the first drag, the first gap and the first overrun.
    pub(crate) fn hint(&mut self, now: Moment) {
        if self.state.takes_keys() || self.state.timeline.change.is_some() {
            return;
        }
        let all = [Hint::Drag, Hint::Gap, Hint::Overrun];
        let new = all.into_iter().find(|hint| !self.personal.prefs.hints.contains(hint) && self.calls_for(*hint, now));
        let Some(hint) = new else { return };
        self.personal.prefs.hints.insert(hint);
        self.personal.save();
        let keys =
            |command: Command| command.keys_text(&self.egui).map(|keys| format!(" ({keys})")).unwrap_or_default();
        let words = match hint {
            Hint::Drag => "Drop the card on the day to plan its next step. Escape cancels.".to_owned(),
            Hint::Gap => format!(
                "Dashed blocks are suggestions. Double-click one to accept it, or ask for others{}.",
                keys(Command::Minutes)
            ),
            Hint::Overrun => format!(
                "Time's up. Still counting. Extend by 5 minutes{}, or finish{}.",
                keys(Command::Extend),
                keys(Command::Finish)
            ),
        };
        self.toast(words, false);
    }

    fn calls_for(&self, hint: Hint, now: Moment) -> bool {
        match hint {
            Hint::Drag => egui::DragAndDrop::has_payload_of_type::<Dragged>(&self.egui),
            Hint::Gap => {
                let fits = self.proposal().is_some_and(|proposal| !proposal.suggestions.is_empty());
                self.state.shows_day() && fits && self.derived.days.chosen().is_some_and(|day| !day.gaps.is_empty())
            }
            Hint::Overrun => self.workspace().open_session().is_some_and(|session| {
                let over = session.left(now.instant).is_some_and(|left| left < chrono::TimeDelta::zero());
                session.kind == SessionKind::Focus && over
            }),
        }
    }
}
