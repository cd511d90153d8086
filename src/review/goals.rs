//! Progress of goals and projects.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;

use super::period::Period;
use super::record::{ActivityLog, ReviewSource, minutes};
use crate::calendar::words::counted;
use crate::model::{Goal, GoalId, GoalPeriod, GoalTarget, Minutes, Outcome, ProjectId, Task, TaskId, Workspace};

/// The progress of a goal.
#[derive(Clone, Debug, PartialEq)]
pub struct GoalProgress {
    pub id: GoalId,
    pub title: String,
    /// In minutes or micro-tasks, by the target.
    pub done: u32,
    pub target: u32,
    /// Whether the target is in minutes.
    pub in_minutes: bool,
    pub period: GoalPeriod,
    /// Both counts, whichever the target uses.
    pub worked: Minutes,
    pub micro_tasks: u32,
}

impl GoalProgress {
    /// Returns whether the target is reached.
    pub fn is_reached(&self) -> bool {
        self.done >= self.target
    }

    /// Returns "2 h 10/5 h".
    pub fn short(&self) -> String {
        if self.in_minutes {
            format!("{}/{}", Minutes::new(self.done), Minutes::new(self.target))
        } else {
            format!("{}/{}", self.done, self.target)
        }
    }

    /// Returns the finished share, 0 to 1.
    pub fn share(&self) -> f32 {
        (self.done as f32 / self.target.max(1) as f32).min(1.0)
    }

    /// Returns the count that the target does not use: "6 micro-tasks".
    pub fn also(&self) -> String {
        match (self.in_minutes, self.micro_tasks) {
            (true, count) => counted(count, "micro-task", "micro-tasks"),
            (false, _) => self.worked.to_string(),
        }
    }

    /// Returns "2 h 10 of 5 h this week".
    pub fn words(&self) -> String {
        let period = if self.period == GoalPeriod::Week { "week" } else { "month" };
        if self.in_minutes {
            let (done, target) = (Minutes::new(self.done), Minutes::new(self.target));
            format!("{done} of {target} this {period}")
        } else {
            format!("{} of {} this {period}", self.done, counted(self.target, "micro-task", "micro-tasks"))
        }
    }
}

/// Returns the progress on `date` of all goals that are not archived.
pub fn goal_progress(source: &ReviewSource, date: NaiveDate) -> Vec<GoalProgress> {
    let goals = source.workspace.goals.values().filter(|goal| goal.archived.is_none());
    let shown = goals.filter(|goal| !goal.tag.as_ref().is_some_and(|tag| source.hides_tag(tag)));
    shown.map(|goal| progress(source, goal, date)).collect()
}

fn progress(source: &ReviewSource, goal: &Goal, date: NaiveDate) -> GoalProgress {
    let Period { from, to } = match goal.period {
        GoalPeriod::Week => Period::week(date, source.words),
        GoalPeriod::Month => Period::month(date),
    };
    let record = ActivityLog::of(source, from, to);
    let named = |task: TaskId| source.workspace.any_task(task).is_some_and(|task| task.goal == Some(goal.id));
    let workspace = source.workspace;
    let all = workspace.tasks.values().map(|task| &**task).chain(workspace.closed.values().map(|it| &it.task));
    // A goal without a tag or tasks counts all work.
    let everything = goal.tag.is_none() && !all.into_iter().any(|task| task.goal == Some(goal.id));
    let counts = |task: Option<TaskId>, tags: &BTreeSet<String>| {
        everything || task.is_some_and(named) || goal.tag.as_ref().is_some_and(|tag| tags.contains(tag))
    };
    let worked = record.worked.iter().filter(|it| counts(it.task, &it.tags)).map(|it| it.seconds).sum();
    let worked = minutes(worked);
    let finished = record.finished.iter().filter(|it| it.micro && counts(Some(it.task), &it.tags)).count();
    let micro_tasks = u32::try_from(finished).unwrap_or(u32::MAX);
    let (done, target, in_minutes) = match goal.target {
        GoalTarget::Minutes(target) => (worked.get(), target.get(), true),
        GoalTarget::MicroTasks(target) => (micro_tasks, target, false),
    };
    let (id, title) = (goal.id, goal.title.clone());
    GoalProgress { id, title, done, target, in_minutes, period: goal.period, worked, micro_tasks }
}

/// The progress of a project: its tasks, and their minutes by estimate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProjectProgress {
    /// Finished tasks, and all tasks but the dropped ones.
    pub done: usize,
    pub tasks: usize,
    /// Of finished tasks and steps.
    pub minutes_done: Minutes,
    pub minutes_left: Minutes,
}

impl ProjectProgress {
    /// Returns "3 of 8 tasks, 2 h of 4 h 30".
    pub fn words(&self) -> String {
        let all = self.minutes_done + self.minutes_left;
        format!("{} of {}, {} of {all}", self.done, counted(self.tasks, "task", "tasks"), self.minutes_done)
    }

    /// Returns "3/8".
    pub fn short(&self) -> String {
        format!("{}/{}", self.done, self.tasks)
    }

    /// Returns the finished share by minutes, 0 to 1.
    pub fn share(&self) -> f32 {
        self.minutes_done.get() as f32 / (self.minutes_done + self.minutes_left).get().max(1) as f32
    }
}

/// Returns the progress of all projects that have tasks.
pub fn project_progress(workspace: &Workspace) -> HashMap<ProjectId, ProjectProgress> {
    let mut all: HashMap<ProjectId, ProjectProgress> = HashMap::new();
    if workspace.projects.is_empty() {
        return all;
    }
    let guess = workspace.settings.guess;
    let steps_done = |task: &Task| -> Minutes {
        task.steps.iter().filter(|step| step.is_done()).map(|step| task.step_length(step, guess)).sum()
    };
    for task in workspace.tasks.values() {
        let Some(progress) = task.project.map(|project| all.entry(project).or_default()) else { continue };
        progress.tasks += 1;
        progress.minutes_done += steps_done(task);
        progress.minutes_left += task.left(guess);
    }
    for closed in workspace.closed.values().filter(|closed| closed.outcome == Outcome::Done) {
        let Some(progress) = closed.task.project.map(|project| all.entry(project).or_default()) else { continue };
        (progress.done, progress.tasks) = (progress.done + 1, progress.tasks + 1);
        progress.minutes_done += steps_done(&closed.task) + closed.task.left(guess);
    }
    all
}
