//! The rubber band: a drag on empty ground that chooses the cards it touches.

use std::collections::BTreeSet;

use egui::{Rect, Sense, StrokeKind, Ui};

use crate::model::TaskId;
use crate::ui::context::ViewContext;
use crate::ui::intent::{Intent, Out};
use crate::ui::selection::Selection;
use crate::ui::state::{Band, MatrixState};
use crate::ui::theme::{self, palette};

/// Opacity of the fill.
const FILL: f32 = 0.10;

/// Starts a band at a press on empty ground of `area` and follows the pointer. Cards are drawn later, so a press on a
/// card drags the card.
pub(super) fn begin(ui: &Ui, area: Rect, state: &mut MatrixState) {
    let ground = ui.interact(area, ui.scope_id().with("ground"), Sense::CLICK | Sense::DRAG);
    let (modifiers, at) = ui.input(|input| (input.modifiers, input.pointer.interact_pos()));
    let keeps = modifiers.command || modifiers.shift;
    if ground.clicked() && !keeps {
        state.also.clear();
    }
    if ground.drag_started()
        && let Some(from) = ui.input(|input| input.pointer.press_origin())
    {
        let before = if keeps { state.also.clone() } else { BTreeSet::new() };
        state.band = Some(Band { from, to: from, before, touched: BTreeSet::new() });
    }
    if let (Some(band), Some(at)) = (&mut state.band, at) {
        (band.to, band.touched) = (at, BTreeSet::new());
    }
}

/// Reports the place of a card; it is chosen while the band touches it.
pub(super) fn note(ui: &Ui, task: TaskId, rect: Rect, state: &mut MatrixState) {
    let visible = rect.intersect(ui.clip_rect());
    if let Some(band) = &mut state.band
        && visible.is_positive()
        && Rect::from_two_pos(band.from, band.to).intersects(visible)
    {
        band.touched.insert(task);
    }
}

/// Paints the band, keeps its cards chosen, and ends it on release.
pub(super) fn end(ui: &Ui, ctx: &ViewContext, state: &mut MatrixState, out: &mut Out) {
    let Some(band) = state.band.clone() else { return };
    state.also = band.before.union(&band.touched).copied().collect();
    let rect = Rect::from_two_pos(band.from, band.to);
    let accent = palette(ui).accent;
    let painter = ui.painter();
    painter.rect(rect, theme::CORNER_BAR, accent.gamma_multiply(FILL), theme::hairline(accent), StrokeKind::Inside);
    if ui.input(|input| input.pointer.any_down()) {
        return;
    }
    state.band = None;
    let selected = matches!(ctx.selection, Selection::Task(task) if state.also.contains(&task));
    if let Some(first) = state.also.first().filter(|_| !selected) {
        out.push(Intent::Select(Selection::Task(*first)));
    }
    if state.also.len() < 2 {
        state.also.clear();
    }
}
