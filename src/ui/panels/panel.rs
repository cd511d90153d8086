//! The frame of a panel.

use egui::{Align, Layout, ScrollArea, Ui, UiBuilder, vec2};
use egui_material_icons::icons;

use super::plan_list;
use crate::ui::context::ViewContext;
use crate::ui::intent::Out;
use crate::ui::state::{Difference, Panel, PanelState};
use crate::ui::theme::{self, palette};
use crate::ui::widgets::icon_button;

/// Draws a panel into all of `ui`. The plan list shows the previewed `change`, if any.
pub fn panel_ui(
    ui: &mut Ui,
    panel: Panel,
    ctx: &ViewContext,
    state: &mut PanelState,
    change: Option<&Difference>,
    out: &mut Out,
) {
    let area = ui.max_rect();
    ui.painter().rect_filled(area, 0.0, palette(ui).surface);
    let inner = area.shrink2(vec2(theme::PAD, theme::GAP_WIDE));
    let name = panel.title();
    let mut ui = ui.new_child(UiBuilder::new().id_salt(name).max_rect(inner).accessibility_label(name));
    ui.spacing_mut().item_spacing.y = theme::GAP_SMALL;
    ui.horizontal(|ui| {
        ui.label(egui::RichText::new(name).font(theme::title()));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if icon_button(ui, icons::ICON_CLOSE, "Close the panel", true).clicked() {
                state.open = None;
            }
        });
    });
    ScrollArea::vertical().id_salt("panel").auto_shrink(false).show(&mut ui, |ui| {
        ui.set_width(inner.width() - theme::GAP);
        match panel {
            Panel::PlanList => plan_list::plan_list_ui(ui, ctx, state, change, out),
        }
    });
}
