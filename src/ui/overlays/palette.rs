//! The palette (commands, tasks and events) and the search (tasks, finished ones too, and events).

use std::sync::Arc;

use egui::{Id, Key, Modal, Modifiers, Role, Sense, Ui, WidgetInfo, pos2, vec2};
use egui_material_icons::icons;

use crate::calendar::words;
use crate::model::ClosedTask;
use crate::query::Findable;
use crate::ui::context::ViewContext;
use crate::ui::intent::{Intent, Out};
use crate::ui::state::{Palette, PaletteRow};
use crate::ui::theme::{self, palette, quadrant_icon};
use crate::ui::widgets::{dialog_list_height, dialog_width, line, paint_icon, paint_line};

/// Distance from the top of the window, and the height from which the list scrolls.
const TOP: f32 = 90.0;
const MOST_LIST: f32 = 420.0;
/// A row: height, centre of the icon, left edge of the text, and the width that text and detail leave free.
const ROW: f32 = 30.0;
const ICON_X: f32 = 16.0;
const TEXT_X: f32 = 34.0;
const AROUND_TEXT: f32 = 56.0;
/// The detail at the right of a row: its maximum share of the width, and the margin beside it.
const DETAIL_SHARE: f32 = 0.4;
const DETAIL_MARGIN: f32 = 10.0;

/// Draws the palette if it is open.
pub fn palette_ui(ui: &mut Ui, ctx: &ViewContext, state: &mut Option<Palette>, out: &mut Out) {
    let Some(mut open) = state.take() else { return };
    // Checked before plain Enter, which would match as well.
    let start = ui.input_mut(|input| input.consume_key(Modifiers::COMMAND, Key::Enter));
    open.starts |= start;
    open.takes_first |= start || keys(ui, &mut open);
    open.refresh(ctx);
    let chosen = open.takes_first && open.is_settled();
    let area = Modal::default_area(Id::unique("palette")).anchor(egui::Align2::CENTER_TOP, vec2(0.0, TOP));
    let modal =
        Modal::new(Id::unique("palette")).area(area).frame(egui::Frame::popup(ui.style()).inner_margin(theme::GAP));
    let mut picked = if chosen {
        open.rows.get(open.choice).copied().filter(|row| !matches!(row, PaletteRow::Disabled(_)))
    } else {
        None
    };
    let response = modal.show(ui.ctx(), |ui| {
        ui.set_width(dialog_width(ui, theme::DIALOG_WIDE));
        let (name, hint) = if open.commands {
            ("Command or task", "Type a command or a task; Ctrl+Enter starts the task")
        } else {
            ("Find", "Find a task or event: title, step, note or #tag")
        };
        let field = egui::TextEdit::singleline(&mut open.text)
            .id_salt("palette")
            .hint_text(hint)
            .desired_width(f32::INFINITY)
            .margin(theme::FIELD_MARGIN_WIDE);
        let field = ui.add(field).accessible_name(name);
        field.request_focus();
        open.refresh(ctx);
        ui.add_space(theme::GAP_SMALL);
        picked = rows_ui(ui, &open, ctx).or(picked);
    });
    if chosen {
        open.takes_first = false;
    }
    if let Some(row) = picked {
        match row {
            PaletteRow::Task { task, open: true } if open.starts => {
                let step = ctx.task(task).and_then(|task| task.next_step()).map(|step| step.id);
                out.push(Intent::Start(task, step));
            }
            row => pick(row, out),
        }
    } else if !response.should_close() {
        *state = Some(open);
    }
}

/// Handles the keys: arrows move, Enter takes. Returns whether Enter was pressed.
fn keys(ui: &Ui, open: &mut Palette) -> bool {
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let last = open.rows.len().saturating_sub(1);
    if pressed(Key::ArrowDown) {
        open.choice = if open.choice >= last { 0 } else { open.choice + 1 };
    }
    if pressed(Key::ArrowUp) {
        open.choice = if open.choice == 0 { last } else { open.choice - 1 };
    }
    pressed(Key::Enter)
}

fn pick(row: PaletteRow, out: &mut Out) {
    match row {
        PaletteRow::Command(command) => out.run(command),
        PaletteRow::Disabled(_) => {}
        PaletteRow::Task { task, .. } => out.push(Intent::Find(Findable::Task(task))),
        PaletteRow::Event(event) => out.push(Intent::Find(Findable::Event(event))),
    }
}

fn rows_ui(ui: &mut Ui, open: &Palette, ctx: &ViewContext) -> Option<PaletteRow> {
    if open.rows.is_empty() {
        let words = if open.is_settled() { "No matches" } else { "Searching…" };
        ui.label(egui::RichText::new(words).color(palette(ui).secondary));
        return None;
    }
    let height = dialog_list_height(ui).min(MOST_LIST);
    let mut picked = None;
    let all = (open.rows.len() as f32 * ROW).min(height);
    let list = egui::ScrollArea::vertical().max_height(height).min_scrolled_height(all).auto_shrink([false, true]);
    list.show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        for (n, row) in open.rows.iter().enumerate() {
            let response = row_ui(ui, *row, n == open.choice, ctx);
            if n == open.choice {
                response.scroll_to_me(None);
            }
            if response.clicked() && !matches!(row, PaletteRow::Disabled(_)) {
                picked = Some(*row);
            }
        }
    });
    picked
}

fn row_ui(ui: &mut Ui, row: PaletteRow, chosen: bool, ctx: &ViewContext) -> egui::Response {
    let palette = palette(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let (text, detail, icon, color) = match row {
        PaletteRow::Command(command) => {
            (command.text(), command.keys_text(ui.ctx()).unwrap_or_default(), command.icon(), palette.secondary)
        }
        PaletteRow::Disabled(command) => (command.text(), "not now".to_owned(), command.icon(), palette.faint),
        PaletteRow::Task { task, open } => {
            let Some(task) = ctx.workspace.any_task(task) else { return response };
            let quadrant = ctx.quadrant_of(task);
            let icon = if open { quadrant.map_or(icons::ICON_INBOX, quadrant_icon) } else { icons::ICON_CHECK };
            let color = if open { palette.accent_of(quadrant) } else { palette.faint };
            (task.title.clone(), detail_of(task, open, ctx), Some(icon), color)
        }
        PaletteRow::Event(event) => {
            let Some(event) = ctx.workspace.events.get(&event) else { return response };
            let detail = if event.recurrence.is_some() { "repeating event" } else { "event" };
            (event.title.clone(), detail.to_owned(), Some(icons::ICON_EVENT), palette.secondary)
        }
    };
    let enabled = !matches!(row, PaletteRow::Disabled(_));
    response.widget_info(|| WidgetInfo::selected(Role::ListItem, enabled, chosen, format!("{text} {detail}").trim()));
    if chosen || response.hovered() {
        let fill = if chosen { palette.selected_fill() } else { palette.sunken };
        ui.painter().rect_filled(rect, theme::CORNER, fill);
    }
    if let Some(icon) = icon {
        paint_icon(ui, pos2(rect.left() + ICON_X, rect.center().y), icon, theme::ICON_LIST, color);
    }
    let detail = line(ui, &detail, theme::small(), palette.secondary, rect.width() * DETAIL_SHARE);
    let room = rect.width() - detail.size().x - AROUND_TEXT;
    let text = line(ui, &text, theme::body(), if enabled { palette.text } else { palette.faint }, room);
    paint_line(ui, pos2(rect.left() + TEXT_X, rect.center().y), text, palette.text);
    let at = pos2(rect.right() - detail.size().x - DETAIL_MARGIN, rect.center().y - detail.size().y / 2.0);
    ui.painter().galley(at, detail, palette.secondary);
    response
}

/// Returns remaining work, tags and due date, or that the task is closed.
fn detail_of(task: &crate::model::Task, open: bool, ctx: &ViewContext) -> String {
    if !open {
        let closed = ctx.workspace.closed.get(&task.id);
        let on = |closed: &Arc<ClosedTask>| words::day_year(ctx.here.local(closed.closed).date());
        return closed.map_or_else(String::new, |closed| format!("closed {}", on(closed)));
    }
    let tags = task.tags.iter().map(|tag| format!("#{tag}")).collect::<Vec<_>>().join(" ");
    let due = task.due.map(|due| ctx.words.due(due, ctx.today)).unwrap_or_default();
    let length = match task.next_step() {
        None => ctx.length_words(task.id, None, ctx.left(task)),
        Some(_) => ctx.left(task).to_string(),
    };
    words::dotted([length, tags, due])
}
