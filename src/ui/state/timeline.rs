//! State of the timeline: gestures and questions under way.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{NaiveDateTime, TimeDelta};
use egui::Pos2;

use crate::calendar::OccurrenceEdit;
use crate::model::{BlockId, EventId, Minutes, PlanningDay, Span, StepId, TaskId};
use crate::planner::{DayChange, PlanDiff, Suggestion, WhatIf};
use crate::ui::state::lens::GapLens;

/// Height of an hour until the user zooms, in points.
const FIRST_HOUR_HEIGHT: f32 = 96.0;

const SECONDS_IN_HOUR: f32 = 3600.0;
/// Heights of an hour where a day is fitted to its room.
const FITTED: std::ops::RangeInclusive<f32> = 84.0..=112.0;

/// The minutes by which keys, buttons and the dragged now-line change a previewed delay.
pub const DELAY_STEP: Minutes = Minutes::new(5);

/// A new event or block whose title is being typed.
#[derive(Clone, Debug)]
pub struct EventDraft {
    pub(in crate::ui) span: Span,
    pub(in crate::ui) title: String,
    pub(in crate::ui) asked: bool,
    /// The blocks that make room for a previewed meeting.
    pub(in crate::ui) room: Option<Box<PlanDiff>>,
}

impl EventDraft {
    /// Asks for the title of a new item with this span.
    pub fn new(span: Span) -> Self {
        Self { span, title: String::new(), asked: false, room: None }
    }
}

/// The choice of how to place something longer than its gap.
#[derive(Clone, Copy, Debug)]
pub struct DropChoice {
    pub(in crate::ui) task: TaskId,
    pub(in crate::ui) step: Option<StepId>,
    pub(in crate::ui) start: NaiveDateTime,
    pub(in crate::ui) minutes: Minutes,
    /// Room in the gap from the drop on.
    pub(in crate::ui) room: Minutes,
    pub(in crate::ui) at: Pos2,
}

/// The target of a gesture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DragTarget {
    Block(BlockId),
    /// An occurrence, by its start.
    Event(EventId, NaiveDateTime),
    /// The previewed meeting.
    WhatIf,
    /// Empty time, to create something.
    Empty,
    /// A suggestion; dropping it accepts it.
    Ghost(TaskId, Option<StepId>),
}

/// The grabbed part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DragPart {
    Body,
    Top,
    Bottom,
}

/// A drag under way.
#[derive(Clone, Debug, PartialEq)]
pub struct Gesture {
    pub target: DragTarget,
    pub(in crate::ui) part: DragPart,
    /// The column of the grab; edges stay in it.
    pub(in crate::ui) column: usize,
    /// From the start of the item, or the end of one held at its bottom edge, to the pointer at the grab.
    pub(in crate::ui) grab: TimeDelta,
    pub original: Span,
    /// The place at the pointer now.
    pub span: Span,
    /// Outside the timeline; a drop there unschedules.
    pub outside: bool,
    /// Whether the drop copies.
    pub copies: bool,
    /// The way in which neighbours give way, and their places.
    pub yields: Option<Yield>,
    pub yielded: Vec<Yielded>,
    /// Other selected blocks, which move along.
    pub along: Vec<BlockId>,
}

/// State of the timeline.
pub struct TimelineState {
    /// Points per hour.
    pub hour_height: f32,
    /// Height of an hour of several days, if zoomed; otherwise their working hours fill the view.
    pub(in crate::ui) zoomed: Option<f32>,
    /// Height of an hour as drawn.
    pub(in crate::ui) drawn_height: f32,
    /// The task under the pointer in the list beside several days.
    pub(in crate::ui) lit: Option<TaskId>,
    /// Selected blocks besides the one in the inspector.
    pub also: BTreeSet<BlockId>,
    /// The previewed change of a day.
    pub change: Option<Difference>,
    /// The delay while the now-line is dragged.
    pub(in crate::ui) late: Option<Minutes>,
    /// The previewed meeting.
    pub asked: Option<EventQuestion>,
    /// Whether the previewed meeting is being dragged from its handle.
    pub(in crate::ui) new_what_if: bool,
    /// An edit of a series that awaits its scope.
    pub series: Option<SeriesQuestion>,
    /// The open gap lens.
    pub lens: Option<GapLens>,
    /// Whether the lens shows the reason of the suggestion.
    pub why: bool,
    /// The block of the open popover.
    pub popover: Option<BlockId>,
    /// First day and number of days drawn last frame; a change resets the scroll position.
    pub(in crate::ui) shown: Option<(usize, PlanningDay)>,
    /// Time to scroll to in the next frame.
    pub(in crate::ui) scroll_to: Option<NaiveDateTime>,
    /// Span to scroll into view if it is hidden.
    pub(in crate::ui) reveal: Option<Span>,
    /// Start of the suggestion to select when it appears.
    pub(in crate::ui) select_ghost_at: Option<NaiveDateTime>,
    /// Start of the clicked suggestion, since a task may be suggested in several pieces.
    pub(in crate::ui) picked: Option<NaiveDateTime>,
    /// The hovered suggestion.
    pub(in crate::ui) hovered: Option<(TaskId, Option<StepId>)>,
    /// Zoom factor requested by key.
    pub(in crate::ui) zoom_by: f32,
    pub(in crate::ui) offset: f32,
    pub(in crate::ui) gesture: Option<Gesture>,
    /// The dragged end of today's working hours.
    pub edge: Option<NaiveDateTime>,
    /// The time at the open context menu.
    pub(in crate::ui) menu_at: Option<NaiveDateTime>,
    pub(in crate::ui) event_draft: String,
    /// Focuses the event line in the next frame.
    pub(in crate::ui) focus_event: bool,
    pub(in crate::ui) create: Option<EventDraft>,
    pub(in crate::ui) choice: Option<DropChoice>,
}

impl Default for TimelineState {
    fn default() -> Self {
        Self {
            hour_height: FIRST_HOUR_HEIGHT,
            zoomed: None,
            drawn_height: FIRST_HOUR_HEIGHT,
            lit: None,
            also: BTreeSet::new(),
            change: None,
            late: None,
            asked: None,
            new_what_if: false,
            series: None,
            lens: None,
            why: false,
            popover: None,
            shown: None,
            scroll_to: None,
            reveal: None,
            select_ghost_at: None,
            picked: None,
            hovered: None,
            zoom_by: 1.0,
            offset: 0.0,
            gesture: None,
            edge: None,
            menu_at: None,
            event_draft: String::new(),
            focus_event: false,
            create: None,
            choice: None,
        }
    }
}

impl TimelineState {
    /// Zooms around the pointer, or around the middle of the view.
    pub fn zoom(&mut self, factor: f32) {
        self.zoom_by *= factor;
    }

    /// Begins with a part of a day that fills `height` points.
    pub(in crate::ui) fn fit(&mut self, day: PlanningDay, span: Span, height: f32) {
        self.shown = Some((1, day));
        let hours = (span.end - span.start).num_seconds() as f32 / SECONDS_IN_HOUR;
        self.hour_height = (height / hours.max(1.0)).clamp(*FITTED.start(), *FITTED.end());
        self.scroll_to = Some(span.start);
    }

    /// Goes back to an earlier height of an hour, and to the first view of the day.
    pub(in crate::ui) fn unfit(&mut self, hour_height: f32) {
        (self.hour_height, self.shown) = (hour_height, None);
    }

    /// Scrolls a time to the top in the next frame.
    pub fn scroll_to(&mut self, at: NaiveDateTime) {
        self.scroll_to = Some(at);
    }

    /// Returns whether a drag or a question is under way, during which suggestions hold still.
    pub fn is_busy(&self) -> bool {
        self.gesture.is_some()
            || self.edge.is_some()
            || self.late.is_some()
            || self.create.is_some()
            || self.choice.is_some()
            || self.series.is_some()
    }

    /// Returns whether a small dialog of the timeline takes the keys.
    pub fn takes_keys(&self) -> bool {
        self.is_busy() || self.popover.is_some()
    }

    /// Scrolls a span into view if it is hidden.
    pub fn reveal_if_hidden(&mut self, span: Span) {
        self.reveal = Some(span);
    }

    /// Selects the suggestion that appears at a time.
    pub fn reveal_ghost_at(&mut self, at: NaiveDateTime) {
        self.select_ghost_at = Some(at);
    }

    /// Takes the start of the awaited suggestion.
    pub fn take_awaited_ghost(&mut self) -> Option<NaiveDateTime> {
        self.select_ghost_at.take()
    }

    /// Returns the clicked piece among the suggestions of a task, else the first.
    pub fn pick<'a>(&self, pieces: impl Iterator<Item = &'a Suggestion>) -> Option<&'a Suggestion> {
        let mut pieces = pieces.peekable();
        let first = pieces.peek().copied();
        pieces.find(|piece| Some(piece.span.start) == self.picked).or(first)
    }

    /// Returns the answer whose difference the days show.
    pub(in crate::ui) fn shown_answer(&self) -> Option<Arc<WhatIf>> {
        let change = self.change.as_ref().and_then(|open| open.answer.clone());
        change.or_else(|| self.asked.as_ref()?.answer.clone())
    }

    /// Returns the hovered suggestion.
    pub fn hovered_ghost(&self) -> Option<(TaskId, Option<StepId>)> {
        self.hovered
    }

    /// Asks for the title of a new event.
    pub fn name_event(&mut self, span: Span, room: Box<PlanDiff>) {
        self.create = Some(EventDraft { room: Some(room), ..EventDraft::new(span) });
    }

    /// Focuses the event line in the next frame.
    pub fn focus_event_line(&mut self) {
        self.focus_event = true;
    }
}

/// The way in which neighbours give way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Yield {
    /// They move later and push their successors.
    Push,
    /// They shrink, to one grid step at least.
    Shrink,
}

/// A neighbour and its new place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Yielded {
    pub block: BlockId,
    pub span: Span,
}

/// An edit of a recurring event that awaits its scope.
#[derive(Clone, Debug, PartialEq)]
pub struct SeriesQuestion {
    pub event: EventId,
    /// The local start of the occurrence.
    pub original: NaiveDateTime,
    pub edit: OccurrenceEdit,
    /// The event came from a file, which owns the series.
    pub imported: bool,
    /// Drawn once, so keys and clicks count.
    pub asked: bool,
}

/// A previewed change of a day and its effect.
#[derive(Clone, Debug)]
pub struct Difference {
    pub change: DayChange,
    /// `None` until the planner has answered. After another delay, the answer for the one before until the new one is
    /// there.
    pub answer: Option<Arc<WhatIf>>,
    /// Whether the answer is for this change.
    pub is_answered: bool,
}

impl Difference {
    /// Returns a change that waits for its answer.
    pub fn of(change: DayChange) -> Self {
        Self { change, answer: None, is_answered: false }
    }

    /// Returns whether its suggestions become blocks when it is applied; an event only moves blocks.
    pub fn makes_blocks(&self) -> bool {
        !matches!(self.change, DayChange::NewEvent(_) | DayChange::MovedEvent(..))
    }

    /// Returns the previewed delay; zero for other changes.
    pub fn late(&self) -> Minutes {
        match self.change {
            DayChange::Late(minutes) => minutes,
            _ => Minutes::ZERO,
        }
    }
}

/// A previewed meeting and its effect.
#[derive(Clone, Debug)]
pub struct EventQuestion {
    pub span: Span,
    /// `None` until the planner has answered. After a move, the answer for the span before it until the new one is there.
    pub answer: Option<Arc<WhatIf>>,
    /// Whether the answer is for this span.
    pub is_answered: bool,
}
