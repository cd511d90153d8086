//! When nothing runs: what can be next. And what can be written down without leaving.

use egui::{Key, TextEdit, Ui};
use egui_material_icons::icons;

use super::super::command::Command;
use super::super::state::UiState;
use super::super::theme::{self, palette};
use super::super::view::{Intent, ViewContext};
use super::super::widgets::{link_button, text_button};
use super::parts::{BREAK_ICON, big_button, row, small_line};
use super::{FocusIntent, FocusState, Offer, Unplanned};
use crate::model::{Action, BlockState, Minutes, Outcome, StepId, TaskId};

/// Draws what can be done when nothing runs.
pub(super) fn idle_ui(ui: &mut Ui, ctx: &ViewContext, state: &mut UiState, out: &mut Vec<Intent>) {
    match &state.focus.offer {
        Some(offer) => offer_ui(ui, ctx, offer, out),
        None => start_ui(ui, ctx, out),
    }
    ui.add_space(theme::PAD);
    capture_ui(ui, &mut state.focus, out);
}

fn offer_ui(ui: &mut Ui, ctx: &ViewContext, offer: &Offer, out: &mut Vec<Intent>) {
    small_line(ui, &offer.finished);
    let words = if offer.rest_due {
        format!("Time for a break of {}", offer.rest)
    } else if offer.until.is_empty() || offer.minutes.is_zero() {
        "What is next?".to_owned()
    } else {
        format!("{} until {}", offer.minutes, offer.until)
    };
    ui.add(egui::Label::new(egui::RichText::new(words).font(theme::headline())).wrap());
    ui.add_space(theme::GAP_WIDE);
    if let Some(task) = offer.complete.and_then(|task| ctx.task(task)) {
        row(ui, "complete", |ui| {
            ui.label(format!("All steps of {} are done.", task.title));
            if link_button(ui, "Close it").clicked() {
                out.push(Intent::Act(Action::CloseTask(task.id, Outcome::Done)));
            }
        });
        ui.add_space(theme::GAP);
    }
    if offer.rest_due {
        break_buttons(ui, offer.rest, true, out);
        ui.add_space(theme::GAP);
    }
    work_ui(ui, ctx, &offer.work, !offer.rest_due, out);
    if offer.work.is_empty() && !offer.rest_due {
        let planned = ready(ctx);
        work_ui(ui, ctx, &planned, true, out);
        if planned.is_empty() {
            small_line(ui, "Nothing open fits. Rest, or take up something else.");
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

fn break_buttons(ui: &mut Ui, rest: Minutes, due: bool, out: &mut Vec<Intent>) {
    let accent = palette(ui).accent;
    row(ui, "break", |ui| {
        let hint = Command::Break.hint(ui.ctx());
        if big_button(ui, BREAK_ICON, &format!("Break {rest}"), &hint, due.then_some(accent)).clicked() {
            out.push(Intent::Focus(FocusIntent::Break));
        }
        if due && big_button(ui, icons::ICON_SKIP_NEXT, "Skip it", "", None).clicked() {
            out.push(Intent::Focus(FocusIntent::SkipBreak));
        }
    });
}

fn work_ui(
    ui: &mut Ui,
    ctx: &ViewContext,
    work: &[(TaskId, Option<StepId>, Minutes)],
    first_is_expected: bool,
    out: &mut Vec<Intent>,
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

/// What is planned or suggested for today, to start from.
fn start_ui(ui: &mut Ui, ctx: &ViewContext, out: &mut Vec<Intent>) {
    let work = ready(ctx);
    let words = if work.is_empty() { "Nothing runs" } else { "What will you do now?" };
    ui.label(egui::RichText::new(words).font(theme::headline()));
    ui.add_space(theme::GAP_WIDE);
    work_ui(ui, ctx, &work, true, out);
    if work.is_empty() {
        small_line(ui, "Plan something for today, or start any card with S.");
    }
    if let Some(next) = super::running::later_thing(ctx) {
        small_line(ui, &format!("Next on the day: {next}"));
    }
}

/// Blocks that are still to be done today, then suggestions, at most three.
fn ready(ctx: &ViewContext) -> Vec<(TaskId, Option<StepId>, Minutes)> {
    let day = ctx.today.span();
    let open = |state: BlockState| matches!(state, BlockState::Planned | BlockState::Locked);
    let mut blocks: Vec<_> = ctx
        .workspace
        .blocks
        .values()
        .filter(|block| open(block.state) && day.contains(block.start) && block.span().end > ctx.now.local)
        .map(|block| (block.start, (block.task, block.step, block.minutes)))
        .collect();
    if ctx.day.agenda.day == ctx.today {
        let ghosts = ctx.day.proposal.suggestions.iter();
        blocks.extend(ghosts.map(|ghost| (ghost.span.start, (ghost.task, ghost.step, ghost.work))));
    }
    blocks.sort_by_key(|(start, _)| *start);
    blocks.into_iter().map(|(_, work)| work).take(3).collect()
}

/// A stray thought to be parked, and something else that was done.
pub(super) fn capture_ui(ui: &mut Ui, state: &mut FocusState, out: &mut Vec<Intent>) {
    let width = ui.available_width().min(420.0);
    let enter = ui.input(|input| input.key_pressed(Key::Enter));
    let escape = ui.input(|input| input.key_pressed(Key::Escape));
    if let Some(mut text) = state.thought.take() {
        let field = TextEdit::singleline(&mut text).id_salt("thought").hint_text("Park a thought in the inbox");
        let response = ui.add(field.desired_width(width)).accessible_name("A thought for the inbox");
        if std::mem::take(&mut state.focus_field) {
            response.request_focus();
        }
        if response.lost_focus() && enter && !text.trim().is_empty() {
            out.push(Intent::Focus(FocusIntent::Park(text)));
        } else {
            let left_empty = response.lost_focus() && text.trim().is_empty();
            state.thought = Some(text).filter(|_| !escape && !left_empty);
        }
        return;
    }
    if let Some(mut unplanned) = state.unplanned.take() {
        if unplanned_ui(ui, &mut unplanned, state, width, out) && !escape {
            state.unplanned = Some(unplanned);
        }
        return;
    }
    row(ui, "capture", |ui| {
        if link_button(ui, "Park a thought").on_hover_text(Command::ParkThought.hint(ui.ctx())).clicked() {
            (state.thought, state.focus_field) = (Some(String::new()), true);
        }
        if link_button(ui, "I did something else").on_hover_text(Command::SomethingElse.hint(ui.ctx())).clicked() {
            state.unplanned = Some(Unplanned { minutes: "15".into(), ..Unplanned::default() });
            state.focus_field = true;
        }
    });
}

/// Returns whether it stays open.
fn unplanned_ui(
    ui: &mut Ui,
    unplanned: &mut Unplanned,
    state: &mut FocusState,
    width: f32,
    out: &mut Vec<Intent>,
) -> bool {
    let mut open = true;
    let enter = ui.input(|input| input.key_pressed(Key::Enter));
    row(ui, "unplanned", |ui| {
        let field = TextEdit::singleline(&mut unplanned.title).id_salt("unplanned").hint_text("What was it?");
        let title = ui.add(field.desired_width(width - 190.0)).accessible_name("What you did");
        if std::mem::take(&mut state.focus_field) {
            title.request_focus();
        }
        let field = TextEdit::singleline(&mut unplanned.minutes).id_salt("unplanned-minutes").desired_width(36.0);
        let minutes = ui.add(field).accessible_name("For how many minutes, up to now");
        ui.label("min");
        let number = unplanned.minutes.trim().trim_end_matches('m').parse().ok().filter(|n| (1..=960).contains(n));
        let usable = number.is_some() && !unplanned.title.trim().is_empty();
        let entered = (title.lost_focus() || minutes.lost_focus()) && enter;
        let clicked = ui.add_enabled_ui(usable, |ui| text_button(ui, "Log", true).clicked()).inner;
        if let Some(number) = number.filter(|_| usable && (clicked || entered)) {
            let title = unplanned.title.trim().to_owned();
            out.push(Intent::Focus(FocusIntent::Unplanned { title, minutes: Minutes::new(number) }));
            open = false;
        }
        if link_button(ui, "Cancel").clicked() {
            open = false;
        }
    });
    open
}
