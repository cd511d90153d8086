//! Reading order of a day for screen readers: by time, although it is drawn by kind.

use egui::Ui;

use crate::ui::widgets::read_in_order;

/// Marks an item as read by time; see [`read_by_time`].
pub(super) fn stands_in_time(ui: &Ui, top: f32, id: egui::Id) {
    ui.data_mut(|data| data.get_temp_mut_or_default::<Vec<(f32, egui::Id)>>(announced()).push((top, id)));
}

fn announced() -> egui::Id {
    egui::Id::unique("announced")
}

/// Sorts the items of a day by time for screen readers.
pub(super) fn read_by_time(ui: &Ui) {
    let mut places = ui.data_mut(|data| data.remove_temp::<Vec<(f32, egui::Id)>>(announced())).unwrap_or_default();
    places.sort_by(|a, b| a.0.total_cmp(&b.0));
    let ids: Vec<_> = places.iter().map(|(_, id)| id.accesskit_id()).collect();
    read_in_order(ui, |children| {
        let here: Vec<_> = ids.into_iter().filter(|id| children.contains(id)).collect();
        children.retain(|child| !here.contains(child));
        children.extend(here);
    });
}
