//! Gapwise: small steps for the gaps of a day.
//!
//! The folders are the architecture. An import may only point down this list; a test reads every path and enforces it:
//!
//! - [`cli`]: the arguments, the commands without a window, and the start of the window
//! - [`app`]: one frame after the other: the clock, the workers, the views, and their intents
//! - [`ui`]: views, functions from a context to pixels and intents
//! - [`store`]: the workspace folder, the save worker, undo and redo
//! - [`exchange`]: calendar files and lines of text
//! - [`review`]: reviews of days and longer periods, and reports
//! - [`query`]: the filter of the matrix and the fuzzy search
//! - [`planner`]: suggestions for a day, near the best possible, with reasons
//! - [`calendar`]: occurrences, zones, working time, gaps, urgency
//! - [`model`]: the workspace as a value, and every change to it
//!
//! Invariants:
//!
//! - The open [`model::Workspace`] changes only by [`model::Workspace::apply`], whole or not at all, and by merges of changes
//!   from outside. It keeps its own invariants ([`model::Workspace::check`]).
//! - Planned time is the wall clock of the user's zone, tracked time is an instant, and an event keeps its own zone.
//! - Time and ids are arguments: nothing below `store` reads a clock, and nothing below `ui` knows a window.
//! - Derived values and suggestions are never stored. A derived value that depends on the time has the minute in its key.
#![forbid(unsafe_code)]

// Unit tests share the fixtures of the integration tests.
#[cfg(test)]
extern crate self as gapwise;

pub mod app;
pub mod calendar;
pub mod cli;
pub mod exchange;
pub mod model;
pub mod planner;
pub mod query;
pub mod review;
pub mod store;
pub mod ui;
