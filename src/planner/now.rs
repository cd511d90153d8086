//! "I have N minutes": the best work from now on.

use std::ops::ControlFlow;

use super::frame::candidates::Candidates;
use super::frame::grid::Grid;
use super::frame::rates::RateRules;
use super::frame::scoring::{CONTEXT_COST, MUST_ABOVE_ALL, items};
use super::problem::{Problem, ProblemGap, Solution};
use super::request::Request;
use super::slots::{SLOT, slots_down, slots_up};
use super::solve::SolveSession;
use crate::model::{Minutes, StepId, TaskId};

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
    let rhythm = request.workspace.settings.rhythm;
    let grid = Grid::around(request.now, slot);
    let slots = slots_down(minutes, slot);
    let focus_slots = slots_down(rhythm.focus, slot).max(1);
    let lead_slots = slots_up(lead(request), slot).min(focus_slots);
    let gaps = vec![ProblemGap { day: 0, start: grid.floor(request.now), slots, lead_slots }];
    let problem = Problem {
        slot_minutes: slot.get(),
        focus_slots,
        break_slots: slots_up(rhythm.rest, slot),
        context_cost: CONTEXT_COST,
        day_caps: vec![slots],
        items: items(&RateRules::new(request, grid, &gaps, None, MUST_ABOVE_ALL), &found.items, slot),
        gaps,
        ..Problem::default()
    };
    let set = |solution: &Solution| {
        let mut set = NowSet { value: solution.value, proven: solution.is_optimal(), ..NowSet::default() };
        for piece in &solution.placements {
            let candidate = &found.items[piece.item];
            let work = grid.minutes(piece.slots).min(candidate.minutes);
            set.work.push((candidate.task.id, candidate.step.map(|step| step.id), work));
            let item = &problem.items[piece.item];
            let finish = if piece.slots == item.slots { item.finish_slots } else { 0 };
            set.value -=
                if candidate.factors.must_today { MUST_ABOVE_ALL * i64::from(piece.slots + finish) } else { 0 };
        }
        set
    };
    let go_on = &mut |_: &Solution| ControlFlow::Continue(());
    let session = SolveSession::new(&problem, &[], go_on);
    let others = session.solution.placements.iter().map(|piece| session.without(piece.item, go_on));
    let second = others.reduce(|best, other| if other.value > best.value { other } else { best });
    let runner_up = second.filter(|second| !second.placements.is_empty());
    NowAnswer { runner_up: runner_up.map(|second| set(&second)), best: set(&session.solution) }
}

/// The work right before now.
fn lead(request: &Request) -> Minutes {
    let next =
        request.gaps.iter().find(|gap| gap.span.start >= request.now && gap.span.start - request.now < SLOT.delta());
    next.map_or(Minutes::ZERO, |gap| gap.lead)
}
