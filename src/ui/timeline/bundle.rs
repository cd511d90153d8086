//! Runs of small items, drawn as one item that unfolds while one of them is selected.

use egui::{
    Align, Align2, Area, Color32, Frame, Id, Layout, Order, Rect, Response, Sense, StrokeKind, Ui, UiBuilder, pos2,
    vec2,
};
use egui_material_icons::icons;

use super::block_menu::block_menu;
use super::canvas::{Canvas, DayPlaces};
use super::ghost::{GhostLook, ghost_gestures};
use super::items::{APART, Ink, ItemWords, after_icon, announce, block_gestures, two_lines};
use super::lanes::LOWEST;
use super::runs::Bundle;
use crate::model::{Action, Block, BlockState, Minutes, Span, StepId, TaskId};
use crate::planner::{PlanEntry, Smallness, Suggestion, small_things};
use crate::ui::command::menu_item;
use crate::ui::context::ViewContext;
use crate::ui::intent::{Intent, Out};
use crate::ui::selection::Selection;
use crate::ui::state::TimelineState;
use crate::ui::theme::{self, palette};
use crate::ui::widgets::{check_box, dashed_outline, focus_ring, line, link_button, paint_line, rich_line};

/// Minimum width of a head with a button.
const ROOM_FOR_ACCEPT: f32 = 220.0;
const ACCEPT: f32 = 72.0;

/// Height of a row in the popover, width of the popover, and of the place of a check box.
const POPOVER_ROW: f32 = 28.0;
const POPOVER: f32 = 300.0;
const TICK: f32 = 20.0;

/// An item of a bundle.
#[derive(Clone, Copy)]
enum Small<'a> {
    Block(&'a Block),
    Ghost(&'a Suggestion),
}

impl Small<'_> {
    fn content(self) -> (TaskId, Option<StepId>, Span) {
        match self {
            Self::Block(block) => (block.task, block.step, block.span()),
            Self::Ghost(ghost) => (ghost.task, ghost.step, ghost.span),
        }
    }

    fn entry(self) -> PlanEntry {
        let (task, step, span) = self.content();
        PlanEntry { span, task, step }
    }

    fn selection(self) -> Selection {
        match self {
            Self::Block(block) => Selection::Block(block.id),
            Self::Ghost(ghost) => Selection::Ghost(ghost.task, ghost.step),
        }
    }

    fn accent(self, ui: &Ui, ctx: &ViewContext) -> Color32 {
        let task = ctx.workspace.any_task(self.content().0);
        palette(ui).accent_of(task.and_then(|task| ctx.quadrant_of(task)))
    }

    fn title(self, ctx: &ViewContext) -> String {
        let (task, step, _) = self.content();
        ctx.title_of(task, step)
    }
}

/// Draws all bundles of the day.
pub(super) fn bundles_ui(ui: &mut Ui, canvas: &Canvas, places: &DayPlaces, state: &mut TimelineState, out: &mut Out) {
    for bundle in places.bundles.iter().filter(|bundle| bundle.rect.intersects(canvas.view)) {
        let (blocks, ghosts) = (&canvas.day.agenda.blocks, &canvas.day.proposal.suggestions);
        let small = |index: &usize| match bundle.sort {
            Smallness::Suggested => Small::Ghost(&ghosts[*index]),
            _ => Small::Block(&blocks[*index]),
        };
        let items: Vec<Small> = bundle.members.iter().map(small).collect();
        bundle_ui(ui, canvas, bundle, &items, state, out);
    }
}

fn bundle_ui(ui: &mut Ui, canvas: &Canvas, bundle: &Bundle, items: &[Small], state: &mut TimelineState, out: &mut Out) {
    let (ctx, palette) = (canvas.ctx, palette(ui));
    let (Some(first), Some(last)) = (items.first(), items.last()) else { return };
    let span = Span::new(first.content().2.start, last.content().2.end);
    let minutes: Minutes = items.iter().map(|it| it.content().2.minutes()).sum();
    let titles = items.iter().map(|it| it.title(ctx)).collect::<Vec<_>>().join(", ");
    let name = small_things(items.len());
    let rect = bundle.rect.with_max_y(bundle.rect.bottom() - APART);
    let in_place = bundle.is_open && !bundle.rows.is_empty();
    let head = if in_place { rect.with_max_y(rect.top() + LOWEST) } else { rect };
    let id = ui.scope_id().with(("bundle", bundle.sort as u8, span.start, canvas.index));
    let response = ui.interact(head, id, Sense::click());
    announce(ui, &response, &name, &format!("{minutes}, {}: {titles}", ctx.words.times(span)), false);
    ui.ctx().accesskit_node_builder(response.id, |node| node.set_expanded(bundle.is_open));

    let loud = bundle.is_open || response.hovered() || response.has_focus();
    let is_ghost = bundle.sort == Smallness::Suggested;
    let calm = bundle.sort != Smallness::Planned && !loud;
    let look = GhostLook::new(ui, !calm);
    ui.painter().rect_filled(rect, theme::CORNER, look.fill);
    match is_ghost {
        true => dashed_outline(ui, rect.shrink(0.5), look.outline),
        false => {
            let stroke = theme::hairline(palette.outline().gamma_multiply(look.opacity));
            ui.painter().rect_stroke(rect, theme::CORNER, stroke, StrokeKind::Inside);
        }
    }
    if !in_place {
        paint_bars(ui, canvas, rect, items, look.opacity);
    }
    let inner = rect.with_min_x(rect.left() + theme::ACCENT_BAR + theme::GAP).with_max_x(rect.right() - theme::GAP);
    let icon = if bundle.is_open { icons::ICON_EXPAND_MORE } else { icons::ICON_CHEVRON_RIGHT };
    let inner = after_icon(ui, head, inner.with_max_y(head.bottom()), icon, palette.secondary);
    let title = format!("{name} · {minutes}");
    let of = if in_place { "" } else { &titles };
    let text = if calm { palette.secondary } else { palette.text };
    let ink = Ink { quiet: calm, ..Ink::new(text, look.fill) };
    let run: Vec<PlanEntry> = items.iter().map(|it| it.entry()).collect();
    // The button covers a part of the head, which is not hovered there.
    let accepts = is_ghost && (loud || response.contains_pointer()) && head.width() > ROOM_FOR_ACCEPT;
    let inner = if accepts { inner.with_max_x(inner.right() - ACCEPT) } else { inner };
    two_lines(ui, inner, &ItemWords::new(ctx, &title, of, span), &ink);
    focus_ring(ui, &response, head);
    let button = accepts.then(|| head.with_min_x(inner.right()));
    run_ui(ui, &response, (bundle.sort, button), run, out);
    if response.clicked() {
        state.also.clear();
        out.push(Intent::Select(if bundle.is_open { Selection::Nothing } else { first.selection() }));
    }
    response.on_hover_text(items.iter().map(|it| it.title(ctx)).collect::<Vec<_>>().join("\n"));
    if in_place {
        for (item, row) in items.iter().zip(&bundle.rows) {
            row_ui(ui, canvas, *item, row.with_max_x(rect.right()), state, out);
        }
    } else if bundle.is_open {
        popover_ui(ui, canvas, rect, items, state, out);
    }
}

/// Offers to accept a run of suggestions and to start it: a button at the end of its head, the menu, a double click.
fn run_ui(ui: &mut Ui, head: &Response, (sort, button): (Smallness, Option<Rect>), run: Vec<PlanEntry>, out: &mut Out) {
    if !matches!(sort, Smallness::Suggested | Smallness::Planned) {
        return;
    }
    let is_ghost = sort == Smallness::Suggested;
    let mut accepted = is_ghost && head.double_clicked();
    if let Some(place) = button {
        let place = place.with_max_x(place.right() - theme::GAP).with_max_y(place.top() + LOWEST);
        let layout = Layout::right_to_left(Align::Center);
        let mut child = ui.new_child(UiBuilder::new().id_salt(head.id).max_rect(place).layout(layout));
        accepted |= link_button(&mut child, "Accept all").clicked();
    }
    let mut started = false;
    head.context_menu(|ui| {
        ui.set_width(theme::MENU);
        started = menu_item(ui, "Start", None);
        accepted |= is_ghost && menu_item(ui, &format!("Accept all {}", run.len()), None);
    });
    if started {
        out.push(Intent::StartRun(run));
    } else if accepted {
        out.push(Intent::AcceptRun(run));
    }
}

/// Draws the accent bar, divided among the items.
fn paint_bars(ui: &Ui, canvas: &Canvas, rect: Rect, items: &[Small], share: f32) {
    let height = rect.height() / items.len() as f32;
    for (at, item) in items.iter().enumerate() {
        let top = rect.top() + height * at as f32;
        let part = Rect::from_min_max(pos2(rect.left(), top), pos2(rect.left() + theme::ACCENT_BAR, top + height));
        let edge = |is_edge: bool| if is_edge { theme::CORNER as u8 } else { 0 };
        let (nw, sw) = (edge(at == 0), edge(at + 1 == items.len()));
        let corners = egui::CornerRadius { nw, sw, ne: 0, se: 0 };
        ui.painter().rect_filled(part, corners, item.accent(ui, canvas.ctx).gamma_multiply(share));
    }
}

/// Draws the rows beside a bundle that has no room to unfold in place.
fn popover_ui(ui: &Ui, canvas: &Canvas, rect: Rect, items: &[Small], state: &mut TimelineState, out: &mut Out) {
    let area = Area::new(Id::unique("bundle")).order(Order::Foreground).pivot(Align2::RIGHT_TOP);
    let area = area.fixed_pos(rect.left_top() - vec2(theme::GAP, 0.0)).constrain_to(ui.ctx().content_rect());
    area.show(ui.ctx(), |ui| {
        Frame::popup(ui.style()).fill(palette(ui).surface).inner_margin(theme::GAP_SMALL).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for item in items {
                let (row, _) = ui.allocate_exact_size(vec2(POPOVER, POPOVER_ROW), Sense::hover());
                row_ui(ui, canvas, *item, row, state, out);
            }
        });
    });
}

/// Draws a row of an unfolded bundle. It takes the same gestures as the item alone.
fn row_ui(ui: &mut Ui, canvas: &Canvas, item: Small, rect: Rect, state: &mut TimelineState, out: &mut Out) {
    let (ctx, palette) = (canvas.ctx, palette(ui));
    let (task, _, span) = item.content();
    let title = item.title(ctx);
    let id = ui.scope_id().with(("small", task, span.start, canvas.index));
    let response = ui.interact(rect, id, Sense::click_and_drag());
    let is_selected =
        ctx.selection == item.selection() || matches!(item, Small::Block(block) if state.also.contains(&block.id));
    let (label, sort) = match item {
        Small::Block(block) => (title.clone(), format!("block, {}, ", block.state)),
        Small::Ghost(_) => (format!("Suggestion: {title}"), String::new()),
    };
    announce(ui, &response, &label, &format!("{sort}{}", ctx.words.times(span)), is_selected);
    let inside = rect.shrink2(vec2(1.0, 0.0));
    if is_selected || response.hovered() {
        let fill = if is_selected { palette.selected_fill() } else { palette.sunken };
        ui.painter().rect_filled(inside, theme::CORNER_CHIP, fill);
    }
    let accent = item.accent(ui, ctx);
    let bar = Rect::from_min_size(inside.min, vec2(theme::ACCENT_BAR, inside.height())).shrink2(vec2(0.0, 1.0));
    ui.painter().rect_filled(bar, theme::CORNER_BAR, accent);
    let left = rect.left() + theme::ACCENT_BAR + theme::GAP;
    let mark = Rect::from_min_max(pos2(left, rect.top()), pos2(left + TICK, rect.bottom()));
    let is_done = matches!(item, Small::Block(block) if block.state == BlockState::Done);
    if let Small::Block(block) = item {
        let next = if is_done { BlockState::Planned } else { BlockState::Done };
        if check_box(ui, mark, id.with("done"), is_done, &format!("Done: {title}"), accent).clicked() {
            out.push(Intent::Act(Action::SetBlockState(block.id, next)));
        }
    }
    let start = if matches!(item, Small::Block(_)) { mark.right() + theme::GAP_SMALL } else { mark.left() };
    let minutes = line(ui, &span.minutes().to_string(), theme::small(), palette.secondary, f32::INFINITY);
    let at = pos2(rect.right() - theme::GAP - minutes.size().x, rect.center().y);
    let color = if is_done { palette.secondary } else { palette.text };
    let galley = rich_line(ui, &[(&title, theme::small(), color)], at.x - start - theme::GAP, is_done);
    let cut = galley.elided;
    paint_line(ui, pos2(start, rect.center().y), galley, color);
    paint_line(ui, at, minutes, palette.secondary);
    focus_ring(ui, &response, inside);
    let response: Response = if cut { response.on_hover_text(title) } else { response };
    match item {
        Small::Block(block) => {
            block_gestures(ui, canvas, block, &response, state, out);
            response.context_menu(|ui| block_menu(ui, ctx, block, None, out));
        }
        Small::Ghost(ghost) => ghost_gestures(ui, canvas, ghost, &response, state, out),
    }
}
