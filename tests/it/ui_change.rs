//! A change of plan on the timeline: old and new places, the tray, keys, the list.

use chrono::TimeDelta;
use egui::{Key, Modifiers, vec2};
use egui_kittest::kittest::Queryable as _;
use gapwise::calendar::{Agenda, Tz};
use gapwise::model::{BlockId, BlockState, day_of};

use crate::harness::{App, Hands as _, at, open};
use crate::ui_rhythm::planned;

const PLANNED: BlockState = BlockState::Planned;

fn day(size: egui::Vec2) -> App {
    let blocks = [("Write", "09:45", 45, PLANNED), ("Read", "10:35", 30, PLANNED), ("Call", "15:00", 30, PLANNED)];
    open(planned(&blocks), size, egui::Theme::Light)
}

fn start(app: &App, title: &str) -> Option<chrono::NaiveDateTime> {
    app.state().workspace().blocks.get(&BlockId::derived(title)).map(|block| block.start)
}

fn has(app: &App, part: &str) -> bool {
    app.query_all_by_label_contains(part).next().is_some()
}

#[test]
fn a_delay_shows_old_and_new_places_on_the_day_and_enter_applies_them() {
    let mut app = day(vec2(1440.0, 900.0));
    app.press(Modifiers::SHIFT, Key::L);
    assert!(has(&app, "Was: Write, 09:45") && has(&app, "New place: Write, +"));
    assert!(!app.is_there("The plan"), "the day shows it, not the list");
    app.press(Modifiers::NONE, Key::P);
    assert!(app.is_there("The plan") && app.is_there("Moved"), "the list is its other form");
    app.press(Modifiers::NONE, Key::P);
    app.press(Modifiers::NONE, Key::ArrowDown);
    assert!(app.is_there("Running 25 min late"));
    app.click("5 minutes earlier");
    assert!(app.is_there("Running 20 min late"));
    app.press(Modifiers::NONE, Key::Enter);
    assert!(start(&app, "Write").unwrap() >= at("10:00"));
    assert!(!has(&app, "New place:") && !has(&app, "Was:"));
}

#[test]
fn escape_keeps_the_plan() {
    let mut app = day(vec2(1440.0, 900.0));
    let before = app.state().workspace().clone();
    app.press(Modifiers::SHIFT, Key::L);
    app.press(Modifiers::NONE, Key::Escape);
    assert!(!has(&app, "Was:"));
    assert_eq!(*app.state().workspace(), before);
}

#[test]
fn a_meeting_on_blocks_shows_how_they_make_room() {
    let mut app = day(vec2(1440.0, 900.0));
    app.write("Add an event", "15:00-16:00 Board");
    assert!(has(&app, "Was: Call, 15:00") && app.is_there("A meeting 15:00–16:00"));
    assert_eq!(start(&app, "Call"), Some(at("15:00")), "nothing moves unasked");
    app.click("Apply");
    let call = start(&app, "Call").expect("it has another place");
    assert!(call + TimeDelta::minutes(30) <= at("15:00") || call >= at("16:00"), "{call}");
    assert!(!app.is_there("A meeting 15:00–16:00"));
    app.write("Add an event", "13:00-13:30 Lunch talk");
    assert!(!app.is_there("A meeting 13:00–13:30"), "nobody asked, and nothing has to move");
}

#[test]
fn lunch_that_a_meeting_moves_onto_a_block_makes_room() {
    let blocks = [("Write", "11:00", 50, PLANNED), ("Call", "13:10", 30, PLANNED)];
    let mut app = open(planned(&blocks), vec2(1440.0, 900.0), egui::Theme::Light);
    app.write("Add an event", "12:00-13:00 Board");
    assert!(app.is_there("A meeting 12:00–13:00"), "lunch takes the time of a block");
    app.click("Apply");
    let workspace = app.state().workspace();
    let agenda = Agenda::of(workspace, day_of(at("12:00"), workspace.settings.day_start), Tz::UTC);
    let lunch = agenda.lunch.expect("lunch");
    assert!(agenda.blocks.iter().all(|block| !block.span().overlaps(lunch)), "{lunch:?}");
}

#[test]
fn work_without_a_place_waits_in_the_tray_above_messages() {
    for size in [vec2(1440.0, 900.0), vec2(640.0, 600.0)] {
        let mut app = day(size);
        app.state_mut()
            .ask_for(gapwise::ui::Intent::Ask(gapwise::planner::DayChange::Late(gapwise::model::Minutes::new(460))));
        app.run();
        let tray = app.get_by_label_contains("No place today").rect();
        assert!(has(&app, "No place: Write"));
        let apply = app.place("Apply");
        assert!(!apply.intersects(tray), "{apply:?} on {tray:?}");
        app.state_mut().ask_for(gapwise::ui::Intent::Toast("A message".into()));
        app.run();
        assert!(app.place("A message").bottom() <= tray.top(), "a message covers neither");
    }
}
