//! The inbox beside the matrix: a column of rows, or a rail where the board is narrow or the inbox is folded.

use egui::{Rect, ScrollArea, Sense, Ui, UiBuilder, Vec2, pos2, vec2};
use egui_material_icons::icons;
use strum::IntoEnumIterator as _;

use super::drop::back_to_inbox;
use super::first_run::{FirstQuestion, has_first_run, question_ui, ways_in_ui};
use super::inbox_row::{ROW, row_ui};
use super::layout::{HEADER, InboxPlace};
use crate::model::Quadrant;
use crate::ui::command::Command;
use crate::ui::context::ViewContext;
use crate::ui::intent::{Intent, Out};
use crate::ui::quick_add::{LineField, LineOutcome, line_ui, take_pasted_lines};
use crate::ui::selection::{Dragged, Selection};
use crate::ui::state::MatrixState;
use crate::ui::theme::{self, palette, quadrant_icon};
use crate::ui::widgets::{icon_button, key_cap, line, note_ui, paint_icon, paint_line, small_icon_button};

/// The header: centre of the icon and left edge of the title.
const ICON_X: f32 = 16.0;
const TITLE_X: f32 = 32.0;
const MOST_TITLE: f32 = 120.0;
/// Place of the count on the rail.
const COUNT_Y: f32 = 44.0;
/// Height of the field, and of a row of the legend.
const FIELD: f32 = 30.0;
const KEY_ROW: f32 = 26.0;
/// The legend: height, left edges of icon and name beside the key.
const KEYS: f32 = 132.0;
const KEY_ICON_X: f32 = 42.0;
const KEY_NAME_X: f32 = 58.0;

/// Draws the inbox into a part of `area`, and returns the rest, which is for the matrix.
pub(super) fn inbox_ui(ui: &mut Ui, area: Rect, ctx: &ViewContext, state: &mut MatrixState, out: &mut Out) -> Rect {
    let question = FirstQuestion::of(ctx, state);
    if ctx.board.inbox.is_empty() && question.is_none() && !state.welcoming {
        return area;
    }
    let marked = matches!(ctx.selection, Selection::Task(task) if ctx.board.inbox.contains(&task));
    let mut place = InboxPlace::of(area, question.is_some() || state.welcoming, state.inbox_open);
    if marked && !place.open {
        // It stays open when the mark goes, so that no card moves under the pointer.
        (place.open, state.inbox_open) = (true, Some(true));
    }
    let (rect, rest) = place.split(area);
    let label = format!("Inbox, {}", ctx.board.inbox.len());
    let mut inner = ui.new_child(UiBuilder::new().id_salt("inbox").max_rect(rect).accessibility_label(label));
    if place.open {
        column_ui(&mut inner, rect, question, marked, ctx, state, out);
    } else {
        rail_ui(&mut inner, rect, place.beside, ctx, state);
    }
    drop_ui(ui, rect, ctx, out);
    rest
}

/// Draws the folded inbox: icon, count and a button that opens it.
fn rail_ui(ui: &mut Ui, rect: Rect, upright: bool, ctx: &ViewContext, state: &mut MatrixState) {
    let secondary = palette(ui).secondary;
    let count = line(ui, &ctx.board.inbox.len().to_string(), theme::small(), secondary, rect.width());
    let (icon, number) = if upright {
        let x = rect.center().x;
        (pos2(x, rect.top() + HEADER / 2.0), pos2(x - count.size().x / 2.0, rect.top() + COUNT_Y))
    } else {
        (pos2(rect.left() + ICON_X, rect.center().y), pos2(rect.left() + TITLE_X, rect.center().y))
    };
    let place = Rect::from_center_size(icon, Vec2::splat(theme::ICON_BUTTON));
    let mut button = ui.new_child(UiBuilder::new().max_rect(place));
    if icon_button(&mut button, icons::ICON_INBOX, "Open the inbox", true).clicked() {
        state.inbox_open = Some(true);
    }
    paint_line(ui, number, count, secondary);
}

fn column_ui(
    ui: &mut Ui,
    rect: Rect,
    question: Option<FirstQuestion>,
    marked: bool,
    ctx: &ViewContext,
    state: &mut MatrixState,
    out: &mut Out,
) {
    header_ui(ui, rect.with_max_y(rect.top() + HEADER), marked, ctx, state, out);
    let mut body = ui.new_child(UiBuilder::new().max_rect(rect.with_min_y(rect.top() + HEADER)));
    body.spacing_mut().item_spacing.y = theme::GAP_SMALL;
    if let Some(question) = question {
        question_ui(&mut body, question, ctx, state, out);
    }
    if question.is_none_or(FirstQuestion::leaves_the_line) {
        field_ui(&mut body, ctx, state, out);
    }
    if ctx.workspace.is_empty() {
        return ways_in_ui(&mut body, out);
    }
    let room = body.available_height() - theme::GAP;
    let keys = marked && room > KEYS + ROW;
    rows_ui(&mut body, if keys { room - KEYS } else { room.max(ROW) }, question.is_some(), ctx, state, out);
    if keys {
        keys_ui(&mut body, ctx, out);
    }
}

fn header_ui(ui: &mut Ui, rect: Rect, marked: bool, ctx: &ViewContext, state: &mut MatrixState, out: &mut Out) {
    let palette = palette(ui);
    let y = rect.center().y;
    paint_icon(ui, pos2(rect.left() + ICON_X, y), icons::ICON_INBOX, theme::ICON_PANE, palette.secondary);
    let title = line(ui, "Inbox", theme::body_medium(), palette.text, MOST_TITLE);
    let right = rect.left() + TITLE_X + title.size().x + theme::GAP;
    paint_line(ui, pos2(rect.left() + TITLE_X, y), title, palette.text);
    let count = line(ui, &ctx.board.inbox.len().to_string(), theme::small(), palette.secondary, MOST_TITLE);
    paint_line(ui, pos2(right, y), count, palette.secondary);
    if has_first_run(ctx.workspace) {
        return;
    }
    let corner = Rect::from_center_size(pos2(rect.right() - ICON_X, y), Vec2::splat(theme::ICON_BUTTON));
    let mut corner = ui.new_child(UiBuilder::new().max_rect(corner));
    if small_icon_button(&mut corner, icons::ICON_CHEVRON_LEFT, "Fold the inbox", theme::ROW_SMALL).clicked() {
        state.inbox_open = Some(false);
        if marked {
            out.push(Intent::Select(Selection::Nothing));
        }
    }
}

/// Draws the line that adds tasks, one a line; the cursor stands in it while the workspace is empty.
fn field_ui(ui: &mut Ui, ctx: &ViewContext, state: &mut MatrixState, out: &mut Out) {
    let (_, rect) = ui.allocate_space(vec2(ui.available_width(), FIELD));
    let empty = ctx.workspace.is_empty();
    let field = LineField {
        id: egui::Id::unique("on-your-mind"),
        rect,
        name: "What is on your mind?",
        hint: if empty { "Write the report 45m" } else { "One line each" },
        fill: None,
        margin: theme::FIELD_MARGIN,
    };
    if empty && ui.memory(|memory| memory.focused().is_none()) && !state.on_your_mind.is_active() {
        state.on_your_mind.focus();
    }
    let pasted = if ui.memory(|memory| memory.has_focus(field.id)) { take_pasted_lines(ui) } else { None };
    let added = match line_ui(ui, &field, ctx, &mut state.on_your_mind) {
        LineOutcome::Going => None,
        LineOutcome::Add(text) => Some(text),
        LineOutcome::Left => {
            state.welcoming = false;
            None
        }
    };
    for text in pasted.into_iter().chain(added) {
        out.push(Intent::QuickAdd(text));
        state.welcoming = true;
    }
}

fn rows_ui(ui: &mut Ui, room: f32, asks: bool, ctx: &ViewContext, state: &mut MatrixState, out: &mut Out) {
    let all = &ctx.board.inbox;
    let width = ui.available_width();
    let mut scroll = ScrollArea::vertical().id_salt("inbox").auto_shrink([false, true]).max_height(room);
    if let Some(at) = all.iter().position(|task| state.reveal == Some(*task)) {
        let (top, offset) = (at as f32 * ROW, state.inbox_scrolled);
        scroll = scroll.vertical_scroll_offset(offset.max(top + ROW - room).min(top));
        ui.scroll_to_rect(ui.max_rect(), None);
    }
    ui.spacing_mut().item_spacing.y = 0.0;
    let shown = scroll.min_scrolled_height(0.0).show_rows(ui, ROW, all.len(), |ui, shown| {
        for task in all[shown].iter().filter_map(|task| ctx.task(*task)) {
            let (_, rect) = ui.allocate_space(vec2(width, ROW));
            row_ui(ui, task, rect, asks, ctx, state, out);
        }
    });
    state.inbox_scrolled = shown.state.clamped_offset().y;
}

/// Draws the keys that file the marked row, which are buttons too.
fn keys_ui(ui: &mut Ui, ctx: &ViewContext, out: &mut Out) {
    ui.add_space(theme::GAP);
    note_ui(ui, "File the marked row");
    let palette = palette(ui);
    for quadrant in Quadrant::iter() {
        let key = Command::MoveTo(quadrant).keys_text(ui.ctx());
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), KEY_ROW), Sense::click());
        let name = ctx.quadrant_name(quadrant);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, format!("File in {name}")));
        if response.hovered() || response.has_focus() {
            ui.painter().rect_filled(rect, theme::CORNER, palette.sunken);
        }
        if let Some(key) = key {
            key_cap(ui, pos2(rect.left() + ICON_X, rect.center().y), &key);
        }
        let at = pos2(rect.left() + KEY_ICON_X, rect.center().y);
        paint_icon(ui, at, quadrant_icon(quadrant), theme::ICON_ROW, palette.quadrant(quadrant));
        let text = line(ui, name, theme::step(), palette.text, rect.width() - KEY_NAME_X);
        paint_line(ui, pos2(rect.left() + KEY_NAME_X, rect.center().y), text, palette.text);
        if response.clicked() {
            out.run(Command::MoveTo(quadrant));
        }
    }
}

/// Takes cards that are dropped on the inbox out of their quadrants.
fn drop_ui(ui: &Ui, rect: Rect, ctx: &ViewContext, out: &mut Out) {
    let Some(dragged) = egui::DragAndDrop::payload::<Dragged>(ui.ctx()).filter(|it| it.step.is_none()) else { return };
    let all = || std::iter::once(dragged.task).chain(dragged.others.iter().copied());
    let Some(action) = back_to_inbox(ctx, all()) else { return };
    if !ui.input(|input| input.pointer.interact_pos()).is_some_and(|at| rect.contains(at)) {
        return;
    }
    ui.painter().rect_stroke(rect, theme::CORNER, theme::thick(palette(ui).accent), egui::StrokeKind::Inside);
    if ui.input(|input| input.pointer.any_released()) {
        egui::DragAndDrop::clear_payload(ui.ctx());
        out.push(Intent::Act(action));
    }
}
