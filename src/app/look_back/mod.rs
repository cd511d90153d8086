//! Reviews and reports.

pub(super) mod left;
pub(super) mod looking;
pub(super) mod numbers;
pub(super) mod reports;
