//! The occurrences of events: a series expanded on its own wall clock, with exception dates and overrides.

mod event_instance;
mod occurrences;
mod series;

pub(super) use event_instance::span_here;
pub use event_instance::{EventInstance, EventInstanceList};
pub use occurrences::{RuleBudget, event_instances, occurrences, occurrences_or_part};
pub(super) use series::Series;
pub use series::excluded_dates;
