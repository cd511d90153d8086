//! The timer where the Focus view is not: in the top bar, and in a small window that floats.

use egui::{Ui, ViewportBuilder, ViewportId, vec2};
use egui_material_icons::icons;

use super::super::command::Command;
use super::super::state::UiState;
use super::super::theme::{self, palette};
use super::super::view::{Intent, ViewContext};
use super::super::widgets::{icon_button, line};
use super::FocusIntent;
use super::parts::clock_words;
use super::running::title;
use crate::model::{Session, SessionKind};

/// "12:41", "+02:10", "paused".
fn clock(ctx: &ViewContext, session: &Session) -> String {
    if session.paused.is_some() {
        return "paused".into();
    }
    match session.left(ctx.now.instant) {
        Some(left) if left >= chrono::TimeDelta::zero() => clock_words(left),
        Some(over) => format!("+{}", clock_words(over)),
        None => clock_words(session.worked(ctx.now.instant)),
    }
}

/// Draws what runs in a row of the top bar, right to left, within `room` points. Nothing where nothing runs.
pub(in crate::ui) fn bar_ui(ui: &mut Ui, ctx: &ViewContext, room: f32, out: &mut Vec<Intent>) {
    let Some(session) = ctx.workspace.open_session() else { return };
    let colors = palette(ui);
    let mut push = |clicked: bool, intent: FocusIntent| {
        if clicked {
            out.push(Intent::Focus(intent));
        }
    };
    let rest = session.kind == SessionKind::Break;
    if rest {
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
    let time = clock(ctx, session);
    let what = if rest { "Break".to_owned() } else { title(ctx, session) };
    let spoken = format!("Timer: {what}, {time}");
    let galley = line(ui, &time, theme::body_medium(), colors.accent, 90.0);
    let (rect, response) = ui.allocate_exact_size(galley.size() + vec2(4.0, 8.0), egui::Sense::click());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &spoken));
    ui.painter().galley(rect.center() - galley.size() / 2.0, galley, colors.accent);
    if response.on_hover_text(what.clone()).clicked() {
        out.push(Intent::Run(Command::Show(super::super::state::View::Focus)));
    }
    if room > 160.0 {
        let galley = line(ui, &what, theme::small(), colors.secondary, room - 150.0);
        let (rect, _) = ui.allocate_exact_size(galley.size(), egui::Sense::hover());
        ui.painter().galley(rect.min, galley, colors.secondary);
    }
}

/// Draws the timer into a small window above all others, where the desktop allows that.
pub(in crate::ui) fn floating_ui(ui: &mut Ui, ctx: &ViewContext, state: &mut UiState, out: &mut Vec<Intent>) {
    if !state.focus.floating || ctx.workspace.open_session().is_none() {
        return;
    }
    let builder = ViewportBuilder::default()
        .with_title("Gapwise timer")
        .with_inner_size([340.0, 56.0])
        .with_resizable(false)
        .with_always_on_top();
    let mut closed = false;
    ui.ctx().show_viewport_immediate(ViewportId::from_hash_of("timer"), builder, |ui, _| {
        let area = ui.max_rect();
        ui.painter().rect_filled(area, 0.0, palette(ui).surface);
        let row = area.shrink2(vec2(theme::GAP_WIDE, 0.0));
        let layout = egui::Layout::right_to_left(egui::Align::Center);
        let mut row = ui.new_child(egui::UiBuilder::new().max_rect(row).layout(layout));
        bar_ui(&mut row, ctx, 300.0, out);
        closed = ui.input(|input| input.viewport().close_requested());
    });
    if closed {
        state.focus.floating = false;
    }
}
