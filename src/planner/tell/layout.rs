//! Wall-clock times for the runs of a solution.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Minutes, Span};
use crate::planner::frame::scoring::Scored;
use crate::planner::problem::Piece;
use crate::planner::slots::SLOT;

/// A piece of work and its time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimedPiece {
    pub piece: Piece,
    pub span: Span,
    /// The span less the breaks inside.
    pub work: Minutes,
}

/// A plan with wall-clock times.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TimedPlan {
    /// Sorted by start.
    pub pieces: Vec<TimedPiece>,
    /// Breaks between runs.
    pub breaks: Vec<Span>,
}

/// Lays out each gap's runs from its start with a break between two, so that the free rest is one piece at the end.
/// More urgent work comes earlier, as far as the order of steps allows.
pub fn lay_out(scored: &Scored, plan: &[Piece]) -> TimedPlan {
    let mut by_gap: BTreeMap<usize, BTreeMap<u32, Vec<Piece>>> = BTreeMap::new();
    for piece in plan {
        by_gap.entry(piece.gap).or_default().entry(piece.run).or_default().push(*piece);
    }
    let mut layout = TimedPlan::default();
    for (gap, runs) in by_gap {
        lay_out_gap(scored, gap, runs, &mut layout);
    }
    layout
}

fn lay_out_gap(scored: &Scored, gap: usize, mut runs: BTreeMap<u32, Vec<Piece>>, layout: &mut TimedPlan) {
    let rest = minutes(scored.problem.break_slots);
    let mut at = scored.places[gap].span.start;
    let has_lead = scored.problem.gaps[gap].lead_slots > 0;
    let leading = if has_lead { runs.remove(&0) } else { None };
    let mut rest_first = has_lead && leading.is_none();
    let others = in_order(scored, runs.into_values().collect(), |run| run.iter().map(|piece| piece.item).collect());
    for run in leading.into_iter().chain(others) {
        if std::mem::replace(&mut rest_first, true) && !rest.is_zero() {
            layout.breaks.push(Span::new(at, at + rest.delta()));
            at += rest.delta();
        }
        for piece in in_order(scored, run, |piece| vec![piece.item]) {
            let wall = minutes(wall_slots(scored, piece.slots));
            let span = Span::new(at, at + wall.delta());
            let work = minutes(piece.slots).min(scored.items[piece.item].minutes);
            layout.pieces.push(TimedPiece { piece, span, work });
            at = span.end;
        }
    }
}

fn minutes(slots: u32) -> Minutes {
    Minutes::new(slots.saturating_mul(SLOT.get()))
}

/// Wall-clock slots of a piece of work, with the breaks inside a piece longer than a focus run.
fn wall_slots(scored: &Scored, slots: u32) -> u32 {
    slots + scored.problem.break_slots * (slots.saturating_sub(1) / scored.problem.focus_slots)
}

/// Sorts groups of items: predecessors first, then by urgency.
fn in_order<T>(scored: &Scored, mut things: Vec<T>, items: impl Fn(&T) -> Vec<usize>) -> Vec<T> {
    things.sort_by_cached_key(|thing| items(thing).into_iter().map(|item| scored.pressing(item)).min());
    let mut ordered = Vec::with_capacity(things.len());
    while !things.is_empty() {
        let open: Vec<BTreeSet<usize>> = things.iter().map(|thing| items(thing).into_iter().collect()).collect();
        let waits = |k: usize| {
            let before = open[k].iter().flat_map(|item| &scored.problem.items[*item].after);
            before
                .into_iter()
                .any(|before| open.iter().enumerate().any(|(other, of)| other != k && of.contains(before)))
        };
        let next = (0..things.len()).find(|k| !waits(*k)).unwrap_or(0);
        ordered.push(things.remove(next));
    }
    ordered
}
