//! What happened. Times in here are instants.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::id::{SessionId, StepId, TaskId};
use super::task::Task;

/// A task that is no longer open, as it was when it was closed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClosedTask {
    pub task: Task,
    pub closed: DateTime<Utc>,
    pub outcome: Outcome,
}

/// Why a task was closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    Done,
    /// Dropped on purpose.
    LetGo,
    /// In the trash until that is emptied.
    Deleted,
}

/// A stretch of tracked time. Sessions never overlap, and at most one is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Session {
    pub id: SessionId,
    #[serde(default)]
    pub kind: SessionKind,
    /// `None` for unplanned work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<TaskId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<StepId>,
    /// What was done, where it was no task, or as it was called then.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    pub start: DateTime<Utc>,
    /// `None` while it runs; never before `start`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<DateTime<Utc>>,
    /// The last instant at which it was known to run: what a crash leaves of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub interruptions: Vec<Interruption>,
}

/// What a session was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum SessionKind {
    #[default]
    Focus,
    Break,
    /// A break that was skipped; it has no length.
    SkippedBreak,
}

/// Something that got in between.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Interruption {
    pub at: DateTime<Utc>,
    /// Until work went on; `None` where it was only noted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
}

/// What the person wrote when looking back on a day or on the week that starts with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Review {
    pub date: NaiveDate,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reflection: String,
    /// Questions and what was answered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<(String, String)>,
    /// When the day was declared done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done_for_today: Option<DateTime<Utc>>,
}
