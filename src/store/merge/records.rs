//! The merge of whole maps of records: what is new, gone or changed on either side.

use std::collections::BTreeSet;
use std::sync::Arc;

use imbl::OrdMap;
use imbl::ordmap::DiffItem;
use serde_json::{Value, json};
use uuid::Uuid;

use super::fields::{Fields, Newer};
use super::{Conflict, Kept, Mergeable, Sides, add_note, in_words, record_action};
use crate::model::{
    Action, Block, Calendar, ClosedTask, Event, Goal, Project, Record, Review, Session, Task, TaskId, Template,
    Workspace,
};

/// The keys whose records differ between two maps. Shared parts of the maps are not walked.
fn differing<K: Ord + Clone, V: PartialEq>(one: &OrdMap<K, V>, other: &OrdMap<K, V>) -> BTreeSet<K> {
    let key = |change: DiffItem<'_, '_, K, V>| match change {
        DiffItem::Add(key, _) | DiffItem::Remove(key, _) | DiffItem::Update { new: (key, _), .. } => key.clone(),
    };
    one.diff(other).map(key).collect()
}

/// Merges one map of records; `id` is what a tombstone of such a record is called.
pub(super) fn merge_map<K: Ord + Clone, V: Mergeable>(
    sides: &Sides,
    map: impl Fn(&Workspace) -> &OrdMap<K, Arc<V>>,
    id: impl Fn(&K) -> Uuid,
    conflicts: &mut Vec<Conflict>,
) -> OrdMap<K, Arc<V>> {
    let (base, ours, theirs) = (map(sides.base), map(sides.ours), map(sides.theirs));
    let mut merged = ours.clone();
    for key in differing(ours, theirs) {
        let value = merge_one(sides, id(&key), base.get(&key), ours.get(&key), theirs.get(&key), conflicts);
        match value {
            Some(value) => merged.insert(key, value),
            None => merged.remove(&key),
        };
    }
    merged
}

fn merge_one<V: Mergeable>(
    sides: &Sides,
    id: Uuid,
    base: Option<&Arc<V>>,
    ours: Option<&Arc<V>>,
    theirs: Option<&Arc<V>>,
    conflicts: &mut Vec<Conflict>,
) -> Option<Arc<V>> {
    if let Some(side) = taken_whole(sides, id, base, ours, theirs) {
        return side.cloned();
    }
    let (ours, theirs) = (ours?, theirs?);
    let merged = merge_record(base.map(|base| &**base), &**ours, &**theirs, sides.newer, conflicts);
    merged.map(Arc::new).or_else(|| Some(Arc::clone(if sides.newer == Newer::Ours { ours } else { theirs })))
}

/// The side whose record is taken as it is; `None` if both have one and both changed it.
fn taken_whole<'v, V: PartialEq>(
    sides: &Sides,
    id: Uuid,
    base: Option<&'v V>,
    ours: Option<&'v V>,
    theirs: Option<&'v V>,
) -> Option<Option<&'v V>> {
    let buried = |side: &Workspace| !sides.known && side.tombstones.contains_key(&id);
    match (ours, theirs) {
        _ if ours == theirs => Some(ours),
        (Some(_), None) if buried(sides.theirs) => Some(None),
        (None, Some(_)) if buried(sides.ours) => Some(None),
        _ if theirs == base => Some(ours),
        _ if ours == base => Some(theirs),
        // One side deleted what the other edited: the edit stays.
        (Some(_), None) => Some(ours),
        (None, _) => Some(theirs),
        (Some(_), Some(_)) => None,
    }
}

/// Merges one record field by field. `None` if the result is no record any more, which takes strange values to bring about.
pub(super) fn merge_record<V: Mergeable>(
    base: Option<&V>,
    ours: &V,
    theirs: &V,
    newer: Newer,
    conflicts: &mut Vec<Conflict>,
) -> Option<V> {
    let value = |record: &V| serde_json::to_value(record).ok();
    let mut clashes = Vec::new();
    let merged = Fields { newer, clashes: &mut clashes }.record(
        base.and_then(value).as_ref(),
        &value(ours)?,
        &value(theirs)?,
        "",
    );
    let mut merged: V = serde_json::from_value(merged).ok()?;
    let other = if newer == Newer::Ours { theirs } else { ours };
    for clash in clashes {
        merged.note(&in_words(&clash));
        conflicts.push(Conflict {
            record: ours.called(),
            field: clash.field,
            kept: clash.kept,
            other: clash.other,
            take_other: other.clone().take(),
        });
    }
    Some(merged)
}

/// Merges open and closed tasks as one kind of record.
pub(super) fn merge_tasks(sides: &Sides, merged: &mut Workspace, conflicts: &mut Vec<Conflict>) {
    let (ours, theirs) = (sides.ours, sides.theirs);
    let mut ids = differing(&ours.tasks, &theirs.tasks);
    ids.extend(differing(&ours.closed, &theirs.closed));
    for id in ids {
        let (base, our, their) = (kept(sides.base, id), kept(ours, id), kept(theirs, id));
        let value = match taken_whole(sides, id.uuid(), base.as_ref(), our.as_ref(), their.as_ref()) {
            Some(side) => side.cloned(),
            None => match (&our, &their) {
                (Some(our), Some(their)) => merge_kept(base.as_ref(), our, their, sides.newer, conflicts),
                _ => None,
            },
        };
        merged.tasks.remove(&id);
        merged.closed.remove(&id);
        match value {
            Some(Kept::Open(task)) => {
                merged.tasks.insert(id, task);
            }
            Some(Kept::Closed(closed)) => {
                merged.closed.insert(id, closed);
            }
            None => {}
        }
    }
}

fn kept(workspace: &Workspace, id: TaskId) -> Option<Kept> {
    let open = || workspace.tasks.get(&id).cloned().map(Kept::Open);
    workspace.closed.get(&id).cloned().map(Kept::Closed).or_else(open)
}

impl Kept {
    fn task(&self) -> &Task {
        match self {
            Self::Open(task) => task,
            Self::Closed(closed) => &closed.task,
        }
    }

    /// When and how it was closed, as a field.
    fn end(&self) -> Value {
        match self {
            Self::Open(_) => Value::Null,
            Self::Closed(closed) => json!([closed.closed, closed.outcome]),
        }
    }
}

/// Merges a task and what became of it. Where both sides closed it, the newer one says when and how.
fn merge_kept(
    base: Option<&Kept>,
    ours: &Kept,
    theirs: &Kept,
    newer: Newer,
    conflicts: &mut Vec<Conflict>,
) -> Option<Kept> {
    let newest = if newer == Newer::Ours { ours } else { theirs };
    let merged = merge_record(base.map(Kept::task), ours.task(), theirs.task(), newer, conflicts);
    let task = merged.unwrap_or_else(|| newest.task().clone());
    let (was, our, their) = (base.map_or(Value::Null, Kept::end), ours.end(), theirs.end());
    let from = if their == was || our == their {
        ours
    } else if our == was {
        theirs
    } else {
        newest
    };
    Some(match from {
        Kept::Open(_) => Kept::Open(Arc::new(task)),
        Kept::Closed(closed) => Kept::Closed(Arc::new(ClosedTask { task, ..ClosedTask::clone(closed) })),
    })
}

/// A calendar that one side deleted stays while the other side has events in it.
pub(super) fn keep_calendars(sides: &Sides, merged: &mut Workspace) {
    let lost: BTreeSet<_> = merged.events.values().map(|event| event.calendar).collect();
    for id in lost.into_iter().filter(|id| !merged.calendars.contains_key(id)).collect::<Vec<_>>() {
        let calendar = sides.ours.calendars.get(&id).or_else(|| sides.theirs.calendars.get(&id));
        if let Some(calendar) = calendar.cloned() {
            merged.calendars.insert(id, calendar);
        }
    }
}

/// Both maps in one; of two values under one key the greater.
pub(super) fn merge_union<K: Ord + Clone, V: Ord + Clone>(ours: &OrdMap<K, V>, theirs: &OrdMap<K, V>) -> OrdMap<K, V> {
    if ours.ptr_eq(theirs) { ours.clone() } else { ours.clone().union_with(theirs.clone(), Ord::max) }
}

impl Mergeable for Task {
    fn called(&self) -> String {
        format!("'{}'", self.title)
    }

    fn note(&mut self, sentence: &str) {
        add_note(&mut self.notes, sentence);
    }

    fn take(self) -> Option<Action> {
        record_action(Record::Task(self))
    }
}

impl Mergeable for Event {
    fn called(&self) -> String {
        format!("Event '{}'", self.title)
    }

    fn note(&mut self, sentence: &str) {
        add_note(&mut self.notes, sentence);
    }

    fn take(self) -> Option<Action> {
        record_action(Record::Event(self))
    }
}

impl Mergeable for Block {
    fn called(&self) -> String {
        format!("A block on {}", self.start.date())
    }

    fn take(self) -> Option<Action> {
        record_action(Record::Block(self))
    }
}

impl Mergeable for Project {
    fn called(&self) -> String {
        format!("Project '{}'", self.title)
    }

    fn note(&mut self, sentence: &str) {
        add_note(&mut self.notes, sentence);
    }
}

impl Mergeable for Review {
    fn called(&self) -> String {
        format!("The review of {}", self.date)
    }

    fn note(&mut self, sentence: &str) {
        add_note(&mut self.reflection, sentence);
    }
}

impl Mergeable for Calendar {
    fn called(&self) -> String {
        format!("Calendar '{}'", self.name)
    }
}

impl Mergeable for Goal {
    fn called(&self) -> String {
        format!("Goal '{}'", self.title)
    }
}

impl Mergeable for Template {
    fn called(&self) -> String {
        format!("Template '{}'", self.title)
    }
}

impl Mergeable for Session {
    fn called(&self) -> String {
        format!("Tracked time of {}", self.start.date_naive())
    }
}
