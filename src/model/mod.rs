//! The workspace as a value: the user's tasks, calendars, plan and log, and every change to them.
//!
//! Architecture invariant: no file, clock or window in this layer. Callers pass in the time and new ids, so the same
//! action on the same workspace gives the same result on every machine.
//!
//! Files import only upwards in this list:
//!
//! - `id`, `time`, `error`: ids, lengths and days, errors.
//! - `task/`, `settings`, `event`, `plan`, `log`, `goal`: the records.
//! - `session_map`, `workspace`: the records together, with their indexes.
//! - `check`, `rest`: invariants, and questions about recent work.
//! - `action/`: every change as data, and [`Workspace::apply`].

mod action;
mod check;
mod error;
mod event;
mod goal;
mod id;
mod log;
mod plan;
mod rest;
mod session_map;
mod settings;
mod task;
mod time;
mod workspace;

pub use action::{
    Action, ActionKind, Away, EventEdit, EventEditKind, HEARTBEAT, Record, RecordKind, StepEdit, StepEditKind,
    TimerAction, TimerActionKind,
};
pub use check::{settings as check_settings, tied_up, waits_for_itself};
pub use error::{ActionError, Broken};
pub use event::{
    Calendar, CalendarTone, CustomZone, Event, EventStatus, EventTime, Observance, Occurrence, OccurrenceOverride,
    Recurrence, RecurrenceDate, Zone, ZonedTime,
};
pub use goal::{Goal, GoalPeriod, GoalTarget, Project, Template};
pub use id::{BlockId, CalendarId, EventId, GoalId, ProjectId, SessionId, StepId, TaskId, TemplateId};
pub use log::{ClosedTask, Interruption, InterruptionKind, Outcome, PutOff, Review, Session, SessionKind};
pub use plan::{Block, BlockState};
pub use session_map::Sessions;
pub use settings::{
    DayHours, EnergyWindow, Fullness, Reminders, Rhythm, SavedFilter, Settings, TagStyle, TagWindow, TimeRange,
    TimerMode,
};
pub use task::{
    Chunk, Delegation, Due, DueKind, Energy, MAX_TITLE_CHARS, Order, Quadrant, Repeat, Split, Step, Task, TaskField,
    TaskFieldKind, Urgency, cut_title,
};
pub use time::{Minutes, Moment, PlanningDay, Span, WEEKDAYS, day_of, has_plain_year};
pub use workspace::{WorkedMinutes, Workspace, changed_keys};
