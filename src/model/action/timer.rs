//! The timer: a state machine whose state is the open session.
//!
//! ```text
//!            start             pause, interrupted
//!   nothing ------> focus  <-------------------> paused
//!      ^  ^---------- | finish       resume        | finish
//!      |  finish      | start break                |
//!      +---------- break <-------------------------+
//! ```
//!
//! One session runs at a time: each start ends the open one. Its block is the running block. Closed sessions never
//! overlap and are never negative, whatever the clock does. If the clock is set back, the open session moves back with it
//! as far as the session before leaves room, and otherwise waits for the clock to catch up.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Timelike, Utc};

use super::timer_action::{Away, TimerAction};
use crate::model::check;
use crate::model::error::ActionError;
use crate::model::id::BlockId;
use crate::model::log::{Interruption, InterruptionKind, Session, SessionKind};
use crate::model::plan::{Block, BlockState};
use crate::model::time::{Minutes, Moment};
use crate::model::workspace::Workspace;

impl Workspace {
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
            TimerAction::SkipBreak(id) if self.sessions.contains_key(id) => Err(ActionError::Exists),
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
        if let Some(id) = session.task {
            let task = self.any_task(id).ok_or(ActionError::Missing("task"))?;
            if session.step.is_some_and(|step| task.step(step).is_none()) {
                return Err(ActionError::Missing("step"));
            }
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
            self.revive(running.id.uuid());
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
        // A pause since then is not work anyway.
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

    /// Ends the open session and its block.
    pub(super) fn end_open(&mut self, now: Moment) {
        let Some(session) = self.open_session().cloned() else { return };
        self.end_at(session, now.instant);
    }

    fn end_at(&mut self, mut session: Session, at: DateTime<Utc>) {
        let next = self
            .sessions
            .begun(session.start..=at.max(session.start))
            .find(|it| it.id != session.id && it.kind != SessionKind::SkippedBreak)
            .map(|it| it.start);
        let mut end = next.map_or(at, |next| at.min(next));
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

    /// Ends a running block: done with the length of the work, or planned again if that rounds to zero.
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

    /// Returns the work in the closed sessions of a block, rounded.
    fn worked_off(&self, block: BlockId) -> Minutes {
        let sessions = self.sessions.values().filter(|session| session.block == Some(block));
        let worked: TimeDelta = sessions.filter_map(|session| Some(session.worked(session.end?))).sum();
        Minutes::rounded(worked)
    }

    /// Returns the first instant from `at` on that lies in no closed session.
    fn free_from(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        let earlier = self.sessions.ended_before(at, None).into_iter();
        let mut free = at;
        for session in earlier.chain(self.sessions.begun(at..=DateTime::<Utc>::MAX_UTC)) {
            if session.start > free {
                break;
            }
            free = session.end.map_or(free, |end| end.max(free));
        }
        free
    }

    /// Moves the open session back if the clock was set back, as far as the session before leaves room.
    fn follow_clock(&mut self, now: DateTime<Utc>) {
        let Some(session) = self.open_session() else { return };
        let back = session.last_known() - now;
        if back <= TimeDelta::zero() {
            return;
        }
        let same_start = self.sessions.begun(session.start..=session.start).filter(|it| it.id != session.id);
        let before = self.sessions.ended_before(session.start, Some(session.id)).into_iter().chain(same_start);
        let room = before.filter_map(|it| it.end).max().map_or(back, |end| (session.start - end).min(back));
        let moved = |at: DateTime<Utc>| at - room.max(TimeDelta::zero());
        let pause = |it: &Interruption| Interruption { at: moved(it.at), until: it.until.map(moved), ..it.clone() };
        let moved = Session {
            start: moved(session.start),
            seen: session.seen.map(moved),
            paused: session.paused.as_ref().map(pause),
            interruptions: session.interruptions.iter().map(pause).collect(),
            ..session.clone()
        };
        let session = moved.filed_as(session);
        self.sessions.insert(session.id, Arc::new(session));
    }

    /// Restores the invariants of sessions and running blocks from different times or machines: at most one open
    /// session, no overlap, no negative length, and only the open session's block runs. Returns a sentence for each cut.
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
                notes.push(format!("Tracked time of \"{}\" overlapped other time and was cut.", session.title));
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
