//! The whole problem: a plan at once, then better plans and tighter bounds until nothing is left to gain or the
//! counted work is done.
//!
//! First the prices of a relaxation, and plans repaired from its fillings; then the best choice among the fillings
//! near the bound; then the same for windows of a few gaps while all others stay; at last another look at the
//! whole, which often proves that nothing better exists. The result depends on the problem alone: integers, counted
//! steps, no clock, and chance from a fixed seed.

use super::choose::choose;
use super::columns::Columns;
use super::descent::{Descended, Descent, descend};
use super::draft::{Draft, Filler};
use super::instance::{FRACTION_BITS, SolverInstance};
pub use super::progress::Sink;
use super::progress::SolveProgress;
use super::refill::Refill;
use super::relax::Relaxation;
use super::shape::Shapes;
use super::window::{Known, Opened, Window, reopen};
use crate::planner::problem::{Piece, Problem, Solution};
use crate::planner::random::SplitMix64;

/// Problems with more gaps are too large for a search of the whole.
const MOST_GAPS: usize = 14;
/// Problems with at most so many gaps, which then are long ones, need more columns for each.
const FEW_GAPS: usize = 4;
/// Columns of a gap and nodes, for a search of the whole.
const COLUMNS: usize = 400;
const COLUMNS_OF_FEW: usize = 1_000;
const NODES: u32 = 8_000;

const DESCENT: Descent = Descent { steps: 100, theta: 700, repair_every: 20 };
/// Windows of a few long gaps, of a day, and of a longer problem.
const LONG_WINDOW: Window = Window { gaps: 2, steps: 15, columns: 300, nodes: 2_000 };
const DAY_WINDOW: Window = Window { gaps: 5, steps: 15, columns: 80, nodes: 2_000 };
const WEEK_WINDOW: Window = Window { gaps: 8, steps: 15, columns: 60, nodes: 2_000 };

/// Rounds of windows between two updates of the places that a better plan could use.
const REFRESH: usize = 10;

/// Solves a problem from nothing; see [`solve_from`].
pub fn solve(problem: &Problem, sink: &mut Sink<'_>) -> Solution {
    solve_from(problem, &[], sink)
}

/// Solves a problem, beginning with a plan that may be good already; one that breaks a rule is ignored.
///
/// `sink` is called with every better plan and tighter bound, first within a millisecond or two on a day's problem, and
/// between them as a sign of life at least every few milliseconds, so that it can stop the solver soon. The
/// answer is then the best plan so far. The solution's bound holds for every plan that keeps the rules. Values of
/// 2^40 and more are taken as that.
pub fn solve_from(problem: &Problem, start: &[Piece], sink: &mut Sink<'_>) -> Solution {
    let instance = SolverInstance::new(problem);
    let mut progress = SolveProgress::new(problem, start, instance.unmodelled, sink);
    improve(problem, &instance, &mut progress);
    progress.solution
}

fn improve(problem: &Problem, instance: &SolverInstance, progress: &mut SolveProgress) {
    let mut shapes = Shapes::new(instance);
    let mut relaxation = Relaxation::new(instance, &mut shapes);
    let prices = relaxation.first_prices();
    let value = progress.solution.value;
    progress.offer(Filler::new(&relaxation).quick().pieces(instance));
    let mut descended = descend(&mut relaxation, prices, &DESCENT, value, progress, true);
    if is_day(problem) && !progress.is_done() {
        let slack = descended.bound >> 10;
        search_whole(&relaxation, &mut descended, slack, progress);
    }
    fill_single(problem, progress);
    open_windows(problem, &mut relaxation, &descended, &mut shapes, progress);
    if is_day(problem) {
        for share in [4, 2, 1] {
            if progress.is_done() {
                return;
            }
            let slack = (descended.bound - (progress.solution.value << FRACTION_BITS)) / share;
            search_whole(&relaxation, &mut descended, slack, progress);
        }
    }
}

/// Fills a gap that is all there is by the search for one gap, which sees runs where the relaxation may not. Where
/// things wait for each other that search can take long.
fn fill_single(problem: &Problem, progress: &mut SolveProgress) {
    let is_single = problem.gaps.len() == 1 && problem.items.iter().all(|item| item.after.is_empty());
    if is_single
        && !progress.is_done()
        && let Some(filled) = Refill::new(problem, &[], 0).best(None)
    {
        progress.offer(filled.plan);
    }
}

fn is_day(problem: &Problem) -> bool {
    problem.gaps.len() <= MOST_GAPS
}

/// Searches for the best plan that is worth the bound less `slack` (fixed-point), or proves that there is none.
fn search_whole(relaxation: &Relaxation, descended: &mut Descended, slack: i64, progress: &mut SolveProgress) {
    let known = progress.solution.value;
    let slack = slack.min(descended.bound - (known << FRACTION_BITS)).max(0);
    let limit =
        if relaxation.days.iter().map(|d| d.gaps.len()).sum::<usize>() <= FEW_GAPS { COLUMNS_OF_FEW } else { COLUMNS };
    let columns = Columns::near(relaxation, &descended.prices, slack, limit, &mut || progress.tell());
    let found = choose(relaxation, &columns, &descended.prices, known, NODES, &mut || progress.tell());
    if let Some((fillings, _)) = found.best {
        progress.offer(Draft::of(relaxation.instance, fillings).pieces(relaxation.instance));
    }
    if columns.complete && found.exhausted {
        let proven = (columns.bound - slack).max(progress.solution.value << FRACTION_BITS);
        descended.bound = descended.bound.min(proven);
        progress.bound(descended.bound);
    }
}

/// Improves a few gaps at a time: neighbours and others in turn.
fn open_windows(
    problem: &Problem,
    relaxation: &mut Relaxation,
    descended: &Descended,
    shapes: &mut Shapes,
    progress: &mut SolveProgress,
) {
    let count = problem.gaps.len();
    let window = if count <= FEW_GAPS {
        LONG_WINDOW
    } else if is_day(problem) {
        DAY_WINDOW
    } else {
        WEEK_WINDOW
    };
    let mut random = SplitMix64(0x5EED);
    let mut known = Known { task_prices: vec![0; problem.items.len()], places: Vec::new() };
    for (task, &price) in relaxation.instance.tasks.iter().zip(&descended.prices) {
        known.task_prices[task.origin] = price;
    }
    let mut looked_at = -1;
    // Windows without anything better in the plan as it is, and whether that is certain.
    let mut shut: Vec<(Vec<usize>, bool)> = Vec::new();
    for round in 0..2 * count + 8 {
        if progress.is_done() {
            return;
        }
        if round % REFRESH == 0 && looked_at < progress.solution.value {
            looked_at = progress.solution.value;
            relaxation.forget_hopeless(&descended.prices, looked_at << FRACTION_BITS);
            known.places = relaxation.places(problem.items.len(), count);
        }
        let first = round / 2 * (window.gaps / 2 + 1);
        let mut gaps: Vec<usize> = match round % 2 {
            0 => (0..window.gaps.min(count)).map(|k| (first + k) % count).collect(),
            _ => (0..window.gaps).map(|_| (random.next() % count as u64) as usize).collect(),
        };
        gaps.sort_unstable();
        gaps.dedup();
        let is_in = |of: &[usize]| gaps.iter().all(|gap| of.contains(gap));
        if shut.iter().any(|(of, settled)| *of == gaps || *settled && is_in(of)) {
            continue;
        }
        match reopen(problem, shapes, &known, &gaps, &window, progress) {
            Opened::Better => shut.clear(),
            opened => shut.push((gaps, opened == Opened::Settled)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use super::*;
    use crate::planner::problem::{Item, ProblemGap};

    fn problem(items: Vec<Item>) -> Problem {
        let gaps = [6, 9, 12].map(|slots| ProblemGap { day: 0, slots, lead_slots: 0 });
        Problem {
            slot_minutes: 5,
            focus_slots: 10,
            break_slots: 1,
            context_cost: 60,
            day_caps: vec![20],
            day_piece_caps: Vec::new(),
            gaps: gaps.to_vec(),
            items,
        }
    }

    fn whole(slots: u32, value: i64, after: Vec<usize>) -> Item {
        Item { slots, after, value: vec![value; 3], ..Item::default() }
    }

    #[test]
    fn an_empty_problem_has_an_empty_plan() {
        let empty = Problem { gaps: Vec::new(), ..problem(Vec::new()) };
        assert_eq!(solve(&empty, &mut |_| ControlFlow::Continue(())), Solution::default());
    }

    #[test]
    fn a_step_comes_after_the_one_it_waits_for() {
        let items = vec![whole(9, 10, vec![]), whole(6, 1_000, vec![0]), whole(12, 300, vec![])];
        let solution = solve(&problem(items), &mut |_| ControlFlow::Continue(()));
        assert_eq!((solution.value, solution.bound), (1_010, 1_010));
    }

    #[test]
    fn a_splittable_item_is_finished_for_its_bonus() {
        let split = Item {
            slots: 15,
            chunk: Some([3, 8]),
            value_per_slot: vec![10; 3],
            completion_bonus: 100,
            ..Item::default()
        };
        let solution = solve(&problem(vec![split]), &mut |_| ControlFlow::Continue(()));
        assert_eq!((solution.value, solution.bound), (250, 250));
    }

    #[test]
    fn a_good_start_is_kept() {
        let items = vec![whole(6, 500, vec![]), whole(9, 400, vec![])];
        let start = [Piece { item: 0, gap: 0, run: 0, slots: 6 }, Piece { item: 1, gap: 1, run: 0, slots: 9 }];
        let solution = solve_from(&problem(items), &start, &mut |_| ControlFlow::Break(()));
        assert_eq!(solution.plan, start);
    }
}
