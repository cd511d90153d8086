//! Tasks as Markdown check boxes with the fields of Obsidian Tasks.

use super::form::{TaskExport, word};
use crate::exchange::quick_add::repeat_words;
use crate::model::Task;

pub(super) fn markdown(task: &Task, waited_for: bool, out: &mut TaskExport) -> String {
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
