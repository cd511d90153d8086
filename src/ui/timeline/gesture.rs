//! What the pointer is doing on the timeline: previewed in here, and one action at the drop.

use chrono::{NaiveDateTime, TimeDelta};
use egui::{Pos2, Response, Ui};

use super::scale::Scale;
use crate::model::{Action, BlockId, EventEdit, EventId, EventTime, Minutes, Span};
use crate::ui::view::Intent;

/// What is dragged on the timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    Block(BlockId),
    Event(EventId),
    /// Empty space, to create something.
    Empty,
    /// A suggestion, which is accepted where it is dropped.
    Ghost(crate::model::TaskId, Option<crate::model::StepId>),
}

/// Which part of it was picked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Body,
    Top,
    Bottom,
}

/// A drag under way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gesture {
    pub target: Target,
    part: Part,
    /// From the start of what is dragged to the pointer, when it was picked up.
    grab: TimeDelta,
    original: Span,
    /// Where it would be now.
    pub span: Span,
    /// Out of the timeline: dropped there it is unscheduled.
    pub outside: bool,
}

impl Gesture {
    /// Picks up a part of what takes `span`.
    pub fn begin(target: Target, part: Part, span: Span, scale: &Scale, pointer: Pos2) -> Self {
        Self { target, part, grab: scale.at(pointer.y) - span.start, original: span, span, outside: false }
    }

    /// Begins to create something at the pointer.
    pub fn create(scale: &Scale, pointer: Pos2, grid: Minutes) -> Self {
        let at = crate::calendar::round_down(scale.at(pointer.y), grid);
        let span = Span::new(at, at + grid.delta());
        Self {
            target: Target::Empty,
            part: Part::Bottom,
            grab: TimeDelta::zero(),
            original: span,
            span,
            outside: false,
        }
    }

    /// Follows the pointer. The result is at least one `step` of the grid long.
    pub fn follow(&mut self, scale: &Scale, pointer: Pos2, step: Minutes, inside: bool) {
        let edge = scale.snapped(pointer.y, step);
        let least = step.delta();
        self.outside = !inside && self.part == Part::Body;
        self.span = match self.part {
            Part::Body => {
                let start = scale.snapped(scale.y(scale.at(pointer.y) - self.grab), step);
                Span::new(start, start + (self.original.end - self.original.start))
            }
            Part::Top => Span::new(edge.min(self.original.end - least), self.original.end),
            Part::Bottom if self.target == Target::Empty && edge < self.original.start => {
                Span::new(edge, self.original.start)
            }
            Part::Bottom => Span::new(self.original.start, edge.max(self.original.start + least)),
        };
    }

    /// What dropping it here asks for.
    pub fn drop(self) -> Option<Intent> {
        if self.span == self.original && self.target != Target::Empty && !self.outside {
            return None;
        }
        match self.target {
            Target::Block(block) if self.outside => Some(Intent::Act(Action::RemoveBlock(block))),
            Target::Block(block) => {
                let (start, minutes) = (self.span.start, self.span.minutes());
                Some(Intent::Act(Action::MoveBlock { block, start, minutes }))
            }
            Target::Event(event) if !self.outside => {
                Some(Intent::Act(Action::EditEvent(event, EventEdit::Time(EventTime::floating(self.span)))))
            }
            Target::Ghost(task, step) if !self.outside => Some(Intent::AcceptAt(task, step, self.span)),
            Target::Event(_) | Target::Empty | Target::Ghost(..) => None,
        }
    }
}

/// The part of something tall enough that a pointer is on.
pub fn part_at(rect: egui::Rect, pointer: Pos2, resizable: bool) -> Part {
    use crate::ui::theme::{EDGE, GRABBABLE};
    if !resizable || rect.height() < GRABBABLE {
        Part::Body
    } else if pointer.y < rect.top() + EDGE {
        Part::Top
    } else if pointer.y > rect.bottom() - EDGE {
        Part::Bottom
    } else {
        Part::Body
    }
}

/// Starts a gesture when a drag of `response` starts, and shows by the cursor what it would do.
pub fn pick_up(
    ui: &Ui,
    response: &Response,
    target: Target,
    span: Span,
    scale: &Scale,
    resizable: bool,
) -> Option<Gesture> {
    if let Some(at) = response.hover_pos().filter(|_| resizable)
        && part_at(response.rect, at, true) != Part::Body
    {
        ui.ctx().set_cursor_icon(egui::CursorIcon::ResizeVertical);
    }
    if !response.drag_started_by(egui::PointerButton::Primary) {
        return None;
    }
    let origin = ui.input(|input| input.pointer.press_origin())?;
    Some(Gesture::begin(target, part_at(response.rect, origin, resizable), span, scale, origin))
}

/// Where something of a length would start if it were dropped with the pointer at `y`.
pub fn drop_start(scale: &Scale, y: f32, step: Minutes) -> NaiveDateTime {
    scale.snapped(y - 6.0, step)
}

#[cfg(test)]
mod tests {
    use super::*;
    use egui::pos2;

    fn scale() -> Scale {
        Scale { start: "2026-11-23T04:00:00".parse().expect("a time"), top: 0.0, hour_height: 60.0 }
    }

    fn span(from: &str, to: &str) -> Span {
        let at = |text: &str| format!("2026-11-23T{text}:00").parse().expect("a time");
        Span::new(at(from), at(to))
    }

    fn dragged(part: Part, to: f32) -> Span {
        let original = span("10:00", "10:30");
        let from = scale().y(original.start) + 10.0;
        let target = Target::Block(BlockId::derived("a"));
        let mut gesture = Gesture::begin(target, part, original, &scale(), pos2(0.0, from));
        gesture.follow(&scale(), pos2(0.0, to), Minutes::new(5), true);
        gesture.span
    }

    #[test]
    fn the_body_keeps_its_length_and_the_grip_of_the_pointer() {
        assert_eq!(dragged(Part::Body, 370.0 + 61.0), span("11:00", "11:30"));
    }

    #[test]
    fn an_edge_never_passes_the_other() {
        assert_eq!(dragged(Part::Top, 2000.0), span("10:25", "10:30"));
        assert_eq!(dragged(Part::Bottom, 0.0), span("10:00", "10:05"));
        assert_eq!(dragged(Part::Bottom, 450.0), span("10:00", "11:30"));
    }

    #[test]
    fn nothing_happens_where_nothing_moved() {
        let original = span("10:00", "10:30");
        let gesture =
            Gesture::begin(Target::Block(BlockId::derived("a")), Part::Body, original, &scale(), pos2(0.0, 0.0));
        assert_eq!(gesture.drop(), None);
    }
}
