//! Edits of events: single ones, series and imported ones.

use chrono::{NaiveDateTime, NaiveTime, TimeDelta};

use crate::app::gapwise::Gapwise;
use crate::calendar::{
    Clocks, OccurrenceEdit, Scope, ZoneTables, begins_series, edit_occurrence, occurrences, round_down,
};
use crate::model::{Action, CalendarId, Event, EventId, EventTime, Minutes, Moment, Span, Workspace};
use crate::planner::DayChange;
use crate::ui::{Selection, SeriesQuestion};

/// Time that "still in the meeting" adds.
const STILL: Minutes = Minutes::new(10);

impl Gapwise {
    /// Moves an occurrence, or copies it to an event of the user's own.
    pub(crate) fn move_event(&mut self, id: EventId, original: NaiveDateTime, span: Span, copy: bool, now: Moment) {
        if !copy {
            return self.edit_event(id, original, OccurrenceEdit::Span(span), None, now);
        }
        let Some(event) = self.workspace().events.get(&id) else { return };
        let new = EventId::new(now.instant);
        let single = Event {
            place: event.place.clone(),
            notes: event.notes.clone(),
            free: event.free,
            busy: event.busy,
            ..Event::new(new, event.calendar, event.title.clone(), EventTime::floating(span))
        };
        let own = event.uid.is_none();
        let title = event.title.clone();
        let calendar = if own { single.calendar } else { CalendarId::derived("own") };
        self.put_new_event(Event { calendar, ..single }, Vec::new(), format!("copy event \"{title}\""), now);
    }

    /// Edits an occurrence. Without a scope, an occurrence of a series opens the question for one.
    pub(crate) fn edit_event(
        &mut self,
        id: EventId,
        original: NaiveDateTime,
        edit: OccurrenceEdit,
        scope: Option<Scope>,
        now: Moment,
    ) {
        let Some(event) = self.workspace().events.get(&id).cloned() else { return };
        let calendar = self.workspace().calendars.get(&event.calendar).cloned();
        let zones = calendar.as_ref().map(|calendar| ZoneTables::of(&calendar.zones)).unwrap_or_default();
        let clocks = Clocks { custom: &zones, here: self.time.here() };
        let recurs = event.recurrence.as_ref().is_some_and(|it| !it.rules.is_empty() || !it.rdates.is_empty());
        let from_first = matches!(edit, OccurrenceEdit::Repeat(_)) && begins_series(&event, clocks, original);
        let scope = match scope {
            None if !recurs => Scope::This,
            None if from_first => Scope::All,
            None => {
                let imported = event.uid.is_some();
                self.state.timeline.series = Some(SeriesQuestion { event: id, original, edit, imported, asked: false });
                return;
            }
            Some(scope) => scope,
        };
        let rest = EventId::new(now.instant);
        let edited = match edit_occurrence(&event, clocks, original, &edit, scope, rest) {
            Ok(edited) => edited,
            Err(why) => return self.toast(format!("Nothing was changed: {why}."), false),
        };
        let kept = edited.event.map_or(Action::RemoveEvent(id), |event| Action::ReplaceEvent(Box::new(event)));
        let added = edited.rest.map(|event| Action::AddEvent(Box::new(event)));
        let verb = match &edit {
            OccurrenceEdit::Span(_) => "move",
            OccurrenceEdit::Remove => "delete",
            _ => "change",
        };
        let name = format!("{verb} event \"{}\"", event.title);
        let before = self.workspace().clone();
        if !self.act(&Action::All { name, actions: std::iter::once(kept).chain(added).collect() }, now) {
            return;
        }
        if let OccurrenceEdit::Span(span) = edit {
            self.offer_room(before, DayChange::MovedEvent(id, span), span, now);
        }
        if edit == OccurrenceEdit::Remove {
            self.state.selection = Selection::Nothing;
            self.toast(format!("Deleted: {}", event.title), true);
        } else if matches!(self.state.selection, Selection::Event(selected, _) if selected == id) {
            let at = match edit {
                OccurrenceEdit::Span(span) => span.start,
                OccurrenceEdit::WholeDays => original.date().and_time(NaiveTime::MIN),
                OccurrenceEdit::TimeOfDay(from, _) => original.date().and_time(from),
                _ => original,
            };
            self.select_occurrence(&[rest, id], at, now);
        }
    }

    /// Gives an all-day event a time: the one it had before, else an hour from the start of work.
    pub(crate) fn give_time(&mut self, id: EventId, original: NaiveDateTime, now: Moment) {
        let time = |workspace: &Workspace| match &workspace.events.get(&id)?.time {
            EventTime::AllDay { .. } => None,
            EventTime::Timed { start, end } => {
                Some((start.local.time(), Minutes::between(start.local, end.local).max(Minutes::new(1))))
            }
        };
        let former = std::iter::once(self.workspace()).chain(self.history.earlier()).find_map(time);
        let hours = self.workspace().settings.hours_on(original.date());
        let work = hours.0.first().map(|range| range.from).or_else(|| NaiveTime::from_hms_opt(9, 0, 0));
        let (from, length) = former.unwrap_or((work.unwrap_or_default(), Minutes::new(60)));
        self.edit_event(id, original, OccurrenceEdit::TimeOfDay(from, length), None, now);
    }

    /// Selects the occurrence of these events that starts at a time, else the next, else the last, and shows its day.
    fn select_occurrence(&mut self, events: &[EventId], at: NaiveDateTime, now: Moment) {
        let workspace = self.workspace();
        let (before, after) = (at - TimeDelta::days(62), at + TimeDelta::days(400));
        let of_these = events.iter().filter_map(|id| workspace.events.get(id)).map(|event| &**event);
        let all = occurrences(of_these, &workspace.calendars, Span::new(before, after), self.time.here());
        let next = all.iter().find(|it| it.span.start >= at).or(all.last());
        if let Some((event, span)) = next.map(|it| (it.event, it.span)) {
            self.show_moved(Selection::Event(event, span.start), span, now);
        }
    }

    /// Makes the running meeting, or the one that has just ended, longer by ten minutes.
    pub(crate) fn still_in_meeting(&mut self, now: Moment) {
        let near = self.derived.days.today().and_then(|view| {
            let begun = view.agenda.events.iter().filter(|it| it.blocks && it.span.start <= now.local);
            begun.filter(|it| it.span.end + STILL.delta() > now.local).max_by_key(|it| it.span.end).cloned()
        });
        let Some(event) = near else { return self.toast("No meeting is running.", false) };
        let end = event.span.end.max(round_down(now.local, Minutes::new(1))) + STILL.delta();
        let edit = OccurrenceEdit::Span(Span::new(event.span.start, end));
        let before = self.history.revision();
        self.edit_event(event.event, event.span.start, edit, Some(Scope::This), now);
        if self.history.revision() != before {
            self.toast(format!("{} until {}", event.title, self.time.words.time(end)), true);
        }
    }
}
