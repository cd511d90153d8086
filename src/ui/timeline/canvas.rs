//! The geometry of one day on the screen during one frame.

use egui::{Rangef, Rect, Ui};

use super::columns::Columns;
use super::lanes;
use super::scale::Scale;
use crate::model::{Minutes, Span};
use crate::ui::context::{DayView, ViewContext};
use crate::ui::selection::Dragged;

/// One day on the screen in one frame: geometry and data.
pub(super) struct Canvas<'a> {
    pub(super) ctx: &'a ViewContext<'a>,
    pub(super) day: &'a DayView,
    pub(super) columns: &'a Columns,
    pub(super) index: usize,
    pub(super) scale: Scale,
    /// The area for events and blocks.
    pub(super) x: Rangef,
    /// The visible area of all days.
    pub(super) view: Rect,
    pub(super) grid: Minutes,
}

impl Canvas<'_> {
    /// The part of a span on this day.
    pub(super) fn rect(&self, span: Span, least: f32) -> Rect {
        self.scale.rect(span.intersection(self.day.agenda.day.span()), self.x, least)
    }

    /// The parts of spans on this day, with overlaps side by side; at least `wanted` points high unless that covers a
    /// successor or `others`.
    pub(super) fn rects(&self, spans: &[Span], others: &[Span], wanted: f32) -> Vec<Rect> {
        let day = self.day.agenda.day.span();
        let here: Vec<_> = spans.iter().map(|span| span.intersection(day)).collect();
        lanes::rects(&here, others, self.scale, self.x, wanted)
    }
}

/// The card or step dragged over the timeline.
pub(super) fn hovering(ui: &Ui, view: Rect) -> Option<(Dragged, egui::Pos2)> {
    let dragged = egui::DragAndDrop::payload::<Dragged>(ui.ctx())?;
    let at = ui.input(|input| input.pointer.interact_pos()).filter(|at| view.contains(*at))?;
    Some((Dragged::clone(&dragged), at))
}

/// The grid of a drag: one minute with Shift.
pub(super) fn raster(ui: &Ui, grid: Minutes) -> Minutes {
    if ui.input(|input| input.modifiers.shift) { Minutes::new(1) } else { grid }
}
