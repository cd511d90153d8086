//! Ending work, and the offer after it.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{NaiveDateTime, TimeDelta};

use crate::app::derived::input::minute_of;
use crate::app::gapwise::Gapwise;
use crate::app::timer::focus::MORE;
use crate::calendar::{Agenda, BusyKind, busy_spans, gaps};
use crate::model::{
    Action, Away, Block, BlockState, Minutes, Moment, Outcome, Session, SessionId, SessionKind, Span, StepEdit, StepId,
    Task, TaskId, TimerAction, Workspace,
};
use crate::planner::{Request, now_for};
use crate::ui::{AwayQuestion, FocusIntent, Intent, NextOffer, View};

impl Gapwise {
    /// Ends the session. Its task stays open.
    pub(crate) fn stop(&mut self, now: Moment) {
        if self.ask_first(Intent::Focus(FocusIntent::Stop), now) {
            return;
        }
        let Some(session) = self.workspace().open_session().cloned() else { return };
        if self.act(&Action::Timer(TimerAction::Finish), now) && session.kind == SessionKind::Focus {
            self.offer(format!("Stopped: {}", session.title), now);
        }
    }

    /// Holds back an intent that ends the timer while the question after a silence is open. The same intent again
    /// answers it: work stopped when the silence began. Returns whether the intent is held back.
    pub(crate) fn ask_first(&mut self, intent: Intent, now: Moment) -> bool {
        let focus = &mut self.state.focus;
        if focus.away.is_none() {
            return false;
        }
        if focus.then.as_ref() == Some(&intent) {
            self.answer_away(Away::End, now);
        } else {
            focus.then = Some(intent);
            self.toast("Were you working during the silence? Repeat the command to stop at its start.", false);
        }
        true
    }

    /// Answers the question after a silence, if it is open, because the work ended: the silence counts as work. Returns
    /// whether it was open.
    fn silence_counted(&mut self) -> bool {
        let Some(AwayQuestion { minutes, .. }) = self.state.focus.away.take() else { return false };
        self.toast(format!("Counted {minutes} of silence as work. Edit it on the timeline."), false);
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
        let asked = self.silence_counted();
        let next = self.workspace().tasks.get(&task.id).and_then(|task| task.next_step()).map(|step| step.id);
        let finished = match is_part {
            true => format!("Finished this part: {}", session.title),
            false => format!("Finished: {}", session.title),
        };
        if is_part && self.state.view != View::Focus {
            // Only the note that an errand was done can be undone; tracked time stays.
            self.toast(format!("{finished}. The rest stays open."), task.delegated.is_some());
        }
        match next.filter(|next| go_on && Some(*next) != session.step) {
            Some(step) => self.start(task.id, Some(step), now),
            None if asked || self.state.view == View::Focus => {
                self.offer_rest(finished, now);
                let open = self.workspace().tasks.get(&task.id);
                let complete = open.is_some_and(|task| task.delegated.is_none()) && next.is_none();
                if let Some(offer) = &mut self.state.focus.offer {
                    offer.complete = complete.then_some(task.id);
                }
            }
            None => self.offer_minutes(&session, planned_end, now),
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

    /// Offers work for the time until the next fixed thing, in the Focus view.
    fn offer(&mut self, finished: String, now: Moment) {
        let workspace = self.workspace();
        let agenda = Agenda::of(workspace, self.today(now), self.time.here());
        let settings = &workspace.settings;
        let gaps = gaps(&agenda, settings, now.local);
        let busy = busy_spans(&agenda, settings, now.local);
        // A block whose time has come does not end the free time: it is work for it.
        let waits = |kind: BusyKind, span: Span| kind == BusyKind::Block && span.start <= now.local;
        let taken = busy.iter().filter(|it| !waits(it.kind, it.span)).map(|it| it.span);
        let next = taken.filter(|span| span.end > now.local && !span.is_empty()).min_by_key(|span| span.start);
        let end = agenda.working_frame().map(|frame| frame.end).filter(|end| *end > now.local);
        let until: Option<NaiveDateTime> = next.map(|span| span.start.max(now.local)).into_iter().chain(end).min();
        let minutes = until.map_or(settings.rhythm.focus, |until| Minutes::between(now.local, until));
        let request = Request::new(workspace, &agenda, &gaps, &self.planning.passed, now, self.time.here());
        let answer = now_for(&request, minutes.min(settings.rhythm.focus));
        let until = until.map_or_else(String::new, |until| {
            let event = agenda.events.iter().find(|event| event.blocks && event.span.start == until);
            let name = event.map_or_else(String::new, |event| format!("{} at ", event.title));
            format!("{name}{}", self.time.words.time(until))
        });
        let rest_due = workspace.rest_is_due(now.instant);
        let rest = workspace.next_rest(now.instant);
        let open = |block: &&Arc<Block>| block.state.is_open();
        let fits = |block: &&Arc<Block>| block.span().contains(now.local) && block.minutes <= minutes;
        let due = agenda.blocks.iter().filter(open).filter(fits);
        let due = due.map(|block| (block.task, block.step, block.minutes));
        let mut seen = BTreeSet::new();
        let fresh = |(task, step, _): &(TaskId, Option<StepId>, Minutes)| seen.insert((*task, *step));
        let work: Vec<_> = due.chain(answer.best.work).filter(fresh).take(3).collect();
        let at = (minute_of(now).local, self.history.revision());
        let offer = NextOffer { finished, minutes, until, work, rest, rest_due, complete: None, at };
        self.state.focus.offer = Some(offer);
    }

    /// Brings the offer to the present minute and workspace. In the Focus view there is one whenever no timer runs.
    pub(crate) fn refresh_offer(&mut self, now: Moment) {
        let idle = self.state.view == View::Focus && self.workspace().open_session().is_none();
        let current = (minute_of(now).local, self.history.revision());
        let old = match self.state.focus.offer.take_if(|offer| offer.at != current) {
            Some(old) => old,
            None if idle && self.state.focus.offer.is_none() => NextOffer { rest_due: true, ..NextOffer::default() },
            None => return,
        };
        self.offer(old.finished, now);
        if let Some(offer) = &mut self.state.focus.offer {
            offer.complete = old.complete.filter(|task| self.history.workspace().tasks.contains_key(task));
            offer.rest_due &= old.rest_due;
        }
    }

    /// Logs unplanned work that ends now and starts after the tracked time. A running session ends where it starts.
    pub(crate) fn log_unplanned(&mut self, title: &str, minutes: Minutes, now: Moment) {
        let wanted = now.instant - minutes.delta();
        // Sessions do not overlap, so an earlier one does not matter.
        let near = self.workspace().sessions.begun(wanted - Session::LONGEST..=now.instant);
        let ends = near.filter_map(|it| it.end.filter(|end| *end <= now.instant));
        let start = ends.max().map_or(wanted, |end| wanted.max(end));
        if start >= now.instant {
            self.toast("That time is tracked already. Edit it on the timeline.", false);
            return;
        }
        let stopped = self.workspace().open_session().cloned();
        let end = TimerAction::Away { from: start, until: now.instant, answer: Away::End };
        let mut actions: Vec<_> = stopped.iter().map(|_| Action::Timer(end.clone())).collect();
        let id = SessionId::new(now.instant);
        let session = Session { title: title.to_owned(), end: Some(now.instant), ..Session::new(id, start) };
        let logged = Minutes::rounded(session.length(now.instant));
        actions.push(Action::AddSession(Box::new(session)));
        if self.act(&Action::All { name: format!("log '{title}'"), actions }, now) {
            let mut words = format!("Logged: {title}, {logged}.");
            if logged < minutes {
                words += &format!(" The {} before are tracked already.", minutes - logged);
            }
            if let Some(stopped) = stopped {
                let cut = stopped.worked(now.instant) - stopped.worked(start);
                words += &format!(" Stopped: {}, less {} for it.", stopped.title, Minutes::rounded(cut));
            }
            self.toast(words, true);
        }
    }

    pub(crate) fn answer_away(&mut self, answer: Away, now: Moment) {
        let Some(session) = self.workspace().open_session().cloned() else { return };
        let Some(AwayQuestion { from, until, .. }) = self.state.focus.away.take() else { return };
        self.timer(TimerAction::Away { from, until, answer }, now);
        self.state.focus.idle_answered = Some(until);
        let stop = Intent::Focus(FocusIntent::Stop);
        match self.state.focus.then.take().filter(|then| answer != Away::End || *then != stop) {
            Some(then) => self.carry_out(then, now),
            None if answer == Away::End => self.offer_rest(format!("Stopped: {}", session.title), now),
            None => {}
        }
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
