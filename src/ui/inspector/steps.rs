//! The steps of a task: tick, rename, estimate, reorder, add, drag onto the day.

use egui::{Key, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};
use egui_material_icons::icons;

use super::super::state::UiState;
use super::super::theme::{self, palette};
use super::super::view::{Dragged, Intent, ViewContext};
use super::super::widgets::{DraftField, check_box, draft_field, paint_icon, small_icon_button};
use super::heading_ui;
use super::task::set_length;
use crate::exchange::parse_length;
use crate::model::{Action, Step, StepEdit, StepId, Task};

const ROW: f32 = 28.0;

/// Draws the steps and the field for new ones.
pub(super) fn steps_ui(ui: &mut Ui, task: &Task, ctx: &ViewContext, state: &mut UiState, out: &mut Vec<Intent>) {
    let (done, all) = task.progress();
    let detail = if all == 0 { String::new() } else { format!("{done} of {all} · {} left", ctx.left(task)) };
    heading_ui(ui, "Steps", &detail);
    ui.spacing_mut().item_spacing.y = 2.0;
    let top = ui.cursor().top();
    for (index, step) in task.steps.iter().enumerate() {
        ui.push_id(step.id, |ui| step_ui(ui, task, index, step, out));
    }
    reorder_ui(ui, task, top, out);
    if task.steps.is_empty() && ctx.left(task).get() > 30 {
        super::note_ui(ui, "What would the first ten minutes be?");
    }
    add_ui(ui, task, ctx, state, out);
    ui.spacing_mut().item_spacing.y = theme::GAP;
}

fn step_ui(ui: &mut Ui, task: &Task, index: usize, step: &Step, out: &mut Vec<Intent>) {
    let width = ui.available_width();
    let (row, response) = ui.allocate_exact_size(vec2(width, ROW), Sense::hover());
    let palette = palette(ui);
    let grip = Rect::from_min_size(row.min, vec2(14.0, ROW));
    let handle = ui.interact(grip, ui.scope_id().with("grip"), Sense::drag());
    handle.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Drag step: {}", step.title)));
    handle.dnd_set_drag_payload(Dragged { task: task.id, step: Some(step.id) });
    let hovered = response.contains_pointer() || handle.dragged();
    if hovered {
        paint_icon(ui, grip.center(), icons::ICON_DRAG_INDICATOR, 14.0, palette.faint);
    }
    handle.on_hover_cursor(egui::CursorIcon::Grab);
    let box_rect = Rect::from_center_size(pos2(grip.right() + 12.0, row.center().y), vec2(22.0, 22.0));
    let name = format!("Done: {}", step.title);
    if check_box(ui, box_rect, ui.scope_id().with("tick"), step.is_done(), &name, palette.accent).clicked() {
        out.push(Intent::Act(Action::EditStep(task.id, step.id, StepEdit::Done(!step.is_done()))));
    }
    let fields = Rect::from_min_max(pos2(box_rect.right() + 2.0, row.top()), row.max);
    let mut inner =
        ui.new_child(egui::UiBuilder::new().max_rect(fields).layout(egui::Layout::right_to_left(egui::Align::Center)));
    inner.spacing_mut().item_spacing.x = 2.0;
    inner.scope(|ui| {
        ui.multiply_opacity(if hovered { 1.0 } else { 0.0 });
        if small_icon_button(ui, icons::ICON_CLOSE, &format!("Remove step: {}", step.title)).clicked() {
            out.push(Intent::Act(Action::RemoveStep(task.id, step.id)));
        }
    });
    let estimate = step.estimate.map(|minutes| minutes.to_string()).unwrap_or_default();
    let field = DraftField {
        hint: "25m?",
        width: 38.0,
        lines: 1,
        font: Some(theme::small()),
        color: Some(palette.secondary),
        frameless: true,
    };
    if let Some(text) = draft_field(&mut inner, &format!("Estimate of step {}", index + 1), "minutes", &estimate, field)
    {
        set_length(&text, out, |minutes| Action::EditStep(task.id, step.id, StepEdit::Estimate(minutes)));
    }
    let color = step.is_done().then_some(palette.faint);
    let field =
        DraftField { width: inner.available_width(), lines: 1, color, frameless: true, ..DraftField::default() };
    if let Some(title) = draft_field(&mut inner, &format!("Step {}", index + 1), "title", &step.title, field)
        && !title.trim().is_empty()
    {
        out.push(Intent::Act(Action::EditStep(task.id, step.id, StepEdit::Title(title.trim().into()))));
    }
    response.context_menu(|ui| step_menu(ui, task, index, step, out));
}

fn step_menu(ui: &mut Ui, task: &Task, index: usize, step: &Step, out: &mut Vec<Intent>) {
    use super::super::matrix::menu_item;
    ui.set_min_width(150.0);
    let mut to = |to| out.push(Intent::Act(Action::MoveStep { task: task.id, step: step.id, to }));
    if index > 0 && menu_item(ui, "Move up", None) {
        to(index - 1);
    }
    if index + 1 < task.steps.len() && menu_item(ui, "Move down", None) {
        to(index + 1);
    }
    if menu_item(ui, "Start now", None) {
        out.push(Intent::Start(task.id, Some(step.id)));
    }
    if menu_item(ui, "Remove", None) {
        out.push(Intent::Act(Action::RemoveStep(task.id, step.id)));
    }
}

/// A step that is dragged over its own list lands between two others.
fn reorder_ui(ui: &Ui, task: &Task, top: f32, out: &mut Vec<Intent>) {
    let Some(dragged) = egui::DragAndDrop::payload::<Dragged>(ui.ctx()) else { return };
    let Some(from) = task.steps.iter().position(|step| dragged.step == Some(step.id)) else { return };
    let Some(at) = ui.input(|input| input.pointer.interact_pos()) else { return };
    let pitch = ROW + 2.0;
    let area = Rect::from_min_size(
        pos2(ui.max_rect().left(), top),
        vec2(ui.max_rect().width(), pitch * task.steps.len() as f32),
    );
    if !area.expand(6.0).contains(at) {
        return;
    }
    let place = (((at.y - top) / pitch).round().max(0.0) as usize).min(task.steps.len());
    let y = top + pitch * place as f32 - 1.0;
    ui.painter().hline(area.x_range(), y, egui::Stroke::new(2.0, palette(ui).accent));
    if ui.input(|input| input.pointer.any_released()) {
        egui::DragAndDrop::clear_payload(ui.ctx());
        let to = if place > from { place - 1 } else { place };
        if to != from {
            out.push(Intent::Act(Action::MoveStep { task: task.id, step: task.steps[from].id, to }));
        }
    }
}

fn add_ui(ui: &mut Ui, task: &Task, ctx: &ViewContext, state: &mut UiState, out: &mut Vec<Intent>) {
    let draft = &mut state.inspector.step_draft;
    let field = egui::TextEdit::singleline(draft)
        .id_salt("add-step")
        .hint_text("Add a step, like: outline 10m")
        .desired_width(f32::INFINITY);
    let response = ui.add(field).accessible_name("Add a step");
    if !response.lost_focus() || draft.trim().is_empty() {
        return;
    }
    if ui.input(|input| input.key_pressed(Key::Escape)) {
        draft.clear();
        return;
    }
    let step = step_from(&std::mem::take(draft), StepId::new(ctx.now.instant));
    out.push(Intent::Act(Action::AddStep { task: task.id, at: usize::MAX, step }));
    if ui.input(|input| input.key_pressed(Key::Enter)) {
        response.request_focus();
    }
}

/// A step from a line: a length at its end is its estimate.
fn step_from(text: &str, id: StepId) -> Step {
    let text = text.trim();
    if let Some((title, last)) = text.rsplit_once(' ')
        && last.chars().any(char::is_alphabetic)
        && let Some(minutes) = parse_length(last)
        && !title.trim().is_empty()
    {
        return Step { estimate: Some(minutes), ..Step::new(id, title.trim()) };
    }
    Step::new(id, text)
}
