//! The energy of a day: a paintable strip of 24 hours, and the same as text.

use chrono::{NaiveDateTime, TimeDelta};
use egui::{Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};
use strum::IntoEnumIterator as _;

use super::fields::{choice_ui, hint_ui, label_ui, text_ui};
use super::page::Page;
use super::ranges::parse_range_within_a_day;
use crate::calendar::round_down;
use crate::model::{Energy, EnergyWindow, Minutes, PlanningDay, Settings, TimeRange};
use crate::ui::theme::{self, palette};
use crate::ui::widgets::{line, paint_centred};

/// Height of the strip, and of the hours below it.
const STRIP: f32 = 24.0;
const HOURS: f32 = 16.0;
/// Hours between two labels.
const LABEL_STEP: i64 = 3;
/// Opacity of low energy.
const LOW: f32 = 0.3;
/// Grid of a brush stroke.
const RASTER: Minutes = Minutes::new(15);

pub(super) fn energy_ui(ui: &mut Ui, page: &mut Page) {
    label_ui(ui, "Energy by time of day");
    strip_ui(ui, page);
    let choices = [(Energy::High, "High"), (Energy::Mid, "Medium"), (Energy::Low, "Low")];
    if let Some(brush) = choice_ui(ui, "Paint", &choices, Some(page.state.energy.brush())) {
        page.state.energy.brush = Some(brush);
    }
    hint_ui(ui, "Choose a level and drag over the hours, or type it.");
    let one =
        |it: &EnergyWindow| format!("{} {}", level_word(it.level), page.ctx.words.range(it.range.from, it.range.to));
    let current = page.settings().energy.iter().map(one).collect::<Vec<_>>().join(", ");
    let read = text_ui(ui, "Energy by time of day", &current, "high 9-12, low 13-14:30", parse_energy);
    if let Some(energy) = read {
        page.set("set energy", |it| it.energy = energy);
    }
}

fn level_word(level: Energy) -> &'static str {
    match level {
        Energy::Low => "low",
        Energy::Mid => "mid",
        Energy::High => "high",
    }
}

/// Parses "high 9-12, low 13-14:30".
fn parse_energy(text: &str) -> Option<Vec<EnergyWindow>> {
    if text.is_empty() {
        return Some(Vec::new());
    }
    let one = |text: &str| {
        let (word, range) = text.trim().split_once(char::is_whitespace)?;
        let level = Energy::iter().find(|level| level_word(*level) == word.to_ascii_lowercase())?;
        Some(EnergyWindow { range: parse_range_within_a_day(range)?, level })
    };
    text.split([',', ';']).map(one).collect()
}

/// Draws the levels of the chosen day, and paints over them by a drag.
fn strip_ui(ui: &mut Ui, page: &mut Page) {
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), STRIP + HOURS), Sense::drag());
    response.widget_info(|| WidgetInfo::labeled(Role::Slider, true, "Energy of the day"));
    let day = page.ctx.day.agenda.day;
    let (start, end) = (day.span().start, day.span().end);
    let strip = rect.with_max_y(rect.top() + STRIP);
    let seconds = (end - start).num_seconds() as f32;
    let x_of = |at: NaiveDateTime| strip.left() + strip.width() * (at - start).num_seconds() as f32 / seconds;
    let at = |x: f32| {
        let share = f64::from((x - strip.left()) / strip.width());
        let time = start + TimeDelta::seconds((share * f64::from(seconds)) as i64);
        time.clamp(start, end - TimeDelta::seconds(1))
    };
    paint_strip(ui, strip, page, &x_of);
    for hour in (LABEL_STEP..24).step_by(LABEL_STEP as usize) {
        let time = start + TimeDelta::hours(hour);
        let color = palette(ui).secondary;
        let galley = line(ui, &page.ctx.words.time(time), theme::small(), color, f32::INFINITY);
        paint_centred(ui, pos2(x_of(time), rect.bottom() - HOURS / 2.0), galley, color);
    }
    if ui.input(|input| input.key_pressed(egui::Key::Escape)) {
        page.state.energy.stroke = None;
    }
    let Some(pointer) = response.interact_pointer_pos() else { return };
    let time = at(pointer.x);
    if response.drag_started() {
        let origin = ui.input(|input| input.pointer.press_origin()).unwrap_or(pointer);
        page.state.energy.stroke = Some((at(origin.x), time));
    } else if let Some((_, to)) = &mut page.state.energy.stroke {
        *to = time;
    }
    if response.drag_stopped()
        && let Some((from, to)) = page.state.energy.stroke.take()
    {
        let energy = painted(page.settings(), from, to, page.state.energy.brush());
        page.set("paint energy", |it| it.energy = energy);
    }
}

fn paint_strip(ui: &Ui, strip: Rect, page: &Page, x_of: &dyn Fn(NaiveDateTime) -> f32) {
    let (settings, day, palette) = (page.settings(), page.ctx.day.agenda.day, palette(ui));
    let shown = match page.state.energy.stroke {
        Some((from, to)) => painted(settings, from, to, page.state.energy.brush()),
        None => settings.energy.clone(),
    };
    ui.painter().rect_filled(strip, theme::CORNER_CHIP, palette.sunken);
    for window in &shown {
        let (from, to) = (x_of(day.at(window.range.from)), x_of(end_of(day, &window.range)));
        let color = match window.level {
            Energy::High => palette.accent,
            Energy::Mid => palette.hairline,
            Energy::Low => palette.accent.gamma_multiply(LOW),
        };
        let part = Rect::from_x_y_ranges(from..=to, strip.y_range()).intersect(strip);
        ui.painter().rect_filled(part, theme::CORNER_CHIP, color);
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
    fn energy_is_written_with_its_level() {
        let read = parse_energy("high 9-12, low 13-14:30").expect("two windows");
        assert_eq!(read.len(), 2);
        assert_eq!((read[0].level, read[1].level), (Energy::High, Energy::Low));
        assert_eq!(parse_energy("tired 9-12"), None);
    }

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
