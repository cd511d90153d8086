//! Tracked time: how its sessions are kept, and editing those of the past. What is open is changed by the timer only.

use std::ops::{Deref, RangeInclusive};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use imbl::{OrdMap, OrdSet};
use uuid::Uuid;

use super::apply::ActionError;
use super::check::Broken;
use super::id::SessionId;
use super::log::Session;
use super::time::Moment;
use super::workspace::Workspace;

/// Sessions by id. Years of them are as quick to ask as a day of them for what is open and what began lately.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sessions {
    by_id: OrdMap<SessionId, Arc<Session>>,
    by_start: OrdSet<(DateTime<Utc>, SessionId)>,
    open: OrdSet<SessionId>,
}

impl Sessions {
    /// Puts a session in, in place of the one with its id.
    pub fn insert(&mut self, id: SessionId, session: Arc<Session>) {
        self.remove(&id);
        self.by_start.insert((session.start, id));
        if session.is_open() {
            self.open.insert(id);
        }
        self.by_id.insert(id, session);
    }

    /// Takes a session out, if there is one with this id.
    pub fn remove(&mut self, id: &SessionId) {
        if let Some(old) = self.by_id.remove(id) {
            self.by_start.remove(&(old.start, *id));
            self.open.remove(id);
        }
    }

    /// Those of both; where both have one id, this one's.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        self.by_id.union(other.by_id).into_iter().collect()
    }

    /// The one that is open; of several, which only damaged or unmerged records have, the last by id.
    pub fn open(&self) -> Option<&Session> {
        self.by_id.get(self.open.get_max()?).map(|session| &**session)
    }

    /// Those that began within `range`, in the order in which they began.
    pub fn begun(&self, range: RangeInclusive<DateTime<Utc>>) -> impl Iterator<Item = &Arc<Session>> {
        let [first, last] = [Uuid::nil(), Uuid::max()].map(SessionId::from);
        let keys = self.by_start.range((*range.start(), first)..=(*range.end(), last));
        keys.filter_map(|(_, id)| self.by_id.get(id))
    }
}

impl Deref for Sessions {
    type Target = OrdMap<SessionId, Arc<Session>>;

    fn deref(&self) -> &Self::Target {
        &self.by_id
    }
}

impl Extend<(SessionId, Arc<Session>)> for Sessions {
    fn extend<I: IntoIterator<Item = (SessionId, Arc<Session>)>>(&mut self, sessions: I) {
        sessions.into_iter().for_each(|(id, session)| self.insert(id, session));
    }
}

impl FromIterator<(SessionId, Arc<Session>)> for Sessions {
    fn from_iter<I: IntoIterator<Item = (SessionId, Arc<Session>)>>(sessions: I) -> Self {
        let mut all = Self::default();
        all.extend(sessions);
        all
    }
}

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

    /// An interruption goes to the part in which it was; one that lasted across is cut, too.
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
        later.interruptions.retain(|pause| pause.at >= at || pause.until.is_some_and(|until| until > at));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_open_and_what_began_follow_every_change() {
        let at = |minute: i64| DateTime::from_timestamp(minute * 60, 0).unwrap_or_default();
        let [first, second] = ["a", "b"].map(SessionId::derived);
        let closed = |id, minute| Session { end: Some(at(minute + 5)), ..Session::new(id, at(minute)) };
        let mut all = Sessions::default();
        all.insert(first, closed(first, 10).into());
        all.insert(second, Session::new(second, at(20)).into());
        assert_eq!(all.open().map(|session| session.id), Some(second));
        let begun = |all: &Sessions| all.begun(at(0)..=at(20)).map(|session| session.id).collect::<Vec<_>>();
        assert_eq!(begun(&all), [first, second]);
        all.insert(second, closed(second, 5).into());
        assert!(all.open().is_none());
        assert_eq!(begun(&all), [second, first], "it moved before the other one");
        all.remove(&first);
        assert_eq!(begun(&all), [second]);
        assert_eq!(all.clone().union(Sessions::default()), all);
    }
}
