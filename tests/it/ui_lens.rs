//! The gap lens: the three pieces of work that fit a gap best, by pointer and by keys.

use egui::{Key, Modifiers, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use gapwise::model::{
    Action, DayHours, Fullness, Minutes, Order, Outcome, Settings, Task, TaskId, TimeRange, Workspace,
};

use crate::harness::{App, Hands as _, at, moment, open};

const KEYS: [Key; 3] = [Key::Num1, Key::Num2, Key::Num3];

/// Returns a Monday with half an hour of working time and important tasks of these minutes, and a window on it.
fn with(tasks: &[(&str, u32)]) -> App {
    let mut workspace = Workspace::default();
    let mut order = Order::default();
    for (title, minutes) in tasks {
        let mut task = Task::new(TaskId::derived(title), *title, order.clone(), moment().instant);
        (task.important, task.estimate) = (Some(true), Some(Minutes::new(*minutes)));
        order = Order::between(Some(&order), None);
        workspace.tasks.insert(task.id, task.into());
    }
    let mut settings = Settings::clone(&workspace.settings);
    settings.date_hours.insert(at("11:30").date(), DayHours(vec![TimeRange::hm((11, 30), (12, 0))]));
    settings.fullness = Fullness::Full;
    workspace.settings = settings.into();
    open(workspace, vec2(1440.0, 900.0), egui::Theme::Light)
}

/// Returns the labels of the choices.
fn choices(app: &App) -> Vec<String> {
    let numbered = |n: usize| {
        let start = format!("{n}: ");
        let all = app.query_all_by_label_contains(&start);
        all.filter_map(|node| node.accesskit_node().label()).find(|label| label.starts_with(&start))
    };
    (1..=4).map_while(numbered).collect()
}

fn start_of(app: &App, title: &str) -> Option<String> {
    let blocks = app.state().workspace().blocks.values();
    let block = blocks.into_iter().find(|block| block.task == TaskId::derived(title))?;
    Some(format!("{} {}", block.start.format("%H:%M"), block.minutes))
}

/// Opens the lens over the only gap.
fn open_gap(app: &mut App) {
    let label = app
        .query_all_by_label_contains("Free ")
        .find_map(|node| node.accesskit_node().label().filter(|label| label.starts_with("Free ")));
    app.click(&label.expect("a free gap"));
}

#[test]
fn a_gap_offers_what_fits_it_best_and_a_key_takes_it() {
    let mut app = with(&[("Report", 30), ("Slides", 25), ("Thesis", 45), ("Mail", 20)]);
    let suggested = app.state().shown_suggestions();
    let first = suggested.first().expect("a suggestion").task;
    let title = app.state().workspace().tasks[&first].title.clone();
    app.click(&format!("Suggestion: {title}"));
    assert!(app.is_there("Not now") && app.is_there("Why"));
    let shown = choices(&app);
    assert_eq!(shown.len(), 3, "{shown:?}");
    assert!(shown[0].starts_with(&format!("1: {title}, ")) && shown[0].contains("suggested"), "{shown:?}");
    assert!(shown.iter().all(|choice| !choice.contains("Thesis")), "what is too long is not offered: {shown:?}");
    let second = shown[1].trim_start_matches("2: ").split(", ").next().unwrap().to_owned();
    assert_eq!(shown.iter().filter(|choice| choice.contains("suggested")).count(), 1, "others are new: {shown:?}");
    app.press(Modifiers::NONE, KEYS[1]);
    let placed = start_of(&app, &second).expect("the second choice is planned");
    assert!(placed.starts_with(&suggested[0].span.start.format("%H:%M").to_string()), "{placed}");
    app.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(start_of(&app, &second), None, "one step back");
}

#[test]
fn the_first_choice_of_a_suggestion_accepts_it() {
    let mut app = with(&[("Report", 25), ("Slides", 20)]);
    let span = app.state().shown_suggestions()[0].span;
    let title = app.state().workspace().tasks[&app.state().shown_suggestions()[0].task].title.clone();
    app.click(&format!("Suggestion: {title}"));
    app.press(Modifiers::NONE, KEYS[0]);
    assert_eq!(start_of(&app, &title), Some(format!("{} {}", span.start.format("%H:%M"), span.minutes())));
    assert!(choices(&app).is_empty(), "the lens is closed");
}

#[test]
fn the_rest_of_a_gap_has_its_own_lens_which_escape_closes() {
    let mut app = with(&[("Report", 20), ("Thesis", 45)]);
    open_gap(&mut app);
    assert!(app.is_there("What fits 11:50–12:00") && app.is_there("No open task fits."));
    app.press(Modifiers::NONE, Key::Escape);
    assert!(app.query_by_label_contains("What fits").is_none());
}

#[test]
fn an_open_lens_follows_the_workspace() {
    let mut app = with(&[("Report", 30), ("Slides", 25), ("Mail", 20)]);
    let title = app.state().workspace().tasks[&app.state().shown_suggestions()[0].task].title.clone();
    app.click(&format!("Suggestion: {title}"));
    let second = choices(&app)[1].trim_start_matches("2: ").split(", ").next().unwrap().to_owned();
    app.state_mut().act(&Action::CloseTask(TaskId::derived(&second), Outcome::Done), moment());
    app.run();
    assert!(choices(&app).iter().all(|choice| !choice.contains(&second)), "done work is not offered");
}

#[test]
fn a_lens_of_a_gap_follows_the_clock() {
    let mut app = with(&[("Report", 20), ("Thesis", 45)]);
    open_gap(&mut app);
    app.wait_until("2026-11-23T11:55:00");
    assert!(!app.is_there("What fits 11:50–12:00"), "five minutes of it are over");
    app.wait_until("2026-11-23T12:05:00");
    assert!(app.query_by_label_contains("What fits").is_none(), "nothing of it is left");
}

#[test]
fn a_lens_in_the_morning_is_answered_and_closed_first() {
    let mut app = with(&[("Report", 30), ("Slides", 25), ("Mail", 20)]);
    app.click("Change of plan");
    app.click("Morning");
    let title = app.state().workspace().tasks[&app.state().shown_suggestions()[0].task].title.clone();
    app.click(&format!("Suggestion: {title}"));
    assert!(choices(&app).len() > 1, "the question is answered");
    app.press(Modifiers::NONE, Key::Escape);
    assert!(choices(&app).is_empty() && app.is_there("Start the day"));
    app.click(&format!("Suggestion: {title}"));
    app.press(Modifiers::NONE, KEYS[0]);
    assert!(start_of(&app, &title).is_some() && app.is_there("Start the day"));
}

#[test]
fn a_command_from_a_menu_is_not_for_the_lens() {
    let mut app = with(&[("Report", 30), ("Slides", 25), ("Mail", 20)]);
    let before = app.state().workspace().blocks.len();
    let title = app.state().workspace().tasks[&app.state().shown_suggestions()[0].task].title.clone();
    app.click(&format!("Suggestion: {title}"));
    app.press(Modifiers::COMMAND, Key::K);
    app.get_by_label("Command or task").type_text("Move to Schedule");
    app.run();
    app.press(Modifiers::NONE, Key::Enter);
    assert_eq!(app.state().workspace().blocks.len(), before, "nothing is planned");
}
