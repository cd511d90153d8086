//! The planner: values in, values out. No screen, no clock, no file.
//!
//! ```text
//! workspace, agenda, now --scoring--> Problem --solve--> Solution + bound --layout--> times --explain--> reasons
//! ```
//!
//! The seam is [`solve`]: a function from a [`Problem`] and a sink that gets each better [`Solution`] to the best one.
//! Whatever stands behind it can be replaced without touching scoring, layout or explanations.

mod bounds;
mod branch;
mod candidates;
mod columns;
mod day;
mod descent;
mod diff;
mod draft;
pub mod estimates;
mod explain;
mod focus;
pub mod gap;
mod instance;
mod keep;
mod labels;
mod layout;
mod now;
mod outlook;
mod pack;
mod places;
mod prices;
pub mod problem;
mod progress;
mod proposal;
mod prune;
mod random;
mod reasons;
mod refill;
mod relax;
mod scoring;
mod search;
mod shape;
mod table;
mod ties;
mod turns;
mod what_if;
mod window;

pub use day::{Sink, solve, solve_from};
pub use diff::{PlanDiff, Planned, diff};
pub use explain::{Factors, LeftOut, Limit, Rule, RunnerUp, Short, Why, WhyNot};
pub use now::{NowAnswer, NowSet, now_for};
pub use problem::{Piece, Problem, Solution};
pub use proposal::{Passed, Proposal, Request, Suggestion, SuggestionKey, propose, why_not};
pub use scoring::task_weight;
pub use what_if::{Change, WhatIf, what_if};

#[cfg(test)]
mod tests;
