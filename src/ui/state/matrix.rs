//! State of the matrix.

use std::collections::{BTreeSet, HashMap};

use egui::Pos2;

use super::quick_add::QuickAddState;
use crate::model::{Quadrant, TaskId};
use crate::query::Filter;
use crate::ui::context::{Board, BoardView, Column, Sort, ViewContext};
use crate::ui::selection::Selection;

/// A rubber band under way.
#[derive(Clone, Debug)]
pub struct Band {
    pub(in crate::ui) from: Pos2,
    pub(in crate::ui) to: Pos2,
    /// Cards chosen before, kept with Ctrl or Shift.
    pub(in crate::ui) before: BTreeSet<TaskId>,
    pub(in crate::ui) touched: BTreeSet<TaskId>,
}

/// State of the matrix.
#[derive(Default)]
pub struct MatrixState {
    /// The quadrant of the half-typed card, and its line.
    pub(in crate::ui) adding: Option<(Quadrant, QuickAddState)>,
    /// The card to scroll into view.
    pub(in crate::ui) reveal: Option<TaskId>,
    /// The line of the inbox.
    pub(in crate::ui) on_your_mind: QuickAddState,
    pub(in crate::ui) first_step_draft: String,
    /// Whether a line is being edited.
    pub(in crate::ui) welcoming: bool,
    /// Whether the user opened or folded the inbox; `None` opens it where there is room.
    pub(in crate::ui) inbox_open: Option<bool>,
    /// Scroll offset of the inbox in the last frame.
    pub(in crate::ui) inbox_scrolled: f32,
    /// Scroll offsets of the columns in the last frame.
    pub(in crate::ui) scrolled: HashMap<Quadrant, f32>,
    /// Chosen cards besides the selected one.
    pub(in crate::ui) also: BTreeSet<TaskId>,
    pub(in crate::ui) filter_text: String,
    /// Whether the filter bar is open.
    pub(in crate::ui) filtering: bool,
    pub(in crate::ui) focus_filter: bool,
    pub(in crate::ui) shown_as: BoardView,
    /// The enlarged quadrant.
    pub(in crate::ui) enlarged: Option<Quadrant>,
    /// Quadrants folded to their header.
    pub collapsed: BTreeSet<Quadrant>,
    /// The rubber band under way.
    pub(in crate::ui) band: Option<Band>,
}

impl MatrixState {
    /// Returns the chosen cards, the selected one included.
    pub fn chosen(&self, ctx: &ViewContext) -> BTreeSet<TaskId> {
        let mut all: BTreeSet<TaskId> = self.also.iter().copied().filter(|id| ctx.task(*id).is_some()).collect();
        if let Selection::Task(task) = ctx.selection {
            all.insert(task);
        }
        all
    }

    /// Scrolls to a card in the next frame.
    pub fn reveal(&mut self, task: TaskId) {
        self.reveal = Some(task);
    }

    /// Scrolls to a card in the next frame, and unfolds its quadrant.
    pub fn reveal_in(&mut self, board: &Board, task: TaskId) {
        let holds = |column: &Column| column.rows.iter().any(|row| row.task == task);
        if let Some((quadrant, _)) = board.quadrants.iter().find(|(_, column)| holds(column)) {
            self.collapsed.remove(quadrant);
        }
        self.reveal(task);
    }

    /// Returns the filter and order of the board.
    pub fn shown_as(&self) -> &BoardView {
        &self.shown_as
    }

    /// Opens the filter bar and focuses it.
    pub fn focus_filter(&mut self) {
        (self.filtering, self.focus_filter) = (true, true);
    }

    /// Sets the filter; a blank text shows everything.
    pub fn set_filter(&mut self, text: &str) {
        self.filter_text = text.to_owned();
        self.shown_as.filter = Filter::parse(text);
    }

    /// Sets the order of the cards.
    pub fn sort(&mut self, sort: Sort) {
        self.shown_as.sort = sort;
    }

    /// Shows or hides recently finished tasks.
    pub fn toggle_closed(&mut self) {
        self.shown_as.closed = !self.shown_as.closed;
    }

    pub(in crate::ui) fn clear_filter(&mut self) {
        self.filter_text.clear();
        self.shown_as = BoardView::default();
        self.filtering = false;
    }

    /// Reduces the choice to the selected card.
    pub fn choose_none(&mut self) {
        self.also.clear();
        self.band = None;
    }

    /// Adds two cards to the choice.
    pub fn choose_both(&mut self, one: TaskId, other: TaskId) {
        self.also.extend([one, other]);
    }

    /// Folds or unfolds a quadrant.
    pub fn toggle_collapsed(&mut self, quadrant: Quadrant) {
        if !self.collapsed.remove(&quadrant) {
            self.collapsed.insert(quadrant);
            self.enlarged = self.enlarged.filter(|enlarged| *enlarged != quadrant);
        }
    }

    /// Enlarges a quadrant or restores the others.
    pub fn toggle_enlarged(&mut self, quadrant: Quadrant) {
        self.enlarged = (self.enlarged != Some(quadrant)).then_some(quadrant);
        self.collapsed.remove(&quadrant);
    }
}
