//! Events in the inspector: the scope of an edit, whole days, repetition, dates; moving by key.

use chrono::NaiveDateTime;
use egui::{Key, Modifiers, vec2};
use egui_kittest::kittest::Queryable as _;
use gapwise::calendar::occurrences;
use gapwise::model::{
    Block, BlockState, Calendar, CalendarId, Event, EventId, EventTime, Occurrence, Recurrence, Span, Workspace,
};

use crate::harness::{App, Hands as _, at, demo, open};

const BLOCK: &str = "Point 2: missing baseline";

/// Returns a team meeting at ten on 23 November, repeated by the rule.
fn team(rule: Option<&str>) -> App {
    let calendar = Calendar::new(CalendarId::derived("own"), "My events");
    let time = EventTime::floating(Span::new(at("10:00"), at("10:45")));
    let mut event = Event::new(EventId::derived("team"), calendar.id, "Team", time);
    event.recurrence = rule.map(|rule| Recurrence { rules: vec![rule.into()], ..Recurrence::default() });
    let mut workspace = Workspace::default();
    workspace.calendars.insert(calendar.id, calendar.into());
    workspace.events.insert(event.id, event.into());
    open(workspace, vec2(1440.0, 900.0), egui::Theme::Light)
}

/// Returns the occurrences of the two weeks from 23 November on.
fn all(app: &App) -> Vec<Occurrence> {
    let workspace = app.state().workspace();
    let start: NaiveDateTime = at("00:00");
    let span = Span::new(start, start + chrono::TimeDelta::days(14));
    occurrences(workspace.events.values().map(|event| &**event), &workspace.calendars, span, gapwise::calendar::Tz::UTC)
}

fn starts(app: &App) -> Vec<String> {
    all(app).iter().map(|it| it.span.start.format("%a %-d %H:%M").to_string()).collect()
}

fn rules(app: &App) -> Vec<String> {
    let events = app.state().workspace().events.values();
    events.filter_map(|event| event.recurrence.as_ref()).flat_map(|it| it.rules.clone()).collect()
}

fn choose(app: &mut App, combo: &str, choice: &str) {
    app.click(combo);
    app.click(choice);
}

#[test]
fn whole_days_and_busy_of_a_series_ask_how_far_they_go() {
    let mut app = team(Some("FREQ=DAILY;COUNT=4"));
    app.press(Modifiers::NONE, Key::PageDown);
    app.click("Team");
    app.click("busy");
    app.click("This one");
    assert_eq!(all(&app).iter().map(|it| it.blocks).collect::<Vec<_>>(), [true, false, true, true]);
    app.click("the whole day");
    app.click("This and following");
    assert_eq!(starts(&app), ["Mon 23 10:00", "Tue 24 00:00", "Wed 25 00:00", "Thu 26 00:00"]);
    assert!(app.is_there("Last day"), "it is still selected");
    app.press(Modifiers::COMMAND, Key::Z);
    app.press(Modifiers::COMMAND, Key::Z);
    assert!(all(&app).iter().all(|it| it.blocks && !it.all_day));
    assert_eq!(app.state().workspace().events.len(), 1);
}

#[test]
fn a_recurrence_rule_never_applies_to_one_occurrence() {
    let mut app = team(Some("FREQ=DAILY;COUNT=4"));
    app.press(Modifiers::NONE, Key::PageDown);
    app.click("Team");
    choose(&mut app, "Repeats: every day 4 times", "every week");
    assert!(app.is_there("This and following") && app.is_there("All") && !app.is_there("This one"));
    app.click("This and following");
    assert_eq!(starts(&app), ["Mon 23 10:00", "Tue 24 10:00", "Tue 1 10:00"]);
    assert!(app.is_there("Repeats on Tuesday"), "the new series is selected");
    app.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(rules(&app), ["FREQ=DAILY;COUNT=4"], "one step of undo for both parts");
}

#[test]
fn a_former_time_of_day_comes_back() {
    let mut app = team(None);
    app.click("Team");
    app.click("the whole day");
    assert_eq!(starts(&app), ["Mon 23 00:00"]);
    app.click("the whole day");
    let span = all(&app)[0].span;
    assert_eq!((span.start, span.end), (at("10:00"), at("10:45")));
    let mut workspace = app.state().workspace().clone();
    let mut event = Event::clone(workspace.events.values().next().unwrap());
    let today = at("09:00").date();
    event.time = EventTime::AllDay { start: today, end: today.succ_opt().unwrap() };
    workspace.events.insert(event.id, event.into());
    let mut app = open(workspace, vec2(1440.0, 900.0), egui::Theme::Light);
    app.click("Team");
    app.click("the whole day");
    let span = all(&app)[0].span;
    assert_eq!((span.start, span.end), (at("09:00"), at("10:00")), "an hour from the start of work on");
}

#[test]
fn a_whole_day_that_is_marked_busy_blocks_the_day() {
    let mut app = team(None);
    app.click("Team");
    app.click("the whole day");
    assert!(app.query_by_label_contains("no free time left").is_none());
    app.click("busy");
    assert!(app.query_by_label_contains("no free time left").is_some());
    app.click("busy");
    assert!(app.query_by_label_contains("no free time left").is_none());
}

#[test]
fn repetition_is_chosen_by_weekday_end_and_number() {
    let mut app = team(None);
    app.click("Team");
    choose(&mut app, "Repeats: never", "every week");
    assert_eq!(rules(&app), ["FREQ=WEEKLY;BYDAY=MO"]);
    app.click("Repeats on Thursday");
    app.click("Repeats on Monday");
    assert_eq!(rules(&app), ["FREQ=WEEKLY;BYDAY=TH"]);
    assert_eq!(starts(&app), ["Thu 26 10:00", "Thu 3 10:00"], "it begins on a day that it is on");
    assert!(app.is_there("Thu 26 November"), "and is still looked at");
    app.rewrite("Interval in weeks", "2");
    app.rewrite("Repeats until", "18 dec");
    assert_eq!(rules(&app), ["FREQ=WEEKLY;INTERVAL=2;BYDAY=TH;UNTIL=20261218"]);
    app.rewrite("Repeats until", "yesterday");
    assert!(rules(&app)[0].ends_with("UNTIL=20261218"), "what ends before it begins is refused");
    app.press(Modifiers::NONE, Key::Escape);
    app.rewrite("Number of occurrences", "3");
    assert_eq!(rules(&app), ["FREQ=WEEKLY;INTERVAL=2;BYDAY=TH;COUNT=3"]);
    choose(&mut app, "Repeats: every 2 weeks on thu 3 times", "every month");
    choose(&mut app, "On: day 26", "the last Thursday");
    assert_eq!(rules(&app), ["FREQ=MONTHLY;BYDAY=-1TH;COUNT=3"]);
    choose(&mut app, "Repeats: every last thu 3 times", "never");
    assert!(rules(&app).is_empty());
}

#[test]
fn a_rule_beyond_the_form_is_shown_and_kept() {
    let rule = "FREQ=MONTHLY;BYMONTHDAY=10,23";
    let mut app = team(Some(rule));
    app.click("Team");
    assert!(app.is_there("Repeats: every 10th, 23rd"));
    assert!(!app.is_there("Repeats until"));
    app.click("busy");
    app.click("All");
    assert_eq!(rules(&app), [rule]);
}

#[test]
fn a_date_is_typed_as_dates_of_tasks_are() {
    let mut app = team(None);
    app.click("Team");
    app.rewrite("Date", "fri");
    assert_eq!(starts(&app), ["Fri 27 10:00"]);
    assert!(app.is_there("Fri 27 November"), "its day is shown");
    app.rewrite("Date", "never");
    assert_eq!(starts(&app), ["Fri 27 10:00"]);
    app.press(Modifiers::NONE, Key::Escape);
    app.click("the whole day");
    app.rewrite("Last day", "29 nov");
    assert_eq!(all(&app)[0].span.minutes().get(), 3 * 24 * 60);
}

#[test]
fn events_and_blocks_move_by_days_with_keys() {
    let mut app = team(None);
    app.click("Team");
    app.press(Modifiers::ALT, Key::ArrowRight);
    app.press(Modifiers::ALT, Key::ArrowRight);
    assert_eq!(starts(&app), ["Wed 25 10:00"]);
    assert!(app.is_there("Wed 25 November"), "its day is shown");
    app.press(Modifiers::ALT, Key::ArrowLeft);
    app.press(Modifiers::ALT, Key::ArrowDown);
    assert_eq!(starts(&app), ["Tue 24 10:05"]);

    let mut app = demo();
    app.click(BLOCK);
    app.press(Modifiers::ALT, Key::ArrowRight);
    assert_eq!(block(&app).start, at("14:30") + chrono::TimeDelta::days(1));
    app.rewrite("Date", "fri");
    assert_eq!(block(&app).start, at("14:30") + chrono::TimeDelta::days(4));
    assert!(app.is_there("Fri 27 November"));
}

#[test]
fn a_series_is_moved_by_key_in_the_chosen_scope() {
    let mut app = team(Some("FREQ=WEEKLY;BYDAY=MO,WE"));
    app.press(Modifiers::NONE, Key::PageDown);
    app.press(Modifiers::NONE, Key::PageDown);
    app.click("Team");
    app.press(Modifiers::ALT, Key::ArrowRight);
    assert!(app.get_by_label("This one").is_focused(), "the keyboard goes on in the question");
    app.press(Modifiers::NONE, Key::Enter);
    assert_eq!(starts(&app), ["Mon 23 10:00", "Thu 26 10:00", "Mon 30 10:00", "Wed 2 10:00"]);
}

#[test]
fn enter_in_a_field_asks_and_does_not_answer() {
    let mut app = team(Some("FREQ=DAILY;COUNT=3"));
    app.press(Modifiers::NONE, Key::PageDown);
    app.click("Team");
    app.get_by_label("Time").focus();
    app.run();
    app.press(Modifiers::COMMAND, Key::A);
    app.get_by_label("Time").type_text("8-10");
    app.run();
    // Held for a while, as by a finger.
    for _ in 0..4 {
        app.event(enter(true));
        app.run();
        assert!(app.is_there("Change the time of \"Team\" on Tue 24 Nov to 08:00–10:00?"), "it waits for an answer");
    }
    app.event(enter(false));
    app.run();
    assert!(app.get_by_label("This one").is_focused());
    assert_eq!(starts(&app), ["Mon 23 10:00", "Tue 24 10:00", "Wed 25 10:00"]);
    app.press(Modifiers::NONE, Key::Enter);
    assert_eq!(starts(&app), ["Mon 23 10:00", "Tue 24 08:00", "Wed 25 10:00"]);
}

fn enter(pressed: bool) -> egui::Event {
    let (key, modifiers) = (Key::Enter, Modifiers::NONE);
    egui::Event::Key { key, physical_key: None, pressed, repeat: false, modifiers }
}

#[test]
fn the_scope_question_names_the_edit_and_is_cancelled_by_a_click_elsewhere() {
    let mut app = team(Some("FREQ=DAILY;COUNT=3"));
    app.click("Team");
    let question = "Change the title of \"Team\" on Mon 23 Nov to \"Retro\"?";
    for escape in [true, false] {
        app.rewrite("Event title", "Retro");
        assert!(app.is_there(question));
        if escape {
            app.press(Modifiers::NONE, Key::Escape);
        } else {
            app.click("Event notes");
        }
        assert!(!app.is_there(question));
        assert!(all(&app).iter().all(|it| it.title == "Team"));
    }
}

#[test]
fn a_line_with_date_and_repetition_shows_its_meaning_and_is_added() {
    let mut app = team(None);
    app.press(Modifiers::NONE, Key::V);
    let line = app.get_by_label("Add an event");
    assert!(line.is_focused());
    line.type_text("Class every mon and wed 11-12 until 4 dec");
    app.run();
    assert!(app.is_there("Mon 23 Nov 11:00–12:00, every mon, wed until 2026-12-04"), "before it is added");
    app.press(Modifiers::NONE, Key::Enter);
    let class = |it: &Occurrence| it.title == "Class";
    let days: Vec<_> = all(&app).into_iter().filter(class).map(|it| it.span.start.format("%-d").to_string()).collect();
    assert_eq!(days, ["23", "25", "30", "2"]);
    app.write("Add an event", "Trip fri whole day");
    assert!(all(&app).iter().any(|it| it.title == "Trip" && it.all_day));
    assert!(app.is_there("Added: Trip, Fri 27 Nov, all day"), "it is on a day that is not shown");
}

fn block(app: &App) -> Block {
    let workspace = app.state().workspace();
    let mut found = workspace.blocks.values().filter(|it| workspace.title_of(it.task, it.step) == Some(BLOCK));
    let block = Block::clone(found.next().unwrap());
    assert_eq!(block.state, BlockState::Planned);
    block
}
