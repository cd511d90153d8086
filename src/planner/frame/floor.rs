//! The share of a day in the weekly minimum of important work that is not urgent.

use std::cmp::Reverse;

use super::candidates::Candidate;
use crate::calendar::{ScheduleWork, UrgencyView, quadrant, urgency};
use crate::model::{Minutes, PlanningDay, Quadrant, Span, Task};
use crate::planner::problem::{Item, WorkFloor};
use crate::planner::proposal::Suggestion;
use crate::planner::request::Request;
use crate::planner::slots::{SLOT, slots_up};

/// Value lost for each missing slot. With its own value, work of the minimum is worth more than other work that can be
/// late, small work that is due today aside, and less than work that must be done today.
const FLOOR_PRICE: u32 = 2_500;

/// Items that count towards the minimum at most. The solver drops none of them beforehand.
const MOST_COUNTED: usize = 40;

/// The weekly minimum as a day sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayShare {
    /// Minutes that neither tracked nor planned work of the week covers.
    pub missing: Minutes,
    /// The part of them that the day takes.
    pub share: Minutes,
    /// Minutes of the suggestions that stay as they are.
    pub held: Minutes,
}

impl DayShare {
    /// Returns the share of the request's day; `None` if there is no minimum, nothing of it is missing, or the rest of the
    /// week has no working hours.
    ///
    /// The missing minutes are divided among the days left by their working hours. What the day has already counts.
    pub fn of(request: &Request) -> Option<Self> {
        let (settings, day) = (&request.workspace.settings, request.agenda.day);
        let floor = settings.schedule_floor;
        let week = request.week.filter(|week| !floor.is_zero() && day.date >= week.from)?;
        let on = |date| PlanningDay { date, ..day };
        let first = on(week.first);
        let span = Span::new(first.span().start, first.plus(7).span().start);
        let view = |task: &Task| view(request, task);
        let work = ScheduleWork::of(request.workspace, span, request.moment(), request.here, view);
        let missing = Some(floor - work.minutes()).filter(|missing| !missing.is_zero())?;
        let hours = |day: &PlanningDay| match request.workspace.closed_day(day.date) {
            Some(_) => Minutes::ZERO,
            None => settings.hours_on(day.date).0.iter().map(|range| range.on(*day).minutes()).sum(),
        };
        let left: Minutes = (0..7).map(|n| first.plus(n)).filter(|it| it.date >= week.from).map(|it| hours(&it)).sum();
        let so_far = work.minutes_in(day.span());
        let part = u64::from((missing + so_far).get()) * u64::from(hours(&day).get());
        let part = u32::try_from(part.checked_div(u64::from(left.get()))?).unwrap_or(u32::MAX);
        let share = Minutes::new(part) - so_far;
        let task = |held: &Suggestion| request.workspace.tasks.get(&held.task);
        let counts = |held: &&Suggestion| task(held).is_some_and(|task| is_counted(request, task));
        let held = request.held.iter().filter(counts).map(|held| held.work).sum();
        Some(Self { missing, share: share.min(missing), held })
    }

    /// Returns whether some of it is to be planned besides the suggestions that stay.
    pub fn is_open(self) -> bool {
        self.share > self.held
    }

    /// Marks the items that count, and returns the minimum of their problem, no more than they hold. Of many such items
    /// the most valuable ones count, which a plan prefers anyway.
    pub fn floor(self, candidates: &[Candidate], items: &mut [Item]) -> Option<WorkFloor> {
        let peak = |item: &Item| item.rate.iter().map(|rate| rate.2).max().unwrap_or(0);
        let counts = |i: &usize| candidates[*i].factors.weekly_minimum && peak(&items[*i]) > 0;
        let mut counted: Vec<usize> = (0..items.len()).filter(counts).collect();
        counted.sort_by_key(|i| Reverse(peak(&items[*i])));
        counted.truncate(MOST_COUNTED);
        counted.iter().for_each(|i| items[*i].floor = true);
        let most = counted.iter().map(|i| items[*i].slots).fold(0, u32::saturating_add);
        let slots = slots_up(self.share - self.held, SLOT).min(most);
        (slots > 0).then_some(WorkFloor { slots, price: FLOOR_PRICE })
    }
}

/// Returns whether work on a task counts towards the weekly minimum.
pub fn is_counted(request: &Request, task: &Task) -> bool {
    quadrant(task, view(request, task)) == Some(Quadrant::Schedule)
}

fn view(request: &Request, task: &Task) -> UrgencyView {
    let workspace = request.workspace;
    urgency(task, task.left(workspace.settings.guess), workspace, request.availability())
}
