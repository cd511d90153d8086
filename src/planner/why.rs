//! Reasons as data. Their numbers are measured by solving again, in `tell::measure`.

use chrono::NaiveDateTime;

use crate::calendar::BusyKind;
use crate::model::{Energy, Minutes, StepId, TaskId};

/// The inputs of a candidate's score.
///
/// ```
/// use gapwise::planner::Factors;
/// let factors = Factors { important: true, age_days: 12, ..Factors::default() };
/// assert!(!factors.overdue && factors.due.is_none());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Factors {
    pub important: bool,
    /// Urgency u of the score, 0 to 1000.
    pub urgency_permille: u32,
    /// Marked urgent by the user, without a due date.
    pub pinned_urgent: bool,
    /// Spare working time before the due time, in tenths of a working day.
    pub slack_tenth_days: Option<i64>,
    pub overdue: bool,
    pub due: Option<NaiveDateTime>,
    /// Due on the planned day and not overdue.
    pub due_today: bool,
    /// Due today with a hard due time.
    pub must_today: bool,
    /// Due today or overdue, and important or small.
    pub cannot_wait: bool,
    /// Days since creation, 0 to 30.
    pub age_days: u32,
    pub energy: Option<Energy>,
    /// The length is the default, not an estimate.
    pub guess: bool,
    /// Counts towards the weekly minimum, of which some is missing.
    pub weekly_minimum: bool,
}

/// The rule that costs a gap's plan most.
///
/// ```
/// use gapwise::planner::{LimitRule, Passed, Request, explain, propose};
/// # use std::ops::ControlFlow;
/// # use gapwise::calendar::{Agenda, Tz, gaps};
/// # use gapwise::model::{Minutes, Moment, Order, Task, TaskId, Workspace, day_of};
/// # let local: chrono::NaiveDateTime = "2026-11-23T16:00:00".parse().unwrap();
/// # let now = Moment { instant: local.and_utc(), local };
/// # let mut workspace = Workspace::default();
/// # for name in ["Report", "Slides"] {
/// #     let mut task = Task::new(TaskId::derived(name), name, Order::default(), now.instant);
/// #     (task.important, task.estimate) = (Some(true), Some(Minutes::new(40)));
/// #     workspace.tasks.insert(task.id, task.into());
/// # }
/// # let agenda = Agenda::of(&workspace, day_of(now.local, workspace.settings.day_start), Tz::UTC);
/// # let free = gaps(&agenda, &workspace.settings, now.local);
/// # let passed = Passed::new();
/// # let request = Request::new(&workspace, &agenda, &free, &passed, now, Tz::UTC);
///
/// // Two pieces of 40 minutes, and an hour until the end of work, of which 12 minutes stay free.
/// let mut plan = propose(&request, &mut |_| ControlFlow::Continue(()));
/// assert_eq!(plan.suggestions[0].why.limit, None, "not measured yet");
/// explain(&request, &mut plan, &|| true);
/// let limit = plan.suggestions[0].why.limit.clone().unwrap();
/// assert_eq!(limit.rule, LimitRule::Cap { percent: 80 });
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    pub rule: LimitRule,
    /// The gain from loosening the rule, in tenths of weighted minutes: 15 minutes more of the gap or of the day's cap,
    /// one micro-task more, no breaks, or no order of steps. If none of these helps alone, the gain from a longer gap, a
    /// larger cap and one micro-task more together.
    pub gain: i64,
}

/// A constraint of the plan.
///
/// ```
/// use gapwise::calendar::words::Words;
/// use gapwise::model::{Minutes, Workspace};
/// use gapwise::planner::{LimitRule, WhyNot};
///
/// let words = |rule| WhyNot::Limited(rule).sentence(&Workspace::default(), Words::default());
/// assert_eq!(words(LimitRule::Breaks { focus: Minutes::new(50) }), "A break is due after 50 min of work.");
/// assert_eq!(words(LimitRule::Cap { percent: 80 }), "At most 80 % of your free time is planned.");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LimitRule {
    /// The end of the gap. The title of the event or block may be empty.
    GapEnds { at: NaiveDateTime, with: BusyKind, title: String },
    /// The share of the free time that may be filled.
    Cap { percent: u32 },
    /// Micro-tasks a day.
    MicroTasks { most: u32 },
    /// Work without a break.
    Breaks { focus: Minutes },
    /// A step that waits for another.
    Order { task: TaskId, step: Option<StepId> },
}

/// The replacement for a suggestion.
///
/// ```
/// use gapwise::calendar::words::Words;
/// use gapwise::model::{Energy, Order, Task, TaskId, Workspace};
/// use gapwise::planner::{Factors, RunnerUp, Why};
///
/// let start: chrono::NaiveDateTime = "2026-11-23T09:00:00".parse().unwrap();
/// let slides = Task::new(TaskId::derived("t"), "Slides", Order::default(), start.and_utc());
/// let mut workspace = Workspace::default();
/// workspace.tasks.insert(slides.id, slides.into());
/// let words = |less| {
///     let (factors, energy_at, value, limit) = (Factors::default(), Energy::Mid, 100, None);
///     let runner_up = Some(RunnerUp { task: TaskId::derived("t"), step: None, with: 0, less });
///     let why = Why { factors, start, energy_at, value, limit, worth: Some(less), runner_up, alone: false };
///     why.sentences(&workspace, start.date(), Words::default())[1].clone()
/// };
/// assert_eq!([20, 21].map(words), ["Close second: \"Slides\".", "Next in line: \"Slides\"."]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunnerUp {
    pub task: TaskId,
    pub step: Option<StepId>,
    /// Number of further tasks or steps that would come with it.
    pub with: usize,
    /// Value lost at most by the replacement, in tenths of weighted minutes. Negative if the suggestion only stays because
    /// it was shown before.
    pub less: i64,
}

/// The reasons for a suggestion in its place.
///
/// ```
/// use gapwise::calendar::words::Words;
/// use gapwise::planner::{Passed, Request, explain, propose};
/// # use std::ops::ControlFlow;
/// # use gapwise::calendar::{Agenda, Tz, gaps};
/// # use gapwise::model::{Minutes, Moment, Order, Task, TaskId, Workspace, day_of};
/// # let local: chrono::NaiveDateTime = "2026-11-23T09:00:00".parse().unwrap();
/// # let now = Moment { instant: local.and_utc(), local };
/// # let mut workspace = Workspace::default();
/// # let mut task = Task::new(TaskId::derived("t"), "Report", Order::default(), now.instant);
/// # (task.important, task.estimate) = (Some(true), Some(Minutes::new(25)));
/// # workspace.tasks.insert(task.id, task.into());
/// # let agenda = Agenda::of(&workspace, day_of(now.local, workspace.settings.day_start), Tz::UTC);
/// # let free = gaps(&agenda, &workspace.settings, now.local);
/// # let passed = Passed::new();
/// # let request = Request::new(&workspace, &agenda, &free, &passed, now, Tz::UTC);
///
/// let mut plan = propose(&request, &mut |_| ControlFlow::Continue(()));
/// explain(&request, &mut plan, &|| true);
/// let sentences = plan.suggestions[0].why.sentences(&workspace, now.local.date(), Words::default());
/// assert_eq!(sentences, ["Important.", "Nothing else to plan fits here."]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Why {
    pub factors: Factors,
    pub start: NaiveDateTime,
    /// The energy level of that time of day.
    pub energy_at: Energy,
    /// Score in tenths of weighted minutes, without the priority of work that must be done today.
    pub value: i64,
    /// `None` if no rule costs value, or before [`explain`](crate::planner::explain).
    pub limit: Option<Limit>,
    /// Value lost when the suggestion is removed and all others but its followers stay.
    /// `None` if it is not proven, or before [`explain`](crate::planner::explain).
    pub worth: Option<i64>,
    /// The most valuable work that would take the time if all others stay. `None` if nothing would.
    pub runner_up: Option<RunnerUp>,
    /// True if it is proven that nothing else that may be planned fits into the time, whatever the limits of the day.
    pub alone: bool,
}

/// The weekly minimum of important work that is not urgent, as the plan of a day meets it.
///
/// ```
/// use gapwise::model::{Minutes, Workspace};
/// use gapwise::planner::{MinimumShort, WeeklyMinimum};
/// let [missing, share] = [300, 60].map(Minutes::new);
/// let short = Some(MinimumShort::NoTime);
/// let minimum = WeeklyMinimum { missing, share, planned: Minutes::ZERO, short, cost: None };
/// assert_eq!(minimum.sentences(&Workspace::default())[1], "No free time is left for it.");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WeeklyMinimum {
    /// Minutes that tracked and planned work of the week lacks without this plan.
    pub missing: Minutes,
    /// The part of them that falls to the day.
    pub share: Minutes,
    /// Minutes of the suggestions that count.
    pub planned: Minutes,
    /// The reason for planning less than the share.
    pub short: Option<MinimumShort>,
    /// `None` if nothing of it is planned, or before [`explain`](crate::planner::explain).
    pub cost: Option<MinimumCost>,
}

/// The reason for planning less than the day's share of the weekly minimum.
///
/// ```
/// use gapwise::planner::MinimumShort;
/// assert_ne!(MinimumShort::NoTime, MinimumShort::NoWork);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MinimumShort {
    /// No free time is left.
    NoTime,
    /// All such work that the day can have is planned.
    NoWork,
    /// More of it does not fit beside other work.
    NoRoom,
}

/// The loss from obeying the weekly minimum, in tenths of weighted minutes.
///
/// ```
/// use gapwise::planner::MinimumCost;
/// let cost = MinimumCost { by: 30, value: 1000, displaced: None, with: 0 };
/// assert_eq!(cost.by * 100 / cost.value, 3, "three percent of the day");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MinimumCost {
    /// Value of the day's best plan without the minimum, less that of the plan with it.
    pub by: i64,
    /// Value of the plan without the minimum.
    pub value: i64,
    /// The most valuable work that only the plan without the minimum has.
    pub displaced: Option<(TaskId, Option<StepId>)>,
    /// Number of further tasks or steps that only that plan has.
    pub with: usize,
}

/// Open work that is not suggested today.
///
/// ```
/// use std::ops::ControlFlow;
/// use gapwise::calendar::{Agenda, Tz, gaps};
/// use gapwise::model::{Minutes, Moment, Order, Task, TaskId, Workspace, day_of};
/// use gapwise::planner::{Passed, Request, WhyNot, propose};
///
/// let now = Moment { instant: "2026-11-23T09:00:00Z".parse().unwrap(), local: "2026-11-23T09:00:00".parse().unwrap() };
/// let mut workspace = Workspace::default();
/// let mut task = Task::new(TaskId::derived("t"), "Report", Order::default(), now.instant);
/// task.not_before = Some(now.local + chrono::TimeDelta::days(3));
/// (task.important, task.estimate) = (Some(true), Some(Minutes::new(25)));
/// workspace.tasks.insert(task.id, task.into());
/// let agenda = Agenda::of(&workspace, day_of(now.local, workspace.settings.day_start), Tz::UTC);
/// let free = gaps(&agenda, &workspace.settings, now.local);
/// let passed = Passed::new();
/// let request = Request::new(&workspace, &agenda, &free, &passed, now, Tz::UTC);
/// let plan = propose(&request, &mut |_| ControlFlow::Continue(()));
/// assert_eq!(plan.left_out[0].why, WhyNot::NotBefore);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    pub task: TaskId,
    pub step: Option<StepId>,
    pub why: WhyNot,
}

/// The reason for leaving work out of a plan. [`WhyNot::sentence`] puts it in words.
///
/// ```
/// use gapwise::calendar::words::Words;
/// use gapwise::model::{Minutes, Workspace};
/// use gapwise::planner::WhyNot;
/// let why = WhyNot::TooLong { needs: Minutes::new(90), breaks: Minutes::ZERO, longest: Minutes::new(45) };
/// let words = why.sentence(&Workspace::default(), Words::default());
/// assert_eq!(words, "Needs 1 h 30 in one go. The longest free time for it is 45 min.");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhyNot {
    Eliminate,
    /// Skipped by the user for today.
    NotNow,
    NotBefore,
    /// Blocks on some day cover all remaining work.
    Planned,
    /// Handed over; the follow-up is not due yet.
    Delegated,
    WaitsFor(TaskId),
    /// Its predecessor is planned until then.
    WaitsUntil(NaiveDateTime),
    /// Longer in one go, with the breaks inside, than every free stretch that it may use.
    TooLong {
        needs: Minutes,
        breaks: Minutes,
        longest: Minutes,
    },
    /// Too long for the time before its hard due time. `left` is the longest free stretch until then, or all of it for work
    /// that need not be done in one go.
    TooLate {
        due: NaiveDateTime,
        needs: Minutes,
        left: Minutes,
        in_one_go: bool,
    },
    /// Longer than a rule of the day allows, whatever else is planned.
    Limited(LimitRule),
    NoGap,
    /// No gap lies in the hours of its tag.
    OutsideHours,
    /// Would displace work that must be done today.
    PushesOutMust,
    /// More valuable work took the time. [`why_not`](crate::planner::why_not) measures `short`; a proposal's own list
    /// leaves it `None`.
    WorthLess {
        short: Option<Shortfall>,
    },
}

/// The loss from forcing left-out work into the plan, in tenths of weighted minutes.
///
/// ```
/// use gapwise::calendar::words::Words;
/// use gapwise::model::Workspace;
/// use gapwise::planner::{Shortfall, WhyNot};
///
/// let words = |by| {
///     let short = Some(Shortfall { by, displaced: None, value: 1000 });
///     WhyNot::WorthLess { short }.sentence(&Workspace::default(), Words::default())
/// };
/// assert_eq!(words(45), "With it the day would be worth up to 5 % less.");
/// assert_eq!(words(0), "The plan would be equally good with it.");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shortfall {
    /// Loss in the gap where it costs least; other gaps stay.
    pub by: i64,
    /// The most valuable work that it would displace there.
    pub displaced: Option<(TaskId, Option<StepId>)>,
    /// Value of the day as planned.
    pub value: i64,
}
