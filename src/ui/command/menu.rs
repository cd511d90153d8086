//! Menu items that show the keys of their command.

use egui::{Ui, vec2};

use super::table::Command;

/// Height of a menu item.
const ITEM: f32 = 26.0;

/// A menu item with the shortcut of its command at the right.
pub fn menu_item(ui: &mut Ui, label: &str, command: Option<Command>) -> bool {
    let shortcut = command.and_then(|command| command.keys_text(ui.ctx()));
    let mut button = egui::Button::new(label).frame_when_inactive(false);
    if let Some(shortcut) = shortcut {
        button = button.shortcut_text(shortcut);
    }
    let response = ui.add(button.min_size(vec2(ui.available_width(), ITEM)));
    if response.gained_focus() {
        response.scroll_to_me(None);
    }
    let clicked = response.clicked();
    if clicked {
        ui.close();
    }
    clicked
}
