//! Undo and redo: the workspace is a value, so earlier ones are simply kept.

use std::sync::Arc;

use imbl::ordmap::DiffItem;

use super::merge::{Newer, merge};
use crate::model::{Action, ActionError, Moment, Session, SessionId, Sessions, TimerAction, Workspace};

/// The present workspace, what led to it, and what was undone.
#[derive(Clone, Debug, Default)]
pub struct History {
    now: Workspace,
    past: Vec<Change>,
    future: Vec<Change>,
    /// Changes that came from outside. They are not on the way of undo: who takes back their own last change means that one.
    merges: Vec<Change>,
    revision: u64,
}

/// A named change, the value that it led to, and the one on its other side: the one before for the past, the one after for
/// the future.
#[derive(Clone, Debug)]
struct Change {
    name: String,
    other: Workspace,
    here: Workspace,
    /// Sessions that it edited, as they are on the other side.
    sessions: Vec<(SessionId, Option<Arc<Session>>)>,
}

impl History {
    /// Most changes that are kept.
    const MOST: usize = 1000;

    /// A history that starts at `workspace`.
    pub fn new(workspace: Workspace) -> Self {
        Self { now: workspace, ..Self::default() }
    }

    /// The present workspace.
    pub fn workspace(&self) -> &Workspace {
        &self.now
    }

    /// What was before, the latest first, as far as undo goes back.
    pub fn earlier(&self) -> impl Iterator<Item = &Workspace> {
        self.past.iter().rev().map(|change| &change.other)
    }

    /// Counts every change, undo and redo: what is derived from the workspace is valid for one revision.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Applies `action`. What was undone before is gone then. A record of what happens right now, such as the start of
    /// the timer, is no step of its own: undoing what came before it leaves it as it is.
    ///
    /// # Errors
    /// As [`Workspace::apply`]; nothing has changed then.
    pub fn apply(&mut self, action: &Action, now: Moment) -> Result<(), ActionError> {
        let next = self.now.apply(action, now)?;
        if action.is_record() {
            self.now = next;
            // A heartbeat changes nothing that anything is derived from.
            self.revision += u64::from(*action != Action::Timer(TimerAction::Seen));
        } else {
            self.go_on(action.name(&self.now), next, action.edits_sessions());
        }
        Ok(())
    }

    fn go_on(&mut self, name: String, next: Workspace, edits_sessions: bool) {
        let other = std::mem::replace(&mut self.now, next);
        let sessions = if edits_sessions { changed(&self.now, &other) } else { Vec::new() };
        self.past.push(Change { name, other, here: self.now.clone(), sessions });
        if self.past.len() > Self::MOST {
            self.past.remove(0);
        }
        self.future.clear();
        self.revision += 1;
    }

    /// Takes in `merged`: the present workspace with what came from outside. Undo still takes back the person's own changes,
    /// and what came from outside stays then.
    pub fn take_in(&mut self, merged: Workspace) {
        let other = std::mem::replace(&mut self.now, merged);
        let here = self.now.clone();
        self.merges.push(Change { name: "what came from outside".into(), other, here, sessions: Vec::new() });
        if self.merges.len() > Self::MOST {
            self.merges.remove(0);
        }
        self.revision += 1;
    }

    /// Whether something came from outside that can be taken back.
    pub fn has_merge(&self) -> bool {
        !self.merges.is_empty()
    }

    /// Takes back what came from outside last, as a change of its own that can be undone.
    pub fn take_back_merge(&mut self) -> bool {
        let Some(change) = self.merges.pop() else { return false };
        let name = format!("take back {}", change.name);
        let next = self.beyond(change);
        self.go_on(name, next, false);
        true
    }

    /// The name of what undo would take back.
    pub fn undo_name(&self) -> Option<&str> {
        self.past.last().map(|change| change.name.as_str())
    }

    /// The name of what redo would bring again.
    pub fn redo_name(&self) -> Option<&str> {
        self.future.last().map(|change| change.name.as_str())
    }

    /// Takes the last change back and names it; `None` if there is none.
    pub fn undo(&mut self) -> Option<String> {
        let change = self.past.pop()?;
        Some(self.step_to(change, true))
    }

    /// Brings back what was undone last and names it; `None` if there is nothing.
    pub fn redo(&mut self) -> Option<String> {
        let change = self.future.pop()?;
        Some(self.step_to(change, false))
    }

    fn step_to(&mut self, change: Change, back: bool) -> String {
        let (name, edits_sessions) = (change.name.clone(), !change.sessions.is_empty());
        let next = self.beyond(change);
        let other = std::mem::replace(&mut self.now, next);
        let sessions = if edits_sessions { changed(&self.now, &other) } else { Vec::new() };
        let to = if back { &mut self.future } else { &mut self.past };
        to.push(Change { name: name.clone(), other, here: self.now.clone(), sessions });
        self.revision += 1;
        name
    }

    /// The value on the other side of `change`. What came from outside or was recorded since then stays: the change is taken
    /// back from the present value, as a merge. Sessions of tracked time are records of what happened: taking back something
    /// else does not touch them.
    fn beyond(&self, change: Change) -> Workspace {
        let mut sessions = self.now.sessions.clone();
        let here = Workspace { sessions: sessions.clone(), ..change.here };
        let unchanged = here.is(&self.now);
        let other = Workspace { sessions: sessions.clone(), ..change.other };
        let mut next = if unchanged { other } else { merge(Some(&here), &other, &self.now, Newer::Ours).workspace };
        put(&mut sessions, &change.sessions);
        for (id, _) in change.sessions.iter().filter(|(_, session)| session.is_some()) {
            next.tombstones.remove(&id.uuid());
        }
        next.sessions = sessions;
        next.settle_timer();
        next
    }
}

/// The sessions in which the two differ, as they are in `other`.
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
