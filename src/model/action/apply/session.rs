//! Actions on closed sessions. Only the timer changes the open one.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::model::check;
use crate::model::error::{ActionError, Broken};
use crate::model::id::SessionId;
use crate::model::log::{Session, SessionKind};
use crate::model::time::Moment;
use crate::model::workspace::Workspace;

impl Workspace {
    pub(super) fn add_session(&mut self, session: &Session, now: Moment) -> Result<(), ActionError> {
        if self.sessions.contains_key(&session.id) {
            return Err(ActionError::Exists);
        }
        self.put_past(session, now)
    }

    pub(super) fn edit_session(&mut self, session: &Session, now: Moment) -> Result<(), ActionError> {
        self.past_session(session.id)?;
        self.put_past(session, now)
    }

    pub(super) fn remove_session(&mut self, id: SessionId, now: Moment) -> Result<(), ActionError> {
        self.past_session(id)?;
        self.sessions.remove(&id);
        self.tombstones.insert(id.uuid(), now.instant);
        Ok(())
    }

    /// Splits a session at `at`. Each part keeps its pauses; one across the split is cut.
    pub(super) fn split_session(
        &mut self,
        id: SessionId,
        at: DateTime<Utc>,
        second: SessionId,
    ) -> Result<(), ActionError> {
        let whole = self.past_session(id)?;
        let end = whole.end.ok_or(Broken::NegativeSession)?;
        if at <= whole.start || at >= end {
            return Err(ActionError::OutsideSession);
        }
        if self.sessions.contains_key(&second) {
            return Err(ActionError::Exists);
        }
        let mut first = Session { end: Some(at), ..whole.clone() };
        let mut later = Session { id: second, start: at, filed: None, ..whole };
        for pause in &mut first.interruptions {
            pause.until = pause.until.map(|until| until.min(at));
        }
        first.interruptions.retain(|pause| pause.at < at);
        later.interruptions.retain(|pause| pause.at >= at || pause.until.is_some_and(|until| until > at));
        later.interruptions.iter_mut().for_each(|pause| pause.at = pause.at.max(at));
        self.put_session(first)?;
        self.put_session(later)
    }

    fn past_session(&self, id: SessionId) -> Result<Session, ActionError> {
        let session = self.sessions.get(&id).ok_or(ActionError::Missing("session"))?;
        if session.is_open() { Err(ActionError::Running) } else { Ok(Session::clone(session)) }
    }

    fn put_past(&mut self, session: &Session, now: Moment) -> Result<(), ActionError> {
        let end = session.end.ok_or(ActionError::Running)?;
        if end > now.instant {
            return Err(ActionError::Future);
        }
        if let Some(open) = self.open_session().filter(|open| open.start < end) {
            return Err(Broken::Overlap(open.title.clone()).into());
        }
        let end = if session.kind == SessionKind::SkippedBreak { session.start } else { end };
        let mut session = Session { end: Some(end), seen: None, paused: None, ..session.clone() };
        session.interruptions.retain(|pause| pause.at >= session.start && pause.at < end);
        for pause in &mut session.interruptions {
            pause.until = pause.until.map(|until| until.clamp(pause.at, end));
        }
        self.put_session(session)
    }

    /// Adds a session or replaces the one with its id.
    pub(in crate::model::action) fn put_session(&mut self, session: Session) -> Result<(), ActionError> {
        check::session(self, &session)?;
        let session = match self.sessions.get(&session.id) {
            Some(earlier) => session.filed_as(earlier),
            None => session,
        };
        self.revive(session.id.uuid());
        self.sessions.insert(session.id, Arc::new(session));
        Ok(())
    }
}
