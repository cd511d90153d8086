//! State of the small overlays: "I have N minutes" and the trash.

use crate::model::{Minutes, TaskId};
use crate::planner::NowAnswer;

/// "I have N minutes" and its answer.
#[derive(Clone, Debug, Default)]
pub struct MinutesQuestion {
    pub text: String,
    pub minutes: Minutes,
    pub answer: Option<NowAnswer>,
    /// Whether the field was focused once.
    pub asked: bool,
    /// Whether it opened because something ended early.
    pub early: bool,
}

/// State of the trash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trash {
    Open,
    /// Asks for confirmation before emptying it.
    Asking,
}

/// State of the morning screen.
#[derive(Default)]
pub struct MorningState {
    pub open: bool,
    /// Cards whose due date changed their quadrant since the last morning.
    pub crossed: Vec<TaskId>,
}
