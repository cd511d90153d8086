//! The geometry of one day on the screen during one frame.

use std::collections::HashSet;

use egui::{Rangef, Rect, Ui};

use super::columns::Columns;
use super::lanes;
use super::runs::Bundle;
use super::scale::Scale;
use crate::model::{Block, Minutes, Span, StepId, TaskId};
use crate::planner::{DayItem, PlanEntry, Smallness, Suggestion, WhatIf, small_runs};
use crate::ui::context::{DayView, ViewContext};
use crate::ui::selection::{Dragged, Selection};

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
    /// Whether its suggestions are drawn.
    pub(super) shows_ghosts: bool,
    /// A task whose suggestions are highlighted.
    pub(super) lit: Option<TaskId>,
    /// The answer to the previewed change.
    pub(super) change: Option<&'a WhatIf>,
    /// Whether its suggestions become blocks.
    pub(super) firm: bool,
    /// The previewed delay.
    pub(super) late: Minutes,
    /// The previewed meeting, once the planner has answered.
    pub(super) asked: Option<Span>,
}

impl Canvas<'_> {
    /// Returns the part of a span on this day.
    pub(super) fn rect(&self, span: Span, least: f32) -> Rect {
        self.scale.rect(span.intersection(self.day.agenda.day.span()), self.x, least)
    }

    fn is_here(&self, span: Span) -> bool {
        self.day.agenda.day.span().contains(span.start)
    }

    /// Returns new places of the previewed change on this day, each with its old one if it has one.
    pub(super) fn arriving(&self) -> impl Iterator<Item = (PlanEntry, Option<Span>)> {
        let moved =
            self.change.into_iter().flat_map(|it| &it.diff.moved).map(|(entry, before)| (*entry, Some(*before)));
        let new = self.change.into_iter().flat_map(|it| &it.diff.new).map(|entry| (*entry, None));
        moved.chain(new).filter(|(entry, _)| self.is_here(entry.span))
    }

    /// Returns old places on this day that the previewed change leaves.
    pub(super) fn leaving(&self) -> impl Iterator<Item = PlanEntry> {
        let moved = self.change.into_iter().flat_map(|it| &it.diff.moved);
        let moved = moved.map(|(entry, before)| PlanEntry { span: *before, ..*entry });
        let dropped = self.change.into_iter().flat_map(|it| it.diff.dropped.iter().copied());
        moved.chain(dropped).filter(|entry| self.is_here(entry.span))
    }

    /// Returns whether an item leaves its place in the previewed change.
    fn leaves(&self, task: TaskId, step: Option<StepId>, span: Span) -> bool {
        self.leaving().any(|it| (it.task, it.step, it.span) == (task, step, span))
    }

    /// Returns whether a suggestion is drawn: it keeps its place in the previewed change, if that is about this day.
    fn keeps(&self, it: &Suggestion) -> bool {
        if !self.shows_ghosts {
            return false;
        }
        let Some(change) = self.change.filter(|change| change.plan.suggestions.iter().any(|it| self.is_here(it.span)))
        else {
            return !self.leaves(it.task, it.step, it.span);
        };
        change.diff.kept.iter().any(|kept| (kept.task, kept.step, kept.span) == (it.task, it.step, it.span))
    }

    /// Returns the places of all events, blocks and suggestions of this day; no two of them intersect. Runs of small
    /// items share one place.
    ///
    /// With a previewed change, items that leave their place have none, and new places and the previewed meeting have
    /// one.
    pub(super) fn places(&self) -> DayPlaces {
        let (agenda, suggestions) = (&self.day.agenda, &self.day.proposal.suggestions);
        let today = agenda.day.span();
        let stays = |block: &Block| !self.leaves(block.task, block.step, block.span());
        let events = agenda.events.iter().map(|event| Some((event.span, None)));
        let blocks =
            agenda.blocks.iter().map(|it| stays(it).then(|| (it.span(), Smallness::of(it, self.ctx.now.local))));
        let ghosts = suggestions.iter().map(|it| self.keeps(it).then(|| (it.span, Smallness::of_suggestion(it))));
        let arriving = self.arriving().map(|(entry, _)| Some((entry.span, None)));
        let asked = self.asked.filter(|span| self.is_here(*span)).map(|span| Some((span, None)));
        let shown: Vec<_> = events.chain(blocks).chain(ghosts).chain(arriving).chain(asked).collect();
        let placed = |(index, it): (usize, &Option<(Span, Option<Smallness>)>)| {
            it.map(|(span, sort)| (span.intersection(today), index, sort))
        };
        let items: Vec<DayItem> = shown.iter().enumerate().filter_map(placed).collect();
        let runs = small_runs(items.clone());
        let bundled: HashSet<usize> = runs.iter().flatten().map(|(_, index, _)| *index).collect();
        let single: Vec<&DayItem> = items.iter().filter(|(_, index, _)| !bundled.contains(index)).collect();
        let whole = |run: &Vec<DayItem>| Span::new(run[0].0.start, run[run.len() - 1].0.end);
        let spans: Vec<Span> = single.iter().map(|(span, ..)| *span).chain(runs.iter().map(whole)).collect();
        let mut rects = lanes::rects(&spans, self.scale, self.x);
        let of_runs = rects.split_off(single.len());
        let mut places = vec![Rect::NOTHING; shown.len()];
        for ((_, index, _), rect) in single.iter().zip(&rects) {
            places[*index] = *rect;
        }
        let mut asked = places.split_off(shown.len() - usize::from(asked.is_some()));
        let mut blocks = places.split_off(agenda.events.len());
        let mut ghosts = blocks.split_off(agenda.blocks.len());
        let arriving = ghosts.split_off(suggestions.len());
        DayPlaces {
            bundles: self.bundles(&runs, &rects, &of_runs),
            events: places,
            blocks,
            suggestions: ghosts,
            arriving,
            asked: asked.pop(),
        }
    }

    /// Returns the bundles of the runs, at their places beside the single items.
    fn bundles(&self, runs: &[Vec<DayItem>], single: &[Rect], places: &[Rect]) -> Vec<Bundle> {
        let (agenda, suggestions) = (&self.day.agenda, &self.day.proposal.suggestions);
        let selection = self.ctx.selection;
        let bundle = |(run, rect): (&Vec<DayItem>, &Rect)| {
            let beside = |other: &&Rect| other.left() < rect.right() && other.right() > rect.left();
            let others = single.iter().chain(places).filter(beside).filter(|other| other.top() > rect.top());
            let below = others.map(Rect::top).fold(f32::INFINITY, f32::min);
            let sort = run[0].2?;
            let (first, of): (usize, &dyn Fn(usize) -> Selection) = match sort {
                Smallness::Suggested => (agenda.events.len() + agenda.blocks.len(), &|index| {
                    Selection::Ghost(suggestions[index].task, suggestions[index].step)
                }),
                _ => (agenda.events.len(), &|index| Selection::Block(agenda.blocks[index].id)),
            };
            let members: Vec<usize> = run.iter().map(|(_, index, _)| index - first).collect();
            let is_open = members.iter().any(|index| of(*index) == selection);
            Some(Bundle::new(*rect, sort, members, is_open, below))
        };
        runs.iter().zip(places).filter_map(bundle).collect()
    }
}

/// Rectangles of the items of a day, in the order of the day's lists.
pub(super) struct DayPlaces {
    pub(super) events: Vec<Rect>,
    /// Without those in bundles.
    pub(super) blocks: Vec<Rect>,
    pub(super) suggestions: Vec<Rect>,
    pub(super) arriving: Vec<Rect>,
    pub(super) bundles: Vec<Bundle>,
    /// The previewed meeting.
    pub(super) asked: Option<Rect>,
}

impl DayPlaces {
    pub(super) fn all(&self) -> impl Iterator<Item = &Rect> {
        let bundles = self.bundles.iter().map(|bundle| &bundle.rect);
        let items = self.events.iter().chain(&self.blocks).chain(&self.suggestions).chain(&self.arriving);
        items.chain(bundles).chain(&self.asked)
    }

    /// Returns the place of a suggestion, alone or in a bundle.
    pub(super) fn of_suggestion(&self, index: usize) -> Rect {
        let bundles = self.bundles.iter().filter(|bundle| bundle.sort == Smallness::Suggested);
        let mut bundled = bundles.filter_map(|it| Some((it, it.members.iter().position(|member| *member == index)?)));
        bundled.next().map_or(self.suggestions[index], |(it, at)| it.rows.get(at).copied().unwrap_or(it.rect))
    }

    /// Returns the part of `rect` below all items that reach into it from above, and above the next one.
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

/// Returns the card or step dragged over the timeline.
pub(super) fn hovering(ui: &Ui, view: Rect) -> Option<(Dragged, egui::Pos2)> {
    let dragged = egui::DragAndDrop::payload::<Dragged>(ui.ctx())?;
    let at = ui.input(|input| input.pointer.interact_pos()).filter(|at| view.contains(*at))?;
    Some((Dragged::clone(&dragged), at))
}

/// Returns the grid of a drag: one minute with Shift.
pub(super) fn raster(ui: &Ui, grid: Minutes) -> Minutes {
    if ui.input(|input| input.modifiers.shift) { Minutes::new(1) } else { grid }
}
