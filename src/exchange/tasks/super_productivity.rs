//! The backup of Super Productivity.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::foreign::{ForeignStep, ForeignTask, TaskFile, TaskFileContext, iso_date, minutes_of_millis, rule_every};

/// Returns the part of a backup that holds the records, if it is one.
pub(super) fn data(backup: &Value) -> Option<&Value> {
    let data = if backup["data"].is_object() { &backup["data"] } else { backup };
    (data["task"]["entities"].is_object() && data["project"]["entities"].is_object()).then_some(data)
}

pub(super) fn read(data: &Value, context: &TaskFileContext) -> TaskFile {
    let mut file = TaskFile::default();
    let tasks = &data["task"];
    let entities = &tasks["entities"];
    let listed = tasks["ids"].as_array().into_iter().flatten().filter_map(Value::as_str);
    for id in listed {
        let one = &entities[id];
        let Some(title) = one["title"].as_str().filter(|title| !title.trim().is_empty()) else {
            file.skipped.push(format!("a task without a title ({id})"));
            continue;
        };
        // Tasks below another one are its steps.
        if one["parentId"].as_str().is_some_and(|parent| entities[parent].is_object()) {
            continue;
        }
        if one["isDone"] == true {
            file.closed += 1;
            continue;
        }
        let task = task(id, title, data, context, &mut file);
        file.tasks.push(task);
    }
    for archive in ["archiveYoung", "archiveOld", "taskArchive"] {
        let archive = &data[archive];
        let ids = archive["task"]["ids"].as_array().or_else(|| archive["ids"].as_array());
        file.closed += ids.map_or(0, Vec::len);
    }
    for (what, records) in [("notes of projects", &data["note"]), ("counters", &data["simpleCounter"])] {
        let count = records["ids"].as_array().map_or(0, Vec::len);
        if count > 0 {
            file.lost.insert(what.into(), count);
        }
    }
    file
}

fn task(id: &str, title: &str, data: &Value, context: &TaskFileContext, file: &mut TaskFile) -> ForeignTask {
    let one = &data["task"]["entities"][id];
    let instant = |value: &Value| DateTime::<Utc>::from_timestamp_millis(value.as_i64()?);
    let mut task = ForeignTask { id: id.to_owned(), title: title.to_owned(), ..ForeignTask::default() };
    task.notes = one["notes"].as_str().unwrap_or_default().to_owned();
    task.created = instant(&one["created"]);
    task.estimate = one["timeEstimate"].as_i64().and_then(minutes_of_millis);
    let day = |key: &str| one[key].as_str().and_then(iso_date);
    let planned = ["dueWithTime", "plannedAt"].iter().find_map(|key| instant(&one[*key]));
    task.due = match planned {
        Some(at) => {
            let local = (context.local)(at);
            Some((local.date(), Some(local.time())))
        }
        None => day("dueDay").or_else(|| day("deadlineDay")).map(|date| (date, None)),
    };
    if let Some(project) = one["projectId"].as_str().filter(|id| *id != "INBOX_PROJECT") {
        task.project = data["project"]["entities"][project]["title"].as_str().map(str::to_owned);
    }
    let tags = one["tagIds"].as_array().into_iter().flatten().filter_map(Value::as_str).filter(|tag| *tag != "TODAY");
    task.tags = tags.filter_map(|tag| data["tag"]["entities"][tag]["title"].as_str()).map(str::to_owned).collect();
    if let Some(config) = one["repeatCfgId"].as_str() {
        task.repeat = repeat(&data["taskRepeatCfg"]["entities"][config]);
        if task.repeat.is_none() {
            file.lose("repetition");
        }
    }
    for step in one["subTaskIds"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        let below = &data["task"]["entities"][step];
        let Some(title) = below["title"].as_str().filter(|title| !title.trim().is_empty()) else { continue };
        task.steps.push(ForeignStep {
            id: step.to_owned(),
            title: title.to_owned(),
            estimate: below["timeEstimate"].as_i64().and_then(minutes_of_millis),
            done: below["isDone"] == true,
            indented: false,
        });
        if let Some(notes) = below["notes"].as_str().filter(|notes| !notes.trim().is_empty()) {
            task.note(&format!("{title}: {notes}"));
        }
    }
    let lost: BTreeMap<&str, bool> = [
        ("tracked time", one["timeSpent"].as_i64().is_some_and(|millis| millis > 0)),
        ("attachments", one["attachments"].as_array().is_some_and(|all| !all.is_empty())),
        ("reminder", one["reminderId"].is_string() || one["remindAt"].is_number()),
        ("issue of another service", one["issueId"].is_string()),
    ]
    .into();
    lost.into_iter().filter(|(_, has)| *has).for_each(|(field, _)| file.lose(field));
    task
}

/// Returns the rule of a repeat configuration.
fn repeat(config: &Value) -> Option<String> {
    const DAYS: [(&str, &str); 7] = [
        ("monday", "MO"),
        ("tuesday", "TU"),
        ("wednesday", "WE"),
        ("thursday", "TH"),
        ("friday", "FR"),
        ("saturday", "SA"),
        ("sunday", "SU"),
    ];
    let every = config["repeatEvery"].as_u64().unwrap_or(1);
    let rule = rule_every(u32::try_from(every).ok()?, &config["repeatCycle"].as_str()?.to_lowercase())?;
    let days: Vec<&str> = DAYS.iter().filter(|(name, _)| config[*name] == true).map(|(_, day)| *day).collect();
    let weekly = config["repeatCycle"] == "WEEKLY" && !days.is_empty();
    Some(if weekly { format!("{rule};BYDAY={}", days.join(",")) } else { rule })
}
