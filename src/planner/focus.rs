//! The solver, looking only at what a better plan could hold.

use super::problem::{Item, Piece, Problem, Solution, evaluate};
use super::progress::Sink;
use super::refill::Refill;

/// Items of the first search.
const FEW: usize = 128;
/// The highest price that is tried, as a power of two.
const MOST_BITS: u32 = 12;

/// Solves a problem of one day as [`super::solve_from`] does.
///
/// With prices for a slot and for a piece, what all items are worth beyond their price bounds every plan (Lagrangian
/// relaxation of the day's caps). The items that are worth most beyond their price are searched first. An item with which
/// even the bound is below the plan found is in no better one; if others are left that were not searched, they are
/// searched together with the rest. At last each gap is filled anew, which is exact where many short steps share a gap.
pub(super) fn solve_focused(problem: &Problem, start: &[Piece], sink: &mut Sink) -> Solution {
    let offers: Vec<Offer> = problem.items.iter().map(Offer::of).collect();
    let prices = Prices::of(problem, &offers);
    let chosen = first_choice(problem, &offers, &prices);
    let mut stopped = false;
    let mut tell = |solution: &Solution| {
        let told = sink(&Solution { bound: solution.bound.max(prices.bound), ..solution.clone() });
        stopped |= told.is_break();
        told
    };
    let mut found = super::solve_from(&without(problem, |i| !chosen[i]), start, &mut tell);
    let hopeless = |i: usize| prices.bound.saturating_add(prices.beyond(&offers[i]).min(0)) < found.value;
    let open: Vec<bool> = (0..offers.len()).map(|i| !hopeless(i)).collect();
    if (0..open.len()).any(|i| open[i] && !chosen[i]) {
        found = match stopped {
            true => Solution { bound: prices.bound.max(found.value), ..found },
            false => super::solve_from(&without(problem, |i| !open[i]), &found.plan, sink),
        };
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

/// By item: whether it is searched first, being worth much beyond its price or waited for by what is.
fn first_choice(problem: &Problem, offers: &[Offer], prices: &Prices) -> Vec<bool> {
    let mut order: Vec<usize> = (0..offers.len()).collect();
    order.sort_by_cached_key(|&i| (-prices.beyond(&offers[i]), i));
    let mut chosen = vec![false; offers.len()];
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

/// An item in its best place.
struct Offer {
    slots: i64,
    /// The least that can be placed.
    shortest: i64,
    /// Of the whole item; of one slot if it can be split.
    value: i64,
    /// Added when a splittable one is finished; `None` for a whole one.
    bonus: Option<i64>,
}

impl Offer {
    fn of(item: &Item) -> Self {
        let value = item.value.iter().chain(&item.value_per_slot).max().copied().unwrap_or(0);
        let shortest = item.chunk.map_or(item.slots, |[shortest, _]| shortest);
        let bonus = item.chunk.map(|_| item.completion_bonus);
        Self { slots: item.slots.into(), shortest: shortest.into(), value, bonus }
    }
}

/// Prices of a slot of work and of a piece, and the bound on all plans that they give.
struct Prices {
    slot: i64,
    piece: i64,
    bound: i64,
}

impl Prices {
    /// The prices with about the lowest bound, which is convex in both of them.
    fn of(problem: &Problem, offers: &[Offer]) -> Self {
        let sum = |caps: &[u32], most: i64| caps.iter().fold(0_i64, |sum, cap| sum + i64::from(*cap)).min(most);
        let room = problem.gaps.iter().map(|gap| i64::from(gap.slots)).sum();
        let slots = sum(&problem.day_caps, room);
        let has_most = problem.day_piece_caps.len() >= problem.day_caps.len();
        let pieces = if has_most { sum(&problem.day_piece_caps, room) } else { room };
        let at = |slot: i64, piece: i64| {
            let prices = Self { slot, piece, bound: 0 };
            let beyond: i64 = offers.iter().map(|offer| prices.beyond(offer).max(0)).sum();
            Self { bound: slot * slots + piece * pieces + beyond, ..prices }
        };
        lowest(|slot| lowest(|piece| at(slot, piece)))
    }

    /// What an item brings at most beyond the price of what it takes at least, if it is in the plan.
    fn beyond(&self, offer: &Offer) -> i64 {
        let Some(bonus) = offer.bonus else { return offer.value - self.slot * offer.slots - self.piece };
        let rate = offer.value - self.slot;
        rate * if rate > 0 { offer.slots } else { offer.shortest } + bonus - self.piece
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

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use proptest::prelude::*;

    use super::super::problem::Gap;
    use super::super::prune::needed;
    use super::*;

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
            gaps: [first, second].map(|slots| Gap { day: 0, slots, lead_slots: 0 }).to_vec(),
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
