//! Reviews: the plan compared with the work of a day, a week or longer. All numbers come from the log.
//!
//! Architecture invariant: pure functions of a workspace and passed-in times; no files, no clock, no window. Too
//! little data gives no statement.

mod advice;
mod day;
mod goals;
mod observe;
mod period;
mod record;
pub mod report;

pub use advice::{Advice, advice};
pub use day::{BlockOutcome, DayReview, PlannedBlock};
pub use goals::{GoalProgress, ProjectProgress, goal_progress, project_progress};
pub use observe::{Observation, observations};
pub use period::{Estimated, Period, PeriodReview, Totals};
pub use record::{ActivityLog, BreakRecord, FinishedWork, QUADRANTS, ReviewSource, WorkStretch, quadrant_name};
