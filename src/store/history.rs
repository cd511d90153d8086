//! Undo and redo: the workspace is a value, so earlier ones are simply kept.

use std::sync::Arc;

use imbl::OrdMap;
use imbl::ordmap::DiffItem;

use crate::model::{Action, ActionError, Moment, Session, SessionId, Workspace};

/// The present workspace, what led to it, and what was undone.
#[derive(Clone, Debug, Default)]
pub struct History {
    now: Workspace,
    past: Vec<Change>,
    future: Vec<Change>,
    revision: u64,
}

/// A named change and the value on its other side: the one before for the past, the one after for the future.
#[derive(Clone, Debug)]
struct Change {
    name: String,
    other: Workspace,
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

    /// Counts every change, undo and redo: what is derived from the workspace is valid for one revision.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Applies `action`. What was undone before is gone then. A record of what happens right now, such as the start of
    /// the timer, is no step of its own: it is put under all that can be undone, so that undoing that does not touch it.
    ///
    /// # Errors
    /// As [`Workspace::apply`]; nothing has changed then.
    pub fn apply(&mut self, action: &Action, now: Moment) -> Result<(), ActionError> {
        let next = self.now.apply(action, now)?;
        let name = action.name(&self.now);
        let other = std::mem::replace(&mut self.now, next);
        if action.is_record() {
            self.put_under(&other);
            return Ok(());
        }
        let sessions = if action.edits_sessions() { changed(&self.now, &other) } else { Vec::new() };
        self.past.push(Change { name, other, sessions });
        if self.past.len() > Self::MOST {
            self.past.remove(0);
        }
        self.future.clear();
        self.revision += 1;
        Ok(())
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

    /// Puts the blocks that a record changed since `before` into all earlier and later values that hold them unchanged.
    fn put_under(&mut self, before: &Workspace) {
        self.revision += 1;
        if before.blocks.ptr_eq(&self.now.blocks) {
            return;
        }
        for change in self.past.iter_mut().chain(&mut self.future) {
            let known = |task| change.other.any_task(task).is_some();
            let mut blocks = change.other.blocks.clone();
            for item in before.blocks.diff(&self.now.blocks) {
                match item {
                    DiffItem::Add(id, block) if known(block.task) => {
                        blocks.insert(*id, Arc::clone(block));
                    }
                    DiffItem::Update { old: (id, old), new: (_, new) } if blocks.get(id) == Some(old) => {
                        blocks.insert(*id, Arc::clone(new));
                    }
                    _ => {}
                }
            }
            change.other.blocks = blocks;
        }
    }

    /// Sessions of tracked time are records of what happened: undoing something else does not touch them.
    fn step_to(&mut self, change: Change, back: bool) -> String {
        let mut next = change.other;
        let mut sessions = self.now.sessions.clone();
        put(&mut sessions, &change.sessions);
        next.sessions = sessions;
        next.settle_timer();
        let other = std::mem::replace(&mut self.now, next);
        let sessions = if change.sessions.is_empty() { Vec::new() } else { changed(&self.now, &other) };
        let to = if back { &mut self.future } else { &mut self.past };
        to.push(Change { name: change.name.clone(), other, sessions });
        self.revision += 1;
        change.name
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

fn put(sessions: &mut OrdMap<SessionId, Arc<Session>>, changes: &[(SessionId, Option<Arc<Session>>)]) {
    for (id, value) in changes {
        match value {
            Some(session) => sessions.insert(*id, Arc::clone(session)),
            None => sessions.remove(id),
        };
    }
}
