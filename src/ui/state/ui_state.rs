//! The state of all views together. Only the shell and the app know it.

use super::dialogs::Dialog;
use super::focus::FocusState;
use super::inspector::InspectorState;
use super::matrix::MatrixState;
use super::now::NowState;
use super::overlays::{MinutesQuestion, MorningState, Trash};
use super::palette::Palette;
use super::panels::{Panel, PanelState};
use super::quick_add::QuickAddState;
use super::review::ReviewState;
use super::settings::{SettingsDialog, SettingsSection};
use super::status::Status;
use super::timeline::TimelineState;
use super::week::WeekState;
use strum::IntoEnumIterator as _;

use crate::model::Quadrant;
use crate::ui::command::Command;
use crate::ui::intent::Reminder;
use crate::ui::selection::Selection;
use crate::ui::view::View;

/// State of all views between frames. None of it is saved with the workspace.
#[derive(Default)]
pub struct UiState {
    pub view: View,
    pub selection: Selection,
    pub quick_add: QuickAddState,
    pub matrix: MatrixState,
    pub timeline: TimelineState,
    pub week: WeekState,
    pub now: NowState,
    pub focus: FocusState,
    pub review: ReviewState,
    pub inspector: InspectorState,
    pub panels: PanelState,
    /// The shown reminder.
    pub reminder: Option<Reminder>,
    pub dialog: Option<Dialog>,
    /// "I have N minutes" while it is open.
    pub minutes: Option<MinutesQuestion>,
    pub morning: MorningState,
    pub trash: Option<Trash>,
    pub settings: Option<SettingsDialog>,
    /// The open palette or search.
    pub palette: Option<Palette>,
    /// First day of the month in the month picker while it is open.
    pub month: Option<chrono::NaiveDate>,
    /// Whether the plan shows one pane at a time, for lack of room.
    pub is_narrow: bool,
    /// The pane of a narrow plan: the day if set.
    pub narrow_shows_day: bool,
    pub status: Status,
}

impl UiState {
    /// Returns whether the morning or an overlay takes the keys.
    pub fn takes_keys(&self) -> bool {
        self.morning.open || self.overlay_takes_keys()
    }

    /// Returns whether an overlay takes the keys.
    pub fn overlay_takes_keys(&self) -> bool {
        let floats = self.dialog.is_some() || self.palette.is_some() || self.trash.is_some() || self.settings.is_some();
        floats || self.minutes.is_some() || self.timeline.takes_keys()
    }

    /// Returns whether the keys of a command work now. The morning hides the items that most commands are about, unless
    /// a question of its day is open.
    pub fn admits(&self, command: Command) -> bool {
        let always =
            matches!(command, Command::Undo | Command::Redo | Command::QuickAdd | Command::Find | Command::Deselect);
        let timeline = &self.timeline;
        let asks = timeline.lens.is_some() || timeline.change.is_some() || timeline.asked.is_some();
        always || asks || !self.morning.open
    }

    /// Takes a choice of the open lens by the key of a quadrant. Returns whether the key was for it.
    pub fn take_in_lens(&mut self, command: Command) -> bool {
        let subject = matches!(self.selection, Selection::Nothing | Selection::Ghost(..));
        let shown = subject && (self.morning.open || self.shows_day());
        let (Some(lens), Command::MoveTo(quadrant)) = (self.timeline.lens.as_mut().filter(|_| shown), command) else {
            return false;
        };
        lens.taken = Quadrant::iter().position(|it| it == quadrant);
        true
    }

    /// Closes the months, the lens of a gap, the morning or a panel. Returns whether one of them was open.
    pub(in crate::ui) fn close_top(&mut self) -> bool {
        let of_ghost = self.timeline.lens.as_ref().is_some_and(|lens| !lens.of_gap);
        self.month.take().is_some()
            || self.timeline.lens.take_if(|lens| lens.of_gap).is_some()
            || (!of_ghost && std::mem::take(&mut self.morning.open))
            || self.panels.close()
    }

    /// Returns whether a day with its suggestions is on the screen.
    pub fn shows_day(&self) -> bool {
        match self.view {
            View::Plan => !self.is_narrow || self.narrow_shows_day,
            View::Week => true,
            View::Focus | View::Review => false,
        }
    }

    /// Opens the settings at a section.
    pub(in crate::ui) fn open_settings(&mut self, section: SettingsSection) {
        self.settings = Some(SettingsDialog::at(section));
    }

    /// Opens a panel, or closes it.
    pub(in crate::ui) fn toggle_panel(&mut self, panel: Panel) {
        self.panels.open = if self.panels.open == Some(panel) { None } else { Some(panel) };
        // A narrow window has room for one pane, which is then the panel.
        self.narrow_shows_day &= self.panels.open.is_none();
    }
}
