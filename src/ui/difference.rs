//! The words of a previewed change of plan, for the timeline and the plan list.

use crate::calendar::words;
use crate::model::{StepId, TaskId};
use crate::planner::{DayChange, WhatIf};
use crate::ui::context::ViewContext;

/// The step with its task's title, or the task's title.
pub(super) fn title(ctx: &ViewContext, task: TaskId, step: Option<StepId>) -> String {
    let own = ctx.title_of(task, step);
    match ctx.task(task).filter(|_| step.is_some()) {
        Some(task) => format!("{own} · {}", task.title),
        None => own,
    }
}

/// An item that would end after its due time.
pub(super) struct LateItem {
    task: TaskId,
    pub(super) title: String,
    /// "due Fri 14:00".
    pub(super) due: String,
}

/// The items that would end after their due time, or lose their place on the day on which they are due.
pub(super) fn late_in(ctx: &ViewContext, answer: &WhatIf) -> Vec<LateItem> {
    let item = |(task, step), due| LateItem {
        task,
        title: title(ctx, task, step),
        due: format!("due {}", ctx.words.due(due, ctx.today)),
    };
    let late = answer.plan.suggestions.iter().filter_map(|it| {
        let due = ctx.task(it.task)?.due?;
        let late = it.span.end > due.instant(ctx.workspace.settings.day_start);
        late.then(|| item((it.task, it.step), due))
    });
    let gone = answer.diff.dropped.iter().filter_map(|it| {
        let due = ctx.task(it.task)?.due.filter(|due| due.date <= it.span.start.date())?;
        Some(item((it.task, it.step), due))
    });
    late.chain(gone).collect()
}

/// The change as a heading.
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

/// The effect of a change in one or two sentences: "3 move later, 1 has no place today. All due dates hold."
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
    let before = |id: TaskId| ctx.urgency(id).overdue;
    let late: Vec<_> = late_in(ctx, answer).into_iter().filter(|it| !before(it.task)).collect();
    let due = match late.as_slice() {
        [] => "All due dates hold.".to_owned(),
        [LateItem { title, due, .. }] => format!("Late: {title}, {due}."),
        [LateItem { title, due, .. }, rest @ ..] => format!("Late: {title}, {due}, and {} more.", rest.len()),
    };
    format!("{moves}. {due}")
}
