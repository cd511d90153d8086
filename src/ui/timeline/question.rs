//! Questions on the timeline: the scope of a series edit, and the effect of a previewed meeting.

use chrono::NaiveDateTime;
use egui::{Align2, Id, Order, Rect, Role, Sense, StrokeKind, Ui, Vec2, WidgetInfo, pos2, vec2};
use strum::IntoEnumIterator as _;

use super::canvas::Canvas;
use super::gesture::pick_up;
use super::lanes::LOWEST;
use crate::calendar::words;
use crate::calendar::{OccurrenceEdit, Scope};
use crate::model::Span;
use crate::planner::WhatIf;
use crate::ui::command::Command;
use crate::ui::context::ViewContext;
use crate::ui::intent::{Intent, Out};
use crate::ui::selection::Selection;
use crate::ui::state::{DragTarget, SeriesQuestion, TimelineState};
use crate::ui::theme::{self, palette};
use crate::ui::widgets::{focus_ring, hatch, line, text_button};

/// The handle of a previewed meeting, and the radius of the ground of its mark.
const HANDLE: Vec2 = vec2(26.0, 22.0);
const HANDLE_MARK: f32 = 7.0;
/// A previewed meeting: opacities of hatching and fill, margin around the words.
const HATCH: f32 = 0.45;
const FILL: f32 = 0.85;
const CHIP_MARGIN: Vec2 = vec2(3.0, 1.0);
/// Height below the meeting from which its effect stands there, and the distance between the two.
const ROOM_BELOW: f32 = 90.0;
const DISTANCE: f32 = 3.0;

impl SeriesQuestion {
    /// Returns whether the edit can have this scope. An imported series keeps its own fields, except for busy; a single
    /// occurrence has no rule.
    fn allows(&self, scope: Scope) -> bool {
        match scope {
            Scope::This => !matches!(self.edit, OccurrenceEdit::Repeat(_)),
            Scope::Following => true,
            Scope::All => !self.imported || matches!(self.edit, OccurrenceEdit::Busy(_)),
        }
    }

    /// Returns the pending edit in words: the occurrence and its new value.
    fn words(&self, ctx: &ViewContext) -> String {
        let shown = ctx.occurrence(Selection::Event(self.event, self.original)).map(|it| it.title.as_str());
        let event = ctx.workspace.events.get(&self.event).map(|event| event.title.as_str());
        let title = shown.or(event).unwrap_or("the event");
        let day = |at: NaiveDateTime| words::weekday_day_from(at.date(), ctx.today.date);
        let on = day(self.original);
        let text = |what: &str, new: &str| match new {
            "" => format!("Clear the {what} of \"{title}\" on {on}?"),
            _ => format!("Change the {what} of \"{title}\" on {on} to \"{new}\"?"),
        };
        match &self.edit {
            OccurrenceEdit::Span(span) if span.start.date() == self.original.date() => {
                format!("Change the time of \"{title}\" on {on} to {}?", ctx.words.times(*span))
            }
            OccurrenceEdit::Span(span) => format!("Move \"{title}\" from {on} to {}?", day(span.start)),
            OccurrenceEdit::WholeDays => format!("Make \"{title}\" on {on} a whole-day event?"),
            OccurrenceEdit::TimeOfDay(from, _) => format!("Start \"{title}\" on {on} at {}?", ctx.words.time(*from)),
            OccurrenceEdit::Title(new) => text("title", new),
            OccurrenceEdit::Place(new) => text("place", new),
            OccurrenceEdit::Notes(_) => format!("Change the notes of \"{title}\" on {on}?"),
            OccurrenceEdit::Busy(true) => format!("Block time for \"{title}\" on {on}?"),
            OccurrenceEdit::Busy(false) => format!("Keep the time of \"{title}\" on {on} free?"),
            OccurrenceEdit::Repeat(_) => format!("Change the recurrence of \"{title}\" from {on} on?"),
            OccurrenceEdit::Remove => format!("Delete \"{title}\" on {on}?"),
        }
    }
}

/// Asks for the scope: this occurrence, this and following, or all.
pub(super) fn series_ui(ui: &mut Ui, ctx: &ViewContext, state: &mut TimelineState, out: &mut Out) {
    let Some(question) = &mut state.series else { return };
    // The key or button that opened the question must not answer it.
    let held = ui.input(|input| {
        let key = |key| input.key_pressed(key) || input.key_down(key);
        key(egui::Key::Enter) || key(egui::Key::Space) || input.pointer.any_down()
    });
    let just_asked = !question.asked && !held;
    question.asked |= just_asked;
    let question = &*question;
    let mut answer = None;
    let area = egui::Area::new(Id::unique("series")).order(Order::Foreground).pivot(Align2::CENTER_CENTER);
    let shown = area.fixed_pos(ui.max_rect().center()).constrain_to(ui.ctx().content_rect()).show(ui.ctx(), |ui| {
        egui::Frame::popup(ui.style()).fill(palette(ui).surface).inner_margin(theme::GAP_WIDE).show(ui, |ui| {
            ui.set_max_width(theme::POPUP);
            ui.label(egui::RichText::new(question.words(ctx)).font(theme::body_medium()));
            ui.horizontal(|ui| {
                for (at, scope) in Scope::iter().filter(|scope| question.allows(*scope)).enumerate() {
                    let name = match scope {
                        Scope::This => "This one",
                        Scope::Following => "This and following",
                        Scope::All => "All",
                    };
                    let button = text_button(ui, name, at == 0);
                    if just_asked && at == 0 {
                        button.request_focus();
                    }
                    if button.clicked() {
                        answer = Some(Some(scope));
                    }
                }
                if text_button(ui, "Cancel", false).clicked() {
                    answer = Some(None);
                }
            });
        });
    });
    let elsewhere = |input: &egui::InputState| {
        let at = input.pointer.interact_pos().filter(|_| input.pointer.any_pressed());
        at.is_some_and(|at| !shown.response.rect.contains(at))
    };
    if ui.input(|input| input.key_pressed(egui::Key::Escape) || (question.asked && elsewhere(input))) {
        answer = Some(None);
    }
    if !question.asked {
        return;
    }
    if let Some(answer) = answer
        && let Some(SeriesQuestion { event, original, edit, .. }) = state.series.take()
    {
        out.extend(answer.map(|scope| Intent::EditOccurrence { event, original, edit, scope: Some(scope) }));
    }
}

/// Draws a handle to drag a previewed meeting onto the day; a click previews the next half hour.
pub fn what_if_handle_ui(ui: &mut Ui, state: &mut TimelineState, out: &mut Out) {
    let (rect, response) = ui.allocate_exact_size(HANDLE, Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, "What if a meeting"));
    let color = if response.hovered() { palette(ui).accent } else { palette(ui).secondary };
    hatch(ui, rect, color.gamma_multiply(HATCH));
    ui.painter().rect_stroke(rect, theme::CORNER_CHIP, theme::hairline(color), StrokeKind::Inside);
    let mark = theme::small_medium();
    ui.painter().circle_filled(rect.center(), HANDLE_MARK, palette(ui).background);
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, "?", mark, color);
    focus_ring(ui, &response, rect);
    if response.drag_started_by(egui::PointerButton::Primary) {
        state.new_what_if = true;
    }
    let hint = "Drag onto the day to preview a meeting";
    let response = response.on_hover_cursor(egui::CursorIcon::Grab).on_hover_text(hint);
    if response.clicked() {
        out.run(Command::AskEvent);
    }
}

/// Draws the previewed meeting, hatched, with its effect and Keep: at its place among the other items, or at its time
/// before the planner has answered.
pub(super) fn event_ui(ui: &mut Ui, canvas: &Canvas, at: Option<Rect>, state: &mut TimelineState, out: &mut Out) {
    let Some(asked) = state.asked.clone() else { return };
    let at_its_time = || Some(canvas.columns.rects(asked.span, LOWEST).next()?.1);
    let Some(rect) = at.or_else(at_its_time) else { return };
    let palette = palette(ui);
    let response = ui.interact(rect, ui.scope_id().with("what-if-event"), Sense::click_and_drag());
    let label = format!("What if a meeting {}", canvas.ctx.words.times(asked.span));
    response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, &label));
    ui.painter().rect_filled(rect, theme::CORNER_LANE, palette.surface.gamma_multiply(FILL));
    hatch(ui, rect, palette.accent.gamma_multiply(HATCH));
    ui.painter().rect_stroke(rect, theme::CORNER_LANE, theme::stroke(palette.accent), StrokeKind::Inside);
    let words = format!("What if  {}", canvas.ctx.words.times(asked.span));
    let galley = line(ui, &words, theme::small_medium(), palette.text, rect.width() - theme::PAD);
    let chip = Rect::from_min_size(rect.left_top() + vec2(theme::GAP, 2.0), galley.size());
    ui.painter().rect_filled(chip.expand2(CHIP_MARGIN), theme::CORNER_LANE, palette.surface);
    ui.painter().galley(chip.min, galley, palette.text);
    if let Some(gesture) = pick_up(ui, &response, DragTarget::WhatIf, asked.span, canvas.columns, true) {
        state.gesture = Some(gesture);
    }
    let beside = canvas.view.left() - ui.ctx().content_rect().left() >= theme::POPUP;
    let below = rect.bottom() + ROOM_BELOW < canvas.view.bottom();
    let (at, pivot) = match (beside, below) {
        (true, _) => (pos2(canvas.view.left() - theme::GAP, rect.top()), Align2::RIGHT_TOP),
        (false, true) => (pos2(rect.right(), rect.bottom() + DISTANCE), Align2::RIGHT_TOP),
        (false, false) => (pos2(rect.right(), rect.top() - DISTANCE), Align2::RIGHT_BOTTOM),
    };
    let area = egui::Area::new(Id::unique("what-if")).order(Order::Foreground).fixed_pos(at).pivot(pivot);
    area.constrain_to(ui.ctx().content_rect()).show(ui.ctx(), |ui| {
        egui::Frame::popup(ui.style()).fill(palette.surface).inner_margin(theme::GAP).show(ui, |ui| {
            ui.set_max_width(theme::POPUP_NARROW);
            for words in consequences(canvas.ctx, asked.span, asked.answer.as_deref()) {
                ui.label(egui::RichText::new(words).font(theme::small()).color(palette.text));
            }
            ui.horizontal(|ui| {
                ui.add_enabled_ui(asked.is_answered, |ui| {
                    if text_button(ui, "Keep as event", true).clicked() {
                        out.push(Intent::KeepEvent);
                    }
                });
                if text_button(ui, "Discard", false).clicked() {
                    out.push(Intent::DropQuestion);
                }
            });
        });
    });
}

/// Returns the overlaps and effects of a previewed meeting, one per line.
fn consequences(ctx: &ViewContext, span: Span, answer: Option<&WhatIf>) -> Vec<String> {
    const MOST: usize = 3;
    let Some(answer) = answer else { return vec!["Working it out…".into()] };
    let title = |task, step| ctx.workspace.title_of(task, step).unwrap_or("a task").to_owned();
    let events = ctx.day_at(span.start).into_iter().flat_map(|day| &day.agenda.events);
    let taken = events.filter(|it| it.blocks && it.span.overlaps(span));
    let mut lines: Vec<_> = taken.take(MOST).map(|it| format!("Overlaps \"{}\"", it.title)).collect();
    // Keeping the meeting moves blocks. Suggestions are planned again.
    let is_block = |task, step, span: Span| {
        ctx.workspace.blocks.values().any(|it| (it.task, it.step, it.span()) == (task, step, span))
    };
    let moved = &answer.diff.moved;
    lines.extend(moved.iter().take(MOST).map(|(now, before)| {
        let (name, to, from) =
            (title(now.task, now.step), ctx.words.time(now.span.start), ctx.words.time(before.start));
        match is_block(now.task, now.step, *before) {
            true => format!("{name}: {to} instead of {from}"),
            false => format!("{name}: {to} instead of {from} (suggested)"),
        }
    }));
    if moved.len() > MOST {
        lines.push(format!("{} more move", moved.len() - MOST));
    }
    let dropped = &answer.diff.dropped;
    lines.extend(dropped.iter().take(MOST).map(|gone| {
        let why = answer.why_gone(gone).map(|why| why.sentence(ctx.workspace, ctx.words)).unwrap_or_default();
        format!("Left out: {}. {why}", title(gone.task, gone.step))
    }));
    if dropped.len() > MOST {
        lines.push(format!("{} more left out", dropped.len() - MOST));
    }
    if lines.is_empty() {
        lines.push("Nothing has to move.".into());
    }
    lines
}
