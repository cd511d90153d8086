//! Corrections of tracked time.

use chrono::{NaiveDateTime, Utc};

use super::Gapwise;
use super::clock::instant_of;
use crate::model::{Action, Moment, Session, SessionId, Span};
use crate::ui::SessionIntent;

impl Gapwise {
    /// Corrects tracked time of the past.
    pub(super) fn correct(&mut self, intent: SessionIntent, now: Moment) {
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
            SessionIntent::Title(_, title) => Action::EditSession(Box::new(Session { title, ..session })),
            SessionIntent::Split(_) => {
                let at = session.start + session.length(now.instant) / 2;
                Action::SplitSession { session: id, at, second: SessionId::new(now.instant) }
            }
            SessionIntent::Add(..) | SessionIntent::Remove(_) => Action::RemoveSession(id),
        };
        let removed = matches!(action, Action::RemoveSession(_));
        if self.act(&action, now) && removed {
            self.toast("Deleted: tracked time", true);
        }
    }

    /// Adds work of the past; of the task that is called so, else unplanned.
    fn add_tracked(&mut self, title: &str, span: Span, now: Moment) {
        let workspace = self.workspace();
        let open = workspace.tasks.values().map(|task| &**task);
        let closed = workspace.closed.values().map(|closed| &closed.task);
        let lower = title.to_lowercase();
        let task = open.chain(closed).find(|task| task.title.to_lowercase() == lower).map(|task| task.id);
        let (start, end) = (self.instant_at(span.start), self.instant_at(span.end));
        let id = SessionId::new(now.instant);
        let session = Session { task, title: title.to_owned(), end: Some(end), ..Session::new(id, start) };
        if self.act(&Action::AddSession(Box::new(session)), now) {
            self.toast(format!("Added: {title}"), true);
        }
    }

    /// The instant at which the wall clock here shows a time.
    fn instant_at(&self, local: NaiveDateTime) -> chrono::DateTime<Utc> {
        instant_of(local, self.here)
    }
}
