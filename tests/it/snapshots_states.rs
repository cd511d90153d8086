//! Pictures of questions and states that stand over the views, and the proof that every view, panel and period has one.

use std::path::Path;

use chrono::TimeDelta;
use egui::{Key, Modifiers, Theme, vec2};
use egui_kittest::SnapshotResults;
use egui_kittest::kittest::Queryable as _;
use gapwise::app::demo_workspace;
use gapwise::model::{Block, BlockId, BlockState, Minutes, Order, Session, SessionId, Task, TaskId, Workspace};
use gapwise::ui::{Panel, Reach, View};
use strum::IntoEnumIterator as _;

use crate::harness::{App, Hands as _, at, moment, open};

/// Returns the picture of each view; a new view has no arm here.
fn of_view(view: View) -> &'static str {
    match view {
        View::Plan => "plan-light-1024x640",
        View::Week => "week-light-1440x900",
        View::Focus => "focus-running-light",
        View::Review => "review-day-light",
    }
}

fn of_panel(panel: Panel) -> &'static str {
    match panel {
        Panel::PlanList => "plan-list-light",
    }
}

fn of_period(reach: Reach) -> &'static str {
    match reach {
        Reach::Day => "review-day-light",
        Reach::Week => "review-week-light",
        Reach::Month => "review-month-light",
        Reach::Quarter => "review-quarter-light",
    }
}

#[test]
fn every_view_panel_and_period_has_a_picture_in_both_themes() {
    let names = View::iter().map(of_view).chain(Panel::iter().map(of_panel)).chain(Reach::iter().map(of_period));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/snapshots");
    for name in names.flat_map(|name| [name.to_owned(), name.replace("light", "dark")]) {
        assert!(folder.join(format!("{name}.png")).exists(), "{name} is missing");
    }
}

/// A state of the demo, or of the demo with its suggestions accepted.
#[derive(Clone, Copy, Debug, strum::EnumIter, strum::Display)]
#[strum(serialize_all = "kebab-case")]
enum State {
    Bulk,
    Inbox,
    TrashAsking,
    SeriesQuestion,
    ExactTimes,
    ShortRoom,
    Bundle,
    Toast,
    Idle,
    Late,
    ReviewQuarter,
    NewTime,
    BlockMenu,
    QuadrantMenu,
    TimerSettings,
    TrackedTime,
}

fn enter(app: &mut App, state: State) {
    let accept_all = |app: &mut App| app.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::Enter);
    match state {
        State::Bulk => {
            app.click("Draft introduction");
            app.get_by_label("Fix login redirect").click_modifiers(Modifiers::COMMAND);
        }
        State::Inbox => {
            app.press(Modifiers::NONE, Key::Escape);
            app.click("Idea: weekly demo hour");
        }
        State::TrashAsking => {
            app.click("Fix login redirect");
            app.press(Modifiers::NONE, Key::Delete);
            app.press(Modifiers::COMMAND, Key::K);
            app.get_by_label("Command or task").type_text("Trash");
            app.run();
            app.press(Modifiers::NONE, Key::Enter);
            app.click("Empty the trash…");
        }
        State::SeriesQuestion => {
            app.press(Modifiers::NONE, Key::PageDown);
            app.click("Stand-up");
            app.press(Modifiers::NONE, Key::Delete);
        }
        State::ExactTimes => {
            app.get_by_label("Point 2: missing baseline").click_secondary();
            app.run();
            app.click("Exact times…");
        }
        State::ShortRoom => {
            let (card, y) = (app.place("Draft introduction").center(), app.y_of("12:15"));
            let x = app.place("Client call: Northwind").center().x;
            app.drag(card, egui::pos2(x, y));
        }
        State::Bundle => app.click("3 small things"),
        State::Toast => {
            app.click("Fix login redirect");
            app.press(Modifiers::NONE, Key::Delete);
        }
        State::Idle => {
            app.press(Modifiers::NONE, Key::S);
            app.wait_until("2026-11-23T10:10:00");
            app.state_mut().note_idle(TimeDelta::minutes(12));
        }
        State::Late => {
            accept_all(app);
            app.press(Modifiers::SHIFT, Key::L);
        }
        State::ReviewQuarter => {
            app.press(Modifiers::COMMAND, Key::Num4);
            app.state_mut().look_back_on(Reach::Quarter);
        }
        State::NewTime => {
            let x = app.place("Client call: Northwind").center().x;
            app.drag(egui::pos2(x, app.y_of("14:25") + 1.0), egui::pos2(x, app.y_of("14:30")));
        }
        State::BlockMenu => app.get_by_label("Point 2: missing baseline").click_secondary(),
        State::QuadrantMenu => app.click("Options of Schedule"),
        State::TimerSettings => {
            app.click("View: Focus");
            app.click("Timer settings");
        }
        State::TrackedTime => app.click("Worked: Call home, 09:05–09:25"),
    }
}

/// Returns the demo, with tracked time or with three short blocks in a row where the state needs it.
fn workspace(state: State) -> Workspace {
    let mut workspace = demo_workspace(moment());
    if let State::TrackedTime = state {
        let start = moment().instant - TimeDelta::minutes(35);
        let (task, end) = (Some(TaskId::derived("demo/Call home")), Some(start + TimeDelta::minutes(20)));
        let session = Session { task, end, ..Session::new(SessionId::derived("earlier"), start) };
        workspace.sessions.insert(session.id, session.into());
    }
    if let State::Bundle = state {
        for (number, title) in ["Call the plumber", "Answer Kim", "Order filters"].into_iter().enumerate() {
            let order = Order::between(workspace.tasks.values().map(|task| &task.order).max(), None);
            let mut task = Task::new(TaskId::derived(title), title, order, moment().instant);
            (task.important, task.estimate) = (Some(true), Some(Minutes::new(10)));
            let start = at("11:00") + TimeDelta::minutes(10 * number as i64);
            let (id, minutes) = (BlockId::derived(title), Minutes::new(10));
            let block = Block { id, task: task.id, step: None, start, minutes, state: BlockState::Planned };
            workspace.tasks.insert(task.id, task.into());
            workspace.blocks.insert(block.id, block.into());
        }
    }
    workspace
}

fn pictures(theme: Theme) {
    let mut results = SnapshotResults::new();
    for state in State::iter() {
        let mut app = open(workspace(state), vec2(1440.0, 900.0), theme);
        enter(&mut app, state);
        app.remove_cursor();
        app.run();
        app.snapshot(format!("{state}-{}", if theme == Theme::Dark { "dark" } else { "light" }));
        results.extend(app.take_snapshot_results());
    }
}

#[test]
fn light() {
    pictures(Theme::Light);
}

#[test]
fn dark() {
    pictures(Theme::Dark);
}
