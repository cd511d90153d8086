//! Corrections of tracked time.

use chrono::{DateTime, NaiveDateTime, Utc};

use crate::app::clock::instant_of;
use crate::app::gapwise::Gapwise;
use crate::calendar::Tz;
use crate::model::{
    Action, Away, BlockState, Minutes, Moment, Session, SessionId, Span, StepId, TaskId, TimerAction, Workspace,
};
use crate::ui::SessionIntent;

/// An action, and the message about it; empty for none.
pub(super) type Correction = (Action, String);

impl Gapwise {
    /// Corrects a session of the past.
    pub(crate) fn correct(&mut self, intent: SessionIntent, now: Moment) {
        let correction = Corrections::new(self.workspace(), self.time.here(), now).of(intent);
        if let Some(correction) = correction {
            self.correct_by(correction, now);
        }
    }

    pub(super) fn correct_by(&mut self, (action, message): Correction, now: Moment) {
        if self.act(&action, now) && !message.is_empty() {
            self.toast(message, true);
        }
    }
}

/// The tracked time of a workspace, and the corrections of it.
pub(super) struct Corrections<'a> {
    workspace: &'a Workspace,
    here: Tz,
    now: Moment,
}

impl<'a> Corrections<'a> {
    pub fn new(workspace: &'a Workspace, here: Tz, now: Moment) -> Self {
        Self { workspace, here, now }
    }

    /// Returns the correction that was asked for; `None` if its session is gone.
    pub fn of(&self, intent: SessionIntent) -> Option<Correction> {
        let session = |id: SessionId| self.workspace.sessions.get(&id).map(|session| Session::clone(session));
        Some(match intent {
            SessionIntent::Add(title, span) => self.add_tracked(&title, span),
            SessionIntent::Times(id, span) => {
                let (start, end) = (self.instant_at(span.start), self.instant_at(span.end));
                let edited = Session { start, end: Some(end), ..session(id)? };
                (Action::EditSession(Box::new(edited)), String::new())
            }
            SessionIntent::Title(id, title) => (self.call_it(session(id)?, title), String::new()),
            SessionIntent::Split(id) => {
                let session = session(id)?;
                let at = session.start + session.length(self.now.instant) / 2;
                (Action::SplitSession { session: id, at, second: SessionId::new(self.now.instant) }, String::new())
            }
            SessionIntent::Remove(id) => {
                let session = session(id)?;
                let actions = std::iter::once(Action::RemoveSession(id)).chain(self.not_worked(&session)).collect();
                let name = format!("delete tracked time of \"{}\"", session.title);
                (Action::All { name, actions }, "Deleted: tracked time".to_owned())
            }
        })
    }

    /// Logs unplanned work that ends now and starts after the tracked time. A running session ends where it starts.
    /// `None` if the time is tracked already.
    pub fn unplanned(&self, title: &str, minutes: Minutes) -> Option<Correction> {
        let now = self.now.instant;
        let wanted = now - minutes.delta();
        // Sessions do not overlap, so an earlier one does not matter.
        let near = self.workspace.sessions.begun(wanted - Session::LONGEST..=now);
        let ends = near.filter_map(|it| it.end.filter(|end| *end <= now));
        let start = ends.max().map_or(wanted, |end| wanted.max(end));
        if start >= now {
            return None;
        }
        let stopped = self.workspace.open_session();
        let end = TimerAction::Away { from: start, until: now, answer: Away::End };
        let mut actions: Vec<_> = stopped.iter().map(|_| Action::Timer(end.clone())).collect();
        let session = Session { title: title.to_owned(), end: Some(now), ..Session::new(SessionId::new(now), start) };
        let logged = Minutes::rounded(session.length(now));
        actions.push(Action::AddSession(Box::new(session)));
        let mut sentences = vec![format!("Logged: {title}, {logged}.")];
        if logged < minutes {
            sentences.push(format!("Already tracked before: {}.", minutes - logged));
        }
        if let Some(stopped) = stopped {
            let cut = stopped.worked(now) - stopped.worked(start);
            sentences.push(format!("Stopped: {}, less {} for it.", stopped.title, Minutes::rounded(cut)));
        }
        Some((Action::All { name: format!("log \"{title}\""), actions }, sentences.join(" ")))
    }

    /// Renames a session. A name of a task or step assigns it to that.
    fn call_it(&self, session: Session, title: String) -> Action {
        let named = self.called(&title, session.task);
        let (task, step) = (named.map(|(task, _)| task), named.and_then(|(_, step)| step));
        if (task, step) == (session.task, session.step) {
            return Action::EditSession(Box::new(Session { title, ..session }));
        }
        let left = self.not_worked(&session);
        let name = format!("change tracked time of \"{}\"", session.title);
        let edited = Session { title, task, step, block: None, quadrant: None, ..session };
        Action::All { name, actions: std::iter::once(Action::EditSession(Box::new(edited))).chain(left).collect() }
    }

    /// Makes the block of a session planned again if no other session is of it.
    fn not_worked(&self, session: &Session) -> Option<Action> {
        let block = self.workspace.blocks.get(&session.block?)?;
        let other = self.workspace.sessions.values().any(|it| it.block == session.block && it.id != session.id);
        (!other && block.state == BlockState::Done).then_some(Action::SetBlockState(block.id, BlockState::Planned))
    }

    /// Returns the task or step with this title, `near` first.
    fn called(&self, title: &str, near: Option<TaskId>) -> Option<(TaskId, Option<StepId>)> {
        let workspace = self.workspace;
        let lower = title.trim().to_lowercase();
        let is_it = |other: &str| other.to_lowercase() == lower;
        let near = near.and_then(|task| workspace.any_task(task));
        let open = workspace.tasks.values().map(|task| &**task);
        let closed = workspace.closed.values().map(|closed| &closed.task);
        let all: Vec<_> = near.into_iter().chain(open).chain(closed).collect();
        let task = all.iter().find(|task| is_it(&task.title)).map(|task| (task.id, None));
        let steps = all.iter().flat_map(|task| task.steps.iter().map(|step| (task.id, step)));
        task.or_else(|| {
            steps.into_iter().find(|(_, step)| is_it(&step.title)).map(|(task, step)| (task, Some(step.id)))
        })
    }

    /// Adds a session of the past, of the task or step with this title, else unplanned.
    fn add_tracked(&self, title: &str, span: Span) -> Correction {
        let named = self.called(title, None);
        let (task, step) = (named.map(|(task, _)| task), named.and_then(|(_, step)| step));
        let (start, end) = (self.instant_at(span.start), self.instant_at(span.end));
        let id = SessionId::new(self.now.instant);
        let session = Session { task, step, title: title.to_owned(), end: Some(end), ..Session::new(id, start) };
        (Action::AddSession(Box::new(session)), format!("Added: {title}"))
    }

    /// Returns the instant of a time on the wall clock.
    fn instant_at(&self, local: NaiveDateTime) -> DateTime<Utc> {
        instant_of(local, self.here)
    }
}
