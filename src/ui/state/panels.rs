//! State of the panels beside the day.

use crate::planner::{Change, WhatIf};

/// A panel that takes the inspector's place while it is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Panel {
    /// The list beside the day: what is new, moved, kept, left out.
    Suggestions,
    /// Hours, breaks, energy, caps: what the planner keeps to.
    Rules,
    Calendars,
}

impl Panel {
    pub(in crate::ui) fn title(self) -> &'static str {
        match self {
            Self::Suggestions => "The plan",
            Self::Rules => "Rules of the day",
            Self::Calendars => "Calendars",
        }
    }
}

/// A change that is asked about, and what it would do.
#[derive(Clone, Debug)]
pub struct Difference {
    pub change: Change,
    /// `None` until the planner has answered.
    pub answer: Option<Box<WhatIf>>,
}
