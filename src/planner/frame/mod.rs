//! From a workspace to a planning problem: the candidates, the free places and the value of each candidate there.

pub mod candidates;
pub mod keep;
pub mod order;
pub mod places;
pub mod prune;
pub mod scoring;
pub mod ties;
