//! The calendar: occurrences of recurring events, time zones, working hours, gaps, slack and urgency.
//!
//! Architecture invariant: pure functions of the model and of times that are passed in. Planned time is wall-clock time in
//! the user's zone; zones matter only where an event has its own.

mod agenda;
mod availability;
mod edit;
mod gaps;
mod grid;
mod load;
mod lunch;
mod occur;
mod place;
mod present;
mod rule;
mod schedule_work;
mod task_series;
pub mod words;
mod zone;

pub use agenda::Agenda;
pub use availability::{Availability, UrgencyView, become_urgent, quadrant, quadrant_on, urgency};
pub use edit::{Edited, NoSuchOccurrence, OccurrenceEdit, OccurrenceEditKind, Scope, begins_series, edit_occurrence};
pub use gaps::{Busy, BusyKind, Gap, busy_spans, gaps, open_spans, run_from};
pub use grid::{round_down, round_up};
pub use load::{DayLoad, DayRoom, day_loads, day_room};
pub use occur::{EventInstance, EventInstanceList, RuleBudget, event_instances, excluded_dates, occurrences};
pub use place::{first_place, keeps_breaks};
pub use present::PresentActivity;
pub use rule::{
    CheckedRule, Ends, Every, Frequency, InMonth, NWeekday, Rule, RuleError, SimpleRule, Skip, Until, check_rule,
    rule_weekday,
};
pub use schedule_work::ScheduleWork;
pub use task_series::{follow_ups, missed_since, next_instance};
pub use zone::{Clocks, CustomZones, Tz, ZoneTables, clock_change, offset_in_name, resolve_zone};
