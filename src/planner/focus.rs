//! The solver, looking only at what a better plan could hold.

use std::ops::ControlFlow;

use super::problem::{Item, Piece, Problem, Solution, evaluate};
use super::progress::Sink;
use super::refill::Refill;

/// Items of the first, quick search.
const FEW: usize = 48;
/// Signs of life after which that search is stopped.
const SOON: u32 = 6;
/// The highest price that is tried, as a power of two.
const MOST_BITS: u32 = 12;

/// Solves a problem of one day as [`super::solve_from`] does.
///
/// A quick search among the items of the best rate gives a good plan. With prices for a slot and for a piece, what all
/// items are worth beyond their price bounds every plan (Lagrangian relaxation of the day's caps). An item with which
/// even that bound is below the good plan is in no better one and is taken out. At last each gap is filled anew, which
/// is exact where many short steps share a gap.
pub(super) fn solve_focused(problem: &Problem, start: &[Piece], sink: &mut Sink) -> Solution {
    let prices = Prices::of(problem);
    let first = first_plan(problem, &prices, sink);
    let value = |plan: &[Piece]| evaluate(problem, plan).unwrap_or(0);
    let start = if value(&first) > value(start) { first } else { start.to_vec() };
    let least = value(&start);
    let hopeless = |item: &Item| prices.bound.saturating_add(prices.beyond(item).min(0)) < least;
    let focused = without(problem, hopeless);
    let found = super::solve_from(&focused, &start, sink);
    let plan = refilled(problem, found.plan);
    let value = value(&plan);
    Solution { plan, value, bound: found.bound.max(value) }
}

/// The problem where some items are allowed nowhere; all keep their numbers.
fn without(problem: &Problem, gone: impl Fn(&Item) -> bool) -> Problem {
    let mut problem = problem.clone();
    for item in &mut problem.items {
        if gone(item) {
            item.value.clear();
            item.value_per_slot.clear();
        }
    }
    problem
}

/// What is found soon among the items that are worth most beyond their price, and what they wait for.
fn first_plan(problem: &Problem, prices: &Prices, sink: &mut Sink) -> Vec<Piece> {
    let mut order: Vec<usize> = (0..problem.items.len()).collect();
    order.sort_by_key(|&i| (-prices.beyond(&problem.items[i]), i));
    let mut chosen = vec![false; problem.items.len()];
    let mut open: Vec<usize> = order.into_iter().take(FEW).collect();
    while let Some(i) = open.pop() {
        if !std::mem::replace(&mut chosen[i], true) {
            open.extend(&problem.items[i].after);
        }
    }
    let mut few = problem.clone();
    for (item, _) in few.items.iter_mut().zip(&chosen).filter(|(_, chosen)| !**chosen) {
        item.value.clear();
        item.value_per_slot.clear();
    }
    let mut calls = 0;
    let found = super::solve(&few, &mut |solution| {
        calls += u32::from(solution.value > 0);
        let told = sink(&Solution { bound: i64::MAX, ..solution.clone() });
        if told.is_break() || calls >= SOON { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    found.plan
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

/// Prices of a slot of work and of a piece, and the bound on all plans that they give.
struct Prices {
    slot: i64,
    piece: i64,
    bound: i64,
}

impl Prices {
    /// The prices with about the lowest bound, which is convex in both of them.
    fn of(problem: &Problem) -> Self {
        let free = |slot, piece| {
            let mut prices = Self { slot, piece, bound: 0 };
            prices.bound = prices.bound(problem);
            prices
        };
        let best_piece = |slot: i64| lowest(|piece| free(slot, piece));
        lowest(best_piece)
    }

    fn bound(&self, problem: &Problem) -> i64 {
        let sum = |caps: &[u32], most: u64| caps.iter().fold(0_u64, |sum, cap| sum + u64::from(*cap)).min(most);
        let room = problem.gaps.iter().map(|gap| u64::from(gap.slots)).sum();
        let slots = i64::try_from(sum(&problem.day_caps, room)).unwrap_or(i64::MAX);
        let has_most = problem.day_piece_caps.len() >= problem.day_caps.len();
        let pieces = if has_most { sum(&problem.day_piece_caps, room) } else { room };
        let beyond: i64 = problem.items.iter().map(|item| self.beyond(item).max(0)).sum();
        self.slot * slots + self.piece * i64::try_from(pieces).unwrap_or(i64::MAX) + beyond
    }

    /// What an item brings at most beyond the price of what it takes at least, if it is in the plan.
    fn beyond(&self, item: &Item) -> i64 {
        let most = |values: &[i64]| values.iter().max().copied().unwrap_or(0);
        match item.chunk {
            None => most(&item.value) - self.slot * i64::from(item.slots) - self.piece,
            Some([shortest, _]) => {
                let rate = most(&item.value_per_slot) - self.slot;
                let slots = if rate > 0 { item.slots } else { shortest };
                rate * i64::from(slots) + item.completion_bonus - self.piece
            }
        }
    }
}

/// The prices with about the lowest bound of those that `at` gives, by a search in thirds.
fn lowest(at: impl Fn(i64) -> Prices) -> Prices {
    let (mut low, mut high) = (0_i64, 1 << MOST_BITS);
    while high - low > 8 {
        let third = (high - low) / 3;
        if at(low + third).bound <= at(high - third).bound { high -= third } else { low += third }
    }
    at((low + high) / 2)
}
