//! Whole-day events above the hours.

use egui::{Rect, Response, Stroke, StrokeKind, Ui, pos2};

use super::items::announce;
use crate::model::Occurrence;
use crate::ui::context::ViewContext;
use crate::ui::intent::{Intent, Out};
use crate::ui::selection::Selection;
use crate::ui::theme::{self, palette};
use crate::ui::widgets::{focus_ring, line, paint_line};

/// Draws a whole-day event with its text `inset` from its sides; a click selects it. `response` senses clicks on `rect`.
pub(super) fn all_day_chip_ui(
    ui: &mut Ui,
    (rect, response): (Rect, Response),
    (event, inset): (&Occurrence, f32),
    ctx: &ViewContext,
    out: &mut Out,
) {
    let palette = palette(ui);
    let this = Selection::Event(event.event, event.span.start);
    let state = if event.blocks { "all day, busy" } else { "all day" };
    announce(ui, &response, &event.title, state, ctx.selection == this);
    let tone = ctx.workspace.calendars.get(&event.calendar).map(|calendar| calendar.tone).unwrap_or_default();
    let edge = if event.blocks { theme::hairline(palette.tone(tone)) } else { Stroke::NONE };
    ui.painter().rect(rect, theme::CORNER_CHIP, palette.event_fill(tone), edge, StrokeKind::Inside);
    let galley = line(ui, &event.title, theme::small(), palette.text, rect.width() - 2.0 * inset);
    paint_line(ui, pos2(rect.left() + inset, rect.center().y), galley, palette.text);
    focus_ring(ui, &response, rect);
    if response.on_hover_text(&event.title).clicked() {
        out.push(Intent::Select(this));
    }
}
