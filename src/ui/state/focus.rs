//! State of the Focus view.

use std::collections::BTreeSet;

use chrono::NaiveDateTime;

use crate::calendar::words::Words;
use crate::model::{Minutes, Moment, SessionId, StepId, TaskId};

/// State of the Focus view.
#[derive(Default)]
pub struct FocusState {
    /// The offer of work while no timer runs, or after a task was finished.
    pub offer: Option<NextOffer>,
    /// Unanswered idle time.
    pub away: Option<AwayQuestion>,
    /// A half-typed stray thought; `None` while the field is closed.
    pub thought: Option<String>,
    /// A half-typed entry of unplanned work.
    pub unplanned: Option<Unplanned>,
    /// The half-typed reason of a pause.
    pub why: String,
    pub next: String,
    /// The note from before the pause, and its session.
    pub wrote: Option<(SessionId, String)>,
    /// Focuses the most recently opened field in the next frame.
    pub focus_field: bool,
    /// Whether the timer floats in a small window above all others.
    pub floating: bool,
}

impl FocusState {
    /// Opens the field for a stray thought.
    pub(in crate::ui) fn open_thought(&mut self) {
        (self.thought, self.focus_field) = (Some(String::new()), true);
    }

    /// Opens the fields for unplanned work.
    pub(in crate::ui) fn open_unplanned(&mut self) {
        (self.thought, self.focus_field) = (None, true);
        self.unplanned = Some(Unplanned { title: String::new(), minutes: "15".into() });
    }
}

/// Maximum offers.
pub(in crate::ui) const MOST_OFFERED: usize = 3;

/// Suggestions for the time until the next fixed thing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NextOffer {
    /// "Finished: Draft intro"; empty if nothing was finished.
    pub finished: String,
    /// Free minutes until the next fixed event or block.
    pub minutes: Minutes,
    /// The end of that time: "Client call at 13:00".
    pub until: String,
    /// Blocks whose time has come.
    pub due: Vec<(TaskId, Option<StepId>, Minutes)>,
    /// The planner's choice; the one before until the new one is found.
    pub work: Vec<(TaskId, Option<StepId>, Minutes)>,
    pub is_answered: bool,
    /// The length of a break taken now.
    pub rest: Minutes,
    /// Whether the rhythm recommends a break.
    pub rest_due: bool,
    /// A task without open steps, which can be closed.
    pub complete: Option<TaskId>,
}

impl NextOffer {
    /// Returns the offered work: what is due first, and nothing twice.
    pub(in crate::ui) fn choice(&self) -> Vec<(TaskId, Option<StepId>, Minutes)> {
        let mut seen = BTreeSet::new();
        let all = self.due.iter().chain(&self.work);
        all.filter(|(task, step, _)| seen.insert((*task, *step))).take(MOST_OFFERED).copied().collect()
    }
}

/// A stretch of time in which the machine slept or the user was idle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AwayQuestion {
    pub from: chrono::DateTime<chrono::Utc>,
    pub until: chrono::DateTime<chrono::Utc>,
    /// Its start in local time.
    pub local: NaiveDateTime,
    pub minutes: Minutes,
    /// Whether the machine was awake and the user idle.
    pub idle: bool,
}

impl AwayQuestion {
    /// Creates the question about the time between two instants.
    pub fn new((from, until): Instants, idle: bool, now: Moment) -> Self {
        let minutes = Minutes::new(u32::try_from((until - from).num_minutes()).unwrap_or(0));
        Self { from, until, local: now.local - (now.instant - from), minutes, idle }
    }

    /// Returns "No keyboard or mouse input for 12 min from 09:10 on. Were you working?"
    pub(in crate::ui) fn words(&self, words: Words) -> String {
        let (minutes, since) = (self.minutes, words.time(self.local));
        match self.idle {
            true => format!("No keyboard or mouse input for {minutes} from {since} on. Were you working?"),
            false => format!("The computer slept for {minutes} from {since} on. Were you working?"),
        }
    }
}

type Instants = (chrono::DateTime<chrono::Utc>, chrono::DateTime<chrono::Utc>);

/// Unplanned work to log.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Unplanned {
    pub title: String,
    /// Minutes up to now, as typed text.
    pub minutes: String,
}
