//! Commands about now work on today, whatever day is shown.

use chrono::TimeDelta;
use egui::{Key, Modifiers, vec2};
use egui_kittest::kittest::Queryable as _;
use gapwise::model::{Block, BlockId, BlockState, EventTime, Minutes, Span, TaskId, Workspace, day_of};
use gapwise::planner::DayChange;
use gapwise::ui::Intent;

use crate::harness::{App, Hands as _, at, moment, open, with_tasks};
use crate::ui_rhythm::planned;

/// Shows the day after today.
fn show_tomorrow(app: &mut App) {
    let today = day_of(moment().local, app.state().workspace().settings.day_start);
    ask(app, Intent::ShowDay(today.plus(1)));
}

fn ask(app: &mut App, intent: Intent) {
    app.state_mut().ask_for(intent);
    app.run();
}

/// The app on blocks of today, with tomorrow shown.
fn on_tomorrow(workspace: Workspace) -> App {
    let mut app = open(workspace, vec2(1440.0, 900.0), egui::Theme::Light);
    show_tomorrow(&mut app);
    app
}

fn block(app: &App, title: &str) -> Option<Block> {
    app.state().workspace().blocks.get(&BlockId::derived(title)).map(|block| Block::clone(block))
}

const PLANNED: BlockState = BlockState::Planned;

#[test]
fn minutes_are_answered_while_another_day_is_shown() {
    let mut app = with_tasks(&["Write", "Read"]);
    show_tomorrow(&mut app);
    app.press(Modifiers::NONE, Key::G);
    app.press(Modifiers::COMMAND, Key::A);
    app.get_by_label("Minutes that I have").type_text("30");
    app.run();
    app.press(Modifiers::NONE, Key::Enter);
    let running = app.state().workspace().running().cloned().expect("the best one runs");
    assert_eq!(running.start, at("09:40"));
}

#[test]
fn running_late_is_answered_while_another_day_is_shown() {
    let mut app = on_tomorrow(planned(&[("Write", "09:45", 45, PLANNED), ("Read", "10:35", 30, PLANNED)]));
    ask(&mut app, Intent::Ask(DayChange::Late(Minutes::new(20))));
    ask(&mut app, Intent::ApplyDifference);
    assert!(block(&app, "Write").unwrap().start >= at("10:00"));
}

#[test]
fn start_takes_the_block_of_today_while_another_day_is_shown() {
    let mut app = on_tomorrow(planned(&[("Write", "11:00", 45, PLANNED)]));
    ask(&mut app, Intent::Start(TaskId::derived("Write"), None));
    assert_eq!(app.state().workspace().blocks.len(), 1, "no second block");
    assert_eq!(block(&app, "Write").unwrap().state, BlockState::Running);
}

#[test]
fn left_over_blocks_find_the_gaps_of_today_while_another_day_is_shown() {
    let mut workspace = planned(&[("Write", "09:00", 30, PLANNED)]);
    let id = BlockId::derived("Write");
    let old = workspace.blocks[&id].clone();
    workspace.blocks.insert(id, Block { start: old.start - TimeDelta::days(1), ..(*old).clone() }.into());
    let mut app = on_tomorrow(workspace);
    ask(&mut app, Intent::CarryOver { blocks: vec![id], to_today: true });
    assert_eq!(block(&app, "Write").map(|block| block.start), Some(at("09:40")));
}

#[test]
fn the_running_meeting_gets_longer_while_another_day_is_shown() {
    let mut app = with_tasks(&["Write"]);
    app.write("Add an event", "9-9:45 team");
    app.press(Modifiers::NONE, Key::Escape);
    show_tomorrow(&mut app);
    app.press(Modifiers::NONE, Key::O);
    let event = app.state().workspace().events.values().next().cloned().unwrap();
    assert_eq!(event.time, EventTime::floating(Span::new(at("09:00"), at("09:55"))));
}

#[test]
fn the_key_for_start_begins_the_work_of_today_while_another_day_is_shown() {
    let mut app = on_tomorrow(planned(&[("Write", "09:40", 45, PLANNED)]));
    app.press(Modifiers::NONE, Key::S);
    assert_eq!(block(&app, "Write").unwrap().state, BlockState::Running);
}
