//! State of the panels beside the day.

use std::collections::BTreeSet;

use crate::model::{PlanningDay, StepId, TaskId};

/// A panel that takes the inspector's place while it is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::EnumIter)]
pub enum Panel {
    /// The plan list: new, moved, kept and left-out items.
    PlanList,
}

impl Panel {
    pub(in crate::ui) fn title(self) -> &'static str {
        match self {
            Self::PlanList => "The plan",
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
}

impl PanelState {
    /// Closes the panel. Returns whether one was open.
    pub fn close(&mut self) -> bool {
        self.open.take().is_some()
    }
}
