//! The order of work: prices, a first plan, better plans, and a proof.

use super::branch::{Limits, branch_and_bound};
use super::dual::Dual;
use super::input::{FRACTION_BITS, MOST_FLOOR, MOST_RATE, SolverInput};
use super::prices::Prices;
use super::progress::SearchProgress;
use super::search::Effort;
use super::selection::ItemSelection;
use super::timeline::Timeline;
use super::windows::{Round, open_windows};
use crate::planner::problem::Problem;

/// Steps on the prices before each of the first plans, and the width of the search for it.
const FIRST: [(usize, usize); 2] = [(6, 4), (18, 8)];
/// The search that closes the gap of a small problem.
const CLOSING: Effort = Effort { width: 200, labels: 1_500 };
/// Steps after items have joined the core, and the width of the search for a plan with them.
const JOINED: (usize, usize) = (16, 24);
/// Nodes for which the windows of a round are counted.
const WINDOW_NODES: usize = 60;
/// Longer timelines are a week's.
const DAY_NODES: usize = 160;

/// Limits that depend on the length of the problem.
pub(super) struct EffortScale {
    /// In each round: nodes of a window, and windows for each `WINDOW_NODES`.
    nodes: [usize; 3],
    windows: [usize; 3],
    /// In each round: windows offer the choices of paths that lose at most so much, in percent of a piece.
    near: [i64; 3],
    /// Steps when a good plan is known.
    steps: usize,
    /// Crowd items join that are in a path which loses at most so much, in percent of a piece.
    joining: i64,
    /// Number of times that items join.
    joins: usize,
    limits: Limits,
}

const DAY: EffortScale = EffortScale {
    nodes: [24, 48, 32],
    windows: [6, 12, 8],
    near: [15, 40, 100],
    steps: 36,
    joining: 1_000,
    joins: 3,
    limits: Limits { branches: 40, labels: 30_000, steps: 20, learning: 5, width: 300 },
};
const WEEK: EffortScale = EffortScale {
    nodes: [24, 40, 24],
    windows: [6, 10, 0],
    near: [8, 20, 20],
    steps: 30,
    joining: 8,
    joins: 1,
    limits: Limits { branches: 1, labels: 10_000, steps: 0, learning: 0, width: 20 },
};

/// A reduced input and its prices.
pub(super) struct Improved {
    pub input: SolverInput,
    pub prices: Prices,
}

/// Improves the plan of `progress` until nothing is left to gain or the counted work is done.
pub(super) fn improve(problem: &Problem, progress: &mut SearchProgress) -> Improved {
    let timeline = Timeline::new(problem);
    if !timeline.complete || is_extreme(problem) {
        progress.settle_for(problem.most());
    }
    let mut selection = ItemSelection::new(problem, &timeline);
    let mut input = selection.input();
    let mut dual = Dual::new(Prices::new(&input), 1.0);
    for (steps, width) in FIRST {
        descend(&mut dual, &input, steps, progress);
        progress.search(&input, &dual.relaxation, Effort { width, labels: usize::MAX });
    }
    let windows = input.timeline.nodes.div_ceil(WINDOW_NODES);
    let scale = if input.timeline.nodes > DAY_NODES { &WEEK } else { &DAY };
    let round =
        |k: usize| Round { nodes: scale.nodes[k], around: 0, most: scale.windows[k] * windows, is_split: k == 2 };
    polish(&input, &mut dual, scale.near[0], round(0), progress);
    for _ in 0..scale.joins {
        if progress.is_done() || !join(&mut selection, &mut input, &mut dual, scale, progress) {
            break;
        }
    }
    let full = input.clone();
    fix(&mut input, &mut dual, progress);
    close(&input, &dual, progress);
    descend(&mut dual, &input, scale.steps, progress);
    polish(&input, &mut dual, scale.near[1], round(1), progress);
    if !progress.is_done() {
        fix(&mut input, &mut dual, progress);
        branch_and_bound(&input, &dual.best, dual.bound, scale.limits, progress);
        polish(&input, &mut dual, scale.near[2], round(2), progress);
    }
    Improved { input: full, prices: dual.best }
}

/// Opens windows, the first of them around a node, with the choices that are near the bound.
pub(super) fn polish(input: &SolverInput, dual: &mut Dual, near: i64, round: Round, progress: &mut SearchProgress) {
    if progress.is_done() || round.most == 0 {
        return;
    }
    dual.settle(input);
    let with = dual.relaxation.with_each(input);
    let least = dual.bound - part_of_piece(progress, near);
    let mut kept: Vec<usize> = (0..with.len()).filter(|&k| with[k] >= least).collect();
    for placement in &progress.solution.placements {
        kept.extend(input.choices_of(placement));
    }
    kept.sort_unstable();
    kept.dedup();
    open_windows(&input.with_only(kept.into_iter()), &dual.best, round, progress);
}

/// Drops the choices that no better plan has.
fn fix(input: &mut SolverInput, dual: &mut Dual, progress: &SearchProgress) {
    if progress.is_done() {
        return;
    }
    dual.settle(input);
    let with = dual.relaxation.with_each(input);
    *input = input.filtered(|k| with[k] >> FRACTION_BITS > progress.known());
}

/// Tries to close the gap with a short search, which is enough for a small problem.
fn close(input: &SolverInput, dual: &Dual, progress: &mut SearchProgress) {
    if progress.is_done() || input.has_crowd() {
        return;
    }
    let found = progress.search(input, &dual.relaxation, CLOSING);
    progress.bound(found.bound >> FRACTION_BITS);
}

/// Returns some percent of the mean value of a piece of the plan, in fixed point.
fn part_of_piece(progress: &SearchProgress, percent: i64) -> i64 {
    let pieces = i64::try_from(progress.solution.placements.len()).unwrap_or(1).max(1);
    (progress.solution.value.max(0) << FRACTION_BITS) / pieces / 100 * percent
}

/// Returns whether the solver cuts numbers of the problem.
fn is_extreme(problem: &Problem) -> bool {
    let rate = problem.items.iter().flat_map(|item| &item.rate).map(|rate| rate.2).max().unwrap_or(0);
    rate > MOST_RATE || problem.floor.is_some_and(|floor| floor.slots.max(floor.price) > MOST_FLOOR)
}

/// Takes steps on the prices.
pub(super) fn descend(dual: &mut Dual, input: &SolverInput, steps: usize, progress: &mut SearchProgress) {
    for _ in 0..steps {
        if progress.is_done() || progress.tell() {
            return;
        }
        dual.step(input, progress.known());
        progress.bound(dual.bound >> FRACTION_BITS);
    }
}

/// Lets crowd items join the core that could be in a better plan; false where there are none.
fn join(
    selection: &mut ItemSelection,
    input: &mut SolverInput,
    dual: &mut Dual,
    scale: &EffortScale,
    progress: &mut SearchProgress,
) -> bool {
    if !input.has_crowd() {
        return false;
    }
    dual.settle(input);
    let with = dual.relaxation.with_each(input);
    let known = progress.known() << FRACTION_BITS;
    let least = known.max(dual.bound - part_of_piece(progress, scale.joining));
    if !selection.promote(input, &|k| (with[k] - least) >> FRACTION_BITS) {
        return false;
    }
    let larger = selection.input();
    *dual = Dual::new(dual.best.moved(input, &larger), 0.5);
    *input = larger;
    let (steps, width) = JOINED;
    descend(dual, input, steps, progress);
    progress.search(input, &dual.relaxation, Effort { width, labels: usize::MAX });
    true
}
