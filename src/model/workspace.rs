//! The one shared state of the app.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use imbl::OrdMap;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::event::{Calendar, Event};
use super::id::{BlockId, CalendarId, EventId, GoalId, ProjectId, StepId, TaskId, TemplateId};
use super::log::{ClosedTask, Outcome, Review, SessionKind};
use super::plan::{Block, BlockState};
use super::sessions::Sessions;
use super::settings::Settings;
use super::task::{Order, Step, Task};
use super::time::Minutes;

/// Everything a person has told the app, as a persistent value: a clone costs next to nothing and shares all records,
/// so undo, the save worker and the planner each keep one. The open one changes only by [`Workspace::apply`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Workspace {
    /// Open tasks.
    pub tasks: OrdMap<TaskId, Arc<Task>>,
    /// Finished, dropped and deleted tasks.
    pub closed: OrdMap<TaskId, Arc<ClosedTask>>,
    pub calendars: OrdMap<CalendarId, Arc<Calendar>>,
    pub events: OrdMap<EventId, Arc<Event>>,
    pub blocks: OrdMap<BlockId, Arc<Block>>,
    pub sessions: Sessions,
    /// By the date of the planning day.
    pub reviews: OrdMap<NaiveDate, Arc<Review>>,
    pub goals: OrdMap<GoalId, Arc<Goal>>,
    pub projects: OrdMap<ProjectId, Arc<Project>>,
    pub templates: OrdMap<TemplateId, Arc<Template>>,
    /// Records that were deleted for good, and when: so that another machine's copy does not bring them back.
    pub tombstones: OrdMap<Uuid, DateTime<Utc>>,
    pub settings: Arc<Settings>,
}

impl Workspace {
    /// The task with this id, open or closed: blocks of the past refer to closed ones.
    pub fn any_task(&self, id: TaskId) -> Option<&Task> {
        let open = self.tasks.get(&id).map(|task| &**task);
        open.or_else(|| self.closed.get(&id).map(|closed| &closed.task))
    }

    /// What a block or a suggestion for a task is called: the step's title where it is for one, else the task's.
    pub fn title_of(&self, task: TaskId, step: Option<StepId>) -> Option<&str> {
        let task = self.any_task(task)?;
        let step = step.and_then(|step| task.step(step));
        Some(step.map_or(&task.title, |step| &step.title))
    }

    /// Whether a task, or this step of it, is still to be done.
    pub fn is_open(&self, task: TaskId, step: Option<StepId>) -> bool {
        let Some(task) = self.tasks.get(&task) else { return false };
        step.is_none_or(|step| task.step(step).is_some_and(|step| !step.is_done()))
    }

    /// Whether a task, or this step of it, was finished.
    pub fn is_finished(&self, task: TaskId, step: Option<StepId>) -> bool {
        let closed = self.closed.get(&task).is_some_and(|closed| closed.outcome == Outcome::Done);
        closed || step.and_then(|step| self.any_task(task)?.step(step)).is_some_and(Step::is_done)
    }

    /// The review of `date` if the person was done for that day: nothing more is suggested for it.
    pub fn closed_day(&self, date: NaiveDate) -> Option<&Review> {
        self.reviews.get(&date).map(|review| &**review).filter(|review| review.done_for_today.is_some())
    }

    /// The block that is running: that of the open session.
    pub fn running(&self) -> Option<&Block> {
        let block = self.blocks.get(&self.open_session()?.block?)?;
        (block.state == BlockState::Running).then_some(block)
    }

    /// A place after all open tasks.
    pub fn last_order(&self) -> Order {
        Order::between(self.tasks.values().map(|task| &task.order).max(), None)
    }

    /// Minutes of finished blocks for a task or its step, `except` one block.
    pub fn worked(&self, task: TaskId, step: Option<StepId>, except: BlockId) -> Minutes {
        let counts = |block: &Block| {
            block.task == task && block.step == step && block.id != except && block.state == BlockState::Done
        };
        self.blocks.values().filter(|block| counts(block)).map(|block| block.minutes).sum()
    }

    /// Work on each open task as a whole: tracked time that has ended, and blocks that were ticked without the timer.
    pub fn worked_on_tasks(&self) -> HashMap<TaskId, Minutes> {
        let (mut work, mut timed) = (HashMap::<TaskId, TimeDelta>::new(), HashSet::new());
        for session in self.sessions.values().filter(|it| it.kind == SessionKind::Focus && it.step.is_none()) {
            let Some(task) = session.task.filter(|task| self.tasks.contains_key(task)) else { continue };
            timed.extend(session.block);
            *work.entry(task).or_default() += session.end.map_or(TimeDelta::zero(), |end| session.worked(end));
        }
        let ticked = self.blocks.values().filter(|it| it.state == BlockState::Done && it.step.is_none());
        for block in ticked.filter(|block| !timed.contains(&block.id) && self.tasks.contains_key(&block.task)) {
            *work.entry(block.task).or_default() += block.minutes.delta();
        }
        work.into_iter().map(|(task, length)| (task, Minutes::rounded(length))).collect()
    }

    /// Whether it is the very value that `other` is, or a clone of it; cheap, and false for equal values made apart.
    pub fn is(&self, other: &Self) -> bool {
        self.tasks.ptr_eq(&other.tasks)
            && self.closed.ptr_eq(&other.closed)
            && self.calendars.ptr_eq(&other.calendars)
            && self.events.ptr_eq(&other.events)
            && self.blocks.ptr_eq(&other.blocks)
            && self.sessions.ptr_eq(&other.sessions)
            && self.reviews.ptr_eq(&other.reviews)
            && self.goals.ptr_eq(&other.goals)
            && self.projects.ptr_eq(&other.projects)
            && self.templates.ptr_eq(&other.templates)
            && self.tombstones.ptr_eq(&other.tombstones)
            && Arc::ptr_eq(&self.settings, &other.settings)
    }

    /// Whether there is nothing in it that a person made.
    pub fn is_empty(&self) -> bool {
        self.tasks.is_empty() && self.events.is_empty() && self.blocks.is_empty() && self.closed.is_empty()
    }
}

/// Something to work towards, counted over a week or a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Goal {
    pub id: GoalId,
    pub title: String,
    pub target: GoalTarget,
    pub period: GoalPeriod,
    /// Counts what has this tag, besides the tasks that name the goal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    pub created: DateTime<Utc>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub archived: Option<DateTime<Utc>>,
}

/// How much.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum GoalTarget {
    Minutes(Minutes),
    MicroTasks(u32),
}

/// In what time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum GoalPeriod {
    Week,
    Month,
}

/// What several tasks belong to.
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

/// A task to be made again and again. The ids of its steps are replaced when it is used.
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
