//! Changing events: one's own, series, and what came from a file.

use chrono::NaiveDateTime;

use super::Gapwise;
use super::planning::{AskJob, Question};
use crate::calendar::{Clocks, CustomZones, OccurrenceEdit, Scope, edit_occurrence, round_up};
use crate::model::{Action, CalendarId, Event, EventId, EventTime, Minutes, Moment, Span};
use crate::planner::Change;
use crate::ui::{EventQuestion, SeriesQuestion};

impl Gapwise {
    /// Moves an occurrence, or makes an event of the person's own like it.
    pub(super) fn move_event(&mut self, id: EventId, original: NaiveDateTime, span: Span, copy: bool, now: Moment) {
        if !copy {
            return self.edit_event(id, original, OccurrenceEdit::Span(span), None, now);
        }
        let Some(event) = self.workspace().events.get(&id) else { return };
        let new = EventId::new(now.instant);
        let single = Event {
            place: event.place.clone(),
            notes: event.notes.clone(),
            free: event.free,
            ..Event::new(new, event.calendar, event.title.clone(), EventTime::floating(span))
        };
        let own = event.uid.is_none();
        let title = event.title.clone();
        let calendar = if own { single.calendar } else { CalendarId::derived("own") };
        self.put_new_event(Event { calendar, ..single }, format!("copy event '{title}'"), now);
    }

    /// Changes an occurrence; of a series it asks first how far the change goes.
    pub(super) fn edit_event(
        &mut self,
        id: EventId,
        original: NaiveDateTime,
        edit: OccurrenceEdit,
        scope: Option<Scope>,
        now: Moment,
    ) {
        let Some(event) = self.workspace().events.get(&id).cloned() else { return };
        let recurs = event.recurrence.as_ref().is_some_and(|it| !it.rules.is_empty() || !it.rdates.is_empty());
        let imported = event.uid.is_some();
        let Some(scope) = scope.or((!recurs).then_some(Scope::This)) else {
            self.state.timeline.series = Some(SeriesQuestion { event: id, original, edit, imported });
            return;
        };
        let none = CustomZones::new();
        let zones = self.workspace().calendars.get(&event.calendar).map_or(&none, |calendar| &calendar.zones);
        let clocks = Clocks { custom: zones, here: self.here };
        let action = match edit_occurrence(&event, clocks, original, &edit, scope) {
            Ok(Some(changed)) => Action::ReplaceEvent(Box::new(changed)),
            Ok(None) => Action::RemoveEvent(id),
            Err(why) => return self.toast(format!("That did not work: {why}."), false),
        };
        let name = match (&edit, scope) {
            (OccurrenceEdit::Span(_), _) => format!("move event '{}'", event.title),
            (OccurrenceEdit::Remove, _) => format!("delete event '{}'", event.title),
            _ => format!("change event '{}'", event.title),
        };
        let done = self.act(&Action::All { name, actions: vec![action] }, now);
        if done && edit == OccurrenceEdit::Remove {
            self.state.selection = crate::ui::Selection::Nothing;
            self.toast(format!("Deleted: {}", event.title), true);
        } else if done
            && let (OccurrenceEdit::Span(span), crate::ui::Selection::Event(selected, _)) =
                (&edit, self.state.selection)
            && selected == id
        {
            self.state.selection = crate::ui::Selection::Event(id, span.start);
        }
    }

    /// Adds an event, and the calendar of the person's own if it is the first in it.
    pub(super) fn put_new_event(&mut self, event: Event, name: String, now: Moment) -> bool {
        let calendar = event.calendar;
        let mut actions = vec![Action::AddEvent(Box::new(event))];
        if !self.workspace().calendars.contains_key(&calendar) {
            let new = crate::model::Calendar::new(calendar, "My events");
            actions.insert(0, Action::AddCalendar(Box::new(new)));
        }
        self.act(&Action::All { name, actions }, now)
    }

    /// Asks what a meeting at a time would do, and shows it hatched meanwhile.
    pub(super) fn ask_event(&mut self, span: Span, now: Moment) {
        let kept = self.state.timeline.asked.take().and_then(|asked| asked.answer);
        self.state.timeline.asked = Some(EventQuestion { span, answer: kept });
        self.ask(Question::WhatIf(Change::NewEvent(span)), span.start, now);
    }

    /// By key: a meeting of half an hour in the next hour that begins.
    pub(super) fn ask_event_by_key(&mut self, now: Moment) {
        let Some(day) = self.derived.day() else { return };
        let today = day.agenda.day.span().contains(now.local);
        let first = day.agenda.working_frame().map_or(day.agenda.day.span().start, |frame| frame.start);
        let start = if today { round_up(now.local, Minutes::new(30)) } else { first };
        let span = Span::new(start, start + Minutes::new(30).delta());
        self.state.timeline.reveal_if_hidden(span);
        self.ask_event(span, now);
    }

    /// Makes an event of what was asked about.
    pub(super) fn keep_event(&mut self, now: Moment) {
        let Some(asked) = self.state.timeline.asked.take() else { return };
        self.state.timeline.name_event(asked.span);
        self.ask_for_plan(now);
    }

    /// Asks a question about the shown day that holds a time.
    pub(super) fn ask(&mut self, question: Question, at: NaiveDateTime, now: Moment) {
        let days = self.derived.days();
        let Some(view) = days.iter().find(|view| view.agenda.day.span().contains(at)) else { return };
        let job =
            AskJob { question, workspace: self.workspace().clone(), day: self.day_job(view), now, here: self.here };
        self.asker.ask(job);
    }
}
