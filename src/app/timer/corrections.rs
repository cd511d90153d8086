//! Corrections of tracked time.

use chrono::{DateTime, NaiveDateTime, Utc};

use crate::app::clock::instant_of;
use crate::app::gapwise::Gapwise;
use crate::model::{Action, BlockState, Moment, Session, SessionId, Span, StepId, TaskId};
use crate::ui::SessionIntent;

impl Gapwise {
    /// Corrects a session of the past.
    pub(crate) fn correct(&mut self, intent: SessionIntent, now: Moment) {
        let id = match &intent {
            SessionIntent::Add(title, span) => return self.add_tracked(title, *span, now),
            SessionIntent::Times(id, _)
            | SessionIntent::Title(id, _)
            | SessionIntent::Split(id)
            | SessionIntent::Remove(id) => *id,
        };
        let Some(session) = self.workspace().sessions.get(&id).map(|session| Session::clone(session)) else { return };
        let action = match intent {
            SessionIntent::Times(_, span) => {
                let (start, end) = (self.instant_at(span.start), self.instant_at(span.end));
                Action::EditSession(Box::new(Session { start, end: Some(end), ..session }))
            }
            SessionIntent::Title(_, title) => self.call_it(session, title),
            SessionIntent::Split(_) => {
                let at = session.start + session.length(now.instant) / 2;
                Action::SplitSession { session: id, at, second: SessionId::new(now.instant) }
            }
            SessionIntent::Add(..) | SessionIntent::Remove(_) => {
                let actions = std::iter::once(Action::RemoveSession(id)).chain(self.not_worked(&session)).collect();
                let name = format!("delete tracked time of '{}'", session.title);
                if self.act(&Action::All { name, actions }, now) {
                    self.toast("Deleted: tracked time", true);
                }
                return;
            }
        };
        self.act(&action, now);
    }

    /// Renames a session. A name of a task or step assigns it to that.
    fn call_it(&self, session: Session, title: String) -> Action {
        let named = self.called(&title, session.task);
        let (task, step) = (named.map(|(task, _)| task), named.and_then(|(_, step)| step));
        if (task, step) == (session.task, session.step) {
            return Action::EditSession(Box::new(Session { title, ..session }));
        }
        let left = self.not_worked(&session);
        let name = format!("change tracked time of '{}'", session.title);
        let edited = Session { title, task, step, block: None, quadrant: None, ..session };
        Action::All { name, actions: std::iter::once(Action::EditSession(Box::new(edited))).chain(left).collect() }
    }

    /// Makes the block of a session planned again if no other session is of it.
    fn not_worked(&self, session: &Session) -> Option<Action> {
        let block = self.workspace().blocks.get(&session.block?)?;
        let other = self.workspace().sessions.values().any(|it| it.block == session.block && it.id != session.id);
        (!other && block.state == BlockState::Done).then_some(Action::SetBlockState(block.id, BlockState::Planned))
    }

    /// Returns the task or step with this title, `near` first.
    fn called(&self, title: &str, near: Option<TaskId>) -> Option<(TaskId, Option<StepId>)> {
        let workspace = self.workspace();
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
    fn add_tracked(&mut self, title: &str, span: Span, now: Moment) {
        let named = self.called(title, None);
        let (task, step) = (named.map(|(task, _)| task), named.and_then(|(_, step)| step));
        let (start, end) = (self.instant_at(span.start), self.instant_at(span.end));
        let id = SessionId::new(now.instant);
        let session = Session { task, step, title: title.to_owned(), end: Some(end), ..Session::new(id, start) };
        if self.act(&Action::AddSession(Box::new(session)), now) {
            self.toast(format!("Added: {title}"), true);
        }
    }

    /// Returns the instant of a time on the wall clock.
    fn instant_at(&self, local: NaiveDateTime) -> DateTime<Utc> {
        instant_of(local, self.time.here())
    }
}
