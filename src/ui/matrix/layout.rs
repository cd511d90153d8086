//! Where the four quadrants are.

use std::collections::BTreeSet;

use egui::{Rect, pos2, vec2};

use super::super::theme;
use crate::model::Quadrant;

/// Height of a quadrant's header, and width of one that is folded beside an open one.
pub(super) const HEADER: f32 = 40.0;
const STRIP: f32 = 44.0;

/// How a quadrant is folded: to its header, or to a strip beside the one that took its room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fold {
    Header,
    Strip,
}

/// The quadrants two by two. One that is folded gives its width to its neighbour, two beside each other give their
/// height to the others.
pub(super) fn places(area: Rect, folded: &BTreeSet<Quadrant>) -> Vec<(Quadrant, Rect, Option<Fold>)> {
    let gap = theme::GAP_WIDE;
    let pairs = [[Quadrant::Do, Quadrant::Schedule], [Quadrant::Delegate, Quadrant::Eliminate]];
    let both = pairs.map(|pair| pair.iter().all(|quadrant| folded.contains(quadrant)));
    let room = area.height() - gap;
    let upper = match both {
        [true, _] => HEADER,
        [false, true] => room - HEADER,
        _ if area.height() > 420.0 => room * 0.62,
        _ => room / 2.0,
    };
    let lower = if both[1] { HEADER } else { room - upper };
    let mut places = Vec::with_capacity(4);
    for (row, pair) in pairs.into_iter().enumerate() {
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
        let area = Rect::from_min_size(pos2(10.0, 20.0), vec2(700.0, 600.0));
        for bits in 0..16_u8 {
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
