//! Short ids of tasks and steps on the command line.

use std::collections::BTreeMap;
use std::ops::Bound;

use super::words;
use crate::model::{Step, Task, TaskId, Workspace};

/// Minimum letters of a short id.
const SHORTEST: usize = 3;

/// The short ids of all tasks: for each the shortest prefix that no other task has, of at least three letters, of the
/// last twelve digits of its UUID. The digits before them are a time and alike in tasks that were added together.
pub(super) struct ShortIds(BTreeMap<String, TaskId>);

impl ShortIds {
    /// Returns the short ids of the open and closed tasks.
    pub fn of(workspace: &Workspace) -> Self {
        let ids = workspace.tasks.keys().chain(workspace.closed.keys());
        Self(ids.map(|id| (digits(*id), *id)).collect())
    }

    /// Returns the short id of a task.
    pub fn short(&self, task: TaskId) -> String {
        let own = digits(task);
        let before = self.0.range(..own.clone()).next_back();
        let after = self.0.range((Bound::Excluded(own.clone()), Bound::Unbounded)).next();
        let shared = before.into_iter().chain(after).map(|(other, _)| alike(&own, other)).max();
        let letters = shared.map_or(0, |shared| shared + 1).clamp(SHORTEST, own.len());
        own[..letters].to_owned()
    }

    /// Returns the short id of a step: the task's, a dot, and the number of the step from 1 on.
    pub fn step(&self, task: &Task, at: usize) -> String {
        format!("{}.{}", self.short(task.id), at + 1)
    }

    /// Finds the task of a short id or a whole UUID, and its step if the id names one.
    ///
    /// # Errors
    /// When no task, or more than one, has the id, or the task has no such step.
    pub fn find<'a>(&self, id: &str, workspace: &'a Workspace) -> Result<(&'a Task, Option<&'a Step>), String> {
        let (of, step) = id.split_once('.').map_or((id, None), |(of, step)| (of, Some(step)));
        let of = of.to_ascii_lowercase();
        let whole = uuid::Uuid::parse_str(&of).ok().map(TaskId::from);
        let mut matching = self.0.range(of.clone()..).take_while(|(own, _)| own.starts_with(&of)).map(|(_, id)| *id);
        let found = match (whole, matching.next(), matching.next()) {
            (Some(whole), ..) => whole,
            (None, Some(_), Some(_)) => return Err(words::ambiguous_id(id)),
            (None, Some(one), None) if !of.is_empty() => one,
            _ => return Err(words::no_task(id)),
        };
        let task = workspace.any_task(found).ok_or_else(|| words::no_task(id))?;
        let Some(step) = step else { return Ok((task, None)) };
        let index = step.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        let step = index.and_then(|index| task.steps.get(index)).ok_or_else(|| words::no_step(id))?;
        Ok((task, Some(step)))
    }
}

fn digits(task: TaskId) -> String {
    let all = task.uuid().simple().to_string();
    all[all.len() - 12..].to_owned()
}

/// Returns the number of first letters that both have.
fn alike(one: &str, other: &str) -> usize {
    one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Order;

    fn with(ids: &[&str]) -> Workspace {
        let mut workspace = Workspace::default();
        for id in ids {
            let id = TaskId::from(uuid::Uuid::parse_str(&format!("01900000-0000-7000-8000-{id}")).unwrap());
            let task = Task::new(id, "Task", Order::default(), chrono::DateTime::UNIX_EPOCH);
            workspace.tasks.insert(id, task.into());
        }
        workspace
    }

    #[test]
    fn a_short_id_is_the_shortest_prefix_that_no_other_task_has() {
        let workspace = with(&["abcd00000000", "abce00000000", "f00000000000"]);
        let ids = ShortIds::of(&workspace);
        let short: Vec<_> = workspace.tasks.keys().map(|id| ids.short(*id)).collect();
        assert_eq!(short, ["abcd", "abce", "f00"]);
        for (id, short) in workspace.tasks.keys().zip(&short) {
            assert_eq!(ids.find(short, &workspace).unwrap().0.id, *id);
            assert_eq!(ids.find(&id.to_string(), &workspace).unwrap().0.id, *id);
        }
    }

    #[test]
    fn an_id_that_names_no_task_or_several_is_an_error() {
        let workspace = with(&["abcd00000000", "abce00000000"]);
        let ids = ShortIds::of(&workspace);
        assert_eq!(ids.find("abc", &workspace).unwrap_err(), words::ambiguous_id("abc"));
        for id in ["", "zzz", "abd", "abcd.1", "abcd.x", "ä"] {
            assert!(ids.find(id, &workspace).is_err(), "{id}");
        }
    }
}
