//! Tracked sessions with the indexes that keep years of them fast.

use std::ops::{Deref, RangeInclusive};
use std::sync::Arc;

use chrono::{DateTime, Utc};
use imbl::{OrdMap, OrdSet};
use uuid::Uuid;

use super::id::SessionId;
use super::log::Session;

/// Sessions by id, indexed by start and by state. It is a persistent map: a clone is cheap and shares all sessions.
///
/// ```
/// use chrono::{DateTime, TimeDelta};
/// use gapwise::model::{Session, SessionId, Sessions};
///
/// let start = DateTime::from_timestamp(1_790_000_000, 0).unwrap();
/// let open = Session::new(SessionId::derived("writing"), start);
/// let sessions: Sessions = [(open.id, open.clone().into())].into_iter().collect();
/// assert_eq!(sessions.open(), Some(&open));
/// assert_eq!(sessions.overlapping(start..=start + TimeDelta::hours(1)).count(), 1);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sessions {
    by_id: OrdMap<SessionId, Arc<Session>>,
    by_start: OrdSet<(DateTime<Utc>, SessionId)>,
    open: OrdSet<SessionId>,
}

impl Sessions {
    /// Inserts a session; it replaces the one with its id.
    pub fn insert(&mut self, id: SessionId, session: Arc<Session>) {
        self.remove(&id);
        self.by_start.insert((session.start, id));
        if session.is_open() {
            self.open.insert(id);
        }
        self.by_id.insert(id, session);
    }

    /// Removes the session with this id, if it exists.
    pub fn remove(&mut self, id: &SessionId) {
        if let Some(old) = self.by_id.remove(id) {
            self.by_start.remove(&(old.start, *id));
            self.open.remove(id);
        }
    }

    /// Returns the sessions of both maps; of two with one id, the one in `self`.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        self.by_id.union(other.by_id).into_iter().collect()
    }

    /// Returns the open session, in constant time. Damaged or unmerged records may have several: then the last by id.
    pub fn open(&self) -> Option<&Session> {
        self.by_id.get(self.open.get_max()?).map(|session| &**session)
    }

    /// Returns all sessions in order of their start.
    pub fn in_order(&self) -> impl DoubleEndedIterator<Item = &Arc<Session>> {
        self.by_start.iter().filter_map(|(_, id)| self.by_id.get(id))
    }

    /// Returns the sessions that started within `range`, in order of their start.
    pub fn begun(&self, range: RangeInclusive<DateTime<Utc>>) -> impl DoubleEndedIterator<Item = &Arc<Session>> {
        let [first, last] = [Uuid::nil(), Uuid::max()].map(SessionId::from);
        let keys = self.by_start.range((*range.start(), first)..=(*range.end(), last));
        keys.filter_map(|(_, id)| self.by_id.get(id))
    }

    /// Returns the last closed session with a length that started before `at`, without the session `except`.
    pub fn ended_before(&self, at: DateTime<Utc>, except: Option<SessionId>) -> Option<&Arc<Session>> {
        let earlier = self.by_start.range(..(at, SessionId::from(Uuid::nil()))).rev();
        let mut earlier = earlier.filter_map(|(_, id)| self.by_id.get(id));
        earlier.find(|it| it.end.is_some_and(|end| end > it.start) && Some(it.id) != except)
    }

    /// Returns the sessions that touch `range`: those that end in it or later and start in it or earlier. The open
    /// session has no end. Sessions do not overlap, so this takes logarithmic time and the size of the answer.
    pub fn overlapping(&self, range: RangeInclusive<DateTime<Utc>>) -> impl Iterator<Item = &Arc<Session>> {
        let (from, until) = (*range.start(), *range.end());
        let earlier = self.ended_before(from, None).filter(|it| it.end.is_some_and(|end| end >= from));
        let open = self.open.iter().filter_map(|id| self.by_id.get(id)).filter(move |it| it.start < from);
        earlier.into_iter().chain(open).chain(self.begun(from..=until.max(from)))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(minute * 60, 0).unwrap_or_default()
    }

    fn closed(id: SessionId, minute: i64) -> Session {
        Session { end: Some(at(minute + 5)), ..Session::new(id, at(minute)) }
    }

    #[test]
    fn the_indexes_follow_every_change() {
        let [first, second] = ["a", "b"].map(SessionId::derived);
        let mut all = Sessions::default();
        all.insert(first, closed(first, 10).into());
        all.insert(second, Session::new(second, at(20)).into());
        assert_eq!(all.open().map(|session| session.id), Some(second));
        let begun = |all: &Sessions| all.begun(at(0)..=at(20)).map(|session| session.id).collect::<Vec<_>>();
        assert_eq!(begun(&all), [first, second]);
        all.insert(second, closed(second, 5).into());
        assert!(all.open().is_none());
        assert_eq!(begun(&all), [second, first], "the second one now starts first");
        assert_eq!(all.in_order().map(|session| session.id).collect::<Vec<_>>(), [second, first]);
        all.remove(&first);
        assert_eq!(begun(&all), [second]);
        assert_eq!(all.clone().union(Sessions::default()), all);
    }

    #[test]
    fn a_range_holds_the_sessions_that_reach_into_it() {
        let [first, second, third] = ["a", "b", "c"].map(SessionId::derived);
        let mut all = Sessions::default();
        all.insert(first, closed(first, 10).into());
        all.insert(second, closed(second, 20).into());
        all.insert(third, Session::new(third, at(30)).into());
        let ids = |from, until| all.overlapping(at(from)..=at(until)).map(|session| session.id).collect::<Vec<_>>();
        assert_eq!(ids(12, 18), [first]);
        assert_eq!(ids(12, 20), [first, second]);
        assert_eq!(ids(16, 19), []);
        assert_eq!(ids(26, 60), [third]);
        assert_eq!(ids(60, 90), [third], "the open session has no end");
    }
}
