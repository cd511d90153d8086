//! The model of a run: every acknowledged change of every field, by record. A field that shows a value which somebody replaced,
//! having seen it, has lost that change.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{Debug, Display};

use gapwise::model::Workspace;
use gapwise::store::Conflict;
use imbl::OrdMap;
use imbl::ordmap::DiffItem;
use serde::Serialize;
use serde_json::Value;

/// The type and the id of a record.
pub type Id = (&'static str, String);
/// The leaves of a record by path: a field, or a field of a step. Empty for a record that does not exist.
pub type Leaves = BTreeMap<String, String>;

/// A changed record with its leaves before and after.
pub type Change = (Id, Leaves, Leaves);

/// A change of one field by a user.
#[derive(Debug)]
struct Write {
    machine: usize,
    at: usize,
    old: Option<String>,
    new: Option<String>,
    /// Whether its user deleted the record or step afterwards.
    taken_back: bool,
}

/// The changes of users that were told to be saved.
#[derive(Default)]
pub struct Ledger {
    fields: BTreeMap<Id, BTreeMap<String, Vec<Write>>>,
    at: usize,
    /// The record and field of every conflict that was reported: a change that the user knows of is not lost.
    told: BTreeSet<(String, String)>,
}

/// The path that tells whether a record exists.
const EXISTS: &str = "";
/// The path that tells whether, when and how a task was closed.
const CLOSED: &str = "closed";

/// Returns the records in which two workspaces differ.
pub fn changes(old: &Workspace, new: &Workspace) -> Vec<Change> {
    // Every field is listed, so that a new kind of record does not compile until it is watched.
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
        settings,
    } = old;
    let mut all = Vec::new();
    // An open and a closed task are one record.
    let open = tasks.diff(&new.tasks).map(|it| key(&it));
    let ids: BTreeSet<_> = open.chain(closed.diff(&new.closed).map(|it| key(&it))).collect();
    all.extend(ids.into_iter().map(|id| (("task", id.to_string()), task(old, id), task(new, id))));
    add(&mut all, "calendar", calendars, &new.calendars);
    add(&mut all, "event", events, &new.events);
    add(&mut all, "block", blocks, &new.blocks);
    add(&mut all, "session", sessions, &new.sessions);
    add(&mut all, "review", reviews, &new.reviews);
    add(&mut all, "goal", goals, &new.goals);
    add(&mut all, "project", projects, &new.projects);
    add(&mut all, "template", templates, &new.templates);
    if *settings != new.settings {
        all.push((("settings", String::new()), leaves(settings), leaves(&new.settings)));
    }
    all
}

fn key<K: Copy, V>(change: &DiffItem<'_, '_, K, V>) -> K {
    match change {
        DiffItem::Add(key, _) | DiffItem::Remove(key, _) | DiffItem::Update { new: (key, _), .. } => **key,
    }
}

fn task(workspace: &Workspace, id: gapwise::model::TaskId) -> Leaves {
    match (workspace.tasks.get(&id), workspace.closed.get(&id)) {
        (Some(task), _) => leaves(task),
        (None, Some(closed)) => {
            let mut all = leaves(&closed.task);
            all.insert(CLOSED.into(), format!("{:?} {}", closed.outcome, closed.closed));
            all
        }
        (None, None) => Leaves::new(),
    }
}

fn add<K: Ord + Clone + Display, V: PartialEq + Serialize>(
    all: &mut Vec<Change>,
    kind: &'static str,
    old: &OrdMap<K, V>,
    new: &OrdMap<K, V>,
) {
    all.extend(old.diff(new).map(|change| match change {
        DiffItem::Add(key, value) => ((kind, key.to_string()), Leaves::new(), leaves(value)),
        DiffItem::Remove(key, value) => ((kind, key.to_string()), leaves(value), Leaves::new()),
        DiffItem::Update { old: (_, old), new: (key, new) } => ((kind, key.to_string()), leaves(old), leaves(new)),
    }));
}

fn leaves(record: &impl Serialize) -> Leaves {
    let mut all = Leaves::from([(EXISTS.to_owned(), "yes".to_owned())]);
    flatten("", &serde_json::to_value(record).unwrap(), &mut all);
    all
}

/// Adds the fields of a record or step. The merge takes a field whole.
fn flatten(path: &str, record: &Value, all: &mut Leaves) {
    for (name, value) in record.as_object().into_iter().flatten() {
        let field = format!("{path}/{name}");
        match value {
            Value::Array(items) if field == "/steps" => {
                for step in items {
                    let path = format!("{field}/{}", step["id"].as_str().unwrap_or_default());
                    flatten(&path, step, all);
                    all.insert(path, "yes".into());
                }
            }
            // The other value of a conflict is added to notes.
            Value::String(text) if field == "/notes" || field == "/reflection" => {
                let own: Vec<_> = text.split("\n\n").filter(|it| !it.starts_with("Changed in two places: ")).collect();
                if !own.is_empty() {
                    all.insert(field, own.join("\n\n"));
                }
            }
            other => drop(all.insert(field, other.to_string())),
        }
    }
}

/// Returns whether the program itself changes a field when it fits records together, or both sides may add to it.
fn is_own((kind, _): &Id, path: &str) -> bool {
    let field = path.trim_start_matches('/').split('/').next().unwrap_or_default();
    match *kind {
        "task" => {
            matches!(
                field,
                "reopened" | "goal" | "project" | "after" | "tags" | "repeat" | "series_values" | "missed" | "order"
            )
        }
        "session" => {
            matches!(field, "filed" | "end" | "seen" | "paused" | "start" | "interruptions" | "pauses" | "block")
        }
        "block" => field == "state",
        "settings" => true,
        "event" => matches!(field, "calendar" | "recurrence" | "uid" | "sequence" | "own_busy"),
        "calendar" => matches!(field, "zones" | "imported"),
        _ => false,
    }
}

impl Ledger {
    /// Notes changes that a user made on a machine and that are on disk.
    pub fn acknowledge(&mut self, machine: usize, changes: Vec<Change>) {
        for (id, before, after) in changes {
            self.at += 1;
            let fields = self.fields.entry(id).or_default();
            let paths: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
            // Who deletes a record or step takes back their own changes of it, and those that it showed.
            let is_gone = |path: &str| {
                let step = step_of(path).filter(|step| path != *step);
                after.is_empty() && path != EXISTS
                    || step.is_some_and(|step| before.contains_key(step) && !after.contains_key(step))
            };
            for (path, writes) in fields.iter_mut().filter(|(path, _)| is_gone(path)) {
                let mut shown = before.get(path).cloned();
                for write in writes.iter_mut().rev() {
                    if write.new == shown {
                        write.taken_back = true;
                        shown.clone_from(&write.old);
                    }
                    write.taken_back |= write.machine == machine;
                }
            }
            // A deletion takes the fields along; a value that is back with its record or step was not replaced.
            let is_deleted = |path: &str| match step_of(path) {
                _ if after.is_empty() => path != EXISTS,
                Some(step) => path != step && !after.contains_key(step),
                None => false,
            };
            for path in paths.into_iter().filter(|path| !is_deleted(path)) {
                let (old, new) = (before.get(path).cloned(), after.get(path).cloned());
                if old != new {
                    fields.entry(path.clone()).or_default().push(Write {
                        machine,
                        at: self.at,
                        old,
                        new,
                        taken_back: false,
                    });
                }
            }
        }
    }

    /// Returns the changes of the records whose ids contain a text, one a line, for traces.
    pub fn writes_of(&self, focus: &str) -> String {
        let chosen = self.fields.iter().filter(|((_, id), _)| id.contains(focus));
        let lines = chosen.flat_map(|(_, fields)| fields).flat_map(|(path, writes)| {
            writes.iter().map(move |it| format!("  {} on {} {path}: {:?} -> {:?}", it.at, it.machine, it.old, it.new))
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    /// Notes conflicts that were reported to a user.
    pub fn tell(&mut self, conflicts: &[Conflict]) {
        self.told.extend(conflicts.iter().map(|it| (plain(&it.record), it.field.clone())));
    }

    /// Returns whether a machine brought back a value that its own user had replaced for good.
    pub fn reverted(&self, machine: usize, changes: &[Change]) -> Option<String> {
        changes.iter().find_map(|(id, before, after)| {
            if before.is_empty() || after.is_empty() {
                return None;
            }
            after.iter().find_map(|(path, value)| {
                if before.get(path) == Some(value) || is_own(id, path) {
                    return None;
                }
                let by = self.replaced(id, path, Some(value), |it| it.machine == machine)?;
                Some(format!(
                    "{} {} {path}: {value} came back although machine {machine} replaced it: {by:?}",
                    id.0, id.1
                ))
            })
        })
    }

    /// Returns the first acknowledged change that the final workspace lacks. A deleted record may come back from a
    /// conflict copy that holds it, because the copy can reach a machine before the deletion does.
    pub fn lost(&self, last: &Workspace, was_copied: impl Fn(&str) -> bool) -> Option<String> {
        let present: BTreeMap<Id, Leaves> =
            changes(&Workspace::default(), last).into_iter().map(|(id, _, leaves)| (id, leaves)).collect();
        self.fields.iter().find_map(|(id, fields)| {
            let Some(leaves) = present.get(id) else { return self.vanished(id, fields) };
            if let Some(why) = self.came_back(id, fields, leaves)
                && !was_copied(&id.1)
            {
                return Some(why);
            }
            fields.keys().filter(|path| !path.is_empty() && !is_own(id, path)).find_map(|path| {
                let value = leaves.get(path);
                // A step may be deleted by one side.
                value?;
                let by = self.replaced(id, path, value, |_| true)?;
                Some(format!("{} {} {path}: {value:?} was replaced: {by:?}", id.0, id.1))
            })
        })
    }

    /// Returns a record that nobody deleted and that is gone.
    fn vanished(&self, id: &Id, fields: &BTreeMap<String, Vec<Write>>) -> Option<String> {
        let exists = fields.get(EXISTS)?;
        let was_deleted = exists.iter().any(|write| write.new.is_none());
        // A block goes with its task or step.
        (!was_deleted && id.0 != "block")
            .then(|| format!("{} {} is gone and nobody deleted it: {exists:?}", id.0, id.1))
    }

    /// Returns a record that its only deletion did not remove although nobody changed it at the same time.
    fn came_back(&self, id: &Id, fields: &BTreeMap<String, Vec<Write>>, last: &Leaves) -> Option<String> {
        let exists = fields.get(EXISTS)?;
        let deletions: Vec<_> = exists.iter().filter(|write| write.new.is_none()).collect();
        let [deletion] = deletions[..] else { return None };
        if exists.len() > 2 || exists.iter().any(|write| write.at > deletion.at) {
            return None;
        }
        // Every change of the record was on the machine that deleted it.
        let was_seen = fields.values().flatten().all(|it| it.at <= deletion.at && it.machine == deletion.machine);
        let is_kept = id.0 == "calendar" || id.0 == "settings";
        (was_seen && !is_kept).then(|| format!("{} {} came back after {deletion:?}: {last:?}", id.0, id.1))
    }

    /// Returns the change that replaced `value` for good: the value was written at most once, so whoever replaced it
    /// had seen it.
    fn replaced(&self, id: &Id, path: &str, value: Option<&String>, by: impl Fn(&Write) -> bool) -> Option<&Write> {
        let writes = self.fields.get(id)?.get(path)?;
        let written = writes.iter().filter(|it| it.new.as_ref() == value).count();
        let first = writes.first()?;
        // The first value was there before any write; a value that was written twice tells nothing.
        let is_unique = written == 0 && first.old.as_ref() == value || written == 1 && first.old.as_ref() != value;
        if !is_unique || self.is_told(id, path) || path != CLOSED && self.was_reopened_twice(id) {
            return None;
        }
        // An edit of a step wins over its deletion.
        let is_outdone =
            |it: &Write| step_of(path) == Some(path) && was_edited_elsewhere(&self.fields[id], path, it.machine);
        writes.iter().find(|it| it.old.as_ref() == value && !it.taken_back && by(it) && !is_outdone(it))
    }

    /// Returns whether a conflict about a field of a record was reported. A conflict names the record by a title or
    /// date that it had.
    fn is_told(&self, id: &Id, path: &str) -> bool {
        let field = path.rsplit('/').next().unwrap_or_default().replace('_', " ");
        let fields = &self.fields[id];
        let written = ["/title", "/name", "/start"].iter().filter_map(|path| fields.get(*path)).flatten();
        let mut names: Vec<String> = written.flat_map(|it| [&it.old, &it.new]).flatten().map(|it| plain(it)).collect();
        if matches!(id.0, "block" | "session") {
            names = names.iter().map(|name| name.chars().take("20261122".len()).collect()).collect();
        }
        names.push(plain(&id.1));
        let says = |(record, told): &(String, String)| {
            let is_field = *told == field || told.starts_with(&format!("{field} of "));
            is_field && names.iter().any(|name| !name.is_empty() && record.contains(name))
        };
        self.told.iter().any(says)
    }

    /// Returns whether two machines closed or reopened a task. It moves between files then, and the version before both
    /// changes may be in a file that neither has any more, so the merge of its fields may have no base.
    fn was_reopened_twice(&self, id: &Id) -> bool {
        let moves = self.fields.get(id).and_then(|fields| fields.get(CLOSED));
        moves.into_iter().flatten().map(|it| it.machine).collect::<BTreeSet<_>>().len() > 1
    }
}

/// Returns the path of the step that a path leads to or into.
fn step_of(path: &str) -> Option<&str> {
    let id = path.strip_prefix("/steps/")?;
    Some(&path[..path.len() - id.len() + id.find('/').unwrap_or(id.len())])
}

/// Returns whether another machine changed a step that it or others had added before.
fn was_edited_elsewhere(fields: &BTreeMap<String, Vec<Write>>, step: &str, machine: usize) -> bool {
    let added: Vec<usize> = fields[step].iter().filter(|it| it.new.is_some()).map(|it| it.at).collect();
    let within = fields.iter().filter(|(path, _)| path.len() > step.len() && path.starts_with(step));
    within.flat_map(|(_, writes)| writes).any(|it| it.machine != machine && !added.contains(&it.at))
}

/// Returns a value without the quotes and escapes around it.
fn plain(value: &str) -> String {
    value.chars().filter(|it| it.is_alphanumeric()).collect()
}

/// Returns a short text for messages.
pub fn brief(value: &impl Debug) -> String {
    format!("{value:?}").chars().take(4000).collect()
}
