//! Invariants that do not hold, and the reasons to refuse an action.

/// An invariant of a workspace that does not hold.
///
/// ```
/// use gapwise::model::{Broken, Order, Task, TaskId, Workspace};
///
/// let mut workspace = Workspace::default();
/// let task = Task::new(TaskId::derived("t"), " ", Order::default(), chrono::DateTime::UNIX_EPOCH);
/// workspace.tasks.insert(task.id, task.into());
/// assert_eq!(workspace.check(), Err(Broken::BlankTitle));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    #[error("a task needs a title")]
    BlankTitle,
    /// The title of the task.
    #[error("\"{0}\" has two steps with one id")]
    TwinSteps(String),
    /// The title of the task.
    #[error("\"{0}\" is both open and closed")]
    OpenAndClosed(String),
    /// The titles of the tasks in their order, the first one again at the end.
    #[error("these tasks wait for each other: {}", .0.join(" > "))]
    Cycle(Vec<String>),
    /// The title of the waiting task.
    #[error("\"{0}\" waits for a task that does not exist")]
    UnknownPredecessor(String),
    /// The title of the task.
    #[error("\"{0}\" counts towards a goal that does not exist")]
    UnknownGoal(String),
    /// The title of the task.
    #[error("\"{0}\" belongs to a project that does not exist")]
    UnknownProject(String),
    #[error("a block is for a task that does not exist")]
    UnknownTask,
    #[error("a block is for a step that does not exist")]
    UnknownStep,
    #[error("a block has no length")]
    EmptyBlock,
    #[error("two blocks are running")]
    TwoRunning,
    #[error("a block is running and the timer is not")]
    RunningWithoutSession,
    #[error("tracked time ends before it starts")]
    NegativeSession,
    /// The title of the other session.
    #[error("this time is already tracked for \"{0}\"")]
    Overlap(String),
    #[error("two timers are running")]
    TwoTimers,
    /// The title of the event.
    #[error("\"{0}\" is in a calendar that does not exist")]
    UnknownCalendar(String),
    /// The title of the event.
    #[error("\"{0}\" ends before it starts")]
    EndsBeforeStart(String),
    #[error("the settings do not fit together: {0}")]
    Settings(&'static str),
}

/// The reason to refuse an action. The workspace is unchanged.
///
/// ```
/// use gapwise::model::{Action, ActionError, Moment, Outcome, TaskId, Workspace};
///
/// let now = Moment { instant: "2026-11-23T09:00:00Z".parse().unwrap(), local: "2026-11-23T09:00:00".parse().unwrap() };
/// let close = Action::CloseTask(TaskId::derived("gone"), Outcome::Done);
/// let refused = Workspace::default().apply(&close, now).unwrap_err();
/// assert_eq!(refused, ActionError::Missing("task"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ActionError {
    /// The record does not exist, for instance because a merge removed it.
    #[error("the {0} is no longer there")]
    Missing(&'static str),
    #[error("a record with this id already exists")]
    Exists,
    /// Only the timer changes the open session.
    #[error("it is still running; stop it first")]
    Running,
    #[error("tracked time cannot lie in the future")]
    Future,
    #[error("the time to split at is not inside the session")]
    OutsideSession,
    /// The result would break an invariant.
    #[error(transparent)]
    Broken(#[from] Broken),
}
