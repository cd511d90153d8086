//! State of the panels beside the day.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDateTime, Utc};

use crate::model::{CalendarId, Energy, PlanningDay, StepId, TaskId};

/// A panel that takes the inspector's place while it is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::EnumIter)]
pub enum Panel {
    /// The plan list: new, moved, kept and left-out items.
    PlanList,
    /// Hours, breaks, energy and limits for the planner.
    Settings,
    Calendars,
}

impl Panel {
    pub(in crate::ui) fn title(self) -> &'static str {
        match self {
            Self::PlanList => "The plan",
            Self::Settings => "Settings of the day",
            Self::Calendars => "Calendars",
        }
    }
}

/// State of the panels beside the day.
#[derive(Default)]
pub struct PanelState {
    /// The panel that is open.
    pub open: Option<Panel>,
    /// Suggestions unticked in the plan list.
    pub unticked: BTreeSet<(PlanningDay, TaskId, Option<StepId>)>,
    /// Times at which unchanged calendar files were last read.
    pub read_at: BTreeMap<CalendarId, DateTime<Utc>>,
    pub energy: EnergyPaint,
}

impl PanelState {
    /// Closes the panel. Returns whether one was open.
    pub fn close(&mut self) -> bool {
        self.open.take().is_some()
    }
}

/// State of painting energy levels.
#[derive(Default)]
pub struct EnergyPaint {
    /// The painted level.
    pub brush: Option<Energy>,
    /// The stroke under way, from and to.
    pub stroke: Option<(NaiveDateTime, NaiveDateTime)>,
}

impl EnergyPaint {
    /// Returns the painted level; high by default.
    pub fn brush(&self) -> Energy {
        self.brush.unwrap_or(Energy::High)
    }
}
