//! "I have N minutes": the best work from now on.

use std::ops::ControlFlow;

use super::frame::candidates::{Candidate, Candidates};
use super::frame::grid::Grid;
use super::frame::rates::RateRules;
use super::frame::scoring::{CONTEXT_COST, MUST_ABOVE_ALL, Scored, items};
use super::frame::settle::settled;
use super::problem::{Placement, Problem, ProblemGap, Solution};
use super::request::Request;
use super::slots::{SLOT, slots_down, slots_up};
use super::solve::SolveSession;
use crate::model::{Minutes, Span, StepId, TaskId};

/// Up to this length the slot is one minute, above it the planner's grid.
const TO_THE_MINUTE: Minutes = Minutes::new(30);

/// The best use of some minutes, and the second best.
///
/// ```
/// use gapwise::calendar::{Agenda, Tz, gaps};
/// use gapwise::model::{Minutes, Moment, Order, Task, TaskId, Workspace, day_of};
/// use gapwise::planner::{Passed, Request, now_for};
///
/// let now = Moment { instant: "2026-11-23T09:00:00Z".parse().unwrap(), local: "2026-11-23T09:00:00".parse().unwrap() };
/// let mut workspace = Workspace::default();
/// let mut task = Task::new(TaskId::derived("t"), "Report", Order::default(), now.instant);
/// (task.important, task.estimate) = (Some(true), Some(Minutes::new(25)));
/// workspace.tasks.insert(task.id, task.into());
/// let agenda = Agenda::of(&workspace, day_of(now.local, workspace.settings.day_start), Tz::UTC);
/// let free = gaps(&agenda, &workspace.settings, now.local);
/// let passed = Passed::new();
/// let request = Request::new(&workspace, &agenda, &free, &passed, now, Tz::UTC);
/// let answer = now_for(&request, Minutes::new(30));
/// assert_eq!(answer.best.work, [(TaskId::derived("t"), None, Minutes::new(25))]);
/// assert!(answer.best.proven && answer.runner_up.is_none());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NowAnswer {
    /// Empty if nothing fits.
    pub best: NowSet,
    /// The best set without some part of `best`.
    pub runner_up: Option<NowSet>,
}

/// Work in sequence.
///
/// ```
/// use gapwise::calendar::{Agenda, Tz, gaps};
/// use gapwise::model::{Minutes, Moment, Order, Task, TaskId, Workspace, day_of};
/// use gapwise::planner::{Passed, Request, now_for};
///
/// # let local: chrono::NaiveDateTime = "2026-11-23T09:00:00".parse().unwrap();
/// # let now = Moment { instant: local.and_utc(), local };
/// let mut workspace = Workspace::default();
/// for (name, minutes) in [("Report", 25), ("Mail", 10), ("Slides", 40)] {
///     let mut task = Task::new(TaskId::derived(name), name, Order::default(), now.instant);
///     (task.important, task.estimate) = (Some(true), Some(Minutes::new(minutes)));
///     workspace.tasks.insert(task.id, task.into());
/// }
/// # let agenda = Agenda::of(&workspace, day_of(now.local, workspace.settings.day_start), Tz::UTC);
/// # let free = gaps(&agenda, &workspace.settings, now.local);
/// # let passed = Passed::new();
/// # let request = Request::new(&workspace, &agenda, &free, &passed, now, Tz::UTC);
/// let best = now_for(&request, Minutes::new(35)).best;
/// assert_eq!(best.work.iter().map(|(_, _, work)| *work).sum::<Minutes>(), Minutes::new(35), "the two that fill it");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NowSet {
    /// Tasks or steps in order, with their minutes of work.
    pub work: Vec<(TaskId, Option<StepId>, Minutes)>,
    /// In tenths of weighted minutes.
    pub value: i64,
    /// True if no better set exists.
    pub proven: bool,
}

/// Returns the best work for the next `minutes`, the more pressing first. The user states that the time is free, so
/// working hours, the day's cap and the number of micro-tasks do not apply. Breaks do. Work that must be done today, and
/// other work that cannot wait, goes first only where the time after these minutes does not hold it.
pub fn now_for(request: &Request, minutes: Minutes) -> NowAnswer {
    let slot = if minutes <= TO_THE_MINUTE { Minutes::new(1) } else { SLOT };
    let scored = scored(request, minutes, slot);
    let set = |solution: &Solution| {
        let placements = settled(&scored, &scored.problem, &solution.placements);
        let work = |piece: &Placement| {
            let candidate = &scored.items[piece.item];
            let work = scored.grid.minutes(piece.slots).min(candidate.minutes);
            (candidate.task.id, candidate.step.map(|step| step.id), work)
        };
        NowSet {
            work: placements.iter().map(work).collect(),
            value: scored.told(solution.value, &solution.placements),
            proven: solution.is_optimal(),
        }
    };
    let go_on = &mut |_: &Solution| ControlFlow::Continue(());
    let session = SolveSession::new(&scored.problem, &[], i64::MIN, go_on);
    let mut second: Option<Solution> = None;
    for (bound, item) in session.bounds_without() {
        let least = second.as_ref().map_or(i64::MIN, |second| second.value);
        if least < session.solution.value.min(bound) {
            let other = session.without(item, least, go_on);
            second = Some(other).filter(|other| other.value > least).or(second);
        }
    }
    let runner_up = second.filter(|second| !second.placements.is_empty());
    NowAnswer { runner_up: runner_up.map(|second| set(&second)), best: set(&session.solution) }
}

/// Returns the minutes as a problem of one gap.
fn scored<'a>(request: &Request<'a>, minutes: Minutes, slot: Minutes) -> Scored<'a> {
    let mut found = Candidates::of(request);
    let grid = Grid::around(request.now, slot);
    let waits = todays_work_waits(request, &found.items, minutes);
    found.items.iter_mut().for_each(|item| item.factors.cannot_wait &= !waits);
    let must = if waits { 0 } else { MUST_ABOVE_ALL };
    let free = Span::new(request.now, request.now + minutes.delta());
    let problem = one_gap(request, &found.items, (grid, slot), (free, lead(request)), must);
    Scored { problem, grid, gaps: Vec::new(), items: found.items, excluded: found.excluded, must, share: None }
}

/// Returns the problem of one gap alone, with the work right before it. Limits of the day do not apply.
pub(super) fn one_gap(
    request: &Request,
    candidates: &[Candidate],
    (grid, slot): (Grid, Minutes),
    (free, lead): (Span, Minutes),
    must: i64,
) -> Problem {
    let rhythm = request.workspace.settings.rhythm;
    let slots = slots_down(free.minutes(), slot);
    let focus_slots = slots_down(rhythm.focus, slot).max(1);
    let lead_slots = slots_up(lead, slot).min(focus_slots);
    let gaps = vec![ProblemGap { day: 0, start: grid.floor(free.start), slots, lead_slots }];
    Problem {
        slot_minutes: slot.get(),
        focus_slots,
        break_slots: slots_up(rhythm.rest, slot),
        context_cost: CONTEXT_COST,
        day_caps: vec![slots],
        items: items(&RateRules::new(request, grid, &gaps, None, must), candidates, slot),
        gaps,
        ..Problem::default()
    }
}

/// Returns whether the free time after the next `minutes` holds all work that must be done today and other work that
/// cannot wait, the earliest due first.
fn todays_work_waits(request: &Request, items: &[Candidate], minutes: Minutes) -> bool {
    let from = request.now + minutes.delta();
    let mut must: Vec<_> = items.iter().filter(|item| item.factors.must_today || item.factors.cannot_wait).collect();
    must.sort_by_key(|item| item.factors.due);
    let mut needed = Minutes::ZERO;
    must.into_iter().all(|item| {
        needed += item.minutes;
        let due = item.factors.due.filter(|_| !item.factors.overdue);
        let until = due.unwrap_or(request.agenda.day.span().end);
        let free = request.gaps.iter().map(|gap| Minutes::between(gap.span.start.max(from), gap.span.end.min(until)));
        needed <= free.sum()
    })
}

/// Returns the work right before now.
fn lead(request: &Request) -> Minutes {
    let next =
        request.gaps.iter().find(|gap| gap.span.start >= request.now && gap.span.start - request.now < SLOT.delta());
    next.map_or(Minutes::ZERO, |gap| gap.lead)
}
