//! State of the Week view.

/// How many days the Week view shows.
#[derive(Default)]
pub struct WeekState {
    /// Three days from the chosen one on, instead of its week.
    pub three_days: bool,
    /// Seven days had no room in the last frame: three are shown, whatever is chosen.
    pub is_narrow: bool,
}

impl WeekState {
    /// The number of days that are shown.
    pub fn days(&self) -> usize {
        if self.three_days || self.is_narrow { 3 } else { 7 }
    }
}
