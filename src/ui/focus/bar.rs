//! The timer outside the Focus view: in the top bar and in a floating window.

use std::sync::Arc;

use chrono::TimeDelta;
use egui::{Ui, Vec2, ViewportBuilder, ViewportId, vec2};
use egui_material_icons::icons;

use super::controls::{clock_words, whole_minutes};
use super::running::title;
use crate::model::{Session, SessionKind};
use crate::ui::command::Command;
use crate::ui::context::ViewContext;
use crate::ui::intent::{FocusIntent, Intent, Out};
use crate::ui::state::FocusState;
use crate::ui::theme::{self, palette};
use crate::ui::view::View;
use crate::ui::widgets::{icon_button, line, paint_centred};

/// Width of the session in the top bar without its title.
pub const BAR_AROUND_TITLE: f32 = 150.0;
/// Width from which the title is shown.
const LEAST_TITLE: f32 = 10.0;
/// Space around the clock, both sides together, and its maximum width.
const CLOCK_PADDING: Vec2 = vec2(4.0, 8.0);
const MOST_CLOCK: f32 = 90.0;
/// Size of the floating window.
const FLOATING: Vec2 = vec2(340.0, 56.0);

/// Returns "12:41", "+02:10", "paused"; without `seconds` "13 min", "+2 min".
fn clock(ctx: &ViewContext, session: &Session, seconds: bool) -> String {
    if session.paused.is_some() {
        return "paused".into();
    }
    let clock_words = |time: TimeDelta| match seconds {
        true => clock_words(time),
        false => whole_minutes(time).to_string(),
    };
    match session.left(ctx.now.instant) {
        Some(left) if left >= TimeDelta::zero() => clock_words(left),
        Some(over) => format!("+{}", clock_words(over)),
        None => clock_words(session.worked(ctx.now.instant)),
    }
}

/// Draws the running session into the top bar, right to left, within `room` points. Shows whole minutes, so that the
/// window can rest in between.
pub fn bar_ui(ui: &mut Ui, ctx: &ViewContext, room: f32, buttons: bool, out: &mut Out) {
    if buttons {
        buttons_ui(ui, ctx, out);
    }
    words_ui(ui, ctx, room, false, out);
}

/// Returns the minimum width of [`bar_ui`], with its gap.
pub fn bar_width(ui: &Ui, ctx: &ViewContext, buttons: bool) -> f32 {
    let Some(session) = ctx.workspace.open_session() else { return 0.0 };
    let gap = ui.spacing().item_spacing.x;
    let count = match (buttons, session.kind) {
        (false, _) => 0.0,
        (true, SessionKind::Break) => 1.0,
        (true, _) => 2.0,
    };
    clock_galley(ui, ctx, session, false).size().x + CLOCK_PADDING.x + gap + count * (theme::ICON_BUTTON + gap)
}

fn clock_galley(ui: &Ui, ctx: &ViewContext, session: &Session, seconds: bool) -> Arc<egui::Galley> {
    line(ui, &clock(ctx, session, seconds), theme::body_medium(), palette(ui).accent, MOST_CLOCK)
}

fn buttons_ui(ui: &mut Ui, ctx: &ViewContext, out: &mut Out) {
    let Some(session) = ctx.workspace.open_session() else { return };
    let mut push = |clicked: bool, intent: FocusIntent| {
        if clicked {
            out.push(Intent::Focus(intent));
        }
    };
    if session.kind == SessionKind::Break {
        push(icon_button(ui, icons::ICON_STOP, "End the break", true).clicked(), FocusIntent::Stop);
    } else {
        let name = Command::Finish.hint(ui.ctx());
        push(icon_button(ui, icons::ICON_CHECK, &name, true).clicked(), FocusIntent::Done);
        let (icon, intent) = match session.paused {
            Some(_) => (icons::ICON_PLAY_ARROW, FocusIntent::Resume),
            None => (icons::ICON_PAUSE, FocusIntent::Pause),
        };
        push(icon_button(ui, icon, &Command::Pause.hint(ui.ctx()), true).clicked(), intent);
    }
}

fn words_ui(ui: &mut Ui, ctx: &ViewContext, room: f32, seconds: bool, out: &mut Out) {
    let Some(session) = ctx.workspace.open_session() else { return };
    let colors = palette(ui);
    let time = clock(ctx, session, seconds);
    let what = if session.kind == SessionKind::Break { "Break".to_owned() } else { title(ctx, session) };
    let spoken = format!("Timer: {what}, {time}");
    let galley = clock_galley(ui, ctx, session, seconds);
    let (rect, response) = ui.allocate_exact_size(galley.size() + CLOCK_PADDING, egui::Sense::click());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &spoken));
    paint_centred(ui, rect.center(), galley, colors.accent);
    if response.on_hover_text(what.clone()).clicked() {
        out.run(Command::Show(View::Focus));
    }
    let room = room - BAR_AROUND_TITLE;
    if room > LEAST_TITLE {
        let galley = line(ui, &what, theme::small(), colors.secondary, room);
        let (rect, _) = ui.allocate_exact_size(galley.size(), egui::Sense::hover());
        ui.painter().galley(rect.min, galley, colors.secondary);
    }
}

/// Draws the timer into a small window above all others, where the desktop supports it.
pub fn floating_ui(ui: &mut Ui, ctx: &ViewContext, state: &mut FocusState, out: &mut Out) {
    if !state.floating || ctx.workspace.open_session().is_none() {
        return;
    }
    let builder = ViewportBuilder::default()
        .with_title("Gapwise timer")
        .with_inner_size(FLOATING)
        .with_resizable(false)
        .with_always_on_top();
    let mut closed = false;
    ui.ctx().show_viewport_immediate(ViewportId::from_hash_of("timer"), builder, |ui, _| {
        let area = ui.max_rect();
        ui.painter().rect_filled(area, 0.0, palette(ui).surface);
        let inner = area.shrink2(vec2(theme::PAD, 0.0));
        let layout = egui::Layout::right_to_left(egui::Align::Center);
        let mut row = ui.new_child(egui::UiBuilder::new().max_rect(inner).layout(layout));
        buttons_ui(&mut row, ctx, out);
        words_ui(&mut row, ctx, 0.0, true, out);
        let Some(session) = ctx.workspace.open_session() else { return };
        let what = if session.kind == SessionKind::Break { "Break".to_owned() } else { title(ctx, session) };
        let room = row.min_rect().left() - inner.left() - theme::GAP;
        let galley = line(ui, &what, theme::body(), palette(ui).text, room);
        let at = egui::pos2(inner.left(), inner.center().y - galley.size().y / 2.0);
        ui.painter().galley(at, galley, palette(ui).text);
        closed = ui.input(|input| input.viewport().close_requested());
    });
    if closed {
        state.floating = false;
    }
}
