//! Ending work, and the offer after it.

use chrono::{NaiveDateTime, TimeDelta};

use super::offer::MORE;
use crate::app::gapwise::Gapwise;
use crate::calendar::words::counted;
use crate::model::{
    Action, Away, Block, BlockState, Minutes, Moment, Outcome, Session, SessionKind, StepEdit, StepId, Task,
    TimerAction, Workspace,
};
use crate::ui::{AwayQuestion, Intent, View};

impl Gapwise {
    /// Ends the session. Its task stays open.
    pub(crate) fn stop(&mut self, now: Moment) {
        let Some(session) = self.workspace().open_session().cloned() else { return };
        if self.act(&Action::Timer(TimerAction::Finish), now) && session.kind == SessionKind::Focus {
            self.offer(format!("Stopped: {}", session.title), now);
        }
    }

    /// Answers the question about idle time, if it is open, because the work ended: the idle time counts as work.
    /// Returns whether it was open.
    fn count_idle_time(&mut self) -> bool {
        let Some(AwayQuestion { minutes, .. }) = self.state.focus.away.take() else { return false };
        let idle = counted(minutes.get(), "idle minute", "idle minutes");
        self.toast(format!("Counted {idle} as work. Edit it on the timeline."), false);
        true
    }

    /// Ticks the work of the session. Starts the task's next step if `go_on`, else offers work for the rest of the
    /// time.
    pub(crate) fn finish(&mut self, go_on: bool, now: Moment) {
        let Some(session) = self.workspace().open_session().cloned() else { return };
        let Some(task) = session.task.and_then(|task| self.workspace().tasks.get(&task).cloned()) else {
            return self.stop(now);
        };
        let action = finish_action(self.workspace(), &session, now);
        let is_part = matches!(action, Action::SetBlockState(..));
        let block = session.block.and_then(|block| self.workspace().blocks.get(&block));
        let planned_end = block.map(|block| block.span().end);
        if !self.act(&action, now) {
            return;
        }
        let asked = self.count_idle_time();
        let next = self.workspace().tasks.get(&task.id).and_then(|task| task.next_step()).map(|step| step.id);
        let finished = match is_part {
            true => format!("Finished this part: {}", session.title),
            false => format!("Finished: {}", session.title),
        };
        if is_part && self.state.view != View::Focus {
            // Only the note that an errand was done can be undone; tracked time stays.
            self.toast(format!("{finished}. The rest stays open."), task.delegated.is_some());
        }
        let small = self.next_in_sitting(now);
        match (next.filter(|next| go_on && Some(*next) != session.step), small) {
            (Some(step), _) => self.start(task.id, Some(step), now),
            (None, Some(small)) => self.start_block(small, now),
            (None, None) if asked || self.state.view == View::Focus => {
                self.offer_rest(finished, now);
                let open = self.workspace().tasks.get(&task.id);
                let complete = open.is_some_and(|task| task.delegated.is_none()) && next.is_none();
                if let Some(offer) = &mut self.state.focus.offer {
                    offer.complete = complete.then_some(task.id);
                }
            }
            (None, None) => self.offer_minutes(&session, planned_end, now),
        }
    }

    /// Offers work for the rest of the time, in the shown view.
    fn offer_rest(&mut self, ended: String, now: Moment) {
        if self.state.view == View::Focus {
            self.offer(ended, now);
        } else if self.minutes_until_busy(now) >= MORE {
            self.open_minutes(true, now);
        }
    }

    /// Offers work for the rest of the time if the session ended early.
    fn offer_minutes(&mut self, session: &Session, ended_at: Option<NaiveDateTime>, now: Moment) {
        let before = ended_at.is_some_and(|end| Minutes::between(now.local, end) >= MORE);
        let early = before || session.left(now.instant).is_some_and(|left| left >= MORE.delta());
        if early && self.minutes_until_busy(now) >= MORE {
            self.open_minutes(true, now);
        }
    }

    /// Answers the question about idle time. Returns the intent that was held back for it.
    pub(crate) fn answer_away(&mut self, answer: Away, now: Moment) -> Option<Intent> {
        let session = self.workspace().open_session().cloned()?;
        let (action, held) = self.timing.answer(self.state.focus.away.take()?, answer);
        self.timer(action, now);
        if held.is_none() && answer == Away::End {
            self.offer_rest(format!("Stopped: {}", session.title), now);
        }
        held
    }
}

/// Returns the action that finishes the work of the open session. A sitting that leaves a part of its step or task
/// finishes its block only.
pub fn finish_action(workspace: &Workspace, session: &Session, now: Moment) -> Action {
    let Some(task) = session.task.and_then(|task| workspace.tasks.get(&task)) else {
        return Action::Timer(TimerAction::Finish);
    };
    let open = |step: StepId| task.step(step).is_some_and(|step| !step.is_done());
    let block = session.block.and_then(|block| workspace.blocks.get(&block));
    if let Some(block) = block.filter(|block| is_part(workspace, task, block, session.worked(now.instant))) {
        return Action::SetBlockState(block.id, BlockState::Done);
    }
    match session.step {
        Some(step) if open(step) => Action::EditStep(task.id, step, StepEdit::Done(true)),
        None if task.next_step().is_none() && task.delegated.is_none() => Action::CloseTask(task.id, Outcome::Done),
        Some(_) | None => Action::Timer(TimerAction::Finish),
    }
}

/// Returns whether `block`, worked on for `worked`, is one of several sittings and not the last: a chunk, unwritten
/// work before written steps, or an errand of a delegated task.
fn is_part(workspace: &Workspace, task: &Task, block: &Block, worked: TimeDelta) -> bool {
    let settings = &workspace.settings;
    let step = block.step.and_then(|step| task.step(step));
    let whole = step.map_or_else(|| task.left(settings.guess), |step| task.step_length(step, settings.guess));
    let has_chunks = task.split.chunk(whole, settings.chunk).is_some();
    let has_more = block.step.is_none() && (task.next_step().is_some() || task.delegated.is_some());
    let longest = Block { minutes: block.minutes.max(Minutes::rounded(worked)), ..block.clone() };
    has_more || has_chunks && !workspace.covers_the_rest(&longest)
}
