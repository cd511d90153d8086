//! The occurrences of events: a series expanded on its own wall clock, with exception dates and overrides.

mod instance;
mod occurrences;
mod series;

pub(super) use instance::span_here;
pub use instance::{Instance, InstanceList};
pub use occurrences::{RuleBudget, instances, occurrences, occurrences_or_part};
pub(super) use series::Series;
pub use series::excluded_dates;
