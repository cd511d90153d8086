//! The matrix: the quadrant and place of each card, kept up to date by changes.

use std::cmp::Ordering;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use imbl::ordmap::DiffItem;

use super::input::Input;
use super::keys::{Hours, same_work};
use crate::calendar::{Availability, Tz, UrgencyView, quadrant, urgency};
use crate::model::{ClosedTask, Minutes, Outcome, PlanningDay, Quadrant, Task, TaskId, WorkedMinutes, Workspace};
use crate::planner::task_weight;
use crate::query::Facts;
use crate::ui::theme::{CARD_GAP, CARD_HEIGHT};
use crate::ui::{Board, BoardView, CardRow, Column, Sort};

/// Maximum changes that are applied one by one; with more, the board is built anew.
const FEW: usize = 64;

/// Age of a card in Eliminate at which the app offers to let it go.
const LET_GO_AFTER: TimeDelta = TimeDelta::days(14);

/// The board of the last frame. No [`Memo`](super::memo::Memo): a change of few records or of the minute updates the
/// board in place, so equal and different keys are not the only cases.
#[derive(Default)]
pub(super) struct BoardMemo {
    pub board: Board,
    made_from: Option<MadeFrom>,
    /// Grows with every change of an urgency.
    pub urgency_version: u64,
    /// Whether a card waits to change its quadrant until the matrix is not in use.
    pub cards_wait: bool,
}

struct MadeFrom {
    workspace: Workspace,
    revision: u64,
    today: PlanningDay,
    minute: DateTime<Utc>,
    here: Tz,
    fading: Vec<TaskId>,
    shown_as: BoardView,
}

impl MadeFrom {
    /// Returns whether the board still shows the same kind of cards of the same day in the same order.
    fn is_alike(&self, input: &Input) -> bool {
        self.today == input.today
            && self.here == input.here
            && self.fading == input.fading
            && self.shown_as == *input.shown_as
    }
}

impl BoardMemo {
    /// Brings the board to the input's workspace and minute.
    pub fn refresh(&mut self, input: &Input, availability: &Availability) {
        let Some(mut made) = self.made_from.take() else { return self.build(input, availability, None) };
        let hours_differ = Hours(made.workspace.clone()) != Hours(input.workspace.clone());
        // A new day, or a change of events or hours, moves cards at once.
        let holds = input.holds_cards && !hours_differ && (made.today, made.here) == (input.today, input.here);
        let held = holds.then(|| made.workspace.clone());
        if !made.is_alike(input) {
            return self.build(input, availability, held.as_ref());
        }
        let same_workspace = made.revision == input.revision;
        let same_minute = made.minute == input.now.instant;
        if same_workspace && same_minute && (!self.cards_wait || input.holds_cards) {
            self.made_from = Some(made);
            return;
        }
        let settings_differ = !Arc::ptr_eq(&made.workspace.settings, &input.workspace.settings);
        if settings_differ || !touch_up(&mut self.board, &made.workspace, input, availability) {
            return self.build(input, availability, held.as_ref());
        }
        if !same_minute || hours_differ || self.cards_wait {
            match follow_time(&mut self.board, input, availability, holds) {
                Some(cards_wait) => self.cards_wait = cards_wait,
                None => return self.build(input, availability, held.as_ref()),
            }
        }
        self.urgency_version += 1;
        made.workspace = input.workspace.clone();
        made.revision = input.revision;
        made.minute = input.now.instant;
        self.made_from = Some(made);
    }

    /// Builds the board anew. Cards that are the same as in the `held` workspace keep their quadrants.
    fn build(&mut self, input: &Input, availability: &Availability, held: Option<&Workspace>) {
        let old = std::mem::take(&mut self.board);
        let held = held.map(|workspace| Held { workspace, urgency: &old.urgency });
        let (built, cards_wait) = board(input, availability, held);
        let Board { left_over, schedule_week, overloads, history, progress, .. } = old;
        self.board = Board { left_over, schedule_week, overloads, history, progress, ..built };
        self.cards_wait = cards_wait;
        self.urgency_version += 1;
        self.made_from = Some(MadeFrom {
            workspace: input.workspace.clone(),
            revision: input.revision,
            today: input.today,
            minute: input.now.instant,
            here: input.here,
            fading: input.fading.to_vec(),
            shown_as: input.shown_as.clone(),
        });
    }
}

/// The urgencies that keep cards in their quadrants while the matrix is in use.
#[derive(Clone, Copy)]
struct Held<'a> {
    workspace: &'a Workspace,
    urgency: &'a HashMap<TaskId, UrgencyView>,
}

impl Held<'_> {
    /// Returns the view with the quadrant that an unchanged task has had so far.
    fn keep(self, task: &Task, view: UrgencyView) -> UrgencyView {
        let unchanged = self.workspace.tasks.get(&task.id).is_some_and(|old| std::ptr::eq(&raw const **old, task));
        let old = self.urgency.get(&task.id).filter(|_| unchanged);
        UrgencyView { urgent: old.map_or(view.urgent, |old| old.urgent), ..view }
    }
}

/// Sorts the open tasks into the matrix, without those that the filter hides. Returns also whether a card is held back.
fn board(input: &Input, availability: &Availability, held: Option<Held>) -> (Board, bool) {
    let workspace = input.workspace;
    let view = input.shown_as;
    let mut board = Board { worked: workspace.worked_on_tasks(), ..Board::default() };
    let mut cards_wait = false;
    let guess = workspace.settings.guess;
    let week_ago = input.now.instant - TimeDelta::days(7);
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
        let now = urgency(task, left, workspace, availability);
        let pressing = held.map_or(now, |held| held.keep(task, now));
        cards_wait |= pressing.urgent != now.urgent;
        board.urgency.insert(task.id, pressing);
        let waits = task.after.iter().any(|before| workspace.tasks.contains_key(before));
        let facts = Facts { today: input.today.date, words: input.words, left, waits };
        if view.filter.fits(task, facts) {
            columns.entry(quadrant(task, pressing)).or_default().push((task, fading));
        } else {
            board.hidden += usize::from(!fading);
        }
    }
    for (quadrant, mut tasks) in columns {
        let now = input.now.instant;
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
    (board, cards_wait)
}

/// Returns whether cards may be moved one by one: all are shown, in the order of the user.
fn is_plain(view: &BoardView) -> bool {
    view.filter.is_empty() && view.sort == Sort::Hand && !view.closed
}

/// Applies the few tasks that changed since `old`. Returns `false`, with the board as it was, if the change is larger.
/// The fading cards and the settings must be the same.
fn touch_up(board: &mut Board, old: &Workspace, input: &Input, availability: &Availability) -> bool {
    let new = input.workspace;
    if !is_plain(input.shown_as) {
        return false;
    }
    let changed = (!old.tasks.ptr_eq(&new.tasks)).then(|| old.tasks.diff(&new.tasks));
    let changes: Vec<_> = changed.into_iter().flatten().take(FEW + 1).collect();
    // Finished work on whole tasks depends on the log, and on which tasks are open.
    let stays_open = |change: &DiffItem<TaskId, Arc<Task>>| matches!(change, DiffItem::Update { .. });
    let worked_as_before = same_work(old, new) && changes.iter().all(stays_open);
    if changes.len() > FEW || (!worked_as_before && board.worked != new.worked_on_tasks()) {
        return false;
    }
    let mut touched = BTreeSet::new();
    for change in changes {
        let (before, after) = match change {
            DiffItem::Add(_, after) => (None, Some(after)),
            DiffItem::Remove(_, before) => (Some(before), None),
            DiffItem::Update { old: (_, before), new: (_, after) } => (Some(before), Some(after)),
        };
        touched.extend(before.and_then(|task| take_out(board, task, new.settings.guess)));
        touched.extend(after.and_then(|task| put_in(board, task, input, availability)));
    }
    lay_out_all(board, touched);
    true
}

/// Brings the urgency of dated tasks, and the offers to let cards go, to the present minute. Cards that change their
/// quadrant move, unless they are `held`. Returns whether a card is held back; `None` if so many move that the board is
/// better built anew.
fn follow_time(board: &mut Board, input: &Input, availability: &Availability, held: bool) -> Option<bool> {
    if !is_plain(input.shown_as) {
        return None;
    }
    let workspace = input.workspace;
    let guess = workspace.settings.guess;
    let (mut moving, mut cards_wait) = (Vec::new(), false);
    for task in workspace.tasks.values().filter(|task| task.due.is_some()) {
        let now = urgency(task, task.left(guess), workspace, availability);
        let before = board.urgency.get(&task.id).map_or(now.urgent, |view| view.urgent);
        if before == now.urgent {
            board.urgency.insert(task.id, now);
        } else if held {
            cards_wait = true;
            board.urgency.insert(task.id, UrgencyView { urgent: before, ..now });
        } else {
            moving.push(task);
        }
    }
    if moving.len() > FEW {
        return None;
    }
    let mut touched = BTreeSet::new();
    for task in moving {
        touched.extend(take_out(board, task, guess));
        touched.extend(put_in(board, task, input, availability));
    }
    lay_out_all(board, touched);
    let rows = &board.quadrants.get(&Quadrant::Eliminate).map_or(&[][..], |column| &column.rows);
    let open = rows.iter().filter(|row| !row.fading).filter_map(|row| workspace.tasks.get(&row.task));
    board.let_go = open.filter(|task| is_old(task, input.now.instant)).map(|task| task.id).collect();
    Some(cards_wait)
}

fn lay_out_all(board: &mut Board, quadrants: BTreeSet<Quadrant>) {
    for quadrant in quadrants {
        if let Some(column) = board.quadrants.get_mut(&quadrant) {
            lay_out(column);
        }
    }
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
    if quadrant == Quadrant::Eliminate && is_old(task, input.now.instant) {
        board.let_go.insert(task.id);
    }
    let left = left(task, guess, &board.worked);
    let column = board.quadrants.entry(quadrant).or_default();
    let at = column.rows.partition_point(|row| is_before(row.task));
    column.rows.insert(at, CardRow { task: task.id, top: 0.0, height: CARD_HEIGHT, fading: false });
    column.open += 1;
    column.total += left;
    Some(quadrant)
}

/// Returns whether a card has been in Eliminate for two weeks without an offer to let it go.
fn is_old(task: &Task, now: DateTime<Utc>) -> bool {
    task.waits_to_be_let_go().is_some_and(|since| now - since >= LET_GO_AFTER)
}

/// Returns remaining work of a task: its estimate less finished work.
fn left(task: &Task, guess: Minutes, worked: &WorkedMinutes) -> Minutes {
    task.left_after(worked.get(&(task.id, None)).copied().unwrap_or_default(), guess)
}

fn lay_out(column: &mut Column) {
    column.height = 0.0;
    for (at, row) in column.rows.iter_mut().enumerate() {
        row.top = if at == 0 { 0.0 } else { column.height + CARD_GAP };
        column.height = row.top + row.height;
    }
}

/// Returns the chosen order; equal for the order by hand.
fn by_sort(a: &Task, b: &Task, sort: Sort, board: &Board, now: DateTime<Utc>) -> Ordering {
    // Undated tasks come last.
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

fn column(tasks: &[(&Task, bool)], guess: Minutes, worked: &WorkedMinutes) -> Column {
    let mut column = Column::default();
    for (task, fading) in tasks {
        column.rows.push(CardRow { task: task.id, top: 0.0, height: CARD_HEIGHT, fading: *fading });
        if !fading {
            column.open += 1;
            column.total += left(task, guess, worked);
        }
    }
    lay_out(&mut column);
    column
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::demo_workspace;
    use crate::calendar::Tz;
    use crate::calendar::words::Words;
    use crate::model::{Action, Due, Moment, Order, PlanningDay, TaskField, Urgency, day_of};
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
            now: moment(),
            here: Tz::UTC,
            words: Words::default(),
            fading: &[],
            shown_as: view,
            selected: None,
            trash_is_open: false,
            holds_cards: false,
            late_until: None,
        }
    }

    #[test]
    fn an_edited_board_equals_a_new_one() {
        let mut workspace = demo_workspace(moment());
        let days = [day_of(moment().local, workspace.settings.day_start)];
        let view = BoardView::default();
        let availability = Availability::of(&workspace, moment().local, Tz::UTC);
        let (mut shown, _) = board(&input(&workspace, &days, &view), &availability, None);
        let ids: Vec<TaskId> = workspace.tasks.keys().copied().collect();
        let mut asked = 0;
        let edits = [
            TaskField::Important(Some(true)),
            TaskField::Urgency(Urgency::Pinned(true)),
            TaskField::Order(Order::default()),
            TaskField::Important(None),
            TaskField::Due(Some(Due::on(moment().local.date()))),
            TaskField::Estimate(Some(Minutes::new(90))),
            TaskField::Important(Some(false)),
            TaskField::Title("Another".into()),
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
            let (fresh, _) = board(&input(&next, &days, &view), &availability, None);
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
