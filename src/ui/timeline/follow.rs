//! The preview of a drag under way, with times.

use egui::{Color32, Rect, StrokeKind, Ui, Vec2, vec2};

use super::canvas::{Canvas, raster};
use super::lanes::LOWEST;
use super::push::yields;
use crate::model::Span;
use crate::ui::intent::{Intent, Out};
use crate::ui::state::{DragTarget, EventDraft, Gesture, TimelineState, Yielded};
use crate::ui::theme::{self, palette};
use crate::ui::widgets::line;

/// Distance above and below the hours at which a drag is still inside.
const BEYOND: f32 = 40.0;
/// The preview of an item: the opacity of its fill, the minimum width of its text.
const FILL: f32 = 0.18;
const LEAST_TEXT: f32 = 90.0;
/// The words at the pointer outside: maximum width, distance from the pointer, margin.
const MOST_WORDS: f32 = 200.0;
const FROM_POINTER: Vec2 = vec2(14.0, 6.0);
const WORDS_MARGIN: Vec2 = vec2(theme::GAP, theme::GAP_SMALL);

/// Moves the dragged item with the pointer, previews it, and handles the drop.
pub(super) fn follow_ui(ui: &mut Ui, canvas: &Canvas, state: &mut TimelineState, out: &mut Out) {
    let Some(mut gesture) = state.gesture.take() else { return };
    if ui.input(|input| input.key_pressed(egui::Key::Escape)) {
        let is_new = std::mem::take(&mut state.new_what_if);
        if gesture.target == DragTarget::WhatIf {
            out.push(if is_new { Intent::DropQuestion } else { Intent::AskEvent(gesture.original) });
        }
        return;
    }
    if let Some(at) = ui.input(|input| input.pointer.interact_pos()) {
        let inside = canvas.view.expand2(vec2(theme::GAP, BEYOND)).contains(at);
        gesture.follow(canvas.columns, at, raster(ui, canvas.grid), inside);
        gesture.modify(ui.input(|input| input.modifiers));
        gesture.yielded = yielded(canvas, &gesture);
    }
    if gesture.target == DragTarget::WhatIf {
        ask_live(&gesture, state, out);
    }
    if gesture.outside {
        outside_ui(ui, &gesture);
    } else {
        preview_all(ui, canvas, &gesture);
    }
    let released = ui.input(|input| input.pointer.any_released() || !input.pointer.any_down());
    state.new_what_if &= !released;
    if !released {
        state.gesture = Some(gesture);
    } else if gesture.target == DragTarget::Empty {
        state.create = Some(EventDraft::new(gesture.span));
    } else {
        out.extend(gesture.drop(canvas.ctx));
    }
}

/// Asks about a previewed meeting while it is dragged.
fn ask_live(gesture: &Gesture, state: &TimelineState, out: &mut Out) {
    if !gesture.outside && state.asked.as_ref().is_none_or(|asked| asked.span != gesture.span) {
        out.push(Intent::AskEvent(gesture.span));
    }
}

fn yielded(canvas: &Canvas, gesture: &Gesture) -> Vec<Yielded> {
    let (Some(how), DragTarget::Block(block)) = (gesture.yields, gesture.target) else { return Vec::new() };
    let Some(day) = canvas.ctx.day_at(gesture.span.start) else { return Vec::new() };
    let moving: Vec<_> = std::iter::once(block).chain(gesture.along.iter().copied()).collect();
    yields(&day.agenda, &moving, gesture.span, how, &canvas.ctx.workspace.settings, canvas.ctx.now.local)
}

fn preview_all(ui: &Ui, canvas: &Canvas, gesture: &Gesture) {
    let workspace = canvas.ctx.workspace;
    let title = |id| workspace.blocks.get(id).and_then(|it| workspace.title_of(it.task, it.step)).unwrap_or_default();
    for it in &gesture.yielded {
        preview(ui, canvas, it.span, Some(title(&it.block)), palette(ui).secondary);
    }
    for other in gesture.along.iter().filter_map(|id| workspace.blocks.get(id)) {
        let span = other.span();
        let moved = Span::new(span.start + gesture.delta(), span.end + gesture.delta());
        preview(ui, canvas, moved, Some(title(&other.id)), palette(ui).accent);
    }
    let name = gesture.copies.then_some("Copy");
    preview(ui, canvas, gesture.span, name, palette(ui).accent);
}

/// Draws the preview of an item at its new place, with times.
pub(super) fn preview(ui: &Ui, canvas: &Canvas, span: Span, title: Option<&str>, color: Color32) {
    let palette = palette(ui);
    for (part, (_, rect)) in canvas.columns.rects(span, LOWEST).enumerate() {
        let line_color = theme::stroke(color);
        ui.painter().rect(rect, theme::CORNER, color.gamma_multiply(FILL), line_color, StrokeKind::Inside);
        if part > 0 {
            continue;
        }
        let times = format!("{}  {}", canvas.ctx.words.times(span), span.minutes());
        let text = title.map_or(times.clone(), |title| format!("{title}  {times}"));
        let room = (rect.width() - 2.0 * theme::GAP).max(LEAST_TEXT);
        let galley = line(ui, &text, theme::small_medium(), palette.text, room);
        let chip = Rect::from_min_size(rect.left_top() + vec2(theme::GAP, 2.0), galley.size());
        ui.painter().rect_filled(chip.expand2(vec2(theme::GAP_SMALL, 1.0)), theme::CORNER_CHIP, palette.surface);
        ui.painter().galley(chip.min, galley, palette.text);
    }
}

fn outside_ui(ui: &Ui, gesture: &Gesture) {
    let Some(at) = ui.input(|input| input.pointer.interact_pos()) else { return };
    let words = match gesture.target {
        DragTarget::Block(_) if gesture.along.is_empty() => "Unplan".to_owned(),
        DragTarget::Block(_) => format!("Unplan {}", gesture.along.len() + 1),
        DragTarget::WhatIf => "Discard".to_owned(),
        _ => "Keep in place".to_owned(),
    };
    let galley = line(ui, &words, theme::small_medium(), palette(ui).text, MOST_WORDS);
    let painter = ui.ctx().layer_painter(egui::LayerId::new(egui::Order::Tooltip, ui.scope_id().with("outside")));
    let rect = Rect::from_min_size(at + FROM_POINTER, galley.size() + 2.0 * WORDS_MARGIN);
    let hairline = theme::hairline(palette(ui).hairline);
    painter.rect(rect, theme::CORNER, palette(ui).surface, hairline, StrokeKind::Inside);
    painter.galley(rect.min + WORDS_MARGIN, galley, palette(ui).text);
}
