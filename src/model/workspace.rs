//! The workspace: everything that the user told the app.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use imbl::OrdMap;
use imbl::ordmap::DiffItem;
use uuid::Uuid;

use super::event::{Calendar, Event};
use super::goal::{Goal, Project, Template};
use super::id::{BlockId, CalendarId, EventId, GoalId, ProjectId, StepId, TaskId, TemplateId};
use super::log::{ClosedTask, Outcome, Review, Session, SessionKind};
use super::plan::{Block, BlockState};
use super::session_map::Sessions;
use super::settings::Settings;
use super::task::{Order, Task};
use super::time::Minutes;

/// Minutes of finished work on steps, and on tasks as a whole (`None`). Holds no zeros.
///
/// ```
/// # use imbl::OrdMap;
/// use gapwise::model::{Block, BlockId, BlockState, Minutes, Order, Task, TaskId, Workspace};
///
/// let start = "2026-11-23T09:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap();
/// let task = Task::new(TaskId::derived("t"), "Report", Order::default(), start);
/// let (id, minutes, state) = (BlockId::derived("b"), Minutes::new(25), BlockState::Done);
/// let block = Block { id, task: task.id, step: None, start: start.naive_utc(), minutes, state };
/// let worked = |state| {
///     let blocks = OrdMap::unit(id, Block { state, ..block.clone() }.into());
///     let tasks = OrdMap::unit(task.id, task.clone().into());
///     Workspace { tasks, blocks, ..Workspace::default() }.worked_on_tasks()
/// };
/// assert_eq!(worked(BlockState::Done)[&(task.id, None)], minutes);
/// assert!(worked(BlockState::Planned).is_empty(), "no zeros");
/// ```
pub type WorkedMinutes = HashMap<(TaskId, Option<StepId>), Minutes>;

/// All records of the user as a persistent value. A clone is cheap and shares all records, so undo, the save worker and
/// the planner each keep one. The open workspace changes only by [`Workspace::apply`].
///
/// ```
/// use chrono::DateTime;
/// use gapwise::model::{Action, Moment, Order, Task, TaskId, Workspace};
///
/// let instant = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
/// let now = Moment { instant, local: instant.naive_utc() };
/// let task = Task::new(TaskId::new(instant), "Call home", Order::default(), instant);
///
/// let before = Workspace::default();
/// let after = before.apply(&Action::AddTask(Box::new(task)), now).unwrap();
/// assert_eq!((before.tasks.len(), after.tasks.len()), (0, 1));
/// ```
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
    /// Ids of records that were deleted for good, with the time, so that a merge does not bring them back.
    pub tombstones: OrdMap<Uuid, DateTime<Utc>>,
    pub settings: Arc<Settings>,
}

impl Workspace {
    /// Gives a tombstone to every record of `before` that is gone, and takes it from those that are back, as after an
    /// undo or a restored backup. Otherwise a merge would bring the former back.
    pub fn bury(&mut self, before: &Self, at: DateTime<Utc>) {
        // Every field is listed, so that a new kind of record does not compile until it is buried.
        let Self {
            tasks,
            closed,
            calendars,
            events,
            blocks,
            sessions,
            reviews,
            goals,
            projects,
            templates,
            tombstones: _,
            settings: _,
        } = before;
        let (mut gone, mut back) = (Vec::new(), Vec::new());
        let mut all = (&mut gone, &mut back);
        differing(tasks, &self.tasks, |id| id.uuid(), &mut all);
        differing(closed, &self.closed, |id| id.uuid(), &mut all);
        differing(calendars, &self.calendars, |id| id.uuid(), &mut all);
        differing(events, &self.events, |id| id.uuid(), &mut all);
        differing(blocks, &self.blocks, |id| id.uuid(), &mut all);
        differing(sessions, &self.sessions, |id| id.uuid(), &mut all);
        differing(reviews, &self.reviews, |date| Review::tombstone_of(*date), &mut all);
        differing(goals, &self.goals, |id| id.uuid(), &mut all);
        differing(projects, &self.projects, |id| id.uuid(), &mut all);
        differing(templates, &self.templates, |id| id.uuid(), &mut all);
        for id in gone {
            self.tombstones.entry(id).or_insert(at);
        }
        // Last, because a task that is closed or opened goes from one map to the other.
        for id in back {
            self.tombstones.remove(&id);
        }
        let mut changed = changed_keys(tasks, &self.tasks);
        changed.extend(changed_keys(closed, &self.closed));
        for id in changed {
            self.raise_reopened(id, before);
        }
    }

    /// Returns the least [`Task::reopened`] of the next value of a task. It never falls, and a reopening raises it.
    pub(super) fn least_reopened(&self, id: TaskId, is_open: bool) -> u32 {
        let open = self.tasks.get(&id).map(|task| task.reopened);
        let closed = self.closed.get(&id).map(|it| it.task.reopened.saturating_add(is_open.into()));
        open.max(closed).unwrap_or_default()
    }

    /// Raises [`Task::reopened`] of a task to the least that `before` asks for.
    fn raise_reopened(&mut self, id: TaskId, before: &Self) {
        // Looked at first, because a mutable access copies the shared nodes of the map.
        let least = before.least_reopened(id, true);
        if self.tasks.get(&id).is_some_and(|task| task.reopened < least)
            && let Some(task) = self.tasks.get_mut(&id)
        {
            Arc::make_mut(task).reopened = least;
        }
        let least = before.least_reopened(id, false);
        if self.closed.get(&id).is_some_and(|it| it.task.reopened < least)
            && let Some(closed) = self.closed.get_mut(&id)
        {
            Arc::make_mut(closed).task.reopened = least;
        }
    }

    /// Gives each task the number of reopenings that it has in `other`, so that the two differ in nothing but the rest.
    pub fn count_as(&mut self, other: &Self) {
        let mut ids = changed_keys(&self.tasks, &other.tasks);
        ids.extend(changed_keys(&self.closed, &other.closed));
        for id in ids {
            let Some(times) = other.any_task(id).map(|task| task.reopened) else { continue };
            if self.tasks.get(&id).is_some_and(|task| task.reopened != times)
                && let Some(task) = self.tasks.get_mut(&id)
            {
                Arc::make_mut(task).reopened = times;
            }
            if self.closed.get(&id).is_some_and(|it| it.task.reopened != times)
                && let Some(closed) = self.closed.get_mut(&id)
            {
                Arc::make_mut(closed).task.reopened = times;
            }
        }
    }

    /// Removes the tombstone of a record that comes back. Without one the map stays shared, which keeps caches valid.
    pub(super) fn revive(&mut self, id: Uuid) {
        if self.tombstones.contains_key(&id) {
            self.tombstones.remove(&id);
        }
    }

    /// Returns the task with this id, open or closed. Past blocks refer to closed tasks.
    pub fn any_task(&self, id: TaskId) -> Option<&Task> {
        let open = self.tasks.get(&id).map(|task| &**task);
        open.or_else(|| self.closed.get(&id).map(|closed| &closed.task))
    }

    /// Returns the title for a block or suggestion: the step's if it is for a step, else the task's.
    pub fn title_of(&self, task: TaskId, step: Option<StepId>) -> Option<&str> {
        let task = self.any_task(task)?;
        let step = step.and_then(|step| task.step(step));
        Some(step.map_or(&task.title, |step| &step.title))
    }

    /// Returns whether a task, or this step of it, is open.
    pub fn is_open(&self, task: TaskId, step: Option<StepId>) -> bool {
        let Some(task) = self.tasks.get(&task) else { return false };
        step.is_none_or(|step| task.step(step).is_some_and(|step| !step.is_done()))
    }

    /// Returns whether a task, or this step of it, was finished.
    pub fn is_finished(&self, task: TaskId, step: Option<StepId>) -> bool {
        self.finished_at(task, step).is_some()
    }

    /// Returns the time at which a task, or this step of it, was finished.
    pub fn finished_at(&self, task: TaskId, step: Option<StepId>) -> Option<DateTime<Utc>> {
        let closed = self.closed.get(&task).filter(|closed| closed.outcome == Outcome::Done);
        let step = step.and_then(|step| self.any_task(task)?.step(step)?.done);
        step.or(closed.map(|closed| closed.closed))
    }

    /// Returns the review of `date` if the user ended that day. Nothing more is suggested for such a day.
    pub fn closed_day(&self, date: NaiveDate) -> Option<&Review> {
        self.reviews.get(&date).map(|review| &**review).filter(|review| review.done_for_today.is_some())
    }

    /// Returns the open session, running or paused.
    pub fn open_session(&self) -> Option<&Session> {
        self.sessions.open()
    }

    /// Returns the running block: that of the open session.
    pub fn running(&self) -> Option<&Block> {
        let block = self.blocks.get(&self.open_session()?.block?)?;
        (block.state == BlockState::Running).then_some(block)
    }

    /// Returns a position after all open tasks.
    pub fn last_order(&self) -> Order {
        Order::between(self.tasks.values().map(|task| &task.order).max(), None)
    }

    /// Returns the total length of finished blocks for a task or its step, without the block `except`.
    pub fn worked(&self, task: TaskId, step: Option<StepId>, except: BlockId) -> Minutes {
        let counts = |block: &Block| {
            block.task == task && block.step == step && block.id != except && block.state == BlockState::Done
        };
        self.blocks.values().filter(|block| counts(block)).map(|block| block.minutes).sum()
    }

    /// Returns the work on each step of the open tasks, and on each open task as a whole (`None`): ended sessions, and
    /// blocks that were ticked without the timer.
    pub fn worked_on_tasks(&self) -> WorkedMinutes {
        let (mut work, mut timed) = (HashMap::<_, TimeDelta>::new(), HashSet::new());
        for session in self.sessions.values().filter(|it| it.kind == SessionKind::Focus) {
            let Some(task) = session.task.filter(|task| self.tasks.contains_key(task)) else { continue };
            timed.extend(session.block);
            *work.entry((task, session.step)).or_default() +=
                session.end.map_or(TimeDelta::zero(), |end| session.worked(end));
        }
        let ticked = self.blocks.values().filter(|it| it.state == BlockState::Done);
        for block in ticked.filter(|block| !timed.contains(&block.id) && self.tasks.contains_key(&block.task)) {
            *work.entry((block.task, block.step)).or_default() += block.minutes.delta();
        }
        let minutes = work.into_iter().map(|(of, length)| (of, Minutes::rounded(length)));
        minutes.filter(|(_, minutes)| !minutes.is_zero()).collect()
    }

    /// Returns whether both are clones of one value. Cheap; false for equal values that were made apart.
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

    /// Returns whether it has no task, event or block.
    pub fn is_empty(&self) -> bool {
        self.tasks.is_empty() && self.events.is_empty() && self.blocks.is_empty() && self.closed.is_empty()
    }
}

/// Returns the keys whose records differ between two maps. Skips the shared parts of the maps.
pub fn changed_keys<K: Ord + Clone, V: PartialEq>(one: &OrdMap<K, V>, other: &OrdMap<K, V>) -> BTreeSet<K> {
    let key = |change: DiffItem<'_, '_, K, V>| match change {
        DiffItem::Add(key, _) | DiffItem::Remove(key, _) | DiffItem::Update { new: (key, _), .. } => key.clone(),
    };
    one.diff(other).map(key).collect()
}

/// Adds the ids of records that only `before` has, and of those that only `after` has.
fn differing<K: Ord, V: PartialEq>(
    before: &OrdMap<K, V>,
    after: &OrdMap<K, V>,
    id: impl Fn(&K) -> Uuid,
    (gone, back): &mut (&mut Vec<Uuid>, &mut Vec<Uuid>),
) {
    for change in before.diff(after) {
        match change {
            DiffItem::Remove(key, _) => gone.push(id(key)),
            DiffItem::Add(key, _) => back.push(id(key)),
            DiffItem::Update { .. } => {}
        }
    }
}
