//! Lists of Microsoft To Do, as JSON of the Microsoft Graph: the resource type `todoTask`, in any nesting of lists.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime};
use serde_json::Value;

use super::foreign::{ForeignStep, ForeignTask, TaskFile, TaskFileContext, rule_every, whole_day};
use crate::model::has_plain_year;

/// Levels of lists in lists that are looked into.
const MOST_NESTED: usize = 8;

/// Returns whether a value has such a task anywhere.
pub(super) fn is_microsoft(value: &Value) -> bool {
    !tasks(value).is_empty()
}

/// Returns the tasks of a value, each with the name of its list.
fn tasks(value: &Value) -> Vec<(Option<&str>, &Value)> {
    let mut found = Vec::new();
    let mut open = vec![(None, value, 0)];
    while let Some((list, value, depth)) = open.pop() {
        let is_task = value["title"].is_string() && value["status"].is_string() && value["importance"].is_string();
        if is_task {
            found.push((list, value));
            continue;
        }
        let list = value["displayName"].as_str().or(list);
        let children: Vec<&Value> = match value {
            Value::Array(all) => all.iter().collect(),
            Value::Object(fields) => fields.values().filter(|it| it.is_array() || it.is_object()).collect(),
            _ => Vec::new(),
        };
        if depth < MOST_NESTED {
            open.extend(children.into_iter().rev().map(|child| (list, child, depth + 1)));
        }
    }
    found
}

pub(super) fn read(value: &Value, context: &TaskFileContext) -> TaskFile {
    let mut file = TaskFile::default();
    for (list, one) in tasks(value) {
        let title = one["title"].as_str().unwrap_or_default().trim();
        let id = one["id"].as_str().map_or_else(|| format!("title:{title}"), str::to_owned);
        if one["status"] == "completed" {
            file.closed += 1;
            file.done.push(id);
        } else if title.is_empty() {
            file.skipped.push("a task without a title".into());
        } else {
            let mut task = task(one, id, title, context, &mut file);
            task.project = list.filter(|name| !["Tasks", "tasks"].contains(name)).map(str::to_owned);
            file.tasks.push(task);
        }
    }
    file
}

fn task(one: &Value, id: String, title: &str, context: &TaskFileContext, file: &mut TaskFile) -> ForeignTask {
    let mut task = ForeignTask { id, title: title.to_owned(), ..ForeignTask::default() };
    task.important = match one["importance"].as_str() {
        Some("high") => Some(true),
        Some("low") => Some(false),
        _ => None,
    };
    let strings = |value: &Value| -> Vec<String> {
        value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    task.tags = strings(&one["categories"]).into_iter().collect();
    let date = |key: &str| day(&one[key], context).map(|date| (date, None::<NaiveTime>));
    (task.due, task.not_before) = (date("dueDateTime"), date("startDateTime"));
    let created = one["createdDateTime"].as_str().and_then(|text| DateTime::parse_from_rfc3339(text).ok());
    task.created = created.map(|at| at.to_utc());
    let body = one["body"]["content"].as_str().unwrap_or_default().trim();
    if !body.is_empty() {
        task.note(body);
        if one["body"]["contentType"] == "html" {
            file.lose("format of the notes");
        }
    }
    for item in one["checklistItems"].as_array().into_iter().flatten() {
        let Some(title) = item["displayName"].as_str().filter(|title| !title.trim().is_empty()) else { continue };
        let id = item["id"].as_str().map_or_else(|| format!("{}/{title}", task.id), str::to_owned);
        let done = item["isChecked"] == true;
        task.steps.push(ForeignStep { id, title: title.to_owned(), done, ..ForeignStep::default() });
    }
    if one["recurrence"].is_object() {
        task.repeat = recurrence(&one["recurrence"]["pattern"]);
        if task.repeat.is_none() {
            file.lose("recurrence");
        }
    }
    let lost = [
        ("reminder", one["isReminderOn"] == true),
        ("attachments", one["hasAttachments"] == true),
        ("linked resources", one["linkedResources"].as_array().is_some_and(|all| !all.is_empty())),
    ];
    lost.into_iter().filter(|(_, has)| *has).for_each(|(field, _)| file.lose(field));
    task
}

/// Returns the day of a `dateTimeTimeZone`. Due dates have no time there: they are midnight of the user's zone.
fn day(value: &Value, context: &TaskFileContext) -> Option<NaiveDate> {
    let text = value["dateTime"].as_str()?;
    let at: NaiveDateTime = text.trim_end_matches('Z').parse().ok()?;
    let at = Some(at).filter(|at| has_plain_year(at.date()))?;
    let is_utc = value["timeZone"].as_str().is_none_or(|zone| zone.eq_ignore_ascii_case("UTC"));
    Some(if is_utc { whole_day((context.local)(at.and_utc())) } else { at.date() })
}

/// Returns the rule of a `recurrencePattern`.
fn recurrence(pattern: &Value) -> Option<String> {
    let every = u32::try_from(pattern["interval"].as_u64().unwrap_or(1)).ok()?;
    match pattern["type"].as_str()? {
        "daily" => rule_every(every, "days"),
        "weekly" => {
            let days = pattern["daysOfWeek"].as_array().into_iter().flatten().filter_map(Value::as_str);
            let days: Vec<String> = days.filter_map(|day| Some(day.get(..2)?.to_uppercase())).collect();
            let rule = rule_every(every, "weeks")?;
            Some(if days.is_empty() { rule } else { format!("{rule};BYDAY={}", days.join(",")) })
        }
        "absoluteMonthly" => {
            Some(format!("{};BYMONTHDAY={}", rule_every(every, "months")?, pattern["dayOfMonth"].as_u64()?))
        }
        "absoluteYearly" => {
            let (month, day) = (pattern["month"].as_u64()?, pattern["dayOfMonth"].as_u64()?);
            Some(format!("{};BYMONTH={month};BYMONTHDAY={day}", rule_every(every, "years")?))
        }
        _ => None,
    }
}
