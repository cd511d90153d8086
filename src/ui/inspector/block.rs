//! The fields of a block or a suggestion: its time and its reason.

use egui::{Ui, Vec2, vec2};
use egui_material_icons::icons;

use super::fields::{date_field, field_ui, rule_ui, small_field, title_row_ui};
use super::task::task_ui;
use crate::calendar::words;
use crate::exchange::read_times;
use crate::model::{Action, BlockId, BlockState, Outcome, Span, day_of};
use crate::ui::command::Command;
use crate::ui::context::ViewContext;
use crate::ui::intent::{Intent, Out};
use crate::ui::selection::Selection;
use crate::ui::state::InspectorState;
use crate::ui::theme::{self, palette};
use crate::ui::widgets::{checked_field, heading_ui, link_button, note_ui, paint_icon, text_button};

/// Size of the mark before a step of a closed task.
const STEP_MARK: Vec2 = vec2(16.0, 18.0);

/// Draws the fields of a block and its task.
pub(super) fn block_ui(ui: &mut Ui, id: BlockId, ctx: &ViewContext, state: &mut InspectorState, out: &mut Out) {
    let Some(block) = ctx.workspace.blocks.get(&id) else { return };
    let open = block.state.is_open();
    heading_ui(ui, "Block", &words::block_state(block, ctx.now.local));
    if open {
        let date = block.start.date();
        if let Some(new) = field_ui(ui, "Date", |ui| date_field(ui, "Date", ("date", id), date, ctx)) {
            let span = block.span();
            let by = new - date;
            out.push(Intent::MoveBlock { block: id, span: Span::new(span.start + by, span.end + by) });
        }
    }
    field_ui(ui, "Time", |ui| {
        let current = ctx.words.times(block.span());
        if !open {
            ui.label(&current);
            return;
        }
        let read = |text: &str| read_times(text, day_of(block.start, ctx.workspace.settings.day_start));
        let field = small_field(theme::FIELD, "10:00–10:25");
        if let Some(span) = checked_field(ui, "Time", ("time", id), &current, field, read) {
            out.push(Intent::Act(Action::MoveBlock { block: id, start: span.start, minutes: span.minutes() }));
        }
    });
    ui.horizontal(|ui| {
        let mut set = |state| out.push(Intent::Act(Action::SetBlockState(id, state)));
        match block.state {
            BlockState::Running => {
                if text_button(ui, "Done", true).clicked() {
                    out.run(Command::Finish);
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
                if text_button(ui, label, false).on_hover_text("Locked blocks are never moved by the planner").clicked()
                {
                    set(other);
                }
            }
        }
        if link_button(ui, "Unplan").clicked() {
            out.push(Intent::Act(Action::RemoveBlock(id)));
        }
    });
    rule_ui(ui);
    match ctx.task(block.task) {
        Some(task) => {
            ui.push_id(task.id, |ui| task_ui(ui, task, ctx, state, out));
        }
        None => closed_ui(ui, block.task, ctx, out),
    }
}

pub(super) fn closed_ui(ui: &mut Ui, id: crate::model::TaskId, ctx: &ViewContext, out: &mut Out) {
    let Some(task) = ctx.workspace.any_task(id) else { return };
    let accent = palette(ui).accent_of(ctx.quadrant_of(task));
    title_row_ui(ui, accent, out, |ui, _| {
        ui.add(egui::Label::new(egui::RichText::new(&task.title).font(theme::title())).wrap());
    });
    if let Some(closed) = ctx.workspace.closed.get(&id) {
        let verb = match closed.outcome {
            Outcome::Done => "Done",
            Outcome::LetGo => "Let go",
            Outcome::Deleted => "Deleted",
        };
        note_ui(ui, format!("{verb} on {}", words::full_day_year(ctx.here.local(closed.closed).date())));
    }
    if !task.tags.is_empty() {
        let tags: Vec<_> = task.tags.iter().map(|tag| format!("#{tag}")).collect();
        note_ui(ui, tags.join(" "));
    }
    for step in &task.steps {
        let icon = if step.is_done() { icons::ICON_CHECK_BOX } else { icons::ICON_CHECK_BOX_OUTLINE_BLANK };
        ui.horizontal_top(|ui| {
            let (rect, _) = ui.allocate_exact_size(STEP_MARK, egui::Sense::hover());
            paint_icon(ui, rect.center(), icon, theme::ICON_ROW, palette(ui).secondary);
            ui.add(egui::Label::new(&step.title).wrap());
        });
    }
    if !task.notes.is_empty() {
        rule_ui(ui);
        heading_ui(ui, "Notes", "");
        let shown: String = task.notes.chars().take(2_000).collect();
        ui.add(egui::Label::new(shown).wrap().selectable(true));
    }
    rule_ui(ui);
    if link_button(ui, "Reopen").clicked() {
        out.push(Intent::Act(Action::ReopenTask(id)));
        out.push(Intent::Select(Selection::Task(id)));
    }
}
