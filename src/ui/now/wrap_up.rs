//! The time before a meeting in which leaving for it is offered.

use chrono::TimeDelta;

/// So long before an event it is time to wrap up.
pub(super) const WRAP_UP: TimeDelta = TimeDelta::minutes(2);
