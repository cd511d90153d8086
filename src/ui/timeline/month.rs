//! The month picker, with the load of each day.

use chrono::{Datelike as _, Months, NaiveDate};
use egui::{Rect, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo, vec2};
use egui_material_icons::icons;

use crate::calendar::DayLoad;
use crate::calendar::words;
use crate::model::PlanningDay;
use crate::ui::command::Command;
use crate::ui::context::ViewContext;
use crate::ui::intent::{Intent, Out};
use crate::ui::theme::{self, palette};
use crate::ui::widgets::{focus_ring, icon_button, line, link_button, paint_centred};

/// Size of a day, width of a week, height of the names of the days.
const CELL: egui::Vec2 = vec2(36.0, 34.0);
const WIDTH: f32 = 7.0 * CELL.x;
const WEEKDAY: f32 = 20.0;
/// Distance of the number from the top of its day.
const NUMBER_Y: f32 = 3.0;
/// The load of a day: height of the bar, its margin at the sides, distance of its centre from the bottom of the day.
const BAR: f32 = 4.0;
const BAR_MARGIN: f32 = 5.0;
const BAR_Y: f32 = 5.0;

const PERCENT: f32 = 100.0;

/// Returns the first day of a date's month.
pub fn first_of_month(date: NaiveDate) -> NaiveDate {
    date.with_day(1).unwrap_or(date)
}

/// Draws the open month. Arrows turn the months; a click shows the day and closes the picker.
pub fn month_ui(ui: &mut Ui, ctx: &ViewContext, open: &mut Option<NaiveDate>, out: &mut Out) {
    let Some(month) = *open else { return };
    ui.set_width(WIDTH);
    ui.spacing_mut().item_spacing = vec2(0.0, 0.0);
    ui.horizontal(|ui| {
        if icon_button(ui, icons::ICON_CHEVRON_LEFT, "Previous month", true).clicked() {
            *open = month.checked_sub_months(Months::new(1));
        }
        let name = egui::RichText::new(words::month(month)).font(theme::body_medium());
        ui.add_sized(vec2(WIDTH - 2.0 * theme::ICON_BUTTON, theme::ICON_BUTTON), egui::Label::new(name));
        if icon_button(ui, icons::ICON_CHEVRON_RIGHT, "Next month", true).clicked() {
            *open = month.checked_add_months(Months::new(1));
        }
    });
    ui.horizontal(|ui| {
        for day in ctx.words.weekdays() {
            let (rect, _) = ui.allocate_exact_size(vec2(CELL.x, WEEKDAY), Sense::hover());
            let galley = line(ui, day, theme::small(), palette(ui).faint, CELL.x);
            paint_centred(ui, rect.center(), galley, palette(ui).faint);
        }
    });
    for week in ctx.month.chunks(7).filter(|week| week.iter().any(|day| day.date.month() == month.month())) {
        ui.horizontal(|ui| week.iter().for_each(|day| day_ui(ui, day, month, ctx, open, out)));
    }
    ui.add_space(theme::GAP_SMALL);
    if link_button(ui, "Today").clicked() {
        *open = None;
        out.run(Command::Today);
    }
}

fn day_ui(
    ui: &mut Ui,
    load: &DayLoad,
    month: NaiveDate,
    ctx: &ViewContext,
    open: &mut Option<NaiveDate>,
    out: &mut Out,
) {
    let palette = palette(ui);
    let (rect, response) = ui.allocate_exact_size(CELL, Sense::click());
    let chosen = ctx.days.iter().any(|day| day.agenda.day.date == load.date);
    let percent = (load.share() * PERCENT).round();
    let name = words::full_day_year(load.date);
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, chosen, format!("{name}, {percent} % taken")));
    let cell = rect.shrink(2.0);
    if chosen {
        ui.painter().rect_filled(cell, theme::CORNER, palette.selected_fill());
    } else if response.hovered() {
        ui.painter().rect_filled(cell, theme::CORNER, palette.sunken);
    }
    let color = match (load.date == ctx.today.date, load.date.month() == month.month()) {
        (true, _) => palette.accent,
        (false, true) => palette.text,
        (false, false) => palette.faint,
    };
    let font = if load.date == ctx.today.date { theme::body_medium() } else { theme::body() };
    let galley = line(ui, &load.date.day().to_string(), font, color, CELL.x);
    ui.painter().galley(egui::pos2(cell.center().x - galley.size().x / 2.0, cell.top() + NUMBER_Y), galley, color);
    mark_ui(ui, cell, load.share());
    focus_ring(ui, &response, cell);
    if response.on_hover_text(format!("{name}\n{} of {} taken", load.taken, load.working)).clicked() {
        *open = None;
        out.push(Intent::ShowDay(PlanningDay { date: load.date, starts: ctx.today.starts }));
    }
}

/// Draws the load bar of a day.
fn mark_ui(ui: &Ui, cell: Rect, share: f32) {
    let palette = palette(ui);
    let center = egui::pos2(cell.center().x, cell.bottom() - BAR_Y);
    let bar = Rect::from_center_size(center, vec2(cell.width() - 2.0 * BAR_MARGIN, BAR));
    if share > 0.0 {
        ui.painter().rect_stroke(bar, theme::CORNER_BAR, Stroke::new(0.5, palette.outline()), StrokeKind::Inside);
        let full = Rect::from_min_size(bar.min, vec2(bar.width() * share, bar.height()));
        ui.painter().rect_filled(full, theme::CORNER_BAR, palette.accent);
    }
}
