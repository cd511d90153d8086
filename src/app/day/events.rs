//! Changing events: one's own, series, and what came from a file.

use chrono::{NaiveDateTime, NaiveTime, TimeDelta};

use crate::app::gapwise::Gapwise;
use crate::app::plan::jobs::{AskJob, Question};
use crate::calendar::{
    Clocks, CustomZones, OccurrenceEdit, Scope, begins_series, edit_occurrence, occurrences, round_up,
};
use crate::model::{
    Action, CalendarId, Event, EventId, EventTime, Minutes, Moment, Occurrence, Span, Workspace, day_of,
};
use crate::planner::DayChange;
use crate::ui::command::Command;
use crate::ui::{EventQuestion, Selection, SeriesQuestion};

impl Gapwise {
    /// Moves an occurrence, or makes an event of the person's own like it.
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
        self.put_new_event(Event { calendar, ..single }, format!("copy event '{title}'"), now);
    }

    /// Changes an occurrence; of a series it asks first how far the change goes.
    pub(crate) fn edit_event(
        &mut self,
        id: EventId,
        original: NaiveDateTime,
        edit: OccurrenceEdit,
        scope: Option<Scope>,
        now: Moment,
    ) {
        let Some(event) = self.workspace().events.get(&id).cloned() else { return };
        let none = CustomZones::new();
        let zones = self.workspace().calendars.get(&event.calendar).map_or(&none, |calendar| &calendar.zones);
        let clocks = Clocks { custom: zones, here: self.here };
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
            Err(why) => return self.toast(format!("That did not work: {why}."), false),
        };
        let kept = edited.event.map_or(Action::RemoveEvent(id), |event| Action::ReplaceEvent(Box::new(event)));
        let added = edited.rest.map(|event| Action::AddEvent(Box::new(event)));
        let verb = match &edit {
            OccurrenceEdit::Span(_) => "move",
            OccurrenceEdit::Remove => "delete",
            _ => "change",
        };
        let name = format!("{verb} event '{}'", event.title);
        if !self.act(&Action::All { name, actions: std::iter::once(kept).chain(added).collect() }, now) {
            return;
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

    /// Gives what takes whole days a time of day: the one that it had before, else an hour from the start of work on.
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

    /// Selects the occurrence of one of these events that starts at a time, else the next, else the last, and shows its
    /// day.
    fn select_occurrence(&mut self, events: &[EventId], at: NaiveDateTime, now: Moment) {
        let workspace = self.workspace();
        let (before, after) = (at - TimeDelta::days(62), at + TimeDelta::days(400));
        let of_these = events.iter().filter_map(|id| workspace.events.get(id)).map(|event| &**event);
        let all = occurrences(of_these, &workspace.calendars, Span::new(before, after), self.here);
        let next = all.iter().find(|it| it.span.start >= at).or(all.last());
        if let Some((event, span)) = next.map(|it| (it.event, it.span)) {
            self.show_moved(Selection::Event(event, span.start), span, now);
        }
    }

    /// Selects what has been moved, and shows its day if that is another one.
    pub(crate) fn show_moved(&mut self, selection: Selection, span: Span, now: Moment) {
        // A whole day begins before its planning day does.
        let whole = span.start.time() == NaiveTime::MIN && span.end - span.start >= TimeDelta::days(1);
        let at = if whole { span.start + TimeDelta::hours(12) } else { span.start };
        let day = day_of(at, self.workspace().settings.day_start);
        if self.derived.days.shown().iter().all(|shown| shown.agenda.day != day) {
            self.show_day(day, now);
        }
        self.state.selection = selection;
        if !whole {
            self.state.timeline.reveal_if_hidden(span);
        }
    }

    /// Moves what is selected by days, keeping its time.
    pub(crate) fn move_by_days(&mut self, days: i64, now: Moment) {
        match self.state.selection {
            Selection::Block(_) => self.move_blocks(TimeDelta::days(days), now),
            Selection::Event(..) => self.move_selected_event(TimeDelta::days(days), now),
            Selection::Nothing | Selection::Task(_) | Selection::Ghost(..) => {}
        }
    }

    /// Moves the selected event's occurrence on the clock or the calendar.
    pub(crate) fn move_selected_event(&mut self, by: TimeDelta, now: Moment) {
        let Selection::Event(id, original) = self.state.selection else { return };
        let whole_days = by.num_days() != 0;
        let movable = |it: &&Occurrence| whole_days || !it.all_day;
        let span = self.with_view(now, |ctx| ctx.occurrence(self.state.selection).filter(movable).map(|it| it.span));
        if let Some(span) = span.flatten() {
            let to = OccurrenceEdit::Span(Span::new(span.start + by, span.end + by));
            self.edit_event(id, original, to, None, now);
        }
    }

    /// Adds an event, and the calendar of the person's own if it is the first in it.
    pub(crate) fn put_new_event(&mut self, event: Event, name: String, now: Moment) -> bool {
        let calendar = event.calendar;
        let mut actions = vec![Action::AddEvent(Box::new(event))];
        if !self.workspace().calendars.contains_key(&calendar) {
            let new = crate::model::Calendar::new(calendar, "My events");
            actions.insert(0, Action::AddCalendar(Box::new(new)));
        }
        self.act(&Action::All { name, actions }, now)
    }

    /// Asks what a meeting at a time would do, and shows it hatched meanwhile.
    pub(crate) fn ask_event(&mut self, span: Span, now: Moment) {
        let kept = self.state.timeline.asked.take().and_then(|asked| asked.answer);
        self.state.timeline.asked = Some(EventQuestion { span, answer: kept });
        self.ask(Question::WhatIf(DayChange::NewEvent(span)), span.start, now);
    }

    /// By key: a meeting of half an hour, in the next one that no event takes.
    pub(crate) fn ask_event_by_key(&mut self, now: Moment) {
        let Some(day) = self.derived.days.chosen() else { return };
        let today = day.agenda.day.span().contains(now.local);
        let first = day.agenda.working_frame().map_or(day.agenda.day.span().start, |frame| frame.start);
        let start = if today { round_up(now.local, Minutes::new(30)) } else { first };
        let half = Minutes::new(30).delta();
        let halves = (0..48).map(|at| Span::new(start + half * at, start + half * (at + 1)));
        let taken = |span: &Span| day.agenda.events.iter().any(|it| it.blocks && it.span.overlaps(*span));
        let mut free = halves.filter(|span| span.end <= day.agenda.day.span().end && !taken(span));
        let span = free.next().unwrap_or(Span::new(start, start + half));
        self.state.timeline.reveal_if_hidden(span);
        self.ask_event(span, now);
    }

    /// What moves and resizes a block does the same with the meeting that is asked about, what opens keeps it, and what
    /// deselects gives it up. Returns whether it was meant.
    pub(crate) fn change_question(&mut self, command: Command, now: Moment) -> bool {
        let Some(asked) = &self.state.timeline.asked else { return false };
        let (Span { start, end }, grid) = (asked.span, self.workspace().settings.grid);
        let step = grid.delta();
        let span = match command {
            Command::MoveUp => Span::new(start - step, end - step),
            Command::MoveDown => Span::new(start + step, end + step),
            Command::Longer => Span::new(start, end + step),
            Command::Shorter => Span::new(start, (end - step).max(start + step)),
            Command::Open => {
                self.keep_event(now);
                return true;
            }
            Command::Deselect => {
                self.state.timeline.asked = None;
                return true;
            }
            _ => return false,
        };
        self.state.timeline.reveal_if_hidden(span);
        self.ask_event(span, now);
        true
    }

    /// Makes an event of what was asked about.
    pub(crate) fn keep_event(&mut self, now: Moment) {
        let Some(asked) = self.state.timeline.asked.take() else { return };
        self.state.timeline.name_event(asked.span);
        self.ask_for_plan(now);
    }

    /// Asks a question about the shown day that holds a time.
    pub(crate) fn ask(&mut self, question: Question, at: NaiveDateTime, now: Moment) {
        let Some(view) = self.derived.days.at(at) else { return };
        let job =
            AskJob { question, workspace: self.workspace().clone(), day: self.day_job(view), now, here: self.here };
        self.asker.ask(job);
    }
}
