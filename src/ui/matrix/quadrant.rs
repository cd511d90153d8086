//! One quadrant: header and cards. Only visible cards are built.

use egui::{Align, Layout, Rect, ScrollArea, StrokeKind, Ui, UiBuilder, Vec2, pos2, vec2};
use egui_material_icons::icons;

use super::band::note;
use super::bulk::{close_all, move_all};
use super::card::{Card, card_ui};
use super::drop::{move_to, place_at};
use super::header_menu::header_menu;
use super::layout::{Fold, HEADER};
use crate::calendar::words::counted;
use crate::model::{Action, Outcome, Quadrant, TaskField};
use crate::ui::context::{Column, ViewContext};
use crate::ui::intent::{Intent, Out};
use crate::ui::quick_add::{LineField, LineOutcome, line_ui};
use crate::ui::selection::{Dragged, Selection};
use crate::ui::state::{MatrixState, QuickAddState};
use crate::ui::theme::{self, palette, quadrant_icon};
use crate::ui::widgets::{icon_button, line, link_button, paint_icon, paint_line, read_from_left};

/// The header: centre of the icon, left edge of the text, left edge of the buttons from the right.
const ICON_X: f32 = 22.0;
const TEXT_X: f32 = 36.0;
const BUTTONS: f32 = 66.0;
/// Widths in the header: of the totals at most, of the room from which the meaning is shown.
const MOST_TOTALS: f32 = 120.0;
const LEAST_MEANING: f32 = 60.0;
/// A folded quadrant: width around its title, and in a strip the places of the count and the button.
const AROUND_FOLDED: f32 = 84.0;
const STRIP_COUNT_Y: f32 = 42.0;
const STRIP_BUTTON_Y: f32 = 84.0;
/// Height of the question and of the field below the header.
const LINE: f32 = 30.0;
/// Radius of the mark at the place of a drop.
const DROP_MARK: f32 = 3.0;

/// Number of cards in Do above which a hint appears.
const MANY: usize = 9;
const A_LOT: &str = "a lot: what can wait?";

/// Draws a quadrant into `rect`.
pub(super) fn quadrant_ui(
    ui: &mut Ui,
    rect: Rect,
    quadrant: Quadrant,
    ctx: &ViewContext,
    state: &mut MatrixState,
    out: &mut Out,
) {
    let builder = UiBuilder::new().id_salt(("quadrant", quadrant)).max_rect(rect);
    let mut ui = ui.new_child(builder.accessibility_label(ctx.quadrant_name(quadrant)));
    let ui = &mut ui;
    let hovered_drag = is_drop_target(ui, rect);
    let palette = palette(ui);
    let line = if hovered_drag { palette.accent } else { palette.hairline };
    ui.painter().rect(rect, theme::CORNER_WELL, palette.sunken, theme::hairline(line), StrokeKind::Inside);
    header_ui(ui, rect, quadrant, ctx, state, out);
    let mut top = rect.top() + HEADER;
    if quadrant == Quadrant::Eliminate {
        top += let_go_ui(ui, rect, ctx, out);
    }
    if state.adding.as_ref().is_some_and(|(to, _)| *to == quadrant) {
        top += adding_ui(ui, rect, quadrant, ctx, state, out);
    }
    let body =
        Rect::from_min_max(pos2(rect.left() + theme::GAP_WIDE, top), rect.max - vec2(theme::GAP_WIDE, theme::GAP));
    column_ui(ui, body, quadrant, ctx, state, out);
}

/// Draws a folded quadrant with icon, count and a button to unfold it. It accepts dropped cards.
pub(super) fn folded_ui(
    ui: &mut Ui,
    rect: Rect,
    quadrant: Quadrant,
    fold: Fold,
    ctx: &ViewContext,
    state: &mut MatrixState,
    out: &mut Out,
) {
    let name = ctx.quadrant_name(quadrant);
    let builder = UiBuilder::new().id_salt(("quadrant", quadrant)).max_rect(rect);
    let mut ui = ui.new_child(builder.accessibility_label(name));
    let ui = &mut ui;
    let palette = palette(ui);
    let target = is_drop_target(ui, rect);
    let line_color = if target { palette.accent } else { palette.hairline };
    ui.painter().rect(rect, theme::CORNER_WELL, palette.sunken, theme::hairline(line_color), StrokeKind::Inside);
    paint_icon(
        ui,
        pos2(rect.left() + ICON_X, rect.top() + ICON_X),
        quadrant_icon(quadrant),
        theme::ICON_PANE,
        palette.quadrant(quadrant),
    );
    let column = ctx.board.column(quadrant);
    let label = format!("{name}: {}", spoken_totals(column));
    let hover = ui.interact(rect, ui.scope_id().with("header"), egui::Sense::CLICK);
    hover.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &label));
    let (button, text, at) = match fold {
        Fold::Header => {
            let room = rect.width() - AROUND_FOLDED;
            let corner =
                Rect::from_center_size(pos2(rect.right() - ICON_X, rect.center().y), Vec2::splat(theme::ICON_BUTTON));
            let text = line(ui, &label, theme::body_medium(), palette.text, room);
            let at = pos2(rect.left() + TEXT_X, rect.center().y - text.size().y / 2.0);
            (corner, text, at)
        }
        Fold::Strip => {
            let below =
                Rect::from_center_size(rect.center_top() + vec2(0.0, STRIP_BUTTON_Y), Vec2::splat(theme::ICON_BUTTON));
            let text = line(ui, &column.open.to_string(), theme::body_medium(), palette.text, rect.width());
            let at = pos2(rect.center().x - text.size().x / 2.0, rect.top() + STRIP_COUNT_Y);
            (below, text, at)
        }
    };
    ui.painter().galley(at, text, palette.text);
    let mut corner = ui.new_child(UiBuilder::new().max_rect(button));
    if icon_button(&mut corner, icons::ICON_UNFOLD_MORE, &format!("Open {name}"), true).clicked() {
        state.toggle_collapsed(quadrant);
    }
    let hover = hover.on_hover_text(label);
    hover.context_menu(|ui| header_menu(ui, quadrant, ctx, state, out));
    if target && ui.input(|input| input.pointer.any_released()) {
        let dragged = egui::DragAndDrop::take_payload::<Dragged>(ui.ctx());
        out.extend(dragged.and_then(|dragged| dropped(ctx, &dragged, quadrant, None)).map(Intent::Act));
    }
}

/// Returns "6 · 2 h 30": open cards and their remaining work.
fn totals(column: &Column) -> String {
    if column.open == 0 { String::new() } else { format!("{} · {}", column.open, column.total) }
}

fn spoken_totals(column: &Column) -> String {
    if column.open == 0 { "empty".to_owned() } else { totals(column) }
}

fn is_drop_target(ui: &Ui, rect: Rect) -> bool {
    egui::DragAndDrop::has_payload_of_type::<Dragged>(ui.ctx()) && pointer_in(ui, rect).is_some()
}

fn pointer_in(ui: &Ui, rect: Rect) -> Option<egui::Pos2> {
    ui.input(|input| input.pointer.interact_pos()).filter(|at| rect.intersect(ui.clip_rect()).contains(*at))
}

fn header_ui(ui: &mut Ui, rect: Rect, quadrant: Quadrant, ctx: &ViewContext, state: &mut MatrixState, out: &mut Out) {
    let palette = palette(ui);
    let column = ctx.board.column(quadrant);
    let y = rect.top() + HEADER / 2.0 + 2.0;
    let accent = palette.quadrant(quadrant);
    paint_icon(ui, pos2(rect.left() + ICON_X, y), quadrant_icon(quadrant), theme::ICON_PANE, accent);
    let corner = Rect::from_min_max(
        pos2(rect.right() - BUTTONS, rect.top() + theme::GAP_SMALL),
        pos2(rect.right() - theme::GAP, rect.top() + HEADER),
    );
    let name = ctx.quadrant_name(quadrant);
    let totals = totals(column);
    let many = quadrant == Quadrant::Do && column.open > MANY;
    let words = Rect::from_min_max(
        rect.min + vec2(TEXT_X, theme::GAP),
        pos2(corner.left(), rect.top() + HEADER - theme::GAP_SMALL),
    );
    let mut label = ui.interact(words, ui.scope_id().with("header"), egui::Sense::CLICK);
    let spoken =
        format!("{name}: {}{}", spoken_totals(column), if many { format!(", {A_LOT}") } else { String::new() });
    label.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &spoken));
    if many {
        let tasks = counted(column.open, "task is", "tasks are");
        let words = format!("{tasks} more than most days hold. Move some to Schedule.");
        label = label.on_hover_text(words);
    }
    label.context_menu(|ui| header_menu(ui, quadrant, ctx, state, out));
    let mut right = ui.new_child(UiBuilder::new().max_rect(corner).layout(Layout::right_to_left(Align::Center)));
    right.spacing_mut().item_spacing.x = 0.0;
    if state.enlarged == Some(quadrant) {
        if icon_button(&mut right, icons::ICON_CLOSE_FULLSCREEN, "Show all quadrants", true).clicked() {
            state.toggle_enlarged(quadrant);
        }
    } else {
        let more = icon_button(&mut right, icons::ICON_MORE_VERT, &format!("Options of {name}"), true);
        let keep = egui::PopupCloseBehavior::CloseOnClickOutside;
        egui::Popup::menu(&more).close_behavior(keep).show(|ui| header_menu(ui, quadrant, ctx, state, out));
    }
    if icon_button(&mut right, icons::ICON_ADD, &format!("Add to {name}"), true).clicked() {
        let mut line = QuickAddState::default();
        line.focus();
        state.adding = Some((quadrant, line));
    }
    read_from_left(&right);
    let totals = line(ui, &totals, theme::small(), palette.secondary, MOST_TOTALS);
    let totals_left = corner.left() - totals.size().x - 2.0;
    let name = line(ui, name, theme::body_medium(), palette.text, totals_left - rect.left() - TEXT_X - theme::GAP);
    let mut x = rect.left() + TEXT_X;
    paint_line(ui, pos2(x, y), name.clone(), palette.text);
    x += name.size().x + theme::GAP;
    let (meaning, color) = if many { (A_LOT, palette.secondary) } else { (meaning(quadrant), palette.faint) };
    let words = line(ui, meaning, theme::small(), color, totals_left - x - theme::GAP);
    if totals_left - x > LEAST_MEANING {
        ui.painter().galley(pos2(x, y - words.size().y / 2.0 + 0.5), words, color);
    }
    paint_line(ui, pos2(totals_left, y), totals, palette.secondary);
}

/// Asks once about cards that have been in Eliminate for two weeks. Returns the height of the question.
fn let_go_ui(ui: &mut Ui, rect: Rect, ctx: &ViewContext, out: &mut Out) -> f32 {
    let old = &ctx.board.let_go;
    if old.is_empty() {
        return 0.0;
    }
    let row = Rect::from_min_size(
        pos2(rect.left() + theme::GAP_WIDE, rect.top() + HEADER - theme::GAP_SMALL),
        vec2(rect.width() - 2.0 * theme::GAP_WIDE, LINE),
    );
    let mut ui =
        ui.new_child(UiBuilder::new().id_salt("let-go").max_rect(row).layout(Layout::right_to_left(Align::Center)));
    let titles: Vec<_> = old.iter().filter_map(|id| ctx.task(*id)).map(|task| task.title.as_str()).take(12).collect();
    let words = match old.len() {
        1 => format!("Let go of \"{}\"?", titles.first().copied().unwrap_or_default()),
        n => format!("{n} here for two weeks. Let them go?"),
    };
    ui.spacing_mut().item_spacing.x = theme::GAP;
    if link_button(&mut ui, "Keep").on_hover_text("Not asked about again").clicked() {
        let actions = old.iter().map(|id| Action::EditTask(*id, TaskField::Kept)).collect();
        let name = if let [only] = titles.as_slice() {
            format!("keep \"{only}\"")
        } else {
            format!("keep {}", counted(old.len(), "task", "tasks"))
        };
        out.push(Intent::Act(Action::All { name, actions }));
    }
    if link_button(&mut ui, "Let go").clicked() {
        out.push(Intent::Act(close_all(old, Outcome::LetGo)));
    }
    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
        let words = egui::RichText::new(words).font(theme::small()).color(palette(ui).secondary);
        ui.add(egui::Label::new(words).truncate()).on_hover_text(format!("Here for two weeks:\n{}", titles.join("\n")));
    });
    read_from_left(&ui);
    row.height()
}

fn meaning(quadrant: Quadrant) -> &'static str {
    match quadrant {
        Quadrant::Do => "urgent · important",
        Quadrant::Schedule => "important",
        Quadrant::Delegate => "urgent",
        Quadrant::Eliminate => "neither",
    }
}

/// Draws a line for new cards. Returns its height.
fn adding_ui(
    ui: &mut Ui,
    rect: Rect,
    quadrant: Quadrant,
    ctx: &ViewContext,
    state: &mut MatrixState,
    out: &mut Out,
) -> f32 {
    let Some((_, quick)) = &mut state.adding else { return 0.0 };
    let row = Rect::from_min_size(
        pos2(rect.left() + theme::GAP_WIDE, rect.top() + HEADER),
        vec2(rect.width() - 2.0 * theme::GAP_WIDE, LINE),
    );
    let name = format!("New task in {}", quadrant.default_name());
    let field = LineField {
        id: egui::Id::unique("new-task"),
        rect: row,
        name: &name,
        hint: "New task, Enter to add",
        fill: None,
        margin: theme::FIELD_MARGIN,
    };
    match line_ui(ui, &field, ctx, quick) {
        LineOutcome::Going => {}
        LineOutcome::Add(text) => out.push(Intent::AddTo(quadrant, text)),
        LineOutcome::Left => {
            out.extend(quick.take().map(|text| Intent::AddTo(quadrant, text)));
            state.adding = None;
        }
    }
    row.height() + theme::CARD_GAP
}

fn column_ui(ui: &mut Ui, body: Rect, quadrant: Quadrant, ctx: &ViewContext, state: &mut MatrixState, out: &mut Out) {
    let column = ctx.board.column(quadrant);
    let mut inner = ui.new_child(UiBuilder::new().max_rect(body));
    let mut scroll = ScrollArea::vertical().id_salt("cards").auto_shrink(false).min_scrolled_height(0.0).scroll_source(
        egui::scroll_area::ScrollSource { drag: egui::scroll_area::DragScroll::Never, ..Default::default() },
    );
    if let Some(offset) = reveal_offset(column, body.height(), state, quadrant) {
        scroll = scroll.vertical_scroll_offset(offset);
    }
    if column.rows.iter().any(|row| state.reveal == Some(row.task)) {
        ui.scroll_to_rect(body, None);
    }
    let shown = scroll.show_viewport(&mut inner, |ui, view| {
        ui.set_height(column.height);
        ui.set_width(body.width());
        let origin = ui.max_rect().min;
        let first = column.rows.partition_point(|row| row.top + row.height < view.top());
        for row in column.rows[first..].iter().take_while(|row| row.top < view.bottom()) {
            let Some(task) = ctx.workspace.any_task(row.task) else { continue };
            let rect = Rect::from_min_size(origin + vec2(0.0, row.top), vec2(body.width(), row.height));
            let selected = ctx.selection == Selection::Task(row.task) || state.also.contains(&row.task);
            let card = Card { task, rect, quadrant, selected, fading: row.fading };
            card_ui(ui, &card, ctx, state, out);
            note(ui, row.task, rect, state);
        }
        drop_ui(ui, body, origin.y, quadrant, ctx, out);
        auto_scroll(ui, body);
    });
    state.scrolled.insert(quadrant, shown.state.clamped_offset().y);
    if column.rows.is_empty() {
        empty_ui(ui, body, quadrant, !state.shown_as.filter.is_empty());
    }
}

fn empty_ui(ui: &Ui, body: Rect, quadrant: Quadrant, filtered: bool) {
    let words = match quadrant {
        _ if filtered => "No task matches the filter",
        Quadrant::Do => "Important and urgent",
        Quadrant::Schedule => "Important, not urgent",
        Quadrant::Delegate => "Urgent, someone else can do it",
        Quadrant::Eliminate => "Neither important nor urgent",
    };
    let galley = line(ui, words, theme::small(), palette(ui).faint, body.width());
    ui.painter().galley(
        pos2(body.center().x - galley.size().x / 2.0, body.top() + theme::PAD),
        galley,
        palette(ui).faint,
    );
}

/// Returns the scroll offset that shows the requested card, which may not be built.
fn reveal_offset(column: &Column, height: f32, state: &MatrixState, quadrant: Quadrant) -> Option<f32> {
    let task = state.reveal?;
    let row = column.rows.iter().find(|row| row.task == task)?;
    let offset = state.scrolled.get(&quadrant).copied().unwrap_or(0.0);
    let (top, bottom) = (row.top, row.top + row.height);
    if top < offset {
        Some(top)
    } else if bottom > offset + height {
        Some(bottom - height)
    } else {
        None
    }
}

/// Returns the edit of a drop: the dragged card, or all chosen cards if it is one of them.
fn dropped(ctx: &ViewContext, dragged: &Dragged, to: Quadrant, place: Option<usize>) -> Option<Action> {
    if dragged.step.is_some() {
        return None;
    }
    if dragged.others.is_empty() {
        return move_to(ctx, ctx.task(dragged.task)?, to, place);
    }
    let mut all = dragged.others.clone();
    all.insert(dragged.task);
    move_all(ctx, &all, to)
}

/// Shows the drop position of a dragged card and handles the drop.
fn drop_ui(ui: &Ui, body: Rect, top: f32, quadrant: Quadrant, ctx: &ViewContext, out: &mut Out) {
    let target = body.expand2(vec2(theme::GAP_WIDE, theme::GAP));
    let Some(dragged) = egui::DragAndDrop::payload::<Dragged>(ui.ctx()) else { return };
    let Some(at) = pointer_in(ui, target) else { return };
    if dragged.step.is_some() || ctx.task(dragged.task).is_none() {
        return;
    }
    let column = ctx.board.column(quadrant);
    let place = place_at(column.rows.iter().map(|row| (row.top, row.height)), at.y - top);
    let y = match column.rows.get(place) {
        Some(row) => row.top - theme::CARD_GAP / 2.0,
        None => column.height + if column.rows.is_empty() { 0.0 } else { theme::CARD_GAP / 2.0 },
    };
    let y = (top + y).clamp(body.top() + 1.0, body.bottom() - 1.0);
    let accent = palette(ui).accent;
    ui.painter().line_segment([pos2(body.left(), y), pos2(body.right(), y)], theme::thick(accent));
    ui.painter().circle_filled(pos2(body.left(), y), DROP_MARK, accent);
    if ui.input(|input| input.pointer.any_released()) {
        egui::DragAndDrop::clear_payload(ui.ctx());
        out.extend(dropped(ctx, &dragged, quadrant, Some(place)).map(Intent::Act));
    }
}

/// Scrolls while a drag is near the upper or lower edge.
pub fn auto_scroll(ui: &Ui, body: Rect) {
    const ZONE: f32 = 32.0;
    if !egui::DragAndDrop::has_any_payload(ui.ctx()) {
        return;
    }
    let Some(at) = pointer_in(ui, body.expand2(vec2(0.0, ZONE / 2.0))) else { return };
    let up = (body.top() + ZONE - at.y).max(0.0);
    let down = (at.y - body.bottom() + ZONE).max(0.0);
    if up > 0.0 || down > 0.0 {
        let delta = Vec2::new(0.0, (up - down) * theme::EDGE_SCROLL);
        ui.scroll_with_delta_animation(delta, egui::style::ScrollAnimation::none());
        ui.ctx().request_repaint();
    }
}
