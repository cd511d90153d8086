//! The work that fits a free span, each piece alone at its start.

use super::frame::candidates::Candidates;
use super::frame::grid::Grid;
use super::frame::scoring::MUST_ABOVE_ALL;
use super::now::one_gap;
use super::problem::{Placement, Problem, ProblemGap, check, wall_slots};
use super::request::Request;
use super::slots::SLOT;
use crate::model::{Minutes, Span, StepId, TaskId};

/// Work that fits a free span.
///
/// ```
/// use gapwise::calendar::{Agenda, Tz, gaps};
/// use gapwise::model::{Minutes, Moment, Order, Span, Task, TaskId, Workspace, day_of};
/// use gapwise::planner::{Passed, Request, fits};
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
/// let span = Span::new(local, local + Minutes::new(30).delta());
/// let found: Vec<_> = fits(&request, span).iter().map(|fit| fit.span.minutes().get()).collect();
/// assert_eq!(found, [25, 10], "the longer one is worth more, and the longest does not fit");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fit {
    pub task: TaskId,
    pub step: Option<StepId>,
    /// Its place, from the start of the free span on, with the breaks inside it.
    pub span: Span,
}

/// Returns all pieces of work that fit `free`, the most valuable first. Each is counted alone, at the start of the span;
/// splittable work gets as much of it as its chunks allow.
pub fn fits(request: &Request, free: Span) -> Vec<Fit> {
    let found = Candidates::of(request);
    let grid = Grid::around(free.start, SLOT);
    let before = request.gaps.iter().find(|gap| gap.span.start == free.start);
    let lead = before.map_or(Minutes::ZERO, |gap| gap.lead);
    let problem = one_gap(request, &found.items, (grid, SLOT), (free, lead), MUST_ABOVE_ALL);
    let ProblemGap { start, slots, .. } = problem.gaps[0];
    let mut valued: Vec<(i64, Placement)> = (0..problem.items.len())
        .filter_map(|item| {
            let piece = Placement { start, item, slots: longest(&problem, item)? };
            Some((check(&problem, &[piece]).ok().filter(|value| *value > 0)?, piece))
        })
        .collect();
    valued.sort_by_key(|(value, piece)| (std::cmp::Reverse(*value), piece.item));
    let fit = |(_, piece): &(i64, Placement)| {
        let candidate = &found.items[piece.item];
        let (rest, focus) = (problem.break_slots, problem.focus_slots);
        let length = u32::try_from(wall_slots(piece.slots, focus, rest)).unwrap_or(slots);
        let breaks = grid.minutes(length.saturating_sub(piece.slots));
        let work = grid.minutes(piece.slots).min(candidate.minutes);
        let span = Span::new(free.start, free.start + (work + breaks).delta());
        Fit { task: candidate.task.id, step: candidate.step.map(|step| step.id), span }
    };
    valued.iter().map(fit).collect()
}

/// Returns the longest piece of an item that the only gap holds; `None` if it holds none.
fn longest(problem: &Problem, item: usize) -> Option<u32> {
    let (of, room) = (&problem.items[item], problem.gaps[0].slots);
    let holds = |slots: &u32| wall_slots(*slots, problem.focus_slots, problem.break_slots) <= u64::from(room);
    match of.chunk {
        None => Some(of.slots).filter(holds),
        Some([_, most]) => (1..=most.min(of.slots).min(room)).rev().find(holds),
    }
}
