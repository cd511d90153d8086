//! Little room: a small window, large text, a narrow day. Everything stays within reach, and nothing covers another.

use egui::accesskit::Role;
use egui::{Key, Modifiers, Rect, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use gapwise::app::demo_workspace;

use crate::harness::{App, Hands as _, moment, open};

/// Returns the app in a window of 640 x 600 with text of this size in percent.
fn small_window(percent: u16) -> App {
    let size = vec2(640.0, 600.0) * 100.0 / f32::from(percent);
    open(demo_workspace(moment()), size, egui::Theme::Light)
}

/// Returns the buttons and fields of the top bar.
fn top_bar(app: &App) -> Vec<(String, Rect)> {
    let roles = [Role::Button, Role::RadioButton, Role::TextInput];
    let nodes = roles.into_iter().flat_map(|role| app.query_all_by_role(role));
    let named = nodes.map(|node| (node.accesskit_node().label().unwrap_or_default(), node.rect()));
    named.filter(|(_, rect)| rect.top() < 52.0).collect()
}

fn assert_apart(app: &App, width: f32, when: &str) {
    let nodes = top_bar(app);
    assert!(nodes.len() >= 5, "{when}: {nodes:?}");
    for (index, (name, rect)) in nodes.iter().enumerate() {
        assert!(rect.left() >= 0.0 && rect.right() <= width, "{when}: '{name}' leaves the window: {rect:?}");
        for (other, at) in &nodes[..index] {
            assert!(!rect.shrink(0.5).intersects(at.shrink(0.5)), "{when}: '{name}' {rect:?} on '{other}' {at:?}");
        }
    }
}

#[test]
fn the_parts_of_the_top_bar_never_cover_each_other() {
    for percent in [80, 100, 150, 200] {
        let width = 64_000.0 / f32::from(percent);
        let mut app = small_window(percent);
        assert_apart(&app, width, &format!("{percent} %"));
        app.press(Modifiers::NONE, Key::PageDown);
        assert_apart(&app, width, &format!("{percent} %, another day"));
        app.press(Modifiers::NONE, Key::T);
        app.press(Modifiers::NONE, Key::J);
        app.press(Modifiers::NONE, Key::S);
        assert_apart(&app, width, &format!("{percent} %, with a timer"));
    }
}

#[test]
fn with_large_text_everything_of_the_top_bar_is_in_reach() {
    let mut app = small_window(200);
    app.click("Add a task");
    let field = app.get_by_role_and_label(Role::TextInput, "Add a task");
    assert!(field.is_focused() && field.rect().width() > 250.0);
    field.type_text("Call the bank");
    app.run();
    app.press(Modifiers::NONE, Key::Enter);
    assert!(app.state().workspace().tasks.values().any(|task| task.title == "Call the bank"));
    app.press(Modifiers::NONE, Key::Escape);
    app.press(Modifiers::NONE, Key::Escape);
    app.click("Menu");
    assert!(app.query_by_label_contains("Undo add").is_some(), "the menu has what the bar has no room for");
    assert!(app.query_by_label_contains("Find a task").is_some());
}

#[test]
fn a_week_without_room_shows_three_days_and_comes_back() {
    let mut app = small_window(100);
    app.press(Modifiers::COMMAND, Key::Num2);
    let days = |app: &App| app.query_all_by_label_contains("Empty time of").count();
    assert_eq!(days(&app), 3);
    assert!(!app.is_there("Days: Week"), "there is nothing to choose");
    app.press(Modifiers::NONE, Key::D);
    assert!(app.query_by_label_contains("too narrow for seven").is_some());
    app.press(Modifiers::NONE, Key::PageDown);
    assert!(app.is_there("Empty time of Thursday") && !app.is_there("Empty time of Monday"), "arrows turn three");
    app.set_size(vec2(1440.0, 900.0));
    app.run();
    assert_eq!(days(&app), 7, "what was chosen is kept");
    assert!(app.is_there("Days: Week"));
}

#[test]
fn the_header_of_a_narrow_day_is_shorter() {
    let hint = |app: &App| app.get_by_label("Add an event").accesskit_node().placeholder().map(str::to_owned);
    let mut app = open(demo_workspace(moment()), vec2(1920.0, 900.0), egui::Theme::Light);
    assert_eq!(hint(&app).as_deref(), Some("Add an event: 10-10:45 team"));
    app.click("Draft introduction");
    app.set_size(vec2(1200.0, 900.0));
    app.run();
    assert_eq!(hint(&app).as_deref(), Some("Add an event"));
}

#[test]
fn the_reason_of_a_refusal_covers_no_field() {
    let mut app = open(demo_workspace(moment()), vec2(1440.0, 900.0), egui::Theme::Light);
    app.press(Modifiers::COMMAND, Key::Comma);
    app.click("Different hours on one day");
    app.rewrite("Hours on Monday", "nine to five");
    let reason = app.query_by_label_contains("is not valid").unwrap().rect();
    // The field below it.
    let next = app.place("Hours on Thursday");
    assert!(
        reason.top() >= app.place("Hours on Monday").bottom() && reason.bottom() <= next.top(),
        "{reason:?} {next:?}"
    );
}

#[test]
fn a_message_fits_a_small_window_with_large_text() {
    let mut app = small_window(200);
    app.press(Modifiers::COMMAND, Key::Num2);
    app.press(Modifiers::NONE, Key::D);
    let message = app.query_by_label_contains("too narrow for seven").unwrap().rect();
    let width = app.ctx.content_rect().width();
    assert!(message.left() >= 0.0 && message.right() <= width, "{message:?} in {width}");
}
