//! Suggestions: the days they are for, when they are made, and when they are shown.

use chrono::NaiveDateTime;
use egui::Ui;

use super::jobs::{AskJob, PlanJob, Question};
use crate::app::gapwise::Gapwise;
use crate::model::{Moment, PlanningDay, Span, Workspace};
use crate::planner::{Proposal, Suggestion, SuggestionKey};
use crate::ui::Selection;

impl Gapwise {
    /// Shows finished plans unless something is dragged. Suggestions in use keep their places.
    pub(crate) fn take_plans(&mut self, ui: &Ui, now: Moment) {
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

    /// Selects the suggestion that took the place after "next best", so that the next answer is one key away.
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
        let (here, words) = (self.time.here(), self.time.words);
        self.planning.plan(PlanJob { workspace, days, looked_at, replaced, now, here, words });
    }

    /// Asks a question about the day that contains a time, if it is today or shown.
    pub(crate) fn ask(&mut self, question: Question, at: NaiveDateTime, now: Moment) {
        self.ask_planner(self.workspace().clone(), question, at, now);
    }

    /// Asks a question about a workspace other than the present one.
    pub(crate) fn ask_planner(&mut self, workspace: Workspace, question: Question, at: NaiveDateTime, now: Moment) {
        if let Some(job) = self.ask_job(workspace, question, at, now) {
            self.planning.ask(job);
        }
    }

    /// Returns a question about the day that contains a time; `None` if that is neither today nor shown.
    pub(super) fn ask_job(
        &self,
        workspace: Workspace,
        question: Question,
        at: NaiveDateTime,
        now: Moment,
    ) -> Option<AskJob> {
        let day = self.derived.days.at(at)?;
        let day = self.planning.day_job(day, self.state.panels.unticked.iter(), self.workspace().settings.grid);
        let (here, words) = (self.time.here(), self.time.words);
        Some(AskJob { question, workspace, day, now, here, words })
    }
}
