//! The Eisenhower matrix: four columns of cards and the inbox above them.

mod card;
mod drop;
mod inbox;
mod quadrant;

use std::collections::HashMap;

use egui::{Rect, Ui, pos2, vec2};

use super::state::UiState;
use super::theme;
use super::view::{Intent, Selection, ViewContext};
use crate::model::{Quadrant, TaskId};

pub use card::{card_height, menu_item};
pub use drop::move_to;

/// What the matrix remembers between frames.
#[derive(Default)]
pub struct MatrixState {
    /// The quadrant in which a card is being typed, and its text.
    adding: Option<(Quadrant, String)>,
    /// The card that is to be scrolled into view.
    reveal: Option<TaskId>,
    /// Text of the inbox's own field.
    inbox_draft: String,
    /// Where each column was scrolled to when it was last drawn.
    scrolled: HashMap<Quadrant, f32>,
}

impl MatrixState {
    /// Scrolls to a card in the next frame.
    pub fn reveal(&mut self, task: TaskId) {
        self.reveal = Some(task);
    }
}

/// Draws the inbox and the matrix into all of `ui`.
pub fn matrix_ui(ui: &mut Ui, ctx: &ViewContext, state: &mut UiState, out: &mut Vec<Intent>) {
    let area = ui.max_rect().shrink(theme::GAP_WIDE);
    let top = inbox::inbox_ui(ui, area, ctx, state, out);
    let area = Rect::from_min_max(pos2(area.left(), top), area.max);
    let gap = theme::GAP_WIDE;
    let size = vec2((area.width() - gap) / 2.0, (area.height() - gap) / 2.0);
    let upper = if area.height() > 420.0 { (area.height() - gap) * 0.62 } else { size.y };
    let rows = [(area.top(), upper), (area.top() + upper + gap, area.height() - gap - upper)];
    let quadrants = [[Quadrant::Do, Quadrant::Schedule], [Quadrant::Delegate, Quadrant::Eliminate]];
    for ((top, height), pair) in rows.into_iter().zip(quadrants) {
        for (column, quadrant) in pair.into_iter().enumerate() {
            let left = area.left() + column as f32 * (size.x + gap);
            let rect = Rect::from_min_size(pos2(left, top), vec2(size.x, height));
            quadrant::quadrant_ui(ui, rect, quadrant, ctx, state, out);
        }
    }
    state.matrix.reveal = None;
}

/// The card that an arrow key leads to.
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
                let x = x.checked_add_signed(step.0 as isize)?;
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
    match at.checked_add_signed((step.0 + step.1) as isize).and_then(|at| inbox.get(at)) {
        Some(next) => Some(*next),
        None if step.1 > 0 => tasks(Quadrant::Do).first().copied(),
        None => None,
    }
}
