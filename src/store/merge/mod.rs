//! Bringing together two versions of a workspace that both came from a third.
//!
//! Record by record and field by field, from three values: what both sides started from, ours and theirs. What only one
//! side changed is taken; where both changed the same field to different values, the newer side's stays, the other's goes
//! into the notes of the record, and a [`Conflict`] tells of it. An edit wins over a deletion.
//!
//! Source of the rules: the three-way merge of `diff3`, on trees with identities instead of on lines.

mod fields;
mod records;

use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::mend::mend;
use crate::model::{Action, ClosedTask, Record, Settings, Task, Workspace};
use fields::Clash;
use records::{merge_map, merge_union};

pub use fields::Newer;

/// A field that both sides changed to different values.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// The record, as a person calls it: "'Draft intro'".
    pub record: String,
    /// The field, in words.
    pub field: String,
    /// The value that stayed.
    pub kept: String,
    /// The value that did not.
    pub other: String,
    /// Takes the whole record as the other side has it.
    pub take_other: Option<Action>,
}

impl std::fmt::Display for Conflict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { record, field, kept, other, .. } = self;
        write!(f, "{record}: {field} was changed in two places; {kept} stays, the other was {other}")
    }
}

/// What came of a merge.
#[derive(Clone, Debug)]
pub struct Merged {
    pub workspace: Workspace,
    pub conflicts: Vec<Conflict>,
    /// What had to be mended so that both fit together.
    pub notes: Vec<String>,
}

/// Merges `ours` and `theirs`, which both came from `base`. Without a base all records of both stay, save what the other
/// side has deleted (its tombstones say so), and every difference in a record is a conflict.
pub fn merge(base: Option<&Workspace>, ours: &Workspace, theirs: &Workspace, newer: Newer) -> Merged {
    let empty = Workspace::default();
    let base_or_empty = base.unwrap_or(&empty);
    let sides = Sides { base: base_or_empty, ours, theirs, known: base.is_some(), newer };
    let mut conflicts = Vec::new();
    let mut workspace = Workspace {
        calendars: merge_map(&sides, |w| &w.calendars, |id| id.uuid(), &mut conflicts),
        events: merge_map(&sides, |w| &w.events, |id| id.uuid(), &mut conflicts),
        blocks: merge_map(&sides, |w| &w.blocks, |id| id.uuid(), &mut conflicts),
        sessions: merge_map(&sides, |w| &w.sessions, |id| id.uuid(), &mut conflicts).into_iter().collect(),
        reviews: merge_map(&sides, |w| &w.reviews, |_| uuid::Uuid::nil(), &mut conflicts),
        goals: merge_map(&sides, |w| &w.goals, |id| id.uuid(), &mut conflicts),
        projects: merge_map(&sides, |w| &w.projects, |id| id.uuid(), &mut conflicts),
        templates: merge_map(&sides, |w| &w.templates, |id| id.uuid(), &mut conflicts),
        settings: settings(&sides, &mut conflicts),
        tombstones: merge_union(&ours.tombstones, &theirs.tombstones),
        ..ours.clone()
    };
    records::merge_tasks(&sides, &mut workspace, &mut conflicts);
    records::keep_calendars(&sides, &mut workspace);
    let notes = mend(&mut workspace);
    Merged { workspace, conflicts, notes }
}

/// The three values, and which side counts as the newer one.
struct Sides<'a> {
    base: &'a Workspace,
    ours: &'a Workspace,
    theirs: &'a Workspace,
    /// Whether the base is known; if not, it is empty.
    known: bool,
    newer: Newer,
}

/// A record that can be merged field by field.
trait Mergeable: Serialize + DeserializeOwned + PartialEq + Clone {
    /// As a person calls it.
    fn called(&self) -> String;
    /// Puts the value that lost into its notes, where it has some.
    fn note(&mut self, _sentence: &str) {}
    /// The action that takes this record as it is, where a person may want to choose.
    fn take(self) -> Option<Action> {
        None
    }
}

fn settings(sides: &Sides, conflicts: &mut Vec<Conflict>) -> Arc<Settings> {
    let (base, ours, theirs) = (&sides.base.settings, &sides.ours.settings, &sides.theirs.settings);
    if ours == theirs || (sides.known && theirs == base) {
        return Arc::clone(ours);
    }
    if sides.known && ours == base {
        return Arc::clone(theirs);
    }
    // Without a base, what was never set counts as what both began with.
    let merged = records::merge_record(Some(&**base), &**ours, &**theirs, sides.newer, conflicts);
    merged.map_or_else(|| Arc::clone(ours), Arc::new)
}

impl Mergeable for Settings {
    fn called(&self) -> String {
        "The settings".into()
    }

    fn take(self) -> Option<Action> {
        Some(Action::SetSettings(Box::new(self)))
    }
}

/// A task with what became of it, so that closing and editing it are two fields of one record.
#[derive(Clone, Debug, PartialEq)]
enum Kept {
    Open(Arc<Task>),
    Closed(Arc<ClosedTask>),
}

/// Adds a sentence to notes, once.
fn add_note(notes: &mut String, sentence: &str) {
    if notes.contains(sentence) {
        return;
    }
    if !notes.is_empty() {
        notes.push_str("\n\n");
    }
    notes.push_str(sentence);
}

fn in_words(clash: &Clash) -> String {
    format!("Changed in two places: {} was also {}.", clash.field, clash.other)
}

fn record_action(record: Record) -> Option<Action> {
    Some(Action::Put(Box::new(record)))
}
