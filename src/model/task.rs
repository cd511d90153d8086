//! Tasks and their steps.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use fractional_index::FractionalIndex;
use serde::{Deserialize, Serialize};

use super::id::{GoalId, ProjectId, StepId, TaskId};
use super::settings::Chunk;
use super::time::Minutes;
use super::usual::Usual;

/// A title longer than this is cut when it is typed or imported; its rest goes into the notes.
pub const MAX_TITLE_CHARS: usize = 500;

/// One thing to get done, now or at some time. Open tasks live in `tasks.ron`, closed ones in the log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Task {
    pub id: TaskId,
    /// One line, never blank.
    pub title: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub notes: String,
    /// What the person says; `None` while it waits in the inbox.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub important: Option<bool>,
    #[serde(default, skip_serializing_if = "Urgency::is_worked_out")]
    pub urgency: Urgency,
    /// Work in all, for a task without steps; with steps their sum counts. `None` is a guess of the default length.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub estimate: Option<Minutes>,
    /// In the order in which they are done.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Due>,
    /// Not to be planned before this local time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_before: Option<NaiveDateTime>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub energy: Option<Energy>,
    /// Without the leading `#`.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub tags: BTreeSet<String>,
    #[serde(default, skip_serializing_if = "Split::is_whole")]
    pub split: Split,
    /// Place among its neighbours, set by hand.
    pub order: Order,
    /// Tasks that must be finished before this one; never a cycle.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub after: BTreeSet<TaskId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeat: Option<Repeat>,
    /// Of a recurring task: the fields that were changed for this instance only, as those have them that follow.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub usual: Vec<Usual>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delegated: Option<Delegation>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project: Option<ProjectId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goal: Option<GoalId>,
    /// The planning day for which the person answered "not now" to its suggestion.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_now: Option<NaiveDate>,
    /// How many times it was planned, not done, and taken over to another day.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub carried: u32,
    /// Instances of its series that were missed before this one.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub missed: u32,
    pub created: DateTime<Utc>,
    /// When it was said to be unimportant, where that was after it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set_aside: Option<DateTime<Utc>>,
    /// Whether it was asked to let it go; that is asked once while it is unimportant.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub kept: bool,
}

fn is_zero(n: &u32) -> bool {
    *n == 0
}

impl Task {
    /// A task that has a title and nothing else; it waits in the inbox.
    pub fn new(id: TaskId, title: impl Into<String>, order: Order, created: DateTime<Utc>) -> Self {
        Self {
            id,
            title: title.into(),
            notes: String::new(),
            important: None,
            urgency: Urgency::WorkedOut,
            estimate: None,
            steps: Vec::new(),
            due: None,
            not_before: None,
            energy: None,
            tags: BTreeSet::new(),
            split: Split::Whole,
            order,
            after: BTreeSet::new(),
            repeat: None,
            usual: Vec::new(),
            delegated: None,
            project: None,
            goal: None,
            not_now: None,
            carried: 0,
            missed: 0,
            created,
            set_aside: None,
            kept: false,
        }
    }

    /// The steps that are not done, in order.
    pub fn open_steps(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(|step| !step.is_done())
    }

    /// The step to do next, if it has steps and one is open.
    pub fn next_step(&self) -> Option<&Step> {
        self.open_steps().next()
    }

    /// The step with this id.
    pub fn step(&self, id: StepId) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == id)
    }

    /// Work that is left, with `guess` for each open piece that has no estimate.
    pub fn left(&self, guess: Minutes) -> Minutes {
        if self.steps.is_empty() {
            return self.estimate.unwrap_or(guess);
        }
        self.open_steps().map(|step| step.estimate.unwrap_or(guess)).sum()
    }

    /// Whether [`Task::left`] rests on a guess.
    pub fn is_guess(&self) -> bool {
        if self.steps.is_empty() {
            return self.estimate.is_none();
        }
        self.open_steps().any(|step| step.estimate.is_none())
    }

    /// What is left to do oneself of a task that somebody else does: "Hand over to Sam".
    pub fn small_step(&self) -> Option<String> {
        let delegation = self.delegated.as_ref()?;
        Some(match (delegation.handed_over.is_some(), delegation.person.as_str()) {
            (false, "") => "Hand over".into(),
            (false, person) => format!("Hand over to {person}"),
            (true, "") => "Follow up".into(),
            (true, person) => format!("Follow up with {person}"),
        })
    }

    /// Whether somebody else does it and knows.
    pub fn is_handed_over(&self) -> bool {
        self.delegated.as_ref().is_some_and(|delegation| delegation.handed_over.is_some())
    }

    /// Since when it has been neither asked about nor worth doing.
    pub fn waits_to_be_let_go(&self) -> Option<DateTime<Utc>> {
        (!self.kept && self.important == Some(false)).then(|| self.set_aside.unwrap_or(self.created))
    }

    /// Steps that are done, and all steps.
    pub fn progress(&self) -> (usize, usize) {
        (self.steps.iter().filter(|step| step.is_done()).count(), self.steps.len())
    }
}

/// A piece of a task that is done in one sitting, usually 5 to 25 minutes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    pub id: StepId,
    pub title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub estimate: Option<Minutes>,
    /// When it was ticked; `None` while it is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done: Option<DateTime<Utc>>,
    /// Its own need of energy where it differs from the task's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub energy: Option<Energy>,
    /// Its own tag where it differs from the task's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    /// One level below the step before it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub indented: bool,
}

impl Step {
    /// An open step without an estimate.
    pub fn new(id: StepId, title: impl Into<String>) -> Self {
        Self { id, title: title.into(), estimate: None, done: None, energy: None, tag: None, indented: false }
    }

    /// Whether it is ticked.
    pub fn is_done(&self) -> bool {
        self.done.is_some()
    }
}

/// When a task is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Due {
    pub date: NaiveDate,
    /// Without one, the end of that planning day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<NaiveTime>,
    #[serde(default, skip_serializing_if = "DueKind::is_soft")]
    pub kind: DueKind,
}

impl Due {
    /// Due by the end of the planning day `date`, soft.
    pub fn on(date: NaiveDate) -> Self {
        Self { date, time: None, kind: DueKind::Soft }
    }

    /// The local time at which it is late, where planning days start at `day_start`.
    pub fn instant(&self, day_start: NaiveTime) -> NaiveDateTime {
        match self.time {
            Some(time) => self.date.and_time(time),
            None => self.date.succ_opt().unwrap_or(self.date).and_time(day_start),
        }
    }
}

/// Whether work after the due time is worth something still.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum DueKind {
    /// Late is worth half.
    #[default]
    Soft,
    /// Late is worth nothing; due today means first today.
    Hard,
}

impl DueKind {
    fn is_soft(&self) -> bool {
        *self == Self::Soft
    }
}

/// Whether a task presses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Urgency {
    /// From the due time, the work that is left and the working time until then.
    #[default]
    WorkedOut,
    /// Set by hand; it overrides what would be worked out until it is cleared.
    Pinned(bool),
}

impl Urgency {
    fn is_worked_out(&self) -> bool {
        *self == Self::WorkedOut
    }
}

/// How much of one's energy a piece of work needs, or how much a time of day gives.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, strum::EnumIter, strum::Display,
)]
#[strum(serialize_all = "lowercase")]
pub enum Energy {
    /// Tired: for what needs no thought.
    Low,
    /// As most of the day is.
    Mid,
    /// At the best: for what is hard.
    High,
}

/// Whether a task without steps may be done in several sittings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Split {
    /// In one go.
    #[default]
    Whole,
    /// In chunks of the lengths that the settings allow.
    Chunks,
    /// In chunks of its own lengths.
    ChunksOf(Chunk),
}

impl Split {
    fn is_whole(&self) -> bool {
        *self == Self::Whole
    }
}

/// How a task comes again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Repeat {
    /// An RRULE of RFC 5545, without the name before the colon: `FREQ=WEEKLY;BYDAY=MO`.
    pub rrule: String,
    /// Counted from the day on which it was finished, not from the day on which it was due.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub after_completion: bool,
    /// The first instance; the ids of the others are derived from it and their date.
    pub series: TaskId,
    /// The date of this instance.
    pub date: NaiveDate,
}

/// Who does it instead, and when to ask.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Delegation {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub person: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub follow_up: Option<NaiveDate>,
    /// When it was handed over; before that the small step is to do so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handed_over: Option<DateTime<Utc>>,
}

/// A place in a list that leaves room between any two, so that moving one record changes only that record.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Order(FractionalIndex);

impl Order {
    /// Longest stored form that is read, in hexadecimal digits. A list sorted by hand stays far below it.
    const MAX_DIGITS: usize = 4096;

    /// A place between the two; before or after everything where one is missing. Where `before` and `after` are in the
    /// wrong order or equal, right after `before`.
    pub fn between(before: Option<&Self>, after: Option<&Self>) -> Self {
        let (lower, upper) = (before.map(|o| &o.0), after.map(|o| &o.0));
        FractionalIndex::new(lower, upper)
            .or_else(|| lower.map(FractionalIndex::new_after))
            .map_or_else(Self::default, Self)
    }
}

impl Serialize for Order {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&self.0.to_string())
    }
}

impl<'de> Deserialize<'de> for Order {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        if text.len() > Self::MAX_DIGITS {
            return Err(serde::de::Error::custom("an order of over 4,096 digits"));
        }
        // The crate's own reader panics on other text.
        if !text.bytes().all(|byte| byte.is_ascii_hexdigit()) || text.len() % 2 != 0 {
            return Err(serde::de::Error::custom(format!("{text:?} is not an order: not pairs of hexadecimal digits")));
        }
        FractionalIndex::from_string(&text)
            .map(Self)
            .map_err(|e| serde::de::Error::custom(format!("{text:?} is not an order: {e:?}")))
    }
}

/// The four fields of an Eisenhower matrix.
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
    /// The quadrant of what is `important` and `urgent`, or not.
    pub fn of(important: bool, urgent: bool) -> Self {
        match (important, urgent) {
            (true, true) => Self::Do,
            (true, false) => Self::Schedule,
            (false, true) => Self::Delegate,
            (false, false) => Self::Eliminate,
        }
    }

    /// Whether it is above the importance line.
    pub fn important(self) -> bool {
        matches!(self, Self::Do | Self::Schedule)
    }

    /// Whether it is on the urgent side.
    pub fn urgent(self) -> bool {
        matches!(self, Self::Do | Self::Delegate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_fits_between_any_two() {
        let first = Order::default();
        let last = Order::between(Some(&first), None);
        let mut low = first.clone();
        for _ in 0..100 {
            let mid = Order::between(Some(&low), Some(&last));
            assert!(low < mid && mid < last);
            low = mid;
        }
        assert!(Order::between(None, Some(&first)) < first);
        assert!(Order::between(Some(&last), Some(&first)) > last);
    }

    #[test]
    fn a_due_date_without_a_time_ends_with_its_planning_day() {
        let four = NaiveTime::from_hms_opt(4, 0, 0).expect("a time");
        let date = NaiveDate::from_ymd_opt(2028, 2, 29).expect("a date");
        assert_eq!(Due::on(date).instant(four).to_string(), "2028-03-01 04:00:00");
    }
}
