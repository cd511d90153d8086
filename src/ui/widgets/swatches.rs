//! A row of accents.

use egui::{Rect, Role, Sense, StrokeKind, Ui, Vec2, WidgetInfo, vec2};

use super::paint::focus_ring;
use crate::ui::theme::{self, ACCENT_NAMES, palette};

/// Size of the place of an accent, diameter of its dot, and distance of the ring around it.
const SWATCH: Vec2 = vec2(23.0, 26.0);
const DOT: f32 = 15.0;
const RING: f32 = 3.0;

/// Draws the accents. Returns the clicked one.
pub fn swatches_ui(ui: &mut Ui, what: &str, chosen: Option<u8>) -> Option<u8> {
    let mut clicked = None;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = theme::GAP_TINY;
        for (tone, name) in (0_u8..).zip(ACCENT_NAMES) {
            let (rect, response) = ui.allocate_exact_size(SWATCH, Sense::click());
            let on = chosen == Some(tone);
            response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, on, format!("{what}: {name}")));
            let palette = palette(ui);
            let dot = Rect::from_center_size(rect.center(), Vec2::splat(DOT));
            ui.painter().rect_filled(dot, theme::CORNER_TILE, palette.accent_at(tone));
            if on || response.hovered() {
                let line = theme::stroke(if on { palette.text } else { palette.outline() });
                ui.painter().rect_stroke(dot.expand(RING), theme::CORNER_PILL, line, StrokeKind::Inside);
            }
            focus_ring(ui, &response, rect);
            if response.on_hover_text(name).clicked() {
                clicked = Some(tone);
            }
        }
    });
    ui.add_space(theme::GAP_SMALL);
    clicked
}
