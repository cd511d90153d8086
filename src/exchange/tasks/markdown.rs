//! Markdown check boxes, with the fields of Obsidian Tasks in their emoji and their Dataview form.

use super::foreign::{self, ForeignStep, ForeignTask, TaskFile, iso_date};
use crate::exchange::quick_add::{Reading, understand};

/// Returns whether a text has Markdown check boxes.
pub(super) fn is_markdown(text: &str) -> bool {
    text.lines().take(10_000).any(|line| check_box(line).is_some())
}

/// Returns a line with a check box: indentation in columns, whether it is checked, and the text behind it.
fn check_box(line: &str) -> Option<(usize, bool, &str)> {
    let body = line.trim_start_matches(|c: char| c.is_whitespace() || c == '>');
    let indent = line[..line.len() - body.len()].chars().map(|c| if c == '\t' { 4 } else { 1 }).sum();
    let (state, text) = foreign::check_box(body)?;
    (state.chars().count() == 1).then_some((indent, !matches!(state, " " | "/" | "!" | "?"), text))
}

/// Reads the check boxes of a text. A deeper one is a step of the task above it; a heading names the project.
pub(super) fn read(text: &str, reading: &Reading) -> TaskFile {
    let mut file = TaskFile::default();
    let (mut heading, mut fenced): (Option<String>, bool) = (None, false);
    // The indentation of the last task, and whether it was checked.
    let mut above: Option<(usize, bool)> = None;
    for line in text.lines() {
        let trimmed = line.trim_start();
        if trimmed.starts_with("```") || trimmed.starts_with("~~~") {
            fenced = !fenced;
        }
        if fenced {
            continue;
        }
        if let Some((indent, done, body)) = check_box(line) {
            let below = above.filter(|(at, _)| indent > *at);
            match (below, file.tasks.last_mut()) {
                (Some((_, true)), _) => {}
                (Some((least, false)), Some(task)) => {
                    let step = line_of_task(body, reading);
                    let first = task.steps.is_empty();
                    let id = format!("{}/{}", task.id, step.title);
                    let indented = !first && indent > least + 4;
                    task.steps.push(ForeignStep { id, title: step.title, estimate: step.estimate, done, indented });
                }
                _ => {
                    above = Some((indent, done));
                    if done {
                        file.closed += 1;
                        continue;
                    }
                    let mut task = line_of_task(body, reading);
                    if task.title.is_empty() {
                        file.skipped.push(format!("a check box without a title: {body}"));
                        above = Some((indent, true));
                        continue;
                    }
                    task.project.clone_from(&heading);
                    file.tasks.push(task);
                }
            }
        } else if trimmed.starts_with('#') && trimmed.trim_start_matches('#').starts_with(' ') {
            heading = Some(trimmed.trim_start_matches('#').trim().to_owned()).filter(|text| !text.is_empty());
            above = None;
        } else if let Some(((least, false), task)) = above.zip(file.tasks.last_mut())
            && !trimmed.is_empty()
            && line.len() - trimmed.len() > least
        {
            task.note(trimmed.trim_end());
        } else if trimmed.is_empty() {
            continue;
        } else {
            above = None;
        }
    }
    file
}

/// Reads the fields behind a title. Only marked ones count: a date in words is part of the title here.
fn line_of_task(body: &str, reading: &Reading) -> ForeignTask {
    const SIGNS: &str = "📅📆🗓⏳⌛🛫➕✅❌🔁🔺⏫🔼🔽⏬🆔⛔⏱";
    let starts = |(at, c): &(usize, char)| SIGNS.contains(*c) || ("[(".contains(*c) && is_field(&body[*at..]));
    let (head, fields) = body.char_indices().find(starts).map_or((body, ""), |(at, _)| body.split_at(at));
    let mut task = ForeignTask::default();
    let (mut title, mut block) = (Vec::new(), None);
    let behind = fields.split_whitespace().filter(|word| word.starts_with(['#', '^']));
    for word in head.split_whitespace().chain(behind) {
        let in_tag = |c: char| c.is_alphanumeric() || "-_/".contains(c) || unicode_ident::is_xid_continue(c);
        let is_tag = |name: &&str| name.chars().any(char::is_alphabetic) && name.chars().all(in_tag);
        match (word.strip_prefix('#').filter(is_tag), word.strip_prefix('^')) {
            (Some(tag), _) => {
                task.tags.insert(tag.to_owned());
            }
            (None, Some(id)) if !id.is_empty() => block = Some(id.to_owned()),
            _ => title.push(word),
        }
    }
    // Obsidian's own filter tag marks every task.
    task.tags.remove("task");
    task.title = title.join(" ");
    if !fields.is_empty()
        && let Some(found) = understand(&format!("x {fields}"), reading)
    {
        task.due = found.due.filter(|_| has_due(fields) || found.repeat.is_some());
        (task.not_before, task.important, task.estimate) = (found.not_before, found.important, found.estimate);
        (task.repeat, task.after_completion) = (found.repeat, found.after_completion);
    }
    let created = ["➕", "created::"].iter().find_map(|sign| Some(fields.split_once(sign)?.1));
    let created = created.and_then(|rest| iso_date(rest.split_whitespace().next()?.trim_end_matches([']', ')'])));
    task.created = created.and_then(|date| Some(date.and_hms_opt(12, 0, 0)?.and_utc()));
    let own = value_of(fields, &["🆔", "id::"]);
    task.after = value_of(fields, &["⛔", "dependsOn::"])
        .map(|ids| ids.split(',').map(|id| format!("id:{}", id.trim())).collect())
        .unwrap_or_default();
    task.id = match (own, block) {
        (Some(id), _) => format!("id:{id}"),
        (None, Some(block)) => format!("block:{block}"),
        (None, None) => format!("title:{}", task.title),
    };
    task
}

fn has_due(fields: &str) -> bool {
    ["📅", "📆", "🗓", "due::"].iter().any(|sign| fields.contains(sign))
}

/// Returns whether a text starts with a Dataview field, as in "[due:: 2026-12-01]".
fn is_field(text: &str) -> bool {
    let key = text[1..].split_once("::").map_or("", |(key, _)| key);
    !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
}

/// Returns the word behind a sign.
fn value_of(fields: &str, signs: &[&str]) -> Option<String> {
    let rest = signs.iter().find_map(|sign| Some(fields.split_once(sign)?.1))?;
    let value = rest.trim_start_matches('\u{fe0f}').split_whitespace().next()?;
    Some(value.trim_end_matches([']', ')']).to_owned()).filter(|value| !value.is_empty() && iso_date(value).is_none())
}
