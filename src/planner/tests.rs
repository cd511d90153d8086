//! Every number that is explained, against solving the changed problem again by trying everything.

use std::ops::ControlFlow;

use chrono::TimeDelta;
use proptest::prelude::*;

use self::planner_day::{Day, cases, due_at, on_monday, step};
use super::frame::candidates::Candidates;
use super::frame::keep::shown_pieces;
use super::frame::places::places;
use super::frame::prune::needed;
use super::frame::scoring::{MUST_TODAY, Scored, problem};
use super::problem::{Item, Piece, Problem, ProblemGap, evaluate};
use super::solve::refill::{Refill, without_piece};
use super::why::{LimitRule, Shortfall, WhyNot};
use super::{Proposal, Request, propose, solve, why_not};
use crate::model::{DueKind, Energy, Fullness, Minutes, Split, TaskId};

#[path = "../../tests/it/planner_day.rs"]
#[allow(dead_code, reason = "the other tests use the rest")]
mod planner_day;

/// More runs than a gap of these tests can use.
const MOST_RUNS: u32 = 4;

/// The best plan of all in which the pieces in other gaps stay as in `plan`, and that `accept` takes.
fn best_filling(
    problem: &Problem,
    plan: &[Piece],
    gap: usize,
    accept: &dyn Fn(&[Piece]) -> bool,
) -> Option<(i64, Vec<Piece>)> {
    fn extend(all: &Filling, item: usize, left: u32, plan: &mut Vec<Piece>, best: &mut Option<(i64, Vec<Piece>)>) {
        let Some(what) = all.problem.items.get(item) else {
            if let Ok(value) = evaluate(all.problem, plan)
                && (all.accept)(plan)
                && best.as_ref().is_none_or(|best| value > best.0)
            {
                *best = Some((value, plan.clone()));
            }
            return;
        };
        extend(all, item + 1, left, plan, best);
        let [shortest, longest] = what.chunk.unwrap_or([what.slots; 2]);
        for slots in (shortest.max(1)..=longest.min(left)).filter(|s| what.value_in(all.gap, *s) > 0) {
            for run in 0..MOST_RUNS {
                plan.push(Piece { item, gap: all.gap, run, slots });
                extend(all, item + 1, left - slots, plan, best);
                plan.pop();
            }
        }
    }
    let mut others: Vec<Piece> = plan.iter().copied().filter(|piece| piece.gap != gap).collect();
    let mut best = None;
    extend(&Filling { problem, gap, accept }, 0, problem.gaps[gap].slots, &mut others, &mut best);
    best
}

struct Filling<'a> {
    problem: &'a Problem,
    gap: usize,
    accept: &'a dyn Fn(&[Piece]) -> bool,
}

fn best_value(problem: &Problem, plan: &[Piece], gap: usize) -> Option<i64> {
    Some(best_filling(problem, plan, gap, &|_| true)?.0)
}

fn item(index: usize) -> impl Strategy<Value = Item> {
    let after = prop_oneof![3 => Just(Vec::new()), 1 => (0..index.max(1)).prop_map(|before| vec![before])];
    let chunk = prop_oneof![3 => Just(None), 1 => (1_u32..=2, 0_u32..=2).prop_map(|(a, b)| Some([a, a + b]))];
    let values = prop::collection::vec(prop_oneof![1 => Just(0_i64), 5 => 1..40_i64], 2);
    (1_u32..=5, 0_u32..=2, after, chunk, values, 0_i64..30).prop_map(
        move |(slots, context, after, chunk, values, bonus)| {
            let after = if index == 0 { Vec::new() } else { after };
            let item = Item { slots, context, after, chunk, ..Item::default() };
            match chunk {
                None => Item { value: values, ..item },
                Some(_) => Item { value_per_slot: values, completion_bonus: bonus, ..item },
            }
        },
    )
}

/// Two gaps and some items, among them such as can be split.
fn any_problem(items: usize) -> impl Strategy<Value = Problem> {
    let rules = (prop::collection::vec((1_u32..=7, 0_u32..=3), 2), 2_u32..=5, 0_u32..=1, 1_u32..=14, 1_u32..=6);
    let items: Vec<_> = (0..items).map(item).collect();
    (0..=items.len(), items, rules).prop_map(|(count, mut items, (gaps, focus_slots, break_slots, cap, pieces))| {
        items.truncate(count);
        Problem {
            slot_minutes: 5,
            focus_slots,
            break_slots,
            context_cost: 3,
            day_caps: vec![cap],
            day_piece_caps: vec![pieces],
            gaps: gaps.into_iter().map(|(slots, lead_slots)| ProblemGap { day: 0, slots, lead_slots }).collect(),
            items,
        }
    })
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn a_gap_filled_anew_is_the_best_of_all_fillings(problem in any_problem(5), which in 0_usize..5) {
        let plan = solve(&problem, &mut |_| ControlFlow::Continue(())).plan;
        for gap in 0..problem.gaps.len() {
            let value = |problem: &Problem| best_value(problem, &plan, gap);
            let refill = || Refill::new(&problem, &plan, gap);
            let now = refill().best(None);
            prop_assert_eq!(now.as_ref().map(|best| best.value), value(&problem));
            let Some(now) = now else { continue };
            prop_assert!(now.proven);
            let mut longer = problem.clone();
            longer.gaps[gap].slots += 1;
            let gain = refill().gain(&now, &|rules| rules.slots += 1);
            prop_assert_eq!(gain.map(|gain| now.value + gain), value(&longer), "a longer gap");
            let mut freer = problem.clone();
            freer.day_caps[0] += 1;
            freer.day_piece_caps[0] += 1;
            let gain = refill().gain(&now, &|rules| { rules.work_cap += 1; rules.piece_cap += 1; });
            prop_assert_eq!(now.value + gain.unwrap_or(0), value(&freer).unwrap_or(0), "more work and more pieces");
            if which < problem.items.len() {
                let has = |plan: &[Piece]| plan.iter().any(|piece| (piece.item, piece.gap) == (which, gap));
                let with = best_filling(&problem, &plan, gap, &has).map(|best| best.0);
                prop_assert_eq!(refill().with(which).map(|best| best.value), with, "with an item");
                if let Some(piece) = plan.iter().find(|piece| (piece.item, piece.gap) == (which, gap)) {
                    let base = without_piece(&problem, &plan, *piece);
                    let without = best_filling(&problem, &base, gap, &|plan| !has(plan)).map(|best| best.0);
                    let found = Refill::new(&problem, &base, gap).best(Some(which)).map(|best| best.value);
                    prop_assert_eq!(found, without, "without an item");
                }
            }
        }
    }

    #[test]
    fn what_is_pruned_is_in_no_better_plan(problem in any_problem(40)) {
        let needed = needed(&problem, None);
        let mut pruned = problem.clone();
        for (item, _) in pruned.items.iter_mut().zip(&needed).filter(|(_, needed)| !**needed) {
            item.value.clear();
            item.value_per_slot.clear();
        }
        let [all, some] = [&problem, &pruned].map(|problem| solve(problem, &mut |_| ControlFlow::Continue(())));
        prop_assert!(some.bound >= all.value, "{} below {}", some.bound, all.value);
        if all.is_optimal() && some.is_optimal() {
            prop_assert_eq!(some.value, all.value);
        }
    }
}

/// A short day with a few tasks.
fn small_day() -> impl Strategy<Value = Day> {
    let task = (1_u32..10, 0..4_usize, 0_usize..4, 0_usize..3, 0_usize..6, 0_usize..4);
    let rules = (0..3_usize, 1_u32..6, prop_oneof![Just(50_u32), Just(25)], 0_i64..30);
    (prop::collection::vec(task, 0..5), rules).prop_map(|(tasks, (fullness, pieces, focus, minute))| {
        let mut day = Day::of(&[("09:00", "10:00"), ("10:20", "10:50"), ("11:40", "12:20")]);
        day.now = on_monday("08:40") + TimeDelta::minutes(minute);
        day.set(|settings| {
            settings.fullness = [Fullness::Light, Fullness::Normal, Fullness::Full][fullness];
            settings.micro_tasks = pieces;
            settings.rhythm.focus = Minutes::new(focus);
        });
        let ids: Vec<TaskId> = (0..tasks.len()).map(|n| TaskId::derived(&format!("Task {n}"))).collect();
        for (n, (length, kind, due, tag, shape, before)) in tasks.into_iter().enumerate() {
            day.task(&format!("Task {n}"), length * 5, |task| {
                task.important = [None, Some(true), Some(true), Some(false)][kind];
                task.energy = [None, Some(Energy::High), Some(Energy::Low), None][kind];
                match due {
                    0 => due_at(task, "10:50", if tag == 0 { DueKind::Hard } else { DueKind::Soft }),
                    1 => due_at(task, "18:00", if tag == 0 { DueKind::Hard } else { DueKind::Soft }),
                    _ => {}
                }
                task.tags.insert(format!("tag{tag}"));
                match shape {
                    0 => task.steps = (0..2).map(|k| step(&format!("{n}/{k}"), 5 + length * 2)).collect(),
                    1 => task.split = Split::Chunks,
                    _ => {}
                }
                task.after.extend((before == 0 && n > 0).then(|| ids[n - 1]));
            });
        }
        day
    })
}

/// The problem of a request with nothing pruned, and the plan that is proposed for it.
struct Whole<'a> {
    scored: Scored<'a>,
    plan: Vec<Piece>,
    value: i64,
}

impl<'a> Whole<'a> {
    fn of(request: &Request<'a>, shown: &'a Proposal) -> Self {
        let request = request.clone().showing(shown);
        let found = Candidates::of(&request);
        let places = places(&request, &found.items);
        let problem = problem(&request, &found.items, &places);
        let scored = Scored { problem, items: found.items, places, out: Vec::new(), excluded: Vec::new() };
        let plan = shown_pieces(&request, &scored);
        let value = evaluate(&scored.problem, &plan).unwrap();
        Self { scored, plan, value }
    }

    /// Value of the plan less that of another.
    fn ahead_of(&self, other: &(i64, Vec<Piece>)) -> i64 {
        self.scored.told(self.value, &self.plan) - self.scored.told(other.0, &other.1)
    }

    /// Gain of the best filling of a gap in a changed problem.
    fn gain(&self, gap: usize, change: &dyn Fn(&mut Problem)) -> i64 {
        let mut changed = self.scored.problem.clone();
        change(&mut changed);
        let [now, then] = [&self.scored.problem, &changed].map(|problem| best_value(problem, &self.plan, gap).unwrap());
        then - now
    }
}

fn longer(gap: usize) -> impl Fn(&mut Problem) {
    move |problem| problem.gaps[gap].slots += 3
}

fn larger_share(problem: &mut Problem) {
    problem.day_caps[0] += 3;
}

fn one_piece_more(problem: &mut Problem) {
    problem.day_piece_caps[0] += 1;
}

fn without_breaks(gap: usize) -> impl Fn(&mut Problem) {
    move |problem| {
        problem.focus_slots = problem.focus_slots.max(problem.gaps[gap].slots);
        problem.gaps[gap].lead_slots = 0;
    }
}

fn without_order(problem: &mut Problem) {
    problem.items.iter_mut().for_each(|item| item.after.clear());
}

fn explained_numbers_hold(request: &Request, plan: &Proposal) -> Result<(), TestCaseError> {
    let whole = Whole::of(request, plan);
    let problem = &whole.scored.problem;
    prop_assert_eq!(plan.value, whole.scored.told(whole.value, &whole.plan), "the plan's value");
    for (suggestion, piece) in plan.suggestions.iter().zip(&whole.plan) {
        let why = &suggestion.why;
        let must = if why.factors.must_today { MUST_TODAY * i64::from(piece.slots) } else { 0 };
        prop_assert_eq!(why.value, problem.items[piece.item].value_in(piece.gap, piece.slots) - must, "its score");
        let base = without_piece(problem, &whole.plan, *piece);
        let lacks = |plan: &[Piece]| !plan.iter().any(|p| (p.item, p.gap) == (piece.item, piece.gap));
        let without = best_filling(problem, &base, piece.gap, &lacks);
        prop_assert_eq!(why.worth, without.as_ref().map(|best| whole.ahead_of(best)), "what it is worth");
        if let Some(second) = why.runner_up {
            let key = (second.task, second.step);
            let has_second = |plan: &[Piece]| {
                lacks(plan) && plan.iter().any(|p| p.gap == piece.gap && whole.scored.items[p.item].key() == key)
            };
            let other = best_filling(problem, &base, piece.gap, &has_second);
            prop_assert_eq!(Some(second.less), other.map(|best| whole.ahead_of(&best)), "the runner-up");
        }
        let gap = piece.gap;
        let all: [(&str, i64); 5] = [
            ("gap", if whole.scored.places[gap].ends_with.is_some() { whole.gain(gap, &longer(gap)) } else { 0 }),
            ("cap", whole.gain(gap, &larger_share)),
            ("pieces", whole.gain(gap, &one_piece_more)),
            ("breaks", whole.gain(gap, &without_breaks(gap))),
            ("order", whole.gain(gap, &without_order)),
        ];
        let gain_of = |name: &str| all.iter().find(|(of, _)| *of == name).map_or(0, |(_, gain)| *gain);
        let most = all.iter().map(|(_, gain)| *gain).max().unwrap_or(0);
        let together = |problem: &mut Problem| {
            longer(gap)(problem);
            larger_share(problem);
            one_piece_more(problem);
        };
        match &why.limit {
            None => prop_assert!(most == gain_of("order"), "nothing limits gap {gap}: {all:?}"),
            Some(limit) => {
                let name = match limit.rule {
                    LimitRule::GapEnds { .. } => "gap",
                    LimitRule::Cap { .. } => "cap",
                    LimitRule::MicroTasks { .. } => "pieces",
                    LimitRule::Breaks { .. } => "breaks",
                    LimitRule::Order { .. } => "order",
                };
                let alone = gain_of(name);
                let expected = if alone == 0 { whole.gain(gap, &together) } else { alone };
                prop_assert_eq!(limit.gain, expected, "what {} gains: {:?}", name, all);
                prop_assert!(most == 0 || limit.gain == most || most == gain_of("order"), "{name} of {all:?}");
            }
        }
    }
    for left in plan.left_out.iter().filter(|left| matches!(left.why, WhyNot::WorthLess { .. })) {
        let Some(item) = whole.scored.items.iter().position(|item| item.key() == (left.task, left.step)) else {
            continue;
        };
        let with = |gap: usize| {
            let has = |plan: &[Piece]| plan.iter().any(|p| (p.item, p.gap) == (item, gap));
            Some(whole.value - best_filling(problem, &whole.plan, gap, &has)?.0)
        };
        let least = (0..problem.gaps.len()).filter_map(with).min();
        match why_not(request, plan, left.task, left.step) {
            Some(WhyNot::WorthLess { short }) => {
                prop_assert_eq!(short.map(|Shortfall { by, .. }| by), least, "what it is short of its place");
                prop_assert!(short.is_none_or(|short| short.value == plan.value), "the day's value");
            }
            Some(WhyNot::PushesOutMust) => prop_assert!(least.is_some_and(|least| least >= MUST_TODAY / 2)),
            other => prop_assert!(false, "{:?}", other),
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(24))]

    #[test]
    fn every_explained_number_is_that_of_a_solve_of_the_changed_problem(day in small_day()) {
        let plan = day.plan();
        day.with_request(None, |request| {
            let plan_again = propose(request, &mut |_| ControlFlow::Continue(()));
            prop_assert_eq!(&plan_again, &plan);
            explained_numbers_hold(request, &plan)
        })?;
    }
}
