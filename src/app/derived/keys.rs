//! Parts of a workspace as cache keys. Two are equal only if no change between them matters to the cached value.

use std::sync::Arc;

use imbl::OrdMap;
use imbl::ordmap::DiffItem;

use crate::model::{Block, BlockId, BlockState, Session, SessionId, Task, Workspace};

/// A shared value, equal only to itself: the comparison takes constant time.
#[derive(Clone)]
pub(crate) struct Same<T>(pub T);

impl<T> PartialEq for Same<Arc<T>> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl<K, V> PartialEq for Same<OrdMap<K, V>> {
    fn eq(&self, other: &Self) -> bool {
        self.0.ptr_eq(&other.0)
    }
}

/// The parts that working time depends on: events, calendars and settings.
pub(super) struct Hours(pub Workspace);

impl PartialEq for Hours {
    fn eq(&self, other: &Self) -> bool {
        let (old, new) = (&self.0, &other.0);
        old.events.ptr_eq(&new.events)
            && old.calendars.ptr_eq(&new.calendars)
            && Arc::ptr_eq(&old.settings, &new.settings)
    }
}

/// The parts that estimates are learned from: closed tasks, ended sessions and finished blocks; with the revision.
pub(super) struct EstimateParts(pub Workspace, pub u64);

impl PartialEq for EstimateParts {
    fn eq(&self, other: &Self) -> bool {
        self.1 == other.1 || self.0.closed.ptr_eq(&other.0.closed) && same_work(&self.0, &other.0)
    }
}

/// The parts that the progress of goals and projects depends on; with the revision.
pub(super) struct Progressing(pub Workspace, pub u64);

impl PartialEq for Progressing {
    fn eq(&self, other: &Self) -> bool {
        let (old, new) = (&self.0, &other.0);
        if self.1 == other.1 {
            return true;
        }
        if new.goals.is_empty() && new.projects.is_empty() {
            return old.goals.is_empty() && old.projects.is_empty();
        }
        old.goals.ptr_eq(&new.goals)
            && old.projects.ptr_eq(&new.projects)
            && old.closed.ptr_eq(&new.closed)
            && same_work(old, new)
            && old.open_session().map(unseen) == new.open_session().map(unseen)
            && !old.tasks.diff(&new.tasks).any(|change| moves_progress(&change))
    }
}

fn moves_progress(change: &DiffItem<crate::model::TaskId, Arc<Task>>) -> bool {
    let finished = |task: &Task| task.steps.iter().filter(|step| step.is_done()).count();
    let belongs = |task: &Task| task.project.is_some() || task.goal.is_some();
    match change {
        DiffItem::Add(_, task) | DiffItem::Remove(_, task) => belongs(task),
        DiffItem::Update { old: (_, old), new: (_, new) } => {
            belongs(old) || belongs(new) || finished(old) != finished(new) || old.tags != new.tags
        }
    }
}

/// Returns the session without its heartbeat.
fn unseen(session: &Session) -> Session {
    Session { seen: None, ..session.clone() }
}

/// Returns whether ended sessions and finished blocks are the same. Takes time by the number of changes, not by the
/// log.
pub(super) fn same_work(old: &Workspace, new: &Workspace) -> bool {
    let ended = |change: DiffItem<SessionId, Arc<Session>>| match change {
        DiffItem::Add(_, it) | DiffItem::Remove(_, it) => !it.is_open(),
        DiffItem::Update { old: (_, old), new: (_, new) } => !old.is_open() || !new.is_open(),
    };
    let done = |block: &Block| block.state == BlockState::Done;
    let finished = |change: DiffItem<BlockId, Arc<Block>>| match change {
        DiffItem::Add(_, it) | DiffItem::Remove(_, it) => done(it),
        DiffItem::Update { old: (_, old), new: (_, new) } => done(old) || done(new),
    };
    (old.sessions.ptr_eq(&new.sessions) || !old.sessions.diff(&new.sessions).any(ended))
        && (old.blocks.ptr_eq(&new.blocks) || !old.blocks.diff(&new.blocks).any(finished))
}
