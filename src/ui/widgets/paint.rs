//! Painting of text, icons and shapes.

use std::sync::Arc;

use egui::text::{LayoutJob, TextFormat, TextWrapping};
use egui::{
    Align2, Color32, CornerRadius, FontId, Galley, Painter, Pos2, Rect, Response, Stroke, StrokeKind, Ui, pos2, vec2,
};
use egui_material_icons::MaterialIcon;

use crate::ui::theme::{self, palette};

/// A dashed outline: width of the line, lengths of dashes and gaps.
const DASHED_LINE: f32 = 1.2;
const DASH: f32 = 4.0;
const DASH_GAP: f32 = 3.0;
/// The cap of a key: height, and space around its text, both sides together.
const KEY_CAP: f32 = 18.0;
const KEY_PADDING: f32 = 10.0;
/// Distance between the lines of a hatching.
const HATCH_STEP: f32 = 6.0;

/// Returns a single line, cut with an ellipsis at `width`.
pub fn line(ui: &Ui, text: &str, font: FontId, color: Color32, width: f32) -> Arc<Galley> {
    rich_line(ui, &[(text, font, color)], width, false)
}

/// Returns a single line of several formats, cut with an ellipsis at `width`.
pub fn rich_line(ui: &Ui, parts: &[(&str, FontId, Color32)], width: f32, struck: bool) -> Arc<Galley> {
    let mut job = LayoutJob::default();
    for (text, font, color) in parts {
        let strikethrough = if struck { theme::hairline(*color) } else { Stroke::NONE };
        job.append(
            text,
            0.0,
            TextFormat { font_id: font.clone(), color: *color, strikethrough, ..TextFormat::default() },
        );
    }
    job.wrap = TextWrapping { max_width: width.max(1.0), max_rows: 1, break_anywhere: true, ..TextWrapping::default() };
    ui.fonts_mut(|fonts| fonts.layout_job(job))
}

/// Paints text whose left edge is centred on `at`.
pub fn paint_line(ui: &Ui, at: Pos2, galley: Arc<Galley>, color: Color32) {
    ui.painter().galley(pos2(at.x, at.y - galley.size().y / 2.0), galley, color);
}

/// Paints text around `center`.
pub fn paint_centred(ui: &Ui, center: Pos2, galley: Arc<Galley>, color: Color32) {
    ui.painter().galley(center - galley.size() / 2.0, galley, color);
}

/// Paints the cap of a key around `center`.
pub fn key_cap(ui: &Ui, center: Pos2, key: &str) {
    let palette = palette(ui);
    let galley = line(ui, key, theme::tiny_medium(KEY_CAP), palette.secondary, f32::INFINITY);
    let cap = Rect::from_center_size(center, vec2((galley.size().x + KEY_PADDING).max(KEY_CAP), KEY_CAP));
    let line = theme::hairline(palette.outline());
    ui.painter().rect(cap, theme::CORNER_CHIP, palette.surface, line, StrokeKind::Inside);
    paint_centred(ui, center, galley, palette.secondary);
}

/// Draws the cap of a key in a row.
pub fn key_cap_ui(ui: &mut Ui, key: &str) {
    let width = line(ui, key, theme::tiny_medium(KEY_CAP), palette(ui).secondary, f32::INFINITY).size().x;
    let (rect, _) = ui.allocate_exact_size(vec2((width + KEY_PADDING).max(KEY_CAP), KEY_CAP), egui::Sense::hover());
    key_cap(ui, rect.center(), key);
}

/// Paints an icon around `center`.
pub fn paint_icon(ui: &Ui, center: Pos2, icon: MaterialIcon, size: f32, color: Color32) {
    ui.painter().text(center, Align2::CENTER_CENTER, icon.codepoint, theme::icon(size), color);
}

/// Draws the focus ring.
pub fn focus_ring(ui: &Ui, response: &Response, rect: Rect) {
    if response.has_focus() {
        let stroke = theme::thick(palette(ui).accent);
        ui.painter().rect_stroke(rect, theme::CORNER, stroke, StrokeKind::Inside);
    }
}

/// Draws a thin progress bar.
pub fn progress_bar(ui: &Ui, rect: Rect, share: f32, color: Color32) {
    let palette = palette(ui);
    ui.painter().rect_filled(rect, rect.height() / 2.0, palette.hairline);
    if share > 0.0 {
        let done = Rect::from_min_size(rect.min, vec2(rect.width() * share.min(1.0), rect.height()));
        ui.painter().rect_filled(done, rect.height() / 2.0, color);
    }
}

/// Draws the accent bar at the left edge of a card, block or bar whose corners have the radius `corner`.
pub fn accent_bar(painter: &Painter, item: Rect, corner: f32, color: Color32) {
    let bar = item.with_max_x((item.left() + theme::ACCENT_BAR).min(item.right()));
    let corner = corner as u8;
    painter.rect_filled(bar, CornerRadius { nw: corner, sw: corner, ne: 0, se: 0 }, color);
}

/// Draws a dashed outline with rounded corners.
pub fn dashed_outline(ui: &Ui, rect: Rect, color: Color32) {
    let stroke = Stroke::new(DASHED_LINE, color);
    let r = theme::CORNER.min(rect.height() / 2.0);
    let painter = ui.painter();
    let arc = |center: Pos2, quarter: u8| -> Vec<Pos2> {
        (0..=4_u8)
            .map(|i| f32::from(quarter * 4 + i) * std::f32::consts::FRAC_PI_8)
            .map(|a| center + vec2(a.cos(), a.sin()) * r)
            .collect()
    };
    let mut path = arc(pos2(rect.right() - r, rect.bottom() - r), 0);
    path.extend(arc(pos2(rect.left() + r, rect.bottom() - r), 1));
    path.extend(arc(pos2(rect.left() + r, rect.top() + r), 2));
    path.extend(arc(pos2(rect.right() - r, rect.top() + r), 3));
    path.push(path[0]);
    painter.extend(egui::Shape::dashed_line(&path, stroke, DASH, DASH_GAP));
}

/// Draws hatching over `rect`, for breaks.
pub fn hatch(ui: &Ui, rect: Rect, color: Color32) {
    let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
    let mut x = rect.left() - rect.height();
    while x < rect.right() {
        painter.line_segment([pos2(x, rect.bottom()), pos2(x + rect.height(), rect.top())], theme::hairline(color));
        x += HATCH_STEP;
    }
}
