//! The matrix pane.

use egui::scroll_area::{DragScroll, ScrollSource};
use egui::{Rect, ScrollArea, Ui, UiBuilder, Vec2, pos2, vec2};

use super::{band, bulk, filter_bar, inbox, layout, link, quadrant};
use crate::ui::context::ViewContext;
use crate::ui::intent::Out;
use crate::ui::state::MatrixState;
use crate::ui::theme;

/// Draws the inbox and the matrix into all of `ui`.
pub fn matrix_ui(ui: &mut Ui, ctx: &ViewContext, state: &mut MatrixState, out: &mut Out) {
    let area = ui.max_rect().shrink(theme::GAP_WIDE);
    band::begin(ui, area, state);
    let bottom = bulk::bulk_ui(ui, area, ctx, state, out);
    let top = filter_bar::filter_bar_ui(ui, area, ctx, state, out);
    let area = Rect::from_min_max(pos2(area.left(), top), pos2(area.right(), bottom));
    let mut inner = ui.new_child(UiBuilder::new().id_salt("board").max_rect(area));
    let still = ScrollSource { drag: DragScroll::Never, ..ScrollSource::default() };
    let scroll = ScrollArea::vertical().id_salt("board").auto_shrink(false).min_scrolled_height(0.0);
    scroll.scroll_source(still).show(&mut inner, |ui| board_ui(ui, area.size(), ctx, state, out));
    state.reveal = None;
    link::line_ui(ui);
    band::end(ui, ctx, state, out);
}

/// Draws the inbox and the quadrants into `room`; scrolls if it is too small.
fn board_ui(ui: &mut Ui, room: Vec2, ctx: &ViewContext, state: &mut MatrixState, out: &mut Out) {
    let origin = ui.max_rect().min;
    let area = Rect::from_min_size(origin, room);
    let rest = inbox::inbox_ui(ui, area, ctx, state, out);
    let height = rest.height().max(layout::least_height(rest.width(), &state.collapsed));
    let area = Rect::from_min_size(rest.min, vec2(rest.width(), height));
    ui.set_min_size(area.max - origin);
    if let Some(quadrant) = state.enlarged {
        return quadrant::quadrant_ui(ui, area, quadrant, ctx, state, out);
    }
    for (quadrant, rect, fold) in layout::places(area, &state.collapsed) {
        match fold {
            None => quadrant::quadrant_ui(ui, rect, quadrant, ctx, state, out),
            Some(fold) => quadrant::folded_ui(ui, rect, quadrant, fold, ctx, state, out),
        }
    }
}
