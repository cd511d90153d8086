//! The merge of tasks. An open and a closed task with the same id are one record.

use std::sync::Arc;

use serde_json::{Value, json};

use super::fields::Newer;
use super::records::{Conflict, Sides, differing, merge_record, taken_whole};
use crate::model::{ClosedTask, Task, TaskId, Workspace};

/// An open or closed task, as one record: closing and editing it are changes of different fields.
#[derive(Clone, Debug, PartialEq)]
enum OpenOrClosed {
    Open(Arc<Task>),
    Closed(Arc<ClosedTask>),
}

/// Merges open and closed tasks.
pub fn merge_tasks(sides: &Sides, merged: &mut Workspace, conflicts: &mut Vec<Conflict>) {
    let (ours, theirs) = (sides.ours, sides.theirs);
    let mut ids = differing(&ours.tasks, &theirs.tasks);
    ids.extend(differing(&ours.closed, &theirs.closed));
    for id in ids {
        let (base, our, their) = (find(sides.base, id), find(ours, id), find(theirs, id));
        let value = match taken_whole(sides, id.uuid(), base.as_ref(), our.as_ref(), their.as_ref()) {
            Some(side) => side.cloned(),
            None => match (&our, &their) {
                (Some(our), Some(their)) => merge_kept(base.as_ref(), our, their, sides, conflicts),
                _ => None,
            },
        };
        merged.tasks.remove(&id);
        merged.closed.remove(&id);
        match value {
            Some(OpenOrClosed::Open(task)) => {
                merged.tasks.insert(id, task);
            }
            Some(OpenOrClosed::Closed(closed)) => {
                merged.closed.insert(id, closed);
            }
            None => {}
        }
    }
}

fn find(workspace: &Workspace, id: TaskId) -> Option<OpenOrClosed> {
    let open = || workspace.tasks.get(&id).cloned().map(OpenOrClosed::Open);
    workspace.closed.get(&id).cloned().map(OpenOrClosed::Closed).or_else(open)
}

impl OpenOrClosed {
    fn task(&self) -> &Task {
        match self {
            Self::Open(task) => task,
            Self::Closed(closed) => &closed.task,
        }
    }

    /// Returns the time and outcome of closing, as a field.
    fn end(&self) -> Value {
        match self {
            Self::Open(_) => Value::Null,
            Self::Closed(closed) => json!([closed.closed, closed.outcome]),
        }
    }
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
    let from = if their == was || our == their {
        ours
    } else if our == was {
        theirs
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
