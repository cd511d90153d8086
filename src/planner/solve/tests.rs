//! The solver against trying everything, on small problems of many shapes.

use std::ops::ControlFlow;

use super::dominance::{chains, needed};
use super::surplus;
use super::timeline::Timeline;
use super::{SolveSession, solve, solve_from};
use crate::planner::problem::{Item, Placement, Problem, ProblemGap, Solution, WorkFloor, check};
use crate::planner::random::SplitMix64;

struct Random(SplitMix64);

impl Random {
    fn range(&mut self, from: u32, to: u32) -> u32 {
        from + (self.0.next() % u64::from(to - from + 1)) as u32
    }

    fn one_in(&mut self, count: u32) -> bool {
        self.range(1, count) == 1
    }
}

fn go_on(_: &Solution) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

/// Returns a small problem; about every second one has something odd.
pub fn problem(seed: u64) -> Problem {
    let mut random = Random(SplitMix64(seed));
    let days = random.range(1, 2);
    let mut gaps = Vec::new();
    for day in 0..days {
        let mut start = day * 288 + random.range(90, 110);
        for _ in 0..random.range(0, 2) {
            let slots = random.range(1, 8);
            let lead_slots = if random.one_in(3) { random.range(0, 5) } else { 0 };
            gaps.push(ProblemGap { day: day as usize, start, slots, lead_slots });
            start += slots + random.range(0, 4);
        }
    }
    let count = random.range(0, 4) as usize;
    let items = (0..count).map(|_| item(&mut random, count, days)).collect();
    let cap = |random: &mut Random| if random.one_in(8) { 0 } else { random.range(2, 12) };
    Problem {
        slot_minutes: 5,
        focus_slots: if random.one_in(6) { random.range(0, 2) } else { random.range(2, 6) },
        break_slots: random.range(0, 3),
        context_cost: [0, 5, 30, 200][random.range(0, 3) as usize],
        day_caps: (0..days).map(|_| cap(&mut random)).collect(),
        day_piece_caps: if random.one_in(2) { (0..days).map(|_| random.range(0, 4)).collect() } else { Vec::new() },
        floor: random.one_in(2).then(|| WorkFloor { slots: random.range(0, 8), price: random.range(0, 40) }),
        gaps,
        items,
    }
}

fn item(random: &mut Random, count: usize, days: u32) -> Item {
    let least = u32::from(!random.one_in(20));
    let slots = random.range(least, 6);
    let scale = if random.one_in(12) { 1_000_000 } else { 1 };
    let mut rate = Vec::new();
    let mut from = random.range(85, 112);
    for _ in 0..random.range(1, 4) {
        let to = from + random.range(1, 12);
        rate.push((from, to, scale * (i64::from(random.range(0, 60)) - i64::from(random.range(0, 1)) * 5)));
        from = to - random.range(0, 1) + if random.one_in(4) { random.range(0, 3) } else { 0 };
    }
    if days > 1 {
        rate.push((288 + 80, 288 + 130, i64::from(random.range(0, 30))));
    }
    let shortest = random.range(1, 3);
    Item {
        slots,
        context: (!random.one_in(3)).then(|| random.range(0, 2)),
        after: if random.one_in(4) { vec![random.range(0, count as u32) as usize] } else { Vec::new() },
        chunk: random.one_in(2).then(|| [shortest, shortest + random.range(0, 3)]),
        finish_slots: random.range(0, 3),
        floor: random.one_in(2),
        rate,
    }
}

/// Returns the best value of all plans, found by trying every one.
fn best_of_all(problem: &Problem, plan: &mut Vec<Placement>, from: u32) -> i64 {
    let mut best = check(problem, plan).expect("a plan that keeps the rules");
    let end = problem.gaps.iter().map(ProblemGap::end).max().unwrap_or(0);
    for start in from..end {
        for (item, of) in problem.items.iter().enumerate() {
            let sizes = if of.chunk.is_some() { 1..=of.slots } else { of.slots..=of.slots };
            for slots in sizes {
                plan.push(Placement { start, item, slots });
                if check_beginning(problem, plan) {
                    best = best.max(best_of_all(problem, plan, start + slots));
                }
                plan.pop();
            }
        }
    }
    best
}

fn check_beginning(problem: &Problem, plan: &[Placement]) -> bool {
    check(problem, plan).is_ok()
}

#[test]
fn small_problems_are_solved_and_bounds_hold() {
    let mut proven = 0;
    for seed in 0..150 {
        let problem = problem(seed);
        let best = best_of_all(&problem, &mut Vec::new(), problem.gaps.first().map_or(0, |gap| gap.start));
        let mut bounds = Vec::new();
        let solution = solve(&problem, &mut |so_far| {
            bounds.push(so_far.bound);
            ControlFlow::Continue(())
        });
        assert_eq!(check(&problem, &solution.placements), Ok(solution.value), "seed {seed}");
        assert!(solution.bound >= best, "seed {seed}: bound {} below {best}", solution.bound);
        assert!(bounds.iter().all(|bound| *bound >= best), "seed {seed}: an early bound below {best}");
        assert!(solution.value <= best, "seed {seed}: {} better than {best}", solution.value);
        assert_eq!(solution.value, best, "seed {seed}: {problem:?}");
        proven += usize::from(solution.is_optimal());
    }
    assert!(proven > 147, "{proven} of 150 proven");
}

#[test]
fn a_good_start_is_kept_and_a_broken_one_ignored() {
    let problem = problem(7);
    let best = solve(&problem, &mut go_on);
    let kept = solve_from(&problem, &best.placements, &mut |_| ControlFlow::Break(()));
    assert_eq!((kept.placements, kept.value), (best.placements, best.value));
    let broken = [Placement { start: 0, item: 99, slots: 1 }];
    assert_eq!(solve_from(&problem, &broken, &mut go_on).value, best.value);
}

#[test]
fn a_stopped_search_is_asked_no_more_and_has_a_plan_that_keeps_the_rules() {
    for seed in 0..150 {
        let problem = problem(seed);
        let best = solve(&problem, &mut go_on);
        for most in 1..5 {
            let mut asked = 0;
            let stopped = solve(&problem, &mut |_| {
                asked += 1;
                if asked < most { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            });
            assert!(asked <= most, "seed {seed}: asked {asked} times after {most}");
            assert_eq!(check(&problem, &stopped.placements), Ok(stopped.value), "seed {seed}");
            assert!(stopped.value <= best.value && best.value <= stopped.bound, "seed {seed}: {stopped:?}");
        }
    }
}

#[test]
fn a_plan_without_an_item_keeps_the_rules_and_its_bound_holds() {
    for seed in 0..40 {
        let problem = problem(seed);
        let session = SolveSession::new(&problem, &[], i64::MIN, &mut go_on);
        for item in 0..problem.items.len() {
            let without = session.without(item, i64::MIN, &mut go_on);
            let mut fewer = problem.clone();
            fewer.items[item].rate.clear();
            let best = best_of_all(&fewer, &mut Vec::new(), problem.gaps.first().map_or(0, |gap| gap.start));
            assert_eq!(check(&fewer, &without.placements), Ok(without.value), "seed {seed}, item {item}");
            assert!(without.bound >= best, "seed {seed}, item {item}: bound {} below {best}", without.bound);
            assert_eq!(without.value, best, "seed {seed}, item {item}");
            for least in [best - 1, best] {
                let above = session.without(item, least, &mut go_on);
                assert!(above.bound >= best, "seed {seed}, item {item}: bound {} below {best}", above.bound);
                assert!(above.value == best || least == best, "seed {seed}, item {item} above {least}");
            }
        }
    }
}

#[test]
fn a_pinned_piece_keeps_its_place() {
    for seed in 0..40 {
        let problem = problem(seed);
        let best = solve(&problem, &mut go_on);
        let Some(last) = best.placements.last() else { continue };
        if best.placements.iter().filter(|placement| placement.item == last.item).count() > 1 {
            continue;
        }
        let pinned = solve(&problem.with_pinned(*last, 1_000_000_000), &mut go_on);
        assert!(pinned.placements.contains(last), "seed {seed}");
        assert_eq!(check(&problem, &pinned.placements), Ok(best.value), "seed {seed}");
    }
}

#[test]
fn extreme_numbers_do_no_harm() {
    let item = |slots, chunk, rate| Item { slots, chunk, finish_slots: u32::MAX, rate: vec![rate], ..Item::default() };
    let problem = Problem {
        context_cost: u32::MAX,
        day_caps: vec![u32::MAX],
        floor: Some(WorkFloor { slots: u32::MAX, price: u32::MAX }),
        gaps: vec![
            ProblemGap { day: 0, start: 0, slots: 12, lead_slots: 0 },
            ProblemGap { day: 0, start: 20, slots: u32::MAX, lead_slots: u32::MAX },
            ProblemGap { day: 9, start: 5, slots: 3, lead_slots: 0 },
        ],
        items: vec![
            item(u32::MAX, None, (0, u32::MAX, 7)),
            item(u32::MAX, Some([1, u32::MAX]), (0, u32::MAX, 3)),
            item(2, None, (0, 12, i64::MAX)),
            item(3, Some([5, 2]), (12, 0, i64::MIN)),
        ],
        ..Problem::default()
    };
    let solution = solve(&problem, &mut go_on);
    assert_eq!(check(&problem, &solution.placements), Ok(solution.value));
    assert!(solution.bound >= solution.value);
}

#[test]
fn hundreds_of_items_of_a_kind_are_solved_as_well_as_a_few() {
    let gap = ProblemGap { day: 0, start: 100, slots: 7, lead_slots: 0 };
    let item = |n: u32| Item {
        slots: 3,
        context: Some(n % 7),
        after: if n.is_multiple_of(3) { Vec::new() } else { vec![n as usize - 1] },
        finish_slots: 2 * u32::from(n % 3 == 2),
        rate: vec![(100, 103, 200), (103, 107, 196)],
        ..Item::default()
    };
    let items = (0..900).map(item).collect();
    let problem = Problem {
        context_cost: 60,
        day_caps: vec![7],
        day_piece_caps: vec![12],
        gaps: vec![gap],
        items,
        ..Problem::default()
    };
    let solution = solve(&problem, &mut go_on);
    assert!(solution.is_optimal(), "{} of {}", solution.value, solution.bound);
}

/// Returns the problem without an item and all that waits for it.
fn taken_away(problem: &Problem, item: usize) -> Problem {
    let mut left = problem.clone();
    left.items[item].rate.clear();
    left
}

#[test]
fn items_of_which_there_are_enough_make_no_plan_better_even_if_one_is_taken_away() {
    let (mut tried, mut dropped) = (0, 0);
    for seed in 0..1_500 {
        let mut problem = problem(seed);
        problem
            .items
            .extend(self::problem(seed + 100_000).items.into_iter().map(|item| Item { after: Vec::new(), ..item }));
        let room = problem.gaps.iter().map(|gap| gap.slots).sum::<u32>();
        if !(3..=6).contains(&problem.items.len()) || !(2..=6).contains(&room) {
            continue;
        }
        problem.context_cost = problem.context_cost.min(30);
        let start = problem.gaps.first().map_or(0, |gap| gap.start);
        let possible = vec![true; problem.items.len()];
        let mut order: Vec<usize> = (0..problem.items.len()).filter(|&i| problem.items[i].slots > 0).collect();
        order.sort_by_key(|&i| std::cmp::Reverse(problem.items[i].rate.iter().map(|rate| rate.2).max()));
        let timeline = Timeline::new(&problem);
        let needed = surplus::needed_with(&problem, &timeline, (&chains(&problem, &possible), &order), 1);
        if needed.iter().all(|needed| *needed) {
            continue;
        }
        dropped += needed.iter().filter(|needed| !**needed).count();
        tried += 1;
        let mut fewer = problem.clone();
        for (item, _) in fewer.items.iter_mut().zip(&needed).filter(|(_, needed)| !**needed) {
            item.rate.clear();
        }
        let best = |problem: &Problem| best_of_all(problem, &mut Vec::new(), start);
        assert_eq!(best(&fewer), best(&problem), "seed {seed}: {needed:?} {problem:?}");
        for gone in 0..problem.items.len() {
            let (one, other) = (best(&taken_away(&fewer, gone)), best(&taken_away(&problem, gone)));
            assert_eq!(one, other, "seed {seed} without {gone}: {needed:?} {problem:?}");
        }
    }
    assert!(tried > 40 && dropped > 60, "{tried} problems, {dropped} items");
}

#[test]
fn items_that_others_stand_for_make_no_plan_better() {
    let (mut tried, mut dropped) = (0, 0);
    for seed in 0..400 {
        let mut problem = problem(seed);
        let count = problem.items.len();
        if !(1..=2).contains(&count) || problem.gaps.iter().map(|gap| gap.slots).sum::<u32>() > 9 {
            continue;
        }
        for copy in 1..=2_i64 {
            let of = |item: &Item| {
                let mut item = item.clone();
                item.rate.iter_mut().for_each(|rate| rate.2 -= copy * (rate.2.max(0) / 10));
                item.after.iter_mut().for_each(|before| *before += copy as usize * count);
                item
            };
            let copies: Vec<Item> = problem.items[..count].iter().map(of).collect();
            problem.items.extend(copies);
        }
        let start = problem.gaps.first().map_or(0, |gap| gap.start);
        let best = best_of_all(&problem, &mut Vec::new(), start);
        let needed = needed(&problem, &Timeline::new(&problem), &vec![true; problem.items.len()]);
        dropped += needed.iter().filter(|needed| !**needed).count();
        for (item, _) in problem.items.iter_mut().zip(needed).filter(|(_, needed)| !needed) {
            item.rate.clear();
        }
        assert_eq!(best_of_all(&problem, &mut Vec::new(), start), best, "seed {seed}: {problem:?}");
        tried += 1;
    }
    assert!(tried > 40 && dropped > 10, "{tried} problems, {dropped} items");
}

#[test]
fn few_of_many_equal_splittable_items_are_needed() {
    let item = Item { slots: 20, chunk: Some([3, 10]), finish_slots: 2, rate: vec![(0, 40, 5)], ..Item::default() };
    let gaps = vec![ProblemGap { day: 0, start: 0, slots: 40, lead_slots: 0 }];
    let problem = Problem { day_caps: vec![36], gaps, items: vec![item; 30], ..Problem::default() };
    let needed = needed(&problem, &Timeline::new(&problem), &[true; 30]);
    // Four are begun at most, and one may be taken away. Pieces of three slots would be twelve items.
    assert_eq!(needed.iter().filter(|needed| **needed).count(), 5);
}
