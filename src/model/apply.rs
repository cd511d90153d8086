//! Applying an action: the one way in which a workspace changes.

use std::sync::Arc;

use super::action::{Action, EventEdit, Record, StepEdit, TaskEdit};
use super::check::{self, Broken};
use super::event::{Calendar, Event};
use super::id::{BlockId, CalendarId, EventId, SessionId, StepId, TaskId};
use super::log::{ClosedTask, Outcome, Session};
use super::plan::{Block, BlockState};
use super::sessions::Sessions;
use super::task::{Delegation, MAX_TITLE_CHARS, Step, Task};
use super::time::Moment;
use super::timer::TimerAction;
use super::workspace::Workspace;

/// Why an action was refused. The workspace is as it was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ActionError {
    /// The record is gone, for instance because a merge removed it in the meantime.
    #[error("the {0} is no longer there")]
    Missing(&'static str),
    #[error("a record with this id is there already")]
    Exists,
    /// What is open is changed by the timer only.
    #[error("it still runs; stop it first")]
    Runs,
    #[error("tracked time cannot lie in the future")]
    Future,
    #[error("the time to split at is not inside the session")]
    OutsideSession,
    /// The result would break an invariant.
    #[error(transparent)]
    Broken(#[from] Broken),
}

impl Workspace {
    /// This workspace with `action` applied, all of it or nothing.
    ///
    /// # Errors
    /// When a record that it names is missing, or when the result would break an invariant.
    pub fn apply(&self, action: &Action, now: Moment) -> Result<Self, ActionError> {
        let mut next = self.clone();
        next.perform(action, now)?;
        Ok(next)
    }

    fn perform(&mut self, action: &Action, now: Moment) -> Result<(), ActionError> {
        match action {
            Action::AddTask(task) => self.add_task((**task).clone()),
            Action::EditTask(id, edit) => self.edit_task(*id, edit, now),
            Action::CloseTask(id, outcome) => self.close_task(*id, *outcome, now),
            Action::ReopenTask(id) => self.reopen_task(*id),
            Action::AddStep { task, at, step } => self.add_step(*task, *at, step.clone()),
            Action::EditStep(task, step, edit) => self.edit_step(*task, *step, edit, now),
            Action::MoveStep { task, step, to } => self.move_step(*task, *step, *to),
            Action::RemoveStep(task, step) => self.remove_step(*task, *step, now),
            Action::AddCalendar(calendar) => {
                if self.calendars.contains_key(&calendar.id) {
                    return Err(ActionError::Exists);
                }
                self.put_calendar(calendar);
                Ok(())
            }
            Action::EditCalendar(calendar) => {
                if !self.calendars.contains_key(&calendar.id) {
                    return Err(ActionError::Missing("calendar"));
                }
                self.put_calendar(calendar);
                Ok(())
            }
            Action::RemoveCalendar(id) => self.remove_calendar(*id, now),
            Action::AddEvent(event) => {
                if self.events.contains_key(&event.id) {
                    return Err(ActionError::Exists);
                }
                self.put_event(Arc::new((**event).clone()))
            }
            Action::EditEvent(id, edit) => self.edit_event(*id, edit),
            Action::RemoveEvent(id) => {
                self.events.remove(id).ok_or(ActionError::Missing("event"))?;
                self.tombstones.insert(id.uuid(), now.instant);
                Ok(())
            }
            Action::ReplaceEvent(event) => {
                if !self.events.contains_key(&event.id) {
                    return Err(ActionError::Missing("event"));
                }
                self.put_event(Arc::new((**event).clone()))
            }
            Action::ImportEvents { calendar, events } => {
                self.put_calendar(calendar);
                events.iter().try_for_each(|event| self.put_event(Arc::clone(event)))
            }
            Action::AddBlock(block) => {
                if self.blocks.contains_key(&block.id) {
                    return Err(ActionError::Exists);
                }
                if block.state == BlockState::Running {
                    return Err(Broken::RunningWithoutSession.into());
                }
                self.put_block(block.clone())
            }
            Action::MoveBlock { block, start, minutes } => {
                let old = self.block(*block)?;
                self.put_block(Block { start: *start, minutes: *minutes, ..old })
            }
            Action::SetBlockState(id, state) => self.set_block_state(*id, *state, now),
            Action::RemoveBlock(id) => {
                self.finish_open(|session| session.block == Some(*id), now);
                self.block(*id)?;
                self.bury_blocks(|block| block.id == *id, now);
                Ok(())
            }
            Action::SetSettings(settings) => {
                check::settings(settings)?;
                self.settings = Arc::new((**settings).clone());
                Ok(())
            }
            Action::Timer(action) => self.perform_timer(action, now),
            Action::AddSession(session) => self.add_session(session, now),
            Action::EditSession(session) => self.edit_session(session, now),
            Action::SplitSession { session, at, second } => self.split_session(*session, *at, *second),
            Action::RemoveSession(id) => self.remove_session(*id, now),
            Action::SetReview(review) => {
                self.reviews.insert(review.date, Arc::new((**review).clone()));
                Ok(())
            }
            Action::Put(record) => match (**record).clone() {
                Record::Task(task) => {
                    self.closed.remove(&task.id);
                    self.put_task(task)
                }
                Record::Event(event) => self.put_event(Arc::new(event)),
                Record::Block(block) => self.put_block(block),
            },
            Action::Become { workspace, .. } => {
                workspace.check()?;
                // Time that was tracked since stays, and so does the end of what ran then.
                let ended = self.sessions.iter().filter(|(_, session)| !session.is_open());
                let ended = ended.map(|(id, session)| (*id, Arc::clone(session))).collect::<Sessions>();
                let sessions = ended.union(workspace.sessions.clone()).union(self.sessions.clone());
                *self = Self { sessions, ..(**workspace).clone() };
                self.settle_timer();
                Ok(())
            }
            Action::PutGoal(goal) => {
                self.tombstones.remove(&goal.id.uuid());
                self.goals.insert(goal.id, Arc::new((**goal).clone()));
                Ok(())
            }
            Action::RemoveGoal(id) => {
                self.goals.remove(id).ok_or(ActionError::Missing("goal"))?;
                self.tombstones.insert(id.uuid(), now.instant);
                self.edit_all(|task| task.goal == Some(*id), |task| task.goal = None);
                Ok(())
            }
            Action::PutProject(project) => {
                self.tombstones.remove(&project.id.uuid());
                self.projects.insert(project.id, Arc::new((**project).clone()));
                Ok(())
            }
            Action::RemoveProject(id) => {
                self.projects.remove(id).ok_or(ActionError::Missing("project"))?;
                self.tombstones.insert(id.uuid(), now.instant);
                self.edit_all(|task| task.project == Some(*id), |task| task.project = None);
                Ok(())
            }
            Action::PutTemplate(template) => {
                self.tombstones.remove(&template.id.uuid());
                self.templates.insert(template.id, Arc::new((**template).clone()));
                Ok(())
            }
            Action::RemoveTemplate(id) => {
                self.templates.remove(id).ok_or(ActionError::Missing("template"))?;
                self.tombstones.insert(id.uuid(), now.instant);
                Ok(())
            }
            Action::Forget(id) => self.forget(*id, now),
            Action::All { actions, .. } => actions.iter().try_for_each(|action| self.perform(action, now)),
        }
    }

    fn add_task(&mut self, mut task: Task) -> Result<(), ActionError> {
        if self.any_task(task.id).is_some() {
            return Err(ActionError::Exists);
        }
        fold_long_title(&mut task.title, &mut task.notes);
        self.put_task(task)
    }

    fn put_task(&mut self, task: Task) -> Result<(), ActionError> {
        check::task(self, &task)?;
        self.tombstones.remove(&task.id.uuid());
        self.tasks.insert(task.id, Arc::new(task));
        Ok(())
    }

    fn change_task(
        &mut self,
        id: TaskId,
        change: impl FnOnce(&mut Task) -> Result<(), ActionError>,
    ) -> Result<(), ActionError> {
        let mut task = Task::clone(self.tasks.get(&id).ok_or(ActionError::Missing("task"))?);
        change(&mut task)?;
        self.put_task(task)
    }

    fn edit_task(&mut self, id: TaskId, edit: &TaskEdit, now: Moment) -> Result<(), ActionError> {
        self.change_task(id, |task| {
            match edit.clone() {
                TaskEdit::Title(title) => {
                    task.title = title;
                    fold_long_title(&mut task.title, &mut task.notes);
                }
                TaskEdit::Notes(notes) => task.notes = notes,
                TaskEdit::Important(important) => {
                    if task.important != important {
                        task.set_aside = (important == Some(false)).then_some(now.instant);
                        task.kept = false;
                    }
                    task.important = important;
                }
                TaskEdit::Kept => task.kept = true,
                TaskEdit::Urgency(urgency) => task.urgency = urgency,
                TaskEdit::Estimate(estimate) => task.estimate = estimate,
                TaskEdit::Due(due) => task.change_alone(|task| task.due = due),
                TaskEdit::NotBefore(from) => task.change_alone(|task| task.not_before = from),
                TaskEdit::Energy(energy) => task.energy = energy,
                TaskEdit::Tags(tags) => task.tags = tags,
                TaskEdit::Split(split) => task.split = split,
                TaskEdit::Order(order) => task.order = order,
                TaskEdit::After(after) => task.after = after,
                TaskEdit::Delegated(delegated) => task.delegated = delegated,
                TaskEdit::NotNow(day) => task.not_now = day,
                TaskEdit::Carried(times) => task.carried = times,
                TaskEdit::Repeat(repeat) => task.change_series(repeat),
                TaskEdit::Usual(usual) => task.usual = usual,
                TaskEdit::Project(project) => task.project = project,
                TaskEdit::Goal(goal) => task.goal = goal,
            }
            Ok(())
        })
    }

    fn close_task(&mut self, id: TaskId, outcome: Outcome, now: Moment) -> Result<(), ActionError> {
        let task = self.tasks.remove(&id).ok_or(ActionError::Missing("task"))?;
        // First the block that runs ends: one that was hardly begun is planned again, and dropped with the others.
        self.finish_open(|session| session.task == Some(id), now);
        self.drop_blocks(now, |block| block.task == id);
        let closed = ClosedTask { task: Task::clone(&task), closed: now.instant, outcome };
        self.closed.insert(id, Arc::new(closed));
        Ok(())
    }

    fn reopen_task(&mut self, id: TaskId) -> Result<(), ActionError> {
        let closed = self.closed.remove(&id).ok_or(ActionError::Missing("task"))?;
        let mut task = closed.task.clone();
        task.after.retain(|before| self.any_task(*before).is_some());
        self.put_task(task)
    }

    /// Removes a deleted task with its blocks, and nobody waits for it any more.
    fn forget(&mut self, id: TaskId, now: Moment) -> Result<(), ActionError> {
        let deleted = self.closed.get(&id).is_some_and(|closed| closed.outcome == Outcome::Deleted);
        if !deleted {
            return Err(ActionError::Missing("deleted task"));
        }
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

    /// Changes the open tasks that fit, in a way that breaks nothing.
    fn edit_all(&mut self, fits: impl Fn(&Task) -> bool, change: impl Fn(&mut Task)) {
        let fitting: Vec<_> = self.tasks.values().filter(|task| fits(task)).cloned().collect();
        for task in fitting {
            let mut task = Task::clone(&task);
            change(&mut task);
            self.tasks.insert(task.id, Arc::new(task));
        }
    }

    fn add_step(&mut self, id: TaskId, at: usize, step: Step) -> Result<(), ActionError> {
        self.change_task(id, |task| {
            let at = at.min(task.steps.len());
            task.steps.insert(at, step);
            Ok(())
        })
    }

    fn edit_step(&mut self, id: TaskId, step: StepId, edit: &StepEdit, now: Moment) -> Result<(), ActionError> {
        self.change_task(id, |task| {
            let step = task.steps.iter_mut().find(|s| s.id == step).ok_or(ActionError::Missing("step"))?;
            match edit {
                StepEdit::Title(title) => step.title.clone_from(title),
                StepEdit::Estimate(estimate) => step.estimate = *estimate,
                StepEdit::Done(done) => step.done = done.then_some(now.instant),
                StepEdit::Energy(energy) => step.energy = *energy,
                StepEdit::Tag(tag) => step.tag.clone_from(tag),
                StepEdit::Indented(indented) => step.indented = *indented,
            }
            Ok(())
        })?;
        if *edit == StepEdit::Done(true) {
            self.finish_open(|session| session.step == Some(step), now);
            self.drop_blocks(now, |block| block.step == Some(step));
        }
        Ok(())
    }

    fn move_step(&mut self, id: TaskId, step: StepId, to: usize) -> Result<(), ActionError> {
        self.change_task(id, |task| {
            let from = task.steps.iter().position(|s| s.id == step).ok_or(ActionError::Missing("step"))?;
            let step = task.steps.remove(from);
            task.steps.insert(to.min(task.steps.len()), step);
            Ok(())
        })
    }

    fn remove_step(&mut self, id: TaskId, step: StepId, now: Moment) -> Result<(), ActionError> {
        self.finish_open(|session| session.step == Some(step), now);
        self.change_task(id, |task| {
            let from = task.steps.iter().position(|s| s.id == step).ok_or(ActionError::Missing("step"))?;
            task.steps.remove(from);
            Ok(())
        })?;
        self.bury_blocks(|block| block.step == Some(step), now);
        Ok(())
    }

    fn edit_event(&mut self, id: EventId, edit: &EventEdit) -> Result<(), ActionError> {
        let mut event = Event::clone(self.events.get(&id).ok_or(ActionError::Missing("event"))?);
        match edit.clone() {
            EventEdit::Title(title) => event.title = title,
            EventEdit::Place(place) => event.place = place,
            EventEdit::Notes(notes) => event.notes = notes,
            EventEdit::Calendar(calendar) => event.calendar = calendar,
        }
        self.put_event(Arc::new(event))
    }

    fn remove_calendar(&mut self, id: CalendarId, now: Moment) -> Result<(), ActionError> {
        self.calendars.remove(&id).ok_or(ActionError::Missing("calendar"))?;
        let gone: Vec<EventId> = self.events.values().filter(|it| it.calendar == id).map(|it| it.id).collect();
        for event in gone {
            self.events.remove(&event);
            self.tombstones.insert(event.uuid(), now.instant);
        }
        self.tombstones.insert(id.uuid(), now.instant);
        Ok(())
    }

    fn put_calendar(&mut self, calendar: &Calendar) {
        self.tombstones.remove(&calendar.id.uuid());
        self.calendars.insert(calendar.id, Arc::new(calendar.clone()));
    }

    fn put_event(&mut self, event: Arc<Event>) -> Result<(), ActionError> {
        check::event(self, &event)?;
        self.tombstones.remove(&event.id.uuid());
        self.events.insert(event.id, event);
        Ok(())
    }

    fn block(&self, id: BlockId) -> Result<Block, ActionError> {
        self.blocks.get(&id).map(|block| Block::clone(block)).ok_or(ActionError::Missing("block"))
    }

    fn put_block(&mut self, block: Block) -> Result<(), ActionError> {
        check::block(self, &block)?;
        self.tombstones.remove(&block.id.uuid());
        self.blocks.insert(block.id, Arc::new(block));
        Ok(())
    }

    /// Sets a block's state. Starting one stops the one that runs; finishing one finishes its step or task if it covers
    /// what was left of it.
    fn set_block_state(&mut self, id: BlockId, state: BlockState, now: Moment) -> Result<(), ActionError> {
        if state == BlockState::Running {
            return self.start_block(id, now);
        }
        if state == BlockState::Done && self.block(id)?.state != BlockState::Done {
            self.note_errand(&self.block(id)?, now);
        }
        let covers = state == BlockState::Done && self.covers_the_rest(&self.block(id)?);
        self.finish_open(|session| session.block == Some(id), now);
        let block = Block { state, ..self.block(id)? };
        self.put_block(block.clone())?;
        match block.step {
            _ if !covers => Ok(()),
            Some(step) => self.edit_step(block.task, step, &StepEdit::Done(true), now),
            None => self.close_task(block.task, Outcome::Done, now),
        }
    }

    /// A block of a task that somebody else does was for handing it over, or for asking how it goes.
    fn note_errand(&mut self, block: &Block, now: Moment) {
        let Some(task) = self.tasks.get(&block.task).filter(|_| block.step.is_none()) else { return };
        let Some(delegation) = &task.delegated else { return };
        let next = match delegation.handed_over {
            None => Delegation { handed_over: Some(now.instant), ..delegation.clone() },
            Some(_) => Delegation { follow_up: None, ..delegation.clone() },
        };
        let task = Task { delegated: Some(next), ..Task::clone(task) };
        self.tasks.insert(task.id, Arc::new(task));
    }

    /// Starts the timer for a block. The session's id comes from the block and the instant.
    fn start_block(&mut self, id: BlockId, now: Moment) -> Result<(), ActionError> {
        let block = self.block(id)?;
        if block.state == BlockState::Running {
            return Ok(());
        }
        let start = TimerAction::Start {
            session: SessionId::derived(&format!("{id}/{}", now.instant.timestamp_millis())),
            task: Some(block.task),
            step: block.step,
            title: self.title_of(block.task, block.step).unwrap_or_default().to_owned(),
            quadrant: None,
            planned: Some(block.minutes),
            block: Some(block),
        };
        self.perform_timer(&start, now)
    }

    /// Whether `block` is as long as all that is left of what it is for, so that finishing the one finishes the other.
    fn covers_the_rest(&self, block: &Block) -> bool {
        let Some(task) = self.tasks.get(&block.task).filter(|task| task.delegated.is_none()) else { return false };
        let guess = self.settings.guess;
        let left = match block.step.map(|id| task.step(id)) {
            Some(Some(step)) if !step.is_done() => step.estimate.unwrap_or(guess),
            None if task.steps.is_empty() => task.left(guess),
            Some(_) | None => return false,
        };
        let worked = self.worked(block.task, block.step, block.id);
        block.minutes + worked >= left
    }

    /// Ends the timer if it runs for such a thing.
    fn finish_open(&mut self, which: impl Fn(&Session) -> bool, now: Moment) {
        if self.open_session().is_some_and(which) {
            self.end_open(now);
        }
    }

    /// Drops the blocks of the future that nobody needs any more; what was started or is past stays.
    fn drop_blocks(&mut self, now: Moment, which: impl Fn(&Block) -> bool) {
        let idle = |block: &Block| matches!(block.state, BlockState::Planned | BlockState::Locked);
        self.bury_blocks(|block| which(block) && idle(block) && block.span().end > now.local, now);
    }

    /// Removes blocks, and remembers that they are gone.
    fn bury_blocks(&mut self, which: impl Fn(&Block) -> bool, now: Moment) {
        let gone: Vec<_> = self.blocks.values().filter(|block| which(block)).map(|block| block.id).collect();
        for id in gone {
            self.blocks.remove(&id);
            self.tombstones.insert(id.uuid(), now.instant);
        }
    }
}

/// Cuts a title that is too long or has several lines; what does not fit goes to the head of the notes.
fn fold_long_title(title: &mut String, notes: &mut String) {
    let trimmed = title.trim();
    let line_end = trimmed.find(['\n', '\r']).unwrap_or(trimmed.len());
    let char_end = trimmed.char_indices().nth(MAX_TITLE_CHARS).map_or(trimmed.len(), |(at, _)| at);
    let cut = line_end.min(char_end);
    let rest = trimmed[cut..].trim();
    if !rest.is_empty() {
        *notes = if notes.is_empty() { rest.to_owned() } else { format!("{rest}\n\n{notes}") };
    }
    *title = trimmed[..cut].trim_end().to_owned();
}
