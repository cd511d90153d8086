//! The JSON of `task export`, of Taskwarrior 2 and 3.

use chrono::{DateTime, NaiveDateTime, Utc};
use serde_json::{Map, Value};

use super::foreign::{self, ForeignTask, TaskFile, TaskFileContext, rule_every};
use crate::calendar::Rule;
use crate::model::{Minutes, has_plain_year};

/// Fields that follow from others, or mean nothing outside Taskwarrior.
const DERIVED: [&str; 16] = [
    "id",
    "uuid",
    "status",
    "urgency",
    "modified",
    "entry",
    "end",
    "mask",
    "imask",
    "parent",
    "rtype",
    "template",
    "last",
    "description",
    "start",
    "until",
];

/// Returns the tasks of an export: an array, or one object a line with or without commas.
pub(super) fn objects(text: &str) -> Option<Vec<Value>> {
    let all = match serde_json::from_str(text) {
        Ok(Value::Array(all)) => all,
        Ok(_) => return None,
        Err(_) => {
            let lines = text.lines().map(|line| line.trim().trim_end_matches(',')).filter(|line| line.starts_with('{'));
            lines.map(|line| serde_json::from_str(line).ok()).collect::<Option<_>>()?
        }
    };
    let is_task = |one: &Value| one["description"].is_string() && (one["uuid"].is_string() || one["entry"].is_string());
    (!all.is_empty() && all.iter().any(is_task)).then_some(all)
}

pub(super) fn read(all: &[Value], context: &TaskFileContext) -> TaskFile {
    let mut file = TaskFile::default();
    let open = |one: &Value| !matches!(one["status"].as_str(), Some("completed" | "deleted"));
    let parents: Vec<&str> = all.iter().filter(|one| open(one)).filter_map(|one| one["parent"].as_str()).collect();
    for one in all {
        if !open(one) {
            file.closed += 1;
            continue;
        }
        let (Some(fields), Some(title)) = (one.as_object(), one["description"].as_str()) else {
            file.skipped.push("an entry without a description".into());
            continue;
        };
        // The open instance of a recurring task stands for its template.
        let template = one["status"] == "recurring" && one["uuid"].as_str().is_some_and(|id| parents.contains(&id));
        if !template {
            let task = task(fields, title, context, &mut file);
            file.tasks.push(task);
        }
    }
    file
}

fn task(fields: &Map<String, Value>, title: &str, context: &TaskFileContext, file: &mut TaskFile) -> ForeignTask {
    let text = |key: &str| fields.get(key).and_then(Value::as_str);
    let at = |key: &str| text(key).and_then(instant);
    let id = text("uuid").map_or_else(|| format!("title:{title}"), str::to_owned);
    let mut task = ForeignTask { id, title: title.to_owned(), created: at("entry"), ..ForeignTask::default() };
    task.due = at("due").map(|at| context.day_and_time(at));
    let starts = at("wait").max(at("scheduled"));
    task.not_before = starts.map(|at| context.day_and_time(at));
    if at("wait").is_some() && at("scheduled").is_some() {
        file.lose("wait and scheduled, except the later one");
    }
    task.project = text("project").map(str::to_owned);
    task.tags = strings(fields.get("tags")).into_iter().collect();
    task.after = strings(fields.get("depends")).into_iter().collect();
    task.important = match text("priority") {
        Some("H") => Some(true),
        Some("L") => Some(false),
        Some(_) => {
            file.lose("priority M");
            None
        }
        None => None,
    };
    if let Some(recur) = text("recur") {
        task.repeat = recurrence(recur);
        if task.repeat.is_none() {
            task.note(&format!("recur: {recur}"));
            file.lose("unsupported recurrence, kept in the notes");
        }
    }
    for annotation in fields.get("annotations").and_then(Value::as_array).into_iter().flatten() {
        let when = annotation["entry"].as_str().and_then(instant).map(|at| (context.local)(at).date());
        // The date of the task itself says nothing.
        let when = when.filter(|when| task.created.is_none_or(|at| (context.local)(at).date() != *when));
        let said = annotation["description"].as_str().unwrap_or_default();
        task.note(&when.map_or_else(|| said.to_owned(), |when| format!("{when} {said}")));
    }
    for (key, lost) in [("start", "started"), ("until", "until")] {
        if fields.contains_key(key) {
            file.lose(lost);
        }
    }
    let known = ["due", "wait", "scheduled", "project", "tags", "depends", "priority", "recur", "annotations"];
    for (key, value) in fields.iter().filter(|(key, _)| !DERIVED.contains(&&***key) && !known.contains(&&***key)) {
        let said = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        match iso_duration(&said).filter(|_| ["estimate", "est", "duration"].contains(&&**key)) {
            Some(minutes) => task.estimate = Some(minutes),
            None => task.note(&format!("{key}: {said}")),
        }
    }
    task
}

/// Returns the strings of an array, or of one string with commas (Taskwarrior 2).
fn strings(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        Some(Value::String(all)) => {
            all.split(',').map(|one| one.trim().to_owned()).filter(|it| !it.is_empty()).collect()
        }
        _ => Vec::new(),
    }
}

/// Reads "20220324T050323Z" or RFC 3339.
fn instant(text: &str) -> Option<DateTime<Utc>> {
    let basic = NaiveDateTime::parse_from_str(text, "%Y%m%dT%H%M%SZ").ok().map(|at| at.and_utc());
    let at = basic.or_else(|| DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc()));
    at.filter(|at| has_plain_year(at.date_naive()))
}

/// Reads a recurrence: "weekly", "2wks", "3 days", "weekdays", "P1M".
fn recurrence(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    match lower.as_str() {
        "weekdays" => return Some(Rule::every_workday().to_string()),
        "biweekly" | "fortnight" => return rule_every(2, "weeks"),
        "bimonthly" => return rule_every(2, "months"),
        "semiannual" => return rule_every(6, "months"),
        "biannual" | "biyearly" => return rule_every(2, "years"),
        _ => {}
    }
    let amount = lower.strip_prefix('p').unwrap_or(&lower);
    let digits = amount.bytes().take_while(u8::is_ascii_digit).count();
    let (n, unit) = amount.split_at(digits);
    rule_every(if n.is_empty() { 1 } else { n.parse().ok()? }, unit.trim())
}

/// Reads "PT1H30M".
fn iso_duration(text: &str) -> Option<Minutes> {
    let mut rest = text.strip_prefix("PT")?;
    let mut minutes = 0_u32;
    while !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let n: u32 = rest[..digits].parse().ok()?;
        let factor = match rest.as_bytes().get(digits)? {
            b'H' => 60,
            b'M' => 1,
            b'S' => 0,
            _ => return None,
        };
        minutes = minutes.checked_add(n.checked_mul(factor)?)?;
        rest = &rest[digits + 1..];
    }
    foreign::minutes(minutes)
}
