//! The charts of a review. Each has a name that tells its content.

use chrono::{Datelike as _, NaiveDate};
use egui::{Rangef, Sense, Ui, Vec2, WidgetInfo, pos2, vec2};
use egui_plot::{AxisHints, Bar, BarChart, HLine, Line, MarkerShape, Plot, PlotPoints, Points, Polygon};

use crate::calendar::words;
use crate::model::{Minutes, Quadrant, WEEKDAYS};
use crate::review::report::{days_title, days_words, heat_words, micro_words, scatter_words};
use crate::review::{PeriodReview, QUADRANTS, quadrant_name};
use crate::ui::context::ViewContext;
use crate::ui::theme::{self, Colors, palette};

/// Minutes of an hour.
const HOUR: f64 = 60.0;

/// Space around the content of a plot, as a share of it.
const PLOT_MARGIN: Vec2 = vec2(0.03, 0.08);
/// Width of a bar, as a share of a day.
const BAR_SHARE: f64 = 0.6;
/// Side of a colour in the legend, and the height of its line.
const SWATCH: f32 = 10.0;
const LEGEND_LINE: f32 = 14.0;

/// Space in points in which the labels of an axis fade in.
const COUNT_LABELS: Rangef = Rangef { min: 12.0, max: 20.0 };
const DATE_LABELS: Rangef = Rangef { min: 18.0, max: 30.0 };
const MINUTE_LABELS: Rangef = Rangef { min: 14.0, max: 26.0 };
/// Hours of a day beyond which the grid is coarse.
const LONG_DAY: f64 = 10.0;
/// Steps of the grid, from fine to coarse.
const HOUR_STEPS: [f64; 3] = [0.25, 1.0, 4.0];
const HOUR_STEPS_OF_LONG: [f64; 3] = [2.0, 10.0, 50.0];
const COUNT_STEPS: [f64; 3] = [1.0, 5.0, 25.0];
/// Distance in days from which a mark lies between two dates.
const OFF_THE_DAY: f64 = 0.01;

/// Minutes that the axis of estimates has at least.
const LEAST_ESTIMATE: f64 = 30.0;
/// Height of the estimates' plot, as a multiple of the highest point.
const HEADROOM: f64 = 1.2;
/// End of the shown range, as a multiple of the longest estimate.
const BAND_BEYOND: f64 = 1.1;
const BAND_OPACITY: f32 = 0.14;
/// Radius of a point.
const POINT: f32 = 3.5;

/// Focus by hour: the width of the weekdays, the heights of a row and of the hours, the width of a cell.
const HEAT_NAMES: f32 = 40.0;
const HEAT_ROW: f32 = 24.0;
const HEAT_HOURS: f32 = 20.0;
const MOST_HEAT_CELL: f32 = 46.0;
const HEAT_GAP: f32 = 3.0;
/// Opacity of the least focus.
const PALEST: f32 = 0.25;

/// Returns a static plot, over which the page scrolls.
fn plot<'a>(ui: &mut Ui, name: &'a str, height: f32) -> Plot<'a> {
    // Axis labels take the body style.
    ui.style_mut().text_styles.insert(egui::TextStyle::Body, theme::small());
    Plot::new(name)
        .height(height)
        .allow_drag(false)
        .allow_zoom(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .allow_double_click_reset(false)
        .show_background(false)
        .show_grid(false)
        .set_margin_fraction(PLOT_MARGIN)
}

fn named(response: &egui::Response, says: &str) {
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Image, true, says));
}

/// Returns a thin horizontal or vertical line.
fn guide(y: f64, colors: &Colors) -> HLine {
    HLine::new("", y).color(colors.hairline).width(1.0)
}

/// Draws the legend.
fn legend_ui(ui: &mut Ui, ctx: &ViewContext) {
    let colors = palette(ui);
    ui.horizontal_wrapped(|ui| {
        for quadrant in QUADRANTS {
            let (rect, _) = ui.allocate_exact_size(vec2(SWATCH, LEGEND_LINE), Sense::hover());
            let color = quadrant.map_or_else(|| colors.other(), |quadrant| colors.quadrant(quadrant));
            let swatch = egui::Rect::from_center_size(rect.center(), Vec2::splat(SWATCH));
            ui.painter().rect_filled(swatch, theme::CORNER_BAR, color);
            let name = quadrant_name(&ctx.workspace.settings, quadrant);
            ui.label(egui::RichText::new(name).font(theme::small()).color(colors.secondary));
            ui.add_space(theme::GAP_SMALL);
        }
    });
}

/// Draws the hours per day, stacked by quadrant.
pub(super) fn days_ui(ui: &mut Ui, ctx: &ViewContext, review: &PeriodReview, height: f32) {
    let colors = palette(ui);
    let days = review.bars();
    legend_ui(ui, ctx);
    let most = days.iter().map(|(_, totals)| f64::from(totals.minutes().get()) / HOUR).fold(1.0, f64::max);
    let mut charts: Vec<BarChart> = Vec::new();
    for (column, quadrant) in QUADRANTS.iter().enumerate() {
        let color = quadrant.map_or_else(|| colors.other(), |quadrant| colors.quadrant(quadrant));
        let bars = days.iter().enumerate().map(|(n, (_, totals))| {
            let hours = f64::from(totals.by_quadrant[column].get()) / HOUR;
            Bar::new(n as f64, hours).width(BAR_SHARE).fill(color).stroke(egui::Stroke::NONE)
        });
        let name = quadrant_name(&ctx.workspace.settings, *quadrant);
        let below: Vec<&BarChart> = charts.iter().collect();
        let chart = BarChart::new(name, bars.collect()).color(color).stack_on(&below);
        charts.push(chart);
    }
    let hours = AxisHints::new_y().formatter(|mark, _| Minutes::new((mark.value * HOUR).round() as u32).to_string());
    let (every, steps) = if most > LONG_DAY { (10, HOUR_STEPS_OF_LONG) } else { (1, HOUR_STEPS) };
    let response = dated(plot(ui, "days", height), days.iter().map(|(date, _)| *date).collect())
        .custom_y_axes(vec![hours.label_spacing(COUNT_LABELS)])
        .y_grid_spacer(egui_plot::uniform_grid_spacer(move |_| steps))
        .include_y(1.0)
        .show(ui, |plot| {
            (every..=most.ceil() as usize).step_by(every).for_each(|hour| plot.hline(guide(hour as f64, &colors)));
            charts.into_iter().for_each(|chart| plot.bar_chart(chart));
        });
    named(&response.response, &format!("{}. {}", days_title(review), days_words(review)));
}

/// Draws the micro-tasks per day.
pub(super) fn micro_ui(ui: &mut Ui, review: &PeriodReview, height: f32) {
    let colors = palette(ui);
    let days = review.bars();
    let bars = days.iter().enumerate().map(|(n, (_, totals))| {
        let fill = colors.quadrant(Quadrant::Schedule);
        Bar::new(n as f64, totals.micro_tasks as f64).width(BAR_SHARE).fill(fill).stroke(egui::Stroke::NONE)
    });
    let chart = BarChart::new("micro-tasks", bars.collect());
    let counts = AxisHints::new_y().formatter(|mark, _| format!("{:.0}", mark.value));
    let response = dated(plot(ui, "micro-tasks", height), days.iter().map(|(date, _)| *date).collect())
        .custom_y_axes(vec![counts.label_spacing(COUNT_LABELS)])
        .y_grid_spacer(egui_plot::uniform_grid_spacer(|_| COUNT_STEPS))
        .include_y(1.0)
        .show(ui, |plot| plot.bar_chart(chart));
    named(&response.response, &format!("Micro-tasks finished. {}", micro_words(review)));
}

/// Returns a plot over dates, labelled by weekday for a week and by date beyond.
fn dated(plot: Plot<'_>, dates: Vec<NaiveDate>) -> Plot<'_> {
    let every = match dates.len() {
        ..=7 => 1,
        8..=14 => 4,
        _ => 7,
    };
    let steps = [1, 2, 4].map(|times| f64::from(times * every));
    let week = dates.len() <= 7;
    let label = move |mark: egui_plot::GridMark, _: &std::ops::RangeInclusive<f64>| {
        let whole = (mark.value - mark.value.round()).abs() < OFF_THE_DAY;
        let date = (mark.value.round() >= 0.0 && whole).then(|| dates.get(mark.value.round() as usize)).flatten();
        match date {
            Some(date) if week => date.weekday().to_string(),
            Some(date) => words::day(*date),
            None => String::new(),
        }
    };
    plot.custom_x_axes(vec![AxisHints::new_x().formatter(label).label_spacing(DATE_LABELS)])
        .x_grid_spacer(egui_plot::uniform_grid_spacer(move |_| steps))
}

/// Draws estimates against actual times, with the user's own range.
pub(super) fn scatter_ui(ui: &mut Ui, review: &PeriodReview, band: &[(u32, u32, u32)], height: f32) {
    let colors = palette(ui);
    let points: Vec<[f64; 2]> =
        review.estimates.iter().map(|it| [f64::from(it.estimate.get()), f64::from(it.actual.get())]).collect();
    let most = points.iter().map(|point| point[0]).fold(LEAST_ESTIMATE, f64::max);
    // Bounds beyond all data would squeeze the points.
    let highest = points.iter().map(|point| point[1]).fold(most, f64::max) * HEADROOM;
    let inside: Vec<_> = band.iter().filter(|(estimate, ..)| f64::from(*estimate) <= most * BAND_BEYOND).collect();
    let estimate = AxisHints::new_x().label("estimate, min").label_spacing(MINUTE_LABELS);
    let took = AxisHints::new_y().label("actual, min").label_spacing(MINUTE_LABELS);
    let axes = plot(ui, "estimates", height).custom_x_axes(vec![estimate]).custom_y_axes(vec![took]);
    let response = axes.show(ui, |plot| {
        if inside.len() > 1 {
            let fill = colors.accent.gamma_multiply(BAND_OPACITY);
            for pair in inside.windows(2) {
                let ((a, low_a, high_a), (b, low_b, high_b)) = (pair[0], pair[1]);
                let corners = [(a, low_a), (a, high_a), (b, high_b), (b, low_b)];
                let at = |(x, y): (&u32, &u32)| [f64::from(*x), f64::from(*y).min(highest)];
                let corners: PlotPoints = corners.map(at).into_iter().collect();
                plot.polygon(Polygon::new("8 of 10", corners).fill_color(fill).stroke(egui::Stroke::NONE));
            }
        }
        let even = PlotPoints::from(vec![[0.0, 0.0], [most, most]]);
        plot.line(Line::new("as estimated", even).color(colors.outline()).style(egui_plot::LineStyle::dashed_loose()));
        let color = colors.quadrant(Quadrant::Schedule);
        let points = Points::new("finished", points).radius(POINT).shape(MarkerShape::Circle).color(color);
        plot.points(points);
    });
    named(&response.response, &format!("Estimated and actual. {}", scatter_words(review)));
}

/// Draws the focus by weekday and hour.
pub(super) fn heat_ui(ui: &mut Ui, review: &PeriodReview) {
    let heat = &review.heat;
    let colors = palette(ui);
    let used: Vec<usize> = (0..24).filter(|hour| heat.iter().any(|day| day[*hour] > 0)).collect();
    let from = used.first().copied().unwrap_or(9).min(9);
    let to = used.last().copied().unwrap_or(17).max(17);
    let most = heat.iter().flatten().copied().max().unwrap_or(0).max(1);
    let size = vec2(ui.available_width(), HEAT_ROW * WEEKDAYS.len() as f32 + HEAT_HOURS);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    named(&response, &format!("Focus by hour of the day. {}", heat_words(review)));
    let cell = ((rect.width() - HEAT_NAMES) / (to - from + 1) as f32).min(MOST_HEAT_CELL);
    let color = colors.quadrant(Quadrant::Schedule);
    for (line, day) in review.words.weekday_order().into_iter().enumerate() {
        let (y, name) = (rect.top() + HEAT_ROW * line as f32, &WEEKDAYS[day][..3]);
        let align = egui::Align2::LEFT_CENTER;
        ui.painter().text(pos2(rect.left(), y + HEAT_ROW / 2.0), align, name, theme::small(), colors.secondary);
        for (hour, seconds) in heat[day].iter().enumerate().take(to + 1).skip(from) {
            let min = pos2(rect.left() + HEAT_NAMES + cell * (hour - from) as f32, y + HEAT_GAP / 2.0);
            let square = egui::Rect::from_min_size(min, vec2(cell - HEAT_GAP, HEAT_ROW - HEAT_GAP));
            let fill = match seconds {
                0 => colors.sunken,
                seconds => color.gamma_multiply(PALEST + (1.0 - PALEST) * *seconds as f32 / most as f32),
            };
            ui.painter().rect_filled(square, theme::CORNER_LANE, fill);
        }
    }
    for hour in (from..=to).filter(|hour| (hour - from) % 2 == 0) {
        let x = rect.left() + HEAT_NAMES + cell * ((hour - from) as f32 + 0.5) - HEAT_GAP / 2.0;
        let at = pos2(x, rect.bottom() - theme::GAP);
        let words = hour.to_string();
        ui.painter().text(at, egui::Align2::CENTER_CENTER, words, theme::small(), colors.secondary);
    }
}
