//! The intents of the Focus view and its bar.

use crate::app::gapwise::Gapwise;
use crate::model::{Action, InterruptionKind, Minutes, Moment, TimerAction};
use crate::planner::DayChange;
use crate::ui::{FocusIntent, Intent, Unplanned, View};

/// Time that an extension adds, and the shortest rest that is worth an offer.
pub(crate) const MORE: Minutes = Minutes::new(5);

impl Gapwise {
    /// Carries out an intent of the Focus view or its bar.
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
            FocusIntent::Replan => self.ask_change(DayChange::Replan, now),
            FocusIntent::Dismiss => self.state.focus.offer = None,
        }
    }

    pub(crate) fn timer(&mut self, action: TimerAction, now: Moment) {
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

    pub(crate) fn remind_of(&mut self, next: &str) {
        let Some(session) = self.workspace().open_session().filter(|_| !next.is_empty()) else { return };
        self.state.focus.wrote = Some((session.id, next.to_owned()));
        // The Focus view shows the text while the session runs.
        if self.state.view != View::Focus {
            self.toast(format!("You wrote: next I will {next}"), false);
        }
    }

    /// Pauses the session, or resumes it.
    pub(crate) fn pause_or_resume(&mut self, now: Moment) {
        match self.workspace().open_session().map(|session| session.paused.is_some()) {
            Some(true) => self.resume(now),
            Some(false) => self.pause(InterruptionKind::Pause, now),
            None => {}
        }
    }

    /// Shows the Focus view and carries out an intent there.
    pub(crate) fn in_focus(&mut self, intent: FocusIntent, now: Moment) {
        self.state.view = View::Focus;
        self.focus(intent, now);
    }

    /// Opens the field for a stray thought.
    pub(crate) fn open_thought(&mut self) {
        let focus = &mut self.state.focus;
        (focus.thought, focus.focus_field) = (Some(String::new()), true);
    }

    /// Opens the fields for unplanned work.
    pub(crate) fn open_unplanned(&mut self) {
        self.state.view = View::Focus;
        let focus = &mut self.state.focus;
        (focus.thought, focus.focus_field) = (None, true);
        focus.unplanned = Some(Unplanned { title: String::new(), minutes: "15".into() });
    }
}
