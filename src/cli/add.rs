//! `gapwise add`: tasks from lines of text.

use serde_json::{Value, json};

use crate::exchange::Understood;
use crate::model::{Action, Minutes, Moment, Order, TaskId, Workspace};

/// Adds all that was understood as one change; `None` if that is nothing.
pub(super) fn add_action(understood: &[Understood], workspace: &Workspace, now: Moment) -> Option<Action> {
    let mut order = workspace.last_order();
    let mut actions = Vec::new();
    for one in understood {
        let task = one.task(TaskId::new(now.instant), order.clone(), now, workspace.settings.day_start);
        order = Order::between(Some(&order), None);
        actions.push(Action::AddTask(Box::new(task)));
    }
    let name = match understood {
        [] => return None,
        [one] => format!("add '{}'", one.title),
        all => format!("add {} tasks", all.len()),
    };
    Some(Action::All { name, actions })
}

/// What was understood, as one object for one task and as a list for several.
pub(super) fn as_json(understood: &[Understood]) -> String {
    let all: Vec<Value> = understood.iter().map(object).collect();
    match &all[..] {
        [one] => format!("{one}\n"),
        _ => format!("{}\n", Value::Array(all)),
    }
}

fn object(one: &Understood) -> Value {
    let at = |when: Option<(chrono::NaiveDate, Option<chrono::NaiveTime>)>| {
        when.map(|(date, time)| match time {
            Some(time) => date.and_time(time).format("%Y-%m-%dT%H:%M").to_string(),
            None => date.to_string(),
        })
    };
    let steps = one.steps.iter().map(|step| json!({"title": step.title, "estimate_min": minutes(step.estimate)}));
    json!({
        "title": one.title,
        "estimate_min": minutes(one.estimate),
        "due": at(one.due),
        "hard": one.hard,
        "not_before": at(one.not_before),
        "important": one.important,
        "urgent": one.urgent,
        "energy": one.energy.map(|energy| energy.to_string()),
        "tags": one.tags,
        "repeat": one.repeat,
        "after_completion": one.after_completion,
        "steps": steps.collect::<Vec<_>>(),
    })
}

fn minutes(minutes: Option<Minutes>) -> Option<u32> {
    minutes.map(Minutes::get)
}

/// What was understood, in words.
pub(super) fn as_text(understood: &[Understood]) -> String {
    let one = |one: &Understood| {
        let parts: Vec<_> = one.spans.iter().map(|span| span.meaning.as_str()).collect();
        let parts = if parts.is_empty() { String::new() } else { format!(" ({})", parts.join("; ")) };
        let steps = one.steps.iter().map(|step| {
            let length = step.estimate.map_or_else(String::new, |minutes| format!(" {minutes}"));
            format!("  - {}{length}\n", step.title)
        });
        format!("{}{parts}\n{}", one.title, steps.collect::<String>())
    };
    understood.iter().map(one).collect()
}
