//! What lies behind everything: hours, working time, lunch, and the line of now.

use chrono::{TimeDelta, Timelike};
use egui::{Align2, Rect, Stroke, Ui, pos2, vec2};

use super::Canvas;
use crate::ui::theme::{self, palette};
use crate::ui::widgets::line;

/// Paints working hours, hour lines and labels, and lunch.
pub(super) fn background_ui(ui: &Ui, canvas: &Canvas) {
    let palette = palette(ui);
    let view = canvas.view;
    for hours in &canvas.ctx.day.agenda.working {
        let y = canvas.scale.range(*hours);
        let rect = Rect::from_min_max(pos2(view.left() + theme::HOURS_WIDTH, y.min), pos2(view.right(), y.max));
        ui.painter().rect_filled(rect.intersect(view), 0.0, palette.working);
    }
    let hour_height = canvas.scale.hour_height;
    let every = if hour_height < 30.0 { 2 } else { 1 };
    let start = canvas.scale.start;
    for hour in (0..=24).step_by(every) {
        let y = canvas.scale.top + hour as f32 * hour_height;
        if y < view.top() - 20.0 || y > view.bottom() + 20.0 {
            continue;
        }
        let from = pos2(view.left() + theme::HOURS_WIDTH - 4.0, y);
        ui.painter().line_segment([from, pos2(view.right(), y)], Stroke::new(1.0, palette.hairline));
        let label = (start + TimeDelta::hours(hour)).format("%H:%M").to_string();
        let at = pos2(view.left() + theme::HOURS_WIDTH - 8.0, y);
        ui.painter().text(at, Align2::RIGHT_CENTER, label, theme::small(), palette.faint);
    }
    if hour_height >= 200.0 {
        quarter_lines(ui, canvas);
    }
    if let Some(lunch) = canvas.ctx.day.agenda.lunch {
        let rect = canvas.scale.rect(lunch, canvas.x, 8.0);
        ui.painter().hline(rect.x_range(), rect.top(), Stroke::new(1.0, palette.hairline));
        ui.painter().hline(rect.x_range(), rect.bottom(), Stroke::new(1.0, palette.hairline));
        let text = format!("Lunch  {}", super::times(lunch));
        let galley = line(ui, &text, theme::small(), palette.faint, rect.width() - theme::PAD);
        ui.painter().galley(rect.left_top() + vec2(theme::GAP, 4.0), galley, palette.faint);
    }
}

fn quarter_lines(ui: &Ui, canvas: &Canvas) {
    let color = palette(ui).hairline.gamma_multiply(0.5);
    for quarter in (0..96).filter(|quarter| quarter % 4 != 0) {
        let y = canvas.scale.top + quarter as f32 * canvas.scale.hour_height / 4.0;
        if canvas.view.y_range().contains(y) {
            ui.painter().hline(canvas.x, y, Stroke::new(1.0, color));
        }
    }
}

/// Paints the line of now, on its day.
pub(super) fn now_line_ui(ui: &Ui, canvas: &Canvas) {
    let now = canvas.ctx.now.local;
    if !canvas.ctx.day.agenda.day.span().contains(now) {
        return;
    }
    let palette = palette(ui);
    let y = canvas.scale.y(now.with_second(0).unwrap_or(now));
    let view = canvas.view;
    ui.painter().hline(view.left() + theme::HOURS_WIDTH..=view.right(), y, Stroke::new(2.0, palette.accent));
    let badge = Rect::from_center_size(pos2(view.left() + theme::HOURS_WIDTH / 2.0 - 2.0, y), vec2(44.0, 18.0));
    ui.painter().rect_filled(badge, 4.0, palette.accent);
    let text = now.format("%H:%M").to_string();
    ui.painter().text(badge.center(), Align2::CENTER_CENTER, text, theme::small_medium(), palette.on_accent);
}
