//! Goals, projects and task templates.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::id::{GoalId, ProjectId, TemplateId};
use super::task::Step;
use super::time::Minutes;

/// A target for a week or a month. Counts tasks that name the goal or carry its tag.
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
///
/// ```
/// # use gapwise::calendar::{Tz, words::Words};
/// # use imbl::OrdMap;
/// use gapwise::model::{Goal, GoalId, GoalPeriod, GoalTarget, Minutes, Workspace};
/// use gapwise::review::{ReviewSource, goal_progress};
///
/// # let now = "2026-11-23T09:00:00Z".parse().unwrap();
/// # let goal = |target| Goal {
/// #     id: GoalId::derived("goal"),
/// #     title: "Thesis".into(),
/// #     target,
/// #     period: GoalPeriod::Week,
/// #     tag: None,
/// #     created: now,
/// #     archived: None,
/// # };
/// let words = |target| {
///     let goals = OrdMap::unit(GoalId::derived("goal"), goal(target).into());
///     let workspace = Workspace { goals, ..Workspace::default() };
///     let (here, words) = (Tz::UTC, Words::default());
///     let source = ReviewSource { workspace: &workspace, here, now, without_private: false, words };
///     goal_progress(&source, now.date_naive())[0].words()
/// };
/// assert_eq!(words(GoalTarget::Minutes(Minutes::new(300))), "0 min of 5 h this week");
/// assert_eq!(words(GoalTarget::MicroTasks(12)), "0 of 12 micro-tasks this week");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum GoalTarget {
    Minutes(Minutes),
    MicroTasks(u32),
}

/// The period after which a goal counts from zero again.
///
/// ```
/// # use gapwise::calendar::{Tz, words::Words};
/// # use imbl::OrdMap;
/// use gapwise::model::{Goal, GoalId, GoalPeriod, GoalTarget, Minutes, Session, SessionId, Workspace};
/// use gapwise::review::{ReviewSource, goal_progress};
///
/// # let [start, end, now] = ["20T09:00", "20T11:00", "23T09:00"]
/// #     .map(|time| format!("2026-11-{time}:00Z").parse::<chrono::DateTime<chrono::Utc>>().unwrap());
/// # let goal = |period| Goal {
/// #     id: GoalId::derived("goal"),
/// #     title: "Thesis".into(),
/// #     target: GoalTarget::Minutes(Minutes::new(600)),
/// #     period,
/// #     tag: None,
/// #     created: start,
/// #     archived: None,
/// # };
/// let mut workspace = Workspace::default();
/// let session = Session { end: Some(end), ..Session::new(SessionId::derived("last Friday"), start) };
/// workspace.sessions.insert(session.id, session.into());
/// let minutes = |period| {
///     let goals = OrdMap::unit(GoalId::derived("goal"), goal(period).into());
///     let workspace = Workspace { goals, ..workspace.clone() };
///     let (here, words) = (Tz::UTC, Words::default());
///     let source = ReviewSource { workspace: &workspace, here, now, without_private: false, words };
///     goal_progress(&source, now.date_naive())[0].done
/// };
/// assert_eq!((minutes(GoalPeriod::Week), minutes(GoalPeriod::Month)), (0, 120));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum GoalPeriod {
    Week,
    Month,
}

/// A group of tasks with a common purpose.
///
/// ```
/// use gapwise::model::{Action, Moment, Order, Project, ProjectId, Task, TaskId, Workspace};
///
/// # let local: chrono::NaiveDateTime = "2026-11-23T09:00:00".parse().unwrap();
/// # let now = Moment { instant: local.and_utc(), local };
/// let (id, title, notes) = (ProjectId::derived("move"), "Move house".into(), String::new());
/// let mut task = Task::new(TaskId::derived("t"), "Call the movers", Order::default(), now.instant);
/// task.project = Some(id);
/// let put = Action::PutProject(Project { id, title, notes, archived: None }.into());
/// let with = |it: Workspace, action| it.apply(&action, now).unwrap();
/// let workspace = with(with(Workspace::default(), put), Action::AddTask(task.into()));
/// let without = with(workspace, Action::RemoveProject(id));
/// assert_eq!(without.tasks[&TaskId::derived("t")].project, None, "its tasks stay");
/// ```
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
///
/// ```
/// use gapwise::model::{Action, Moment, Order, Step, StepId, Task, TaskId, Template, TemplateId, Workspace};
///
/// # let local: chrono::NaiveDateTime = "2026-11-23T09:00:00".parse().unwrap();
/// # let now = Moment { instant: local.and_utc(), local };
/// let steps = vec![Step::new(StepId::derived("1"), "Book a room")];
/// let (id, title, notes, tags) = (TemplateId::derived("talk"), "Talk".into(), String::new(), Vec::new());
/// let template = Template { id, title, notes, tags, steps };
/// let task = Task::new(TaskId::derived("t"), "Talk about search", Order::default(), now.instant);
/// let id = task.id;
/// let add = |it: &Workspace, step| it.apply(&Action::AddStep { task: id, at: 0, step }, now);
/// let workspace = Workspace::default().apply(&Action::AddTask(task.into()), now).unwrap();
/// let once = add(&workspace, template.steps[0].clone()).unwrap();
/// assert!(add(&once, template.steps[0].clone()).is_err(), "the id is taken");
/// assert!(add(&once, Step { id: StepId::derived("2"), ..template.steps[0].clone() }).is_ok());
/// ```
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
