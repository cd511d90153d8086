//! Capture, breakdown and finding, by accessible names and keys.

use egui::{Key, Modifiers, vec2};
use egui_kittest::kittest::Queryable as _;
use gapwise::model::{BlockState, Minutes, Task, Urgency, Workspace};

use crate::harness::{App, Hands as _, demo, open, with_tasks};

fn task(app: &App, title: &str) -> Task {
    let workspace = app.state().workspace();
    let open = workspace.tasks.values().find(|task| task.title == title);
    open.map_or_else(|| panic!("no open task '{title}'"), |task| (**task).clone())
}

fn type_text(app: &mut App, label: &str, text: &str) {
    app.get_by_label(label).type_text(text);
    app.run();
}

fn key(app: &mut App, key: Key) {
    app.press(Modifiers::NONE, key);
}

#[test]
fn from_an_empty_workspace_to_a_planned_day_by_keys_alone() {
    let mut app = open(Workspace::default(), vec2(1440.0, 900.0), egui::Theme::Light);
    type_text(&mut app, "What is on your mind?", "Write the report 50m today");
    key(&mut app, Key::Enter);
    assert!(app.get_by_label("What is on your mind?").is_focused(), "the next line can be typed at once");
    type_text(&mut app, "What is on your mind?", "Call the bank 10m");
    key(&mut app, Key::Enter);
    key(&mut app, Key::Escape);
    assert_eq!(app.state().workspace().tasks.len(), 2);
    key(&mut app, Key::ArrowDown);
    key(&mut app, Key::I);
    assert_eq!(app.state().workspace().tasks.values().filter(|task| task.important == Some(true)).count(), 1);
    key(&mut app, Key::U);
    let settled = app.state().workspace().tasks.values().filter(|task| task.important.is_some()).count();
    assert_eq!(settled, 2, "the next card of the inbox was at hand");
    app.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::Enter);
    let blocks = &app.state().workspace().blocks;
    assert!(blocks.len() >= 2, "{} blocks", blocks.len());
    assert!(blocks.values().all(|block| block.state == BlockState::Planned));
}

#[test]
fn what_was_understood_is_shown_as_chips_that_can_be_taken_back() {
    let mut app = with_tasks(&["one"]);
    key(&mut app, Key::A);
    type_text(&mut app, "Add a task", "Draft intro 25m fri #thesis");
    assert!(app.is_there("Keep as words: 25m") && app.is_there("Keep as words: #thesis"));
    app.click("Keep as words: due Fri 27 Nov");
    assert!(!app.is_there("Keep as words: due Fri 27 Nov"));
    assert!(app.get_by_label("Add a task").is_focused());
    key(&mut app, Key::Enter);
    let added = task(&app, "Draft intro fri");
    assert_eq!((added.due, added.estimate), (None, Some(Minutes::new(25))));
}

#[test]
fn a_tag_is_completed() {
    let mut app = demo();
    key(&mut app, Key::A);
    type_text(&mut app, "Add a task", "Read #the");
    key(&mut app, Key::Tab);
    key(&mut app, Key::Enter);
    assert!(task(&app, "Read").tags.contains("thesis"), "{:?}", task(&app, "Read").tags);
}

#[test]
fn several_lines_are_pasted_as_tasks_with_steps() {
    let mut app = with_tasks(&["one"]);
    key(&mut app, Key::A);
    app.event(egui::Event::Paste("Move house\n- [ ] pack 2h\n- book van\nCall Ann fri".into()));
    app.run();
    assert_eq!(app.state().workspace().tasks.len(), 1, "nothing is added before a yes");
    app.click("Add 2 tasks");
    assert_eq!(task(&app, "Move house").steps.len(), 2);
    assert!(task(&app, "Call Ann").due.is_some());
    app.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(app.state().workspace().tasks.len(), 1, "one step of undo");
}

#[test]
fn closing_a_recurring_task_makes_the_next_and_undo_takes_both_back() {
    let mut app = with_tasks(&["one"]);
    key(&mut app, Key::A);
    type_text(&mut app, "Add a task", "Water plants every 3 days !");
    key(&mut app, Key::Enter);
    key(&mut app, Key::Escape);
    app.click("Water plants");
    key(&mut app, Key::Space);
    let next = task(&app, "Water plants");
    assert_eq!(next.due.map(|due| due.date.to_string()), Some("2026-11-26".into()));
    assert_eq!(app.state().workspace().closed.len(), 1);
    app.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(task(&app, "Water plants").due.map(|due| due.date.to_string()), Some("2026-11-23".into()));
    assert!(app.state().workspace().closed.is_empty());
}

#[test]
fn a_task_is_cut_into_equal_pieces_or_by_its_first_step() {
    let mut app = with_tasks(&["one", "two"]);
    app.click("one");
    app.write("Estimate", "1h");
    app.write("Add a step", "/20");
    let lengths: Vec<_> = task(&app, "one").steps.iter().filter_map(|step| step.estimate).collect();
    assert_eq!(lengths, [20, 20, 20].map(Minutes::new));
    app.click("two");
    app.write("Estimate", "2h");
    assert!(app.is_there("What would the first ten minutes be?"));
    app.write("Add a step", "Open the file");
    let steps = task(&app, "two").steps;
    assert_eq!(
        (steps.len(), steps[0].estimate, steps[1].estimate),
        (2, Some(Minutes::new(10)), Some(Minutes::new(110)))
    );
    for step in ["Done: Open the file", "Done: The rest"] {
        app.click(step);
    }
    app.click("Close the task");
    assert!(app.state().workspace().tasks.values().all(|task| task.title != "two"));
}

#[test]
fn the_matrix_is_filtered_and_everything_comes_back() {
    let mut app = demo();
    let before = app.get_all_by_label_contains("Done: ").count();
    key(&mut app, Key::F);
    type_text(&mut app, "Filter", "#thesis");
    let after = app.get_all_by_label_contains("Done: ").count();
    assert!(after < before && after > 0, "{before} then {after}");
    app.click("Save");
    assert_eq!(app.state().workspace().settings.filters.len(), 1);
    app.click("Show everything, sorted by hand");
    assert_eq!(app.get_all_by_label_contains("Done: ").count(), before);
}

#[test]
fn the_palette_runs_commands_and_finds_finished_tasks() {
    let mut app = with_tasks(&["Draft intro", "Call Ann"]);
    app.click("Done: Call Ann");
    app.press(Modifiers::COMMAND, Key::K);
    type_text(&mut app, "Command or task", "call");
    key(&mut app, Key::Enter);
    assert!(app.query_by_label_contains("This task is closed").is_some(), "what is finished can be looked at");
    app.press(Modifiers::COMMAND, Key::F);
    type_text(&mut app, "Find", "drft");
    key(&mut app, Key::Enter);
    assert_eq!(app.get_by_label("Title").value(), Some("Draft intro".into()));
}

#[test]
fn several_cards_are_moved_at_once() {
    let mut app = with_tasks(&["one", "two", "three"]);
    app.click("one");
    app.get_by_label("three").click_modifiers(Modifiers::SHIFT);
    app.run();
    key(&mut app, Key::Num4);
    let moved = app.state().workspace().tasks.values().filter(|task| task.important == Some(false)).count();
    assert_eq!(moved, 3);
    app.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(task(&app, "two").important, Some(true), "one step of undo");
    key(&mut app, Key::Num1);
    assert_eq!(task(&app, "two").urgency, Urgency::Pinned(true));
}

#[test]
fn the_trash_gives_back_and_asks_before_it_is_emptied() {
    let mut app = with_tasks(&["one", "two"]);
    for title in ["one", "two"] {
        app.click(title);
        key(&mut app, Key::Delete);
    }
    app.press(Modifiers::COMMAND, Key::K);
    type_text(&mut app, "Command or task", "trash");
    key(&mut app, Key::Enter);
    app.click("Restore: one");
    assert_eq!(app.state().workspace().tasks.len(), 1);
    app.click("Empty the trash…");
    assert_eq!(app.state().workspace().closed.len(), 1, "it asks first");
    app.click("Delete for good");
    assert!(app.state().workspace().closed.is_empty());
}

#[test]
fn the_first_five_minutes_lead_from_an_empty_window_to_a_running_timer() {
    let mut app = open(Workspace::default(), vec2(1440.0, 900.0), egui::Theme::Light);
    assert!(app.is_there("See an example day") && app.is_there("Open a calendar file"));
    for line in ["Write the report 3h thu", "Call the bank"] {
        type_text(&mut app, "What is on your mind?", line);
        key(&mut app, Key::Enter);
    }
    key(&mut app, Key::Escape);
    app.click("Important: Write the report");
    app.write("Add an event", "14-15 team");
    assert_eq!(app.state().workspace().events.len(), 1);
    assert!(app.is_there("Write the report takes 3 h. What would the first ten minutes be?"));
    app.write("The first ten minutes", "Open the template");
    let report = task(&app, "Write the report");
    assert_eq!(
        (report.steps[0].title.as_str(), report.left(Minutes::new(25))),
        ("Open the template", Minutes::new(180))
    );
    assert!(!app.is_there("The first ten minutes"), "it is asked once");
    let starts = app.get_all_by_label_contains("Start now: ").count();
    assert_eq!(starts, 1, "the first suggestion has the one button");
    app.get_by_label_contains("Start now: ").click();
    app.run();
    assert!(app.state().workspace().running().is_some());
    assert!(app.query_by_label_contains("Start now: ").is_none());
}
