//! Counts and titles in the planner's sentences.

use crate::calendar::words::counted;

/// Returns "1 micro-task", "5 micro-tasks".
pub fn micro_tasks(count: u32) -> String {
    counted(count, "micro-task", "micro-tasks")
}

/// Returns a title in quotes.
pub fn quoted(title: &str) -> String {
    format!("\"{title}\"")
}
