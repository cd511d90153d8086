//! Project, goal and dependencies of a task.

use egui::{Ui, Vec2, vec2};

use super::fields::{LABEL, field_ui, small_field};
use crate::exchange::{GoalLine, goal_text, parse_goal};
use crate::model::{Action, Goal, GoalId, Project, ProjectId, Task, TaskField, TaskId};
use crate::ui::command::menu_item;
use crate::ui::context::ViewContext;
use crate::ui::intent::{Intent, Out};
use crate::ui::theme::{self, palette};
use crate::ui::widgets::{checked_field, draft_field, link_button, progress_bar, small_icon_button};

/// Size of a progress bar, and the height of its place.
const BAR: Vec2 = vec2(48.0, 4.0);
const BAR_LINE: f32 = 14.0;

fn edit(task: &Task, edit: TaskField) -> Intent {
    Intent::Act(Action::EditTask(task.id, edit))
}

/// Draws the project and the goal by name; a new name creates one.
pub(super) fn belongs_ui(ui: &mut Ui, task: &Task, ctx: &ViewContext, out: &mut Out) {
    let project = task.project.and_then(|id| ctx.workspace.projects.get(&id));
    field_ui(ui, "Project", |ui| {
        let width = ui.available_width();
        let current = project.map_or("", |project| project.title.as_str());
        if let Some(text) = draft_field(ui, "Project", "project", current, small_field(width, "no project")) {
            set_project(task, text.trim(), ctx, out);
        }
    });
    if let Some(project) = project {
        let progress = ctx.board.progress.projects.get(&project.id).copied().unwrap_or_default();
        progress_ui(ui, progress.share(), &progress.words());
    }
    let goal = task.goal.and_then(|id| ctx.workspace.goals.get(&id));
    field_ui(ui, "Goal", |ui| {
        let width = ui.available_width();
        let current = goal.map(|goal| goal_text(goal)).unwrap_or_default();
        let field = small_field(width, "e.g. Thesis: 5 h a week");
        let read = |text: &str| set_goal(task, text.trim(), ctx);
        out.extend(checked_field(ui, "Goal", "goal", &current, field, read).map(Intent::Act));
    });
    if let Some(progress) = goal.and_then(|goal| ctx.board.progress.goals.get(&goal.id)) {
        progress_ui(ui, progress.share(), &format!("{}, {}", progress.words(), progress.also()));
    }
}

/// Draws progress as a bar and in words.
fn progress_ui(ui: &mut Ui, share: f32, words: &str) {
    ui.horizontal(|ui| {
        ui.add_space(LABEL);
        let (rect, _) = ui.allocate_exact_size(vec2(BAR.x, BAR_LINE), egui::Sense::hover());
        let bar = egui::Rect::from_center_size(rect.center(), BAR);
        progress_bar(ui, bar, share, palette(ui).accent);
        let words = egui::RichText::new(words).font(theme::small()).color(palette(ui).secondary);
        ui.add(egui::Label::new(words).wrap());
    });
}

fn set_project(task: &Task, name: &str, ctx: &ViewContext, out: &mut Out) {
    if name.is_empty() {
        out.push(edit(task, TaskField::Project(None)));
        return;
    }
    let known = ctx.workspace.projects.values().find(|project| project.title.eq_ignore_ascii_case(name));
    let mut actions = Vec::new();
    let id = known.map_or_else(
        || {
            let id = ProjectId::new(ctx.now.instant);
            let project = Project { id, title: name.to_owned(), notes: String::new(), archived: None };
            actions.push(Action::PutProject(Box::new(project)));
            id
        },
        |project| project.id,
    );
    actions.push(Action::EditTask(task.id, TaskField::Project(Some(id))));
    out.push(Intent::Act(Action::All { name: format!("put \"{}\" into {name}", task.title), actions }));
}

fn set_goal(task: &Task, text: &str, ctx: &ViewContext) -> Result<Action, String> {
    if text.is_empty() {
        return Ok(Action::EditTask(task.id, TaskField::Goal(None)));
    }
    let named = |title: &str| ctx.workspace.goals.values().find(|goal| goal.title.eq_ignore_ascii_case(title));
    let mut actions = Vec::new();
    let id = match (parse_goal(text), named(text)) {
        (Some(GoalLine { title, target, period, tag }), _) => {
            let old = named(&title);
            let id = old.map_or_else(|| GoalId::new(ctx.now.instant), |goal| goal.id);
            let fresh = Goal { id, title, target, period, tag, created: ctx.now.instant, archived: None };
            let goal = old.map_or_else(
                || fresh.clone(),
                |old| Goal { target, period, tag: fresh.tag.clone(), archived: None, ..Goal::clone(old) },
            );
            actions.push(Action::PutGoal(Box::new(goal)));
            id
        }
        (None, Some(goal)) => goal.id,
        (None, None) => return Err(format!("\"{text}\" is not a goal. Try Thesis: 5 h a week.")),
    };
    actions.push(Action::EditTask(task.id, TaskField::Goal(Some(id))));
    Ok(Action::All { name: format!("set goal of \"{}\"", task.title), actions })
}

/// Draws the tasks that this one waits for, and a menu to add one. The workspace rejects a cycle and names its path.
pub(super) fn after_ui(ui: &mut Ui, task: &Task, ctx: &ViewContext, out: &mut Out) {
    field_ui(ui, "After", |ui| {
        ui.horizontal_wrapped(|ui| {
            for before in task.after.iter().filter_map(|id| ctx.task(*id)) {
                let title = egui::RichText::new(&before.title).font(theme::small()).color(palette(ui).text);
                ui.add(egui::Label::new(title).truncate());
                let name = format!("Stop waiting for: {}", before.title);
                if small_icon_button(ui, egui_material_icons::icons::ICON_CLOSE, &name, theme::ICON_BUTTON_NARROW)
                    .clicked()
                {
                    let after = task.after.iter().copied().filter(|id| *id != before.id).collect();
                    out.push(edit(task, TaskField::After(after)));
                }
            }
            let button = link_button(ui, "Add").accessible_name("Add a task to wait for");
            let menu = egui::Popup::menu(&button).close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside);
            menu.show(|ui| after_menu(ui, task, ctx, out));
        });
    });
}

fn after_menu(ui: &mut Ui, task: &Task, ctx: &ViewContext, out: &mut Out) {
    const MOST: usize = 60;
    ui.set_width(theme::POPUP_NARROW);
    let id = ui.make_persistent_id("after-filter");
    let mut filter: String = ui.data(|data| data.get_temp(id)).unwrap_or_default();
    let field = egui::TextEdit::singleline(&mut filter).hint_text("Find a task").desired_width(f32::INFINITY);
    if ui.add(field).accessible_name("Find a task to wait for").changed() {
        ui.data_mut(|data| data.insert_temp(id, filter.clone()));
    }
    let filter = filter.to_lowercase();
    let fits = |title: &str| {
        let title = title.to_lowercase();
        filter.split_whitespace().all(|word| title.contains(word))
    };
    let columns = ctx.board.quadrants.values().flat_map(|column| column.rows.iter().map(|row| row.task));
    let free = |id: &TaskId| *id != task.id && !task.after.contains(id);
    let others = columns
        .chain(ctx.board.inbox.iter().copied())
        .filter(free)
        .filter_map(|id| ctx.task(id))
        .filter(|other| fits(&other.title));
    egui::ScrollArea::vertical().max_height(theme::DIALOG_TEXT).show(ui, |ui| {
        for other in others.take(MOST) {
            if menu_item(ui, &other.title, None) {
                let after = task.after.iter().copied().chain([other.id]).collect();
                out.push(edit(task, TaskField::After(after)));
            }
        }
    });
}
