//! State of the Review view.

use crate::calendar::words::Words;
use crate::model::{BlockId, PlanningDay};
use crate::review::report::{Document, ReportScope};
use crate::review::{Period, PlannedBlock};
use crate::ui::intent::ReportForm;

/// The period of a review.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, strum::EnumIter)]
pub enum Reach {
    #[default]
    Day,
    Week,
    Month,
    Quarter,
}

impl Reach {
    /// Returns the title of the period around `day`.
    pub fn scope(self, day: PlanningDay, words: Words) -> ReportScope {
        match self {
            Self::Day => ReportScope::Day(day),
            Self::Week => ReportScope::Period(Period::week(day.date, words)),
            Self::Month => ReportScope::Period(Period::month(day.date)),
            Self::Quarter => ReportScope::Period(Period::quarter(day.date, words)),
        }
    }

    /// Returns a day of the previous or the next period.
    pub(in crate::ui) fn beside(self, day: PlanningDay, later: bool) -> PlanningDay {
        let days = match self {
            Self::Day => 1,
            Self::Week => 7,
            Self::Month => {
                let month = chrono::Months::new(1);
                let date = if later { day.date.checked_add_months(month) } else { day.date.checked_sub_months(month) };
                return PlanningDay { date: date.unwrap_or(day.date), ..day };
            }
            Self::Quarter => 91,
        };
        day.plus(if later { days } else { -days })
    }
}

/// State of the Review view.
#[derive(Default)]
pub struct ReviewState {
    pub reach: Reach,
    /// The previewed report.
    pub preview: Option<ReportPreview>,
    /// The advice whose effect is previewed.
    pub(in crate::ui) shown_advice: Option<usize>,
    /// The unfinished block that the keys act on.
    pub(in crate::ui) left_at: usize,
    pub(in crate::ui) other_day: Option<OtherDay>,
}

impl ReviewState {
    /// Returns the chosen block among the unfinished ones.
    pub fn chosen_left(&self, left: &[PlannedBlock]) -> Option<BlockId> {
        Some(left.get(self.left_at.min(left.len().checked_sub(1)?))?.block.id)
    }

    /// Chooses the previous or next of `count` unfinished blocks.
    pub fn choose_left(&mut self, up: bool, count: usize) {
        let at = self.left_at.min(count.saturating_sub(1));
        self.left_at = if up { at.saturating_sub(1) } else { (at + 1).min(count.saturating_sub(1)) };
    }

    /// Opens the field for the target day of an unfinished block.
    pub fn ask_for_day(&mut self, block: BlockId) {
        self.other_day = Some(OtherDay { block, text: String::new(), opened: true });
    }
}

/// The half-typed target day of an unfinished block.
pub struct OtherDay {
    pub block: BlockId,
    pub text: String,
    /// Opened in this frame; the field takes the focus.
    pub opened: bool,
}

/// A report and its generated text.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportPreview {
    pub form: ReportForm,
    pub document: Document,
    pub text: String,
}
