//! The sentences that lead a review.

use crate::calendar::words;
use crate::model::Minutes;
use crate::review::{BlockOutcome, DayReview, PeriodReview};
use crate::ui::context::ViewContext;

/// Titles in the sentence of a day.
const MOST: usize = 3;

/// Returns the work that was finished, important work first: ""Send the budget" and "Fix login" are done."
pub(super) fn day_sentence(ctx: &ViewContext, review: &DayReview) -> String {
    let mut finished: Vec<_> = review.finished.iter().collect();
    finished.sort_by_key(|it| !it.important);
    let named = if finished.len() > MOST { MOST - 1 } else { finished.len() };
    let mut names: Vec<_> = finished[..named].iter().map(|it| format!("\"{}\"", it.title)).collect();
    if finished.len() > MOST {
        names.push(format!("{} more", finished.len() - named));
    }
    match names.pop() {
        Some(last) if names.is_empty() => format!("{last} is done."),
        Some(last) => format!("{} and {last} are done.", names.join(", ")),
        None if !review.total().is_zero() => format!("{} of work, nothing finished.", review.total()),
        None if review.day == ctx.today => "Nothing is done yet today.".into(),
        None => "Nothing was finished on this day.".into(),
    }
}

/// Returns "35 min important work of 1 h · 1 of 3 blocks done · 2 micro-tasks done · 1 of 2 breaks taken, 5 min · 1 interruption".
pub(super) fn day_figures(review: &DayReview) -> String {
    let total = review.total();
    let planned = review.planned.len();
    let done = review.planned.iter().filter(|it| it.became == BlockOutcome::Done).count();
    let all = review.breaks + review.skipped;
    let counted = |count: usize, words: String| if count == 0 { String::new() } else { words };
    words::dotted([
        counted(usize::from(!total.is_zero()), format!("{} important work of {total}", review.important())),
        counted(planned, format!("{done} of {} done", words::counted(planned, "block", "blocks"))),
        counted(review.micro_tasks, words::counted(review.micro_tasks, "micro-task", "micro-tasks") + " done"),
        counted(
            all,
            format!("{} of {} taken, {}", review.breaks, words::counted(all, "break", "breaks"), review.rested),
        ),
        counted(
            review.interruptions.len(),
            words::counted(review.interruptions.len(), "interruption", "interruptions"),
        ),
    ])
}

/// Returns the important work of a period, compared with the one before.
pub(super) fn period_sentence(review: &PeriodReview) -> String {
    let (now, before) = (review.total.important(), review.before.important());
    let then = if review.so_far { "by this point last time" } else { "before" };
    let less = |a: Minutes, b: Minutes| (a - b).to_string();
    match (now.is_zero(), before.is_zero()) {
        (true, true) => "No important work is recorded.".into(),
        (true, false) => format!("No important work is recorded, {before} {then}."),
        (false, true) => format!("{now} of important work."),
        (false, false) if now > before => format!("{now} of important work, {} more than {then}.", less(now, before)),
        (false, false) if now < before => format!("{now} of important work, {} less than {then}.", less(before, now)),
        (false, false) => format!("{now} of important work, as much as {then}."),
    }
}
