//! The morning: its sentence, the work that is left, how full the day may be, and the day beside it.

use chrono::TimeDelta;
use egui::{Key, Modifiers, vec2};
use egui_kittest::kittest::Queryable as _;
use gapwise::model::{Block, BlockId, BlockState, Due, Fullness, Task, TaskId, Workspace};

use crate::harness::{App, Hands as _, at, open};
use crate::ui_rhythm::planned;

const PLANNED: BlockState = BlockState::Planned;

/// Opens the morning of a workspace.
fn morning(workspace: Workspace) -> App {
    let mut app = open(workspace, vec2(1440.0, 900.0), egui::Theme::Light);
    app.click("Change of plan");
    app.click("Morning");
    app
}

/// Returns blocks of yesterday that were never started.
fn left(titles: &[&str]) -> Workspace {
    let blocks: Vec<_> = titles.iter().map(|title| (*title, "09:00", 30, PLANNED)).collect();
    let mut workspace = planned(&blocks);
    for (n, title) in titles.iter().enumerate() {
        let block = &workspace.blocks[&BlockId::derived(title)];
        let start = block.start - TimeDelta::days(1) + TimeDelta::minutes(30) * n as i32;
        let moved = Block { start, ..Block::clone(block) };
        workspace.blocks.insert(moved.id, moved.into());
    }
    workspace
}

fn change(workspace: &mut Workspace, title: &str, change: impl FnOnce(&mut Task)) {
    let id = TaskId::derived(title);
    let mut task = Task::clone(&workspace.tasks[&id]);
    change(&mut task);
    workspace.tasks.insert(id, task.into());
}

fn start_of(app: &App, title: &str) -> Option<String> {
    let block = app.state().workspace().blocks.get(&BlockId::derived(title))?;
    Some(block.start.format("%a %H:%M").to_string())
}

#[test]
fn the_morning_begins_with_free_time_and_the_first_work() {
    let mut workspace = planned(&[("Write", "10:30", 30, PLANNED)]);
    change(&mut workspace, "Write", |task| task.due = Some(Due::on("2026-11-24".parse().unwrap())));
    let app = morning(workspace);
    assert!(app.is_there("6 h 50 free, no meetings. First \"Write\", due tomorrow."));
    assert!(app.is_there("Dashed blocks are suggestions") || app.state().shown_suggestions().is_empty());
    assert!(app.is_there("Write"), "the day is beside it");
}

#[test]
fn the_morning_is_one_page_that_a_key_skips() {
    let mut app = morning(left(&["Write"]));
    app.click("Today: Light");
    let fullness = |app: &App| app.state().workspace().settings.fullness_on(at("12:00").date());
    assert_eq!(fullness(&app), Fullness::Light);
    assert!(app.is_there("Write: Sun 09:00"));
    app.click("Today 09:40");
    assert_eq!(start_of(&app, "Write").as_deref(), Some("Mon 09:40"));
    app.click("Start the day");
    assert!(!app.is_there("Start the day"));
    app.click("Change of plan");
    app.click("Morning");
    app.press(Modifiers::NONE, Key::Enter);
    assert!(!app.is_there("Start the day"), "Enter starts the day");
    app.click("Change of plan");
    app.click("Morning");
    app.press(Modifiers::NONE, Key::Escape);
    assert!(!app.is_there("Start the day"), "Escape shows the day");
    app.click("Change of plan");
    app.click("Morning");
    app.click("View: Review");
    app.click("View: Plan");
    assert!(!app.is_there("Start the day"), "another view closes it");
}

#[test]
fn the_morning_lists_five_tasks_and_moves_all_of_them() {
    let titles = ["One", "Two", "Three", "Four", "Five", "Six", "Seven"];
    let mut app = morning(left(&titles));
    assert!(app.is_there("Five: Sun 11:00") && !app.is_there("Six: Sun 11:30"));
    app.click("2 more");
    assert!(app.is_there("Seven: Sun 12:00"));
    app.click("Fewer");
    assert!(!app.is_there("Seven: Sun 12:00"));
    app.click("All to today's plan");
    let today = titles.iter().filter(|title| start_of(&app, title).is_some_and(|at| at.starts_with("Mon")));
    assert_eq!(today.count(), 7);
    app.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(start_of(&app, "Two").as_deref(), Some("Sun 09:30"), "one step back");
}

#[test]
fn a_left_task_is_put_off_let_go_or_made_smaller() {
    let mut workspace = left(&["Write", "Read", "Sort"]);
    change(&mut workspace, "Sort", |task| task.carried = 2);
    let mut app = morning(workspace);
    let first = |app: &mut App, label: &str| {
        app.query_all_by_label(label).next().unwrap().click();
        app.run();
    };
    first(&mut app, "Later");
    assert_eq!(start_of(&app, "Write"), None, "back in the matrix");
    first(&mut app, "Let go");
    assert!(!app.state().workspace().tasks.contains_key(&TaskId::derived("Read")));
    assert!(app.is_there("Sort: carried over 2 times; make it smaller?"));
    app.click("Make it smaller");
    assert_eq!(app.state().workspace().tasks[&TaskId::derived("Sort")].carried, 0);
    assert!(!app.is_there("Start the day"), "its steps are shown");
}

#[test]
fn buttons_of_a_row_are_reached_by_tab() {
    let mut app = morning(left(&["Write"]));
    app.get_by_label("Later").focus();
    app.run();
    app.press(Modifiers::NONE, Key::Enter);
    assert_eq!(start_of(&app, "Write"), None);
    assert!(app.is_there("Start the day"), "the morning stays");
}

#[test]
fn the_morning_lists_newly_urgent_cards_once() {
    let mut workspace = planned(&[("Write", "11:00", 5, PLANNED)]);
    change(&mut workspace, "Write", |task| task.due = Some(Due::on("2026-11-25".parse().unwrap())));
    let mut app = morning(workspace);
    assert!(app.is_there("Now urgent") && app.is_there("Write: now in Do, due Wed"));
    app.click("Not urgent");
    assert!(app.is_there("Write: now in Schedule, due Wed"), "it is held where it was");
    app.press(Modifiers::NONE, Key::Escape);
    app.wait_until("2026-11-24T08:00:00");
    assert!(app.is_there("Start the day") && !app.is_there("Now urgent"), "what is pinned is not listed again");
}
