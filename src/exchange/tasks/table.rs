//! The CSV of our own export.

use chrono::{DateTime, NaiveDateTime, NaiveTime};

use super::columns::CsvColumns;
use super::foreign::{ForeignStep, ForeignTask, TaskFile, iso_date, minutes, title_and_length};

/// Returns whether a text starts with the head of such a file.
pub(super) fn is_table(text: &str) -> bool {
    text.lines().next().is_some_and(|head| head.starts_with("id,title,important,"))
}

/// Reads the rows, each a task.
pub(super) fn read(text: &str) -> TaskFile {
    let mut file = TaskFile::default();
    let columns = CsvColumns::read(text, &mut file);
    for row in &columns.rows {
        task(&|name: &str| without_guard(columns.cell(row, name)), &mut file);
    }
    file
}

/// Returns a cell without the apostrophe that keeps a spreadsheet from running it.
fn without_guard(cell: &str) -> &str {
    let guarded = |rest: &&str| {
        rest.starts_with(['\t', '\n']) || rest.trim_start().starts_with(|c: char| "=+-@＝＋－＠|%".contains(c))
    };
    cell.strip_prefix('\'').filter(guarded).unwrap_or(cell)
}

fn task<'a>(cell: &impl Fn(&str) -> &'a str, file: &mut TaskFile) {
    let title = cell("title").trim();
    if title.is_empty() {
        file.skipped.push("a row without a title".into());
        return;
    }
    let yes_or_no = |name: &str| match cell(name) {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    };
    let id = if cell("id").is_empty() { format!("title:{title}") } else { cell("id").to_owned() };
    let mut task = ForeignTask { id, title: title.to_owned(), ..ForeignTask::default() };
    task.notes = cell("notes").to_owned();
    task.important = yes_or_no("important");
    task.estimate = cell("estimate in minutes").parse().ok().and_then(minutes);
    let time = NaiveTime::parse_from_str(cell("due time"), "%H:%M").ok();
    task.due = iso_date(cell("due date")).map(|date| (date, time));
    let start = NaiveDateTime::parse_from_str(cell("start"), "%Y-%m-%d %H:%M").ok();
    let start = start.map(|at| (at.date(), Some(at.time())));
    task.not_before = start.or_else(|| Some((iso_date(cell("start"))?, None)));
    task.tags = cell("tags").split_whitespace().map(str::to_owned).collect();
    task.project = Some(cell("project").to_owned()).filter(|name| !name.is_empty());
    task.after = cell("after").split_whitespace().map(str::to_owned).collect();
    task.created = DateTime::parse_from_rfc3339(cell("created")).ok().map(|at| at.to_utc());
    let rule = cell("recurrence");
    let from_completion = rule.strip_suffix(" from completion");
    task.repeat = Some(from_completion.unwrap_or(rule).to_owned()).filter(|rule| !rule.is_empty());
    task.after_completion = from_completion.is_some();
    for line in cell("steps").lines() {
        let body = line.trim_start();
        let (done, text) = match (body.strip_prefix("[ ] "), body.strip_prefix("[x] ")) {
            (Some(text), _) => (false, text),
            (_, Some(text)) => (true, text),
            _ => (false, body),
        };
        let (title, estimate) = title_and_length(text);
        if !title.trim().is_empty() {
            let indented = body.len() < line.len() && !task.steps.is_empty();
            let id = format!("{}/{title}", task.id);
            task.steps.push(ForeignStep { id, title: title.to_owned(), estimate, done, indented });
        }
    }
    for (column, name) in
        [("urgent", "urgency"), ("hard due date", "hard due date"), ("energy", "energy"), ("goal", "goal")]
    {
        if !cell(column).is_empty() {
            file.lose(name);
        }
    }
    file.tasks.push(task);
}
