//! The frame of the Focus view.

use egui::{Rect, ScrollArea, Ui, UiBuilder, pos2, vec2};

use super::{controls, offer, running};
use crate::model::SessionKind;
use crate::ui::context::ViewContext;
use crate::ui::intent::Out;
use crate::ui::state::FocusState;
use crate::ui::theme;

/// Width of steps and notes.
const DETAILS: f32 = 328.0;
/// Width of the column in the middle, and its height in the first frame.
const LEAST_COLUMN: f32 = 200.0;
const MOST_COLUMN: f32 = 672.0;
const FIRST_HEIGHT: f32 = 420.0;
/// Divisor of the free height that gives the part above the column, a little less than the part below.
const ABOVE: f32 = 2.2;

/// Draws the view into all of `ui`.
pub fn focus_ui(ui: &mut Ui, ctx: &ViewContext, state: &mut FocusState, out: &mut Out) {
    let area = ui.max_rect();
    let session = ctx.workspace.open_session();
    let task = session.filter(|it| it.kind == SessionKind::Focus).and_then(|it| it.task);
    let beside = task.and_then(|task| ctx.workspace.any_task(task));
    let mut main = area;
    if let Some(task) = beside.filter(|task| area.width() >= theme::ROOM_BESIDE && controls::has_details(task)) {
        let (left, right) = area.split_left_right_at_x(area.right() - DETAILS);
        main = left;
        let mut side = ui.new_child(UiBuilder::new().id_salt("details").max_rect(right));
        side.shrink_clip_rect(right);
        controls::details_ui(&mut side, ctx, task, session.and_then(|it| it.step), out);
    }
    let mut inner = ui.new_child(UiBuilder::new().id_salt("focus").max_rect(main));
    inner.shrink_clip_rect(main);
    ScrollArea::vertical().id_salt("focus-scroll").auto_shrink(false).show(&mut inner, |ui| {
        centred(ui, main, |ui| match session {
            Some(session) if session.kind == SessionKind::Break => running::break_ui(ui, ctx, session, state, out),
            Some(session) => running::running_ui(ui, ctx, session, state, out),
            None => offer::idle_ui(ui, ctx, state, out),
        });
    });
}

/// Draws a vertically centred column, placed by its height in the last frame.
fn centred(ui: &mut Ui, main: Rect, draw: impl FnOnce(&mut Ui)) {
    let id = ui.scope_id().with("height");
    let height: f32 = ui.data(|data| data.get_temp(id)).unwrap_or(FIRST_HEIGHT);
    let width = (main.width() - 2.0 * theme::PAD).clamp(LEAST_COLUMN, MOST_COLUMN);
    let top = main.top().max(ui.cursor().top()) + ((main.height() - height) / ABOVE).max(theme::PAD);
    ui.add_space((top - ui.cursor().top()).max(0.0));
    let left = main.center().x - width / 2.0;
    let rect = Rect::from_min_size(pos2(left, ui.cursor().top()), vec2(width, 0.0));
    let layout = egui::Layout::top_down(egui::Align::Center);
    let mut column = ui.new_child(UiBuilder::new().id_salt("column").max_rect(rect).layout(layout));
    draw(&mut column);
    let used = column.min_rect();
    if (used.height() - height).abs() > 0.5 {
        ui.data_mut(|data| data.insert_temp(id, used.height()));
        ui.ctx().request_repaint();
    }
    ui.advance_cursor_after_rect(used);
    ui.add_space(theme::PAD);
}
