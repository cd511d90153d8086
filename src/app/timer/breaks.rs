//! Breaks.

use chrono::TimeDelta;

use crate::app::gapwise::Gapwise;
use crate::model::{Moment, SessionId, SessionKind, TimerAction, Workspace};

/// Time in which the last break is looked for. After a longer pause the ideas start over.
const LATELY: TimeDelta = TimeDelta::days(30);

impl Gapwise {
    /// Starts the next break of the rhythm, with one of the ideas for it.
    pub(crate) fn take_break(&mut self, now: Moment) {
        self.timer(next_break(self.workspace(), now), now);
        (self.state.focus.offer, self.state.focus.away) = (None, None);
    }

    /// Skips the break. A running one ends, and counts as taken after a minute.
    pub(crate) fn skip_break(&mut self, now: Moment) {
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
}

/// Returns the action that starts a break, with the idea after the last one.
fn next_break(workspace: &Workspace, now: Moment) -> TimerAction {
    let ideas = &workspace.settings.break_ideas;
    let mut lately = workspace.sessions.begun(now.instant - LATELY..=now.instant);
    let last = lately.rfind(|it| it.kind == SessionKind::Break);
    let used = last.and_then(|last| ideas.iter().position(|idea| *idea == last.title));
    let turn = used.map_or(0, |used| used + 1);
    let idea = ideas.get(turn % ideas.len().max(1)).cloned().unwrap_or_default();
    TimerAction::StartBreak { session: SessionId::new(now.instant), minutes: workspace.next_rest(now.instant), idea }
}
