//! Actions on settings, reviews, goals, projects, templates, and on whole records.

use std::sync::Arc;

use crate::model::action::action::Record;
use crate::model::check;
use crate::model::error::ActionError;
use crate::model::goal::{Goal, Project, Template};
use crate::model::id::{GoalId, ProjectId, TemplateId};
use crate::model::log::Review;
use crate::model::session_map::Sessions;
use crate::model::settings::Settings;
use crate::model::time::Moment;
use crate::model::workspace::Workspace;

impl Workspace {
    pub(super) fn set_settings(&mut self, settings: &Settings) -> Result<(), ActionError> {
        check::settings(settings)?;
        self.settings = Arc::new(settings.clone());
        Ok(())
    }

    pub(super) fn set_review(&mut self, review: &Review) -> Result<(), ActionError> {
        self.revive(Review::tombstone_of(review.date));
        self.reviews.insert(review.date, Arc::new(review.clone()));
        Ok(())
    }

    pub(super) fn put(&mut self, record: &Record, now: Moment) -> Result<(), ActionError> {
        match record {
            Record::Task(task) => self.put_task_back(task.clone(), now),
            Record::Event(event) => self.put_event(Arc::new(event.clone())),
            Record::Block(block) => self.put_foreign_block(block),
        }
    }

    /// Takes all records of `other` and keeps the closed sessions of both. A session that is closed here does not open
    /// again.
    pub(super) fn become_workspace(&mut self, other: &Self, now: Moment) -> Result<(), ActionError> {
        other.check()?;
        let ended = self.sessions.iter().filter(|(_, session)| !session.is_open());
        let ended = ended.map(|(id, session)| (*id, Arc::clone(session))).collect::<Sessions>();
        let sessions = ended.union(other.sessions.clone()).union(self.sessions.clone());
        let before = std::mem::replace(self, Self { sessions, ..other.clone() });
        self.tombstones = self.tombstones.clone().union_with(before.tombstones.clone(), Ord::max);
        self.bury(&before, now.instant);
        for id in self.sessions.keys() {
            self.tombstones.remove(&id.uuid());
        }
        self.settle_timer();
        Ok(())
    }

    pub(super) fn put_goal(&mut self, goal: &Goal) -> Result<(), ActionError> {
        self.revive(goal.id.uuid());
        self.goals.insert(goal.id, Arc::new(goal.clone()));
        Ok(())
    }

    pub(super) fn remove_goal(&mut self, id: GoalId, now: Moment) -> Result<(), ActionError> {
        self.goals.remove(&id).ok_or(ActionError::Missing("goal"))?;
        self.tombstones.insert(id.uuid(), now.instant);
        self.edit_all(|task| task.goal == Some(id), |task| task.goal = None);
        Ok(())
    }

    pub(super) fn put_project(&mut self, project: &Project) -> Result<(), ActionError> {
        self.revive(project.id.uuid());
        self.projects.insert(project.id, Arc::new(project.clone()));
        Ok(())
    }

    pub(super) fn remove_project(&mut self, id: ProjectId, now: Moment) -> Result<(), ActionError> {
        self.projects.remove(&id).ok_or(ActionError::Missing("project"))?;
        self.tombstones.insert(id.uuid(), now.instant);
        self.edit_all(|task| task.project == Some(id), |task| task.project = None);
        Ok(())
    }

    pub(super) fn put_template(&mut self, template: &Template) -> Result<(), ActionError> {
        self.revive(template.id.uuid());
        self.templates.insert(template.id, Arc::new(template.clone()));
        Ok(())
    }

    pub(super) fn remove_template(&mut self, id: TemplateId, now: Moment) -> Result<(), ActionError> {
        self.templates.remove(&id).ok_or(ActionError::Missing("template"))?;
        self.tombstones.insert(id.uuid(), now.instant);
        Ok(())
    }
}
