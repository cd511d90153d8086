//! The state of the views: what is selected, half typed, or under way.

use std::path::PathBuf;

use super::dialogs::Dialog;
use super::inspector::InspectorState;
use super::matrix::MatrixState;
use super::timeline::TimelineState;
use super::view::Selection;

/// Everything that the views remember between frames. None of it is the person's data.
#[derive(Default)]
pub struct UiState {
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
