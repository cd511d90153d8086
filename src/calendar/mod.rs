//! What a day holds: occurrences of recurring events, zones, working time, gaps, slack and urgency.
//!
//! Architecture invariant: pure functions of the model and of times that are passed in. Planned time is wall-clock time
//! where the person is; zones matter only where an event brings its own.

mod agenda;
mod availability;
mod clock_rule;
mod gaps;
mod occurrences;
mod recurrence;
mod rule;
mod series;
mod zone;
mod zone_names;

pub use agenda::Agenda;
pub use availability::{Availability, UrgencyView, quadrant, urgency};
pub use gaps::{Busy, BusyKind, Gap, busy_spans, gaps, round_down, round_up};
pub use occurrences::{Instance, instances, occurrences};
pub use recurrence::check_rule;
pub use rule::RuleError;
pub use zone::{Clocks, CustomZones, resolve_zone};
