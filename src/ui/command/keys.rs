//! Shortcuts of commands, as text and as key presses.

use egui::KeyboardShortcut;

use super::keymap::Keymap;
use super::table::Command;
use crate::ui::context::ViewContext;
use crate::ui::widgets::shortcut_text;

impl Command {
    /// Returns the command's text with its first shortcut, for tooltips: "Undo (Ctrl+Z)".
    pub fn hint(self, ctx: &egui::Context) -> String {
        match self.keys_text(ctx) {
            Some(keys) => format!("{} ({keys})", self.text()),
            None => self.text(),
        }
    }

    /// Returns the command's text with the change that undo or redo is about: `Undo complete "Call home"`.
    pub fn name_with_change(self, ctx: &ViewContext) -> String {
        match (self, ctx.undo, ctx.redo) {
            (Self::Undo, Some(name), _) => format!("Undo {name}"),
            (Self::Redo, _, Some(name)) => format!("Redo {name}"),
            _ => self.text(),
        }
    }

    /// Returns the shortcut text for menus.
    pub fn keys_text(self, ctx: &egui::Context) -> Option<String> {
        Keymap::of(ctx).keys(self).first().map(|keys| shortcut_text(ctx, keys))
    }

    /// Consumes and returns the command of a key press. While text is edited, only Ctrl shortcuts that a text field does
    /// not use count. `with_left` enables the shortcuts for unfinished blocks of a review.
    pub fn pressed(ctx: &egui::Context, editing: bool, with_left: bool) -> Option<Self> {
        let keymap = Keymap::of(ctx);
        let mut all: Vec<(Self, KeyboardShortcut)> =
            Self::all().flat_map(|command| keymap.keys(command).iter().map(move |keys| (command, *keys))).collect();
        all.retain(|(command, _)| with_left || !command.is_for_unfinished_blocks());
        // Shortcuts with more modifiers go first, because a shortcut also matches with additional ones held.
        all.sort_by_key(|(command, keys)| {
            let held = [keys.modifiers.shift, keys.modifiers.alt, keys.modifiers.command];
            std::cmp::Reverse((held.into_iter().filter(|held| *held).count(), command.is_for_unfinished_blocks()))
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
