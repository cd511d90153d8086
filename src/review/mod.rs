//! Looking back: what was planned against what happened, for a day, a week or longer, in numbers that come from the log
//! and nowhere else.
//!
//! Architecture invariant: pure functions of a workspace and of times that are passed in; no file, no clock, no window.
//! Where there is too little data nothing is said.

mod advice;
mod day;
mod goals;
mod observe;
mod period;
mod record;
pub mod report;

pub use advice::{Advice, advice};
pub use day::{Became, DayReview, PlannedBlock};
pub use goals::{GoalProgress, ProjectProgress, goal_progress, project_progress, streak};
pub use observe::{Observation, observations};
pub use period::{Estimated, Period, PeriodReview, Totals};
pub use record::{ActivityLog, Finished, QUADRANTS, Rested, Worked, quadrant_name};
