//! Changes to records that were read from files of an older format version.

use std::sync::Arc;

use crate::model::{ClosedTask, Minutes, Split, Task, TaskField};

/// Start of the line that versions before 3 appended to the notes of a recurring task.
const MISSED: &str = "Missed before this one: ";

/// Brings a task of format `version` up to date.
pub(super) fn task(task: &mut Arc<Task>, version: u32) {
    if version < 3 && missed_in_notes(task).is_some() {
        move_missed(Arc::make_mut(task));
    }
    if version < 4 && has_old_lengths(task) {
        rewrite_lengths(Arc::make_mut(task));
    }
}

/// Brings a closed task of format `version` up to date.
pub(super) fn closed(closed: &mut Arc<ClosedTask>, version: u32) {
    if version < 3 && missed_in_notes(&closed.task).is_some() {
        move_missed(&mut Arc::make_mut(closed).task);
    }
    if version < 4 && has_old_lengths(&closed.task) {
        rewrite_lengths(&mut Arc::make_mut(closed).task);
    }
}

/// Returns the count of missed instances in the last line of the notes, and the notes before it. Any other line that
/// begins likewise is the user's own text and stays.
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

/// Returns whether a field may mean something else from version 4 on.
fn has_old_lengths(task: &Task) -> bool {
    !task.series_values.is_empty() || !task.steps.is_empty() && task.estimate.is_some()
}

/// Clears estimates without effect, also in the pattern of a series. Before version 4 the length of a task with steps
/// was their sum, whatever its estimate, and the default in place of `Split::Auto` was `Split::Whole`.
fn rewrite_lengths(task: &mut Task) {
    let valid = |task: &Task| -> Option<Minutes> { task.estimate.filter(|_| task.steps.is_empty()) };
    let (own, of_pattern) = (valid(task), valid(&task.without_overrides()));
    task.estimate = own;
    for value in &mut task.series_values {
        match value {
            TaskField::Estimate(estimate) => *estimate = of_pattern,
            TaskField::Split(split @ Split::Whole) => *split = Split::Auto,
            _ => {}
        }
    }
    let estimate = TaskField::Estimate(of_pattern);
    if own != of_pattern && !task.overrides(&estimate) {
        task.series_values.push(estimate);
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, NaiveDate};

    use super::*;
    use crate::model::{Order, Repeat, Step, StepId, TaskId};

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
    fn estimates_without_effect_are_cleared_also_in_a_series() {
        let step = || vec![Step::new(StepId::derived("step"), "Fill")];
        let ten = || Some(Minutes::new(10));
        let read = |steps: Vec<Step>, values: Vec<TaskField>, version| {
            let mut old = Task::new(TaskId::derived("t"), "Water", Order::default(), DateTime::UNIX_EPOCH);
            (old.estimate, old.steps, old.series_values) = (ten(), steps, values);
            let mut old = Arc::new(old);
            task(&mut old, version);
            let next = old.without_overrides();
            (old.estimate, next.estimate, next.steps.len(), next.split)
        };
        assert_eq!(read(step(), vec![], 3), (None, None, 1, Split::Auto));
        assert_eq!(read(step(), vec![], 4), (ten(), ten(), 1, Split::Auto));
        assert_eq!(read(vec![], vec![], 3), (ten(), ten(), 0, Split::Auto));
        let without_steps = || vec![TaskField::Steps(vec![]), TaskField::Split(Split::Whole)];
        assert_eq!(read(step(), without_steps(), 3), (None, ten(), 0, Split::Auto));
        assert_eq!(read(vec![], vec![TaskField::Steps(step())], 3), (ten(), None, 1, Split::Auto));
        let other = vec![TaskField::Estimate(Some(Minutes::new(30)))];
        assert_eq!(read(step(), other.clone(), 3), (None, None, 1, Split::Auto));
        assert_eq!(read(vec![], other, 3), (ten(), Some(Minutes::new(30)), 0, Split::Auto));
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
