//! Suggestions: their workers, the plans that wait to be shown, and the suggestions that the user passed over.

use std::sync::Arc;

use chrono::NaiveDateTime;
use egui::Context;

use super::jobs::{AskJob, DayJob, PlanAnswer, PlanJob};
use crate::app::worker::Worker;
use crate::calendar::Gap;
use crate::model::{BlockId, Minutes, PlanningDay, StepId, TaskId};
use crate::planner::{Passed, Proposal, SuggestionKey};
use crate::ui::DayView;

/// A block that was placed for a card, and the places before it.
pub(crate) struct Placed {
    pub(super) block: BlockId,
    pub(super) task: TaskId,
    pub(super) passed: Passed,
    /// The revision of the workspace after it was placed.
    pub(super) revision: u64,
}

/// A suggestion that was unticked on a day.
pub(crate) type Unticked = (PlanningDay, TaskId, Option<StepId>);

/// The plans that are under way.
#[derive(Default)]
pub(crate) struct Planning {
    planner: Worker<PlanJob>,
    asker: Worker<AskJob>,
    /// Finds work for the Focus view. Its questions do not replace those of the user.
    offers: Worker<AskJob>,
    /// Finds work for the gap lens. Its questions replace no others either.
    lens: Worker<AskJob>,
    /// Plans that wait until nothing is dragged.
    pending: Vec<(PlanningDay, Proposal)>,
    /// The suggestions in use when the plans were asked for: they keep their places in them.
    around: Vec<SuggestionKey>,
    pub passed: Passed,
    /// The last block of [`crate::ui::Intent::PlanCard`].
    pub placed: Option<Placed>,
}

impl Planning {
    /// Plans and answers questions on threads, which wake the window.
    pub fn on_threads(egui: &Context) -> Self {
        let wake = || {
            let egui = egui.clone();
            move || egui.request_repaint()
        };
        let (planner, asker) = (Worker::on_thread("plan", wake()), Worker::on_thread("what-if", wake()));
        let (offers, lens) = (Worker::on_thread("offer", wake()), Worker::on_thread("lens", wake()));
        Self { planner, asker, offers, lens, ..Self::default() }
    }

    /// Returns whether plans are being made.
    pub fn is_busy(&self) -> bool {
        self.planner.is_busy()
    }

    /// Returns whether no plan is being made or waits.
    pub fn rests(&self) -> bool {
        !self.is_busy() && self.pending.is_empty()
    }

    /// Plans days, in place of an older question.
    pub fn plan(&mut self, job: PlanJob) {
        self.around.clone_from(&job.looked_at);
        self.planner.ask(job);
    }

    /// Asks a question, in place of an older one.
    pub fn ask(&mut self, job: AskJob) {
        self.asker.ask(job);
    }

    /// Takes the answers to the newest question.
    pub fn answers(&mut self) -> Vec<PlanAnswer> {
        self.asker.take()
    }

    /// Asks for work to offer, in place of an older question for it.
    pub fn ask_for_offer(&mut self, job: AskJob) {
        self.offers.ask(job);
    }

    /// Takes the answer to the newest question for work to offer.
    pub fn offered(&mut self) -> Option<PlanAnswer> {
        self.offers.take().pop()
    }

    /// Asks for work that fits a gap, in place of an older question for it.
    pub fn ask_for_fits(&mut self, job: AskJob) {
        self.lens.ask(job);
    }

    /// Takes the answer to the newest question for work that fits a gap.
    pub fn fitting(&mut self) -> Option<PlanAnswer> {
        self.lens.take().pop()
    }

    /// Collects finished plans.
    pub fn collect(&mut self) {
        for (day, proposal) in self.planner.take() {
            self.pending.retain(|(other, _)| *other != day);
            self.pending.push((day, proposal));
        }
    }

    /// Returns whether the collected plans must be made again: they would move a suggestion in use, or they kept one
    /// that is in use no more.
    pub fn is_outdated(&self, in_use: &[SuggestionKey], would_move: impl Fn(PlanningDay, &Proposal) -> bool) -> bool {
        self.around != in_use
            && (in_use.is_empty() || self.pending.iter().any(|(day, proposal)| would_move(*day, proposal)))
    }

    /// Takes the collected plans.
    pub fn take(&mut self) -> Vec<(PlanningDay, Proposal)> {
        std::mem::take(&mut self.pending)
    }

    /// Returns the question about one day.
    pub fn day_job<'a>(&self, view: &DayView, unticked: impl Iterator<Item = &'a Unticked>, grid: Minutes) -> DayJob {
        DayJob {
            agenda: view.agenda.clone(),
            gaps: view.gaps.clone(),
            passed: self.passed_on(view, unticked, grid),
            shown: Arc::clone(&view.proposal),
        }
    }

    /// Returns the suggestions to leave out on a day: passed over in one gap, or unticked for all of them.
    fn passed_on<'a>(&self, view: &DayView, unticked: impl Iterator<Item = &'a Unticked>, grid: Minutes) -> Passed {
        // A gap may be cut where the energy changes or something is due, so each of its times is passed over.
        let times = |gap: &Gap| {
            let count = gap.span.minutes().get() / grid.get().max(1);
            let start = gap.span.start;
            (0..count.max(1)).map(move |n| start + grid.delta() * i32::try_from(n).unwrap_or(i32::MAX))
        };
        let everywhere = unticked.filter(|(day, ..)| *day == view.agenda.day).flat_map(|(_, task, step)| {
            view.gaps
                .iter()
                .flat_map(times)
                .map(move |at| -> (TaskId, Option<StepId>, NaiveDateTime) { (*task, *step, at) })
        });
        self.passed.iter().copied().chain(everywhere).collect()
    }
}
