//! Reasons as data, with the numbers of the solve itself.

use chrono::NaiveDateTime;

use crate::calendar::BusyKind;
use crate::model::{Energy, Minutes, StepId, TaskId};

/// What a candidate's value is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Factors {
    pub important: bool,
    /// u of the scoring rule, 0 to 1000.
    pub urgency_permille: u32,
    /// Urgent by hand, without a date.
    pub pinned_urgent: bool,
    /// Working time that can be lost before the due time is missed, in tenths of a working day.
    pub slack_tenth_days: Option<i64>,
    pub overdue: bool,
    pub due: Option<NaiveDateTime>,
    /// Due on the planned day, and not overdue.
    pub due_today: bool,
    /// The same, and late is worth nothing.
    pub must_today: bool,
    /// 0 to 30.
    pub age_days: u32,
    pub energy: Option<Energy>,
    /// Its length is the default one, not an estimate.
    pub guess: bool,
}

/// The rule that, if loosened, would make the plan of a gap better.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    pub rule: LimitRule,
    /// What the plan would gain, in tenths of weighted minutes: by a quarter of an hour more of the gap or of the day's
    /// share, by one micro-task more, without breaks, or without the order of steps. Where none of these helps alone, by a
    /// longer gap together with a larger share and one micro-task more.
    pub gain: i64,
}

/// What a plan has to keep to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LimitRule {
    /// The gap ends here, with this; the title is that of the event or the block.
    GapEnds { at: NaiveDateTime, with: BusyKind, title: String },
    /// The share of the free time that may be filled is used up.
    Cap { percent: u32 },
    /// The number of micro-tasks is.
    MicroTasks { most: u32 },
    /// A break is due after this much work.
    Breaks { focus: Minutes },
    /// This step waits for another.
    Order { task: TaskId, step: Option<StepId> },
}

/// What would take a suggestion's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunnerUp {
    pub task: TaskId,
    pub step: Option<StepId>,
    /// How much less the plan would be worth, in tenths of weighted minutes; negative where the suggestion only stays
    /// because it was shown before.
    pub less: i64,
}

/// Why a suggestion stands where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Why {
    pub factors: Factors,
    pub start: NaiveDateTime,
    /// The energy of its time of day.
    pub energy_at: Energy,
    /// Its score in its place, in tenths of weighted minutes: what must be done today has the score that it would have
    /// without that.
    pub value: i64,
    /// `None` where nothing would change, or where it was not worked out.
    pub limit: Option<Limit>,
    /// Value of the plan less that of the best one without it in which all other gaps stay as they are (save for what
    /// waits for it). `None` in a plan that is only on the way to the final one.
    pub worth: Option<i64>,
    /// `None` where nothing would take its place.
    pub runner_up: Option<RunnerUp>,
}

/// Something open that is not suggested today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    pub task: TaskId,
    pub step: Option<StepId>,
    pub why: WhyNot,
}

/// Why it is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WhyNot {
    Eliminate,
    /// The person said so for today.
    NotNow,
    NotBefore,
    /// All that is left of it is on a day already.
    Planned,
    /// Handed over, and the follow-up is not due yet.
    Delegated,
    WaitsFor(TaskId),
    /// What it waits for is planned until then.
    WaitsUntil(NaiveDateTime),
    /// It needs this much in one go; the longest gap has less.
    TooLong {
        needs: Minutes,
        longest: Minutes,
    },
    /// It is worth nothing any more after this time, and no gap before it holds it.
    TooLate(NaiveDateTime),
    NoGap,
    /// There are gaps, none of them in the hours of its tag.
    OutsideHours,
    /// It would push out what has to be done today.
    PushesOutMust,
    /// Something worth more took the time. `short` is what the day would lose in tenths of weighted minutes if it were
    /// put into the gap where it costs least, all others left as they are; `value` is that of the day as it is. Worked
    /// out by [`crate::planner::why_not`]; `None` in a proposal's own list.
    WorthLess {
        short: Option<Shortfall>,
    },
}

/// How much a left-out thing is short of its place, and what the day is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shortfall {
    pub by: i64,
    pub value: i64,
}
