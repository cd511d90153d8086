//! State of the inspector.

use std::collections::BTreeMap;

use crate::model::{TaskId, Usual};

/// What the inspector remembers between frames.
#[derive(Default)]
pub struct InspectorState {
    pub(in crate::ui) step_draft: String,
    pub(in crate::ui) focus_title: bool,
    /// What recurring tasks were like when they were first looked at.
    pub(in crate::ui) formers: BTreeMap<TaskId, [Usual; 12]>,
}

impl InspectorState {
    /// Puts the cursor into the title in the next frame.
    pub fn focus_title(&mut self) {
        self.focus_title = true;
    }
}
