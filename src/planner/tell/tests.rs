//! Measured numbers of reasons against trying everything, on small problems of many shapes.

use std::ops::ControlFlow;

use super::measure::{GapProblem, without_piece};
use crate::planner::problem::{Placement, Problem, check};
use crate::planner::solve::solve;
use crate::planner::solve::tests::problem;

/// Returns the best value of `plan` with more pieces of some items in a gap, found by trying every way; `None` if no
/// way is `wanted`.
fn best_with_more(
    problem: &Problem,
    plan: &mut Vec<Placement>,
    (gap, from): (usize, u32),
    may: &dyn Fn(Placement) -> bool,
    wanted: &dyn Fn(&[Placement]) -> bool,
) -> Option<i64> {
    let mut best = check(problem, plan).ok().filter(|_| wanted(plan));
    for start in from..problem.gaps[gap].end() {
        for (item, of) in problem.items.iter().enumerate() {
            for slots in 1..=of.slots {
                let piece = Placement { start, item, slots };
                if may(piece) {
                    plan.push(piece);
                    if check(problem, plan).is_ok() {
                        best = best.max(best_with_more(problem, plan, (gap, start + slots), may, wanted));
                    }
                    plan.pop();
                }
            }
        }
    }
    best
}

/// Returns small problems with their best plans, without a floor and unknown predecessors, which days do not have.
fn solved() -> impl Iterator<Item = (u64, Problem, Vec<Placement>)> {
    (0..300).map(|seed| {
        let mut problem = Problem { floor: None, ..problem(seed) };
        let count = problem.items.len();
        problem.items.iter_mut().for_each(|item| item.after.retain(|before| *before < count));
        let plan = solve(&problem, &mut |_| ControlFlow::Continue(())).placements;
        (seed, problem, plan)
    })
}

fn gap_of(problem: &Problem, piece: Placement) -> usize {
    problem.gaps.iter().position(|gap| (gap.start..gap.end()).contains(&piece.start)).unwrap()
}

#[test]
fn the_worth_of_a_piece_and_its_runner_up_are_those_of_the_best_plan_around_the_others() {
    let (mut measured, mut replaced, mut lonely) = (0, 0, 0);
    for (seed, problem, plan) in solved() {
        for &gone in &plan {
            let gap = gap_of(&problem, gone);
            let base = without_piece(&problem, &plan, gone);
            let hole = GapProblem::of_hole(&problem, &base, gap, gone.item);
            let best = hole.solve();
            let found = hole.plan(&best);
            let may = |piece: Placement| piece.item != gone.item;
            let from = problem.gaps[gap].start;
            let brute = best_with_more(&problem, &mut base.clone(), (gap, from), &may, &|_| true);
            assert_eq!(check(&problem, &found).ok(), brute, "seed {seed}, {gone:?} of {plan:?} in {problem:?}");
            assert!(base.iter().all(|piece| found.contains(piece)), "seed {seed}: all others stay");
            let alone = hole.holds_nothing_else();
            let free = Problem { day_caps: vec![99; problem.day_caps.len()], context_cost: 0, ..problem.clone() };
            let free = Problem { day_piece_caps: Vec::new(), ..free };
            let kept = check(&free, &base).ok();
            let more = best_with_more(&free, &mut base.clone(), (gap, from), &may, &|_| true);
            assert_eq!(alone, more == kept, "seed {seed}, {gone:?} of {plan:?} in {problem:?}");
            assert!(!alone || found.len() == base.len(), "seed {seed}: nothing else fits, but it does");
            measured += 1;
            lonely += usize::from(alone);
            replaced += usize::from(found.len() > base.len());
        }
    }
    assert!(measured > 100 && replaced > 20 && lonely > 20, "{replaced} replaced, {lonely} alone of {measured}");
}

#[test]
fn the_price_of_forcing_work_in_is_that_of_the_best_plan_of_the_gap_with_it() {
    let (mut possible, mut impossible) = (0, 0);
    for (seed, mut problem, _) in solved() {
        problem.items.iter_mut().for_each(|item| item.after.clear());
        let plan = solve(&problem, &mut |_| ControlFlow::Continue(())).placements;
        let is_left_out = |item: &usize| plan.iter().all(|piece| piece.item != *item);
        for item in (0..problem.items.len()).filter(is_left_out) {
            for gap in 0..problem.gaps.len() {
                let slots = problem.items[item].chunk.map_or(u32::MAX, |chunk| chunk[0]).min(problem.items[item].slots);
                let may = |piece: Placement| piece.item != item || piece.slots == slots;
                let wanted = |plan: &[Placement]| plan.iter().filter(|piece| piece.item == item).count() == 1;
                let mut others = plan.clone();
                others.retain(|piece| gap_of(&problem, *piece) != gap);
                let from = problem.gaps[gap].start;
                let brute = best_with_more(&problem, &mut others, (gap, from), &may, &wanted);
                let priced = GapProblem::of_gap(&problem, &plan, gap).with(item).map(|forced| forced.value);
                assert_eq!(priced, brute, "seed {seed}, item {item}, gap {gap} of {plan:?} in {problem:?}");
                *if brute.is_some() { &mut possible } else { &mut impossible } += 1;
            }
        }
    }
    assert!(possible > 30 && impossible > 30, "{possible} possible, {impossible} not");
}
