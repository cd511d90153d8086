//! The numbers of a review.

use crate::model::{PlanningDay, TaskId};
use crate::review::{Advice, DayReview, GoalProgress, Observation, PeriodReview, Planned};

/// The numbers of a review, computed once a revision.
#[derive(Clone, Debug)]
pub enum Reviewed {
    Day {
        review: Box<DayReview>,
        streak: u32,
        /// What tomorrow could begin with.
        first: Vec<TaskId>,
        /// The day on which what is left can go on: today for a day that is past, else the next working day.
        next: PlanningDay,
    },
    Period {
        review: Box<PeriodReview>,
        observations: Vec<Observation>,
        advice: Vec<Advice>,
        goals: Vec<GoalProgress>,
        streak: u32,
        /// Estimate, low and high in minutes.
        band: Vec<(u32, u32, u32)>,
    },
}

impl Reviewed {
    /// What is left of the day; nothing for a longer time.
    pub fn left(&self) -> &[Planned] {
        match self {
            Self::Day { review, .. } => &review.left,
            Self::Period { .. } => &[],
        }
    }
}
