//! Short messages at the bottom of the window.

use crate::ui::Toast;
use crate::ui::command::Command;

/// Maximum messages at a time.
const MOST: usize = 4;

/// The messages that are shown, the newest last.
#[derive(Default)]
pub(crate) struct Messages {
    pub toasts: Vec<Toast>,
}

impl Messages {
    /// Shows a message from `time` on, in seconds of the UI's time, with a command that undoes the change it reports. An
    /// older message of the same text goes away.
    pub fn show(&mut self, text: String, undo: Option<Command>, time: f64) {
        let until = time + Toast::seconds(&text);
        self.toasts.retain(|toast| toast.text != text);
        if undo.is_some() {
            // Undo now takes back this change, not the ones of older messages.
            self.toasts.iter_mut().for_each(|toast| toast.undo = None);
        }
        self.toasts.push(Toast { text, undo, until });
        if self.toasts.len() > MOST {
            self.toasts.remove(0);
        }
    }
}
