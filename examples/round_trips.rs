//! Prints a table: for each export format, the fields of tasks that come back from an import of the export.
//!
//! `cargo run --example round_trips [TASK_FILE...]` takes the tasks of the files beside those of the example workspace.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDateTime, Utc};
use gapwise::app::demo_workspace;
use gapwise::calendar::Tz;
use gapwise::exchange::{
    DateOrder, Reading, TaskExportFormat, TaskFileContext, export_tasks, ics, import_calendar, import_tasks,
    kind_of_tasks, read_tasks,
};
use gapwise::model::{Moment, Task, Workspace};

/// Returns the compared fields of a task, as text; absent ones are left out.
fn fields(workspace: &Workspace, task: &Task) -> BTreeMap<&'static str, String> {
    let project = task.project.and_then(|id| workspace.projects.get(&id)).map(|it| it.title.clone());
    let repeat = task.repeat.as_ref().map(|it| format!("{} {}", it.rrule, it.after_completion));
    let some = |text: String| (!text.is_empty()).then_some(text);
    let titles: BTreeSet<_> = task.after.iter().filter_map(|id| workspace.title_of(*id, None)).collect();
    let steps = task.steps.iter().map(|it| format!("{} {} {}", it.title, it.is_done(), it.indented));
    let all = [
        ("importance", task.important.map(|it| it.to_string())),
        ("notes", some(task.notes.clone())),
        ("due date", task.due.map(|due| due.date.to_string())),
        ("due time", task.due.and_then(|due| due.time).map(|time| time.to_string())),
        ("start", task.not_before.map(|at| at.date().to_string())),
        ("estimate", task.estimate.map(|it| it.to_string())),
        ("tags", some(task.tags.iter().map(String::as_str).collect::<Vec<_>>().join(" "))),
        ("steps", some(steps.collect::<Vec<_>>().join("\n"))),
        ("project", project),
        ("recurrence", repeat),
        ("predecessors", some(titles.into_iter().collect::<Vec<_>>().join("\n"))),
        ("energy", task.energy.map(|it| it.to_string())),
    ];
    all.into_iter().filter_map(|(field, value)| Some((field, value?))).collect()
}

fn local(at: DateTime<Utc>) -> NaiveDateTime {
    at.naive_utc()
}

/// Returns the workspace after an import of a task file into it.
fn with_file(workspace: &Workspace, bytes: &[u8], now: Moment) -> Workspace {
    let kind = kind_of_tasks(bytes).expect("a task file");
    let reading = Reading::at(now, Tz::UTC, workspace.settings.day_start, DateOrder::default());
    let file = read_tasks(kind, bytes, &reading, &TaskFileContext { local: &local }).expect("readable tasks");
    let (action, _) = import_tasks(workspace, kind.name(), file, now);
    action.map_or_else(|| workspace.clone(), |action| workspace.apply(&action, now).expect("a valid import"))
}

/// Returns the workspace that an export to the format and an import of that give.
fn back(workspace: &Workspace, format: Option<TaskExportFormat>, now: Moment) -> Workspace {
    let Some(format) = format else {
        let text = ics::export_calendar(workspace, None, now, Tz::UTC).text;
        let (action, _) =
            import_calendar(&Workspace::default(), "x.ics", text.as_bytes(), now, Tz::UTC).expect("a calendar");
        return Workspace::default().apply(&action.expect("tasks"), now).expect("a valid import");
    };
    let export = export_tasks(workspace, format, &|local| local.and_utc());
    with_file(&Workspace::default(), export.text.as_bytes(), now)
}

fn main() {
    let local: NaiveDateTime = "2026-11-23T09:40:00".parse().expect("a time");
    let now = Moment { instant: local.and_utc(), local };
    let mut workspace = demo_workspace(now);
    for file in std::env::args().skip(1) {
        workspace = with_file(&workspace, &std::fs::read(&file).expect("a readable file"), now);
    }
    let formats = [
        ("iCalendar", None),
        ("todo.txt", Some(TaskExportFormat::TodoTxt)),
        ("Taskwarrior", Some(TaskExportFormat::Taskwarrior)),
        ("Markdown", Some(TaskExportFormat::Markdown)),
        ("Org", Some(TaskExportFormat::Org)),
        ("CSV", Some(TaskExportFormat::Csv)),
        ("JSON", Some(TaskExportFormat::Json)),
    ];
    let mut names = BTreeSet::new();
    let mut rows: BTreeMap<(&str, &str), (usize, usize)> = BTreeMap::new();
    for (name, format) in formats {
        let back = back(&workspace, format, now);
        let by_title: BTreeMap<_, _> =
            back.tasks.values().map(|task| (task.title.as_str(), fields(&back, task))).collect();
        for task in workspace.tasks.values() {
            let found = by_title.get(task.title.as_str());
            let title = rows.entry((name, "title")).or_default();
            (title.0, title.1) = (title.0 + usize::from(found.is_some()), title.1 + 1);
            for (field, value) in fields(&workspace, task) {
                let same = found.is_some_and(|found| found.get(field) == Some(&value));
                let kept = rows.entry((name, field)).or_default();
                (kept.0, kept.1) = (kept.0 + usize::from(same), kept.1 + 1);
            }
        }
    }
    names.extend(rows.keys().map(|(_, field)| *field));
    println!("| field | {} |", formats.map(|(name, _)| name).join(" | "));
    println!("| --- |{}", " ---: |".repeat(formats.len()));
    for field in names {
        let cell = |name| rows.get(&(name, field)).map_or_else(String::new, |(kept, all)| format!("{kept} of {all}"));
        println!("| {field} | {} |", formats.map(|(name, _)| cell(name)).join(" | "));
    }
}
