//! Tasks as lines of todo.txt.

use super::form::{TaskExport, plain_rule, word};
use crate::model::Task;

pub(super) fn todo_txt(task: &Task, project: Option<&str>, waited_for: bool, out: &mut TaskExport) -> String {
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
