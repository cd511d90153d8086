//! Fixed events and blocks.

use egui::{Color32, Rangef, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};
use egui_material_icons::icons;

use super::gesture::{Target, pick_up};
use super::lanes::{Lane, lanes};
use super::{Canvas, times};
use crate::model::{Action, Block, BlockState, Occurrence, Span};
use crate::ui::command::{Command, quadrant_icon};
use crate::ui::matrix::menu_item;
use crate::ui::state::UiState;
use crate::ui::theme::{self, palette};
use crate::ui::view::{Intent, Selection};
use crate::ui::widgets::{focus_ring, paint_icon, rich_line};

/// Draws all events and blocks of the day, overlaps side by side.
pub(super) fn items_ui(ui: &mut Ui, canvas: &Canvas, state: &mut UiState, out: &mut Vec<Intent>) {
    let agenda = &canvas.ctx.day.agenda;
    let spans: Vec<Span> =
        agenda.events.iter().map(|event| event.span).chain(agenda.blocks.iter().map(|block| block.span())).collect();
    let lanes = lanes(&spans);
    for (event, lane) in agenda.events.iter().zip(&lanes) {
        event_ui(ui, canvas, event, lane_rect(canvas, event.span, *lane), state, out);
    }
    for (block, lane) in agenda.blocks.iter().zip(&lanes[agenda.events.len()..]) {
        block_ui(ui, canvas, block, lane_rect(canvas, block.span(), *lane), state, out);
    }
}

fn lane_rect(canvas: &Canvas, span: Span, lane: Lane) -> Rect {
    let width = canvas.x.span() / lane.columns as f32;
    let left = canvas.x.min + width * lane.column as f32;
    let between = if lane.column + 1 < lane.columns { 2.0 } else { 0.0 };
    let shown = span.intersection(canvas.ctx.day.agenda.day.span());
    canvas.scale.rect(shown, Rangef::new(left, left + width - between), 10.0)
}

fn is_dragged(state: &UiState, target: Target) -> bool {
    state.timeline.gesture.is_some_and(|gesture| gesture.target == target)
}

fn event_ui(ui: &mut Ui, canvas: &Canvas, event: &Occurrence, rect: Rect, state: &mut UiState, out: &mut Vec<Intent>) {
    if !rect.intersects(canvas.view) {
        return;
    }
    let workspace = canvas.ctx.workspace;
    let record = workspace.events.get(&event.event);
    let own = record.is_some_and(|record| record.uid.is_none() && record.recurrence.is_none());
    let id = ui.scope_id().with(("event", event.key()));
    let response = ui.interact(rect, id, if own { Sense::click_and_drag() } else { Sense::click() });
    let selected = state.selection == Selection::Event(event.event);
    announce(ui, &response, &event.title, &format!("event, {}", times(event.span)), selected);
    let palette = palette(ui);
    let tone = workspace.calendars.get(&event.calendar).map(|calendar| calendar.tone).unwrap_or_default();
    let fill = if event.blocks { palette.event_fill(tone) } else { Color32::TRANSPARENT };
    let line = if selected { Stroke::new(2.0, palette.accent) } else { Stroke::new(1.0, palette.event_fill(tone)) };
    let faded = is_dragged(state, Target::Event(event.event));
    ui.painter().rect(rect, 3.0, if faded { fill.gamma_multiply(0.5) } else { fill }, line, StrokeKind::Inside);
    let second =
        if event.place.is_empty() { times(event.span) } else { format!("{} · {}", times(event.span), event.place) };
    let cut = two_lines(ui, rect.shrink2(vec2(theme::GAP, 0.0)), &event.title, &second, palette.text, false);
    let response = if cut { response.on_hover_text(format!("{}\n{second}", event.title)) } else { response };
    focus_ring(ui, &response, rect);
    if own && let Some(gesture) = pick_up(ui, &response, Target::Event(event.event), event.span, &canvas.scale, true) {
        state.timeline.gesture = Some(gesture);
    }
    if response.clicked() {
        out.push(Intent::Select(Selection::Event(event.event)));
    }
    response.context_menu(|ui| {
        ui.set_min_width(160.0);
        if menu_item(ui, "Edit", Some(Command::Open)) {
            out.push(Intent::Select(Selection::Event(event.event)));
        }
        if menu_item(ui, "Delete", Some(Command::Delete)) {
            out.push(Intent::Act(Action::RemoveEvent(event.event)));
        }
    });
}

fn block_ui(ui: &mut Ui, canvas: &Canvas, block: &Block, rect: Rect, state: &mut UiState, out: &mut Vec<Intent>) {
    if !rect.intersects(canvas.view) {
        return;
    }
    let ctx = canvas.ctx;
    let Some(task) = ctx.workspace.any_task(block.task) else { return };
    let step = block.step.and_then(|step| task.step(step));
    let title = step.map_or(task.title.as_str(), |step| step.title.as_str());
    let id = ui.scope_id().with(("block", block.id));
    let response = ui.interact(rect, id, Sense::click_and_drag());
    let selected = state.selection == Selection::Block(block.id);
    let missed = block.is_missed(ctx.now.local);
    let words = if missed { "missed".to_owned() } else { block.state.to_string() };
    announce(ui, &response, title, &format!("block, {words}, {}", times(block.span())), selected);
    let look = Look { accent: palette(ui).accent_of(ctx.quadrant_of(task)), selected, missed, state: block.state };
    paint_block(ui, rect, &look, is_dragged(state, Target::Block(block.id)));
    let mut inner = rect.with_min_x(rect.left() + theme::ACCENT_BAR + theme::GAP).with_max_x(rect.right() - theme::GAP);
    let icon = block_icon(block, ctx.quadrant_of(task));
    let icon_y = rect.top() + (rect.height() / 2.0).min(14.0);
    if let Some(icon) = icon.filter(|_| rect.height() >= 12.0) {
        paint_icon(ui, pos2(inner.left() + 7.0, icon_y), icon, 14.0, look.accent);
        inner.min.x += 18.0;
    }
    let second =
        if step.is_some() { format!("{} · {}", task.title, times(block.span())) } else { times(block.span()) };
    let color = if missed { palette(ui).secondary } else { palette(ui).text };
    let cut = two_lines(ui, inner, title, &second, color, block.state == BlockState::Done);
    let response = if cut { response.on_hover_text(format!("{title}\n{second}")) } else { response };
    focus_ring(ui, &response, rect);
    let movable = !matches!(block.state, BlockState::Done | BlockState::Running);
    if movable && let Some(gesture) = pick_up(ui, &response, Target::Block(block.id), block.span(), &canvas.scale, true)
    {
        state.timeline.gesture = Some(gesture);
    }
    if response.clicked() {
        out.push(Intent::Select(Selection::Block(block.id)));
    }
    response.context_menu(|ui| block_menu(ui, block, out));
}

fn block_icon(block: &Block, quadrant: Option<crate::model::Quadrant>) -> Option<egui_material_icons::MaterialIcon> {
    match block.state {
        BlockState::Locked => Some(icons::ICON_LOCK),
        BlockState::Running => Some(icons::ICON_PLAY_CIRCLE),
        BlockState::Done => Some(icons::ICON_CHECK),
        BlockState::Planned => quadrant.map(quadrant_icon),
    }
}

/// Commands for one block.
fn block_menu(ui: &mut Ui, block: &Block, out: &mut Vec<Intent>) {
    ui.set_min_width(170.0);
    let mut set = |ui: &mut Ui, label, command, state| {
        if menu_item(ui, label, command) {
            out.push(Intent::Act(Action::SetBlockState(block.id, state)));
        }
    };
    match block.state {
        BlockState::Running => set(ui, "Stop", Some(Command::StartStop), BlockState::Done),
        BlockState::Done => set(ui, "Not done", None, BlockState::Planned),
        BlockState::Planned | BlockState::Locked => {
            set(ui, "Start", Some(Command::StartStop), BlockState::Running);
            set(ui, "Done", Some(Command::ToggleDone), BlockState::Done);
            if block.state == BlockState::Locked {
                set(ui, "Unlock", Some(Command::ToggleLock), BlockState::Planned);
            } else {
                set(ui, "Lock", Some(Command::ToggleLock), BlockState::Locked);
            }
        }
    }
    if menu_item(ui, "Take off the day", Some(Command::Delete)) {
        out.push(Intent::Act(Action::RemoveBlock(block.id)));
    }
}

struct Look {
    accent: Color32,
    selected: bool,
    missed: bool,
    state: BlockState,
}

fn paint_block(ui: &Ui, rect: Rect, look: &Look, dragged: bool) {
    let palette = palette(ui);
    let hollow = look.missed || look.state == BlockState::Done;
    let fill = if hollow { palette.working } else { palette.tint(look.accent) };
    let line = match (look.selected, look.state) {
        (true, _) => Stroke::new(2.0, palette.accent),
        (false, BlockState::Running) => Stroke::new(2.0, look.accent),
        _ => Stroke::new(1.0, if hollow { palette.hairline } else { look.accent.gamma_multiply(0.45) }),
    };
    let fade = if dragged { 0.4 } else { 1.0 };
    ui.painter().rect(rect, theme::CORNER, fill.gamma_multiply(fade), line, StrokeKind::Inside);
    let bar = Rect::from_min_size(rect.min, vec2(theme::ACCENT_BAR, rect.height()));
    let corners = egui::CornerRadius { nw: 6, sw: 6, ne: 0, se: 0 };
    let accent = if hollow { look.accent.gamma_multiply(0.5) } else { look.accent };
    ui.painter().rect_filled(bar, corners, accent.gamma_multiply(fade));
}

/// Title and detail below it where there is room, else beside it, else the title alone.
/// Returns whether something had to be cut.
pub(super) fn two_lines(ui: &Ui, rect: Rect, title: &str, detail: &str, color: Color32, struck: bool) -> bool {
    let palette = palette(ui);
    let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    if rect.height() >= 38.0 {
        let head = rich_line(ui, &[(title, theme::small_medium(), color)], rect.width(), struck);
        let below = rich_line(ui, &[(detail, theme::small(), palette.secondary)], rect.width(), false);
        let cut = head.elided || below.elided;
        painter.galley(pos2(rect.left(), rect.top() + 5.0), head, color);
        painter.galley(pos2(rect.left(), rect.top() + 20.0), below, color);
        return cut;
    }
    let (bold, plain) = if rect.height() >= 14.0 {
        (theme::small_medium(), theme::small())
    } else {
        (theme::tiny_medium(), theme::tiny_medium())
    };
    let parts = [(title, bold, color), ("  ", plain.clone(), color), (detail, plain, palette.secondary)];
    let galley = rich_line(ui, &parts, rect.width(), struck);
    let cut = galley.elided;
    painter.galley(pos2(rect.left(), rect.center().y - galley.size().y / 2.0), galley, color);
    cut
}

pub(super) fn announce(ui: &Ui, response: &Response, title: &str, details: &str, selected: bool) {
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, selected, title));
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_description(details));
}
