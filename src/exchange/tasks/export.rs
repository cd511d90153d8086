//! Export of the open tasks to the files of other programs.

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, NaiveDateTime, NaiveTime, Utc};
use serde_json::{Map, Value, json};

use crate::calendar::{Frequency, Rule};
use crate::exchange::quick_add::repeat_words;
use crate::model::{Due, Task, TaskId, Workspace};

/// The formats that tasks can be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TaskExportFormat {
    TodoTxt,
    Taskwarrior,
    /// With the fields of Obsidian Tasks.
    Markdown,
}

/// Exported tasks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TaskExport {
    pub text: String,
    pub count: usize,
    /// The fields that the format has no place for, with the number of tasks that have them.
    pub lost: BTreeMap<&'static str, usize>,
}

impl TaskExport {
    fn lose(&mut self, field: &'static str, has: bool) {
        if has {
            *self.lost.entry(field).or_default() += 1;
        }
    }
}

/// Writes the open tasks of a workspace. `instant` converts local times for formats that have only instants.
pub fn export_tasks(
    workspace: &Workspace,
    format: TaskExportFormat,
    instant: &dyn Fn(NaiveDateTime) -> DateTime<Utc>,
) -> TaskExport {
    let mut tasks: Vec<&Task> = workspace.tasks.values().map(|task| &**task).collect();
    let project = |task: &Task| Some(workspace.projects.get(&task.project?)?.title.as_str());
    if format == TaskExportFormat::Markdown {
        tasks.sort_by_key(|task| (project(task), &task.order));
    } else {
        tasks.sort_by_key(|task| &task.order);
    }
    let mut out = TaskExport { count: tasks.len(), ..TaskExport::default() };
    let predecessors: HashSet<TaskId> = tasks.iter().flat_map(|task| &task.after).copied().collect();
    let waited_for = |id: TaskId| predecessors.contains(&id);
    let mut rows: Vec<Value> = Vec::new();
    let mut heading = None;
    for task in &tasks {
        match format {
            TaskExportFormat::TodoTxt => {
                let line = todo_txt(task, project(task), waited_for(task.id), &mut out);
                out.text += &line;
            }
            TaskExportFormat::Taskwarrior => rows.push(taskwarrior(task, project(task), instant, &mut out)),
            TaskExportFormat::Markdown => {
                if heading != Some(project(task)) {
                    heading = Some(project(task));
                    let gap = if out.text.is_empty() { "" } else { "\n" };
                    out.text += &project(task).map_or_else(|| gap.to_owned(), |name| format!("{gap}# {name}\n\n"));
                }
                let lines = markdown(task, waited_for(task.id), &mut out);
                out.text += &lines;
            }
        }
    }
    if format == TaskExportFormat::Taskwarrior {
        let lines: Vec<String> = rows.iter().map(Value::to_string).collect();
        out.text = if lines.is_empty() { "[]\n".into() } else { format!("[\n{}\n]\n", lines.join(",\n")) };
    }
    for task in tasks {
        out.lose("energy", task.energy.is_some());
        out.lose("delegation", task.delegated.is_some());
        out.lose("goal", task.goal.is_some());
    }
    out
}

/// A word without spaces.
fn word(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join("-")
}

/// The frequency and interval of a rule that has nothing else.
fn plain_rule(rrule: &str) -> Option<(u32, char)> {
    let rule: Rule = rrule.parse().ok()?;
    let plain = Rule { interval: rule.interval, ..Rule::every(rule.frequency) };
    let unit = match rule.frequency {
        Frequency::Daily => 'd',
        Frequency::Weekly => 'w',
        Frequency::Monthly => 'm',
        Frequency::Yearly => 'y',
        _ => return None,
    };
    (plain == rule).then_some((rule.interval.max(1), unit))
}

fn todo_txt(task: &Task, project: Option<&str>, waited_for: bool, out: &mut TaskExport) -> String {
    let mut parts: Vec<String> = Vec::new();
    match task.important {
        Some(true) => parts.push("(A)".into()),
        Some(false) => parts.push("(D)".into()),
        None => {}
    }
    parts.push(task.created.date_naive().to_string());
    parts.push(task.title.clone());
    parts.extend(project.map(|name| format!("+{}", word(name))));
    parts.extend(task.tags.iter().map(|tag| format!("@{}", word(tag))));
    parts.extend(task.due.map(|due| format!("due:{}", due.date)));
    parts.extend(task.not_before.map(|at| format!("t:{}", at.date())));
    if let Some(repeat) = &task.repeat {
        match plain_rule(&repeat.rrule) {
            Some((n, unit)) => parts.push(format!("rec:{}{n}{unit}", if repeat.after_completion { "" } else { "+" })),
            None => out.lose("recurrence", true),
        }
    }
    if waited_for {
        parts.push(format!("id:{}", task.id));
    }
    parts.extend(task.after.iter().map(|id| format!("p:{id}")));
    out.lose("notes", !task.notes.is_empty());
    out.lose("steps", !task.steps.is_empty());
    out.lose("estimate", task.estimate.is_some());
    out.lose("time of the due date", task.due.is_some_and(|due| due.time.is_some()));
    parts.join(" ") + "\n"
}

fn markdown(task: &Task, waited_for: bool, out: &mut TaskExport) -> String {
    let mut parts = vec![format!("- [ ] {}", task.title)];
    parts.extend(task.tags.iter().map(|tag| format!("#{}", word(tag))));
    parts.extend(task.important.map(|yes| if yes { "⏫" } else { "🔽" }.to_owned()));
    if let Some(repeat) = &task.repeat {
        match repeat_words(&repeat.rrule, false) {
            Some(words) => {
                let done = if repeat.after_completion { " when done" } else { "" };
                parts.push(format!("🔁 {words}{done}"));
            }
            None => out.lose("recurrence", true),
        }
    }
    parts.push(format!("➕ {}", task.created.date_naive()));
    parts.extend(task.not_before.map(|at| format!("🛫 {}", at.date())));
    parts.extend(task.due.map(|due| format!("📅 {}", due.date)));
    if waited_for {
        parts.push(format!("🆔 {}", task.id));
    }
    if !task.after.is_empty() {
        let ids: Vec<String> = task.after.iter().map(ToString::to_string).collect();
        parts.push(format!("⛔ {}", ids.join(",")));
    }
    out.lose("estimate", task.estimate.is_some());
    out.lose("time of the due date", task.due.is_some_and(|due| due.time.is_some()));
    let mut lines = vec![parts.join(" ")];
    for step in &task.steps {
        let (indent, mark) = (if step.indented { "        " } else { "    " }, if step.is_done() { 'x' } else { ' ' });
        lines.push(format!("{indent}- [{mark}] {}", step.title));
    }
    lines.extend(task.notes.lines().filter(|line| !line.trim().is_empty()).map(|line| format!("    {}", line.trim())));
    lines.join("\n") + "\n"
}

fn taskwarrior(
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
