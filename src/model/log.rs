//! What happened. Times in here are instants.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::id::{BlockId, SessionId, StepId, TaskId};
use super::plan::Block;
use super::task::{Quadrant, Task};
use super::time::Minutes;

/// A task that is no longer open, as it was when it was closed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClosedTask {
    pub task: Task,
    /// When it was finished, dropped or deleted.
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
    /// Unique in the workspace, and sorted by when it was made where it was tracked live.
    pub id: SessionId,
    #[serde(default)]
    pub kind: SessionKind,
    /// `None` for unplanned work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<TaskId>,
    /// The step that was worked on; the whole task without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<StepId>,
    /// What was done, where it was no task, or as it was called then.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// No other session takes this instant, save a skipped break.
    pub start: DateTime<Utc>,
    /// `None` while it runs; never before `start`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<DateTime<Utc>>,
    /// The last instant at which it was known to run: what a crash leaves of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub interruptions: Vec<Interruption>,
    /// The block that it works off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub block: Option<BlockId>,
    /// The quadrant of its task as it was then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quadrant: Option<Quadrant>,
    /// How long it was to take, with what it was extended by; open-ended without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned: Option<Minutes>,
    /// What keeps it from going on; only while it is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paused: Option<Interruption>,
    /// "Next I will ...", written when work stopped and shown when it goes on.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub next: String,
}

impl Session {
    /// An open session of focus that begins at `start`; nothing else is known of it.
    pub fn new(id: SessionId, start: DateTime<Utc>) -> Self {
        Self {
            id,
            kind: SessionKind::Focus,
            task: None,
            step: None,
            title: String::new(),
            start,
            end: None,
            seen: None,
            interruptions: Vec::new(),
            block: None,
            quadrant: None,
            planned: None,
            paused: None,
            next: String::new(),
        }
    }

    /// Whether it goes on.
    pub fn is_open(&self) -> bool {
        self.end.is_none()
    }

    /// From its start to its end or `now`, with pauses. Never negative.
    pub fn length(&self, now: DateTime<Utc>) -> TimeDelta {
        (self.end.unwrap_or(now) - self.start).max(TimeDelta::zero())
    }

    /// Time of its pauses and interruptions until its end or `now`.
    pub fn paused_for(&self, now: DateTime<Utc>) -> TimeDelta {
        let end = self.end.unwrap_or(now);
        let over =
            |from: DateTime<Utc>, until: DateTime<Utc>| (until.min(end) - from.max(self.start)).max(TimeDelta::zero());
        let past: TimeDelta = self.interruptions.iter().filter_map(|it| Some(over(it.at, it.until?))).sum();
        past + self.paused.as_ref().map_or(TimeDelta::zero(), |it| over(it.at, end))
    }

    /// Time that was worked (or rested) in it until its end or `now`: its length without its pauses.
    pub fn worked(&self, now: DateTime<Utc>) -> TimeDelta {
        (self.length(now) - self.paused_for(now)).max(TimeDelta::zero())
    }

    /// Time that is left of what was planned; negative once it is over, `None` where it is open-ended.
    pub fn left(&self, now: DateTime<Utc>) -> Option<TimeDelta> {
        Some(self.planned?.delta() - self.worked(now))
    }

    /// The latest instant that it knows of.
    pub fn last_known(&self) -> DateTime<Utc> {
        let pauses = self.interruptions.iter().map(|it| it.until.unwrap_or(it.at));
        let paused = self.paused.as_ref().map(|it| it.at);
        pauses.chain(paused).chain(self.seen).chain(self.end).fold(self.start, DateTime::max)
    }
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
    /// When it began, within the session.
    pub at: DateTime<Utc>,
    /// Until work went on; `None` where it was only noted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<DateTime<Utc>>,
    /// One word or some; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
    #[serde(default, skip_serializing_if = "InterruptionKind::is_interruption")]
    pub kind: InterruptionKind,
}

/// What got in between.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum InterruptionKind {
    /// Something from outside.
    #[default]
    Interrupted,
    /// A pause of one's own.
    Pause,
    /// Nobody was there, or the machine slept; the person said that it was no work.
    Away,
}

impl InterruptionKind {
    fn is_interruption(&self) -> bool {
        *self == Self::Interrupted
    }
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
    /// With what the next day begins.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_tomorrow: Option<TaskId>,
    /// What was planned for the day and was taken off it, so that looking back still sees it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub put_off: Vec<PutOff>,
}

/// A block as it was planned, and what it was called.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PutOff {
    pub block: Block,
    pub title: String,
}

impl Review {
    /// Nothing written yet about `date`.
    pub fn of(date: NaiveDate) -> Self {
        Self {
            date,
            reflection: String::new(),
            answers: Vec::new(),
            done_for_today: None,
            first_tomorrow: None,
            put_off: Vec::new(),
        }
    }

    /// The same for a day that goes on after all.
    #[must_use]
    pub fn reopened(&self) -> Self {
        Self { done_for_today: None, ..self.clone() }
    }
}
