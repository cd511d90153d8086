//! The Eisenhower matrix: four columns of cards and the inbox above them.

mod band;
mod bulk;
mod card;
mod drop;
mod filter_bar;
mod header_menu;
mod inbox;
mod layout;
mod link;
mod quadrant;

use std::collections::{BTreeSet, HashMap};

use egui::scroll_area::{DragScroll, ScrollSource};
use egui::{Rect, ScrollArea, Ui, UiBuilder, Vec2, pos2, vec2};

use super::quick_add::QuickAddState;
use super::state::UiState;
use super::theme;
use super::view::{BoardView, Intent, Selection, Sort, ViewContext};
use crate::model::{Quadrant, TaskId};
use crate::query::Filter;
use band::Band;

pub use bulk::{chosen, close_all, move_all};
pub use card::{card_height, due_words, menu_item};
pub use drop::move_to;
pub(super) use header_menu::swatches_ui;

/// What the matrix remembers between frames.
#[derive(Default)]
pub struct MatrixState {
    /// The quadrant in which a card is being typed, and its line.
    adding: Option<(Quadrant, QuickAddState)>,
    /// The card that is to be scrolled into view.
    reveal: Option<TaskId>,
    /// The inbox's own line.
    on_your_mind: QuickAddState,
    first_step_draft: String,
    /// Lines are typed into it.
    welcoming: bool,
    /// Where each column was scrolled to when it was last drawn.
    scrolled: HashMap<Quadrant, f32>,
    /// Cards that are chosen besides the selected one.
    also: BTreeSet<TaskId>,
    filter_text: String,
    /// Whether the line of the filter was asked for; it stays until it is closed.
    filtering: bool,
    focus_filter: bool,
    shown_as: BoardView,
    /// The quadrant that fills the matrix.
    enlarged: Option<Quadrant>,
    /// Quadrants that are folded to their name.
    pub collapsed: BTreeSet<Quadrant>,
    /// The rubber band that is drawn around cards.
    band: Option<Band>,
}

impl MatrixState {
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

    fn clear_filter(&mut self) {
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

/// Draws the inbox and the matrix into all of `ui`.
pub fn matrix_ui(ui: &mut Ui, ctx: &ViewContext, state: &mut UiState, out: &mut Vec<Intent>) {
    let area = ui.max_rect().shrink(theme::GAP_WIDE);
    band::begin(ui, area, state);
    let bottom = bulk::bulk_ui(ui, area, ctx, state, out);
    let top = filter_bar::filter_bar_ui(ui, area, ctx, state, out);
    let area = Rect::from_min_max(pos2(area.left(), top), pos2(area.right(), bottom));
    let mut inner = ui.new_child(UiBuilder::new().id_salt("board").max_rect(area));
    let still = ScrollSource { drag: DragScroll::Never, ..ScrollSource::default() };
    let scroll = ScrollArea::vertical().id_salt("board").auto_shrink(false).min_scrolled_height(0.0);
    scroll.scroll_source(still).show(&mut inner, |ui| board_ui(ui, area.size(), ctx, state, out));
    state.matrix.reveal = None;
    link::line_ui(ui);
    band::end(ui, state, out);
}

/// Draws the inbox and the quadrants into `room`, or into more than that, to be scrolled, where it is too little.
fn board_ui(ui: &mut Ui, room: Vec2, ctx: &ViewContext, state: &mut UiState, out: &mut Vec<Intent>) {
    let origin = ui.max_rect().min;
    let area = Rect::from_min_size(origin, room);
    let top = inbox::inbox_ui(ui, area, ctx, state, out);
    let height = (area.bottom() - top).max(layout::least_height(area.width(), &state.matrix.collapsed));
    let area = Rect::from_min_size(pos2(area.left(), top), vec2(area.width(), height));
    ui.set_min_size(vec2(area.width(), area.bottom() - origin.y));
    if let Some(quadrant) = state.matrix.enlarged {
        return quadrant::quadrant_ui(ui, area, quadrant, ctx, state, out);
    }
    for (quadrant, rect, fold) in layout::places(area, &state.matrix.collapsed) {
        match fold {
            None => quadrant::quadrant_ui(ui, rect, quadrant, ctx, state, out),
            Some(fold) => quadrant::folded_ui(ui, rect, quadrant, fold, ctx, state, out),
        }
    }
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
