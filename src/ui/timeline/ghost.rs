//! Suggestions and the rest of their gaps.

use egui::{Color32, Rect, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::canvas::{Canvas, DayPlaces};
use super::gesture::pick_up;
use super::hours::now_line_ui;
use super::items::{APART, Ink, ItemWords, after_icon, announce, two_lines};
use super::lanes::LOWEST;
use super::lens::{self, free_rests, picked};
use super::reading_order::stands_in_time;
use crate::calendar::words::dotted;
use crate::model::{Quadrant, Span};
use crate::planner::{Proposal, Suggestion};
use crate::ui::intent::{Intent, Out};
use crate::ui::selection::Selection;
use crate::ui::state::{DragTarget, GapLens, TimelineState};
use crate::ui::theme::{self, palette, quadrant_icon};
use crate::ui::widgets::{accent_bar, dashed_outline, focus_ring, hatch, line};

/// Free time: height from which it has a label, and from which the label is at its top; distance from there, margin.
const FREE_LINE: f32 = 15.0;
const FREE_TOP: f32 = 30.0;
const FREE_Y: f32 = 6.0;
const FREE_MARGIN: f32 = 3.0;
/// Opacity of a suggestion that is neither hovered nor selected.
const QUIET: f32 = 0.6;

/// Labels the free rest of each gap with its length.
pub(super) fn gaps_ui(ui: &mut Ui, canvas: &Canvas, places: &DayPlaces, state: &mut TimelineState, out: &mut Out) {
    let shown = canvas.change.map(|change| &change.plan);
    let unplanned = Proposal::default();
    let own = if canvas.shows_ghosts { &*canvas.day.proposal } else { &unplanned };
    let proposal = shown.unwrap_or(own);
    for free in free_rests(canvas.day, own).filter(|_| shown.is_none()) {
        gap_ui(ui, canvas, places, free, state, out);
    }
    let day = canvas.day.agenda.day.span();
    for rest in proposal.breaks.iter().filter(|rest| day.contains(rest.start)) {
        let rect = canvas.rect(*rest, theme::CORNER_LANE).shrink2(vec2(0.0, 1.0));
        if rect.intersects(canvas.view) {
            hatch(ui, rect, palette(ui).outline().gamma_multiply(0.5));
            let response = ui.interact(rect, ui.scope_id().with(("rest", rest.start)), Sense::hover());
            response.widget_info(|| {
                WidgetInfo::labeled(Role::Label, true, format!("Break {}", canvas.ctx.words.times(*rest)))
            });
            stands_in_time(ui, rect.top(), response.id);
            response.on_hover_text(format!("Break, {}", rest.minutes()));
        }
    }
}

fn gap_ui(ui: &mut Ui, canvas: &Canvas, places: &DayPlaces, free: Span, state: &mut TimelineState, out: &mut Out) {
    let palette = palette(ui);
    let rect = canvas.rect(free, theme::CORNER_CHIP).shrink2(vec2(0.0, 1.0));
    if !rect.intersects(canvas.view) {
        return;
    }
    let response = ui.interact(rect, ui.scope_id().with(("gap", free.start)), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("Free {}", canvas.ctx.words.times(free))));
    stands_in_time(ui, rect.top(), response.id);
    focus_ring(ui, &response, rect);
    if response.clicked() {
        out.push(Intent::Select(Selection::Nothing));
        state.lens = Some(GapLens::of(free, true));
    }
    let rect = places.clear_of(rect);
    if rect.height() >= FREE_LINE {
        let words = free_words(canvas, free);
        let galley = line(ui, &words, theme::small(), palette.secondary, rect.width() - theme::PAD);
        let y = if rect.height() < FREE_TOP { rect.center().y - galley.size().y / 2.0 } else { rect.top() + FREE_Y };
        let at = pos2(rect.left() + theme::GAP_WIDE, y);
        // Hour lines must not cross the text.
        let words = Rect::from_min_size(at, galley.size()).expand2(vec2(FREE_MARGIN, 0.0));
        ui.painter().rect_filled(words.intersect(rect.shrink(1.0)), 0.0, palette.working);
        ui.painter().galley(at, galley, palette.secondary);
    }
}

/// Returns "2 h free"; "Free until 17:30" if nothing follows before the end of today's working hours.
fn free_words(canvas: &Canvas, free: Span) -> String {
    let agenda = &canvas.day.agenda;
    let last = agenda.working.last().is_some_and(|span| span.end == free.end);
    if last && agenda.day == canvas.ctx.today && canvas.columns.len() == 1 {
        return format!("Free until {} · {}", canvas.ctx.words.time(free.end), free.minutes());
    }
    format!("{} free", free.minutes())
}

/// Draws the suggestions and the open lens.
pub(super) fn ghosts_ui(ui: &mut Ui, canvas: &Canvas, places: &DayPlaces, state: &mut TimelineState, out: &mut Out) {
    let proposal = canvas.day.proposal.clone();
    let placed = proposal.suggestions.iter().zip(&places.suggestions);
    for (suggestion, rect) in placed.filter(|(_, rect)| rect.intersects(canvas.view)) {
        ghost_ui(ui, canvas, suggestion, *rect, state, out);
    }
    let Some(span) = state.lens.as_ref().filter(|_| state.gesture.is_none()).map(|lens| lens.span) else { return };
    let place = match picked(canvas.ctx, state) {
        Some(it) => proposal.suggestions.iter().position(|other| other == it).map(|at| places.of_suggestion(at)),
        None => canvas.day.agenda.day.span().contains(span.start).then(|| canvas.rect(span, LOWEST)),
    };
    if let Some(rect) = place.filter(|rect| rect.intersects(canvas.view)) {
        lens::lens_ui(ui, canvas, rect, state, out);
    }
}

fn ghost_ui(
    ui: &mut Ui,
    canvas: &Canvas,
    suggestion: &Suggestion,
    rect: Rect,
    state: &mut TimelineState,
    out: &mut Out,
) {
    let ctx = canvas.ctx;
    let Some(task) = ctx.task(suggestion.task) else { return };
    let step = suggestion.step.and_then(|step| task.step(step));
    let errand = task.small_step().filter(|_| step.is_none());
    let title = errand.as_deref().or(step.map(|step| step.title.as_str())).unwrap_or(&task.title);
    let key = (suggestion.task, suggestion.step);
    let response =
        ui.interact(rect, ui.scope_id().with(("ghost", key, suggestion.span.start)), Sense::click_and_drag());
    let selected = picked(ctx, state) == Some(suggestion);
    let label = format!("Suggestion: {title}");
    announce(ui, &response, &label, &canvas.ctx.words.times(suggestion.span), selected);
    let quadrant = ctx.quadrant_of(task);
    let target = DragTarget::Ghost(key.0, key.1);
    if state.gesture.as_ref().is_some_and(|gesture| gesture.target == target) {
        return;
    }
    let is_lit = canvas.lit == Some(suggestion.task);
    let loud = selected || is_lit || response.hovered() || response.has_focus();
    let painted = rect.with_max_y(rect.bottom() - APART);
    let inner = paint(ui, canvas, painted, quadrant, loud);
    let of = if title == task.title { "" } else { &task.title };
    let guess = if suggestion.why.factors.guess { "a guess" } else { "" };
    let mut words = ItemWords::new(ctx, title, of, suggestion.span);
    words.times = dotted([words.times, guess.to_owned()]);
    let colors = palette(ui);
    let ink = match loud {
        true => Ink::new(colors.text, colors.surface),
        false => Ink { quiet: true, ..Ink::new(colors.secondary, colors.working) },
    };
    let cut = two_lines(ui, inner, &words, &ink);
    focus_ring(ui, &response, rect);
    ghost_gestures(ui, canvas, suggestion, &response, state, out);
    let reason = suggestion.why.reason(canvas.ctx.today.date, canvas.ctx.words);
    response.on_hover_text(if cut { format!("{}\n{reason}", words.whole()) } else { reason.to_string() });
}

/// Handles the gestures on a suggestion: select, accept, drag.
pub(super) fn ghost_gestures(
    ui: &Ui,
    canvas: &Canvas,
    suggestion: &Suggestion,
    response: &Response,
    state: &mut TimelineState,
    out: &mut Out,
) {
    let key = (suggestion.task, suggestion.step);
    if response.contains_pointer() {
        state.hovered = Some(key);
    }
    if response.drag_started() {
        state.picked = Some(suggestion.span.start);
    }
    let target = DragTarget::Ghost(key.0, key.1);
    if let Some(gesture) = pick_up(ui, response, target, suggestion.span, canvas.columns, true) {
        state.gesture = Some(gesture);
    }
    if response.clicked() {
        state.picked = Some(suggestion.span.start);
        out.push(Intent::Select(Selection::Ghost(key.0, key.1)));
    }
    if response.double_clicked() {
        out.push(Intent::Accept(key.0, key.1));
    }
}

/// The colours of a suggestion, quiet or loud (hovered, focused, selected).
pub(super) struct GhostLook {
    pub fill: Color32,
    pub outline: Color32,
    /// Opacity of the accent.
    pub opacity: f32,
}

impl GhostLook {
    pub fn new(ui: &Ui, loud: bool) -> Self {
        let palette = palette(ui);
        match loud {
            true => Self { fill: palette.surface, outline: palette.accent, opacity: 1.0 },
            false => Self { fill: palette.working, outline: palette.outline().gamma_multiply(QUIET), opacity: QUIET },
        }
    }
}

/// Paints a suggestion without its text, quiet or `loud` (hovered, focused, selected). Returns the text area.
fn paint(ui: &Ui, canvas: &Canvas, rect: Rect, quadrant: Option<Quadrant>, loud: bool) -> Rect {
    let (accent, look) = (palette(ui).accent_of(quadrant), GhostLook::new(ui, loud));
    ui.painter().rect_filled(rect, theme::CORNER, look.fill);
    now_line_ui(ui, canvas, Some(rect));
    dashed_outline(ui, rect.shrink(0.5), look.outline);
    accent_bar(ui.painter(), rect, theme::CORNER, accent.gamma_multiply(look.opacity));
    let mut inner = rect.with_min_x(rect.left() + theme::ACCENT_BAR + theme::GAP).with_max_x(rect.right() - theme::GAP);
    if let Some(quadrant) = quadrant.filter(|_| rect.height() >= theme::ICON_BLOCK) {
        inner = after_icon(ui, rect, inner, quadrant_icon(quadrant), accent);
    }
    inner
}
