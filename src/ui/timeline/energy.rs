//! The energy of the day as a paintable strip beside the hours.

use chrono::NaiveDateTime;
use egui::{Rect, Role, Sense, Ui, WidgetInfo, pos2};

use crate::calendar::round_down;
use crate::model::{Action, Energy, EnergyWindow, Minutes, PlanningDay, Settings, TimeRange};
use crate::ui::context::ViewContext;
use crate::ui::intent::{Intent, Out};
use crate::ui::state::EnergyPaint;
use crate::ui::theme::{self, palette};

/// Width of the strip.
const STRIP: f32 = 7.0;
/// Distance beside the strip from which the pointer still paints.
const REACH: f32 = 3.0;
/// Opacity of low energy.
const LOW: f32 = 0.3;
/// Grid of a brush stroke.
const RASTER: Minutes = Minutes::new(15);

/// Converts between y and time.
type Axis<'a> = (&'a dyn Fn(f32) -> NaiveDateTime, &'a dyn Fn(NaiveDateTime) -> f32);

/// Draws the strip beside the labels of the hours, right of `edge`.
pub fn energy_strip_ui(
    ui: &mut Ui,
    edge: Rect,
    day: PlanningDay,
    (at, y_of): Axis,
    ctx: &ViewContext,
    paint: &mut EnergyPaint,
    out: &mut Out,
) {
    let settings = &*ctx.workspace.settings;
    let brush = paint.brush();
    let strip = edge.with_max_x(edge.left() + STRIP);
    let mut shown = settings.energy.clone();
    if let Some((from, to)) = paint.stroke {
        shown = painted(settings, from, to, brush);
    }
    ui.painter().rect_filled(strip, theme::CORNER_BAR, palette(ui).hairline.gamma_multiply(0.5));
    for window in &shown {
        let (from, to) = (y_of(day.at(window.range.from)), y_of(end_of(day, &window.range)));
        let rect = Rect::from_min_max(pos2(strip.left(), from), pos2(strip.right(), to));
        let color = match window.level {
            Energy::High => palette(ui).accent,
            Energy::Mid => palette(ui).hairline,
            Energy::Low => palette(ui).accent.gamma_multiply(LOW),
        };
        ui.painter().rect_filled(rect.intersect(ui.clip_rect()), theme::CORNER_BAR, color);
    }
    let response = ui.interact(strip.expand2(egui::vec2(REACH, 0.0)), ui.scope_id().with("energy"), Sense::drag());
    response.widget_info(|| WidgetInfo::labeled(Role::Slider, true, "Energy of the day"));
    let response = response.on_hover_text("Paint the energy of the day");
    if ui.input(|input| input.key_pressed(egui::Key::Escape)) {
        paint.stroke = None;
    }
    let Some(pointer) = response.interact_pointer_pos() else { return };
    let time = at(pointer.y);
    if response.drag_started() {
        let origin = ui.input(|input| input.pointer.press_origin()).unwrap_or(pointer);
        paint.stroke = Some((at(origin.y), time));
    } else if let Some((_, to)) = &mut paint.stroke {
        *to = time;
    }
    if response.drag_stopped()
        && let Some((from, to)) = paint.stroke.take()
    {
        let mut new = settings.clone();
        new.energy = painted(settings, from, to, brush);
        out.push(Intent::Act(Action::settings("paint energy", new)));
    }
}

fn end_of(day: PlanningDay, range: &TimeRange) -> NaiveDateTime {
    let start = day.at(range.from);
    let end = day.at(range.to);
    if end > start { end } else { day.span().end }
}

/// Returns the energy levels with one stroke painted over.
fn painted(settings: &Settings, from: NaiveDateTime, to: NaiveDateTime, level: Energy) -> Vec<EnergyWindow> {
    let day = crate::model::day_of(from, settings.day_start);
    let first = round_down(from.min(to), RASTER).max(day.span().start);
    let last = (round_down(from.max(to), RASTER) + RASTER.delta()).min(day.span().end);
    let mut windows = Vec::new();
    let mut at = day.span().start;
    while at < day.span().end {
        let here = if first <= at && at < last { level } else { settings.energy_at(at.time()) };
        push(&mut windows, at, here);
        at += RASTER.delta();
    }
    windows.into_iter().filter(|window| window.level != Energy::Mid).collect()
}

fn push(windows: &mut Vec<EnergyWindow>, at: NaiveDateTime, level: Energy) {
    let end = (at + RASTER.delta()).time();
    match windows.last_mut() {
        Some(last) if last.level == level && last.range.to == at.time() => last.range.to = end,
        _ => windows.push(EnergyWindow { range: TimeRange { from: at.time(), to: end }, level }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stroke_paints_over_what_was_there() {
        let settings = Settings::default();
        let at = |text: &str| format!("2026-11-23T{text}:00").parse::<NaiveDateTime>().expect("a time");
        let words = |windows: Vec<EnergyWindow>| -> Vec<String> {
            let word = |it: &EnergyWindow| format!("{:?} {}-{}", it.level, it.range.from, it.range.to);
            windows.iter().map(word).collect()
        };
        let high = painted(&settings, at("11:00"), at("13:59"), Energy::High);
        assert_eq!(words(high), ["High 09:00:00-14:00:00", "Low 14:00:00-14:30:00"]);
        let gone = painted(&settings, at("11:44"), at("09:05"), Energy::Mid);
        assert_eq!(words(gone), ["High 11:45:00-12:00:00", "Low 13:00:00-14:30:00"]);
    }
}
