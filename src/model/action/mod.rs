//! Every change to a workspace as data, and its application.

#[expect(clippy::module_inception, reason = "the file of the type `Action`")]
mod action;
mod apply;
mod edit;
mod name;
mod timer;
mod timer_action;

pub use action::{Action, ActionKind, Record, RecordKind};
pub use edit::{EventEdit, EventEditKind, StepEdit, StepEditKind};
pub use timer_action::{Away, HEARTBEAT, TimerAction, TimerActionKind};
