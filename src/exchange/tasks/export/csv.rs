//! Tasks as rows of CSV (RFC 4180).

use super::form::with_length;
use crate::model::{DueKind, Task, Urgency, Workspace};
use crate::review::report::csv_row;

/// The columns, in order. [`read`](crate::exchange::tasks::table::read) knows them by these names.
const COLUMNS: [&str; 18] = [
    "id",
    "title",
    "important",
    "urgent",
    "estimate in minutes",
    "due date",
    "due time",
    "hard due date",
    "start",
    "energy",
    "tags",
    "project",
    "goal",
    "steps",
    "recurrence",
    "after",
    "created",
    "notes",
];

/// Writes a row for each task below the names of the columns.
pub(super) fn csv(workspace: &Workspace, tasks: &[&Task]) -> String {
    let head = csv_row(&COLUMNS.map(str::to_owned));
    let yes_or_no = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
    let row = |task: &&Task| {
        let pinned = match task.urgency {
            Urgency::WorkedOut => None,
            Urgency::Pinned(urgent) => Some(urgent),
        };
        let steps = task.steps.iter().map(|step| {
            let (indent, mark) = (if step.indented { "  " } else { "" }, if step.is_done() { 'x' } else { ' ' });
            format!("{indent}[{mark}] {}", with_length(step))
        });
        let repeat = task
            .repeat
            .as_ref()
            .map(|repeat| format!("{}{}", repeat.rrule, if repeat.after_completion { " from completion" } else { "" }));
        let goal = task.goal.and_then(|id| workspace.goals.get(&id)).map(|goal| goal.title.clone());
        let project = task.project.and_then(|id| workspace.projects.get(&id)).map(|project| project.title.clone());
        csv_row(&[
            task.id.to_string(),
            task.title.clone(),
            task.important.map(yes_or_no).unwrap_or_default(),
            pinned.map(yes_or_no).unwrap_or_default(),
            task.estimate.map(|it| it.get().to_string()).unwrap_or_default(),
            task.due.map(|due| due.date.to_string()).unwrap_or_default(),
            task.due.and_then(|due| due.time).map(|time| time.format("%H:%M").to_string()).unwrap_or_default(),
            task.due.filter(|due| due.kind == DueKind::Hard).map(|_| yes_or_no(true)).unwrap_or_default(),
            task.not_before.map(|at| at.format("%Y-%m-%d %H:%M").to_string()).unwrap_or_default(),
            task.energy.map(|it| it.to_string()).unwrap_or_default(),
            task.tags.iter().map(String::as_str).collect::<Vec<_>>().join(" "),
            project.unwrap_or_default(),
            goal.unwrap_or_default(),
            steps.collect::<Vec<_>>().join("\n"),
            repeat.unwrap_or_default(),
            task.after.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
            task.created.to_rfc3339(),
            task.notes.clone(),
        ])
    };
    std::iter::once(head).chain(tasks.iter().map(row)).collect()
}
