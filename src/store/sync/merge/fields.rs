//! The three-way merge of one record, on its serialised form, so that it covers every field.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::words::{in_words, spoken};

/// The side whose value stays when both changed a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Newer {
    Ours,
    Theirs,
}

/// A field that both sides changed to different values.
#[derive(Clone, Debug, PartialEq)]
pub struct Clash {
    /// The name of the field for the user.
    pub field: String,
    pub kept: String,
    pub other: String,
    /// The keys and ids that lead to the value within the record.
    pub path: Vec<String>,
}

/// Fields that the user never sees. The newer value stays, without a conflict.
const INTERNAL: [&str; 15] = [
    "id",
    "order",
    "created",
    "imported",
    "zones",
    "missed",
    "reopened",
    "carried",
    "not_now",
    "set_aside",
    "kept",
    "uid",
    "sequence",
    "own_busy",
    "filed",
];

/// Start of a paragraph of notes that holds the other value of a conflict.
pub const CONFLICT_NOTE: &str = "Changed in two places: ";

/// The merge of two records' fields, with the clashes so far.
pub struct FieldMerge<'a> {
    newer: Newer,
    /// The title of a record, for values that are ids.
    title: &'a dyn Fn(Uuid) -> Option<String>,
    path: Vec<String>,
    /// Whether the base has the record whose fields are merged. Otherwise every difference is a change by both sides.
    has_base: bool,
    pub clashes: Vec<Clash>,
}

impl<'a> FieldMerge<'a> {
    /// Returns a merge in which the values of `newer` stay where both sides changed a field.
    pub fn new(newer: Newer, title: &'a dyn Fn(Uuid) -> Option<String>) -> Self {
        Self { newer, title, path: Vec::new(), has_base: false, clashes: Vec::new() }
    }

    /// Merges the fields of two records.
    pub fn record(&mut self, base: Option<&Value>, ours: &Value, theirs: &Value, within: &str) -> Value {
        let (Value::Object(ours), Value::Object(theirs)) = (ours, theirs) else {
            return self.one(base, Some(ours), Some(theirs), within).unwrap_or(Value::Null);
        };
        let nothing = Map::new();
        let outer = std::mem::replace(&mut self.has_base, base.is_some());
        let base = base.and_then(Value::as_object).unwrap_or(&nothing);
        let names: BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
        let mut merged = Map::new();
        for name in names {
            let field = if within.is_empty() { spoken(name) } else { format!("{} of {within}", spoken(name)) };
            self.path.push(name.clone());
            let value = self.field(name, base.get(name), ours.get(name), theirs.get(name), &field);
            self.path.pop();
            merged.extend(value.map(|value| (name.clone(), value)));
        }
        // A timer that one side has stopped is stopped, also where no base tells which side did.
        if self.path.is_empty() && !self.has_base && ours.contains_key("end") != theirs.contains_key("end") {
            let end = ours.get("end").or_else(|| theirs.get("end")).cloned();
            merged.extend(end.map(|end| ("end".to_owned(), end)));
            merged.remove("paused");
        }
        self.has_base = outer;
        Value::Object(merged)
    }

    fn field(
        &mut self,
        name: &str,
        base: Option<&Value>,
        ours: Option<&Value>,
        theirs: Option<&Value>,
        field: &str,
    ) -> Option<Value> {
        let empty = Value::Array(Vec::new());
        let no_map = Value::Object(Map::new());
        let both = |kind: fn(&Value) -> bool| ours.or(theirs).is_some_and(kind) && theirs.or(ours).is_some_and(kind);
        match name {
            "steps" if both(Value::is_array) => {
                let list = self.list(base.unwrap_or(&empty), ours.unwrap_or(&empty), theirs.unwrap_or(&empty));
                (!list.is_empty()).then_some(Value::Array(list))
            }
            "seen" => self.latest(base, ours, theirs),
            "notes" | "reflection" => self.text(base, ours, theirs, field),
            "tags" | "after" if both(Value::is_array) => {
                let set = set(base.unwrap_or(&empty), ours.unwrap_or(&empty), theirs.unwrap_or(&empty));
                (!set.is_empty()).then_some(Value::Array(set))
            }
            "usual" if both(Value::is_array) => {
                let keyed = |list: Option<&Value>| Value::Object(by_name(list.unwrap_or(&empty)));
                let merged = self.record(Some(&keyed(base)), &keyed(ours), &keyed(theirs), field);
                let list = merged.as_object().into_iter().flatten().map(|(name, value)| json!({ name: value }));
                Some(list.collect::<Vec<_>>()).filter(|list| !list.is_empty()).map(Value::Array)
            }
            // Maps of the settings: each entry is a field.
            "date_hours" | "date_fullness" | "tags" | "quadrant_names" | "quadrant_tones" if both(Value::is_object) => {
                let base = base.or(self.has_base.then_some(&no_map));
                Some(self.record(base, ours.unwrap_or(&no_map), theirs.unwrap_or(&no_map), field))
            }
            _ => self.one(base, ours, theirs, field),
        }
    }

    /// Takes a value whole from one side. An absent field counts as a value, because empty fields are left out.
    fn one(
        &mut self,
        base: Option<&Value>,
        ours: Option<&Value>,
        theirs: Option<&Value>,
        field: &str,
    ) -> Option<Value> {
        if let Some(value) = self.one_sided(base, ours, theirs) {
            return value;
        }
        let (kept, other) = if self.newer == Newer::Ours { (ours, theirs) } else { (theirs, ours) };
        if !self.path.last().is_some_and(|name| INTERNAL.contains(&name.as_str())) {
            let path = self.path.clone();
            let [kept, other] = [kept, other].map(|value| in_words(value, &path, self.title));
            self.clashes.push(Clash { field: field.to_owned(), kept, other, path });
        }
        kept.cloned()
    }

    /// Returns the value of a field that at most one side changed, absent or not; `None` if both changed it differently.
    fn one_sided(&self, base: Option<&Value>, ours: Option<&Value>, theirs: Option<&Value>) -> Option<Option<Value>> {
        if ours == theirs || self.has_base && theirs == base {
            Some(ours.cloned())
        } else {
            (self.has_base && ours == base).then(|| theirs.cloned())
        }
    }

    /// Merges the heartbeats of a timer: the latest stays, unless one side has stopped the timer.
    fn latest(&self, base: Option<&Value>, ours: Option<&Value>, theirs: Option<&Value>) -> Option<Value> {
        if let Some(value) = self.one_sided(base, ours, theirs) {
            return value;
        }
        let time = |value: &Value| value.as_str()?.parse::<DateTime<Utc>>().ok();
        let later =
            |(ours, theirs): (&Value, &Value)| if time(ours) >= time(theirs) { ours.clone() } else { theirs.clone() };
        ours.zip(theirs).map(later)
    }

    /// Merges text that holds the other values of earlier conflicts as paragraphs. These paragraphs are a set, so that
    /// they are neither repeated nor quoted again.
    fn text(
        &mut self,
        base: Option<&Value>,
        ours: Option<&Value>,
        theirs: Option<&Value>,
        field: &str,
    ) -> Option<Value> {
        if let Some(value) = self.one_sided(base, ours, theirs) {
            return value;
        }
        let [base, ours, theirs] =
            [base, ours, theirs].map(|value| split_notes(value.and_then(Value::as_str).unwrap_or_default()));
        let value = |text: &str| (!text.is_empty()).then(|| Value::String(text.to_owned()));
        let bodies = [&base.0, &ours.0, &theirs.0].map(|text| value(text));
        let body = match &bodies {
            [_, Some(only), None] | [_, None, Some(only)] if !self.has_base => Some(only.clone()),
            [base, ours, theirs] => self.one(base.as_ref(), ours.as_ref(), theirs.as_ref(), field),
        };
        let stays = |it: &&String| !base.1.contains(*it) || (ours.1.contains(*it) && theirs.1.contains(*it));
        let notes = ours.1.union(&theirs.1).filter(stays).map(String::as_str);
        let text: Vec<&str> = body.iter().filter_map(Value::as_str).chain(notes).collect();
        value(&text.join("\n\n"))
    }

    /// Merges two lists of records with ids. A record that one side removed is gone unless the other edited it. An added
    /// record keeps its predecessor. The order is that of the side that changed it.
    fn list(&mut self, base: &Value, ours: &Value, theirs: &Value) -> Vec<Value> {
        let (base, ours, theirs) = (items(base), items(ours), items(theirs));
        let mut merged: Vec<(&str, Value)> = Vec::new();
        for (id, our) in &ours {
            match (find(&theirs, id), find(&base, id)) {
                (Some(their), base) => {
                    let title = our.get("title").and_then(Value::as_str).unwrap_or("step");
                    self.path.push((*id).to_owned());
                    merged.push((id, self.record(base, our, their, &format!("\"{title}\""))));
                    self.path.pop();
                }
                (None, Some(base)) if base == *our => {}
                (None, _) => merged.push((id, (*our).clone())),
            }
        }
        for (id, their) in theirs.iter().filter(|(id, _)| find(&ours, id).is_none()) {
            if find(&base, id) != Some(their) {
                merged.push((id, (*their).clone()));
            }
        }
        let order = self.order(&ids(&base), &ids(&ours), &ids(&theirs));
        merged.sort_by_key(|(id, _)| order.iter().position(|other| other == id));
        merged.into_iter().map(|(_, value)| value).collect()
    }

    /// Returns the merged order of all ids of two lists.
    fn order<'v>(&self, base: &[&'v str], ours: &[&'v str], theirs: &[&'v str]) -> Vec<&'v str> {
        let common: Vec<&str> = ours.iter().copied().filter(|id| theirs.contains(id)).collect();
        let in_order_of = |list: &[&'v str]| list.iter().copied().filter(|id| common.contains(id)).collect::<Vec<_>>();
        let (by_base, by_ours, by_theirs) = (in_order_of(base), in_order_of(ours), in_order_of(theirs));
        let moved = |list: &[&str]| !list.iter().filter(|id| by_base.contains(id)).eq(by_base.iter());
        let ours_first = match (moved(&by_ours), moved(&by_theirs)) {
            (false, true) => false,
            (true, false) => true,
            _ => self.newer == Newer::Ours,
        };
        let mut order = if ours_first { by_ours } else { by_theirs };
        let (mut first, mut second) = (chains(ours, &common), chains(theirs, &common));
        // If both added at one place, the smaller id comes first, so that the result is symmetric.
        if second.iter().flat_map(|(_, chain)| chain).min() < first.iter().flat_map(|(_, chain)| chain).min() {
            std::mem::swap(&mut first, &mut second);
        }
        for (behind, chain) in second.into_iter().chain(first) {
            let at = behind.and_then(|id| order.iter().position(|other| *other == id)).map_or(0, |at| at + 1);
            order.splice(at..at, chain.into_iter().filter(|id| !common.contains(id)).collect::<Vec<_>>());
        }
        order
    }
}

/// Returns the user's own text, and the paragraphs that hold the other values of conflicts.
fn split_notes(notes: &str) -> (String, BTreeSet<String>) {
    let (conflicts, own): (Vec<&str>, Vec<&str>) =
        notes.split("\n\n").partition(|paragraph| paragraph.starts_with(CONFLICT_NOTE));
    (own.join("\n\n"), conflicts.into_iter().map(str::to_owned).collect())
}

/// Returns the value at a path of keys and ids within a serialised record.
pub fn value_at<'v>(record: &'v Value, path: &[String]) -> Option<&'v Value> {
    path.iter().try_fold(record, |value, key| match value {
        Value::Array(items) => {
            items.iter().find(|item| item_has_key(item, key)).map(|item| item.get(key).unwrap_or(item))
        }
        _ => value.get(key),
    })
}

/// Replaces the value at a path within a serialised record, or removes it. Returns false if the path leads nowhere.
pub fn set_value_at(record: &mut Value, path: &[String], new: Option<Value>) -> bool {
    let Some((key, rest)) = path.split_first() else {
        *record = new.unwrap_or(Value::Null);
        return true;
    };
    match record {
        Value::Array(items) => match items.iter_mut().find(|item| item_has_key(item, key)) {
            Some(item) if item.get(key).is_some() => set_value_at(item, path, new),
            Some(item) => set_value_at(item, rest, new),
            None => false,
        },
        Value::Object(fields) if rest.is_empty() => {
            match new {
                Some(new) => fields.insert(key.clone(), new),
                None => fields.remove(key),
            };
            true
        }
        _ => record.get_mut(key).is_some_and(|value| set_value_at(value, rest, new)),
    }
}

/// Returns whether an item of a list is the record with an id, or the map with a single key.
fn item_has_key(item: &Value, key: &str) -> bool {
    item.get("id").and_then(Value::as_str) == Some(key) || item.get(key).is_some()
}

/// Returns the runs of `list` between the `common` ids, each with the common id before it.
fn chains<'v>(list: &[&'v str], common: &[&'v str]) -> Vec<(Option<&'v str>, Vec<&'v str>)> {
    let mut chains: Vec<(Option<&str>, Vec<&str>)> = vec![(None, Vec::new())];
    for id in list {
        if common.contains(id) {
            chains.push((Some(id), Vec::new()));
        } else if let Some((_, chain)) = chains.last_mut() {
            chain.push(id);
        }
    }
    chains.retain(|(_, chain)| !chain.is_empty());
    chains
}

fn items(list: &Value) -> Vec<(&str, &Value)> {
    let items = list.as_array().map(Vec::as_slice).unwrap_or_default();
    items.iter().filter_map(|item| Some((item.get("id")?.as_str()?, item))).collect()
}

fn ids<'v>(items: &[(&'v str, &Value)]) -> Vec<&'v str> {
    items.iter().map(|(id, _)| *id).collect()
}

fn find<'v>(items: &[(&str, &'v Value)], id: &str) -> Option<&'v Value> {
    items.iter().find(|(other, _)| *other == id).map(|(_, value)| *value)
}

/// Returns one map with the entries of a list of single-entry maps.
fn by_name(list: &Value) -> Map<String, Value> {
    let items = list.as_array().into_iter().flatten().filter_map(Value::as_object).flatten();
    items.map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// Returns the union of both sets, without items that one side removed.
fn set(base: &Value, ours: &Value, theirs: &Value) -> Vec<Value> {
    let of = |value: &Value| -> BTreeSet<String> {
        let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
        items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect()
    };
    let (base, ours, theirs) = (of(base), of(ours), of(theirs));
    let stays = |item: &&String| !base.contains(*item) || (ours.contains(*item) && theirs.contains(*item));
    ours.union(&theirs).filter(stays).cloned().map(Value::String).collect()
}
