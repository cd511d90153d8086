//! The values of a task's fields.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use serde::{Deserialize, Serialize};

use crate::model::id::{StepId, TaskId};
use crate::model::time::Minutes;

/// A piece of a task for one sitting, usually 5 to 25 minutes.
///
/// ```
/// use gapwise::model::{Step, StepId};
///
/// let step = Step::new(StepId::derived("outline"), "Write the outline");
/// assert!(!step.is_done() && step.estimate.is_none());
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    pub id: StepId,
    /// One line, never blank.
    pub title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub estimate: Option<Minutes>,
    /// The time at which it was ticked; `None` while it is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done: Option<DateTime<Utc>>,
    /// The energy that it needs, if other than the task's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub energy: Option<Energy>,
    /// A tag that replaces the task's tags.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    /// One level below the step before it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub indented: bool,
}

impl Step {
    /// Returns an open step without an estimate.
    pub fn new(id: StepId, title: impl Into<String>) -> Self {
        Self { id, title: title.into(), estimate: None, done: None, energy: None, tag: None, indented: false }
    }

    /// Returns whether it is ticked.
    pub fn is_done(&self) -> bool {
        self.done.is_some()
    }
}

/// The due date of a task, with an optional time.
///
/// ```
/// use chrono::{NaiveDate, NaiveTime};
/// use gapwise::model::Due;
///
/// let due = Due::on(NaiveDate::from_ymd_opt(2026, 11, 25).unwrap());
/// let day_start = NaiveTime::from_hms_opt(4, 0, 0).unwrap();
/// assert_eq!(due.instant(day_start).to_string(), "2026-11-26 04:00:00");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Due {
    pub date: NaiveDate,
    /// `None` means the end of that planning day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<NaiveTime>,
    #[serde(default, skip_serializing_if = "DueKind::is_soft")]
    pub kind: DueKind,
}

impl Due {
    /// Returns a soft due date without a time.
    pub fn on(date: NaiveDate) -> Self {
        Self { date, time: None, kind: DueKind::Soft }
    }

    /// Returns the local time from which the task is late, for planning days that start at `day_start`.
    pub fn instant(&self, day_start: NaiveTime) -> NaiveDateTime {
        match self.time {
            Some(time) => self.date.and_time(time),
            None => self.date.succ_opt().unwrap_or(self.date).and_time(day_start),
        }
    }
}

/// The value of work after the due time.
///
/// ```
/// use gapwise::model::{Due, DueKind};
///
/// let soft = Due::on("2026-11-27".parse().unwrap());
/// assert_eq!(soft.kind, DueKind::Soft);
/// assert_ne!(soft, Due { kind: DueKind::Hard, ..soft });
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum DueKind {
    /// Late work has half its value.
    #[default]
    Soft,
    /// Late work has no value; a task due today comes first.
    Hard,
}

impl DueKind {
    pub(super) fn is_soft(&self) -> bool {
        *self == Self::Soft
    }
}

/// The source of a task's urgency.
///
/// ```
/// use gapwise::calendar::{Availability, Tz, urgency};
/// use gapwise::model::{Minutes, Order, Task, TaskId, Urgency, Workspace};
///
/// let workspace = Workspace::default();
/// let availability = Availability::of(&workspace, "2026-11-23T09:00:00".parse().unwrap(), Tz::UTC);
/// let mut task = Task::new(TaskId::derived("t"), "Report", Order::default(), chrono::DateTime::UNIX_EPOCH);
/// let is_urgent = |task: &Task| urgency(task, Minutes::new(30), &workspace, &availability).urgent;
/// assert!(!is_urgent(&task), "nothing says when it is due");
/// task.urgency = Urgency::Pinned(true);
/// assert!(is_urgent(&task));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Urgency {
    /// Derived from the due time, the remaining work and the working time until then.
    #[default]
    WorkedOut,
    /// Set by the user; it overrides the derived urgency.
    Pinned(bool),
}

impl Urgency {
    pub(super) fn is_worked_out(&self) -> bool {
        *self == Self::WorkedOut
    }
}

/// The energy that a piece of work needs, or that a time of day offers.
///
/// ```
/// use gapwise::model::Energy;
///
/// assert!(Energy::High > Energy::Low);
/// assert_eq!(Energy::Mid.to_string(), "mid");
/// ```
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, strum::EnumIter, strum::Display,
)]
#[strum(serialize_all = "lowercase")]
pub enum Energy {
    /// For work without much thought.
    Low,
    /// The level of most of the day.
    Mid,
    /// For hard work.
    High,
}

/// Minimum and maximum length of the chunks of a splittable task.
///
/// ```
/// use gapwise::model::{Chunk, Minutes, Split};
///
/// let [usual, own] = [(15, 50), (40, 90)].map(|(min, max)| Chunk { min: Minutes::new(min), max: Minutes::new(max) });
/// let split = Split::ChunksOf(own);
/// assert_eq!(split.chunk(Minutes::new(120), usual), Some(own));
/// assert_eq!(split.chunk(Minutes::new(40), usual), None, "no longer than the shortest chunk");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chunk {
    /// Not zero.
    pub min: Minutes,
    /// Not below `min`.
    pub max: Minutes,
}

/// Whether the planner may split a piece of work into several sittings.
///
/// ```
/// use gapwise::model::{Chunk, Minutes, Split};
///
/// let usual = Chunk { min: Minutes::new(15), max: Minutes::new(50) };
/// assert_eq!(Split::Auto.chunk(Minutes::new(50), usual), None, "one sitting");
/// assert_eq!(Split::Auto.chunk(Minutes::new(180), usual), Some(usual));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Split {
    /// Like `Chunks` for work longer than the longest chunk of the settings, else one sitting.
    #[default]
    Auto,
    /// One sitting.
    Whole,
    /// Chunks of the lengths in the settings.
    Chunks,
    /// Chunks of lengths of its own.
    ChunksOf(Chunk),
}

impl Split {
    pub(super) fn is_auto(&self) -> bool {
        *self == Self::Auto
    }

    /// Returns the chunk lengths for `work`, with `usual` from the settings; `None` for one sitting.
    pub fn chunk(self, work: Minutes, usual: Chunk) -> Option<Chunk> {
        let chunk = match self {
            Self::Whole => return None,
            Self::Auto => Some(usual).filter(|chunk| work > chunk.max),
            Self::Chunks => Some(usual),
            Self::ChunksOf(chunk) => Some(chunk),
        };
        chunk.filter(|chunk| work > chunk.min)
    }
}

/// The recurrence of a task.
///
/// ```
/// use gapwise::calendar::next_instance;
/// use gapwise::model::{Moment, Order, Repeat, Task, TaskId, day_of};
///
/// let now = Moment { instant: "2026-11-23T09:00:00Z".parse().unwrap(), local: "2026-11-23T09:00:00".parse().unwrap() };
/// let mut task = Task::new(TaskId::derived("plants"), "Water the plants", Order::default(), now.instant);
/// let (rrule, series, date) = ("FREQ=WEEKLY;BYDAY=MO".into(), task.id, now.local.date());
/// task.repeat = Some(Repeat { rrule, after_completion: false, series, date });
/// let next = next_instance(&task, day_of(now.local, chrono::NaiveTime::MIN), now).unwrap();
/// assert_eq!(next.repeat.unwrap().date.to_string(), "2026-11-30");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Repeat {
    /// An RRULE value of RFC 5545: `FREQ=WEEKLY;BYDAY=MO`.
    pub rrule: String,
    /// Counts from the day of completion instead of the due date.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub after_completion: bool,
    /// The first instance. The ids of later instances derive from it and their date.
    pub series: TaskId,
    /// The date of this instance.
    pub date: NaiveDate,
}

/// The person who does a task instead of the user.
///
/// ```
/// use gapwise::model::{Delegation, Order, Task, TaskId};
///
/// let now = "2026-11-23T09:00:00Z".parse().unwrap();
/// let mut task = Task::new(TaskId::derived("t"), "Report", Order::default(), now);
/// let to_sam = Delegation { person: "Sam".into(), ..Delegation::default() };
/// task.delegated = Some(to_sam.clone());
/// assert_eq!(task.small_step().unwrap(), "Hand over to Sam");
/// task.delegated = Some(Delegation { handed_over: Some(now), ..to_sam });
/// assert_eq!(task.small_step().unwrap(), "Follow up with Sam");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delegation {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub person: String,
    /// The date on which to ask for progress.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follow_up: Option<NaiveDate>,
    /// The time of the handover; until then handing it over is the next step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handed_over: Option<DateTime<Utc>>,
}

/// A quadrant of the Eisenhower matrix.
///
/// ```
/// use gapwise::model::Quadrant;
///
/// assert_eq!(Quadrant::of(true, false), Quadrant::Schedule);
/// assert!(Quadrant::Delegate.urgent() && !Quadrant::Delegate.important());
/// ```
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, strum::EnumIter,
)]
pub enum Quadrant {
    /// Important and urgent.
    #[default]
    Do,
    /// Important, not urgent.
    Schedule,
    /// Urgent, not important.
    Delegate,
    /// Neither.
    Eliminate,
}

impl Quadrant {
    /// Returns the quadrant for an importance and an urgency.
    pub fn of(important: bool, urgent: bool) -> Self {
        match (important, urgent) {
            (true, true) => Self::Do,
            (true, false) => Self::Schedule,
            (false, true) => Self::Delegate,
            (false, false) => Self::Eliminate,
        }
    }

    /// Returns whether its tasks are important.
    pub fn important(self) -> bool {
        matches!(self, Self::Do | Self::Schedule)
    }

    /// Returns whether its tasks are urgent.
    pub fn urgent(self) -> bool {
        matches!(self, Self::Do | Self::Delegate)
    }

    /// Returns the name unless the settings give it another.
    pub fn default_name(self) -> &'static str {
        match self {
            Self::Do => "Do",
            Self::Schedule => "Schedule",
            Self::Delegate => "Delegate",
            Self::Eliminate => "Eliminate",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_due_date_without_a_time_ends_with_its_planning_day() {
        let four = NaiveTime::from_hms_opt(4, 0, 0).expect("a time");
        let date = NaiveDate::from_ymd_opt(2028, 2, 29).expect("a date");
        assert_eq!(Due::on(date).instant(four).to_string(), "2028-03-01 04:00:00");
    }
}
