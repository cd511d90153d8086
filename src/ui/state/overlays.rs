//! State of the small overlays: "I have N minutes" and the trash.

use crate::model::{Minutes, TaskId};
use crate::planner::NowAnswer;

/// "I have N minutes", and what fits.
#[derive(Clone, Debug, Default)]
pub struct MinutesQuestion {
    pub text: String,
    pub minutes: Minutes,
    pub answer: Option<NowAnswer>,
    /// The field has had the cursor.
    pub asked: bool,
    /// Something ended early, and this is what is left until the next fixed thing.
    pub early: bool,
}

/// How the trash is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trash {
    Open,
    /// Asks whether to empty it.
    Asking,
}

/// State of the morning screen.
#[derive(Default)]
pub struct MorningState {
    pub open: bool,
    /// Cards that their date has moved to another quadrant since the last morning.
    pub crossed: Vec<TaskId>,
}
