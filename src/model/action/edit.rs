//! Changes to one field of a step or an event.

use crate::model::id::CalendarId;
use crate::model::task::Energy;
use crate::model::time::Minutes;

/// A new value for one field of a step.
///
/// ```
/// use gapwise::model::{Action, Moment, Order, Step, StepEdit, StepId, Task, TaskId, Workspace};
///
/// let now = Moment { instant: "2026-11-23T09:00:00Z".parse().unwrap(), local: "2026-11-23T09:00:00".parse().unwrap() };
/// let mut task = Task::new(TaskId::derived("t"), "Report", Order::default(), now.instant);
/// task.steps.push(Step::new(StepId::derived("s"), "Outline"));
/// let (id, step) = (task.id, task.steps[0].id);
/// let workspace = Workspace::default().apply(&Action::AddTask(task.into()), now).unwrap();
/// let ticked = workspace.apply(&Action::EditStep(id, step, StepEdit::Done(true)), now).unwrap();
/// assert_eq!(ticked.tasks[&id].steps[0].done, Some(now.instant));
/// ```
#[derive(Clone, Debug, PartialEq, strum::EnumDiscriminants)]
#[strum_discriminants(name(StepEditKind), derive(strum::EnumIter))]
pub enum StepEdit {
    Title(String),
    Estimate(Option<Minutes>),
    Done(bool),
    Energy(Option<Energy>),
    /// A tag that replaces the task's tags.
    Tag(Option<String>),
    /// Shows it below the step before it.
    Indented(bool),
}

/// A new value for one field of an event.
#[derive(Clone, Debug, PartialEq, strum::EnumDiscriminants)]
#[strum_discriminants(name(EventEditKind), derive(strum::EnumIter))]
pub enum EventEdit {
    Title(String),
    Place(String),
    Notes(String),
    Calendar(CalendarId),
}
