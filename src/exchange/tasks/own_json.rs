//! The JSON of our own export.

use std::collections::HashMap;

use serde_json::Value;

use super::foreign::{ForeignStep, ForeignTask, TaskFile};
use crate::model::{DueKind, Project, Task, Urgency};

/// The version of the form, in the field `gapwise`.
pub(super) const VERSION: u32 = 1;

/// Returns whether a value is such an export.
pub(super) fn is_own(value: &Value) -> bool {
    value["gapwise"].is_number() && value["tasks"].is_array()
}

/// Reads the open tasks. The other records are counted.
///
/// # Errors
/// A message if a newer version wrote it.
pub(super) fn read(value: &Value) -> Result<TaskFile, String> {
    if value["gapwise"].as_u64().is_none_or(|version| version > u64::from(VERSION)) {
        return Err("a newer version of Gapwise wrote this file".into());
    }
    let records = |name: &str| value[name].as_array().into_iter().flatten();
    let mut file = TaskFile { closed: records("closed").count(), ..TaskFile::default() };
    let mut projects = HashMap::new();
    for record in records("projects") {
        match serde_json::from_value::<Project>(record.clone()) {
            Ok(project) => drop(projects.insert(project.id, project.title)),
            Err(error) => file.skipped.push(format!("a project: {error}")),
        }
    }
    for record in records("tasks") {
        match serde_json::from_value::<Task>(record.clone()) {
            Ok(task) => {
                let project = task.project.and_then(|id| projects.get(&id).cloned());
                file.tasks.push(foreign(&task, project));
                let lost = [
                    ("energy", task.energy.is_some()),
                    ("goal", task.goal.is_some()),
                    ("delegation", task.delegated.is_some()),
                    ("hard due date", task.due.is_some_and(|due| due.kind == DueKind::Hard)),
                    ("urgency", task.urgency != Urgency::WorkedOut),
                ];
                lost.into_iter().filter(|(_, has)| *has).for_each(|(field, _)| file.lose(field));
            }
            Err(error) => file.skipped.push(format!("a task: {error}")),
        }
    }
    for (name, what) in [
        ("calendars", "calendars"),
        ("events", "events"),
        ("blocks", "planned blocks"),
        ("sessions", "tracked time"),
        ("goals", "goals"),
        ("templates", "templates"),
    ] {
        let count = records(name).count();
        if count > 0 {
            file.lost.insert(what.into(), count);
        }
    }
    Ok(file)
}

fn foreign(task: &Task, project: Option<String>) -> ForeignTask {
    let step = |step: &crate::model::Step| ForeignStep {
        id: step.id.to_string(),
        title: step.title.clone(),
        estimate: step.estimate,
        done: step.is_done(),
        indented: step.indented,
    };
    ForeignTask {
        id: task.id.to_string(),
        title: task.title.clone(),
        notes: task.notes.clone(),
        important: task.important,
        estimate: task.estimate,
        due: task.due.map(|due| (due.date, due.time)),
        not_before: task.not_before.map(|at| (at.date(), Some(at.time()))),
        tags: task.tags.clone(),
        project,
        repeat: task.repeat.as_ref().map(|repeat| repeat.rrule.clone()),
        after_completion: task.repeat.as_ref().is_some_and(|repeat| repeat.after_completion),
        steps: task.steps.iter().map(step).collect(),
        after: task.after.iter().map(ToString::to_string).collect(),
        created: Some(task.created),
    }
}
