//! Moving the selection by the keyboard.

use chrono::{NaiveDateTime, TimeDelta};

use crate::app::gapwise::Gapwise;
use crate::model::{Action, Moment, Order, Span, TaskField, TaskId};
use crate::ui::command::Command;
use crate::ui::{Selection, ViewContext, neighbour};

impl Gapwise {
    pub(crate) fn select_neighbour(&mut self, command: Command, now: Moment) {
        if let Some(left) = self.left_in_review().filter(|left| !left.is_empty()) {
            self.state.review.choose_left(command == Command::Up || command == Command::Left, left.len());
            return;
        }
        let step = match command {
            Command::Up => (0, -1),
            Command::Down => (0, 1),
            Command::Left => (-1, 0),
            _ => (1, 0),
        };
        let selection = self.state.selection;
        let next = self.with_view(now, |ctx| match selection {
            Selection::Block(_) | Selection::Event(..) | Selection::Ghost(..) => next_on_days(ctx, selection, command),
            Selection::Nothing => first_card(ctx).map(Selection::Task),
            Selection::Task(_) => neighbour(ctx, selection, step).map(Selection::Task),
        });
        if let Some(next) = next.flatten() {
            self.state.selection = next;
            self.state.matrix.choose_none();
            match next {
                Selection::Task(task) => {
                    self.show_inspector();
                    self.reveal(task);
                }
                _ => {
                    if let Some(Some(span)) = self.with_view(now, |ctx| span_of(ctx, next)) {
                        self.state.timeline.reveal_if_hidden(span);
                    }
                }
            }
        }
    }

    /// Adds the next card to the chosen ones.
    pub(crate) fn choose_neighbour(&mut self, up: bool, now: Moment) {
        let selection = self.state.selection;
        let step = (0, if up { -1 } else { 1 });
        let next = self.with_view(now, |ctx| neighbour(ctx, selection, step)).flatten();
        if let (Selection::Task(task), Some(next)) = (selection, next) {
            self.state.matrix.choose_both(task, next);
            self.state.selection = Selection::Task(next);
            self.reveal(next);
        }
    }

    /// Scrolls to a card, and unfolds its quadrant.
    pub(crate) fn reveal(&mut self, task: TaskId) {
        let columns = &self.derived.board().quadrants;
        let holds = |column: &crate::ui::Column| column.rows.iter().any(|row| row.task == task);
        if let Some((quadrant, _)) = columns.iter().find(|(_, column)| holds(column)) {
            self.state.matrix.collapsed.remove(quadrant);
        }
        self.state.matrix.reveal(task);
    }

    /// Moves the selection: a card changes places with its neighbour, a block or an event moves by one grid step.
    pub(crate) fn move_selected(&mut self, command: Command, now: Moment) {
        let up = command == Command::MoveUp;
        let grid = self.workspace().settings.grid.delta();
        let by = if up { -grid } else { grid };
        match self.state.selection {
            Selection::Block(_) => self.move_blocks(by, now),
            Selection::Event(..) => self.move_selected_event(by, now),
            Selection::Task(task) => {
                let order = self.with_view(now, |ctx| order_beyond_neighbour(ctx, task, up)).flatten();
                if let Some(order) = order
                    && self.act(&Action::EditTask(task, TaskField::Order(order)), now)
                {
                    self.state.matrix.reveal(task);
                }
            }
            Selection::Nothing | Selection::Ghost(..) => {}
        }
    }
}

fn first_card(ctx: &ViewContext) -> Option<TaskId> {
    let columns = ctx.board.quadrants.values().filter_map(|column| column.rows.first()).map(|row| row.task);
    columns.chain(ctx.board.inbox.first().copied()).next()
}

/// The item before or after the selection on the shown days; to the left and right, the nearest one of the day before or
/// after.
fn next_on_days(ctx: &ViewContext, selection: Selection, command: Command) -> Option<Selection> {
    let all = all_on_days(ctx);
    let at = all.iter().position(|(_, other)| *other == selection)?;
    let step = match command {
        Command::Up => -1,
        Command::Down => 1,
        _ if ctx.days.len() == 1 => return None,
        Command::Left => return nearest(&all, all[at].0.start - TimeDelta::days(1), ctx),
        _ => return nearest(&all, all[at].0.start + TimeDelta::days(1), ctx),
    };
    all.get(at.checked_add_signed(step)?).map(|(_, next)| *next)
}

pub(crate) fn all_on_days(ctx: &ViewContext) -> Vec<(Span, Selection)> {
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

/// The order value that puts a task beyond its neighbour above or below.
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
