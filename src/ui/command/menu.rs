//! Menu items that show the keys of their command.

use egui::{Response, Role, Ui, WidgetInfo, vec2};

use super::table::Command;

/// Height of a menu item.
const ITEM: f32 = 26.0;

/// Draws a menu item with the shortcut of its command at the right.
pub fn menu_item(ui: &mut Ui, label: &str, command: Option<Command>) -> bool {
    item(ui, egui::Button::new(label).frame_when_inactive(false), command).1
}

/// Draws one of several choices in a menu, marked if it is the chosen one.
pub fn menu_choice(ui: &mut Ui, label: &str, command: Option<Command>, chosen: bool) -> bool {
    let button = egui::Button::new(label).frame_when_inactive(chosen).selected(chosen);
    let (response, clicked) = item(ui, button, command);
    response.widget_info(|| WidgetInfo::selected(Role::RadioButton, ui.is_enabled(), chosen, label));
    clicked
}

/// Draws a command that turns something on or off, marked while it is on.
pub fn menu_switch(ui: &mut Ui, label: &str, command: Command, on: bool) -> bool {
    let button = egui::Button::new(label).frame_when_inactive(on).selected(on);
    let (response, clicked) = item(ui, button, Some(command));
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, ui.is_enabled(), on, label));
    clicked
}

fn item(ui: &mut Ui, mut button: egui::Button<'_>, command: Option<Command>) -> (Response, bool) {
    if let Some(shortcut) = command.and_then(|command| command.keys_text(ui.ctx())) {
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
    (response, clicked)
}
