//! Work on one thing in a row, where that costs next to nothing.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::scoring::{Scored, end_of};
use crate::planner::problem::{Placement, Problem, check, piece_value};

/// Divisor of the value that is given up at most: 0.1 %.
const PRICE_PART: i64 = 1000;

/// Brings the pieces of an item in a gap together, where `problem` values the plan at most 0.1 % less.
pub fn gathered(scored: &Scored, problem: &Problem, plan: &[Placement]) -> Vec<Placement> {
    let Ok(value) = check(problem, plan) else { return plan.to_vec() };
    let least = value - scored.told(value, plan).max(0) / PRICE_PART;
    let mut plan = plan.to_vec();
    for gap in 0..problem.gaps.len() {
        let (own, others): (Vec<_>, Vec<_>) = plan.iter().partition(|piece| scored.gap_at(piece.start) == Some(gap));
        let row = |queue: Vec<(usize, u32)>| {
            let row = in_a_row(problem, gap, &queue).filter(|row| returns(row) < returns(&own))?;
            let mut all = [row, others.clone()].concat();
            all.sort_unstable();
            let value = check(problem, &all).ok().filter(|value| *value >= least)?;
            Some((value, all))
        };
        let best = queues(&own).into_iter().filter_map(row).max_by_key(|(value, all)| (*value, Reverse(all.len())));
        plan = best.map_or(plan, |(_, all)| all);
    }
    plan
}

/// Makes one piece of two on the same item without a pause between, where it may be so long. `plan` is sorted.
pub fn joined(problem: &Problem, plan: &[Placement]) -> Vec<Placement> {
    let mut joined: Vec<Placement> = Vec::new();
    for &piece in plan {
        let longest = problem.items[piece.item].chunk.map_or(0, |chunk| chunk[1].min(problem.focus_slots));
        match joined.last_mut() {
            Some(last)
                if last.item == piece.item
                    && end_of(problem, *last) == piece.start
                    && last.slots.saturating_add(piece.slots) <= longest =>
            {
                last.slots += piece.slots;
            }
            _ => joined.push(piece),
        }
    }
    joined
}

/// Counts how often an item is taken up again after other work.
fn returns(pieces: &[Placement]) -> usize {
    let again = |k: &usize| {
        let item = pieces[*k].item;
        pieces[*k - 1].item != item && pieces[..*k].iter().any(|piece| piece.item == item)
    };
    (1..pieces.len()).filter(again).count()
}

/// Returns the slots of work on each item, in the order of their first pieces, and in that of their last ones.
fn queues(pieces: &[Placement]) -> Vec<Vec<(usize, u32)>> {
    let mut work: BTreeMap<usize, (u32, u32, u32)> = BTreeMap::new();
    for piece in pieces {
        let (slots, _, last) = work.entry(piece.item).or_insert((0, piece.start, 0));
        *slots += piece.slots;
        *last = piece.start;
    }
    if returns(pieces) == 0 {
        return Vec::new();
    }
    let sorted = |by: &dyn Fn(&(u32, u32, u32)) -> u32| {
        let mut row: Vec<_> = work.iter().map(|(item, of)| (by(of), *item, of.0)).collect();
        row.sort_unstable();
        row.into_iter().map(|(_, item, slots)| (item, slots)).collect()
    };
    vec![sorted(&|of| of.1), sorted(&|of| of.2)]
}

/// Places work in this order, each piece as early and as long as it may be. `None` if it does not fit the gap.
fn in_a_row(problem: &Problem, gap: usize, queue: &[(usize, u32)]) -> Option<Vec<Placement>> {
    let gap = problem.gaps[gap];
    let (focus, rest) = (problem.focus_slots, problem.break_slots);
    let mut row = Vec::new();
    // Where the run of work began, and where the time is free from.
    let (mut run, mut free) = (gap.start.saturating_sub(gap.lead_slots), gap.start);
    for &(item, slots) in queue {
        let mut left = slots;
        while left > 0 {
            let piece = (free..gap.end()).find_map(|start| {
                let worked = if start - free >= rest || free == run { 0 } else { start - run };
                let room = focus.saturating_sub(worked);
                let slots = match problem.items[item].chunk {
                    None => left,
                    Some([shortest, longest]) => {
                        let fits = left.min(longest).min(room);
                        (fits >= shortest.min(left)).then_some(fits)?
                    }
                };
                let piece = Placement { start, item, slots };
                let rested = slots <= room || worked == 0;
                (slots > 0 && rested && piece_value(problem, piece).is_ok()).then_some(piece)
            })?;
            let end = end_of(problem, piece);
            if piece.start - free >= rest || free == run {
                run = piece.start;
            }
            if piece.slots > focus {
                run = end - (piece.slots - 1) % focus - 1;
            }
            (free, left) = (end, left - piece.slots);
            row.push(piece);
        }
    }
    Some(row)
}
