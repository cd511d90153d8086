//! The geometry of one day on the screen during one frame.

use egui::{Rangef, Rect, Ui};

use super::columns::Columns;
use super::lanes;
use super::scale::Scale;
use crate::model::{Block, Minutes, Span, StepId, TaskId};
use crate::planner::{PlanEntry, Suggestion, WhatIf};
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
    /// The answer to the previewed change.
    pub(super) change: Option<&'a WhatIf>,
    /// Whether its suggestions become blocks.
    pub(super) firm: bool,
    /// The previewed delay.
    pub(super) late: Minutes,
}

impl Canvas<'_> {
    /// The part of a span on this day.
    pub(super) fn rect(&self, span: Span, least: f32) -> Rect {
        self.scale.rect(span.intersection(self.day.agenda.day.span()), self.x, least)
    }

    fn is_here(&self, span: Span) -> bool {
        self.day.agenda.day.span().contains(span.start)
    }

    /// New places of the previewed change on this day, each with its old one if it has one.
    pub(super) fn arriving(&self) -> impl Iterator<Item = (PlanEntry, Option<Span>)> {
        let moved =
            self.change.into_iter().flat_map(|it| &it.diff.moved).map(|(entry, before)| (*entry, Some(*before)));
        let new = self.change.into_iter().flat_map(|it| &it.diff.new).map(|entry| (*entry, None));
        moved.chain(new).filter(|(entry, _)| self.is_here(entry.span))
    }

    /// Old places on this day that the previewed change leaves.
    pub(super) fn leaving(&self) -> impl Iterator<Item = PlanEntry> {
        let moved = self.change.into_iter().flat_map(|it| &it.diff.moved);
        let moved = moved.map(|(entry, before)| PlanEntry { span: *before, ..*entry });
        let dropped = self.change.into_iter().flat_map(|it| it.diff.dropped.iter().copied());
        moved.chain(dropped).filter(|entry| self.is_here(entry.span))
    }

    /// Whether an item leaves its place in the previewed change.
    fn leaves(&self, task: TaskId, step: Option<StepId>, span: Span) -> bool {
        self.leaving().any(|it| (it.task, it.step, it.span) == (task, step, span))
    }

    /// Whether a suggestion keeps its place in the previewed change, if that is about this day.
    fn keeps(&self, it: &Suggestion) -> bool {
        let Some(change) = self.change.filter(|change| change.plan.suggestions.iter().any(|it| self.is_here(it.span)))
        else {
            return !self.leaves(it.task, it.step, it.span);
        };
        change.diff.kept.iter().any(|kept| (kept.task, kept.step, kept.span) == (it.task, it.step, it.span))
    }

    /// The places of all events, then all blocks, then all suggestions of this day; no two of them intersect.
    ///
    /// With a previewed change, items that leave their place have none, and new places stand after the suggestions.
    pub(super) fn places(&self) -> DayPlaces {
        let (agenda, suggestions) = (&self.day.agenda, &self.day.proposal.suggestions);
        let shown = |is_shown: bool, span: Span| is_shown.then(|| span.intersection(agenda.day.span()));
        let events = agenda.events.iter().map(|event| shown(true, event.span));
        let stays = |block: &Block| !self.leaves(block.task, block.step, block.span());
        let blocks = agenda.blocks.iter().map(|block| shown(stays(block), block.span()));
        let ghosts = suggestions.iter().map(|it| shown(self.keeps(it), it.span));
        let arriving = self.arriving().map(|(entry, _)| shown(true, entry.span));
        let spans: Vec<Option<Span>> = events.chain(blocks).chain(ghosts).chain(arriving).collect();
        let drawn: Vec<Span> = spans.iter().flatten().copied().collect();
        let mut rects = lanes::rects(&drawn, self.scale, self.x).into_iter();
        let place = |span: &Option<Span>| span.and_then(|_| rects.next()).unwrap_or(Rect::NOTHING);
        let mut events: Vec<Rect> = spans.iter().map(place).collect();
        let mut blocks = events.split_off(agenda.events.len());
        let mut suggestions_at = blocks.split_off(agenda.blocks.len());
        let arriving = suggestions_at.split_off(suggestions.len());
        DayPlaces { events, blocks, suggestions: suggestions_at, arriving }
    }
}

/// Rectangles of the items of a day, in the order of the day's lists.
pub(super) struct DayPlaces {
    pub(super) events: Vec<Rect>,
    pub(super) blocks: Vec<Rect>,
    pub(super) suggestions: Vec<Rect>,
    pub(super) arriving: Vec<Rect>,
}

impl DayPlaces {
    pub(super) fn all(&self) -> impl Iterator<Item = &Rect> {
        self.events.iter().chain(&self.blocks).chain(&self.suggestions).chain(&self.arriving)
    }

    /// The part of `rect` below all items that reach into it from above, and above the next one.
    pub(super) fn clear_of(&self, rect: Rect) -> Rect {
        let mut all: Vec<_> = self.all().collect();
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
