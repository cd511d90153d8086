//! The best plan so far, and the receiver of better ones.

use std::ops::ControlFlow;

use super::input::SolverInput;
use super::relax::Relaxation;
use super::search::{Effort, SearchResult, search};
use crate::planner::problem::{Placement, Problem, Solution, check};

/// Receives every better plan and tighter bound, and heartbeats between them; `Break` stops the solver.
///
/// ```
/// use std::ops::ControlFlow;
/// use gapwise::planner::problem::{Item, Problem, ProblemGap};
/// use gapwise::planner::{Sink, solve};
///
/// let items = vec![Item { slots: 2, rate: vec![(0, 12, 5)], ..Item::default() }; 4];
/// let gaps = vec![ProblemGap { day: 0, start: 0, slots: 12, lead_slots: 0 }];
/// let problem = Problem { day_caps: vec![12], gaps, items, ..Problem::default() };
/// let mut told = Vec::new();
/// let sink: &mut Sink = &mut |solution| {
///     told.push(solution.value);
///     ControlFlow::Continue(())
/// };
/// let solution = solve(&problem, sink);
/// assert!(told.is_sorted() && told.last() == Some(&solution.value), "the last one is the answer");
/// ```
pub type Sink<'a> = dyn FnMut(&Solution) -> ControlFlow<()> + 'a;

/// The best plan so far.
pub(super) struct SearchProgress<'a, 'b> {
    pub problem: &'a Problem,
    pub solution: Solution,
    sink: &'a mut Sink<'b>,
    /// Whether bounds of the input hold for the problem.
    is_exact: bool,
    pub stopped: bool,
    /// Value that a plan has to exceed.
    pub least: i64,
}

impl<'a, 'b> SearchProgress<'a, 'b> {
    /// Begins with `start` if it keeps the rules, else with an empty plan.
    pub fn new(problem: &'a Problem, start: &[Placement], sink: &'a mut Sink<'b>) -> Self {
        let value = check(problem, &[]).unwrap_or(0);
        let mut solution = Solution { placements: Vec::new(), value, bound: i64::MAX };
        if let Ok(value) = check(problem, start)
            && value > solution.value
        {
            solution.placements = start.to_vec();
            solution.placements.sort_unstable();
            solution.value = value;
        }
        Self { problem, solution, sink, is_exact: true, stopped: false, least: i64::MIN }
    }

    /// Takes a plan if it is better and keeps the rules.
    pub fn offer(&mut self, mut placements: Vec<Placement>) -> bool {
        placements.sort_unstable();
        match check(self.problem, &placements) {
            Ok(value) if value > self.solution.value => {
                self.solution = Solution { placements, value, bound: self.solution.bound.max(value) };
                self.tell();
                true
            }
            _ => false,
        }
    }

    /// Searches an input for a better plan.
    pub fn search(&mut self, input: &SolverInput, relaxation: &Relaxation, effort: Effort) -> SearchResult {
        let found = search(input, relaxation, self.known(), effort, &mut || self.tell());
        if let Some(path) = &found.path {
            self.offer(path.iter().map(|&choice| input.placement(choice)).collect());
        }
        found
    }

    /// Takes only this bound from now on.
    pub fn settle_for(&mut self, bound: i64) {
        self.bound(bound);
        self.is_exact = false;
    }

    /// Takes a bound if it is tighter.
    pub fn bound(&mut self, bound: i64) {
        if !self.is_exact {
            return;
        }
        self.solution.bound = bound.max(self.solution.value).min(self.solution.bound);
    }

    /// Returns whether nothing is left to do.
    pub fn is_done(&self) -> bool {
        self.stopped || self.solution.bound <= self.known()
    }

    /// Returns the value that a plan has to exceed.
    pub fn known(&self) -> i64 {
        self.solution.value.max(self.least)
    }

    /// Sends a heartbeat. Returns whether to stop.
    pub fn tell(&mut self) -> bool {
        self.stopped = self.stopped || (self.sink)(&self.solution).is_break();
        self.stopped
    }
}
