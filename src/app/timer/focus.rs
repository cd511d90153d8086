//! The intents of the Focus view and its bar.

use crate::app::gapwise::Gapwise;
use crate::model::{Action, InterruptionKind, Minutes, Moment, TimerAction};
use crate::planner::DayChange;
use crate::ui::{FocusIntent, Intent, View};

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
}
