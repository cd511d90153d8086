//! State of the inspector.

use std::collections::BTreeMap;

use crate::model::{TaskField, TaskId};

/// State of the inspector.
#[derive(Default)]
pub struct InspectorState {
    pub(in crate::ui) step_draft: String,
    pub(in crate::ui) focus_title: bool,
    /// Whether the selected item is shown.
    pub(in crate::ui) is_open: bool,
    /// Whether the fields under "More" are shown.
    pub(in crate::ui) more: bool,
    /// Series-wide values of recurring tasks at the first look at them.
    pub(in crate::ui) formers: BTreeMap<TaskId, [TaskField; 12]>,
}

impl InspectorState {
    /// Shows the selected item until it is closed.
    pub fn open(&mut self) {
        self.is_open = true;
    }

    /// Hides it until it is opened again.
    pub fn close(&mut self) {
        self.is_open = false;
    }

    /// Opens the inspector and focuses the title in the next frame.
    pub fn focus_title(&mut self) {
        self.open();
        self.focus_title = true;
    }
}
