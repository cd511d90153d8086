//! State of the Review view.

use crate::model::{BlockId, PlanningDay};
use crate::review::report::{Document, Scope};
use crate::review::{Period, Planned};
use crate::ui::intent::ReportForm;

/// How much is looked back on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Reach {
    #[default]
    Day,
    Week,
    Month,
    Quarter,
}

impl Reach {
    /// What a review of this reach around `day` is about.
    pub fn scope(self, day: PlanningDay) -> Scope {
        match self {
            Self::Day => Scope::Day(day),
            Self::Week => Scope::Period(Period::week(day.date)),
            Self::Month => Scope::Period(Period::month(day.date)),
            Self::Quarter => Scope::Period(Period::quarter(day.date)),
        }
    }

    /// A day of the one before the one around `day`, or of the one after it.
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

/// What the Review view remembers between frames.
#[derive(Default)]
pub struct ReviewState {
    pub reach: Reach,
    /// The report that is shown.
    pub preview: Option<ReportPreview>,
    /// Advice whose effect is shown.
    pub(in crate::ui) shown_advice: Option<usize>,
    /// Which of what is left the keys are for.
    pub(in crate::ui) left_at: usize,
    pub(in crate::ui) other_day: Option<OtherDay>,
}

impl ReviewState {
    /// The block that is chosen among what is left.
    pub fn chosen_left(&self, left: &[Planned]) -> Option<BlockId> {
        Some(left.get(self.left_at.min(left.len().checked_sub(1)?))?.block.id)
    }

    /// Chooses the block above or below among `count` that are left.
    pub fn choose_left(&mut self, up: bool, count: usize) {
        let at = self.left_at.min(count.saturating_sub(1));
        self.left_at = if up { at.saturating_sub(1) } else { (at + 1).min(count.saturating_sub(1)) };
    }

    /// Opens the field for the day to which a block that is left goes.
    pub fn ask_for_day(&mut self, block: BlockId) {
        self.other_day = Some(OtherDay { block, text: String::new(), opened: true });
    }
}

/// The day to which a block that is left goes, half typed.
pub struct OtherDay {
    pub block: BlockId,
    pub text: String,
    /// In this frame, so that the cursor goes into it.
    pub opened: bool,
}

/// A report and its text.
#[derive(Clone, Debug, PartialEq)]
pub struct ReportPreview {
    pub form: ReportForm,
    pub document: Document,
    pub text: String,
}
