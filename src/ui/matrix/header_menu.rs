//! The menu of a quadrant: rename, recolour, enlarge, fold.

use egui::Ui;

use crate::model::{Action, Quadrant, Settings};
use crate::ui::command::{Command, menu_item};
use crate::ui::context::ViewContext;
use crate::ui::intent::{Intent, Out};
use crate::ui::state::MatrixState;
use crate::ui::theme;
use crate::ui::widgets::{DraftField, draft_field, swatches_ui};

/// Width of the field for the name.
const NAME: f32 = 200.0;

pub(super) fn header_menu(ui: &mut Ui, quadrant: Quadrant, ctx: &ViewContext, state: &mut MatrixState, out: &mut Out) {
    ui.set_width(theme::MENU);
    let current = ctx.quadrant_name(quadrant);
    let field = DraftField { hint: quadrant.default_name(), width: NAME, lines: 1, ..DraftField::default() };
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
    let larger = if state.enlarged == Some(quadrant) { "Show all quadrants" } else { "Enlarge" };
    if menu_item(ui, larger, Some(Command::Enlarge)) {
        state.toggle_enlarged(quadrant);
        ui.close();
    }
    let folded = if state.collapsed.contains(&quadrant) { "Open" } else { "Fold" };
    if menu_item(ui, folded, Some(Command::Collapse)) {
        state.toggle_collapsed(quadrant);
        ui.close();
    }
}

fn change(ctx: &ViewContext, name: String, change: impl FnOnce(&mut Settings)) -> Intent {
    let mut settings = Settings::clone(&ctx.workspace.settings);
    change(&mut settings);
    Intent::Act(Action::settings(name, settings))
}
