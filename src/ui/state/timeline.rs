//! State of the timeline: gestures and questions under way.

use std::collections::BTreeSet;

use chrono::{NaiveDateTime, TimeDelta};
use egui::Pos2;

use crate::calendar::OccurrenceEdit;
use crate::model::{BlockId, EventId, Minutes, PlanningDay, Span, StepId, TaskId};
use crate::planner::{Suggestion, WhatIf};

/// What is to be made, while its title is typed.
#[derive(Clone, Debug)]
pub struct Draft {
    pub(in crate::ui) span: Span,
    pub(in crate::ui) title: String,
    pub(in crate::ui) asked: bool,
}

impl Draft {
    /// Asks for the title of what takes `span`.
    pub fn new(span: Span) -> Self {
        Self { span, title: String::new(), asked: false }
    }
}

/// Something that is longer than the gap it was dropped in, and the question what to do.
#[derive(Clone, Copy, Debug)]
pub struct Choice {
    pub(in crate::ui) task: TaskId,
    pub(in crate::ui) step: Option<StepId>,
    pub(in crate::ui) start: NaiveDateTime,
    pub(in crate::ui) minutes: Minutes,
    /// What the gap has from the start on.
    pub(in crate::ui) room: Minutes,
    pub(in crate::ui) at: Pos2,
}

/// What is dragged on the timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    Block(BlockId),
    /// An event's occurrence, by its start.
    Event(EventId, NaiveDateTime),
    /// A meeting that is only asked about.
    WhatIf,
    /// Empty space, to create something.
    Empty,
    /// A suggestion, which is accepted where it is dropped.
    Ghost(TaskId, Option<StepId>),
}

/// Which part of it was picked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Body,
    Top,
    Bottom,
}

/// A drag under way.
#[derive(Clone, Debug, PartialEq)]
pub struct Gesture {
    pub target: Target,
    pub(in crate::ui) part: Part,
    /// The column in which it was picked up: an edge stays in it.
    pub(in crate::ui) column: usize,
    /// From the start of what is dragged to the pointer, when it was picked up.
    pub(in crate::ui) grab: TimeDelta,
    pub original: Span,
    /// Where it would be now.
    pub span: Span,
    /// Out of the timeline: dropped there it is unscheduled.
    pub outside: bool,
    /// A second one is made where it is dropped.
    pub copies: bool,
    /// What the neighbours do, and where they would be.
    pub yields: Option<Yield>,
    pub yielded: Vec<Yielded>,
    /// Other blocks that move along.
    pub along: Vec<BlockId>,
}

/// What the timeline remembers between frames.
pub struct TimelineState {
    /// Points an hour.
    pub hour_height: f32,
    /// Blocks that are selected besides the one that the inspector shows.
    pub also: BTreeSet<BlockId>,
    /// A meeting that is asked about: "what if it were there?"
    pub asked: Option<EventQuestion>,
    /// Such a meeting is being dragged out of its handle.
    pub(in crate::ui) new_what_if: bool,
    /// A change to a series that waits for how far it goes.
    pub series: Option<SeriesQuestion>,
    /// Whether the popover of a suggestion says why.
    pub why: bool,
    /// The block whose popover is open.
    pub popover: Option<BlockId>,
    /// How many days were drawn last, and the first of them: another view is scrolled to its own time.
    pub(in crate::ui) shown: Option<(usize, PlanningDay)>,
    /// Time to be scrolled to in the next frame.
    pub(in crate::ui) scroll_to: Option<NaiveDateTime>,
    /// To be scrolled into view in the next frame if it is not.
    pub(in crate::ui) reveal: Option<Span>,
    /// A suggestion that is to be selected when it is there, by its start.
    pub(in crate::ui) select_ghost_at: Option<NaiveDateTime>,
    /// The start of the suggestion that was clicked last: a task may be suggested in several pieces.
    pub(in crate::ui) picked: Option<NaiveDateTime>,
    /// The suggestion that is under the pointer.
    pub(in crate::ui) hovered: Option<(TaskId, Option<StepId>)>,
    /// What keys ask for: the factor to zoom by in the next frame.
    pub(in crate::ui) zoom_by: f32,
    pub(in crate::ui) offset: f32,
    pub(in crate::ui) gesture: Option<Gesture>,
    /// Where the end of today's working hours is dragged to.
    pub edge: Option<NaiveDateTime>,
    /// The time at which a menu was opened.
    pub(in crate::ui) menu_at: Option<NaiveDateTime>,
    pub(in crate::ui) event_draft: String,
    /// Puts the cursor into the line for events in the next frame.
    pub(in crate::ui) focus_event: bool,
    pub(in crate::ui) create: Option<Draft>,
    pub(in crate::ui) choice: Option<Choice>,
}

impl Default for TimelineState {
    fn default() -> Self {
        Self {
            hour_height: 96.0,
            also: BTreeSet::new(),
            asked: None,
            new_what_if: false,
            series: None,
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
    /// Zooms by a factor around the pointer, or around the middle of what is shown.
    pub fn zoom(&mut self, factor: f32) {
        self.zoom_by *= factor;
    }

    /// Brings a time to the top of the days with the next frame.
    pub fn scroll_to(&mut self, at: NaiveDateTime) {
        self.scroll_to = Some(at);
    }

    /// Whether a drag is under way or a question waits for an answer: the suggestions hold still meanwhile.
    pub fn is_busy(&self) -> bool {
        self.gesture.is_some()
            || self.edge.is_some()
            || self.create.is_some()
            || self.choice.is_some()
            || self.series.is_some()
    }

    /// Whether keys go to a small dialog of the timeline.
    pub fn takes_keys(&self) -> bool {
        self.is_busy() || self.popover.is_some()
    }

    /// Scrolls so far that a span is in view.
    pub fn reveal_if_hidden(&mut self, span: Span) {
        self.reveal = Some(span);
    }

    /// Selects the suggestion that comes to stand at a time.
    pub fn reveal_ghost_at(&mut self, at: NaiveDateTime) {
        self.select_ghost_at = Some(at);
    }

    /// The suggestion that was waited for, once.
    pub fn take_awaited_ghost(&mut self) -> Option<NaiveDateTime> {
        self.select_ghost_at.take()
    }

    /// Of the suggested pieces of a task, the one that was clicked, else the first.
    pub fn pick<'a>(&self, pieces: impl Iterator<Item = &'a Suggestion>) -> Option<&'a Suggestion> {
        let mut pieces = pieces.peekable();
        let first = pieces.peek().copied();
        pieces.find(|piece| Some(piece.span.start) == self.picked).or(first)
    }

    /// The suggestion under the pointer.
    pub fn hovered_ghost(&self) -> Option<(TaskId, Option<StepId>)> {
        self.hovered
    }

    /// Asks for the title of an event that takes `span`.
    pub fn name_event(&mut self, span: Span) {
        self.create = Some(Draft::new(span));
    }

    /// Puts the cursor into the line for events in the next frame.
    pub fn focus_event_line(&mut self) {
        self.focus_event = true;
    }
}

/// What neighbours do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Yield {
    /// They start later, and push what they meet.
    Push,
    /// They lose what is taken from them, down to a step of the grid.
    Shrink,
}

/// A neighbour and where it would be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Yielded {
    pub block: BlockId,
    pub span: Span,
}

/// A change to a recurring event that waits for how far it goes.
#[derive(Clone, Debug, PartialEq)]
pub struct SeriesQuestion {
    pub event: EventId,
    /// The start of its occurrence on the wall clock here.
    pub original: NaiveDateTime,
    pub edit: OccurrenceEdit,
    /// It came from a file: the series as a whole belongs to that.
    pub imported: bool,
    /// It has been shown, and waits for keys and clicks.
    pub asked: bool,
}

/// A meeting that is asked about, and what it would do.
#[derive(Clone, Debug)]
pub struct EventQuestion {
    pub span: Span,
    /// `None` until the planner has answered.
    pub answer: Option<Box<WhatIf>>,
}
