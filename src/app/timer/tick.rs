//! The passing of time while the timer runs.

use chrono::TimeDelta;

use crate::app::gapwise::Gapwise;
use crate::model::{Moment, TimerAction};

impl Gapwise {
    /// Keeps the timer up to date: the heartbeat, the end of a break, the question about idle time.
    pub(crate) fn tick(&mut self, now: Moment) {
        let (away, speed) = (&mut self.state.focus.away, self.time.speed());
        let Some(action) = self.timing.beat(self.history.workspace(), away, speed, now) else { return };
        let ends_break = action == TimerAction::Finish;
        self.timer(action, now);
        if ends_break {
            self.break_is_over(now);
        }
    }

    /// Reports idle time of the running session. For tests.
    pub fn note_idle(&mut self, idle: TimeDelta) {
        let (workspace, now) = (self.history.workspace(), self.time.now());
        if let Some(session) = workspace.open_session() {
            let after = workspace.settings.reminders.idle_after.delta();
            self.timing.hear_of_idle(session, &mut self.state.focus.away, idle, after, now);
        }
    }
}
