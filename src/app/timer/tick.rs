//! The heartbeat of the timer, and the question after a silence.

use chrono::{DateTime, TimeDelta, Utc};

use crate::app::gapwise::Gapwise;
use crate::app::timer::idle::IdleWatch;
use crate::model::{HEARTBEAT, Moment, Session, SessionKind, TimerAction};
use crate::ui::AwayQuestion;

/// Time without a heartbeat after which the app asks whether it was work.
const SILENCE: TimeDelta = TimeDelta::seconds(90);

impl Gapwise {
    /// Keeps the timer up to date: the heartbeat, the end of a break, the question after a silence.
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
        let speed = self.time.speed().max(1.0);
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

    /// Asks the desktop for the idle time.
    fn follow_idle(&mut self, session: &Session, now: Moment) {
        let speed = self.time.speed();
        if speed == 0.0 || self.workspace().settings.reminders.idle_after.is_zero() {
            return;
        }
        if let Some(idle) = self.idle.as_mut().and_then(IdleWatch::ask) {
            let idle = TimeDelta::milliseconds((idle.as_millis() as f64 * speed) as i64);
            self.hear_of_idle(session, idle, now);
        }
    }

    /// Opens the question about idle time, or extends it while the idle time goes on.
    fn hear_of_idle(&mut self, session: &Session, idle: TimeDelta, now: Moment) {
        let since = (now.instant - idle).max(session.start);
        match self.state.focus.away {
            // The desktop's figure is read a moment before the clock.
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

    /// Reports idle time of the running session. For tests.
    pub fn note_idle(&mut self, idle: TimeDelta) {
        let now = self.time.now();
        if let Some(session) = self.workspace().open_session().cloned() {
            self.hear_of_idle(&session, idle, now);
        }
    }
}
