//! The words of a previewed change of plan, for the timeline and the plan list.

use crate::calendar::words;
use crate::model::{StepId, TaskId};
use crate::planner::{DayChange, WhatIf};
use crate::ui::context::ViewContext;

/// Returns the step with its task's title, or the task's title.
pub(super) fn title(ctx: &ViewContext, task: TaskId, step: Option<StepId>) -> String {
    let own = ctx.title_of(task, step);
    match ctx.task(task).filter(|_| step.is_some()) {
        Some(task) => format!("{own} · {}", task.title),
        None => own,
    }
}

/// Returns the tasks that the changed plan does not finish before they are due, as "title, due Fri 14:00".
pub(super) fn late_in(ctx: &ViewContext, answer: &WhatIf) -> Vec<(String, String)> {
    let late = answer.plan.late.iter().filter_map(|id| ctx.task(*id));
    late.filter_map(|task| Some((task.title.clone(), format!("due {}", ctx.words.due(task.due?, ctx.today))))).collect()
}

/// Returns the change as a heading.
pub(super) fn change_words(ctx: &ViewContext, change: &DayChange) -> String {
    match change {
        DayChange::Replan => "Replan from now".into(),
        DayChange::Late(minutes) => format!("Running {minutes} late"),
        DayChange::NewEvent(span) => format!("A meeting {}", ctx.words.times(*span)),
        DayChange::MovedEvent(_, span) => format!("The event at {}", ctx.words.times(*span)),
        DayChange::EndAt(time) => format!("Stop at {}", ctx.words.time(*time)),
        DayChange::Dropped(_) => "Without the task".into(),
    }
}

/// Returns the effect of a change in one or two sentences: "3 move later, 1 has no place today. All due dates hold."
pub(super) fn effect_words(ctx: &ViewContext, answer: &WhatIf) -> String {
    let diff = &answer.diff;
    let later = diff.moved.iter().filter(|(now, before)| now.span.start > before.start).count();
    let counts = [
        (later, "moves later", "move later"),
        (diff.moved.len() - later, "moves earlier", "move earlier"),
        (diff.new.len(), "is new", "are new"),
        (diff.dropped.len(), "has no place today", "have no place today"),
    ];
    let parts: Vec<_> = counts
        .iter()
        .filter(|(count, ..)| *count > 0)
        .map(|(count, one, more)| words::counted(*count, one, more))
        .collect();
    let moves = if parts.is_empty() { "Nothing has to move".to_owned() } else { parts.join(", ") };
    let due = match late_in(ctx, answer).as_slice() {
        [] => "All due dates hold.".to_owned(),
        [(title, due)] => format!("Late: {title}, {due}."),
        [(title, due), rest @ ..] => format!("Late: {title}, {due}, and {} more.", rest.len()),
    };
    format!("{moves}. {due}")
}
