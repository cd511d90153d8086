//! State of the panels beside the day.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDateTime, Utc};

use crate::model::{CalendarId, Energy, PlanningDay, StepId, TaskId};
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

/// State of the panels beside the day.
#[derive(Default)]
pub struct PanelState {
    /// The panel that is open.
    pub open: Option<Panel>,
    /// What a change would do, before it is done.
    pub difference: Option<Difference>,
    /// Suggestions that were unticked in the list beside the day.
    pub unticked: BTreeSet<(PlanningDay, TaskId, Option<StepId>)>,
    /// When calendar files were read again and held nothing new.
    pub read_at: BTreeMap<CalendarId, DateTime<Utc>>,
    pub energy: EnergyPaint,
}

/// Painting on the strip of energy.
#[derive(Default)]
pub struct EnergyPaint {
    /// The level that the pointer paints.
    pub brush: Option<Energy>,
    /// The stroke under way.
    pub stroke: Option<(NaiveDateTime, NaiveDateTime)>,
}

impl EnergyPaint {
    /// The level that the pointer paints: high unless chosen.
    pub fn brush(&self) -> Energy {
        self.brush.unwrap_or(Energy::High)
    }
}
