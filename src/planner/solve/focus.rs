//! The solver, restricted to the items that a better plan could hold.

use std::cell::Cell;

use super::progress::Sink;
use super::refill::Refill;
use super::solver::solve_from;
use crate::planner::gap::prices::{Claim, Prices};
use crate::planner::problem::{Item, Piece, Problem, Solution, evaluate};

/// Items of the first search.
const FEW: usize = 128;

/// Solves a problem of one day as [`solve_from`] does.
///
/// With prices for a slot and for a piece, the value of all items beyond their price bounds every plan (Lagrangian
/// relaxation of the day's caps). The items that are worth most beyond their price are searched first. An item with which
/// even the bound is below the plan found is in no better one; if others are left that were not searched, they are
/// searched together with the rest. At last, unless it was stopped, each gap is filled anew, which is exact where many short
/// steps share a gap.
pub fn solve_focused(problem: &Problem, start: &[Piece], sink: &mut Sink) -> Solution {
    let claims: Vec<Claim> = problem.items.iter().map(claim).collect();
    let prices = prices(problem, &claims);
    let chosen = first_choice(problem, &claims, &prices);
    let stopped = Cell::new(false);
    let mut tell = |solution: &Solution| {
        let told = sink(solution);
        stopped.set(stopped.get() || told.is_break());
        told
    };
    let mut found = solve_from(&without(problem, |i| !chosen[i]), start, &mut |solution| {
        tell(&Solution { bound: solution.bound.max(prices.bound()), ..solution.clone() })
    });
    let open: Vec<bool> = claims.iter().map(|claim| prices.allow(prices.beyond(claim), found.value)).collect();
    if (0..open.len()).any(|i| open[i] && !chosen[i]) {
        found = match stopped.get() {
            true => Solution { bound: prices.bound().max(found.value), ..found },
            false => solve_from(&without(problem, |i| !open[i]), &found.plan, &mut tell),
        };
    }
    if stopped.get() {
        return found;
    }
    let plan = refilled(problem, found.plan);
    let value = evaluate(problem, &plan).unwrap_or(0);
    Solution { plan, value, bound: found.bound.max(value) }
}

/// The problem where some items are allowed nowhere; all keep their numbers.
fn without(problem: &Problem, gone: impl Fn(usize) -> bool) -> Problem {
    let mut problem = problem.clone();
    for (_, item) in problem.items.iter_mut().enumerate().filter(|(i, _)| gone(*i)) {
        item.value.clear();
        item.value_per_slot.clear();
    }
    problem
}

/// By item: whether it is searched first: one of the [`FEW`] most valuable beyond their price, or needed by one.
fn first_choice(problem: &Problem, claims: &[Claim], prices: &Prices) -> Vec<bool> {
    let mut order: Vec<usize> = (0..claims.len()).collect();
    order.sort_by_cached_key(|&i| (std::cmp::Reverse(prices.beyond(&claims[i])), i));
    let mut chosen = vec![false; claims.len()];
    let mut open: Vec<usize> = order.into_iter().take(FEW).collect();
    while let Some(i) = open.pop() {
        if !std::mem::replace(&mut chosen[i], true) {
            open.extend(&problem.items[i].after);
        }
    }
    chosen
}

/// Fills each gap anew where that is better.
fn refilled(problem: &Problem, mut plan: Vec<Piece>) -> Vec<Piece> {
    for gap in 0..problem.gaps.len() {
        let better = Refill::new(problem, &plan, gap).best(None);
        if let Some(better) = better.filter(|better| evaluate(problem, &plan).is_ok_and(|value| better.value > value)) {
            plan = better.plan;
        }
    }
    plan
}

/// An item in its best place: all of it, or if it can be split the least that can be placed.
fn claim(item: &Item) -> Claim {
    let best = item.value.iter().chain(&item.value_per_slot).max().copied().unwrap_or(0);
    let Some([shortest, _]) = item.chunk else { return Claim([(item.slots, best); 3]) };
    let with_bonus = |slots: u32| (slots, best.saturating_mul(slots.into()).saturating_add(item.completion_bonus));
    Claim([item.slots, shortest, shortest].map(with_bonus))
}

/// The prices of all days together.
fn prices(problem: &Problem, claims: &[Claim]) -> Prices {
    let sum = |caps: &[u32]| caps.iter().fold(0_u32, |sum, cap| sum.saturating_add(*cap));
    let room = problem.gaps.iter().fold(0_u32, |room, gap| room.saturating_add(gap.slots));
    let has_most = problem.day_piece_caps.len() >= problem.day_caps.len();
    let pieces = if has_most { sum(&problem.day_piece_caps) } else { u32::MAX };
    Prices::of(claims, room.min(sum(&problem.day_caps)), pieces)
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use proptest::prelude::*;

    use super::*;
    use crate::planner::frame::prune::needed;
    use crate::planner::problem::ProblemGap;

    fn problem() -> impl Strategy<Value = Problem> {
        let item = (1_u32..6, 0_u32..3, prop::collection::vec(0_i64..60, 2), 0_usize..8);
        let rules = (4_u32..9, 2_u32..7, 1_u32..14, 1_u32..6);
        (prop::collection::vec(item, 0..60), rules).prop_map(|(items, (first, second, cap, pieces))| Problem {
            slot_minutes: 5,
            focus_slots: 5,
            break_slots: 1,
            context_cost: 3,
            day_caps: vec![cap],
            day_piece_caps: vec![pieces],
            gaps: [first, second].map(|slots| ProblemGap { day: 0, slots, lead_slots: 0 }).to_vec(),
            items: (0..)
                .zip(items)
                .map(|(n, (slots, context, value, before))| {
                    let after = if n > 0 && before == 0 { vec![n - 1] } else { Vec::new() };
                    Item { slots, context, after, value, ..Item::default() }
                })
                .collect(),
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

        #[test]
        fn what_is_not_looked_at_is_in_no_better_plan(problem in problem()) {
            let go_on = &mut |_: &Solution| ControlFlow::Continue(());
            let all = crate::planner::solve(&problem, go_on);
            let needed = needed(&problem, None);
            let pruned = solve_focused(&without(&problem, |i| !needed[i]), &[], go_on);
            prop_assert_eq!(evaluate(&problem, &pruned.plan), Ok(pruned.value));
            prop_assert!(pruned.bound >= all.value, "{} below {}", pruned.bound, all.value);
            prop_assert!(all.bound >= pruned.value);
        }
    }
}
