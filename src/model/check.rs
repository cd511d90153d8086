//! The invariants of a workspace.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::error::Broken;
use super::event::{Event, EventTime};
use super::id::TaskId;
use super::log::{Session, SessionKind};
use super::plan::{Block, BlockState};
use super::settings::Settings;
use super::task::Task;
use super::workspace::Workspace;

impl Workspace {
    /// Checks every invariant of every record.
    ///
    /// # Errors
    /// The first invariant that does not hold.
    pub fn check(&self) -> Result<(), Broken> {
        self.tasks.values().try_for_each(|task| check_fields(self, task))?;
        if let Some(both) = self.tasks.values().find(|task| self.closed.contains_key(&task.id)) {
            return Err(Broken::OpenAndClosed(both.title.clone()));
        }
        tied_up(self).into_iter().try_for_each(|task| acyclic(self, task))?;
        self.events.values().try_for_each(|it| event(self, it))?;
        self.blocks.values().try_for_each(|it| block(self, it))?;
        sessions(self)?;
        settings(&self.settings)
    }
}

/// Checks a task before it goes into `workspace`.
pub(super) fn task(workspace: &Workspace, task: &Task) -> Result<(), Broken> {
    check_fields(workspace, task)?;
    let as_before = workspace.tasks.get(&task.id).is_some_and(|old| old.after == task.after);
    if as_before || task.after.is_empty() { Ok(()) } else { acyclic(workspace, task) }
}

fn check_fields(workspace: &Workspace, task: &Task) -> Result<(), Broken> {
    if task.title.trim().is_empty() || task.steps.iter().any(|step| step.title.trim().is_empty()) {
        return Err(Broken::BlankTitle);
    }
    let distinct: BTreeSet<_> = task.steps.iter().map(|step| step.id).collect();
    if distinct.len() != task.steps.len() {
        return Err(Broken::TwinSteps(task.title.clone()));
    }
    if task.after.iter().any(|before| workspace.any_task(*before).is_none()) {
        return Err(Broken::UnknownPredecessor(task.title.clone()));
    }
    if task.goal.is_some_and(|goal| !workspace.goals.contains_key(&goal)) {
        return Err(Broken::UnknownGoal(task.title.clone()));
    }
    if task.project.is_some_and(|project| !workspace.projects.contains_key(&project)) {
        return Err(Broken::UnknownProject(task.title.clone()));
    }
    Ok(())
}

/// Returns whether `task` waits for itself, directly or through other tasks.
pub fn waits_for_itself(workspace: &Workspace, task: &Task) -> bool {
    acyclic(workspace, task).is_err()
}

/// Returns the open tasks that can never start: those on a cycle, and those that wait for one. All others are removed in
/// topological order (Kahn, Communications of the ACM 5, 1962).
pub fn tied_up(workspace: &Workspace) -> Vec<&Task> {
    let mut waits: BTreeMap<TaskId, usize> = BTreeMap::new();
    let mut behind: BTreeMap<TaskId, Vec<TaskId>> = BTreeMap::new();
    for task in workspace.tasks.values().filter(|task| !task.after.is_empty()) {
        let open: Vec<_> = task.after.iter().filter(|before| workspace.tasks.contains_key(*before)).collect();
        waits.insert(task.id, open.len());
        for before in open {
            behind.entry(*before).or_default().push(task.id);
        }
    }
    let mut ready: Vec<TaskId> = behind.keys().filter(|id| !waits.contains_key(id)).copied().collect();
    ready.extend(waits.iter().filter(|(_, open)| **open == 0).map(|(id, _)| *id));
    while let Some(done) = ready.pop() {
        waits.remove(&done);
        for next in behind.get(&done).into_iter().flatten() {
            if let Some(open) = waits.get_mut(next) {
                *open -= 1;
                ready.extend((*open == 0).then_some(*next));
            }
        }
    }
    waits.keys().filter_map(|id| workspace.tasks.get(id)).map(|task| &**task).collect()
}

/// Checks that no chain of predecessors of `task` leads back to it.
fn acyclic(workspace: &Workspace, task: &Task) -> Result<(), Broken> {
    let mut came_from: BTreeMap<TaskId, TaskId> = BTreeMap::new();
    let mut open: Vec<(TaskId, TaskId)> = task.after.iter().map(|id| (*id, task.id)).collect();
    while let Some((id, from)) = open.pop() {
        if id == task.id {
            let way = std::iter::successors(Some(from), |at| came_from.get(at).copied());
            let titles = way.filter(|at| *at != id).filter_map(|at| workspace.any_task(at)).map(|it| it.title.clone());
            let mut path: Vec<_> = std::iter::once(task.title.clone()).chain(titles).collect();
            path.push(task.title.clone());
            path.reverse();
            return Err(Broken::Cycle(path));
        }
        if let Entry::Vacant(unseen) = came_from.entry(id)
            && let Some(next) = workspace.tasks.get(&id)
        {
            unseen.insert(from);
            open.extend(next.after.iter().map(|before| (*before, id)));
        }
    }
    Ok(())
}

/// Checks an event before it goes into `workspace`.
pub(super) fn event(workspace: &Workspace, event: &Event) -> Result<(), Broken> {
    if !workspace.calendars.contains_key(&event.calendar) {
        return Err(Broken::UnknownCalendar(event.title.clone()));
    }
    let backwards = match &event.time {
        EventTime::AllDay { start, end } => end < start,
        EventTime::Timed { start, end } => start.zone == end.zone && end.local < start.local,
    };
    if backwards { Err(Broken::EndsBeforeStart(event.title.clone())) } else { Ok(()) }
}

/// Checks a block before it goes into `workspace`.
pub(super) fn block(workspace: &Workspace, block: &Block) -> Result<(), Broken> {
    let task = workspace.any_task(block.task).ok_or(Broken::UnknownTask)?;
    if block.step.is_some_and(|step| task.step(step).is_none()) {
        return Err(Broken::UnknownStep);
    }
    if block.minutes.is_zero() {
        return Err(Broken::EmptyBlock);
    }
    if block.state == BlockState::Running && running(workspace).any(|other| other.id != block.id) {
        return Err(Broken::TwoRunning);
    }
    Ok(())
}

fn running(workspace: &Workspace) -> impl Iterator<Item = &Arc<Block>> {
    workspace.blocks.values().filter(|block| block.state == BlockState::Running)
}

/// Checks a session before it goes into `workspace`, in logarithmic time.
pub(super) fn session(workspace: &Workspace, session: &Session) -> Result<(), Broken> {
    let (start, end) = extent(session);
    if end < start {
        return Err(Broken::NegativeSession);
    }
    if session.is_open() && workspace.open_session().is_some_and(|open| open.id != session.id) {
        return Err(Broken::TwoTimers);
    }
    let overlaps = |other: &&Arc<Session>| {
        let (from, until) = extent(other);
        let skipped = [session.kind, other.kind].contains(&SessionKind::SkippedBreak);
        other.id != session.id && start < until && from < end && !skipped
    };
    let before = workspace.sessions.ended_before(start, Some(session.id));
    let mut near = before.into_iter().chain(workspace.sessions.begun(start..=end));
    near.find(overlaps).map_or(Ok(()), |other| Err(Broken::Overlap(other.title.clone())))
}

/// Returns the known time of a session. The open one may still grow.
fn extent(session: &Session) -> (DateTime<Utc>, DateTime<Utc>) {
    (session.start, session.end.unwrap_or(session.start))
}

fn sessions(workspace: &Workspace) -> Result<(), Broken> {
    let mut latest: Option<&Session> = None;
    for session in workspace.sessions.in_order() {
        let (start, end) = extent(session);
        if end < start {
            return Err(Broken::NegativeSession);
        }
        if let Some(before) = latest.filter(|before| extent(before).1 > start && end > start) {
            return Err(Broken::Overlap(before.title.clone()));
        }
        if latest.is_none_or(|before| extent(before).1 < end) {
            latest = Some(session);
        }
    }
    if workspace.sessions.values().filter(|session| session.is_open()).count() > 1 {
        return Err(Broken::TwoTimers);
    }
    let runs = workspace.open_session().and_then(|session| session.block);
    if running(workspace).any(|block| Some(block.id) != runs) {
        return Err(Broken::RunningWithoutSession);
    }
    Ok(())
}

/// Checks settings.
///
/// # Errors
/// The first rule that does not hold.
pub fn settings(settings: &Settings) -> Result<(), Broken> {
    if settings.grid.is_zero() || 60 % settings.grid.get() != 0 {
        return Err(Broken::Settings("the grid must divide an hour"));
    }
    if settings.guess.is_zero() || settings.rhythm.focus.is_zero() {
        return Err(Broken::Settings("a length that must be at least a minute is zero"));
    }
    if settings.chunk.min.is_zero() || settings.chunk.max < settings.chunk.min {
        return Err(Broken::Settings("the longest chunk is shorter than the shortest"));
    }
    Ok(())
}
