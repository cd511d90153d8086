//! The solver against the rules and against trying everything.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use gapwise::planner::gap::{self, GapCandidate, GapPlan, GapRules, solve_gap};
use gapwise::planner::problem::{Item, Piece, Problem, ProblemGap, RuleBroken, evaluate};
use gapwise::planner::{solve, solve_from};
use proptest::prelude::*;

use crate::planner_day::cases;

/// More runs than the gaps of these tests can use.
const MOST_RUNS: u32 = 4;

fn item(gaps: usize, index: usize) -> impl Strategy<Value = Item> {
    let after = prop_oneof![
        4 => Just(Vec::new()),
        2 => prop::collection::vec(0..index.max(1), 1..=2),
    ];
    let chunk = prop_oneof![3 => Just(None), 1 => (1_u32..=3, 0_u32..=3).prop_map(|(a, b)| Some([a, a + b]))];
    let values = prop::collection::vec(prop_oneof![1 => Just(0_i64), 4 => 1..40_i64], gaps);
    (0_u32..=7, 0_u32..=2, after, chunk, values, 0_i64..30).prop_map(
        move |(slots, context, after, chunk, values, bonus)| Item {
            slots,
            context,
            after: if index == 0 { Vec::new() } else { after },
            chunk,
            value: if chunk.is_none() { values.clone() } else { Vec::new() },
            value_per_slot: if chunk.is_some() { values } else { Vec::new() },
            completion_bonus: if chunk.is_some() { bonus } else { 0 },
        },
    )
}

fn problem(gaps: std::ops::RangeInclusive<usize>, items: usize) -> impl Strategy<Value = Problem> {
    let gap = (0_usize..=1, 0_u32..=9, prop_oneof![3 => Just(0_u32), 1 => 1_u32..=5]);
    let rules = (
        0_u32..=5,
        0_u32..=2,
        0_u32..=8,
        prop::collection::vec(0_u32..=16, 2),
        prop::collection::vec(0_u32..=4, 0..=2),
    );
    (prop::collection::vec(gap, gaps), rules).prop_flat_map(move |(mut gaps, (focus, rest, cost, caps, piece_caps))| {
        gaps.sort_by_key(|g| g.0);
        let gaps: Vec<ProblemGap> =
            gaps.into_iter().map(|(day, slots, lead_slots)| ProblemGap { day, slots, lead_slots }).collect();
        let items: Vec<_> = (0..items).map(|index| item(gaps.len(), index)).collect();
        (0..=items.len(), items).prop_map(move |(count, mut items)| {
            items.truncate(count);
            Problem {
                slot_minutes: 5,
                focus_slots: focus,
                break_slots: rest,
                context_cost: cost,
                day_caps: caps.clone(),
                day_piece_caps: piece_caps.clone(),
                gaps: gaps.clone(),
                items,
            }
        })
    })
}

/// The best value of all plans, found by trying every place of every item.
fn best_of_all(problem: &Problem) -> i64 {
    best_of_those(problem, &|_| true)
}

/// The best value of all plans that `accept` takes.
fn best_of_those(problem: &Problem, accept: &dyn Fn(&[Piece]) -> bool) -> i64 {
    fn extend(
        problem: &Problem,
        accept: &dyn Fn(&[Piece]) -> bool,
        next: usize,
        gap: usize,
        plan: &mut Vec<Piece>,
        best: &mut i64,
    ) {
        let Some(item) = problem.items.get(next) else {
            match evaluate(problem, plan) {
                Ok(value) if value > *best && accept(plan) => *best = value,
                _ => {}
            }
            return;
        };
        if gap == problem.gaps.len() {
            return extend(problem, accept, next + 1, 0, plan, best);
        }
        extend(problem, accept, next, gap + 1, plan, best);
        let placed = plan.iter().any(|p| p.item == next);
        let sizes = match item.chunk {
            None if placed => return,
            None => item.slots..=item.slots,
            Some([shortest, longest]) => shortest..=longest,
        };
        for slots in sizes.filter(|&s| s > 0 && s <= problem.gaps[gap].slots && item.value_in(gap, s) > 0) {
            for run in 0..MOST_RUNS {
                plan.push(Piece { item: next, gap, run, slots });
                extend(problem, accept, next, gap + 1, plan, best);
                plan.pop();
            }
        }
    }
    let mut best = 0;
    extend(problem, accept, 0, 0, &mut Vec::new(), &mut best);
    best
}

/// The items of a problem with one gap, as candidates for it, and the item of each.
fn candidates(problem: &Problem) -> (Vec<GapCandidate>, Vec<usize>) {
    let allowed: Vec<usize> = (0..problem.items.len()).filter(|&i| GapCandidate::of(problem, i, 0).is_some()).collect();
    let index = |i: &usize| allowed.iter().position(|a| a == i).unwrap_or(usize::MAX);
    let made = allowed.iter().filter_map(|&i| {
        let after = problem.items[i].after.iter().map(index).collect();
        Some(GapCandidate { after, ..GapCandidate::of(problem, i, 0)? })
    });
    (made.collect(), allowed)
}

fn as_plan(filling: &GapPlan, items: &[usize]) -> Vec<Piece> {
    filling.pieces.iter().map(|p| Piece { item: items[p.candidate], gap: 0, run: p.run, slots: p.slots }).collect()
}

/// Rows of steps and free items in gaps with breaks.
fn rows() -> impl Strategy<Value = Problem> {
    let gap = prop_oneof![1 => 2_u32..8, 1 => 8_u32..24];
    let item = (1_u32..=4, prop_oneof![3 => Just(true), 1 => Just(false)], 1_i64..60, 0_usize..3);
    let rules = (4_u32..8, 1_u32..3, prop::collection::vec(gap, 1..3), prop_oneof![Just(12_u32), Just(60)]);
    (prop::collection::vec(item, 1..=8), rules).prop_map(|(items, (focus_slots, break_slots, gaps, cap))| {
        let mut last = [None; 3];
        let item = |(n, (slots, waits, value, row)): (usize, (u32, bool, i64, usize))| {
            let after = last[row].filter(|_| waits).into_iter().collect();
            last[row] = Some(n);
            Item { slots, after, value: vec![value; gaps.len()], ..Item::default() }
        };
        Problem {
            slot_minutes: 5,
            focus_slots,
            break_slots,
            context_cost: 0,
            day_caps: vec![cap],
            day_piece_caps: Vec::new(),
            items: items.into_iter().enumerate().map(item).collect(),
            gaps: gaps.iter().map(|&slots| ProblemGap { day: 0, slots, lead_slots: 0 }).collect(),
        }
    })
}

/// What can still be added to what is done: the gap, the time used in it, the load of its last run, the work, what is done.
type Moment = (usize, u32, u32, u32, u32);

/// The best that can be added to what is done, found by trying every next item, here or behind a break or in the next gap.
fn best_of_rows(problem: &Problem, now: Moment, known: &mut BTreeMap<Moment, i64>) -> i64 {
    let (gap, used, load, work, done) = now;
    if gap == problem.gaps.len() {
        return 0;
    }
    if let Some(&best) = known.get(&now) {
        return best;
    }
    let mut best = best_of_rows(problem, (gap + 1, 0, 0, work, done), known);
    for (i, item) in problem.items.iter().enumerate() {
        let open = done & (1 << i) == 0 && item.after.iter().all(|b| done & (1 << b) != 0);
        let rest = if used == 0 { 0 } else { problem.break_slots };
        for (used, load) in [(used + item.slots, load + item.slots), (used + rest + item.slots, item.slots)] {
            let fits = used <= problem.gaps[gap].slots && load <= problem.focus_slots;
            if open && fits && work + item.slots <= problem.day_caps[0] {
                let next = (gap, used, load, work + item.slots, done | 1 << i);
                best = best.max(item.value[gap] + best_of_rows(problem, next, known));
            }
        }
    }
    known.insert(now, best);
    best
}

/// One gap that whole runs fill to the last slot, and what these are worth.
fn tight() -> impl Strategy<Value = (Problem, i64)> {
    let runs = prop::collection::vec(prop::collection::btree_set(1_u32..10, 1..4), 3..7);
    let rates = prop::collection::vec(20_i64..120, 40);
    (runs, rates, 1_u32..4).prop_map(|(runs, rates, break_slots)| {
        let count = u32::try_from(runs.len()).unwrap();
        let edges = runs.iter().map(|cuts| [&[0][..], &cuts.iter().copied().collect::<Vec<_>>(), &[10]].concat());
        let planted: Vec<u32> = edges.flat_map(|e| e.windows(2).map(|w| w[1] - w[0]).collect::<Vec<_>>()).collect();
        let sizes = planted.iter().copied().chain([3, 4, 7, 2, 5]);
        let item = |(slots, rate): (u32, &i64)| Item { slots, value: vec![i64::from(slots) * rate], ..Item::default() };
        let items: Vec<Item> = sizes.zip(rates.iter().cycle()).map(item).collect();
        let value = items[..planted.len()].iter().map(|item| item.value[0]).sum();
        let gap = ProblemGap { day: 0, slots: count * 10 + (count - 1) * break_slots, lead_slots: 0 };
        let problem = Problem {
            slot_minutes: 5,
            focus_slots: 10,
            break_slots,
            context_cost: 60,
            day_caps: vec![1_000],
            day_piece_caps: Vec::new(),
            gaps: vec![gap],
            items,
        };
        (problem, value)
    })
}

#[test]
fn no_bound_is_below_the_best_where_runs_are_tight() {
    let items = [
        (3, 111),
        (4, 196),
        (3, 318),
        (4, 428),
        (2, 166),
        (4, 184),
        (4, 316),
        (2, 88),
        (4, 104),
        (3, 240),
        (5, 560),
        (2, 222),
        (4, 92),
        (3, 354),
        (3, 267),
        (4, 360),
        (4, 172),
        (2, 220),
        (3, 45),
    ];
    let problem = Problem {
        slot_minutes: 5,
        focus_slots: 10,
        break_slots: 3,
        context_cost: 60,
        day_caps: vec![1_000],
        day_piece_caps: Vec::new(),
        gaps: vec![ProblemGap { day: 0, slots: 75, lead_slots: 0 }],
        items: items.map(|(slots, value)| Item { slots, value: vec![value], ..Item::default() }).to_vec(),
    };
    let solution = solve(&problem, &mut |_| ControlFlow::Continue(()));
    assert_eq!((solution.value, solution.bound), (4_398, 4_398), "what an exact solver found");
}

#[test]
fn days_may_have_any_number() {
    let gap = ProblemGap { day: 200_000_000, slots: 6, lead_slots: 0 };
    let item = Item { slots: 3, value: vec![10], ..Item::default() };
    let rules = |day_caps| Problem { day_caps, gaps: vec![gap], items: vec![item.clone()], ..row_problem() };
    assert_eq!(
        solve(&rules(vec![9]), &mut |_| ControlFlow::Continue(())).value,
        0,
        "a day without a cap takes nothing"
    );
}

fn row_problem() -> Problem {
    Problem {
        slot_minutes: 5,
        focus_slots: 10,
        break_slots: 1,
        context_cost: 0,
        day_caps: vec![100],
        day_piece_caps: Vec::new(),
        gaps: Vec::new(),
        items: Vec::new(),
    }
}

#[test]
fn what_has_a_value_beyond_the_largest_has_a_bound_beyond_it() {
    let gap = ProblemGap { day: 0, slots: 6, lead_slots: 0 };
    let item = Item { slots: 3, value: vec![1 << 50], ..Item::default() };
    let problem = Problem { gaps: vec![gap], items: vec![item.clone(), item], ..row_problem() };
    let solution = solve(&problem, &mut |_| ControlFlow::Continue(()));
    assert_eq!(solution.value, 1 << 51);
    assert!(solution.bound >= solution.value);
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn rows_of_steps_are_planned_as_well_as_can_be(problem in rows()) {
        let solution = solve(&problem, &mut |_| ControlFlow::Continue(()));
        let best = best_of_rows(&problem, (0, 0, 0, 0, 0), &mut BTreeMap::new());
        prop_assert_eq!(evaluate(&problem, &solution.plan), Ok(solution.value));
        prop_assert!(solution.bound >= best, "bound {} below {}", solution.bound, best);
        prop_assert_eq!(solution.value, best);
    }

    #[test]
    fn the_bound_of_a_tight_gap_is_not_below_what_fits((problem, planted) in tight()) {
        let solution = solve(&problem, &mut |_| ControlFlow::Continue(()));
        prop_assert_eq!(evaluate(&problem, &solution.plan), Ok(solution.value));
        prop_assert!(solution.bound >= planted.max(solution.value), "bound {} below {}", solution.bound, planted);
    }

    #[test]
    fn small_problems_are_solved_exactly(problem in problem(0..=2, 4)) {
        let solution = solve(&problem, &mut |_| ControlFlow::Continue(()));
        let best = best_of_all(&problem);
        prop_assert_eq!(evaluate(&problem, &solution.plan), Ok(solution.value));
        prop_assert!(solution.bound >= best, "bound {} below {}", solution.bound, best);
        prop_assert_eq!(solution.value, best);
    }

    #[test]
    fn one_gap_is_solved_exactly(problem in problem(1..=1, 5)) {
        let (candidates, items) = candidates(&problem);
        let rules = GapRules::of(&problem, 0);
        let gap = gap::GapSolver::new(&rules, &candidates, &[]);
        let filling = gap.best();
        let best = best_of_all(&problem);
        prop_assert_eq!(evaluate(&problem, &as_plan(&filling, &items)), Ok(filling.value));
        prop_assert_eq!(filling.value, best);
        prop_assert_eq!(filling.bound, best);
        let used: Vec<usize> = filling.pieces.iter().map(|p| items[p.candidate]).collect();
        let lacks = |plan: &[Piece]| used.iter().any(|item| plan.iter().all(|p| p.item != *item));
        let second = best_of_those(&problem, &lacks);
        match gap.runner_up(&filling) {
            None => prop_assert_eq!(second, 0),
            Some(other) => {
                let plan = as_plan(&other, &items);
                prop_assert!(lacks(&plan));
                prop_assert_eq!(evaluate(&problem, &plan), Ok(other.value));
                prop_assert_eq!((other.value, other.bound), (second, second));
            }
        }
    }

    #[test]
    fn larger_problems_keep_the_rules_every_time(problem in problem(3..=6, 25)) {
        let mut last = (0, i64::MAX);
        let mut sound = true;
        let solution = solve(&problem, &mut |s| {
            sound &= s.value >= last.0 && s.bound <= last.1 && s.bound >= s.value;
            sound &= evaluate(&problem, &s.plan) == Ok(s.value);
            last = (s.value, s.bound);
            ControlFlow::Continue(())
        });
        prop_assert!(sound);
        prop_assert_eq!(evaluate(&problem, &solution.plan), Ok(solution.value));
        prop_assert!(solution.bound >= solution.value);
        let again = solve(&problem, &mut |_| ControlFlow::Continue(()));
        prop_assert_eq!(&again, &solution);
        let warm = solve_from(&problem, &solution.plan, &mut |_| ControlFlow::Continue(()));
        prop_assert!(warm.value >= solution.value);
    }

    #[test]
    fn a_break_stops_at_once(problem in problem(2..=5, 20), calls in 1_u32..=4) {
        let mut count = 0;
        let solution = solve(&problem, &mut |_| {
            count += 1;
            if count == calls { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        prop_assert!(count <= calls);
        prop_assert_eq!(evaluate(&problem, &solution.plan), Ok(solution.value));
        prop_assert!(solution.bound >= solution.value);
    }
}

fn plain(gaps: &[u32], items: Vec<Item>) -> Problem {
    Problem {
        slot_minutes: 5,
        focus_slots: 10,
        break_slots: 1,
        context_cost: 60,
        day_caps: vec![1_000],
        day_piece_caps: Vec::new(),
        gaps: gaps.iter().map(|&slots| ProblemGap { day: 0, slots, lead_slots: 0 }).collect(),
        items,
    }
}

fn whole(slots: u32, after: &[usize], values: Vec<i64>) -> Item {
    Item { slots, after: after.to_vec(), value: values, ..Item::default() }
}

#[test]
fn a_circle_of_items_is_left_out_unless_it_shares_a_run() {
    let problem = plain(&[9], vec![whole(2, &[1], vec![50]), whole(2, &[0], vec![50]), whole(3, &[], vec![10])]);
    let solution = solve(&problem, &mut |_| ControlFlow::Continue(()));
    assert_eq!(evaluate(&problem, &solution.plan), Ok(solution.value));
    assert!(solution.value >= 10 && solution.bound >= 110);
}

#[test]
fn a_day_without_a_cap_takes_no_work() {
    let problem = Problem { day_caps: Vec::new(), ..plain(&[9], vec![whole(2, &[], vec![50])]) };
    let plan = [Piece { item: 0, gap: 0, run: 0, slots: 2 }];
    assert_eq!(evaluate(&problem, &plan), Err(RuleBroken::NoDayCap(0)));
    assert_eq!(solve(&problem, &mut |_| ControlFlow::Continue(())).value, 0);
}

#[test]
fn thousands_of_items_and_a_chain_longer_than_the_day_are_planned() {
    let chain = (0..200).map(|i| whole(1, if i == 0 { vec![] } else { vec![i - 1] }.as_slice(), vec![100; 3]));
    let others = (0..4_800_u32).map(|i| whole(1 + i % 12, &[], vec![i64::from(i * 7919 % 500) + 1; 3]));
    let problem = plain(&[12, 0, 18], chain.chain(others).collect());
    let mut calls = 0;
    let solution = solve(&problem, &mut |_| {
        calls += 1;
        if calls < 40 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    });
    assert_eq!(evaluate(&problem, &solution.plan), Ok(solution.value));
    assert!(solution.value > 2_000 && solution.bound >= solution.value);
}

#[test]
fn the_best_of_a_thousand_tasks_for_a_gap_is_proven() {
    let task = |i: u32| GapCandidate::whole(1 + i * 37 % 9, i % 5, i64::from(i * 7919 % 700) + 20);
    let candidates: Vec<GapCandidate> = (0..1_000).map(task).collect();
    let rules = GapRules {
        slots: 18,
        lead_slots: 0,
        focus_slots: 10,
        break_slots: 1,
        context_cost: 60,
        work_cap: u32::MAX,
        piece_cap: u32::MAX,
    };
    let best = solve_gap(&rules, &candidates, &[]);
    assert_eq!(best.value, best.bound);
    let used: Vec<usize> = best.pieces.iter().map(|p| p.candidate).collect();
    let next = solve_gap(&rules, &candidates, &used);
    assert!(next.value < best.value && next.pieces.iter().all(|p| !used.contains(&p.candidate)));
}

#[test]
fn four_hours_are_filled_to_the_best_even_where_the_number_of_pieces_is_capped() {
    for (seed, tasks) in (0..20_u32).map(|seed| (seed, if seed % 4 == 0 { 1_000 } else { 120 })) {
        let task = |i: u32| {
            let mixed = (i + 1).wrapping_mul(2_654_435_761).wrapping_add(seed.wrapping_mul(40_503)) >> 7;
            let (slots, chance) = (1 + mixed % 12, mixed / 72 % 3_000);
            // Of a thousand, the long ones are worth more: the few pieces then have to be weighed against the time.
            let value = if tasks == 120 { chance + 50 } else { (1_000 + chance) * (slots * 5 + 10) / 100 };
            GapCandidate::whole(slots, mixed / 12 % 6, value.into())
        };
        let candidates: Vec<GapCandidate> = (0..tasks).map(task).collect();
        let rules = GapRules {
            slots: 48,
            lead_slots: 0,
            focus_slots: 10,
            break_slots: 1,
            context_cost: 60,
            work_cap: u32::MAX,
            piece_cap: 12,
        };
        let best = solve_gap(&rules, &candidates, &[]);
        assert!(best.value > 0 && (best.bound - best.value) * 200 <= best.value, "{} of {}", best.value, best.bound);
    }
}

#[test]
fn a_problem_is_read_with_what_is_absent_and_what_is_extra() {
    let text = r#"{"slot_minutes":5,"focus_slots":10,"break_slots":1,"context_cost":60,"day_caps":[20],
        "gaps":[{"day":0,"slots":8}],"reference":{"best":1},
        "items":[{"slots":2,"context":0,"after":null,"chunk":null,"value":[7]},
                 {"slots":2,"context":0,"after":0,"chunk":null,"value":[7]},
                 {"slots":4,"context":0,"after":[0,1],"chunk":[1,2],"value_per_slot":[7],"completion_bonus":9}]}"#;
    let problem: Problem = serde_json::from_str(text).expect("the text is a problem");
    assert_eq!(problem.gaps[0].lead_slots, 0);
    assert_eq!(problem.items.iter().map(|i| i.after.len()).collect::<Vec<_>>(), [0, 1, 2]);
    let again: Problem =
        serde_json::from_str(&serde_json::to_string(&problem).expect("a problem can be written")).expect("and read");
    assert_eq!(again, problem);
}
