//! The bar at the bottom: what is planned and free, the plan's quality, and whether all is saved.

use egui::{Align, Layout, Rect, Role, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};
use egui_material_icons::icons;

use super::state::UiState;
use super::theme::{self, palette};
use super::view::ViewContext;
use super::widgets::{line, paint_icon, progress_bar};
use crate::model::{BlockState, Minutes};

/// Draws the bar into all of `ui`.
pub(super) fn status_bar_ui(ui: &mut Ui, ctx: &ViewContext, state: &UiState) {
    let area = ui.max_rect();
    let palette = palette(ui);
    ui.painter().rect_filled(area, 0.0, palette.surface);
    ui.painter().hline(area.x_range(), area.top() + 0.5, egui::Stroke::new(1.0, palette.hairline));
    let row = area.shrink2(vec2(theme::PAD, 0.0));
    let mut right =
        ui.new_child(UiBuilder::new().id_salt("saved").max_rect(row).layout(Layout::right_to_left(Align::Center)));
    saved_ui(&mut right, state);
    let room = Rect::from_min_max(row.min, pos2(right.min_rect().left() - theme::PAD, row.bottom()));
    let mut left =
        ui.new_child(UiBuilder::new().id_salt("plan").max_rect(room).layout(Layout::left_to_right(Align::Center)));
    left.shrink_clip_rect(room);
    left.spacing_mut().item_spacing.x = theme::PAD;
    plan_ui(&mut left, ctx);
}

/// Planned and free time of the rest of the day, and the cap.
struct Load {
    planned: Minutes,
    free: Minutes,
    /// What the planner may fill of planned and free together.
    cap: Minutes,
    pieces: usize,
}

fn load(ctx: &ViewContext) -> Load {
    let agenda = &ctx.day.agenda;
    let planned: Minutes = agenda.upcoming(ctx.now.local).map(|block| block.minutes).sum();
    let free = ctx.day.free();
    let percent = ctx.workspace.settings.fullness_on(agenda.day.date).percent();
    let cap = Minutes::new((planned + free).get() * percent / 100);
    let missed = agenda.missed(ctx.now.local).count();
    let done = agenda.blocks.iter().filter(|block| block.state == BlockState::Done).count();
    Load { planned, free, cap, pieces: (agenda.blocks.len() - missed).max(done) }
}

fn plan_ui(ui: &mut Ui, ctx: &ViewContext) {
    let palette = palette(ui);
    let load = load(ctx);
    let kept = (load.planned + load.free) - load.cap;
    let words = format!("Planned {} of {} · kept free {kept}", load.planned, load.planned + load.free);
    let hover = "What is planned of the working time that is left; the planner keeps a part of it free, because days never go as planned.";
    label_ui(ui, &words, hover);
    if ui.available_width() > 320.0 {
        let (rect, _) = ui.allocate_exact_size(vec2(120.0, 6.0), Sense::hover());
        let all = (load.planned + load.free).get().max(1) as f32;
        progress_bar(ui, rect, load.planned.get() as f32 / all, palette.accent);
        let x = rect.left() + rect.width() * load.cap.get() as f32 / all;
        ui.painter().vline(x, rect.expand2(vec2(0.0, 3.0)).y_range(), egui::Stroke::new(1.5, palette.secondary));
    }
    let most = ctx.workspace.settings.micro_tasks;
    label_ui(
        ui,
        &format!("{} of {most} micro-tasks", load.pieces),
        "Blocks of this day; more than this is a lot for one day.",
    );
    if !ctx.day.proposal.suggestions.is_empty() {
        let (words, hover) = quality(ctx.day.proposal.shortfall_permille());
        label_ui(ui, &words, hover);
    }
}

/// The plan's quality in words, and what they mean.
fn quality(shortfall_permille: i64) -> (String, &'static str) {
    const MEANING: &str = "No other way to fill the gaps is worth more: this is proven by an upper bound, not guessed.";
    const WITHIN: &str = "An upper bound proves how much better any other plan could be at most.";
    match shortfall_permille {
        0 => ("Best possible plan".into(), MEANING),
        1..=10 => ("Within 1 % of the best possible".into(), WITHIN),
        permille => (format!("Within {} % of the best possible", (permille + 9) / 10), WITHIN),
    }
}

fn label_ui(ui: &mut Ui, words: &str, hover: &str) {
    let color = palette(ui).secondary;
    let galley = line(ui, words, theme::small(), color, ui.available_width());
    let (rect, response) = ui.allocate_exact_size(galley.size(), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
    ui.painter().galley(rect.min, galley, color);
    response.on_hover_text(hover);
}

fn saved_ui(ui: &mut Ui, state: &UiState) {
    let palette = palette(ui);
    let (words, color, icon) = match &state.save_problem {
        Some(_) => ("Not saved", palette.danger, icons::ICON_WARNING),
        None if state.saving => ("Saving", palette.secondary, icons::ICON_MORE_HORIZ),
        None => ("Saved", palette.secondary, icons::ICON_CHECK),
    };
    let galley = line(ui, words, theme::small(), color, 120.0);
    let (rect, response) = ui.allocate_exact_size(galley.size() + vec2(20.0, 0.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
    paint_icon(ui, pos2(rect.left() + 8.0, rect.center().y), icon, 15.0, color);
    ui.painter().galley(rect.min + vec2(20.0, 0.0), galley, color);
    let hover = state.save_problem.clone().unwrap_or_else(|| state.folder.clone());
    response.on_hover_text(hover);
}
