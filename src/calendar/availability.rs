//! Free working time until a due time, and the urgency that follows from it.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime};

use super::agenda::Agenda;
use super::gaps::free_spans;
use super::occur::occurrences;
use super::zone::Tz;
use crate::model::{Minutes, PlanningDay, Quadrant, Settings, Span, Task, TaskId, Urgency, Workspace, day_of};

/// Working minutes free of events from one moment on, indexed for queries of any later moment.
///
/// ```
/// use gapwise::calendar::{Availability, urgency};
/// use gapwise::model::{Due, Minutes, Order, Task, TaskId, Workspace};
///
/// let workspace = Workspace::default();
/// let now = "2026-11-23T09:00:00".parse().unwrap();
/// let availability = Availability::of(&workspace, now, gapwise::calendar::Tz::UTC);
/// let mut task = Task::new(TaskId::derived("t"), "Report", Order::default(), chrono::DateTime::UNIX_EPOCH);
/// task.due = Some(Due::on("2026-11-24".parse().unwrap()));
/// let view = urgency(&task, Minutes::new(60), &workspace, &availability);
/// assert!(view.urgent && !view.overdue);
/// assert_eq!(view.slack_tenth_days, Some(18), "two working days less an hour");
/// ```
#[derive(Clone, Debug)]
pub struct Availability {
    from: NaiveDateTime,
    /// Free spans sorted by start, each with the free minutes before it.
    free: Vec<(Span, u64)>,
    /// Mean length of a working day, the unit of slack.
    working_day: Minutes,
}

/// Days to index: beyond them no task of ordinary size is urgent.
const HORIZON_DAYS: i64 = 60;

/// Minimum unit of slack, for weeks with next to no working hours.
const SHORTEST_WORKING_DAY: Minutes = Minutes::new(60);

impl Availability {
    /// Indexes the free working time from `from` on. Planned blocks do not reduce it: they are the work that is done
    /// before it is due.
    pub fn of(workspace: &Workspace, from: NaiveDateTime, here: Tz) -> Self {
        let first = day_of(from, workspace.settings.day_start);
        let events = events_by_day(workspace, first, here);
        let mut free = Vec::new();
        let mut before = 0;
        for day in (0..HORIZON_DAYS).map(|n| first.plus(n)) {
            let mut agenda = Agenda::hours_only(workspace, day);
            if let Some(events) = events.get(&day) {
                agenda = agenda.with_events(workspace, events.clone());
            }
            for (gap, _) in free_spans(&agenda, &workspace.settings, from) {
                free.push((gap, before));
                before += u64::from(gap.minutes().get());
            }
        }
        Self { from, free, working_day: ordinary_day(&workspace.settings) }
    }

    /// Returns the free working minutes until `until`.
    pub fn minutes_until(&self, until: NaiveDateTime) -> u64 {
        let started = self.free.partition_point(|(span, _)| span.start < until);
        let Some((span, before)) = started.checked_sub(1).map(|last| self.free[last]) else { return 0 };
        before + u64::from(Span::new(span.start, span.end.min(until)).minutes().get())
    }

    /// Converts minutes of slack to tenths of a working day, rounded down.
    pub fn slack_tenth_days(&self, slack: i64) -> i64 {
        (slack * 10).div_euclid(i64::from(self.working_day.get()))
    }

    /// Returns whether `due` has passed.
    pub fn is_overdue(&self, due: NaiveDateTime) -> bool {
        due <= self.from
    }
}

fn events_by_day(
    workspace: &Workspace,
    first: PlanningDay,
    here: Tz,
) -> BTreeMap<PlanningDay, Vec<crate::model::Occurrence>> {
    let horizon = Span::new(first.span().start, first.plus(HORIZON_DAYS).span().start);
    let all = occurrences(workspace.events.values().map(|event| &**event), &workspace.calendars, horizon, here);
    let mut by_day = BTreeMap::new();
    for event in all.into_iter().filter(|event| event.blocks) {
        let mut day = day_of(event.span.start.max(horizon.start), first.starts);
        while day.span().start < event.span.end.min(horizon.end) {
            by_day.entry(day).or_insert_with(Vec::new).push(event.clone());
            day = day.plus(1);
        }
    }
    by_day
}

/// Returns the mean length of a working day without lunch.
fn ordinary_day(settings: &Settings) -> Minutes {
    let monday = PlanningDay { date: NaiveDate::default(), starts: settings.day_start };
    let lengths: Vec<u32> = settings
        .working_hours
        .iter()
        .map(|hours| hours.0.iter().map(|range| range.on(monday).minutes().get()).sum())
        .filter(|length| *length > 0)
        .collect();
    let days = u32::try_from(lengths.len()).unwrap_or(1).max(1);
    let lunch = settings.lunch.map_or(0, |range| range.on(monday).minutes().get());
    Minutes::new((lengths.iter().sum::<u32>() / days).saturating_sub(lunch)).max(SHORTEST_WORKING_DAY)
}

/// The urgency of a task.
///
/// ```
/// use gapwise::calendar::{Availability, Tz, urgency};
/// use gapwise::model::{Due, Minutes, Order, Task, TaskId, Urgency, Workspace};
///
/// let workspace = Workspace::default();
/// let availability = Availability::of(&workspace, "2026-11-23T09:00:00".parse().unwrap(), Tz::UTC);
/// let mut task = Task::new(TaskId::derived("t"), "Report", Order::default(), chrono::DateTime::UNIX_EPOCH);
/// task.due = Some(Due::on("2026-12-18".parse().unwrap()));
/// task.urgency = Urgency::Pinned(true);
/// let view = urgency(&task, Minutes::new(60), &workspace, &availability);
/// assert!(view.urgent && !view.worked_out(), "by its pin alone: nearly four weeks are left");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UrgencyView {
    /// Computed urgency, 0 to 1000; 1000 if no slack is left.
    pub permille: u32,
    /// Counts as urgent: by the user's pin, else as computed.
    pub urgent: bool,
    /// The due time has passed.
    pub overdue: bool,
    /// Slack in tenths of a working day; `None` without a due date.
    pub slack_tenth_days: Option<i64>,
    /// Free working minutes until the due time; 0 without one.
    pub until_due: u64,
}

impl UrgencyView {
    /// The urgency of a task without a due date or pin.
    pub const NONE: Self = Self { permille: 0, urgent: false, overdue: false, slack_tenth_days: None, until_due: 0 };

    /// Returns whether the task is urgent without regard to its pin.
    pub fn worked_out(self) -> bool {
        self.permille >= URGENT_PERMILLE
    }
}

/// Minimum [`UrgencyView::permille`] of an urgent task: half of the planner's scale.
const URGENT_PERMILLE: u32 = 500;

/// Returns the urgency of `task` with `left` minutes of work: clamp(1 - slack / 10 working days, 0, 1)², in
/// thousandths.
pub fn urgency(task: &Task, left: Minutes, workspace: &Workspace, availability: &Availability) -> UrgencyView {
    let Some(due) = task.due else {
        let urgent = task.urgency == Urgency::Pinned(true);
        return UrgencyView { urgent, ..UrgencyView::NONE };
    };
    let due = due.instant(workspace.settings.day_start);
    let until_due = availability.minutes_until(due);
    // Negative if the due time cannot be met.
    let slack = i64::try_from(until_due).unwrap_or(i64::MAX) - i64::from(left.get());
    let ten_days = i64::from(availability.working_day.get()) * 10;
    let linear = (1000 - slack.saturating_mul(1000) / ten_days).clamp(0, 1000);
    let permille = u32::try_from(linear * linear / 1000).unwrap_or(0);
    let urgent = match task.urgency {
        Urgency::Pinned(urgent) => urgent,
        Urgency::WorkedOut => permille >= URGENT_PERMILLE,
    };
    let overdue = availability.is_overdue(due);
    let slack_tenth_days = Some(availability.slack_tenth_days(slack));
    UrgencyView { permille, urgent, overdue, slack_tenth_days, until_due }
}

/// Returns the open tasks without a pin that became urgent between two times, so that they change their quadrant.
pub fn become_urgent(workspace: &Workspace, [from, to]: [NaiveDateTime; 2], here: Tz) -> Vec<TaskId> {
    let [before, after] = [from, to].map(|at| Availability::of(workspace, at, here));
    let guess = workspace.settings.guess;
    let dated = workspace.tasks.values().filter(|it| it.due.is_some() && it.urgency == Urgency::WorkedOut);
    let crossed = dated.filter(|task| {
        let urgent = |at: &Availability| urgency(task, task.left(guess), workspace, at).urgent;
        urgent(&after) && !urgent(&before)
    });
    crossed.map(|task| task.id).collect()
}

/// Returns the quadrant of a task; `None` while it is in the inbox.
pub fn quadrant(task: &Task, urgency: UrgencyView) -> Option<Quadrant> {
    task.important.map(|important| Quadrant::of(important, urgency.urgent))
}

/// Working days up to a due date on which a task of ordinary size is urgent; see [`urgency`].
const URGENT_DAYS: usize = 3;

/// Days up to a due date that are counted.
const LONGEST_LOOK: usize = 90;

/// Returns the quadrant of a task as it was on a date, also when it is closed by now. Its finished steps and the events
/// of that time are not known, so without a pin it was urgent from the third working day before its due date on, and as
/// many days earlier as its estimate takes.
pub fn quadrant_on(task: &Task, date: NaiveDate, settings: &Settings) -> Option<Quadrant> {
    let near = |due: NaiveDate| {
        let works = |date: &NaiveDate| !settings.hours_on(*date).0.is_empty();
        let until = date.iter_days().take(LONGEST_LOOK).take_while(|date| *date <= due);
        let own = task.estimate.map_or(0, |estimate| estimate.get() / ordinary_day(settings).get());
        until.filter(works).nth(URGENT_DAYS.saturating_add(own as usize)).is_none()
    };
    let urgent = match task.urgency {
        Urgency::Pinned(urgent) => urgent,
        Urgency::WorkedOut => task.due.is_some_and(|due| near(due.date)),
    };
    task.important.map(|important| Quadrant::of(important, urgent))
}
