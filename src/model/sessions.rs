//! Editing time that was tracked in the past. What is open is changed by the timer only.

use chrono::{DateTime, Utc};

use super::apply::ActionError;
use super::check::Broken;
use super::id::SessionId;
use super::log::Session;
use super::time::Moment;
use super::workspace::Workspace;

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

    /// The interruptions stay with the part in which they began.
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
        let mut later = Session { id: second, start: at, ..whole };
        for pause in &mut first.interruptions {
            pause.until = pause.until.map(|until| until.min(at));
        }
        first.interruptions.retain(|pause| pause.at < at);
        later.interruptions.retain(|pause| pause.until.unwrap_or(pause.at) > at);
        later.interruptions.iter_mut().for_each(|pause| pause.at = pause.at.max(at));
        self.put_session(first)?;
        self.put_session(later)
    }

    fn past_session(&self, id: SessionId) -> Result<Session, ActionError> {
        let session = self.sessions.get(&id).ok_or(ActionError::Missing("session"))?;
        if session.is_open() { Err(ActionError::Runs) } else { Ok(Session::clone(session)) }
    }

    fn put_past(&mut self, session: &Session, now: Moment) -> Result<(), ActionError> {
        let end = session.end.ok_or(ActionError::Runs)?;
        if end > now.instant {
            return Err(ActionError::Future);
        }
        if let Some(open) = self.open_session().filter(|open| open.start < end) {
            return Err(Broken::Overlap(open.title.clone()).into());
        }
        let mut session = session.clone();
        session.interruptions.retain(|pause| pause.at >= session.start && pause.at < end);
        for pause in &mut session.interruptions {
            pause.until = pause.until.map(|until| until.clamp(pause.at, end));
        }
        self.put_session(session)
    }
}
