//! A solved problem that can be solved again without one item.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::dual::Dual;
use super::improve::{self, Improved};
use super::input::{FRACTION_BITS, SolverInput};
use super::progress::{SearchProgress, Sink};
use super::relax::Relaxation;
use super::search::Effort;
use super::windows::Round;
use crate::planner::problem::{Placement, Problem, Solution};

/// Steps on the prices without the item.
const STEPS: usize = 5;
const EFFORT: Effort = Effort { width: 16, labels: 1_500 };
const WINDOWS: usize = 3;
const NODES: usize = 24;
const NEAR_PERCENT: i64 = 15;

/// A problem with its solution, and the prices and memory for solving it again.
pub struct SolveSession<'a> {
    problem: &'a Problem,
    pub solution: Solution,
    improved: Improved,
}

impl<'a> SolveSession<'a> {
    /// Solves a problem, beginning with a plan that may be good already; one that breaks a rule is ignored. Looks only
    /// for plans that are worth more than `least`.
    pub fn new(problem: &'a Problem, start: &[Placement], least: i64, sink: &mut Sink<'_>) -> Self {
        let mut progress = SearchProgress::new(problem, start, sink);
        progress.least = least;
        let improved = improve::improve(problem, &mut progress);
        Self { problem, solution: progress.solution, improved }
    }

    /// Returns the items of the plan, each with an upper bound on the value of a plan without it. The highest comes
    /// first.
    pub fn bounds_without(&self) -> Vec<(i64, usize)> {
        let Improved { input, prices } = &self.improved;
        let rounded = prices.round(input);
        let mut relaxation = Relaxation::default();
        relaxation.solve(input, rounded);
        let items: BTreeSet<usize> = self.solution.placements.iter().map(|piece| piece.item).collect();
        let bound = |item: usize| {
            let gone = self.problem.waiting_for(item);
            let jobs = (0..input.jobs.len()).filter(|&job| !input.jobs[job].is_crowd() && gone[input.jobs[job].item]);
            let price: i64 = jobs.map(|job| prices.constant_of(input, job)).sum();
            (relaxation.bound.saturating_sub(price) >> FRACTION_BITS, item)
        };
        let mut bounds: Vec<(i64, usize)> = items.into_iter().map(bound).collect();
        bounds.sort_by_key(|&(bound, item)| (Reverse(bound), item));
        bounds
    }

    /// Returns a good plan without an item and all that waits for it, several times as fast as solving the problem
    /// again. Stops when none is worth more than `least`.
    pub fn without(&self, item: usize, least: i64, sink: &mut Sink<'_>) -> Solution {
        let removed = self.solution.placements.iter().find(|placement| placement.item == item);
        let around = removed.and_then(|placement| self.improved.input.timeline.node_at(placement.start)).unwrap_or(0);
        let gone = self.problem.waiting_for(item);
        let kept: Vec<Placement> = self.solution.placements.iter().filter(|p| !gone[p.item]).copied().collect();
        let mut progress = SearchProgress::new(self.problem, &kept, sink);
        progress.least = least;
        let input = self.input_without(&gone);
        let mut dual = Dual::new(self.improved.prices.clone(), 0.3);
        improve::descend(&mut dual, &input, STEPS, &mut progress);
        let round = Round { nodes: NODES, around, most: WINDOWS, is_split: false };
        improve::polish(&input, &mut dual, NEAR_PERCENT, round, &mut progress);
        if !progress.is_done() {
            dual.settle(&input);
            let found = progress.search(&input, &dual.relaxation, EFFORT);
            if !input.has_crowd() {
                progress.bound(found.bound >> FRACTION_BITS);
            }
        }
        progress.solution
    }

    fn input_without(&self, gone: &[bool]) -> SolverInput {
        let input = &self.improved.input;
        input.filtered(|k| {
            let job = &input.jobs[input.choices[k].job as usize];
            job.is_crowd() || !gone[job.item]
        })
    }
}
