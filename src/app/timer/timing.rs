//! The timer apart from its open session, which is part of the workspace: the heartbeat, and the question about
//! idle time.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

use super::idle::IdleWatch;
use crate::app::derived::memo::Memo;
use crate::model::{
    Action, Away, BlockId, BlockState, HEARTBEAT, Moment, PlanningDay, Session, SessionKind, TimerAction, Workspace,
};
use crate::ui::{AwayQuestion, FocusIntent, Intent, ReviewIntent};

/// Time without a heartbeat after which the app asks whether it was work.
const ASKS_AFTER: TimeDelta = TimeDelta::seconds(90);

/// The watch over the running session.
#[derive(Default)]
pub(crate) struct Timing {
    /// `None` in tests.
    pub idle: Option<IdleWatch>,
    /// The intent that waits until the open question is answered.
    held: Option<Intent>,
    /// End of the idle time that was last answered for, so that it is not asked about twice.
    answered: Option<DateTime<Utc>>,
    /// The minute and the revision of the workspace that the shown offer was made for.
    pub offered_for: Memo<(NaiveDateTime, u64), ()>,
    /// The run of small blocks that was started.
    pub sitting: Option<Sitting>,
}

/// A run of small blocks that are done one after the other.
pub(crate) struct Sitting {
    /// Blocks that are moved to another day leave the sitting.
    pub day: PlanningDay,
    /// The blocks after the present one.
    pub left: Vec<BlockId>,
}

/// The answer of [`Timing::hold`].
pub(crate) enum Hold {
    /// The intent may be carried out.
    No,
    /// It waits for the answer to the question.
    Waits,
    /// Repeated: work ended when the idle time began.
    Repeated,
}

impl Timing {
    /// Follows the running session, whose question about idle time is `away`. Returns the action that is due: the
    /// heartbeat, or the end of a break. `speed`: of the clock, as a multiple of real time.
    pub fn beat(
        &mut self,
        workspace: &Workspace,
        away: &mut Option<AwayQuestion>,
        speed: f64,
        now: Moment,
    ) -> Option<TimerAction> {
        let Some(session) = workspace.open_session() else {
            (*away, self.held) = (None, None);
            return None;
        };
        if session.kind == SessionKind::Break {
            return session.left(now.instant).filter(|left| *left <= TimeDelta::zero()).map(|_| TimerAction::Finish);
        }
        if session.paused.is_some() {
            return None;
        }
        let idle_after = workspace.settings.reminders.idle_after.delta();
        if speed > 0.0
            && idle_after > TimeDelta::zero()
            && let Some(idle) = self.idle.as_mut().and_then(IdleWatch::ask)
        {
            let idle = TimeDelta::milliseconds((idle.as_millis() as f64 * speed) as i64);
            self.hear_of_idle(session, away, idle, idle_after, now);
        }
        if away.is_some_and(|away| !away.idle) {
            return None;
        }
        let known = session.last_known();
        let unseen = now.instant - known;
        if unseen > ASKS_AFTER * (speed.clamp(1.0, 100_000.0) as i32) {
            let from = away.map_or(known, |away| away.from);
            *away = Some(AwayQuestion::new((from, now.instant), false, now));
            return None;
        }
        (unseen >= HEARTBEAT || unseen < TimeDelta::zero()).then_some(TimerAction::Seen)
    }

    /// Opens the question about idle time of at least `idle_after`, or extends it while the idle time goes on.
    pub fn hear_of_idle(
        &mut self,
        session: &Session,
        away: &mut Option<AwayQuestion>,
        idle: TimeDelta,
        idle_after: TimeDelta,
        now: Moment,
    ) {
        let since = (now.instant - idle).max(session.start);
        let from = match away {
            // The desktop's figure is read a moment before the clock.
            Some(away) if away.idle && since <= away.from + TimeDelta::seconds(1) => away.from,
            None if now.instant - since >= idle_after && self.answered.is_none_or(|until| since >= until) => since,
            _ => return,
        };
        *away = Some(AwayQuestion::new((from, now.instant), true, now));
    }

    /// Holds back an intent that ends the timer while the question about idle time is open (`asks`).
    pub fn hold(&mut self, intent: &Intent, workspace: &Workspace, asks: bool) -> Hold {
        let Some(intent) = ends_timer(intent, workspace).filter(|_| asks) else { return Hold::No };
        if self.held.as_ref() == Some(&intent) {
            return Hold::Repeated;
        }
        self.held = Some(intent);
        Hold::Waits
    }

    /// Takes the answer to `question`: the action that records it, and the held-back intent that is now carried out.
    pub fn answer(&mut self, question: AwayQuestion, answer: Away) -> (TimerAction, Option<Intent>) {
        let AwayQuestion { from, until, .. } = question;
        self.answered = Some(until);
        let stops = |held: &Intent| answer == Away::End && *held == Intent::Focus(FocusIntent::Stop);
        (TimerAction::Away { from, until, answer }, self.held.take().filter(|held| !stops(held)))
    }
}

/// Returns the intent by whose repetition the same is asked again, if `intent` ends the timer without ticking work.
fn ends_timer(intent: &Intent, workspace: &Workspace) -> Option<Intent> {
    match intent {
        Intent::Start(..)
        | Intent::StartRun(_)
        | Intent::Focus(FocusIntent::Break | FocusIntent::Stop)
        | Intent::Review(ReviewIntent::DoneForToday) => Some(intent.clone()),
        Intent::Act(Action::SetBlockState(block, BlockState::Running)) => {
            workspace.blocks.get(block).map(|block| Intent::Start(block.task, block.step))
        }
        Intent::Focus(FocusIntent::Done | FocusIntent::DoneAndNext) => {
            let open = workspace.open_session()?;
            let is_gone = open.task.is_none_or(|task| !workspace.tasks.contains_key(&task));
            is_gone.then_some(Intent::Focus(FocusIntent::Stop))
        }
        _ => None,
    }
}
