//! Gestures on the timeline: previewed in view state, one intent at the drop.

use chrono::{NaiveDateTime, TimeDelta};
use egui::{Pos2, Response, Ui};

use super::columns::Columns;
use super::scale::snap;
use crate::model::{Action, Block, BlockId, BlockState, Minutes, Span};
use crate::ui::context::ViewContext;
use crate::ui::intent::Intent;
use crate::ui::state::{DragPart, DragTarget, Gesture, Yield};

/// Distance from the start of a dropped item down to the pointer.
const ABOVE_POINTER: f32 = 6.0;

impl Gesture {
    /// Grabs a part of an item with this span.
    pub fn begin(target: DragTarget, part: DragPart, span: Span, columns: &Columns, pointer: Pos2) -> Self {
        Self {
            target,
            part,
            column: columns.index_at(pointer.x),
            grab: columns.at(pointer) - if part == DragPart::Bottom { span.end } else { span.start },
            original: span,
            span,
            outside: false,
            copies: false,
            yields: None,
            yielded: Vec::new(),
            along: Vec::new(),
        }
    }

    /// Starts creating an item at the pointer.
    pub fn create(columns: &Columns, pointer: Pos2, grid: Minutes) -> Self {
        let at = crate::calendar::round_down(columns.at(pointer), grid);
        let span = Span::new(at, at + grid.delta());
        Self { grab: TimeDelta::zero(), ..Self::begin(DragTarget::Empty, DragPart::Bottom, span, columns, pointer) }
    }

    /// Starts dragging a previewed meeting of half an hour.
    pub fn ask(columns: &Columns, pointer: Pos2, grid: Minutes) -> Self {
        let at = crate::calendar::round_down(columns.at(pointer), grid);
        let span = Span::new(at, at + Minutes::new(30).delta());
        Self { grab: TimeDelta::zero(), ..Self::begin(DragTarget::WhatIf, DragPart::Body, span, columns, pointer) }
    }

    /// Follows the pointer. The result is at least one `step` of the grid long.
    pub fn follow(&mut self, columns: &Columns, pointer: Pos2, step: Minutes, inside: bool) {
        let scale = columns.scale(self.column.min(columns.len() - 1));
        let edge = snap(scale.at(pointer.y) - self.grab, step);
        let least = step.delta();
        self.outside = !inside && self.part == DragPart::Body;
        self.span = match self.part {
            DragPart::Body => {
                let start = snap(columns.at(pointer) - self.grab, step);
                Span::new(start, start + (self.original.end - self.original.start))
            }
            DragPart::Top => Span::new(edge.min(self.original.end - least), self.original.end),
            DragPart::Bottom if self.target == DragTarget::Empty && edge < self.original.start => {
                Span::new(edge, self.original.start)
            }
            DragPart::Bottom => Span::new(self.original.start, edge.max(self.original.start + least)),
        };
    }

    /// Reads the modifiers: Ctrl copies a moved item and shrinks the neighbours of a resized one, Alt pushes
    /// neighbours.
    pub fn modify(&mut self, modifiers: egui::Modifiers) {
        let is_block = matches!(self.target, DragTarget::Block(_));
        let moves = self.part == DragPart::Body;
        self.copies = moves && modifiers.command && matches!(self.target, DragTarget::Block(_) | DragTarget::Event(..));
        self.yields = match (modifiers.alt, modifiers.command && !moves) {
            (true, _) if is_block => Some(Yield::Push),
            (_, true) if is_block => Some(Yield::Shrink),
            _ => None,
        };
    }

    /// Returns whether it is a move, not a resize.
    pub fn moves(&self) -> bool {
        self.part == DragPart::Body
    }

    /// Returns the change of the start.
    pub fn delta(&self) -> TimeDelta {
        self.span.start - self.original.start
    }

    /// Returns the intent of a drop here.
    pub fn drop(&self, ctx: &ViewContext) -> Option<Intent> {
        if self.span == self.original && self.target != DragTarget::Empty && !self.outside {
            return None;
        }
        match self.target {
            DragTarget::Block(block) => self.drop_block(block, ctx),
            DragTarget::Event(event, original) if !self.outside => {
                Some(Intent::MoveEvent { event, original, span: self.span, copy: self.copies })
            }
            DragTarget::Ghost(task, step) if !self.outside => Some(Intent::AcceptAt(task, step, self.span)),
            DragTarget::WhatIf if !self.outside => Some(Intent::AskEvent(self.span)),
            DragTarget::WhatIf => Some(Intent::DropQuestion),
            DragTarget::Event(..) | DragTarget::Empty | DragTarget::Ghost(..) => None,
        }
    }

    fn drop_block(&self, id: BlockId, ctx: &ViewContext) -> Option<Intent> {
        let block = ctx.workspace.blocks.get(&id)?;
        let title = ctx.workspace.title_of(block.task, block.step).unwrap_or("block");
        if self.outside {
            let all = std::iter::once(id).chain(self.along.iter().copied());
            return Some(many(format!("unschedule \"{title}\""), all.map(Action::RemoveBlock).collect()));
        }
        let (start, minutes) = (self.span.start, self.span.minutes());
        if self.copies {
            let copy = Block {
                id: BlockId::new(ctx.now.instant),
                start,
                minutes,
                state: BlockState::Planned,
                ..Block::clone(block)
            };
            return Some(Intent::Act(Action::All {
                name: format!("copy \"{title}\""),
                actions: vec![Action::AddBlock(copy)],
            }));
        }
        let mut actions = vec![Action::MoveBlock { block: id, start, minutes }];
        actions.extend(self.along.iter().filter_map(|other| {
            let other = ctx.workspace.blocks.get(other)?;
            Some(Action::MoveBlock { block: other.id, start: other.start + self.delta(), minutes: other.minutes })
        }));
        actions.extend(self.yielded.iter().map(|it| Action::MoveBlock {
            block: it.block,
            start: it.span.start,
            minutes: it.span.minutes(),
        }));
        let others = actions.len() - 1;
        let name = match others {
            0 => format!("move \"{title}\" on the day"),
            _ => format!("move \"{title}\" and {others} more"),
        };
        Some(many(name, actions))
    }
}

/// Combines actions into one; a single action keeps its name.
pub(super) fn many(name: String, mut actions: Vec<Action>) -> Intent {
    match actions.len() {
        1 => Intent::Act(actions.remove(0)),
        _ => Intent::Act(Action::All { name, actions }),
    }
}

/// Returns the part of an item under the pointer.
pub fn part_at(rect: egui::Rect, pointer: Pos2, resizable: bool) -> DragPart {
    use crate::ui::theme::{EDGE, GRABBABLE};
    if !resizable || rect.height() < GRABBABLE {
        DragPart::Body
    } else if pointer.y < rect.top() + EDGE {
        DragPart::Top
    } else if pointer.y > rect.bottom() - EDGE {
        DragPart::Bottom
    } else {
        DragPart::Body
    }
}

/// Starts a gesture with a drag of `response`, and sets the cursor.
pub fn pick_up(
    ui: &Ui,
    response: &Response,
    target: DragTarget,
    span: Span,
    columns: &Columns,
    resizable: bool,
) -> Option<Gesture> {
    if let Some(at) = response.hover_pos().filter(|_| resizable)
        && part_at(response.rect, at, true) != DragPart::Body
    {
        ui.ctx().set_cursor_icon(egui::CursorIcon::ResizeVertical);
    }
    if !response.drag_started_by(egui::PointerButton::Primary) {
        return None;
    }
    let origin = ui.input(|input| input.pointer.press_origin())?;
    Some(Gesture::begin(target, part_at(response.rect, origin, resizable), span, columns, origin))
}

/// Returns the start of an item dropped at a place.
pub fn drop_start(columns: &Columns, pointer: Pos2, step: Minutes) -> NaiveDateTime {
    columns.snapped(pointer - egui::vec2(0.0, ABOVE_POINTER), step)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::PlanningDay;
    use egui::pos2;

    fn columns() -> Columns {
        let first =
            PlanningDay { date: "2026-11-23".parse().expect("a date"), starts: "04:00:00".parse().expect("a time") };
        Columns::new(vec![first, first.plus(1), first.plus(2)], egui::Rangef::new(0.0, 300.0), 0.0, 60.0)
    }

    fn span(from: &str, to: &str) -> Span {
        let at = |text: &str| format!("2026-11-23T{text}:00").parse().expect("a time");
        Span::new(at(from), at(to))
    }

    fn dragged(part: DragPart, to: f32) -> Span {
        let original = span("10:00", "10:30");
        dragged_to(part, original, pos2(0.0, to)).span
    }

    fn dragged_to(part: DragPart, original: Span, to: Pos2) -> Gesture {
        let grabbed = if part == DragPart::Bottom { original.end } else { original.start };
        let from = columns().scale(0).y(grabbed) + 10.0;
        let target = DragTarget::Block(BlockId::derived("a"));
        let mut gesture = Gesture::begin(target, part, original, &columns(), pos2(0.0, from));
        gesture.follow(&columns(), to, Minutes::new(5), true);
        gesture
    }

    #[test]
    fn the_body_keeps_its_length_and_the_grip_of_the_pointer() {
        assert_eq!(dragged(DragPart::Body, 370.0 + 61.0), span("11:00", "11:30"));
    }

    #[test]
    fn an_edge_never_passes_the_other() {
        assert_eq!(dragged(DragPart::Top, 2000.0), span("10:25", "10:30"));
        assert_eq!(dragged(DragPart::Bottom, 0.0), span("10:00", "10:05"));
        assert_eq!(dragged(DragPart::Bottom, 460.0), span("10:00", "11:30"));
    }

    #[test]
    fn an_edge_that_is_drawn_beside_its_time_moves_by_the_way_of_the_pointer() {
        assert_eq!(dragged(DragPart::Top, 370.0 - 15.0), span("09:45", "10:30"));
        assert_eq!(dragged(DragPart::Bottom, 400.0 + 15.0), span("10:00", "10:45"));
    }

    #[test]
    fn another_column_is_another_day_for_the_body_and_not_for_an_edge() {
        let original = span("10:00", "10:30");
        let next_day = TimeDelta::days(1);
        let moved = dragged_to(DragPart::Body, original, pos2(150.0, 370.0)).span;
        assert_eq!(moved, Span::new(original.start + next_day, original.end + next_day));
        assert_eq!(dragged_to(DragPart::Bottom, original, pos2(150.0, 460.0)).span, span("10:00", "11:30"));
    }

    #[test]
    fn modifiers_copy_push_and_shrink() {
        let with = |part, modifiers| {
            let mut gesture = dragged_to(part, span("10:00", "10:30"), pos2(0.0, 450.0));
            gesture.modify(modifiers);
            (gesture.copies, gesture.yields)
        };
        let (none, ctrl, alt) = (egui::Modifiers::NONE, egui::Modifiers::COMMAND, egui::Modifiers::ALT);
        assert_eq!(with(DragPart::Body, none), (false, None));
        assert_eq!(with(DragPart::Body, ctrl), (true, None));
        assert_eq!(with(DragPart::Body, alt), (false, Some(Yield::Push)));
        assert_eq!(with(DragPart::Bottom, ctrl), (false, Some(Yield::Shrink)));
    }
}
