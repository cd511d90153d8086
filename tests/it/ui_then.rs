//! The Focus view: its four actions, the menu of the others, and the things that come next.

use egui::{Rect, pos2, vec2};
use egui_kittest::kittest::Queryable as _;
use gapwise::model::BlockState;

use crate::harness::{App, Hands as _, open};
use crate::ui_rhythm::{planned, started};

const PLANNED: BlockState = BlockState::Planned;

/// Returns the Focus view with the first block running since its start.
fn focus(blocks: &[(&str, &str, u32, BlockState)], size: egui::Vec2) -> App {
    let workspace = started(&planned(blocks), blocks[0].0, blocks[0].1);
    let mut app = open(workspace, size, egui::Theme::Light);
    app.command("Show Focus");
    app
}

#[test]
fn the_parts_after_the_session_end_before_the_next_fixed_thing() {
    let blocks = [
        ("Write", "09:30", 30, PLANNED),
        ("Read", "10:05", 30, PLANNED),
        ("Call", "10:40", 10, PLANNED),
        ("Mail", "10:50", 10, PLANNED),
        ("Plan", "11:10", 20, PLANNED),
        ("After lunch", "13:10", 20, PLANNED),
    ];
    let app = focus(&blocks, vec2(1440.0, 900.0));
    assert!(app.is_there("Then, before Lunch at 12:30"));
    let parts = ["10:05 Read, 30 min", "10:40 2 small things, 20 min", "11:10 Plan, 20 min"];
    let places: Vec<Rect> = parts.iter().map(|part| app.place(part)).collect();
    assert!(places.is_sorted_by(|a, b| a.right() <= b.left()), "{places:?}");
    assert!(app.query_by_label_contains("After lunch").is_none(), "lunch comes before it");
    assert!(app.query_by_label_contains("Break").is_none(), "no break is due by 10:00");
}

#[test]
fn a_break_is_named_unless_a_meeting_begins_first() {
    let blocks = [("Write", "09:05", 60, PLANNED), ("Read", "10:30", 30, PLANNED)];
    let mut app = focus(&blocks, vec2(1440.0, 900.0));
    assert!(app.is_there("10:05 Break, 5 min"));
    app.command("Show Plan");
    app.write("Add an event", "10:00-10:25 team");
    app.command("Show Focus");
    assert!(app.is_there("Then, before team at 10:00"));
    assert!(app.query_by_label_contains("Break, ").is_none(), "the meeting begins before the end of the session");
}

#[test]
fn four_actions_are_shown_and_the_others_are_in_a_menu() {
    for size in [vec2(1440.0, 900.0), vec2(640.0, 600.0), vec2(360.0, 640.0)] {
        let mut app = focus(&[("Write", "09:30", 30, PLANNED)], size);
        let rects = ["Pause", "Done", "5 min", "Interrupted", "More actions"].map(|name| app.place(name));
        assert!(rects.is_sorted_by(|a, b| a.right() <= b.left()), "{rects:?}");
        assert!(rects[0].left() >= 0.0 && rects[4].right() <= size.x, "{rects:?} in {size:?}");
        assert!(!app.is_there("Stop, not done yet"));
        app.click("More actions");
        let window = Rect::from_min_size(pos2(0.0, 0.0), size);
        for name in ["Stop, not done yet", "Take a break", "I did something else", "Small window", "Timer settings"] {
            let item = app.get_by_label_contains(name).rect();
            assert!(window.contains_rect(item), "{name} is at {item:?} in {size:?}");
        }
        app.click("Timer settings");
        assert!(app.is_there("Find a setting"));
    }
}
