//! The merge of tasks. An open and a closed task with the same id are one record.

use std::sync::Arc;

use serde_json::{Value, json};

use super::fields::Newer;
use super::records::{Conflict, Sides, merge_record, taken_whole};
use crate::model::{ClosedTask, Task, TaskId, Workspace, changed_keys};
use crate::store::folder::is_still_open;

/// An open or closed task, as one record: closing and editing it are changes of different fields.
#[derive(Clone, Debug, PartialEq)]
enum OpenOrClosed {
    Open(Arc<Task>),
    Closed(Arc<ClosedTask>),
}

/// Merges open and closed tasks. A side on which only one of the two files has arrived may hold a task twice.
pub fn merge_tasks(sides: &Sides, merged: &mut Workspace, conflicts: &mut Vec<Conflict>) {
    let (ours, theirs) = (sides.ours, sides.theirs);
    let mut ids = changed_keys(&ours.tasks, &theirs.tasks);
    ids.extend(changed_keys(&ours.closed, &theirs.closed));
    for id in ids {
        let (base, our, their) = (find(sides.base, id), find(ours, id), find(theirs, id));
        let taken = taken_whole(sides, id.uuid(), base.as_ref(), our.as_ref(), their.as_ref());
        let is_taken_back = our.as_ref().zip(their.as_ref()).is_some_and(|(our, their)| reopened(our, their).is_some());
        let value = match taken.filter(|_| !is_taken_back) {
            Some(side) => side.cloned(),
            None => match (&our, &their) {
                (Some(our), Some(their)) => merge_kept(base.as_ref(), our, their, sides, conflicts),
                _ => None,
            },
        };
        merged.tasks.remove(&id);
        merged.closed.remove(&id);
        let Some(mut value) = value else { continue };
        [&our, &their].into_iter().flatten().for_each(|side| value.come_after(side));
        match value {
            OpenOrClosed::Open(task) => {
                // The file that fits a closing beside the open task may be on its way.
                let unclear = twice(ours, id).or(twice(theirs, id).filter(|it| task.reopened <= it.task.reopened));
                merged.closed.extend(unclear.map(|closed| (id, Arc::clone(closed))));
                merged.tasks.insert(id, task);
            }
            OpenOrClosed::Closed(closed) => drop(merged.closed.insert(id, closed)),
        }
    }
}

/// Returns the closing of a task that a side also holds as open.
fn twice(side: &Workspace, id: TaskId) -> Option<&Arc<ClosedTask>> {
    side.closed.get(&id).filter(|_| side.tasks.contains_key(&id))
}

fn find(workspace: &Workspace, id: TaskId) -> Option<OpenOrClosed> {
    let closed = workspace.closed.get(&id);
    match workspace.tasks.get(&id) {
        Some(open) if closed.is_none_or(|closed| is_still_open(open, closed)) => {
            Some(OpenOrClosed::Open(Arc::clone(open)))
        }
        _ => closed.cloned().map(OpenOrClosed::Closed),
    }
}

impl OpenOrClosed {
    /// Raises the number of reopenings to what `side` needs.
    fn come_after(&mut self, side: &Self) {
        let is_reopened = matches!((&*self, side), (Self::Open(_), Self::Closed(_)));
        let least = side.task().reopened.saturating_add(is_reopened.into());
        if self.task().reopened < least {
            match self {
                Self::Open(task) => Arc::make_mut(task).reopened = least,
                Self::Closed(closed) => Arc::make_mut(closed).task.reopened = least,
            }
        }
    }

    fn task(&self) -> &Task {
        match self {
            Self::Open(task) => task,
            Self::Closed(closed) => &closed.task,
        }
    }

    /// Returns an order that grows with each closing and reopening.
    fn rank(&self) -> (u32, bool) {
        (self.task().reopened, matches!(self, Self::Closed(_)))
    }

    /// Returns the time and outcome of closing, as a field.
    fn end(&self) -> Value {
        match self {
            Self::Open(_) => Value::Null,
            Self::Closed(closed) => json!([closed.closed, closed.outcome]),
        }
    }
}

/// Returns the side that reopened the task after the closing which the other side holds. A base may be older than that
/// closing, because it came with another file.
fn reopened<'v>(ours: &'v OpenOrClosed, theirs: &'v OpenOrClosed) -> Option<&'v OpenOrClosed> {
    let takes_back = |one: &OpenOrClosed, other: &OpenOrClosed| {
        matches!((one, other), (OpenOrClosed::Open(_), OpenOrClosed::Closed(_)))
            && one.task().reopened > other.task().reopened
    };
    if takes_back(ours, theirs) { Some(ours) } else { takes_back(theirs, ours).then_some(theirs) }
}

/// Merges a task and its closing. If both sides closed it, the newer side's time and outcome stay.
fn merge_kept(
    base: Option<&OpenOrClosed>,
    ours: &OpenOrClosed,
    theirs: &OpenOrClosed,
    sides: &Sides,
    conflicts: &mut Vec<Conflict>,
) -> Option<OpenOrClosed> {
    let newest = if sides.newer == Newer::Ours { ours } else { theirs };
    let merged = merge_record(sides, base.map(OpenOrClosed::task), ours.task(), theirs.task(), conflicts);
    let task = merged.unwrap_or_else(|| newest.task().clone());
    let (was, our, their) = (base.map_or(Value::Null, OpenOrClosed::end), ours.end(), theirs.end());
    let from = if let Some(open) = reopened(ours, theirs) {
        open
    } else if our == their || base.is_some() && their == was {
        ours
    } else if base.is_some() && our == was {
        theirs
    } else if ours.rank() != theirs.rank() {
        if ours.rank() > theirs.rank() { ours } else { theirs }
    } else {
        newest
    };
    Some(match from {
        OpenOrClosed::Open(_) => OpenOrClosed::Open(Arc::new(task)),
        OpenOrClosed::Closed(closed) => {
            OpenOrClosed::Closed(Arc::new(ClosedTask { task, ..ClosedTask::clone(closed) }))
        }
    })
}
