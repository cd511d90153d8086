//! Changes from outside: merges that are not on disk yet, and files that a sync program delivers one by one.

use std::sync::Arc;

use super::merge::{Conflict, Newer, merge};
use crate::model::Workspace;
use crate::store::folder::WorkspaceFile;

/// A merge with changes from outside that is not on disk yet.
#[derive(Clone, Debug)]
pub struct Unwritten {
    /// The base of our side.
    pub from: Workspace,
    pub merged: Workspace,
    pub conflicts: Vec<Conflict>,
    pub notes: Vec<String>,
}

impl Unwritten {
    pub fn of(workspace: &Workspace) -> Self {
        let (from, merged) = (workspace.clone(), workspace.clone());
        Self { from, merged, conflicts: Vec::new(), notes: Vec::new() }
    }

    /// Merges `theirs`, which came from `known`, into this value.
    pub fn add(&mut self, known: &Workspace, theirs: &Workspace, mut notes: Vec<String>) {
        if self.merged.is(known) {
            self.merged = theirs.clone();
            self.notes.extend(notes);
            return;
        }
        let merged = merge(Some(known), &self.merged, theirs, Newer::Ours);
        notes.extend(merged.notes);
        self.notes.extend(notes);
        self.conflicts.extend(merged.conflicts);
        self.merged = merged.workspace;
    }
}

/// Whether `new` holds less than half of the open tasks, events or finished tasks of `old`.
pub fn is_much_less(new: &Workspace, old: &Workspace) -> bool {
    let less = |new: usize, old: usize| old > 3 && new * 2 < old;
    less(new.tasks.len(), old.tasks.len())
        || less(new.events.len(), old.events.len())
        || less(new.closed.len(), old.closed.len())
}

/// Settles tasks that are both open and closed on disk because only one of two files has arrived. Such a task takes its new
/// state: closed if it was open, open if it was closed and the file of tasks is new.
pub fn settle_twice(found: &mut Workspace, known: &Workspace, tasks_are_new: bool) {
    let twice: Vec<_> = found.tasks.keys().filter(|id| found.closed.contains_key(*id)).copied().collect();
    for id in twice {
        if tasks_are_new && !known.tasks.contains_key(&id) {
            found.closed.remove(&id);
        } else {
            found.tasks.remove(&id);
        }
    }
}

/// Copies the records of one file from another workspace.
pub fn take_part(part: WorkspaceFile, from: &Workspace, into: &mut Workspace) {
    match part {
        WorkspaceFile::Main => {
            into.settings = Arc::clone(&from.settings);
            into.goals = from.goals.clone();
            into.projects = from.projects.clone();
            into.templates = from.templates.clone();
            into.tombstones = from.tombstones.clone();
        }
        WorkspaceFile::Tasks => into.tasks = from.tasks.clone(),
        WorkspaceFile::Calendar => {
            into.calendars = from.calendars.clone();
            into.events = from.events.clone();
        }
        WorkspaceFile::Plan => into.blocks = from.blocks.clone(),
        WorkspaceFile::Log(_) => {
            into.closed = from.closed.clone().union(into.closed.clone());
            into.sessions = from.sessions.clone().union(into.sessions.clone());
            into.reviews = from.reviews.clone().union(into.reviews.clone());
        }
    }
}
