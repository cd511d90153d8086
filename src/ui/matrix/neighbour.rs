//! Keyboard navigation between cards.

use strum::IntoEnumIterator as _;

use crate::model::{Quadrant, TaskId};
use crate::ui::context::ViewContext;
use crate::ui::selection::Selection;

/// Returns the card in the direction of an arrow key.
pub fn neighbour(ctx: &ViewContext, selection: Selection, step: (i32, i32)) -> Option<TaskId> {
    let current = selection.task(ctx.workspace)?;
    let columns = [[Quadrant::Do, Quadrant::Schedule], [Quadrant::Delegate, Quadrant::Eliminate]];
    let tasks =
        |quadrant: Quadrant| -> Vec<TaskId> { ctx.board.column(quadrant).rows.iter().map(|row| row.task).collect() };
    for (y, pair) in columns.iter().enumerate() {
        for (x, quadrant) in pair.iter().enumerate() {
            let here = tasks(*quadrant);
            let Some(at) = here.iter().position(|task| *task == current) else { continue };
            if step.0 != 0 {
                let Some(x) = x.checked_add_signed(step.0 as isize) else { return ctx.board.inbox.first().copied() };
                let there = tasks(*pair.get(x)?);
                return there.get(at).or(there.last()).copied();
            }
            if let Some(next) = at.checked_add_signed(step.1 as isize).and_then(|at| here.get(at)) {
                return Some(*next);
            }
            let other = tasks(columns.get(y.checked_add_signed(step.1 as isize)?)?[x]);
            return if step.1 > 0 { other.first() } else { other.last() }.copied();
        }
    }
    let inbox = &ctx.board.inbox;
    let at = inbox.iter().position(|task| *task == current)?;
    if step.0 != 0 {
        return Quadrant::iter().filter(|_| step.0 > 0).find_map(|quadrant| tasks(quadrant).first().copied());
    }
    match at.checked_add_signed(step.1 as isize).and_then(|at| inbox.get(at)) {
        Some(next) => Some(*next),
        None if step.1 > 0 => tasks(Quadrant::Do).first().copied(),
        None => None,
    }
}
