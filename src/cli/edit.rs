//! `gapwise edit`: changes a task with the words of quick add.

use super::ids::ShortIds;
use super::open::OpenWorkspace;
use super::output::{CliResult, print};
use super::words;
use crate::app::date_order;
use crate::calendar::Tz;
use crate::exchange::{Reading, Understood, understand};
use crate::model::{Action, Moment, Order, Task, TaskField};
use crate::store::Place;

/// Stands for the title in a line that changes a task.
const SIGN: &str = "\u{fffc}";

/// Sets the fields of a task that the text names. Words without a meaning are the new title; tags are added.
pub(super) fn run(place: &Place, id: &str, text: &str, now: Moment, here: Tz) -> CliResult {
    let mut open = OpenWorkspace::open(place)?;
    let workspace = &open.workspace;
    let (task, step) = ShortIds::of(workspace).find(id, workspace)?;
    if step.is_some() || !workspace.tasks.contains_key(&task.id) {
        return Err(words::not_a_task(id));
    }
    let day_start = workspace.settings.day_start;
    let reading = Reading::at(now, here, day_start, date_order());
    // A line without a title is read as a title, so this one gets one that is taken off again.
    let understood = understand(&format!("\"{SIGN}\" {text}"), &reading).ok_or(words::NOTHING_TO_CHANGE)?;
    let mut wanted = understood.task(task.id, Order::default(), now, day_start);
    wanted.title = wanted.title.trim_start_matches(SIGN).trim_start().to_owned();
    let fields = changes(task, &understood, wanted);
    if fields.is_empty() {
        return Err(words::NOTHING_TO_CHANGE.into());
    }
    let title = task.title.clone();
    let named: Vec<_> = fields.iter().map(TaskField::name).collect();
    let said = words::changed(&title, &named);
    let actions = fields.into_iter().map(|field| Action::EditTask(task.id, field)).collect();
    open.change(&Action::All { name: words::edit_name(&title), actions }, None, now)?;
    print(&said)
}

/// Returns the fields that the text names, with a value other than the task's.
fn changes(task: &Task, understood: &Understood, wanted: Task) -> Vec<TaskField> {
    let mut fields = Vec::new();
    let mut set = |named: bool, differs: bool, field: TaskField| {
        if named && differs {
            fields.push(field);
        }
    };
    let repeats = |task: &Task| task.repeat.as_ref().map(|repeat| (repeat.rrule.clone(), repeat.after_completion));
    let repeats_otherwise = repeats(task) != repeats(&wanted);
    let tags = task.tags.union(&wanted.tags).cloned().collect();
    set(!wanted.title.is_empty(), wanted.title != task.title, TaskField::Title(wanted.title));
    set(wanted.estimate.is_some(), wanted.estimate != task.estimate, TaskField::Estimate(wanted.estimate));
    set(wanted.due.is_some(), wanted.due != task.due, TaskField::Due(wanted.due));
    set(wanted.not_before.is_some(), wanted.not_before != task.not_before, TaskField::NotBefore(wanted.not_before));
    set(wanted.important.is_some(), wanted.important != task.important, TaskField::Important(wanted.important));
    set(understood.urgent.is_some(), wanted.urgency != task.urgency, TaskField::Urgency(wanted.urgency));
    set(wanted.energy.is_some(), wanted.energy != task.energy, TaskField::Energy(wanted.energy));
    set(!wanted.tags.is_empty(), !wanted.tags.is_subset(&task.tags), TaskField::Tags(tags));
    set(wanted.repeat.is_some(), repeats_otherwise, TaskField::Repeat(wanted.repeat));
    fields
}
