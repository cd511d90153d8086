//! The matrix as it is drawn: which card is where. After an edit only what it changed is put in place again.

use std::cmp::Ordering;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use imbl::ordmap::DiffItem;

use super::derive::Input;
use crate::calendar::{Availability, UrgencyView, quadrant, urgency};
use crate::model::{ClosedTask, Minutes, Outcome, Quadrant, Task, TaskId, Workspace};
use crate::planner::task_weight;
use crate::query::Facts;
use crate::ui::theme::CARD_GAP;
use crate::ui::{Board, CardRow, Column, Sort, card_height};

/// With more changes than this the board is made anew.
const FEW: usize = 64;

/// How long a card lies in Eliminate before it is asked whether to let it go.
const LET_GO_AFTER: TimeDelta = TimeDelta::days(14);

/// Sorts the open tasks into the matrix, without those that the filter hides.
pub(crate) fn board(input: &Input, availability: &Availability) -> Board {
    let workspace = input.workspace;
    let view = input.shown_as;
    let mut board = Board { worked: worked(workspace), ..Board::default() };
    let guess = workspace.settings.guess;
    let week_ago = input.instant - TimeDelta::days(7);
    let recent = |closed: &&Arc<ClosedTask>| {
        let fades = input.fading.contains(&closed.task.id);
        closed.outcome == Outcome::Done && closed.closed >= week_ago && !fades
    };
    let finished = workspace.closed.values().filter(|_| view.closed).filter(recent);
    let closed = input.fading.iter().filter_map(|id| workspace.closed.get(id)).chain(finished);
    let open = workspace.tasks.values().map(|task| (&**task, false));
    let mut columns: HashMap<_, Vec<(&Task, bool)>> = HashMap::new();
    for (task, fading) in open.chain(closed.map(|closed| (&closed.task, true))) {
        let left = task.left(guess);
        let pressing = urgency(task, left, workspace, availability);
        board.urgency.insert(task.id, pressing);
        let waits = task.after.iter().any(|before| workspace.tasks.contains_key(before));
        let facts = Facts { today: input.today.date, left, waits };
        if view.filter.fits(task, facts) {
            columns.entry(quadrant(task, pressing)).or_default().push((task, fading));
        } else {
            board.hidden += usize::from(!fading);
        }
    }
    for (quadrant, mut tasks) in columns {
        let now = input.instant;
        tasks.sort_by(|(a, _), (b, _)| by_sort(a, b, view.sort, &board, now).then_with(|| by_order(a, b)));
        match quadrant {
            Some(quadrant) => {
                if quadrant == Quadrant::Eliminate {
                    let open = tasks.iter().filter(|(_, fading)| !fading);
                    board.let_go = open.filter(|(task, _)| is_old(task, now)).map(|(task, _)| task.id).collect();
                }
                let column = column(&tasks, guess, &board.worked);
                board.quadrants.insert(quadrant, column);
            }
            None => board.inbox = tasks.iter().filter(|(_, fading)| !fading).map(|(task, _)| task.id).collect(),
        }
    }
    board
}

/// Puts the few tasks that differ between `old` and the present workspace into their places. `false`, and nothing is changed,
/// where that is not all that differs: then the board is made anew. Working time and fading cards are as they were.
pub(crate) fn touch_up(board: &mut Board, old: &Workspace, input: &Input, availability: &Availability) -> bool {
    let (new, view) = (input.workspace, input.shown_as);
    let plain = view.filter.is_empty() && view.sort == Sort::Hand && !view.closed;
    if !plain || !Arc::ptr_eq(&old.settings, &new.settings) {
        return false;
    }
    let changes: Vec<_> = old.tasks.diff(&new.tasks).take(FEW + 1).collect();
    // Work on whole tasks follows from what was tracked, from blocks, and from which tasks are open and have no steps.
    let steps_as_before = |change: &DiffItem<TaskId, Arc<Task>>| match change {
        DiffItem::Update { old: (_, before), new: (_, after) } => before.steps.is_empty() == after.steps.is_empty(),
        DiffItem::Add(..) | DiffItem::Remove(..) => false,
    };
    let worked_as_before =
        old.sessions.ptr_eq(&new.sessions) && old.blocks.ptr_eq(&new.blocks) && changes.iter().all(steps_as_before);
    if changes.len() > FEW || (!worked_as_before && board.worked != worked(new)) {
        return false;
    }
    let guess = new.settings.guess;
    let mut touched = BTreeSet::new();
    for change in changes {
        let (before, after) = match change {
            DiffItem::Add(_, after) => (None, Some(after)),
            DiffItem::Remove(_, before) => (Some(before), None),
            DiffItem::Update { old: (_, before), new: (_, after) } => (Some(before), Some(after)),
        };
        touched.extend(before.and_then(|task| take_out(board, task, guess)));
        touched.extend(after.and_then(|task| put_in(board, task, input, availability)));
    }
    for quadrant in touched {
        if let Some(column) = board.quadrants.get_mut(&quadrant) {
            lay_out(column);
        }
    }
    true
}

fn take_out(board: &mut Board, task: &Task, guess: Minutes) -> Option<Quadrant> {
    board.urgency.remove(&task.id);
    board.let_go.remove(&task.id);
    board.inbox.retain(|id| *id != task.id);
    let left = left(task, guess, &board.worked);
    board.quadrants.iter_mut().find_map(|(quadrant, column)| {
        let at = column.rows.iter().position(|row| row.task == task.id && !row.fading)?;
        column.rows.remove(at);
        column.open -= 1;
        column.total = column.total - left;
        Some(*quadrant)
    })
}

fn put_in(board: &mut Board, task: &Task, input: &Input, availability: &Availability) -> Option<Quadrant> {
    let workspace = input.workspace;
    let guess = workspace.settings.guess;
    let pressing = urgency(task, task.left(guess), workspace, availability);
    board.urgency.insert(task.id, pressing);
    let is_before = |id: TaskId| workspace.any_task(id).is_some_and(|other| by_order(other, task) == Ordering::Less);
    let Some(quadrant) = quadrant(task, pressing) else {
        let at = board.inbox.partition_point(|id| is_before(*id));
        board.inbox.insert(at, task.id);
        return None;
    };
    if quadrant == Quadrant::Eliminate && is_old(task, input.instant) {
        board.let_go.insert(task.id);
    }
    let left = left(task, guess, &board.worked);
    let column = board.quadrants.entry(quadrant).or_default();
    let at = column.rows.partition_point(|row| is_before(row.task));
    column.rows.insert(at, CardRow { task: task.id, top: 0.0, height: card_height(task), fading: false });
    column.open += 1;
    column.total += left;
    Some(quadrant)
}

/// Whether a card in Eliminate has lain there for two weeks and nobody was asked about it.
fn is_old(task: &Task, now: DateTime<Utc>) -> bool {
    task.waits_to_be_let_go().is_some_and(|since| now - since >= LET_GO_AFTER)
}

/// Work that is left of a task, less what was done of it.
fn left(task: &Task, guess: Minutes, worked: &HashMap<TaskId, Minutes>) -> Minutes {
    task.left(guess) - worked.get(&task.id).copied().unwrap_or_default()
}

fn lay_out(column: &mut Column) {
    column.height = 0.0;
    for (at, row) in column.rows.iter_mut().enumerate() {
        row.top = if at == 0 { 0.0 } else { column.height + CARD_GAP };
        column.height = row.top + row.height;
    }
}

/// The wanted order; equal where it is by hand.
fn by_sort(a: &Task, b: &Task, sort: Sort, board: &Board, now: DateTime<Utc>) -> Ordering {
    // What has no date comes last.
    let due = |task: &Task| task.due.map_or((true, None), |due| (false, Some((due.date, due.time))));
    let slack = |task: &Task| {
        let view = board.urgency.get(&task.id);
        let slack = view.and_then(|view| view.slack_tenth_days);
        (!view.is_some_and(|view| view.overdue), slack.is_none(), slack)
    };
    match sort {
        Sort::Hand => Ordering::Equal,
        Sort::Score => {
            let view = |task: &Task| board.urgency.get(&task.id).copied().unwrap_or(UrgencyView::NONE);
            let score = |task: &Task| task_weight(task, view(task), now);
            score(b).cmp(&score(a))
        }
        Sort::Due => due(a).cmp(&due(b)),
        Sort::Pressure => slack(a).cmp(&slack(b)),
        Sort::Length => {
            let left = |task: &Task| task.left(Minutes::MAX);
            left(a).cmp(&left(b))
        }
    }
}

fn by_order(a: &Task, b: &Task) -> Ordering {
    a.order.cmp(&b.order).then(a.id.cmp(&b.id))
}

fn column(tasks: &[(&Task, bool)], guess: Minutes, worked: &HashMap<TaskId, Minutes>) -> Column {
    let mut column = Column::default();
    for (task, fading) in tasks {
        column.rows.push(CardRow { task: task.id, top: 0.0, height: card_height(task), fading: *fading });
        if !fading {
            column.open += 1;
            column.total += left(task, guess, worked);
        }
    }
    lay_out(&mut column);
    column
}

/// Work on tasks that have no steps.
fn worked(workspace: &Workspace) -> HashMap<TaskId, Minutes> {
    let mut worked = workspace.worked_on_tasks();
    worked.retain(|id, _| workspace.tasks.get(id).is_some_and(|task| task.steps.is_empty()));
    worked
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;

    use super::*;
    use crate::app::demo_workspace;
    use crate::model::{Action, Due, Moment, Order, PlanningDay, TaskEdit, Urgency, day_of};
    use crate::ui::BoardView;

    fn moment() -> Moment {
        let local: chrono::NaiveDateTime = "2026-11-23T09:40:00".parse().expect("a time");
        Moment { instant: local.and_utc(), local }
    }

    fn input<'a>(workspace: &'a Workspace, days: &'a [PlanningDay], view: &'a BoardView) -> Input<'a> {
        Input {
            workspace,
            revision: 0,
            days,
            chosen: days[0],
            month: None,
            today: days[0],
            now: moment().local,
            instant: moment().instant,
            here: Tz::UTC,
            fading: &[],
            shown_as: view,
            selected: None,
            trash: false,
            late_until: None,
        }
    }

    #[test]
    fn after_an_edit_every_card_is_where_it_is_on_a_board_made_anew() {
        let mut workspace = demo_workspace(moment());
        let days = [day_of(moment().local, workspace.settings.day_start)];
        let view = BoardView::default();
        let availability = Availability::of(&workspace, moment().local, Tz::UTC);
        let mut shown = board(&input(&workspace, &days, &view), &availability);
        let ids: Vec<TaskId> = workspace.tasks.keys().copied().collect();
        let mut asked = 0;
        let edits = [
            TaskEdit::Important(Some(true)),
            TaskEdit::Urgency(Urgency::Pinned(true)),
            TaskEdit::Order(Order::default()),
            TaskEdit::Important(None),
            TaskEdit::Due(Some(Due::on(moment().local.date()))),
            TaskEdit::Estimate(Some(Minutes::new(90))),
            TaskEdit::Important(Some(false)),
            TaskEdit::Title("Another".into()),
        ];
        for n in 0..200 {
            let action = match n % 7 {
                0 => {
                    let created = moment().instant - TimeDelta::days(n as i64 % 28);
                    let task = Task::new(TaskId::derived(&format!("{n}")), "New", workspace.last_order(), created);
                    let important = Some(n % 2 == 0);
                    Action::AddTask(Box::new(Task { important, ..task }))
                }
                1 => Action::CloseTask(TaskId::derived(&format!("{}", n - 1)), Outcome::LetGo),
                _ => Action::EditTask(ids[n * 11 % ids.len()], edits[n * 5 % edits.len()].clone()),
            };
            let next = workspace.apply(&action, moment()).expect("an edit");
            assert!(touch_up(&mut shown, &workspace, &input(&next, &days, &view), &availability), "{action:?}");
            let fresh = board(&input(&next, &days, &view), &availability);
            for quadrant in <Quadrant as strum::IntoEnumIterator>::iter() {
                let (touched, made) = (shown.column(quadrant), fresh.column(quadrant));
                assert_eq!(touched.rows, made.rows, "{action:?}");
                assert_eq!((touched.height, touched.open, touched.total), (made.height, made.open, made.total));
            }
            assert_eq!((&shown.inbox, &shown.urgency), (&fresh.inbox, &fresh.urgency), "{action:?}");
            assert_eq!(shown.let_go, fresh.let_go, "{action:?}");
            asked += usize::from(!fresh.let_go.is_empty());
            workspace = next;
        }
        assert!(asked > 0);
    }
}
