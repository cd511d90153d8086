//! Changes of plan: late, replan, minutes, left-over blocks; the panels of rules and calendars.

use chrono::TimeDelta;
use egui::{Key, Modifiers, pos2, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use gapwise::model::{Action, Block, BlockId, BlockState, Energy, Minutes, Order, Split, Task, TaskId, Workspace};

use crate::harness::{App, Hands as _, at, moment, open, with_tasks};

const LIGHT: egui::Theme = egui::Theme::Light;

fn task(title: &str, minutes: u32, order: &Order) -> Task {
    let mut task = Task::new(TaskId::derived(title), title, order.clone(), moment().instant);
    task.important = Some(true);
    task.estimate = Some(Minutes::new(minutes));
    task
}

fn block(title: &str, start: &str, minutes: u32, state: BlockState) -> Block {
    let (id, task) = (BlockId::derived(title), TaskId::derived(title));
    Block { id, task, step: None, start: at(start), minutes: Minutes::new(minutes), state }
}

/// Returns three tasks with a block each, at these times of the Monday.
pub fn planned(blocks: &[(&str, &str, u32, BlockState)]) -> Workspace {
    let mut workspace = Workspace::default();
    let mut order = Order::default();
    for (title, start, minutes, state) in blocks {
        let task = task(title, *minutes, &order);
        order = Order::between(Some(&order), None);
        workspace.tasks.insert(task.id, task.into());
        let block = block(title, start, *minutes, *state);
        workspace.blocks.insert(block.id, block.into());
    }
    workspace.check().unwrap();
    workspace
}

/// Returns the workspace after a block was started at a time.
pub fn started(workspace: &Workspace, title: &str, time: &str) -> Workspace {
    let then = gapwise::model::Moment { instant: at(time).and_utc(), local: at(time) };
    let action = Action::SetBlockState(BlockId::derived(title), BlockState::Running);
    let running = workspace.apply(&action, then).unwrap();
    running.apply(&Action::Timer(gapwise::model::TimerAction::Seen), moment()).unwrap()
}

fn window(workspace: Workspace) -> App {
    open(workspace, vec2(1440.0, 900.0), LIGHT)
}

fn start_of(app: &App, title: &str) -> Option<String> {
    let block = app.state().workspace().blocks.get(&BlockId::derived(title))?;
    Some(block.start.format("%a %H:%M").to_string())
}

const PLANNED: BlockState = BlockState::Planned;

#[test]
fn running_late_shows_the_difference_first_and_is_one_step() {
    let mut app = window(planned(&[("Write", "09:45", 45, PLANNED), ("Read", "10:35", 30, PLANNED)]));
    app.click("Change of plan");
    app.click("20");
    assert!(app.is_there("Running 20 min late"), "the difference is shown");
    assert_eq!(start_of(&app, "Write").as_deref(), Some("Mon 09:45"), "and nothing is done yet");
    app.click("Apply");
    assert_ne!(start_of(&app, "Write").as_deref(), Some("Mon 09:45"));
    let moved = app.state().workspace().blocks[&BlockId::derived("Write")].start;
    assert!(moved >= at("10:00"), "{moved}");
    app.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(start_of(&app, "Write").as_deref(), Some("Mon 09:45"));
    assert_eq!(start_of(&app, "Read").as_deref(), Some("Mon 10:35"));
}

#[test]
fn running_late_with_nothing_planned_places_nothing_until_then() {
    let mut app = with_tasks(&["Write", "Read"]);
    let first = |app: &App| app.state().proposal().unwrap().suggestions.iter().map(|it| it.span.start).min().unwrap();
    assert_eq!(first(&app), at("09:40"));
    app.click("Change of plan");
    app.click("20");
    app.click("Apply");
    let blocks = &app.state().workspace().blocks;
    assert!(!blocks.is_empty() && blocks.values().all(|block| block.start >= at("10:00")), "as the preview showed");
    app.press(Modifiers::COMMAND, Key::Z);
    assert!(first(&app) >= at("10:00"));
    app.click("Ready now");
    assert_eq!(first(&app), at("09:40"));
}

#[test]
fn in_the_evening_the_time_until_later_can_be_used() {
    let mut app = with_tasks(&["Write"]);
    app.wait_until("2026-11-23T18:10:00");
    app.click("Use now until 20:00");
    assert_eq!(app.state().proposal().unwrap().suggestions.len(), 1);
    app.press(Modifiers::COMMAND, Key::Z);
    assert!(app.is_there("Use now until 20:00"));
}

#[test]
fn a_replan_that_is_left_changes_nothing_and_locked_blocks_stay() {
    let mut app = window(planned(&[("Write", "16:00", 45, PLANNED), ("Call", "15:00", 30, BlockState::Locked)]));
    let before = app.state().workspace().clone();
    app.press(Modifiers::NONE, Key::R);
    assert!(app.is_there("Replan from now"));
    app.click("Keep current plan");
    assert_eq!(*app.state().workspace(), before);
    app.press(Modifiers::NONE, Key::R);
    app.click("Apply");
    assert_eq!(start_of(&app, "Call").as_deref(), Some("Mon 15:00"), "locked");
    assert_ne!(start_of(&app, "Write").as_deref(), Some("Mon 16:00"), "it moves to the first gap");
}

#[test]
fn some_minutes_are_answered_and_started_by_enter() {
    let mut app = with_tasks(&["Write", "Read"]);
    app.press(Modifiers::NONE, Key::G);
    assert!(app.is_there("Minutes that I have"));
    app.press(Modifiers::COMMAND, Key::A);
    app.get_by_label("Minutes that I have").type_text("30");
    app.run();
    app.press(Modifiers::NONE, Key::Enter);
    let running = app.state().workspace().running().cloned().expect("the best one runs");
    assert_eq!(running.start, at("09:40"));
    assert!(!app.is_there("Minutes that I have"), "the panel is gone");
}

#[test]
fn an_early_end_offers_work_for_the_rest() {
    let workspace = planned(&[("Write", "09:30", 45, PLANNED), ("Meet", "10:30", 30, BlockState::Locked)]);
    let mut workspace = started(&workspace, "Write", "09:30");
    let other = task("Short call", 10, &Order::default());
    workspace.tasks.insert(other.id, other.into());
    let mut app = window(workspace);
    app.click("Done");
    assert!(app.query_by_label_contains("Done early").is_some());
    assert!(app.query_all_by_label_contains("Short call").count() > 1, "on its card and in the answer");
    let done = &app.state().workspace().blocks[&BlockId::derived("Write")];
    assert_eq!((done.state, done.minutes.get()), (BlockState::Done, 10));
}

#[test]
fn an_overrun_names_the_block_it_pushes() {
    let workspace = planned(&[("Write", "09:00", 30, PLANNED), ("Read", "09:35", 30, PLANNED)]);
    let app = window(started(&workspace, "Write", "09:00"));
    assert!(app.query_by_label_contains("10 min over, displaces Read at 09:35").is_some());
    assert!(app.is_there("Replan"));
}

#[test]
fn missed_blocks_slide_or_go_back() {
    let mut app = window(planned(&[("Write", "09:00", 30, PLANNED)]));
    assert!(app.is_there("Not started: Write"));
    app.get_by_label_contains("Slide to").click();
    app.run();
    assert_eq!(start_of(&app, "Write").as_deref(), Some("Mon 09:40"));
    app.press(Modifiers::COMMAND, Key::Z);
    app.click("Back to matrix");
    assert_eq!(start_of(&app, "Write"), None);
}

/// Returns a block of the day before that was carried over some times already.
fn left_over(times: u32) -> App {
    let mut workspace = planned(&[("Write", "09:00", 30, PLANNED)]);
    let id = BlockId::derived("Write");
    let old = workspace.blocks[&id].clone();
    let start = old.start - TimeDelta::days(1);
    workspace.blocks.insert(id, Block { start, ..(*old).clone() }.into());
    let task = workspace.tasks[&TaskId::derived("Write")].clone();
    workspace.tasks.insert(task.id, Task { carried: times, ..(*task).clone() }.into());
    window(workspace)
}

#[test]
fn left_over_blocks_are_offered_and_never_moved_unasked() {
    let mut app = left_over(0);
    assert_eq!(start_of(&app, "Write").as_deref(), Some("Sun 09:00"));
    assert!(app.is_there("From earlier: Write"));
    app.click("Bring to today");
    assert_eq!(start_of(&app, "Write").as_deref(), Some("Mon 09:40"));
    assert_eq!(app.state().workspace().tasks[&TaskId::derived("Write")].carried, 1);
}

#[test]
fn the_third_time_it_asks_whether_to_make_it_smaller() {
    let mut app = left_over(2);
    assert!(app.is_there("Write was carried over three times."));
    app.click("Let it go");
    assert!(app.state().workspace().tasks.is_empty());
    app.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(app.state().workspace().tasks.len(), 1);
}

#[test]
fn leaving_for_a_meeting_keeps_the_next_step_until_the_return() {
    let mut app = window(planned(&[("Write", "09:40", 60, PLANNED)]));
    app.write("Add an event", "9:45-10:15 team");
    app.press(Modifiers::NONE, Key::Escape);
    app.click("Start");
    app.wait_until("2026-11-23T09:41:00");
    app.wait_until("2026-11-23T09:42:00");
    assert!(!app.is_there("Next I will"), "there is time yet");
    app.wait_until("2026-11-23T09:43:00");
    assert!(app.is_there("Leaving for team?"));
    app.write("Next I will", "check the totals");
    assert!(app.state().workspace().open_session().is_none(), "the timer stops");
    app.wait_until("2026-11-23T10:00:00");
    assert!(!app.is_there("You wrote: next I will check the totals"), "not in the meeting");
    app.wait_until("2026-11-23T10:16:00");
    assert!(app.is_there("You wrote: next I will check the totals"));
    app.click("Go on");
    let session = app.state().workspace().open_session().unwrap();
    assert_eq!(session.task, Some(TaskId::derived("Write")));
}

#[test]
fn done_for_today_puts_the_rest_back_with_one_undo() {
    let mut app = window(planned(&[("Write", "11:00", 30, PLANNED), ("Read", "15:00", 30, BlockState::Locked)]));
    app.click("Change of plan");
    app.click("Done for today C");
    assert!(app.state().workspace().blocks.is_empty());
    let suggested = |app: &App| app.state().proposal().map_or(0, |plan| plan.suggestions.len());
    assert_eq!(suggested(&app), 0, "a day that is done suggests nothing");
    app.click("Reopen the day");
    assert!(suggested(&app) > 0);
    app.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(suggested(&app), 0);
    app.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(app.state().workspace().blocks.len(), 2);
}

#[test]
fn a_meeting_that_goes_on_gets_ten_minutes_by_a_key() {
    let mut app = with_tasks(&["Write"]);
    app.write("Add an event", "9-9:45 team");
    app.press(Modifiers::NONE, Key::Escape);
    app.press(Modifiers::NONE, Key::O);
    let event = app.state().workspace().events.values().next().cloned().unwrap();
    let span = gapwise::model::Span::new(at("09:00"), at("09:55"));
    assert_eq!(event.time, gapwise::model::EventTime::floating(span));
}

#[test]
fn a_line_that_is_unticked_leaves_the_plan_and_comes_back() {
    let mut app = with_tasks(&["Write", "Read", "Call"]);
    let count = |app: &App| app.state().shown_suggestions().len();
    assert_eq!(count(&app), 3);
    app.press(Modifiers::NONE, Key::P);
    assert!(app.is_there("In the plan: Read"));
    app.click("Suggest Read");
    assert_eq!(count(&app), 2);
    assert!(app.state().shown_suggestions().iter().all(|it| it.task != TaskId::derived("Read")));
    app.click("Suggest Read");
    assert_eq!(count(&app), 3);
    app.click("Accept all 3");
    assert_eq!(app.state().workspace().blocks.len(), 3);
    app.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(app.state().workspace().blocks.len(), 0, "one step of undo");
}

#[test]
fn left_out_work_has_a_reason_and_can_be_dragged_onto_the_day() {
    let mut workspace = Workspace::default();
    let long = Task { split: Split::Whole, ..task("Long haul", 600, &Order::default()) };
    workspace.tasks.insert(long.id, long.into());
    let mut app = window(workspace);
    app.press(Modifiers::NONE, Key::P);
    let label = "Left out: Long haul. Needs 10 h in one go";
    let line = app.get_by_label_contains(label).rect();
    let day = app.place("Empty time of the day");
    app.drag(line.center(), pos2(day.center().x, day.top().max(300.0) + 100.0));
    assert!(app.state().workspace().blocks.len() == 1 || app.is_there("Overlap"), "it lands or asks");
}

#[test]
fn rules_are_typed_and_the_day_answers() {
    let mut app = with_tasks(&["Write"]);
    app.press(Modifiers::COMMAND, Key::Comma);
    assert!(app.is_there("Settings"));
    app.click("Different hours on one day");
    let write = |app: &mut App, label: &str, text: &str| {
        app.get_by_label(label).focus();
        app.run();
        app.press(Modifiers::COMMAND, Key::A);
        app.get_by_label(label).type_text(text);
        app.run();
        app.press(Modifiers::NONE, Key::Enter);
    };
    write(&mut app, "Hours on Monday", "10-12");
    assert_eq!(app.state().workspace().settings.working_hours[0].0.len(), 1);
    assert!(app.query_by_label_contains("Today: 2 h free").is_some(), "the day has two hours");
    write(&mut app, "Hours on Monday", "ten to twelve");
    assert!(app.query_by_label_contains("is not valid").is_some());
    let kept = app.get_by_label("Hours on Monday").accesskit_node().value();
    assert_eq!(kept.as_deref(), Some("ten to twelve"), "it can be mended");
    write(&mut app, "Hours of one date", "14-15");
    assert!(app.query_by_label_contains("Today: 1 h free").is_some());
    app.click("Planner");
    write(&mut app, "Energy by time of day", "high 14-15");
    assert_eq!(app.state().workspace().settings.energy.len(), 1);
    write(&mut app, "New tag window", "#errands 14:30-15");
    assert_eq!(app.state().workspace().settings.tag_windows[0].tag, "errands");
    for _ in 0..4 {
        app.press(Modifiers::COMMAND, Key::Z);
    }
    assert_eq!(*app.state().workspace().settings, gapwise::model::Settings::default());
}

#[test]
fn energy_is_painted_beside_the_hours() {
    let mut app = with_tasks(&["Write"]);
    app.press(Modifiers::COMMAND, Key::Comma);
    app.get_by_label("Find a setting").type_text("energy");
    app.run();
    app.click("Paint: Low");
    let strip = app.place("Energy of the day");
    // The strip is a day from 04:00 on.
    let at_hour = |hour: f32| pos2(strip.left() + strip.width() * (hour - 4.0) / 24.0, strip.top() + 8.0);
    app.drag(at_hour(9.75), at_hour(11.0));
    let energy = &app.state().workspace().settings.energy;
    assert!(energy.iter().any(|it| it.level == Energy::Low && it.range.contains(at("10:00").time())), "{energy:?}");
    app.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(*app.state().workspace().settings, gapwise::model::Settings::default());
}

#[test]
fn calendars_are_hidden_coloured_and_removed() {
    let mut app = with_tasks(&["Write"]);
    app.write("Add an event", "11-12 team");
    app.command("Calendars");
    assert!(app.is_there("team"));
    app.click("My events: shown");
    assert!(!app.is_there("team"), "hidden");
    app.click("My events: shown");
    app.click("My events in Moss");
    let calendar = app.state().workspace().calendars.values().next().cloned().unwrap();
    assert_eq!(calendar.tone, gapwise::model::CalendarTone::Moss);
    app.click("Remove My events");
    assert!(app.state().workspace().events.is_empty());
    app.press(Modifiers::COMMAND, Key::Z);
    assert!(app.is_there("team"));
}

#[test]
fn an_own_event_repeats_until_a_date() {
    let mut app = with_tasks(&["Write"]);
    app.write("Add an event", "11-12 team");
    app.click("team");
    app.get_by_label("Repeats: never").click();
    app.run();
    app.click("every day");
    app.press(Modifiers::NONE, Key::PageDown);
    assert!(app.is_there("team"), "it is there tomorrow");
}

#[test]
fn a_floor_for_important_work_is_shown() {
    let mut workspace = planned(&[("Write", "11:00", 45, PLANNED)]);
    let mut settings = (*workspace.settings).clone();
    settings.schedule_floor = Minutes::new(300);
    workspace.settings = settings.into();
    let app = window(workspace);
    assert!(app.is_there("Schedule 45 min of 5 h this week"));
}

#[test]
fn an_overfull_day_is_shown_calmly() {
    let app = window(planned(&[("Write", "10:00", 300, PLANNED), ("Read", "15:00", 145, PLANNED)]));
    assert!(app.query_by_label_contains("· full").is_some());
}

#[test]
fn after_a_pause_the_strip_and_the_timer_tell_the_same_time() {
    let workspace =
        started(&planned(&[("Write", "09:10", 45, PLANNED), ("Read", "10:20", 30, PLANNED)]), "Write", "09:10");
    let mut session = gapwise::model::Session::clone(workspace.open_session().unwrap());
    let pause = gapwise::model::Interruption {
        at: at("09:15").and_utc(),
        until: Some(at("09:25").and_utc()),
        why: String::new(),
        kind: gapwise::model::InterruptionKind::Pause,
    };
    session.interruptions.push(pause);
    let mut workspace = workspace;
    workspace.sessions.insert(session.id, session.into());
    let app = window(workspace);
    assert!(app.query_by_label_contains("Now: Write 25 min left, then Read at 10:20").is_some());
    assert!(app.is_there("Timer: Write, 25 min"));
}

#[test]
fn the_strip_names_the_meeting_that_begins_in_five_minutes() {
    let mut workspace = planned(&[("Write", "09:15", 45, PLANNED), ("Read", "10:20", 30, PLANNED)]);
    let calendar = gapwise::model::Calendar::new(gapwise::model::CalendarId::derived("own"), "Own");
    let time = gapwise::model::EventTime::floating(gapwise::model::Span::new(at("09:45"), at("10:00")));
    let id = gapwise::model::EventId::derived("standup");
    workspace.events.insert(id, gapwise::model::Event::new(id, calendar.id, "Standup", time).into());
    workspace.calendars.insert(calendar.id, calendar.into());
    let app = window(workspace.clone());
    assert!(app.query_by_label_contains("Now: Write 20 min, until 10:00; Standup at 09:45").is_some());
    let app = window(started(&workspace, "Write", "09:35"));
    assert!(app.query_by_label_contains("Standup at 09:45").is_some(), "while work runs");
    let mut closed = workspace;
    let today = at("09:00").date();
    let review = gapwise::model::Review { done_for_today: Some(moment().instant), ..gapwise::model::Review::of(today) };
    closed.reviews.insert(today, review.into());
    assert!(window(closed).query_by_label_contains("Now:  Done for today.; Standup at 09:45").is_some());
}

#[test]
fn time_that_is_added_counts_on_the_card_and_towards_the_week() {
    let mut workspace = planned(&[("Write", "15:00", 60, PLANNED)]);
    workspace.blocks.clear();
    let settings =
        gapwise::model::Settings { schedule_floor: Minutes::new(600), ..gapwise::model::Settings::default() };
    workspace.settings = settings.into();
    let (id, start) = (TaskId::derived("Write"), at("09:00").and_utc());
    let session = gapwise::model::SessionId::derived("added");
    let end = Some(start + TimeDelta::minutes(20));
    let session = gapwise::model::Session { task: Some(id), end, ..gapwise::model::Session::new(session, start) };
    workspace.sessions.insert(session.id, session.into());
    assert_eq!(workspace.worked_on_tasks()[&(id, None)].get(), 20);
    let app = window(workspace);
    assert!(app.query_by_label_contains("Schedule 20 min of 10 h this week").is_some());
}
