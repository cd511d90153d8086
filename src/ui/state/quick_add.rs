//! State of a line for new tasks.

use crate::exchange::Understood;

/// What a line for new tasks remembers between frames.
#[derive(Default)]
pub struct QuickAddState {
    pub(in crate::ui) text: String,
    /// What was pasted beyond the longest line that is edited; it goes into the notes.
    pub(in crate::ui) rest: String,
    /// Puts the cursor into the field in the next frame.
    pub(in crate::ui) focus: bool,
    /// Whether what is understood is wanted below the field, and whether it was there in the last frame.
    pub(in crate::ui) open: bool,
    pub(in crate::ui) shown: bool,
    /// What is below was closed, and the focus comes back without it.
    pub(in crate::ui) dismissed: bool,
    /// Whether the field or what is below it had the focus in the last frame.
    pub(in crate::ui) active: bool,
    /// The completion that is chosen.
    pub(in crate::ui) choice: usize,
    /// Several lines that were pasted and wait for a yes.
    pub(in crate::ui) pasted: Option<Pasted>,
}

/// Pasted lines and what they mean.
pub struct Pasted {
    pub(in crate::ui) text: String,
    pub(in crate::ui) tasks: Vec<Understood>,
}

impl QuickAddState {
    /// Puts the cursor into the field in the next frame.
    pub fn focus(&mut self) {
        self.focus = true;
    }

    /// Whether the focus is here, or was in the last frame.
    pub(in crate::ui) fn is_active(&self) -> bool {
        self.active
    }

    /// Whether the focus is here, was in the last frame, or is asked for.
    pub(in crate::ui) fn is_wanted(&self) -> bool {
        self.active || self.focus
    }

    /// Takes what was typed, if that is anything.
    pub(in crate::ui) fn take(&mut self) -> Option<String> {
        let text = format!("{}{}", std::mem::take(&mut self.text), std::mem::take(&mut self.rest));
        (!text.trim().is_empty()).then_some(text)
    }
}
