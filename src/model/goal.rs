//! Goals, projects and task templates.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::id::{GoalId, ProjectId, TemplateId};
use super::task::Step;
use super::time::Minutes;

/// A target for a week or a month. Tasks count that name the goal or have its tag.
///
/// ```
/// use chrono::{TimeZone, Utc};
/// use gapwise::model::{Goal, GoalId, GoalPeriod, GoalTarget, Minutes};
///
/// let thesis = Goal {
///     id: GoalId::derived("thesis"),
///     title: "Thesis".into(),
///     target: GoalTarget::Minutes(Minutes::new(600)),
///     period: GoalPeriod::Week,
///     tag: Some("thesis".into()),
///     created: Utc.with_ymd_and_hms(2026, 11, 23, 9, 0, 0).unwrap(),
///     archived: None,
/// };
/// let text = ron::to_string(&thesis).unwrap();
/// assert_eq!(ron::from_str::<Goal>(&text).unwrap(), thesis);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Goal {
    pub id: GoalId,
    pub title: String,
    pub target: GoalTarget,
    pub period: GoalPeriod,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    pub created: DateTime<Utc>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archived: Option<DateTime<Utc>>,
}

/// The amount of work that reaches a goal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum GoalTarget {
    Minutes(Minutes),
    MicroTasks(u32),
}

/// The period after which a goal counts from zero again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum GoalPeriod {
    Week,
    Month,
}

/// A group of tasks with a common purpose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Project {
    pub id: ProjectId,
    pub title: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub notes: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archived: Option<DateTime<Utc>>,
}

/// A pattern for new tasks. Each new task gets steps with new ids.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    pub id: TemplateId,
    pub title: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub notes: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    pub steps: Vec<Step>,
}
