//! The export of all tasks in one of the formats.

use std::collections::HashSet;

use chrono::{DateTime, NaiveDateTime, Utc};
use serde_json::Value;

use super::form::TaskExport;
use super::{csv, json, markdown, org, taskwarrior, todo_txt};
use crate::model::{DueKind, Task, TaskId, Urgency, Workspace};

/// The formats that tasks can be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TaskExportFormat {
    TodoTxt,
    Taskwarrior,
    /// With the fields of Obsidian Tasks.
    Markdown,
    /// Emacs Org.
    Org,
    /// A row for each open task.
    Csv,
    /// The whole workspace.
    Json,
}

/// Writes the open tasks of a workspace, as JSON the whole of it. `instant` converts local times for formats that have only instants.
pub fn export_tasks(
    workspace: &Workspace,
    format: TaskExportFormat,
    instant: &dyn Fn(NaiveDateTime) -> DateTime<Utc>,
) -> TaskExport {
    let mut tasks: Vec<&Task> = workspace.tasks.values().map(|task| &**task).collect();
    let project = |task: &Task| Some(workspace.projects.get(&task.project?)?.title.as_str());
    let by_project = matches!(format, TaskExportFormat::Markdown | TaskExportFormat::Org);
    tasks.sort_by_key(|task| (by_project.then(|| project(task)), &task.order));
    let mut out = TaskExport { count: tasks.len(), ..TaskExport::default() };
    let predecessors: HashSet<TaskId> = tasks.iter().flat_map(|task| &task.after).copied().collect();
    let waited_for = |id: TaskId| predecessors.contains(&id);
    match format {
        TaskExportFormat::TodoTxt => {
            for task in &tasks {
                let line = todo_txt::todo_txt(task, project(task), waited_for(task.id), &mut out);
                out.text += &line;
            }
        }
        TaskExportFormat::Taskwarrior => {
            let rows: Vec<String> = tasks
                .iter()
                .map(|task| taskwarrior::taskwarrior(task, project(task), instant, &mut out))
                .map(|row: Value| row.to_string())
                .collect();
            out.text = if rows.is_empty() { "[]\n".into() } else { format!("[\n{}\n]\n", rows.join(",\n")) };
        }
        TaskExportFormat::Markdown => under_headings(&tasks, project, "#", &mut out, |task, _, out| {
            markdown::markdown(task, waited_for(task.id), out)
        }),
        TaskExportFormat::Org => {
            let day_start = workspace.settings.day_start;
            let entry = |task: &Task, level, out: &mut TaskExport| org::org(task, level, day_start, out);
            under_headings(&tasks, project, "*", &mut out, entry);
        }
        TaskExportFormat::Csv => out.text = csv::csv(workspace, &tasks),
        TaskExportFormat::Json => out.text = json::json(workspace),
    }
    if format != TaskExportFormat::Json {
        for task in tasks {
            out.lose("energy of a step", task.steps.iter().any(|step| step.energy.is_some()));
            out.lose("tag of a step", task.steps.iter().any(|step| step.tag.is_some()));
            out.lose("delegation", task.delegated.is_some());
            if format != TaskExportFormat::Csv {
                out.lose("energy", task.energy.is_some());
                out.lose("goal", task.goal.is_some());
                out.lose("hard due date", task.due.is_some_and(|due| due.kind == DueKind::Hard));
                out.lose("urgency set by hand", task.urgency != Urgency::WorkedOut);
            }
        }
    }
    out
}

/// Writes the tasks, sorted by project, below a heading for each project. `entry` gets the level of a task's own heading.
fn under_headings<'a>(
    tasks: &[&'a Task],
    project: impl Fn(&Task) -> Option<&'a str>,
    mark: &str,
    out: &mut TaskExport,
    entry: impl Fn(&Task, usize, &mut TaskExport) -> String,
) {
    let mut heading = None;
    for task in tasks {
        if heading != Some(project(task)) {
            heading = Some(project(task));
            let gap = if out.text.is_empty() { "" } else { "\n" };
            out.text += &project(task).map_or_else(|| gap.to_owned(), |name| format!("{gap}{mark} {name}\n\n"));
        }
        let text = entry(task, if project(task).is_some() { 2 } else { 1 }, out);
        out.text += &text;
    }
}
