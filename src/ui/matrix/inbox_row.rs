//! One row of the inbox.

use egui::{Rect, Sense, StrokeKind, Ui, UiBuilder, Vec2, pos2, vec2};
use egui_material_icons::icons;

use super::band::note;
use super::card::{announce, pointer_ui};
use super::details::{Detail, details};
use super::link;
use crate::model::{Action, Task, TaskField, Urgency};
use crate::ui::context::ViewContext;
use crate::ui::intent::{Intent, Out};
use crate::ui::selection::Selection;
use crate::ui::state::MatrixState;
use crate::ui::theme::{self, palette};
use crate::ui::widgets::{focus_ring, line, paint_line, rich_line, small_icon_button};

/// Height of a row.
pub(super) const ROW: f32 = 32.0;
/// The buttons: size of both, width of one.
const SORT: Vec2 = vec2(52.0, 24.0);
const SORT_BUTTON: f32 = 24.0;
/// Greatest width of the length and the due date.
const MOST_DETAIL: f32 = 110.0;

/// Draws a row and handles the pointer on it. It has buttons while it is hovered or marked, or `asked` for.
pub(super) fn row_ui(
    ui: &mut Ui,
    task: &Task,
    rect: Rect,
    asked: bool,
    ctx: &ViewContext,
    state: &mut MatrixState,
    out: &mut Out,
) {
    let id = ui.scope_id().with(("row", task.id));
    let response = ui.interact(rect, id, Sense::click_and_drag());
    let selected = ctx.selection == Selection::Task(task.id) || state.also.contains(&task.id);
    announce(ui, &response, task, selected, ctx);
    let palette = palette(ui);
    let inside = rect.shrink2(vec2(0.0, 1.0));
    if selected || response.hovered() {
        ui.painter().rect_filled(inside, theme::CORNER, palette.surface);
    }
    if selected {
        ui.painter().rect_stroke(inside, theme::CORNER, theme::thick(palette.accent), StrokeKind::Inside);
    } else {
        let y = rect.bottom() - theme::hairline(palette.hairline).width / 2.0;
        ui.painter().hline(rect.x_range(), y, theme::hairline(palette.hairline));
    }
    focus_ring(ui, &response, inside);
    let (left, right) = (rect.left() + theme::GAP, rect.right() - theme::GAP);
    let with_buttons = asked || selected || response.contains_pointer();
    let room = if with_buttons { SORT.x } else { detail_ui(ui, pos2(right, rect.center().y), task, ctx) };
    let title = line(ui, &task.title, theme::step(), palette.text, right - room - theme::GAP - left);
    let cut = title.elided;
    paint_line(ui, pos2(left, rect.center().y), title, palette.text);
    let response = if cut { response.on_hover_text(&task.title) } else { response };
    pointer_ui(ui, &response, task, ctx, state, out);
    link::target_ui(ui, task, rect, out);
    if with_buttons {
        sort_ui(ui, task, rect, out);
    }
    note(ui, task.id, rect, state);
}

/// Paints the length and the due date to the left of a point. Returns their width.
fn detail_ui(ui: &Ui, right: egui::Pos2, task: &Task, ctx: &ViewContext) -> f32 {
    let all = details(task, ctx);
    let length = ctx.left(task).to_string();
    let of = |it: &'_ Detail, text| (text, theme::small(), it.color(ui, false));
    let due = all.iter().filter(|detail| detail.is_due()).map(|it| of(it, it.text.as_str()));
    let mut parts: Vec<_> = due.chain(all.first().map(|it| of(it, length.as_str()))).collect();
    if parts.len() > 1 {
        parts.insert(1, ("  ", theme::small(), palette(ui).secondary));
    }
    let galley = rich_line(ui, &parts, MOST_DETAIL, false);
    let width = galley.size().x;
    paint_line(ui, pos2(right.x - width, right.y), galley, palette(ui).secondary);
    width
}

/// Draws buttons that file a row: important or only urgent, as the keys I and U do.
fn sort_ui(ui: &mut Ui, task: &Task, row: Rect, out: &mut Out) {
    let corner = Rect::from_min_size(pos2(row.right() - SORT.x - theme::GAP_TINY, row.center().y - SORT.y / 2.0), SORT);
    let builder = UiBuilder::new().id_salt(("sort", task.id)).max_rect(corner);
    let mut buttons = ui.new_child(builder.layout(egui::Layout::left_to_right(egui::Align::Center)));
    buttons.spacing_mut().item_spacing.x = theme::GAP_TINY;
    let mut sort = |verb: &str, important: bool, urgency: Option<Urgency>| {
        let edits = [TaskField::Important(Some(important))].into_iter().chain(urgency.map(TaskField::Urgency));
        let actions = edits.map(|edit| Action::EditTask(task.id, edit)).collect();
        out.push(Intent::Act(Action::All { name: format!("{verb} \"{}\"", task.title), actions }));
    };
    let name = format!("Important: {}", task.title);
    if small_icon_button(&mut buttons, icons::ICON_PRIORITY_HIGH, &name, SORT_BUTTON).clicked() {
        sort("make important", true, None);
    }
    let name = format!("Urgent, not important: {}", task.title);
    if small_icon_button(&mut buttons, icons::ICON_SCHEDULE, &name, SORT_BUTTON).clicked() {
        sort("make urgent", false, Some(Urgency::Pinned(true)));
    }
}
