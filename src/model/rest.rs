//! Work without a break, and the next break of the rhythm.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::log::{Session, SessionKind};
use super::time::Minutes;
use super::workspace::Workspace;

impl Workspace {
    /// Returns the lengths of the stretches of focus before `now`, the latest first, back to the last long break. A
    /// stretch ends at a break. The first is the work since the last break: zero right after one.
    pub fn stretches(&self, now: DateTime<Utc>) -> Vec<TimeDelta> {
        let rhythm = self.settings.rhythm;
        // A break that is cut short by a fifth still counts.
        let enough = |rest: Minutes| rest.delta() * 4 / 5;
        let (rest, long) = (enough(rhythm.rest), enough(rhythm.long_rest.max(rhythm.rest)));
        let mut found = vec![TimeDelta::zero()];
        let mut edge = now;
        for (from, until) in self.pieces_before(now) {
            let gap = edge - until;
            if gap >= long {
                break;
            }
            if gap >= rest {
                found.push(TimeDelta::zero());
            }
            if let Some(last) = found.last_mut() {
                *last += until - from;
            }
            edge = from;
        }
        found
    }

    /// Returns the pieces of focus between pauses within the last 24 hours before `now`, the latest first.
    fn pieces_before(&self, now: DateTime<Utc>) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
        let mut pieces = Vec::new();
        let recent = self.sessions.begun(now - TimeDelta::days(1)..=now);
        for session in recent.filter(|session| session.kind == SessionKind::Focus) {
            let end = session.end.unwrap_or(now).min(now);
            let mut at = session.start;
            let pauses = session.interruptions.iter().filter_map(|it| Some((it.at, it.until?)));
            let mut pauses: Vec<_> = pauses.chain(session.paused.as_ref().map(|it| (it.at, end))).collect();
            pauses.sort_unstable();
            for (from, until) in pauses {
                pieces.push((at, from.min(end)));
                at = at.max(until);
            }
            pieces.push((at, end));
        }
        pieces.retain(|(from, until)| from < until);
        pieces.sort_unstable_by(|a, b| b.cmp(a));
        pieces
    }

    /// Returns the work since the last break.
    pub fn unbroken(&self, now: DateTime<Utc>) -> TimeDelta {
        self.stretches(now)[0]
    }

    /// Returns whether the rhythm asks for a break: nine tenths of a focus are done, and no break was skipped meanwhile.
    pub fn rest_is_due(&self, now: DateTime<Utc>) -> bool {
        let focus = self.settings.rhythm.focus.delta() * 9 / 10;
        let skipped = |it: &Arc<Session>| it.kind == SessionKind::SkippedBreak;
        self.unbroken(now) >= focus && !self.sessions.begun(now - focus..=now).any(skipped)
    }

    /// Returns the length of the next break: long if the rhythm has long breaks and it is time for one.
    pub fn next_rest(&self, now: DateTime<Utc>) -> Minutes {
        let rhythm = self.settings.rhythm;
        let counts = |stretch: &&TimeDelta| **stretch * 2 >= rhythm.focus.delta();
        let stretches = self.stretches(now).iter().filter(counts).count();
        let turn = usize::try_from(rhythm.long_after).unwrap_or(0);
        let long = turn > 0 && stretches > 0 && stretches.is_multiple_of(turn);
        if long { rhythm.long_rest } else { rhythm.rest }
    }
}
