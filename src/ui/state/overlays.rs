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
    /// Enter was pressed before the answer arrived.
    pub starts: bool,
}

impl MinutesQuestion {
    /// Returns the typed number; `None` if it is none.
    pub fn typed(&self) -> Option<Minutes> {
        self.text.trim().parse().ok().filter(|n| (1..=24 * 60).contains(n)).map(Minutes::new)
    }

    /// Returns whether the answer is the one for the typed number.
    pub fn is_answered(&self) -> bool {
        self.answer.is_some() && self.typed() == Some(self.minutes)
    }
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
    /// Whether the lists are shown whole.
    pub(in crate::ui) all_left: bool,
    pub(in crate::ui) all_crossed: bool,
    /// The height of an hour before the day was fitted to its page.
    pub(in crate::ui) hour_height: Option<f32>,
}

impl MorningState {
    /// Opens the morning with the cards that changed their quadrant.
    pub fn of(crossed: Vec<TaskId>) -> Self {
        Self { open: true, crossed, ..Self::default() }
    }
}
