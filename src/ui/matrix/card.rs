//! One card.

use std::sync::Arc;

use chrono::NaiveDateTime;
use egui::{Color32, Rect, Response, Role, Sense, StrokeKind, Ui, Vec2, WidgetInfo, pos2, vec2};
use egui_material_icons::{MaterialIcon, icons};
use strum::IntoEnumIterator as _;

use super::details::{Detail, ICON_ROOM, ICON_X, details, paint_details};
use super::drop::back_to_inbox;
use super::{bulk, link};
use crate::calendar::words;
use crate::model::{
    Action, Block, BlockId, BlockState, Minutes, Outcome, Quadrant, Span, StepEdit, StepId, Task, TaskId,
};
use crate::ui::command::{Command, menu_item};
use crate::ui::context::ViewContext;
use crate::ui::intent::{Intent, Out};
use crate::ui::selection::{Dragged, Selection};
use crate::ui::state::MatrixState;
use crate::ui::theme::{self, palette};
use crate::ui::widgets::{
    accent_bar, check_box, dashed_outline, focus_ring, line, paint_centred, paint_icon, paint_line, progress_ring,
    rich_line,
};

/// Height of the two lines of a card.
const TEXT_HEIGHT: f32 = theme::CARD_TITLE_HEIGHT + theme::CARD_LINE_HEIGHT;

/// Greatest width of a due date.
const LONGEST_DUE: f32 = 130.0;
/// Side of the place of the check box, and width of that of a step.
const TICK: f32 = 24.0;
const STEP_TICK: f32 = 20.0;
/// The time of the planned block: maximum width, space beside it, both sides together, opacity of the fill.
const MOST_TIME: f32 = 60.0;
const CHIP_PADDING: f32 = 12.0;
const CHIP_FILL: f32 = 0.14;
/// Side of the mark of unwritten work.
const UNWRITTEN_MARK: f32 = 12.0;
/// Duration of the rise of the next step, in animation times.
const RISE: f64 = 1.2;

/// Returns whether the steps are done and the estimate may hold more.
fn has_unwritten_line(task: &Task) -> bool {
    !task.steps.is_empty() && task.next_step().is_none() && task.estimate.is_some()
}

/// The line below a card's title in the place of the details.
#[derive(Default)]
struct NextLine {
    title: String,
    /// Suffixes of the title, the longest first; the first one that fits is shown.
    lengths: Vec<String>,
}

/// Returns the next step with its length, the errand of a delegated task, or the unwritten work after the last step.
fn next_line(task: &Task, ctx: &ViewContext) -> Option<NextLine> {
    if let Some(errand) = task.small_step() {
        let when = task.delegated.as_ref().and_then(|it| it.follow_up).filter(|_| task.is_handed_over());
        let lengths =
            when.map(|date| format!(" · {}", words::weekday_day_from(date, ctx.today.date))).into_iter().collect();
        return Some(NextLine { title: errand, lengths });
    }
    let Some(step) = task.next_step() else {
        let title = || words::unwritten(ctx.unwritten(task));
        return has_unwritten_line(task).then(|| NextLine { title: title(), ..NextLine::default() });
    };
    let left = ctx.left(task);
    let lengths = step.estimate.map_or_else(Vec::new, |minutes| {
        let length = ctx.length_words(task.id, Some(step.id), minutes);
        let of_all = (minutes < left).then(|| format!("  {length} of {left}"));
        of_all.into_iter().chain([format!("  {length}")]).collect()
    });
    Some(NextLine { title: step.title.clone(), lengths })
}

/// Data of a card besides its task.
pub(super) struct Card<'a> {
    pub task: &'a Task,
    pub rect: Rect,
    pub quadrant: Quadrant,
    pub selected: bool,
    /// Closed just now.
    pub fading: bool,
}

/// Draws a card and handles the pointer on it.
pub(super) fn card_ui(ui: &mut Ui, card: &Card, ctx: &ViewContext, state: &mut MatrixState, out: &mut Out) {
    let task = card.task;
    let id = ui.scope_id().with(("card", task.id));
    let response = ui.interact(card.rect, id, Sense::click_and_drag());
    announce(ui, &response, task, card.selected, ctx);
    let plan = CardPlan::of(card, ctx);
    paint_frame(ui, card, &plan, &response);
    let accent = palette(ui).quadrant(card.quadrant);
    let left = card.rect.left() + theme::ACCENT_BAR + theme::CARD_PADDING;
    let mut row = Rect::from_min_size(
        pos2(left, card.rect.center().y - TEXT_HEIGHT / 2.0),
        vec2(card.rect.right() - theme::CARD_PADDING - left, theme::CARD_TITLE_HEIGHT),
    );
    let tick = Rect::from_center_size(pos2(left + theme::CHECK_BOX / 2.0, row.center().y), Vec2::splat(TICK));
    let name = format!("Done: {}", task.title);
    let ticked = if task.steps.is_empty() || card.fading {
        check_box(ui, tick, id.with("done"), card.fading, &name, accent)
    } else {
        let (done, all) = task.progress();
        let share = done as f32 / all.max(1) as f32;
        progress_ring(ui, tick, id.with("done"), share, &name, accent)
            .on_hover_text(format!("{done} of {}", words::counted(all, "step", "steps")))
    };
    if ticked.clicked() {
        let action = if card.fading { Action::ReopenTask(task.id) } else { Action::CloseTask(task.id, Outcome::Done) };
        out.push(Intent::Act(action));
    }
    row.min.x = left + theme::CHECK_BOX + theme::GAP;
    let response = if text_ui(ui, card, row, &plan, ctx, out) { response.on_hover_text(&task.title) } else { response };
    if card.fading {
        return choose_ui(ui, &response, task, ctx, state, out);
    }
    link::target_ui(ui, task, card.rect, out);
    link::handle_ui(ui, task, card.rect, id);
    pointer_ui(ui, &response, task, ctx, state, out);
}

/// Handles clicks on a card.
fn choose_ui(ui: &Ui, card: &Response, task: &Task, ctx: &ViewContext, state: &mut MatrixState, out: &mut Out) {
    if card.clicked() {
        bulk::click(ui, task.id, ctx, state, out);
    }
    if card.double_clicked() {
        out.run(Command::Open);
    }
}

/// Handles clicks, drags and the menu of an open card.
pub(super) fn pointer_ui(
    ui: &Ui,
    card: &Response,
    task: &Task,
    ctx: &ViewContext,
    state: &mut MatrixState,
    out: &mut Out,
) {
    choose_ui(ui, card, task, ctx, state, out);
    if card.drag_started() {
        let mut others = state.chosen(ctx);
        if !others.remove(&task.id) {
            others.clear();
        }
        card.dnd_set_drag_payload(Dragged { task: task.id, step: None, others });
    }
    card.context_menu(|ui| {
        let all = state.chosen(ctx);
        if all.len() > 1 && all.contains(&task.id) {
            return bulk::menu_ui(ui, ctx, &all, out);
        }
        card_menu(ui, task.id, ctx, out);
    });
}

/// Tells the title, the next step and the details of a task to screen readers.
pub(super) fn announce(ui: &Ui, response: &Response, task: &Task, selected: bool, ctx: &ViewContext) {
    let enabled = ui.is_enabled();
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, enabled, selected, &task.title));
    ui.ctx().accesskit_node_builder(response.id, |node| {
        let next = next_line(task, ctx);
        let next = next.map(|it| format!("next: {}{}", it.title, it.lengths.first().map_or("", String::as_str)));
        let details = details(task, ctx).into_iter().map(Detail::spoken);
        node.set_description(next.into_iter().chain(details).collect::<Vec<_>>().join(", "));
    });
}

fn paint_frame(ui: &Ui, card: &Card, plan: &CardPlan, response: &Response) {
    let palette = palette(ui);
    let dragged = response.dragged();
    let fill = if dragged || card.fading || plan.covers_all { palette.sunken } else { palette.surface };
    let line = if card.selected {
        theme::thick(palette.accent)
    } else if response.hovered() {
        theme::hairline(palette.outline())
    } else {
        theme::hairline(palette.hairline)
    };
    ui.painter().rect(card.rect, theme::CORNER, fill, line, StrokeKind::Inside);
    let accent = palette.quadrant(card.quadrant);
    let accent = if dragged || plan.covers_all { accent.gamma_multiply(0.5) } else { accent };
    accent_bar(ui.painter(), card.rect, theme::CORNER, accent);
    focus_ring(ui, response, card.rect);
}

/// The open blocks of a card's task on today's plan.
struct CardPlan {
    /// The start of the first block: of the next step, or of the task as a whole.
    next: Option<NaiveDateTime>,
    /// Whether they are as long as all that is left.
    covers_all: bool,
}

impl CardPlan {
    fn of(card: &Card, ctx: &ViewContext) -> Self {
        let task = card.task;
        let open = |block: &&Arc<Block>| block.state != BlockState::Done && block.span().end > ctx.now.local;
        let blocks = || ctx.now_day.agenda.blocks.iter().filter(|block| block.task == task.id).filter(open);
        let next = task.next_step().map(|step| step.id);
        let of_next = blocks().filter(|block| block.step == next || block.step.is_none());
        let planned: Minutes = blocks().map(|block| block.minutes).sum();
        Self {
            next: of_next.map(|block| block.start).min(),
            covers_all: !card.fading && !planned.is_zero() && planned >= ctx.left(task),
        }
    }
}

/// Draws the start of the planned block, at the right end of a line. Returns the room that is left.
fn chip_ui(ui: &mut Ui, row: Rect, start: NaiveDateTime, ctx: &ViewContext) -> Rect {
    let palette = palette(ui);
    let words = ctx.words.time(start.time());
    let galley = line(ui, &words, theme::small(), palette.accent, MOST_TIME);
    let width = galley.size().x + CHIP_PADDING;
    let chip = Rect::from_min_max(pos2(row.right() - width, row.top()), row.max);
    ui.painter().rect_filled(chip, chip.height() / 2.0, palette.accent.gamma_multiply(CHIP_FILL));
    paint_centred(ui, chip.center(), galley, palette.accent);
    row.with_max_x(chip.left() - theme::GAP)
}

/// Draws the lines of a card. Returns whether the title was cut.
fn text_ui(ui: &mut Ui, card: &Card, mut row: Rect, plan: &CardPlan, ctx: &ViewContext, out: &mut Out) -> bool {
    let palette = palette(ui);
    let task = card.task;
    let color = match (card.fading, plan.covers_all) {
        (true, _) => palette.faint,
        (_, true) => palette.secondary,
        _ => palette.text,
    };
    let font = if card.fading || plan.covers_all { theme::body() } else { theme::body_medium() };
    let next = next_line(task, ctx);
    let room = line(ui, &task.title, font.clone(), color, f32::INFINITY).size().x;
    let marks = Marks::of(ui, task, next.is_some(), ctx, plan);
    // The title needs the room, and the line below has some.
    let below = next.is_none() && room + theme::GAP + marks.width > row.width();
    let head = if below { row } else { marks.paint(ui, row) };
    let title = rich_line(ui, &[(&task.title, font, color)], head.width(), card.fading);
    let cut = title.elided;
    paint_line(ui, pos2(row.left(), row.center().y), title, color);
    row = row.translate(vec2(0.0, theme::CARD_TITLE_HEIGHT));
    row.set_height(theme::CARD_LINE_HEIGHT);
    row.max.x = card.rect.right() - theme::CARD_PADDING;
    let inner = plan.next.filter(|_| !card.fading).map_or(row, |start| chip_ui(ui, row, start, ctx));
    match next {
        Some(next) => step_line_ui(ui, card, plan, inner, &next, out),
        None => paint_details(ui, if below { marks.paint(ui, inner) } else { inner }, task, ctx, plan.covers_all),
    }
    cut
}

/// The due date at the right end of a line, and icons that the line of a step has no room for.
struct Marks {
    /// Words, icon, colour and width of each, from the right.
    all: Vec<(Arc<egui::Galley>, Option<MaterialIcon>, Color32, f32)>,
    /// Width of all in points.
    width: f32,
}

impl Marks {
    fn of(ui: &Ui, task: &Task, has_step: bool, ctx: &ViewContext, plan: &CardPlan) -> Self {
        let marks = details(task, ctx).into_iter().filter(|it| it.is_due() || (has_step && it.is_mark()));
        let shape = |detail: Detail| {
            let color = detail.color(ui, plan.covers_all);
            let icon = detail.icon.filter(|_| !detail.is_calm_due());
            let words = if detail.is_due() { detail.text.as_str() } else { "" };
            let galley = line(ui, words, theme::small(), color, LONGEST_DUE);
            let width = galley.size().x + if icon.is_some() { ICON_ROOM } else { 0.0 };
            (galley, icon, color, width)
        };
        let all: Vec<_> = marks.map(shape).collect::<Vec<_>>().into_iter().rev().collect();
        Self { width: all.iter().map(|(.., width)| width + theme::GAP_SMALL).sum(), all }
    }

    /// Paints them. Returns the room that is left.
    fn paint(&self, ui: &Ui, row: Rect) -> Rect {
        let mut right = row.right();
        for (galley, icon, color, width) in &self.all {
            if let Some(icon) = icon {
                paint_icon(ui, pos2(right - width + ICON_X, row.center().y), *icon, theme::ICON_SMALL, *color);
            }
            paint_line(ui, pos2(right - galley.size().x, row.center().y), galley.clone(), *color);
            right -= width + theme::GAP_SMALL;
        }
        row.with_max_x(right - theme::GAP_SMALL)
    }
}

/// Draws the next step with its check box, or the line in its place. A ticked step is struck through, then the next
/// one rises.
fn step_line_ui(ui: &mut Ui, card: &Card, plan: &CardPlan, row: Rect, words: &NextLine, out: &mut Out) {
    let palette = palette(ui);
    let task = card.task;
    let column = row.left() - theme::GAP - theme::CHECK_BOX / 2.0;
    let next = task.next_step().filter(|_| task.delegated.is_none());
    let Some(step) = next.filter(|_| !card.fading) else {
        if next.is_none() && has_unwritten_line(task) && task.delegated.is_none() {
            let mark = Rect::from_center_size(pos2(column, row.center().y), Vec2::splat(UNWRITTEN_MARK));
            dashed_outline(ui, mark, palette.faint);
        } else {
            let at = pos2(column, row.center().y);
            paint_icon(ui, at, icons::ICON_SUBDIRECTORY_ARROW_RIGHT, theme::ICON_SMALL, palette.faint);
        }
        paint_step(ui, row, words, (if card.fading { palette.faint } else { palette.secondary }, 0.0, card.fading));
        return;
    };
    let place = Rect::from_center_size(pos2(column, row.center().y), vec2(STEP_TICK, theme::CARD_LINE_HEIGHT));
    let id = ui.scope_id().with(("step", task.id));
    let name = format!("Step done: {}", step.title);
    let accent = palette.quadrant(card.quadrant);
    if check_box(ui, place, id, false, &name, accent).clicked() {
        out.push(Intent::Act(Action::EditStep(task.id, step.id, StepEdit::Done(true))));
    }
    let color = if plan.covers_all { palette.secondary } else { palette.text };
    match rising(ui, id, step.id) {
        Some((before, share)) if share < 0.5 => {
            let title = task.step(before).map_or_else(String::new, |step| step.title.clone());
            paint_step(ui, row, &NextLine { title, ..NextLine::default() }, (palette.faint, 0.0, true));
        }
        Some((_, share)) => {
            let below = (1.0 - share) * theme::CARD_LINE_HEIGHT;
            paint_step(ui, row, words, (color.gamma_multiply(2.0 * share - 1.0), below, false));
        }
        None => {
            if paint_step(ui, row, words, (color, 0.0, false)) {
                let hover = ui.interact(row, id.with("cut"), Sense::hover());
                hover.on_hover_text(&words.title);
            }
        }
    }
}

/// Paints a step in a colour, some points lower, struck or not. Returns whether its title was cut.
fn paint_step(ui: &Ui, row: Rect, words: &NextLine, (color, below, struck): (Color32, f32, bool)) -> bool {
    let of = |length: &str| {
        let parts = [(words.title.as_str(), theme::step(), color), (length, theme::small(), palette(ui).secondary)];
        rich_line(ui, &parts, row.width(), struck)
    };
    let fitting = words.lengths.iter().map(|length| of(length)).find(|galley| !galley.elided);
    let galley = fitting.unwrap_or_else(|| of(""));
    let cut = galley.elided;
    paint_line(ui, pos2(row.left(), row.center().y + below), galley, color);
    cut
}

/// Returns the step that was ticked on the card just now, and the share of the motion that is over.
fn rising(ui: &Ui, id: egui::Id, next: StepId) -> Option<(StepId, f32)> {
    let (time, length) = (ui.input(|input| input.time), f64::from(ui.style().animation_time) * RISE);
    let (shown, before, since) =
        ui.data(|data| data.get_temp::<(StepId, StepId, f64)>(id)).unwrap_or((next, next, f64::NEG_INFINITY));
    let (before, since) = if shown == next { (before, since) } else { (shown, time) };
    ui.data_mut(|data| data.insert_temp(id, (next, before, since)));
    let share = if length > 0.0 { (time - since) / length } else { 1.0 };
    (share < 1.0 && before != next).then(|| {
        ui.ctx().request_repaint();
        (before, share as f32)
    })
}

/// Draws the places for the next step of a task: the best one, and the gaps of the shown day.
fn plan_menu(ui: &mut Ui, id: TaskId, ctx: &ViewContext, out: &mut Out) {
    const MOST: usize = 6;
    ui.set_width(theme::MENU_NARROW);
    if menu_item(ui, "Best time", Some(Command::PlanList)) {
        out.push(Intent::Select(Selection::Task(id)));
        out.push(Intent::PlanCard(id));
    }
    let Some(task) = ctx.task(id) else { return };
    let (step, minutes) = task.next_sitting(ctx.workspace.settings.guess, ctx.workspace.settings.chunk);
    for gap in ctx.day.gaps.iter().filter(|gap| gap.span.minutes() >= minutes).take(MOST) {
        let start = gap.span.start;
        if menu_item(ui, &ctx.words.times(Span::new(start, start + minutes.delta())), None) {
            let block = BlockId::new(ctx.now.instant);
            let state = BlockState::Planned;
            out.push(Intent::Act(Action::AddBlock(Block { id: block, task: id, step, start, minutes, state })));
        }
    }
}

/// Draws the commands for one task.
pub fn card_menu(ui: &mut Ui, task: TaskId, ctx: &ViewContext, out: &mut Out) {
    ui.set_width(theme::MENU);
    for quadrant in Quadrant::iter() {
        let label = format!("Move to {}", ctx.quadrant_name(quadrant));
        if menu_item(ui, &label, Some(Command::MoveTo(quadrant))) {
            out.push(Intent::Select(Selection::Task(task)));
            out.run(Command::MoveTo(quadrant));
        }
    }
    if let Some(action) = back_to_inbox(ctx, std::iter::once(task))
        && menu_item(ui, "Move to the inbox", None)
    {
        out.push(Intent::Act(action));
    }
    ui.separator();
    if menu_item(ui, "Start now", None) {
        let step = ctx.task(task).and_then(|task| task.next_step()).map(|step| step.id);
        out.push(Intent::Start(task, step));
    }
    ui.menu_button("Plan at…", |ui| plan_menu(ui, task, ctx, out));
    if menu_item(ui, "Change the due date…", Some(Command::DueDate)) {
        out.push(Intent::Select(Selection::Task(task)));
        out.run(Command::DueDate);
    }
    if menu_item(ui, "Copy as text", Some(Command::CopyCards)) {
        out.push(Intent::Select(Selection::Task(task)));
        out.run(Command::CopyCards);
    }
    if menu_item(ui, "Done", Some(Command::Complete)) {
        out.push(Intent::Act(Action::CloseTask(task, Outcome::Done)));
    }
    if menu_item(ui, "Let go", None) {
        out.push(Intent::Act(Action::CloseTask(task, Outcome::LetGo)));
    }
    if menu_item(ui, "Delete", Some(Command::Delete)) {
        out.push(Intent::Act(Action::CloseTask(task, Outcome::Deleted)));
    }
}
