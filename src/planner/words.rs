//! Counts and titles in the planner's sentences.

/// Returns "1 micro-task", "5 micro-tasks".
pub fn micro_tasks(count: u32) -> String {
    if count == 1 { "1 micro-task".to_owned() } else { format!("{count} micro-tasks") }
}

/// Returns a title in quotes.
pub fn quoted(title: &str) -> String {
    format!("\"{title}\"")
}
