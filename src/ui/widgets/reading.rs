//! The order and names that a screen reader gets.

use egui::{Role, Ui};

/// Lets a screen reader read a row that was laid out from the right in the order in which it is seen.
pub fn read_from_left(row: &Ui) {
    read_in_order(row, |children| children.reverse());
}

/// Changes the order in which a screen reader reads what was drawn into `ui` so far.
pub fn read_in_order(ui: &Ui, order: impl FnOnce(&mut Vec<egui::accesskit::NodeId>)) {
    ui.ctx().accesskit_node_builder(ui.unique_id(), |node| {
        let mut children = node.children().to_vec();
        order(&mut children);
        node.set_children(children);
    });
}

/// What was drawn last is read before what was drawn before it.
pub fn swap_last_two(children: &mut Vec<egui::accesskit::NodeId>) {
    if let [.., before, last] = children.as_mut_slice() {
        std::mem::swap(before, last);
    }
}

/// Tells a screen reader that what is drawn into `ui` is a dialog, and its name.
pub fn name_dialog(ui: &Ui, name: &str) {
    ui.ctx().accesskit_node_builder(ui.unique_id(), |node| {
        node.set_role(Role::Dialog);
        node.set_label(name);
        node.set_modal();
    });
}
