//! Panels beside the day: what is suggested and why, the rules of the day, the calendars.

mod calendars;
mod energy;
mod preview;
mod rules;

use egui::{Align, Layout, ScrollArea, Ui, UiBuilder, vec2};
use egui_material_icons::icons;

use super::state::UiState;
use super::theme::{self, palette};
use super::view::{Intent, ViewContext};
use super::widgets::icon_button;

pub(super) use energy::energy_strip_ui;

/// A panel that takes the inspector's place while it is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Panel {
    /// The list beside the day: what is new, moved, kept, left out.
    Suggestions,
    /// Hours, breaks, energy, caps: what the planner keeps to.
    Rules,
    Calendars,
}

impl Panel {
    fn title(self) -> &'static str {
        match self {
            Self::Suggestions => "The plan",
            Self::Rules => "Rules of the day",
            Self::Calendars => "Calendars",
        }
    }
}

/// Draws a panel into all of `ui`.
pub(super) fn panel_ui(ui: &mut Ui, panel: Panel, ctx: &ViewContext, state: &mut UiState, out: &mut Vec<Intent>) {
    let area = ui.max_rect();
    ui.painter().rect_filled(area, 0.0, palette(ui).surface);
    let inner = area.shrink2(vec2(theme::PAD, theme::GAP_WIDE));
    let name = panel.title();
    let mut ui = ui.new_child(UiBuilder::new().id_salt(name).max_rect(inner).accessibility_label(name));
    ui.spacing_mut().item_spacing.y = theme::GAP_SMALL;
    ui.horizontal(|ui| {
        ui.label(egui::RichText::new(name).font(theme::title()));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if icon_button(ui, icons::ICON_CLOSE, "Close the panel", true).clicked() {
                state.panel = None;
                state.difference = None;
            }
        });
    });
    ScrollArea::vertical().id_salt("panel").auto_shrink(false).show(&mut ui, |ui| {
        ui.set_width(inner.width() - theme::GAP);
        match panel {
            Panel::Suggestions => preview::preview_ui(ui, ctx, state, out),
            Panel::Rules => rules::rules_ui(ui, ctx, state, out),
            Panel::Calendars => calendars::calendars_ui(ui, ctx, state, out),
        }
    });
}

/// The name of a part of a panel.
fn heading_ui(ui: &mut Ui, text: &str) {
    ui.add_space(theme::GAP_SMALL);
    ui.label(egui::RichText::new(text).font(theme::body_medium()));
}

/// Small text that explains.
fn note_ui(ui: &mut Ui, text: &str) {
    ui.label(egui::RichText::new(text).font(theme::small()).color(palette(ui).secondary));
}

/// A label with what `add` draws beside it.
fn row_ui<R>(ui: &mut Ui, label: &str, add: impl FnOnce(&mut Ui) -> R) -> R {
    super::widgets::labelled_row(ui, label, vec2(92.0, 26.0), add)
}
