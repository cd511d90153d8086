//! State of the Now strip and the lines below it.

use chrono::NaiveDateTime;

/// State of the Now strip.
#[derive(Default)]
pub struct NowState {
    /// "Next I will ...", half typed before a meeting.
    pub next_draft: String,
    /// The half-typed minutes of "running late".
    pub late_draft: String,
    /// The end of the lateness: nothing is planned before it.
    pub late_until: Option<NaiveDateTime>,
}
