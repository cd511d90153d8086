//! Facts about the workspace folder and the workers, for the bars.

use std::path::PathBuf;

/// Status that the app reports once a frame.
#[derive(Default)]
pub struct Status {
    /// Recent folders, newest first.
    pub recent: Vec<PathBuf>,
    /// The open folder, as shown in the status bar.
    pub folder: String,
    /// Why the last change could not be saved; `None` otherwise.
    pub save_problem: Option<String>,
    /// Why the workspace is read-only; `None` otherwise.
    pub read_only: Option<String>,
    /// Whether a save is under way.
    pub saving: bool,
    /// Whether the planner is still improving the plan.
    pub planning: bool,
}
