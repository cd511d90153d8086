//! Reasons as data, with the numbers of the solve itself, and their sentences.

use chrono::NaiveDateTime;

use crate::calendar::BusyKind;
use crate::model::{Energy, Minutes, StepId, TaskId, Workspace};

/// What a candidate's value is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// A hard due time today.
    pub must_today: bool,
    /// 0 to 30.
    pub age_days: u32,
    pub energy: Option<Energy>,
    /// Its length is the default one, not an estimate.
    pub guess: bool,
}

/// What keeps more from being planned in a gap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// The gap ends here, with this.
    GapEnds(NaiveDateTime, BusyKind),
    /// The share of the day that may be filled is used up.
    Cap { percent: u32 },
    /// The number of micro-tasks is.
    MicroTasks { most: u32 },
    /// Nothing else that is open fits.
    NothingElse,
}

/// Why a suggestion stands where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Why {
    pub factors: Factors,
    /// The energy of its time of day.
    pub energy_at: Energy,
    pub limit: Limit,
    /// What the plan of its gap would lose without it, in tenths of weighted minutes.
    pub worth: i64,
    /// What would stand there instead, and how much less the gap would be worth then.
    pub runner_up: Option<(TaskId, Option<StepId>, i64)>,
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
    /// It needs this much in one go; the longest gap has less.
    TooLong {
        needs: Minutes,
        longest: Minutes,
    },
    NoGap,
    /// Something worth more took the time.
    WorthLess,
}

impl Why {
    /// The reasons in plain words, the weightiest first.
    pub fn sentences(&self, workspace: &Workspace) -> Vec<String> {
        let mut out = vec![self.reason()];
        out.push(self.limit.sentence());
        if let Some((task, step, _)) = self.runner_up
            && let Some(title) = title_of(workspace, task, step)
        {
            out.push(format!("A close second: {title}."));
        }
        if self.factors.guess {
            out.push("Its length is a guess; an estimate makes the plan better.".into());
        }
        out
    }

    /// Why this, in one sentence.
    pub fn reason(&self) -> String {
        let f = &self.factors;
        let mut reasons = Vec::new();
        if f.must_today {
            reasons.push("it must be done today".to_owned());
        }
        if f.important {
            reasons.push("important".to_owned());
        }
        if f.overdue {
            reasons.push("overdue".to_owned());
        } else if let Some(slack) = f.slack_tenth_days {
            reasons.push(slack_words(slack));
        } else if f.pinned_urgent {
            reasons.push("marked as urgent".to_owned());
        }
        if f.energy == Some(self.energy_at) {
            reasons.push(match self.energy_at {
                Energy::High => "these are your high hours".to_owned(),
                Energy::Mid => "it suits your energy now".to_owned(),
                Energy::Low => "it is easy enough for your low hours".to_owned(),
            });
        }
        if reasons.is_empty() {
            reasons.push(if f.age_days >= 14 { "it has waited for a while" } else { "it fits the time" }.to_owned());
        }
        let last = reasons.pop().unwrap_or_default();
        let joined = if reasons.is_empty() { last } else { format!("{} and {last}", reasons.join(", ")) };
        capitalised(&format!("{joined}."))
    }
}

fn slack_words(tenth_days: i64) -> String {
    match tenth_days {
        ..0 => "it can hardly be done in time any more".into(),
        0..5 => "due with hardly any slack".into(),
        5..15 => "due with about a working day of slack".into(),
        15..100 => format!("due with {} working days of slack", (tenth_days + 5) / 10),
        _ => "not due for long".into(),
    }
}

impl Limit {
    fn sentence(self) -> String {
        match self {
            Self::GapEnds(at, kind) => {
                let with = match kind {
                    BusyKind::Event => "the next event",
                    BusyKind::Buffer | BusyKind::BreakAfterEvents => "a rest",
                    BusyKind::Lunch => "lunch",
                    BusyKind::Block => "the next block",
                    BusyKind::DayEnd => "the working day",
                };
                let verb = if kind == BusyKind::DayEnd { "ends" } else { "begins" };
                format!("The gap ends at {}, when {with} {verb}.", at.format("%H:%M"))
            }
            Self::Cap { percent } => format!("More would fill over {percent} % of your free time."),
            Self::MicroTasks { most } => format!("{most} micro-tasks are enough for a day."),
            Self::NothingElse => "Nothing else that is open fits here.".into(),
        }
    }
}

impl WhyNot {
    /// In plain words.
    pub fn sentence(&self, workspace: &Workspace) -> String {
        match self {
            Self::Eliminate => "Neither important nor urgent.".into(),
            Self::NotNow => "You said not now, for today.".into(),
            Self::NotBefore => "Its start date is later.".into(),
            Self::Planned => "It is planned already.".into(),
            Self::Delegated => "Handed over; the follow-up is later.".into(),
            Self::WaitsFor(task) => {
                let title = title_of(workspace, *task, None).unwrap_or_else(|| "another task".into());
                format!("It waits for {title}.")
            }
            Self::TooLong { needs, longest } => format!("It needs {needs} in one go; the longest gap has {longest}."),
            Self::NoGap => "There is no gap for it today.".into(),
            Self::WorthLess => "What is planned is worth more.".into(),
        }
    }
}

fn title_of(workspace: &Workspace, task: TaskId, step: Option<StepId>) -> Option<String> {
    let task = workspace.any_task(task)?;
    let step = step.and_then(|step| task.step(step));
    Some(step.map_or_else(|| task.title.clone(), |step| step.title.clone()))
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
