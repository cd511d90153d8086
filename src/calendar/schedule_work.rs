//! Work of a week in the Schedule quadrant: important, not urgent.

use std::sync::Arc;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

use super::availability::{UrgencyView, quadrant};
use super::zone::Tz;
use crate::model::{Block, BlockState, Minutes, Moment, Quadrant, Session, SessionKind, Span, Task, TaskId, Workspace};

/// Tracked and planned time of important work that is not urgent.
///
/// ```
/// use gapwise::calendar::{ScheduleWork, Tz, UrgencyView};
/// use gapwise::model::{Block, BlockId, BlockState, Minutes, Moment, Order, Span, Task, TaskId, Workspace};
///
/// # let local: chrono::NaiveDateTime = "2026-11-23T09:00:00".parse().unwrap();
/// # let now = Moment { instant: local.and_utc(), local };
/// # let mut task = Task::new(TaskId::derived("t"), "Thesis", Order::default(), now.instant);
/// # let (id, minutes, state) = (BlockId::derived("b"), Minutes::new(50), BlockState::Planned);
/// # let block = Block { id, task: task.id, step: None, start: local, minutes, state };
/// task.important = Some(true);
/// # let mut workspace = Workspace::default();
/// # workspace.tasks.insert(task.id, task.into());
/// # workspace.blocks.insert(block.id, block.into());
/// let week = Span::new(local, local + chrono::TimeDelta::days(7));
/// let minutes = |urgency| ScheduleWork::of(&workspace, week, now, Tz::UTC, |_| urgency).minutes();
/// assert_eq!(minutes(UrgencyView::NONE), Minutes::new(50));
/// assert_eq!(minutes(UrgencyView { urgent: true, ..UrgencyView::NONE }), Minutes::ZERO);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScheduleWork(Vec<(NaiveDateTime, TimeDelta)>);

impl ScheduleWork {
    /// Collects the work of a span of days: tracked time, and blocks that were neither missed nor timed. `urgency`
    /// tells how urgent an open task is.
    pub fn of(
        workspace: &Workspace,
        days: Span,
        now: Moment,
        here: Tz,
        urgency: impl Fn(&Task) -> UrgencyView,
    ) -> Self {
        let schedule = |id: TaskId| match workspace.tasks.get(&id) {
            Some(task) => quadrant(task, urgency(task)) == Some(Quadrant::Schedule),
            None => {
                workspace.any_task(id).and_then(|task| quadrant(task, UrgencyView::NONE)) == Some(Quadrant::Schedule)
            }
        };
        let runs = workspace.running().map(|block| block.id);
        let local = |at: DateTime<Utc>| here.local(at);
        let in_days = |it: &&Arc<Session>| it.kind == SessionKind::Focus && days.contains(local(it.start));
        // The running session counts as its block, with the planned rest of it.
        let is_apart = |it: &&Arc<Session>| it.block.is_none() || it.block != runs;
        // The wall clock differs from UTC by at most a day.
        let near = (days.start.and_utc() - TimeDelta::days(1))..=(days.end.and_utc() + TimeDelta::days(1));
        let tracked: Vec<_> = workspace.sessions.begun(near).filter(in_days).filter(is_apart).collect();
        let worked = tracked.iter().filter(|it| match it.quadrant {
            Some(quadrant) => quadrant == Quadrant::Schedule,
            None => it.task.is_some_and(schedule),
        });
        let mut all: Vec<_> = worked.map(|it| (local(it.start), it.worked(it.known_end(now.instant)))).collect();
        let timed = |block: &Block| tracked.iter().any(|it| it.block == Some(block.id));
        let planned = workspace.blocks.values().filter(|block| {
            days.contains(block.start)
                && !block.is_missed(now.local)
                && schedule(block.task)
                && !(block.state == BlockState::Done && timed(block))
        });
        all.extend(planned.map(|block| (block.start, block.minutes.delta())));
        Self(all)
    }

    /// Returns its minutes.
    pub fn minutes(&self) -> Minutes {
        Minutes::rounded(self.0.iter().map(|(_, work)| *work).sum())
    }

    /// Returns the minutes that began in a span.
    pub fn minutes_in(&self, span: Span) -> Minutes {
        Minutes::rounded(self.0.iter().filter(|(start, _)| span.contains(*start)).map(|(_, work)| *work).sum())
    }
}
