//! Detects the format of a task file and reads it.

use serde_json::Value;

use super::foreign::{TaskFile, TaskFileContext};
use super::{markdown, microsoft, org, own_json, super_productivity, table, taskwarrior, ticktick, todo_txt, todoist};
use crate::exchange::quick_add::Reading;

/// The kinds of task files that can be imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum TaskFileKind {
    TodoTxt,
    Taskwarrior,
    SuperProductivity,
    /// The CSV of one project.
    Todoist,
    /// The CSV backup.
    TickTick,
    /// JSON of the Microsoft Graph.
    MicrosoftToDo,
    /// Check boxes, with the fields of Obsidian Tasks.
    Markdown,
    /// Emacs Org.
    Org,
    /// The CSV of our own export.
    Csv,
    /// The JSON of our own export.
    Json,
}

impl TaskFileKind {
    /// Returns its name for users.
    pub fn name(self) -> &'static str {
        match self {
            Self::TodoTxt => "todo.txt",
            Self::Taskwarrior => "Taskwarrior",
            Self::SuperProductivity => "Super Productivity",
            Self::Todoist => "Todoist",
            Self::TickTick => "TickTick",
            Self::MicrosoftToDo => "Microsoft To Do",
            Self::Markdown => "Markdown",
            Self::Org => "Org",
            Self::Csv => "Gapwise CSV",
            Self::Json => "Gapwise JSON",
        }
    }
}

/// Returns the text of a file, without a byte order mark; `None` for binary data.
fn text(bytes: &[u8]) -> Option<String> {
    let (text, _, damaged) = encoding_rs::UTF_8.decode(bytes);
    let binary =
        text.contains('\0') || (damaged && bytes.len() > 64 && text.matches('\u{fffd}').count() > text.len() / 20);
    (!binary).then(|| text.into_owned())
}

/// Finds the kind of a task file by its content; `None` for calendars and everything else.
pub fn kind_of_tasks(bytes: &[u8]) -> Option<TaskFileKind> {
    let text = text(bytes)?;
    let start = text.trim_start();
    if start.starts_with("BEGIN:") || start.starts_with('<') {
        return None;
    }
    if start.starts_with(['{', '[']) && !start.starts_with("[ ]") {
        if let Ok(whole) = serde_json::from_str::<Value>(start) {
            if own_json::is_own(&whole) {
                return Some(TaskFileKind::Json);
            }
            if super_productivity::data(&whole).is_some() {
                return Some(TaskFileKind::SuperProductivity);
            }
            if microsoft::is_microsoft(&whole) {
                return Some(TaskFileKind::MicrosoftToDo);
            }
        }
        if taskwarrior::objects(start).is_some() {
            return Some(TaskFileKind::Taskwarrior);
        }
        return None;
    }
    if todoist::is_todoist(&text) {
        return Some(TaskFileKind::Todoist);
    }
    if ticktick::table(&text).is_some() {
        return Some(TaskFileKind::TickTick);
    }
    if table::is_table(&text) {
        return Some(TaskFileKind::Csv);
    }
    if org::is_org(&text) {
        return Some(TaskFileKind::Org);
    }
    if markdown::is_markdown(&text) {
        return Some(TaskFileKind::Markdown);
    }
    todo_txt::is_todo_txt(&text).then_some(TaskFileKind::TodoTxt)
}

/// Reads a task file of a kind.
///
/// # Errors
/// A message if the file is not of that kind.
pub fn read_tasks(
    kind: TaskFileKind,
    bytes: &[u8],
    reading: &Reading,
    context: &TaskFileContext,
) -> Result<TaskFile, String> {
    let wrong = || format!("the file is not {}", kind.name());
    let text = text(bytes).ok_or_else(wrong)?;
    match kind {
        TaskFileKind::TodoTxt => Ok(todo_txt::read(&text)),
        TaskFileKind::Todoist => todoist::is_todoist(&text).then(|| todoist::read(&text, reading)).ok_or_else(wrong),
        TaskFileKind::TickTick => Ok(ticktick::read(ticktick::table(&text).ok_or_else(wrong)?, context)),
        TaskFileKind::Markdown => Ok(markdown::read(&text, reading)),
        TaskFileKind::Org => Ok(org::read(&text)),
        TaskFileKind::Csv => table::is_table(&text).then(|| table::read(&text)).ok_or_else(wrong),
        TaskFileKind::Taskwarrior => {
            Ok(taskwarrior::read(&taskwarrior::objects(text.trim_start()).ok_or_else(wrong)?, context))
        }
        TaskFileKind::SuperProductivity | TaskFileKind::MicrosoftToDo | TaskFileKind::Json => {
            let value: Value = serde_json::from_str(&text).map_err(|error| format!("{}: {error}", wrong()))?;
            match kind {
                TaskFileKind::Json if own_json::is_own(&value) => own_json::read(&value),
                TaskFileKind::MicrosoftToDo if microsoft::is_microsoft(&value) => Ok(microsoft::read(&value, context)),
                TaskFileKind::SuperProductivity => {
                    Ok(super_productivity::read(super_productivity::data(&value).ok_or_else(wrong)?, context))
                }
                _ => Err(wrong()),
            }
        }
    }
}
