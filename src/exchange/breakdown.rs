//! Cutting a task into steps: equal pieces, pieces that fit the day's gaps, and templates.

use std::sync::OnceLock;

use serde::Deserialize;

use crate::calendar::Gap;
use crate::model::{Minutes, PlanningDay, Rhythm, Settings, Span, Step, StepId};

/// Splits `total` into pieces of `size`; the last one may be shorter. Returns `None` if that gives one piece or over
/// a hundred.
pub fn equal_pieces(total: Minutes, size: Minutes) -> Option<Vec<Minutes>> {
    let (total, size) = (total.get(), size.get());
    let count = total.checked_add(size)?.checked_sub(1)?.checked_div(size)?;
    let piece = |n: u32| Minutes::new(size.min(total - n * size));
    (2..=100).contains(&count).then(|| (0..count).map(piece).collect())
}

/// The free time that a task is cut for: stretches in order, and the most work they may hold.
#[derive(Clone, Debug, Default)]
pub struct Room {
    pub stretches: Vec<Minutes>,
    pub most: Minutes,
    /// Shorter stretches are skipped.
    pub least: Minutes,
    pub rhythm: Rhythm,
}

impl Room {
    /// Returns the free time of a day as the planner sees it: cut where the energy level changes, with a break before
    /// work that would otherwise continue a block.
    pub fn of(gaps: &[Gap], most: Minutes, day: PlanningDay, settings: &Settings) -> Self {
        let rhythm = settings.rhythm;
        let mut edges: Vec<_> = settings
            .energy
            .iter()
            .flat_map(|window| [window.range.from, window.range.to])
            .map(|at| day.at(at))
            .collect();
        edges.sort_unstable();
        let mut stretches = Vec::new();
        for gap in gaps {
            let mut span = gap.span;
            if !gap.lead.is_zero() {
                span.start = span.end.min(span.start + rhythm.rest.delta());
            }
            for edge in &edges {
                let (before, after) = (Span::new(span.start, *edge), Span::new(*edge + rhythm.rest.delta(), span.end));
                if before.minutes() >= SHORTEST_PART && after.minutes() >= SHORTEST_PART {
                    stretches.push(before.minutes());
                    span = after;
                }
            }
            stretches.push(span.minutes());
        }
        Self { stretches, most, least: settings.grid, rhythm }
    }

    /// Cuts `total` into pieces for the stretches, in order. No piece is longer than a focus run, and breaks fit
    /// between them. Work without a place follows in extra pieces, so nothing is lost. Returns `None` if nothing fits
    /// or one piece holds all.
    pub fn pieces(&self, total: Minutes) -> Option<Vec<Minutes>> {
        let grid = self.least.get().max(1);
        let (mut left, mut most) = (total, self.most);
        let mut pieces = Vec::new();
        for stretch in self.stretches.iter().filter(|stretch| **stretch >= self.least) {
            let room = self.work_in(*stretch).min(most);
            let work = if room >= left { left } else { Minutes::new(room.get() / grid * grid) };
            pieces.extend(alike(work, self.rhythm.focus, grid));
            (left, most) = (left - work, most - work);
        }
        if pieces.is_empty() {
            return None;
        }
        let at_most_a_hundred = Minutes::new(left.get().div_ceil(100));
        pieces.extend(alike(left, self.rhythm.focus.max(at_most_a_hundred), grid));
        (pieces.len() > 1).then_some(pieces)
    }

    /// Returns the most work that fits in a stretch, with its breaks.
    fn work_in(&self, stretch: Minutes) -> Minutes {
        let (focus, rest) = (self.rhythm.focus.get(), self.rhythm.rest.get());
        let full = (stretch.get() + rest) / (focus + rest).max(1);
        Minutes::new(full * focus).max(stretch - Minutes::new(full * rest)).min(stretch)
    }
}

/// A stretch is cut at an energy change only if both parts are at least this long.
const SHORTEST_PART: Minutes = Minutes::new(30);

/// Splits `total` into the fewest near-equal pieces of at most `most`, on a grid.
fn alike(total: Minutes, most: Minutes, grid: u32) -> Vec<Minutes> {
    let total = total.get();
    let count = total.div_ceil(most.get().max(1));
    let end = |n: u32| (total * n / count).div_ceil(grid).saturating_mul(grid).min(total);
    (0..count).map(|n| Minutes::new(end(n + 1) - end(n))).filter(|piece| !piece.is_zero()).collect()
}

/// Makes steps of these lengths like `whole`, with numbered titles: "Draft, part 1 of 3". `id` returns fresh ids.
pub fn parts(pieces: &[Minutes], whole: &Step, mut id: impl FnMut() -> StepId) -> Vec<Step> {
    let count = pieces.len();
    let title = |n: usize| format!("{}, part {} of {count}", whole.title, n + 1);
    let part =
        |(n, minutes): (usize, &Minutes)| Step { id: id(), title: title(n), estimate: Some(*minutes), ..whole.clone() };
    pieces.iter().enumerate().map(part).collect()
}

/// A built-in template.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShippedTemplate {
    pub title: String,
    /// Title and minutes of each step.
    pub steps: Vec<(String, u32)>,
}

/// Returns all built-in templates.
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
    }

    #[test]
    fn pieces_fit_the_day_with_its_breaks_and_nothing_is_lost() {
        let room = |stretches: &[u32], most| Room {
            stretches: minutes(stretches),
            most: Minutes::new(most),
            least: Minutes::new(5),
            rhythm: Rhythm { focus: Minutes::new(50), rest: Minutes::new(10), ..Rhythm::default() },
        };
        let pieces = |stretches: &[u32], most, total| room(stretches, most).pieces(Minutes::new(total));
        assert_eq!(pieces(&[10, 3, 25, 40], 75, 120), Some(minutes(&[10, 25, 40, 45])));
        assert_eq!(pieces(&[10, 3, 25, 40], 75, 30), Some(minutes(&[10, 20])));
        assert_eq!(pieces(&[60], 60, 60), Some(minutes(&[50, 10])), "an hour holds fifty minutes and a break");
        assert_eq!(pieces(&[90], 90, 80), Some(minutes(&[40, 40])), "alike rather than fifty and thirty");
        assert_eq!(pieces(&[170], 120, 540).map(|all| all[..3].to_vec()), Some(minutes(&[40, 40, 40])), "the share");
        assert_eq!(pieces(&[10, 3, 25, 40], 75, 8), None);
        assert_eq!(pieces(&[], 0, 60), None);
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
