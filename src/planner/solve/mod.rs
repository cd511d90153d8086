//! The solver: a plan at once, then better plans and tighter bounds until nothing is left to gain or the counted work is
//! done.
//!
//! ```text
//! timeline, selection -> input -> prices -> relaxation (a path through time) -> bound
//!                                                  \-> label search: plans --> windows, branch and bound
//! ```
//!
//! Time is a row of slots, and a plan is a path through it. Prices on the rules that a path does not know make the best
//! path an upper bound (Lagrangian relaxation); a label search with memory, guided by that bound, makes plans that
//! keep all rules. Then windows of time are planned again, and a branch and bound on the finishing of splittable items
//! narrows the remaining gap. The result depends on the problem alone: counted steps, no clock, no chance.

mod branch;
mod dominance;
mod dual;
mod improve;
mod input;
mod labels;
mod memory;
mod prices;
mod progress;
mod relax;
mod search;
mod selection;
mod session;
mod surplus;
mod timeline;
mod windows;

pub use progress::Sink;
pub use session::SolveSession;

use crate::planner::problem::{Placement, Problem, Solution};

/// Solves a problem from nothing; see [`solve_from`].
pub fn solve(problem: &Problem, sink: &mut Sink<'_>) -> Solution {
    solve_from(problem, &[], sink)
}

/// Solves a problem, beginning with a plan that may be good already; one that breaks a rule is ignored.
///
/// `sink` receives every better plan, first within a millisecond or two on a day's problem, and signs of life at least
/// every few milliseconds, so that it can stop the solver soon. The best plan so far is then the answer. The
/// bound holds for every plan that keeps the rules.
///
/// ```
/// # use std::ops::ControlFlow;
/// # use gapwise::planner::problem::{Item, Problem, ProblemGap};
/// # use gapwise::planner::solve;
/// let hour = ProblemGap { day: 0, start: 108, slots: 12, lead_slots: 0 };
/// let form = Item { slots: 2, rate: vec![(108, 112, 30)], ..Item::default() };
/// let chapter = Item { slots: 9, rate: vec![(108, 120, 20)], ..Item::default() };
/// let problem = Problem { day_caps: vec![12], gaps: vec![hour], items: vec![form, chapter], ..Problem::default() };
/// let solution = solve(&problem, &mut |_| ControlFlow::Continue(()));
/// assert_eq!((solution.value, solution.bound), (240, 240));
/// ```
pub fn solve_from(problem: &Problem, start: &[Placement], sink: &mut Sink<'_>) -> Solution {
    solve_above(problem, start, i64::MIN, sink)
}

/// Looks for a plan that is worth more than `least`, as [`solve_from`] does. Stops when there is none: the bound is
/// then no higher than `least`, and the plan any.
pub fn solve_above(problem: &Problem, start: &[Placement], least: i64, sink: &mut Sink<'_>) -> Solution {
    SolveSession::new(problem, start, least, sink).solution
}

#[cfg(test)]
pub(super) mod tests;
