//! Facts about the workspace folder and the workers, for the bars.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::{DateTime, Utc};

use crate::model::CalendarId;

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
    /// Times at which unchanged calendar files were last read.
    pub read_at: BTreeMap<CalendarId, DateTime<Utc>>,
    /// Whether a save is under way.
    pub saving: bool,
    /// Whether the planner is still improving the plan.
    pub planning: bool,
}
