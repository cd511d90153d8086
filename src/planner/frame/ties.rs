//! Tie-breaking: among plans of equal value, the one with the earlier work.

use super::scoring::Scored;
use crate::planner::gap::pack::with_few_breaks;
use crate::planner::problem::{Piece, Problem, evaluate};

/// Moves pieces to earlier gaps and swaps pieces so that earlier due dates come first, as long as `problem`
/// values the plan no less; then takes out the breaks that are not needed.
pub fn earlier(scored: &Scored, problem: &Problem, plan: &[Piece]) -> Vec<Piece> {
    let mut plan = plan.to_vec();
    let Ok(value) = evaluate(problem, &plan) else { return plan };
    let is_as_good = |plan: &[Piece]| evaluate(problem, plan).is_ok_and(|other| other >= value);
    for k in in_order(scored, &plan) {
        advance(scored, &mut plan, k, &is_as_good);
    }
    for first in 0..plan.len() {
        for second in 0..plan.len() {
            exchange(scored, &mut plan, (first, second), &is_as_good);
        }
    }
    let fewer = with_few_breaks(problem, plan.clone());
    plan = if is_as_good(&fewer) { fewer } else { plan };
    plan.sort_unstable_by_key(|piece| (piece.gap, piece.run, piece.item));
    plan
}

/// Positions of the pieces, the most pressing first.
fn in_order(scored: &Scored, plan: &[Piece]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..plan.len()).collect();
    order.sort_by_key(|&k| (scored.pressing(plan[k].item), k));
    order
}

/// Moves a piece to the first gap that takes it.
fn advance(scored: &Scored, plan: &mut [Piece], k: usize, is_as_good: &impl Fn(&[Piece]) -> bool) {
    let piece = plan[k];
    for gap in 0..piece.gap {
        if scored.problem.items[piece.item].value_in(gap, piece.slots) == 0 {
            continue;
        }
        let runs = plan.iter().filter(|other| other.gap == gap).map(|other| other.run + 1).max().unwrap_or(0);
        for run in 0..=runs {
            plan[k] = Piece { gap, run, ..piece };
            if is_as_good(plan) {
                return;
            }
        }
        plan[k] = piece;
    }
}

/// Exchanges the second piece with an earlier one of the same length if it presses more.
fn exchange(
    scored: &Scored,
    plan: &mut [Piece],
    (first, second): (usize, usize),
    is_as_good: &impl Fn(&[Piece]) -> bool,
) {
    let (one, other) = (plan[first], plan[second]);
    let presses_more = scored.pressing(other.item) < scored.pressing(one.item);
    if one.slots != other.slots || (one.gap, one.run) >= (other.gap, other.run) || !presses_more {
        return;
    }
    plan[first] = Piece { item: other.item, ..one };
    plan[second] = Piece { item: one.item, ..other };
    if !is_as_good(plan) {
        plan[first] = one;
        plan[second] = other;
    }
}
