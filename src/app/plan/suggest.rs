//! Suggestions: when they are asked for, when they hold still, and when they are shown.

use std::sync::Arc;

use chrono::NaiveDateTime;
use egui::Ui;

use super::jobs::{DayJob, PlanJob};
use crate::app::derived::input::{Input, minute_of};
use crate::app::gapwise::Gapwise;
use crate::calendar::Gap;
use crate::model::{Moment, PlanningDay, StepId, TaskId};
use crate::planner::{Passed, Proposal, Suggestion, SuggestionKey};
use crate::ui::{DayView, Selection, View};

/// Seconds without pointer and keys after which cards may change their quadrant by themselves.
const HOLD_SECS: f64 = 5.0;

impl Gapwise {
    /// The days that are shown: the chosen one, or its week, or three from it on.
    pub(crate) fn shown_days(&self, today: PlanningDay) -> Vec<PlanningDay> {
        let chosen = self.shown_day(today);
        match (self.state.view, self.state.week.days()) {
            (View::Week, 3) => (0..3).map(|n| chosen.plus(n)).collect(),
            (View::Week, _) => {
                let first = PlanningDay { date: self.words.first_of_week(chosen.date), ..chosen };
                (0..7).map(|n| first.plus(n)).collect()
            }
            _ => vec![chosen],
        }
    }

    /// Brings what the views need up to date, asks for plans where the days changed, and shows those that are there.
    pub(crate) fn refresh(&mut self, ui: &Ui, now: Moment, today: PlanningDay) {
        let time = ui.input(|input| input.time);
        self.fading.retain(|(_, until)| *until > time);
        if let Some(next) = self.fading.iter().map(|(_, until)| *until).reduce(f64::min) {
            ui.ctx().request_repaint_after_secs((next - time) as f32);
        }
        if self.workspace().open_session().is_some()
            || self.state.now.late_until.is_some_and(|until| until <= now.local)
        {
            self.state.now.late_until = None;
        }
        let fading: Vec<TaskId> = self.fading.iter().map(|(task, _)| *task).collect();
        let days = self.shown_days(today);
        let input = Input {
            workspace: self.history.workspace(),
            revision: self.history.revision(),
            days: &days,
            chosen: self.shown_day(today),
            month: self.state.month.map(|month| self.words.first_of_week(month)),
            today,
            now: minute_of(now),
            here: self.here,
            fading: &fading,
            shown_as: self.state.matrix.shown_as(),
            selected: self.state.selection.task(self.history.workspace()),
            trash_is_open: self.state.trash.is_some(),
            holds_cards: self.state.view == View::Plan && time - self.touched < HOLD_SECS,
            late_until: self.state.now.late_until,
        };
        let changed = self.derived.refresh(&input);
        if self.derived.cards_wait() {
            ui.ctx().request_repaint_after_secs((self.touched + HOLD_SECS - time).max(0.0) as f32);
        }
        let grid = self.workspace().settings.grid;
        let rests = !self.state.timeline.is_busy() && !self.planner.is_busy() && self.pending.is_empty();
        if changed || (rests && self.derived.days.has_past_ghost(now.local, grid)) {
            self.ask_for_plan(now);
        }
        self.take_plans(ui, now);
        self.take_answers();
        self.state.status.planning = self.planner.is_busy();
    }

    /// Shows plans that have come in, unless something is dragged. What is looked at stays where it is: a plan that was
    /// asked for before it was, and would move it, is asked for again; so is one that left it there, once the look is gone.
    fn take_plans(&mut self, ui: &Ui, now: Moment) {
        for (day, proposal) in self.planner.take() {
            self.pending.retain(|(other, _)| *other != day);
            self.pending.push((day, proposal));
        }
        if self.state.timeline.is_busy() || egui::DragAndDrop::has_any_payload(ui.ctx()) {
            return;
        }
        let looked_at = self.looked_at();
        if self.planned_around != looked_at
            && (looked_at.is_empty()
                || self.pending.iter().any(|(day, proposal)| self.would_move(*day, proposal, &looked_at)))
        {
            self.pending.clear();
            self.ask_for_plan(now);
            return;
        }
        for (day, proposal) in std::mem::take(&mut self.pending) {
            self.derived.days.set_proposal(day, proposal);
            self.select_awaited_ghost();
        }
    }

    /// The suggestions that are under the pointer or selected.
    fn looked_at(&self) -> Vec<SuggestionKey> {
        let selected = match self.state.selection {
            Selection::Ghost(task, step) => Some((task, step)),
            _ => None,
        };
        selected.into_iter().chain(self.state.timeline.hovered_ghost()).collect()
    }

    /// Whether a plan moves what is looked at.
    fn would_move(&self, day: PlanningDay, proposal: &Proposal, looked_at: &[SuggestionKey]) -> bool {
        let Some(view) = self.derived.days.of(day) else { return false };
        let shown = view.proposal.suggestions.iter().filter(|it| looked_at.contains(&(it.task, it.step)));
        let is_there = |it: &Suggestion| {
            proposal.suggestions.iter().any(|s| (s.task, s.step, s.span) == (it.task, it.step, it.span))
        };
        shown.into_iter().any(|it| !is_there(it))
    }

    /// After "next best" the suggestion that took the place is selected, so that the next answer is one key away.
    fn select_awaited_ghost(&mut self) {
        let Some(at) = self.state.timeline.take_awaited_ghost() else { return };
        let view = self.derived.days.at(at);
        let next = view.and_then(|view| view.proposal.suggestions.iter().find(|suggestion| suggestion.span.end > at));
        if let Some(next) = next {
            self.state.selection = Selection::Ghost(next.task, next.step);
        }
    }

    /// Asks the planner for suggestions, for today and later; the past has none.
    pub(crate) fn ask_for_plan(&mut self, now: Moment) {
        let days: Vec<DayJob> = self.derived.days.in_order().into_iter().map(|view| self.day_job(view)).collect();
        let looked_at = self.looked_at();
        self.planned_around.clone_from(&looked_at);
        let job = PlanJob { workspace: self.workspace().clone(), days, looked_at, now, here: self.here };
        self.planner.ask(job);
    }

    /// What the planner is told of a day.
    pub(crate) fn day_job(&self, view: &DayView) -> DayJob {
        DayJob {
            agenda: view.agenda.clone(),
            gaps: view.gaps.clone(),
            passed: self.passed_on(view),
            shown: Arc::clone(&view.proposal),
        }
    }

    /// Suggestions to leave out on a day: passed over in one gap, or unticked for all of them.
    fn passed_on(&self, view: &DayView) -> Passed {
        let unticked = self.state.panels.unticked.iter().filter(|(day, ..)| *day == view.agenda.day);
        // A gap may be cut where the energy changes or something is due: each part is meant.
        let grid = self.workspace().settings.grid;
        let times = |gap: &Gap| {
            let count = gap.span.minutes().get() / grid.get().max(1);
            let start = gap.span.start;
            (0..count.max(1)).map(move |n| start + grid.delta() * i32::try_from(n).unwrap_or(i32::MAX))
        };
        let everywhere = unticked.flat_map(|(_, task, step)| {
            view.gaps
                .iter()
                .flat_map(times)
                .map(move |at| -> (TaskId, Option<StepId>, NaiveDateTime) { (*task, *step, at) })
        });
        self.passed.iter().copied().chain(everywhere).collect()
    }
}
