//! Values that were kept over a day equal new ones at every minute.

use std::sync::Arc;

use chrono::{NaiveDateTime, TimeDelta};

use super::input::{Input, minute_of};
use super::values::Derived;
use crate::app::demo_workspace;
use crate::calendar::Tz;
use crate::calendar::words::Words;
use crate::model::{
    Action, Due, Minutes, Moment, Order, Outcome, PlanningDay, Quadrant, SessionId, Task, TaskField, TaskId,
    TimerAction, Workspace, day_of,
};
use crate::store::History;
use crate::ui::BoardView;

fn at(local: NaiveDateTime) -> Moment {
    Moment { instant: local.and_utc(), local }
}

fn morning() -> NaiveDateTime {
    "2026-11-23T09:40:00".parse().expect("a time")
}

/// The input that the tests vary from frame to frame.
#[derive(Clone, Copy, Default)]
struct Frame {
    revision: u64,
    holds_cards: bool,
    /// Days from today to the shown day.
    shown: i64,
}

fn refresh(derived: &mut Derived, workspace: &Workspace, now: Moment, frame: Frame) -> bool {
    let today = day_of(now.local, workspace.settings.day_start);
    let days: [PlanningDay; 1] = [today.plus(frame.shown)];
    derived.refresh(&Input {
        workspace,
        revision: frame.revision,
        days: &days,
        chosen: days[0],
        month: Some(today.date),
        today,
        now: minute_of(now),
        here: Tz::UTC,
        words: Words::default(),
        fading: &[],
        shown_as: &BoardView::default(),
        holds_cards: frame.holds_cards,
        selected: workspace.tasks.keys().next().copied(),
        trash_is_open: true,
        late_until: None,
    })
}

fn assert_same(open: &Derived, new: &Derived, now: NaiveDateTime) {
    let (open_board, new_board) = (open.board(), new.board());
    for quadrant in <Quadrant as strum::IntoEnumIterator>::iter() {
        let (old, fresh) = (open_board.column(quadrant), new_board.column(quadrant));
        assert_eq!(old.rows, fresh.rows, "{quadrant:?} at {now}");
        assert_eq!((old.height, old.open, old.total), (fresh.height, fresh.open, fresh.total), "{quadrant:?} at {now}");
    }
    assert_eq!(open_board.urgency, new_board.urgency, "urgency at {now}");
    assert_eq!(
        (&open_board.inbox, &open_board.let_go, &open_board.worked, &open_board.left_over, open_board.schedule_week),
        (&new_board.inbox, &new_board.let_go, &new_board.worked, &new_board.left_over, new_board.schedule_week),
        "at {now}"
    );
    assert_eq!(open_board.progress.goals, new_board.progress.goals, "goals at {now}");
    assert_eq!(open.forecast(), new.forecast(), "forecast at {now}");
    let pairs = open.days.in_order().into_iter().zip(new.days.in_order());
    for (old, fresh) in pairs {
        assert_eq!(old.agenda, fresh.agenda, "agenda at {now}");
        assert_eq!((&old.gaps, &old.actual), (&fresh.gaps, &fresh.actual), "gaps and tracked time at {now}");
    }
    assert_eq!(open.days.in_order().len(), new.days.in_order().len());
    assert_eq!(open.days.today().map(|view| view.agenda.day), new.days.today().map(|view| view.agenda.day));
}

/// Returns the example day with tasks that are due over the next ten days.
fn workspace() -> Workspace {
    let mut workspace = demo_workspace(at(morning()));
    for hour in 0..48 {
        let due = morning() + TimeDelta::hours(hour * 5 + 1) + TimeDelta::minutes(hour * 7 % 60);
        let created = morning().and_utc() - TimeDelta::days(14) + TimeDelta::hours(hour);
        let mut task = Task::new(TaskId::derived(&format!("due {hour}")), "Due", workspace.last_order(), created);
        task.important = Some(hour % 3 != 0);
        task.estimate = Some(Minutes::new(20 + 10 * u32::try_from(hour).unwrap_or(0)));
        task.due = (hour % 4 != 3).then(|| Due { time: Some(due.time()), ..Due::on(due.date()) });
        workspace.tasks.insert(task.id, task.into());
    }
    workspace
}

/// Returns the edit of a minute, if there is one.
fn edit(workspace: &Workspace, minute: i64, now: Moment) -> Option<Action> {
    let ids: Vec<TaskId> = workspace.tasks.keys().copied().collect();
    let some = ids[usize::try_from(minute).unwrap_or(0) * 11 % ids.len()];
    match minute % 60 {
        5 => Some(Action::EditTask(some, TaskField::Due(Some(Due::on(now.local.date()))))),
        17 => Some(Action::CloseTask(some, Outcome::Done)),
        23 if workspace.open_session().is_none() => Some(Action::Timer(TimerAction::Start {
            session: SessionId::derived(&minute.to_string()),
            task: Some(some),
            step: None,
            title: "Work".into(),
            quadrant: None,
            planned: Some(Minutes::new(25)),
            block: None,
        })),
        24..=40 if workspace.open_session().is_some() => Some(Action::Timer(TimerAction::Seen)),
        41 if workspace.open_session().is_some() => Some(Action::Timer(TimerAction::Finish)),
        50 => Some(Action::EditTask(some, TaskField::Order(Order::default()))),
        _ => None,
    }
}

#[test]
fn an_open_window_equals_a_new_one_at_every_minute_of_a_day() {
    let mut workspace = workspace();
    let mut open = Derived::default();
    let mut frame = Frame::default();
    for minute in 0..24 * 60 {
        let now = at(morning() + TimeDelta::minutes(minute) + TimeDelta::seconds(minute % 60));
        frame.shown = minute / 240 % 2;
        if let Some(action) = edit(&workspace, minute, now) {
            workspace = workspace.apply(&action, now).expect("an edit");
            frame.revision += 1;
        }
        refresh(&mut open, &workspace, now, frame);
        let mut new = Derived::default();
        refresh(&mut new, &workspace, at(now.local + TimeDelta::seconds(59 - minute % 60)), frame);
        assert_same(&open, &new, now.local);
    }
}

#[test]
fn only_the_minute_changes_nothing_that_was_planned() {
    let workspace = workspace();
    let mut derived = Derived::default();
    assert!(refresh(&mut derived, &workspace, at(morning()), Frame::default()));
    assert!(!refresh(&mut derived, &workspace, at(morning() + TimeDelta::minutes(1)), Frame::default()));
}

#[test]
fn a_card_stays_in_its_quadrant_while_the_matrix_is_in_use_and_its_mark_does_not_wait() {
    let workspace = workspace();
    let mut open = Derived::default();
    refresh(&mut open, &workspace, at(morning()), Frame::default());
    let urgent = |derived: &Derived| derived.board().column(Quadrant::Do).rows.len();
    let (before, held) = (urgent(&open), Frame { holds_cards: true, ..Frame::default() });
    let later = at(morning() + TimeDelta::hours(5));
    refresh(&mut open, &workspace, later, held);
    assert_eq!(urgent(&open), before, "no card crosses over");
    assert!(open.cards_wait());
    let overdue = |derived: &Derived| derived.board().urgency.values().filter(|view| view.overdue).count();
    let mut new = Derived::default();
    refresh(&mut new, &workspace, later, Frame::default());
    assert_eq!(overdue(&open), overdue(&new), "overdue is shown at once");
    refresh(&mut open, &workspace, later, Frame::default());
    assert!(!open.cards_wait() && urgent(&open) > before);
    assert_same(&open, &new, later.local);
}

#[test]
fn a_heartbeat_of_the_timer_computes_nothing_anew() {
    let mut history = History::new(workspace());
    let task = history.workspace().tasks.keys().next().copied();
    let start = TimerAction::Start {
        session: SessionId::derived("work"),
        task,
        step: None,
        title: "Work".into(),
        quadrant: None,
        planned: None,
        block: None,
    };
    history.apply(&Action::Timer(start), at(morning())).expect("a start");
    let mut derived = Derived::default();
    let frame = |history: &History| Frame { revision: history.revision(), ..Frame::default() };
    refresh(&mut derived, history.workspace(), at(morning()), frame(&history));
    let learned = Arc::clone(&derived.board().history);
    let later = at(morning() + TimeDelta::seconds(30));
    history.apply(&Action::Timer(TimerAction::Seen), later).expect("a heartbeat");
    assert!(!refresh(&mut derived, history.workspace(), later, frame(&history)), "the days are the same");
    assert!(Arc::ptr_eq(&learned, &derived.board().history));
}
