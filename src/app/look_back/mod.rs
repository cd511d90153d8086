//! Reviews and reports.

pub(super) mod answers;
pub(super) mod left;
pub(super) mod looking;
pub(super) mod numbers;
pub(super) mod reports;
