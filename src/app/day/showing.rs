//! Showing a day, and an item on its day.

use chrono::{NaiveTime, TimeDelta};

use crate::app::gapwise::Gapwise;
use crate::calendar::{Agenda, occurrences};
use crate::model::{EventId, Moment, Occurrence, PlanningDay, Span, day_of};
use crate::ui::{Selection, View};

impl Gapwise {
    /// Shows a day. A selected item of another day is then not selected any more.
    pub(crate) fn show_day(&mut self, day: PlanningDay, now: Moment) {
        self.state.morning.open = false;
        if self.day.show(day, self.today(now)) && !matches!(self.state.selection, Selection::Task(_)) {
            self.state.selection = Selection::Nothing;
        }
    }

    /// Shows the day of an event's next occurrence, or of its last one, and selects it.
    pub(crate) fn show_event(&mut self, id: EventId, now: Moment) {
        let Some(event) = self.workspace().events.get(&id) else { return };
        let within = |span: Span| {
            let calendars = &self.workspace().calendars;
            occurrences(std::iter::once(&**event), calendars, span, self.time.here())
        };
        let years = |count: i64| TimeDelta::days(366 * count);
        let today = self.today(now).span().start;
        let next = within(Span::new(today, today + years(3))).into_iter().next();
        let found = next.or_else(|| within(Span::new(today - years(20), today)).pop());
        let Some(Occurrence { span, .. }) = found else {
            return self.toast("This event is hidden or far away", false);
        };
        if !matches!(self.state.view, View::Plan | View::Week) {
            self.state.view = View::Plan;
        }
        self.state.narrow_shows_day = true;
        self.show_day(day_of(span.start, self.workspace().settings.day_start), now);
        self.state.selection = Selection::Event(id, span.start);
        self.state.timeline.reveal_if_hidden(span);
    }

    /// Selects a moved item, and shows its day if that is not shown.
    pub(crate) fn show_moved(&mut self, selection: Selection, span: Span, now: Moment) {
        // An all-day event starts at midnight, before its planning day does.
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

    /// Says once that the shown days have more events than are listed.
    pub(crate) fn tell_part(&mut self) {
        let is_part = self.derived.days.shown().iter().any(|view| view.agenda.is_part);
        if is_part && !self.messages.told_part {
            self.toast(Agenda::IS_PART, false);
        }
        self.messages.told_part = is_part;
    }
}
