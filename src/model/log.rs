//! The log: closed tasks, tracked sessions and reviews. Its times are instants.

use chrono::{DateTime, Datelike as _, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::id::{BlockId, SessionId, StepId, TaskId};
use super::plan::Block;
use super::task::{Quadrant, Task};
use super::time::Minutes;

/// A closed task in its last state.
///
/// ```
/// use gapwise::model::{Action, Moment, Order, Outcome, Task, TaskId, Workspace};
///
/// let now = Moment { instant: "2026-11-23T09:00:00Z".parse().unwrap(), local: "2026-11-23T09:00:00".parse().unwrap() };
/// let task = Task::new(TaskId::derived("t"), "Report", Order::default(), now.instant);
/// let id = task.id;
/// let open = Workspace::default().apply(&Action::AddTask(task.into()), now).unwrap();
/// let done = open.apply(&Action::CloseTask(id, Outcome::Done), now).unwrap();
/// assert_eq!(done.closed[&id].closed, now.instant);
/// assert!(done.apply(&Action::ReopenTask(id), now).unwrap().tasks.contains_key(&id));
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClosedTask {
    pub task: Task,
    /// The time at which it was finished, dropped or deleted.
    pub closed: DateTime<Utc>,
    pub outcome: Outcome,
}

/// The reason for closing a task.
///
/// ```
/// use gapwise::model::{Action, Moment, Order, Outcome, Task, TaskId, Workspace};
///
/// # let local: chrono::NaiveDateTime = "2026-11-23T09:00:00".parse().unwrap();
/// # let now = Moment { instant: local.and_utc(), local };
/// let task = Task::new(TaskId::derived("t"), "Report", Order::default(), now.instant);
/// let id = task.id;
/// let open = Workspace::default().apply(&Action::AddTask(task.into()), now).unwrap();
/// let is_finished = |outcome| open.apply(&Action::CloseTask(id, outcome), now).unwrap().is_finished(id, None);
/// assert_eq!([Outcome::Done, Outcome::LetGo, Outcome::Deleted].map(is_finished), [true, false, false]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    Done,
    /// Dropped by the user.
    LetGo,
    /// In the trash.
    Deleted,
}

/// A stretch of tracked time. Sessions never overlap, and at most one is open.
///
/// References are weak: the task, step or block may no longer exist.
///
/// ```
/// use chrono::{TimeDelta, TimeZone, Utc};
/// use gapwise::model::{Interruption, InterruptionKind, Session, SessionId};
///
/// let nine = Utc.with_ymd_and_hms(2026, 11, 23, 9, 0, 0).unwrap();
/// let minutes = TimeDelta::minutes;
/// let mut session = Session::new(SessionId::derived("draft"), nine);
/// session.interruptions.push(Interruption {
///     at: nine + minutes(10),
///     until: Some(nine + minutes(15)),
///     why: "Door bell".into(),
///     kind: InterruptionKind::Interrupted,
/// });
/// session.end = Some(nine + minutes(30));
/// let later = nine + minutes(60);
/// assert_eq!((session.length(later), session.worked(later)), (minutes(30), minutes(25)));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Session {
    /// Ids of timer sessions sort by creation time.
    pub id: SessionId,
    #[serde(default)]
    pub kind: SessionKind,
    /// `None` for unplanned work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task: Option<TaskId>,
    /// `None` means the whole task.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<StepId>,
    /// The title of the task or step at that time, or the user's words for unplanned work.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// Outside every other session, except for skipped breaks.
    pub start: DateTime<Utc>,
    /// `None` while it is open; never before `start`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<DateTime<Utc>>,
    /// The last heartbeat of the open session. A crash loses the time after it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub interruptions: Vec<Interruption>,
    /// The block that the work belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub block: Option<BlockId>,
    /// The quadrant of the task at that time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quadrant: Option<Quadrant>,
    /// The planned length including extensions; `None` if open-ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned: Option<Minutes>,
    /// The current pause of the open session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paused: Option<Interruption>,
    /// The user's "Next I will ...", shown when work resumes.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub next: String,
    /// A day of the month whose log holds it, if its start has moved to another month; see [`Session::log_day`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filed: Option<NaiveDate>,
}

impl Session {
    /// Length of the longest session that is looked for before a time: sessions are found by their start.
    pub const LONGEST: TimeDelta = TimeDelta::days(7);

    /// Returns an open focus session from `start`, without a task.
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
            filed: None,
        }
    }

    /// Returns a day of the month whose log holds it. The month never changes: a sync program carries the logs of two
    /// months one by one, and the record would be in neither of them or in both.
    pub fn log_day(&self) -> NaiveDate {
        self.filed.unwrap_or(self.start.date_naive())
    }

    /// Returns it in the log that holds its earlier value.
    #[must_use]
    pub fn filed_as(self, earlier: &Self) -> Self {
        let (day, start) = (earlier.log_day(), self.start.date_naive());
        let has_moved = (day.year(), day.month()) != (start.year(), start.month());
        Self { filed: earlier.filed.or(has_moved.then_some(day)), ..self }
    }

    /// Returns whether it is open: running or paused.
    pub fn is_open(&self) -> bool {
        self.end.is_none()
    }

    /// Returns its end; while it is open, its last record before `now`. The time after that may be a forgotten timer,
    /// so reports and sums do not count it.
    pub fn known_end(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        self.end.unwrap_or_else(|| self.last_known().min(now).max(self.start))
    }

    /// Returns the length until its end or `now`, including pauses. Never negative.
    pub fn length(&self, now: DateTime<Utc>) -> TimeDelta {
        (self.end.unwrap_or(now) - self.start).max(TimeDelta::zero())
    }

    /// Returns the total of its pauses and interruptions until its end or `now`.
    pub fn paused_for(&self, now: DateTime<Utc>) -> TimeDelta {
        let end = self.end.unwrap_or(now);
        let over =
            |from: DateTime<Utc>, until: DateTime<Utc>| (until.min(end) - from.max(self.start)).max(TimeDelta::zero());
        let past: TimeDelta = self.interruptions.iter().filter_map(|it| Some(over(it.at, it.until?))).sum();
        past + self.paused.as_ref().map_or(TimeDelta::zero(), |it| over(it.at, end))
    }

    /// Returns the length without pauses until its end or `now`.
    pub fn worked(&self, now: DateTime<Utc>) -> TimeDelta {
        (self.length(now) - self.paused_for(now)).max(TimeDelta::zero())
    }

    /// Returns the rest of the planned length; negative in overtime, `None` if open-ended.
    pub fn left(&self, now: DateTime<Utc>) -> Option<TimeDelta> {
        Some(self.planned?.delta() - self.worked(now))
    }

    /// Returns the latest instant of its records.
    pub fn last_known(&self) -> DateTime<Utc> {
        let pauses = self.interruptions.iter().map(|it| it.until.unwrap_or(it.at));
        let paused = self.paused.as_ref().map(|it| it.at);
        pauses.chain(paused).chain(self.seen).chain(self.end).fold(self.start, DateTime::max)
    }
}

/// The kind of a session.
///
/// ```
/// # use imbl::OrdMap;
/// use chrono::{DateTime, TimeDelta};
/// use gapwise::model::{Minutes, Order, Session, SessionId, SessionKind, Task, TaskId, Workspace};
///
/// let start = DateTime::UNIX_EPOCH;
/// let task = Task::new(TaskId::derived("t"), "Report", Order::default(), start);
/// let session = |name, kind| {
///     let end = Some(start + TimeDelta::minutes(20));
///     Session { kind, task: Some(task.id), end, ..Session::new(SessionId::derived(name), start) }
/// };
/// let mut workspace = Workspace { tasks: OrdMap::unit(task.id, task.clone().into()), ..Workspace::default() };
/// for it in [session("work", SessionKind::Focus), session("rest", SessionKind::Break)] {
///     workspace.sessions.insert(it.id, it.into());
/// }
/// assert_eq!(workspace.worked_on_tasks()[&(task.id, None)], Minutes::new(20), "a break is no work");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum SessionKind {
    #[default]
    Focus,
    Break,
    /// A skipped break. It has no length.
    SkippedBreak,
}

/// A pause within a session.
///
/// ```
/// use chrono::{DateTime, TimeDelta};
/// use gapwise::model::{Interruption, InterruptionKind, Session, SessionId};
///
/// let start = DateTime::UNIX_EPOCH;
/// let minutes = TimeDelta::minutes;
/// let paused_for = |until| {
///     let (at, why, kind) = (start + minutes(10), "Phone".into(), InterruptionKind::Interrupted);
///     let interruptions = vec![Interruption { at, until, why, kind }];
///     Session { interruptions, ..Session::new(SessionId::derived("s"), start) }.paused_for(start + minutes(60))
/// };
/// assert_eq!(paused_for(Some(start + minutes(15))), minutes(5));
/// assert_eq!(paused_for(None), TimeDelta::zero(), "noted, but the clock went on");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Interruption {
    /// The start, within the session.
    pub at: DateTime<Utc>,
    /// The end of the pause; `None` if it did not stop the clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<DateTime<Utc>>,
    /// The user's reason; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
    #[serde(default, skip_serializing_if = "InterruptionKind::is_interruption")]
    pub kind: InterruptionKind,
}

/// The cause of a pause.
///
/// ```
/// use gapwise::model::{Action, InterruptionKind, Moment, SessionId, TimerAction, Workspace};
///
/// # let at = |time: &str| {
/// #     let local: chrono::NaiveDateTime = format!("2026-11-23T{time}:00").parse().unwrap();
/// #     Moment { instant: local.and_utc(), local }
/// # };
/// # let (task, step, title, quadrant, planned, block) = (None, None, "Call".into(), None, None, None);
/// # let session = SessionId::derived("s");
/// # let start = TimerAction::Start { session, task, step, title, quadrant, planned, block };
/// let running = Workspace::default().apply(&Action::Timer(start), at("09:00")).unwrap();
/// let noted = |kind| {
///     let pause = Action::Timer(TimerAction::Pause { kind, why: String::new() });
///     let paused = running.apply(&pause, at("09:20")).unwrap();
///     paused.apply(&Action::Timer(TimerAction::Finish), at("09:40")).unwrap().sessions[&session].interruptions.len()
/// };
/// assert_eq!(noted(InterruptionKind::Interrupted), 1, "the log tells why the work ended");
/// assert_eq!(noted(InterruptionKind::Pause), 0);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum InterruptionKind {
    /// Something from outside interrupted the work.
    #[default]
    Interrupted,
    /// The user paused.
    Pause,
    /// The user was away or the machine slept.
    Away,
}

impl InterruptionKind {
    fn is_interruption(&self) -> bool {
        *self == Self::Interrupted
    }
}

/// The user's review of a day, or of the week that starts with it.
///
/// ```
/// use gapwise::model::Review;
///
/// let review = Review::of("2026-11-23".parse().unwrap());
/// assert!(review.done_for_today.is_none() && review.put_off.is_empty());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Review {
    pub date: NaiveDate,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reflection: String,
    /// Questions with answers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<(String, String)>,
    /// The time at which the user ended the day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done_for_today: Option<DateTime<Utc>>,
    /// The task to start the next day with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_tomorrow: Option<TaskId>,
    /// Blocks that were removed from the day, kept for the review.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub put_off: Vec<PutOff>,
}

/// A removed block and its title at that time.
///
/// ```
/// use gapwise::model::{Action, Block, BlockId, BlockState, Minutes, Moment, Order, Outcome, Task, TaskId, Workspace};
///
/// # let local: chrono::NaiveDateTime = "2026-11-23T09:00:00".parse().unwrap();
/// # let now = Moment { instant: local.and_utc(), local };
/// let task = Task::new(TaskId::derived("t"), "Report", Order::default(), now.instant);
/// let (id, start) = (BlockId::derived("b"), now.local + chrono::TimeDelta::hours(5));
/// let block = Block { id, task: task.id, step: None, start, minutes: Minutes::new(25), state: BlockState::Planned };
/// let close = Action::CloseTask(task.id, Outcome::Done);
/// let all = [Action::AddTask(task.into()), Action::AddBlock(block), close];
/// let early = all.iter().fold(Workspace::default(), |it, action| it.apply(action, now).unwrap());
/// assert!(early.blocks.is_empty());
/// assert_eq!(early.reviews[&now.local.date()].put_off[0].title, "Report", "done before its time");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PutOff {
    pub block: Block,
    pub title: String,
}

impl Review {
    /// Returns an empty review of `date`.
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

    /// Returns the id under which the review of `date` has its tombstone.
    pub fn tombstone_of(date: NaiveDate) -> Uuid {
        Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("review of {date}").as_bytes())
    }

    /// Returns the same review for a day that is open again.
    #[must_use]
    pub fn reopened(&self) -> Self {
        Self { done_for_today: None, ..self.clone() }
    }
}
