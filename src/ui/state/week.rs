//! State of the Week view.

/// The number of days in the Week view.
#[derive(Default)]
pub struct WeekState {
    /// Shows three days instead of the week.
    pub three_days: bool,
    /// Seven days did not fit last frame, so three are shown.
    pub is_narrow: bool,
}

impl WeekState {
    /// Returns the number of days that are shown.
    pub fn days(&self) -> usize {
        if self.three_days || self.is_narrow { 3 } else { 7 }
    }
}
