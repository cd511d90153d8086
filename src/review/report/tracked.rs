//! Tracked time as CSV, for spreadsheets and invoices.

use std::collections::BTreeMap;

use super::escape;
use crate::calendar::words::Words;
use crate::review::period::Period;
use crate::review::record::{ActivityLog, ReviewSource, WorkStretch, minutes, quadrant_name};

/// The rows of a CSV of tracked time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum TrackedBy {
    /// One row for each stretch of work.
    #[default]
    Session,
    Task,
    Project,
    /// Work with several tags counts for each of them.
    Tag,
    Day,
}

/// Returns the tracked time of a period as CSV (RFC 4180) with a head row. Cells that a spreadsheet would run as a
/// formula start with an apostrophe.
pub fn tracked_csv(source: &ReviewSource, period: Period, by: TrackedBy) -> String {
    let worked = ActivityLog::of(source, period.from, period.to).worked;
    let rows = match by {
        TrackedBy::Session => sessions(source, &worked),
        TrackedBy::Task => sums(&["Task", "Project"], &worked, |it| vec![vec![task(source, it), project(source, it)]]),
        TrackedBy::Project => sums(&["Project"], &worked, |it| vec![vec![project(source, it)]]),
        TrackedBy::Tag => sums(&["Tag"], &worked, |it| {
            let tags = it.tags.iter().map(|tag| vec![tag.clone()]).collect::<Vec<_>>();
            if tags.is_empty() { vec![vec![String::new()]] } else { tags }
        }),
        TrackedBy::Day => sums(&["Date"], &worked, |it| vec![vec![it.date.to_string()]]),
    };
    rows.iter().map(|row| escape::csv_row(row)).collect()
}

fn sessions(source: &ReviewSource, worked: &[WorkStretch]) -> Vec<Vec<String>> {
    let head = ["Date", "Start", "End", "Minutes", "Task", "Step", "Project", "Tags", "Quadrant", "Recorded"];
    let row = |it: &WorkStretch| {
        let step = it.task.and_then(|task| source.workspace.any_task(task)?.step(it.step?));
        vec![
            it.date.to_string(),
            Words::default().time(it.start),
            Words::default().time(it.end),
            minutes(it.seconds).get().to_string(),
            task(source, it),
            step.map_or_else(String::new, |step| step.title.clone()),
            project(source, it),
            it.tags.iter().map(String::as_str).collect::<Vec<_>>().join(", "),
            quadrant_name(&source.workspace.settings, it.quadrant).to_owned(),
            if it.tracked { "timer" } else { "ticked, planned length" }.to_owned(),
        ]
    };
    std::iter::once(head.map(str::to_owned).to_vec()).chain(worked.iter().map(row)).collect()
}

/// Returns the sums of the stretches with the same keys, in the order of the keys.
fn sums(names: &[&str], worked: &[WorkStretch], keys: impl Fn(&WorkStretch) -> Vec<Vec<String>>) -> Vec<Vec<String>> {
    let mut sums: BTreeMap<Vec<String>, (usize, i64)> = BTreeMap::new();
    for it in worked {
        for key in keys(it) {
            let sum = sums.entry(key).or_default();
            *sum = (sum.0 + 1, sum.1 + it.seconds);
        }
    }
    let head = names.iter().chain(&["Sessions", "Minutes", "Hours"]).map(|name| (*name).to_owned()).collect();
    let row = |(key, (count, seconds)): (Vec<String>, (usize, i64))| {
        let hours = format!("{:.2}", seconds as f64 / 3_600.0);
        key.into_iter().chain([count.to_string(), minutes(seconds).get().to_string(), hours]).collect()
    };
    std::iter::once(head).chain(sums.into_iter().map(row)).collect()
}

/// Returns the title of the task, else that of the session.
fn task(source: &ReviewSource, it: &WorkStretch) -> String {
    let task = it.task.and_then(|task| source.workspace.any_task(task));
    task.map_or(&it.title, |task| &task.title).clone()
}

fn project(source: &ReviewSource, it: &WorkStretch) -> String {
    let project = it.task.and_then(|task| source.workspace.any_task(task)?.project);
    let project = project.and_then(|project| source.workspace.projects.get(&project));
    project.map_or_else(String::new, |project| project.title.clone())
}
