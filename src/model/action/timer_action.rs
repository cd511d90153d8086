//! The actions of the timer.

use chrono::{DateTime, TimeDelta, Utc};

use crate::model::id::{SessionId, StepId, TaskId};
use crate::model::log::InterruptionKind;
use crate::model::plan::Block;
use crate::model::task::Quadrant;
use crate::model::time::Minutes;

/// The interval of [`TimerAction::Seen`]. A crash loses at most this much tracked time, plus the time of a save.
pub const HEARTBEAT: TimeDelta = TimeDelta::seconds(20);

/// An action of the timer. It records a present event; undo does not revert it.
///
/// ```
/// use gapwise::model::{Action, Moment, SessionId, TimerAction, Workspace};
///
/// let now = Moment { instant: "2026-11-23T09:00:00Z".parse().unwrap(), local: "2026-11-23T09:00:00".parse().unwrap() };
/// let start = TimerAction::Start {
///     session: SessionId::derived("s"),
///     task: None,
///     step: None,
///     title: "Call back".into(),
///     quadrant: None,
///     planned: None,
///     block: None,
/// };
/// let running = Workspace::default().apply(&Action::Timer(start), now).unwrap();
/// assert_eq!(running.open_session().unwrap().title, "Call back");
/// ```
#[derive(Clone, Debug, PartialEq, strum::EnumDiscriminants)]
#[strum_discriminants(name(TimerActionKind), derive(strum::EnumIter))]
pub enum TimerAction {
    /// Starts a focus session and ends the open one.
    Start {
        session: SessionId,
        /// `None` for unplanned work.
        task: Option<TaskId>,
        step: Option<StepId>,
        title: String,
        quadrant: Option<Quadrant>,
        /// `None` if open-ended.
        planned: Option<Minutes>,
        /// The block for the work, new or existing. It moves to the present time.
        block: Option<Block>,
    },
    /// Pauses the session, or changes the kind and reason of its pause.
    Pause { kind: InterruptionKind, why: String },
    /// Sets the reason of the pause.
    SetWhy(String),
    /// Sets the session's "Next I will ...".
    SetNext(String),
    /// Ends the pause.
    Resume,
    /// Plans more time for the session and its block.
    Extend(Minutes),
    /// Ends the session. The step or task stays open.
    Finish,
    /// Ends the session and starts a break of this length.
    StartBreak {
        session: SessionId,
        minutes: Minutes,
        /// An idea for the break; may be empty.
        idea: String,
    },
    /// Records that the user skipped a break.
    SkipBreak(SessionId),
    /// The heartbeat of the open session.
    Seen,
    /// Settles the time from `from` to `until`, in which the user may have been away.
    Away { from: DateTime<Utc>, until: DateTime<Utc>, answer: Away },
}

/// The user's answer about time without activity.
///
/// ```
/// use gapwise::model::{Action, Away, Moment, SessionId, TimerAction, Workspace};
///
/// # let at = |time: &str| {
/// #     let local: chrono::NaiveDateTime = format!("2026-11-23T{time}:00").parse().unwrap();
/// #     Moment { instant: local.and_utc(), local }
/// # };
/// # let (task, step, title, quadrant, planned, block) = (None, None, "Call".into(), None, None, None);
/// # let session = SessionId::derived("s");
/// # let start = TimerAction::Start { session, task, step, title, quadrant, planned, block };
/// let running = Workspace::default().apply(&Action::Timer(start), at("09:00")).unwrap();
/// let (from, until, now) = (at("09:10").instant, at("09:40").instant, at("09:40"));
/// let worked = |answer| {
///     let settle = Action::Timer(TimerAction::Away { from, until, answer });
///     let session = running.apply(&settle, now).unwrap().sessions[&session].clone();
///     (session.worked(now.instant).num_minutes(), session.is_open())
/// };
/// assert_eq!([Away::Keep, Away::Drop, Away::End].map(worked), [(40, true), (10, true), (10, false)]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Away {
    /// The time was work.
    Keep,
    /// The time was not work; the session continues.
    Drop,
    /// The session ended when the time began.
    End,
}
