//! "I have N minutes": the best work from now on.

use super::frame::candidates::Candidates;
use super::frame::order::{renumbered, without_followers};
use super::frame::places::CandidatePlace;
use super::frame::scoring::{CONTEXT_COST, MUST_TODAY, problem_items};
use super::gap::{GapCandidate, GapPlan, GapRules, GapSolver};
use super::problem::{self, Problem};
use super::request::Request;
use super::slots::{SLOT, slots_down, slots_up};
use crate::model::{Minutes, Span, StepId, TaskId};

/// Up to this length the slot is one minute, above it the planner's grid.
const TO_THE_MINUTE: Minutes = Minutes::new(30);

/// The best use of some minutes, and the second best.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NowAnswer {
    /// Empty if nothing fits.
    pub best: NowSet,
    /// The best set without some part of `best`.
    pub runner_up: Option<NowSet>,
}

/// Work in sequence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NowSet {
    /// Tasks or steps in order, with their minutes of work.
    pub work: Vec<(TaskId, Option<StepId>, Minutes)>,
    /// In tenths of weighted minutes.
    pub value: i64,
    /// True if no better set exists.
    pub proven: bool,
}

/// Returns the best work for the next `minutes`. The user states that the time is free, so working hours, the day's cap
/// and the number of micro-tasks do not apply. Breaks do.
pub fn now_for(request: &Request, minutes: Minutes) -> NowAnswer {
    let slot = if minutes <= TO_THE_MINUTE { Minutes::new(1) } else { SLOT };
    let found = Candidates::of(request);
    let place = place(request, minutes);
    let rhythm = request.workspace.settings.rhythm;
    let slots = slots_down(minutes, slot);
    let mut problem = Problem {
        slot_minutes: slot.get(),
        focus_slots: slots_down(rhythm.focus, slot).max(1),
        break_slots: slots_up(rhythm.rest, slot),
        context_cost: CONTEXT_COST,
        day_caps: vec![slots],
        day_piece_caps: Vec::new(),
        gaps: vec![problem::ProblemGap { day: 0, slots, lead_slots: slots_up(place.lead, slot) }],
        items: problem_items(request, &found.items, &[place], slot),
    };
    problem
        .items
        .iter_mut()
        .filter(|item| item.chunk.is_none() && item.slots > slots)
        .for_each(|item| item.value[0] = 0);
    let possible =
        without_followers(problem.items.len(), |i| &problem.items[i].after, |i| problem.items[i].is_allowed());
    let index = renumbered(&possible);
    let kept: Vec<usize> = (0..possible.len()).filter(|&i| possible[i]).collect();
    let candidate = |&i: &usize| {
        let after = problem.items[i].after.iter().filter_map(|&b| index[b]).collect();
        GapCandidate::of(&problem, i, 0).map(|candidate| GapCandidate { after, ..candidate })
    };
    let candidates: Vec<GapCandidate> = kept.iter().filter_map(candidate).collect();
    let rules = GapRules::of(&problem, 0);
    let set = |plan: &GapPlan| {
        let mut set = NowSet { value: plan.value, proven: plan.bound <= plan.value, ..NowSet::default() };
        for piece in &plan.pieces {
            let item = &found.items[kept[piece.candidate]];
            let work = Minutes::new(piece.slots * slot.get()).min(item.minutes);
            set.work.push((item.task.id, item.step.map(|step| step.id), work));
            set.value -= if item.factors.must_today { MUST_TODAY * i64::from(piece.slots) } else { 0 };
        }
        set
    };
    let gap = GapSolver::new(&rules, &candidates, &[]);
    let best = gap.best();
    NowAnswer { runner_up: gap.runner_up(&best).map(|plan| set(&plan)), best: set(&best) }
}

/// The time from now on, with the work right before it.
fn place(request: &Request, minutes: Minutes) -> CandidatePlace {
    let span = Span::new(request.now, request.now + minutes.delta());
    let lead =
        request.gaps.iter().find(|gap| gap.span.start >= request.now && gap.span.start - request.now < SLOT.delta());
    CandidatePlace {
        span,
        lead: lead.map_or(Minutes::ZERO, |gap| gap.lead),
        energy: request.workspace.settings.energy_at(request.now.time()),
        ends_with: None,
    }
}
