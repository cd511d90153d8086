//! Cutting a task into steps: equal pieces, pieces that fit the gaps of a day, and templates.

use std::sync::OnceLock;

use serde::Deserialize;

use crate::model::{Minutes, Step, StepId};

/// The lengths of pieces of `size` that make up `total`; the last one is shorter if it must be. `None` where that would
/// be one piece or over a hundred.
pub fn equal_pieces(total: Minutes, size: Minutes) -> Option<Vec<Minutes>> {
    let (total, size) = (total.get(), size.get());
    let count = total.checked_add(size)?.checked_sub(1)?.checked_div(size)?;
    let piece = |n: u32| Minutes::new(size.min(total - n * size));
    (2..=100).contains(&count).then(|| (0..count).map(piece).collect())
}

/// Pieces of `total` for the free `gaps`, in their order, each at most as long as its gap; what no gap holds is a last
/// piece of its own, so that nothing is left out. Gaps of under `least` are passed over. `None` where that is one piece.
pub fn pieces_for_gaps(total: Minutes, gaps: &[Minutes], least: Minutes) -> Option<Vec<Minutes>> {
    let mut left = total;
    let mut pieces = Vec::new();
    for gap in gaps.iter().filter(|gap| **gap >= least) {
        let piece = (*gap).min(left);
        if piece.is_zero() {
            break;
        }
        pieces.push(piece);
        left = left - piece;
    }
    if !left.is_zero() {
        pieces.push(left);
    }
    (pieces.len() > 1).then_some(pieces)
}

/// Steps "Part 1 of 3" with these lengths. Their ids come from `id`.
pub fn parts(pieces: &[Minutes], mut id: impl FnMut() -> StepId) -> Vec<Step> {
    let count = pieces.len();
    let part = |(n, minutes): (usize, &Minutes)| Step {
        estimate: Some(*minutes),
        ..Step::new(id(), format!("Part {} of {count}", n + 1))
    };
    pieces.iter().enumerate().map(part).collect()
}

/// A template that comes with the program.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShippedTemplate {
    pub title: String,
    /// Titles and minutes.
    pub steps: Vec<(String, u32)>,
}

/// The templates that come with the program.
pub fn shipped_templates() -> &'static [ShippedTemplate] {
    static TEMPLATES: OnceLock<Vec<ShippedTemplate>> = OnceLock::new();
    TEMPLATES.get_or_init(|| ron::from_str(include_str!("../../assets/templates.ron")).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minutes(all: &[u32]) -> Vec<Minutes> {
        all.iter().map(|n| Minutes::new(*n)).collect()
    }

    #[test]
    fn pieces_add_up() {
        assert_eq!(equal_pieces(Minutes::new(50), Minutes::new(15)), Some(minutes(&[15, 15, 15, 5])));
        assert_eq!(equal_pieces(Minutes::new(15), Minutes::new(15)), None);
        assert_eq!(equal_pieces(Minutes::new(15), Minutes::ZERO), None);
        let gaps = minutes(&[10, 3, 25, 40]);
        assert_eq!(pieces_for_gaps(Minutes::new(120), &gaps, Minutes::new(5)), Some(minutes(&[10, 25, 40, 45])));
        assert_eq!(pieces_for_gaps(Minutes::new(30), &gaps, Minutes::new(5)), Some(minutes(&[10, 20])));
        assert_eq!(pieces_for_gaps(Minutes::new(8), &gaps, Minutes::new(5)), None);
        assert_eq!(pieces_for_gaps(Minutes::new(60), &[], Minutes::new(5)), None);
    }

    #[test]
    fn the_shipped_templates_are_micro_tasks() {
        let all = shipped_templates();
        assert!(all.len() >= 12, "{} templates", all.len());
        for template in all {
            assert!(template.steps.len() >= 4, "{}", template.title);
            assert!(template.steps.iter().all(|(title, minutes)| !title.is_empty() && (5..=50).contains(minutes)));
        }
    }
}
