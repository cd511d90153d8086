//! The state of the views: what is selected, half typed, or under way.

use std::path::PathBuf;

use super::dialogs::Dialog;
use super::inspector::InspectorState;
use super::matrix::MatrixState;
use super::timeline::TimelineState;
use super::view::Selection;

/// What fills the window between its bars.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, strum::EnumIter)]
pub enum View {
    /// The matrix beside the day: the home.
    #[default]
    Plan,
    /// Several days beside each other.
    Week,
    /// One thing at a time.
    Focus,
    /// What was planned against what happened.
    Review,
}

impl View {
    /// What it is called in the top bar.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plan => "Plan",
            Self::Week => "Week",
            Self::Focus => "Focus",
            Self::Review => "Review",
        }
    }

    /// Whether there is something to show in it; what is not ready has neither a button nor a command.
    pub fn is_ready(self) -> bool {
        matches!(self, Self::Plan | Self::Week)
    }
}

/// Everything that the views remember between frames. None of it is the person's data.
#[derive(Default)]
pub struct UiState {
    pub view: View,
    pub selection: Selection,
    pub quick_add: String,
    /// Puts the cursor into the quick-add field in the next frame.
    pub focus_quick_add: bool,
    pub matrix: MatrixState,
    pub timeline: TimelineState,
    pub inspector: InspectorState,
    pub dialog: Option<Dialog>,
    /// Below 800 points one pane is shown at a time: whether that is the day.
    pub narrow_shows_day: bool,
    /// Folders that were open before, newest first.
    pub recent: Vec<PathBuf>,
    /// The folder that is open, as the status bar names it.
    pub folder: String,
    /// Why the last change is not on disk; `None` while it is or soon will be.
    pub save_problem: Option<String>,
    /// Whether a write is under way.
    pub saving: bool,
    /// Whether the planner is still looking for something better.
    pub planning: bool,
}
