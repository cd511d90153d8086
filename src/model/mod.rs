//! The workspace as a value: what the person knows, plans and did, and every way to change it.
//!
//! Architecture invariant: no file, no clock, no window in here. Time and new ids are passed in, so that applying the
//! same action to the same workspace gives the same result on every machine.

mod action;
mod apply;
mod check;
mod event;
mod id;
mod log;
mod plan;
mod sessions;
mod settings;
mod task;
mod time;
mod timer;
mod usual;
mod workspace;

pub use action::{Action, EventEdit, Record, StepEdit, TaskEdit};
pub use apply::ActionError;
pub use check::{Broken, settings as check_settings, tied_up, waits_for_itself};
pub use event::{
    Calendar, CalendarTone, CustomZone, Event, EventStatus, EventTime, Observance, Occurrence, OccurrenceOverride,
    Recurrence, RecurrenceDate, Zone, ZonedTime,
};
pub use id::{BlockId, CalendarId, EventId, GoalId, ProjectId, SessionId, StepId, TaskId, TemplateId};
pub use log::{ClosedTask, Interruption, InterruptionKind, Outcome, PutOff, Review, Session, SessionKind};
pub use plan::{Block, BlockState};
pub use sessions::Sessions;
pub use settings::{
    Chunk, DayHours, EnergyWindow, Filter, Fullness, Reminders, Rhythm, Settings, TagStyle, TagWindow, TimeRange,
    TimerMode,
};
pub use task::{
    Delegation, Due, DueKind, Energy, MAX_TITLE_CHARS, Order, Quadrant, Repeat, Split, Step, Task, Urgency,
};
pub use time::{Minutes, Moment, PlanningDay, Span, WEEKDAYS, day_of};
pub use timer::{Away, HEARTBEAT, TimerAction};
pub use usual::Usual;
pub use workspace::{Goal, GoalPeriod, GoalTarget, Project, Template, Workspace};
