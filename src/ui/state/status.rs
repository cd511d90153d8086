//! Facts about the workspace folder and the workers, as the bars show them.

use std::path::PathBuf;

/// What the app reports to the bars once a frame.
#[derive(Default)]
pub struct Status {
    /// Folders that were open before, newest first.
    pub recent: Vec<PathBuf>,
    /// The folder that is open, as the status bar names it.
    pub folder: String,
    /// Why the last change is not on disk; `None` while it is or soon will be.
    pub save_problem: Option<String>,
    /// Why nothing may be changed, if so.
    pub read_only: Option<String>,
    /// Whether a write is under way.
    pub saving: bool,
    /// Whether the planner is still looking for something better.
    pub planning: bool,
}
