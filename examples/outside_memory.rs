//! The memory of an open window while another program changes its folder many times.
//!
//! usage: outside_memory [TASKS] [CHANGES]
//!
//! Makes a workspace of TASKS (100,000) tasks, opens it, and retitles one task on disk CHANGES (250) times. Prints the resident
//! memory after the start and after every fiftieth change, and the time of a change.

use std::fmt::Write as _;
use std::fs;
use std::sync::Arc;
use std::time::Instant;

use chrono::Utc;
use gapwise::model::{Order, Task, TaskId, Workspace};
use gapwise::store::{History, Keeper, LocalDisk, Place, save};

/// Resident memory in MB.
fn resident() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or("0");
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap_or(0) / 1024
}

fn main() {
    let numbers: Vec<usize> = std::env::args().skip(1).map(|it| it.parse().expect("a number")).collect();
    let (tasks, changes) = (numbers.first().copied().unwrap_or(100_000), numbers.get(1).copied().unwrap_or(250));
    let dir = tempfile::tempdir().expect("a folder");
    let (folder, mut order) = (dir.path().join("workspace"), Order::default());
    {
        let mut workspace = Workspace::default();
        for number in 0..tasks {
            let title = format!("Task number {number}");
            let task = Task::new(TaskId::derived(&title), title, order.clone(), Utc::now());
            order = Order::between(Some(&order), None);
            workspace.tasks.insert(task.id, task.into());
        }
        save(&folder, &workspace, None).expect("a saved workspace");
    }
    let place = Place::with_state(&folder, Some(&dir.path().join("state")));
    let opened = Keeper::open(Arc::new(LocalDisk), place, false, Utc::now());
    let (mut keeper, mut history) = (opened.keeper, History::new(opened.loaded.workspace));
    println!("{tasks} tasks open: {} MB", resident());
    let path = folder.join("tasks.ron");
    let (mut text, began) = (fs::read_to_string(&path).expect("a file"), Instant::now());
    for change in 1..=changes {
        let mut with = String::new();
        write!(with, "title: \"Changed {change} ").expect("text");
        let at = text.match_indices("title: \"").nth(change * 7).map(|(at, it)| (at, it.len())).expect("a title");
        text.replace_range(at.0..at.0 + at.1, &with);
        fs::write(&path, &text).expect("a written file");
        let outside = keeper.take_in(false, Utc::now()).expect("a merge").expect("a change");
        history.take_in(outside.merged);
        if change % 50 == 0 {
            println!("after {change} changes from outside: {} MB", resident());
        }
    }
    println!("{:.2} s for a change", began.elapsed().as_secs_f64() / changes.max(1) as f64);
}
