//! Corrections of tracked time.

use chrono::{NaiveDateTime, TimeZone as _, Utc};

use super::Gapwise;
use crate::model::{Action, Moment, Session, SessionId};
use crate::ui::SessionIntent;

impl Gapwise {
    /// Corrects tracked time of the past.
    pub(super) fn correct(&mut self, intent: SessionIntent, now: Moment) {
        let (SessionIntent::Times(id, _)
        | SessionIntent::Title(id, _)
        | SessionIntent::Split(id)
        | SessionIntent::Remove(id)) = intent;
        let Some(session) = self.workspace().sessions.get(&id).map(|session| Session::clone(session)) else { return };
        let action = match intent {
            SessionIntent::Times(_, span) => {
                let (start, end) = (self.instant_at(span.start), self.instant_at(span.end));
                Action::EditSession(Box::new(Session { start, end: Some(end), ..session }))
            }
            SessionIntent::Title(_, title) => Action::EditSession(Box::new(Session { title, ..session })),
            SessionIntent::Split(_) => {
                let at = session.start + session.length(now.instant) / 2;
                Action::SplitSession { session: id, at, second: SessionId::new(now.instant) }
            }
            SessionIntent::Remove(_) => Action::RemoveSession(id),
        };
        let removed = matches!(action, Action::RemoveSession(_));
        if self.act(&action, now) && removed {
            self.toast("Deleted: tracked time", true);
        }
    }

    /// The instant at which the wall clock here shows a time; the earlier one where it does so twice.
    fn instant_at(&self, local: NaiveDateTime) -> chrono::DateTime<Utc> {
        self.here.from_local_datetime(&local).earliest().map_or_else(|| local.and_utc(), |at| at.to_utc())
    }
}
