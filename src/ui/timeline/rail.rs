//! The list of tasks without a block, beside several days.

use std::collections::{BTreeSet, HashSet};

use egui::{Rect, Role, ScrollArea, Sense, StrokeKind, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use crate::calendar::words::{counted, dotted};
use crate::model::{Quadrant, Task, TaskId};
use crate::ui::context::ViewContext;
use crate::ui::intent::{Intent, Out};
use crate::ui::selection::{Dragged, Selection};
use crate::ui::state::TimelineState;
use crate::ui::theme::{self, palette};
use crate::ui::widgets::{accent_bar, focus_ring, line, paint_line, paragraph_ui};

/// Width of the list, and of a view that has room for it.
pub(super) const RAIL: f32 = 232.0;
pub(super) const ROOM_FOR_RAIL: f32 = 1080.0;
/// A card: height, left edge of its text, centres of its two lines.
const CARD: f32 = 48.0;
const TEXT_X: f32 = 14.0;
const TITLE_Y: f32 = 16.0;
const DETAIL_Y: f32 = 34.0;
const HEADER: f32 = 32.0;

/// Returns the open tasks of the matrix that have no block ahead, by quadrant.
fn unplanned(ctx: &ViewContext) -> Vec<TaskId> {
    let ahead = ctx.workspace.blocks.values().filter(|block| block.state.is_open() && !block.is_missed(ctx.now.local));
    let planned: HashSet<TaskId> = ahead.map(|block| block.task).collect();
    let quadrants = [Quadrant::Do, Quadrant::Schedule, Quadrant::Delegate];
    let rows = quadrants.into_iter().flat_map(|quadrant| &ctx.board.column(quadrant).rows);
    rows.filter(|row| !row.fading && !planned.contains(&row.task)).map(|row| row.task).collect()
}

/// Draws the list into `area` and notes the task under the pointer.
pub(super) fn rail_ui(ui: &mut Ui, area: Rect, ctx: &ViewContext, state: &mut TimelineState, out: &mut Out) {
    state.lit = None;
    let colors = palette(ui);
    ui.painter().vline(area.right(), area.y_range(), theme::hairline(colors.hairline));
    let tasks = unplanned(ctx);
    let inner = area.shrink2(vec2(theme::GAP_WIDE, theme::GAP));
    let builder = UiBuilder::new().id_salt("rail").max_rect(inner).accessibility_label("Not planned yet");
    let mut ui = ui.new_child(builder);
    ui.shrink_clip_rect(area);
    let (header, _) = ui.allocate_exact_size(vec2(inner.width(), HEADER), Sense::hover());
    let name = line(&ui, "Not planned yet", theme::body_medium(), colors.text, inner.width());
    paint_line(&ui, header.left_center(), name, colors.text);
    let count = line(&ui, &tasks.len().to_string(), theme::small(), colors.secondary, inner.width());
    paint_line(&ui, pos2(header.right() - count.size().x, header.center().y), count, colors.secondary);
    let hidden = ctx.board.hidden;
    let hint = if tasks.is_empty() {
        "No task of the matrix waits for a place."
    } else {
        "Drag one onto a day, or press P for its best place."
    };
    let filtered =
        if hidden > 0 { format!("The filter hides {}.", counted(hidden, "task", "tasks")) } else { String::new() };
    paragraph_ui(&mut ui, if filtered.is_empty() { hint } else { filtered.as_str() });
    if tasks.is_empty() {
        return;
    }
    ui.spacing_mut().item_spacing.y = theme::CARD_GAP;
    ScrollArea::vertical().id_salt("rail-list").auto_shrink(false).show_rows(&mut ui, CARD, tasks.len(), |ui, rows| {
        for task in tasks[rows].iter().filter_map(|task| ctx.task(*task)) {
            card_ui(ui, task, ctx, state, out);
        }
    });
}

fn card_ui(ui: &mut Ui, task: &Task, ctx: &ViewContext, state: &mut TimelineState, out: &mut Out) {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), CARD), Sense::hover());
    let response = ui.interact(rect, ui.scope_id().with(("rail", task.id)), Sense::click_and_drag());
    let selected = ctx.selection == Selection::Task(task.id);
    let due = task.due.map(|due| format!("due {}", ctx.words.due(due, ctx.today)));
    let detail = dotted(std::iter::once(ctx.left(task).to_string()).chain(due));
    let name = format!("Not planned: {}", task.title);
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, selected, &name));
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_description(detail.as_str()));
    let palette = palette(ui);
    let edge = match (selected, response.hovered()) {
        (true, _) => theme::thick(palette.accent),
        (false, true) => theme::hairline(palette.accent),
        (false, false) => theme::hairline(palette.hairline),
    };
    ui.painter().rect(rect, theme::CORNER, palette.surface, edge, StrokeKind::Inside);
    accent_bar(ui.painter(), rect, theme::CORNER, palette.accent_of(ctx.quadrant_of(task)));
    let room = rect.width() - TEXT_X - theme::GAP;
    let title = line(ui, &task.title, theme::small_medium(), palette.text, room);
    let cut = title.elided;
    paint_line(ui, pos2(rect.left() + TEXT_X, rect.top() + TITLE_Y), title, palette.text);
    let below = line(ui, &detail, theme::small(), palette.secondary, room);
    paint_line(ui, pos2(rect.left() + TEXT_X, rect.top() + DETAIL_Y), below, palette.secondary);
    focus_ring(ui, &response, rect);
    if response.hovered() || response.has_focus() {
        state.lit = Some(task.id);
    }
    if response.drag_started() {
        response.dnd_set_drag_payload(Dragged { task: task.id, step: None, others: BTreeSet::new() });
    }
    if response.clicked() {
        out.push(Intent::Select(Selection::Task(task.id)));
    }
    if cut {
        response.on_hover_text(&task.title);
    }
}
