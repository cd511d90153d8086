//! The line above several days: important work against the time for it.

use egui::{Align, Layout, Rect, Role, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use crate::model::{Minutes, Quadrant};
use crate::ui::command::Command;
use crate::ui::context::ViewContext;
use crate::ui::intent::Out;
use crate::ui::theme::{self, palette};
use crate::ui::widgets::{dashed_outline, line, link_button};

/// The bar: width and height.
const BAR: egui::Vec2 = vec2(160.0, 8.0);
/// Width of the link with its gap.
const LINK: f32 = 140.0;

/// Minutes to which the time is rounded down.
const STEP: u32 = 5;

/// Important, not urgent work, and the time for it on the shown days.
struct Load {
    needs: Minutes,
    has: Minutes,
}

impl Load {
    /// Returns the load of the shown days from today on; `None` without work or days.
    fn of(ctx: &ViewContext) -> Option<Self> {
        let needs = ctx.board.column(Quadrant::Schedule).total;
        let mut ahead = ctx.days.iter().filter(|day| day.agenda.day >= ctx.today).peekable();
        ahead.peek().filter(|_| !needs.is_zero())?;
        let has = ahead.map(|day| {
            let load = day.load(ctx.workspace, ctx.now.local);
            let is_schedule = |task| ctx.task(task).and_then(|task| ctx.quadrant_of(task)) == Some(Quadrant::Schedule);
            let blocks = day.agenda.upcoming(ctx.now.local).filter(|block| is_schedule(block.task));
            let own: Minutes = blocks.map(|block| block.minutes).sum();
            Minutes::new(load.cap.get().saturating_sub(load.planned.get())) + own
        });
        let has: Minutes = has.sum();
        // An estimate of free time is no truer to the minute.
        Some(Self { needs, has: Minutes::new(has.get() / STEP * STEP) })
    }

    fn waits(&self) -> Minutes {
        Minutes::new(self.needs.get().saturating_sub(self.has.get()))
    }
}

/// Draws the parts of the line that `row` has room for.
pub(super) fn load_ui(ui: &mut Ui, row: Rect, ctx: &ViewContext, out: &mut Out) {
    // A filtered matrix knows a part of the work only, and other days have other work.
    let is_whole = ctx.board.hidden == 0 && ctx.days.iter().any(|day| day.agenda.day == ctx.today);
    let Some(load) = Load::of(ctx).filter(|_| is_whole) else { return };
    let colors = palette(ui);
    let days = if ctx.days.len() > 3 { "This week" } else { "These days" };
    let name = ctx.quadrant_name(Quadrant::Schedule);
    let words = format!("{days}: {name} needs {}, you have {}", load.needs, load.has);
    let waits = load.waits();
    let after = if waits.is_zero() { String::new() } else { format!("{waits} will wait.") };
    let sentence = line(ui, &words, theme::small_medium(), colors.text, f32::INFINITY);
    let mut room = row.width() - sentence.size().x;
    if room < 0.0 {
        return;
    }
    let builder = UiBuilder::new().id_salt("load").max_rect(row).layout(Layout::left_to_right(Align::Center));
    let mut ui = ui.new_child(builder);
    let (rect, response) = ui.allocate_exact_size(sentence.size(), Sense::hover());
    let spoken = format!("{words}. {after}");
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, spoken.trim()));
    ui.painter().galley(rect.min, sentence, colors.text);
    room -= BAR.x + 2.0 * theme::GAP;
    if room > 0.0 {
        bar_ui(&mut ui, &load);
    }
    if waits.is_zero() {
        return;
    }
    let after = line(&ui, &after, theme::small(), colors.secondary, f32::INFINITY);
    room -= after.size().x + theme::GAP;
    if room > 0.0 {
        let (rect, _) = ui.allocate_exact_size(after.size(), Sense::hover());
        ui.painter().galley(rect.min, after, colors.secondary);
    }
    if room > LINK
        && link_button(&mut ui, "Choose what waits").on_hover_text(Command::PlanList.hint(ui.ctx())).clicked()
    {
        out.run(Command::PlanList);
    }
}

/// Draws the time there is as a filled bar, and the missing time as a dashed one.
fn bar_ui(ui: &mut Ui, load: &Load) {
    let (rect, _) = ui.allocate_exact_size(BAR, Sense::hover());
    let share = (load.has.get() as f32 / load.needs.get().max(1) as f32).min(1.0);
    let filled = rect.with_max_x(rect.left() + rect.width() * share);
    let color = palette(ui).quadrant(Quadrant::Schedule);
    ui.painter().rect_filled(filled, BAR.y / 2.0, color);
    if share < 1.0 {
        dashed_outline(ui, Rect::from_min_max(pos2(filled.right(), rect.top()), rect.max), color);
    }
}
