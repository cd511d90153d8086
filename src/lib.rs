//! Gapwise: small steps for the gaps of a day.
//!
//! The folders are the architecture; an import may only point down this list (a test reads every path and enforces it):
//!
//! - [`cli`]: the commands that need no window, and the door to the one that does
//! - [`app`]: reads the clock once a frame, drains workers, draws the views, carries out what they ask for
//! - [`ui`]: views, functions from what there is to pixels and intents
//! - [`store`]: the workspace folder, the save worker, undo and redo
//! - [`exchange`]: calendar files and lines of text
//! - [`review`]: looking back at days and weeks, and reports to share
//! - [`query`]: the filter of the matrix and the fuzzy search
//! - [`planner`]: from a workspace and a day to suggestions, near the best possible, with reasons
//! - [`calendar`]: what a day holds: occurrences, zones, working time, gaps, urgency
//! - [`model`]: the workspace as a value, and every way to change it
//!
//! What always holds:
//!
//! - The open [`model::Workspace`] changes only by [`model::Workspace::apply`], whole or not at all, and by what was merged
//!   from outside and mended; it keeps its invariants ([`model::Workspace::check`]).
//! - Planned time is the wall clock where the person is; what happened is an instant; an event keeps its own zone.
//! - Time and ids are passed in: nothing below `store` reads a clock, nothing below `ui` knows a window.
//! - What is derived is never stored; suggestions are never stored.
#![forbid(unsafe_code)]

// The fixtures of the integration tests serve unit tests too.
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
