//! Drops of cards and steps on the day.

use std::collections::BTreeSet;

use chrono::{NaiveDateTime, TimeDelta};
use egui::{Align2, Id, Order, Ui};

use super::canvas::{Canvas, hovering, raster};
use super::follow::preview;
use super::gesture::drop_start;
use crate::calendar::words::counted;
use crate::calendar::{Agenda, round_up};
use crate::model::{Action, Block, BlockId, BlockState, Minutes, Span, Step, StepEdit, StepId, Task, TaskId};
use crate::ui::context::ViewContext;
use crate::ui::intent::{Intent, Out};
use crate::ui::selection::Dragged;
use crate::ui::state::{DropChoice, TimelineState};
use crate::ui::theme::{self, palette};
use crate::ui::widgets::{note_ui, text_button};

/// Shows where a dragged card would land and handles the drop. Chosen cards land one after the other.
pub(super) fn drop_ui(ui: &mut Ui, canvas: &Canvas, state: &mut TimelineState, out: &mut Out) {
    let Some((dragged, at)) = hovering(ui, canvas.view) else { return };
    if canvas.ctx.task(dragged.task).is_none() {
        return;
    }
    let whole = ui.input(|input| input.modifiers.shift);
    let start = drop_start(canvas.columns, at, if whole { canvas.grid } else { raster(ui, canvas.grid) });
    let landing = landing(canvas, &dragged, start, whole);
    for (task, step, span) in &landing {
        preview(ui, canvas, *span, Some(&canvas.ctx.title_of(*task, *step)), palette(ui).accent);
    }
    if !ui.input(|input| input.pointer.any_released()) {
        return;
    }
    egui::DragAndDrop::clear_payload(ui.ctx());
    let add =
        |(task, step, span): &Landing| Action::AddBlock(block(canvas.ctx, *task, *step, span.start, span.minutes()));
    match (landing.as_slice(), room_at(canvas.ctx, start)) {
        ([(task, step, span)], Some(room)) if room < span.minutes() && room >= canvas.grid => {
            let (task, step, minutes) = (*task, *step, span.minutes());
            state.choice = Some(DropChoice { task, step, start, minutes, room, at });
        }
        ([one], _) => out.push(Intent::Act(add(one))),
        (all, _) => {
            let name = format!("plan {}", counted(all.len(), "task", "tasks"));
            out.push(Intent::Act(Action::All { name, actions: all.iter().map(add).collect() }));
        }
    }
}

type Landing = (TaskId, Option<StepId>, Span);

/// Returns the places of a drop at `start`: the dragged item, then the chosen ones, each in the next room. Items
/// without room that day stay unplanned.
fn landing(canvas: &Canvas, dragged: &Dragged, start: NaiveDateTime, whole: bool) -> Vec<Landing> {
    let ctx = canvas.ctx;
    let others = dragged.others.iter().map(|id| Dragged { task: *id, step: None, others: BTreeSet::new() });
    let mut landing: Vec<Landing> = Vec::new();
    let mut from = start;
    for it in [dragged.clone()].into_iter().chain(others) {
        let Some(task) = ctx.task(it.task) else { continue };
        let (step, minutes) = it.content(task, whole, &ctx.workspace.settings);
        let length = minutes.max(Minutes::new(1)).delta();
        let at = if landing.is_empty() { Some(start) } else { first_room(ctx, from, length, canvas.grid) };
        if let Some(at) = at {
            landing.push((task.id, step, Span::new(at, at + length)));
            from = at + length;
        }
    }
    landing
}

/// Returns the first time from `from` on, that day, with room for `length`.
fn first_room(ctx: &ViewContext, from: NaiveDateTime, length: TimeDelta, grid: Minutes) -> Option<NaiveDateTime> {
    let agenda = &ctx.day_at(from)?.agenda;
    let taken = taken(ctx, agenda);
    let mut at = round_up(from, grid);
    while let Some(other) = taken.iter().find(|span| span.overlaps(Span::new(at, at + length))) {
        at = round_up(other.end, grid);
    }
    (at + length <= agenda.day.span().end).then_some(at)
}

fn block(ctx: &ViewContext, task: TaskId, step: Option<StepId>, start: NaiveDateTime, minutes: Minutes) -> Block {
    Block { id: BlockId::new(ctx.now.instant), task, step, start, minutes, state: BlockState::Planned }
}

/// Returns busy spans of a day.
fn taken(ctx: &ViewContext, agenda: &Agenda) -> Vec<Span> {
    let events = agenda.events.iter().filter(|event| event.blocks).map(|event| event.span);
    events.chain(agenda.upcoming(ctx.now.local).map(|block| block.span())).chain(agenda.lunch).collect()
}

/// Returns free minutes until the next event, lunch or block; `None` if the time is taken.
fn room_at(ctx: &ViewContext, start: NaiveDateTime) -> Option<Minutes> {
    let agenda = &ctx.day_at(start)?.agenda;
    let taken = taken(ctx, agenda);
    if taken.iter().any(|span| span.contains(start)) {
        return None;
    }
    let next = taken.iter().map(|span| span.start).filter(|at| *at > start).min().unwrap_or(agenda.day.span().end);
    Some(Minutes::between(start, next))
}

/// Asks how to place something longer than its gap.
pub(super) fn choice_ui(ui: &mut Ui, ctx: &ViewContext, state: &mut TimelineState, out: &mut Out) {
    let Some(choice) = state.choice else { return };
    let Some(task) = ctx.task(choice.task) else {
        state.choice = None;
        return;
    };
    let mut answer: Option<Option<Action>> = None;
    let area =
        egui::Area::new(Id::unique("too-long")).order(Order::Foreground).fixed_pos(choice.at).pivot(Align2::RIGHT_TOP);
    area.constrain_to(ui.ctx().content_rect()).show(ui.ctx(), |ui| {
        egui::Frame::popup(ui.style()).fill(palette(ui).surface).inner_margin(theme::GAP_WIDE).show(ui, |ui| {
            let words = format!("Takes {}, but only {} are free here.", choice.minutes, choice.room);
            note_ui(ui, words);
            ui.horizontal(|ui| {
                let fit = block(ctx, choice.task, choice.step, choice.start, choice.room);
                if text_button(ui, &format!("Fit {}", choice.room), true).clicked() {
                    answer = Some(Some(Action::AddBlock(fit)));
                }
                if text_button(ui, "Split off a step", false).clicked() {
                    answer = Some(Some(split_off(ctx, task, &choice)));
                }
                let long = block(ctx, choice.task, choice.step, choice.start, choice.minutes);
                if text_button(ui, "Overlap", false).clicked() {
                    answer = Some(Some(Action::AddBlock(long)));
                }
                if text_button(ui, "Cancel", false).clicked() || ui.input(|input| input.key_pressed(egui::Key::Escape))
                {
                    answer = Some(None);
                }
            });
        });
    });
    if let Some(answer) = answer {
        out.extend(answer.map(Intent::Act));
        state.choice = None;
    }
}

/// Splits the dropped work: a step that fits, and one with the rest.
fn split_off(ctx: &ViewContext, task: &Task, choice: &DropChoice) -> Action {
    let now = ctx.now.instant;
    let rest = choice.minutes - choice.room;
    let (first, mut actions) = match choice.step.and_then(|id| task.steps.iter().position(|step| step.id == id)) {
        Some(at) => {
            let step = &task.steps[at];
            let second = Step { estimate: Some(rest), ..Step::new(StepId::new(now), format!("{}, rest", step.title)) };
            let shorter = Action::EditStep(task.id, step.id, StepEdit::Estimate(Some(choice.room)));
            (step.id, vec![shorter, Action::AddStep { task: task.id, at: at + 1, step: second }])
        }
        None => {
            let step = |title: String, minutes| Step { estimate: Some(minutes), ..Step::new(StepId::new(now), title) };
            let first = step(format!("{}, first part", task.title), choice.room);
            let second = step(format!("{}, rest", task.title), rest);
            let add = |at, step| Action::AddStep { task: task.id, at, step };
            (first.id, vec![add(usize::MAX, first), add(usize::MAX, second)])
        }
    };
    actions.push(Action::AddBlock(block(ctx, task.id, Some(first), choice.start, choice.room)));
    Action::All { name: format!("split \"{}\"", task.title), actions }
}
