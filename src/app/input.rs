//! Keys, and text fields that are half typed.

use egui::{Event, Id, InputState, Key, Memory, Ui};

use crate::ui::command::Command;
use crate::ui::{Out, half_typed};

/// Seconds without pointer and keys after which the matrix counts as at rest.
const REST_SECS: f64 = 5.0;

/// Input between frames.
pub(crate) struct InputWatch {
    /// A half-typed field, and the intents that wait until it has lost the focus.
    held: Option<(Id, Out)>,
    /// Whether a text field had the focus when the last frame began.
    was_typing: bool,
    /// The last use of pointer or keys, in seconds of the UI's time.
    used: f64,
}

impl Default for InputWatch {
    fn default() -> Self {
        Self { held: None, was_typing: false, used: f64::NEG_INFINITY }
    }
}

impl InputWatch {
    /// Notes whether pointer or keys were used in this frame.
    pub fn note_use(&mut self, ui: &Ui) {
        let used = |event: &Event| {
            matches!(
                event,
                Event::Key { .. }
                    | Event::Text(_)
                    | Event::PointerMoved(_)
                    | Event::PointerButton { .. }
                    | Event::MouseWheel { .. }
                    | Event::Touch { .. }
            )
        };
        if let Some(time) = ui.input(|input| input.events.iter().any(used).then_some(input.time)) {
            self.used = time;
        }
    }

    /// Returns seconds until the window counts as at rest; 0 or less if it does.
    pub fn secs_to_rest(&self, time: f64) -> f64 {
        self.used + REST_SECS - time
    }

    /// Holds intents of this frame back for one frame while a field is half typed: the field loses the focus first, so
    /// that its text is not lost with its subject, and then gets the focus again.
    pub fn hold(&mut self, ui: &Ui, out: &mut Out) {
        if let Some((field, mut held)) = self.held.take() {
            out.append(&mut held);
            ui.memory_mut(|memory| memory.request_focus(field));
        } else if !out.is_empty()
            && let Some(field) = half_typed(ui)
        {
            ui.memory_mut(Memory::stop_text_input);
            ui.ctx().request_repaint();
            self.held = Some((field, std::mem::take(out)));
        }
    }

    /// Returns the command whose keys were pressed, unless the keys are for a field, a button or an overlay.
    /// `with_left`: the review shows blocks that are left, which have keys of their own.
    pub fn command(&mut self, ui: &Ui, overlay: bool, with_left: bool) -> Option<Command> {
        // Escape has taken the focus from a field before the frame began, but is meant for the field.
        let typing = ui.ctx().text_edit_focused();
        let was_typing = std::mem::replace(&mut self.was_typing, typing);
        if overlay || egui::Popup::is_any_open(ui.ctx()) {
            return None;
        }
        let pressed = |key| ui.input(|input| input.key_pressed(key));
        let editing = typing || (was_typing && pressed(Key::Escape));
        let button_focused = !editing && ui.memory(|memory| memory.focused().is_some());
        if button_focused && pressed(Key::Escape) {
            ui.memory_mut(Memory::stop_text_input);
        }
        let for_button = |input: &InputState| input.key_pressed(Key::Space) || input.key_pressed(Key::Enter);
        if button_focused && ui.input(for_button) {
            return None;
        }
        // Ctrl+C comes as an event of its own, not as a key.
        if !editing && ui.input(|input| input.events.contains(&Event::Copy)) {
            return Some(Command::CopyCards);
        }
        Command::pressed(ui.ctx(), editing, with_left)
    }
}
