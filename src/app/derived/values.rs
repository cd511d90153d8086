//! All derived values together.

use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime};
use imbl::OrdMap;

use super::board::BoardMemo;
use super::days::Days;
use super::fading::Fading;
use super::input::Input;
use super::keys::{EstimateParts, Hours, Progressing, Same};
use super::memo::Memo;
use super::week::{left_over, schedule_week};
use crate::calendar::{Availability, DayLoad, Tz, day_loads};
use crate::model::{BlockId, ClosedTask, Minutes, Outcome, PlanningDay, Task, TaskId};
use crate::planner::estimates::{EstimateHistory, Forecast, pieces};
use crate::planner::odds::{DayOdds, DaySimulation, PlanOdds};
use crate::planner::{Overload, Proposal, overloads};
use crate::review::ReviewSource;
use crate::review::{goal_progress, project_progress};
use crate::ui::{Board, DayView, Progress};

type ClosedTasks = Same<OrdMap<TaskId, Arc<ClosedTask>>>;

/// Days of the small calendar: six weeks.
const MONTH_DAYS: u32 = 42;

/// The derived values of the last frame.
#[derive(Default)]
pub(crate) struct Derived {
    pub days: Days,
    pub fading: Fading,
    availability: Memo<(Hours, PlanningDay, Tz, NaiveDateTime), Availability>,
    board: BoardMemo,
    left_over: Memo<(u64, PlanningDay), Vec<BlockId>>,
    schedule_week: Memo<(u64, u64, NaiveDateTime, Tz), Minutes>,
    overloads: Memo<(u64, NaiveDateTime, Tz), Vec<Overload>>,
    history: Memo<EstimateParts, Arc<EstimateHistory>>,
    progress: Memo<(Progressing, PlanningDay, Option<NaiveDateTime>), Arc<Progress>>,
    month: Memo<Option<(u64, NaiveDate, Tz)>, Vec<DayLoad>>,
    forecast: Memo<Option<ForecastKey>, Option<(TaskId, Forecast)>>,
    odds: Memo<Option<OddsKey>, Option<(DaySimulation, Option<DayOdds>)>>,
    trash: Memo<Option<ClosedTasks>, Vec<Arc<ClosedTask>>>,
}

#[derive(PartialEq)]
struct ForecastKey {
    task: Same<Arc<Task>>,
    history: Same<Arc<EstimateHistory>>,
    /// Free minutes until the task is due.
    until_due: u64,
    guess: Minutes,
    /// The chance that the plan of the day gives it, if it is due then.
    planned: Option<u32>,
}

#[derive(PartialEq)]
struct OddsKey {
    revision: u64,
    day: PlanningDay,
    proposal: Same<Arc<Proposal>>,
    history: Same<Arc<EstimateHistory>>,
    minute: NaiveDateTime,
    here: Tz,
}

impl Derived {
    /// Brings all values up to date. Returns whether the shown days changed, which makes their suggestions old.
    pub fn refresh(&mut self, input: &Input) -> bool {
        self.refresh_board(input);
        let changed = self.days.refresh(input);
        self.month.refresh(input.month.map(|month| (input.revision, month, input.here)), |_| {
            input.month.map_or_else(Vec::new, |month| month_loads(input, month))
        });
        self.refresh_odds(input);
        self.refresh_forecast(input);
        let closed = &input.workspace.closed;
        self.trash.refresh(input.trash_is_open.then(|| Same(closed.clone())), |_| {
            let deleted = |closed: &&Arc<ClosedTask>| input.trash_is_open && closed.outcome == Outcome::Deleted;
            let mut trash: Vec<_> = closed.values().filter(deleted).cloned().collect();
            trash.sort_by_key(|closed| std::cmp::Reverse(closed.closed));
            trash
        });
        changed
    }

    fn refresh_board(&mut self, input: &Input) {
        let workspace = input.workspace;
        let hours = (Hours(workspace.clone()), input.today, input.here, input.now.local);
        self.availability.refresh(hours, |_| Availability::of(workspace, input.now.local, input.here));
        let Some(availability) = self.availability.value() else { return };
        self.board.refresh(input, availability);
        let board = &mut self.board.board;
        if self.left_over.refresh((input.revision, input.today), |_| left_over(input)) {
            board.left_over = self.left_over.value().cloned().unwrap_or_default();
        }
        let week = (input.revision, self.board.urgency_version, input.now.local, input.here);
        self.schedule_week.refresh(week, |_| schedule_week(input, &board.urgency));
        board.schedule_week = self.schedule_week.value().copied().unwrap_or_default();
        if self.overloads.refresh((input.revision, input.now.local, input.here), |_| {
            overloads(workspace, availability, &board.worked, input.now)
        }) {
            board.overloads = self.overloads.value().cloned().unwrap_or_default();
        }
        if self
            .history
            .refresh(EstimateParts(workspace.clone(), input.revision), |_| Arc::new(EstimateHistory::of(workspace)))
        {
            board.history = self.history.value().cloned().unwrap_or_default();
        }
        // Without goals nothing of it depends on the time.
        let minute = (!workspace.goals.is_empty()).then_some(input.now.local);
        let key = (Progressing(workspace.clone(), input.revision), input.today, minute);
        if self.progress.refresh(key, |_| Arc::new(progress(input))) {
            board.progress = self.progress.value().cloned().unwrap_or_default();
        }
    }

    fn refresh_forecast(&mut self, input: &Input) {
        let task = input.selected.and_then(|id| input.workspace.tasks.get(&id)).filter(|task| task.due.is_some());
        let board = &self.board.board;
        let key = task.map(|task| ForecastKey {
            task: Same(Arc::clone(task)),
            history: Same(Arc::clone(&board.history)),
            until_due: board.urgency.get(&task.id).map_or(0, |urgency| urgency.until_due),
            guess: input.workspace.settings.guess,
            planned: self.planned(task.id),
        });
        let (until_due, planned) = key.as_ref().map_or((0, None), |key| (key.until_due, key.planned));
        self.forecast.refresh(key, |_| {
            let task = task?;
            let left = pieces(task, input.workspace.settings.guess);
            Some((task.id, board.history.forecast(&left, until_due).until(task.due?.kind).planned(planned)))
        });
    }

    /// Returns the chance in percent that the plans of today and of the chosen day give a task that is due then.
    fn planned(&self, task: TaskId) -> Option<u32> {
        let chosen = self.days.chosen().map(|day| PlanOdds { plan: &day.proposal, odds: self.odds() });
        let today = self.days.today().map(|day| PlanOdds { plan: &day.proposal, odds: None });
        chosen.into_iter().chain(today).find_map(|planned| planned.of_due(task))
    }

    /// Works out the odds of the chosen day, unless it is past or closed.
    fn refresh_odds(&mut self, input: &Input) {
        let board = &self.board.board;
        let open = |day: &&DayView| {
            let day = day.agenda.day;
            day >= input.today && input.workspace.closed_day(day.date).is_none()
        };
        let day = self.days.chosen().filter(open);
        let key = day.map(|day| OddsKey {
            revision: input.revision,
            day: day.agenda.day,
            proposal: Same(Arc::clone(&day.proposal)),
            history: Same(Arc::clone(&board.history)),
            minute: input.now.local,
            here: input.here,
        });
        self.odds.refresh(key, |old| {
            let DayView { agenda, proposal, .. } = day?;
            let past = (&*board.history, &board.worked);
            let facts = DaySimulation::of(input.workspace, agenda, proposal, past, input.now.local);
            // Most edits change none of them, and the simulation takes half a millisecond.
            let kept = old.flatten().filter(|(old, _)| *old == facts);
            kept.or_else(|| {
                let odds = facts.odds();
                Some((facts, odds))
            })
        });
    }

    /// Returns the odds of the chosen day; `None` if its plan completes nothing.
    pub fn odds(&self) -> Option<&DayOdds> {
        self.odds.value()?.as_ref()?.1.as_ref()
    }

    /// Returns the matrix.
    pub fn board(&self) -> &Board {
        &self.board.board
    }

    /// Returns whether a card waits to change its quadrant until the matrix is not in use.
    pub fn cards_wait(&self) -> bool {
        self.board.cards_wait
    }

    /// Returns the loads of the small calendar's days, while that is open.
    pub fn month(&self) -> &[DayLoad] {
        self.month.value().map_or(&[], Vec::as_slice)
    }

    /// Returns the selected task and its chance to be done in time; `None` without a due date.
    pub fn forecast(&self) -> Option<(TaskId, Forecast)> {
        *self.forecast.value()?
    }

    /// Returns deleted tasks while the trash is open, the latest first.
    pub fn trash(&self) -> &[Arc<ClosedTask>] {
        self.trash.value().map_or(&[], Vec::as_slice)
    }
}

fn month_loads(input: &Input, date: NaiveDate) -> Vec<DayLoad> {
    let first = PlanningDay { date, starts: input.today.starts };
    day_loads(input.workspace, first, MONTH_DAYS, input.here)
}

fn progress(input: &Input) -> Progress {
    let source = ReviewSource {
        workspace: input.workspace,
        here: input.here,
        now: input.now.instant,
        without_private: false,
        words: input.words,
    };
    let goals = goal_progress(&source, input.today.date);
    let goals = goals.into_iter().map(|goal| (goal.id, goal)).collect();
    Progress { goals, projects: project_progress(input.workspace) }
}
