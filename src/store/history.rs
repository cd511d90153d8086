//! Undo and redo. The workspace is a persistent value, so the history keeps earlier values.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use imbl::OrdMap;
use imbl::ordmap::DiffItem;

use super::sync::{Newer, merge};
use crate::model::{Action, ActionError, Moment, Session, SessionId, Sessions, Task, TimerAction, Workspace};

/// The present workspace with its undo and redo steps.
#[derive(Clone, Debug, Default)]
pub struct History {
    now: Workspace,
    past: Vec<HistoryStep>,
    future: Vec<HistoryStep>,
    /// Changes from outside. Undo skips them: the user who undoes means their own last change.
    merges: Vec<HistoryStep>,
    revision: u64,
    /// The time of the latest change.
    changed: DateTime<Utc>,
}

/// A named change between two values. `here` is the value that it led to; `other` is the value on its far side: before it
/// for a past step, after it for a future one.
#[derive(Clone, Debug)]
struct HistoryStep {
    name: String,
    other: Workspace,
    here: Workspace,
    /// Sessions that the change edited, as they are in `other`.
    sessions: Vec<(SessionId, Option<Arc<Session>>)>,
    /// Approximate bytes of the records that differ between the two values. All others are shared.
    bytes: usize,
}

/// Applies `action` and its follow-ups, which `follow_ups` names from the workspace before and after `action`. Returns the
/// workspace and the follow-ups.
///
/// # Errors
/// As [`Workspace::apply`].
pub fn apply_with(
    workspace: &Workspace,
    action: &Action,
    now: Moment,
    follow_ups: impl FnOnce(&Workspace, &Workspace) -> Vec<Action>,
) -> Result<(Workspace, Vec<Action>), ActionError> {
    let after = workspace.apply(action, now)?;
    let more = follow_ups(workspace, &after);
    let next = more.iter().try_fold(after, |next, action| next.apply(action, now))?;
    Ok((next, more))
}

impl HistoryStep {
    fn new(name: String, other: Workspace, here: Workspace, edits_sessions: bool) -> Self {
        let sessions = if edits_sessions { changed(&here, &other) } else { Vec::new() };
        let bytes = difference(&here, &other);
        Self { name, other, here, sessions, bytes }
    }
}

impl History {
    /// Maximum number of undo steps, and of changes from outside.
    const MOST: usize = 1000;
    /// Maximum bytes of the records that only undo steps, or only changes from outside, hold.
    const MOST_BYTES: usize = 64 << 20;

    /// Returns a history that starts at `workspace`.
    pub fn new(workspace: Workspace) -> Self {
        Self { now: workspace, ..Self::default() }
    }

    /// Returns the present workspace.
    pub fn workspace(&self) -> &Workspace {
        &self.now
    }

    /// Returns the values that undo can reach, latest first.
    pub fn earlier(&self) -> impl Iterator<Item = &Workspace> {
        self.past.iter().rev().map(|step| &step.other)
    }

    /// Returns the number of changes, undos and redos so far. Values derived from the workspace are valid for one
    /// revision.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Applies `action` without follow-ups; see [`History::apply_with`].
    ///
    /// # Errors
    /// As [`History::apply_with`].
    pub fn apply(&mut self, action: &Action, now: Moment) -> Result<(), ActionError> {
        self.apply_with(action, now, |_, _| Vec::new())
    }

    /// Applies `action` and its follow-ups as one undo step, and clears the redo steps. `follow_ups` gets the workspace
    /// before and after `action` and returns more actions, for example the next instances of recurring tasks.
    ///
    /// A record of the present moment ([`Action::is_record`]), such as the start of the timer, is no undo step: undoing
    /// an earlier change keeps it. Nor is a change that ends the timer and that undo would not take back, because
    /// tracked time stays.
    ///
    /// # Errors
    /// As [`Workspace::apply`]; the workspace is then unchanged.
    pub fn apply_with(
        &mut self,
        action: &Action,
        now: Moment,
        follow_ups: impl FnOnce(&Workspace, &Workspace) -> Vec<Action>,
    ) -> Result<(), ActionError> {
        let (next, more) = apply_with(&self.now, action, now, follow_ups)?;
        self.changed = now.instant;
        let edits_sessions = action.edits_sessions() || more.iter().any(Action::edits_sessions);
        let is_record = action.is_record() && more.iter().all(Action::is_record);
        if is_record || !edits_sessions && self.only_ends_the_timer(&next) {
            self.now = next;
            // No derived value depends on a heartbeat.
            self.revision += u64::from(*action != Action::Timer(TimerAction::Seen));
        } else {
            self.go_on(action.name(&self.now), next, edits_sessions);
        }
        Ok(())
    }

    /// Returns whether `next` is also the present workspace with its timer ended.
    fn only_ends_the_timer(&self, next: &Workspace) -> bool {
        let open = |workspace: &Workspace| workspace.open_session().map(|session| session.id);
        if open(&self.now).is_none() || open(&self.now) == open(next) {
            return false;
        }
        let mut undone = Workspace { sessions: next.sessions.clone(), ..self.now.clone() };
        undone.settle_timer();
        undone == *next
    }

    fn go_on(&mut self, name: String, next: Workspace, edits_sessions: bool) {
        let other = std::mem::replace(&mut self.now, next);
        self.past.push(HistoryStep::new(name, other, self.now.clone(), edits_sessions));
        bound(&mut self.past);
        self.future.clear();
        self.revision += 1;
    }

    /// Replaces the present workspace by `merged`, which adds changes from outside. Undo keeps those changes.
    pub fn take_in(&mut self, merged: Workspace) {
        let other = std::mem::replace(&mut self.now, merged);
        let here = self.now.clone();
        self.merges.push(HistoryStep::new("changes from outside".into(), other, here, false));
        bound(&mut self.merges);
        self.revision += 1;
    }

    /// Replaces the present workspace by one that differs only in records without an undo step, such as heartbeats.
    pub fn replace(&mut self, workspace: Workspace) {
        self.now = workspace;
    }

    /// Returns whether [`History::take_back_merge`] has a merge to take back.
    pub fn has_merge(&self) -> bool {
        !self.merges.is_empty()
    }

    /// Takes back the latest change from outside, as a new undo step. Returns false if there is none.
    pub fn take_back_merge(&mut self, now: DateTime<Utc>) -> bool {
        self.changed = now;
        let Some(step) = self.merges.pop() else { return false };
        let name = format!("take back {}", step.name);
        let next = self.beyond(step);
        self.go_on(name, next, false);
        true
    }

    /// Returns the name of the change that [`History::undo`] takes back.
    pub fn undo_name(&self) -> Option<&str> {
        self.past.last().map(|step| step.name.as_str())
    }

    /// Returns the name of the change that [`History::redo`] restores.
    pub fn redo_name(&self) -> Option<&str> {
        self.future.last().map(|step| step.name.as_str())
    }

    /// Takes back the latest change and returns its name; `None` if there is none.
    pub fn undo(&mut self) -> Option<String> {
        let step = self.past.pop()?;
        Some(self.step_to(step, true))
    }

    /// Restores the change undone last and returns its name; `None` if there is none.
    pub fn redo(&mut self) -> Option<String> {
        let step = self.future.pop()?;
        Some(self.step_to(step, false))
    }

    fn step_to(&mut self, step: HistoryStep, back: bool) -> String {
        let (name, edits_sessions) = (step.name.clone(), !step.sessions.is_empty());
        let next = self.beyond(step);
        let other = std::mem::replace(&mut self.now, next);
        let to = if back { &mut self.future } else { &mut self.past };
        to.push(HistoryStep::new(name.clone(), other, self.now.clone(), edits_sessions));
        self.revision += 1;
        name
    }

    /// Returns the present workspace with `step` taken back, by a three-way merge that keeps later changes from outside
    /// and later records. Tracked sessions change only if the step itself edited them.
    fn beyond(&self, step: HistoryStep) -> Workspace {
        let mut sessions = self.now.sessions.clone();
        let mut here = Workspace { sessions: sessions.clone(), ..step.here };
        let unchanged = here.is(&self.now);
        let mut other = Workspace { sessions: sessions.clone(), ..step.other };
        // A number of reopenings, which never falls, is no change that undo or redo would have to keep or to take back.
        here.count_as(&self.now);
        other.count_as(&self.now);
        let mut next = if unchanged { other } else { merge(Some(&here), &other, &self.now, Newer::Ours).workspace };
        put(&mut sessions, &step.sessions);
        for (id, _) in step.sessions.iter().filter(|(_, session)| session.is_some()) {
            next.tombstones.remove(&id.uuid());
        }
        next.sessions = sessions;
        next.bury(&self.now, self.changed);
        next.settle_timer();
        next
    }
}

/// Drops the oldest steps until their number and bytes are in bounds. The latest step stays.
fn bound(steps: &mut Vec<HistoryStep>) {
    let mut bytes = 0;
    let fitting = steps.iter().rev().take(History::MOST).take_while(|step| {
        bytes += step.bytes;
        bytes <= History::MOST_BYTES
    });
    let kept = fitting.count().max(1);
    steps.drain(..steps.len().saturating_sub(kept));
}

/// Returns approximate bytes of the records in which two workspaces differ.
fn difference(one: &Workspace, other: &Workspace) -> usize {
    // Every field is listed, so that a new kind of record does not compile until it is counted.
    let Workspace {
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
        tombstones,
        settings: _,
    } = one;
    let task =
        |it: &Task| it.title.len() + it.notes.len() + it.steps.iter().map(|step| 200 + step.title.len()).sum::<usize>();
    differing(tasks, &other.tasks, |it| task(it))
        + differing(closed, &other.closed, |it| task(&it.task))
        + differing(calendars, &other.calendars, |_| 0)
        + differing(events, &other.events, |it| it.title.len() + it.notes.len())
        + differing(blocks, &other.blocks, |_| 0)
        + differing(sessions, &other.sessions, |_| 0)
        + differing(reviews, &other.reviews, |it| it.reflection.len())
        + differing(goals, &other.goals, |_| 0)
        + differing(projects, &other.projects, |it| it.notes.len())
        + differing(templates, &other.templates, |it| it.notes.len() + it.steps.len() * 200)
        + differing(tombstones, &other.tombstones, |_| 0)
}

fn differing<K: Ord, V: PartialEq>(one: &OrdMap<K, V>, other: &OrdMap<K, V>, text: impl Fn(&V) -> usize) -> usize {
    const RECORD: usize = 600;
    let sizes = one.diff(other).map(|item| match item {
        DiffItem::Add(_, value) | DiffItem::Remove(_, value) => RECORD + text(value),
        DiffItem::Update { old: (_, old), new: (_, new) } => 2 * RECORD + text(old) + text(new),
    });
    sizes.sum()
}

/// Returns the sessions that differ between the two, as they are in `other`.
fn changed(now: &Workspace, other: &Workspace) -> Vec<(SessionId, Option<Arc<Session>>)> {
    let differs = other.sessions.diff(&now.sessions).map(|item| match item {
        DiffItem::Add(id, _) => (*id, None),
        DiffItem::Remove(id, old) | DiffItem::Update { old: (id, old), .. } => (*id, Some(Arc::clone(old))),
    });
    differs.collect()
}

fn put(sessions: &mut Sessions, changes: &[(SessionId, Option<Arc<Session>>)]) {
    for (id, value) in changes {
        match value {
            Some(session) => sessions.insert(*id, Arc::clone(session)),
            None => sessions.remove(id),
        }
    }
}
