//! The time before a meeting in which the strip offers to wrap up.

use chrono::TimeDelta;

/// Minutes before an event at which wrapping up is offered.
pub(super) const WRAP_UP: TimeDelta = TimeDelta::minutes(2);
