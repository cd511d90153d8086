//! The handle of a card: dragging it to another card makes that one wait for this one.

use std::collections::BTreeSet;

use egui::{DragAndDrop, Rect, Role, Sense, StrokeKind, Ui, Vec2, WidgetInfo, vec2};
use egui_material_icons::icons;

use crate::model::{Action, Task, TaskField, TaskId};
use crate::ui::intent::{Intent, Out};
use crate::ui::theme::{self, palette};
use crate::ui::widgets::paint_icon;

/// Side of the handle, and the distance of its centre from the lower right corner.
const HANDLE: f32 = 18.0;
const FROM_CORNER: Vec2 = vec2(11.0, 13.0);
/// The line: radius of its start, length of its arrow.
const START: f32 = 3.0;
const ARROW: f32 = 10.0;

/// The task of the dragged handle.
#[derive(Clone, Copy)]
struct Linking(TaskId);

/// Shows the handle at the right edge of a hovered card.
pub(super) fn handle_ui(ui: &Ui, task: &Task, rect: Rect, id: egui::Id) {
    let dragged = DragAndDrop::payload::<Linking>(ui.ctx()).is_some_and(|linking| linking.0 == task.id);
    let on_card = ui.input(|input| input.pointer.hover_pos()).is_some_and(|at| rect.contains(at));
    if !dragged && (!on_card || DragAndDrop::has_any_payload(ui.ctx())) {
        return;
    }
    let handle = Rect::from_center_size(rect.max - FROM_CORNER, Vec2::splat(HANDLE));
    // Pointer only; the inspector offers the same for the keyboard.
    let response = ui.interact(handle, id.with("link"), Sense::DRAG);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Drag to the next task: {}", task.title)));
    response.dnd_set_drag_payload(Linking(task.id));
    let palette = palette(ui);
    let hot = response.hovered() || dragged;
    ui.painter().rect_filled(handle, theme::CORNER, if hot { palette.sunken } else { palette.surface });
    let color = if hot { palette.accent } else { palette.faint };
    paint_icon(ui, handle.center(), icons::ICON_LOW_PRIORITY, theme::ICON_ROW, color);
    response.on_hover_text("Drag to the task that waits for this one").on_hover_cursor(egui::CursorIcon::Grab);
}

/// Marks the card under a dragged handle and links it on release. The workspace rejects a cycle and names its path.
pub(super) fn target_ui(ui: &Ui, task: &Task, rect: Rect, out: &mut Out) {
    let Some(linking) = DragAndDrop::payload::<Linking>(ui.ctx()).filter(|linking| linking.0 != task.id) else {
        return;
    };
    let at = ui.input(|input| input.pointer.interact_pos());
    if at.is_none_or(|at| !rect.intersect(ui.clip_rect()).contains(at)) {
        return;
    }
    ui.painter().rect_stroke(rect, theme::CORNER, theme::thick(palette(ui).accent), StrokeKind::Inside);
    if ui.input(|input| input.pointer.any_released()) {
        DragAndDrop::clear_payload(ui.ctx());
        let after: BTreeSet<TaskId> = task.after.iter().copied().chain([linking.0]).collect();
        if after != task.after {
            out.push(Intent::Act(Action::EditTask(task.id, TaskField::After(after))));
        }
    }
}

/// Draws the line from the handle to the pointer.
pub(super) fn line_ui(ui: &Ui) {
    if !DragAndDrop::has_payload_of_type::<Linking>(ui.ctx()) {
        return;
    }
    let (from, to) = ui.input(|input| (input.pointer.press_origin(), input.pointer.interact_pos()));
    let (Some(from), Some(to)) = (from, to) else { return };
    let stroke = theme::thick(palette(ui).accent);
    let painter = ui.ctx().layer_painter(egui::LayerId::new(egui::Order::Tooltip, ui.scope_id().with("link")));
    painter.line_segment([from, to], stroke);
    painter.circle_filled(from, START, stroke.color);
    let direction = (to - from).normalized();
    if direction.is_finite() {
        painter.arrow(to - direction * ARROW, direction * ARROW, stroke);
    }
}
