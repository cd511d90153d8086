//! Lowers the upper bound: steps of a deflected subgradient method on the prices, scaled by rule.

use super::input::{FRACTION_BITS, SolverInput};
use super::prices::{Mode, Prices};
use super::relax::Relaxation;

/// Share of the last direction that is added to the next one.
const MOMENTUM: f64 = 0.7;
/// Share of the weights of the rules that a step keeps.
const DECAY: f64 = 0.9;
/// Weight of the last path among those before.
const RECENT: f64 = 0.15;
/// Steps without a better bound before the step length shrinks, and by how much.
const PATIENCE: u32 = 4;
const SHRINK: f64 = 0.7;
/// The steps aim at this share of the bound, where no plan is better.
const TARGET: f64 = 0.9;

/// Prices on their way to the lowest bound.
#[derive(Clone, Debug)]
pub(super) struct Dual {
    prices: Prices,
    pub best: Prices,
    /// Lowest bound met, in fixed point.
    pub bound: i64,
    direction: Vec<f64>,
    /// By rule: how much it was broken lately.
    weights: Vec<f64>,
    /// By job: how much of it the last paths did, on average.
    shares: Vec<f64>,
    step_length: f64,
    failures: u32,
    pub relaxation: Relaxation,
    /// Whether the memory of the relaxation grows by the jobs that its paths repeat.
    pub learns: bool,
}

impl Dual {
    pub fn new(prices: Prices, step_length: f64) -> Self {
        Self {
            direction: vec![0.0; prices.count()],
            weights: vec![0.0; prices.count()],
            shares: vec![0.0; prices.modes.len()],
            best: prices.clone(),
            prices,
            bound: i64::MAX,
            step_length,
            failures: 0,
            relaxation: Relaxation::default(),
            learns: false,
        }
    }

    /// Takes one step; `known` is the value of a plan.
    pub fn step(&mut self, input: &SolverInput, known: i64) {
        self.relaxation.solve(input, self.prices.round(input));
        let path = self.relaxation.path();
        if self.learns {
            self.relaxation.memory.learn(input, &path);
        }
        let mut excess = self.prices.excess(input, &path);
        for (job, share) in self.shares.iter_mut().enumerate() {
            *share += RECENT * (self.prices.share(input, &excess, job) - *share);
        }
        self.note();
        for ((excess, weight), before) in excess.iter_mut().zip(&mut self.weights).zip(&self.direction) {
            *weight = *weight * DECAY + *excess * *excess;
            *excess += MOMENTUM * before;
        }
        self.direction.clone_from(&excess);
        let slope = self.prices.project(&mut excess, &self.weights);
        let gap = as_float(self.relaxation.bound) - as_float(known << FRACTION_BITS).max(as_float(self.bound) * TARGET);
        if slope > 0.0 && gap > 0.0 {
            self.prices.step(&excess, self.step_length * gap / slope);
        }
    }

    fn note(&mut self) {
        if self.relaxation.bound < self.bound {
            self.bound = self.relaxation.bound;
            self.best.clone_from(&self.prices);
            self.failures = 0;
        } else {
            self.failures += 1;
            if self.failures == PATIENCE {
                self.failures = 0;
                self.step_length *= SHRINK;
            }
        }
    }

    /// Solves the relaxation at the best prices.
    pub fn settle(&mut self, input: &SolverInput) {
        self.prices.clone_from(&self.best);
        self.direction.fill(0.0);
        self.relaxation.solve(input, self.prices.round(input));
        self.bound = self.bound.min(self.relaxation.bound);
    }

    /// Returns the undecided splittable job with the largest unearned credit for finishing, if it is at least `least`, in
    /// fixed point.
    pub fn undecided(&self, least: i64) -> Option<usize> {
        let credit = |job: usize| {
            let share = self.shares[job].clamp(0.0, 1.0);
            self.best.finish_price(job) * share.min(1.0 - share)
        };
        let is_open = |job: &usize| self.best.modes[*job] == Mode::Open && credit(*job) > as_float(least);
        let open = (0..self.shares.len()).filter(is_open);
        open.max_by(|&a, &b| credit(a).total_cmp(&credit(b)).then(b.cmp(&a)))
    }
}

#[allow(clippy::cast_precision_loss, reason = "steps only guide the search")]
fn as_float(value: i64) -> f64 {
    value as f64
}
