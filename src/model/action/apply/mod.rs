//! Applying an action: the only way to change a workspace.
//!
//! [`Workspace::apply`] sends each action to a method of the file for its records. Those methods share three rules:
//! `put_…` checks a record, replaces the one with its id and removes its tombstone; a removal leaves a tombstone; and
//! the record that a reference points to goes only together with the reference.

mod block;
mod block_state;
mod event;
mod record;
mod session;
mod task;

use super::action::Action;
use crate::model::error::ActionError;
use crate::model::time::Moment;
use crate::model::workspace::Workspace;

impl Workspace {
    /// Returns this workspace with `action` applied completely.
    ///
    /// ```
    /// use chrono::DateTime;
    /// use gapwise::model::{Action, ActionError, Moment, Outcome, TaskId, Workspace};
    ///
    /// let instant = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
    /// let now = Moment { instant, local: instant.naive_utc() };
    /// let close = Action::CloseTask(TaskId::derived("no such task"), Outcome::Done);
    /// assert_eq!(Workspace::default().apply(&close, now), Err(ActionError::Missing("task")));
    /// ```
    ///
    /// # Errors
    /// If a record that the action names does not exist, or if the result would break an invariant.
    pub fn apply(&self, action: &Action, now: Moment) -> Result<Self, ActionError> {
        let mut next = self.clone();
        next.perform(action, now)?;
        Ok(next)
    }

    fn perform(&mut self, action: &Action, now: Moment) -> Result<(), ActionError> {
        match action {
            Action::AddTask(task) => self.add_task(task, now),
            Action::EditTask(id, field) => self.edit_task(*id, field, now),
            Action::CloseTask(id, outcome) => self.close_task(*id, *outcome, now),
            Action::ReopenTask(id) => self.reopen_task(*id, now),
            Action::Forget(id) => self.forget_task(*id, now),
            Action::AddStep { task, at, step } => self.add_step(*task, *at, step, now),
            Action::EditStep(task, step, edit) => self.edit_step(*task, *step, edit, now),
            Action::MoveStep { task, step, to } => self.move_step(*task, *step, *to, now),
            Action::RemoveStep(task, step) => self.remove_step(*task, *step, now),
            Action::AddCalendar(calendar) => self.add_calendar(calendar),
            Action::EditCalendar(calendar) => self.edit_calendar(calendar),
            Action::RemoveCalendar(id) => self.remove_calendar(*id, now),
            Action::AddEvent(event) => self.add_event(event),
            Action::EditEvent(id, edit) => self.edit_event(*id, edit),
            Action::RemoveEvent(id) => self.remove_event(*id, now),
            Action::ReplaceEvent(event) => self.replace_event(event),
            Action::ImportEvents { calendar, events } => self.import_events(calendar, events),
            Action::AddBlock(block) => self.add_block(block),
            Action::MoveBlock { block, start, minutes } => self.move_block(*block, *start, *minutes),
            Action::SetBlockState(id, state) => self.set_block_state(*id, *state, now),
            Action::RemoveBlock(id) => self.remove_block(*id, now),
            Action::Timer(action) => self.perform_timer(action, now),
            Action::AddSession(session) => self.add_session(session, now),
            Action::EditSession(session) => self.edit_session(session, now),
            Action::SplitSession { session, at, second } => self.split_session(*session, *at, *second),
            Action::RemoveSession(id) => self.remove_session(*id, now),
            Action::SetSettings(settings) => self.set_settings(settings),
            Action::SetReview(review) => self.set_review(review),
            Action::Put(record) => self.put(record, now),
            Action::Become { workspace, .. } => self.become_workspace(workspace, now),
            Action::PutGoal(goal) => self.put_goal(goal),
            Action::RemoveGoal(id) => self.remove_goal(*id, now),
            Action::PutProject(project) => self.put_project(project),
            Action::RemoveProject(id) => self.remove_project(*id, now),
            Action::PutTemplate(template) => self.put_template(template),
            Action::RemoveTemplate(id) => self.remove_template(*id, now),
            Action::All { actions, .. } => actions.iter().try_for_each(|action| self.perform(action, now)),
        }
    }
}
