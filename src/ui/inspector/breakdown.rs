//! Breaking a task down: typed or pasted steps, pieces for the gaps of the day, templates.

use egui::{Key, Ui};
use egui_material_icons::icons;

use super::fields::take_focus;
use crate::exchange::{Room, equal_pieces, parse_length, parts, shipped_templates, steps_of_outline};
use crate::model::{Action, Minutes, Step, StepEdit, StepId, Task, TaskField, Template, TemplateId};
use crate::ui::command::menu_item;
use crate::ui::context::ViewContext;
use crate::ui::intent::{Intent, Out};
use crate::ui::quick_add::take_pasted_lines;
use crate::ui::state::{InspectorField, InspectorState};
use crate::ui::theme;
use crate::ui::widgets::{link_button, small_icon_button};

/// Length above which a step can be cut.
pub(super) const MICRO: Minutes = Minutes::new(25);
/// Height from which the list of templates scrolls.
const TEMPLATES: f32 = 360.0;

pub(super) fn add_ui(ui: &mut Ui, task: &Task, ctx: &ViewContext, state: &mut InspectorState, out: &mut Out) {
    let draft = &mut state.step_draft;
    let id = ui.make_persistent_id("add-step");
    take_focus(ui, InspectorField::NewStep, id);
    if ui.memory(|memory| memory.has_focus(id))
        && let Some(outline) = take_pasted_lines(ui)
    {
        let steps = steps_of_outline(&outline, &ctx.reading());
        let steps = steps.iter().map(|step| step.step(StepId::new(ctx.now.instant), ctx.now)).collect();
        out.push(Intent::Act(add_steps(task, steps, "paste steps into")));
    }
    let ask = asks_for_first_step(task, ctx);
    let hint = if ask { "Open the document and write one line 10m" } else { "Add a step: outline 10m, or /15" };
    let field = egui::TextEdit::singleline(draft).id(id).hint_text(hint).desired_width(f32::INFINITY);
    let response = ui.add(field).accessible_name("Add a step");
    if !response.lost_focus() || draft.trim().is_empty() {
        return;
    }
    if ui.input(|input| input.key_pressed(Key::Escape)) {
        draft.clear();
        return;
    }
    let text = std::mem::take(draft);
    out.push(match (pieces_asked_for(&text, task, ctx), ask) {
        (Some(Ok(action)), _) => Intent::Act(action),
        (Some(Err(why)), _) => {
            *draft = text;
            Intent::Toast(why)
        }
        (None, true) => Intent::Act(first_step(task, &text, ctx)),
        (None, false) => {
            let step = step_from(&text, StepId::new(ctx.now.instant), ctx);
            Intent::Act(Action::AddStep { task: task.id, at: usize::MAX, step })
        }
    });
    if ui.input(|input| input.key_pressed(Key::Enter)) {
        response.request_focus();
    }
}

pub(super) fn asks_for_first_step(task: &Task, ctx: &ViewContext) -> bool {
    task.steps.is_empty() && ctx.left(task).get() > 30
}

/// Returns the splittable part and its length: unwritten work (`None`), else the last large open step.
fn to_cut<'a>(task: &'a Task, ctx: &ViewContext) -> Option<(Option<&'a Step>, Minutes)> {
    let unwritten = if task.steps.is_empty() { ctx.left(task) } else { ctx.unwritten(task) };
    if !unwritten.is_zero() {
        return Some((None, unwritten));
    }
    let open = task.steps.iter().rev().filter(|step| !step.is_done());
    open.filter_map(|step| Some((Some(step), step.estimate?))).find(|(_, minutes)| *minutes > MICRO)
}

/// Returns the split for "/15", or the reason why there is none; `None` for other text.
fn pieces_asked_for(text: &str, task: &Task, ctx: &ViewContext) -> Option<Result<Action, String>> {
    let size = parse_length(text.trim().strip_prefix('/')?)?;
    let Some((step, total)) = to_cut(task, ctx) else {
        return Some(Err(format!("No open step is longer than {MICRO}.")));
    };
    let pieces = equal_pieces(total, size).map(|pieces| cut(task, step, &pieces, ctx));
    Some(pieces.ok_or_else(|| format!("{total} is too short for pieces of {size}.")))
}

/// Splits the unwritten work of a task, or one of its steps, into pieces; the first replaces the step.
pub(super) fn cut(task: &Task, step: Option<&Step>, pieces: &[Minutes], ctx: &ViewContext) -> Action {
    let fresh = || StepId::new(ctx.now.instant);
    let Some(step) = step else {
        return add_steps(task, parts(pieces, &Step::new(fresh(), &task.title), fresh), "cut");
    };
    let steps = parts(pieces, step, fresh);
    let at = task.steps.iter().position(|other| other.id == step.id).unwrap_or(task.steps.len());
    let mut actions = Vec::new();
    for (n, part) in steps.into_iter().enumerate() {
        if n == 0 {
            actions.push(Action::EditStep(task.id, step.id, StepEdit::Title(part.title)));
            actions.push(Action::EditStep(task.id, step.id, StepEdit::Estimate(part.estimate)));
        } else {
            actions.push(Action::AddStep { task: task.id, at: at + n, step: part });
        }
    }
    Action::All { name: format!("cut \"{}\"", step.title), actions }
}

/// Returns the gaps of the day.
fn room(ctx: &ViewContext) -> Room {
    let load = ctx.day.load(ctx.workspace, ctx.now.local);
    Room::of(&ctx.day.gaps, load.cap - load.planned, ctx.day.agenda.day, &ctx.workspace.settings)
}

/// Returns the name of the cut into equal pieces: "Cut into pieces of 25 min".
pub(super) fn cut_words() -> String {
    format!("Cut into pieces of {MICRO}")
}

/// Draws the ways to split one step, in its menu.
pub(super) fn cut_menu(ui: &mut Ui, task: &Task, step: &Step, ctx: &ViewContext, out: &mut Out) {
    let Some(total) = step.estimate.filter(|minutes| !step.is_done() && *minutes > MICRO) else { return };
    let ways = [(cut_words(), equal_pieces(total, MICRO)), ("Cut to fit the gaps".to_owned(), room(ctx).pieces(total))];
    for (name, pieces) in ways {
        if let Some(pieces) = pieces
            && menu_item(ui, &name, None)
        {
            out.push(Intent::Act(cut(task, Some(step), &pieces, ctx)));
        }
    }
    ui.separator();
}

/// Appends several steps in one undo step.
fn add_steps(task: &Task, steps: Vec<Step>, verb: &str) -> Action {
    let add = |step| Action::AddStep { task: task.id, at: usize::MAX, step };
    Action::All { name: format!("{verb} \"{}\"", task.title), actions: steps.into_iter().map(add).collect() }
}

/// Adds the first step, ten minutes by default; the total stays the same.
pub fn first_step(task: &Task, text: &str, ctx: &ViewContext) -> Action {
    let mut first = step_from(text, StepId::new(ctx.now.instant), ctx);
    first.estimate.get_or_insert(Minutes::new(10));
    let total = task.estimate.is_none().then(|| TaskField::Estimate(Some(ctx.left(task))));
    let add = Action::AddStep { task: task.id, at: usize::MAX, step: first };
    let actions = total.map(|total| Action::EditTask(task.id, total)).into_iter().chain([add]).collect();
    Action::All { name: format!("break down \"{}\"", task.title), actions }
}

/// Draws other ways to break a task down: gaps of the day, templates.
pub(super) fn ways_ui(ui: &mut Ui, task: &Task, ctx: &ViewContext, out: &mut Out) {
    ui.horizontal_wrapped(|ui| {
        let room = room(ctx);
        let whole = to_cut(task, ctx);
        if let Some((step, pieces)) = whole.and_then(|(step, total)| Some((step, room.pieces(total)?))) {
            let free: Vec<_> = room.stretches.iter().map(ToString::to_string).collect();
            let what = step.map_or_else(String::new, |step| format!("\"{}\": ", step.title));
            let hover = format!("{what}{} free: a piece for each gap, and the rest", free.join(", "));
            if link_button(ui, "Cut to fit the gaps").on_hover_text(hover).clicked() {
                out.push(Intent::Act(cut(task, step, &pieces, ctx)));
            }
        }
        let button = link_button(ui, "Use a template");
        egui::Popup::menu(&button).show(|ui| templates_menu(ui, task, ctx, out));
        if task.steps.len() > 1 && link_button(ui, "Save as template").clicked() {
            let template = Template {
                id: TemplateId::new(ctx.now.instant),
                title: task.title.clone(),
                notes: task.notes.clone(),
                tags: task.tags.iter().cloned().collect(),
                steps: task.steps.iter().map(|step| Step { done: None, ..step.clone() }).collect(),
            };
            out.push(Intent::Act(Action::PutTemplate(Box::new(template))));
            out.push(Intent::Toast(format!("Template saved: {}", task.title)));
        }
    });
}

fn templates_menu(ui: &mut Ui, task: &Task, ctx: &ViewContext, out: &mut Out) {
    ui.set_width(theme::POPUP_NARROW);
    let fresh = || StepId::new(ctx.now.instant);
    egui::ScrollArea::vertical().max_height(TEMPLATES).show(ui, |ui| {
        for template in ctx.workspace.templates.values() {
            ui.horizontal(|ui| {
                let name = format!("Delete template: {}", template.title);
                if small_icon_button(ui, icons::ICON_CLOSE, &name, theme::ICON_BUTTON_NARROW).clicked() {
                    out.push(Intent::Act(Action::RemoveTemplate(template.id)));
                    out.push(Intent::Toast(format!("Deleted: {}", template.title)));
                    ui.close();
                }
                if menu_item(ui, &template.title, None) {
                    let steps = template.steps.iter().map(|step| Step { id: fresh(), ..step.clone() }).collect();
                    out.push(Intent::Act(add_steps(task, steps, "use a template for")));
                }
            });
        }
        if !ctx.workspace.templates.is_empty() {
            ui.separator();
        }
        for template in shipped_templates() {
            if menu_item(ui, &template.title, None) {
                let step = |(title, minutes): &(String, u32)| Step {
                    estimate: Some(Minutes::new(*minutes)),
                    ..Step::new(fresh(), title.clone())
                };
                out.push(Intent::Act(add_steps(task, template.steps.iter().map(step).collect(), "use a template for")));
            }
        }
    });
}

/// Returns a step from a line with length, energy and tag.
fn step_from(text: &str, id: StepId, ctx: &ViewContext) -> Step {
    let step = steps_of_outline(text, &ctx.reading()).into_iter().next();
    step.map_or_else(|| Step::new(id, text.trim()), |step| step.step(id, ctx.now))
}
