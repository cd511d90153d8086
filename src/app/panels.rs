//! The panels in the inspector's place.

use crate::app::gapwise::Gapwise;
use crate::ui::Panel;
use crate::ui::command::Command;

impl Gapwise {
    /// Opens a panel, or closes it.
    pub(crate) fn toggle_panel(&mut self, command: Command) {
        let panel = match command {
            Command::DayRules => Panel::Rules,
            Command::Calendars => Panel::Calendars,
            _ => Panel::Suggestions,
        };
        self.state.panels.difference = None;
        self.state.panels.open = if self.state.panels.open == Some(panel) { None } else { Some(panel) };
        // A narrow window has room for one pane, which is then the panel.
        self.state.narrow_shows_day &= self.state.panels.open.is_none();
    }

    /// Closes the panel so that the inspector shows, unless the panel shows a difference to apply.
    pub(crate) fn show_inspector(&mut self) {
        if self.state.panels.difference.is_none() {
            self.state.panels.open = None;
        }
    }

    /// Closes the panel. Returns whether one was open.
    pub(crate) fn close_panel(&mut self) -> bool {
        self.state.panels.difference = None;
        self.state.panels.open.take().is_some()
    }
}
