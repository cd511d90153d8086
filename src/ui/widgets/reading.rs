//! Order and names for screen readers.

use egui::{Role, Ui};

/// Makes a screen reader read a right-to-left layout in visual order.
pub fn read_from_left(row: &Ui) {
    read_in_order(row, |children| children.reverse());
}

/// Reorders the nodes that a screen reader reads from `ui` so far.
pub fn read_in_order(ui: &Ui, order: impl FnOnce(&mut Vec<egui::accesskit::NodeId>)) {
    ui.ctx().accesskit_node_builder(ui.unique_id(), |node| {
        let mut children = node.children().to_vec();
        order(&mut children);
        node.set_children(children);
    });
}

/// Makes a screen reader read the last node first.
pub fn swap_last_two(children: &mut Vec<egui::accesskit::NodeId>) {
    if let [.., before, last] = children.as_mut_slice() {
        std::mem::swap(before, last);
    }
}

/// Marks `ui` as a dialog with a name.
pub fn name_dialog(ui: &Ui, name: &str) {
    ui.ctx().accesskit_node_builder(ui.unique_id(), |node| {
        node.set_role(Role::Dialog);
        node.set_label(name);
        node.set_modal();
    });
}
