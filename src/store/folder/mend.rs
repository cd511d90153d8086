//! Repair of a workspace that breaks invariants, for instance after an edit by hand or a merge.

use std::collections::BTreeSet;
use std::sync::Arc;

use imbl::OrdMap;

use crate::calendar::words::counted;
use crate::model::{
    Block, Calendar, ClosedTask, Event, EventTime, Review, Settings, StepId, Task, TaskId, Workspace, check_settings,
    tied_up, waits_for_itself,
};

/// Makes every invariant of [`Workspace::check`] hold, with few changes. Returns the repairs as sentences for the user.
pub fn mend(workspace: &mut Workspace) -> Vec<String> {
    let mut notes = Vec::new();
    open_and_closed(workspace);
    titles_and_steps(workspace, &mut notes);
    predecessors(workspace, &mut notes);
    goals_and_projects(workspace);
    events(workspace, &mut notes);
    blocks(workspace, &mut notes);
    settings(workspace, &mut notes);
    forget_deletions(workspace);
    notes.extend(workspace.settle_timer());
    notes
}

/// Settles tasks that are both open and closed, because only one of two files has arrived.
fn open_and_closed(workspace: &mut Workspace) {
    let twice: Vec<_> =
        workspace.closed.values().filter(|it| workspace.tasks.contains_key(&it.task.id)).cloned().collect();
    for closed in twice {
        let id = closed.task.id;
        if workspace.tasks.get(&id).is_some_and(|open| is_still_open(open, &closed)) {
            workspace.closed.remove(&id);
        } else {
            workspace.tasks.remove(&id);
        }
    }
}

/// Returns whether a task that is both open and closed is open: its closing was taken back, or it differs from the
/// closed one, so that the file of tasks which fits the closing may be on its way.
pub fn is_still_open(open: &Task, closed: &ClosedTask) -> bool {
    let times = closed.task.reopened;
    open.reopened > times || *open != Task { reopened: open.reopened, ..closed.task.clone() }
}

fn titles_and_steps(workspace: &mut Workspace, notes: &mut Vec<String>) {
    let blank = |title: &str| title.trim().is_empty();
    let twins = |task: &Task| {
        let ids: BTreeSet<StepId> = task.steps.iter().map(|step| step.id).collect();
        ids.len() != task.steps.len()
    };
    let wrong = |task: &Task| blank(&task.title) || task.steps.iter().any(|step| blank(&step.title)) || twins(task);
    for task in matching(&workspace.tasks, wrong) {
        let mut task = Task::clone(&task);
        if blank(&task.title) {
            task.title = "Untitled".into();
            notes.push("A task without a title is now called \"Untitled\".".into());
        }
        for step in task.steps.iter_mut().filter(|step| blank(&step.title)) {
            step.title = "Untitled step".into();
            notes.push(format!("A step of \"{}\" had no title.", task.title));
        }
        if twins(&task) {
            let mut seen = BTreeSet::new();
            for (at, step) in task.steps.iter_mut().enumerate() {
                if !seen.insert(step.id) {
                    step.id = StepId::derived(&format!("{}/{at}", task.id.uuid()));
                }
            }
            notes.push(format!("Two steps of \"{}\" had the same id.", task.title));
        }
        workspace.tasks.insert(task.id, Arc::new(task));
    }
}

/// Removes dependencies on missing tasks and circles of dependencies.
fn predecessors(workspace: &mut Workspace, notes: &mut Vec<String>) {
    let lost = |task: &Task| task.after.iter().any(|id| workspace.any_task(*id).is_none());
    for task in matching(&workspace.tasks, lost) {
        let mut task = Task::clone(&task);
        task.after.retain(|id| workspace.any_task(*id).is_some());
        notes.push(format!("\"{}\" waited for a task that no longer exists.", task.title));
        workspace.tasks.insert(task.id, Arc::new(task));
    }
    let tied: Vec<TaskId> = tied_up(workspace).into_iter().map(|task| task.id).collect();
    for id in tied {
        let Some(task) = workspace.tasks.get(&id).filter(|task| waits_for_itself(workspace, task)) else { continue };
        let mut task = Task::clone(task);
        notes.push(format!("\"{}\" waited for itself through other tasks; it now waits for nothing.", task.title));
        task.after.clear();
        workspace.tasks.insert(id, Arc::new(task));
    }
}

/// Clears references to goals and projects that do not exist.
fn goals_and_projects(workspace: &mut Workspace) {
    let goal = |task: &Task| task.goal.filter(|id| workspace.goals.contains_key(id));
    let project = |task: &Task| task.project.filter(|id| workspace.projects.contains_key(id));
    for task in matching(&workspace.tasks, |task| (task.goal, task.project) != (goal(task), project(task))) {
        let mended = Task { goal: goal(&task), project: project(&task), ..Task::clone(&task) };
        workspace.tasks.insert(task.id, Arc::new(mended));
    }
}

fn events(workspace: &mut Workspace, notes: &mut Vec<String>) {
    for event in matching(&workspace.events, |event| !workspace.calendars.contains_key(&event.calendar)) {
        if !workspace.calendars.contains_key(&event.calendar) {
            workspace.calendars.insert(event.calendar, Arc::new(Calendar::new(event.calendar, "Recovered calendar")));
            notes.push("Events without a calendar are now in \"Recovered calendar\".".into());
        }
    }
    let backwards = |event: &Event| match &event.time {
        EventTime::AllDay { start, end } => end < start,
        EventTime::Timed { start, end } => start.zone == end.zone && end.local < start.local,
    };
    for event in matching(&workspace.events, backwards) {
        let mut event = Event::clone(&event);
        match &mut event.time {
            EventTime::AllDay { start, end } => *end = *start,
            EventTime::Timed { start, end } => end.local = start.local,
        }
        notes.push(format!("\"{}\" ended before it started; its length is now zero.", event.title));
        workspace.events.insert(event.id, Arc::new(event));
    }
}

/// Removes blocks whose task or step does not exist.
fn blocks(workspace: &mut Workspace, notes: &mut Vec<String>) {
    let known = |block: &Block| {
        let task = workspace.any_task(block.task);
        task.is_some_and(|task| block.step.is_none_or(|step| task.step(step).is_some()))
    };
    let orphans: Vec<_> = matching(&workspace.blocks, |block| !known(block) || block.minutes.is_zero());
    for block in &orphans {
        workspace.blocks.remove(&block.id);
    }
    if !orphans.is_empty() {
        let (one, many) = ("block of a task that no longer exists was", "blocks of tasks that no longer exist were");
        notes.push(format!("{} removed.", counted(orphans.len(), one, many)));
    }
}

/// Removes the tombstones of existing records.
fn forget_deletions(workspace: &mut Workspace) {
    let Workspace { tombstones, .. } = workspace;
    if tombstones.is_empty() {
        return;
    }
    let tasks = workspace.tasks.keys().chain(workspace.closed.keys()).map(|id| id.uuid());
    let days = workspace.events.keys().map(|id| id.uuid()).chain(workspace.blocks.keys().map(|id| id.uuid()));
    let rest = workspace.calendars.keys().map(|id| id.uuid()).chain(workspace.sessions.keys().map(|id| id.uuid()));
    let goals = workspace.goals.keys().map(|id| id.uuid()).chain(workspace.projects.keys().map(|id| id.uuid()));
    let templates = workspace.templates.keys().map(|id| id.uuid());
    let reviews = workspace.reviews.keys().map(|date| Review::tombstone_of(*date));
    for uuid in tasks.chain(days).chain(rest).chain(goals).chain(templates).chain(reviews) {
        tombstones.remove(&uuid);
    }
}

fn settings(workspace: &mut Workspace, notes: &mut Vec<String>) {
    let Err(broken) = check_settings(&workspace.settings) else { return };
    let (mut settings, default) = (Settings::clone(&workspace.settings), Settings::default());
    settings.grid = default.grid;
    settings.guess = default.guess;
    settings.rhythm = default.rhythm;
    settings.chunk = default.chunk;
    workspace.settings = Arc::new(settings);
    notes.push(format!("{broken}; grid, guess, rhythm and chunks are reset to their defaults."));
}

fn matching<K: Ord + Clone, V>(map: &OrdMap<K, Arc<V>>, wrong: impl Fn(&V) -> bool) -> Vec<Arc<V>> {
    map.values().filter(|record| wrong(record)).cloned().collect()
}
