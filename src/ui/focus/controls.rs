//! Parts of the Focus view: clock, buttons with icons, steps and notes.

use chrono::TimeDelta;
use egui::{Align2, Color32, Response, ScrollArea, Sense, Stroke, Ui, Vec2, WidgetInfo, pos2, vec2};
use egui_material_icons::{MaterialIcon, icons};

use crate::model::{Action, Minutes, StepEdit, StepId, Task};
use crate::ui::context::ViewContext;
use crate::ui::intent::{FocusIntent, Intent, Out};
use crate::ui::theme::{self, palette};
use crate::ui::widgets::{check_box, focus_ring, heading_ui, line, paint_icon, paint_line};

/// Side of the ring: as a share of the window's height, at least and at most.
const RING_SHARE: f32 = 0.31;
const LEAST_RING: f32 = 150.0;
const MOST_RING: f32 = 272.0;
/// Width of the ring's line, and the corners of its polygon.
const RING_LINE: f32 = 10.0;
const RING_CORNERS: f32 = 120.0;
/// Distance of the words below the clock from the ring's centre.
const BELOW_CLOCK: f32 = 38.0;
/// Share of the ring's width for the texts inside.
const INSIDE: f32 = 0.74;

/// Large buttons: height, distance, places of icon and text, space around the text, both sides together.
pub(super) const BUTTON: f32 = 44.0;
pub(super) const BUTTON_GAP: f32 = 10.0;
const BUTTON_ICON_X: f32 = 24.0;
const BUTTON_TEXT_X: f32 = 42.0;
const BUTTON_PADDING: f32 = 60.0;
/// Width of their text at most, and of the view that it leaves free.
const MOST_BUTTON_TEXT: f32 = 320.0;
const BUTTON_MARGIN: f32 = 60.0;
/// Opacity of the fill under the pointer.
const HOVERED: f32 = 0.9;

/// Steps: the place of the check box, the maximum width of the length, the minimum width of the title.
const TICK: Vec2 = vec2(20.0, 22.0);
const MOST_LENGTH: f32 = 120.0;
const LEAST_STEP: f32 = 60.0;
const STEP_MARGIN: egui::Margin = egui::Margin::symmetric(8, 6);

/// Returns "12:41", or "1:02:41" from an hour on, without sign.
pub(super) fn clock_words(time: TimeDelta) -> String {
    let seconds = time.num_seconds().abs();
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes:02}:{seconds:02}") }
}

/// Returns minutes of a duration, rounded up, without sign.
pub fn whole_minutes(time: TimeDelta) -> Minutes {
    Minutes::new(u32::try_from((time.num_seconds().abs() + 59) / 60).unwrap_or(0))
}

/// Draws a progress ring with the clock inside, and below it the first of two texts, or the second where that is too wide.
pub(super) fn ring_ui(ui: &mut Ui, share: f32, clock: &str, below: [&str; 2], color: Color32) {
    // Smaller in a low window, so that the next item fits without scrolling.
    let low = (ui.ctx().content_rect().height() * RING_SHARE).max(LEAST_RING);
    let size = low.min(MOST_RING).min(ui.available_width());
    let (rect, response) = ui.allocate_exact_size(vec2(size, size), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Label, true, format!("{clock} {}", below[0])));
    let palette = palette(ui);
    let (center, radius) = (rect.center(), size / 2.0 - theme::GAP);
    let arc = |share: f32, color: Color32| {
        let steps = (share * RING_CORNERS).ceil().max(1.0) as usize;
        let at = |n: usize| {
            let angle = share * std::f32::consts::TAU * n as f32 / steps as f32 - std::f32::consts::FRAC_PI_2;
            center + vec2(angle.cos(), angle.sin()) * radius
        };
        let points: Vec<_> = (0..=steps).map(at).collect();
        for end in [points[0], points[steps]] {
            ui.painter().circle_filled(end, RING_LINE / 2.0, color);
        }
        ui.painter().add(egui::Shape::line(points, Stroke::new(RING_LINE, color)));
    };
    arc(1.0, palette.hairline);
    if share > 0.0 {
        arc(share.min(1.0), color);
    }
    let room = size * INSIDE;
    let width = |ui: &Ui, text: &str, font| line(ui, text, font, palette.text, f32::INFINITY).size().x;
    let factor = (room / width(ui, clock, theme::display(1.0))).min(1.0);
    let (above, font) = (center - vec2(0.0, theme::GAP), theme::display(factor));
    ui.painter().text(above, Align2::CENTER_CENTER, clock, font, palette.text);
    let below = if width(ui, below[0], theme::small()) <= room { below[0] } else { below[1] };
    let at = center + vec2(0.0, BELOW_CLOCK * factor);
    ui.painter().text(at, Align2::CENTER_CENTER, below, theme::small(), palette.secondary);
}

/// Draws a large button with an icon, filled with `fill` if it is the primary one.
pub(super) fn big_button(ui: &mut Ui, icon: MaterialIcon, text: &str, hint: &str, fill: Option<Color32>) -> Response {
    let palette = palette(ui);
    let color = if fill.is_some() { palette.on_accent } else { palette.text };
    let galley = line(ui, text, theme::body(), color, MOST_BUTTON_TEXT.min(ui.available_width() - BUTTON_MARGIN));
    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x + BUTTON_PADDING, BUTTON), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Button, true, text));
    paint_button(ui, rect, &response, fill);
    paint_icon(ui, pos2(rect.left() + BUTTON_ICON_X, rect.center().y), icon, theme::ICON_PANE, color);
    paint_line(ui, pos2(rect.left() + BUTTON_TEXT_X, rect.center().y), galley, color);
    focus_ring(ui, &response, rect);
    if hint.is_empty() { response } else { response.on_hover_text(hint) }
}

/// Draws a large button with only an icon; `name` is its accessible name.
pub(super) fn big_icon_button(
    ui: &mut Ui,
    icon: MaterialIcon,
    name: &str,
    hint: &str,
    fill: Option<Color32>,
) -> Response {
    let palette = palette(ui);
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(BUTTON), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Button, true, name));
    paint_button(ui, rect, &response, fill);
    let color = if fill.is_some() { palette.on_accent } else { palette.text };
    paint_icon(ui, rect.center(), icon, theme::ICON_TOOL, color);
    focus_ring(ui, &response, rect);
    response.on_hover_text(hint)
}

/// Returns the width of a row of large buttons with these texts.
pub(super) fn big_buttons_width<'a>(ui: &Ui, texts: impl Iterator<Item = &'a str>) -> f32 {
    let color = palette(ui).text;
    let width = |text| line(ui, text, theme::body(), color, MOST_BUTTON_TEXT).size().x + BUTTON_PADDING + BUTTON_GAP;
    texts.map(width).sum()
}

fn paint_button(ui: &Ui, rect: egui::Rect, response: &Response, fill: Option<Color32>) {
    let palette = palette(ui);
    let back = match fill {
        Some(fill) if response.hovered() => fill.gamma_multiply(HOVERED),
        Some(fill) => fill,
        None if response.hovered() => palette.sunken,
        None => palette.surface,
    };
    let edge = if fill.is_some() { Stroke::NONE } else { theme::hairline(palette.outline()) };
    ui.painter().rect(rect, theme::CORNER, back, edge, egui::StrokeKind::Inside);
}

/// Draws a centred row of widgets, placed by its width in the last frame.
pub(super) fn row(ui: &mut Ui, name: &str, draw: impl FnOnce(&mut Ui)) {
    let id = ui.scope_id().with(name);
    let width: f32 = ui.data(|data| data.get_temp(id)).unwrap_or(0.0);
    ui.allocate_ui_with_layout(
        vec2(ui.available_width(), BUTTON),
        egui::Layout::left_to_right(egui::Align::Center),
        |ui| {
            ui.add_space(((ui.available_width() - width) / 2.0).max(0.0));
            let used = ui.scope(draw).response.rect.width();
            if (used - width).abs() > 0.5 {
                ui.data_mut(|data| data.insert_temp(id, used));
                ui.ctx().request_repaint();
            }
        },
    );
}

/// Returns whether there are steps or notes to show.
pub(super) fn has_details(task: &Task) -> bool {
    !task.steps.is_empty() || !task.notes.is_empty()
}

/// Draws the steps and notes of the running task.
pub(super) fn details_ui(ui: &mut Ui, ctx: &ViewContext, task: &Task, at: Option<StepId>, out: &mut Out) {
    let area = ui.max_rect();
    let palette = palette(ui);
    ui.painter().rect_filled(area, 0.0, palette.surface);
    ui.painter().vline(area.left() + 0.5, area.y_range(), theme::hairline(palette.hairline));
    let inner = area.shrink(theme::PAD + theme::GAP_SMALL);
    let mut column = ui.new_child(egui::UiBuilder::new().id_salt("steps").max_rect(inner));
    ScrollArea::vertical().id_salt("steps-scroll").auto_shrink(false).show(&mut column, |ui| {
        if !task.steps.is_empty() {
            let (done, all) = task.progress();
            heading_ui(ui, "Steps", &format!("{done} of {all} done"));
            ui.add_space(theme::GAP_SMALL);
        }
        let accent = palette.accent_of(ctx.quadrant_of(task));
        for step in &task.steps {
            let runs = Some(step.id) == at;
            let fill = if runs { palette.tint(accent) } else { Color32::TRANSPARENT };
            let frame = egui::Frame::new().fill(fill).corner_radius(theme::CORNER).inner_margin(STEP_MARGIN);
            ui.push_id(step.id, |ui| frame.show(ui, |ui| step_ui(ui, ctx, task, step, runs, accent, out)));
        }
        if !task.notes.is_empty() {
            ui.add_space(theme::PAD);
            ui.label(egui::RichText::new("Notes").font(theme::body_medium()));
            ui.add_space(theme::GAP_SMALL);
            let notes = egui::RichText::new(&task.notes).font(theme::small()).color(palette.secondary);
            ui.add(egui::Label::new(notes).wrap());
        }
    });
}

fn step_ui(
    ui: &mut Ui,
    ctx: &ViewContext,
    task: &Task,
    step: &crate::model::Step,
    runs: bool,
    accent: Color32,
    out: &mut Out,
) {
    let palette = palette(ui);
    ui.horizontal_top(|ui| {
        let (rect, _) = ui.allocate_exact_size(TICK, Sense::hover());
        let name = format!("Tick {}", step.title);
        if check_box(ui, rect, ui.scope_id().with("tick"), step.is_done(), &name, accent).clicked() {
            if runs && !step.is_done() {
                out.push(Intent::Focus(FocusIntent::DoneAndNext));
            } else if ctx.task(task.id).is_some() {
                out.push(Intent::Act(Action::EditStep(task.id, step.id, StepEdit::Done(!step.is_done()))));
            }
        }
        let font = if runs { theme::body_medium() } else { theme::body() };
        let mut text = egui::RichText::new(&step.title).font(font);
        if step.is_done() {
            text = text.color(palette.secondary).strikethrough();
        }
        let length = match step.estimate {
            Some(estimate) if step.is_done() => estimate.to_string(),
            Some(estimate) => ctx.length_words(task.id, Some(step.id), estimate),
            None => String::new(),
        };
        let length_shown = line(ui, &length, theme::small(), palette.secondary, MOST_LENGTH);
        let room = (ui.available_width() - length_shown.size().x - theme::GAP_WIDE).max(LEAST_STEP);
        ui.allocate_ui(vec2(room, theme::TEXT_LINE), |ui| {
            ui.set_width(room);
            ui.add(egui::Label::new(text).wrap());
        });
        ui.with_layout(egui::Layout::right_to_left(egui::Align::Min), |ui| {
            ui.label(egui::RichText::new(length).font(theme::small()).color(palette.secondary));
        });
    });
}

/// The icon of a kind of session.
pub(super) const BREAK_ICON: MaterialIcon = icons::ICON_COFFEE;
