//! The timer: a state machine whose state is the open session, driven by instants that are passed in.
//!
//! ```text
//!            start             pause, interrupted
//!   nothing ------> focus  <-------------------> paused
//!      ^  ^---------- | finish       resume        | finish
//!      |  finish      | start break                |
//!      +---------- break <-------------------------+
//! ```
//!
//! Exactly one thing runs, ever: each start ends what runs. The block of the open session is the one that is running.
//! What has ended is a record; it never overlaps another and is never negative, whatever the clock does: when it was set
//! back, the open session moves back with it as far as there is room and else stands still until the clock catches up.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Timelike, Utc};

use super::apply::ActionError;
use super::check;
use super::id::{BlockId, SessionId, StepId, TaskId};
use super::log::{Interruption, InterruptionKind, Session, SessionKind};
use super::plan::{Block, BlockState};
use super::task::Quadrant;
use super::time::{Minutes, Moment};
use super::workspace::Workspace;

/// How often an open session is noted as still running. A crash loses at most that, and what saving takes.
pub const HEARTBEAT: TimeDelta = TimeDelta::seconds(20);

/// What can be done with the timer. These are records of what happened: undo does not take them back.
#[derive(Clone, Debug, PartialEq)]
pub enum TimerAction {
    /// Begins a session of focus.
    Start {
        session: SessionId,
        /// `None` for unplanned work.
        task: Option<TaskId>,
        step: Option<StepId>,
        title: String,
        quadrant: Option<Quadrant>,
        /// Open-ended without.
        planned: Option<Minutes>,
        /// The block to be worked off, new or there already; it begins now.
        block: Option<Block>,
    },
    /// Stops the clock of what runs, or says anew why it stands still.
    Pause { kind: InterruptionKind, why: String },
    /// Names why it is paused.
    SetWhy(String),
    /// "Next I will ...".
    SetNext(String),
    /// Goes on with what is paused.
    Resume,
    /// Plans more time for what runs.
    Extend(Minutes),
    /// Ends what runs; the step or task stays open.
    Finish,
    /// Ends what runs and begins a break of this length.
    StartBreak {
        session: SessionId,
        minutes: Minutes,
        /// What it may be used for.
        idea: String,
    },
    /// Notes a break that was due and not taken.
    SkipBreak(SessionId),
    /// Notes that what is open still runs.
    Seen,
    /// Nobody may have been there from `from` to `until`: what becomes of that time.
    Away { from: DateTime<Utc>, until: DateTime<Utc>, answer: Away },
}

/// What becomes of time in which nobody may have been there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Away {
    /// It was work.
    Keep,
    /// It was none; the session goes on.
    Drop,
    /// The session ended there.
    End,
}

impl Workspace {
    /// What runs, or is paused: the open session.
    pub fn open_session(&self) -> Option<&Session> {
        self.sessions.open()
    }

    /// Stretches of focus that lead up to `now`, the latest first, down to the last long rest: work with less than a
    /// break between. The first is what has been worked without a rest; it is zero after one.
    pub fn stretches(&self, now: DateTime<Utc>) -> Vec<TimeDelta> {
        let rhythm = self.settings.rhythm;
        // A break that is cut short by a fifth is a break still.
        let enough = |rest: Minutes| rest.delta() * 4 / 5;
        let (rest, long) = (enough(rhythm.rest), enough(rhythm.long_rest.max(rhythm.rest)));
        let mut found = vec![TimeDelta::zero()];
        let mut edge = now;
        for (from, until) in self.pieces_before(now) {
            let gap = edge - until;
            if gap >= long {
                break;
            }
            if gap >= rest {
                found.push(TimeDelta::zero());
            }
            if let Some(last) = found.last_mut() {
                *last += until - from;
            }
            edge = from;
        }
        found
    }

    /// Pieces of focus between pauses, of the last day before `now`, the latest first.
    fn pieces_before(&self, now: DateTime<Utc>) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
        let mut pieces = Vec::new();
        let recent = self.sessions.begun(now - TimeDelta::days(1)..=now);
        for session in recent.filter(|session| session.kind == SessionKind::Focus) {
            let end = session.end.unwrap_or(now).min(now);
            let mut at = session.start;
            let pauses = session.interruptions.iter().filter_map(|it| Some((it.at, it.until?)));
            let mut pauses: Vec<_> = pauses.chain(session.paused.as_ref().map(|it| (it.at, end))).collect();
            pauses.sort_unstable();
            for (from, until) in pauses {
                pieces.push((at, from.min(end)));
                at = at.max(until);
            }
            pieces.push((at, end));
        }
        pieces.retain(|(from, until)| from < until);
        pieces.sort_unstable_by(|a, b| b.cmp(a));
        pieces
    }

    /// Work without a rest up to `now`.
    pub fn unbroken(&self, now: DateTime<Utc>) -> TimeDelta {
        self.stretches(now)[0]
    }

    /// Whether the rhythm asks for a break: hardly any of a focus is left without one, and none was skipped meanwhile.
    pub fn rest_is_due(&self, now: DateTime<Utc>) -> bool {
        let focus = self.settings.rhythm.focus.delta() * 9 / 10;
        let skipped = |it: &Arc<Session>| it.kind == SessionKind::SkippedBreak;
        self.unbroken(now) >= focus && !self.sessions.begun(now - focus..=now).any(skipped)
    }

    /// How long the next break is: a long one where the rhythm has one and it is its turn.
    pub fn next_rest(&self, now: DateTime<Utc>) -> Minutes {
        let rhythm = self.settings.rhythm;
        let counts = |stretch: &&TimeDelta| **stretch * 2 >= rhythm.focus.delta();
        let stretches = self.stretches(now).iter().filter(counts).count();
        let turn = usize::try_from(rhythm.long_after).unwrap_or(0);
        let long = turn > 0 && stretches > 0 && stretches.is_multiple_of(turn);
        if long { rhythm.long_rest } else { rhythm.rest }
    }

    pub(super) fn perform_timer(&mut self, action: &TimerAction, now: Moment) -> Result<(), ActionError> {
        self.follow_clock(now.instant);
        match action {
            TimerAction::Start { session, task, step, title, quadrant, planned, block } => {
                let open = Session {
                    task: *task,
                    step: *step,
                    title: title.clone(),
                    quadrant: *quadrant,
                    planned: planned.map(|minutes| minutes.max(Minutes::new(1))),
                    block: block.as_ref().map(|block| block.id),
                    ..Session::new(*session, now.instant)
                };
                self.begin(open, block.clone(), now)
            }
            TimerAction::StartBreak { session, minutes, idea } => {
                let open = Session {
                    kind: SessionKind::Break,
                    title: idea.clone(),
                    planned: Some((*minutes).max(Minutes::new(1))),
                    ..Session::new(*session, now.instant)
                };
                self.begin(open, None, now)
            }
            TimerAction::SkipBreak(id) => {
                let start = self.free_from(now.instant);
                let end = Some(start);
                self.put_session(Session { kind: SessionKind::SkippedBreak, end, ..Session::new(*id, start) })
            }
            TimerAction::Finish => {
                self.open_session().ok_or(ActionError::Missing("timer"))?;
                self.end_open(now);
                Ok(())
            }
            TimerAction::Pause { .. }
            | TimerAction::SetWhy(_)
            | TimerAction::SetNext(_)
            | TimerAction::Resume
            | TimerAction::Extend(_)
            | TimerAction::Seen => self.change_open(action, now),
            TimerAction::Away { from, until, answer } => self.settle_away((*from, *until), *answer, now),
        }
    }

    fn begin(&mut self, session: Session, block: Option<Block>, now: Moment) -> Result<(), ActionError> {
        if session.task.is_some_and(|task| self.any_task(task).is_none()) {
            return Err(ActionError::Missing("task"));
        }
        self.end_open(now);
        if self.sessions.contains_key(&session.id) {
            return Err(ActionError::Exists);
        }
        let start = self.free_from(now.instant);
        if let Some(block) = block {
            let local = now.local.with_second(0).and_then(|at| at.with_nanosecond(0)).unwrap_or(now.local);
            let running = Block { start: local, state: BlockState::Running, ..block };
            check::block(self, &running)?;
            self.tombstones.remove(&running.id.uuid());
            self.blocks.insert(running.id, Arc::new(running));
        }
        self.put_session(Session { start, seen: Some(start), ..session })
    }

    fn change_open(&mut self, action: &TimerAction, now: Moment) -> Result<(), ActionError> {
        let mut session = self.open_session().ok_or(ActionError::Missing("timer"))?.clone();
        let at = now.instant.max(session.last_known());
        session.seen = Some(at);
        match action {
            TimerAction::Pause { kind, why } if session.paused.is_none() => {
                session.paused = Some(Interruption { at, until: None, why: why.clone(), kind: *kind });
            }
            TimerAction::Pause { kind, why } => {
                session.paused = session.paused.map(|it| Interruption { kind: *kind, why: why.clone(), ..it });
            }
            TimerAction::SetWhy(why) => {
                session.paused = session.paused.map(|it| Interruption { why: why.clone(), ..it });
            }
            TimerAction::Resume => {
                let pause = session.paused.take().ok_or(ActionError::Missing("pause"))?;
                session.interruptions.push(Interruption { until: Some(at), ..pause });
                session.next.clear();
            }
            TimerAction::SetNext(next) => session.next.clone_from(next),
            TimerAction::Extend(minutes) => {
                let worked = Minutes::new(u32::try_from(session.worked(at).num_minutes()).unwrap_or(u32::MAX));
                session.planned = Some(session.planned.unwrap_or_default().max(worked) + *minutes);
                self.lengthen(session.block, *minutes);
            }
            _ => {}
        }
        self.put_session(session)
    }

    fn lengthen(&mut self, block: Option<BlockId>, minutes: Minutes) {
        if let Some(block) = block.and_then(|id| self.blocks.get(&id).cloned()) {
            let longer = Block { minutes: block.minutes + minutes, ..Block::clone(&block) };
            self.blocks.insert(block.id, Arc::new(longer));
        }
    }

    fn settle_away(
        &mut self,
        (from, until): (DateTime<Utc>, DateTime<Utc>),
        answer: Away,
        now: Moment,
    ) -> Result<(), ActionError> {
        let mut session = self.open_session().ok_or(ActionError::Missing("timer"))?.clone();
        let from = from.max(session.start);
        let latest = now.instant.max(from);
        // What was paused since then is no work anyway.
        let paused_at = session.paused.as_ref().map_or(latest, |pause| pause.at);
        let until = until.min(paused_at).clamp(from, latest);
        match answer {
            Away::Keep => {}
            Away::Drop => {
                session.interruptions.retain(|it| it.at < from || it.at >= until);
                for it in session.interruptions.iter_mut().filter(|it| it.at < from) {
                    it.until = it.until.map(|until| until.min(from));
                }
                if from < until {
                    let (why, kind) = (String::new(), InterruptionKind::Away);
                    session.interruptions.push(Interruption { at: from, until: Some(until), why, kind });
                }
                session.interruptions.sort_by_key(|it| it.at);
            }
            Away::End => {
                self.end_at(session, from);
                return Ok(());
            }
        }
        session.seen = Some(latest);
        self.put_session(session)
    }

    /// Ends what is open, if anything, and its block with it.
    pub(super) fn end_open(&mut self, now: Moment) {
        let Some(session) = self.open_session().cloned() else { return };
        self.end_at(session, now.instant);
    }

    fn end_at(&mut self, mut session: Session, at: DateTime<Utc>) {
        let next = self.sessions.values().filter(|it| it.id != session.id && it.start >= session.start);
        let room = next.map(|it| it.start).min().unwrap_or(at);
        let mut end = at.min(room);
        if let Some(pause) = session.paused.take() {
            end = end.min(pause.at);
            if pause.kind == InterruptionKind::Interrupted {
                session.interruptions.push(pause);
            }
        }
        if session.kind == SessionKind::Break
            && let Some(planned) = session.planned
        {
            end = end.min(session.start + planned.delta());
        }
        let end = end.max(session.start);
        session.interruptions.retain(|it| it.at <= end);
        for interruption in &mut session.interruptions {
            interruption.until = interruption.until.map(|until| until.min(end));
        }
        session.end = Some(end);
        session.seen = None;
        let (block, empty) = (session.block, end == session.start && session.interruptions.is_empty());
        if empty {
            self.sessions.remove(&session.id);
        } else {
            self.sessions.insert(session.id, Arc::new(session));
        }
        if let Some(block) = block {
            self.end_block(block);
        }
    }

    /// A block that was worked off is as long as the work; one that was hardly begun is planned as before.
    fn end_block(&mut self, id: BlockId) {
        let Some(block) = self.blocks.get(&id).filter(|block| block.state == BlockState::Running) else { return };
        let worked = self.worked_off(id);
        let ended = if worked.is_zero() {
            Block { state: BlockState::Planned, ..Block::clone(block) }
        } else {
            Block { state: BlockState::Done, minutes: worked, ..Block::clone(block) }
        };
        self.blocks.insert(id, Arc::new(ended));
    }

    /// Minutes of ended sessions of a block, rounded.
    fn worked_off(&self, block: BlockId) -> Minutes {
        let sessions = self.sessions.values().filter(|session| session.block == Some(block));
        let worked: TimeDelta = sessions.filter_map(|session| Some(session.worked(session.end?))).sum();
        Minutes::rounded(worked)
    }

    /// `at`, or the end of the session that takes that instant.
    fn free_from(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        let mut ends: Vec<_> = self.sessions.values().filter_map(|it| Some((it.start, it.end?))).collect();
        ends.sort_unstable();
        ends.into_iter().fold(at, |at, (start, end)| if start <= at && at < end { end } else { at })
    }

    /// The clock was set back: the open session moves with it, as far as the one before it leaves room.
    fn follow_clock(&mut self, now: DateTime<Utc>) {
        let Some(session) = self.open_session() else { return };
        let back = session.last_known() - now;
        if back <= TimeDelta::zero() {
            return;
        }
        let before = self.sessions.values().filter(|it| it.id != session.id && it.start <= session.start);
        let room = before.filter_map(|it| it.end).max().map_or(back, |end| (session.start - end).min(back));
        let moved = |at: DateTime<Utc>| at - room.max(TimeDelta::zero());
        let pause = |it: &Interruption| Interruption { at: moved(it.at), until: it.until.map(moved), ..it.clone() };
        let session = Session {
            start: moved(session.start),
            seen: session.seen.map(moved),
            paused: session.paused.as_ref().map(pause),
            interruptions: session.interruptions.iter().map(pause).collect(),
            ..session.clone()
        };
        self.sessions.insert(session.id, Arc::new(session));
    }

    pub(super) fn put_session(&mut self, session: Session) -> Result<(), ActionError> {
        check::session(self, &session)?;
        self.tombstones.remove(&session.id.uuid());
        self.sessions.insert(session.id, Arc::new(session));
        Ok(())
    }

    /// Brings blocks and sessions together where they come from different times or machines: one open session at most,
    /// none that overlaps or is negative, and only the block of the open one runs. Returns what was cut, in words.
    pub fn settle_timer(&mut self) -> Vec<String> {
        let mut notes = Vec::new();
        let mut all: Vec<Arc<Session>> = self.sessions.values().cloned().collect();
        all.sort_by_key(|session| (session.start, session.is_open(), session.id));
        let last_open = all.iter().rev().find(|session| session.is_open()).map(|session| session.id);
        for (at, session) in all.iter().enumerate() {
            let next = all[at + 1..].iter().find(|it| it.kind != SessionKind::SkippedBreak).map(|it| it.start);
            let stays_open = session.is_open() && Some(session.id) == last_open;
            let end = if stays_open { None } else { Some(session.end.unwrap_or(session.last_known())) };
            let cut = end.map(|end| next.map_or(end, |next| end.min(next)).max(session.start));
            if cut != session.end {
                let session = Session { end: cut, seen: None, paused: None, ..Session::clone(session) };
                notes.push(format!("Tracked time of '{}' overlapped other time and was cut.", session.title));
                self.sessions.insert(session.id, Arc::new(session));
            }
        }
        let runs = last_open.and_then(|id| self.sessions.get(&id)).and_then(|session| session.block);
        let stale = |block: &&Arc<Block>| block.state == BlockState::Running && Some(block.id) != runs;
        let stale: Vec<BlockId> = self.blocks.values().filter(stale).map(|block| block.id).collect();
        stale.into_iter().for_each(|id| self.end_block(id));
        if let Some(block) = runs.and_then(|id| self.blocks.get(&id)).filter(|it| it.state != BlockState::Running) {
            let running = Block { state: BlockState::Running, ..Block::clone(block) };
            self.blocks.insert(running.id, Arc::new(running));
        }
        notes
    }
}
