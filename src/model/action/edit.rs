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
///
/// ```
/// use gapwise::model::{Action, Calendar, CalendarId, Event, EventEdit, EventId, EventTime, Moment, Span, Workspace};
///
/// let now = Moment { instant: "2026-11-23T09:00:00Z".parse().unwrap(), local: "2026-11-23T09:00:00".parse().unwrap() };
/// let own = Calendar::new(CalendarId::derived("own"), "My events");
/// let time = EventTime::floating(Span::new(now.local, now.local));
/// let event = Event::new(EventId::derived("e"), own.id, "Call", time);
/// let id = event.id;
/// let with = |it: &Workspace, action| it.apply(&action, now).unwrap();
/// let workspace = with(&with(&Workspace::default(), Action::AddCalendar(own.into())), Action::AddEvent(event.into()));
/// let edited = with(&workspace, Action::EditEvent(id, EventEdit::Place("Room 2".into())));
/// assert_eq!(edited.events[&id].place, "Room 2");
/// ```
#[derive(Clone, Debug, PartialEq, strum::EnumDiscriminants)]
#[strum_discriminants(name(EventEditKind), derive(strum::EnumIter))]
pub enum EventEdit {
    Title(String),
    Place(String),
    Notes(String),
    Calendar(CalendarId),
}
