//! The intents of the Review view.

use crate::app::gapwise::Gapwise;
use crate::model::{Action, Moment};
use crate::ui::{PathPurpose, ReviewIntent};

impl Gapwise {
    /// Carries out an intent of the Review view.
    pub(crate) fn review(&mut self, intent: ReviewIntent, now: Moment) {
        match intent {
            ReviewIntent::Go(day) => self.show_day(day, now),
            ReviewIntent::Write(review) => {
                self.act(&Action::SetReview(review), now);
            }
            ReviewIntent::Apply(settings) => {
                if self.act(&Action::SetSettings(settings), now) {
                    self.toast("Settings changed", true);
                }
            }
            ReviewIntent::MoveLeft(block, day) => self.move_left(block, day, now),
            ReviewIntent::BackToMatrix(block) => self.back_to_matrix(block, now),
            ReviewIntent::Drop(block) => self.drop_left(block, now),
            ReviewIntent::DoneForToday => self.done_for_today(now),
            ReviewIntent::FirstTomorrow(task) => self.begin_tomorrow_with(task, now),
            ReviewIntent::Preview(form) => self.preview(form, now),
            ReviewIntent::CopyReport => {
                if let Some(preview) = &self.state.review.preview {
                    self.egui.copy_text(preview.text.clone());
                    self.toast("Copied", false);
                }
            }
            ReviewIntent::SaveReport => {
                if self.state.review.preview.is_some() {
                    self.ask_for_path(PathPurpose::SaveReport);
                }
            }
            ReviewIntent::OpenReport => self.look_at_page(),
        }
    }
}
