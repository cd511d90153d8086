//! Tasks that move between the file of open tasks and the log. A sync program brings one of the two files before the
//! other, so the base of such a task is found in earlier versions of the file of tasks.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Arc;

use uuid::Uuid;

use super::merge::{Conflict, Newer, merge_unrepaired};
use crate::model::{ClosedTask, Task, TaskId, Workspace};
use crate::store::folder::{Loaded, Versions, WorkspaceFile, is_still_open, lineage_of, mend, read_bytes, to_text};

/// Closes tasks in `repaired` that are open in a file of tasks with the given lineage, although an ancestor of it
/// lacked them and the log holds their closing: one side edited them, and its edit outlived their move. The edits go
/// into the closed tasks. `on_disk` is `repaired` before repairs. Returns the conflicts of tasks that were not `known`
/// to be so.
///
/// # Errors
/// When an earlier version cannot be read.
pub fn settle(
    versions: Versions,
    lineage: &[Uuid],
    on_disk: &Workspace,
    repaired: &mut Workspace,
    known: &Workspace,
) -> io::Result<Vec<Conflict>> {
    let twice = |open: &Arc<Task>| Some((Arc::clone(open), Arc::clone(on_disk.closed.get(&open.id)?)));
    let is_unclear = |(open, closed): &(Arc<Task>, Arc<ClosedTask>)| {
        open.reopened <= closed.task.reopened && is_still_open(open, closed)
    };
    let unclear: Vec<_> = on_disk.tasks.values().filter_map(twice).filter(is_unclear).collect();
    let bases = bases(versions, lineage, unclear.iter().map(|(open, _)| open))?;
    let mut conflicts = Vec::new();
    for (open, closed) in unclear {
        let Some(base) = bases.get(&open.id) else { continue };
        let theirs = Workspace { closed: imbl::OrdMap::unit(open.id, closed), ..Workspace::default() };
        let merged = merge_unrepaired(Some(&with_task(base)), true, &with_task(&open), &theirs, Newer::Ours);
        if merged.workspace.closed.get(&open.id) != known.closed.get(&open.id) {
            conflicts.extend(merged.conflicts);
        }
        repaired.tasks.remove(&open.id);
        repaired.closed.extend(merged.workspace.closed);
    }
    if !bases.is_empty() {
        mend(repaired);
    }
    Ok(conflicts)
}

/// Adds to `base` the tasks that both sides have and it lacks, as they were before they left the file of tasks for the
/// log.
///
/// # Errors
/// As [`settle`].
pub fn add_bases(
    versions: Versions,
    lineage: &[Uuid],
    base: &mut Workspace,
    ours: &Workspace,
    theirs: &Workspace,
) -> io::Result<()> {
    let shared = |task: &&Arc<Task>| base.any_task(task.id).is_none() && theirs.any_task(task.id).is_some();
    let tasks: Vec<_> = ours.tasks.values().filter(shared).collect();
    for base_of in bases(versions, lineage, tasks.into_iter())?.into_values() {
        base.tasks.insert(base_of.id, base_of);
    }
    Ok(())
}

fn with_task(task: &Arc<Task>) -> Workspace {
    Workspace { tasks: imbl::OrdMap::unit(task.id, Arc::clone(task)), ..Workspace::default() }
}

/// Returns the tasks as they were before they left the file of tasks. Of several earlier values that nearest to the
/// present one is the base: the others are edits that the present one does not include.
fn bases<'a>(
    versions: Versions,
    lineage: &[Uuid],
    tasks: impl Iterator<Item = &'a Arc<Task>>,
) -> io::Result<BTreeMap<TaskId, Arc<Task>>> {
    let tasks: Vec<_> = tasks.collect();
    let mut before_leaving: BTreeMap<TaskId, BTreeSet<Uuid>> = BTreeMap::new();
    let mut found: BTreeMap<TaskId, (usize, Arc<Task>)> = BTreeMap::new();
    for hash in lineage.iter().filter(|_| !tasks.is_empty()) {
        let Some(bytes) = versions.read(hash)? else { continue };
        let (part, mut version) = (WorkspaceFile::Tasks, Loaded::default());
        read_bytes(part, &bytes, &part.path(), &mut version);
        for task in &tasks {
            let Some(earlier) = version.workspace.tasks.get(&task.id) else {
                before_leaving.entry(task.id).or_default().extend(lineage_of(&bytes));
                continue;
            };
            if before_leaving.get(&task.id).is_some_and(|hashes| hashes.contains(hash)) {
                let distance = distance(task, earlier);
                if found.get(&task.id).is_none_or(|(least, _)| distance < *least) {
                    found.insert(task.id, (distance, Arc::clone(earlier)));
                }
            }
        }
    }
    Ok(found.into_iter().map(|(id, (_, task))| (id, task)).collect())
}

/// Returns the number of lines in which the texts of two tasks differ.
fn distance(one: &Task, other: &Task) -> usize {
    let [one, other] = [one, other].map(|task| to_text(task).unwrap_or_default());
    let [one, other] = [&one, &other].map(|text| text.lines().collect::<BTreeSet<_>>());
    one.symmetric_difference(&other).count()
}
