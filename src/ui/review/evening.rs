//! Unfinished blocks of a day, each moved by one key, and closing the day.

use egui::{Key, Response, Sense, StrokeKind, TextEdit, Ui, Vec2, WidgetInfo, vec2};

use crate::calendar::words;
use crate::exchange::parse_date;
use crate::model::{BlockId, PlanningDay, Task, TaskId};
use crate::review::{BlockOutcome, DayReview, PlannedBlock};
use crate::ui::command::Command;
use crate::ui::context::ViewContext;
use crate::ui::intent::{Intent, Out, ReviewIntent};
use crate::ui::morning::{THIRD_TIME, third_time_ui};
use crate::ui::state::{OtherDay, ReviewState};
use crate::ui::theme::{self, palette};
use crate::ui::widgets::{
    DraftField, draft_field, focus_ring, line, link_button, note_ui, paragraph_ui, rich_line, text_button,
};

/// Width of the bar beside the chosen block.
const CHOSEN_BAR: f32 = 3.0;
/// Maximum width of time and length in a row.
const MOST_DETAIL: f32 = 110.0;
/// Height of a button with its key, the space between them, and the maximum widths of text and key.
const KEY_BUTTON: f32 = 26.0;
const KEY_BUTTON_GAP: f32 = 6.0;
const MOST_KEY_TEXT: f32 = 120.0;
const MOST_KEY: f32 = 30.0;
/// A proposal for tomorrow: its height, and the radius of its mark.
const FIRST: f32 = 36.0;
const RADIO: f32 = 7.0;

/// Draws the unfinished blocks. `next` is their default target day.
pub(super) fn left_ui(
    ui: &mut Ui,
    ctx: &ViewContext,
    review: &DayReview,
    next: PlanningDay,
    state: &mut ReviewState,
    out: &mut Out,
) {
    let chosen = state.chosen_left(&review.left);
    for (n, it) in review.left.iter().enumerate() {
        let is_chosen = chosen == Some(it.block.id);
        let colors = palette(ui);
        let fill = colors.sunken;
        if !is_chosen {
            if ui.push_id(it.block.id, |ui| row_ui(ui, ctx, it)).inner {
                state.left_at = n;
            }
            continue;
        }
        let shown =
            egui::Frame::new().fill(fill).corner_radius(theme::CORNER).inner_margin(theme::GAP).show(ui, |ui| {
                ui.set_width(ui.available_width());
                ui.push_id(it.block.id, |ui| entry_ui(ui, ctx, it, next, state, out));
            });
        if review.left.len() > 1 {
            let bar = shown.response.rect.with_max_x(shown.response.rect.left() + CHOSEN_BAR);
            ui.painter().rect_filled(bar, theme::CORNER_BAR, colors.accent);
        }
    }
    if review.left.len() > 1 {
        paragraph_ui(ui, "Arrow keys choose, letters act on the chosen block.");
    }
}

/// Draws a block that is not chosen, on one line. Returns whether it was clicked.
fn row_ui(ui: &mut Ui, ctx: &ViewContext, it: &PlannedBlock) -> bool {
    let colors = palette(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), theme::ROW), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Button, true, format!("Choose {}", it.title)));
    if response.hovered() {
        ui.painter().rect_filled(rect, theme::CORNER, colors.sunken);
    }
    let detail = format!("{} · {}", ctx.words.time(it.block.start), it.planned);
    let end = line(ui, &detail, theme::small(), colors.secondary, MOST_DETAIL);
    let inner = rect.shrink2(vec2(theme::GAP, 0.0));
    let title = line(ui, &it.title, theme::body(), colors.text, inner.width() - end.size().x - theme::GAP);
    let middle = |height: f32| rect.center().y - height / 2.0;
    let (width, height) = (end.size().x, end.size().y);
    ui.painter().galley(egui::pos2(inner.left(), middle(title.size().y)), title, colors.text);
    ui.painter().galley(egui::pos2(inner.right() - width, middle(height)), end, colors.secondary);
    focus_ring(ui, &response, rect);
    response.on_hover_text(&it.title).clicked()
}

fn entry_ui(
    ui: &mut Ui,
    ctx: &ViewContext,
    it: &PlannedBlock,
    next: PlanningDay,
    state: &mut ReviewState,
    out: &mut Out,
) {
    let id = it.block.id;
    ui.add(egui::Label::new(&it.title).wrap());
    let length = match it.became {
        BlockOutcome::Unfinished => format!("{} not finished", it.planned),
        _ => it.planned.to_string(),
    };
    paragraph_ui(ui, words::dotted([ctx.words.time(it.block.start), length, words::carried_over(it.carried)]));
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = Vec2::splat(KEY_BUTTON_GAP);
        let mut ask = |ui: &mut Ui, text: &str, command: Command, intent: Option<Intent>| {
            let clicked = key_button(ui, text, &it.title, command);
            out.extend(intent.filter(|_| clicked));
            clicked
        };
        let day = next_words(next, ctx.today);
        ask(ui, &day, Command::LeftToNextDay, Some(Intent::Review(ReviewIntent::MoveLeft(id, next))));
        if ask(ui, "Another day", Command::LeftToAnotherDay, None) {
            state.ask_for_day(id);
        }
        ask(ui, "Matrix", Command::LeftToMatrix, Some(Intent::Review(ReviewIntent::BackToMatrix(id))));
        ask(ui, "Drop", Command::LeftDrop, Some(Intent::Review(ReviewIntent::Drop(id))));
    });
    if it.carried >= THIRD_TIME {
        ui.horizontal_wrapped(|ui| {
            paragraph_ui(ui, "Carried over three times:");
            third_time_ui(ui, it.block.task, ctx, out);
        });
    }
    if state.other_day.as_ref().is_some_and(|other| other.block == id) {
        other_day_ui(ui, ctx, id, state, out);
    }
}

/// Returns "Today", "Tomorrow" or "Monday".
fn next_words(next: PlanningDay, today: PlanningDay) -> String {
    match next {
        next if next == today => "Today".into(),
        next if next == today.plus(1) => "Tomorrow".into(),
        next => words::weekday(next.date),
    }
}

/// Draws a small button with its key.
fn key_button(ui: &mut Ui, text: &str, what: &str, command: Command) -> bool {
    let colors = palette(ui);
    let key = command.keys_text(ui.ctx()).unwrap_or_default();
    let text_shown = line(ui, text, theme::small(), colors.text, MOST_KEY_TEXT);
    let key_shown = line(ui, &key, theme::small_medium(), colors.accent, MOST_KEY);
    let cap = key_shown.size().x + theme::GAP_WIDE;
    let width = text_shown.size().x + cap + 2.0 * theme::GAP;
    let (rect, response) = ui.allocate_exact_size(vec2(width, KEY_BUTTON), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Button, true, format!("{text}: {what}")));
    let fill = if response.hovered() { colors.hairline } else { colors.surface };
    ui.painter().rect(rect, theme::CORNER, fill, theme::hairline(colors.hairline), StrokeKind::Inside);
    let at = rect.left_center() + vec2(theme::GAP, 0.0);
    ui.painter().galley(at - vec2(0.0, key_shown.size().y / 2.0), key_shown, colors.accent);
    let half = text_shown.size().y / 2.0;
    ui.painter().galley(at + vec2(cap - theme::GAP_SMALL, -half), text_shown, colors.text);
    focus_ring(ui, &response, rect);
    response.on_hover_text(format!("{text}: {what} ({key})")).clicked()
}

/// Draws the target day field, with buttons for the coming week.
fn other_day_ui(ui: &mut Ui, ctx: &ViewContext, block: BlockId, state: &mut ReviewState, out: &mut Out) {
    let Some(OtherDay { mut text, opened, .. }) = state.other_day.take() else { return };
    let (enter, elsewhere) = ui.input(|input| {
        let pointer = input.pointer.any_pressed() || input.pointer.any_down() || input.pointer.any_released();
        (input.key_pressed(Key::Enter), pointer || input.key_pressed(Key::Tab))
    });
    let mut chosen = None;
    ui.add_space(theme::GAP_SMALL);
    let field = TextEdit::singleline(&mut text).id_salt("other-day").hint_text("fri, 3 dec, in 2 weeks");
    let response = ui.add(field.desired_width(f32::INFINITY)).accessible_name("To which day");
    if opened {
        response.request_focus();
    }
    ui.horizontal_wrapped(|ui| {
        for day in (2..=7).map(|days| ctx.today.plus(days)) {
            if link_button(ui, &words::weekday_number(day.date)).clicked() {
                chosen = Some(day);
            }
        }
    });
    let entered = response.lost_focus() && enter;
    if entered {
        let date = parse_date(&text, &ctx.reading()).filter(|date| *date >= ctx.today.date);
        chosen = date.map(|date| PlanningDay { date, ..ctx.today });
        if chosen.is_none() {
            out.push(Intent::Toast(format!("\"{text}\" is not a future day. Try fri, 3 dec or in 2 weeks.")));
            response.request_focus();
        }
    }
    match chosen {
        Some(day) => out.push(Intent::Review(ReviewIntent::MoveLeft(block, day))),
        // Escape removes the focus; the pointer and Tab may be on their way to a button.
        None if response.lost_focus() && !enter && !elsewhere => {}
        None => state.other_day = Some(OtherDay { block, text, opened: false }),
    }
}

/// Draws the end of the day: a note, the first task of tomorrow, and Done for today.
pub(super) fn evening_ui(ui: &mut Ui, ctx: &ViewContext, review: &DayReview, first: &[TaskId], out: &mut Out) {
    ui.label(egui::RichText::new("One line about the day").font(theme::body_medium()));
    let field = DraftField { hint: "A line about the day", width: f32::INFINITY, lines: 1, ..DraftField::default() };
    let salt = ("reflection", review.day.date);
    if let Some(text) = draft_field(ui, "A line about the day", salt, &review.written.reflection, field) {
        let mut next = review.written.clone();
        next.reflection = text;
        out.push(Intent::Review(ReviewIntent::Write(Box::new(next))));
    }
    if review.day != ctx.today {
        if review.written.done_for_today.is_some() {
            paragraph_ui(ui, "The day is closed.");
        }
        return;
    }
    first_ui(ui, ctx, review, first, out);
    ui.add_space(theme::PAD);
    if review.written.done_for_today.is_some() {
        paragraph_ui(ui, "Done for today.");
        return;
    }
    let hint = Command::DoneForToday.hint(ui.ctx());
    ui.horizontal_wrapped(|ui| {
        if text_button(ui, "Done for today", true).on_hover_text(hint).clicked() {
            out.push(Intent::Review(ReviewIntent::DoneForToday));
        }
        let words = match review.left.iter().filter(|it| it.became != BlockOutcome::Unfinished).count() {
            0 => return,
            1 => "Moves the open block back to the matrix".to_owned(),
            count => format!("Moves {} back to the matrix", words::counted(count, "open block", "open blocks")),
        };
        note_ui(ui, words);
    });
}

/// Draws the proposals for the first task of tomorrow, or the chosen one.
fn first_ui(ui: &mut Ui, ctx: &ViewContext, review: &DayReview, first: &[TaskId], out: &mut Out) {
    let chosen = review.written.first_tomorrow.and_then(|task| ctx.workspace.any_task(task));
    let offered = first.iter().filter_map(|id| ctx.task(*id)).map(|task| &**task);
    let tasks: Vec<&Task> = chosen.map_or_else(|| offered.collect(), |task| vec![task]);
    if tasks.is_empty() {
        return;
    }
    ui.add_space(theme::PAD);
    ui.label(egui::RichText::new("Start tomorrow with").font(theme::body_medium()));
    for task in tasks {
        if first_row_ui(ui, ctx, task, chosen.is_some()).clicked() && chosen.is_none() {
            out.push(Intent::Review(ReviewIntent::FirstTomorrow(task.id)));
        }
    }
}

fn first_row_ui(ui: &mut Ui, ctx: &ViewContext, task: &Task, is_chosen: bool) -> Response {
    let colors = palette(ui);
    let step = task.next_step();
    let title = step.map_or(&task.title, |step| &step.title);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), FIRST), Sense::click());
    let spoken = if is_chosen { format!("Tomorrow starts with: {title}") } else { title.clone() };
    response.widget_info(|| WidgetInfo::selected(egui::Role::RadioButton, !is_chosen, is_chosen, &spoken));
    let fill = if is_chosen { Some(colors.selected_fill()) } else { response.hovered().then_some(colors.sunken) };
    if let Some(fill) = fill {
        ui.painter().rect_filled(rect, theme::CORNER, fill);
    }
    let center = rect.left_center() + vec2(theme::GAP + RADIO, 0.0);
    let color = if is_chosen { colors.accent } else { colors.secondary };
    ui.painter().circle_stroke(center, RADIO, theme::thick(color));
    if is_chosen {
        ui.painter().circle_filled(center, RADIO / 2.0, color);
    }
    let due = task.due.map(|due| format!("due {}", ctx.words.due(due, ctx.today))).unwrap_or_default();
    let of = step.map(|_| task.title.clone()).unwrap_or_default();
    let detail = format!("  {}", words::dotted([of, due]));
    let parts = [(title.as_str(), theme::body_medium(), colors.text), (&*detail, theme::small(), colors.secondary)];
    let left = center.x + RADIO + theme::GAP;
    let galley = rich_line(ui, &parts, rect.right() - left - theme::GAP, false);
    ui.painter().galley(egui::pos2(left, rect.center().y - galley.size().y / 2.0), galley, colors.text);
    focus_ring(ui, &response, rect);
    response.on_hover_text(&task.title)
}
