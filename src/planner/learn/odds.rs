//! The odds of a day: how much of its plan is likely to be finished, and by when.
//!
//! A simulation repeats the day with durations drawn from the user's ratios. Work keeps its order. Each piece starts at
//! its planned time, or after the piece before it if that takes longer. Work that meets an event goes on after it.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{NaiveDateTime, TimeDelta};

use super::estimates::{EstimateHistory, Forecast, LEAST_SAMPLES, pieces as pieces_left, tags_for};
use super::ratios::{DayLuck, FRACTION_BITS, RatioPool};
use crate::calendar::words::Words;
use crate::calendar::words::counted;
use crate::calendar::{Agenda, Availability, Tz, open_spans, round_up};
use crate::model::{BlockState, Minutes, Span, StepId, Task, TaskId, WorkedMinutes, Workspace};
use crate::planner::proposal::Proposal;
use crate::planner::random::SplitMix64;
use crate::planner::slots::SLOT;

/// Simulated days; the standard error of a chance is below 1.2 percentage points.
const DRAWS: usize = 2000;

/// Fixed, so that equal plans get equal odds.
const SEED: u64 = 0x6761_7077_6973_6502;

/// A likely outcome happens in two of three cases, as in the IPCC's scale of likelihood.
const LIKELY: (usize, usize) = (2, 3);

/// Redraws for work that has already taken longer than the ratio allows.
const REDRAWS: usize = 8;

/// A piece of planned work.
struct PlannedWork {
    task: TaskId,
    step: Option<StepId>,
    /// Wall-clock time from now on, breaks inside included.
    span: Span,
    /// The span less its breaks.
    work: Minutes,
}

/// Work that the day's plan completes by its estimate.
///
/// ```
/// use gapwise::model::TaskId;
/// use gapwise::planner::odds::WorkOdds;
///
/// let odds = WorkOdds { task: TaskId::derived("t"), step: None, percent: 85, by_due: None };
/// assert_eq!(odds.words(), "85 % likely to be finished this day");
/// assert_eq!(WorkOdds { by_due: Some(60), ..odds }.words(), "60 % likely to be finished in time");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WorkOdds {
    pub task: TaskId,
    pub step: Option<StepId>,
    /// Chance in percent, 1 to 99, that it is finished within the day's free time.
    pub percent: u32,
    /// Chance in percent that it is finished by its due time; `None` if it is not due on this day.
    pub by_due: Option<u32>,
}

impl WorkOdds {
    /// Formats the chance: "85 % likely to be finished this day", "60 % likely to be finished in time".
    pub fn words(&self) -> String {
        match self.by_due {
            Some(percent) => format!("{percent} % likely to be finished in time"),
            None => format!("{} % likely to be finished this day", self.percent),
        }
    }
}

/// The odds of a day.
///
/// ```
/// use gapwise::calendar::{Agenda, Tz};
/// use gapwise::model::{Block, BlockId, BlockState, Minutes, Order, Task, TaskId, Workspace, day_of};
/// use gapwise::planner::{Proposal, estimates::EstimateHistory, odds::DayOdds};
///
/// let now = "2026-11-23T09:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap();
/// let mut workspace = Workspace::default();
/// # let mut task = Task::new(TaskId::derived("t"), "Report", Order::default(), now);
/// task.estimate = Some(Minutes::new(30));
/// # let (id, start, state) = (BlockId::derived("b"), now.naive_utc(), BlockState::Planned);
/// # let block = Block { id, task: task.id, step: None, start, minutes: Minutes::new(30), state };
/// # workspace.tasks.insert(task.id, task.into());
/// workspace.blocks.insert(block.id, block.into());
/// let agenda = Agenda::of(&workspace, day_of(now.naive_utc(), workspace.settings.day_start), Tz::UTC);
/// let history = EstimateHistory::default();
/// let odds = DayOdds::of(&workspace, &agenda, &Proposal::default(), &history, now.naive_utc()).unwrap();
/// assert_eq!((odds.likely, odds.own), (1, false), "by typical work: the user finished nothing yet");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayOdds {
    /// The work that the plan completes, in planned order. Never empty.
    pub work: Vec<WorkOdds>,
    /// The largest number that is finished in two of three simulated days.
    pub likely: usize,
    /// The time by which `likely` pieces are finished in two of three simulated days, rounded up to five minutes. `None` if
    /// `likely` is zero.
    pub by: Option<NaiveDateTime>,
    /// True if the odds rest on the user's own ratios, false below [`LEAST_SAMPLES`].
    pub own: bool,
}

impl DayOdds {
    /// Returns the odds of the rest of a day: its open blocks and the suggestions of `plan`. `None` if the plan completes
    /// no work.
    pub fn of(
        workspace: &Workspace,
        agenda: &Agenda,
        plan: &Proposal,
        history: &EstimateHistory,
        now: NaiveDateTime,
    ) -> Option<Self> {
        DaySimulation::of(workspace, agenda, plan, (history, &workspace.worked_on_tasks()), now).odds()
    }

    /// Formats the odds, in the clock of `words`: "Likely to finish 5 of 7, by 17:10".
    ///
    /// ```
    /// use gapwise::calendar::words::Words;
    /// use gapwise::model::TaskId;
    /// use gapwise::planner::odds::{DayOdds, WorkOdds};
    /// let work = vec![WorkOdds { task: TaskId::derived("a"), step: None, percent: 80, by_due: None }];
    /// let by = "2026-11-23T17:10:00".parse().ok();
    /// let odds = DayOdds { work, likely: 1, by, own: true };
    /// assert_eq!(odds.words(Words::default()), "Likely to finish 1 of 1, by 17:10");
    /// ```
    pub fn words(&self, words: Words) -> String {
        let (likely, planned) = (self.likely, self.work.len());
        match self.by {
            Some(by) if self.own => format!("Likely to finish {likely} of {planned}, by {}", words.time(by)),
            Some(by) => format!("Likely to finish about {likely} of {planned}, by {}", words.time(by)),
            None if planned == 1 => "Unlikely to finish the planned task".to_owned(),
            None => format!("Unlikely to finish any of {}", counted(planned, "task", "tasks")),
        }
    }

    /// Explains the odds in a sentence.
    pub fn meaning(&self) -> &'static str {
        if self.own {
            "True on two of three days, by your own finished tasks."
        } else {
            "Based on typical tasks. Your own times count after eight finished tasks."
        }
    }

    /// Returns the odds of a task or step that the plan completes.
    pub fn of_work(&self, task: TaskId, step: Option<StepId>) -> Option<&WorkOdds> {
        self.work.iter().find(|work| (work.task, work.step) == (task, step))
    }
}

/// Returns the open blocks and suggestions in planned order. Running work counts from `now` on.
fn planned_work(agenda: &Agenda, plan: &Proposal, now: NaiveDateTime) -> Vec<PlannedWork> {
    let blocks = agenda.upcoming(now).map(|block| {
        let running = block.state == BlockState::Running;
        let span = if running { Span::new(now, block.span().end.max(now)) } else { block.span() };
        PlannedWork { task: block.task, step: block.step, span, work: span.minutes() }
    });
    let suggested =
        plan.suggestions.iter().map(|it| PlannedWork { task: it.task, step: it.step, span: it.span, work: it.work });
    let mut planned: Vec<_> = blocks.chain(suggested).collect();
    planned.sort_by_key(|piece| piece.span);
    planned
}

/// A piece of work in the simulation.
#[derive(Debug, PartialEq, Eq)]
struct Piece {
    task: TaskId,
    step: Option<StepId>,
    /// Minutes from now.
    start: u32,
    wall: u32,
    /// Minutes of break before it.
    rest: u32,
    work: u32,
    /// The end of the work on this task or step, if this piece completes it.
    completes: Option<Completion>,
}

#[derive(Debug, PartialEq, Eq)]
struct Completion {
    pool: RatioPool,
    /// Minutes spent before the day's plan.
    spent: u32,
    /// Minutes that earlier pieces of the plan give it.
    earlier: u32,
    /// Minutes from now until it is due, if that is on this day.
    due: Option<u32>,
}

impl Completion {
    /// Draws the minutes of work that the last piece takes; `planned` by the estimate.
    fn draw(&self, planned: u32, luck: DayLuck, random: &mut SplitMix64) -> u32 {
        let all = u64::from(self.spent + self.earlier + planned);
        let scaled = |minutes: u64, ratio: u64| (minutes * ratio + (1 << (FRACTION_BITS - 1))) >> FRACTION_BITS;
        let mut total = scaled(all, self.pool.draw(luck, random));
        for _ in 0..REDRAWS {
            if total > u64::from(self.spent) {
                break;
            }
            total = scaled(all, self.pool.draw(DayLuck::draw(random), random));
        }
        if total <= u64::from(self.spent) {
            total = u64::from(self.spent) + all / 4;
        }
        let rest = total.saturating_sub(u64::from(self.spent + self.earlier));
        u32::try_from(rest).unwrap_or(u32::MAX)
    }
}

fn pieces(
    workspace: &Workspace,
    agenda: &Agenda,
    (history, worked): (&EstimateHistory, &WorkedMinutes),
    planned: &[PlannedWork],
    now: NaiveDateTime,
) -> Vec<Piece> {
    let day_end = agenda.day.span().end;
    let mut given: HashMap<(TaskId, Option<StepId>), u32> = HashMap::new();
    let mut last_of = HashMap::new();
    for (index, piece) in planned.iter().enumerate() {
        *given.entry((piece.task, piece.step)).or_default() += piece.work.get();
        last_of.insert((piece.task, piece.step), index);
    }
    let minute = |at: NaiveDateTime| Minutes::between(now, at).get();
    let piece = |(index, piece): (usize, &PlannedWork)| {
        let before = index.checked_sub(1).map(|before| planned[before].span.end);
        let pause = before.map_or(0, |end| Minutes::between(end, piece.span.start).get());
        let key = (piece.task, piece.step);
        let completion = || {
            let task = workspace.tasks.get(&piece.task)?;
            let before = worked.get(&key).copied().unwrap_or_default();
            let guess = workspace.settings.guess;
            let running = agenda
                .upcoming(now)
                .find(|block| block.state == BlockState::Running && (block.task, block.step) == key);
            let running = running.map_or(0, |block| Minutes::between(block.start, now).get());
            let total = match piece.step.and_then(|step| task.step(step)) {
                Some(step) => task.step_length(step, guess),
                None if task.steps.is_empty() => task.left(guess),
                None => task.unwritten(guess),
            };
            let (all, spent) = (given[&key], before.get() + running);
            let estimate = Minutes::new(spent + all);
            // Pieces are rounded up to the grid, never down; a part of the work is not its end.
            (spent + all >= total.get()).then(|| Completion {
                pool: history.pool(estimate, &tags_for(task, piece.step)),
                spent,
                earlier: all - piece.work.get(),
                due: task.due.as_ref().and_then(|due| {
                    let at = due.instant(workspace.settings.day_start);
                    (at > now && at <= day_end).then(|| minute(at))
                }),
            })
        };
        Piece {
            task: piece.task,
            step: piece.step,
            start: minute(piece.span.start),
            wall: piece.span.minutes().get(),
            rest: pause.min(workspace.settings.rhythm.rest.get()),
            work: piece.work.get(),
            completes: if last_of[&key] == index { completion() } else { None },
        }
    };
    planned.iter().enumerate().map(piece).collect()
}

/// The free time of a day in minutes from now: sorted, disjoint.
#[derive(Debug, PartialEq, Eq)]
struct Free {
    spans: Vec<(u32, u32)>,
    from: NaiveDateTime,
}

impl Free {
    fn of(mut spans: Vec<Span>, from: NaiveDateTime) -> Self {
        spans.sort();
        let mut merged: Vec<(u32, u32)> = Vec::new();
        for span in spans {
            let (start, end) = (Minutes::between(from, span.start).get(), Minutes::between(from, span.end).get());
            match merged.last_mut() {
                Some(last) if start <= last.1 => last.1 = last.1.max(end),
                _ => merged.push((start, end)),
            }
        }
        Self { spans: merged, from }
    }

    /// Returns the end of `minutes` of work that starts at `at` or later; `None` if the day is too short.
    fn end_of(&self, at: u32, minutes: u32) -> Option<u32> {
        let mut left = minutes;
        for (start, end) in self.spans.iter().filter(|(_, end)| *end > at) {
            let start = (*start).max(at);
            if end - start >= left {
                return Some(start + left);
            }
            left -= end - start;
        }
        None
    }
}

/// The facts of a day that its odds depend on. Equal facts have equal odds.
///
/// ```
/// use gapwise::calendar::{Agenda, Tz};
/// use gapwise::model::{Minutes, Workspace, day_of};
/// use gapwise::planner::{Proposal, estimates::EstimateHistory, odds::DaySimulation};
///
/// let workspace = Workspace::default();
/// let facts = |time: &str| {
///     let now = format!("2026-11-23T{time}:00").parse().unwrap();
///     let agenda = Agenda::of(&workspace, day_of(now, workspace.settings.day_start), Tz::UTC);
///     let learned = (&EstimateHistory::default(), &workspace.worked_on_tasks());
///     DaySimulation::of(&workspace, &agenda, &Proposal::default(), learned, now)
/// };
/// assert_eq!(facts("09:00"), facts("09:00"), "so the odds are not simulated again");
/// assert_ne!(facts("09:00"), facts("09:01"));
/// ```
#[derive(Debug, PartialEq, Eq)]
pub struct DaySimulation {
    pieces: Vec<Piece>,
    free: Free,
    own: bool,
}

impl DaySimulation {
    /// Collects the facts of the rest of a day. `worked` are the minutes of [`Workspace::worked_on_tasks`].
    pub fn of(
        workspace: &Workspace,
        agenda: &Agenda,
        plan: &Proposal,
        (history, worked): (&EstimateHistory, &WorkedMinutes),
        now: NaiveDateTime,
    ) -> Self {
        let planned = planned_work(agenda, plan, now);
        let mut free = open_spans(agenda, &workspace.settings, now);
        free.extend(planned.iter().map(|piece| piece.span));
        Self {
            pieces: pieces(workspace, agenda, (history, worked), &planned, now),
            free: Free::of(free, now),
            own: history.len() >= LEAST_SAMPLES,
        }
    }

    /// Repeats the day; `None` if the plan completes no work.
    pub fn odds(&self) -> Option<DayOdds> {
        let completed: Vec<(usize, &Completion)> =
            self.pieces.iter().enumerate().filter_map(|(i, piece)| Some((i, piece.completes.as_ref()?))).collect();
        if completed.is_empty() {
            return None;
        }
        let mut random = SplitMix64(SEED);
        // The end of the nth finished piece, by n.
        let mut ends = vec![Vec::with_capacity(DRAWS); completed.len()];
        let mut met = vec![(0, 0); completed.len()];
        for _ in 0..DRAWS {
            let mut finished = 0;
            self.day(&mut random, |index, end, due| {
                ends[finished].push(end);
                finished += 1;
                met[index].0 += 1;
                met[index].1 += u32::from(due.is_none_or(|due| end <= due));
            });
        }
        let enough = (DRAWS * LIKELY.0).div_ceil(LIKELY.1);
        let likely = ends.iter().take_while(|ends| ends.len() >= enough).count();
        let by = likely.checked_sub(1).map(|last| {
            let end = *ends[last].select_nth_unstable(enough - 1).1;
            round_up(self.free.from + TimeDelta::minutes(end.into()), SLOT)
        });
        let work = completed.iter().zip(met).map(|(&(index, completion), (done, in_time))| WorkOdds {
            task: self.pieces[index].task,
            step: self.pieces[index].step,
            percent: percent(done),
            by_due: completion.due.map(|_| percent(in_time)),
        });
        Some(DayOdds { work: work.collect(), likely, by, own: self.own })
    }

    /// Simulates one day. Calls `finish` with the index, end and due time of each completed piece.
    fn day(&self, random: &mut SplitMix64, mut finish: impl FnMut(usize, u32, Option<u32>)) {
        let luck = DayLuck::draw(random);
        let (mut at, mut index) = (0, 0);
        for piece in &self.pieces {
            let start = piece.start.max(at + if at > 0 { piece.rest } else { 0 });
            let Some(completion) = &piece.completes else {
                let Some(end) = self.free.end_of(start, piece.wall) else { return };
                at = end;
                continue;
            };
            let work = completion.draw(piece.work, luck, random);
            // Breaks inside grow with the work.
            let wall = match piece.work {
                0 => u64::from(work),
                planned => u64::from(work) * u64::from(piece.wall) / u64::from(planned),
            };
            let Some(end) = self.free.end_of(start, u32::try_from(wall).unwrap_or(u32::MAX)) else { return };
            finish(index, end, completion.due);
            (at, index) = (end, index + 1);
        }
    }
}

fn percent(met: u32) -> u32 {
    let draws = u32::try_from(DRAWS).unwrap_or(u32::MAX);
    ((met * 100 + draws / 2) / draws).clamp(1, 99)
}

/// The chance of an open task to be finished by its due time, if work on it comes first.
///
/// ```
/// use gapwise::calendar::Tz;
/// use gapwise::model::{Due, Minutes, Order, Task, TaskId, Workspace};
/// use gapwise::planner::{Proposal, estimates::EstimateHistory, odds::{PlanOdds, due_odds}};
///
/// let now = "2026-11-23T09:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap();
/// let mut workspace = Workspace::default();
/// for (name, due) in [("overdue", "2026-11-20"), ("later", "2026-11-27"), ("soon", "2026-11-24")] {
///     let mut task = Task::new(TaskId::derived(name), name, Order::default(), now);
///     task.due = Some(Due::on(due.parse().unwrap()));
///     workspace.tasks.insert(task.id, task.into());
/// }
/// let planned = PlanOdds { plan: &Proposal::default(), odds: None };
/// let odds = due_odds(&workspace, &EstimateHistory::default(), planned, now.naive_utc(), Tz::UTC);
/// assert_eq!(odds.iter().map(|it| it.task).collect::<Vec<_>>(), ["soon", "later"].map(TaskId::derived));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueOdds {
    pub task: TaskId,
    pub due: NaiveDateTime,
    pub forecast: Forecast,
}

/// A plan and its odds.
///
/// ```
/// use gapwise::model::TaskId;
/// use gapwise::planner::{Proposal, odds::PlanOdds};
/// let [late, other] = ["late", "other"].map(TaskId::derived);
/// let plan = Proposal { late: vec![late], ..Proposal::default() };
/// let planned = PlanOdds { plan: &plan, odds: None };
/// assert_eq!((planned.of_due(late), planned.of_due(other)), (Some(0), None));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct PlanOdds<'a> {
    pub plan: &'a Proposal,
    pub odds: Option<&'a DayOdds>,
}

impl PlanOdds<'_> {
    /// Returns the chance in percent that the plan finishes a task in time; 0 for a task that is late in it. `None` for
    /// a task that is due on another day.
    pub fn of_due(self, task: TaskId) -> Option<u32> {
        if self.plan.late.contains(&task) {
            return Some(0);
        }
        let of_task = self.odds?.work.iter().filter(|work| work.task == task);
        of_task.filter_map(|work| work.by_due).min()
    }
}

/// Returns the chances of all open tasks that are due after `now`, the earliest first. Those of tasks that are due on the
/// day of `planned` follow from its plan.
pub fn due_odds(
    workspace: &Workspace,
    history: &EstimateHistory,
    planned: PlanOdds,
    now: NaiveDateTime,
    here: Tz,
) -> Vec<DueOdds> {
    let settings = &workspace.settings;
    let availability = Availability::of(workspace, now, here);
    let odds = |task: &Arc<Task>| {
        let due = task.due?;
        let at = due.instant(settings.day_start);
        let until_due = availability.minutes_until(at);
        let forecast = history.forecast(&pieces_left(task, settings.guess), until_due).until(due.kind);
        let forecast = forecast.planned(planned.of_due(task.id));
        (at > now).then_some(DueOdds { task: task.id, due: at, forecast })
    };
    let mut all: Vec<_> = workspace.tasks.values().filter_map(odds).collect();
    all.sort_by_key(|odds| (odds.due, odds.task));
    all
}
