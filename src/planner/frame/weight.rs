//! The weight of a minute of work.

use chrono::{DateTime, Utc};

use super::candidates::{age_days, urgency_permille};
use crate::calendar::UrgencyView;
use crate::model::Task;
use crate::planner::why::Factors;

/// Returns the weight of a minute in thousandths: importance times urgency times age. Work that cannot wait counts as
/// important, and three times, so that no row of small things which can wait, each with the bonus for finishing, is
/// worth more.
pub fn weight_permille(factors: &Factors) -> i64 {
    let times = if factors.cannot_wait { 3 } else { 1 };
    times * weight(factors.important || factors.cannot_wait, factors.urgency_permille, factors.age_days)
}

fn weight(important: bool, urgency_permille: u32, age_days: u32) -> i64 {
    let importance = if important { 4 } else { 1 };
    let urgency = 1000 + 3 * i64::from(urgency_permille) / 2;
    let age = 1000 + 250 * i64::from(age_days) / 30;
    importance * urgency * age / 1000
}

/// Returns the weight of a minute of a task in thousandths, by which cards are sorted.
pub fn task_weight(task: &Task, view: UrgencyView, now: DateTime<Utc>) -> i64 {
    weight(task.important == Some(true), urgency_permille(task, view), age_days(task, now))
}
