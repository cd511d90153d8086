//! Commands about now work on today, whatever day is shown.

use chrono::TimeDelta;
use egui::{Key, Modifiers, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use gapwise::app::{Clock, Gapwise, demo_workspace};
use gapwise::model::{
    Action, Block, BlockId, BlockState, Due, EventTime, Minutes, Outcome, Quadrant, Span, StepId, Task, TaskId,
    Urgency, Workspace, day_of,
};
use gapwise::planner::DayChange;
use gapwise::ui::{DayView, Intent};

use crate::harness::{App, Hands as _, at, moment, of, open, with_tasks};
use crate::ui_rhythm::planned;

/// Shows the day after today.
fn show_tomorrow(app: &mut App) {
    let today = day_of(moment().local, app.state().workspace().settings.day_start);
    ask(app, Intent::ShowDay(today.plus(1)));
}

fn ask(app: &mut App, intent: Intent) {
    app.state_mut().ask_for(intent);
    app.run();
}

/// Returns the app on blocks of today, with tomorrow shown.
fn on_tomorrow(workspace: Workspace) -> App {
    let mut app = open(workspace, vec2(1440.0, 900.0), egui::Theme::Light);
    show_tomorrow(&mut app);
    app
}

fn block(app: &App, title: &str) -> Option<Block> {
    app.state().workspace().blocks.get(&BlockId::derived(title)).map(|block| Block::clone(block))
}

const PLANNED: BlockState = BlockState::Planned;

#[test]
fn minutes_are_answered_while_another_day_is_shown() {
    let mut app = with_tasks(&["Write", "Read"]);
    show_tomorrow(&mut app);
    app.press(Modifiers::NONE, Key::G);
    app.press(Modifiers::COMMAND, Key::A);
    app.get_by_label("Minutes that I have").type_text("30");
    app.run();
    app.press(Modifiers::NONE, Key::Enter);
    let running = app.state().workspace().running().cloned().expect("the best one runs");
    assert_eq!(running.start, at("09:40"));
}

#[test]
fn typed_minutes_replace_the_offered_ones_and_are_answered() {
    let mut app = open(Workspace::default(), vec2(1440.0, 900.0), egui::Theme::Light);
    app.write("Add a task", "Long 45m !!");
    app.write("Add a task", "Short 10m !");
    app.press(Modifiers::NONE, Key::Escape);
    app.press(Modifiers::NONE, Key::G);
    let offered = app.get_by_label("Minutes that I have").value();
    for (typed, best, other) in [("11", "  Short", "  Long"), ("46", "  Long", "  Short")] {
        app.event(egui::Event::Text(typed.to_owned()));
        app.run();
        assert_eq!(app.get_by_label("Minutes that I have").value().as_deref(), Some(typed), "not behind {offered:?}");
        assert!(app.query_by_label_contains(best).is_some(), "{typed}");
        assert!(typed != "11" || app.query_by_label_contains(other).is_none(), "{typed}");
        app.press(Modifiers::COMMAND, Key::A);
    }
    app.event(egui::Event::Text("11".to_owned()));
    app.run();
    app.press(Modifiers::NONE, Key::Enter);
    let running = app.state().workspace().running().cloned().expect("the best one runs");
    assert_eq!(app.state().workspace().title_of(running.task, None), Some("Short"));
}

#[test]
fn running_late_is_answered_while_another_day_is_shown() {
    let mut app = on_tomorrow(planned(&[("Write", "09:45", 45, PLANNED), ("Read", "10:35", 30, PLANNED)]));
    ask(&mut app, Intent::Ask(DayChange::Late(Minutes::new(20))));
    ask(&mut app, Intent::ApplyDifference);
    assert!(block(&app, "Write").unwrap().start >= at("10:00"));
}

#[test]
fn start_takes_the_block_of_today_while_another_day_is_shown() {
    let mut app = on_tomorrow(planned(&[("Write", "11:00", 45, PLANNED)]));
    ask(&mut app, Intent::Start(TaskId::derived("Write"), None));
    assert_eq!(app.state().workspace().blocks.len(), 1, "no second block");
    assert_eq!(block(&app, "Write").unwrap().state, BlockState::Running);
}

#[test]
fn left_over_blocks_find_the_gaps_of_today_while_another_day_is_shown() {
    let mut workspace = planned(&[("Write", "09:00", 30, PLANNED)]);
    let id = BlockId::derived("Write");
    let old = workspace.blocks[&id].clone();
    workspace.blocks.insert(id, Block { start: old.start - TimeDelta::days(1), ..(*old).clone() }.into());
    let mut app = on_tomorrow(workspace);
    ask(&mut app, Intent::CarryOver { blocks: vec![id], to_today: true });
    assert_eq!(block(&app, "Write").map(|block| block.start), Some(at("09:40")));
}

#[test]
fn the_running_meeting_gets_longer_while_another_day_is_shown() {
    let mut app = with_tasks(&["Write"]);
    app.write("Add an event", "9-9:45 team");
    app.press(Modifiers::NONE, Key::Escape);
    show_tomorrow(&mut app);
    app.press(Modifiers::NONE, Key::O);
    let event = app.state().workspace().events.values().next().cloned().unwrap();
    assert_eq!(event.time, EventTime::floating(Span::new(at("09:00"), at("09:55"))));
}

#[test]
fn the_key_for_start_begins_the_work_of_today_while_another_day_is_shown() {
    let mut app = on_tomorrow(planned(&[("Write", "09:40", 45, PLANNED)]));
    app.press(Modifiers::NONE, Key::S);
    assert_eq!(block(&app, "Write").unwrap().state, BlockState::Running);
}

#[test]
fn an_event_at_the_start_of_the_next_day_is_announced_before_it() {
    let mut app = with_tasks(&["Write"]);
    app.write("Add an event", "tomorrow 4:00-5:00 Early flight");
    app.press(Modifiers::NONE, Key::Escape);
    app.wait_until("2026-11-24T03:54:00");
    assert!(app.query_by_label_contains("Early flight in").is_none());
    app.wait_until("2026-11-24T03:56:00");
    assert!(app.is_there("Early flight in 4 minutes"));
    app.wait_until("2026-11-24T04:00:00");
    assert!(app.is_there("Early flight now"));
}

/// Returns the hue of the bar at the left edge of a block, in degrees.
fn hue_of_bar(app: &mut App, title: &str) -> f32 {
    let of_block =
        |node: &egui_kittest::Node| node.accesskit_node().description().is_some_and(|it| it.starts_with("block"));
    let words = || app.query_all_by_label(title).map(|it| it.accesskit_node().description()).collect::<Vec<_>>();
    let block = app.query_all_by_label(title).find(of_block);
    let place = block.unwrap_or_else(|| panic!("no block {title}: {:?}", words())).rect();
    let image = app.render().expect("a picture");
    let pixel = image.get_pixel(place.left() as u32 + 1, place.center().y as u32).0.map(f32::from);
    let [red, green, blue, _] = pixel;
    let x = red - (green + blue) / 2.0;
    (3f32.sqrt() / 2.0 * (green - blue)).atan2(x).to_degrees()
}

#[test]
fn the_block_of_a_finished_task_keeps_the_colour_of_its_quadrant() {
    let titles = ["Soon", "Long", "Calm", "Pinned", "Small"];
    let times = ["08:00", "09:00", "10:00", "11:00", "12:00"];
    let blocks: Vec<_> = titles.iter().zip(times).map(|(title, time)| (*title, time, 50, BlockState::Done)).collect();
    let mut workspace = planned(&blocks);
    let today = moment().local.date();
    let mut edit = |title: &str, change: &dyn Fn(&mut Task)| {
        let id = TaskId::derived(title);
        let mut task = Task::clone(&workspace.tasks[&id]);
        change(&mut task);
        workspace.tasks.insert(id, task.into());
    };
    edit("Soon", &|task| task.due = Some(Due::on(today)));
    edit("Long", &|task| {
        (task.due, task.estimate) = (Some(Due::on(today + chrono::Days::new(8))), Some(Minutes::new(40 * 60)));
    });
    edit("Pinned", &|task| task.urgency = Urgency::Pinned(true));
    edit("Small", &|task| task.important = Some(false));
    let mut app = open(workspace, vec2(1440.0, 1600.0), egui::Theme::Light);
    let all = [Quadrant::Do, Quadrant::Schedule, Quadrant::Delegate, Quadrant::Eliminate];
    let holds = |quadrant: &Quadrant, title: &str| {
        let rows = &app.state().board().column(*quadrant).rows;
        rows.iter().any(|row| row.task == TaskId::derived(title))
    };
    let quadrants: Vec<_> = titles.iter().map(|title| all.into_iter().find(|it| holds(it, title))).collect();
    assert_eq!(quadrants[1], Some(Quadrant::Do), "forty hours in a week");
    let before: Vec<_> = titles.iter().map(|title| hue_of_bar(&mut app, title)).collect();
    for title in titles {
        ask(&mut app, Intent::Act(Action::CloseTask(TaskId::derived(title), Outcome::Done)));
    }
    for ((title, before), quadrant) in titles.iter().zip(before).zip(quadrants) {
        let after = hue_of_bar(&mut app, title);
        assert!((after - before).abs() < 12.0, "{title} of {quadrant:?}: {before} then {after}");
    }
}

/// Returns the suggestions of a day with their times.
fn places(view: &DayView) -> Vec<(Span, TaskId, Option<StepId>)> {
    view.proposal.suggestions.iter().map(|it| (it.span, it.task, it.step)).collect()
}

#[test]
fn an_open_window_follows_the_clock_as_a_new_one_does() {
    let mut workspace = demo_workspace(moment());
    for (n, id) in workspace.tasks.keys().copied().collect::<Vec<_>>().into_iter().enumerate() {
        let at = moment().local + TimeDelta::minutes(n as i64 * 97);
        let due = Due { time: Some(at.time()), ..Due::on(at.date()) };
        let task = Task { due: Some(due), ..Task::clone(&workspace.tasks[&id]) };
        workspace.tasks.insert(id, task.into());
    }
    let mut app = open(workspace, vec2(1440.0, 900.0), egui::Theme::Light);
    let before = app.state().board().urgency.clone();
    let mut shown = places(&app.state().shown_days()[0]);
    for half_hour in 1..16 {
        let at = moment().local + TimeDelta::minutes(half_hour * 30);
        app.wait_until(&at.format("%Y-%m-%dT%H:%M:%S").to_string());
        app.run_steps(30);
        let clock = Clock::frozen(at);
        let new = Gapwise::in_memory(app.state().workspace().clone(), clock, gapwise::calendar::Tz::UTC);
        let new = of(new, vec2(1440.0, 900.0), egui::Theme::Light);
        let (old, new) = (app.state(), new.state());
        assert_eq!(old.board().urgency, new.board().urgency, "{at}");
        for quadrant in [Quadrant::Do, Quadrant::Schedule, Quadrant::Delegate, Quadrant::Eliminate] {
            assert_eq!(old.board().column(quadrant).rows, new.board().column(quadrant).rows, "{quadrant:?} {at}");
        }
        for (old, new) in old.shown_days().iter().zip(new.shown_days()) {
            assert_eq!((&old.agenda, &old.gaps), (&new.agenda, &new.gaps), "{at}");
            let past = |it: &&gapwise::planner::Suggestion| it.span.end <= at;
            assert_eq!(old.proposal.suggestions.iter().find(past), None, "no suggestion for the past at {at}");
            // A plan of nearly the same value does not replace the shown one: the price of calm is half a percent.
            if places(old) != places(new) {
                shown.retain(|(span, ..)| span.start >= at);
                assert_eq!(places(old), shown, "nothing but the shown plan is kept at {at}");
                let (worth, best) = (old.proposal.value, new.proposal.value);
                assert!(worth * 200 >= best * 199, "kept for more than half a percent: {worth} {best} {at}");
            }
        }
        shown = places(&app.state().shown_days()[0]);
    }
    assert_ne!(app.state().board().urgency, before, "the urgency of a task changes with the time");
}
