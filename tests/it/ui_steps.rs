//! Steps on cards, and the keys that tick and plan them.

use egui::{Key, Modifiers};
use gapwise::model::{Chunk, Minutes, Outcome, Split, Task};

use crate::harness::{App, Hands as _, with_tasks};

fn task(app: &App, title: &str) -> Task {
    let workspace = app.state().workspace();
    let open = workspace.tasks.values().find(|task| task.title == title);
    Task::clone(open.expect("an open task"))
}

/// Returns a card of three hours with two steps, selected.
fn report() -> App {
    let mut app = with_tasks(&["Report"]);
    app.click("Report");
    app.write("Estimate", "3h");
    app.write("Add a step", "Outline 20m");
    app.write("Add a step", "Draft 40m");
    app
}

#[test]
fn the_next_step_is_ticked_on_its_card_and_the_next_one_takes_its_place() {
    let mut app = report();
    app.click("Step done: Outline");
    assert!(task(&app, "Report").steps[0].is_done());
    assert!(app.is_there("Step done: Draft"));
}

#[test]
fn space_ticks_the_next_step_and_shift_space_completes_the_task() {
    let mut app = report();
    app.press(Modifiers::NONE, Key::Escape);
    app.click("Report");
    app.press(Modifiers::NONE, Key::Space);
    assert_eq!(task(&app, "Report").progress(), (1, 2));
    app.press(Modifiers::SHIFT, Key::Space);
    let closed: Vec<_> = app.state().workspace().closed.values().map(|it| (it.task.progress(), it.outcome)).collect();
    assert_eq!(closed, [((1, 2), Outcome::Done)]);
    assert!(app.is_there("Done: Report. 1 open step closed"));
}

#[test]
fn work_that_no_step_covers_is_shown_and_cut_into_numbered_parts() {
    let mut app = report();
    assert!(app.is_there("about 2 h not yet broken down"));
    app.click("Cut it");
    let steps = task(&app, "Report").steps;
    assert_eq!(steps[2].title, "Report, part 1 of 5");
    assert_eq!(task(&app, "Report").left(Minutes::new(25)), Minutes::new(180), "the total stays");
    assert!(!app.is_there("Cut it"));
}

#[test]
fn steps_that_exceed_the_estimate_raise_it_and_the_inspector_says_so() {
    let mut app = report();
    app.rewrite("Estimate", "1h");
    app.write("Add a step", "Send 15m");
    assert_eq!(task(&app, "Report").estimate, Some(Minutes::new(75)));
    assert!(app.is_there("The steps add up to 1 h 15, so the estimate was raised."));
}

#[test]
fn p_plans_the_next_step_of_a_card_and_again_at_the_next_place() {
    let mut app = report();
    app.press(Modifiers::NONE, Key::Escape);
    app.click("Report");
    let blocks = |app: &App| app.state().workspace().blocks.values().map(|it| (it.step, it.start)).collect::<Vec<_>>();
    app.press(Modifiers::NONE, Key::P);
    let first = blocks(&app);
    assert_eq!((first.len(), first[0].0), (1, Some(task(&app, "Report").steps[0].id)));
    app.press(Modifiers::NONE, Key::P);
    let second = blocks(&app);
    assert_eq!((second.len(), second[0].0), (1, first[0].0));
    assert!(second[0].1 > first[0].1, "{second:?} after {first:?}");
    app.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(blocks(&app), first, "one step of undo");
}

#[test]
fn the_lengths_of_chunks_are_set_in_the_inspector() {
    let mut app = with_tasks(&["Report"]);
    app.click("Report");
    app.click("More");
    app.write("Longest chunk", "30m");
    let chunk = Chunk { min: Minutes::new(15), max: Minutes::new(30) };
    assert_eq!(task(&app, "Report").split, Split::ChunksOf(chunk));
    app.click("Splitting: in one go");
    assert_eq!(task(&app, "Report").split, Split::Whole);
    assert!(!app.is_there("Longest chunk"));
}

#[test]
fn the_inspector_opens_on_enter_or_a_double_click_and_escape_closes_it() {
    let mut app = with_tasks(&["Report", "Notes"]);
    app.click("Report");
    app.press(Modifiers::NONE, Key::Escape);
    app.click("Report");
    assert!(!app.is_there("Add a step"), "a click selects");
    app.press(Modifiers::NONE, Key::Enter);
    assert!(app.is_there("Add a step"));
    app.press(Modifiers::NONE, Key::Escape);
    app.press(Modifiers::NONE, Key::Escape);
    let place = app.place("Notes").center();
    app.clicks_at(place, 2);
    assert!(app.is_there("Add a step"), "a double click opens");
}
