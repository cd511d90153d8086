//! Tasks that move between the file of open tasks and the log. A sync program brings one of the two files before the
//! other, so the base of such a task is found in earlier versions of the file of tasks.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Arc;

use uuid::Uuid;

use super::merge::{Conflict, Newer, merge_unrepaired};
use crate::model::{ClosedTask, Task, TaskId, Workspace, changed_keys};
use crate::store::folder::{Loaded, Versions, WorkspaceFile, is_still_open, lineage_of, mend, read_bytes, to_text};

/// Closes tasks in `repaired` that are open in a file of tasks with the given lineage, although an ancestor of it
/// lacked them and the log holds their closing: one side edited them, and its edit outlived their move. The edits go
/// into the closed tasks. `on_disk` is `repaired` before repairs. If no other file `is_due`, the tasks of which only the
/// closing has arrived are closed, too. Returns the conflicts of tasks that were not `known` to be so.
///
/// # Errors
/// When an earlier version cannot be read.
pub fn settle(
    versions: Versions,
    lineage: &[Uuid],
    earlier: &mut EarlierTasks,
    is_due: bool,
    (on_disk, repaired): (&Workspace, &mut Workspace),
    known: &Workspace,
) -> io::Result<Vec<Conflict>> {
    let twice = |open: &Arc<Task>| Some((Arc::clone(open), Arc::clone(on_disk.closed.get(&open.id)?)));
    let is_unclear = |(open, closed): &(Arc<Task>, Arc<ClosedTask>)| {
        open.reopened <= closed.task.reopened && is_still_open(open, closed)
    };
    let unclear: Vec<_> = on_disk.tasks.values().filter_map(twice).filter(is_unclear).collect();
    if unclear.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<TaskId> = unclear.iter().map(|(open, _)| open.id).collect();
    let kept = earlier.read(versions, lineage, &ids)?;
    let mut conflicts = Vec::new();
    for (open, closed) in unclear {
        let base = base_of_move(&kept, &open, &closed.task, is_due);
        if base.is_none() && is_due {
            continue;
        }
        let (base, theirs) = (base.map(with_task), imbl::OrdMap::unit(open.id, closed));
        let theirs = Workspace { closed: theirs, ..Workspace::default() };
        let merged = merge_unrepaired(base.as_ref(), true, &with_task(&open), &theirs, Newer::Ours);
        if merged.workspace.closed.get(&open.id) != known.closed.get(&open.id) {
            conflicts.extend(merged.conflicts);
        }
        repaired.tasks.remove(&open.id);
        repaired.closed.extend(merged.workspace.closed);
    }
    mend(repaired);
    Ok(conflicts)
}

/// Adds to `base` the tasks that both sides have and it lacks, as they were before they left the file of tasks for the
/// log. `lineage` is that of the file of tasks.
///
/// # Errors
/// As [`settle`].
pub fn add_bases(
    versions: Versions,
    lineage: &[Uuid],
    earlier: &mut EarlierTasks,
    base: &mut Workspace,
    ours: &Workspace,
    theirs: &Workspace,
) -> io::Result<()> {
    let mut ids = changed_keys(&ours.tasks, &theirs.tasks);
    ids.extend(changed_keys(&ours.closed, &theirs.closed));
    ids.retain(|id| base.any_task(*id).is_none() && ours.any_task(*id).is_some() && theirs.any_task(*id).is_some());
    let ids: Vec<TaskId> = ids.into_iter().collect();
    let kept = earlier.read(versions, lineage, &ids)?;
    for id in ids {
        let (our, their) = (ours.closed.get(&id), theirs.closed.get(&id));
        let found = match (ours.tasks.get(&id), theirs.any_task(id)) {
            (Some(open), Some(theirs)) => base_of_move(&kept, open, theirs, true),
            _ => our.zip(their).and_then(|(our, their)| base_of_moves(&kept, &our.task, &their.task)),
        };
        base.tasks.extend(found.map(|task| (id, Arc::clone(task))));
    }
    Ok(())
}

fn with_task(task: &Arc<Task>) -> Workspace {
    Workspace { tasks: imbl::OrdMap::unit(task.id, Arc::clone(task)), ..Workspace::default() }
}

/// An earlier version of the file of tasks.
#[derive(Debug)]
struct Version {
    /// Its hash and those of the versions before it.
    lineage: Vec<Uuid>,
    /// The tasks that were asked for, `None` for those that it lacks.
    tasks: BTreeMap<TaskId, Option<Arc<Task>>>,
}

impl Version {
    fn of(bytes: &[u8]) -> Self {
        Self { lineage: lineage_of(bytes), tasks: BTreeMap::new() }
    }

    fn follows(&self, other: &Self) -> bool {
        self.lineage[1..].contains(&other.lineage[0])
    }

    fn task(&self, id: TaskId) -> Option<&Arc<Task>> {
        self.tasks.get(&id)?.as_ref()
    }
}

/// The tasks that were looked for in earlier versions of the file of tasks, by the hash of the version. A task may stay
/// unclear for days, and each look would parse all versions anew.
#[derive(Debug, Default)]
pub struct EarlierTasks(BTreeMap<Uuid, Version>);

impl EarlierTasks {
    /// Returns the versions of a lineage that this machine has, with some of their tasks. Forgets all other versions.
    fn read(&mut self, versions: Versions, lineage: &[Uuid], ids: &[TaskId]) -> io::Result<Vec<&Version>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        self.0.retain(|hash, _| lineage.contains(hash));
        for hash in lineage {
            if self.0.get(hash).is_some_and(|known| ids.iter().all(|id| known.tasks.contains_key(id))) {
                continue;
            }
            let Some(bytes) = versions.read(hash)? else { continue };
            let (part, mut version) = (WorkspaceFile::Tasks, Loaded::default());
            read_bytes(part, &bytes, &part.path(), &mut version);
            let known = self.0.entry(*hash).or_insert_with(|| Version::of(&bytes));
            known.tasks.extend(ids.iter().map(|id| (*id, version.workspace.tasks.get(id).cloned())));
        }
        Ok(lineage.iter().filter_map(|hash| self.0.get(hash)).collect())
    }
}

/// Returns the value of a task before it left the file of tasks on one side, where it became `moved`, and was edited on
/// the other, where it is `open`. If no kept version lacks it afterwards, it is `None`, or the value nearest to `moved`
/// if no other file `is_due`.
fn base_of_move<'v>(kept: &[&'v Version], open: &Task, moved: &Task, is_due: bool) -> Option<&'v Arc<Task>> {
    let value = |it: &'v Version| it.task(open.id);
    let (with, without): (Vec<&Version>, Vec<&Version>) = kept.iter().copied().partition(|it| value(it).is_some());
    // A task that was reopened since came from its closing.
    let is_early = |it: &&'v Version| value(it).is_some_and(|task| task.reopened == open.reopened.min(moved.reopened));
    let early: Vec<&Version> = with.iter().copied().filter(is_early).collect();
    let nearest = |among: &[&'v Version], to: &Task| {
        among.iter().copied().min_by_key(|it| value(it).map(|task| distance(task, to)))
    };
    let source = nearest(&early, moved)?;
    let without: Vec<&Version> = without.into_iter().filter(|it| it.follows(source)).collect();
    let is_first = |it: &&Version| !without.iter().any(|other| it.follows(other));
    let left: Vec<&Version> = without.iter().copied().filter(is_first).collect();
    if left.is_empty() {
        return value(source).filter(|_| !is_due);
    }
    let is_before = |it: &&Version| left.iter().any(|left| left.follows(it));
    let is_after = |it: &&Version| left.iter().any(|left| it.follows(left));
    let edited: Vec<_> = with.iter().copied().filter(|it| !is_before(it) && !is_after(it)).collect();
    let before: Vec<_> = early.into_iter().filter(is_before).collect();
    let shared: Vec<_> = before.iter().copied().filter(|it| edited.iter().any(|edited| edited.follows(it))).collect();
    let newest = |it: &&Version| !shared.iter().any(|other| other.follows(it));
    // Without the versions of the edit, the nearest value: the others are edits that the open task does not include.
    let newest: Vec<_> = shared.iter().copied().filter(newest).collect();
    nearest(if newest.is_empty() { &before } else { &newest }, open).and_then(value)
}

/// Returns the value of a task before it left the file of tasks on both sides.
fn base_of_moves<'v>(kept: &[&'v Version], ours: &Task, theirs: &Task) -> Option<&'v Arc<Task>> {
    if ours.reopened != theirs.reopened {
        return None;
    }
    let value = |it: &'v Version| it.task(ours.id).filter(|task| task.reopened == ours.reopened);
    let early: Vec<&Version> = kept.iter().copied().filter(|it| value(it).is_some()).collect();
    let nearest = |to: &Task| early.iter().copied().min_by_key(|it| value(it).map(|task| distance(task, to)));
    let (our, their) = (nearest(ours)?, nearest(theirs)?);
    let is_before = |it: &Version, other: &Version| it.lineage[0] == other.lineage[0] || other.follows(it);
    let shared: Vec<&Version> = early.into_iter().filter(|it| is_before(it, our) && is_before(it, their)).collect();
    let newest = shared.iter().find(|it| !shared.iter().any(|other| other.follows(it)));
    newest.and_then(|it| value(it))
}

/// Returns the number of lines in which the texts of two tasks differ.
fn distance(one: &Task, other: &Task) -> usize {
    let [one, other] = [one, other].map(|task| to_text(task).unwrap_or_default());
    let [one, other] = [&one, &other].map(|text| text.lines().collect::<BTreeSet<_>>());
    one.symmetric_difference(&other).count()
}
