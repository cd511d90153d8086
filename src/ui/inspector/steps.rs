//! The steps of a task: tick, rename, estimate, reorder, add, drag onto the day.

use std::collections::BTreeSet;

use egui::{Key, Modifiers, Rect, Role, Sense, Ui, Vec2, WidgetInfo, pos2, vec2};
use egui_material_icons::icons;
use strum::IntoEnumIterator as _;

use super::breakdown::{MICRO, add_ui, asks_for_first_step, cut, cut_menu, cut_words, ways_ui};
use super::fields::{length, small_field};
use crate::calendar::words;
use crate::exchange::equal_pieces;
use crate::model::{Action, Energy, Order, Outcome, Step, StepEdit, Task, TaskId};
use crate::planner::estimates::range_words;
use crate::ui::command::menu_item;
use crate::ui::context::ViewContext;
use crate::ui::intent::{Intent, Out};
use crate::ui::selection::Dragged;
use crate::ui::state::InspectorState;
use crate::ui::theme::{self, palette};
use crate::ui::widgets::{
    DraftField, check_box, checked_field, dashed_outline, draft_field, focus_ring, heading_ui, link_button, note_ui,
    paint_icon, read_from_left, small_icon_button, text_button,
};

const ROW: f32 = 32.0;
/// Side of the place of the check box, and the distance of its centre from the grip.
const TICK: f32 = 22.0;
const TICK_X: f32 = 10.0;
/// Widths: of an indent, of the estimate, of the mark of energy or tag.
const INDENT: f32 = 16.0;
const ESTIMATE: f32 = 50.0;
const MARK: f32 = 14.0;
/// Distance above and below the steps at which a dragged one is still among them.
const REACH: f32 = 6.0;

/// Width of the grip and of the button at the ends of a row, in the margins of the inspector.
const MARGIN: f32 = 14.0;

/// Draws the steps and the field for new ones.
pub(super) fn steps_ui(ui: &mut Ui, task: &Task, ctx: &ViewContext, state: &mut InspectorState, out: &mut Out) {
    let (done, all) = task.progress();
    let detail = if all == 0 { String::new() } else { format!("{done} of {all} · {} left", ctx.left(task)) };
    heading_ui(ui, "Steps", &detail);
    ui.spacing_mut().item_spacing.y = theme::GAP_TINY;
    let top = ui.cursor().top();
    for (index, step) in task.steps.iter().enumerate() {
        ui.push_id(step.id, |ui| step_ui(ui, task, index, step, ctx, out));
    }
    reorder_ui(ui, task, top, out);
    if all > 0 && done == all {
        all_done_ui(ui, task, out);
    }
    if asks_for_first_step(task, ctx) {
        note_ui(ui, "What are the first ten minutes?");
    }
    add_ui(ui, task, ctx, state, out);
    unwritten_ui(ui, task, ctx, out);
    ways_ui(ui, task, ctx, out);
    ui.spacing_mut().item_spacing.y = theme::GAP;
}

/// Draws the part of the estimate that no step covers, with a button that cuts it.
fn unwritten_ui(ui: &mut Ui, task: &Task, ctx: &ViewContext, out: &mut Out) {
    let left = ctx.unwritten(task);
    if left.is_zero() {
        return;
    }
    let (row, _) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    dashed_outline(ui, row.shrink(1.0), palette(ui).faint);
    let inner = row.shrink2(vec2(theme::GAP, 0.0));
    let layout = egui::Layout::right_to_left(egui::Align::Center);
    let mut inner = ui.new_child(egui::UiBuilder::new().id_salt("unwritten").max_rect(inner).layout(layout));
    if let Some(pieces) = equal_pieces(left, MICRO)
        && link_button(&mut inner, "Cut it").on_hover_text(cut_words()).clicked()
    {
        out.push(Intent::Act(cut(task, None, &pieces, ctx)));
    }
    inner.with_layout(egui::Layout::left_to_right(egui::Align::Center), |ui| {
        ui.add(egui::Label::new(words::unwritten(left)).truncate());
    });
}

fn step_ui(ui: &mut Ui, task: &Task, index: usize, step: &Step, ctx: &ViewContext, out: &mut Out) {
    let width = ui.available_width();
    let (row, _) = ui.allocate_exact_size(vec2(width, ROW), Sense::hover());
    let palette = palette(ui);
    let wide = row.expand2(vec2(MARGIN, 0.0));
    let pointed = ui.rect_contains_pointer(wide);
    let accent = palette.accent_of(ctx.quadrant_of(task));
    let is_next = task.next_step().is_some_and(|next| next.id == step.id);
    if is_next {
        ui.painter().rect_filled(row.expand2(vec2(theme::GAP_SMALL, 0.0)), theme::CORNER, palette.tint(accent));
    }
    let (grip, hovered) = grip_ui(ui, task, (index, step), wide, pointed, ctx, out);
    let box_rect = Rect::from_center_size(pos2(grip.right() + TICK_X, row.center().y), Vec2::splat(TICK));
    let name = format!("Done: {}", step.title);
    if check_box(ui, box_rect, ui.scope_id().with("tick"), step.is_done(), &name, accent).clicked() {
        out.push(Intent::Act(Action::EditStep(task.id, step.id, StepEdit::Done(!step.is_done()))));
    }
    let fields =
        Rect::from_min_max(pos2(box_rect.right() + theme::GAP_SMALL, row.top()), pos2(wide.right(), row.bottom()));
    let mut inner =
        ui.new_child(egui::UiBuilder::new().max_rect(fields).layout(egui::Layout::right_to_left(egui::Align::Center)));
    inner.spacing_mut().item_spacing.x = theme::GAP_TINY;
    step_keys(&inner, task, index, step, out);
    inner.scope(|ui| {
        ui.multiply_opacity(if hovered { 1.0 } else { 0.0 });
        if small_icon_button(ui, icons::ICON_CLOSE, &format!("Remove step: {}", step.title), MARGIN).clicked() {
            out.push(Intent::Act(Action::RemoveStep(task.id, step.id)));
        }
    });
    estimate_ui(&mut inner, task, (index, step), ctx, out);
    marks_ui(&mut inner, step);
    inner.add_space(theme::GAP_SMALL);
    let (struck, color) = (step.is_done(), step.is_done().then_some(palette.faint));
    let width = inner.available_width();
    let field = DraftField { width, lines: 1, color, frameless: true, struck, ..DraftField::default() };
    if let Some(title) = draft_field(&mut inner, &format!("Step {}", index + 1), "title", &step.title, field)
        && !title.trim().is_empty()
    {
        out.push(Intent::Act(Action::EditStep(task.id, step.id, StepEdit::Title(title.trim().into()))));
    }
    read_from_left(&inner);
}

/// Draws the grip of a step, which moves it and opens its menu. Returns its place, and whether the row shows its
/// buttons.
fn grip_ui(
    ui: &mut Ui,
    task: &Task,
    (index, step): (usize, &Step),
    row: Rect,
    pointed: bool,
    ctx: &ViewContext,
    out: &mut Out,
) -> (Rect, bool) {
    let level = if step.indented { INDENT } else { 0.0 };
    let grip = Rect::from_min_size(row.min + vec2(level, 0.0), vec2(MARGIN, ROW));
    let handle = ui.interact(grip, ui.scope_id().with("grip"), Sense::click_and_drag());
    handle.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Drag step: {}", step.title)));
    handle.dnd_set_drag_payload(Dragged { task: task.id, step: Some(step.id), others: BTreeSet::new() });
    let hovered = pointed || handle.dragged() || handle.has_focus();
    if hovered {
        paint_icon(ui, grip.center(), icons::ICON_DRAG_INDICATOR, theme::ICON_BLOCK, palette(ui).faint);
    }
    focus_ring(ui, &handle, grip);
    egui::Popup::menu(&handle).show(|ui| step_menu(ui, task, index, step, ctx, out));
    handle.on_hover_text("Drag to move it, click for more").on_hover_cursor(egui::CursorIcon::Grab);
    (grip, hovered)
}

/// Draws the estimate of a step and its usual range.
fn estimate_ui(ui: &mut Ui, task: &Task, (index, step): (usize, &Step), ctx: &ViewContext, out: &mut Out) {
    let secondary = palette(ui).secondary;
    let estimate = step.estimate.map(|minutes| minutes.to_string()).unwrap_or_default();
    let field = DraftField {
        hint: "25 min?",
        width: ESTIMATE,
        lines: 1,
        font: Some(theme::small()),
        color: Some(secondary),
        frameless: true,
        ..DraftField::default()
    };
    let guess = ctx.workspace.settings.guess;
    if let Some(range) = ctx.usual(task.id, Some(step.id), step.estimate.unwrap_or(guess)).filter(|_| !step.is_done()) {
        let words = egui::RichText::new(range.short()).font(theme::small()).color(secondary);
        ui.label(words).on_hover_text(range_words(step.estimate.unwrap_or(guess), Some(range)));
    }
    let name = format!("Estimate of step {}", index + 1);
    if let Some(minutes) = checked_field(ui, &name, "minutes", &estimate, field, length) {
        out.push(Intent::Act(Action::EditStep(task.id, step.id, StepEdit::Estimate(minutes))));
    }
}

/// Draws the step's own energy and tag.
fn marks_ui(ui: &mut Ui, step: &Step) {
    let energy = step.energy.map(|energy| (icons::ICON_BOLT, format!("{energy} energy")));
    let tag = step.tag.as_ref().map(|tag| (icons::ICON_LABEL, format!("#{tag}")));
    for (icon, words) in energy.into_iter().chain(tag) {
        let (rect, response) = ui.allocate_exact_size(Vec2::splat(MARK), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &words));
        paint_icon(ui, rect.center(), icon, theme::ICON_TINY, palette(ui).secondary);
        response.on_hover_text(words);
    }
}

fn step_menu(ui: &mut Ui, task: &Task, index: usize, step: &Step, ctx: &ViewContext, out: &mut Out) {
    use menu_item;
    ui.set_width(theme::MENU);
    let edit = |edit| Intent::Act(Action::EditStep(task.id, step.id, edit));
    let to = |to| Intent::Act(Action::MoveStep { task: task.id, step: step.id, to });
    if index > 0 && menu_item(ui, "Move up", None) {
        out.push(to(index - 1));
    }
    if index + 1 < task.steps.len() && menu_item(ui, "Move down", None) {
        out.push(to(index + 1));
    }
    if index > 0 && menu_item(ui, if step.indented { "Outdent" } else { "Indent" }, None) {
        out.push(edit(StepEdit::Indented(!step.indented)));
    }
    ui.separator();
    for energy in Energy::iter() {
        let on = step.energy == Some(energy);
        let label = if on { format!("Clear {energy} energy") } else { format!("{energy} energy") };
        if menu_item(ui, &label, None) {
            out.push(edit(StepEdit::Energy((!on).then_some(energy))));
        }
    }
    ui.menu_button("Tag", |ui| {
        ui.set_width(theme::MENU_NARROW);
        let width = ui.available_width();
        if let Some(tag) = draft_field(ui, "New tag", ("new-tag", step.id), "", small_field(width, "New tag")) {
            let tag = tag.trim().trim_start_matches('#').replace(char::is_whitespace, "-");
            out.extend((!tag.is_empty()).then(|| edit(StepEdit::Tag(Some(tag)))));
            ui.close();
        }
        for tag in tags(ctx).into_iter().take(20) {
            let on = step.tag.as_deref() == Some(tag);
            if menu_item(ui, &format!("#{tag}{}", if on { " (clear)" } else { "" }), None) {
                out.push(edit(StepEdit::Tag((!on).then(|| tag.to_owned()))));
            }
        }
    });
    ui.separator();
    cut_menu(ui, task, step, ctx, out);
    if menu_item(ui, "Start now", None) {
        out.push(Intent::Start(task.id, Some(step.id)));
    }
    if menu_item(ui, "Convert to a task", None) {
        out.push(Intent::Act(promoted(task, step, ctx)));
    }
    if menu_item(ui, "Remove", None) {
        out.push(Intent::Act(Action::RemoveStep(task.id, step.id)));
    }
}

/// Returns all tags in use.
fn tags<'a>(ctx: &ViewContext<'a>) -> BTreeSet<&'a str> {
    ctx.workspace.tasks.values().flat_map(|task| &task.tags).map(String::as_str).collect()
}

/// Converts a step to a task behind its former task.
fn promoted(task: &Task, step: &Step, ctx: &ViewContext) -> Action {
    let after = ctx.workspace.tasks.values().map(|other| &other.order).filter(|order| **order > task.order).min();
    let order = Order::between(Some(&task.order), after);
    let mut new = Task::new(TaskId::new(ctx.now.instant), step.title.clone(), order, ctx.now.instant);
    new.estimate = step.estimate;
    new.energy = step.energy.or(task.energy);
    new.important = task.important;
    new.urgency = task.urgency;
    new.due = task.due;
    new.tags = task.tags.iter().chain(&step.tag).cloned().collect();
    (new.project, new.goal) = (task.project, task.goal);
    let actions = vec![Action::RemoveStep(task.id, step.id), Action::AddTask(Box::new(new))];
    Action::All { name: format!("convert \"{}\" to a task", step.title), actions }
}

/// Handles Alt and an arrow on a focused step: up and down reorder, left and right change its level.
fn step_keys(ui: &Ui, task: &Task, index: usize, step: &Step, out: &mut Out) {
    if !ui.memory(|memory| memory.has_focus(ui.make_persistent_id("title"))) {
        return;
    }
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::ALT, key));
    let to = |to| Intent::Act(Action::MoveStep { task: task.id, step: step.id, to });
    if pressed(Key::ArrowUp) && index > 0 {
        out.push(to(index - 1));
    }
    if pressed(Key::ArrowDown) && index + 1 < task.steps.len() {
        out.push(to(index + 1));
    }
    let (right, left) = (pressed(Key::ArrowRight), pressed(Key::ArrowLeft));
    if (right && index > 0 && !step.indented) || (left && step.indented) {
        out.push(Intent::Act(Action::EditStep(task.id, step.id, StepEdit::Indented(right))));
    }
}

/// Reorders a step that is dragged over its own list.
fn reorder_ui(ui: &Ui, task: &Task, top: f32, out: &mut Out) {
    let Some(dragged) = egui::DragAndDrop::payload::<Dragged>(ui.ctx()) else { return };
    let Some(from) = task.steps.iter().position(|step| dragged.step == Some(step.id)) else { return };
    let Some(at) = ui.input(|input| input.pointer.interact_pos()) else { return };
    let pitch = ROW + 2.0;
    let area = Rect::from_min_size(
        pos2(ui.max_rect().left(), top),
        vec2(ui.max_rect().width(), pitch * task.steps.len() as f32),
    );
    if !area.expand2(vec2(MARGIN, REACH)).contains(at) {
        return;
    }
    let place = (((at.y - top) / pitch).round().max(0.0) as usize).min(task.steps.len());
    let y = top + pitch * place as f32 - 1.0;
    ui.painter().hline(area.x_range(), y, theme::thick(palette(ui).accent));
    if ui.input(|input| input.pointer.any_released()) {
        egui::DragAndDrop::clear_payload(ui.ctx());
        let to = if place > from { place - 1 } else { place };
        if to != from {
            out.push(Intent::Act(Action::MoveStep { task: task.id, step: task.steps[from].id, to }));
        }
    }
}

/// Offers to close a task without open steps.
fn all_done_ui(ui: &mut Ui, task: &Task, out: &mut Out) {
    ui.horizontal(|ui| {
        note_ui(ui, "All steps are done.");
        if text_button(ui, "Close the task", true).clicked() {
            out.push(Intent::Act(Action::CloseTask(task.id, Outcome::Done)));
        }
    });
}
