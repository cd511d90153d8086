//! The inbox above the matrix, and the first question of an empty workspace.

use egui::{Rect, ScrollArea, Ui, UiBuilder, Vec2, pos2, vec2};
use egui_material_icons::icons;

use super::band::note;
use super::card::{Card, card_ui};
use super::drop::back_to_inbox;
use crate::model::{Action, Task, TaskField, Urgency};
use crate::ui::command::Command;
use crate::ui::context::ViewContext;
use crate::ui::inspector::first_step;
use crate::ui::intent::{Intent, Out};
use crate::ui::quick_add::{LineField, LineOutcome, line_ui, take_pasted_lines};
use crate::ui::selection::{Dragged, Selection};
use crate::ui::state::MatrixState;
use crate::ui::theme::{self, palette};
use crate::ui::widgets::{line, link_button, paint_icon, small_icon_button};

const CARD_WIDTH: f32 = 264.0;
/// Centre of the icon, top of the count and its maximum width, left edge of the cards.
const ICON_X: f32 = 14.0;
const ICON_Y: f32 = 20.0;
const COUNT_Y: f32 = 34.0;
const MOST_COUNT: f32 = 40.0;
const CARDS_X: f32 = 36.0;
/// Height of the question below the cards, and the width around it.
const QUESTION: f32 = 22.0;
const AROUND_QUESTION: f32 = 40.0;
/// The buttons on a card: distances from its upper right corner, size of both, width of one.
const SORT_X: f32 = 58.0;
const SORT_Y: f32 = 5.0;
const SORT: Vec2 = vec2(52.0, 24.0);
const SORT_BUTTON: f32 = 24.0;
/// Heights of a question with its field, of the first one of an empty workspace, and of its field.
const ANSWER: f32 = 60.0;
const WELCOME: f32 = 92.0;
const FIELD: f32 = 30.0;

/// Draws the inbox at the top of `area` if it has content. Returns the top of the matrix.
pub(super) fn inbox_ui(ui: &mut Ui, area: Rect, ctx: &ViewContext, state: &mut MatrixState, out: &mut Out) -> f32 {
    let mut area = area;
    if ctx.workspace.is_empty() || state.welcoming {
        area.min.y = welcome_ui(ui, area, ctx, state, out);
    } else if let Some(task) = asks_for_first_step(ctx) {
        area.min.y = first_step_ui(ui, area, task, ctx, state, out);
    }
    if ctx.board.inbox.is_empty() {
        return area.top();
    }
    let tasks = || ctx.board.inbox.iter().filter_map(|id| ctx.task(*id));
    let shown = ctx.board.inbox.len().min(200);
    let ask = ctx.workspace.tasks.values().all(|task| task.important != Some(true));
    let height = theme::CARD_HEIGHT + if ask { QUESTION } else { 0.0 };
    let rect = Rect::from_min_size(area.min, vec2(area.width(), height + theme::PAD));
    let palette = palette(ui);
    let at = pos2(rect.left() + ICON_X, rect.top() + ICON_Y);
    paint_icon(ui, at, icons::ICON_INBOX, theme::ICON_PANE, palette.secondary);
    let label = format!("Inbox, {}", ctx.board.inbox.len());
    let count = line(ui, &ctx.board.inbox.len().to_string(), theme::small(), palette.secondary, MOST_COUNT);
    let at = pos2(rect.left() + ICON_X - count.size().x / 2.0, rect.top() + COUNT_Y);
    ui.painter().galley(at, count, palette.secondary);
    if ask {
        let words = "Which would hurt most if it slipped? Click its ! to mark it important.";
        let galley = line(ui, words, theme::small(), palette.secondary, rect.width() - AROUND_QUESTION);
        let at = pos2(rect.left() + CARDS_X, rect.bottom() - theme::GAP - galley.size().y);
        let label =
            ui.interact(Rect::from_min_size(at, galley.size()), ui.scope_id().with("hurt"), egui::Sense::hover());
        label.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, words));
        ui.painter().galley(at, galley, palette.secondary);
    }
    let cards = Rect::from_min_max(pos2(rect.left() + CARDS_X, rect.top()), rect.max);
    let mut inner = ui.new_child(UiBuilder::new().id_salt("inbox").max_rect(cards).accessibility_label(label));
    ScrollArea::horizontal().id_salt("inbox").auto_shrink(false).show(&mut inner, |ui| {
        ui.horizontal_top(|ui| {
            ui.spacing_mut().item_spacing.x = theme::GAP;
            for task in tasks().take(shown) {
                let (rect, _) = ui.allocate_exact_size(vec2(CARD_WIDTH, theme::CARD_HEIGHT), egui::Sense::hover());
                let selected = ctx.selection == Selection::Task(task.id) || state.also.contains(&task.id);
                card_ui(ui, &Card { task, rect, quadrant: None, selected, fading: false }, ctx, state, out);
                note(ui, task.id, rect, state);
                sort_ui(ui, task, rect, out);
            }
        });
    });
    drop_ui(ui, rect, ctx, out);
    rect.bottom()
}

/// Takes cards that are dropped on the inbox out of their quadrants.
fn drop_ui(ui: &Ui, rect: Rect, ctx: &ViewContext, out: &mut Out) {
    let Some(dragged) = egui::DragAndDrop::payload::<Dragged>(ui.ctx()).filter(|it| it.step.is_none()) else { return };
    let all = || std::iter::once(dragged.task).chain(dragged.others.iter().copied());
    let Some(action) = back_to_inbox(ctx, all()) else { return };
    if !ui.input(|input| input.pointer.interact_pos()).is_some_and(|at| rect.contains(at)) {
        return;
    }
    ui.painter().rect_stroke(rect, theme::CORNER, theme::thick(palette(ui).accent), egui::StrokeKind::Inside);
    if ui.input(|input| input.pointer.any_released()) {
        egui::DragAndDrop::clear_payload(ui.ctx());
        out.push(Intent::Act(action));
    }
}

/// Draws buttons that file a card: important or only urgent. Keys I and U do the same.
fn sort_ui(ui: &mut Ui, task: &Task, card: Rect, out: &mut Out) {
    let corner = Rect::from_min_size(pos2(card.right() - SORT_X, card.top() + SORT_Y), SORT);
    let builder = UiBuilder::new().id_salt(("sort", task.id)).max_rect(corner);
    let mut row = ui.new_child(builder.layout(egui::Layout::left_to_right(egui::Align::Center)));
    row.spacing_mut().item_spacing.x = theme::GAP_TINY;
    let mut sort = |verb: &str, important: bool, urgency: Option<Urgency>| {
        let edits = [TaskField::Important(Some(important))].into_iter().chain(urgency.map(TaskField::Urgency));
        let actions = edits.map(|edit| Action::EditTask(task.id, edit)).collect();
        out.push(Intent::Act(Action::All { name: format!("{verb} \"{}\"", task.title), actions }));
    };
    let name = format!("Important: {}", task.title);
    if small_icon_button(&mut row, icons::ICON_PRIORITY_HIGH, &name, SORT_BUTTON).clicked() {
        sort("make important", true, None);
    }
    let name = format!("Urgent, not important: {}", task.title);
    if small_icon_button(&mut row, icons::ICON_SCHEDULE, &name, SORT_BUTTON).clicked() {
        sort("make urgent", false, Some(Urgency::Pinned(true)));
    }
}

/// Draws the question of an empty workspace, with the cursor in the answer; it stays while lines are typed.
fn welcome_ui(ui: &mut Ui, area: Rect, ctx: &ViewContext, state: &mut MatrixState, out: &mut Out) -> f32 {
    let empty = ctx.workspace.is_empty();
    let rect = Rect::from_min_size(area.min, vec2(area.width(), if empty { WELCOME } else { ANSWER }));
    let mut inner = ui.new_child(UiBuilder::new().id_salt("welcome").max_rect(rect));
    inner.vertical(|ui| {
        ui.label(egui::RichText::new("What is on your mind? One per line.").font(theme::body_medium()));
        let (_, rect) = ui.allocate_space(vec2(ui.available_width(), FIELD));
        let field = LineField {
            id: egui::Id::unique("on-your-mind"),
            rect,
            name: "What is on your mind?",
            hint: "Write the report 45m",
            fill: None,
            margin: theme::FIELD_MARGIN,
        };
        if ui.memory(|memory| memory.focused().is_none()) && !state.on_your_mind.is_active() {
            state.on_your_mind.focus();
        }
        // One thought per line.
        if ui.memory(|memory| memory.has_focus(field.id))
            && let Some(text) = take_pasted_lines(ui)
        {
            out.push(Intent::QuickAdd(text));
            state.welcoming = true;
        }
        match line_ui(ui, &field, ctx, &mut state.on_your_mind) {
            LineOutcome::Going => {}
            LineOutcome::Add(text) => {
                out.push(Intent::QuickAdd(text));
                state.welcoming = true;
            }
            LineOutcome::Left => state.welcoming = false,
        }
        if empty {
            ui.horizontal(|ui| {
                if link_button(ui, "Open a calendar file").clicked() {
                    out.run(Command::ImportCalendar);
                }
                if link_button(ui, "See an example day").clicked() {
                    out.push(Intent::ShowExample);
                }
            });
        }
    });
    rect.bottom() + theme::GAP
}

/// Returns the largest important task of a workspace without any step or finished task.
fn asks_for_first_step<'a>(ctx: &ViewContext<'a>) -> Option<&'a Task> {
    let workspace = ctx.workspace;
    let fresh = workspace.sessions.is_empty() && workspace.closed.is_empty() && workspace.tasks.len() <= 30;
    if !fresh || workspace.tasks.values().any(|task| !task.steps.is_empty()) {
        return None;
    }
    let large = workspace.tasks.values().filter(|task| task.important == Some(true) && ctx.left(task).get() > 30);
    large.max_by_key(|task| (ctx.left(task), std::cmp::Reverse(task.id))).map(|task| &**task)
}

/// Asks for the first ten minutes of the largest task.
fn first_step_ui(
    ui: &mut Ui,
    area: Rect,
    task: &Task,
    ctx: &ViewContext,
    state: &mut MatrixState,
    out: &mut Out,
) -> f32 {
    let rect = Rect::from_min_size(area.min, vec2(area.width(), ANSWER));
    let mut inner = ui.new_child(UiBuilder::new().id_salt("first-step").max_rect(rect));
    inner.vertical(|ui| {
        let words = format!("{} takes {}. What are the first ten minutes?", task.title, ctx.left(task));
        ui.add(egui::Label::new(egui::RichText::new(words).font(theme::body_medium())).truncate());
        let field = egui::TextEdit::singleline(&mut state.first_step_draft)
            .id_salt("first-ten-minutes")
            .hint_text("Open the document and write one line")
            .desired_width(ui.available_width());
        let response = ui.add(field).accessible_name("The first ten minutes");
        let enter = response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
        if enter && !state.first_step_draft.trim().is_empty() {
            let text = std::mem::take(&mut state.first_step_draft);
            out.push(Intent::Act(first_step(task, &text, ctx)));
        }
    });
    rect.bottom() + theme::GAP
}
