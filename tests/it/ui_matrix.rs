//! The matrix and the inspector, by accessible names, with real drags and keys.

use std::collections::BTreeSet;

use egui::{Key, Modifiers, vec2};
use egui_kittest::kittest::Queryable as _;
use gapwise::model::{
    Action, Goal, GoalId, GoalPeriod, GoalTarget, Minutes, Order, Outcome, Quadrant, Task, TaskId, Urgency, Workspace,
};
use gapwise::ui::Intent;

use crate::harness::{App, Hands as _, demo, moment, open, with_tasks};

fn task(app: &App, title: &str) -> Task {
    let workspace = app.state().workspace();
    let open = workspace.tasks.values().find(|task| task.title == title);
    open.map_or_else(|| panic!("no open task '{title}'"), |task| (**task).clone())
}

fn titles(app: &App) -> Vec<String> {
    let mut tasks: Vec<_> = app.state().workspace().tasks.values().cloned().collect();
    tasks.sort_by(|a, b| a.order.cmp(&b.order));
    tasks.iter().map(|task| task.title.clone()).collect()
}

#[test]
fn a_card_is_dragged_to_another_quadrant() {
    let mut app = demo();
    let to = app.place("Fix login redirect").center() + vec2(0.0, -20.0);
    app.drag(app.place("Call home").center(), to);
    let moved = task(&app, "Call home");
    assert_eq!((moved.important, moved.urgency), (Some(true), Urgency::Pinned(true)));
    assert!(moved.order < task(&app, "Fix login redirect").order, "it lands where the line was");
    assert!(app.is_there("Undo move \"Call home\" to Do"));
    app.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(task(&app, "Call home").urgency, Urgency::WorkedOut);
}

#[test]
fn a_card_is_dragged_within_its_quadrant() {
    let mut app = with_tasks(&["one", "two", "three"]);
    let below = app.place("three").center_bottom() + vec2(0.0, 12.0);
    app.drag(app.place("one").center(), below);
    assert_eq!(titles(&app), ["two", "three", "one"]);
    assert_eq!(task(&app, "one").urgency, Urgency::WorkedOut, "reordering pins nothing");
    app.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(titles(&app), ["one", "two", "three"]);
}

#[test]
fn escape_cancels_a_drag() {
    let mut app = with_tasks(&["one", "two"]);
    let before = app.state().workspace().clone();
    let below = app.place("two").center_bottom() + vec2(0.0, 12.0);
    app.hold(app.place("one").center(), below);
    app.press(Modifiers::NONE, Key::Escape);
    app.let_go(below);
    assert_eq!(*app.state().workspace(), before);
}

#[test]
fn cards_are_added_in_place_one_after_the_other() {
    let mut app = with_tasks(&["one"]);
    app.click("Add to Schedule");
    app.write("New task in Schedule", "two 15m #home");
    app.get_by_label("New task in Schedule").type_text("three");
    app.run();
    app.press(Modifiers::NONE, Key::Enter);
    app.press(Modifiers::NONE, Key::Escape);
    assert_eq!(titles(&app), ["one", "two", "three"]);
    let two = task(&app, "two");
    assert_eq!((two.important, two.estimate.map(Minutes::get)), (Some(true), Some(15)));
    assert!(!app.is_there("New task in Schedule"));
}

#[test]
fn the_keyboard_selects_moves_ticks_and_deletes() {
    let mut app = with_tasks(&["one", "two", "three"]);
    app.click("one");
    app.press(Modifiers::NONE, Key::ArrowDown);
    app.press(Modifiers::NONE, Key::Num4);
    let two = task(&app, "two");
    assert_eq!(two.important, Some(false));
    app.press(Modifiers::NONE, Key::Num1);
    assert_eq!((task(&app, "two").important, task(&app, "two").urgency), (Some(true), Urgency::Pinned(true)));
    app.click("three");
    app.press(Modifiers::NONE, Key::Space);
    let closed = app.state().workspace().closed.get(&TaskId::derived("three")).cloned().expect("three is done");
    assert_eq!(closed.outcome, Outcome::Done);
    assert!(app.is_there("three"), "a ticked card stays in place for some seconds");
    app.click("one");
    app.press(Modifiers::ALT, Key::ArrowDown);
    app.press(Modifiers::NONE, Key::Delete);
    assert_eq!(titles(&app), ["two"]);
    app.press(Modifiers::COMMAND, Key::Z);
    assert!(titles(&app).contains(&"one".to_owned()));
}

#[test]
fn letters_are_no_commands_while_text_is_typed() {
    let mut app = with_tasks(&["one"]);
    app.click("one");
    app.write("Add a task", "x 1 delete me");
    assert_eq!(titles(&app), ["one", "x 1 delete me"]);
    assert_eq!(task(&app, "one").urgency, Urgency::WorkedOut);
}

#[test]
fn the_context_menu_does_the_same() {
    let mut app = with_tasks(&["one", "two"]);
    app.get_by_label("one").click_secondary();
    app.run();
    app.get_by_label_contains("Move to Eliminate").click();
    app.run();
    assert_eq!(task(&app, "one").important, Some(false));
    app.get_by_label("two").click_secondary();
    app.run();
    app.get_all_by_label("Let go").next().unwrap().click();
    app.run();
    let closed = app.state().workspace().closed.get(&TaskId::derived("two")).map(|closed| closed.outcome);
    assert_eq!(closed, Some(Outcome::LetGo));
}

#[test]
fn ticking_shows_a_message_and_can_be_undone() {
    let mut app = demo();
    app.click("Done: Draft introduction");
    assert!(app.is_there("Done: Draft introduction. 4 open steps closed"));
    app.get_all_by_label("Undo").last().unwrap().click();
    app.run();
    assert_eq!(task(&app, "Draft introduction").open_steps().count(), 4);
}

#[test]
fn leaving_a_field_is_one_undo_step() {
    let mut app = with_tasks(&["one"]);
    app.click("one");
    app.get_by_label("Estimate").focus();
    app.run();
    for letter in ["1", "h", "2", "0"] {
        app.get_by_label("Estimate").type_text(letter);
        app.run();
    }
    assert_eq!(task(&app, "one").estimate, None, "nothing is changed before the field is left");
    app.press(Modifiers::NONE, Key::Enter);
    assert_eq!(task(&app, "one").estimate.map(Minutes::get), Some(80));
    app.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(task(&app, "one").estimate, None);
}

#[test]
fn an_invalid_date_is_reported_and_changes_nothing() {
    let mut app = with_tasks(&["one"]);
    app.click("one");
    app.write("Due", "someday");
    assert_eq!(task(&app, "one").due, None);
    assert!(app.query_by_label_contains("is not a date").is_some());
    app.rewrite("Due", "fri 14:00");
    assert_eq!(task(&app, "one").due.map(|due| due.date.to_string()), Some("2026-11-27".into()));
}

#[test]
fn steps_are_added_ticked_renamed_and_reordered() {
    let mut app = with_tasks(&["one"]);
    app.click("one");
    app.write("Add a step", "outline 10m");
    for text in ["write", "polish 15m"] {
        assert!(app.get_by_label("Add a step").is_focused(), "the next step can be typed at once");
        app.get_by_label("Add a step").type_text(text);
        app.run();
        app.press(Modifiers::NONE, Key::Enter);
    }
    let steps = |app: &App| task(app, "one").steps.iter().map(|step| step.title.clone()).collect::<Vec<_>>();
    assert_eq!(steps(&app), ["outline", "write", "polish"]);
    assert_eq!(task(&app, "one").steps[0].estimate.map(Minutes::get), Some(10));
    let from = app.place("Drag step: outline").center();
    let to = app.place("Drag step: polish").center_bottom() + vec2(0.0, 2.0);
    app.drag(from, to);
    assert_eq!(steps(&app), ["write", "polish", "outline"]);
    app.click("Done: polish");
    assert_eq!(task(&app, "one").progress(), (1, 3));
    app.click("Remove step: write");
    assert_eq!(steps(&app), ["polish", "outline"]);
}

#[test]
fn a_card_goes_back_to_the_inbox_by_a_drop_and_by_its_menu() {
    let mut app = with_tasks(&["one", "two", "three"]);
    app.get_by_label("one").click_secondary();
    app.run();
    app.click("Move to the inbox");
    assert_eq!(task(&app, "one").important, None);
    let (from, to) = (app.place("two").center(), app.place("one").center());
    app.drag(from, to);
    assert_eq!(task(&app, "two").important, None);
    app.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(task(&app, "two").important, Some(true), "one step of undo");
}

#[test]
fn an_empty_workspace_asks_for_the_first_tasks() {
    let mut app = open(Workspace::default(), vec2(1440.0, 900.0), egui::Theme::Light);
    assert!(app.get_by_label("What is on your mind?").is_focused());
    app.get_by_label("What is on your mind?").type_text("Write the report 45m");
    app.run();
    app.press(Modifiers::NONE, Key::Enter);
    assert_eq!(titles(&app), ["Write the report"]);
    assert!(app.get_by_label("What is on your mind?").is_focused(), "one per line");
    app.press(Modifiers::NONE, Key::Escape);
    assert!(!app.get_by_label("What is on your mind?").is_focused());
    assert!(app.is_there("Which would hurt most if it slipped? Click its ! to mark it important."));
    assert_eq!(task(&app, "Write the report").important, None, "it waits in the inbox");
}

#[test]
fn only_cards_in_view_are_built() {
    let titles: Vec<String> = (0..10_000).map(|n| format!("task {n}")).collect();
    let app = with_tasks(&titles.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(app.state().workspace().tasks.len(), 10_000);
    let built = app.get_all_by_label_contains("task ").count();
    assert!((5..100).contains(&built), "{built} nodes were built for 10,000 cards");
}

#[test]
fn the_header_counts_cards_and_minutes() {
    let app = demo();
    for quadrant in [Quadrant::Do, Quadrant::Schedule, Quadrant::Delegate, Quadrant::Eliminate] {
        assert!(app.query_all_by_label(quadrant.default_name()).next().is_some(), "{quadrant:?} has a name");
    }
    assert!(app.query_by_label("Do: 6 · 2 h 30").is_some(), "count and total of Do");
}

#[test]
fn an_estimate_is_shown_with_the_usual_range() {
    use gapwise::model::{Block, BlockId, BlockState, ClosedTask, Minutes, Order};
    let mut workspace = Workspace::default();
    let plain = |title: &str| {
        let mut task = Task::new(TaskId::derived(title), title, Order::default(), moment().instant);
        task.estimate = Some(Minutes::new(20));
        task.important = Some(true);
        task
    };
    for n in 0..10 {
        let task = plain(&format!("done {n}"));
        let start = crate::harness::at("09:00") - chrono::TimeDelta::days(n + 1);
        let (id, minutes) = (BlockId::derived(&task.title), Minutes::new(20 + 4 * u32::try_from(n).unwrap()));
        let block = Block { id, task: task.id, step: None, start, minutes, state: BlockState::Done };
        workspace.blocks.insert(block.id, block.into());
        let closed = start.and_utc() + chrono::TimeDelta::hours(1);
        workspace.closed.insert(task.id, ClosedTask { task, closed, outcome: Outcome::Done }.into());
    }
    let open_task = plain("Write the summary");
    workspace.tasks.insert(open_task.id, open_task.into());
    let mut app = open(workspace, vec2(1440.0, 900.0), egui::Theme::Light);
    app.click("Write the summary");
    assert!(app.query_by_label_contains("20 min, usually 2").is_some());
}

#[test]
fn ticking_several_cards_says_so_and_reaches_a_goal() {
    let mut workspace = Workspace::default();
    let ids: BTreeSet<TaskId> = ["Write", "Read"].map(TaskId::derived).into();
    for id in &ids {
        let mut task = Task::new(*id, "Small", Order::default(), moment().instant);
        (task.important, task.estimate) = (Some(true), Some(Minutes::new(10)));
        workspace.tasks.insert(*id, task.into());
    }
    let goal = Goal {
        id: GoalId::derived("goal"),
        title: "Two things".into(),
        target: GoalTarget::MicroTasks(2),
        period: GoalPeriod::Week,
        tag: None,
        created: moment().instant,
        archived: None,
    };
    workspace.goals.insert(goal.id, goal.into());
    let mut app = open(workspace, vec2(1440.0, 900.0), egui::Theme::Light);
    let actions = ids.iter().map(|id| Action::CloseTask(*id, Outcome::Done)).collect();
    app.state_mut().ask_for(Intent::Act(Action::All { name: "finish 2 tasks".into(), actions }));
    app.run();
    assert!(app.is_there("Done: 2 tasks"));
    assert!(app.query_by_label_contains("Goal reached: Two things").is_some());
    app.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(app.state().workspace().tasks.len(), 2, "one undo step");
}
