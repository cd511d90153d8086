//! State of the inspector.

use std::collections::BTreeMap;

use crate::model::{TaskField, TaskId};

/// State of the inspector.
#[derive(Default)]
pub struct InspectorState {
    pub(in crate::ui) step_draft: String,
    /// The field that takes the cursor in the next frame.
    pub(in crate::ui) focus: Option<InspectorField>,
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

    /// Opens the inspector and focuses a field in the next frame.
    pub fn focus(&mut self, field: InspectorField) {
        self.open();
        self.focus = Some(field);
    }
}

/// A field of the inspector that commands put the cursor into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InspectorField {
    Title,
    Due,
    NewStep,
}
