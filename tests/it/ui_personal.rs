//! Personal choices: shortcuts, quadrants, colours, sorting; choosing cards by rubber band; hints.

use egui::{Event, Key, Modifiers, PointerButton, pos2, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use gapwise::app::{Clock, Gapwise};
use gapwise::model::{Action, Due, Quadrant, Task, TaskField, TaskId, Workspace};
use gapwise::store::Preferences;
use gapwise::ui::Intent;

use crate::harness::{App, Hands as _, demo, moment, of, open, with_tasks};

fn task(app: &App, title: &str) -> Task {
    app.state().workspace().tasks.get(&TaskId::derived(title)).map(|task| (**task).clone()).expect("an open task")
}

fn key(app: &mut App, key: Key) {
    app.press(Modifiers::NONE, key);
}

/// Returns the cards of a quadrant from above to below.
fn cards(app: &App) -> Vec<String> {
    let mut cards: Vec<_> = app
        .query_all_by_role(egui::accesskit::Role::CheckBox)
        .filter_map(|node| Some((node.rect().top(), node.accesskit_node().label()?.strip_prefix("Done: ")?.to_owned())))
        .collect();
    cards.sort_by(|a, b| a.0.total_cmp(&b.0));
    cards.into_iter().map(|(_, title)| title).collect()
}

fn sheet(app: &mut App, find: &str) {
    key(app, Key::Questionmark);
    app.get_by_label("Find a setting").type_text(find);
    app.run();
}

#[test]
fn shortcuts_are_changed_clashes_named_and_reset() {
    let mut app = with_tasks(&["one"]);
    sheet(&mut app, "Go to today");
    app.click("Keys of Go to today: T");
    assert!(app.is_there("Keys of Go to today: Press the new keys"));
    app.press(Modifiers::COMMAND, Key::K);
    assert!(app.query_by_label_contains("Ctrl+K belongs to \"All commands and tasks\"").is_some(), "a clash is named");
    assert!(app.state().preferences().keys.is_empty(), "nothing is changed before a yes");
    app.click("Use it here");
    assert!(app.is_there("Keys of Go to today: Ctrl+K"));
    assert_eq!(app.state().preferences().keys["Today"], ["Ctrl+K"]);
    app.click("Close");
    app.press(Modifiers::COMMAND, Key::K);
    assert!(!app.is_there("Command or task"), "the palette has lost its keys");
    sheet(&mut app, "Go to today");
    app.click("Reset keys of Go to today");
    assert!(app.is_there("Keys of Go to today: T"));
    app.click("Keys of Go to today: T");
    app.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::J);
    app.click("Close");
    key(&mut app, Key::Questionmark);
    app.click("Reset this page");
    app.click("Close");
    assert!(app.state().preferences().keys.is_empty());
    app.press(Modifiers::COMMAND, Key::K);
    assert!(app.is_there("Command or task"));
}

#[test]
fn changed_shortcuts_run_and_are_named_in_the_palette() {
    let mut prefs = Preferences::default();
    prefs.keys.insert("QuickAdd".into(), vec!["Ctrl+Shift+J".into()]);
    let mut state = Gapwise::in_memory(Workspace::default(), Clock::frozen(moment().local), gapwise::calendar::Tz::UTC);
    state.use_preferences(prefs);
    let mut app = of(state, vec2(1440.0, 900.0), egui::Theme::Light);
    app.get_by_label("What is on your mind?").type_text("one");
    app.run();
    key(&mut app, Key::Enter);
    key(&mut app, Key::Escape);
    key(&mut app, Key::A);
    assert!(!app.get_by_label("Add a task").is_focused(), "its old keys do nothing");
    app.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::J);
    assert!(app.get_by_label("Add a task").is_focused());
    key(&mut app, Key::Escape);
    app.press(Modifiers::COMMAND, Key::K);
    app.get_by_label("Command or task").type_text("add a task");
    app.run();
    assert!(app.is_there("Add a task Ctrl+Shift+J"));
}

#[test]
fn cards_are_chosen_by_a_rubber_band() {
    let mut app = with_tasks(&["one", "two", "three", "four"]);
    let from = app.place("one").left_top() + vec2(-6.0, 4.0);
    let to = app.place("two").center();
    app.drag(from, to);
    assert!(app.is_there("2 chosen"));
    key(&mut app, Key::Num4);
    let moved: Vec<_> = ["one", "two", "three"].map(|title| task(&app, title).important).into();
    assert_eq!(moved, [Some(false), Some(false), Some(true)]);
    app.press(Modifiers::COMMAND, Key::Z);
    key(&mut app, Key::Escape);
    assert!(!app.is_there("2 chosen"));
    // Ctrl keeps the chosen cards.
    app.drag(from, to);
    let from = app.place("four").left_bottom() + vec2(-6.0, -4.0);
    app.event(Event::ModifiersChanged(Modifiers::COMMAND));
    app.hold(from, app.place("four").center());
    app.let_go(app.place("four").center());
    assert!(app.is_there("3 chosen"));
}

#[test]
fn a_quadrant_is_folded_opened_and_enlarged() {
    let mut app = demo();
    app.click("Options of Eliminate");
    app.get_by_label_contains("Shift+Z").click();
    app.run();
    assert!(!app.is_there("Done: Sort old bookmarks") && app.is_there("Done: Book room for Thursday"));
    // The found card is shown.
    app.press(Modifiers::COMMAND, Key::F);
    app.get_by_label("Find").type_text("sort old");
    app.run();
    key(&mut app, Key::Enter);
    assert!(app.is_there("Done: Sort old bookmarks"));
    app.press(Modifiers::SHIFT, Key::Z);
    assert!(!app.is_there("Done: Sort old bookmarks"), "the key folds it again");
    app.click("Open Eliminate");
    key(&mut app, Key::Z);
    assert!(!app.is_there("Done: Book room for Thursday"), "Eliminate fills the matrix");
    app.click("Show all quadrants");
    assert!(app.is_there("Done: Book room for Thursday"));
}

#[test]
fn a_card_is_dropped_on_a_folded_quadrant() {
    let mut app = with_tasks(&["one", "two"]);
    app.click("Options of Eliminate");
    app.get_by_label_contains("Fold").click();
    app.run();
    let to = app.place("Open Eliminate").center() + vec2(0.0, 60.0);
    app.drag(app.place("one").center(), to);
    assert_eq!(task(&app, "one").important, Some(false));
}

#[test]
fn a_quadrant_has_a_name_and_a_colour_of_its_own() {
    let mut app = with_tasks(&["one"]);
    app.click("Options of Schedule");
    app.click("Colour of Schedule: Rose");
    assert_eq!(app.state().workspace().settings.quadrant_tones.get(&Quadrant::Schedule), Some(&4));
    app.rewrite("Name of the quadrant", "Later");
    assert!(app.is_there("Later: 1 · 25 min"));
    app.press(Modifiers::COMMAND, Key::Z);
    app.press(Modifiers::COMMAND, Key::Z);
    let settings = &app.state().workspace().settings;
    assert!(settings.quadrant_tones.is_empty() && settings.quadrant_names.is_empty());
}

#[test]
fn a_tag_has_a_colour() {
    let mut app = with_tasks(&["one"]);
    app.click("one");
    app.write("Tags", "#home");
    app.click("Tag #home");
    app.click("Colour of #home: Green");
    let tone = |app: &App| app.state().workspace().settings.tags.get("home").and_then(|style| style.tone);
    assert_eq!(tone(&app), Some(5));
    app.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(tone(&app), None);
}

#[test]
fn cards_are_sorted_by_hand_by_score_and_by_due_date() {
    let mut app = with_tasks(&["hand", "early", "late"]);
    for (title, date) in [("early", "2026-11-24"), ("late", "2026-12-24")] {
        let due = date.parse().ok().map(Due::on);
        app.state_mut().ask_for(Intent::Act(Action::EditTask(TaskId::derived(title), TaskField::Due(due))));
    }
    for title in ["hand", "early", "late"] {
        let edit = TaskField::Urgency(gapwise::model::Urgency::Pinned(true));
        app.state_mut().ask_for(Intent::Act(Action::EditTask(TaskId::derived(title), edit)));
    }
    app.run();
    assert_eq!(cards(&app), ["hand", "early", "late"]);
    key(&mut app, Key::F);
    app.click("Sorted by hand");
    app.click("By due date");
    assert_eq!(cards(&app), ["early", "late", "hand"]);
    app.click("By due date");
    app.click("By score");
    assert_eq!(cards(&app)[0], "early", "what presses most weighs most");
}

#[test]
fn finished_cards_fade_and_can_be_shown_and_reopened() {
    let mut app = with_tasks(&["one", "two"]);
    app.click("Done: one");
    assert!(app.is_there("Done: one"), "it fades in its place");
    app.run_steps(40);
    assert!(!app.is_there("Done: one"));
    key(&mut app, Key::H);
    assert!(app.is_there("Done: one"), "what was finished is shown");
    app.click("Done: one");
    assert!(app.state().workspace().tasks.contains_key(&TaskId::derived("one")), "and brought back");
}

#[test]
fn too_many_tasks_in_do_are_shown_calmly() {
    let mut app = with_tasks(&["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"]);
    for title in ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"] {
        let edit = TaskField::Urgency(gapwise::model::Urgency::Pinned(true));
        app.state_mut().ask_for(Intent::Act(Action::EditTask(TaskId::derived(title), edit)));
    }
    app.run();
    assert!(app.query_by_label_contains("a lot: what can wait?").is_some());
}

#[test]
fn one_click_on_a_card_of_the_inbox_sorts_it() {
    let mut app = open(Workspace::default(), vec2(1440.0, 900.0), egui::Theme::Light);
    app.event(Event::Paste("Write the report 45m\nCall the bank 10m".into()));
    app.run();
    assert_eq!(app.state().workspace().tasks.len(), 2);
    assert!(app.query_by_label_contains("Which would hurt most if it slipped?").is_some());
    app.click("Important: Write the report");
    let important = |app: &App| app.state().workspace().tasks.values().filter(|it| it.important == Some(true)).count();
    assert_eq!(important(&app), 1);
    assert!(app.query_by_label_contains("Which would hurt most").is_none(), "it is asked until it is answered");
    app.click("Urgent, not important: Call the bank");
    assert!(app.state().workspace().tasks.values().all(|task| task.important.is_some()));
}

/// Returns the demo of a user who has seen no hint yet.
fn first_use(size: egui::Vec2) -> App {
    let workspace = gapwise::app::demo_workspace(moment());
    let mut state = Gapwise::in_memory(workspace, Clock::frozen(moment().local), gapwise::calendar::Tz::UTC);
    state.use_preferences(Preferences::default());
    of(state, size, egui::Theme::Light)
}

#[test]
fn a_hint_is_given_once() {
    let mut app = first_use(vec2(1440.0, 900.0));
    assert!(app.query_by_label_contains("Dashed blocks are suggestions").is_some(), "at the first gap");
    let card = app.place("Call home").center();
    app.hold(card, card + vec2(0.0, 30.0));
    assert!(app.query_by_label_contains("Drop the card on the day").is_some(), "at the first drag");
    key(&mut app, Key::Escape);
    app.let_go(pos2(5.0, 5.0));
    app.run_steps(80);
    app.hold(card, card + vec2(0.0, 30.0));
    assert!(app.query_by_label_contains("Drop the card on the day").is_none(), "and never again");
    app.event(Event::PointerButton {
        pos: card,
        button: PointerButton::Primary,
        pressed: false,
        modifiers: Modifiers::NONE,
    });
}

#[test]
fn the_hint_on_suggestions_waits_until_they_are_on_the_screen() {
    let mut app = first_use(vec2(640.0, 600.0));
    let is_given = |app: &App| app.query_by_label_contains("Dashed blocks are suggestions").is_some();
    assert!(!is_given(&app), "a narrow window shows the matrix first");
    app.click("Pane: Day");
    assert!(is_given(&app));
}

#[test]
fn the_menu_marks_the_open_list_and_shown_finished_tasks() {
    let mut app = with_tasks(&["one"]);
    let marked = |app: &mut App| {
        app.click("Menu");
        let items = ["Plan list", "Show or hide finished tasks"].map(|name| app.get_by_label(name));
        let marked = items.map(|node| node.accesskit_node().toggled() == Some(egui::accesskit::Toggled::True));
        app.press(Modifiers::NONE, Key::Escape);
        marked
    };
    assert_eq!(marked(&mut app), [false, false]);
    key(&mut app, Key::P);
    assert_eq!(marked(&mut app), [true, false]);
    key(&mut app, Key::H);
    assert_eq!(marked(&mut app), [true, true]);
}

#[test]
fn the_menu_is_whole_where_the_window_has_room_for_it() {
    for size in [vec2(1440.0, 900.0), vec2(640.0, 600.0), vec2(720.0, 450.0)] {
        let mut app = open(Workspace::default(), size, egui::Theme::Light);
        app.click("Menu");
        for name in ["New workspace…", "Keyboard shortcuts ?", "Settings Ctrl+,", "Quit Ctrl+Q", "Trash"] {
            let item = app.get_by_label_contains(name).rect();
            let window = egui::Rect::from_min_size(pos2(0.0, 0.0), size);
            assert!(window.contains_rect(item), "{name} is at {item:?} in {size:?}");
        }
    }
}

#[test]
fn the_first_overrun_is_explained() {
    let mut app = demo();
    app.click("Start");
    let mut workspace = app.state().workspace().clone();
    let later = moment().local + chrono::TimeDelta::minutes(50);
    let session = workspace.open_session().cloned().expect("something runs");
    let session = gapwise::model::Session { seen: Some(later.and_utc()), ..session };
    workspace.sessions.insert(session.id, session.into());
    let mut state = Gapwise::in_memory(workspace, Clock::frozen(later), gapwise::calendar::Tz::UTC);
    state.use_preferences(Preferences { hints: [gapwise::store::Hint::Gap].into(), ..Preferences::default() });
    let app = of(state, vec2(1440.0, 900.0), egui::Theme::Light);
    assert!(app.query_by_label_contains("Time's up. Still counting.").is_some());
    assert!(app.state().preferences().hints.contains(&gapwise::store::Hint::Overrun));
}

#[test]
fn cards_are_chosen_with_shift_and_arrows_and_dragged_together() {
    let mut app = with_tasks(&["one", "two", "three"]);
    app.click("one");
    app.press(Modifiers::SHIFT, Key::ArrowDown);
    assert!(app.is_there("2 chosen"));
    let to = app.place("Delegate: empty").center() + vec2(0.0, 60.0);
    app.drag(app.place("two").center(), to);
    let moved: Vec<_> = ["one", "two", "three"].map(|title| task(&app, title).important).into();
    assert_eq!(moved, [Some(false), Some(false), Some(true)]);
    app.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(task(&app, "one").important, Some(true), "one step of undo");
    key(&mut app, Key::ArrowDown);
    assert!(!app.is_there("2 chosen"), "an arrow alone chooses one");
}

#[test]
fn all_of_the_menu_is_reached_in_a_low_window() {
    // As 1024 x 640 with text of 200 %.
    let mut app = open(Workspace::default(), vec2(512.0, 320.0), egui::Theme::Light);
    app.click("Menu");
    let first = app.place("Morning");
    assert!(first.top() > 0.0 && app.place("Quit Ctrl+Q").top() > 320.0, "the last one is out of view at first");
    app.hover_at(first.center());
    app.event(Event::MouseWheel {
        unit: egui::MouseWheelUnit::Point,
        delta: vec2(0.0, -2_000.0),
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Wheel,
        modifiers: Modifiers::NONE,
    });
    app.run();
    let last = app.place("Quit Ctrl+Q");
    assert!(last.bottom() <= 320.0, "it ends at {}", last.bottom());
    app.click("Keyboard shortcuts ?");
    assert!(app.is_there("Find a setting"));
}
