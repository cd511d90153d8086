//! The frame of the Review view.

use egui::{Rect, ScrollArea, Ui, UiBuilder, vec2};
use egui_material_icons::icons;

use super::{day, period, report};
use crate::calendar::words;
use crate::review::report::{ReportFormat, ReportScope};
use crate::ui::context::{Reviewed, ViewContext};
use crate::ui::intent::{Intent, Out, ReportForm, ReviewIntent};
use crate::ui::state::{Reach, ReviewState};
use crate::ui::theme;
use crate::ui::widgets::{icon_button, segmented, text_button};

/// Height of the row with the period.
const HEAD: f32 = 52.0;

/// Draws the view into all of `ui`.
pub fn review_ui(ui: &mut Ui, ctx: &ViewContext, state: &mut ReviewState, out: &mut Out) {
    let area = ui.max_rect();
    let (head, body) = area.split_top_bottom_at_y(area.top() + HEAD);
    head_ui(ui, head, ctx, state, out);
    let Some(reviewed) = ctx.review else { return };
    let mut inner = ui.new_child(UiBuilder::new().id_salt("review").max_rect(body));
    inner.shrink_clip_rect(body);
    ScrollArea::vertical().id_salt("review-scroll").auto_shrink(false).show(&mut inner, |ui| {
        let width = body.width() - 2.0 * theme::PAD;
        let left = Rect::from_min_size(ui.cursor().min + vec2(theme::PAD, 0.0), vec2(width, 0.0));
        let mut column = ui.new_child(UiBuilder::new().id_salt("column").max_rect(left));
        match reviewed {
            Reviewed::Day { .. } => day::day_ui(&mut column, ctx, reviewed, state, out),
            Reviewed::Period { .. } => period::period_ui(&mut column, ctx, reviewed, state, out),
        }
        ui.advance_cursor_after_rect(column.min_rect());
        ui.add_space(theme::PAD);
    });
    report::preview_ui(ui, state, out);
}

fn head_ui(ui: &mut Ui, area: Rect, ctx: &ViewContext, state: &mut ReviewState, out: &mut Out) {
    let row = area.shrink2(vec2(theme::PAD, theme::GAP));
    let layout = egui::Layout::left_to_right(egui::Align::Center);
    let mut left = ui.new_child(UiBuilder::new().id_salt("reach").max_rect(row).layout(layout));
    let choices = [(Reach::Day, "Day"), (Reach::Week, "Week"), (Reach::Month, "Month"), (Reach::Quarter, "13 weeks")];
    if let Some(reach) = segmented(&mut left, &choices, Some(state.reach), "Look back on") {
        state.reach = reach;
        state.shown_advice = None;
    }
    left.add_space(theme::GAP);
    let reach = state.reach;
    let go = |ui: &mut Ui, icon, name, later, out: &mut Out| {
        if icon_button(ui, icon, name, true).clicked() {
            out.push(Intent::Review(ReviewIntent::Go(reach.beside(ctx.day.agenda.day, later))));
        }
    };
    go(&mut left, icons::ICON_CHEVRON_LEFT, "Earlier", false, out);
    let words = match state.reach.scope(ctx.day.agenda.day, ctx.words) {
        ReportScope::Plan(day) | ReportScope::Day(day) => words::full_day_year(day.date),
        ReportScope::Period(period) => period.words(),
    };
    left.label(egui::RichText::new(words).font(theme::body_medium()));
    go(&mut left, icons::ICON_CHEVRON_RIGHT, "Later", true, out);
    let layout = egui::Layout::right_to_left(egui::Align::Center);
    let mut right = ui.new_child(UiBuilder::new().id_salt("share").max_rect(row).layout(layout));
    if text_button(&mut right, "Report…", false).on_hover_text("Previews a report to copy or save").clicked() {
        let scope = state.reach.scope(ctx.day.agenda.day, ctx.words);
        out.push(Intent::Review(ReviewIntent::Preview(ReportForm {
            scope,
            format: ReportFormat::Page,
            without_private: true,
        })));
    }
}
