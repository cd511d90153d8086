//! The Focus view without a session: offers of the next task.

use egui::Ui;
use egui_material_icons::icons;

use super::capture::capture_ui;
use super::controls::{BREAK_ICON, big_button, row};
use super::running::{later_thing, meeting_ui};
use crate::model::{Action, Minutes, Outcome, StepId, TaskId};
use crate::ui::command::Command;
use crate::ui::context::ViewContext;
use crate::ui::intent::{FocusIntent, Intent, Out};
use crate::ui::state::{FocusState, MOST_OFFERED, NextOffer};
use crate::ui::theme::{self, palette};
use crate::ui::widgets::{link_button, paragraph_ui};

/// Draws the offers.
pub(super) fn idle_ui(ui: &mut Ui, ctx: &ViewContext, state: &mut FocusState, out: &mut Out) {
    match &state.offer {
        Some(offer) if !offer.finished.is_empty() => offer_ui(ui, ctx, offer, out),
        offer => start_ui(ui, ctx, offer.as_ref(), out),
    }
    ui.add_space(theme::PAD);
    capture_ui(ui, state, false, out);
}

fn offer_ui(ui: &mut Ui, ctx: &ViewContext, offer: &NextOffer, out: &mut Out) {
    paragraph_ui(ui, &offer.finished);
    let words = if offer.rest_due {
        format!("Time for a break of {}", offer.rest)
    } else if offer.until.is_empty() || offer.minutes.is_zero() {
        "What is next?".to_owned()
    } else {
        format!("{} until {}", offer.minutes, offer.until)
    };
    ui.add(egui::Label::new(egui::RichText::new(words).font(theme::headline())).wrap());
    meeting_ui(ui, ctx);
    ui.add_space(theme::GAP_WIDE);
    if let Some(task) = offer.complete.and_then(|task| ctx.task(task)) {
        row(ui, "complete", |ui| {
            ui.label(format!("All steps of {} are done.", task.title));
            if link_button(ui, "Close task").clicked() {
                out.push(Intent::Act(Action::CloseTask(task.id, Outcome::Done)));
            }
        });
        ui.add_space(theme::GAP);
    }
    if offer.rest_due {
        break_buttons(ui, offer.rest, true, out);
        ui.add_space(theme::GAP);
    }
    let work = offer.choice();
    work_ui(ui, ctx, &work, !offer.rest_due, out);
    if work.is_empty() && !offer.rest_due && offer.is_answered {
        let fits =
            |(.., minutes): &(TaskId, Option<StepId>, Minutes)| offer.until.is_empty() || *minutes <= offer.minutes;
        let planned: Vec<_> = ready(ctx).into_iter().filter(fits).take(MOST_OFFERED).collect();
        work_ui(ui, ctx, &planned, true, out);
        if planned.is_empty() {
            paragraph_ui(ui, "No open task fits. Take a break, or choose something else.");
        }
    }
    if !offer.rest_due {
        ui.add_space(theme::GAP);
        break_buttons(ui, offer.rest, false, out);
    }
    row(ui, "close", |ui| {
        if link_button(ui, "Not now").clicked() {
            out.push(Intent::Focus(FocusIntent::Dismiss));
        }
    });
}

fn break_buttons(ui: &mut Ui, rest: Minutes, due: bool, out: &mut Out) {
    let accent = palette(ui).accent;
    row(ui, "break", |ui| {
        let hint = Command::Break.hint(ui.ctx());
        if big_button(ui, BREAK_ICON, &format!("Break {rest}"), &hint, due.then_some(accent)).clicked() {
            out.push(Intent::Focus(FocusIntent::Break));
        }
        if due && big_button(ui, icons::ICON_SKIP_NEXT, "Skip break", "", None).clicked() {
            out.push(Intent::Focus(FocusIntent::SkipBreak));
        }
    });
}

fn work_ui(
    ui: &mut Ui,
    ctx: &ViewContext,
    work: &[(TaskId, Option<StepId>, Minutes)],
    first_is_expected: bool,
    out: &mut Out,
) {
    for (n, (task, step, minutes)) in work.iter().enumerate() {
        let title = ctx.workspace.title_of(*task, *step).unwrap_or_default();
        ui.push_id((task, step), |ui| {
            row(ui, "work", |ui| {
                let text = format!("{title}, {}", ctx.length_words(*task, *step, *minutes));
                let fill = (n == 0 && first_is_expected).then_some(palette(ui).accent);
                if big_button(ui, icons::ICON_PLAY_ARROW, &text, "", fill).clicked() {
                    out.push(Intent::Start(*task, *step));
                }
            });
        });
        ui.add_space(theme::GAP_SMALL);
    }
}

/// Draws the suggestion for now, and the best work for the time until the next fixed thing; else today's blocks and
/// suggestions that fit.
fn start_ui(ui: &mut Ui, ctx: &ViewContext, offer: Option<&NextOffer>, out: &mut Out) {
    let free = free_minutes(ctx);
    let mut work = offer.map(NextOffer::choice).unwrap_or_default();
    if work.is_empty() {
        work = ready(ctx);
        work.retain(|(.., minutes)| free.is_none_or(|free| *minutes <= free));
    }
    // The Now strip names the same work.
    let mut suggestions = ctx.now_day.proposal.suggestions.iter();
    let fits = |minutes: Minutes| free.is_none_or(|free| minutes <= free);
    if let Some(planned) = suggestions.find(|it| it.span.contains(ctx.now.local) && fits(it.work)) {
        work.retain(|(task, step, _)| (*task, *step) != (planned.task, planned.step));
        work.insert(0, (planned.task, planned.step, planned.work));
    }
    work.truncate(MOST_OFFERED);
    let words = if work.is_empty() { "No timer is running" } else { "What next?" };
    ui.label(egui::RichText::new(words).font(theme::headline()));
    meeting_ui(ui, ctx);
    ui.add_space(theme::GAP_WIDE);
    work_ui(ui, ctx, &work, true, out);
    if work.is_empty() {
        paragraph_ui(ui, "Plan a task for today, or start any card with S.");
    }
    if let Some(next) = later_thing(ctx) {
        paragraph_ui(ui, format!("Next: {next}"));
    }
}

/// Returns the time until the next event; `None` without one today.
fn free_minutes(ctx: &ViewContext) -> Option<Minutes> {
    let next = ctx.now_day.agenda.next_event(ctx.now.local)?;
    Some(Minutes::between(ctx.now.local, next.span.start))
}

/// Returns today's open blocks and suggestions, by start.
fn ready(ctx: &ViewContext) -> Vec<(TaskId, Option<StepId>, Minutes)> {
    let day = ctx.today.span();
    let mut blocks: Vec<_> = ctx
        .workspace
        .blocks
        .values()
        .filter(|block| block.state.is_open() && day.contains(block.start) && block.span().end > ctx.now.local)
        .map(|block| (block.start, (block.task, block.step, block.minutes)))
        .collect();
    let ghosts = ctx.now_day.proposal.suggestions.iter();
    blocks.extend(ghosts.map(|ghost| (ghost.span.start, (ghost.task, ghost.step, ghost.work))));
    blocks.sort_by_key(|(start, _)| *start);
    blocks.into_iter().map(|(_, work)| work).collect()
}
