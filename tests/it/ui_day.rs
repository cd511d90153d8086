//! The day: dragging in, moving, resizing, creating, accepting, by accessible names and with real drags.

use egui::{Key, Modifiers, pos2, vec2};
use egui_kittest::Node;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use gapwise::model::{Block, BlockState, Event};

use crate::harness::{App, Hands as _, at, demo, with_tasks};

fn block(app: &App, title: &str) -> Option<Block> {
    let workspace = app.state().workspace();
    let named = |block: &Block| {
        let task = workspace.any_task(block.task)?;
        let step = block.step.and_then(|step| task.step(step)).map(|step| step.title.as_str());
        Some(step.unwrap_or(&task.title) == title)
    };
    workspace.blocks.values().find(|block| named(block) == Some(true)).map(|block| (**block).clone())
}

fn event(app: &App, title: &str) -> Option<Event> {
    app.state().workspace().events.values().find(|event| event.title == title).map(|event| (**event).clone())
}

fn times(block: &Block) -> (String, u32) {
    (block.start.format("%H:%M").to_string(), block.minutes.get())
}

#[test]
fn the_day_is_read_in_the_order_of_time_with_its_gaps_and_lunch() {
    let app = demo();
    let day = app.get_by_label("Day");
    let text = |node: &Node| node.accesskit_node().label().or_else(|| node.accesskit_node().value());
    let read: Vec<_> = day.children_recursive().filter_map(|node| Some((text(&node)?, node.rect().top()))).collect();
    let named = |start: &str| {
        read.iter().position(|(label, _)| label.starts_with(start)).unwrap_or_else(|| panic!("{start}: {read:?}"))
    };
    let (stand_up, lunch) = (named("Stand-up"), named("Lunch 12:30–13:00"));
    let suggestion = named("Suggestion: ");
    assert!(stand_up < suggestion && suggestion < lunch && lunch < named("Client call"), "{read:?}");
    assert!(named("Client call") < named("Free "), "{read:?}");
    assert!(read[stand_up..=named("Client call")].is_sorted_by(|one, next| one.1 <= next.1), "{read:?}");
}

/// Returns the middle of the timeline's width, at a time.
fn on_day(app: &App, time: &str) -> egui::Pos2 {
    pos2(app.place("Client call: Northwind").center().x, app.y_of(time))
}

#[test]
fn a_card_is_dragged_onto_the_day_with_its_next_step() {
    let mut app = demo();
    let to = on_day(&app, "12:00") + vec2(0.0, 6.0);
    app.drag(app.place("Draft introduction").center(), to);
    let placed = block(&app, "Write the first paragraph").expect("the next step is on the day");
    assert_eq!(times(&placed), ("12:00".into(), 25));
    app.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(block(&app, "Write the first paragraph"), None);
}

#[test]
fn a_step_is_dragged_from_the_inspector() {
    let mut app = demo();
    app.click("Draft introduction");
    let to = on_day(&app, "12:00") + vec2(0.0, 6.0);
    app.drag(app.place("Drag step: Collect the five key citations").center(), to);
    let placed = block(&app, "Collect the five key citations").expect("the step is on the day");
    assert_eq!(times(&placed), ("12:00".into(), 15));
}

#[test]
fn a_block_longer_than_its_gap_asks() {
    let mut app = demo();
    let to = on_day(&app, "12:10") + vec2(0.0, 6.0);
    app.drag(app.place("Draft introduction").center(), to);
    assert_eq!(block(&app, "Write the first paragraph"), None, "nothing is done before the answer");
    app.click("Split off a step");
    let placed = block(&app, "Write the first paragraph").expect("a block");
    assert_eq!(times(&placed), ("12:10".into(), 20));
    let task = app.state().workspace().any_task(placed.task).unwrap().clone();
    let rest = task.steps.iter().find(|step| step.title == "Write the first paragraph, rest").expect("the rest");
    assert_eq!(rest.estimate.map(gapwise::model::Minutes::get), Some(5));
    app.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(block(&app, "Write the first paragraph"), None, "one drag is one step of undo");
}

#[test]
fn a_block_is_moved_and_resized_at_both_ends() {
    let mut app = demo();
    let title = "Point 2: missing baseline";
    let rect = app.place(title);
    let hour = app.y_of("14:00") - app.y_of("13:00");
    app.drag(rect.center(), rect.center() - vec2(0.0, hour * 3.0));
    assert_eq!(times(&block(&app, title).unwrap()), ("11:30".into(), 45));
    let rect = app.place(title);
    app.drag(rect.center_bottom() - vec2(0.0, 2.0), rect.center_bottom() + vec2(0.0, hour / 4.0));
    assert_eq!(times(&block(&app, title).unwrap()), ("11:30".into(), 60));
    let rect = app.place(title);
    app.drag(rect.center_top() + vec2(0.0, 2.0), rect.center_top() - vec2(0.0, hour / 4.0));
    assert_eq!(times(&block(&app, title).unwrap()), ("11:15".into(), 75));
    for _ in 0..3 {
        app.press(Modifiers::COMMAND, Key::Z);
    }
    assert_eq!(times(&block(&app, title).unwrap()), ("14:30".into(), 45), "each drag is one step of undo");
}

#[test]
fn times_are_live_while_dragging_and_escape_cancels() {
    let mut app = demo();
    let title = "Point 2: missing baseline";
    let (rect, hour) = (app.place(title), app.y_of("14:00") - app.y_of("13:00"));
    let to = rect.center() - vec2(0.0, hour);
    app.hold(rect.center(), to);
    app.press(Modifiers::NONE, Key::Escape);
    app.let_go(to);
    assert_eq!(times(&block(&app, title).unwrap()), ("14:30".into(), 45));
}

#[test]
fn a_block_is_dragged_off_the_day() {
    let mut app = demo();
    let title = "Point 2: missing baseline";
    app.drag(app.place(title).center(), pos2(200.0, 400.0));
    assert_eq!(block(&app, title), None);
    app.press(Modifiers::COMMAND, Key::Z);
    assert!(block(&app, title).is_some());
}

#[test]
fn keys_move_resize_lock_and_remove_a_block() {
    let mut app = demo();
    let title = "Point 2: missing baseline";
    app.click(title);
    app.press(Modifiers::ALT, Key::ArrowUp);
    app.press(Modifiers::ALT.plus(Modifiers::SHIFT), Key::ArrowDown);
    assert_eq!(times(&block(&app, title).unwrap()), ("14:25".into(), 50));
    app.press(Modifiers::NONE, Key::L);
    assert_eq!(block(&app, title).unwrap().state, BlockState::Locked);
    app.press(Modifiers::NONE, Key::Delete);
    assert_eq!(block(&app, title), None);
}

#[test]
fn empty_space_becomes_an_event_or_a_block() {
    let mut app = demo();
    let (from, to) = (on_day(&app, "14:25") + vec2(0.0, 1.0), on_day(&app, "14:30"));
    app.drag(from, to);
    app.get_by_label("What is it?").type_text("Call the bank");
    app.run();
    app.click("Event");
    assert!(event(&app, "Call the bank").is_some());
    app.press(Modifiers::COMMAND, Key::Z);
    assert!(event(&app, "Call the bank").is_none());
    app.drag(from, to);
    app.get_by_label("What is it?").type_text("Water the plants");
    app.run();
    app.click("Task block");
    assert_eq!(times(&block(&app, "Water the plants").unwrap()), ("14:25".into(), 5));
}

#[test]
fn an_event_is_typed_edited_and_deleted() {
    let mut app = demo();
    app.write("Add an event", "12-12:20 team");
    let made = event(&app, "team").expect("the event");
    assert_eq!(made.time, gapwise::model::EventTime::floating(gapwise::model::Span::new(at("12:00"), at("12:20"))));
    app.click("team");
    app.get_by_label("Place").focus();
    app.run();
    app.get_by_label("Place").type_text("Room 1");
    app.run();
    app.press(Modifiers::NONE, Key::Enter);
    assert_eq!(event(&app, "team").unwrap().place, "Room 1");
    app.click("Delete event");
    assert!(event(&app, "team").is_none());
    app.write("Add an event", "no time at all");
    assert!(app.query_by_label_contains("Add a time").is_some());
}

#[test]
fn one_suggestion_is_accepted_and_the_next_best_takes_another_place() {
    let mut app = demo();
    let first = app.state().proposal().unwrap().suggestions[0].clone();
    let title = |app: &App, index: usize| {
        let suggestion = &app.state().proposal().unwrap().suggestions[index];
        let task = app.state().workspace().any_task(suggestion.task).unwrap();
        let step = suggestion.step.and_then(|step| task.step(step)).map(|step| step.title.clone());
        step.unwrap_or_else(|| task.title.clone())
    };
    let first_title = title(&app, 0);
    app.click(&format!("Suggestion: {first_title}"));
    app.press(Modifiers::NONE, Key::N);
    assert_ne!(title(&app, 0), first_title, "it is not suggested there again");
    let second = app.state().proposal().unwrap().suggestions[0].clone();
    assert_ne!((second.task, second.step), (first.task, first.step));
    let second_title = title(&app, 0);
    app.press(Modifiers::NONE, Key::Enter);
    let placed = block(&app, &second_title).expect("the one that took its place was selected and is accepted");
    assert_eq!(placed.start, second.span.start);
}

#[test]
fn not_now_keeps_a_suggestion_away_for_the_day() {
    let mut app = demo();
    let first = app.state().proposal().unwrap().suggestions.iter().find(|it| it.step.is_none()).unwrap().clone();
    let task = app.state().workspace().any_task(first.task).unwrap().title.clone();
    app.click(&format!("Suggestion: {task}"));
    app.click("Not now");
    assert!(app.state().proposal().unwrap().suggestions.iter().all(|s| s.task != first.task));
    assert!(app.is_there(&format!("Not today: {task}")));
}

#[test]
fn the_suggestion_under_the_pointer_stays_and_the_others_follow() {
    let mut app = with_tasks(&["One"]);
    app.write("Add an event", "9:40-13:50 Workshop");
    app.press(Modifiers::NONE, Key::Escape);
    app.write("Add an event", "14:40-17:30 Workshop");
    app.press(Modifiers::NONE, Key::Escape);
    app.press(Modifiers::COMMAND, Key::N);
    app.get_by_label("Add a task").type_text("Better 25m !! today 17:30 by!");
    app.run();
    app.press(Modifiers::NONE, Key::Enter);
    app.press(Modifiers::NONE, Key::Escape);
    assert!(app.is_there("Suggestion: Better") && !app.is_there("Suggestion: One"), "there is room for one of them");
    let better = app.state().workspace().tasks.values().find(|task| task.title == "Better").unwrap().id;
    app.press(Modifiers::COMMAND, Key::Z);
    app.hover_at(app.place("Suggestion: One").center());
    app.run();
    app.press(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::Z);
    assert!(app.is_there("Suggestion: One") && !app.is_there("Suggestion: Better"), "it is looked at");
    assert!(app.state().proposal().unwrap().left_out.iter().any(|left| left.task == better), "the plan knows both");
    app.hover_at(pos2(5.0, 500.0));
    app.run();
    assert!(app.is_there("Suggestion: Better") && !app.is_there("Suggestion: One"));
}

#[test]
fn accepting_all_suggestions_is_one_undo_step() {
    let mut app = demo();
    let count = app.state().proposal().unwrap().suggestions.len();
    assert!(count >= 4);
    let before = app.state().workspace().blocks.len();
    app.click(&format!("Accept {count} suggestions"));
    assert_eq!(app.state().workspace().blocks.len(), before + count);
    app.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(app.state().workspace().blocks.len(), before);
    app.press(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::Z);
    assert_eq!(app.state().workspace().blocks.len(), before + count);
}

#[test]
fn suggestions_say_why() {
    let mut app = demo();
    app.click("Suggestion: Fix login redirect");
    assert!(app.query_by_label_contains("Important, due today").is_none(), "not before it is asked for");
    app.click("Why");
    assert!(app.query_by_label_contains("Important, due today").is_some());
}

#[test]
fn the_now_strip_starts_the_first_item_and_only_one_runs() {
    let mut app = demo();
    app.click("Start");
    let first = app.state().workspace().running().cloned().expect("something runs");
    assert_eq!(first.start, at("09:40"));
    let running =
        |app: &App| app.state().workspace().blocks.values().filter(|b| b.state == BlockState::Running).count();
    assert_eq!(running(&app), 1);
    app.press(Modifiers::NONE, Key::Escape);
    app.press(Modifiers::NONE, Key::S);
    assert_eq!(running(&app), 0, "with nothing selected the key stops what runs");
    app.press(Modifiers::NONE, Key::S);
    assert_eq!(running(&app), 1, "and starts what the strip names");
    app.click("Draft introduction");
    app.press(Modifiers::NONE, Key::S);
    assert_eq!(running(&app), 1);
    assert_eq!(block(&app, "Write the first paragraph").unwrap().state, BlockState::Running);
}

#[test]
fn days_are_turned_and_today_comes_back() {
    let mut app = demo();
    assert!(!app.is_there("Workshop"));
    app.press(Modifiers::NONE, Key::PageDown);
    assert!(app.is_there("Workshop"));
    app.click("Today");
    assert!(app.is_there("Design review"));
    app.press(Modifiers::NONE, Key::PageUp);
    assert!(!app.is_there("Design review"));
    app.press(Modifiers::NONE, Key::T);
    assert!(app.is_there("Design review"));
}

#[test]
fn zoom_changes_the_height_of_an_hour() {
    let mut app = demo();
    let height = |app: &App| app.place("Design review").height();
    let before = height(&app);
    app.press(Modifiers::NONE, Key::Plus);
    assert!(height(&app) > before * 1.2);
    app.press(Modifiers::NONE, Key::Minus);
    assert!((height(&app) - before).abs() < 0.5);
}

#[test]
fn events_and_blocks_that_overlap_are_side_by_side() {
    let app = demo();
    let (review, hours) = (app.place("Design review"), app.place("Office hours (optional)"));
    assert!(review.right() <= hours.left());
    assert!((review.width() - hours.width()).abs() < 3.0, "equal widths");
}

#[test]
fn at_rest_nothing_asks_for_a_frame() {
    let mut app = demo();
    app.run();
    let wanted = app.output().viewport_output.values().map(|viewport| viewport.repaint_delay).min().unwrap();
    assert!(wanted > std::time::Duration::from_secs(50), "a settled frame wants the next one in {wanted:?}");
}

#[test]
fn a_drag_near_the_edge_scrolls() {
    let mut app = demo();
    let before = app.place("Client call: Northwind").top();
    let edge = pos2(app.place("Client call: Northwind").center().x, 862.0);
    app.hold(app.place("Call home").center(), edge);
    app.run_steps(20);
    let after = app.place("Client call: Northwind").top();
    assert!(after < before - 20.0, "the day moved from {before} to {after}");
    app.press(Modifiers::NONE, Key::Escape);
    app.let_go(edge);
    assert_eq!(block(&app, "Call home"), None);
}

#[test]
fn the_end_of_the_day_is_dragged_for_today_only() {
    let mut app = crate::harness::open(gapwise::model::Workspace::default(), vec2(1440.0, 1400.0), egui::Theme::Light);
    let edge = app.place("Working hours end at 17:30").center();
    let hour = app.place("Free 13:00–17:30").height() / 4.5;
    app.drag(edge, edge + vec2(0.0, hour));
    assert!(app.is_there("Working hours end at 18:30") && app.is_there("Free 13:00–18:30"));
    let settings = app.state().workspace().settings.clone();
    let tomorrow = at("09:00").date().succ_opt().unwrap();
    assert_eq!(settings.date_hours.len(), 1);
    assert_eq!(settings.hours_on(tomorrow), &settings.working_hours[1]);
    app.click("Undo work until 18:30 today");
    assert!(app.is_there("Working hours end at 17:30"));
    let edge = app.place("Working hours end at 17:30").center();
    app.hold(edge, edge + vec2(0.0, hour));
    app.press(Modifiers::NONE, Key::Escape);
    app.let_go(edge + vec2(0.0, hour));
    assert!(app.state().workspace().settings.date_hours.is_empty(), "Escape leaves it where it was");
}
