//! Keys of commands: as text for menus and tooltips, and as pressed.

use egui::KeyboardShortcut;

use super::keymap::Keymap;
use super::table::Command;
use crate::ui::widgets::shortcut_text;

impl Command {
    /// Its text with its first shortcut, for tooltips: "Undo (Ctrl+Z)".
    pub fn hint(self, ctx: &egui::Context) -> String {
        match self.keys_text(ctx) {
            Some(keys) => format!("{} ({keys})", self.text()),
            None => self.text(),
        }
    }

    /// The keys that run it, as menus show them.
    pub fn keys_text(self, ctx: &egui::Context) -> Option<String> {
        Keymap::of(ctx).keys(self).first().map(|keys| shortcut_text(ctx, keys))
    }

    /// The command whose keys were pressed; the keys are consumed. While text is edited only those with Ctrl that a text
    /// field has no use for count. `with_left` is whether something is left to be moved in the review that is shown.
    pub fn pressed(ctx: &egui::Context, editing: bool, with_left: bool) -> Option<Self> {
        let keymap = Keymap::of(ctx);
        let mut all: Vec<(Self, KeyboardShortcut)> =
            Self::all().flat_map(|command| keymap.keys(command).iter().map(move |keys| (command, *keys))).collect();
        all.retain(|(command, _)| with_left || !command.is_for_what_is_left());
        // What needs more modifiers first: a shortcut also matches with more of them held.
        all.sort_by_key(|(command, keys)| {
            let held = [keys.modifiers.shift, keys.modifiers.alt, keys.modifiers.command];
            std::cmp::Reverse((held.into_iter().filter(|held| *held).count(), command.is_for_what_is_left()))
        });
        let allowed = |command: Self, keys: &KeyboardShortcut| {
            let text_uses_it = matches!(command, Self::Undo | Self::Redo);
            !editing || (keys.modifiers.command && !text_uses_it)
        };
        all.into_iter()
            .filter(|(command, keys)| allowed(*command, keys))
            .find(|(_, keys)| ctx.input_mut(|input| input.consume_shortcut(keys)))
            .map(|(command, _)| command)
    }
}
