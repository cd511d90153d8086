//! The pages of the inspector, by selection.

use egui::{ScrollArea, Ui, UiBuilder, vec2};

use super::fields::ask_for_focus;
use super::{block, event, task};
use crate::ui::context::ViewContext;
use crate::ui::intent::Out;
use crate::ui::selection::Selection;
use crate::ui::state::InspectorState;
use crate::ui::theme::{self, palette};
use crate::ui::widgets::note_ui;

/// Draws the selected item into all of `ui`. `chosen` is the number of chosen cards.
pub fn inspector_ui(ui: &mut Ui, ctx: &ViewContext, state: &mut InspectorState, chosen: usize, out: &mut Out) {
    let area = ui.max_rect();
    ui.painter().rect_filled(area, 0.0, palette(ui).surface);
    let inner = area.shrink2(vec2(0.0, theme::GAP_WIDE));
    let mut ui = ui.new_child(UiBuilder::new().id_salt("inspector").max_rect(inner).accessibility_label("Inspector"));
    ScrollArea::vertical().id_salt("inspector").auto_shrink(false).show(&mut ui, |ui| {
        let content =
            ui.max_rect().shrink2(vec2(theme::PAD, 0.0)).with_max_x(ui.max_rect().right() - theme::PAD - theme::GAP);
        ui.scope_builder(UiBuilder::new().max_rect(content), |ui| page_ui(ui, ctx, state, chosen, out));
    });
}

/// Draws the page of the selection.
fn page_ui(ui: &mut Ui, ctx: &ViewContext, state: &mut InspectorState, chosen: usize, out: &mut Out) {
    ui.set_width(ui.available_width());
    ui.spacing_mut().item_spacing.y = theme::GAP;
    if let Some(field) = state.focus.take() {
        ask_for_focus(ui, field);
    }
    if chosen > 1 {
        note_ui(ui, format!("One of {chosen} chosen cards"));
    }
    match ctx.selection {
        Selection::Nothing => {}
        Selection::Event(..) => event::event_ui(ui, ctx, ctx.selection, out),
        Selection::Block(block) => block::block_ui(ui, block, ctx, state, out),
        Selection::Ghost(..) | Selection::Task(_) => task_of_selection(ui, ctx, state, out),
    }
}

fn task_of_selection(ui: &mut Ui, ctx: &ViewContext, state: &mut InspectorState, out: &mut Out) {
    let Some(id) = ctx.selection.task(ctx.workspace) else { return };
    ui.push_id(id, |ui| match ctx.task(id) {
        Some(task) => task::task_ui(ui, task, ctx, state, out),
        None => block::closed_ui(ui, id, ctx, out),
    });
}
