//! One field of a task with a value: a task edit, or the value that a recurring task's series keeps.

use std::collections::BTreeSet;
use std::mem::discriminant;

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use super::order::Order;
use super::parts::{Delegation, Due, Energy, Repeat, Split, Step, Urgency};
use crate::model::id::{GoalId, ProjectId, TaskId};
use crate::model::time::Minutes;

/// A field of a task and its value. Only the fields that later instances of a series inherit can be stored.
///
/// ```
/// use gapwise::model::{Action, Minutes, Moment, Order, Task, TaskField, TaskId, Workspace};
///
/// let now = Moment { instant: "2026-11-23T09:00:00Z".parse().unwrap(), local: "2026-11-23T09:00:00".parse().unwrap() };
/// let task = Task::new(TaskId::derived("t"), "Report", Order::default(), now.instant);
/// let (id, estimate) = (task.id, TaskField::Estimate(Some(Minutes::new(25))));
/// let workspace = Workspace::default().apply(&Action::AddTask(task.into()), now).unwrap();
/// let edited = workspace.apply(&Action::EditTask(id, estimate), now).unwrap();
/// assert_eq!(edited.tasks[&id].estimate, Some(Minutes::new(25)));
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, strum::EnumDiscriminants)]
#[strum_discriminants(name(TaskFieldKind), derive(strum::EnumIter))]
pub enum TaskField {
    Title(String),
    Notes(String),
    /// `None` moves the task into the inbox.
    Important(Option<bool>),
    Urgency(Urgency),
    Estimate(Option<Minutes>),
    /// In a series: relative to the series' date of this instance.
    Due(Option<Due>),
    /// The earliest start on the wall clock. In a series: relative to the series' date of this instance.
    NotBefore(Option<NaiveDateTime>),
    Energy(Option<Energy>),
    Tags(BTreeSet<String>),
    Split(Split),
    /// In a series: without follow-up and handover.
    Delegated(Option<Delegation>),
    /// In a series: all of them open.
    Steps(Vec<Step>),
    /// The position among its neighbours.
    #[serde(skip)]
    Order(Order),
    /// The tasks that must be finished first.
    #[serde(skip)]
    After(BTreeSet<TaskId>),
    /// The planning day on which it is not suggested.
    #[serde(skip)]
    NotNow(Option<NaiveDate>),
    /// The number of times it was carried over to a later day.
    #[serde(skip)]
    Carried(u32),
    /// The recurrence. The open instance keeps its due date.
    #[serde(skip)]
    Repeat(Option<Repeat>),
    /// The series' values of the fields that this instance overrides.
    #[serde(skip)]
    SeriesValues(Vec<TaskField>),
    #[serde(skip)]
    Project(Option<ProjectId>),
    #[serde(skip)]
    Goal(Option<GoalId>),
    /// The user was asked whether to drop it and kept it.
    #[serde(skip)]
    Kept,
}

impl TaskField {
    /// Returns the name of the field within a sentence.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Title(_) => "title",
            Self::Notes(_) => "notes",
            Self::Important(_) => "importance",
            Self::Urgency(_) => "urgency",
            Self::Estimate(_) => "estimate",
            Self::Due(_) => "due time",
            Self::NotBefore(_) => "start",
            Self::Energy(_) => "energy",
            Self::Tags(_) => "tags",
            Self::Split(_) => "splitting",
            Self::Delegated(_) => "delegation",
            Self::Steps(_) => "steps",
            Self::Order(_) => "position",
            Self::After(_) => "predecessors",
            Self::NotNow(_) => "not now",
            Self::Carried(_) => "carried over",
            Self::Repeat(_) => "recurrence",
            Self::SeriesValues(_) => "series",
            Self::Project(_) => "project",
            Self::Goal(_) => "goal",
            Self::Kept => "kept",
        }
    }

    /// Returns whether both are the same field, with any value.
    pub fn is_same_field(&self, other: &Self) -> bool {
        discriminant(self) == discriminant(other)
    }

    /// Returns whether later instances of a series inherit the field.
    pub fn is_inherited(&self) -> bool {
        match self {
            Self::Title(_)
            | Self::Notes(_)
            | Self::Important(_)
            | Self::Urgency(_)
            | Self::Estimate(_)
            | Self::Due(_)
            | Self::NotBefore(_)
            | Self::Energy(_)
            | Self::Tags(_)
            | Self::Split(_)
            | Self::Delegated(_)
            | Self::Steps(_) => true,
            Self::Order(_)
            | Self::After(_)
            | Self::NotNow(_)
            | Self::Carried(_)
            | Self::Repeat(_)
            | Self::SeriesValues(_)
            | Self::Project(_)
            | Self::Goal(_)
            | Self::Kept => false,
        }
    }
}
