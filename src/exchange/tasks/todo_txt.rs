//! todo.txt (<http://todotxt.org>) with the usual extensions: `due:`, `t:`, `rec:`, `h:`, `id:` and `p:`.

use super::foreign::{ForeignTask, TaskFile, iso_date, rule_every};
use crate::calendar::Rule;

/// Returns whether a text looks like todo.txt: at least a quarter of its first lines have a priority, a completion
/// mark, a project, a context or a `key:value`.
pub(super) fn is_todo_txt(text: &str) -> bool {
    let marked = |line: &&str| {
        priority(line).is_some()
            || line.starts_with("x 1")
            || line.starts_with("x 2")
            || line.split_whitespace().any(|word| {
                let named = |mark| word.strip_prefix(mark).is_some_and(|rest| rest.starts_with(char::is_alphabetic));
                let dated = |key| word.strip_prefix(key).is_some_and(|date| iso_date(date).is_some());
                named('+') || named('@') || dated("due:") || dated("t:")
            })
    };
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).take(200).collect();
    let count = lines.iter().filter(|line| marked(line)).count();
    count > 0 && count * 4 >= lines.len()
}

/// Reads the lines of a todo.txt file, each a task.
pub(super) fn read(text: &str) -> TaskFile {
    let mut file = TaskFile::default();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if line.starts_with("x ") || line == "x" {
            file.closed += 1;
            continue;
        }
        let task = task(line, &mut file);
        if task.title.is_empty() {
            file.skipped.push(format!("a line without a title: {line}"));
        } else {
            file.tasks.push(task);
        }
    }
    file
}

fn priority(line: &str) -> Option<char> {
    let mut chars = line.chars();
    let marks = (chars.next()?, chars.next()?, chars.next()?, chars.next()?);
    match marks {
        ('(', letter @ 'A'..='Z', ')', ' ') => Some(letter),
        _ => None,
    }
}

fn task(line: &str, file: &mut TaskFile) -> ForeignTask {
    let mut task = ForeignTask::default();
    let mut rest = line;
    if let Some(letter) = priority(line) {
        rest = line[4..].trim_start();
        match letter {
            'A' | 'B' => task.important = Some(true),
            'C' => {}
            _ => task.important = Some(false),
        }
        if letter != 'A' {
            file.lose(&format!("priority ({letter}), except importance"));
        }
    }
    if let Some((first, others)) = rest.split_once(' ')
        && let Some(date) = iso_date(first)
    {
        task.created = date.and_hms_opt(12, 0, 0).map(|noon| noon.and_utc());
        rest = others.trim_start();
    }
    let mut title: Vec<&str> = Vec::new();
    let mut own_id = None;
    for word in rest.split_whitespace() {
        let name = |mark: char| word.strip_prefix(mark).filter(|name| name.starts_with(char::is_alphanumeric));
        if let Some(project) = name('+') {
            if task.project.is_none() {
                task.project = Some(project.to_owned());
            } else {
                task.tags.insert(project.to_owned());
                file.lose("second project, kept as a tag");
            }
        } else if let Some(context) = name('@') {
            task.tags.insert(context.to_owned());
        } else if !extension(word, &mut task, &mut own_id, file) {
            title.push(word);
        }
    }
    task.title = title.join(" ");
    task.id = own_id.map_or_else(|| format!("title:{}", task.title), |id| format!("id:{id}"));
    task
}

/// Reads `key:value`. Returns whether it is one; other keys stay in the title.
fn extension(word: &str, task: &mut ForeignTask, own_id: &mut Option<String>, file: &mut TaskFile) -> bool {
    let Some((key, value)) = word.split_once(':').filter(|(_, value)| !value.is_empty()) else { return false };
    match key {
        "due" => match iso_date(value) {
            Some(date) => task.due = Some((date, None)),
            None => return false,
        },
        "t" => match iso_date(value) {
            Some(date) => task.not_before = Some((date, None)),
            None => return false,
        },
        "rec" => {
            let strict = value.starts_with('+');
            let amount = value.trim_start_matches('+');
            let digits = amount.bytes().take_while(u8::is_ascii_digit).count();
            let (n, unit) = amount.split_at(digits);
            if unit == "b" {
                task.repeat = Some(Rule::every_workday().to_string());
                return true;
            }
            match n.parse().ok().and_then(|n| rule_every(n, unit)) {
                Some(rule) => (task.repeat, task.after_completion) = (Some(rule), !strict),
                None => return false,
            }
        }
        "id" => *own_id = Some(value.to_owned()),
        "p" => {
            task.after.insert(format!("id:{value}"));
        }
        "h" => file.lose("hidden (h:1)"),
        "pri" => {}
        _ => return false,
    }
    true
}
