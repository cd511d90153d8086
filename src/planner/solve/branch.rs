//! Branch and bound over the splittable jobs: each is finished or never finished.
//!
//! The relaxation credits partial finishing. Most of the gap between its bound and the best plan comes from this, and
//! deciding a few jobs closes it.

use super::dual::Dual;
use super::input::{FRACTION_BITS, SolverInput};
use super::memory::Memory;
use super::prices::{Mode, Prices};
use super::progress::SearchProgress;
use super::search::Effort;

/// Limits of the whole search.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    pub branches: usize,
    /// Labels in all.
    pub labels: usize,
    /// Steps on the prices of a branch.
    pub steps: usize,
    /// Further steps before the last search of a branch, in which the relaxation learns.
    pub learning: usize,
    /// Width of the search in a branch that is decided.
    pub width: usize,
}

/// Width of the search in a branch that is divided further.
const NARROW: usize = 16;
/// A job is worth a decision where its credit is this part of the gap.
const LEAST_CREDIT: i64 = 32;
/// Length of the first step of a branch.
const STEP_LENGTH: f64 = 0.5;

struct Branch {
    prices: Prices,
    memory: Memory,
    bound: i64,
}

/// Searches for better plans and proves bounds, beginning with prices that have a bound in fixed point.
pub(super) fn branch_and_bound(
    base: &SolverInput,
    prices: &Prices,
    bound: i64,
    limits: Limits,
    progress: &mut SearchProgress,
) {
    let mut open = vec![Branch { prices: prices.clone(), memory: Memory::new(base), bound }];
    let mut search = Searcher { base, limits, progress, labels: 0, unresolved: i64::MIN };
    for _ in 0..limits.branches {
        let Some(k) = (0..open.len()).max_by_key(|&k| (open[k].bound, std::cmp::Reverse(k))) else { break };
        if search.is_hopeless(open[k].bound) || search.labels >= limits.labels || search.progress.is_done() {
            break;
        }
        let branch = open.swap_remove(k);
        search.explore(branch, &mut open);
    }
    let bound = open.iter().map(|branch| branch.bound).fold(search.unresolved, i64::max);
    search.progress.bound(bound >> FRACTION_BITS);
}

struct Searcher<'s, 'a, 'b> {
    base: &'s SolverInput,
    limits: Limits,
    progress: &'s mut SearchProgress<'a, 'b>,
    labels: usize,
    /// Highest bound of a branch that could not be searched in full.
    unresolved: i64,
}

impl Searcher<'_, '_, '_> {
    fn known(&self) -> i64 {
        self.progress.known()
    }

    fn is_hopeless(&self, bound: i64) -> bool {
        bound >> FRACTION_BITS <= self.known()
    }

    fn explore(&mut self, branch: Branch, open: &mut Vec<Branch>) {
        let modes = &branch.prices.modes;
        let base = self.base;
        let possible = |k: usize| {
            let choice = &base.choices[k];
            !choice.finishes || modes[choice.job as usize] != Mode::Never
        };
        let mut input = base.filtered(possible);
        let mut dual = Dual::new(branch.prices, STEP_LENGTH);
        dual.bound = branch.bound;
        dual.settle(&input);
        self.descend(&mut dual, &input, self.limits.steps);
        if self.is_hopeless(dual.bound) {
            return;
        }
        dual.settle(&input);
        let with = dual.relaxation.with_each(&input);
        input = input.filtered(|k| !self.is_hopeless(with[k]));
        let least = (dual.bound - (self.known() << FRACTION_BITS)) / LEAST_CREDIT;
        let undecided = dual.undecided(least);
        let mut width = NARROW;
        if undecided.is_none() {
            width = self.limits.width;
            dual.relaxation.memory = branch.memory;
            dual.learns = true;
            self.descend(&mut dual, &input, self.limits.learning);
            if self.is_hopeless(dual.bound) {
                return;
            }
        }
        dual.settle(&input);
        let effort = Effort { width, labels: self.limits.labels.saturating_sub(self.labels) };
        let found = self.progress.search(&input, &dual.relaxation, effort);
        self.labels += found.labels;
        if found.is_complete && !input.has_crowd() {
            return;
        }
        let bound = if input.has_crowd() { dual.bound } else { dual.bound.min(found.bound) };
        match undecided {
            Some(job) => self.divide(&dual, job, bound, open),
            None => self.unresolved = self.unresolved.max(bound),
        }
    }

    fn divide(&self, dual: &Dual, job: usize, bound: i64, open: &mut Vec<Branch>) {
        for mode in [Mode::Must, Mode::Never] {
            let mut prices = dual.best.clone();
            prices.decide(job, mode);
            open.push(Branch { prices, memory: Memory::new(self.base), bound });
        }
    }

    fn descend(&mut self, dual: &mut Dual, input: &SolverInput, steps: usize) {
        for _ in 0..steps {
            if self.is_hopeless(dual.bound) || self.progress.tell() {
                return;
            }
            dual.step(input, self.known());
        }
    }
}
