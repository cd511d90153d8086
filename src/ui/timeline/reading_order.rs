//! The order of time for screen readers: what a day holds is drawn kind by kind, and read by time.

use egui::Ui;

use crate::ui::widgets::read_in_order;

/// What is drawn at its time of the day is read in the order of time, see [`read_by_time`].
pub(super) fn stands_in_time(ui: &Ui, top: f32, id: egui::Id) {
    ui.data_mut(|data| data.get_temp_mut_or_default::<Vec<(f32, egui::Id)>>(announced()).push((top, id)));
}

fn announced() -> egui::Id {
    egui::Id::unique("announced")
}

/// All that stands in the time of a day is read in the order of time, though it is drawn one kind after the other.
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
