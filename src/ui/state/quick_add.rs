//! State of a quick-add line.

use crate::exchange::Understood;

/// State of a quick-add line.
#[derive(Default)]
pub struct QuickAddState {
    pub(in crate::ui) text: String,
    /// Pasted text beyond the maximum line length; it becomes notes.
    pub(in crate::ui) rest: String,
    /// Focuses the field in the next frame.
    pub(in crate::ui) focus: bool,
    /// Whether the interpretation chips are open, and whether they were drawn last frame.
    pub(in crate::ui) open: bool,
    pub(in crate::ui) shown: bool,
    /// The chips were closed; the focus returns without opening them.
    pub(in crate::ui) dismissed: bool,
    /// Whether the field or its chips had the focus last frame.
    pub(in crate::ui) active: bool,
    /// Index of the chosen completion.
    pub(in crate::ui) choice: usize,
    /// Pasted lines that await confirmation.
    pub(in crate::ui) pasted: Option<Pasted>,
}

/// Pasted lines and their interpretation.
pub struct Pasted {
    pub(in crate::ui) text: String,
    /// The first tasks, for the preview.
    pub(in crate::ui) tasks: Vec<Understood>,
    /// The number of all tasks.
    pub(in crate::ui) count: usize,
}

impl QuickAddState {
    /// Focuses the field in the next frame.
    pub fn focus(&mut self) {
        self.focus = true;
    }

    /// Puts a text into the line, on new lines below a text that stands there, and focuses it.
    pub fn draft(&mut self, text: String) {
        if self.text.trim().is_empty() {
            self.text = text;
        } else if !text.is_empty() {
            self.text = format!("{}\n{text}", self.text);
        }
        self.focus();
    }

    /// Returns whether the line has the focus, or had it last frame.
    pub(in crate::ui) fn is_active(&self) -> bool {
        self.active
    }

    /// Returns whether the line has, had or requests the focus.
    pub(in crate::ui) fn is_wanted(&self) -> bool {
        self.active || self.focus
    }

    /// Takes the text if it is not blank.
    pub(in crate::ui) fn take(&mut self) -> Option<String> {
        let text = format!("{}{}", std::mem::take(&mut self.text), std::mem::take(&mut self.rest));
        (!text.trim().is_empty()).then_some(text)
    }
}
