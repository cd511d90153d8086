//! Times and dates in words.

use crate::model::{Due, Span};
use crate::ui::context::ViewContext;

/// A due date as one says it: "today 14:00", "yesterday", "Fri", "12 Dec".
pub fn due_words(due: Due, ctx: &ViewContext) -> String {
    let days = (due.date - ctx.today.date).num_days();
    let date = match days {
        -1 => "yesterday".into(),
        0 => "today".into(),
        1 => "tomorrow".into(),
        2..7 => due.date.format("%a").to_string(),
        -300..300 => due.date.format("%-d %b").to_string(),
        _ => due.date.format("%-d %b %Y").to_string(),
    };
    due.time.map_or(date.clone(), |time| format!("{date} {}", time.format("%H:%M")))
}

/// "10:55–11:20".
pub fn times(span: Span) -> String {
    format!("{}–{}", span.start.format("%H:%M"), span.end.format("%H:%M"))
}
