//! Goals of a week or a month, and the streak.

use std::collections::BTreeSet;

use chrono::{Datelike, Days, Months, NaiveDate};

use super::record::{Record, Source, minutes};
use crate::model::{Goal, GoalId, GoalPeriod, GoalTarget, TaskId};

/// How far a goal is.
#[derive(Clone, Debug, PartialEq)]
pub struct GoalProgress {
    pub id: GoalId,
    pub title: String,
    /// In minutes or micro-tasks, by the target.
    pub done: u32,
    pub target: u32,
    /// Whether it counts minutes.
    pub in_minutes: bool,
    pub period: GoalPeriod,
}

impl GoalProgress {
    /// Whether all that it asks for is done.
    pub fn is_reached(&self) -> bool {
        self.done >= self.target
    }

    /// "2 h 10 of 5 h this week".
    pub fn words(&self) -> String {
        let period = if self.period == GoalPeriod::Week { "week" } else { "month" };
        if self.in_minutes {
            let (done, target) = (crate::model::Minutes::new(self.done), crate::model::Minutes::new(self.target));
            format!("{done} of {target} this {period}")
        } else {
            format!("{} of {} micro-tasks this {period}", self.done, self.target)
        }
    }
}

/// The dates of the week or month around `date`: the first, and the first of the next.
pub(super) fn around(period: GoalPeriod, date: NaiveDate) -> (NaiveDate, NaiveDate) {
    match period {
        GoalPeriod::Week => {
            let from = date - Days::new(u64::from(date.weekday().num_days_from_monday()));
            (from, from + Days::new(7))
        }
        GoalPeriod::Month => {
            let from = date.with_day(1).unwrap_or(date);
            (from, from.checked_add_months(Months::new(1)).unwrap_or(from))
        }
    }
}

/// The goals that are not archived, as they stand on `date`.
pub fn goal_progress(source: &Source, date: NaiveDate) -> Vec<GoalProgress> {
    let goals = source.workspace.goals.values().filter(|goal| goal.archived.is_none());
    goals.map(|goal| progress(source, goal, date)).collect()
}

fn progress(source: &Source, goal: &Goal, date: NaiveDate) -> GoalProgress {
    let (from, to) = around(goal.period, date);
    let record = Record::of(source, from, to);
    let named = |task: TaskId| source.workspace.any_task(task).is_some_and(|task| task.goal == Some(goal.id));
    let counts = |task: Option<TaskId>, tags: &BTreeSet<String>| {
        task.is_some_and(named) || goal.tag.as_ref().is_some_and(|tag| tags.contains(tag))
    };
    let (done, target, in_minutes) = match goal.target {
        GoalTarget::Minutes(target) => {
            let worked = record.worked.iter().filter(|it| counts(it.task, &it.tags)).map(|it| it.seconds).sum();
            (minutes(worked).get(), target.get(), true)
        }
        GoalTarget::MicroTasks(target) => {
            let finished = record.finished.iter().filter(|it| it.micro && counts(Some(it.task), &it.tags)).count();
            (u32::try_from(finished).unwrap_or(u32::MAX), target, false)
        }
    };
    GoalProgress { id: goal.id, title: goal.title.clone(), done, target, in_minutes, period: goal.period }
}

/// Days up to `today` on which something was finished, with at most one working day between two that went by without.
/// Days without working hours are days off and never count against it; today has not gone by.
pub fn streak(source: &Source, today: NaiveDate) -> u32 {
    let record = Record::of(source, today - Days::new(400), today + Days::new(1));
    let active: BTreeSet<NaiveDate> = record.finished.iter().map(|it| it.date).collect();
    let (mut days, mut missed) = (0, 0);
    let mut date = today;
    for _ in 0..400 {
        if active.contains(&date) {
            (days, missed) = (days + 1, 0);
        } else if date != today && !source.workspace.settings.hours_on(date).0.is_empty() {
            missed += 1;
        }
        if missed > 1 {
            break;
        }
        let Some(before) = date.pred_opt() else { break };
        date = before;
    }
    days
}
