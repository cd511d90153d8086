//! Actions on calendars and events.

use std::sync::Arc;

use crate::model::action::edit::EventEdit;
use crate::model::check;
use crate::model::error::ActionError;
use crate::model::event::{Calendar, Event};
use crate::model::id::{CalendarId, EventId};
use crate::model::time::Moment;
use crate::model::workspace::Workspace;

impl Workspace {
    pub(super) fn add_calendar(&mut self, calendar: &Calendar) -> Result<(), ActionError> {
        if self.calendars.contains_key(&calendar.id) {
            return Err(ActionError::Exists);
        }
        self.put_calendar(calendar);
        Ok(())
    }

    pub(super) fn edit_calendar(&mut self, calendar: &Calendar) -> Result<(), ActionError> {
        if !self.calendars.contains_key(&calendar.id) {
            return Err(ActionError::Missing("calendar"));
        }
        self.put_calendar(calendar);
        Ok(())
    }

    pub(super) fn remove_calendar(&mut self, id: CalendarId, now: Moment) -> Result<(), ActionError> {
        self.calendars.remove(&id).ok_or(ActionError::Missing("calendar"))?;
        let gone: Vec<EventId> = self.events.values().filter(|it| it.calendar == id).map(|it| it.id).collect();
        gone.into_iter().try_for_each(|event| self.remove_event(event, now))?;
        self.tombstones.insert(id.uuid(), now.instant);
        Ok(())
    }

    fn put_calendar(&mut self, calendar: &Calendar) {
        self.revive(calendar.id.uuid());
        self.calendars.insert(calendar.id, Arc::new(calendar.clone()));
    }

    pub(super) fn add_event(&mut self, event: &Event) -> Result<(), ActionError> {
        if self.events.contains_key(&event.id) {
            return Err(ActionError::Exists);
        }
        self.put_event(Arc::new(event.clone()))
    }

    pub(super) fn edit_event(&mut self, id: EventId, edit: &EventEdit) -> Result<(), ActionError> {
        let mut event = Event::clone(self.events.get(&id).ok_or(ActionError::Missing("event"))?);
        match edit.clone() {
            EventEdit::Title(title) => event.title = title,
            EventEdit::Place(place) => event.place = place,
            EventEdit::Notes(notes) => event.notes = notes,
            EventEdit::Calendar(calendar) => event.calendar = calendar,
        }
        self.put_event(Arc::new(event))
    }

    pub(super) fn replace_event(&mut self, event: &Event) -> Result<(), ActionError> {
        if !self.events.contains_key(&event.id) {
            return Err(ActionError::Missing("event"));
        }
        self.put_event(Arc::new(event.clone()))
    }

    pub(super) fn remove_event(&mut self, id: EventId, now: Moment) -> Result<(), ActionError> {
        self.events.remove(&id).ok_or(ActionError::Missing("event"))?;
        self.tombstones.insert(id.uuid(), now.instant);
        Ok(())
    }

    pub(super) fn import_events(&mut self, calendar: &Calendar, events: &[Arc<Event>]) -> Result<(), ActionError> {
        self.put_calendar(calendar);
        events.iter().try_for_each(|event| self.put_event(Arc::clone(event)))
    }

    pub(super) fn put_event(&mut self, event: Arc<Event>) -> Result<(), ActionError> {
        check::event(self, &event)?;
        self.revive(event.id.uuid());
        self.events.insert(event.id, event);
        Ok(())
    }
}
