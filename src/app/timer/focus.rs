//! The intents of the Focus view and its bar.

use super::corrections::Corrections;
use super::offer::MORE;
use crate::app::gapwise::Gapwise;
use crate::model::{InterruptionKind, Moment, TimerAction};
use crate::planner::DayChange;
use crate::ui::{FocusIntent, Intent};

impl Gapwise {
    /// Carries out an intent of the Focus view or its bar. Returns one that was held back until now.
    pub(crate) fn focus(&mut self, intent: FocusIntent, now: Moment) -> Option<Intent> {
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
                self.add_lines(&text, None, now);
                self.toast(format!("Parked: {}", text.trim()), false);
            }
            FocusIntent::Unplanned { title, minutes } => {
                match Corrections::new(self.workspace(), self.time.here(), now).unplanned(&title, minutes) {
                    Some(correction) => self.correct_by(correction, now),
                    None => self.toast("That time is tracked already. Edit it on the timeline.", false),
                }
            }
            FocusIntent::Away(answer) => return self.answer_away(answer, now),
            FocusIntent::Replan => self.ask_change(DayChange::Replan, now),
            FocusIntent::Dismiss => self.state.focus.offer = None,
        }
        None
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
}
