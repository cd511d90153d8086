//! Actions on tasks and their steps.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::model::action::edit::StepEdit;
use crate::model::check;
use crate::model::error::ActionError;
use crate::model::id::{StepId, TaskId};
use crate::model::log::{ClosedTask, Outcome};
use crate::model::plan::Block;
use crate::model::task::{Step, Task, TaskField, cut_title};
use crate::model::time::Moment;
use crate::model::workspace::Workspace;

impl Workspace {
    pub(super) fn add_task(&mut self, task: &Task, now: Moment) -> Result<(), ActionError> {
        if self.any_task(task.id).is_some() {
            return Err(ActionError::Exists);
        }
        let mut task = task.clone();
        fold_long_title(&mut task.title, &mut task.notes);
        self.put_task(task, now)
    }

    /// Adds an open task or replaces the one with its id, open or closed. Removes the blocks for steps that it no
    /// longer has.
    pub(super) fn put_task(&mut self, mut task: Task, now: Moment) -> Result<(), ActionError> {
        task.series_values.retain(TaskField::is_inherited);
        check::task(self, &task)?;
        let before = self.any_task(task.id).into_iter().flat_map(|old| &old.steps).map(|step| step.id);
        let lost: BTreeSet<StepId> = before.filter(|id| task.step(*id).is_none()).collect();
        let id = task.id;
        self.revive(id.uuid());
        task.reopened = task.reopened.max(self.least_reopened(id, true));
        if self.closed.contains_key(&id) {
            self.closed.remove(&id);
        }
        self.tasks.insert(id, Arc::new(task));
        if !lost.is_empty() {
            let is_lost = |step: Option<StepId>| step.is_some_and(|step| lost.contains(&step));
            self.finish_open(|session| session.task == Some(id) && is_lost(session.step), now);
            self.bury_blocks(|block| block.task == id && is_lost(block.step), now);
        }
        Ok(())
    }

    /// Puts a task that was away for a while: it loses its references to records that were removed meanwhile.
    pub(super) fn put_task_back(&mut self, mut task: Task, now: Moment) -> Result<(), ActionError> {
        task.after.retain(|before| *before != task.id && self.any_task(*before).is_some());
        task.goal = task.goal.filter(|goal| self.goals.contains_key(goal));
        task.project = task.project.filter(|project| self.projects.contains_key(project));
        self.put_task(task, now)
    }

    fn change_task(
        &mut self,
        id: TaskId,
        now: Moment,
        change: impl FnOnce(&mut Task) -> Result<(), ActionError>,
    ) -> Result<(), ActionError> {
        let mut task = Task::clone(self.tasks.get(&id).ok_or(ActionError::Missing("task"))?);
        change(&mut task)?;
        self.put_task(task, now)
    }

    pub(super) fn edit_task(&mut self, id: TaskId, field: &TaskField, now: Moment) -> Result<(), ActionError> {
        self.change_task(id, now, |task| {
            match field.clone() {
                TaskField::Title(title) => {
                    task.title = title;
                    fold_long_title(&mut task.title, &mut task.notes);
                }
                TaskField::Important(important) => {
                    if task.important != important {
                        task.set_aside = (important == Some(false)).then_some(now.instant);
                        task.kept = false;
                    }
                    task.important = important;
                }
                TaskField::Due(_) | TaskField::NotBefore(_) => task.move_alone(field.clone()),
                TaskField::Repeat(repeat) => task.change_series(repeat),
                other => task.set(other),
            }
            if matches!(field, TaskField::Estimate(_) | TaskField::Steps(_)) {
                task.cover_steps();
            }
            Ok(())
        })
    }

    pub(super) fn close_task(&mut self, id: TaskId, outcome: Outcome, now: Moment) -> Result<(), ActionError> {
        if outcome == Outcome::Done {
            self.note_done_early(now, |block| block.task == id);
        }
        let task = self.tasks.remove(&id).ok_or(ActionError::Missing("task"))?;
        // The running block ends first: hardly begun, it is planned again and then removed with the other future blocks.
        self.finish_open(|session| session.task == Some(id), now);
        if outcome == Outcome::Done {
            self.end_started_blocks(now, |block| block.task == id);
        }
        self.drop_blocks(now, |block| block.task == id);
        let closed = ClosedTask { task: Task::clone(&task), closed: now.instant, outcome };
        self.closed.insert(id, Arc::new(closed));
        Ok(())
    }

    pub(super) fn reopen_task(&mut self, id: TaskId, now: Moment) -> Result<(), ActionError> {
        let closed = self.closed.get(&id).ok_or(ActionError::Missing("task"))?;
        self.put_task_back(closed.task.clone(), now)
    }

    /// Removes a task from the trash, its blocks, and it as a predecessor of others.
    pub(super) fn forget_task(&mut self, id: TaskId, now: Moment) -> Result<(), ActionError> {
        let deleted = self.closed.get(&id).is_some_and(|closed| closed.outcome == Outcome::Deleted);
        if !deleted {
            return Err(ActionError::Missing("deleted task"));
        }
        self.finish_open(|session| session.task == Some(id), now);
        self.closed.remove(&id);
        self.tombstones.insert(id.uuid(), now.instant);
        self.bury_blocks(|block| block.task == id, now);
        self.edit_all(
            |task| task.after.contains(&id),
            |task| {
                task.after.remove(&id);
            },
        );
        Ok(())
    }

    /// Changes all open tasks that fit, without a check.
    pub(super) fn edit_all(&mut self, fits: impl Fn(&Task) -> bool, change: impl Fn(&mut Task)) {
        let fitting: Vec<_> = self.tasks.values().filter(|task| fits(task)).cloned().collect();
        for task in fitting {
            let mut task = Task::clone(&task);
            change(&mut task);
            self.tasks.insert(task.id, Arc::new(task));
        }
    }

    pub(super) fn add_step(&mut self, id: TaskId, at: usize, step: &Step, now: Moment) -> Result<(), ActionError> {
        self.change_task(id, now, |task| {
            let at = at.min(task.steps.len());
            task.steps.insert(at, step.clone());
            task.cover_steps();
            Ok(())
        })
    }

    pub(super) fn edit_step(
        &mut self,
        id: TaskId,
        step: StepId,
        edit: &StepEdit,
        now: Moment,
    ) -> Result<(), ActionError> {
        self.change_task(id, now, |task| {
            let step = task.steps.iter_mut().find(|s| s.id == step).ok_or(ActionError::Missing("step"))?;
            match edit {
                StepEdit::Title(title) => step.title.clone_from(title),
                StepEdit::Estimate(estimate) => {
                    step.estimate = *estimate;
                    task.cover_steps();
                }
                StepEdit::Done(done) => step.done = done.then_some(now.instant),
                StepEdit::Energy(energy) => step.energy = *energy,
                StepEdit::Tag(tag) => step.tag.clone_from(tag),
                StepEdit::Indented(indented) => step.indented = *indented,
            }
            Ok(())
        })?;
        if *edit == StepEdit::Done(true) {
            self.finish_open(|session| session.task == Some(id) && session.step == Some(step), now);
            let of_step = |block: &Block| block.task == id && block.step == Some(step);
            self.end_started_blocks(now, of_step);
            self.note_done_early(now, of_step);
            self.drop_blocks(now, of_step);
        }
        Ok(())
    }

    pub(super) fn move_step(&mut self, id: TaskId, step: StepId, to: usize, now: Moment) -> Result<(), ActionError> {
        self.change_task(id, now, |task| {
            let step = task.steps.remove(index_of(task, step)?);
            task.steps.insert(to.min(task.steps.len()), step);
            Ok(())
        })
    }

    pub(super) fn remove_step(&mut self, id: TaskId, step: StepId, now: Moment) -> Result<(), ActionError> {
        self.change_task(id, now, |task| {
            task.steps.remove(index_of(task, step)?);
            Ok(())
        })
    }
}

fn index_of(task: &Task, step: StepId) -> Result<usize, ActionError> {
    task.steps.iter().position(|it| it.id == step).ok_or(ActionError::Missing("step"))
}

/// Moves the rest of a title that is too long or has several lines to the start of the notes.
fn fold_long_title(title: &mut String, notes: &mut String) {
    let (short, rest) = cut_title(title);
    if !rest.is_empty() {
        *notes = if notes.is_empty() { rest.to_owned() } else { format!("{rest}\n\n{notes}") };
    }
    *title = short.to_owned();
}
