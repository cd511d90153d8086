//! Suggestions: when they are asked for, when they hold still, and when they are shown.

use std::sync::Arc;

use chrono::{Datelike as _, NaiveDateTime};
use egui::Ui;

use super::Gapwise;
use super::derive::Input;
use super::planning::{DayJob, PlanJob};
use crate::calendar::Gap;
use crate::model::{Moment, PlanningDay, StepId, TaskId};
use crate::planner::{Passed, Proposal};
use crate::ui::{DayView, Selection, View};

impl Gapwise {
    /// The days that are shown: the chosen one, or its week, or three from it on.
    pub(super) fn shown_days(&self, today: PlanningDay) -> Vec<PlanningDay> {
        let chosen = self.shown_day(today);
        match (self.state.view, self.state.three_days) {
            (View::Week, true) => (0..3).map(|n| chosen.plus(n)).collect(),
            (View::Week, false) => {
                let monday = chosen.plus(-i64::from(chosen.date.weekday().num_days_from_monday()));
                (0..7).map(|n| monday.plus(n)).collect()
            }
            _ => vec![chosen],
        }
    }

    /// Brings what the views need up to date, asks for plans where the days changed, and shows those that are there.
    pub(super) fn refresh(&mut self, ui: &Ui, now: Moment, today: PlanningDay) {
        let time = ui.input(|input| input.time);
        self.fading.retain(|(_, until)| *until > time);
        if let Some(next) = self.fading.iter().map(|(_, until)| *until).reduce(f64::min) {
            ui.ctx().request_repaint_after_secs((next - time) as f32);
        }
        let fading: Vec<TaskId> = self.fading.iter().map(|(task, _)| *task).collect();
        let days = self.shown_days(today);
        let input = Input {
            workspace: self.history.workspace(),
            revision: self.history.revision(),
            days: &days,
            chosen: self.shown_day(today),
            month: self.state.month,
            today,
            now: now.local,
            instant: now.instant,
            here: self.here,
            fading: &fading,
            shown_as: self.state.matrix.shown_as(),
            selected: self.state.selection.task(self.history.workspace()),
            trash: self.state.trash.is_some(),
        };
        let changed = self.derived.refresh(&input);
        let grid = self.workspace().settings.grid;
        let rests = !self.state.timeline.is_busy() && !self.planner.is_busy() && self.pending.is_empty();
        if changed || (rests && self.derived.has_past_ghost(now.local, grid)) {
            self.ask_for_plan(now);
        }
        self.take_plans(ui);
        self.take_answers();
        self.state.planning = self.planner.is_busy();
    }

    /// Shows plans that have come in, unless something is dragged, or they would move what is looked at.
    fn take_plans(&mut self, ui: &Ui) {
        for (day, proposal) in self.planner.take() {
            self.pending.retain(|(other, _)| *other != day);
            self.pending.push((day, proposal));
        }
        if self.state.timeline.is_busy() || egui::DragAndDrop::has_any_payload(ui.ctx()) {
            return;
        }
        for (day, proposal) in std::mem::take(&mut self.pending) {
            if self.would_move_what_is_looked_at(day, &proposal) {
                self.pending.push((day, proposal));
            } else {
                self.derived.set_proposal(day, proposal);
                self.select_awaited_ghost();
            }
        }
    }

    /// Whether a plan moves the suggestion that is under the pointer or selected, though that could stay.
    fn would_move_what_is_looked_at(&self, day: PlanningDay, proposal: &Proposal) -> bool {
        let Some(view) = self.derived.days().iter().find(|view| view.agenda.day == day) else { return false };
        let selected = match self.state.selection {
            Selection::Ghost(task, step) => Some((task, step)),
            _ => None,
        };
        let looked_at = selected.into_iter().chain(self.state.timeline.hovered_ghost());
        looked_at.into_iter().any(|key| self.can_stay(view, key) && !stays(view, proposal, key))
    }

    /// Whether a suggestion that is shown is still one: not answered, not past, and nothing came into its place.
    fn can_stay(&self, view: &DayView, (task, step): (TaskId, Option<StepId>)) -> bool {
        let shown = view.proposal.suggestions.iter().find(|s| s.task == task && s.step == step);
        let Some(shown) = shown else { return false };
        let open = self.workspace().tasks.get(&task).is_some_and(|task| {
            let wanted = task.not_now != Some(view.agenda.day.date);
            wanted && step.is_none_or(|step| task.step(step).is_some_and(|step| !step.is_done()))
        });
        let answered = self.passed.contains(&(task, step, shown.span.start))
            || self.state.unticked.contains(&(view.agenda.day, task, step));
        let free = view.gaps.iter().any(|gap| gap.span.start <= shown.span.start && shown.span.end <= gap.span.end);
        open && !answered && free
    }

    /// After "next best" the suggestion that took the place is selected, so that the next answer is one key away.
    fn select_awaited_ghost(&mut self) {
        let Some(at) = self.state.timeline.take_awaited_ghost() else { return };
        let days = self.derived.days().iter().filter(|view| view.agenda.day.span().contains(at));
        let next = days.flat_map(|view| &view.proposal.suggestions).find(|suggestion| suggestion.span.end > at);
        if let Some(next) = next {
            self.state.selection = Selection::Ghost(next.task, next.step);
        }
    }

    /// Asks the planner for suggestions, for today and later; the past has none.
    pub(super) fn ask_for_plan(&mut self, now: Moment) {
        let days: Vec<DayJob> = self.derived.days().iter().map(|view| self.day_job(view)).collect();
        let job = PlanJob { workspace: self.workspace().clone(), days, now, here: self.here };
        self.planner.ask(job);
    }

    /// What the planner is told of a day.
    pub(super) fn day_job(&self, view: &DayView) -> DayJob {
        DayJob {
            agenda: view.agenda.clone(),
            gaps: view.gaps.clone(),
            passed: self.passed_on(view),
            shown: Arc::clone(&view.proposal),
        }
    }

    /// What is not to be suggested on a day: passed over in one gap, or unticked for all of them.
    fn passed_on(&self, view: &DayView) -> Passed {
        let unticked = self.state.unticked.iter().filter(|(day, ..)| *day == view.agenda.day);
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

fn stays(view: &DayView, proposal: &Proposal, (task, step): (TaskId, Option<StepId>)) -> bool {
    let place = |proposal: &Proposal| {
        proposal.suggestions.iter().find(|s| s.task == task && s.step == step).map(|suggestion| suggestion.span)
    };
    place(proposal) == place(&view.proposal)
}
