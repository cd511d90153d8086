//! The planner: values in, values out. No screen, no clock, no file.
//!
//! ```text
//! workspace, agenda, now --scoring--> Problem --solve--> Solution + bound --layout--> times --explain--> reasons
//! ```
//!
//! The seam is [`solve`]: a function from a [`Problem`] and a sink that gets each better [`Solution`] to the best one.
//! Whatever stands behind it can be replaced without touching scoring, layout or explanations.

mod columns;
mod day;
mod descent;
mod draft;
pub mod estimates;
mod explain;
pub mod gap;
mod instance;
mod labels;
mod layout;
mod outlook;
mod pack;
pub mod problem;
mod progress;
mod proposal;
mod relax;
mod scoring;
mod search;
mod shape;
mod table;
mod window;

pub use day::{Sink, solve, solve_from};
pub use explain::{Factors, LeftOut, Limit, Why, WhyNot};
pub use problem::{Piece, Problem, Solution};
pub use proposal::{Passed, Proposal, Request, Suggestion, propose};
