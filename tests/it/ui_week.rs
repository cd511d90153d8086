//! Several days: the same gestures across them, the small calendar, zoom, blocks and events by hand and by key.

use egui::{Key, Modifiers, Pos2, pos2, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use gapwise::model::{Block, BlockState, EventTime, Span};

use crate::harness::{App, Hands as _, at, demo, open};

const BLOCK: &str = "Point 2: missing baseline";

/// Returns a small week: one meeting, a series of stand-ups, one block, and few tasks, so that planning seven days is
/// quick.
fn week() -> App {
    let full = gapwise::app::demo_workspace(crate::harness::moment());
    let mut workspace = full.clone();
    let block = full.blocks.values().find(|it| full.title_of(it.task, it.step) == Some(BLOCK)).unwrap().clone();
    workspace.blocks = [(block.id, block.clone())].into_iter().collect();
    let few = ["Renew insurance", "Call home", "Book the dentist"];
    workspace.tasks = full
        .tasks
        .iter()
        .filter(|(id, task)| **id == block.task || few.contains(&task.title.as_str()))
        .map(|(id, task)| (*id, task.clone()))
        .collect();
    let events = ["Client call: Northwind", "Stand-up"];
    workspace.events = full
        .events
        .iter()
        .filter(|(_, it)| events.contains(&it.title.as_str()))
        .map(|(id, it)| (*id, it.clone()))
        .collect();
    let mut app = open(workspace, vec2(1440.0, 900.0), egui::Theme::Light);
    app.press(Modifiers::COMMAND, Key::Num2);
    app
}

fn blocks(app: &App, title: &str) -> Vec<Block> {
    let workspace = app.state().workspace();
    let named = |block: &&Block| workspace.title_of(block.task, block.step) == Some(title);
    let mut found: Vec<Block> = workspace.blocks.values().map(|block| &**block).filter(named).cloned().collect();
    found.sort_by_key(|block| block.start);
    found
}

fn starts(app: &App, title: &str) -> Vec<String> {
    blocks(app, title).iter().map(|it| format!("{} {}", it.start.format("%a %H:%M"), it.minutes.get())).collect()
}

fn day(app: &App, name: &str) -> egui::Rect {
    app.place(&format!("Empty time of {name}"))
}

/// Returns the height of an hour.
fn hour(app: &App) -> f32 {
    app.get_all_by_label_contains("Empty time of").next().unwrap().rect().height() / 24.0
}

#[test]
fn a_block_is_dragged_to_another_day_and_back_by_undo() {
    let mut app = week();
    let from = app.place(BLOCK).center();
    let to = pos2(day(&app, "Thursday").center().x, from.y - hour(&app));
    app.drag(from, to);
    assert_eq!(starts(&app, BLOCK), ["Thu 13:30 45"]);
    app.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(starts(&app, BLOCK), ["Mon 14:30 45"]);
}

#[test]
fn seven_days_or_three_and_the_arrows_turn_as_many() {
    let mut app = week();
    assert!(app.is_there("Empty time of Monday") && app.is_there("Empty time of Sunday"));
    assert!(app.query_by_label_contains("23–29 November").is_some());
    app.press(Modifiers::NONE, Key::PageDown);
    assert!(app.query_by_label_contains("30 November–6 December").is_some());
    app.press(Modifiers::NONE, Key::T);
    app.press(Modifiers::NONE, Key::D);
    assert!(app.is_there("Empty time of Wednesday") && !app.is_there("Empty time of Thursday"));
    app.press(Modifiers::NONE, Key::PageDown);
    assert!(app.is_there("Empty time of Thursday") && !app.is_there("Empty time of Monday"));
    app.press(Modifiers::COMMAND, Key::Num1);
    assert!(app.is_there("Empty time of the day"));
}

#[test]
fn one_suggestion_is_made_for_one_day_only() {
    let mut app = week();
    let mut seen = std::collections::HashSet::new();
    let all = app.state().shown_suggestions();
    assert!(all.len() >= 4, "{} suggestions", all.len());
    let whole = |task| app.state().workspace().tasks[&task].split != gapwise::model::Split::Chunks;
    for suggestion in all.iter().filter(|it| whole(it.task)) {
        assert!(seen.insert((suggestion.task, suggestion.step)), "suggested twice: {:?}", suggestion.span);
    }
    let count = all.len();
    let before = app.state().workspace().blocks.len();
    app.click(&format!("Accept {count} suggestions"));
    assert_eq!(app.state().workspace().blocks.len(), before + count);
}

#[test]
fn the_small_calendar_says_how_full_days_are_and_shows_one() {
    let mut app = demo();
    app.click("Mon 23 November");
    assert!(app.query_by_label_contains("Tuesday, 24 November 2026, ").is_some());
    let name = |app: &App, start: &str| {
        let node = app.query_by_label_contains(start).unwrap();
        node.accesskit_node().label().unwrap()
    };
    let today = name(&app, "Monday, 23 November 2026, ");
    assert!(!today.contains(", 0 %"), "{today}");
    app.click("Next month");
    let far = name(&app, "Thursday, 17 December 2026, ");
    app.click(&far);
    assert!(app.is_there("Thu 17 December"));
    assert!(!app.is_there("Next month"), "it closes");
}

#[test]
fn zoom_keeps_the_time_under_the_pointer_in_place() {
    let mut app = demo();
    let point = app.place("Client call: Northwind").center_top();
    for delta in [1.3f32, 1.3, 1.6, 0.5, 0.4] {
        app.hover_at(point);
        app.event(egui::Event::Zoom(delta));
        app.run();
        let now = app.place("Client call: Northwind").top();
        assert!((now - point.y).abs() < 2.0, "13:00 was at {}, is at {now}", point.y);
    }
}

#[test]
fn zoom_goes_from_the_whole_day_to_five_minutes() {
    let mut app = demo();
    for _ in 0..30 {
        app.press(Modifiers::NONE, Key::Minus);
    }
    let whole = hour(&app) * 24.0;
    assert!(whole < 780.0, "a whole day is {whole} high, and fits");
    for _ in 0..60 {
        app.press(Modifiers::NONE, Key::Plus);
    }
    assert!(hour(&app) / 12.0 > 40.0, "five minutes are {} high", hour(&app) / 12.0);
}

/// Returns the place of the block with this title on the day, not of its card.
fn on_day(app: &App, title: &str) -> egui::Rect {
    let all = app.get_all_by_label(title).map(|node| node.rect());
    all.max_by(|a, b| a.left().total_cmp(&b.left())).unwrap()
}

/// Drags while a modifier is held.
fn drag_with(app: &mut App, modifiers: Modifiers, from: Pos2, to: Pos2) {
    app.hold(from, to);
    app.key_down_modifiers(modifiers, Key::F20);
    app.event_modifiers(egui::Event::PointerMoved(to), modifiers);
    app.run_steps(2);
    let button = egui::PointerButton::Primary;
    app.event_modifiers(egui::Event::PointerButton { pos: to, button, pressed: false, modifiers }, modifiers);
    app.run();
}

#[test]
fn a_block_is_copied_by_ctrl_dragging_and_by_key() {
    let mut app = demo();
    let from = app.place(BLOCK).center();
    let to = from - vec2(0.0, 3.0 * hour(&app));
    drag_with(&mut app, Modifiers::COMMAND, from, to);
    assert_eq!(starts(&app, BLOCK), ["Mon 11:30 45", "Mon 14:30 45"]);
    app.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(starts(&app, BLOCK), ["Mon 14:30 45"]);
    app.click(BLOCK);
    app.press(Modifiers::COMMAND, Key::D);
    assert_eq!(starts(&app, BLOCK), ["Mon 14:30 45", "Mon 15:15 45"]);
}

#[test]
fn a_block_is_split_and_its_pieces_are_merged() {
    let mut app = demo();
    app.click(BLOCK);
    app.press(Modifiers::NONE, Key::K);
    assert_eq!(starts(&app, BLOCK), ["Mon 14:30 20", "Mon 14:50 25"]);
    app.press(Modifiers::NONE, Key::M);
    assert_eq!(starts(&app, BLOCK), ["Mon 14:30 45"]);
    let point = app.place(BLOCK).center();
    secondary_click(&mut app, point);
    app.get_by_label_contains("Split at 14:5").click();
    app.run();
    assert_eq!(blocks(&app, BLOCK).len(), 2);
}

fn secondary_click(app: &mut App, at: Pos2) {
    app.hover_at(at);
    for pressed in [true, false] {
        app.event(egui::Event::PointerButton {
            pos: at,
            button: egui::PointerButton::Secondary,
            pressed,
            modifiers: Modifiers::NONE,
        });
    }
    app.run();
}

#[test]
fn several_blocks_are_moved_locked_and_removed_at_once() {
    let mut app = demo();
    app.click("Suggestion: Fix login redirect");
    app.press(Modifiers::NONE, Key::Enter);
    let before = starts(&app, "Fix login redirect");
    assert_eq!(before.len(), 1);
    let others = app.state().workspace().blocks.values().filter(|it| it.state == BlockState::Planned).count();
    assert_eq!(others, 2, "the two of them are neighbours");
    app.click(BLOCK);
    app.press(Modifiers::SHIFT, Key::ArrowUp);
    app.press(Modifiers::ALT, Key::ArrowDown);
    assert_eq!(starts(&app, BLOCK), ["Mon 14:35 45"]);
    assert_ne!(starts(&app, "Fix login redirect"), before);
    app.press(Modifiers::NONE, Key::L);
    for title in [BLOCK, "Fix login redirect"] {
        assert_eq!(blocks(&app, title)[0].state, BlockState::Locked);
    }
    app.press(Modifiers::NONE, Key::Delete);
    assert!(blocks(&app, BLOCK).is_empty() && blocks(&app, "Fix login redirect").is_empty());
    app.press(Modifiers::COMMAND, Key::Z);
    assert_eq!((blocks(&app, BLOCK).len(), blocks(&app, "Fix login redirect").len()), (1, 1));
}

#[test]
fn a_moved_block_pushes_its_neighbour_by_key() {
    let mut app = demo();
    app.click(BLOCK);
    app.press(Modifiers::COMMAND, Key::D);
    assert_eq!(starts(&app, BLOCK), ["Mon 14:30 45", "Mon 15:15 45"]);
    app.press(Modifiers::COMMAND.plus(Modifiers::ALT), Key::ArrowDown);
    let moved = starts(&app, BLOCK);
    assert_eq!(moved[0], "Mon 14:35 45");
    assert_ne!(moved[1], "Mon 15:15 45", "the copy is pushed: {moved:?}");
}

#[test]
fn a_drag_with_alt_pushes_and_a_longer_one_with_ctrl_shrinks_the_neighbour() {
    let blocks = [("Write", "11:00", 30, BlockState::Planned), ("Read", "11:30", 30, BlockState::Planned)];
    let mut app = open(crate::ui_rhythm::planned(&blocks), vec2(1440.0, 900.0), egui::Theme::Light);
    let (block, quarter) = (on_day(&app, "Write"), vec2(0.0, hour(&app) / 4.0));
    drag_with(&mut app, Modifiers::ALT, block.center(), block.center() + quarter);
    assert_eq!(
        (starts(&app, "Write"), starts(&app, "Read")),
        (vec!["Mon 11:15 30".into()], vec!["Mon 11:50 30".into()]),
        "with a break before more than 50 minutes of work"
    );
    app.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(starts(&app, "Read"), ["Mon 11:30 30"], "one step of undo for both");
    let edge = block.center_bottom() - vec2(0.0, 2.0);
    drag_with(&mut app, Modifiers::COMMAND, edge, edge + quarter);
    assert_eq!(
        (starts(&app, "Write"), starts(&app, "Read")),
        (vec!["Mon 11:00 45".into()], vec!["Mon 11:45 15".into()])
    );
    app.press(Modifiers::COMMAND, Key::Z);
    app.drag(block.center(), block.center() + quarter);
    assert_eq!(starts(&app, "Read"), ["Mon 11:30 30"], "without a key the neighbour stays");
}

#[test]
fn exact_times_are_typed_in_the_popover() {
    let mut app = demo();
    let point = app.place(BLOCK).center();
    secondary_click(&mut app, point);
    app.click("Exact times…");
    let field = app.get_by_label("Exact times");
    field.focus();
    app.run();
    app.press(Modifiers::COMMAND, Key::A);
    app.get_by_label("Exact times").type_text("at noon");
    app.run();
    app.press(Modifiers::NONE, Key::Enter);
    assert!(app.query_by_label_contains("is not a time range").is_some());
    assert_eq!(app.get_by_label("Exact times").value().as_deref(), Some("at noon"), "it can be mended");
    app.press(Modifiers::COMMAND, Key::A);
    app.get_by_label("Exact times").type_text("14:42-15:01");
    app.run();
    app.press(Modifiers::NONE, Key::Enter);
    assert_eq!(starts(&app, BLOCK), ["Mon 14:42 19"]);
}

#[test]
fn a_recurring_event_is_moved_here_from_here_on_or_everywhere() {
    for (answer, next) in [("This one", "09:00"), ("This and following", "11:00"), ("All", "11:00")] {
        let mut app = week();
        let title = "Stand-up";
        let x = day(&app, "Tuesday").x_range();
        let tuesday = app.query_all_by_label(title).map(|node| node.rect()).find(|it| x.contains(it.center().x));
        let from = tuesday.unwrap().center();
        app.drag(from, from + vec2(0.0, 2.0 * hour(&app)));
        app.click(answer);
        let on = |name: &str, app: &App| {
            let x = day(app, name).x_range();
            let rect = app.query_all_by_label(title).map(|node| node.rect()).find(|rect| x.contains(rect.center().x));
            rect.map(|rect| (rect.top() - app.place("Client call: Northwind").top()) / hour(app) + 13.0)
        };
        let clock = |hours: Option<f32>| hours.map(|hours| format!("{:02}:00", hours.round()));
        assert_eq!(clock(on("Tuesday", &app)).as_deref(), Some("11:00"), "{answer}");
        assert_eq!(clock(on("Wednesday", &app)).as_deref(), Some(next), "{answer}");
    }
}

#[test]
fn a_meeting_in_question_shows_its_effect() {
    let mut app = demo();
    let events = app.state().workspace().events.len();
    app.press(Modifiers::NONE, Key::Q);
    assert!(app.is_there("What if a meeting 11:00–11:30"), "not on top of the Design review");
    let from = app.place("What if a meeting 11:00–11:30").center();
    app.drag(from, from - vec2(0.0, hour(&app)));
    assert!(app.is_there("What if a meeting 10:00–10:30") && app.is_there("Overlaps \"Design review\""));
    let from = app.place("What if a meeting 10:00–10:30").center();
    app.drag(from, from + vec2(0.0, hour(&app)));
    assert!(app.is_there("What if a meeting 11:00–11:30"));
    assert!(app.query_all_by_label_contains("instead of").next().is_some(), "it says what would move");
    assert_eq!(app.state().workspace().events.len(), events, "nothing is kept yet");
    app.click("Keep as event");
    app.get_by_label("What is it?").type_text("Interview");
    app.run();
    app.click("Event");
    let made = app.state().workspace().events.values().find(|it| it.title == "Interview").cloned().unwrap();
    assert_eq!(made.time, EventTime::floating(Span::new(at("11:00"), at("11:30"))));
}

#[test]
fn a_meeting_in_question_is_moved_resized_and_kept_by_keys() {
    let mut app = demo();
    app.press(Modifiers::NONE, Key::Q);
    assert!(app.is_there("What if a meeting 11:00–11:30"));
    app.press(Modifiers::ALT, Key::ArrowDown);
    app.press(Modifiers::ALT.plus(Modifiers::SHIFT), Key::ArrowDown);
    assert!(app.is_there("What if a meeting 11:05–11:40"));
    app.press(Modifiers::ALT, Key::ArrowUp);
    app.press(Modifiers::ALT.plus(Modifiers::SHIFT), Key::ArrowUp);
    assert!(app.is_there("What if a meeting 11:00–11:30"));
    app.press(Modifiers::NONE, Key::Enter);
    assert!(!app.is_there("What if a meeting 11:00–11:30") && app.is_there("What is it?"));
    app.press(Modifiers::NONE, Key::Escape);
    app.press(Modifiers::NONE, Key::Q);
    app.press(Modifiers::NONE, Key::Escape);
    assert!(!app.is_there("What if a meeting 11:00–11:30"), "Escape gives it up");
}

#[test]
fn a_meeting_in_question_is_dragged_out_of_its_handle() {
    let mut app = demo();
    let events = app.state().workspace().events.len();
    let (handle, eleven) = (app.place("What if a meeting").center(), app.y_of("11:00"));
    let to = pos2(app.place(BLOCK).center().x, eleven + 1.0);
    app.hold(handle, to);
    assert!(app.is_there("What if a meeting 11:00–11:30"), "it is answered while it is dragged");
    app.press(Modifiers::NONE, Key::Escape);
    app.let_go(to);
    assert!(!app.is_there("What if a meeting 11:00–11:30"), "Escape leaves everything as it was");
    app.drag(handle, to);
    assert!(app.is_there("What if a meeting 11:00–11:30") && app.is_there("Keep as event"));
    app.click("Discard");
    assert_eq!(app.state().workspace().events.len(), events);
}

#[test]
fn the_popover_shows_the_reason() {
    let mut app = demo();
    app.click("Suggestion: Fix login redirect");
    assert!(app.query_by_label_contains("the plan scores").is_none());
    app.press(Modifiers::NONE, Key::W);
    assert!(app.query_by_label_contains("the plan scores").is_some());
    app.press(Modifiers::NONE, Key::W);
    assert!(app.query_by_label_contains("the plan scores").is_none());
}

#[test]
fn another_zone_moves_events_with_a_zone() {
    let mut app = demo();
    let before = app.state().workspace().clone();
    app.state_mut().travel_to(gapwise::calendar::Tz::named("Asia/Tokyo").unwrap());
    app.run();
    assert!(app.query_by_label_contains("Time zone: Asia/Tokyo").is_some());
    assert_eq!(*app.state().workspace(), before, "nothing that is stored changes");
}

#[test]
fn a_block_past_the_edge_of_its_day_is_on_both() {
    let mut app = week();
    let block = blocks(&app, BLOCK)[0].clone();
    let start = at("03:30") + chrono::TimeDelta::days(1);
    let action =
        gapwise::model::Action::MoveBlock { block: block.id, start, minutes: gapwise::model::Minutes::new(60) };
    app.state_mut().ask_for(gapwise::ui::Intent::Act(action));
    app.run();
    for _ in 0..12 {
        app.press(Modifiers::NONE, Key::Minus);
    }
    let places: Vec<_> = app.query_all_by_label(BLOCK).map(|node| node.rect()).collect();
    assert_eq!(places.len(), 2, "the end of Monday and the start of Tuesday");
    let (monday, tuesday) = (day(&app, "Monday").x_range(), day(&app, "Tuesday").x_range());
    assert!(
        places.iter().any(|it| monday.contains(it.center().x))
            && places.iter().any(|it| tuesday.contains(it.center().x))
    );
}

#[test]
fn a_day_on_which_the_clocks_change_keeps_its_times() {
    let mut app = week();
    app.state_mut().travel_to(gapwise::calendar::Tz::named("Europe/Berlin").unwrap());
    app.run();
    for _ in 0..4 {
        app.press(Modifiers::NONE, Key::PageUp);
    }
    assert!(app.query_by_label_contains("26 October–1 November").is_some());
    app.press(Modifiers::NONE, Key::PageUp);
    assert!(app.query_by_label_contains("19–25 October").is_some());
    let column = day(&app, "Saturday");
    assert!((column.height() / 24.0 - hour(&app)).abs() < 0.1, "the wall clock has 24 hours");
}

#[test]
fn work_past_midnight_and_past_the_edge_of_the_day_stays_one_session() {
    let blocks = [("Write", "23:50", 30, BlockState::Planned)];
    let mut app = open(crate::ui_rhythm::planned(&blocks), vec2(1440.0, 900.0), egui::Theme::Light);
    app.wait_until("2026-11-23T23:50:00");
    app.click("Start");
    for time in ["2026-11-23T23:51:00", "2026-11-24T00:00:00", "2026-11-24T00:01:00"] {
        app.wait_until(time);
    }
    assert!(app.is_there("Mon 23 November"), "after midnight it is still the evening before");
    let session = app.state().workspace().open_session().cloned().unwrap();
    assert_eq!(session.worked("2026-11-24T00:01:00Z".parse().unwrap()).num_minutes(), 11);
    assert_eq!(starts(&app, "Write"), ["Mon 23:50 30"]);
    app.wait_until("2026-11-24T04:00:00");
    assert!(app.is_there("Tue 24 November"), "at four the next day begins");
    assert_eq!(app.state().workspace().open_session().map(|it| it.id), Some(session.id), "one thing runs on");
}

#[test]
fn a_week_planned_on_a_thread_equals_one_planned_in_the_frame() {
    let [mut inline, mut app] = [demo(), demo()];
    app.state_mut().plan_off_the_frame();
    inline.press(Modifiers::COMMAND, Key::Num2);
    app.press(Modifiers::COMMAND, Key::Num2);
    let spans = |app: &App| -> Vec<Span> { app.state().shown_suggestions().iter().map(|it| it.span).collect() };
    let until = std::time::Instant::now() + std::time::Duration::from_secs(60);
    while spans(&app) != spans(&inline) && std::time::Instant::now() < until {
        std::thread::sleep(std::time::Duration::from_millis(20));
        app.run_steps(1);
    }
    assert!(spans(&app).len() > 20, "{} suggestions", spans(&app).len());
    assert_eq!(spans(&app), spans(&inline));
}

/// Returns the y of an hour of the clock in the shown days, which begin at 04:00.
fn y_of(app: &App, clock: f32) -> f32 {
    let column = app.get_all_by_label_contains("Empty time of").next().unwrap().rect();
    column.top() + (clock - 4.0) * hour(app)
}

#[test]
fn several_days_show_their_working_hours_without_scrolling_at_any_time() {
    for time in ["2026-11-23T09:40:00", "2026-11-27T16:50:00"] {
        for size in [vec2(1440.0, 900.0), vec2(1920.0, 1200.0)] {
            let workspace = gapwise::model::Workspace::default();
            let mut app = open(workspace, size, egui::Theme::Light);
            app.wait_until(time);
            app.press(Modifiers::COMMAND, Key::Num2);
            let head = app.get_all_by_label_contains("planned,").map(|head| head.rect().bottom()).fold(0.0, f32::max);
            let (start, end) = (y_of(&app, 9.0), y_of(&app, 17.5));
            assert!(
                start > head && end < size.y - 30.0,
                "work is at {start}..{end} below {head} in {size:?} at {time}"
            );
            assert!(end - start > (size.y - head) * 0.8, "the height is used: {start}..{end} in {size:?}");
        }
    }
}

/// Returns the places of the suggestions on the screen.
fn ghosts(app: &App) -> Vec<egui::Rect> {
    app.query_all_by_label_contains("Suggestion: ").map(|node| node.rect()).collect()
}

#[test]
fn several_days_show_suggestions_of_today_and_of_the_day_under_the_pointer() {
    let mut workspace = gapwise::app::demo_workspace(crate::harness::moment());
    workspace.blocks.clear();
    workspace.events.clear();
    let mut app = open(workspace, vec2(1440.0, 900.0), egui::Theme::Light);
    app.press(Modifiers::COMMAND, Key::Num2);
    app.remove_cursor();
    app.run();
    let (monday, tuesday) = (day(&app, "Monday"), day(&app, "Tuesday"));
    let on = |app: &App, day: egui::Rect| ghosts(app).iter().filter(|it| day.x_range().contains(it.center().x)).count();
    assert!(on(&app, monday) > 0);
    assert_eq!(ghosts(&app).len(), on(&app, monday), "only today has suggestions at rest");
    app.hover_at(pos2(tuesday.center().x, 500.0));
    app.run();
    assert!(on(&app, tuesday) > 0 && on(&app, monday) > 0);
    assert_eq!(ghosts(&app).len(), on(&app, monday) + on(&app, tuesday));
}

#[test]
fn a_card_of_the_list_beside_the_week_lights_its_place_and_is_dragged_onto_a_day() {
    let mut app = week();
    app.remove_cursor();
    app.run();
    let card = app.place("Not planned: Call home").center();
    let thursday = day(&app, "Thursday");
    app.hover_at(card);
    app.run();
    assert!(app.query_by_label_contains("Suggestion: Call home").is_some(), "its suggested place is shown");
    let to = pos2(thursday.center().x, y_of(&app, 11.0));
    app.drag(card, to);
    let planned = starts(&app, "Call home");
    assert!(matches!(planned.as_slice(), [one] if one.starts_with("Thu 1")), "{planned:?}");
    assert!(!app.is_there("Not planned: Call home"), "it is planned now");
}

#[test]
fn the_line_above_the_week_compares_important_work_with_the_time_for_it() {
    let mut app = demo();
    app.press(Modifiers::COMMAND, Key::Num2);
    let line = app.get_by_label_contains("This week: Schedule needs ");
    let words = line.accesskit_node().value().unwrap_or_default();
    assert!(words.contains("you have "), "{words}");
}
