//! Recurrence rules (RFC 5545): the type, its text and its expansion to starts.

mod clock;
mod error;
mod expand;
mod filter;
mod next;
mod parse;
mod parts;
mod simple;
mod skip;

pub use error::RuleError;
pub use expand::{CheckedRule, check_rule};
pub(super) use filter::MAX_STARTS;
pub use parts::{Rule, Skip, Until, rule_weekday};
pub use rrule::{Frequency, NWeekday};
pub use simple::{Ends, Every, InMonth, SimpleRule};
