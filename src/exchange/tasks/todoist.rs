//! The CSV that Todoist writes for one project, as a template or in a backup.

use std::collections::HashMap;

use super::foreign::{ForeignStep, ForeignTask, TaskFile};
use crate::exchange::quick_add::{Reading, understand};
use crate::model::Minutes;

/// Whether a text starts with the head of such a file.
pub(super) fn is_todoist(text: &str) -> bool {
    text.lines().next().is_some_and(|head| head.to_uppercase().replace('"', "").starts_with("TYPE,CONTENT"))
}

/// Reads the rows: tasks, deeper tasks as steps, comments as notes, sections as projects.
pub(super) fn read(text: &str, reading: &Reading) -> TaskFile {
    let mut file = TaskFile::default();
    let mut rows = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let head: HashMap<String, usize> = rows
        .headers()
        .map(|head| head.iter().enumerate().map(|(at, name)| (name.trim().to_uppercase(), at)).collect())
        .unwrap_or_default();
    let mut section: Option<String> = None;
    for row in rows.records() {
        let row = match row {
            Ok(row) => row,
            Err(error) => {
                file.skipped.push(format!("a row: {error}"));
                continue;
            }
        };
        let cell = |name: &str| head.get(name).and_then(|at| row.get(*at)).unwrap_or_default().trim();
        let content = cell("CONTENT");
        match cell("TYPE") {
            "section" => section = Some(content.to_owned()).filter(|name| !name.is_empty()),
            "note" => match file.tasks.last_mut() {
                Some(task) => {
                    let text = content.split("[[file").next().unwrap_or_default().trim();
                    if !text.is_empty() {
                        task.note(text);
                    }
                    if content.contains("[[file") {
                        file.lose("attachment");
                    }
                }
                None => file.lose("comment on the project"),
            },
            "task" if content.is_empty() => file.skipped.push("a task without a title".into()),
            "task" => {
                let deep = cell("INDENT").parse::<usize>().is_ok_and(|indent| indent > 1);
                let mut task = task(content, &cell, reading, &mut file);
                match file.tasks.last_mut().filter(|_| deep) {
                    Some(above) => {
                        let id = format!("{}/{}", above.id, task.title);
                        let indented = cell("INDENT").parse::<usize>().is_ok_and(|indent| indent > 2);
                        let (estimate, title) = (task.estimate, task.title);
                        above.steps.push(ForeignStep { id, title, estimate, done: false, indented });
                        if task.due.is_some() || task.repeat.is_some() {
                            file.lose("date of a subtask");
                        }
                    }
                    None => {
                        task.project.clone_from(&section);
                        file.tasks.push(task);
                    }
                }
            }
            _ => {}
        }
    }
    file
}

fn task<'a>(content: &str, cell: &impl Fn(&str) -> &'a str, reading: &Reading, file: &mut TaskFile) -> ForeignTask {
    let mut task = ForeignTask::default();
    let label = |word: &&str| word.starts_with('@') && word[1..].starts_with(char::is_alphanumeric);
    let (labels, words): (Vec<&str>, Vec<&str>) = content.split_whitespace().partition(label);
    task.tags = labels.iter().map(|label| label[1..].to_owned()).collect();
    task.title = if words.is_empty() { content.to_owned() } else { words.join(" ") };
    task.id = format!("title:{}", task.title);
    if !cell("DESCRIPTION").is_empty() {
        task.note(cell("DESCRIPTION"));
    }
    // In this file 1 is the highest priority and 4 is none.
    match cell("PRIORITY") {
        "1" => task.important = Some(true),
        "2" | "3" => file.lose("priorities 2 and 3"),
        _ => {}
    }
    let date = cell("DATE");
    if !date.is_empty() {
        match understand(&format!("x {date}"), reading).filter(|one| one.due.is_some() && one.title == "x") {
            Some(one) => (task.due, task.repeat, task.after_completion) = (one.due, one.repeat, one.after_completion),
            None => {
                task.note(&format!("Date: {date}"));
                file.lose("date in other words, kept in the notes");
            }
        }
    }
    if cell("DURATION_UNIT") == "minute" {
        let minutes = cell("DURATION").parse::<u32>().ok().filter(|n| (1..=Minutes::MAX.get()).contains(n));
        task.estimate = minutes.map(Minutes::new);
    }
    for (column, lost) in [("DEADLINE", "deadline"), ("RESPONSIBLE", "responsible person")] {
        if !cell(column).is_empty() {
            file.lose(lost);
        }
    }
    task
}
