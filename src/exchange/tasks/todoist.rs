//! The CSV that Todoist writes for one project, as a template or in a backup.

use super::columns::CsvColumns;
use super::foreign::{ForeignStep, ForeignTask, TaskFile, minutes};
use crate::exchange::quick_add::{Reading, understand};

/// Returns whether a text starts with the head of such a file.
pub(super) fn is_todoist(text: &str) -> bool {
    text.lines().next().is_some_and(|head| head.to_uppercase().replace('"', "").starts_with("TYPE,CONTENT"))
}

/// Reads the rows: tasks, deeper tasks as steps, comments as notes, sections as projects.
pub(super) fn read(text: &str, reading: &Reading) -> TaskFile {
    let mut file = TaskFile::default();
    let table = CsvColumns::read(text, &mut file);
    let mut section: Option<String> = None;
    for row in &table.rows {
        let cell = |name: &str| table.cell(row, name).trim();
        let content = cell("content");
        match cell("type") {
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
                let deep = cell("indent").parse::<usize>().is_ok_and(|indent| indent > 1);
                let mut task = task(content, &cell, reading, &mut file);
                match file.tasks.last_mut().filter(|_| deep) {
                    Some(above) => {
                        let id = format!("{}/{}", above.id, task.title);
                        let indented = cell("indent").parse::<usize>().is_ok_and(|indent| indent > 2);
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
    if !cell("description").is_empty() {
        task.note(cell("description"));
    }
    // In this file 1 is the highest priority and 4 is none.
    match cell("priority") {
        "1" => task.important = Some(true),
        "2" | "3" => file.lose("priorities 2 and 3"),
        _ => {}
    }
    let date = cell("date");
    if !date.is_empty() {
        match understand(&format!("x {date}"), reading).filter(|one| one.due.is_some() && one.title == "x") {
            Some(one) => (task.due, task.repeat, task.after_completion) = (one.due, one.repeat, one.after_completion),
            None => {
                task.note(&format!("Date: {date}"));
                file.lose("date in other words, kept in the notes");
            }
        }
    }
    if cell("duration_unit") == "minute" {
        task.estimate = cell("duration").parse().ok().and_then(minutes);
    }
    for (column, lost) in [("deadline", "deadline"), ("responsible", "responsible person")] {
        if !cell(column).is_empty() {
            file.lose(lost);
        }
    }
    task
}
