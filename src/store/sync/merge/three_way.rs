//! The three-way merge of two versions of a workspace that both came from a third.
//!
//! The merge goes record by record and field by field. A change by one side is taken. If both sides changed a field to
//! different values, the newer value stays, the other goes into the notes of the record, and a [`Conflict`] reports it.
//! An edit wins over a deletion.
//!
//! Source of the rules: the three-way merge of `diff3`, on trees with identities instead of on lines.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::fields::Newer;
use super::records::{Conflict, Sides, merge_map, merge_record, merge_union};
use super::tasks::merge_tasks;
use crate::model::{Review, Settings, Workspace};
use crate::store::folder::mend;

/// The result of a merge.
#[derive(Clone, Debug)]
pub struct Merged {
    pub workspace: Workspace,
    pub conflicts: Vec<Conflict>,
    /// Repairs of the merged workspace, as sentences for the user.
    pub notes: Vec<String>,
}

/// Merges `ours` and `theirs`, which both came from `base`. Without a base, all records of both stay except those with a
/// tombstone on the other side, and every difference in a record is a conflict.
pub fn merge(base: Option<&Workspace>, ours: &Workspace, theirs: &Workspace, newer: Newer) -> Merged {
    let mut merged = merge_unrepaired(base, base.is_some(), ours, theirs, newer);
    merged.notes = mend(&mut merged.workspace);
    merged
}

/// Returns [`merge`] without repairs. If the base does not know deletions, a record that one side lacks was deleted
/// only if it has a tombstone there.
pub fn merge_unrepaired(
    base: Option<&Workspace>,
    knows_deletions: bool,
    ours: &Workspace,
    theirs: &Workspace,
    newer: Newer,
) -> Merged {
    let empty = Workspace::default();
    let sides = Sides { base: base.unwrap_or(&empty), ours, theirs, has_base: base.is_some(), knows_deletions, newer };
    let mut conflicts = Vec::new();
    let mut workspace = Workspace {
        calendars: merge_map(&sides, |w| &w.calendars, |id| id.uuid(), &mut conflicts),
        events: merge_map(&sides, |w| &w.events, |id| id.uuid(), &mut conflicts),
        blocks: merge_map(&sides, |w| &w.blocks, |id| id.uuid(), &mut conflicts),
        sessions: merge_map(&sides, |w| &w.sessions, |id| id.uuid(), &mut conflicts).into_iter().collect(),
        reviews: merge_map(&sides, |w| &w.reviews, |date| Review::tombstone_of(*date), &mut conflicts),
        goals: merge_map(&sides, |w| &w.goals, |id| id.uuid(), &mut conflicts),
        projects: merge_map(&sides, |w| &w.projects, |id| id.uuid(), &mut conflicts),
        templates: merge_map(&sides, |w| &w.templates, |id| id.uuid(), &mut conflicts),
        settings: settings(&sides, &mut conflicts),
        tombstones: merge_union(&ours.tombstones, &theirs.tombstones),
        // These two are merged together, as one kind of record.
        tasks: ours.tasks.clone(),
        closed: ours.closed.clone(),
    };
    merge_tasks(&sides, &mut workspace, &mut conflicts);
    keep_calendars(&sides, &mut workspace);
    Merged { workspace, conflicts, notes: Vec::new() }
}

fn settings(sides: &Sides, conflicts: &mut Vec<Conflict>) -> Arc<Settings> {
    let (base, ours, theirs) = (&sides.base.settings, &sides.ours.settings, &sides.theirs.settings);
    if ours == theirs || (sides.has_base && theirs == base) {
        return Arc::clone(ours);
    }
    if sides.has_base && ours == base {
        return Arc::clone(theirs);
    }
    // Without a base, both sides count as having started from the defaults.
    let merged = merge_record(sides, Some(&**base), &**ours, &**theirs, conflicts);
    merged.map_or_else(|| Arc::clone(ours), Arc::new)
}

/// Keeps a calendar that one side deleted while the merged workspace has events in it.
pub fn keep_calendars(sides: &Sides, merged: &mut Workspace) {
    let lost: BTreeSet<_> = merged.events.values().map(|event| event.calendar).collect();
    for id in lost.into_iter().filter(|id| !merged.calendars.contains_key(id)).collect::<Vec<_>>() {
        let calendar = sides.ours.calendars.get(&id).or_else(|| sides.theirs.calendars.get(&id));
        if let Some(calendar) = calendar.cloned() {
            merged.calendars.insert(id, calendar);
        }
    }
}
