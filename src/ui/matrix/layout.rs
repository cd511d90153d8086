//! The layout of the four quadrants and the inbox.

use std::collections::BTreeSet;

use egui::{Rect, pos2, vec2};
use strum::IntoEnumIterator as _;

use crate::model::Quadrant;
use crate::ui::theme;

/// Height of a quadrant's header, and width of a folded quadrant beside an open one.
pub(super) const HEADER: f32 = 40.0;
const STRIP: f32 = 44.0;

/// The form of a folded quadrant: a header, or a strip beside its neighbour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fold {
    Header,
    Strip,
}

/// The inbox: width of its column, and of its rail with the space beside it.
const INBOX: f32 = 232.0;
const RAIL: f32 = 36.0;
/// Width of the board from which the inbox stands beside the matrix, and from which it is open there.
const INBOX_BESIDE: f32 = 460.0;
const INBOX_OPEN: f32 = INBOX + theme::GAP_WIDE + ONE_COLUMN;
/// Share of the height that an open inbox above the matrix takes.
const INBOX_SHARE: f32 = 0.45;

/// The place of the inbox: beside the matrix, or above it where the board is narrow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct InboxPlace {
    pub beside: bool,
    pub open: bool,
}

impl InboxPlace {
    /// Returns the place in `area`. The inbox is open where there is room, or as `chosen`; what is `wanted` in it opens it.
    pub fn of(area: Rect, wanted: bool, chosen: Option<bool>) -> Self {
        Self { beside: area.width() >= INBOX_BESIDE, open: wanted || chosen.unwrap_or(area.width() >= INBOX_OPEN) }
    }

    /// Returns the parts of `area` for the inbox and the matrix.
    pub fn split(self, area: Rect) -> (Rect, Rect) {
        let gap = theme::GAP_WIDE;
        if self.beside {
            let x = area.left() + if self.open { INBOX } else { RAIL };
            (area.with_max_x(x), area.with_min_x(x + if self.open { gap } else { theme::GAP_SMALL }))
        } else {
            let y = area.top() + if self.open { area.height() * INBOX_SHARE } else { HEADER };
            (area.with_max_y(y), area.with_min_y(y + theme::GAP_SMALL))
        }
    }
}

/// Quadrants stand one below the other.
const ONE_COLUMN: f32 = 500.0;
/// Minimum height of an open quadrant: header and one card.
const LEAST: f32 = HEADER + 88.0;
/// Space between four quadrants one below the other.
const GAPS: f32 = 3.0 * theme::GAP_WIDE;
/// Height of the matrix from which the upper quadrants are higher than the lower ones, and their share then.
const TALL: f32 = 420.0;
const UPPER_SHARE: f32 = 0.62;

/// Returns minimum height of the matrix, by available width.
pub(super) fn least_height(width: f32, folded: &BTreeSet<Quadrant>) -> f32 {
    if width < ONE_COLUMN {
        let height = |quadrant: Quadrant| if folded.contains(&quadrant) { HEADER } else { LEAST };
        return Quadrant::iter().map(height).sum::<f32>() + GAPS;
    }
    let folded = |pair: &[Quadrant; 2]| pair.iter().all(|quadrant| folded.contains(quadrant));
    PAIRS.iter().map(|pair| if folded(pair) { HEADER } else { LEAST }).sum::<f32>() + theme::GAP_WIDE
}

const PAIRS: [[Quadrant; 2]; 2] = [[Quadrant::Do, Quadrant::Schedule], [Quadrant::Delegate, Quadrant::Eliminate]];

/// Stacks the quadrants; open ones share the height that folded ones leave.
fn stacked(area: Rect, folded: &BTreeSet<Quadrant>) -> Vec<(Quadrant, Rect, Option<Fold>)> {
    let gap = theme::GAP_WIDE;
    let room = area.height() - GAPS - HEADER * folded.len() as f32;
    let open = room / (4 - folded.len().min(3)) as f32;
    let mut top = area.top();
    let mut place = |quadrant: Quadrant| {
        let fold = folded.contains(&quadrant).then_some(Fold::Header);
        let height = if fold.is_some() { HEADER } else { open };
        let rect = Rect::from_min_size(pos2(area.left(), top), vec2(area.width(), height));
        top += height + gap;
        (quadrant, rect, fold)
    };
    Quadrant::iter().map(&mut place).collect()
}

/// Arranges the quadrants two by two, or stacked where it is narrow. A folded quadrant gives its width to its
/// neighbour; two folded side by side give their height to the others.
pub(super) fn places(area: Rect, folded: &BTreeSet<Quadrant>) -> Vec<(Quadrant, Rect, Option<Fold>)> {
    if area.width() < ONE_COLUMN {
        return stacked(area, folded);
    }
    let gap = theme::GAP_WIDE;
    let both = PAIRS.map(|pair| pair.iter().all(|quadrant| folded.contains(quadrant)));
    let room = area.height() - gap;
    let upper = match both {
        [true, _] => HEADER,
        [false, true] => room - HEADER,
        _ if area.height() > TALL => room * UPPER_SHARE,
        _ => room / 2.0,
    };
    let lower = if both[1] { HEADER } else { room - upper };
    let mut places = Vec::with_capacity(4);
    for (row, pair) in PAIRS.into_iter().enumerate() {
        let (top, height) = [(area.top(), upper), (area.top() + upper + gap, lower)][row];
        let half = (area.width() - gap) / 2.0;
        let [left, right] = pair.map(|quadrant| folded.contains(&quadrant));
        let width = match (left, right) {
            (true, false) => STRIP,
            (false, true) => area.width() - gap - STRIP,
            _ => half,
        };
        let fold = |folded: bool| folded.then_some(if both[row] { Fold::Header } else { Fold::Strip });
        places.push((pair[0], Rect::from_min_size(pos2(area.left(), top), vec2(width, height)), fold(left)));
        let start = area.left() + width + gap;
        let rest = vec2(area.right() - start, height);
        places.push((pair[1], Rect::from_min_size(pos2(start, top), rest), fold(right)));
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quadrants_never_overlap_and_stay_inside() {
        for (size, bits) in
            [vec2(700.0, 600.0), vec2(400.0, 560.0)].into_iter().flat_map(|it| (0..16_u8).map(move |n| (it, n)))
        {
            let area = Rect::from_min_size(pos2(10.0, 20.0), size);
            let all = [Quadrant::Do, Quadrant::Schedule, Quadrant::Delegate, Quadrant::Eliminate];
            let folded = all.into_iter().enumerate().filter(|(n, _)| bits >> n & 1 == 1).map(|(_, it)| it).collect();
            let places = places(area, &folded);
            for (n, (quadrant, rect, fold)) in places.iter().enumerate() {
                assert!(area.expand(0.1).contains_rect(*rect), "{bits:04b} {quadrant:?} {rect:?}");
                assert_eq!(fold.is_some(), folded.contains(quadrant));
                assert!(rect.height() >= HEADER - 0.1 && rect.width() >= STRIP - 0.1);
                for (_, other, _) in &places[..n] {
                    assert!(!rect.shrink(0.1).intersects(*other), "{bits:04b} {quadrant:?}");
                }
            }
        }
    }
}
