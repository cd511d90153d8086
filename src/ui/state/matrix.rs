//! State of the matrix.

use std::collections::{BTreeSet, HashMap};

use egui::Pos2;

use super::quick_add::QuickAddState;
use crate::model::{Quadrant, TaskId};
use crate::query::Filter;
use crate::ui::context::{BoardView, Sort, ViewContext};
use crate::ui::selection::Selection;

/// The band while it is drawn.
#[derive(Clone, Debug)]
pub struct Band {
    pub(in crate::ui) from: Pos2,
    pub(in crate::ui) to: Pos2,
    /// What was chosen before and stays so: with Ctrl or Shift held.
    pub(in crate::ui) before: BTreeSet<TaskId>,
    pub(in crate::ui) touched: BTreeSet<TaskId>,
}

/// What the matrix remembers between frames.
#[derive(Default)]
pub struct MatrixState {
    /// The quadrant in which a card is being typed, and its line.
    pub(in crate::ui) adding: Option<(Quadrant, QuickAddState)>,
    /// The card that is to be scrolled into view.
    pub(in crate::ui) reveal: Option<TaskId>,
    /// The inbox's own line.
    pub(in crate::ui) on_your_mind: QuickAddState,
    pub(in crate::ui) first_step_draft: String,
    /// Lines are typed into it.
    pub(in crate::ui) welcoming: bool,
    /// Where each column was scrolled to when it was last drawn.
    pub(in crate::ui) scrolled: HashMap<Quadrant, f32>,
    /// Cards that are chosen besides the selected one.
    pub(in crate::ui) also: BTreeSet<TaskId>,
    pub(in crate::ui) filter_text: String,
    /// Whether the line of the filter was asked for; it stays until it is closed.
    pub(in crate::ui) filtering: bool,
    pub(in crate::ui) focus_filter: bool,
    pub(in crate::ui) shown_as: BoardView,
    /// The quadrant that fills the matrix.
    pub(in crate::ui) enlarged: Option<Quadrant>,
    /// Quadrants that are folded to their name.
    pub collapsed: BTreeSet<Quadrant>,
    /// The rubber band that is drawn around cards.
    pub(in crate::ui) band: Option<Band>,
}

impl MatrixState {
    /// The cards that are chosen, one or several.
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

    /// What of the board is wanted.
    pub fn shown_as(&self) -> &BoardView {
        &self.shown_as
    }

    /// Puts the cursor into the filter.
    pub fn focus_filter(&mut self) {
        (self.filtering, self.focus_filter) = (true, true);
    }

    /// Shows only what a filter lets through; everything for a blank one.
    pub fn set_filter(&mut self, text: &str) {
        self.filter_text = text.to_owned();
        self.shown_as.filter = Filter::parse(text);
    }

    /// Sorts the cards.
    pub fn sort(&mut self, sort: Sort) {
        self.shown_as.sort = sort;
    }

    /// Shows or hides what was finished in the last week.
    pub fn toggle_closed(&mut self) {
        self.shown_as.closed = !self.shown_as.closed;
    }

    pub(in crate::ui) fn clear_filter(&mut self) {
        self.filter_text.clear();
        self.shown_as = BoardView::default();
        self.filtering = false;
    }

    /// Chooses no cards but the selected one.
    pub fn choose_none(&mut self) {
        self.also.clear();
        self.band = None;
    }

    /// Chooses two cards besides those that are.
    pub fn choose_both(&mut self, one: TaskId, other: TaskId) {
        self.also.extend([one, other]);
    }

    /// Folds a quadrant to its name, or opens it.
    pub fn toggle_collapsed(&mut self, quadrant: Quadrant) {
        if !self.collapsed.remove(&quadrant) {
            self.collapsed.insert(quadrant);
            self.enlarged = self.enlarged.filter(|enlarged| *enlarged != quadrant);
        }
    }

    /// Lets a quadrant fill the matrix, or gives the others their room back.
    pub fn toggle_enlarged(&mut self, quadrant: Quadrant) {
        self.enlarged = (self.enlarged != Some(quadrant)).then_some(quadrant);
        self.collapsed.remove(&quadrant);
    }
}
