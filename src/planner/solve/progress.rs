//! The best plan so far, and whom to tell about it.

use std::ops::ControlFlow;

use super::instance::FRACTION_BITS;
use crate::planner::problem::{Piece, Problem, Solution, evaluate};

/// Receives every better plan and every tighter bound, and between them a sign of life; `Break` stops.
pub type Sink<'a> = dyn FnMut(&Solution) -> ControlFlow<()> + 'a;

/// The best plan so far, and whom to tell.
pub struct SolveProgress<'a, 'b> {
    problem: &'a Problem,
    pub solution: Solution,
    /// Value that bounds of the instance do not cover.
    unmodelled: i64,
    sink: &'a mut Sink<'b>,
    pub stopped: bool,
}

impl<'a, 'b> SolveProgress<'a, 'b> {
    pub fn new(problem: &'a Problem, start: &[Piece], unmodelled: i64, sink: &'a mut Sink<'b>) -> Self {
        let mut solution = Solution { bound: i64::MAX, ..Solution::default() };
        if let Ok(value) = evaluate(problem, start)
            && value > 0
        {
            solution = Solution { plan: start.to_vec(), value, ..solution };
        }
        Self { problem, solution, unmodelled, sink, stopped: false }
    }

    /// Takes a plan if it is better and keeps the rules.
    pub fn offer(&mut self, plan: Vec<Piece>) -> bool {
        match evaluate(self.problem, &plan) {
            Ok(value) if value > self.solution.value => {
                self.solution = Solution { plan, value, bound: self.solution.bound.max(value) };
                self.tell();
                true
            }
            _ => false,
        }
    }

    /// Takes a bound (fixed-point) if it is tighter.
    pub fn bound(&mut self, bound: i64) {
        let bound = (bound >> FRACTION_BITS).saturating_add(self.unmodelled);
        self.solution.bound = bound.max(self.solution.value).min(self.solution.bound);
    }

    /// Whether there is nothing left to do.
    pub fn is_done(&self) -> bool {
        self.stopped || self.solution.is_optimal()
    }

    /// Gives a sign of life; true if the solver is to stop.
    pub fn tell(&mut self) -> bool {
        self.stopped = self.stopped || (self.sink)(&self.solution).is_break();
        self.stopped
    }
}
