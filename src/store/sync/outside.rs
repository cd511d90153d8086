//! Changes from outside: merges that are not on disk yet, and files that a sync program delivers one by one.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use imbl::OrdMap;
use imbl::ordmap::DiffItem;
use uuid::Uuid;

use super::merge::{Conflict, Newer, merge_unrepaired};
use crate::model::{ClosedTask, Review, Task, TaskId, Workspace, changed_keys};
use crate::store::folder::{WorkspaceFile, mend};

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

    /// Merges `theirs`, which came from `known`, into this value. A record that `theirs` lacks was deleted if the base
    /// knows deletions or `theirs` has its tombstone.
    pub fn add(&mut self, known: &Workspace, knows_deletions: bool, theirs: &Workspace, mut notes: Vec<String>) {
        if self.merged.is(known) {
            self.merged = theirs.clone();
            self.notes.extend(notes);
            return;
        }
        let merged = merge_unrepaired(Some(known), knows_deletions, &self.merged, theirs, Newer::Ours);
        self.merged = merged.workspace;
        notes.extend(mend(&mut self.merged));
        self.notes.extend(notes);
        self.conflicts.extend(merged.conflicts);
    }
}

/// Returns whether `new` holds less than half of the open tasks, events or finished tasks of `old`.
pub fn is_much_less(new: &Workspace, old: &Workspace) -> bool {
    let less = |new: usize, old: usize| old > 3 && new * 2 < old;
    less(new.tasks.len(), old.tasks.len())
        || less(new.events.len(), old.events.len())
        || less(new.closed.len(), old.closed.len())
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

/// Replaces the records of one file by those in another workspace.
pub fn replace_part(part: WorkspaceFile, from: &Workspace, into: &mut Workspace) {
    if let WorkspaceFile::Log(_) = part {
        replace_some(&mut into.closed, &from.closed, |it| part.is_log_of(it.closed.date_naive()));
        replace_some(&mut into.reviews, &from.reviews, |it| part.is_log_of(it.date));
        let mut sessions = OrdMap::clone(&into.sessions);
        replace_some(&mut sessions, &from.sessions, |it| part.is_log_of(it.log_day()));
        into.sessions = sessions.into_iter().collect();
    } else {
        take_part(part, from, into);
    }
}

fn replace_some<K: Ord + Clone, V>(
    into: &mut OrdMap<K, Arc<V>>,
    from: &OrdMap<K, Arc<V>>,
    chosen: impl Fn(&V) -> bool,
) {
    let rest = into.iter().filter(|(_, record)| !chosen(record));
    let new = from.iter().filter(|(_, record)| chosen(record));
    *into = rest.chain(new).map(|(key, record)| (key.clone(), Arc::clone(record))).collect();
}

/// Adds to `base` the records of `older` that both sides have, in different values, and it lacks. Returns whether it still
/// lacks one.
pub fn add_missing(base: &mut Workspace, older: &Workspace, ours: &Workspace, theirs: &Workspace) -> bool {
    // Every field is listed, so that a new kind of record does not compile until it is added.
    let Workspace {
        tasks,
        closed,
        calendars,
        events,
        blocks,
        sessions,
        reviews,
        goals,
        projects,
        templates,
        tombstones: _,
        settings: _,
    } = base;
    let mut all_sessions = OrdMap::clone(sessions);
    // Open or closed, a task is one record.
    let (open, done) = (tasks.clone(), closed.clone());
    let lacks = [
        add_missing_to(tasks, &older.tasks, &ours.tasks, &theirs.tasks, |id| done.contains_key(id)),
        add_missing_to(closed, &older.closed, &ours.closed, &theirs.closed, |id| open.contains_key(id)),
        add_missing_to(calendars, &older.calendars, &ours.calendars, &theirs.calendars, |_| false),
        add_missing_to(events, &older.events, &ours.events, &theirs.events, |_| false),
        add_missing_to(blocks, &older.blocks, &ours.blocks, &theirs.blocks, |_| false),
        add_missing_to(&mut all_sessions, &older.sessions, &ours.sessions, &theirs.sessions, |_| false),
        add_missing_to(reviews, &older.reviews, &ours.reviews, &theirs.reviews, |_| false),
        add_missing_to(goals, &older.goals, &ours.goals, &theirs.goals, |_| false),
        add_missing_to(projects, &older.projects, &ours.projects, &theirs.projects, |_| false),
        add_missing_to(templates, &older.templates, &ours.templates, &theirs.templates, |_| false),
    ];
    if !all_sessions.ptr_eq(sessions) {
        *sessions = all_sessions.into_iter().collect();
    }
    lacks.contains(&true)
}

fn add_missing_to<K: Ord + Clone, V: PartialEq>(
    base: &mut OrdMap<K, Arc<V>>,
    older: &OrdMap<K, Arc<V>>,
    ours: &OrdMap<K, Arc<V>>,
    theirs: &OrdMap<K, Arc<V>>,
    is_elsewhere: impl Fn(&K) -> bool,
) -> bool {
    let mut lacks = false;
    for change in ours.diff(theirs) {
        let DiffItem::Update { new: (key, _), .. } = change else { continue };
        if !base.contains_key(key) && !is_elsewhere(key) {
            let found = older.get(key).map(|record| (key.clone(), Arc::clone(record)));
            lacks |= found.is_none();
            base.extend(found);
        }
    }
    lacks
}

/// Replaces the records of `new` that equal those of `old` by the latter, so that memory holds each record once.
pub fn share_records(new: &mut Workspace, old: &Workspace) {
    // Every field is listed, so that a new kind of record does not compile until it is shared.
    let Workspace {
        tasks,
        closed,
        calendars,
        events,
        blocks,
        sessions,
        reviews,
        goals,
        projects,
        templates,
        tombstones,
        settings,
    } = new;
    share_map(tasks, &old.tasks);
    share_map(closed, &old.closed);
    share_map(calendars, &old.calendars);
    share_map(events, &old.events);
    share_map(blocks, &old.blocks);
    share_map(reviews, &old.reviews);
    share_map(goals, &old.goals);
    share_map(projects, &old.projects);
    share_map(templates, &old.templates);
    let mut shared = old.sessions.clone();
    for change in old.sessions.diff(sessions) {
        match change {
            DiffItem::Add(id, session) | DiffItem::Update { new: (id, session), .. } => {
                shared.insert(*id, Arc::clone(session));
            }
            DiffItem::Remove(id, _) => shared.remove(id),
        }
    }
    *sessions = shared;
    if *tombstones == old.tombstones {
        *tombstones = old.tombstones.clone();
    }
    if *settings == old.settings {
        *settings = Arc::clone(&old.settings);
    }
}

fn share_map<K: Ord + Clone, V: PartialEq>(new: &mut OrdMap<K, Arc<V>>, old: &OrdMap<K, Arc<V>>) {
    // The old map with the differences applied shares the nodes of the old map, too.
    let mut shared = old.clone();
    for change in old.diff(new) {
        match change {
            DiffItem::Add(key, value) | DiffItem::Update { new: (key, value), .. } => {
                shared.insert(key.clone(), Arc::clone(value));
            }
            DiffItem::Remove(key, _) => {
                shared.remove(key);
            }
        }
    }
    *new = shared;
}

/// Returns the value to write for `workspace`: records that only differ from the disk by repairs in memory stay as they
/// are on disk, because the file that makes them fit may be on its way. `known` is the repaired form of `on_disk`.
pub fn without_repairs(workspace: &Workspace, on_disk: &Workspace, known: &Workspace) -> Workspace {
    // Every field is listed, so that a new kind of record does not compile until it is here.
    let Workspace {
        tasks,
        closed,
        calendars,
        events,
        blocks,
        sessions,
        reviews,
        goals,
        projects,
        templates,
        tombstones,
        settings,
    } = workspace;
    let mut all_sessions = OrdMap::clone(sessions);
    put_back(&mut all_sessions, &on_disk.sessions, &known.sessions);
    let is_repaired = *settings == known.settings;
    let (mut tasks, mut closed) = (tasks.clone(), closed.clone());
    put_back_tasks(&mut tasks, &mut closed, on_disk, known);
    Workspace {
        tasks,
        closed,
        calendars: put_back_in(calendars, &on_disk.calendars, &known.calendars),
        events: put_back_in(events, &on_disk.events, &known.events),
        blocks: put_back_in(blocks, &on_disk.blocks, &known.blocks),
        sessions: if all_sessions.ptr_eq(sessions) { sessions.clone() } else { all_sessions.into_iter().collect() },
        reviews: put_back_in(reviews, &on_disk.reviews, &known.reviews),
        goals: put_back_in(goals, &on_disk.goals, &known.goals),
        projects: put_back_in(projects, &on_disk.projects, &known.projects),
        templates: put_back_in(templates, &on_disk.templates, &known.templates),
        tombstones: with_hidden_tombstones(tombstones, workspace, on_disk, known),
        settings: Arc::clone(if is_repaired { &on_disk.settings } else { settings }),
    }
}

/// Puts tasks back as they are on disk, where they may stand in both files; open or closed, a task is one record.
fn put_back_tasks(
    tasks: &mut OrdMap<TaskId, Arc<Task>>,
    closed: &mut OrdMap<TaskId, Arc<ClosedTask>>,
    on_disk: &Workspace,
    known: &Workspace,
) {
    let mut repaired = changed_keys(&known.tasks, &on_disk.tasks);
    repaired.extend(changed_keys(&known.closed, &on_disk.closed));
    for id in repaired {
        if tasks.get(&id) == known.tasks.get(&id) && closed.get(&id) == known.closed.get(&id) {
            tasks.remove(&id);
            closed.remove(&id);
            tasks.extend(on_disk.tasks.get(&id).map(|task| (id, Arc::clone(task))));
            closed.extend(on_disk.closed.get(&id).map(|task| (id, Arc::clone(task))));
        }
    }
}

/// Returns the tombstones with those on disk whose records are still in other files, unless the user changed the record.
fn with_hidden_tombstones(
    tombstones: &OrdMap<Uuid, DateTime<Utc>>,
    workspace: &Workspace,
    on_disk: &Workspace,
    known: &Workspace,
) -> OrdMap<Uuid, DateTime<Utc>> {
    let mut all = tombstones.clone();
    for change in known.tombstones.diff(&on_disk.tombstones) {
        if let DiffItem::Add(id, at) = change
            && is_same_record(*id, workspace, known)
        {
            all.insert(*id, *at);
        }
    }
    all
}

fn is_same_record(id: Uuid, one: &Workspace, other: &Workspace) -> bool {
    fn is_same<K: Ord, V: PartialEq>(key: &K, one: &OrdMap<K, V>, other: &OrdMap<K, V>) -> bool {
        one.get(key) == other.get(key)
    }
    // Every field is listed, so that a new kind of record does not compile until it is compared.
    let Workspace {
        tasks,
        closed,
        calendars,
        events,
        blocks,
        sessions,
        reviews,
        goals,
        projects,
        templates,
        tombstones: _,
        settings: _,
    } = one;
    is_same(&id.into(), tasks, &other.tasks)
        && is_same(&id.into(), closed, &other.closed)
        && is_same(&id.into(), calendars, &other.calendars)
        && is_same(&id.into(), events, &other.events)
        && is_same(&id.into(), blocks, &other.blocks)
        && is_same(&id.into(), sessions, &other.sessions)
        && is_same(&id.into(), goals, &other.goals)
        && is_same(&id.into(), projects, &other.projects)
        && is_same(&id.into(), templates, &other.templates)
        && changed_keys(reviews, &other.reviews).iter().all(|date| Review::tombstone_of(*date) != id)
}

fn put_back_in<K: Ord + Clone, V: PartialEq>(
    map: &OrdMap<K, Arc<V>>,
    on_disk: &OrdMap<K, Arc<V>>,
    known: &OrdMap<K, Arc<V>>,
) -> OrdMap<K, Arc<V>> {
    let mut map = map.clone();
    put_back(&mut map, on_disk, known);
    map
}

fn put_back<K: Ord + Clone, V: PartialEq>(
    map: &mut OrdMap<K, Arc<V>>,
    on_disk: &OrdMap<K, Arc<V>>,
    known: &OrdMap<K, Arc<V>>,
) {
    for change in known.diff(on_disk) {
        match change {
            DiffItem::Add(key, raw) if !map.contains_key(key) => drop(map.insert(key.clone(), Arc::clone(raw))),
            DiffItem::Update { old: (key, repaired), new: (_, raw) } if map.get(key) == Some(repaired) => {
                map.insert(key.clone(), Arc::clone(raw));
            }
            DiffItem::Remove(key, repaired) if map.get(key) == Some(repaired) => drop(map.remove(key)),
            _ => {}
        }
    }
}
