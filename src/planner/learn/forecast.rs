//! The chance of meeting a deadline, in numbers and words.

use crate::model::{DueKind, Minutes};
use crate::planner::proposal::DuePlan;

/// The chance of meeting a deadline.
///
/// ```
/// use gapwise::planner::{DuePlan, estimates::Forecast};
/// let forecast = Forecast { left: 60, until_due: 100, percent: 85, own: true, plan: DuePlan::Unknown };
/// assert_eq!(forecast.words(), "fits with 40 min to spare, 85 % likely");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Forecast {
    /// Estimated minutes of remaining work.
    pub left: u64,
    /// Free minutes before it is due.
    pub until_due: u64,
    /// Chance in percent: 1 to 99, 100 if no work remains, 0 if no time does or the work cannot be late and does not fit.
    pub percent: u32,
    /// True if the chance rests on the user's own ratios, false below
    /// [`LEAST_SAMPLES`](super::estimates::LEAST_SAMPLES).
    pub own: bool,
    /// Treatment of the work in the plan of the day on which it is due.
    pub plan: DuePlan,
}

impl Forecast {
    /// Returns true if the work fits by its estimates.
    pub fn fits(&self) -> bool {
        self.left <= self.until_due
    }

    /// Returns the forecast for a due date of some kind: no plan holds work that does not fit before a hard one.
    #[must_use]
    pub fn until(self, kind: DueKind) -> Self {
        let percent = if kind == DueKind::Hard && !self.fits() { 0 } else { self.percent };
        Self { percent, ..self }
    }

    /// Returns the forecast with the chance in percent that a plan gives the work; 0 for work that is late in it.
    #[must_use]
    pub fn planned(self, percent: Option<u32>) -> Self {
        match percent {
            None => self,
            Some(_) if self.percent == 0 => self,
            Some(0) => Self { percent: 1, plan: DuePlan::Late, ..self },
            Some(percent) => Self { percent, plan: DuePlan::InTime, ..self },
        }
    }

    /// Formats the forecast: "fits with 1 h 20 to spare, 85 % likely", "40 min short, about 10 % likely", "40 min
    /// short, so it cannot be on time".
    pub fn words(&self) -> String {
        let gap = Minutes::new(u32::try_from(self.left.abs_diff(self.until_due)).unwrap_or(u32::MAX));
        let plan = if self.fits() { format!("fits with {gap} to spare") } else { format!("{gap} short") };
        match (self.percent, self.plan) {
            (0, _) => format!("{plan}, so it cannot be on time"),
            (_, DuePlan::Unknown) => format!("{plan}, {}", self.likely()),
            (_, DuePlan::InTime) => format!("planned in time, {}", self.likely()),
            (_, DuePlan::Late) => "not finished in time by the plan of its day".into(),
        }
    }

    /// Formats the chance: "85 % likely to be on time", "40 min short, so it cannot be on time".
    pub fn chance(&self) -> String {
        if self.percent == 0 || self.plan == DuePlan::Late {
            return self.words();
        }
        format!("{} to be on time", self.likely())
    }

    fn likely(&self) -> String {
        let percent = self.percent;
        if self.own { format!("{percent} % likely") } else { format!("about {percent} % likely") }
    }
}
