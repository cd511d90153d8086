//! Events and blocks.

use egui::{Color32, FontId, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};
use egui_material_icons::{MaterialIcon, icons};

use super::block_menu::block_menu;
use super::canvas::{Canvas, DayPlaces};
use super::gesture::pick_up;
use super::hours::now_line_ui;
use super::reading_order::stands_in_time;
use crate::calendar::words;
use crate::model::{Block, BlockId, BlockState, Occurrence, Span};
use crate::ui::command::{Command, menu_item};
use crate::ui::context::ViewContext;
use crate::ui::intent::{Intent, Out};
use crate::ui::selection::Selection;
use crate::ui::state::{DragTarget, TimelineState};
use crate::ui::theme::{self, palette, quadrant_icon};
use crate::ui::widgets::{accent_bar, focus_ring, paint_icon, rich_line};

/// Minimum height of readable text, in points.
const LINE: f32 = 12.0;
/// Below this height text is left out, since it would be cut; the tooltip has it.
const LOWEST_LINE: f32 = 10.0;
/// Height from which a line has the usual size, and from which there are two; their tops.
const SMALL_LINE: f32 = 14.0;
const TWO_LINES: f32 = 36.0;
const FIRST_LINE_Y: f32 = 5.0;
const SECOND_LINE_Y: f32 = 20.0;
/// Width from which a block has its icon, and the greatest distance of the icon's centre from the top.
const ROOM_FOR_ICON: f32 = 70.0;
const ICON_Y: f32 = 14.0;
/// Width of the icon with the space after it.
const ICON_ROOM: f32 = theme::ICON_BLOCK + theme::GAP_SMALL;
/// Distance between an item and its successor.
pub(super) const APART: f32 = 1.5;
/// Opacities: of the edge of a block, of a block that is being dragged.
const EDGE: f32 = 0.45;
const DRAGGED: f32 = 0.4;

/// Draws all events and blocks of the day, overlaps side by side.
pub(super) fn items_ui(ui: &mut Ui, canvas: &Canvas, places: &DayPlaces, state: &mut TimelineState, out: &mut Out) {
    let agenda = &canvas.day.agenda;
    let events = agenda.events.iter().zip(&places.events);
    for (event, rect) in events.filter(|(_, rect)| rect.intersects(canvas.view)) {
        event_ui(ui, canvas, event, *rect, state, out);
    }
    let blocks = agenda.blocks.iter().zip(&places.blocks);
    for (block, rect) in blocks.filter(|(_, rect)| rect.intersects(canvas.view)) {
        block_ui(ui, canvas, block, *rect, state, out);
    }
}

/// Returns the drawn part of an item, so that it is told apart from its successor.
fn apart(rect: Rect) -> Rect {
    rect.with_max_y(rect.bottom() - if rect.height() > LINE + APART { APART } else { 0.0 })
}

/// Returns the text area of an item: the top of its visible part, as long as a line fits.
fn in_view(item: Rect, view: Rect) -> Rect {
    const ROOM: f32 = 18.0;
    item.with_min_y(item.top().max(view.top().min(item.bottom() - ROOM)))
}

fn is_dragged(state: &TimelineState, target: DragTarget) -> bool {
    state.gesture.as_ref().is_some_and(|gesture| gesture.target == target && !gesture.copies)
}

fn event_ui(ui: &mut Ui, canvas: &Canvas, event: &Occurrence, rect: Rect, state: &mut TimelineState, out: &mut Out) {
    let workspace = canvas.ctx.workspace;
    let id = ui.scope_id().with(("event", event.key(), canvas.index));
    let response = ui.interact(rect, id, Sense::click_and_drag());
    let this = Selection::Event(event.event, event.span.start);
    let selected = canvas.ctx.selection == this;
    let tone = workspace.calendars.get(&event.calendar).map(|calendar| calendar.tone).unwrap_or_default();
    let recurs = if event.recurring { ", recurring" } else { "" };
    announce(ui, &response, &event.title, &format!("event{recurs}, {}", canvas.ctx.words.times(event.span)), selected);
    let palette = palette(ui);
    let fill = if event.blocks { palette.event_fill(tone) } else { palette.working };
    let line = match (selected, event.blocks) {
        (true, _) => theme::thick(palette.accent),
        (false, true) => Stroke::NONE,
        (false, false) => theme::pale_line(palette.tone(tone)),
    };
    let target = DragTarget::Event(event.event, event.span.start);
    let faded = is_dragged(state, target);
    let painted = apart(rect);
    ui.painter().rect(
        painted,
        theme::CORNER_CHIP,
        if faded { fill.gamma_multiply(0.5) } else { fill },
        line,
        StrokeKind::Inside,
    );
    now_line_ui(ui, canvas, Some(painted));
    let words = ItemWords::new(canvas.ctx, &event.title, &event.place, event.span);
    let room = in_view(painted, canvas.view).shrink2(vec2(theme::GAP, 0.0));
    let cut = two_lines(ui, room, &words, &Ink::new(palette.text, fill));
    let response = if cut { response.on_hover_text(words.whole()) } else { response };
    focus_ring(ui, &response, rect);
    if let Some(gesture) = pick_up(ui, &response, target, event.span, canvas.columns, true) {
        state.gesture = Some(gesture);
    }
    if response.clicked() {
        state.also.clear();
        out.push(Intent::Select(this));
    }
    if response.double_clicked() {
        out.run(Command::Open);
    }
    response.context_menu(|ui| {
        ui.set_width(theme::MENU);
        if menu_item(ui, "Edit", Some(Command::Open)) {
            out.push(Intent::Select(this));
        }
        if menu_item(ui, "Delete", Some(Command::Delete)) {
            out.push(Intent::RemoveEvent { event: event.event, original: event.span.start });
        }
    });
}

fn block_ui(ui: &mut Ui, canvas: &Canvas, block: &Block, rect: Rect, state: &mut TimelineState, out: &mut Out) {
    let ctx = canvas.ctx;
    let Some(task) = ctx.workspace.any_task(block.task) else { return };
    let step = block.step.and_then(|step| task.step(step));
    let errand = task.small_step().filter(|_| step.is_none());
    let title = errand.as_deref().or(step.map(|step| step.title.as_str())).unwrap_or(&task.title);
    let id = ui.scope_id().with(("block", block.id, canvas.index));
    let response = ui.interact(rect, id, Sense::click_and_drag());
    let selected = ctx.selection == Selection::Block(block.id) || state.also.contains(&block.id);
    let missed = block.is_missed(ctx.now.local);
    let timed = canvas.day.actual.iter().any(|(_, session)| session.block == Some(block.id));
    let done = block.state == BlockState::Done && !(timed && ctx.workspace.is_open(block.task, block.step));
    let words = match block.state {
        BlockState::Done if !done => "not finished".to_owned(),
        _ => words::block_state(block, ctx.now.local),
    };
    announce(ui, &response, title, &format!("block, {words}, {}", canvas.ctx.words.times(block.span())), selected);
    let look =
        Look { accent: palette(ui).accent_of(ctx.quadrant_of(task)), selected, missed, done, state: block.state };
    let painted = apart(rect);
    let fill = paint_block(ui, painted, &look, is_dragged(state, DragTarget::Block(block.id)));
    now_line_ui(ui, canvas, Some(painted.with_min_x(painted.left() + theme::ACCENT_BAR)));
    let of = if title == task.title { "" } else { &task.title };
    let words = ItemWords::new(ctx, title, of, block.span());
    let icon = block_icon(&look, ctx.quadrant_of(task));
    let cut = block_words(ui, in_view(painted, canvas.view), icon, (&look, fill), &words);
    let response = if cut { response.on_hover_text(words.whole()) } else { response };
    focus_ring(ui, &response, rect);
    block_gestures(ui, canvas, block, &response, state, out);
    if response.secondary_clicked() {
        state.menu_at = ui.input(|input| input.pointer.interact_pos()).map(|at| canvas.columns.at(at));
    }
    let at = state.menu_at;
    response.context_menu(|ui| block_menu(ui, ctx, block, at, out));
}

/// Draws the icon, title and detail of a block. Returns whether text was cut.
fn block_words(
    ui: &Ui,
    rect: Rect,
    icon: Option<MaterialIcon>,
    (look, fill): (&Look, Color32),
    words: &ItemWords,
) -> bool {
    let mut inner =
        rect.with_min_x(rect.left() + theme::ACCENT_BAR + theme::GAP).with_max_x(rect.right() - theme::GAP_SMALL);
    if let Some(icon) = icon.filter(|_| rect.height() >= LINE && rect.width() >= ROOM_FOR_ICON) {
        inner = after_icon(ui, rect, inner, icon, look.accent);
    }
    let color = if look.missed { palette(ui).secondary } else { palette(ui).text };
    two_lines(ui, inner, words, &Ink { struck: look.done, ..Ink::new(color, fill) })
}

/// Paints the icon of an item at the left of its text area. Returns the rest of the area.
pub(super) fn after_icon(ui: &Ui, item: Rect, text: Rect, icon: MaterialIcon, color: Color32) -> Rect {
    let at = pos2(text.left() + theme::ICON_BLOCK / 2.0, item.top() + (item.height() / 2.0).min(ICON_Y));
    paint_icon(ui, at, icon, theme::ICON_BLOCK.min(item.height()), color);
    text.with_min_x(text.left() + ICON_ROOM)
}

/// Handles the gestures on a block: select, extend the selection, open the popover, drag.
pub(super) fn block_gestures(
    ui: &Ui,
    canvas: &Canvas,
    block: &Block,
    response: &Response,
    state: &mut TimelineState,
    out: &mut Out,
) {
    let movable = !matches!(block.state, BlockState::Done | BlockState::Running);
    if movable
        && let Some(mut gesture) =
            pick_up(ui, response, DragTarget::Block(block.id), block.span(), canvas.columns, true)
    {
        let all = || state.also.iter().copied().chain(main_block(canvas.ctx));
        if gesture.moves() && all().any(|id| id == block.id) {
            let can_move = |id: &BlockId| {
                let other = canvas.ctx.workspace.blocks.get(id);
                *id != block.id && other.is_some_and(|it| it.state.is_open())
            };
            gesture.along = all().filter(can_move).collect();
        }
        state.gesture = Some(gesture);
    }
    if response.double_clicked() {
        state.popover = Some(block.id);
    }
    if response.clicked() {
        let add = ui.input(|input| input.modifiers.command || input.modifiers.shift);
        let also = &mut state.also;
        if add && canvas.ctx.selection != Selection::Block(block.id) {
            if !also.remove(&block.id) {
                also.insert(block.id);
            }
            return;
        }
        also.clear();
        out.push(Intent::Select(Selection::Block(block.id)));
    }
}

fn main_block(ctx: &ViewContext) -> Option<BlockId> {
    match ctx.selection {
        Selection::Block(block) => Some(block),
        _ => None,
    }
}

fn block_icon(look: &Look, quadrant: Option<crate::model::Quadrant>) -> Option<MaterialIcon> {
    match look.state {
        BlockState::Locked => Some(icons::ICON_LOCK),
        BlockState::Running => Some(icons::ICON_PLAY_CIRCLE),
        BlockState::Done if look.done => Some(icons::ICON_CHECK),
        BlockState::Planned | BlockState::Done => quadrant.map(quadrant_icon),
    }
}

struct Look {
    accent: Color32,
    selected: bool,
    missed: bool,
    /// Whether its task or step is done, or the block was ticked; worked time alone does not count.
    done: bool,
    state: BlockState,
}

/// Returns the fill.
fn paint_block(ui: &Ui, rect: Rect, look: &Look, dragged: bool) -> Color32 {
    let palette = palette(ui);
    let hollow = look.missed || look.state == BlockState::Done;
    let fill = if hollow { palette.working } else { palette.tint(look.accent) };
    let line = match (look.selected, look.state) {
        (true, _) => theme::thick(palette.accent),
        (false, BlockState::Running) => theme::thick(look.accent),
        _ => theme::hairline(if hollow { palette.hairline } else { look.accent.gamma_multiply(EDGE) }),
    };
    let fade = if dragged { DRAGGED } else { 1.0 };
    ui.painter().rect(rect, theme::CORNER, fill.gamma_multiply(fade), line, StrokeKind::Inside);
    let accent = if hollow { look.accent.gamma_multiply(0.5) } else { look.accent };
    accent_bar(ui.painter(), rect, theme::CORNER, accent.gamma_multiply(fade));
    fill
}

/// The look of an item's words.
pub(super) struct Ink {
    /// The colour of the title.
    pub(super) color: Color32,
    /// The fill of the item.
    pub(super) behind: Color32,
    pub(super) struck: bool,
    /// Whether the title is regular, not medium.
    pub(super) quiet: bool,
}

impl Ink {
    pub(super) fn new(color: Color32, behind: Color32) -> Self {
        Self { color, behind, struck: false, quiet: false }
    }

    fn title(&self) -> FontId {
        if self.quiet { theme::small() } else { theme::small_medium() }
    }
}

/// The words of an item.
pub(super) struct ItemWords<'a> {
    pub(super) title: &'a str,
    /// The task of a step, or the place of an event; may be empty.
    pub(super) of: &'a str,
    /// "09:40–09:50", for the second line.
    pub(super) times: String,
    /// "09:40", at the end of a single line.
    pub(super) start: String,
    /// Whether the title is cut before the start goes.
    pub(super) keeps_start: bool,
}

impl<'a> ItemWords<'a> {
    pub(super) fn new(ctx: &ViewContext, title: &'a str, of: &'a str, span: Span) -> Self {
        Self { title, of, times: ctx.words.times(span), start: ctx.words.time(span.start), keeps_start: false }
    }

    fn second(&self) -> String {
        if self.of.is_empty() { self.times.clone() } else { format!("{} · {}", self.times, self.of) }
    }

    /// Returns all words, for a tooltip.
    pub(super) fn whole(&self) -> String {
        format!("{}\n{}", self.title, self.second())
    }
}

/// Draws the words of an item over its fill, so that no line crosses them: title above times, or in a single line the
/// title with the start at the right. Where room is short the start goes before the title is cut, unless it is kept;
/// nothing if no line fits. Returns whether something is missing.
pub(super) fn two_lines(ui: &Ui, rect: Rect, words: &ItemWords, ink: &Ink) -> bool {
    let title = words.title;
    let (color, struck) = (ink.color, ink.struck);
    if rect.height() < LOWEST_LINE {
        return true;
    }
    let palette = palette(ui);
    let painter = ui.painter().with_clip_rect(rect.expand2(vec2(2.0, 0.0)).intersect(ui.clip_rect()));
    let write = |at: egui::Pos2, galley: std::sync::Arc<egui::Galley>| {
        painter.rect_filled(
            Rect::from_min_size(at, galley.size()).expand2(vec2(2.0, -1.0)).intersect(rect.shrink2(vec2(-2.0, 1.0))),
            0.0,
            ink.behind,
        );
        painter.galley(at, galley, color);
    };
    if rect.height() >= TWO_LINES {
        let head = rich_line(ui, &[(title, ink.title(), color)], rect.width(), struck);
        let below = rich_line(ui, &[(words.second().as_str(), theme::small(), palette.secondary)], rect.width(), false);
        let cut = head.elided || below.elided;
        write(pos2(rect.left(), rect.top() + FIRST_LINE_Y), head);
        write(pos2(rect.left(), rect.top() + SECOND_LINE_Y), below);
        return cut;
    }
    let (bold, plain) = if rect.height() >= SMALL_LINE {
        (ink.title(), theme::small())
    } else {
        let font = theme::tiny_medium(rect.height());
        (font.clone(), font)
    };
    let start = rich_line(ui, &[(words.start.as_str(), plain.clone(), palette.secondary)], f32::INFINITY, false);
    let alone = rich_line(ui, &[(title, bold.clone(), color)], f32::INFINITY, false).size().x;
    let room = rect.width() - start.size().x - theme::GAP;
    let has_start = alone <= room || words.keeps_start;
    let parts = [(title, bold, color), ("  ", plain.clone(), color), (words.of, plain, palette.secondary)];
    let galley = rich_line(ui, &parts, if has_start { room } else { rect.width() }, struck);
    let cut = galley.elided || !has_start || rect.height() < LINE;
    write(pos2(rect.left(), rect.center().y - galley.size().y / 2.0), galley);
    if has_start {
        write(pos2(rect.right() - start.size().x, rect.center().y - start.size().y / 2.0), start);
    }
    cut
}

pub fn announce(ui: &Ui, response: &Response, title: &str, details: &str, selected: bool) {
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, true, selected, title));
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_description(details));
    stands_in_time(ui, response.rect.top(), response.id);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_in_view_while_a_line_of_them_fits() {
        let view = Rect::from_min_max(pos2(0.0, 100.0), pos2(200.0, 400.0));
        let top = |from: f32, to: f32| in_view(Rect::from_min_max(pos2(0.0, from), pos2(200.0, to)), view).top();
        assert_eq!(top(150.0, 300.0), 150.0, "what begins in view has them at its top");
        assert_eq!(top(-200.0, 300.0), 100.0, "what began above has them at the top of the view");
        assert_eq!(top(-200.0, 110.0), 92.0, "they leave with its end");
        assert_eq!(top(96.0, 106.0), 96.0, "what is low has them where it is");
    }
}
