//! The planner. It takes values and returns values: no screen, no clock, no file.
//!
//! ```text
//! Request --frame--> Problem --solve--> Solution and bound --tell--> Proposal: times, breaks, reasons
//! ```
//!
//! [`propose()`] runs the whole way; [`what_if()`] plans a changed day and [`now_for`] the next minutes. The seam is
//! [`solve`](solve()): from a [`Problem`] and a sink for each better [`Solution`] to the best one. A solver behind it can
//! be replaced without touching scoring, layout or explanations.

mod fits;
mod frame;
mod learn;
mod load;
mod now;
pub mod problem;
mod proposal;
mod propose;
mod random;
mod request;
mod slots;
mod small;
mod solve;
mod tell;
mod what_if;
mod why;
mod words;

pub use fits::{Fit, fits};
pub use frame::weight::task_weight;
pub use learn::{estimates, odds};
pub use load::{Overload, overloads};
pub use now::{NowAnswer, NowSet, now_for};
pub use problem::{Placement, Problem, Solution};
pub use proposal::{DuePlan, Proposal, Suggestion, SuggestionKey};
pub use propose::{explain, next_best, price_minimum, propose, why_not};
pub use random::SplitMix64;
pub use request::{Passed, Request};
pub use small::{DayItem, SmallRun, Smallness, small_runs, small_things};
pub use solve::{Sink, solve, solve_from};
pub use tell::diff::{PlanDiff, PlanEntry, diff};
pub use what_if::{DayChange, WhatIf, what_if};
pub use why::{
    Factors, LeftOut, Limit, LimitRule, MinimumCost, MinimumShort, RunnerUp, Shortfall, WeeklyMinimum, Why, WhyNot,
};
