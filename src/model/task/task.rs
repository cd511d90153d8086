//! The task.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};

use super::field::TaskField;
use super::order::Order;
use super::parts::{Delegation, Due, Energy, Repeat, Split, Step, Urgency};
use crate::model::id::{GoalId, ProjectId, StepId, TaskId};
use crate::model::time::Minutes;

/// Maximum length of a title in characters. The rest of a longer one moves into the notes.
pub const MAX_TITLE_CHARS: usize = 500;

/// One thing to get done, now or later.
///
/// ```
/// use chrono::DateTime;
/// use gapwise::model::{Minutes, Order, Step, StepId, Task, TaskId};
///
/// let now = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
/// let mut task = Task::new(TaskId::new(now), "Write the report", Order::default(), now);
/// assert_eq!(task.left(Minutes::new(25)), Minutes::new(25));
///
/// let outline = Step::new(StepId::new(now), "Outline");
/// task.steps.push(Step { estimate: Some(Minutes::new(10)), ..outline });
/// assert_eq!(task.left(Minutes::new(25)), Minutes::new(10));
/// assert_eq!(task.progress(), (0, 1));
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Task {
    pub id: TaskId,
    /// One line, never blank.
    pub title: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub notes: String,
    /// `None` while it waits in the inbox.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub important: Option<bool>,
    #[serde(default, skip_serializing_if = "Urgency::is_worked_out")]
    pub urgency: Urgency,
    /// Total work of a task without steps; with steps their sum counts. `None` means the default length.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub estimate: Option<Minutes>,
    /// In the order of work.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Due>,
    /// The earliest local time to plan it for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_before: Option<NaiveDateTime>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub energy: Option<Energy>,
    /// Without the leading `#`.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub tags: BTreeSet<String>,
    #[serde(default, skip_serializing_if = "Split::is_whole")]
    pub split: Split,
    /// The manual position among its neighbours.
    pub order: Order,
    /// Tasks that must be finished first; never a cycle.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub after: BTreeSet<TaskId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repeat: Option<Repeat>,
    /// The series' values of the fields that this instance of a recurring task overrides; one for each such field.
    #[serde(default, rename = "usual", skip_serializing_if = "Vec::is_empty")]
    pub series_values: Vec<TaskField>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delegated: Option<Delegation>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project: Option<ProjectId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub goal: Option<GoalId>,
    /// The planning day on which it is not suggested.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_now: Option<NaiveDate>,
    /// The number of times it was planned, not done and moved to a later day.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub carried: u32,
    /// The number of instances of its series that were missed before this one.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub missed: u32,
    pub created: DateTime<Utc>,
    /// The time at which it became unimportant, if later than `created`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set_aside: Option<DateTime<Utc>>,
    /// The user was asked whether to drop it and kept it. Asked once while it is unimportant.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub kept: bool,
}

fn is_zero(n: &u32) -> bool {
    *n == 0
}

impl Task {
    /// A task in the inbox with a title and nothing else.
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
            series_values: Vec::new(),
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

    /// The open steps, in order.
    pub fn open_steps(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(|step| !step.is_done())
    }

    /// The first open step.
    pub fn next_step(&self) -> Option<&Step> {
        self.open_steps().next()
    }

    /// The step with this id.
    pub fn step(&self, id: StepId) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == id)
    }

    /// The remaining work, with `guess` for each open piece without an estimate.
    pub fn left(&self, guess: Minutes) -> Minutes {
        if self.steps.is_empty() {
            return self.estimate.unwrap_or(guess);
        }
        self.open_steps().map(|step| step.estimate.unwrap_or(guess)).sum()
    }

    /// Whether [`Task::left`] uses the guess.
    pub fn is_guess(&self) -> bool {
        if self.steps.is_empty() {
            return self.estimate.is_none();
        }
        self.open_steps().any(|step| step.estimate.is_none())
    }

    /// The user's own next step of a delegated task: "Hand over to Sam".
    pub fn small_step(&self) -> Option<String> {
        let delegation = self.delegated.as_ref()?;
        Some(match (delegation.handed_over.is_some(), delegation.person.as_str()) {
            (false, "") => "Hand over".into(),
            (false, person) => format!("Hand over to {person}"),
            (true, "") => "Follow up".into(),
            (true, person) => format!("Follow up with {person}"),
        })
    }

    /// Whether it was handed over to somebody else.
    pub fn is_handed_over(&self) -> bool {
        self.delegated.as_ref().is_some_and(|delegation| delegation.handed_over.is_some())
    }

    /// The time since which it waits for the question whether to drop it; `None` if the question does not apply.
    pub fn waits_to_be_let_go(&self) -> Option<DateTime<Utc>> {
        (!self.kept && self.important == Some(false)).then(|| self.set_aside.unwrap_or(self.created))
    }

    /// The number of finished steps and of all steps.
    pub fn progress(&self) -> (usize, usize) {
        (self.steps.iter().filter(|step| step.is_done()).count(), self.steps.len())
    }
}
