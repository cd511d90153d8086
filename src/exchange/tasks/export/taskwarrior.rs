//! Tasks as the JSON that `task import` reads.

use chrono::{DateTime, NaiveDateTime, NaiveTime, Utc};
use serde_json::{Map, Value, json};

use super::form::{TaskExport, word};
use crate::model::{Due, Task};

pub(super) fn taskwarrior(
    task: &Task,
    project: Option<&str>,
    instant: &dyn Fn(NaiveDateTime) -> DateTime<Utc>,
    out: &mut TaskExport,
) -> Value {
    let at = |at: DateTime<Utc>| json!(at.format("%Y%m%dT%H%M%SZ").to_string());
    let due = |due: Due| instant(due.date.and_time(due.time.unwrap_or(NaiveTime::MIN)));
    let mut fields: Map<String, Value> = Map::new();
    let mut put = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            fields.insert(key.to_owned(), value);
        }
    };
    put("uuid", Some(json!(task.id.uuid().to_string())));
    put("description", Some(json!(task.title)));
    put("status", Some(json!("pending")));
    put("entry", Some(at(task.created)));
    put("due", task.due.map(|it| at(due(it))));
    put("scheduled", task.not_before.map(|it| at(instant(it))));
    put("project", project.map(|name| json!(name)));
    let tags: Vec<String> = task.tags.iter().map(|tag| word(tag)).collect();
    put("tags", (!tags.is_empty()).then(|| json!(tags)));
    put("priority", task.important.map(|yes| json!(if yes { "H" } else { "L" })));
    let after: Vec<String> = task.after.iter().map(|id| id.uuid().to_string()).collect();
    put("depends", (!after.is_empty()).then(|| json!(after)));
    put("estimate", task.estimate.map(|it| json!(format!("PT{}M", it.get()))));
    let note = |(n, line): (usize, &str)| {
        // Taskwarrior takes two annotations of the same second for one.
        let entry = task.created + chrono::TimeDelta::seconds(i64::try_from(n).unwrap_or(0));
        json!({"entry": at(entry), "description": line})
    };
    let lines = task.notes.lines().map(str::trim).filter(|line| !line.is_empty());
    let notes: Vec<Value> = lines.enumerate().map(note).collect();
    put("annotations", (!notes.is_empty()).then(|| json!(notes)));
    // Only a template may repeat there; an instance without one is refused.
    out.lose("recurrence", task.repeat.is_some());
    out.lose("steps", !task.steps.is_empty());
    Value::Object(fields)
}
