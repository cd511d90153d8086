//! Actions on several chosen cards.

use std::collections::BTreeSet;

use egui::{Rect, Ui, UiBuilder, vec2};
use egui_material_icons::icons;
use strum::IntoEnumIterator as _;

use super::drop::move_to;
use crate::calendar::words::counted;
use crate::exchange::{PhraseKind, Understood, understand};
use crate::model::{Action, Due, DueKind, Outcome, Quadrant, TaskField, TaskId};
use crate::ui::command::menu_item;
use crate::ui::context::ViewContext;
use crate::ui::intent::{Intent, Out};
use crate::ui::selection::Selection;
use crate::ui::state::MatrixState;
use crate::ui::theme::{self, quadrant_icon};
use crate::ui::widgets::{DraftField, checked_field, icon_button, link_button};

const HEIGHT: f32 = 38.0;

/// Handles a click on a card: plain selects, Ctrl toggles, Shift extends the choice.
pub(super) fn click(ui: &Ui, task: TaskId, ctx: &ViewContext, state: &mut MatrixState, out: &mut Out) {
    let modifiers = ui.input(|input| input.modifiers);
    let also = &mut state.also;
    if modifiers.command {
        if !also.remove(&task) {
            if let Selection::Task(first) = ctx.selection {
                also.insert(first);
            }
            also.insert(task);
        } else if ctx.selection == Selection::Task(task) {
            let next = also.first().copied();
            out.push(Intent::Select(next.map_or(Selection::Nothing, Selection::Task)));
            return;
        }
        if ctx.selection == Selection::Nothing {
            out.push(Intent::Select(Selection::Task(task)));
        }
        return;
    }
    if modifiers.shift
        && let Selection::Task(from) = ctx.selection
    {
        also.extend(between(ctx, from, task));
        return;
    }
    also.clear();
    out.push(Intent::Select(Selection::Task(task)));
}

/// Returns the cards of a column between two cards, both included.
fn between(ctx: &ViewContext, from: TaskId, to: TaskId) -> Vec<TaskId> {
    let columns = ctx.board.quadrants.values().map(|column| column.rows.iter().map(|row| row.task).collect());
    for tasks in columns.chain([ctx.board.inbox.clone()]).collect::<Vec<Vec<TaskId>>>() {
        let place = |task: TaskId| tasks.iter().position(|other| *other == task);
        if let (Some(a), Some(b)) = (place(from), place(to)) {
            return tasks[a.min(b)..=a.max(b)].to_vec();
        }
    }
    vec![from, to]
}

/// Moves tasks to a quadrant in one undo step.
pub fn move_all(ctx: &ViewContext, tasks: &BTreeSet<TaskId>, to: Quadrant) -> Option<Action> {
    let moves = tasks.iter().filter_map(|id| ctx.task(*id)).filter_map(|task| move_to(ctx, task, to, None));
    let actions: Vec<Action> = moves.collect();
    let name = format!("move {} to {}", counted(actions.len(), "task", "tasks"), ctx.quadrant_name(to));
    (!actions.is_empty()).then_some(Action::All { name, actions })
}

/// Closes tasks in one undo step.
pub fn close_all(tasks: &BTreeSet<TaskId>, outcome: Outcome) -> Action {
    if let (Some(only), 1) = (tasks.first(), tasks.len()) {
        return Action::CloseTask(*only, outcome);
    }
    let verb = match outcome {
        Outcome::Done => "finish",
        Outcome::LetGo => "let go of",
        Outcome::Deleted => "delete",
    };
    let actions = tasks.iter().map(|id| Action::CloseTask(*id, outcome)).collect();
    Action::All { name: format!("{verb} {}", counted(tasks.len(), "task", "tasks")), actions }
}

/// Draws the bar for several chosen cards at the bottom of `area`. Returns the bottom of the matrix.
pub(super) fn bulk_ui(ui: &mut Ui, area: Rect, ctx: &ViewContext, state: &mut MatrixState, out: &mut Out) -> f32 {
    let tasks = state.chosen(ctx);
    if tasks.len() < 2 {
        return area.bottom();
    }
    let rect = Rect::from_min_size(area.left_bottom() - vec2(0.0, HEIGHT), vec2(area.width(), HEIGHT));
    let builder = UiBuilder::new().id_salt("bulk").max_rect(rect).accessibility_label("Chosen tasks");
    let mut row = ui.new_child(builder.layout(egui::Layout::left_to_right(egui::Align::Center)));
    row.label(egui::RichText::new(format!("{} chosen", tasks.len())).font(theme::body_medium()));
    for quadrant in Quadrant::iter() {
        let name = format!("Move all to {}", ctx.quadrant_name(quadrant));
        if icon_button(&mut row, quadrant_icon(quadrant), &name, true).clicked() {
            out.extend(move_all(ctx, &tasks, quadrant).map(Intent::Act));
        }
    }
    draft_ui(&mut row, ctx, &tasks, out);
    if link_button(&mut row, "Done").clicked() {
        out.push(Intent::Act(close_all(&tasks, Outcome::Done)));
        state.also.clear();
    }
    if icon_button(&mut row, icons::ICON_DELETE, "Delete all", true).clicked() {
        out.push(Intent::Act(close_all(&tasks, Outcome::Deleted)));
        state.also.clear();
    }
    if icon_button(&mut row, icons::ICON_CLOSE, "Clear choice", true).clicked() {
        state.also.clear();
    }
    rect.top() - theme::GAP
}

/// Draws a field for tags and a due date of all chosen cards, read like quick add.
fn draft_ui(row: &mut Ui, ctx: &ViewContext, tasks: &BTreeSet<TaskId>, out: &mut Out) {
    let field = DraftField {
        hint: "#tag or fri",
        width: theme::FIELD_SHORT,
        lines: 1,
        only_enter: true,
        ..DraftField::default()
    };
    let read = |text: &str| edit_all(ctx, tasks, text.trim());
    let action = checked_field(row, "Tags or due date of all", "bulk-edit", "", field, read);
    out.extend(action.map(Intent::Act));
}

/// Returns the edit of all `tasks` for a line of tags and a date, in one undo step.
fn edit_all(ctx: &ViewContext, tasks: &BTreeSet<TaskId>, text: &str) -> Result<Action, String> {
    let known = |one: &Understood| {
        one.title == "x"
            && one.spans.iter().all(|span| matches!(span.kind, PhraseKind::Tag | PhraseKind::Due | PhraseKind::Hard))
    };
    let Some(said) = understand(&format!("\"x\" {text}"), &ctx.reading()).filter(known) else {
        return Err(format!("\"{text}\" is more than tags and a date. Try #home, fri, or both."));
    };
    let kind = if said.hard { DueKind::Hard } else { DueKind::Soft };
    let due = said.due.map(|(date, time)| Due { date, time, kind });
    let edits = tasks.iter().filter_map(|id| ctx.task(*id)).flat_map(|task| {
        let tags = task.tags.iter().chain(&said.tags).cloned().collect();
        let tags = (!said.tags.is_empty()).then_some(TaskField::Tags(tags));
        let due = due.map(|due| TaskField::Due(Some(due)));
        tags.into_iter().chain(due).map(|edit| Action::EditTask(task.id, edit))
    });
    let what = match (said.tags.is_empty(), due) {
        (false, None) => "tag",
        (true, _) => "set due date of",
        (false, Some(_)) => "tag and set due date of",
    };
    Ok(Action::All { name: format!("{what} {}", counted(tasks.len(), "task", "tasks")), actions: edits.collect() })
}

/// Draws the context menu of several chosen cards.
pub(super) fn menu_ui(ui: &mut Ui, ctx: &ViewContext, tasks: &BTreeSet<TaskId>, out: &mut Out) {
    ui.set_width(theme::MENU);
    for quadrant in Quadrant::iter() {
        let label = format!("Move {} to {}", tasks.len(), ctx.quadrant_name(quadrant));
        if menu_item(ui, &label, None) {
            out.extend(move_all(ctx, tasks, quadrant).map(Intent::Act));
        }
    }
    ui.separator();
    for (label, outcome) in [("Done", Outcome::Done), ("Let go", Outcome::LetGo), ("Delete", Outcome::Deleted)] {
        if menu_item(ui, label, None) {
            out.push(Intent::Act(close_all(tasks, outcome)));
        }
    }
}
