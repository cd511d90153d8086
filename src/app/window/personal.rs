//! What belongs to the person at this machine: their shortcuts, and the hints that they have seen.

use std::sync::Arc;

use crate::app::gapwise::Gapwise;
use crate::model::{Moment, SessionKind};
use crate::store::{Hint, Preferences};
use crate::ui::command::Command;
use crate::ui::{Dragged, Keymap, View};

impl Gapwise {
    /// Changes the keys of a command.
    pub(crate) fn set_keys(&mut self, command: Command, keys: Vec<egui::KeyboardShortcut>) {
        self.change_keys(|keymap| keymap.set(command, keys));
    }

    /// Gives a command, or all of them, the keys that they come with.
    pub(crate) fn reset_keys(&mut self, command: Option<Command>) {
        self.change_keys(|keymap| keymap.reset(command));
    }

    fn change_keys(&mut self, change: impl FnOnce(&mut Keymap)) {
        change(Arc::make_mut(&mut self.keymap));
        self.prefs.keys = self.keymap.stored();
        self.save_preferences();
    }

    /// Uses these preferences.
    pub fn use_preferences(&mut self, prefs: Preferences) {
        self.keymap = Arc::new(Keymap::read(&prefs.keys));
        self.prefs = prefs;
    }

    /// The preferences as they are.
    pub fn preferences(&self) -> &Preferences {
        &self.prefs
    }

    pub(crate) fn save_preferences(&self) {
        if let Some(file) = &self.prefs_file
            && let Err(error) = self.prefs.save(file)
        {
            tracing::warn!("preferences are not saved: {error}");
        }
    }

    /// Says once what can be done, at the first drag, the first gap and the first overrun.
    pub(crate) fn hint(&mut self, now: Moment) {
        if self.state.takes_keys() {
            return;
        }
        let all = [Hint::Drag, Hint::Gap, Hint::Overrun];
        let new = all.into_iter().find(|hint| !self.prefs.hints.contains(hint) && self.calls_for(*hint, now));
        let Some(hint) = new else { return };
        self.prefs.hints.insert(hint);
        self.save_preferences();
        let keys =
            |command: Command| command.keys_text(&self.egui).map(|keys| format!(" ({keys})")).unwrap_or_default();
        let words = match hint {
            Hint::Drag => {
                "Drop it on the day to plan its next step there, or in another quadrant. Escape leaves all as it was."
                    .to_owned()
            }
            Hint::Gap => format!(
                "Free time is offered to what fits it. Drag a card there, or ask what fits{}.",
                keys(Command::Minutes)
            ),
            Hint::Overrun => format!(
                "The time is over; it goes on counting until you say. Five minutes more{}, or finish{}.",
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
                let beside_day = matches!(self.state.view, View::Plan | View::Week);
                beside_day && fits && self.derived.days.chosen().is_some_and(|day| !day.gaps.is_empty())
            }
            Hint::Overrun => self.workspace().open_session().is_some_and(|session| {
                let over = session.left(now.instant).is_some_and(|left| left < chrono::TimeDelta::zero());
                session.kind == SessionKind::Focus && over
            }),
        }
    }
}
