//! The merge of maps of records: records that are new, gone or changed on either side.

use std::collections::BTreeSet;
use std::sync::Arc;

use imbl::OrdMap;
use imbl::ordmap::DiffItem;
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::fields::{Clash, FieldMerge, Newer};
use crate::model::{Action, Workspace};

/// A field that both sides changed to different values.
#[derive(Clone, Debug, PartialEq)]
pub struct Conflict {
    /// The name of the record for the user, such as "'Draft intro'".
    pub record: String,
    /// The name of the field for the user.
    pub field: String,
    /// The value that stayed.
    pub kept: String,
    /// The value that did not.
    pub other: String,
    /// Replaces the whole record by the other side's.
    pub take_other: Option<Action>,
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
    pub known: bool,
    pub newer: Newer,
}

/// A record that can be merged field by field.
pub trait Mergeable: Serialize + DeserializeOwned + PartialEq + Clone {
    /// The name of the record for the user.
    fn called(&self) -> String;
    /// Adds the value that lost to the notes, for records with notes.
    fn note(&mut self, _sentence: &str) {}
    /// The action that replaces the merged record by this one; `None` for records that the user does not choose between.
    fn take(self) -> Option<Action> {
        None
    }
}

/// The keys whose records differ between two maps. Skips the shared parts of the maps.
pub fn differing<K: Ord + Clone, V: PartialEq>(one: &OrdMap<K, V>, other: &OrdMap<K, V>) -> BTreeSet<K> {
    let key = |change: DiffItem<'_, '_, K, V>| match change {
        DiffItem::Add(key, _) | DiffItem::Remove(key, _) | DiffItem::Update { new: (key, _), .. } => key.clone(),
    };
    one.diff(other).map(key).collect()
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

/// The side whose record is taken unchanged; `None` if both have one and both changed it.
pub fn taken_whole<'v, V: PartialEq>(
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

/// Merges one record field by field. `None` if the fields do not form a valid record, which is rare.
pub fn merge_record<V: Mergeable>(
    base: Option<&V>,
    ours: &V,
    theirs: &V,
    newer: Newer,
    conflicts: &mut Vec<Conflict>,
) -> Option<V> {
    let value = |record: &V| serde_json::to_value(record).ok();
    let mut clashes = Vec::new();
    let merged = FieldMerge { newer, clashes: &mut clashes }.record(
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

/// The union of both maps, with the greater of two values for a key.
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

fn in_words(clash: &Clash) -> String {
    format!("Changed in two places: {} was also {}.", clash.field, clash.other)
}
