//! Suggestions: the planner's workers and the answers to it.

pub(super) mod accept;
pub(super) mod jobs;
pub(super) mod lens;
pub(super) mod minutes;
pub(super) mod place;
pub(super) mod planning;
pub(super) mod suggest;
pub(super) mod what_if;
