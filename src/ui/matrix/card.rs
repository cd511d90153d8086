//! One card.

use egui::{Color32, Rect, Response, Role, Sense, StrokeKind, Ui, WidgetInfo, pos2, vec2};
use egui_material_icons::icons;
use strum::IntoEnumIterator as _;

use super::{bulk, link};
use crate::calendar::UrgencyView;
use crate::calendar::words;
use crate::model::{Action, Outcome, Quadrant, Task, TaskId};
use crate::ui::command::{Command, menu_item};
use crate::ui::context::ViewContext;
use crate::ui::intent::{Intent, Out};
use crate::ui::selection::{Dragged, Selection};
use crate::ui::state::MatrixState;
use crate::ui::theme::{self, palette};
use crate::ui::widgets::{check_box, focus_ring, paint_icon, paint_line, progress_bar, rich_line};

/// The height of a task's card in points, which depends on its number of lines.
pub fn card_height(task: &Task) -> f32 {
    let step_line = if task.delegated.is_some() || task.next_step().is_some() { theme::CARD_LINE_HEIGHT } else { 0.0 };
    2.0 * theme::CARD_PADDING + theme::CARD_TITLE_HEIGHT + step_line + theme::CARD_LINE_HEIGHT
}

/// The next step with its length, or the errand of a delegated task.
fn next_line(task: &Task, ctx: &ViewContext) -> Option<(String, String)> {
    if let Some(errand) = task.small_step() {
        let when = task.delegated.as_ref().and_then(|it| it.follow_up).filter(|_| task.is_handed_over());
        return Some((errand, when.map_or_else(String::new, |date| format!(" · {}", words::weekday_day(date)))));
    }
    let step = task.next_step()?;
    let length = step.estimate.map(|minutes| ctx.length_words(task.id, Some(step.id), minutes));
    Some((step.title.clone(), length.map_or_else(String::new, |length| format!(" · {length}"))))
}

/// Data of a card besides its task.
pub(super) struct Card<'a> {
    pub task: &'a Task,
    pub rect: Rect,
    pub quadrant: Option<Quadrant>,
    pub selected: bool,
    /// Closed just now.
    pub fading: bool,
}

/// Draws a card and handles the pointer on it.
pub(super) fn card_ui(ui: &mut Ui, card: &Card, ctx: &ViewContext, state: &mut MatrixState, out: &mut Out) {
    let task = card.task;
    let id = ui.scope_id().with(("card", task.id));
    let response = ui.interact(card.rect, id, Sense::click_and_drag());
    announce(ui, &response, card, ctx);
    paint_frame(ui, card, &response);
    let accent = palette(ui).accent_of(card.quadrant);
    let left = card.rect.left() + theme::ACCENT_BAR + theme::CARD_PADDING;
    let mut row = Rect::from_min_size(
        pos2(left, card.rect.top() + theme::CARD_PADDING),
        vec2(card.rect.right() - theme::CARD_PADDING - left, theme::CARD_TITLE_HEIGHT),
    );
    let tick = Rect::from_center_size(pos2(left + theme::CHECK_BOX / 2.0, row.center().y), vec2(24.0, 24.0));
    let ticked = check_box(ui, tick, id.with("done"), card.fading, &format!("Done: {}", task.title), accent);
    if ticked.clicked() {
        let action = if card.fading { Action::ReopenTask(task.id) } else { Action::CloseTask(task.id, Outcome::Done) };
        out.push(Intent::Act(action));
    }
    row.min.x = left + theme::CHECK_BOX + theme::GAP;
    if card.quadrant.is_none() {
        // Room for the detail that the column is sorted by.
        row.max.x -= 54.0;
    }
    let response = if paint_text(ui, card, row, ctx) { response.on_hover_text(&task.title) } else { response };
    if response.clicked() {
        bulk::click(ui, task.id, ctx, state, out);
    }
    if response.double_clicked() {
        out.run(Command::Open);
    }
    if !card.fading {
        link::target_ui(ui, task, card.rect, out);
        link::handle_ui(ui, task, card.rect, id);
        if response.drag_started() {
            let mut others = state.chosen(ctx);
            if !others.remove(&task.id) {
                others.clear();
            }
            response.dnd_set_drag_payload(Dragged { task: task.id, step: None, others });
        }
        response.context_menu(|ui| {
            let all = state.chosen(ctx);
            if all.len() > 1 && all.contains(&task.id) {
                return bulk::menu_ui(ui, ctx, &all, out);
            }
            card_menu(ui, task.id, ctx, out);
        });
    }
}

fn announce(ui: &Ui, response: &Response, card: &Card, ctx: &ViewContext) {
    let enabled = ui.is_enabled();
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, enabled, card.selected, &card.task.title));
    ui.ctx().accesskit_node_builder(response.id, |node| {
        let next = next_line(card.task, ctx).map(|(next, length)| format!("next: {next}{length}"));
        let details = details(card.task, ctx).into_iter().map(Detail::spoken);
        node.set_description(next.into_iter().chain(details).collect::<Vec<_>>().join(", "));
    });
}

fn paint_frame(ui: &Ui, card: &Card, response: &Response) {
    let palette = palette(ui);
    let dragged = response.dragged();
    let fill = if dragged || card.fading { palette.sunken } else { palette.surface };
    let line = if card.selected {
        theme::thick(palette.accent)
    } else if response.hovered() {
        theme::hairline(palette.outline())
    } else {
        theme::hairline(palette.hairline)
    };
    ui.painter().rect(card.rect, theme::CORNER, fill, line, StrokeKind::Inside);
    let bar = Rect::from_min_size(card.rect.min, vec2(theme::ACCENT_BAR, card.rect.height()));
    let left = egui::CornerRadius { nw: 6, sw: 6, ne: 0, se: 0 };
    let accent = palette.accent_of(card.quadrant);
    ui.painter().rect_filled(bar, left, if dragged { accent.gamma_multiply(0.5) } else { accent });
    focus_ring(ui, response, card.rect);
}

/// Returns whether the title was cut.
fn paint_text(ui: &Ui, card: &Card, mut row: Rect, ctx: &ViewContext) -> bool {
    let palette = palette(ui);
    let task = card.task;
    let color = if card.fading { palette.faint } else { palette.text };
    let title = rich_line(ui, &[(&task.title, theme::body(), color)], row.width(), card.fading);
    let cut = title.elided;
    paint_line(ui, pos2(row.left(), row.center().y), title, color);
    row = row.translate(vec2(0.0, theme::CARD_TITLE_HEIGHT));
    row.set_height(theme::CARD_LINE_HEIGHT);
    if let Some((step, estimate)) = next_line(task, ctx) {
        paint_icon(
            ui,
            pos2(row.left() + 6.0, row.center().y),
            icons::ICON_SUBDIRECTORY_ARROW_RIGHT,
            theme::ICON_SMALL,
            palette.faint,
        );
        let parts = [
            (step.as_str(), theme::small(), palette.secondary),
            (estimate.as_str(), theme::small(), palette.secondary),
        ];
        let galley = rich_line(ui, &parts, row.width() - 16.0, card.fading);
        paint_line(ui, pos2(row.left() + 16.0, row.center().y), galley, palette.text);
        row = row.translate(vec2(0.0, theme::CARD_LINE_HEIGHT));
    }
    paint_details(ui, row, task, ctx, card.quadrant);
    cut
}

/// A detail on the last line.
struct Detail {
    text: String,
    icon: Option<egui_material_icons::MaterialIcon>,
    kind: DetailKind,
    /// The colour of a tag.
    dot: Option<u8>,
}

impl Detail {
    /// The accessible name.
    fn spoken(self) -> String {
        match self.kind {
            DetailKind::Progress(_) => format!("{} steps done", self.text.replace('/', " of ")),
            DetailKind::Overdue => format!("overdue, due {}", self.text),
            DetailKind::Due | DetailKind::TooLate => format!("due {}", self.text),
            DetailKind::Guess => format!("{}, a guess", self.text),
            DetailKind::Plain => self.text,
        }
    }
}

#[derive(PartialEq)]
enum DetailKind {
    Plain,
    Guess,
    Due,
    /// Whether its due date comes before its remaining work fits.
    TooLate,
    Overdue,
    Progress(f32),
}

fn details(task: &Task, ctx: &ViewContext) -> Vec<Detail> {
    let plain = |text: String, icon| Detail { text, icon, kind: DetailKind::Plain, dot: None };
    let guess = task.is_guess();
    let mut out = vec![Detail {
        text: if task.steps.is_empty() {
            ctx.length_words(task.id, None, ctx.left(task))
        } else {
            ctx.left(task).to_string()
        },
        icon: None,
        kind: if guess { DetailKind::Guess } else { DetailKind::Plain },
        dot: None,
    }];
    if let Some(due) = task.due {
        let urgency = if ctx.task(task.id).is_some() { ctx.urgency(task.id) } else { UrgencyView::NONE };
        let icon = if due.time.is_some() { icons::ICON_SCHEDULE } else { icons::ICON_CALENDAR_TODAY };
        let words = ctx.words.due(due, ctx.today);
        out.push(if urgency.overdue {
            Detail { kind: DetailKind::Overdue, ..plain(words, Some(icon)) }
        } else if urgency.slack_tenth_days.is_some_and(|slack| slack < 0) {
            let words = format!("{words}, too little time");
            Detail { kind: DetailKind::TooLate, ..plain(words, Some(icons::ICON_WARNING)) }
        } else {
            Detail { kind: DetailKind::Due, ..plain(words, Some(icon)) }
        });
    }
    if task.repeat.is_some() {
        out.push(plain("repeats".into(), Some(icons::ICON_REPEAT)));
    }
    let (done, all) = task.progress();
    if all > 0 {
        let share = done as f32 / all as f32;
        out.push(Detail { kind: DetailKind::Progress(share), ..plain(format!("{done}/{all}"), None) });
    }
    if !task.after.iter().all(|before| ctx.task(*before).is_none()) {
        out.push(plain("waits".into(), Some(icons::ICON_HOURGLASS_EMPTY)));
    }
    let tone = |tag: &String| ctx.workspace.settings.tags.get(tag).and_then(|style| style.tone);
    out.extend(task.tags.iter().map(|tag| Detail { dot: tone(tag), ..plain(format!("#{tag}"), None) }));
    if let Some(goal) = task.goal.and_then(|goal| ctx.board.progress.goals.get(&goal)) {
        out.push(plain(format!("{} {}", goal.title, goal.short()), Some(icons::ICON_FLAG)));
    }
    if let Some(project) = task.project.and_then(|project| ctx.workspace.projects.get(&project)) {
        let progress = ctx.board.progress.projects.get(&project.id).copied().unwrap_or_default();
        let words = format!("{} {}", project.title, progress.short());
        out.push(plain(words, Some(icons::ICON_FOLDER)));
    }
    out
}

fn paint_details(ui: &Ui, row: Rect, task: &Task, ctx: &ViewContext, quadrant: Option<Quadrant>) {
    let palette = palette(ui);
    let mut x = row.left();
    for detail in details(task, ctx) {
        let color = match detail.kind {
            DetailKind::Overdue | DetailKind::TooLate => palette.danger,
            _ => palette.secondary,
        };
        let icon_width = match (&detail.icon, detail.dot) {
            (Some(_), _) => 15.0,
            (None, Some(_)) => 10.0,
            (None, None) => 0.0,
        };
        let bar_width = if matches!(detail.kind, DetailKind::Progress(_)) { 34.0 } else { 0.0 };
        let room = row.right() - x - icon_width - bar_width;
        if room < 20.0 {
            break;
        }
        let galley = rich_line(ui, &[(&detail.text, theme::small(), color)], room, false);
        if let Some(icon) = detail.icon {
            paint_icon(ui, pos2(x + 6.0, row.center().y), icon, theme::ICON_SMALL, color);
        }
        if let Some(tone) = detail.dot {
            ui.painter().circle_filled(pos2(x + 3.5, row.center().y + 0.5), 3.5, palette.accent_at(tone));
        }
        if let DetailKind::Progress(share) = detail.kind {
            let bar = Rect::from_min_size(pos2(x, row.center().y - 2.0), vec2(28.0, 4.0));
            progress_bar(ui, bar, share, palette.accent_of(quadrant));
        }
        let at = pos2(x + icon_width + bar_width, row.center().y - galley.size().y / 2.0);
        if detail.kind == DetailKind::Guess {
            dotted_under(ui, at + vec2(0.0, galley.size().y - 1.0), galley.size().x, color);
        }
        x = at.x + galley.size().x + theme::GAP;
        ui.painter().galley(at, galley, color);
    }
}

/// The mark of an estimated default length.
fn dotted_under(ui: &Ui, at: egui::Pos2, width: f32, color: Color32) {
    let line = [at, at + vec2(width, 0.0)];
    ui.painter().extend(egui::Shape::dotted_line(&line, color, 3.0, 0.7));
}

/// Commands for one task.
pub fn card_menu(ui: &mut Ui, task: TaskId, ctx: &ViewContext, out: &mut Out) {
    ui.set_width(theme::MENU);
    for quadrant in Quadrant::iter() {
        let label = format!("Move to {}", ctx.quadrant_name(quadrant));
        if menu_item(ui, &label, Some(Command::MoveTo(quadrant))) {
            out.push(Intent::Select(Selection::Task(task)));
            out.run(Command::MoveTo(quadrant));
        }
    }
    ui.separator();
    if menu_item(ui, "Start now", None) {
        let step = ctx.task(task).and_then(|task| task.next_step()).map(|step| step.id);
        out.push(Intent::Start(task, step));
    }
    if menu_item(ui, "Done", None) {
        out.push(Intent::Act(Action::CloseTask(task, Outcome::Done)));
    }
    if menu_item(ui, "Let go", None) {
        out.push(Intent::Act(Action::CloseTask(task, Outcome::LetGo)));
    }
    if menu_item(ui, "Delete", Some(Command::Delete)) {
        out.push(Intent::Act(Action::CloseTask(task, Outcome::Deleted)));
    }
}
