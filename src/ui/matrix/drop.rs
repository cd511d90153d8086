//! Dropping a card into a quadrant.

use crate::calendar::words::counted;
use crate::model::{Action, Order, Quadrant, Task, TaskField, TaskId, Urgency};
use crate::ui::context::ViewContext;

/// Returns the row before which a pointer at `y` would drop, counted from the top of the column.
pub(super) fn place_at(tops_and_heights: impl Iterator<Item = (f32, f32)>, y: f32) -> usize {
    tops_and_heights.take_while(|(top, height)| y > top + height / 2.0).count()
}

/// Returns the edit for moving a task to a quadrant and place; `None` without a change. Crossing the importance line sets
/// importance. Crossing the urgency line pins urgency, unless the computed urgency agrees.
pub fn move_to(ctx: &ViewContext, task: &Task, to: Quadrant, place: Option<usize>) -> Option<Action> {
    let mut edits = Vec::new();
    if task.important != Some(to.important()) {
        edits.push(TaskField::Important(Some(to.important())));
    }
    let view = ctx.urgency(task.id);
    if view.urgent != to.urgent() {
        let pin = if view.worked_out() == to.urgent() { Urgency::WorkedOut } else { Urgency::Pinned(to.urgent()) };
        edits.push(TaskField::Urgency(pin));
    }
    let moved = !edits.is_empty();
    if let Some(order) = place.and_then(|place| order_at(ctx, task.id, to, place)) {
        edits.push(TaskField::Order(order));
    }
    let verb = if moved { format!("to {}", ctx.quadrant_name(to)) } else { "in its quadrant".into() };
    let name = format!("move \"{}\" {verb}", task.title);
    let actions: Vec<_> = edits.into_iter().map(|edit| Action::EditTask(task.id, edit)).collect();
    (!actions.is_empty()).then_some(Action::All { name, actions })
}

/// Returns the edit that asks again whether tasks are important and urgent; `None` if all are in the inbox.
pub(super) fn back_to_inbox(ctx: &ViewContext, tasks: impl Iterator<Item = TaskId>) -> Option<Action> {
    let filed: Vec<_> = tasks.filter_map(|id| ctx.task(id)).filter(|task| task.important.is_some()).collect();
    let name = match filed.as_slice() {
        [] => return None,
        [task] => format!("move \"{}\" to the inbox", task.title),
        _ => format!("move {} to the inbox", counted(filed.len(), "task", "tasks")),
    };
    let edits =
        |id| [TaskField::Important(None), TaskField::Urgency(Urgency::WorkedOut)].map(|it| Action::EditTask(id, it));
    Some(Action::All { name, actions: filed.iter().flat_map(|task| edits(task.id)).collect() })
}

/// Returns the order between the neighbours of a place; `None` if the task is there already.
fn order_at(ctx: &ViewContext, task: TaskId, quadrant: Quadrant, place: usize) -> Option<Order> {
    let rows = &ctx.board.column(quadrant).rows;
    let at = rows.iter().position(|row| row.task == task);
    if at.is_some_and(|at| place == at || place == at + 1) {
        return None;
    }
    let order =
        |row: Option<usize>| row.and_then(|row| rows.get(row)).and_then(|row| ctx.task(row.task)).map(|t| &t.order);
    Some(Order::between(order(place.checked_sub(1)), order(Some(place))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_changes_at_the_middle_of_a_card() {
        let rows = [(0.0, 40.0), (46.0, 60.0)];
        let places: Vec<_> = [-5.0, 19.0, 21.0, 75.0, 77.0, 500.0].map(|y| place_at(rows.into_iter(), y)).into();
        assert_eq!(places, [0, 0, 1, 1, 2, 2]);
    }
}
