//! The task.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};

use super::field::TaskField;
use super::order::Order;
use super::parts::{Chunk, Delegation, Due, Energy, Repeat, Split, Step, Urgency};
use crate::model::id::{GoalId, ProjectId, StepId, TaskId};
use crate::model::time::Minutes;

/// Maximum length of a title in characters. The rest of a longer one moves into the notes.
pub const MAX_TITLE_CHARS: usize = 500;

/// Cuts a title at its first line break or at the last space before the maximum length. Returns the title and the rest.
///
/// ```
/// # use gapwise::model::cut_title;
/// assert_eq!(cut_title(" Call Ana\nAsk about Friday "), ("Call Ana", "Ask about Friday"));
/// ```
pub fn cut_title(text: &str) -> (&str, &str) {
    let text = text.trim();
    let line_end = text.find(['\n', '\r']).unwrap_or(text.len());
    let too_long = text.char_indices().nth(MAX_TITLE_CHARS).map(|(at, _)| at).filter(|at| *at < line_end);
    let cut = too_long.map_or(line_end, |at| text[..at].rfind(' ').unwrap_or(at));
    (text[..cut].trim_end(), text[cut..].trim_start())
}

/// Shortest guess for a step of a task with an estimate.
const LEAST_STEP: Minutes = Minutes::new(5);

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
///
/// task.estimate = Some(Minutes::new(180));
/// assert_eq!(task.unwritten(Minutes::new(25)), Minutes::new(170));
/// assert_eq!(task.left(Minutes::new(25)), Minutes::new(180));
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
    /// Total work, finished steps included. `None` means the sum of the steps; without steps, the default length.
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
    #[serde(default, skip_serializing_if = "Split::is_auto")]
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
    /// The number of times it was reopened. A closing with a smaller number was taken back, and one with the same or a greater
    /// number came later, even if a sync program has delivered only one of the two files.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub reopened: u32,
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
    /// Returns a task in the inbox with a title and nothing else.
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
            split: Split::Auto,
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
            reopened: 0,
            created,
            set_aside: None,
            kept: false,
        }
    }

    /// Returns the open steps, in order.
    pub fn open_steps(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(|step| !step.is_done())
    }

    /// Returns the first open step.
    pub fn next_step(&self) -> Option<&Step> {
        self.open_steps().next()
    }

    /// Returns the step with this id.
    pub fn step(&self, id: StepId) -> Option<&Step> {
        self.steps.iter().find(|step| step.id == id)
    }

    /// Returns the remaining work: the open steps and the unwritten work, with `guess` as in [`Task::step_length`].
    pub fn left(&self, guess: Minutes) -> Minutes {
        if self.steps.is_empty() {
            return self.estimate.unwrap_or(guess);
        }
        let of_step = self.step_guess(guess);
        let open: Minutes = self.open_steps().map(|step| step.estimate.unwrap_or(of_step)).sum();
        open + self.unwritten(guess)
    }

    /// Returns [`Task::left`] less `worked` on the task as a whole. With steps, such work counts for the unwritten part
    /// only.
    pub fn left_after(&self, worked: Minutes, guess: Minutes) -> Minutes {
        let counts = if self.steps.is_empty() { worked } else { worked.min(self.unwritten(guess)) };
        self.left(guess) - counts
    }

    /// Returns the step and length of the next sitting: the next step, else as much of the rest as a chunk holds.
    /// `usual` are the chunk lengths of the settings.
    pub fn next_sitting(&self, guess: Minutes, usual: Chunk) -> (Option<StepId>, Minutes) {
        let step = self.next_step();
        let minutes = step.map_or_else(|| self.left(guess), |step| self.step_length(step, guess));
        let most = self.split.chunk(minutes, usual).map_or(minutes, |chunk| chunk.max);
        (step.map(|step| step.id), minutes.min(most))
    }

    /// Returns the length of a step. A step without an estimate has `guess`, or its share of the minutes that the
    /// task's estimate leaves for such steps if that is less.
    pub fn step_length(&self, step: &Step, guess: Minutes) -> Minutes {
        step.estimate.unwrap_or_else(|| self.step_guess(guess))
    }

    fn step_guess(&self, guess: Minutes) -> Minutes {
        let Some(total) = self.estimate else { return guess };
        let share = (total - self.estimated_steps()).get().checked_div(self.guessed_steps()).unwrap_or(0);
        Minutes::new(share).max(LEAST_STEP).min(guess)
    }

    /// Returns the part of the estimate that no step covers. Zero for a task without steps, which is one piece itself.
    pub fn unwritten(&self, guess: Minutes) -> Minutes {
        match self.estimate {
            Some(total) if !self.steps.is_empty() => total - self.steps_total(self.step_guess(guess)),
            _ => Minutes::ZERO,
        }
    }

    fn steps_total(&self, guess: Minutes) -> Minutes {
        self.estimated_steps() + Minutes::new(guess.get().saturating_mul(self.guessed_steps()))
    }

    fn estimated_steps(&self) -> Minutes {
        self.steps.iter().filter_map(|step| step.estimate).sum()
    }

    /// Returns the number of steps without an estimate, open and finished.
    fn guessed_steps(&self) -> u32 {
        u32::try_from(self.steps.iter().filter(|step| step.estimate.is_none()).count()).unwrap_or(u32::MAX)
    }

    /// Raises an estimate that is less than the steps add up to.
    pub(in crate::model) fn cover_steps(&mut self) {
        let least = self.steps_total(LEAST_STEP);
        self.estimate = self.estimate.map(|total| total.max(least));
    }

    /// Returns whether [`Task::left`] uses the guess.
    pub fn is_guess(&self) -> bool {
        if self.steps.is_empty() {
            return self.estimate.is_none();
        }
        self.estimate.is_none() && self.open_steps().any(|step| step.estimate.is_none())
    }

    /// Returns the user's own next step of a delegated task: "Hand over to Sam".
    pub fn small_step(&self) -> Option<String> {
        let delegation = self.delegated.as_ref()?;
        Some(match (delegation.handed_over.is_some(), delegation.person.as_str()) {
            (false, "") => "Hand over".into(),
            (false, person) => format!("Hand over to {person}"),
            (true, "") => "Follow up".into(),
            (true, person) => format!("Follow up with {person}"),
        })
    }

    /// Returns whether it was handed over to somebody else.
    pub fn is_handed_over(&self) -> bool {
        self.delegated.as_ref().is_some_and(|delegation| delegation.handed_over.is_some())
    }

    /// Returns the time since which it waits for the question whether to drop it; `None` if the question does not apply.
    pub fn waits_to_be_let_go(&self) -> Option<DateTime<Utc>> {
        (!self.kept && self.important == Some(false)).then(|| self.set_aside.unwrap_or(self.created))
    }

    /// Returns the number of finished steps and of all steps.
    pub fn progress(&self) -> (usize, usize) {
        (self.steps.iter().filter(|step| step.is_done()).count(), self.steps.len())
    }
}
