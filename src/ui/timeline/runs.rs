//! Runs of small items of a day, and their places.

use chrono::{NaiveDateTime, TimeDelta};
use egui::Rect;

use super::lanes::LOWEST;
use crate::model::{Block, BlockState, Minutes, Span};
use crate::planner::Suggestion;

/// Items shorter than this are small.
const SMALL: Minutes = Minutes::new(15);
/// Maximum free time between two items of a run.
const APART_IN_TIME: TimeDelta = TimeDelta::minutes(5);
/// Height of an unfolded row, and of the margin below the last one.
const ROW: f32 = 19.0;
const MARGIN: f32 = 3.0;

/// The sort of a small item. Only items of one sort form a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Smallness {
    Suggested,
    Planned,
    Missed,
    Done,
}

impl Smallness {
    /// Returns the sort of a block; `None` if it is long, or running.
    pub(super) fn of(block: &Block, now: NaiveDateTime) -> Option<Self> {
        let sort = match block.state {
            BlockState::Running => return None,
            BlockState::Done => Self::Done,
            _ if block.is_missed(now) => Self::Missed,
            BlockState::Planned | BlockState::Locked => Self::Planned,
        };
        (block.minutes < SMALL).then_some(sort)
    }

    /// Returns the sort of a suggestion; `None` if it is long.
    pub(super) fn of_suggestion(suggestion: &Suggestion) -> Option<Self> {
        (suggestion.span.minutes() < SMALL).then_some(Self::Suggested)
    }
}

/// An item of the day: its time, its index in the order of all items, and its sort if it is small.
pub(super) type Placed = (Span, usize, Option<Smallness>);

/// Returns the runs of two or more small items of one sort without another item or much free time between them.
pub(super) fn runs(mut items: Vec<Placed>) -> Vec<Vec<Placed>> {
    items.sort_by_key(|(span, index, _)| (*span, *index));
    let follows = |a: &Placed, b: &Placed| {
        a.2.is_some() && a.2 == b.2 && a.0.end <= b.0.start && b.0.start - a.0.end <= APART_IN_TIME
    };
    items.chunk_by(follows).filter(|run| run.len() > 1).map(<[Placed]>::to_vec).collect()
}

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

#[cfg(test)]
mod tests {
    use super::*;

    fn item(index: usize, from: i64, to: i64, sort: Option<Smallness>) -> Placed {
        let start: NaiveDateTime = "2026-11-23T09:00:00".parse().expect("a time");
        (Span::new(start + TimeDelta::minutes(from), start + TimeDelta::minutes(to)), index, sort)
    }

    fn runs_of(items: &[Placed]) -> Vec<Vec<usize>> {
        runs(items.to_vec()).iter().map(|run| run.iter().map(|(_, index, _)| *index).collect()).collect()
    }

    #[test]
    fn small_items_of_one_sort_in_one_gap_form_a_run() {
        let (planned, suggested) = (Some(Smallness::Planned), Some(Smallness::Suggested));
        let three = [item(0, 0, 10, planned), item(2, 15, 20, planned), item(1, 10, 15, planned)];
        assert_eq!(runs_of(&three), [[0, 1, 2]]);
        let cut = [item(0, 0, 10, planned), item(1, 10, 40, None), item(2, 40, 45, planned)];
        assert!(runs_of(&cut).is_empty(), "an event stands between them");
        let sorts = [item(0, 0, 10, planned), item(1, 10, 20, suggested), item(2, 20, 30, suggested)];
        assert_eq!(runs_of(&sorts), [[1, 2]]);
        assert!(runs_of(&[item(0, 0, 10, planned), item(1, 20, 30, planned)]).is_empty(), "free time stays visible");
        assert!(runs_of(&[item(0, 0, 10, planned), item(1, 5, 14, planned)]).is_empty(), "overlaps stay visible");
    }
}
