//! The fields that later instances of a recurring task inherit.

use super::field::TaskField;
use super::parts::{Delegation, Due, Repeat, Step};
use super::task::Task;

impl Task {
    /// Returns the values that later instances inherit from this one, except where [`Task::series_values`] has others.
    pub fn inherited(&self) -> [TaskField; 12] {
        let date = self.repeat.as_ref().map(|repeat| repeat.date);
        let due = self.due.map(|due| Due { date: date.unwrap_or(due.date), ..due });
        let delegated =
            self.delegated.as_ref().map(|it| Delegation { person: it.person.clone(), ..Default::default() });
        let steps = self.steps.iter().map(|step| Step { done: None, ..step.clone() }).collect();
        [
            TaskField::Title(self.title.clone()),
            TaskField::Notes(self.notes.clone()),
            TaskField::Important(self.important),
            TaskField::Urgency(self.urgency),
            TaskField::Estimate(self.estimate),
            TaskField::Due(due),
            TaskField::NotBefore(self.not_before),
            TaskField::Energy(self.energy),
            TaskField::Tags(self.tags.clone()),
            TaskField::Split(self.split),
            TaskField::Delegated(delegated),
            TaskField::Steps(steps),
        ]
    }

    /// Returns whether this instance overrides the series' value of a field.
    pub fn overrides(&self, field: &TaskField) -> bool {
        self.series_values.iter().any(|value| value.is_same_field(field))
    }

    /// Returns the task with the series' values in place of its overrides: the pattern for the next instance.
    pub fn without_overrides(&self) -> Self {
        let mut task = self.clone();
        for value in std::mem::take(&mut task.series_values) {
            match value {
                TaskField::Title(title) if title.trim().is_empty() => {}
                TaskField::Steps(steps) => {
                    task.steps = steps.into_iter().filter(|step| !step.title.trim().is_empty()).collect();
                }
                value => task.set(value),
            }
        }
        task
    }

    /// Sets one field and nothing else.
    pub(in crate::model) fn set(&mut self, field: TaskField) {
        match field {
            TaskField::Title(title) => self.title = title,
            TaskField::Notes(notes) => self.notes = notes,
            TaskField::Important(important) => self.important = important,
            TaskField::Urgency(urgency) => self.urgency = urgency,
            TaskField::Estimate(estimate) => self.estimate = estimate,
            TaskField::Due(due) => self.due = due,
            TaskField::NotBefore(from) => self.not_before = from,
            TaskField::Energy(energy) => self.energy = energy,
            TaskField::Tags(tags) => self.tags = tags,
            TaskField::Split(split) => self.split = split,
            TaskField::Delegated(delegated) => self.delegated = delegated,
            TaskField::Steps(steps) => self.steps = steps,
            TaskField::Order(order) => self.order = order,
            TaskField::After(after) => self.after = after,
            TaskField::NotNow(day) => self.not_now = day,
            TaskField::Carried(times) => self.carried = times,
            TaskField::Repeat(repeat) => self.repeat = repeat,
            TaskField::SeriesValues(values) => {
                self.series_values = values.into_iter().filter(TaskField::is_inherited).collect();
            }
            TaskField::Project(project) => self.project = project,
            TaskField::Goal(goal) => self.goal = goal,
            TaskField::Kept => self.kept = true,
        }
    }

    /// Sets the due date or the earliest start. An instance away from its series' date was moved alone, so later
    /// instances keep their own time and start.
    pub(in crate::model) fn move_alone(&mut self, field: TaskField) {
        let before = self.inherited();
        self.set(field);
        let Some(repeat) = &self.repeat else { return };
        if self.due.is_none_or(|due| due.date == repeat.date) {
            return;
        }
        let changed = before.into_iter().zip(self.inherited()).filter(|(old, new)| old != new).map(|(old, _)| old);
        let kept: Vec<_> = changed.filter(|old| !self.overrides(old)).collect();
        self.series_values.extend(kept);
    }

    /// Changes the recurrence. With a new date, later instances inherit the time and start of this one.
    pub(in crate::model) fn change_series(&mut self, repeat: Option<Repeat>) {
        let date = |repeat: &Option<Repeat>| repeat.as_ref().map(|repeat| repeat.date);
        if repeat.is_none() {
            self.series_values.clear();
        } else if date(&repeat) != date(&self.repeat) {
            self.series_values.retain(|value| !matches!(value, TaskField::Due(_) | TaskField::NotBefore(_)));
        }
        self.repeat = repeat;
    }
}
