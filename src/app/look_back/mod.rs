//! Reviews and reports.

pub(super) mod reviewing;
