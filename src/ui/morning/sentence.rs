//! The sentence of the morning: the free time, and the first work of the day.

use crate::calendar::words;
use crate::model::Span;
use crate::ui::context::{DayView, ViewContext, ready};

/// Numbers up to here are written in words.
const IN_WORDS: [&str; 13] =
    ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

/// Returns "3 h 25 free between five meetings. First "Send the budget", due today 16:00."
pub(super) fn sentence(ctx: &ViewContext) -> String {
    let free = free_words(ctx.now_day, ctx);
    match first_words(ctx.now_day, ctx) {
        Some(first) => format!("{free} {first}"),
        None => free,
    }
}

fn free_words(day: &DayView, ctx: &ViewContext) -> String {
    let now = ctx.now.local;
    let working = &day.agenda.working;
    let at_work = |span: Span| working.is_empty() || working.iter().any(|hours| hours.overlaps(span));
    let coming = day.agenda.events.iter().filter(|event| event.blocks && event.span.end > now && at_work(event.span));
    let coming = coming.count();
    let number = IN_WORDS.get(coming).map_or_else(|| coming.to_string(), |word| (*word).to_owned());
    let meetings = format!("{number} {}", words::plural(coming, "meeting", "meetings"));
    let free = day.free();
    match (free.is_zero(), coming) {
        (true, 0) if day.agenda.working.is_empty() => "No working hours today.".into(),
        (true, 0) => "No free time left today.".into(),
        (true, _) => format!("No free time beside {meetings}."),
        (false, 0) => format!("{free} free, no meetings."),
        (false, 1) => format!("{free} free beside one meeting."),
        (false, _) => format!("{free} free between {meetings}."),
    }
}

fn first_words(day: &DayView, ctx: &ViewContext) -> Option<String> {
    let (_, id, step) = ready(day, ctx.now.local)?;
    let title = ctx.title_of(id, step);
    let due = ctx.task(id)?.due.filter(|due| due.date <= ctx.today.plus(1).date);
    Some(match due {
        Some(due) => format!("First \"{title}\", due {}.", ctx.words.due(due, ctx.today)),
        None => format!("First \"{title}\"."),
    })
}
