//! State of the Focus view.

use crate::model::{Minutes, Moment, SessionId, StepId, TaskId};
use crate::ui::intent::Intent;

/// What the Focus view remembers between frames.
#[derive(Default)]
pub struct FocusState {
    /// What can be done next, after something was finished.
    pub offer: Option<Offer>,
    /// Time in which nobody may have been there, and that was not answered for.
    pub away: Option<AwayQuestion>,
    /// What was asked for meanwhile, and waits for the answer.
    pub then: Option<Intent>,
    /// Until when it was answered for: the same idleness is not asked about twice.
    pub idle_answered: Option<chrono::DateTime<chrono::Utc>>,
    /// A stray thought, half typed; `None` while the field is closed.
    pub thought: Option<String>,
    /// Something else that was done, half typed.
    pub unplanned: Option<Unplanned>,
    /// Why it is paused, half typed.
    pub why: String,
    pub next: String,
    /// What was written before it went on, and the session that it is for.
    pub wrote: Option<(SessionId, String)>,
    /// Puts the cursor into the field that was opened last, in the next frame.
    pub focus_field: bool,
    /// Whether a small window floats above all others.
    pub floating: bool,
}

/// What fits into the time that is left after something was finished.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Offer {
    /// "Finished: Draft intro".
    pub finished: String,
    /// Free minutes until the next thing that is fixed.
    pub minutes: Minutes,
    /// Until what: "Client call at 13:00".
    pub until: String,
    pub work: Vec<(TaskId, Option<StepId>, Minutes)>,
    /// How long a break is now.
    pub rest: Minutes,
    /// Whether the rhythm asks for it.
    pub rest_due: bool,
    /// A task whose last step was ticked: it can be closed.
    pub complete: Option<TaskId>,
}

/// Time in which the machine slept, or nobody was there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AwayQuestion {
    pub from: chrono::DateTime<chrono::Utc>,
    pub until: chrono::DateTime<chrono::Utc>,
    /// Where it begins on the wall clock.
    pub local: chrono::NaiveDateTime,
    pub minutes: Minutes,
    /// The machine was awake, but nobody touched it.
    pub idle: bool,
}

impl AwayQuestion {
    /// About the time between two instants.
    pub fn new((from, until): Instants, idle: bool, now: Moment) -> Self {
        let minutes = Minutes::new(u32::try_from((until - from).num_minutes()).unwrap_or(0));
        Self { from, until, local: now.local - (now.instant - from), minutes, idle }
    }

    /// "No key and no mouse for 12m from 09:10 on. Were you at it?"
    pub(in crate::ui) fn words(&self) -> String {
        let what = if self.idle { "No key and no mouse" } else { "Nothing was heard" };
        format!("{what} for {} from {} on. Were you at it?", self.minutes, self.local.format("%H:%M"))
    }
}

type Instants = (chrono::DateTime<chrono::Utc>, chrono::DateTime<chrono::Utc>);

/// Unplanned work to be logged.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Unplanned {
    pub title: String,
    /// Minutes up to now, as typed.
    pub minutes: String,
}
