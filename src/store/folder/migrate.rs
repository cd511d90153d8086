//! Changes to records that were read from files of an older format version.

use std::sync::Arc;

use crate::model::{ClosedTask, Task};

/// Start of the line that versions before 3 appended to the notes of a recurring task.
const MISSED: &str = "Missed before this one: ";

/// Brings a task of format `version` up to date.
pub(super) fn task(task: &mut Arc<Task>, version: u32) {
    if version < 3 && missed_in_notes(task).is_some() {
        move_missed(Arc::make_mut(task));
    }
}

/// Brings a closed task of format `version` up to date.
pub(super) fn closed(closed: &mut Arc<ClosedTask>, version: u32) {
    if version < 3 && missed_in_notes(&closed.task).is_some() {
        move_missed(&mut Arc::make_mut(closed).task);
    }
}

/// The count of missed instances in the last line of the notes, and the notes before it. Any other line that begins
/// likewise is the user's own text and stays.
fn missed_in_notes(task: &Task) -> Option<(&str, u32)> {
    task.repeat.as_ref()?;
    let (rest, last) = task.notes.rsplit_once('\n').unwrap_or(("", &task.notes));
    let count = last.strip_prefix(MISSED).filter(|count| count.bytes().all(|byte| byte.is_ascii_digit()))?;
    Some((rest, count.parse().ok()?))
}

fn move_missed(task: &mut Task) {
    let Some((notes, count)) = missed_in_notes(task) else { return };
    (task.notes, task.missed) = (notes.to_owned(), count);
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, NaiveDate};

    use super::*;
    use crate::model::{Order, Repeat, TaskId};

    fn read(notes: &str, recurring: bool, version: u32) -> (String, u32) {
        let id = TaskId::derived("series");
        let mut old = Task::new(id, "Water", Order::default(), DateTime::UNIX_EPOCH);
        old.notes = notes.to_owned();
        let date = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a date");
        old.repeat =
            recurring.then(|| Repeat { rrule: "FREQ=DAILY".into(), after_completion: false, series: id, date });
        let mut old = Arc::new(old);
        task(&mut old, version);
        (old.notes.clone(), old.missed)
    }

    #[test]
    fn only_the_line_that_the_program_wrote_becomes_the_count() {
        assert_eq!(read("The fern\nMissed before this one: 22", true, 2), ("The fern".into(), 22));
        assert_eq!(read("Missed before this one: 1", true, 1), (String::new(), 1));
        for (notes, recurring, version) in [
            ("Missed before this one: the filter", true, 2),
            ("Missed before this one: 22\nby me", true, 2),
            ("Missed before this one: 22", false, 2),
            ("Missed before this one: 22", true, 3),
        ] {
            assert_eq!(read(notes, recurring, version), (notes.to_owned(), 0));
        }
    }
}
