//! A block, or a suggestion: its time, and why it is there.

use egui::Ui;

use super::super::command::Command;
use super::super::state::UiState;
use super::super::theme::palette;
use super::super::timeline::parse_times;
use super::super::view::{Intent, Selection, ViewContext};
use super::super::widgets::{draft_field, link_button, text_button};
use super::{field_ui, heading_ui, note_ui, rule_ui, small_field, title_ui};
use crate::model::{Action, BlockId, BlockState, day_of};
use crate::planner::Suggestion;

/// Draws a block's own fields and those of its task.
pub(super) fn block_ui(ui: &mut Ui, id: BlockId, ctx: &ViewContext, state: &mut UiState, out: &mut Vec<Intent>) {
    let Some(block) = ctx.workspace.blocks.get(&id) else { return };
    let open = matches!(block.state, BlockState::Planned | BlockState::Locked);
    heading_ui(
        ui,
        "Block",
        &if block.is_missed(ctx.now.local) { "missed".to_owned() } else { block.state.to_string() },
    );
    field_ui(ui, "Time", |ui| {
        let current = super::super::timeline::times(block.span());
        if !open {
            ui.label(&current);
            return;
        }
        if let Some(text) = draft_field(ui, "Time", ("time", id), &current, small_field(130.0, "10:00–10:25")) {
            match parse_times(&text, day_of(block.start, ctx.workspace.settings.day_start)) {
                Some(span) => {
                    let (start, minutes) = (span.start, span.minutes());
                    out.push(Intent::Act(Action::MoveBlock { block: id, start, minutes }));
                }
                None => out.push(Intent::Toast(format!("'{text}' is no time. Write 10:00-10:25."))),
            }
        }
    });
    ui.horizontal(|ui| {
        let mut set = |state| out.push(Intent::Act(Action::SetBlockState(id, state)));
        match block.state {
            BlockState::Running => {
                if text_button(ui, "Done", true).clicked() {
                    out.push(Intent::Run(Command::Finish));
                }
            }
            BlockState::Done => {}
            BlockState::Planned | BlockState::Locked => {
                if text_button(ui, "Start", true).clicked() {
                    set(BlockState::Running);
                }
                let (label, other) = if block.state == BlockState::Locked {
                    ("Unlock", BlockState::Planned)
                } else {
                    ("Lock", BlockState::Locked)
                };
                if text_button(ui, label, false).on_hover_text("The planner never moves a locked block").clicked() {
                    set(other);
                }
            }
        }
        if link_button(ui, "Take off the day").clicked() {
            out.push(Intent::Act(Action::RemoveBlock(id)));
        }
    });
    rule_ui(ui);
    match ctx.task(block.task) {
        Some(task) => {
            ui.push_id(task.id, |ui| super::task::task_ui(ui, task, ctx, state, out));
        }
        None => closed_ui(ui, block.task, ctx, out),
    }
}

pub(super) fn closed_ui(ui: &mut Ui, id: crate::model::TaskId, ctx: &ViewContext, out: &mut Vec<Intent>) {
    let Some(task) = ctx.workspace.any_task(id) else { return };
    let accent = palette(ui).accent_of(ctx.quadrant_of(task));
    let _ = title_ui(ui, "Title", &task.title, accent, out);
    note_ui(ui, "This task is closed.");
    if link_button(ui, "Reopen").clicked() {
        out.push(Intent::Act(Action::ReopenTask(id)));
        out.push(Intent::Select(Selection::Task(id)));
    }
}

/// Draws why something is suggested.
pub(super) fn ghost_ui(ui: &mut Ui, ghost: &Suggestion, ctx: &ViewContext, out: &mut Vec<Intent>) {
    heading_ui(ui, &format!("Why {}?", ghost.span.start.format("%H:%M")), &super::super::timeline::times(ghost.span));
    for sentence in ghost.why.sentences(ctx.workspace) {
        note_ui(ui, &sentence);
    }
    ui.horizontal(|ui| {
        if text_button(ui, "Accept suggestion", true).clicked() {
            out.push(Intent::Accept(ghost.task, ghost.step));
        }
        if text_button(ui, "Start now", false).clicked() {
            out.push(Intent::Start(ghost.task, ghost.step));
        }
    });
    rule_ui(ui);
}
