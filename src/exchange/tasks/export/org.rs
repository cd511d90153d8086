//! Tasks as headings of Emacs Org (<https://orgmode.org/manual/>).

use chrono::{NaiveDate, NaiveTime};

use super::form::{TaskExport, plain_rule, with_length};
use crate::exchange::tasks::org::{is_plain_line, is_tag, parts};
use crate::model::{Due, Task};

/// Writes a task as a heading of a level, with its fields, notes and steps below.
pub(super) fn org(task: &Task, level: usize, day_start: NaiveTime, out: &mut TaskExport) -> String {
    let mut head = task.important.map_or("", |yes| if yes { "[#A] " } else { "[#C] " }).to_owned();
    head += &task.title;
    let tags: Vec<&str> = task.tags.iter().map(String::as_str).filter(|tag| is_tag(tag)).collect();
    out.lose("tags with characters that Org does not allow", tags.len() < task.tags.len());
    if !tags.is_empty() {
        head += &format!(" :{}:", tags.join(":"));
    }
    out.lose("title that Org reads differently", parts(&head).1 != task.title);
    let mut lines = vec![format!("{} TODO {head}", "*".repeat(level))];
    lines.extend(planning(task, day_start, out));
    lines.push(":PROPERTIES:".into());
    lines.push(format!(":ID: {}", task.id.uuid()));
    lines.push(format!(":CREATED: {}", task.created.format("[%Y-%m-%d %a %H:%M]")));
    lines.extend(task.estimate.map(|it| format!(":Effort: {}:{:02}", it.get() / 60, it.get() % 60)));
    if !task.after.is_empty() {
        let ids: Vec<String> = task.after.iter().map(|id| id.uuid().to_string()).collect();
        // The form of org-edna, from which org-agenda and others read dependencies.
        lines.push(format!(":BLOCKER: ids({})", ids.join(" ")));
    }
    lines.push(":END:".into());
    lines.extend(notes(&task.notes));
    for step in &task.steps {
        let (indent, mark) = (if step.indented { "  " } else { "" }, if step.is_done() { 'X' } else { ' ' });
        lines.push(format!("{indent}- [{mark}] {}", with_length(step)));
    }
    lines.join("\n") + "\n"
}

/// Returns the line of SCHEDULED and DEADLINE, with the recurrence behind the deadline if there is one.
fn planning(task: &Task, day_start: NaiveTime, out: &mut TaskExport) -> Option<String> {
    let mut repeater = task.repeat.as_ref().and_then(|repeat| {
        let (n, unit) = plain_rule(&repeat.rrule)?;
        Some(format!(" {}{n}{unit}", if repeat.after_completion { ".+" } else { "+" }))
    });
    let has_date = task.due.is_some() || task.not_before.is_some();
    out.lose("recurrence", task.repeat.is_some() && (repeater.is_none() || !has_date));
    let mut dates = Vec::new();
    if let Some(Due { date, time, .. }) = task.due {
        dates.push(format!("DEADLINE: <{}{}>", stamp(date, time), repeater.take().unwrap_or_default()));
    }
    if let Some(at) = task.not_before {
        let time = (at.time() != day_start).then(|| at.time());
        dates.push(format!("SCHEDULED: <{}{}>", stamp(at.date(), time), repeater.take().unwrap_or_default()));
    }
    (!dates.is_empty()).then(|| dates.join(" "))
}

fn stamp(date: NaiveDate, time: Option<NaiveTime>) -> String {
    let time = time.map(|time| time.format(" %H:%M").to_string()).unwrap_or_default();
    format!("{}{time}", date.format("%Y-%m-%d %a"))
}

/// Notes as they are; in an example block if Org would read one of the lines as something else.
fn notes(notes: &str) -> Vec<String> {
    let lines: Vec<&str> = notes.lines().map(str::trim_end).collect();
    if lines.iter().all(|line| is_plain_line(line)) {
        return lines.into_iter().map(str::to_owned).collect();
    }
    let guarded = lines.iter().map(|line| {
        let mark = if line.trim_start_matches(',').starts_with(['*', '#']) { "," } else { "" };
        format!("{mark}{line}")
    });
    let block = std::iter::once("#+begin_example".to_owned()).chain(guarded);
    block.chain(std::iter::once("#+end_example".to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_org_would_read_are_kept_in_a_block() {
        assert_eq!(notes("plain\ntext"), ["plain", "text"]);
        assert_eq!(notes("* x"), ["#+begin_example", ",* x", "#+end_example"]);
        assert_eq!(notes("- [ ] x"), ["#+begin_example", "- [ ] x", "#+end_example"]);
    }
}
