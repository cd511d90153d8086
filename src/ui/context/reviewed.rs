//! The numbers of a review.

use crate::model::{PlanningDay, TaskId};
use crate::review::{Advice, DayReview, GoalProgress, Observation, PeriodReview, PlannedBlock};

/// The figures of a review, computed once per revision.
#[derive(Clone, Debug)]
pub enum Reviewed {
    Day {
        review: Box<DayReview>,
        /// Candidates for the first task of tomorrow.
        first: Vec<TaskId>,
        /// The target day for unfinished blocks: today for a past day, else the next working day.
        next: PlanningDay,
    },
    Period {
        review: Box<PeriodReview>,
        observations: Vec<Observation>,
        advice: Vec<Advice>,
        goals: Vec<GoalProgress>,
        /// Estimate, low and high in minutes.
        band: Vec<(u32, u32, u32)>,
    },
}

impl Reviewed {
    /// Returns unfinished blocks of the day; empty for a longer period.
    pub fn left(&self) -> &[PlannedBlock] {
        match self {
            Self::Day { review, .. } => &review.left,
            Self::Period { .. } => &[],
        }
    }
}
