//! From the runs of a solution to times on the clock.

use std::collections::BTreeMap;

use super::problem::{Piece, Solution};
use super::scoring::{SLOT, Scored, weight_permille};
use crate::model::{Minutes, Span};

/// A piece of work with its time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Laid {
    pub item: usize,
    pub gap: usize,
    pub slots: u32,
    pub span: Span,
    pub work: Minutes,
}

/// A solution on the clock.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Layout {
    /// By start.
    pub pieces: Vec<Laid>,
    /// Between them.
    pub breaks: Vec<Span>,
}

/// Puts each gap's runs one after the other from its start, a break between two, so that what is left of the gap stays
/// in one piece at its end.
pub(super) fn lay_out(scored: &Scored, solution: &Solution) -> Layout {
    let mut by_gap: BTreeMap<usize, BTreeMap<u32, Vec<&Piece>>> = BTreeMap::new();
    for piece in &solution.plan {
        by_gap.entry(piece.gap).or_default().entry(piece.run).or_default().push(piece);
    }
    let mut layout = Layout::default();
    for (gap, runs) in by_gap {
        lay_out_gap(scored, gap, runs, &mut layout);
    }
    layout
}

fn lay_out_gap(scored: &Scored, gap: usize, runs: BTreeMap<u32, Vec<&Piece>>, layout: &mut Layout) {
    let rest = minutes(scored.problem.break_slots);
    let mut at = scored.gaps[gap].start;
    let starts_tired = scored.problem.gaps[gap].lead_slots > 0 && !runs.contains_key(&0);
    let mut rest_first = starts_tired;
    for pieces in runs.into_values() {
        if std::mem::replace(&mut rest_first, true) && !rest.is_zero() {
            layout.breaks.push(Span::new(at, at + rest.delta()));
            at += rest.delta();
        }
        for piece in in_order(scored, pieces) {
            let wall = minutes(wall_slots(scored, piece.slots));
            let span = Span::new(at, at + wall.delta());
            let work = minutes(piece.slots).min(scored.items[piece.item].minutes);
            layout.pieces.push(Laid { item: piece.item, gap, slots: piece.slots, span, work });
            at = span.end;
        }
    }
}

fn minutes(slots: u32) -> Minutes {
    Minutes::new(slots.saturating_mul(SLOT.get()))
}

/// Slots on the clock for a piece of work: one that is longer than a stretch of focus has its breaks inside.
fn wall_slots(scored: &Scored, slots: u32) -> u32 {
    slots + scored.problem.break_slots * (slots.saturating_sub(1) / scored.problem.focus_slots)
}

/// The pieces of one run: what others wait for first, then what is due earlier, then what weighs more.
fn in_order<'a>(scored: &Scored, mut pieces: Vec<&'a Piece>) -> Vec<&'a Piece> {
    pieces.sort_by_key(|piece| {
        let factors = &scored.items[piece.item].factors;
        (factors.due.is_none(), factors.due, -weight_permille(factors), piece.item)
    });
    let mut ordered: Vec<&Piece> = Vec::with_capacity(pieces.len());
    while !pieces.is_empty() {
        let waits = |piece: &Piece| {
            let after = &scored.problem.items[piece.item].after;
            pieces.iter().any(|other| after.contains(&other.item))
        };
        let next = pieces.iter().position(|piece| !waits(piece)).unwrap_or(0);
        ordered.push(pieces.remove(next));
    }
    ordered
}
