//! State of the Now strip and the lines below it.

use chrono::NaiveDateTime;

/// State of the Now strip.
#[derive(Default)]
pub struct NowState {
    /// "Next I will ...", typed when leaving for a meeting.
    pub next_draft: String,
    /// The length that is typed for "running late".
    pub late_draft: String,
    /// Running late: nothing is begun before this time.
    pub late_until: Option<NaiveDateTime>,
}
