//! A run of small items at its place on the day.

use egui::Rect;

use super::lanes::LOWEST;
use crate::planner::Smallness;

/// Height of an unfolded row, and of the margin below the last one.
const ROW: f32 = 19.0;
const MARGIN: f32 = 3.0;

/// A run of small items at its place on the day.
pub(super) struct Bundle {
    pub(super) rect: Rect,
    pub(super) sort: Smallness,
    /// Whether one of its items is selected.
    pub(super) is_open: bool,
    /// Indices of its items among the day's blocks or suggestions.
    pub(super) members: Vec<usize>,
    /// The places of its items if it is unfolded in place.
    pub(super) rows: Vec<Rect>,
}

impl Bundle {
    /// Returns whether an open bundle unfolds in place: it ends above `below`, the top of the next item.
    pub(super) fn new(rect: Rect, sort: Smallness, members: Vec<usize>, is_open: bool, below: f32) -> Self {
        let height = LOWEST + ROW * members.len() as f32 + MARGIN;
        let unfolded = rect.with_max_y(rect.bottom().max(rect.top() + height));
        let in_place = is_open && unfolded.bottom() <= below;
        let row = |at: usize| rect.top() + LOWEST + ROW * at as f32;
        let rows = (0..members.len()).map(|at| rect.with_min_y(row(at)).with_max_y(row(at + 1)));
        let rows = if in_place { rows.collect() } else { Vec::new() };
        Self { rect: if in_place { unfolded } else { rect }, sort, is_open, members, rows }
    }
}
