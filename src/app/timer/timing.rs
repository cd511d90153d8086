//! The timer in the app: its heartbeat, what happens when something ends, and what the Focus view asks for.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

use super::idle::IdleWatch;
use crate::app::clock::Clock;
use crate::app::gapwise::Gapwise;
use crate::calendar::{Agenda, BusyKind, busy_spans, gaps};
use crate::model::{
    Action, Away, Block, BlockId, BlockState, HEARTBEAT, InterruptionKind, Minutes, Moment, Outcome, Session,
    SessionId, SessionKind, Span, StepEdit, StepId, TaskId, TimerAction, TimerMode,
};
use crate::planner::{Request, now_for};
use crate::ui::command::Command;
use crate::ui::{AwayQuestion, FocusIntent, Intent, Offer, Selection, Unplanned, View};

/// Silence after which the person is asked whether they were there.
const SILENCE: TimeDelta = TimeDelta::seconds(90);
/// What the timer is extended by.
const MORE: Minutes = Minutes::new(5);

impl Gapwise {
    /// Carries out what the Focus view or its bar asks for.
    pub(crate) fn focus(&mut self, intent: FocusIntent, now: Moment) {
        match intent {
            FocusIntent::Pause => self.pause(InterruptionKind::Pause, now),
            FocusIntent::Interrupted => {
                self.pause(InterruptionKind::Interrupted, now);
                self.state.focus.focus_field = true;
            }
            FocusIntent::Why(why) => self.timer(TimerAction::SetWhy(why), now),
            FocusIntent::Next(next) => self.timer(TimerAction::SetNext(next), now),
            FocusIntent::Resume => self.resume(now),
            FocusIntent::Extend => self.timer(TimerAction::Extend(MORE), now),
            FocusIntent::Stop => self.stop(now),
            FocusIntent::Done => self.finish(false, now),
            FocusIntent::DoneAndNext => self.finish(true, now),
            FocusIntent::Break => self.take_break(now),
            FocusIntent::SkipBreak => self.skip_break(now),
            FocusIntent::Park(text) => {
                self.carry_out(Intent::QuickAdd(text.clone()), now);
                self.toast(format!("Parked: {}", text.trim()), false);
            }
            FocusIntent::Unplanned { title, minutes } => self.log_unplanned(&title, minutes, now),
            FocusIntent::Away(answer) => self.answer_away(answer, now),
            FocusIntent::Replan => self.carry_out(Intent::Run(Command::Replan), now),
            FocusIntent::Dismiss => self.state.focus.offer = None,
        }
    }

    fn timer(&mut self, action: TimerAction, now: Moment) {
        self.act(&Action::Timer(action), now);
    }

    fn pause(&mut self, kind: InterruptionKind, now: Moment) {
        let focus = &mut self.state.focus;
        (focus.why, focus.next) = (String::new(), String::new());
        self.timer(TimerAction::Pause { kind, why: String::new() }, now);
    }

    fn resume(&mut self, now: Moment) {
        let next = self.workspace().open_session().map(|session| session.next.clone()).unwrap_or_default();
        self.timer(TimerAction::Resume, now);
        self.remind_of(&next);
    }

    fn remind_of(&mut self, next: &str) {
        let Some(session) = self.workspace().open_session().filter(|_| !next.is_empty()) else { return };
        self.state.focus.wrote = Some((session.id, next.to_owned()));
        // The Focus view shows it as long as that runs.
        if self.state.view != View::Focus {
            self.toast(format!("You wrote: next I will {next}"), false);
        }
    }

    /// Pauses what runs, or goes on with it.
    pub(crate) fn pause_or_resume(&mut self, now: Moment) {
        match self.workspace().open_session().map(|session| session.paused.is_some()) {
            Some(true) => self.resume(now),
            Some(false) => self.pause(InterruptionKind::Pause, now),
            None => {}
        }
    }

    /// Asks for something that the Focus view answers: it is shown.
    pub(crate) fn in_focus(&mut self, intent: FocusIntent, now: Moment) {
        self.state.view = View::Focus;
        self.focus(intent, now);
    }

    /// Opens the field for a stray thought.
    pub(crate) fn open_thought(&mut self) {
        let focus = &mut self.state.focus;
        (focus.thought, focus.focus_field) = (Some(String::new()), true);
    }

    /// Opens the fields for work that was not planned.
    pub(crate) fn open_unplanned(&mut self) {
        self.state.view = View::Focus;
        let focus = &mut self.state.focus;
        (focus.thought, focus.focus_field) = (None, true);
        focus.unplanned = Some(Unplanned { title: String::new(), minutes: "15".into() });
    }

    /// Starts a block.
    pub(crate) fn start_block(&mut self, block: BlockId, now: Moment) {
        if let Some(block) = self.workspace().blocks.get(&block).map(|block| Block::clone(block)) {
            self.start_on(block, now);
        }
    }

    /// Begins work on something now: its block if it has one, else a new one. What runs is stopped, and that is said.
    pub(crate) fn start(&mut self, task: TaskId, step: Option<StepId>, now: Moment) {
        let block = self.block_to_start(task, step, now);
        self.start_on(block, now);
    }

    fn start_on(&mut self, block: Block, now: Moment) {
        let Block { id, task, step, minutes, .. } = block;
        if self.ask_first(Intent::Start(task, step), now) {
            return;
        }
        let quadrant = self.with_view(now, |ctx| ctx.task(task).and_then(|task| ctx.quadrant_of(task))).flatten();
        let settings = &self.workspace().settings;
        let planned = match settings.timer {
            TimerMode::Countdown => Some(minutes),
            TimerMode::Rhythm => {
                let worked = self.workspace().unbroken(now.instant).num_minutes();
                let left = settings.rhythm.focus - Minutes::new(u32::try_from(worked).unwrap_or(0));
                Some(if left.is_zero() { settings.rhythm.focus } else { left })
            }
            TimerMode::OpenEnded => None,
        };
        let title = self.workspace().title_of(task, step).unwrap_or_default().to_owned();
        let stopped = self.workspace().open_session().filter(|it| it.kind == SessionKind::Focus);
        let stopped = stopped.map(|session| session.title.clone());
        let before = self.workspace().sessions.values().filter(|it| it.task == Some(task));
        let next = before.max_by_key(|it| it.start).map(|it| it.next.clone()).unwrap_or_default();
        let session = SessionId::new(now.instant);
        let start =
            TimerAction::Start { session, task: Some(task), step, title, quadrant, planned, block: Some(block) };
        if self.act(&Action::Timer(start), now) {
            self.state.selection = Selection::Block(id);
            self.state.focus.offer = None;
            self.state.focus.away = None;
            if let Some(stopped) = stopped {
                self.toast(format!("Stopped: {stopped}"), false);
            }
            self.remind_of(&next);
        }
    }

    /// The block that is planned for it today, or a new one of the length that was suggested or estimated.
    fn block_to_start(&self, task: TaskId, step: Option<StepId>, now: Moment) -> Block {
        let planned = self.derived.days.today().and_then(|day| {
            let mut upcoming = day.agenda.upcoming(now.local);
            let matches =
                |block: &Block| block.task == task && block.step == step && block.state != BlockState::Running;
            upcoming.find(|block| matches(block)).map(|block| Block::clone(block))
        });
        planned.unwrap_or_else(|| {
            let of_today = self.derived.days.today().map(|view| &view.proposal.suggestions);
            let of_today = of_today.and_then(|all| all.iter().find(|it| (it.task, it.step) == (task, step)).cloned());
            let suggested = self.suggestion(task, step).or(of_today).map(|suggestion| suggestion.work);
            let minutes = suggested.unwrap_or_else(|| self.length(task, step));
            let id = BlockId::new(now.instant);
            Block { id, task, step, start: now.local, minutes, state: BlockState::Planned }
        })
    }

    fn length(&self, task: TaskId, step: Option<StepId>) -> Minutes {
        let guess = self.workspace().settings.guess;
        let Some(task) = self.workspace().tasks.get(&task) else { return guess };
        let step = step.and_then(|step| task.step(step));
        step.map_or_else(|| task.left(guess), |step| step.estimate.unwrap_or(guess)).max(Minutes::new(1))
    }

    /// Ends what runs; what it was for stays open.
    pub(crate) fn stop(&mut self, now: Moment) {
        if self.ask_first(Intent::Focus(FocusIntent::Stop), now) {
            return;
        }
        let Some(session) = self.workspace().open_session().cloned() else { return };
        if self.act(&Action::Timer(TimerAction::Finish), now) && session.kind == SessionKind::Focus {
            self.offer(format!("Stopped: {}", session.title), now);
        }
    }

    /// What ends the timer waits while the question after a silence is open. Whether it does: the same asked for again
    /// means that work stopped when the silence began.
    pub(crate) fn ask_first(&mut self, intent: Intent, now: Moment) -> bool {
        let focus = &mut self.state.focus;
        if focus.away.is_none() {
            return false;
        }
        if focus.then.as_ref() == Some(&intent) {
            self.answer_away(Away::End, now);
        } else {
            focus.then = Some(intent);
            self.toast("First: were you at it? The same again means that you stopped then.", false);
        }
        true
    }

    /// Something ended while the question after a silence was open: that is answered by it, and said. Whether it was so.
    fn silence_counted(&mut self) -> bool {
        let Some(AwayQuestion { minutes, .. }) = self.state.focus.away.take() else { return false };
        self.toast(format!("{minutes} of silence counted as work. Change it on the timeline."), false);
        true
    }

    /// Ticks what runs. Goes on with the task's next step, or offers what fits the time that is left.
    fn finish(&mut self, go_on: bool, now: Moment) {
        let Some(session) = self.workspace().open_session().cloned() else { return };
        let Some(task) = session.task.and_then(|task| self.workspace().tasks.get(&task).cloned()) else {
            return self.stop(now);
        };
        let open = |step: StepId| task.step(step).is_some_and(|step| !step.is_done());
        let action = match session.step {
            Some(step) if open(step) => Action::EditStep(task.id, step, StepEdit::Done(true)),
            Some(_) => Action::Timer(TimerAction::Finish),
            None => Action::CloseTask(task.id, Outcome::Done),
        };
        let block = session.block.and_then(|block| self.workspace().blocks.get(&block));
        let planned_end = block.map(|block| block.span().end);
        if !self.act(&action, now) {
            return;
        }
        let asked = self.silence_counted();
        let next = self.workspace().tasks.get(&task.id).and_then(|task| task.next_step()).map(|step| step.id);
        match next.filter(|_| go_on) {
            Some(step) => self.start(task.id, Some(step), now),
            None if asked || self.state.view == View::Focus => {
                self.offer_rest(format!("Finished: {}", session.title), now);
                let complete =
                    self.workspace().tasks.contains_key(&task.id) && next.is_none() && !task.steps.is_empty();
                if let Some(offer) = &mut self.state.focus.offer {
                    offer.complete = complete.then_some(task.id);
                }
            }
            None => self.offer_minutes(&session, planned_end, now),
        }
    }

    /// Offers what fits the rest, where the person is looking.
    fn offer_rest(&mut self, ended: String, now: Moment) {
        if self.state.view == View::Focus {
            self.offer(ended, now);
        } else if self.minutes_until_busy(now) >= MORE {
            self.open_minutes(true, now);
        }
    }

    /// Where something ended early, what fits the rest is offered.
    fn offer_minutes(&mut self, session: &Session, ended_at: Option<NaiveDateTime>, now: Moment) {
        let before = ended_at.is_some_and(|end| Minutes::between(now.local, end) >= MORE);
        let early = before || session.left(now.instant).is_some_and(|left| left >= MORE.delta());
        if early && self.minutes_until_busy(now) >= MORE {
            self.open_minutes(true, now);
        }
    }

    /// Works out what fits the time until the next thing that is fixed.
    fn offer(&mut self, finished: String, now: Moment) {
        let workspace = self.workspace();
        let agenda = Agenda::of(workspace, self.today(now), self.here);
        let settings = &workspace.settings;
        let gaps = gaps(&agenda, settings, now.local);
        let busy = busy_spans(&agenda, settings, now.local);
        // A block whose time has come is no end of the time that is left: it is what can be done in it.
        let waits = |kind: BusyKind, span: Span| kind == BusyKind::Block && span.start <= now.local;
        let taken = busy.iter().filter(|it| !waits(it.kind, it.span)).map(|it| it.span);
        let next = taken.filter(|span| span.end > now.local && !span.is_empty()).min_by_key(|span| span.start);
        let end = agenda.working_frame().map(|frame| frame.end).filter(|end| *end > now.local);
        let until: Option<NaiveDateTime> = next.map(|span| span.start.max(now.local)).into_iter().chain(end).min();
        let minutes = until.map_or(settings.rhythm.focus, |until| Minutes::between(now.local, until));
        let request = Request::new(workspace, &agenda, &gaps, &self.passed, now, self.here);
        let answer = now_for(&request, minutes.min(settings.rhythm.focus));
        let until = until.map_or_else(String::new, |until| {
            let event = agenda.events.iter().find(|event| event.blocks && event.span.start == until);
            let name = event.map_or_else(String::new, |event| format!("{} at ", event.title));
            format!("{name}{}", until.format("%H:%M"))
        });
        let rest_due = workspace.rest_is_due(now.instant);
        let rest = workspace.next_rest(now.instant);
        let open = |block: &&std::sync::Arc<Block>| matches!(block.state, BlockState::Planned | BlockState::Locked);
        let due = agenda.blocks.iter().filter(open).filter(|block| block.span().contains(now.local));
        let due = due.map(|block| (block.task, block.step, block.minutes));
        let mut seen = BTreeSet::new();
        let fresh = |(task, step, _): &(TaskId, Option<StepId>, Minutes)| seen.insert((*task, *step));
        let work: Vec<_> = due.chain(answer.best.work).filter(fresh).take(3).collect();
        self.state.focus.offer = Some(Offer { finished, minutes, until, work, rest, rest_due, complete: None });
    }

    /// Begins the break that the rhythm has now, with one of the ideas for it.
    fn take_break(&mut self, now: Moment) {
        if self.ask_first(Intent::Focus(FocusIntent::Break), now) {
            return;
        }
        let workspace = self.workspace();
        let minutes = workspace.next_rest(now.instant);
        let ideas = &workspace.settings.break_ideas;
        let turn = workspace.sessions.values().filter(|it| it.kind == SessionKind::Break).count();
        let idea = ideas.get(turn % ideas.len().max(1)).cloned().unwrap_or_default();
        self.timer(TimerAction::StartBreak { session: SessionId::new(now.instant), minutes, idea }, now);
        self.state.focus.offer = None;
        self.state.focus.away = None;
    }

    /// Notes that the break is skipped. One that runs ends; after a minute of rest it was taken.
    fn skip_break(&mut self, now: Moment) {
        let rest = self.workspace().open_session().filter(|it| it.kind == SessionKind::Break).cloned();
        if rest.is_some() {
            self.timer(TimerAction::Finish, now);
        }
        if rest.is_some_and(|rest| rest.worked(now.instant) >= TimeDelta::minutes(1)) {
            self.toast("The break is over", false);
        } else {
            self.timer(TimerAction::SkipBreak(SessionId::new(now.instant)), now);
            self.toast("Break skipped", false);
        }
        if let Some(offer) = &mut self.state.focus.offer {
            offer.rest_due = false;
        }
    }

    /// Logs work that was not planned, up to now, after what is tracked already. What runs ended when it began; undo brings
    /// that back.
    fn log_unplanned(&mut self, title: &str, minutes: Minutes, now: Moment) {
        let wanted = now.instant - minutes.delta();
        let ends = self.workspace().sessions.values().filter_map(|it| it.end.filter(|end| *end <= now.instant));
        let start = ends.max().map_or(wanted, |end| wanted.max(end));
        if start >= now.instant {
            self.toast("That time is tracked already. Change it on the timeline.", false);
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

    fn answer_away(&mut self, answer: Away, now: Moment) {
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

    /// Keeps the timer going: notes that it runs, ends a break in time, asks after silence.
    pub(crate) fn tick(&mut self, now: Moment) {
        let Some(session) = self.workspace().open_session().cloned() else {
            (self.state.focus.away, self.state.focus.then) = (None, None);
            return;
        };
        if session.kind == SessionKind::Break {
            if session.left(now.instant).is_some_and(|left| left <= TimeDelta::zero()) {
                self.timer(TimerAction::Finish, now);
                self.break_is_over(now);
            }
            return;
        }
        if session.paused.is_some() {
            return;
        }
        self.follow_idle(&session, now);
        if self.state.focus.away.is_some_and(|away| !away.idle) {
            return;
        }
        let known = session.last_known();
        let speed = self.clock_speed().max(1.0);
        let silence = now.instant - known;
        if silence > SILENCE * (speed.min(100_000.0) as i32) {
            self.ask_about(known, now);
        } else if silence >= HEARTBEAT || silence < TimeDelta::zero() {
            self.timer(TimerAction::Seen, now);
        }
    }

    fn ask_about(&mut self, from: DateTime<Utc>, now: Moment) {
        let from = self.state.focus.away.map_or(from, |away| away.from);
        self.state.focus.away = Some(AwayQuestion::new((from, now.instant), false, now));
    }

    /// Asks how long nobody touched keyboard and mouse, and takes what came of it.
    fn follow_idle(&mut self, session: &Session, now: Moment) {
        let speed = self.clock_speed();
        if speed == 0.0 || self.workspace().settings.reminders.idle_after.is_zero() {
            return;
        }
        if let Some(idle) = self.idle.as_mut().and_then(IdleWatch::ask) {
            let idle = TimeDelta::milliseconds((idle.as_millis() as f64 * speed) as i64);
            self.hear_of_idle(session, idle, now);
        }
    }

    /// Nobody has touched keyboard and mouse for so long, as the desktop says: the time since then is asked about, until
    /// somebody does again.
    fn hear_of_idle(&mut self, session: &Session, idle: TimeDelta, now: Moment) {
        let since = (now.instant - idle).max(session.start);
        match self.state.focus.away {
            // A second of slack: the desktop's figure and ours are read one after the other.
            Some(away) if away.idle && since <= away.from + TimeDelta::seconds(1) => {
                self.state.focus.away = Some(AwayQuestion::new((away.from, now.instant), true, now));
            }
            Some(_) => {}
            None => {
                let after = self.workspace().settings.reminders.idle_after.delta();
                let answered = self.state.focus.idle_answered.is_some_and(|until| since < until);
                if now.instant - since >= after && !answered {
                    self.state.focus.away = Some(AwayQuestion::new((since, now.instant), true, now));
                }
            }
        }
    }

    /// The same for the session that runs. For tests.
    pub fn note_idle(&mut self, idle: TimeDelta) {
        let now = self.clock.now(self.here);
        if let Some(session) = self.workspace().open_session().cloned() {
            self.hear_of_idle(&session, idle, now);
        }
    }

    /// How many times as fast as the real clock this one runs; 0 where it stands still.
    pub(crate) fn clock_speed(&self) -> f64 {
        match self.clock {
            Clock::System => 1.0,
            Clock::Set { speed, .. } => speed,
        }
    }
}
