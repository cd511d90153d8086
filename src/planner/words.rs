//! Lengths and counts in the planner's sentences.

use crate::model::Minutes;

/// Returns "25 min", "1 h", "1 h 30".
pub fn length(minutes: Minutes) -> String {
    if minutes < Minutes::new(60) { format!("{} min", minutes.get()) } else { minutes.to_string() }
}

/// Returns "1 micro-task", "5 micro-tasks".
pub fn micro_tasks(count: u32) -> String {
    if count == 1 { "1 micro-task".to_owned() } else { format!("{count} micro-tasks") }
}

/// Returns a title in quotes.
pub fn quoted(title: &str) -> String {
    format!("\"{title}\"")
}
