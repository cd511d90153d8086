//! What views need computed: pure functions of workspace, day and now, cached by revision.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Datelike as _, NaiveDate, NaiveDateTime, TimeDelta, Timelike as _, Utc};
use chrono_tz::Tz;
use imbl::ordmap::DiffItem;

use super::board::{board, touch_up};
use crate::calendar::{Agenda, Availability, DayLoad, Gap, UrgencyView, clock_change, day_loads, gaps, quadrant};
use crate::model::{
    Block, BlockId, BlockState, ClosedTask, Minutes, Outcome, PlanningDay, Quadrant, Session, SessionKind, Span, Task,
    TaskId, Workspace,
};
use crate::planner::estimates::{Forecast, History, pieces};
use crate::planner::{Proposal, diff};
use crate::review::report::Source;
use crate::review::{goal_progress, project_progress};
use crate::ui::{Board, BoardView, DayView, Progress};

/// The derived values of the last frame, and what they were made from.
#[derive(Default)]
pub(crate) struct Derived {
    made_from: Option<Key>,
    gaps_at: Option<NaiveDateTime>,
    availability: Option<(Workspace, PlanningDay, Tz, Availability)>,
    learned_from: Option<Workspace>,
    /// What the progress of goals and projects was counted in, and on which day.
    counted_in: Option<(Workspace, PlanningDay)>,
    fading: Vec<TaskId>,
    shown_as: BoardView,
    /// What the board was made from.
    board_of: Option<Workspace>,
    pub board: Board,
    days: Vec<DayView>,
    /// Which of them was chosen.
    chosen: usize,
    month_of: Option<(u64, NaiveDate, Tz)>,
    pub month: Vec<DayLoad>,
    forecast_of: Option<(u64, TaskId, u64)>,
    /// Whether the selected task will be done in time, with its id.
    pub forecast: Option<(TaskId, Forecast)>,
    trash_of: Option<u64>,
    /// What lies in the trash while that is open, deleted last comes first.
    pub trash: Vec<Arc<ClosedTask>>,
}

/// All that the days depend on, besides the time.
#[derive(Clone, PartialEq)]
struct Key {
    revision: u64,
    days: Vec<PlanningDay>,
    today: PlanningDay,
    here: Tz,
    late_until: Option<NaiveDateTime>,
}

impl Derived {
    /// Brings everything up to date. Returns whether the days are others than before, so that their suggestions are old.
    pub fn refresh(&mut self, input: &Input) -> bool {
        let key = Key {
            revision: input.revision,
            days: input.days.to_vec(),
            today: input.today,
            here: input.here,
            late_until: input.late_until,
        };
        let minute = input.now.with_second(0).and_then(|now| now.with_nanosecond(0));
        let changed = self.made_from.as_ref() != Some(&key);
        if changed || self.fading != input.fading || self.shown_as != *input.shown_as {
            let counted_anew = self.refresh_availability(input);
            if let Some((.., availability)) = &self.availability {
                let as_before = !counted_anew && self.fading == input.fading && self.shown_as == *input.shown_as;
                let old = self.board_of.as_ref().filter(|_| as_before);
                if !old.is_some_and(|old| touch_up(&mut self.board, old, input, availability)) {
                    let (history, progress) = (Arc::clone(&self.board.history), Arc::clone(&self.board.progress));
                    self.board = Board { history, progress, ..board(input, availability) };
                }
                self.board_of = Some(input.workspace.clone());
                self.board.left_over = left_over(input);
                self.board.schedule_week = schedule_week(input, &self.board.urgency);
                self.refresh_history(input.workspace);
                self.refresh_progress(input);
            }
            self.fading = input.fading.to_vec();
            self.shown_as = input.shown_as.clone();
        }
        if changed || self.days.is_empty() {
            let old = std::mem::take(&mut self.days);
            self.days = input.days.iter().map(|day| day_view(*day, &old, input)).collect();
            self.gaps_at = minute;
        } else if self.gaps_at != minute {
            for day in &mut self.days {
                day.gaps = day_gaps(&day.agenda, input);
                day.actual = actual(day.agenda.day, input);
            }
            self.gaps_at = minute;
        }
        self.chosen = input.days.iter().position(|day| *day == input.chosen).unwrap_or(0);
        self.refresh_month(input);
        self.refresh_forecast(input);
        self.refresh_trash(input);
        self.made_from = Some(key);
        changed
    }

    /// How full the days of the small calendar are: six weeks from the Monday on or before the first of the month.
    fn refresh_month(&mut self, input: &Input) {
        let key = input.month.map(|month| (input.revision, month, input.here));
        if self.month_of == key {
            return;
        }
        self.month = input.month.map_or_else(Vec::new, |month| {
            let monday = month - TimeDelta::days(i64::from(month.weekday().num_days_from_monday()));
            let first = PlanningDay { date: monday, starts: input.today.starts };
            day_loads(input.workspace, first, 42, input.here)
        });
        self.month_of = key;
    }

    /// The forecast is drawn again when something changed, another task is selected or there is less time for it.
    fn refresh_forecast(&mut self, input: &Input) {
        let task = input.selected.and_then(|id| input.workspace.tasks.get(&id)).filter(|task| task.due.is_some());
        let until_due = |task: &Task| self.board.urgency.get(&task.id).map_or(0, |urgency| urgency.until_due);
        let key = task.map(|task| (input.revision, task.id, until_due(task)));
        if self.forecast_of != key {
            self.forecast_of = key;
            self.forecast = task.zip(key).map(|(task, (_, id, until_due))| {
                let left = pieces(task, input.workspace.settings.guess);
                (id, self.board.history.forecast(&left, until_due))
            });
        }
    }

    fn refresh_trash(&mut self, input: &Input) {
        let key = input.trash.then_some(input.revision);
        if self.trash_of != key {
            self.trash_of = key;
            let deleted = |closed: &&Arc<ClosedTask>| input.trash && closed.outcome == Outcome::Deleted;
            self.trash = input.workspace.closed.values().filter(deleted).cloned().collect();
            self.trash.sort_by_key(|closed| std::cmp::Reverse(closed.closed));
        }
    }

    /// Working time is counted again when events or hours change or a new day begins, not at each edit of a task.
    /// Returns whether it was.
    fn refresh_availability(&mut self, input: &Input) -> bool {
        let fresh = self.availability.as_ref().is_some_and(|(old, day, here, _)| {
            *day == input.today
                && *here == input.here
                && old.events.ptr_eq(&input.workspace.events)
                && old.calendars.ptr_eq(&input.workspace.calendars)
                && Arc::ptr_eq(&old.settings, &input.workspace.settings)
        });
        if !fresh {
            let availability = Availability::of(input.workspace, input.now, input.here);
            self.availability = Some((input.workspace.clone(), input.today, input.here, availability));
        }
        !fresh
    }

    /// What is learned from the past changes only when something was finished or tracked.
    fn refresh_history(&mut self, workspace: &Workspace) {
        let fresh = self.learned_from.as_ref().is_some_and(|old| {
            old.closed.ptr_eq(&workspace.closed)
                && old.sessions.ptr_eq(&workspace.sessions)
                && !finished_blocks_differ(old, workspace)
        });
        if !fresh {
            self.board.history = Arc::new(History::of(workspace));
            self.learned_from = Some(workspace.clone());
        }
    }

    /// How far goals and projects are is counted again when something was finished or tracked, or belongs elsewhere.
    fn refresh_progress(&mut self, input: &Input) {
        let fresh = self
            .counted_in
            .as_ref()
            .is_some_and(|(old, day)| *day == input.today && !progress_differs(old, input.workspace));
        if !fresh {
            let source =
                Source { workspace: input.workspace, here: input.here, now: input.instant, without_private: false };
            let goals = goal_progress(&source, input.today.date);
            let goals = goals.into_iter().map(|goal| (goal.id, goal)).collect();
            let progress = Progress { goals, projects: project_progress(input.workspace) };
            self.board.progress = Arc::new(progress);
            self.counted_in = Some((input.workspace.clone(), input.today));
        }
    }

    /// The day that was chosen.
    pub fn day(&self) -> Option<&DayView> {
        self.days.get(self.chosen)
    }

    /// All days that are shown.
    pub fn days(&self) -> &[DayView] {
        &self.days
    }

    /// Shows what the planner suggests for a day.
    pub fn set_proposal(&mut self, day: PlanningDay, proposal: Proposal) {
        if let Some(view) = self.days.iter_mut().find(|view| view.agenda.day == day) {
            let old = std::mem::replace(&mut view.proposal, Arc::new(proposal));
            if !diff(&old, &view.proposal).is_empty() {
                view.before = old;
            }
        }
    }

    /// Whether a suggestion's time has begun to pass, so that it is no suggestion any more.
    pub fn has_past_ghost(&self, now: NaiveDateTime, grid: Minutes) -> bool {
        let suggestions = self.days.iter().flat_map(|day| &day.proposal.suggestions);
        suggestions.into_iter().any(|suggestion| suggestion.span.start + grid.delta() <= now)
    }
}

/// What everything is derived from.
pub(crate) struct Input<'a> {
    pub workspace: &'a Workspace,
    pub revision: u64,
    /// Never empty.
    pub days: &'a [PlanningDay],
    pub chosen: PlanningDay,
    /// First day of the month of the small calendar, while that is open.
    pub month: Option<NaiveDate>,
    pub today: PlanningDay,
    pub now: NaiveDateTime,
    pub instant: DateTime<Utc>,
    pub here: Tz,
    /// Tasks that were closed in the last seconds.
    pub fading: &'a [TaskId],
    /// What of the board is wanted.
    pub shown_as: &'a BoardView,
    /// The task that the inspector is about.
    pub selected: Option<TaskId>,
    /// Whether the trash is open.
    pub trash: bool,
    /// Before this time nothing is begun: the person is late.
    pub late_until: Option<NaiveDateTime>,
}

/// Whether goals and projects may stand elsewhere than before.
fn progress_differs(old: &Workspace, new: &Workspace) -> bool {
    if new.goals.is_empty() && new.projects.is_empty() {
        return !old.goals.is_empty() || !old.projects.is_empty();
    }
    let finished = |task: &Task| task.steps.iter().filter(|step| step.is_done()).count();
    let belongs = |task: &Task| task.project.is_some() || task.goal.is_some();
    !old.goals.ptr_eq(&new.goals)
        || !old.projects.ptr_eq(&new.projects)
        || !old.closed.ptr_eq(&new.closed)
        || !old.sessions.ptr_eq(&new.sessions)
        || finished_blocks_differ(old, new)
        || old.tasks.diff(&new.tasks).any(|change| match change {
            DiffItem::Add(_, task) | DiffItem::Remove(_, task) => belongs(task),
            DiffItem::Update { old: (_, old), new: (_, new) } => {
                belongs(old) || belongs(new) || finished(old) != finished(new) || old.tags != new.tags
            }
        })
}

/// Whether blocks that are done are others: only those tell how long things took.
fn finished_blocks_differ(old: &Workspace, new: &Workspace) -> bool {
    let done = |block: &Block| block.state == BlockState::Done;
    old.blocks.diff(&new.blocks).any(|change| match change {
        DiffItem::Add(_, block) | DiffItem::Remove(_, block) => done(block),
        DiffItem::Update { old: (_, old), new: (_, new) } => done(old) || done(new),
    })
}

fn day_view(day: PlanningDay, old: &[DayView], input: &Input) -> DayView {
    let agenda = Agenda::of(input.workspace, day, input.here);
    let shown = old.iter().find(|view| view.agenda.day == day);
    let proposal = shown.map(|view| Arc::clone(&view.proposal)).unwrap_or_default();
    let gaps = day_gaps(&agenda, input);
    let actual = actual(day, input);
    let before = shown.map(|view| Arc::clone(&view.before)).unwrap_or_default();
    DayView { agenda, gaps, proposal, before, actual, clock_change: clock_change(day, input.here) }
}

/// What was tracked on a day; what is still going on lasts until now.
fn actual(day: PlanningDay, input: &Input) -> Vec<(Span, Arc<Session>)> {
    let local = |at: DateTime<Utc>| at.with_timezone(&input.here).naive_local();
    let span = |it: &Session| Span::new(local(it.start), it.end.map_or(input.now, local));
    // A day on either side covers every zone; what is further off is not converted.
    let (from, until) = (day.plus(-1).span().start.and_utc(), day.plus(1).span().end.and_utc());
    let near = |it: &&Arc<Session>| it.start < until && it.end.is_none_or(|end| end > from);
    let all = input.workspace.sessions.values().filter(near).map(|session| (span(session), Arc::clone(session)));
    let mut found: Vec<_> = all.filter(|(span, _)| span.overlaps(day.span())).collect();
    found.sort_by_key(|(span, _)| *span);
    found
}

fn day_gaps(agenda: &Agenda, input: &Input) -> Vec<Gap> {
    if input.workspace.closed_day(agenda.day.date).is_some() {
        return Vec::new();
    }
    gaps(agenda, &input.workspace.settings, input.late_until.map_or(input.now, |until| until.max(input.now)))
}

/// How many days back it is asked what became of what was planned.
const LEFT_OVER_DAYS: i64 = 7;

fn left_over(input: &Input) -> Vec<BlockId> {
    let today = input.today.span().start;
    let from = input.today.plus(-LEFT_OVER_DAYS).span().start;
    let open = |block: &Block| input.workspace.is_open(block.task, block.step);
    let all = input.workspace.blocks.values();
    let mut found: Vec<_> = all
        .filter(|it| it.start >= from && it.span().end <= today && it.is_missed(input.now) && open(it))
        .map(|it| (it.start, it.id))
        .collect();
    found.sort_unstable();
    found.into_iter().map(|(_, id)| id).collect()
}

/// Minutes of this week for what is important and not urgent: tracked time, and blocks, without those that were missed or
/// that the tracked time is of.
fn schedule_week(input: &Input, urgency: &HashMap<TaskId, UrgencyView>) -> Minutes {
    let monday = input.today.plus(-i64::from(input.today.date.weekday().num_days_from_monday()));
    let week = Span::new(monday.span().start, monday.plus(7).span().start);
    let workspace = input.workspace;
    let schedule = |id: TaskId| {
        let view = urgency.get(&id).copied().unwrap_or(UrgencyView::NONE);
        workspace.any_task(id).is_some_and(|task| quadrant(task, view) == Some(Quadrant::Schedule))
    };
    let runs = workspace.running().map(|block| block.id);
    let local = |at: DateTime<Utc>| at.with_timezone(&input.here).naive_local();
    let of_week = |it: &&Arc<Session>| it.kind == SessionKind::Focus && week.contains(local(it.start));
    // What runs counts as its block, with what is still planned of it.
    let is_apart = |it: &&Arc<Session>| it.block.is_none() || it.block != runs;
    // The clock here is at most a day from that of UTC.
    let near = (week.start.and_utc() - TimeDelta::days(1))..=(week.end.and_utc() + TimeDelta::days(1));
    let tracked: Vec<_> = workspace.sessions.begun(near).filter(of_week).filter(is_apart).collect();
    let worked = tracked.iter().filter(|it| match it.quadrant {
        Some(quadrant) => quadrant == Quadrant::Schedule,
        None => it.task.is_some_and(schedule),
    });
    let worked: TimeDelta = worked.map(|it| it.worked(input.instant)).sum();
    let timed = |block: &Block| tracked.iter().any(|it| it.block == Some(block.id));
    let planned = workspace.blocks.values().filter(|block| {
        week.contains(block.start)
            && !block.is_missed(input.now)
            && schedule(block.task)
            && !(block.state == BlockState::Done && timed(block))
    });
    let planned: Minutes = planned.map(|block| block.minutes).sum();
    planned + Minutes::rounded(worked)
}
