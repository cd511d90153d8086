//! The gap lens: the three pieces of work that fit a gap or the place of a suggestion best.

use egui::{Align, Align2, Area, Frame, Id, Layout, Order, Rect, Role, Sense, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::canvas::Canvas;
use crate::calendar::words::dotted;
use crate::model::{Span, StepId, TaskId};
use crate::planner::estimates::range_words;
use crate::planner::{Proposal, Suggestion};
use crate::ui::command::Command;
use crate::ui::context::{DayView, ViewContext};
use crate::ui::intent::{Intent, Out};
use crate::ui::selection::Selection;
use crate::ui::state::{GapLens, TimelineState};
use crate::ui::theme::{self, palette, quadrant_icon};
use crate::ui::widgets::{
    accent_bar, focus_ring, key_cap, line, link_button, note_ui, paint_icon, paint_line, scrolled_if_higher,
};

/// Width inside the lens, and height of a card.
const WIDTH: f32 = 276.0;
const CARD: f32 = 50.0;
/// Cards in a lens.
const MOST: usize = 3;
/// Inside a card: places of icon and text, middles of the two lines, place of the key, width of the length at most.
const ICON_X: f32 = 18.0;
const TEXT_X: f32 = 32.0;
const TITLE_Y: f32 = 16.0;
const DETAIL_Y: f32 = 36.0;
const KEY_X: f32 = 18.0;
const MOST_LENGTH: f32 = 80.0;
/// Distance of the lens from the day, and of its top from the gap.
const DISTANCE: f32 = 14.0;
const ABOVE: f32 = 44.0;
/// Width and height around the lens that it leaves free.
const AROUND: f32 = 56.0;
/// Height below a gap from which the lens stands there, where it has no room beside the day.
const ROOM_BELOW: f32 = 270.0;

/// A choice of the lens.
struct Choice {
    task: TaskId,
    step: Option<StepId>,
    span: Span,
    /// Whether it is the suggestion itself.
    is_shown: bool,
}

impl Choice {
    fn intent(&self) -> Intent {
        match self.is_shown {
            true => Intent::Accept(self.task, self.step),
            false => Intent::PlanFit { task: self.task, step: self.step, span: self.span },
        }
    }
}

/// Opens the lens over the selected suggestion, keeps that of a gap on the time that is still free, and closes it with its
/// subject.
pub(super) fn follow_subject(ctx: &ViewContext, state: &mut TimelineState) {
    if let Some(selected) = picked(ctx, state) {
        let span = hole_of(ctx, selected);
        if state.lens.as_ref().is_none_or(|lens| lens.span != span) {
            state.lens = Some(GapLens::of(span, false));
        }
        return;
    }
    let Some(lens) = state.lens.take_if(|lens| lens.of_gap && ctx.selection == Selection::Nothing) else {
        state.lens = None;
        return;
    };
    let day = ctx.day_at(lens.span.start);
    let unplanned = Proposal::default();
    let free = day.and_then(|day| {
        // A day that shows no suggestions has whole gaps.
        let still = free_rests(day, &unplanned).find(|free| *free == lens.span);
        still.or_else(|| free_rests(day, &day.proposal).find(|free| free.overlaps(lens.span)))
    });
    state.lens = free.map(|free| if free == lens.span { lens } else { GapLens::of(free, true) });
}

/// Returns the rest of each gap of a day after the suggestions and breaks of a plan.
pub(super) fn free_rests<'a>(day: &'a DayView, proposal: &'a Proposal) -> impl Iterator<Item = Span> + 'a {
    day.gaps.iter().filter_map(|gap| {
        let taken = proposal.suggestions.iter().map(|it| it.span).chain(proposal.breaks.iter().copied());
        let from = taken.filter(|span| span.overlaps(gap.span)).map(|span| span.end).max().unwrap_or(gap.span.start);
        Some(Span::new(from, gap.span.end)).filter(|free| !free.is_empty())
    })
}

/// Returns the selected suggestion on any day; the clicked piece if a task has several.
pub(super) fn picked<'a>(ctx: &ViewContext<'a>, state: &TimelineState) -> Option<&'a Suggestion> {
    let Selection::Ghost(task, step) = ctx.selection else { return None };
    let all = ctx.days.iter().flat_map(|day| &day.proposal.suggestions);
    state.pick(all.filter(move |it| it.task == task && it.step == step))
}

/// Returns the time from a suggestion on to the next one, the next break or the end of its gap.
fn hole_of(ctx: &ViewContext, suggestion: &Suggestion) -> Span {
    let span = suggestion.span;
    let Some(day) = ctx.day_at(span.start) else { return span };
    let gap = day.gaps.iter().find(|gap| gap.span.contains(span.start)).map_or(span.end, |gap| gap.span.end);
    let (others, breaks) = (day.proposal.suggestions.iter().map(|it| it.span), day.proposal.breaks.iter().copied());
    let next = others.chain(breaks).map(|it| it.start).filter(|start| *start >= span.end).min();
    Span::new(span.start, next.map_or(gap, |next| next.min(gap)).max(span.end))
}

/// Draws the open lens beside `rect`, the place of its span on the day.
pub(super) fn lens_ui(ui: &Ui, canvas: &Canvas, rect: Rect, state: &mut TimelineState, out: &mut Out) {
    let shown = picked(canvas.ctx, state).cloned();
    let shows_why = state.why;
    let Some(lens) = &mut state.lens else { return };
    let choices = choices(canvas.ctx, lens, shown.as_ref());
    if let Some(choice) = lens.taken.take().and_then(|n| choices.get(n)) {
        out.push(choice.intent());
    }
    let edge = canvas.view.left();
    let beside = canvas.columns.len() == 1 && edge - ui.ctx().content_rect().left() > WIDTH + AROUND;
    let below = rect.bottom() + ROOM_BELOW < canvas.view.bottom();
    let (at, pivot) = match (beside, below) {
        (true, _) => (pos2(edge - DISTANCE, rect.top() - ABOVE), Align2::RIGHT_TOP),
        (false, true) => (pos2(rect.right() - theme::GAP_SMALL, rect.bottom() + 2.0), Align2::RIGHT_TOP),
        (false, false) => (pos2(rect.right() - theme::GAP_SMALL, rect.top() - 2.0), Align2::RIGHT_BOTTOM),
    };
    if beside {
        bracket_ui(ui, canvas, rect);
    }
    let area = Area::new(Id::unique("gap-lens")).order(Order::Foreground).fixed_pos(at).pivot(pivot);
    area.constrain_to(ui.ctx().content_rect()).show(ui.ctx(), |ui| {
        Frame::popup(ui.style()).fill(palette(ui).surface).inner_margin(theme::GAP_WIDE).show(ui, |ui| {
            ui.set_width(WIDTH);
            ui.spacing_mut().item_spacing.y = theme::CARD_GAP;
            let room = ui.ctx().content_rect().height() - AROUND;
            scrolled_if_higher(ui, room, |ui| {
                inside_ui(ui, canvas.ctx, lens, &choices, (shown.as_ref(), shows_why), out);
            });
        });
    });
}

fn inside_ui(
    ui: &mut Ui,
    ctx: &ViewContext,
    lens: &GapLens,
    choices: &[Choice],
    (shown, shows_why): (Option<&Suggestion>, bool),
    out: &mut Out,
) {
    head_ui(ui, ctx, lens.span);
    for (n, choice) in choices.iter().enumerate() {
        if card_ui(ui, ctx, n, choice, lens.span) {
            out.push(choice.intent());
        }
    }
    match &lens.fits {
        None => drop(note_ui(ui, "Looking…")),
        Some(_) if choices.is_empty() => drop(note_ui(ui, "No open task fits.")),
        Some(_) => {}
    }
    if let Some(shown) = shown {
        answers_ui(ui, shown, out);
        why_ui(ui, ctx, shown, shows_why);
    }
}

/// Returns the suggestion itself first, then fits that are not suggested on that day.
fn choices(ctx: &ViewContext, lens: &GapLens, shown: Option<&Suggestion>) -> Vec<Choice> {
    let first = shown.map(|it| Choice { task: it.task, step: it.step, span: it.span, is_shown: true });
    let day = ctx.day_at(lens.span.start);
    let suggested = |task, step| {
        day.is_some_and(|day| day.proposal.suggestions.iter().any(|it| (it.task, it.step) == (task, step)))
    };
    let others = lens.fits.iter().flatten().filter(|fit| !suggested(fit.task, fit.step));
    let others = others.map(|fit| Choice { task: fit.task, step: fit.step, span: fit.span, is_shown: false });
    first.into_iter().chain(others).take(MOST).collect()
}

/// Paints a bracket at the gap, and a line from it to the lens.
fn bracket_ui(ui: &Ui, canvas: &Canvas, rect: Rect) {
    let rect = rect.intersect(canvas.view);
    let (color, edge) = (palette(ui).accent, canvas.view.left());
    let painter = ui.ctx().layer_painter(egui::LayerId::new(Order::Foreground, ui.scope_id().with("bracket")));
    painter.vline(edge + 1.0, rect.y_range(), theme::thick(color));
    painter.hline(edge - DISTANCE..=edge, rect.center().y, theme::thick(color));
}

fn head_ui(ui: &mut Ui, ctx: &ViewContext, span: Span) {
    ui.horizontal(|ui| {
        let title = format!("What fits {}", ctx.words.times(span));
        ui.label(egui::RichText::new(title).font(theme::body_medium()));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| note_ui(ui, span.minutes().to_string()));
    });
}

/// Draws a choice. Returns whether it was clicked.
fn card_ui(ui: &mut Ui, ctx: &ViewContext, n: usize, choice: &Choice, free: Span) -> bool {
    let Some(task) = ctx.task(choice.task) else { return false };
    let colors = palette(ui);
    let title = ctx.title_of(choice.task, choice.step);
    let length = choice.span.minutes();
    let rest = free.minutes() - length;
    let rest = if rest.is_zero() { "fills it".to_owned() } else { format!("leaves {rest} free") };
    let of = choice.step.map(|_| task.title.clone()).unwrap_or_default();
    let suggested = if choice.is_shown { "suggested" } else { "" };
    let detail = dotted([suggested.to_owned(), rest, of]);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), CARD), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, format!("{}: {title}, {length}, {detail}", n + 1)));
    let edge = if choice.is_shown { theme::thick(colors.accent) } else { theme::hairline(colors.hairline) };
    let fill = if response.hovered() { colors.sunken } else { colors.surface };
    ui.painter().rect(rect, theme::CORNER, fill, edge, StrokeKind::Inside);
    let quadrant = ctx.quadrant_of(task);
    let accent = colors.accent_of(quadrant);
    accent_bar(ui.painter(), rect, theme::CORNER, accent);
    if let Some(quadrant) = quadrant {
        paint_icon(ui, rect.min + vec2(ICON_X, TITLE_Y), quadrant_icon(quadrant), theme::ICON_BLOCK, accent);
    }
    let right = rect.right() - theme::GAP;
    let end = line(ui, &length.to_string(), theme::small(), colors.secondary, MOST_LENGTH);
    let room = right - end.size().x - theme::GAP - rect.left() - TEXT_X;
    paint_line(ui, pos2(right - end.size().x, rect.top() + TITLE_Y), end, colors.secondary);
    let name = line(ui, &title, theme::body_medium(), colors.text, room);
    paint_line(ui, rect.min + vec2(TEXT_X, TITLE_Y), name, colors.text);
    let words = line(ui, &detail, theme::small(), colors.secondary, rect.width() - TEXT_X - 2.0 * KEY_X);
    paint_line(ui, rect.min + vec2(TEXT_X, DETAIL_Y), words, colors.secondary);
    key_cap(ui, pos2(rect.right() - KEY_X, rect.top() + DETAIL_Y), &(n + 1).to_string());
    focus_ring(ui, &response, rect);
    response.on_hover_text(&task.title).clicked()
}

fn answers_ui(ui: &mut Ui, shown: &Suggestion, out: &mut Out) {
    ui.horizontal(|ui| {
        if link_button(ui, "Why").on_hover_text(Command::Why.hint(ui.ctx())).clicked() {
            out.run(Command::Why);
        }
        if link_button(ui, "Not now").on_hover_text(Command::NotNow.hint(ui.ctx())).clicked() {
            out.push(Intent::NotNow(shown.task, shown.step));
        }
    });
}

/// Writes the usual length of the suggested work, and its reason when it is asked for.
fn why_ui(ui: &mut Ui, ctx: &ViewContext, shown: &Suggestion, shows_why: bool) {
    if let Some(range) = ctx.usual(shown.task, shown.step, shown.work) {
        note_ui(ui, range_words(shown.work, Some(range)));
    }
    if !shows_why {
        return;
    }
    for sentence in shown.why.sentences(ctx.workspace, ctx.today.date, ctx.words) {
        note_ui(ui, sentence);
    }
    let score = shown.why.value / 10;
    let details = match shown.why.worth.map(|worth| worth / 10) {
        Some(worth) => format!("Score {score}. Without it, the plan scores {worth} less."),
        None => format!("Score {score}."),
    };
    ui.label(egui::RichText::new(details).font(theme::small()).color(palette(ui).faint));
}
