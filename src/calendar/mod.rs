//! What a day holds: occurrences of recurring events, zones, working time, gaps, slack and urgency.
//!
//! Architecture invariant: pure functions of the model and of times that are passed in. Planned time is wall-clock time
//! where the person is; zones matter only where an event brings its own.

mod agenda;
mod availability;
mod clock_rule;
mod edit;
mod edit_all;
mod edit_rule;
mod gaps;
mod load;
mod occurrences;
mod recurrence;
mod repeat;
mod repetition;
mod rule;
mod series;
mod zone;
mod zone_names;

pub use agenda::Agenda;
pub use availability::{Availability, UrgencyView, become_urgent, quadrant, urgency};
pub use edit::{Edited, NoSuchOccurrence, OccurrenceEdit, Scope, begins_series, edit_occurrence};
pub use gaps::{Busy, BusyKind, Gap, busy_spans, gaps, round_down, round_up};
pub use load::{DayLoad, DayRoom, day_loads, day_room};
pub use occurrences::{Instance, instances, occurrences};
pub use recurrence::check_rule;
pub use repeat::{follow_ups, missed_since, next_date, next_instance, next_start};
pub use repetition::{Ends, Every, InMonth, Repetition};
pub use rule::RuleError;
pub use zone::{Clocks, CustomZones, clock_change, resolve_zone};
