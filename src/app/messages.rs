//! Short messages at the bottom of the window.

use crate::ui::Toast;
use crate::ui::command::Command;

/// The shown messages, the newest last: at most one report of a change, which can be undone, and one note.
#[derive(Default)]
pub(crate) struct Messages {
    pub toasts: Vec<Toast>,
    /// Whether the user was told that the shown days have more events than are listed.
    pub told_part: bool,
}

impl Messages {
    /// Shows a message from `time` on, in seconds of the UI's time, with a command that undoes the change it reports. It
    /// replaces the older one of its kind.
    pub fn show(&mut self, text: String, undo: Option<Command>, time: f64) {
        let until = time + Toast::seconds(&text);
        self.toasts.retain(|toast| toast.undo.is_some() != undo.is_some());
        self.toasts.push(Toast { text, undo, until });
    }
}
