//! Every change to a workspace as plain data.

use std::sync::Arc;

use chrono::{DateTime, NaiveDateTime, Utc};

use super::edit::{EventEdit, StepEdit};
use super::timer_action::TimerAction;
use crate::model::event::{Calendar, Event};
use crate::model::goal::{Goal, Project, Template};
use crate::model::id::{BlockId, CalendarId, EventId, GoalId, ProjectId, SessionId, StepId, TaskId, TemplateId};
use crate::model::log::{Outcome, Review, Session};
use crate::model::plan::{Block, BlockState};
use crate::model::settings::Settings;
use crate::model::task::{Step, Task, TaskField};
use crate::model::time::Minutes;
use crate::model::workspace::Workspace;

/// A change to a workspace. [`Workspace::apply`] applies it completely or not at all. It contains the ids of new
/// records, so the result is deterministic.
///
/// The properties of every action are tested: the variants are listed by [`ActionKind`].
///
/// ```
/// use gapwise::model::{Action, Moment, Order, Task, TaskId, Workspace};
///
/// let now = Moment { instant: "2026-11-23T09:00:00Z".parse().unwrap(), local: "2026-11-23T09:00:00".parse().unwrap() };
/// let task = Task::new(TaskId::derived("t"), "Report", Order::default(), now.instant);
/// let add = Action::AddTask(task.into());
/// let workspace = Workspace::default().apply(&add, now).unwrap();
/// assert_eq!(workspace.tasks.len(), 1);
/// assert!(workspace.apply(&add, now).is_err(), "its id is taken");
/// ```
#[derive(Clone, Debug, PartialEq, strum::EnumDiscriminants)]
#[strum_discriminants(name(ActionKind), derive(strum::EnumIter))]
pub enum Action {
    /// Adds an open task. Its id must be new, also among closed tasks.
    AddTask(Box<Task>),
    /// Sets one field of an open task.
    EditTask(TaskId, TaskField),
    /// Closes an open task and removes its future blocks.
    CloseTask(TaskId, Outcome),
    /// Opens a closed task again.
    ReopenTask(TaskId),
    /// Adds a step. Its id must be new within the task.
    AddStep {
        task: TaskId,
        /// The index among the steps; the end if larger.
        at: usize,
        step: Step,
    },
    EditStep(TaskId, StepId, StepEdit),
    /// Moves a step to the index `to`, counted without the step.
    MoveStep {
        task: TaskId,
        step: StepId,
        to: usize,
    },
    /// Removes a step and its blocks.
    RemoveStep(TaskId, StepId),
    AddCalendar(Box<Calendar>),
    /// Replaces the calendar with the same id.
    EditCalendar(Box<Calendar>),
    /// Removes a calendar and its events.
    RemoveCalendar(CalendarId),
    AddEvent(Box<Event>),
    EditEvent(EventId, EventEdit),
    RemoveEvent(EventId),
    /// Replaces the event with the same id.
    ReplaceEvent(Box<Event>),
    /// Puts the contents of a calendar file in place of the records with the same ids.
    ImportEvents {
        calendar: Box<Calendar>,
        events: Vec<Arc<Event>>,
    },
    AddBlock(Block),
    /// Moves or resizes a block.
    MoveBlock {
        block: BlockId,
        start: NaiveDateTime,
        minutes: Minutes,
    },
    SetBlockState(BlockId, BlockState),
    /// Removes a block from its day. The task stays open.
    RemoveBlock(BlockId),
    /// Replaces the settings. [`Action::settings`] gives the change a name.
    SetSettings(Box<Settings>),
    Timer(TimerAction),
    /// Adds tracked time in the past.
    AddSession(Box<Session>),
    /// Replaces a closed session.
    EditSession(Box<Session>),
    /// Splits a closed session in two.
    SplitSession {
        session: SessionId,
        at: DateTime<Utc>,
        /// The id of the later part.
        second: SessionId,
    },
    RemoveSession(SessionId),
    /// Replaces the review of a day or week.
    SetReview(Box<Review>),
    /// Adds a record or replaces the one with its id.
    Put(Box<Record>),
    /// Replaces the workspace, for instance with a backup. Tracked time of both is kept.
    Become {
        name: String,
        workspace: Box<Workspace>,
    },
    /// Adds a goal or replaces the one with its id.
    PutGoal(Box<Goal>),
    RemoveGoal(GoalId),
    /// Adds a project or replaces the one with its id.
    PutProject(Box<Project>),
    RemoveProject(ProjectId),
    /// Adds a template or replaces the one with its id.
    PutTemplate(Box<Template>),
    RemoveTemplate(TemplateId),
    /// Deletes a task from the trash for good.
    Forget(TaskId),
    /// Several changes as one, with a name for the undo menu.
    All {
        name: String,
        actions: Vec<Action>,
    },
}

/// A whole record for [`Action::Put`].
///
/// ```
/// use gapwise::model::{Action, Moment, Order, Record, Task, TaskId, Workspace};
///
/// # let local: chrono::NaiveDateTime = "2026-11-23T09:00:00".parse().unwrap();
/// # let now = Moment { instant: local.and_utc(), local };
/// let report = Task::new(TaskId::derived("t"), "Report", Order::default(), now.instant);
/// let renamed = Task { title: "Annual report".into(), ..report.clone() };
/// let put = |it: &Workspace, task: Task| it.apply(&Action::Put(Record::Task(task).into()), now).unwrap();
/// let workspace = put(&put(&Workspace::default(), report), renamed);
/// assert_eq!(workspace.tasks[&TaskId::derived("t")].title, "Annual report");
/// ```
#[derive(Clone, Debug, PartialEq, strum::EnumDiscriminants)]
#[strum_discriminants(name(RecordKind), derive(strum::EnumIter))]
pub enum Record {
    Task(Task),
    Event(Event),
    Block(Block),
}

impl Action {
    /// Returns new settings, with a name for the undo menu.
    pub fn settings(name: impl Into<String>, settings: Settings) -> Self {
        Self::All { name: name.into(), actions: vec![Self::SetSettings(Box::new(settings))] }
    }

    /// Returns whether it only records present events, such as a start of the timer. Undo does not revert those.
    pub fn is_record(&self) -> bool {
        match self {
            Self::Timer(_) | Self::SetBlockState(_, BlockState::Running) => true,
            Self::All { actions, .. } => !actions.is_empty() && actions.iter().all(Self::is_record),
            _ => false,
        }
    }

    /// Returns whether it edits past sessions. Undo reverts those edits.
    pub fn edits_sessions(&self) -> bool {
        match self {
            Self::AddSession(_) | Self::EditSession(_) | Self::SplitSession { .. } | Self::RemoveSession(_) => true,
            Self::All { actions, .. } => actions.iter().any(Self::edits_sessions),
            _ => false,
        }
    }
}
