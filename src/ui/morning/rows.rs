//! The rows of the morning: work that is left from earlier days, and cards that became urgent.

use egui::{Align, Color32, Layout, Response, Role, Sense, Ui, UiBuilder, Vec2, WidgetInfo, pos2, vec2};

use crate::calendar::{first_place, words};
use crate::model::{Action, Block, BlockId, Outcome, Task, TaskField, TaskId, Urgency};
use crate::ui::command::Command;
use crate::ui::context::ViewContext;
use crate::ui::intent::{Intent, Out};
use crate::ui::selection::Selection;
use crate::ui::theme::{self, palette};
use crate::ui::widgets::{self, line, link_button, paint_line, read_from_left, text_button};

/// Rows of a list before the others are counted.
const MOST: usize = 5;
/// Height of a row, its bar, the left edge of its title, and the width of its detail at most.
const ROW: f32 = 40.0;
const BAR: Vec2 = vec2(4.0, 20.0);
const TITLE_X: f32 = 14.0;
const MOST_WHEN: f32 = 190.0;
/// Below this width the buttons stand below the title.
const NARROW: f32 = 360.0;
/// Width by which the fill of a row goes beyond its text.
const BEYOND: f32 = 10.0;
/// Number of carry-overs after which a smaller step is suggested.
pub const THIRD_TIME: u32 = 2;

/// Draws the work that is left from earlier days, one row a task. Returns whether a task was opened to cut it.
pub(super) fn left_ui(ui: &mut Ui, ctx: &ViewContext, all: &mut bool, out: &mut Out) -> bool {
    let left = ctx.left_over();
    if left.is_empty() {
        return false;
    }
    let blocks = &ctx.board.left_over;
    heading_ui(ui, "From earlier", left.len());
    if left.len() > 1 {
        ui.horizontal(|ui| {
            for (label, to_today) in [("All to today's plan", true), ("All later", false)] {
                let hint = if to_today { "Into the free time of today" } else { "Back into the matrix" };
                if link_button(ui, label).on_hover_text(hint).clicked() {
                    out.push(Intent::CarryOver { blocks: blocks.clone(), to_today });
                }
            }
        });
    }
    let mut opened = false;
    for (task, blocks) in &left[..shown(left.len(), *all)] {
        opened |= left_row_ui(ui, task, blocks, ctx, out);
    }
    more_ui(ui, left.len(), all);
    opened
}

/// Draws a row. Returns whether its task was opened to cut it.
fn left_row_ui(ui: &mut Ui, task: &Task, ids: &[BlockId], ctx: &ViewContext, out: &mut Out) -> bool {
    let blocks: Vec<&Block> = ids.iter().filter_map(|id| ctx.workspace.blocks.get(id)).map(|block| &**block).collect();
    let Some(first) = blocks.first() else { return false };
    let often = task.carried >= THIRD_TIME;
    let (title, when) = match blocks.len() {
        1 => {
            let at = format!("{} {}", words::weekday_short(first.start.date()), ctx.words.time(first.start));
            (ctx.title_of(first.task, first.step), at)
        }
        count => (task.title.clone(), words::counted(count, "block", "blocks")),
    };
    let when = if often { format!("{}; make it smaller?", words::carried_over(task.carried)) } else { when };
    let place = || first_place(&ctx.now_day.agenda, &ctx.workspace.settings, &ctx.now_day.gaps, first.minutes);
    let today = match blocks.len() {
        1 => place().map(|at| format!("Today {}", ctx.words.time(at))),
        _ => Some("Today".to_owned()),
    };
    let mut opened = false;
    let row = Row { task, title: &title, when: &when, ctx };
    row.show(ui, |ui| {
        let mut buttons = Buttons { ui, has_focus: false };
        if buttons.button("Let go", format!("Let go of {title}")) {
            out.push(Intent::Act(Action::CloseTask(task.id, Outcome::LetGo)));
        }
        if often && buttons.button("Make it smaller", format!("Cut {} into steps", task.title)) {
            make_smaller(task.id, out);
            out.run(Command::AddStep);
            opened = true;
        }
        if buttons.button("Later", format!("Put {title} back into the matrix")) {
            out.push(Intent::CarryOver { blocks: ids.to_vec(), to_today: false });
        }
        if let Some(today) = today
            && buttons.button(&today, format!("Bring {title} to today"))
        {
            out.push(Intent::CarryOver { blocks: ids.to_vec(), to_today: true });
        }
        buttons.has_focus
    });
    opened
}

/// Draws a hint at the third carry-over of the same task.
pub fn third_time_ui(ui: &mut Ui, task: TaskId, ctx: &ViewContext, out: &mut Out) {
    let Some(record) = ctx.task(task) else { return };
    if link_button(ui, "Make it smaller").on_hover_text(format!("Cut {} into steps", record.title)).clicked() {
        make_smaller(task, out);
    }
    if link_button(ui, "Let it go").clicked() {
        out.push(Intent::Act(Action::CloseTask(task, Outcome::LetGo)));
    }
}

fn make_smaller(task: TaskId, out: &mut Out) {
    out.push(Intent::Select(Selection::Task(task)));
    out.push(Intent::Act(Action::EditTask(task, TaskField::Carried(0))));
}

/// Draws the cards that their date moved to another quadrant, each with a button that keeps it where it was.
pub(super) fn crossed_ui(ui: &mut Ui, ctx: &ViewContext, crossed: &[TaskId], all: &mut bool, out: &mut Out) {
    let tasks = crossed.iter().filter_map(|id| ctx.task(*id));
    let tasks: Vec<_> = tasks.filter_map(|task| Some((task, ctx.quadrant_of(task)?))).collect();
    if tasks.is_empty() {
        return;
    }
    heading_ui(ui, "Now urgent", tasks.len());
    for (task, quadrant) in &tasks[..shown(tasks.len(), *all)] {
        let due = task.due.map(|due| format!(", due {}", ctx.words.due(due, ctx.today))).unwrap_or_default();
        let when = format!("now in {}{due}", ctx.quadrant_name(*quadrant));
        Row { task, title: &task.title, when: &when, ctx }.show(ui, |ui| {
            let mut buttons = Buttons { ui, has_focus: false };
            if quadrant.urgent() && buttons.button("Not urgent", format!("Pin {}: not urgent", task.title)) {
                out.push(Intent::Act(Action::EditTask(task.id, TaskField::Urgency(Urgency::Pinned(false)))));
            }
            buttons.has_focus
        });
    }
    more_ui(ui, tasks.len(), all);
}

fn shown(count: usize, all: bool) -> usize {
    if all { count } else { count.min(MOST) }
}

fn heading_ui(ui: &mut Ui, title: &str, count: usize) {
    ui.add_space(theme::PAD);
    widgets::heading_ui(ui, title, &words::counted(count, "task", "tasks"));
}

fn more_ui(ui: &mut Ui, count: usize, all: &mut bool) {
    if count <= MOST {
        return;
    }
    let label = if *all { "Fewer".to_owned() } else { format!("{} more", count - MOST) };
    if link_button(ui, &label).clicked() {
        *all = !*all;
    }
}

/// A task on a line, with buttons that show under the pointer or the focus.
struct Row<'a> {
    task: &'a Task,
    title: &'a str,
    when: &'a str,
    ctx: &'a ViewContext<'a>,
}

impl Row<'_> {
    /// Draws the row. `buttons` returns whether one of them has the focus.
    fn show(&self, ui: &mut Ui, buttons: impl FnOnce(&mut Ui) -> bool) {
        let colors = palette(ui);
        let is_narrow = ui.available_width() < NARROW;
        let height = if is_narrow { 2.0 * ROW } else { ROW };
        let (whole, response) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
        let rect = whole.with_max_y(whole.top() + ROW);
        response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{}: {}", self.title, self.when)));
        let id = ui.scope_id().with(("row", self.task.id));
        let focused = ui.data(|data| data.get_temp::<bool>(id).unwrap_or_default());
        let active = focused || ui.rect_contains_pointer(whole);
        if active {
            ui.painter().rect_filled(whole.expand2(vec2(BEYOND, 0.0)), theme::CORNER, colors.sunken);
        }
        let bar = egui::Rect::from_center_size(pos2(rect.left() + BAR.x / 2.0, rect.center().y), BAR);
        ui.painter().rect_filled(bar, theme::CORNER_BAR, colors.accent_of(self.ctx.quadrant_of(self.task)));
        let layout = Layout::right_to_left(Align::Center);
        let mut right =
            ui.new_child(UiBuilder::new().id_salt(id).max_rect(whole.with_min_y(whole.bottom() - ROW)).layout(layout));
        if !active {
            right.set_opacity(0.0);
        }
        let has_focus = buttons(&mut right);
        read_from_left(&right);
        if has_focus != focused {
            ui.data_mut(|data| data.insert_temp(id, has_focus));
            ui.ctx().request_repaint();
        }
        let end = if active && !is_narrow { right.min_rect().left() } else { self.when_ui(ui, rect, colors.secondary) };
        let galley = line(ui, self.title, theme::body_medium(), colors.text, end - rect.left() - TITLE_X - theme::GAP);
        paint_line(ui, pos2(rect.left() + TITLE_X, rect.center().y), galley, colors.text);
    }

    /// Draws the detail at the right. Returns its left edge.
    fn when_ui(&self, ui: &Ui, rect: egui::Rect, color: Color32) -> f32 {
        let galley = line(ui, self.when, theme::small(), color, MOST_WHEN);
        let left = rect.right() - galley.size().x;
        paint_line(ui, pos2(left, rect.center().y), galley, color);
        left
    }
}

/// The buttons of a row, from the right.
struct Buttons<'a> {
    ui: &'a mut Ui,
    has_focus: bool,
}

impl Buttons<'_> {
    /// Draws a button. Returns whether it was clicked.
    fn button(&mut self, text: &str, hint: String) -> bool {
        let response: Response = text_button(self.ui, text, false).on_hover_text(hint);
        self.has_focus |= response.has_focus();
        response.clicked()
    }
}
