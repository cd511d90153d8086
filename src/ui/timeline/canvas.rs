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

    /// The places of all events, then all blocks, then all suggestions of this day; no two of them intersect.
    pub(super) fn places(&self) -> DayPlaces {
        let (agenda, suggestions) = (&self.day.agenda, &self.day.proposal.suggestions);
        let events = agenda.events.iter().map(|event| event.span);
        let blocks = agenda.blocks.iter().map(|block| block.span());
        let day = agenda.day.span();
        let spans = events.chain(blocks).chain(suggestions.iter().map(|it| it.span)).map(|it| it.intersection(day));
        let mut events = lanes::rects(&spans.collect::<Vec<_>>(), self.scale, self.x);
        let mut blocks = events.split_off(agenda.events.len());
        let suggestions = blocks.split_off(agenda.blocks.len());
        DayPlaces { events, blocks, suggestions }
    }
}

/// Rectangles of the items of a day, in the order of the day's lists.
pub(super) struct DayPlaces {
    pub(super) events: Vec<Rect>,
    pub(super) blocks: Vec<Rect>,
    pub(super) suggestions: Vec<Rect>,
}

impl DayPlaces {
    /// The part of `rect` below all items that reach into it from above, and above the next one.
    pub(super) fn clear_of(&self, rect: Rect) -> Rect {
        let mut all: Vec<_> = self.events.iter().chain(&self.blocks).chain(&self.suggestions).collect();
        all.sort_by(|a, b| a.top().total_cmp(&b.top()));
        let mut clear = rect;
        for item in all.into_iter().filter(|item| item.x_range().max > rect.left()) {
            if item.top() <= clear.top() + 1.0 {
                clear.min.y = clear.top().max(item.bottom());
            } else {
                clear.max.y = clear.bottom().min(item.top());
            }
        }
        clear
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
