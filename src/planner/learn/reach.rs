//! The chance that planned work happens.

use chrono::NaiveDateTime;

/// The chance that work planned for a later time of the day happens at all.
#[derive(Clone, Copy, Debug)]
pub struct ReachCurve {
    /// Thousandths lost each half hour.
    lost: i64,
}

impl Default for ReachCurve {
    /// Loses 4 % of the planned work each hour: the mean of about 80,000 tasks with estimate and actual time.
    fn default() -> Self {
        Self { lost: 20 }
    }
}

impl ReachCurve {
    /// No time of a day is less sure than this.
    const LEAST: i64 = 500;

    /// Returns the chance in thousandths that work at `at` happens, on a day that begins at `begin`. It changes on the
    /// half hour, so that a plan does not depend on the minute at which it is made.
    pub fn permille(&self, begin: NaiveDateTime, at: NaiveDateTime) -> i64 {
        let half_hour = |at: NaiveDateTime| at.and_utc().timestamp().div_euclid(30 * 60);
        (1000 - self.lost * (half_hour(at) - half_hour(begin)).max(0)).clamp(Self::LEAST, 1000)
    }
}
