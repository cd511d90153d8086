//! What came from outside: a merge that may have to wait for the disk, and files that have come one before the other.

use std::sync::Arc;

use super::format::Part;
use super::merge::{Conflict, Newer, merge};
use crate::model::Workspace;

/// A merge with what came from outside.
#[derive(Clone, Debug)]
pub(super) struct Unwritten {
    /// What our side of it came from.
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

    /// Merges what others wrote into it; `known` is what their side came from.
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
pub(super) fn is_much_less(new: &Workspace, old: &Workspace) -> bool {
    let less = |new: usize, old: usize| old > 3 && new * 2 < old;
    less(new.tasks.len(), old.tasks.len())
        || less(new.events.len(), old.events.len())
        || less(new.closed.len(), old.closed.len())
}

/// A task that is both open and closed on disk was changed in the one of two files that has come already: it is what it was
/// not before, closed now if it was open, and open again if it was closed and the tasks are new.
pub(super) fn settle_twice(found: &mut Workspace, known: &Workspace, tasks_are_new: bool) {
    let twice: Vec<_> = found.tasks.keys().filter(|id| found.closed.contains_key(*id)).copied().collect();
    for id in twice {
        if tasks_are_new && !known.tasks.contains_key(&id) {
            found.closed.remove(&id);
        } else {
            found.tasks.remove(&id);
        }
    }
}

/// Takes the records of one file from another workspace.
pub(super) fn take_part(part: Part, from: &Workspace, into: &mut Workspace) {
    match part {
        Part::Main => {
            into.settings = Arc::clone(&from.settings);
            into.goals = from.goals.clone();
            into.projects = from.projects.clone();
            into.templates = from.templates.clone();
            into.tombstones = from.tombstones.clone();
        }
        Part::Tasks => into.tasks = from.tasks.clone(),
        Part::Calendar => {
            into.calendars = from.calendars.clone();
            into.events = from.events.clone();
        }
        Part::Plan => into.blocks = from.blocks.clone(),
        Part::Log(_) => {
            into.closed = from.closed.clone().union(into.closed.clone());
            into.sessions = from.sessions.clone().union(into.sessions.clone());
            into.reviews = from.reviews.clone().union(into.reviews.clone());
        }
    }
}
