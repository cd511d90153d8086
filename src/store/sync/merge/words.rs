//! Fields and their serialised values in words for the user: titles instead of ids, dates and lengths instead of
//! numbers. The words do not depend on the machine, because they are kept in notes that several machines share.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::calendar::words::{Words, weekday_day_year};
use crate::exchange::repeat_words;
use crate::model::{BlockId, CalendarId, GoalId, Minutes, ProjectId, Repeat, Workspace};

/// Fields that hold the user's own words.
const TEXTS: &str = "title notes reflection name place next person text tag quadrant_names break_ideas source";

/// Fields whose numbers are minutes.
const LENGTHS: &str = "estimate minutes planned min max grid guess buffer_before buffer events_before_break \
    break_after_events frozen schedule_floor focus rest long_rest before_events idle_after";

fn is_one_of(names: &str, key: &str) -> bool {
    names.split_whitespace().any(|name| name == key)
}

/// Returns the name of a field: "not before" for `not_before`.
pub fn spoken(name: &str) -> String {
    name.replace('_', " ")
}

/// Returns the title of the record or step with an id, in quotes.
pub fn title_in(workspace: &Workspace, id: Uuid) -> Option<String> {
    let task = workspace.any_task(id.into()).map(|it| &it.title);
    let goal = || workspace.goals.get(&GoalId::from(id)).map(|it| &it.title);
    let project = || workspace.projects.get(&ProjectId::from(id)).map(|it| &it.title);
    let calendar = || workspace.calendars.get(&CalendarId::from(id)).map(|it| &it.name);
    let all = || workspace.tasks.values().map(|it| &**it).chain(workspace.closed.values().map(|it| &it.task));
    let step = || all().find_map(|task| task.step(id.into())).map(|it| &it.title);
    let block = || Some(&workspace.any_task(workspace.blocks.get(&BlockId::from(id))?.task)?.title);
    let title = task.or_else(goal).or_else(project).or_else(calendar).or_else(block).or_else(step)?;
    Some(format!("\"{title}\""))
}

/// Returns the value at a path of keys, in words. `title` gives the title of a record.
pub fn in_words(value: Option<&Value>, path: &[String], title: &dyn Fn(Uuid) -> Option<String>) -> String {
    let is_text = path.iter().any(|key| is_one_of(TEXTS, key));
    let key = path.last().map_or("", String::as_str);
    said(key, value.unwrap_or(&Value::Null), is_text, title)
}

fn said(key: &str, value: &Value, is_text: bool, title: &dyn Fn(Uuid) -> Option<String>) -> String {
    let part = |key: &str, value: &Value| said(key, value, is_text || is_one_of(TEXTS, key), title);
    match value {
        Value::Null => "empty".into(),
        Value::Bool(yes) => if *yes { "yes" } else { "no" }.into(),
        Value::Number(number) => match number.as_u64().and_then(|it| Minutes::try_from(u32::try_from(it).ok()?).ok()) {
            Some(minutes) if is_one_of(LENGTHS, key) => minutes.to_string(),
            _ => number.to_string(),
        },
        Value::String(text) if is_text => format!("\"{text}\""),
        Value::String(text) => match text.parse().ok() {
            Some(id) => title(id).unwrap_or_else(|| "one that is gone".into()),
            None => time(text).unwrap_or_else(|| variant(text)),
        },
        Value::Array(items) if items.is_empty() => "none".into(),
        Value::Array(items) => {
            let separator = if items.iter().any(|item| !item.is_string() && !item.is_number()) { "; " } else { ", " };
            items.iter().map(|item| part(key, item)).collect::<Vec<_>>().join(separator)
        }
        Value::Object(fields) => {
            if let Ok(Repeat { rrule, after_completion, .. }) = serde_json::from_value(value.clone()) {
                return repeat_words(&rrule, after_completion).unwrap_or(rrule);
            }
            object(key, fields, &part)
        }
    }
}

/// Returns the fields of a value: a range, a time with its zone, the content of a variant, or any others.
fn object(key: &str, fields: &Map<String, Value>, part: &dyn Fn(&str, &Value) -> String) -> String {
    for (from, to) in [("from", "to"), ("start", "end"), ("min", "max")] {
        if let (2, Some(first), Some(last)) = (fields.len(), fields.get(from), fields.get(to)) {
            return format!("{} to {}", part(from, first), part(to, last));
        }
    }
    let mut words = Vec::new();
    for (name, value) in fields.iter().filter(|(_, value)| !value.is_null()) {
        let is_variant = name.starts_with(char::is_uppercase);
        words.push(match name.as_str() {
            // The main value of its record.
            "local" | "date" | "AllDay" | "Timed" => part(key, value),
            _ if is_variant && value.is_object() => format!("{} {}", variant(name), part(name, value)),
            _ if is_variant => format!("{} {}", part(name, value), variant(name)),
            _ => format!("{} {}", spoken(name), part(name, value)),
        });
    }
    if words.is_empty() { "empty".into() } else { words.join(", ") }
}

/// Returns a date or time of day, or both.
fn time(text: &str) -> Option<String> {
    let clock = Words::default();
    let date = || text.parse::<NaiveDate>().ok().map(weekday_day_year);
    let of_day = || text.parse::<NaiveTime>().ok().map(|at| clock.time(at));
    let local = || {
        let at: NaiveDateTime = text.parse().ok()?;
        Some(format!("{} {}", weekday_day_year(at.date()), clock.time(at)))
    };
    let instant = || {
        let at: DateTime<Utc> = text.parse().ok()?;
        Some(format!("{} {} UTC", weekday_day_year(at.date_naive()), clock.time(at)))
    };
    date().or_else(of_day).or_else(local).or_else(instant)
}

/// Returns the name of a variant: "micro tasks" for `MicroTasks`.
fn variant(name: &str) -> String {
    let mut words = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !words.is_empty() && !words.ends_with(' ') {
            words.push(' ');
        }
        words.extend(c.to_lowercase());
    }
    words
}
