//! Undo and redo: the workspace is a value, so earlier ones are simply kept.

use crate::model::{Action, ActionError, Moment, Workspace};

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

    /// Applies `action`. What was undone before is gone then.
    ///
    /// # Errors
    /// As [`Workspace::apply`]; nothing has changed then.
    pub fn apply(&mut self, action: &Action, now: Moment) -> Result<(), ActionError> {
        let next = self.now.apply(action, now)?;
        let name = action.name(&self.now);
        let other = std::mem::replace(&mut self.now, next);
        self.past.push(Change { name, other });
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

    /// Sessions of tracked time are records of what happened: undoing something else does not touch them.
    fn step_to(&mut self, change: Change, back: bool) -> String {
        let mut next = change.other;
        next.sessions = self.now.sessions.clone();
        let other = std::mem::replace(&mut self.now, next);
        let to = if back { &mut self.future } else { &mut self.past };
        to.push(Change { name: change.name.clone(), other });
        self.revision += 1;
        change.name
    }
}
