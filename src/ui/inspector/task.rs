//! The fields of a task.

use egui::Ui;

use super::belongs::{after_ui, belongs_ui};
use super::fields::{LABEL, date_text, edit, field_ui, fold_ui, length, rule_ui, small_field, title_ui};
use super::task_repeat::repeat_ui;
use super::{chips, steps};
use crate::calendar::words;
use crate::exchange::parse_date;
use crate::model::{Action, Chunk, Delegation, Outcome, Quadrant, Split, Task, TaskField};
use crate::ui::command::Command;
use crate::ui::context::ViewContext;
use crate::ui::intent::{Intent, Out};
use crate::ui::state::InspectorState;
use crate::ui::theme::{self, palette};
use crate::ui::widgets::{
    DraftField, checked_field, draft_field, heading_ui, link_button, note_ui, read_field, segmented,
};

/// Draws the fields of an open task.
pub(super) fn task_ui(ui: &mut Ui, task: &Task, ctx: &ViewContext, state: &mut InspectorState, out: &mut Out) {
    let accent = palette(ui).accent_of(ctx.quadrant_of(task));
    if let Some(title) = title_ui(ui, "Title", &task.title, accent, out).filter(|title| !title.trim().is_empty()) {
        edit(task, TaskField::Title(title), out);
    }
    steps::steps_ui(ui, task, ctx, state, out);
    rule_ui(ui);
    chips::chips_ui(ui, task, ctx, out);
    if ctx.quadrant_of(task) == Some(Quadrant::Delegate) || task.delegated.is_some() {
        delegate_ui(ui, task, ctx, out);
    }
    if task.repeat.is_some() {
        repeat_ui(ui, task, ctx, state, out);
    }
    if !task.after.is_empty() {
        after_ui(ui, task, ctx, out);
    }
    rule_ui(ui);
    notes_ui(ui, task, out);
    rule_ui(ui);
    more_ui(ui, task, ctx, state, out);
    rule_ui(ui);
    ui.horizontal(|ui| {
        if link_button(ui, "Done").clicked() {
            out.push(Intent::Act(Action::CloseTask(task.id, Outcome::Done)));
        }
        if link_button(ui, "Let go").on_hover_text("Closes it without doing it; it stays in the log").clicked() {
            out.push(Intent::Act(Action::CloseTask(task.id, Outcome::LetGo)));
        }
        if link_button(ui, "Delete").on_hover_text(Command::Delete.hint(ui.ctx())).clicked() {
            out.push(Intent::Act(Action::CloseTask(task.id, Outcome::Deleted)));
        }
    });
}

/// Draws the fields that few tasks need, folded until they are asked for.
fn more_ui(ui: &mut Ui, task: &Task, ctx: &ViewContext, state: &mut InspectorState, out: &mut Out) {
    let folds = "not before, splitting, repeats, project, goal, after";
    if fold_ui(ui, "More", folds, state.more).clicked() {
        state.more = !state.more;
    }
    if !state.more {
        return;
    }
    start_ui(ui, task, ctx, out);
    split_ui(ui, task, ctx, out);
    if task.repeat.is_none() {
        repeat_ui(ui, task, ctx, state, out);
    }
    belongs_ui(ui, task, ctx, out);
    if task.after.is_empty() {
        after_ui(ui, task, ctx, out);
    }
}

/// Edits notes in place, unless they are too long to lay out in each frame.
fn notes_ui(ui: &mut Ui, task: &Task, out: &mut Out) {
    const LONGEST: usize = 20_000;
    const SHOWN: usize = 2_000;
    heading_ui(ui, "Notes", "");
    if task.notes.len() > LONGEST {
        let count = task.notes.chars().count();
        let start: String = task.notes.chars().take(SHOWN).collect();
        ui.add(egui::Label::new(start).wrap());
        note_ui(ui, format!("Shows the first {SHOWN} of {count} characters. All are kept."));
        if link_button(ui, "Copy all").clicked() {
            ui.ctx().copy_text(task.notes.clone());
        }
        return;
    }
    let field = DraftField { hint: "Add notes", width: ui.available_width(), lines: 4, ..DraftField::default() };
    if let Some(notes) = draft_field(ui, "Notes", "notes", &task.notes, field) {
        edit(task, TaskField::Notes(notes), out);
    }
}

fn start_ui(ui: &mut Ui, task: &Task, ctx: &ViewContext, out: &mut Out) {
    field_ui(ui, "Not before", |ui| {
        let current = task.not_before.map(|at| date_text(at.date(), &ctx.reading())).unwrap_or_default();
        let read = |text: &str| {
            read_field(
                text,
                |text| parse_date(text, &ctx.reading()),
                |text| format!("\"{text}\" is not a date. Try mon or 2026-12-12."),
            )
        };
        if let Some(date) =
            checked_field(ui, "Not before", "start", &current, small_field(theme::FIELD_DATE, "any time"), read)
        {
            let from = date.map(|date| date.and_time(ctx.workspace.settings.day_start));
            edit(task, TaskField::NotBefore(from), out);
        }
    });
}

fn split_ui(ui: &mut Ui, task: &Task, ctx: &ViewContext, out: &mut Out) {
    let usual = ctx.workspace.settings.chunk;
    field_ui(ui, "Splitting", |ui| {
        let choices = [(false, "in one go"), (true, "in chunks")];
        if let Some(chunks) = segmented(ui, &choices, Some(task.split != Split::Whole), "Splitting") {
            edit(task, TaskField::Split(if chunks { Split::Auto } else { Split::Whole }), out);
        }
    });
    if task.split == Split::Whole {
        return;
    }
    field_ui(ui, "Chunks", |ui| {
        let (own, chunk) = match task.split {
            Split::ChunksOf(chunk) => (true, chunk),
            _ => (false, usual),
        };
        let ends = [("Shortest chunk", chunk.min, usual.min), ("Longest chunk", chunk.max, usual.max)];
        for (n, (name, minutes, hint)) in ends.into_iter().enumerate() {
            let (current, hint) = (if own { minutes.to_string() } else { String::new() }, hint.to_string());
            if let Some(read) = checked_field(ui, name, name, &current, small_field(theme::FIELD_SHORT, &hint), length)
            {
                let chunk = match (n, read.filter(|minutes| !minutes.is_zero())) {
                    (0, Some(min)) => Chunk { min, max: chunk.max.max(min) },
                    (_, Some(max)) => Chunk { min: chunk.min.min(max), max },
                    (0, None) => Chunk { min: usual.min.min(chunk.max), ..chunk },
                    (_, None) => Chunk { max: usual.max.max(chunk.min), ..chunk },
                };
                let split = if chunk == usual { Split::Auto } else { Split::ChunksOf(chunk) };
                edit(task, TaskField::Split(split), out);
            }
            if n == 0 {
                note_ui(ui, "to");
            }
        }
    });
}

fn delegate_ui(ui: &mut Ui, task: &Task, ctx: &ViewContext, out: &mut Out) {
    let delegated = task.delegated.clone().unwrap_or_default();
    field_ui(ui, "Delegate to", |ui| {
        let width = ui.available_width();
        if let Some(person) =
            draft_field(ui, "Delegate to", "person", &delegated.person, small_field(width, "nobody yet"))
        {
            let next = Delegation { person: person.trim().into(), ..delegated.clone() };
            let empty = next.person.is_empty() && next.follow_up.is_none();
            edit(task, TaskField::Delegated((!empty).then_some(next)), out);
        }
    });
    field_ui(ui, "Follow up", |ui| {
        let current = delegated.follow_up.map(|date| date_text(date, &ctx.reading())).unwrap_or_default();
        let read = |text: &str| {
            read_field(
                text,
                |text| parse_date(text, &ctx.reading()),
                |text| format!("\"{text}\" is not a date. Try fri or 2026-12-12."),
            )
        };
        if let Some(follow_up) =
            checked_field(ui, "Follow up", "follow", &current, small_field(theme::FIELD_DATE, "e.g. fri"), read)
        {
            edit(task, TaskField::Delegated(Some(Delegation { follow_up, ..delegated.clone() })), out);
        }
    });
    if task.delegated.is_some() {
        errand_ui(ui, task, &delegated, ctx, out);
    }
}

/// Draws the errand of a delegated task and its check box.
fn errand_ui(ui: &mut Ui, task: &Task, delegated: &Delegation, ctx: &ViewContext, out: &mut Out) {
    let put = |next: Delegation| Intent::Act(Action::EditTask(task.id, TaskField::Delegated(Some(next))));
    ui.horizontal_wrapped(|ui| {
        ui.add_space(LABEL);
        match (delegated.handed_over, delegated.follow_up) {
            (None, _) => {
                note_ui(ui, format!("Next: {}, 5 min.", task.small_step().unwrap_or_default()));
                let hover = "A 5 min step to hand it over is suggested";
                if link_button(ui, "Handed over").on_hover_text(hover).clicked() {
                    out.push(put(Delegation { handed_over: Some(ctx.now.instant), ..delegated.clone() }));
                }
            }
            (Some(at), follow_up) => {
                note_ui(ui, format!("Handed over on {}.", words::day_from(ctx.here.local(at).date(), ctx.today.date)));
                if follow_up.is_some() && link_button(ui, "Followed up").clicked() {
                    out.push(put(Delegation { follow_up: None, ..delegated.clone() }));
                }
                if link_button(ui, "Take back").on_hover_text("Do it yourself").clicked() {
                    out.push(Intent::Act(Action::EditTask(task.id, TaskField::Delegated(None))));
                }
            }
        }
    });
}
