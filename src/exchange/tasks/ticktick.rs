//! The CSV backup of TickTick.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use super::columns::CsvColumns;
use super::foreign::{ForeignStep, ForeignTask, TaskFile, TaskFileContext, iso_date, whole_day};
use crate::calendar::Rule;
use crate::model::has_plain_year;

/// The column names that tell the table apart, in any letter case. A few lines about the file come before them.
const HEAD: &str = "list name,title,";

/// Returns the text from the names of the columns on, if it is such a backup.
pub(super) fn table(text: &str) -> Option<&str> {
    let mut at = 0;
    for line in text.split_inclusive('\n').take(20) {
        if line.replace('"', "").to_lowercase().contains(HEAD) {
            return Some(&text[at..]);
        }
        at += line.len();
    }
    None
}

/// Reads the rows of a table. A task below another one, and the items of a check list, are steps.
pub(super) fn read(table: &str, context: &TaskFileContext) -> TaskFile {
    let mut file = TaskFile::default();
    let columns = CsvColumns::read(table, &mut file);
    // The steps by the id of the task above, because a row may come before that task.
    let mut below: Vec<(String, ForeignStep)> = Vec::new();
    for row in &columns.rows {
        let cell = |name: &str| columns.cell(row, name).trim();
        let (title, is_open) = (cell("title"), matches!(cell("status"), "" | "0"));
        let parent = cell("parentid");
        if title.is_empty() {
            file.skipped.push("a row without a title".into());
        } else if !parent.is_empty() {
            let id = if cell("taskid").is_empty() { title } else { cell("taskid") };
            let step = ForeignStep { id: id.into(), title: title.into(), done: !is_open, ..ForeignStep::default() };
            below.push((parent.to_owned(), step));
            if is_open && !cell("due date").is_empty() {
                file.lose("date of a subtask");
            }
        } else if !is_open {
            file.closed += 1;
            file.done.push(cell("taskid").to_owned());
        } else if cell("kind") == "NOTE" {
            file.lose("note, not a task");
        } else {
            let task = task(title, &cell, context, &mut file);
            file.tasks.push(task);
        }
    }
    attach(&mut file, below);
    file
}

/// Gives the steps to the tasks above them, also through other steps. Those below a closed task go with it.
fn attach(file: &mut TaskFile, below: Vec<(String, ForeignStep)>) {
    let parents: BTreeMap<String, String> =
        below.iter().map(|(parent, step)| (step.id.clone(), parent.clone())).collect();
    let tasks: HashMap<String, usize> = file.tasks.iter().enumerate().map(|(at, task)| (task.id.clone(), at)).collect();
    for (parent, mut step) in below {
        let (mut above, mut depth) = (parent.as_str(), 0);
        // A file may have a circle.
        while let (None, Some(next)) = (tasks.get(above), parents.get(above).filter(|_| depth <= parents.len())) {
            (above, depth) = (next, depth + 1);
        }
        if let Some(task) = tasks.get(above).map(|at| &mut file.tasks[*at]) {
            step.indented = depth > 0 && !task.steps.is_empty();
            task.steps.push(step);
        } else {
            file.closed += 1;
        }
    }
}

fn task<'a>(
    title: &str,
    cell: &impl Fn(&str) -> &'a str,
    context: &TaskFileContext,
    file: &mut TaskFile,
) -> ForeignTask {
    let id = if cell("taskid").is_empty() { format!("title:{title}") } else { cell("taskid").to_owned() };
    let mut task = ForeignTask { id, title: title.to_owned(), ..ForeignTask::default() };
    let all_day = cell("is all day").eq_ignore_ascii_case("true");
    let date = |name: &str| day_and_time(cell(name), all_day, context);
    (task.not_before, task.due) = match (date("start date"), date("due date")) {
        // The only date of a task is the day that it is for.
        (start, None) => (None, start),
        (start, due) if start == due => (None, due),
        dates => dates,
    };
    match cell("priority") {
        "5" => task.important = Some(true),
        "1" | "3" => file.lose("priorities low and medium"),
        _ => {}
    }
    task.tags = cell("tags").split(',').map(|tag| tag.trim().to_owned()).filter(|tag| !tag.is_empty()).collect();
    task.project = Some(cell("list name")).filter(|name| !name.is_empty() && *name != "Inbox").map(str::to_owned);
    task.created = instant(cell("created time"));
    for line in cell("content").lines() {
        match line.trim_start().strip_prefix(['▫', '▪']).map(str::trim) {
            Some(step) if !step.is_empty() => task.steps.push(ForeignStep {
                id: format!("{}/{step}", task.id),
                title: step.to_owned(),
                done: line.trim_start().starts_with('▪'),
                ..ForeignStep::default()
            }),
            Some(_) => {}
            None => task.note(line.trim_end()),
        }
    }
    let repeat = cell("repeat");
    if !repeat.is_empty() {
        // Without the parts of its own, such as TT_SKIP.
        task.repeat = repeat.parse::<Rule>().ok().map(|rule| rule.to_string());
        if task.repeat.is_none() {
            file.lose("recurrence");
        }
    }
    for (column, lost) in [("reminder", "reminder"), ("folder name", "folder of a list"), ("column name", "column")] {
        if !cell(column).is_empty() {
            file.lose(lost);
        }
    }
    task
}

/// Reads "2026-09-26T12:00:00+0000", or a date alone.
fn day_and_time(text: &str, all_day: bool, context: &TaskFileContext) -> Option<(NaiveDate, Option<NaiveTime>)> {
    let Some(at) = instant(text) else { return iso_date(text).map(|date| (date, None)) };
    let local = (context.local)(at);
    Some(if all_day { (whole_day(local), None) } else { (local.date(), Some(local.time())) })
}

fn instant(text: &str) -> Option<DateTime<Utc>> {
    let at = DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%z").ok()?.to_utc();
    Some(at).filter(|at| has_plain_year(at.date_naive()))
}
