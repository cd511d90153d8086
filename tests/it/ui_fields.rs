//! The fields of the inspector: edits of an instance or a series, half-typed and refused text, dates.

use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use gapwise::exchange::DateOrder;
use gapwise::model::{Minutes, Task, TaskId};
use gapwise::ui::Intent;

use crate::harness::{App, Hands as _, with_tasks};

fn task(app: &App, title: &str) -> Task {
    let workspace = app.state().workspace();
    let open = workspace.tasks.values().find(|task| task.title == title);
    open.map_or_else(|| panic!("no open task '{title}'"), |task| (**task).clone())
}

fn key(app: &mut App, key: Key) {
    app.press(Modifiers::NONE, key);
}

fn value(app: &App, label: &str) -> String {
    app.get_by_label(label).accesskit_node().value().unwrap_or_default()
}

/// Returns the app on a selected weekly task.
fn with_weekly() -> App {
    let mut app = with_tasks(&["one"]);
    key(&mut app, Key::A);
    app.get_by_label("Add a task").type_text("Gym 50m every week !");
    app.run();
    key(&mut app, Key::Enter);
    key(&mut app, Key::Escape);
    app.click("Gym");
    app
}

#[test]
fn an_edit_of_a_recurring_task_applies_to_the_series_or_to_one_instance() {
    let mut app = with_weekly();
    assert!(!app.is_there("Only this one"), "nothing was changed");
    app.rewrite("Estimate", "20m");
    assert!(app.is_there("Changed for all: estimate"));
    app.click("Only this one");
    assert!(app.is_there("Changed for this one: estimate") && !app.is_there("Only this one"));
    app.rewrite("Title", "Gym at noon");
    assert!(app.is_there("Changed for all: title"));
    app.click("Later ones too");
    assert!(app.is_there("Changed for all: title, estimate"));
    app.press(Modifiers::COMMAND, Key::Z);
    app.get_by_role_and_label(Role::CheckBox, "Done: Gym at noon").click();
    app.run();
    assert_eq!(task(&app, "Gym at noon").estimate, Some(Minutes::new(50)));
    app.click("Undo finish \"Gym at noon\"");
    assert_eq!(task(&app, "Gym at noon").estimate, Some(Minutes::new(20)), "as it was");
}

#[test]
fn an_instance_moves_alone_or_with_the_series() {
    let mut app = with_weekly();
    app.rewrite("Due", "thu 18:00");
    assert!(app.is_there("Move later instances") && !app.is_there("Only this one"), "one question for the date");
    app.click("Skip this one");
    let due = task(&app, "Gym").due.unwrap();
    assert_eq!((due.date.to_string(), due.time), ("2026-11-30".into(), None));
    app.press(Modifiers::COMMAND, Key::Z);
    let id = task(&app, "Gym").id;
    app.state_mut().ask_for(Intent::Find(gapwise::query::Findable::Task(id)));
    app.run();
    app.click("Move later instances");
    app.click("Skip this one");
    let due = task(&app, "Gym").due.unwrap();
    assert_eq!(
        (due.date.to_string(), due.time.map(|time| time.to_string())),
        ("2026-12-03".into(), Some("18:00:00".into()))
    );
}

/// Types into the notes and stays in the field.
fn half_type(app: &mut App, text: &str) {
    let field = |app: &App| app.get_by_role_and_label(Role::MultilineTextInput, "Notes").focus();
    field(app);
    app.run();
    app.event(egui::Event::Text(text.into()));
    app.run();
}

/// Clicks as a screen reader does, without moving the pointer.
fn choose(app: &mut App, role: Role, label: &str) {
    app.get_by_role_and_label(role, label).click_accesskit();
    app.run();
}

#[test]
fn half_typed_notes_survive_every_next_input() {
    let mut app = with_tasks(&["one", "two"]);
    app.click("one");
    half_type(&mut app, "by pointer");
    app.click("two");
    assert_eq!(task(&app, "one").notes, "by pointer");
    half_type(&mut app, "ticked");
    choose(&mut app, Role::CheckBox, "Done: two");
    let closed = app.state().workspace().closed.values().next().unwrap();
    assert_eq!(closed.task.notes, "ticked");
    choose(&mut app, Role::ListItem, "one");
    half_type(&mut app, " and again");
    choose(&mut app, Role::CheckBox, "Done: one");
    assert!(app.state().workspace().closed.values().any(|closed| closed.task.notes == "by pointer and again"));
}

#[test]
fn the_cursor_returns_to_a_half_typed_field_and_escape_keeps_its_lines() {
    let mut app = with_tasks(&["one", "two"]);
    app.click("one");
    half_type(&mut app, "first");
    choose(&mut app, Role::CheckBox, "Done: two");
    assert_eq!(task(&app, "one").notes, "first");
    assert!(app.get_by_role_and_label(Role::MultilineTextInput, "Notes").is_focused());
    app.event(egui::Event::Text(" second".into()));
    app.run();
    key(&mut app, Key::Escape);
    assert_eq!(task(&app, "one").notes, "first second");
}

#[test]
fn dates_in_the_inspector_are_read_as_in_quick_add() {
    let mut app = with_tasks(&["one"]);
    app.state_mut().read_dates_as(DateOrder::DayFirst);
    app.run();
    app.click("one");
    let due = |app: &App| task(app, "one").due.map(|due| due.date.and_time(due.time.unwrap_or_default()).to_string());
    app.rewrite("Due", "3/12");
    assert_eq!(due(&app).as_deref(), Some("2026-12-03 00:00:00"));
    assert_eq!(value(&app, "Due"), "Thu 3 Dec", "short where it is read back");
    app.rewrite("Due", "27 nov 18:00");
    assert_eq!(value(&app, "Due"), "27 Nov 18:00");
    app.rewrite("Due", "2026-11-20");
    assert_eq!(value(&app, "Due"), "2026-11-20", "what is past is said with its year");
    app.rewrite("Due", "in 2 hours");
    assert_eq!(due(&app).as_deref(), Some("2026-11-23 11:40:00"), "counted from now");
    app.rewrite("Due", "9:00");
    assert_eq!(due(&app).as_deref(), Some("2026-11-24 09:00:00"), "the next such time");
    app.click("More");
    app.rewrite("Not before", "1/12");
    assert_eq!(task(&app, "one").not_before.map(|at| at.date().to_string()), Some("2026-12-01".into()));
}

#[test]
fn refused_text_stays_in_its_field_with_the_reason_and_the_cursor() {
    let mut app = with_tasks(&["one", "two"]);
    app.click("one");
    app.click("More");
    for (label, text, reason) in [("Estimate", "soon", "is not a length"), ("Repeats", "blargh", "is not a recurrence")]
    {
        app.write(label, text);
        assert_eq!(value(&app, label), text);
        assert!(app.get_by_label(label).is_focused(), "the next keys are text, no shortcuts");
        assert!(app.query_by_label_contains(reason).is_some());
        key(&mut app, Key::Escape);
        assert!(app.query_by_label_contains(reason).is_none(), "Escape gives up");
        assert_eq!(value(&app, label), "", "and brings back what was there");
    }
    app.rewrite("Estimate", "soon");
    app.rewrite("Estimate", "25m");
    assert_eq!(task(&app, "one").estimate, Some(Minutes::new(25)), "mended");
}

#[test]
fn half_typed_text_is_not_saved_while_another_window_is_in_front() {
    let mut app = with_tasks(&["one"]);
    app.click("one");
    app.get_by_label("Estimate").focus();
    app.run();
    app.input_mut().focused = false;
    app.get_by_label("Estimate").type_text("1h");
    app.run();
    let estimate = |app: &App| app.state().workspace().tasks[&TaskId::derived("one")].estimate;
    assert_eq!(estimate(&app), None);
    app.input_mut().focused = true;
    app.press(Modifiers::NONE, Key::Enter);
    assert_eq!(estimate(&app), Some(Minutes::new(60)));
}
