//! Random actions of every kind for a given workspace. Each value comes from an exhaustive match over the discriminants,
//! so a new variant does not compile until it is generated here.

mod draw;

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::TimeDelta;
use gapwise::model::{
    Action, ActionKind, Away, BlockId, CalendarId, Event, EventEditKind, EventId, Goal, GoalId, GoalPeriod, GoalTarget,
    Moment, Outcome, Project, ProjectId, Quadrant, Record, RecordKind, SessionId, StepEditKind, TaskFieldKind, TaskId,
    Template, TemplateId, TimerAction, TimerActionKind, Workspace,
};
use proptest::prelude::*;
use strum::IntoEnumIterator;

use draw::Draw;

/// The kind of an action and the seed of its values.
pub type Pick = (ActionKind, u64);

/// Draws sequences of picks. The timer is as likely as a fifth of all other kinds, since most of its actions need a running
/// one.
pub fn picks(most: usize) -> impl Strategy<Value = Vec<Pick>> {
    let kinds: Vec<ActionKind> = ActionKind::iter().chain([ActionKind::Timer; 6]).collect();
    prop::collection::vec((prop::sample::select(kinds), any::<u64>()), 1..most)
}

/// Returns a workspace with a few records of each type.
pub fn furnished(now: Moment) -> Workspace {
    use ActionKind as Kind;
    let kinds = [
        vec![Kind::PutGoal; 2],
        vec![Kind::PutProject; 2],
        vec![Kind::PutTemplate; 2],
        vec![Kind::AddTask; 8],
        vec![Kind::AddCalendar; 3],
        vec![Kind::AddEvent; 6],
        vec![Kind::AddBlock; 8],
        vec![Kind::AddSession; 6],
        vec![Kind::CloseTask; 2],
    ];
    let picks = kinds.concat().into_iter().zip(1_000..);
    picks.fold(Workspace::default(), |workspace, pick| {
        let action = action(pick, &workspace, now);
        workspace.apply(&action, now).unwrap_or(workspace)
    })
}

/// Returns the action of a pick. Most of its ids exist in `workspace`, and new ones collide.
pub fn action(pick: Pick, workspace: &Workspace, now: Moment) -> Action {
    action_of(pick, workspace, now, 40)
}

/// Returns [`action`] with a number of different new ids and texts.
pub fn action_of((kind, seed): Pick, workspace: &Workspace, now: Moment, variety: u32) -> Action {
    Draw { seed, workspace, now, variety }.action(kind, true)
}

/// Returns the time of the next action: usually up to 40 minutes later, sometimes a little earlier.
pub fn later((_, seed): Pick, now: Moment) -> Moment {
    let minutes = TimeDelta::minutes(if seed.is_multiple_of(16) { -7 } else { i64::try_from(seed % 40).unwrap() });
    Moment { instant: now.instant + minutes, local: now.local + minutes }
}

/// Returns the kinds of an action and its parts, as text.
pub fn kinds(action: &Action) -> Vec<String> {
    let mut kinds = vec![format!("{:?}", ActionKind::from(action))];
    match action {
        Action::EditTask(_, field) => kinds.push(format!("EditTask {:?}", TaskFieldKind::from(field))),
        Action::EditStep(_, _, edit) => kinds.push(format!("EditStep {:?}", StepEditKind::from(edit))),
        Action::EditEvent(_, edit) => kinds.push(format!("EditEvent {:?}", EventEditKind::from(edit))),
        Action::Put(record) => kinds.push(format!("Put {:?}", RecordKind::from(&**record))),
        Action::Timer(timer) => kinds.push(format!("Timer {:?}", TimerActionKind::from(timer))),
        _ => {}
    }
    kinds
}

/// Returns the text of every kind that [`kinds`] can return.
pub fn all_kinds() -> BTreeSet<String> {
    let of =
        |name: &str, kinds: Vec<String>| kinds.into_iter().map(|kind| format!("{name} {kind}")).collect::<Vec<_>>();
    let mut all: BTreeSet<String> = debug::<ActionKind>().into_iter().collect();
    all.extend(of("EditTask", debug::<TaskFieldKind>()));
    all.extend(of("EditStep", debug::<StepEditKind>()));
    all.extend(of("EditEvent", debug::<EventEditKind>()));
    all.extend(of("Put", debug::<RecordKind>()));
    all.extend(of("Timer", debug::<TimerActionKind>()));
    all
}

fn debug<T: IntoEnumIterator + std::fmt::Debug>() -> Vec<String> {
    T::iter().map(|kind| format!("{kind:?}")).collect()
}

impl Draw<'_> {
    fn timer(&mut self) -> TimerAction {
        match self.any() {
            TimerActionKind::Start => {
                let id = if self.rarely(2) { self.fresh(BlockId::derived) } else { self.block_id() };
                let block = self.option(|it| it.block(id));
                let task = block.as_ref().map(|block| block.task).or_else(|| self.option(Self::any_task_id));
                let step = match &block {
                    Some(block) if !self.rarely(6) => block.step,
                    _ => task.filter(|_| self.rarely(2)).map(|task| self.step_id(task)),
                };
                TimerAction::Start {
                    session: self.fresh(SessionId::derived),
                    task,
                    step,
                    title: self.text(),
                    quadrant: self.option(Self::any::<Quadrant>),
                    planned: self.option(Self::minutes),
                    block,
                }
            }
            TimerActionKind::Pause => TimerAction::Pause { kind: self.pause(), why: self.text() },
            TimerActionKind::SetWhy => TimerAction::SetWhy(self.text()),
            TimerActionKind::SetNext => TimerAction::SetNext(self.text()),
            TimerActionKind::Resume => TimerAction::Resume,
            TimerActionKind::Extend => TimerAction::Extend(self.minutes()),
            TimerActionKind::Finish => TimerAction::Finish,
            TimerActionKind::StartBreak => {
                let session = self.fresh(SessionId::derived);
                TimerAction::StartBreak { session, minutes: self.minutes(), idea: self.text() }
            }
            TimerActionKind::SkipBreak => TimerAction::SkipBreak(self.fresh(SessionId::derived)),
            TimerActionKind::Seen => TimerAction::Seen,
            TimerActionKind::Away => {
                let from = self.now.instant - TimeDelta::minutes(self.below(40).into());
                let until = from + TimeDelta::minutes(i64::from(self.below(40)) - 5);
                TimerAction::Away { from, until, answer: self.of(&[Away::Keep, Away::Drop, Away::End]) }
            }
        }
    }

    fn record(&mut self) -> Record {
        match self.any() {
            RecordKind::Task => {
                let id = self.any_task_id();
                Record::Task(self.task(id))
            }
            RecordKind::Event => {
                let id = self.event_id();
                Record::Event(self.event(id))
            }
            RecordKind::Block => {
                let id = self.block_id();
                Record::Block(self.block(id))
            }
        }
    }

    /// Draws an action that does not contain a workspace or other actions.
    fn plain(&mut self) -> Action {
        let plain = |kind: &ActionKind| !matches!(kind, ActionKind::All | ActionKind::Become);
        let kinds: Vec<ActionKind> = ActionKind::iter().filter(plain).collect();
        let kind = self.of(&kinds);
        self.action(kind, false)
    }

    /// Returns another copy of the workspace, a few actions ahead.
    fn copy(&mut self) -> Workspace {
        let mut copy = if self.rarely(3) { Workspace::default() } else { self.workspace.clone() };
        for _ in 0..self.below(6) {
            let seed = self.below(u32::MAX).into();
            let action = Draw { seed, workspace: &copy, now: self.now, variety: self.variety }.plain();
            copy = copy.apply(&action, self.now).unwrap_or(copy);
        }
        copy
    }

    fn action(&mut self, kind: ActionKind, deep: bool) -> Action {
        match kind {
            ActionKind::AddTask => {
                let id = self.fresh(TaskId::derived);
                Action::AddTask(Box::new(self.task(id)))
            }
            ActionKind::EditTask => {
                let kind = self.any();
                Action::EditTask(self.task_id(), self.field(kind))
            }
            ActionKind::CloseTask => {
                Action::CloseTask(self.task_id(), self.of(&[Outcome::Done, Outcome::LetGo, Outcome::Deleted]))
            }
            ActionKind::ReopenTask => Action::ReopenTask(self.closed_id()),
            ActionKind::AddStep => {
                Action::AddStep { task: self.task_id(), at: self.below(5) as usize, step: self.step() }
            }
            ActionKind::EditStep => {
                let task = self.task_id();
                Action::EditStep(task, self.step_id(task), self.step_edit())
            }
            ActionKind::MoveStep => {
                let task = self.task_id();
                Action::MoveStep { task, step: self.step_id(task), to: self.below(5) as usize }
            }
            ActionKind::RemoveStep => {
                let task = self.task_id();
                Action::RemoveStep(task, self.step_id(task))
            }
            ActionKind::AddCalendar => {
                let id = self.fresh(CalendarId::derived);
                Action::AddCalendar(Box::new(self.calendar(id)))
            }
            ActionKind::EditCalendar => {
                let id = self.calendar_id();
                Action::EditCalendar(Box::new(self.calendar(id)))
            }
            ActionKind::RemoveCalendar => Action::RemoveCalendar(self.calendar_id()),
            ActionKind::AddEvent => {
                let id = self.fresh(EventId::derived);
                Action::AddEvent(Box::new(self.event(id)))
            }
            ActionKind::EditEvent => Action::EditEvent(self.event_id(), self.event_edit()),
            ActionKind::RemoveEvent => Action::RemoveEvent(self.event_id()),
            ActionKind::ReplaceEvent => {
                let id = self.event_id();
                Action::ReplaceEvent(Box::new(self.event(id)))
            }
            ActionKind::ImportEvents => {
                let calendar = self.calendar_id();
                let events = self.several(4, |it| {
                    let id = it.event_id();
                    Arc::new(Event { calendar, ..it.event(id) })
                });
                Action::ImportEvents { calendar: Box::new(self.calendar(calendar)), events }
            }
            ActionKind::AddBlock => {
                let id = self.fresh(BlockId::derived);
                Action::AddBlock(self.block(id))
            }
            ActionKind::MoveBlock => {
                Action::MoveBlock { block: self.block_id(), start: self.local(), minutes: self.minutes() }
            }
            ActionKind::SetBlockState => Action::SetBlockState(self.block_id(), self.state()),
            ActionKind::RemoveBlock => Action::RemoveBlock(self.block_id()),
            ActionKind::SetSettings => Action::SetSettings(Box::new(self.settings())),
            ActionKind::Timer => Action::Timer(self.timer()),
            ActionKind::AddSession => {
                let id = self.fresh(SessionId::derived);
                Action::AddSession(Box::new(self.session(id)))
            }
            ActionKind::EditSession => {
                let id = self.session_id();
                Action::EditSession(Box::new(self.session(id)))
            }
            ActionKind::SplitSession => {
                let session = self.session_id();
                let start = self.workspace.sessions.get(&session).map_or(self.now.instant, |it| it.start);
                let at = start + TimeDelta::minutes(self.below(15).into());
                Action::SplitSession { session, at, second: self.fresh(SessionId::derived) }
            }
            ActionKind::RemoveSession => Action::RemoveSession(self.session_id()),
            ActionKind::SetReview => Action::SetReview(Box::new(self.review())),
            ActionKind::Put => Action::Put(Box::new(self.record())),
            ActionKind::Become => Action::Become { name: self.text(), workspace: Box::new(self.copy()) },
            ActionKind::PutGoal => Action::PutGoal(Box::new(Goal {
                id: self.fresh(GoalId::derived),
                title: self.text(),
                target: if self.rarely(2) {
                    GoalTarget::Minutes(self.minutes())
                } else {
                    GoalTarget::MicroTasks(self.below(9))
                },
                period: self.of(&[GoalPeriod::Week, GoalPeriod::Month]),
                tag: self.option(Self::text),
                created: self.past(),
                archived: self.option(Self::past),
            })),
            ActionKind::RemoveGoal => Action::RemoveGoal(self.goal_id()),
            ActionKind::PutProject => Action::PutProject(Box::new(Project {
                id: self.fresh(ProjectId::derived),
                title: self.text(),
                notes: self.text(),
                archived: self.option(Self::past),
            })),
            ActionKind::RemoveProject => Action::RemoveProject(self.project_id()),
            ActionKind::PutTemplate => Action::PutTemplate(Box::new(Template {
                id: self.fresh(TemplateId::derived),
                title: self.text(),
                notes: self.text(),
                tags: self.several(2, Self::text),
                steps: self.several(3, Self::step),
            })),
            ActionKind::RemoveTemplate => Action::RemoveTemplate(self.template_id()),
            ActionKind::Forget => Action::Forget(self.closed_id()),
            ActionKind::All => {
                let actions = if deep { self.several(4, Self::plain) } else { Vec::new() };
                Action::All { name: self.text(), actions }
            }
        }
    }
}
