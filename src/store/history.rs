//! Undo and redo. The workspace is a persistent value, so the history keeps earlier values.

use std::sync::Arc;

use imbl::ordmap::DiffItem;

use super::sync::{Newer, merge};
use crate::model::{Action, ActionError, Moment, Session, SessionId, Sessions, TimerAction, Workspace};

/// The present workspace with its undo and redo steps.
#[derive(Clone, Debug, Default)]
pub struct History {
    now: Workspace,
    past: Vec<HistoryStep>,
    future: Vec<HistoryStep>,
    /// Changes from outside. Undo skips them: the user who undoes means their own last change.
    merges: Vec<HistoryStep>,
    revision: u64,
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
}

impl History {
    /// Maximum number of steps kept.
    const MOST: usize = 1000;

    /// A history that starts at `workspace`.
    pub fn new(workspace: Workspace) -> Self {
        Self { now: workspace, ..Self::default() }
    }

    /// The present workspace.
    pub fn workspace(&self) -> &Workspace {
        &self.now
    }

    /// The values that undo can reach, latest first.
    pub fn earlier(&self) -> impl Iterator<Item = &Workspace> {
        self.past.iter().rev().map(|step| &step.other)
    }

    /// Number of changes, undos and redos so far. Values derived from the workspace are valid for one revision.
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
    /// A record of the present moment ([`Action::is_record`]), such as the start of the timer, is no undo step: undoing an
    /// earlier change keeps it.
    ///
    /// # Errors
    /// As [`Workspace::apply`]; the workspace is then unchanged.
    pub fn apply_with(
        &mut self,
        action: &Action,
        now: Moment,
        follow_ups: impl FnOnce(&Workspace, &Workspace) -> Vec<Action>,
    ) -> Result<(), ActionError> {
        let after = self.now.apply(action, now)?;
        let more = follow_ups(&self.now, &after);
        let next = more.iter().try_fold(after, |next, action| next.apply(action, now))?;
        if action.is_record() && more.iter().all(Action::is_record) {
            self.now = next;
            // No derived value depends on a heartbeat.
            self.revision += u64::from(*action != Action::Timer(TimerAction::Seen));
        } else {
            let edits_sessions = action.edits_sessions() || more.iter().any(Action::edits_sessions);
            self.go_on(action.name(&self.now), next, edits_sessions);
        }
        Ok(())
    }

    fn go_on(&mut self, name: String, next: Workspace, edits_sessions: bool) {
        let other = std::mem::replace(&mut self.now, next);
        let sessions = if edits_sessions { changed(&self.now, &other) } else { Vec::new() };
        self.past.push(HistoryStep { name, other, here: self.now.clone(), sessions });
        if self.past.len() > Self::MOST {
            self.past.remove(0);
        }
        self.future.clear();
        self.revision += 1;
    }

    /// Replaces the present workspace by `merged`, which adds changes from outside. Undo keeps those changes.
    pub fn take_in(&mut self, merged: Workspace) {
        let other = std::mem::replace(&mut self.now, merged);
        let here = self.now.clone();
        self.merges.push(HistoryStep { name: "changes from outside".into(), other, here, sessions: Vec::new() });
        if self.merges.len() > Self::MOST {
            self.merges.remove(0);
        }
        self.revision += 1;
    }

    /// Whether [`History::take_back_merge`] has a merge to take back.
    pub fn has_merge(&self) -> bool {
        !self.merges.is_empty()
    }

    /// Takes back the latest change from outside, as a new undo step. Returns false if there is none.
    pub fn take_back_merge(&mut self) -> bool {
        let Some(step) = self.merges.pop() else { return false };
        let name = format!("take back {}", step.name);
        let next = self.beyond(step);
        self.go_on(name, next, false);
        true
    }

    /// The name of the change that [`History::undo`] takes back.
    pub fn undo_name(&self) -> Option<&str> {
        self.past.last().map(|step| step.name.as_str())
    }

    /// The name of the change that [`History::redo`] restores.
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
        let sessions = if edits_sessions { changed(&self.now, &other) } else { Vec::new() };
        let to = if back { &mut self.future } else { &mut self.past };
        to.push(HistoryStep { name: name.clone(), other, here: self.now.clone(), sessions });
        self.revision += 1;
        name
    }

    /// The present workspace with `step` taken back, by a three-way merge that keeps later changes from outside and later
    /// records. Tracked sessions change only if the step itself edited them.
    fn beyond(&self, step: HistoryStep) -> Workspace {
        let mut sessions = self.now.sessions.clone();
        let here = Workspace { sessions: sessions.clone(), ..step.here };
        let unchanged = here.is(&self.now);
        let other = Workspace { sessions: sessions.clone(), ..step.other };
        let mut next = if unchanged { other } else { merge(Some(&here), &other, &self.now, Newer::Ours).workspace };
        put(&mut sessions, &step.sessions);
        for (id, _) in step.sessions.iter().filter(|(_, session)| session.is_some()) {
            next.tombstones.remove(&id.uuid());
        }
        next.sessions = sessions;
        next.settle_timer();
        next
    }
}

/// The sessions that differ between the two, as they are in `other`.
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
