//! Commands that move the selection, or the selected item.

use chrono::{NaiveDateTime, TimeDelta};

use super::runner::Runner;
use crate::calendar::OccurrenceEdit;
use crate::model::{Action, Order, Span, TaskField, TaskId};
use crate::ui::context::ViewContext;
use crate::ui::intent::Intent;
use crate::ui::matrix::neighbour;
use crate::ui::selection::Selection;
use crate::ui::view::View;

impl Runner<'_> {
    /// Selects the next item in a direction.
    pub fn select_neighbour(&mut self, x: i32, y: i32) {
        let (ctx, state) = (self.ctx, &mut *self.state);
        let left = ctx.review.filter(|_| state.view == View::Review).map_or(0, |review| review.left().len());
        if left > 0 {
            return state.review.choose_left(x + y < 0, left);
        }
        let next = match state.selection {
            Selection::Block(_) | Selection::Event(..) | Selection::Ghost(..) => {
                next_on_days(ctx, state.selection, x, y)
            }
            Selection::Nothing => first_card(ctx).map(Selection::Task),
            Selection::Task(_) => neighbour(ctx, state.selection, (x, y)).map(Selection::Task),
        };
        let Some(next) = next else { return };
        state.selection = next;
        state.matrix.choose_none();
        match next {
            Selection::Task(task) => {
                state.panels.close();
                state.matrix.reveal_in(ctx.board, task);
            }
            _ => {
                if let Some(span) = span_of(ctx, next) {
                    state.timeline.reveal_if_hidden(span);
                }
            }
        }
    }

    /// Adds the card or block above or below to the chosen ones, as the main one.
    pub fn extend_selection(&mut self, up: bool) {
        let (ctx, state) = (self.ctx, &mut *self.state);
        let step = if up { -1 } else { 1 };
        match state.selection {
            Selection::Task(task) => {
                let Some(next) = neighbour(ctx, state.selection, (0, step)) else { return };
                state.matrix.choose_both(task, next);
                state.matrix.reveal_in(ctx.board, next);
                state.selection = Selection::Task(next);
            }
            Selection::Block(main) => {
                let mut blocks = all_on_days(ctx);
                blocks.retain(|(_, it)| matches!(it, Selection::Block(_)));
                if let Some(next) = beside(&blocks, state.selection, step as isize) {
                    state.timeline.also.insert(main);
                    state.selection = next;
                }
            }
            _ => {}
        }
    }

    /// Moves the selection: a card changes places with its neighbour, a block or an event moves by one grid step.
    pub fn move_selected(&mut self, up: bool) {
        let grid = self.ctx.workspace.settings.grid.delta();
        match self.state.selection {
            Selection::Task(task) => {
                if let Some(order) = order_beyond_neighbour(self.ctx, task, up) {
                    self.act(Action::EditTask(task, TaskField::Order(order)));
                    self.state.matrix.reveal(task);
                }
            }
            _ => self.move_in_time(if up { -grid } else { grid }),
        }
    }

    /// Moves the selected blocks, or the selected occurrence. An occurrence of whole days moves by days only.
    pub fn move_in_time(&mut self, by: TimeDelta) {
        match self.state.selection {
            Selection::Block(_) => self.move_blocks(by),
            Selection::Event(event, original) => {
                let occurrence = self.ctx.occurrence(self.state.selection);
                if let Some(it) = occurrence.filter(|it| by.num_days() != 0 || !it.all_day) {
                    let edit = OccurrenceEdit::Span(Span::new(it.span.start + by, it.span.end + by));
                    self.push(Intent::EditOccurrence { event, original, edit, scope: None });
                }
            }
            Selection::Nothing | Selection::Task(_) | Selection::Ghost(..) => {}
        }
    }
}

fn first_card(ctx: &ViewContext) -> Option<TaskId> {
    let columns = ctx.board.quadrants.values().filter_map(|column| column.rows.first()).map(|row| row.task);
    columns.chain(ctx.board.inbox.first().copied()).next()
}

/// Returns the item before or after the selection on the shown days; to the left and right, the nearest one of the day
/// before or after.
fn next_on_days(ctx: &ViewContext, selection: Selection, x: i32, y: i32) -> Option<Selection> {
    let all = all_on_days(ctx);
    if x == 0 {
        return beside(&all, selection, y as isize);
    }
    let (span, _) = all.iter().find(|(_, other)| *other == selection)?;
    (ctx.days.len() > 1).then(|| nearest(&all, span.start + TimeDelta::days(x.into()), ctx)).flatten()
}

/// Returns the item some places after another in a list.
fn beside(all: &[(Span, Selection)], selection: Selection, places: isize) -> Option<Selection> {
    let at = all.iter().position(|(_, other)| *other == selection)?;
    all.get(at.checked_add_signed(places)?).map(|(_, next)| *next)
}

fn all_on_days(ctx: &ViewContext) -> Vec<(Span, Selection)> {
    let mut all: Vec<_> = Vec::new();
    for day in ctx.days {
        let events = day.agenda.events.iter().map(|it| (it.span, Selection::Event(it.event, it.span.start)));
        all.extend(events);
        all.extend(day.agenda.blocks.iter().map(|block| (block.span(), Selection::Block(block.id))));
        all.extend(day.proposal.suggestions.iter().map(|s| (s.span, Selection::Ghost(s.task, s.step))));
    }
    all.sort_by_key(|(span, _)| *span);
    all.dedup();
    all
}

fn nearest(all: &[(Span, Selection)], at: NaiveDateTime, ctx: &ViewContext) -> Option<Selection> {
    let day = ctx.day_at(at)?.agenda.day.span();
    let there = all.iter().filter(|(span, _)| day.contains(span.start));
    there.min_by_key(|(span, _)| (span.start - at).abs()).map(|(_, selection)| *selection)
}

fn span_of(ctx: &ViewContext, selection: Selection) -> Option<Span> {
    match selection {
        Selection::Block(id) => ctx.workspace.blocks.get(&id).map(|block| block.span()),
        Selection::Event(..) => ctx.occurrence(selection).map(|event| event.span),
        Selection::Ghost(..) => ctx.ghost(selection).map(|ghost| ghost.span),
        Selection::Nothing | Selection::Task(_) => None,
    }
}

/// Returns the order value that puts a task beyond its neighbour above or below.
fn order_beyond_neighbour(ctx: &ViewContext, task: TaskId, up: bool) -> Option<Order> {
    let column = ctx.board.quadrants.values().find(|column| column.rows.iter().any(|row| row.task == task))?;
    let at = column.rows.iter().position(|row| row.task == task)?;
    let order = |index: Option<usize>| {
        index.and_then(|i| column.rows.get(i)).and_then(|row| ctx.task(row.task)).map(|t| &t.order)
    };
    if up {
        let above = at.checked_sub(1)?;
        Some(Order::between(order(above.checked_sub(1)), order(Some(above))))
    } else {
        column.rows.get(at + 1)?;
        Some(Order::between(order(Some(at + 1)), order(Some(at + 2))))
    }
}
