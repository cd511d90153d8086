//! The whole workspace as JSON.

use serde::Serialize;
use serde_json::Value;

use crate::exchange::tasks::own_json::VERSION;
use crate::model::Workspace;

/// Writes every record of the workspace, each kind under its name and each record with the names of its fields in the
/// files.
pub(super) fn json(workspace: &Workspace) -> String {
    // Every field is listed, so that a new kind of record does not compile until it is written. Tombstones mean nothing elsewhere.
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
    } = workspace;
    let parts = [
        ("tasks", all(tasks.values().map(|it| &**it))),
        ("closed", all(closed.values().map(|it| &**it))),
        ("calendars", all(calendars.values().map(|it| &**it))),
        ("events", all(events.values().map(|it| &**it))),
        ("blocks", all(blocks.values().map(|it| &**it))),
        ("sessions", all(sessions.in_order().map(|it| &**it))),
        ("reviews", all(reviews.values().map(|it| &**it))),
        ("goals", all(goals.values().map(|it| &**it))),
        ("projects", all(projects.values().map(|it| &**it))),
        ("templates", all(templates.values().map(|it| &**it))),
        ("settings", value(&**settings)),
    ];
    let mut text = format!("{{\n\"gapwise\": {VERSION}");
    for (name, part) in parts {
        text += &format!(",\n\"{name}\": ");
        match part {
            // A line for each record, so that two exports can be compared.
            Value::Array(records) if !records.is_empty() => {
                let lines: Vec<String> = records.iter().map(Value::to_string).collect();
                text += &format!("[\n{}\n]", lines.join(",\n"));
            }
            other => text += &other.to_string(),
        }
    }
    text + "\n}\n"
}

fn all<'a, T: Serialize + 'a>(records: impl Iterator<Item = &'a T>) -> Value {
    Value::Array(records.map(value).collect())
}

/// Returns the JSON of a record. Records have only keys that are text, so none fails.
fn value<T: Serialize>(record: &T) -> Value {
    serde_json::to_value(record).expect("records have keys of text")
}
