//! Capture, breakdown and finding, by accessible names and keys.

use egui::{Key, Modifiers, pos2, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use gapwise::model::{BlockState, Minutes, Task, Urgency, Workspace};

use crate::harness::{App, Hands as _, at, demo, open, with_tasks};

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
fn interpretation_chips_can_be_removed() {
    let mut app = with_tasks(&["one"]);
    key(&mut app, Key::A);
    type_text(&mut app, "Add a task", "Draft intro 25m fri #thesis");
    assert!(app.is_there("Keep in the title: 25 min") && app.is_there("Keep in the title: #thesis"));
    app.click("Keep in the title: due Fri 27 Nov");
    assert!(!app.is_there("Keep in the title: due Fri 27 Nov"));
    assert!(app.get_by_label("Add a task").is_focused());
    key(&mut app, Key::Enter);
    let added = task(&app, "Draft intro fri");
    assert_eq!((added.due, added.estimate), (None, Some(Minutes::new(25))));
}

#[test]
fn the_other_reading_of_a_title_is_one_click_away() {
    let mut app = with_tasks(&["one"]);
    key(&mut app, Key::A);
    type_text(&mut app, "Add a task", "Buy a 5m rope");
    assert!(!app.is_there("Keep in the title: 5 min"));
    app.click("Read as 5 min");
    assert!(app.is_there("Keep in the title: 5 min") && app.get_by_label("Add a task").is_focused());
    key(&mut app, Key::Enter);
    assert_eq!(task(&app, "Buy a rope").estimate, Some(Minutes::new(5)));
}

#[test]
fn a_paste_shows_lengths_and_dates_as_chips_and_five_megabytes_only_their_first_tasks() {
    let mut app = with_tasks(&["one"]);
    key(&mut app, Key::A);
    app.event(egui::Event::Paste("Call Ann 25m fri\nPay rent #home".into()));
    app.run();
    for chip in ["25 min", "due Fri 27 Nov", "#home", "Add 2 tasks"] {
        assert!(app.is_there(chip), "{chip}");
    }
    key(&mut app, Key::Escape);
    app.event(egui::Event::Paste("Call Ann about the report for the garden 25m fri\n".repeat(100_000)));
    app.run();
    assert!(app.is_there("and 99,992 more") && app.is_there("Add 100,000 tasks"));
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
    assert!(app.is_there("What are the first ten minutes?"));
    app.write("Add a step", "Open the file");
    let two = task(&app, "two");
    assert_eq!((two.steps.len(), two.steps[0].estimate), (1, Some(Minutes::new(10))));
    assert_eq!(two.unwritten(Minutes::new(25)), Minutes::new(110), "the rest is not a step");
    app.click("Done: Open the file");
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
    app.click("Clear filter and order");
    assert_eq!(app.get_all_by_label_contains("Done: ").count(), before);
}

#[test]
fn the_palette_runs_commands_and_finds_finished_tasks() {
    let mut app = with_tasks(&["Draft intro", "Call Ann"]);
    app.click("Done: Call Ann");
    app.press(Modifiers::COMMAND, Key::K);
    type_text(&mut app, "Command or task", "call");
    key(&mut app, Key::Enter);
    assert!(app.query_by_label_contains("Done on Monday").is_some(), "what is finished can be looked at");
    app.press(Modifiers::COMMAND, Key::F);
    type_text(&mut app, "Find", "drft");
    key(&mut app, Key::Enter);
    assert_eq!(app.get_by_label("Title").value(), Some("Draft intro".into()));
}

#[test]
fn find_shows_an_event_on_its_day() {
    let mut app = with_tasks(&["Draft intro"]);
    app.write("Add an event", "fri 14-15 Design review");
    app.press(Modifiers::NONE, Key::Escape);
    assert!(!app.is_there("Design review"), "Friday is not shown");
    app.press(Modifiers::COMMAND, Key::F);
    type_text(&mut app, "Find", "desgn");
    key(&mut app, Key::Enter);
    let shown = app.state().shown_days()[0].agenda.day.date;
    assert_eq!(shown, at("00:00").date() + chrono::Days::new(4));
    assert_eq!(app.get_by_label("Event title").value(), Some("Design review".into()), "and it is selected");
}

#[test]
fn chosen_cards_are_dragged_onto_the_day_together() {
    let mut app = with_tasks(&["one", "two", "three"]);
    app.write("Add an event", "10:30-11 call");
    app.press(Modifiers::NONE, Key::Escape);
    app.get_by_label("one").click();
    app.run();
    app.get_by_label("three").click_modifiers(Modifiers::SHIFT);
    app.run();
    let call =
        app.query_all_by_label("call").map(|node| node.rect()).max_by(|a, b| a.left().total_cmp(&b.left())).unwrap();
    let ten = pos2(call.center().x, call.top() - call.height() + 3.0);
    app.drag(app.place("two").center(), ten);
    let mut starts: Vec<_> = app.state().workspace().blocks.values().map(|it| it.start).collect();
    starts.sort_unstable();
    assert_eq!(
        starts,
        ["10:00", "11:00", "11:25"].map(at),
        "the dragged one where it was dropped, the others after it"
    );
    app.press(Modifiers::COMMAND, Key::Z);
    assert!(app.state().workspace().blocks.is_empty(), "one step");
}

#[test]
fn a_card_says_that_there_is_too_little_time_for_it() {
    let mut app = with_tasks(&["one"]);
    app.write("Add a task", "Thesis 40h tomorrow");
    app.write("Add a task", "Essay 1h tomorrow");
    let description = |title: &str| app.get_by_label(title).accesskit_node().description().unwrap_or_default();
    assert!(description("Thesis").contains("due tomorrow, too little time"), "{}", description("Thesis"));
    assert!(description("Essay").contains("due tomorrow"), "{}", description("Essay"));
    assert!(!description("Essay").contains("too little time"));
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
    assert!(app.is_there("What are the first ten minutes of \"Write the report\"?"));
    app.write("The first ten minutes", "Open the template");
    let report = task(&app, "Write the report");
    assert_eq!(
        (report.steps[0].title.as_str(), report.left(Minutes::new(25))),
        ("Open the template", Minutes::new(180))
    );
    assert!(!app.is_there("The first ten minutes"), "it is asked once");
    app.get_by_role_and_label(egui::accesskit::Role::Button, "Start").click();
    app.run();
    assert!(app.state().workspace().running().is_some());
}

fn value(app: &App, label: &str) -> String {
    app.get_by_label(label).accesskit_node().value().unwrap_or_default()
}

#[test]
fn a_recurring_task_is_not_suggested_before_its_next_day() {
    for skip in [false, true] {
        let mut app = with_tasks(&["one"]);
        key(&mut app, Key::A);
        type_text(&mut app, "Add a task", "Take vitamins 5m every day !");
        key(&mut app, Key::Enter);
        key(&mut app, Key::Escape);
        assert!(app.is_there("Suggestion: Take vitamins"));
        app.click("Take vitamins");
        if skip {
            app.click("Skip this one");
            assert!(app.query_by_label_contains("Skipped: Take vitamins; next Tue 24 Nov").is_some());
        } else {
            key(&mut app, Key::Space);
        }
        assert_eq!(task(&app, "Take vitamins").due.map(|due| due.date.to_string()), Some("2026-11-24".into()));
        assert!(!app.is_there("Suggestion: Take vitamins"));
        app.wait_until("2026-11-24T09:00:00");
        assert!(app.is_there("Suggestion: Take vitamins"), "its own day has come");
    }
}

#[test]
fn an_instance_that_is_moved_forward_may_begin_at_once() {
    let mut app = with_tasks(&["one"]);
    key(&mut app, Key::A);
    type_text(&mut app, "Add a task", "Gym 50m every week !");
    key(&mut app, Key::Enter);
    key(&mut app, Key::Escape);
    app.click("Gym");
    key(&mut app, Key::Space);
    let next = task(&app, "Gym").id;
    app.state_mut().ask_for(gapwise::ui::Intent::Find(gapwise::query::Findable::Task(next)));
    app.run();
    app.rewrite("Due", "today");
    assert!(app.is_there("Suggestion: Gym"));
}

#[test]
fn tags_and_a_date_are_given_to_all_chosen_cards() {
    let mut app = with_tasks(&["one", "two"]);
    app.click("one");
    app.press(Modifiers::SHIFT, Key::ArrowDown);
    let field = "Tags or due date of all";
    app.write(field, "blah");
    type_text(&mut app, field, " fri");
    assert_eq!((value(&app, field).as_str(), app.is_there("Filter")), ("blah fri", false));
    app.rewrite(field, "#x fri");
    for title in ["one", "two"] {
        let task = task(&app, title);
        assert_eq!(task.tags.iter().collect::<Vec<_>>(), ["x"]);
        assert_eq!(task.due.map(|due| due.date.to_string()), Some("2026-11-27".into()));
    }
    assert_eq!(value(&app, field), "");
    app.press(Modifiers::COMMAND, Key::Z);
    assert!(task(&app, "one").tags.is_empty() && task(&app, "two").due.is_none(), "one step of undo");
}

#[test]
fn a_pasted_line_of_two_megabytes_is_added_at_once_and_loses_nothing() {
    let mut app = with_tasks(&["one"]);
    key(&mut app, Key::A);
    app.event(egui::Event::Paste("word ".repeat(400_000)));
    app.run();
    assert!(value(&app, "Add a task").len() <= 2_000);
    assert!(app.is_there("and 1,998,000 more characters, for the notes"));
    key(&mut app, Key::Enter);
    let workspace = app.state().workspace();
    let added = workspace.tasks.values().find(|task| task.title.starts_with("word")).expect("it is added");
    assert!(added.title.chars().count() <= 500);
    let words = |text: &str| text.split_whitespace().count();
    assert_eq!(words(&added.title) + words(&added.notes), 400_000);
}

#[test]
fn the_fields_of_the_matrix_show_their_interpretation() {
    let mut app = with_tasks(&["one"]);
    app.click("Add to Do");
    type_text(&mut app, "New task in Do", "Sunday lunch 30m");
    assert!(app.is_there("Keep in the title: 30 min"));
    app.click("Keep in the title: due Sun 29 Nov");
    assert!(app.get_by_label("New task in Do").is_focused(), "the field stays");
    key(&mut app, Key::Enter);
    let added = task(&app, "Sunday lunch");
    assert_eq!((added.due, added.important), (None, Some(true)));
    assert!(app.get_by_label("New task in Do").is_focused(), "one card after the other");
    key(&mut app, Key::Enter);
    assert!(!app.is_there("New task in Do"), "Enter on an empty line closes it");
    let mut app = open(Workspace::default(), vec2(1440.0, 900.0), egui::Theme::Light);
    type_text(&mut app, "What is on your mind?", "Sunday lunch");
    assert!(app.is_there("Keep in the title: due Sun 29 Nov"));
}

#[test]
fn the_interpretation_is_shown_only_while_typing() {
    let mut app = with_tasks(&["one"]);
    let chip = "Keep in the title: 25 min";
    key(&mut app, Key::A);
    type_text(&mut app, "Add a task", "Draft 25m");
    assert!(app.is_there(chip));
    key(&mut app, Key::Tab);
    assert!(app.get_by_label(chip).is_focused(), "the chips come next");
    key(&mut app, Key::Tab);
    assert!(!app.is_there(chip), "then it goes away");
    key(&mut app, Key::A);
    assert!(app.is_there(chip));
    key(&mut app, Key::Escape);
    assert!(!app.is_there(chip) && app.get_by_label("Add a task").is_focused());
    assert_eq!(value(&app, "Add a task"), "Draft 25m", "the text is still there");
    key(&mut app, Key::Escape);
    assert_eq!(value(&app, "Add a task"), "");
}

#[test]
fn a_finished_task_keeps_its_details() {
    let mut app = with_tasks(&["one"]);
    app.click("one");
    app.write("Tags", "#home");
    app.write("Add a step", "outline 10m");
    let notes = |app: &App| app.get_by_role_and_label(egui::accesskit::Role::MultilineTextInput, "Notes").focus();
    notes(&app);
    app.run();
    app.event(egui::Event::Text("Worth keeping".into()));
    app.run();
    app.get_by_label("Add a step").focus();
    app.run();
    app.click("Done: one");
    app.state_mut()
        .ask_for(gapwise::ui::Intent::Find(gapwise::query::Findable::Task(gapwise::model::TaskId::derived("one"))));
    app.run();
    for label in ["#home", "outline", "Worth keeping", "Done on Monday, 23 November 2026"] {
        assert!(app.is_there(label), "{label}");
    }
}

#[test]
fn a_selected_card_takes_the_place_of_a_panel_and_escape_closes_one() {
    let mut app = with_tasks(&["one"]);
    key(&mut app, Key::P);
    assert!(app.is_there("The plan"));
    app.click("one");
    assert!(!app.is_there("Close the panel") && app.is_there("Estimate"));
    key(&mut app, Key::P);
    key(&mut app, Key::Escape);
    assert!(!app.is_there("Close the panel"));
}

#[test]
fn with_large_text_the_matrix_is_scrolled_and_no_card_leaves_its_quadrant() {
    for size in [vec2(512.0, 320.0), vec2(720.0, 450.0)] {
        let app = open(gapwise::app::demo_workspace(crate::harness::moment()), size, egui::Theme::Light);
        let top = |name: &str| app.get_by_label_contains(name).rect().top();
        assert!(top("Delegate: ") - top("Do: ") >= 100.0, "{size:?}");
    }
}

#[test]
fn the_task_that_comes_before_is_found_by_its_words() {
    let mut app = with_tasks(&["one", "Order paint", "Paint the wall"]);
    app.click("one");
    app.click("More");
    app.click("Add a task to wait for");
    type_text(&mut app, "Find a task to wait for", "order");
    app.get_by_role_and_label(egui::accesskit::Role::Button, "Order paint").click();
    app.run();
    assert!(app.is_there("Stop waiting for: Order paint"));
}

#[test]
fn the_palette_names_commands_that_cannot_be_run_now() {
    let mut app = with_tasks(&["one"]);
    app.press(Modifiers::COMMAND, Key::K);
    type_text(&mut app, "Command or task", "split");
    assert!(app.query_by_label_contains("not now").is_some());
    key(&mut app, Key::Enter);
    assert!(app.is_there("Command or task"), "there is nothing to run");
}

#[test]
fn a_filter_word_that_is_not_understood_is_named() {
    let mut app = with_tasks(&["one"]);
    key(&mut app, Key::F);
    type_text(&mut app, "Filter", "due:foo");
    assert!(app.is_there("\"due:foo\" is not a filter"));
}

#[test]
fn the_help_dialog_finds_commands_and_quick_add_words() {
    let mut app = with_tasks(&["one"]);
    app.click("Menu");
    app.get_by_label_contains("Keyboard shortcuts").click();
    app.run();
    let dialog = app.get_by_role_and_label(egui::accesskit::Role::Dialog, "Settings");
    assert!(dialog.accesskit_node().is_modal());
    assert!(app.get_by_label("Find a setting").is_focused());
    type_text(&mut app, "Find a setting", "due:week");
    assert!(app.is_there("Filters") && !app.is_there("Quick add"));
}
