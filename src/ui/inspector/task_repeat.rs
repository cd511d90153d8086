//! Recurrence of a task, and edits of one instance or of all later ones.

use egui::Ui;

use super::fields::{field_ui, small_field};
use crate::calendar::words;
use crate::calendar::{check_rule, missed_since};
use crate::exchange::{repeat_words, understand};
use crate::model::{Action, Outcome, Repeat, Task, TaskField};
use crate::ui::context::ViewContext;
use crate::ui::intent::{Intent, Out};
use crate::ui::state::InspectorState;
use crate::ui::widgets::{checked_field, link_button, note_ui};

fn edit(task: &Task, edit: TaskField) -> Intent {
    Intent::Act(Action::EditTask(task.id, edit))
}

/// Draws the recurrence field. Reads quick-add phrases and iCalendar rules.
pub(super) fn repeat_ui(ui: &mut Ui, task: &Task, ctx: &ViewContext, state: &mut InspectorState, out: &mut Out) {
    let current = task
        .repeat
        .as_ref()
        .map(|repeat| repeat_words(&repeat.rrule, repeat.after_completion).unwrap_or_else(|| repeat.rrule.clone()));
    field_ui(ui, "Repeats", |ui| {
        let width = ui.available_width();
        let field = small_field(width, "e.g. every 2 weeks");
        let read = |text: &str| set_repeat(task, text, ctx);
        let action = checked_field(ui, "Repeats", "repeat", current.as_deref().unwrap_or_default(), field, read);
        out.extend(action.map(Intent::Act));
    });
    let Some(repeat) = &task.repeat else {
        state.formers.remove(&task.id);
        return;
    };
    let missed = missed_since(task, ctx.today.date);
    if missed > 0 {
        let times = words::counted(missed, "time", "times");
        note_ui(ui, format!("Missed {times} since {}", words::day_from(repeat.date, ctx.today.date)));
    }
    if task.missed > 0 {
        note_ui(ui, format!("Missed before this one: {}", task.missed));
    }
    ui.horizontal_wrapped(|ui| {
        let hover = "Skips this instance; the next one comes as planned";
        if link_button(ui, "Skip this one").on_hover_text(hover).clicked() {
            out.push(Intent::Act(Action::CloseTask(task.id, Outcome::LetGo)));
        }
        if let Some(due) = task.due.filter(|due| due.date != repeat.date) {
            let hover = "Counts later instances from the new date";
            if link_button(ui, "Move later instances").on_hover_text(hover).clicked() {
                out.push(edit(task, TaskField::Repeat(Some(Repeat { date: due.date, ..repeat.clone() }))));
            }
        }
    });
    let former = state.formers.entry(task.id).or_insert_with(|| task.inherited());
    changes_ui(ui, task, former, out);
}

/// Draws the edits since `former`, and whether they apply to later instances.
fn changes_ui(ui: &mut Ui, task: &Task, former: &[TaskField], out: &mut Out) {
    let fields = task.inherited();
    let is_now = |field: &TaskField| fields.contains(field);
    // Fields that move with the date are shown there.
    let moved = task.repeat.as_ref().zip(task.due).is_some_and(|(repeat, due)| repeat.date != due.date);
    let told = |field: &TaskField| moved && matches!(field, TaskField::Due(_) | TaskField::NotBefore(_));
    let (here, rest): (Vec<TaskField>, _) =
        task.series_values.iter().cloned().partition(|field| !is_now(field) && !told(field));
    let fits = |field: &&TaskField| !is_now(field) && !told(field) && !task.overrides(field);
    let onward: Vec<TaskField> = former.iter().filter(fits).cloned().collect();
    let all = || task.series_values.iter().chain(&onward).cloned().collect();
    for (fields, lead, link, hover, usual) in [
        (&onward, "Changed for all", "Only this one", "Later instances stay unchanged", all()),
        (&here, "Changed for this one", "Later ones too", "Changes later instances as well", rest),
    ] {
        if fields.is_empty() {
            continue;
        }
        let names: Vec<_> = fields.iter().map(TaskField::name).collect();
        ui.horizontal_wrapped(|ui| {
            note_ui(ui, format!("{lead}: {}", names.join(", ")));
            if link_button(ui, link).on_hover_text(hover).clicked() {
                out.push(edit(task, TaskField::SeriesValues(usual)));
            }
        });
    }
}

fn set_repeat(task: &Task, text: &str, ctx: &ViewContext) -> Result<Action, String> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(Action::EditTask(task.id, TaskField::Repeat(None)));
    }
    let line = format!("\"x\" {text}");
    let said = understand(&line, &ctx.reading()).filter(|one| one.title == "x");
    let said = said.and_then(|one| Some((one.repeat?, one.after_completion, one.due)));
    let (rrule, after_completion, due) = match said {
        Some(said) => said,
        None if check_rule(text).is_ok() => (text.to_owned(), false, None),
        None => return Err(format!("\"{text}\" is not a recurrence. Try every 2 weeks or every 3rd friday.")),
    };
    let first = due.map_or(ctx.today.date, |(date, _)| date);
    let date = task.due.map_or(first, |due| due.date);
    let series = task.repeat.as_ref().map_or(task.id, |repeat| repeat.series);
    let mut actions =
        vec![Action::EditTask(task.id, TaskField::Repeat(Some(Repeat { rrule, after_completion, series, date })))];
    if task.due.is_none() {
        let time = due.and_then(|(_, time)| time);
        let due = crate::model::Due { time, ..crate::model::Due::on(first) };
        actions.push(Action::EditTask(task.id, TaskField::Due(Some(due))));
    }
    Ok(Action::All { name: format!("set recurrence of \"{}\"", task.title), actions })
}
