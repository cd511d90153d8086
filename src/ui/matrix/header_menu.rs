//! What can be done with a whole quadrant: another name and colour, more room or less.

use egui::{Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2};

use super::super::command::Command;
use super::super::state::UiState;
use super::super::theme::{self, ACCENT_NAMES, palette};
use super::super::view::{Intent, ViewContext};
use super::super::widgets::{DraftField, draft_field, focus_ring};
use super::menu_item;
use crate::model::{Action, Quadrant, Settings};

pub(super) fn header_menu(
    ui: &mut Ui,
    quadrant: Quadrant,
    ctx: &ViewContext,
    state: &mut UiState,
    out: &mut Vec<Intent>,
) {
    ui.set_width(216.0);
    let current = ctx.quadrant_name(quadrant);
    let field = DraftField { hint: quadrant.default_name(), width: 200.0, lines: 1, ..DraftField::default() };
    if let Some(name) = draft_field(ui, "Name of the quadrant", ("rename", quadrant), current, field) {
        out.push(change(ctx, format!("rename {current}"), |settings| match name.trim() {
            "" => drop(settings.quadrant_names.remove(&quadrant)),
            name => drop(settings.quadrant_names.insert(quadrant, name.to_owned())),
        }));
        ui.close();
    }
    let own = ctx.workspace.settings.quadrant_tones.get(&quadrant).copied();
    let usual = quadrant as u8;
    if let Some(tone) = swatches_ui(ui, &format!("Colour of {current}"), Some(own.unwrap_or(usual))) {
        out.push(change(ctx, format!("colour {current}"), |settings| {
            if tone == usual {
                settings.quadrant_tones.remove(&quadrant);
            } else {
                settings.quadrant_tones.insert(quadrant, tone);
            }
        }));
    }
    ui.separator();
    let larger = if state.matrix.enlarged == Some(quadrant) { "Show all quadrants" } else { "Enlarge" };
    if menu_item(ui, larger, Some(Command::Enlarge)) {
        state.matrix.toggle_enlarged(quadrant);
        ui.close();
    }
    let folded = if state.matrix.collapsed.contains(&quadrant) { "Open" } else { "Collapse" };
    if menu_item(ui, folded, Some(Command::Collapse)) {
        state.matrix.toggle_collapsed(quadrant);
        ui.close();
    }
}

/// The accents to choose from. Returns the one that was clicked.
pub(crate) fn swatches_ui(ui: &mut Ui, what: &str, chosen: Option<u8>) -> Option<u8> {
    let mut clicked = None;
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        for (tone, name) in (0_u8..).zip(ACCENT_NAMES) {
            let (rect, response) = ui.allocate_exact_size(vec2(23.0, 26.0), Sense::click());
            let on = chosen == Some(tone);
            response.widget_info(|| WidgetInfo::selected(Role::RadioButton, true, on, format!("{what}: {name}")));
            let palette = palette(ui);
            let dot = Rect::from_center_size(rect.center(), vec2(15.0, 15.0));
            ui.painter().rect_filled(dot, 8.0, palette.accent_at(tone));
            if on || response.hovered() {
                let line = Stroke::new(1.5, if on { palette.text } else { palette.outline() });
                ui.painter().rect_stroke(dot.expand(3.0), 11.0, line, StrokeKind::Inside);
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

fn change(ctx: &ViewContext, name: String, change: impl FnOnce(&mut Settings)) -> Intent {
    let mut settings = Settings::clone(&ctx.workspace.settings);
    change(&mut settings);
    Intent::Act(Action::settings(name, settings))
}
