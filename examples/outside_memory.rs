//! The memory and the files of a window that is open for a month while another program changes its folder.
//!
//! usage: outside_memory [TASKS] [MINUTES]
//!
//! Makes a workspace of TASKS (100,000) tasks and opens it. In each of MINUTES (250) simulated minutes the user retitles a task
//! and another program retitles one on disk. Prints the resident memory and the bytes of all files after the first hour and
//! ten times until the end, and the time of a minute. Fails if a month takes over 10 % more memory than the first hour.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use chrono::{TimeDelta, Utc};
use gapwise::model::{Action, Moment, Order, Task, TaskField, TaskId, Workspace};
use gapwise::store::{History, Keeper, LocalDisk, Place, save};

/// Changes after which the memory counts as that of the first hour.
const HOUR: usize = 60;

/// Returns the resident memory in kB.
fn resident() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or("0");
    line.trim().trim_end_matches(" kB").parse().unwrap_or(0)
}

/// Returns the bytes of all files below a folder.
fn bytes_below(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let sizes = entries.map(|entry| match entry.metadata() {
        Ok(it) if it.is_dir() => bytes_below(&entry.path()),
        Ok(it) => it.len(),
        Err(_) => 0,
    });
    sizes.sum()
}

fn workspace_of(tasks: usize) -> Workspace {
    let (mut workspace, mut order) = (Workspace::default(), Order::default());
    for number in 0..tasks {
        let title = format!("Task number {number}");
        let task = Task::new(TaskId::derived(&title), title, order.clone(), Utc::now());
        order = Order::between(Some(&order), None);
        workspace.tasks.insert(task.id, task.into());
    }
    workspace
}

fn main() {
    let numbers: Vec<usize> = std::env::args().skip(1).map(|it| it.parse().expect("a number")).collect();
    let (tasks, minutes) = (numbers.first().copied().unwrap_or(100_000), numbers.get(1).copied().unwrap_or(250));
    let dir = tempfile::tempdir().expect("a folder");
    let folder = dir.path().join("workspace");
    save(&folder, &workspace_of(tasks), None).expect("a saved workspace");
    let began = Utc::now();
    let place = Place::with_state(&folder, Some(&dir.path().join("state")));
    let opened = Keeper::open(Arc::new(LocalDisk), place, false, began);
    let (mut keeper, mut history) = (opened.keeper, History::new(opened.loaded.workspace));
    println!("{tasks} tasks open: {} MB", resident() / 1024);
    let (path, timer, mut hour) = (folder.join("tasks.ron"), Instant::now(), 0);
    for minute in 1..=minutes {
        let instant = began + TimeDelta::minutes(i64::try_from(minute).expect("a time"));
        let now = Moment { instant, local: instant.naive_utc() };
        let id = TaskId::derived(&format!("Task number {}", minute * 11 % tasks));
        let edit = Action::EditTask(id, TaskField::Title(format!("Edited {minute}")));
        history.apply(&edit, now).expect("an edit");
        if let Some(mut outside) = keeper.save(history.workspace(), None, None, instant).expect("a save") {
            let next = outside.brought_into(history.workspace());
            history.take_in(next);
        }
        let mut text = fs::read_to_string(&path).expect("a file");
        let (at, start) = text.match_indices("title: \"").nth(minute * 7 % tasks).expect("a title");
        text.insert_str(at + start.len(), if minute % 2 == 0 { "x" } else { "y" });
        fs::write(&path, &text).expect("a written file");
        let outside = keeper.take_in(false, instant).expect("a merge").expect("a change");
        history.take_in(outside.merged);
        if minute == HOUR {
            hour = resident();
        }
        if minute == HOUR || minute % minutes.div_ceil(10) == 0 {
            println!("after {minute} minutes: {} MB, files of {} MB", resident() / 1024, bytes_below(dir.path()) >> 20);
        }
    }
    println!("{:.3} s for a minute", timer.elapsed().as_secs_f64() / minutes.max(1) as f64);
    if hour > 0 && resident() > hour + hour / 10 {
        println!("the memory grew from {} MB to {} MB", hour / 1024, resident() / 1024);
        std::process::exit(1);
    }
}
