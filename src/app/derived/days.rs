//! The views of days: the shown ones and today.

use std::sync::Arc;

use chrono::{DateTime, NaiveDateTime, Utc};

use super::input::Input;
use super::memo::Memo;
use crate::calendar::{Agenda, Gap, Tz, clock_change, gaps};
use crate::model::{Minutes, PlanningDay, Session, Span};
use crate::planner::{Proposal, Suggestion, diff};
use crate::ui::DayView;

/// Views of the shown days, and of today whatever days are shown.
#[derive(Default)]
pub(crate) struct Days {
    views: Memo<DaysKey, Vec<DayView>>,
    /// The minute of the views' gaps and tracked time.
    minute: Memo<NaiveDateTime, ()>,
    /// Number of shown days, which come first in the views.
    shown: usize,
    chosen: usize,
    today: usize,
}

#[derive(PartialEq)]
struct DaysKey {
    revision: u64,
    days: Vec<PlanningDay>,
    today: PlanningDay,
    here: Tz,
    late_until: Option<NaiveDateTime>,
}

impl Days {
    /// Brings the views up to date. Returns whether anything but the minute changed: suggestions are then old.
    pub fn refresh(&mut self, input: &Input) -> bool {
        let mut days = input.days.to_vec();
        self.shown = days.len();
        self.chosen = days.iter().position(|day| *day == input.chosen).unwrap_or(0);
        self.today = days.iter().position(|day| *day == input.today).unwrap_or(days.len());
        if self.today == days.len() {
            days.push(input.today);
        }
        let views = |old: Option<Vec<DayView>>| {
            let old = old.unwrap_or_default();
            days.iter().map(|day| day_view(*day, &old, input)).collect()
        };
        let key = DaysKey {
            revision: input.revision,
            days: days.clone(),
            today: input.today,
            here: input.here,
            late_until: input.late_until,
        };
        let changed = self.views.refresh(key, views);
        if self.minute.refresh(input.now.local, |_| ()) && !changed {
            for day in self.views.value_mut().into_iter().flatten() {
                day.gaps = day_gaps(&day.agenda, input);
                day.actual = actual(day.agenda.day, input);
            }
        }
        changed
    }

    /// Returns the shown days, in order.
    pub fn shown(&self) -> &[DayView] {
        self.all().get(..self.shown).unwrap_or_default()
    }

    /// Returns the chosen one of the shown days.
    pub fn chosen(&self) -> Option<&DayView> {
        self.all().get(self.chosen)
    }

    /// Returns today's view, whether shown or not.
    pub fn today(&self) -> Option<&DayView> {
        self.all().get(self.today)
    }

    /// Returns the shown days and today, in order.
    pub fn in_order(&self) -> Vec<&DayView> {
        let mut all: Vec<_> = self.all().iter().collect();
        all.sort_by_key(|view| view.agenda.day);
        all
    }

    /// Returns the view of a day, if it is shown or today.
    pub fn of(&self, day: PlanningDay) -> Option<&DayView> {
        self.all().iter().find(|view| view.agenda.day == day)
    }

    /// Returns the view whose day contains a time.
    pub fn at(&self, time: NaiveDateTime) -> Option<&DayView> {
        self.all().iter().find(|view| view.agenda.day.span().contains(time))
    }

    /// Returns the suggestions of the shown days.
    pub fn suggestions(&self) -> impl Iterator<Item = &Suggestion> {
        self.shown().iter().flat_map(|view| &view.proposal.suggestions)
    }

    /// Puts a new proposal in a day's view.
    pub fn set_proposal(&mut self, day: PlanningDay, proposal: Proposal) {
        let mut all = self.views.value_mut().into_iter().flatten();
        if let Some(view) = all.find(|view| view.agenda.day == day) {
            let old = std::mem::replace(&mut view.proposal, Arc::new(proposal));
            if !diff(&old, &view.proposal).is_empty() {
                view.before = old;
            }
        }
    }

    /// Returns whether a step of the grid of a suggestion's time has passed, so that it is no suggestion any more.
    pub fn has_past_ghost(&self, now: NaiveDateTime, grid: Minutes) -> bool {
        let mut suggestions = self.all().iter().flat_map(|view| &view.proposal.suggestions);
        suggestions.any(|suggestion| suggestion.span.start + grid.delta() <= now)
    }

    fn all(&self) -> &[DayView] {
        self.views.value().map_or(&[], Vec::as_slice)
    }
}

fn day_view(day: PlanningDay, old: &[DayView], input: &Input) -> DayView {
    let agenda = Agenda::of(input.workspace, day, input.here);
    let (gaps, actual) = (day_gaps(&agenda, input), actual(day, input));
    let shown = old.iter().find(|view| view.agenda.day == day);
    let (proposal, before) =
        shown.map(|view| (Arc::clone(&view.proposal), Arc::clone(&view.before))).unwrap_or_default();
    DayView { agenda, gaps, proposal, before, actual, clock_change: clock_change(day, input.here) }
}

/// Returns the gaps from now on, or from the time until which the user is late.
fn day_gaps(agenda: &Agenda, input: &Input) -> Vec<Gap> {
    if input.workspace.closed_day(agenda.day.date).is_some() {
        return Vec::new();
    }
    let from = input.late_until.map_or(input.now.local, |until| until.max(input.now.local));
    gaps(agenda, &input.workspace.settings, from)
}

/// Returns the tracked time of a day on the wall clock, by start. An open session lasts until now.
fn actual(day: PlanningDay, input: &Input) -> Vec<(Span, Arc<Session>)> {
    let local = |at: DateTime<Utc>| input.here.local(at);
    let span = |it: &Session| {
        let start = local(it.start);
        Span::new(start, it.end.map_or(input.now.local.max(start), local))
    };
    // The wall clock differs from UTC by at most a day.
    let first = day.plus(-1).span().start.and_utc() - Session::LONGEST;
    let begun = input.workspace.sessions.begun(first..=day.plus(1).span().end.and_utc());
    let all = begun.map(|session| (span(session), Arc::clone(session)));
    let mut found: Vec<_> = all.filter(|(span, _)| span.overlaps(day.span())).collect();
    found.sort_by_key(|(span, _)| *span);
    found
}
