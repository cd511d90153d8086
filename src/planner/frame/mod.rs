//! From a request to a problem: candidates, values by time, and what stays of the plan that is shown.

pub mod candidates;
pub mod floor;
pub mod gather;
pub mod grid;
pub mod keep;
pub mod order;
pub mod rates;
pub mod scoring;
pub mod settle;
pub mod weight;
