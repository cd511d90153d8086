//! Suggestions: the days they are for, when they are made, and when they are shown.

use chrono::NaiveDateTime;
use egui::Ui;

use super::jobs::{AskJob, PlanJob, Question};
use crate::app::derived::input::{Input, minute_of};
use crate::app::gapwise::Gapwise;
use crate::model::{Moment, PlanningDay, Span, TaskId, Workspace};
use crate::planner::{Proposal, Suggestion, SuggestionKey};
use crate::ui::{Selection, View};

impl Gapwise {
    /// Returns the days to show: the chosen one, its week, or three days from it on.
    fn days_to_show(&self, today: PlanningDay) -> Vec<PlanningDay> {
        let chosen = self.shown_day(today);
        match (self.state.view, self.state.week.days()) {
            (View::Week, 3) => (0..3).map(|n| chosen.plus(n)).collect(),
            (View::Week, _) => {
                let first = PlanningDay { date: self.time.words.first_of_week(chosen.date), ..chosen };
                (0..7).map(|n| first.plus(n)).collect()
            }
            _ => vec![chosen],
        }
    }

    /// Brings the derived values up to date, asks for plans if the days changed, and shows finished plans.
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
        let days = self.days_to_show(today);
        let to_rest = self.input.secs_to_rest(time);
        let input = Input {
            workspace: self.history.workspace(),
            revision: self.history.revision(),
            days: &days,
            chosen: self.shown_day(today),
            month: self.state.month.map(|month| self.time.words.first_of_week(month)),
            today,
            now: minute_of(now),
            here: self.time.here(),
            words: self.time.words,
            fading: &fading,
            shown_as: self.state.matrix.shown_as(),
            holds_cards: self.state.view == View::Plan && to_rest > 0.0,
            selected: self.state.selection.task(self.history.workspace()),
            trash_is_open: self.state.trash.is_some(),
            late_until: self.state.now.late_until,
        };
        let changed = self.derived.refresh(&input);
        if changed {
            self.tell_part();
        }
        if self.derived.cards_wait() {
            ui.ctx().request_repaint_after_secs(to_rest.max(0.0) as f32);
        }
        let grid = self.workspace().settings.grid;
        let rests = !self.state.timeline.is_busy() && self.planning.rests();
        if changed || (rests && self.derived.days.has_past_ghost(now.local, grid)) {
            self.ask_for_plan(now);
        }
        self.take_plans(ui, now);
        self.take_answers();
        self.state.status.planning = self.planning.is_busy();
    }

    /// Shows finished plans unless something is dragged. Suggestions in use keep their places.
    fn take_plans(&mut self, ui: &Ui, now: Moment) {
        self.planning.collect();
        if self.state.timeline.is_busy() || egui::DragAndDrop::has_any_payload(ui.ctx()) {
            return;
        }
        let in_use = self.suggestions_in_use();
        if self.planning.is_outdated(&in_use, |day, proposal| self.would_move(day, proposal, &in_use)) {
            self.planning.take();
            self.ask_for_plan(now);
            return;
        }
        for (day, proposal) in self.planning.take() {
            self.derived.days.set_proposal(day, proposal);
            self.select_awaited_ghost();
        }
    }

    /// Returns the suggestions that are selected or under the pointer.
    fn suggestions_in_use(&self) -> Vec<SuggestionKey> {
        let selected = match self.state.selection {
            Selection::Ghost(task, step) => Some((task, step)),
            _ => None,
        };
        selected.into_iter().chain(self.state.timeline.hovered_ghost()).collect()
    }

    /// Returns whether a plan moves a suggestion in use.
    fn would_move(&self, day: PlanningDay, proposal: &Proposal, in_use: &[SuggestionKey]) -> bool {
        let Some(view) = self.derived.days.of(day) else { return false };
        let shown = view.proposal.suggestions.iter().filter(|it| in_use.contains(&(it.task, it.step)));
        let stays = |it: &Suggestion| {
            proposal.suggestions.iter().any(|s| (s.task, s.step, s.span) == (it.task, it.step, it.span))
        };
        shown.into_iter().any(|it| !stays(it))
    }

    /// After "next best", selects the suggestion that took the place, so that the next answer is one key away.
    fn select_awaited_ghost(&mut self) {
        let Some(at) = self.state.timeline.take_awaited_ghost() else { return };
        let view = self.derived.days.at(at);
        let next = view.and_then(|view| view.proposal.suggestions.iter().find(|suggestion| suggestion.span.end > at));
        if let Some(next) = next {
            self.state.selection = Selection::Ghost(next.task, next.step);
        }
    }

    /// Asks the planner for the suggestions of the shown days and of today.
    pub(crate) fn ask_for_plan(&mut self, now: Moment) {
        self.ask_for_plan_with(None, now);
    }

    /// Asks for plans in which the runner-up replaces a suggestion.
    pub(super) fn ask_for_plan_with(&mut self, replaced: Option<(SuggestionKey, Span)>, now: Moment) {
        let grid = self.workspace().settings.grid;
        let views = self.derived.days.in_order();
        let days = views
            .into_iter()
            .map(|view| self.planning.day_job(view, self.state.panels.unticked.iter(), grid))
            .collect();
        let (workspace, looked_at) = (self.workspace().clone(), self.suggestions_in_use());
        self.planning.plan(PlanJob { workspace, days, looked_at, replaced, now, here: self.time.here() });
    }

    /// Asks a question about the day that contains a time, if it is today or shown.
    pub(crate) fn ask(&mut self, question: Question, at: NaiveDateTime, now: Moment) {
        self.ask_planner(self.workspace().clone(), question, at, now);
    }

    /// Asks a question about a workspace other than the present one.
    pub(crate) fn ask_planner(&mut self, workspace: Workspace, question: Question, at: NaiveDateTime, now: Moment) {
        let grid = self.workspace().settings.grid;
        let Some(view) = self.derived.days.at(at) else { return };
        let day = self.planning.day_job(view, self.state.panels.unticked.iter(), grid);
        self.planning.ask(AskJob { question, workspace, day, now, here: self.time.here() });
    }
}
