//! The merge of maps of records: records that are new, gone or changed on either side.

use std::sync::Arc;

use imbl::OrdMap;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use uuid::Uuid;

use super::fields::{CONFLICT_NOTE, FieldMerge, Newer, set_value_at, value_at};
use super::words::title_in;
use crate::model::{Action, Record, Workspace, changed_keys};

/// A field that both sides changed to different values.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// The name of the record for the user, such as `"Draft intro"`.
    pub record: String,
    /// The name of the field for the user.
    pub field: String,
    /// The value that stayed.
    pub kept: String,
    /// The value that did not.
    pub other: String,
    /// Replaces the whole record by the other side's; `None` if the user does not choose.
    theirs: Option<Action>,
    path: Vec<String>,
}

impl Conflict {
    /// Returns whether the user can take the other value.
    pub fn has_choice(&self) -> bool {
        self.theirs.is_some()
    }

    /// Returns the action that replaces the field of the present record by the other value, and leaves all other
    /// fields. `None` without a choice, or if the record no longer has the field.
    pub fn take_other(&self, workspace: &Workspace) -> Option<Action> {
        Some(match self.theirs.as_ref()? {
            Action::Put(record) => Action::Put(Box::new(match &**record {
                Record::Task(theirs) => Record::Task(self.mixed(&**workspace.tasks.get(&theirs.id)?, theirs)?),
                Record::Event(theirs) => Record::Event(self.mixed(&**workspace.events.get(&theirs.id)?, theirs)?),
                Record::Block(theirs) => Record::Block(self.mixed(&**workspace.blocks.get(&theirs.id)?, theirs)?),
            })),
            Action::SetSettings(theirs) => Action::SetSettings(Box::new(self.mixed(&*workspace.settings, theirs)?)),
            _ => return None,
        })
    }

    fn mixed<V: Serialize + DeserializeOwned>(&self, present: &V, theirs: &V) -> Option<V> {
        let (mut present, theirs) = (serde_json::to_value(present).ok()?, serde_json::to_value(theirs).ok()?);
        let value = value_at(&theirs, &self.path).cloned();
        if let Some(Value::String(notes)) = present.get_mut("notes") {
            *notes = notes.replace(&note_of(&self.field, &self.other), &note_of(&self.field, &self.kept));
        }
        set_value_at(&mut present, &self.path, value).then(|| serde_json::from_value(present).ok())?
    }
}

impl std::fmt::Display for Conflict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { record, field, kept, other, .. } = self;
        write!(f, "{record}: {field} was changed in two places; {kept} stays; the other was {other}")
    }
}

/// The three values of a merge, and the side that counts as newer.
pub struct Sides<'a> {
    pub base: &'a Workspace,
    pub ours: &'a Workspace,
    pub theirs: &'a Workspace,
    /// Whether the base is known; otherwise it is empty.
    pub has_base: bool,
    /// Whether a record that is in the base and not on one side was deleted there. Otherwise only tombstones tell.
    pub knows_deletions: bool,
    pub newer: Newer,
}

impl Sides<'_> {
    /// Returns the title of a record, in quotes.
    fn title_of(&self, id: Uuid) -> Option<String> {
        [self.ours, self.theirs, self.base].iter().find_map(|workspace| title_in(workspace, id))
    }
}

/// A record that can be merged field by field.
pub trait Mergeable: Serialize + DeserializeOwned + PartialEq + Clone {
    /// Returns the name of the record for the user.
    fn called(&self) -> String;
    /// Adds the value that lost to the notes, for records with notes.
    fn note(&mut self, _sentence: &str) {}
    /// Returns the action that replaces the merged record by this one; `None` for records that the user does not choose
    /// between.
    fn take(self) -> Option<Action> {
        None
    }
}

/// Merges one map of records. `id` gives the id of a record's tombstone.
pub fn merge_map<K: Ord + Clone, V: Mergeable>(
    sides: &Sides,
    map: impl Fn(&Workspace) -> &OrdMap<K, Arc<V>>,
    id: impl Fn(&K) -> Uuid,
    conflicts: &mut Vec<Conflict>,
) -> OrdMap<K, Arc<V>> {
    let (base, ours, theirs) = (map(sides.base), map(sides.ours), map(sides.theirs));
    let mut merged = ours.clone();
    for key in changed_keys(ours, theirs) {
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
    let merged = merge_record(sides, base.map(|base| &**base), &**ours, &**theirs, conflicts);
    merged.map(Arc::new).or_else(|| Some(Arc::clone(if sides.newer == Newer::Ours { ours } else { theirs })))
}

/// Returns the side whose record is taken unchanged; `None` if both have one and both changed it.
pub fn taken_whole<'v, V: PartialEq>(
    sides: &Sides,
    id: Uuid,
    base: Option<&'v V>,
    ours: Option<&'v V>,
    theirs: Option<&'v V>,
) -> Option<Option<&'v V>> {
    // A record that one side edited stays although the other deleted it.
    let is_deleted = |record: Option<&V>, by: &Workspace| {
        let unedited = record == base || (!sides.knows_deletions && base.is_none());
        unedited && (sides.knows_deletions || by.tombstones.contains_key(&id))
    };
    match (ours, theirs) {
        _ if ours == theirs => Some(ours),
        (Some(_), None) if is_deleted(ours, sides.theirs) => Some(None),
        (None, Some(_)) if is_deleted(theirs, sides.ours) => Some(None),
        (Some(_), None) => Some(ours),
        (None, _) => Some(theirs),
        _ if theirs == base => Some(ours),
        _ if ours == base => Some(theirs),
        (Some(_), Some(_)) => None,
    }
}

/// Merges one record field by field. `None` if the fields do not form a valid record, which is rare.
pub fn merge_record<V: Mergeable>(
    sides: &Sides,
    base: Option<&V>,
    ours: &V,
    theirs: &V,
    conflicts: &mut Vec<Conflict>,
) -> Option<V> {
    let value = |record: &V| serde_json::to_value(record).ok();
    let title = |id: Uuid| sides.title_of(id);
    let mut fields = FieldMerge::new(sides.newer, &title);
    let merged = fields.record(base.and_then(value).as_ref(), &value(ours)?, &value(theirs)?, "");
    let mut merged: V = serde_json::from_value(merged).ok()?;
    let other = if sides.newer == Newer::Ours { theirs } else { ours };
    for clash in fields.clashes {
        merged.note(&note_of(&clash.field, &clash.other));
        conflicts.push(Conflict {
            record: ours.called(),
            field: clash.field,
            kept: clash.kept,
            other: clash.other,
            theirs: other.clone().take(),
            path: clash.path,
        });
    }
    Some(merged)
}

/// Returns the union of both maps, with the greater of two values for a key.
pub fn merge_union<K: Ord + Clone, V: Ord + Clone>(ours: &OrdMap<K, V>, theirs: &OrdMap<K, V>) -> OrdMap<K, V> {
    if ours.ptr_eq(theirs) { ours.clone() } else { ours.clone().union_with(theirs.clone(), Ord::max) }
}

/// Adds a sentence to notes, unless they contain it.
pub fn add_note(notes: &mut String, sentence: &str) {
    if notes.contains(sentence) {
        return;
    }
    if !notes.is_empty() {
        notes.push_str("\n\n");
    }
    notes.push_str(sentence);
}

/// Returns the sentence that keeps the other value of a conflict in the notes.
fn note_of(field: &str, other: &str) -> String {
    format!("{CONFLICT_NOTE}{field} was also {other}.")
}
