//! Large neighbourhood search: frees a few gaps, solves them as a problem of their own, keeps a better plan.

use super::choose::choose;
use super::columns::Columns;
use super::descent::{Descent, descend};
use super::draft::Draft;
use super::instance::{FRACTION_BITS, SolverInstance};
use super::progress::SolveProgress;
use super::relax::{Prices, Relaxation};
use super::shape::Shapes;
use crate::planner::problem::{Piece, Problem};

/// Length of the first step of a descent, 1024 for Polyak's.
const THETA: i64 = 700;

/// How large a window is, and how much work it is worth.
pub(super) struct Window {
    pub gaps: usize,
    /// Steps of the descent.
    pub steps: u32,
    /// Columns of a gap.
    pub columns: usize,
    /// Nodes of the search.
    pub nodes: u32,
}

/// Prices and places known from the whole problem.
pub(super) struct Known {
    /// By item of the problem.
    pub task_prices: Vec<i64>,
    /// By item and gap: whether a better plan could have it there.
    pub places: Vec<Vec<bool>>,
}

/// The outcome of a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opened {
    Better,
    /// Nothing better was found.
    InVain,
    /// There is nothing better.
    Settled,
}

/// Frees the gaps (ascending) and tries to fill them better than now.
pub(super) fn reopen(
    problem: &Problem,
    shapes: &mut Shapes,
    known: &Known,
    gaps: &[usize],
    window: &Window,
    progress: &mut SolveProgress,
) -> Opened {
    let plan = &progress.solution.plan;
    let is_there = |item, gap| plan.iter().any(|piece| (piece.item, piece.gap) == (item, gap));
    let instance =
        SolverInstance::part(problem, plan, gaps, &|item, gap| known.places[item][gap] || is_there(item, gap));
    let value = value_now(&instance, &progress.solution.plan);
    let mut relaxation = Relaxation::new(&instance, shapes);
    relaxation.keep_places(|task, gap| known.places[task.origin][gap]);
    let mut prices: Prices = relaxation.first_prices();
    for (price, task) in prices.iter_mut().zip(&instance.tasks) {
        *price = known.task_prices[task.origin];
    }
    let plan = Descent { steps: window.steps, theta: THETA, repair_every: u32::MAX };
    let descended = descend(&mut relaxation, prices, &plan, value, progress, false);
    let slack = descended.bound - (value << FRACTION_BITS);
    if slack < 1 << FRACTION_BITS {
        return Opened::Settled;
    }
    if progress.stopped {
        return Opened::InVain;
    }
    let columns = Columns::near(&relaxation, &descended.prices, slack, window.columns, &mut || progress.tell());
    let found = choose(&relaxation, &columns, &descended.prices, value, window.nodes, &mut || progress.tell());
    let Some((fillings, _)) = found.best else {
        return if columns.complete && found.exhausted { Opened::Settled } else { Opened::InVain };
    };
    let kept = progress.solution.plan.iter().filter(|p| !gaps.contains(&p.gap)).copied();
    let mut plan: Vec<Piece> = kept.chain(Draft::of(&instance, fillings).pieces(&instance)).collect();
    settle(problem, &mut plan);
    plan.sort_unstable_by_key(|p| (p.gap, p.run, p.item));
    if progress.offer(plan) { Opened::Better } else { Opened::InVain }
}

/// Value of the plan's pieces in the gaps of the instance, in the units of the instance.
fn value_now(instance: &SolverInstance, plan: &[Piece]) -> i64 {
    let mut fillings = vec![Vec::new(); instance.gaps.len()];
    for piece in plan {
        let gap = instance.gaps.iter().position(|g| g.origin == piece.gap);
        let task = instance.tasks.iter().position(|t| t.origin == piece.item);
        if let (Some(gap), Some(task)) = (gap, task) {
            fillings[gap].push((task, piece.slots));
        }
    }
    Draft::of(instance, fillings).value(instance)
}

/// Takes out the pieces that wait for something that is not finished in time.
fn settle(problem: &Problem, plan: &mut Vec<Piece>) {
    loop {
        let finished_at = |item: usize| {
            let pieces = plan.iter().filter(|p| p.item == item);
            let (slots, last) =
                pieces.fold((0, None), |(slots, last), p| (slots + p.slots, last.max(Some((p.gap, p.run)))));
            last.filter(|_| slots == problem.items[item].slots)
        };
        let waits = |p: &Piece| {
            problem.items[p.item].after.iter().any(|&b| finished_at(b).is_none_or(|last| last > (p.gap, p.run)))
        };
        let stays: Vec<bool> = plan.iter().map(|p| !waits(p)).collect();
        if stays.iter().all(|&s| s) {
            return;
        }
        let mut stays = stays.into_iter();
        plan.retain(|_| stays.next().unwrap_or(true));
    }
}
