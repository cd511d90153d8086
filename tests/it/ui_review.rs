//! The Review view through its accessible tree: the day's end, charts with their words, advice, reports.

use chrono::TimeDelta;
use egui::{Key, Modifiers, vec2};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use gapwise::app::demo_workspace;
use gapwise::model::{
    Action, Block, BlockId, BlockState, ClosedTask, Minutes, Outcome, PlanningDay, Session, SessionId, StepId,
    TagStyle, TaskId, Workspace,
};
use gapwise::ui::Intent;

use crate::harness::{App, Hands, at, demo, moment, open};
use crate::history::year;

fn of(workspace: Workspace) -> App {
    let mut app = open(workspace, vec2(1440.0, 900.0), egui::Theme::Light);
    app.click("View: Review");
    app
}

fn today() -> PlanningDay {
    PlanningDay { date: moment().local.date(), starts: gapwise::model::Settings::default().day_start }
}

#[test]
fn the_day_tells_planned_from_done_and_is_closed_in_one_step() {
    let mut workspace = demo_workspace(moment());
    let start = moment().instant - TimeDelta::minutes(30);
    let end = Some(start + TimeDelta::minutes(20));
    let session = Session {
        task: Some(TaskId::derived("demo/Call home")),
        end,
        ..Session::new(SessionId::derived("morning"), start)
    };
    workspace.sessions.insert(session.id, session.into());
    let planned = |app: &App| {
        let blocks = app.state().workspace().blocks.values();
        blocks.filter(|block| block.state == BlockState::Planned && today().span().contains(block.start)).count()
    };
    let mut app = of(workspace);
    assert!(app.query_by_label_contains("35 min important work").is_some(), "15 ticked and 20 timed");
    assert!(app.is_there("Tomorrow: Point 2: missing baseline"));
    assert_eq!(planned(&app), 1);
    app.click("Done for today");
    assert_eq!(planned(&app), 0);
    assert!(app.is_there("Done for today."));
    app.press(Modifiers::COMMAND, Key::Z);
    assert_eq!(planned(&app), 1);
    assert!(app.is_there("Done for today"));
}

#[test]
fn left_blocks_move_to_tomorrow_or_back_to_the_matrix() {
    let mut app = demo();
    app.click("View: Review");
    app.click("Tomorrow: Point 2: missing baseline");
    let block = app.state().workspace().blocks.values().find(|block| block.state == BlockState::Planned).unwrap();
    assert_eq!(block.start.date(), at("14:30").date() + TimeDelta::days(1));
}

/// Returns the example with three more blocks today.
fn with_more_left() -> Workspace {
    let mut workspace = demo_workspace(moment());
    for (title, time) in [("Call home", "11:00"), ("Fix login redirect", "11:30"), ("Renew insurance", "12:00")] {
        let block = Block {
            id: BlockId::derived(title),
            task: TaskId::derived(&format!("demo/{title}")),
            step: None,
            start: at(time),
            minutes: Minutes::new(15),
            state: BlockState::Planned,
        };
        workspace.blocks.insert(block.id, block.into());
    }
    workspace
}

#[test]
fn left_blocks_are_handled_with_one_key_each() {
    let mut app = of(with_more_left());
    let key = |app: &mut App, key| app.press(Modifiers::NONE, key);
    let block = |app: &App, title: &str| app.state().workspace().blocks.get(&BlockId::derived(title)).cloned();
    assert!(app.is_there("Tomorrow: Call home") && app.is_there("Choose Renew insurance"));
    key(&mut app, Key::T);
    let moved = block(&app, "Call home").unwrap();
    assert_eq!(moved.start.date(), at("11:00").date() + TimeDelta::days(1));
    assert_eq!(app.state().workspace().tasks[&moved.task].carried, 1);
    assert!(app.is_there("Tomorrow: Fix login redirect"), "the next one is chosen");
    key(&mut app, Key::ArrowDown);
    assert!(app.is_there("Tomorrow: Renew insurance"));
    key(&mut app, Key::X);
    let dropped = TaskId::derived("demo/Renew insurance");
    assert_eq!(app.state().workspace().closed[&dropped].outcome, Outcome::LetGo);
    assert!(!app.is_there("Tomorrow: Renew insurance"), "what is dropped is not left");
    key(&mut app, Key::ArrowUp);
    key(&mut app, Key::M);
    assert!(block(&app, "Fix login redirect").is_none());
    assert!(app.state().workspace().tasks.contains_key(&TaskId::derived("demo/Fix login redirect")));
    key(&mut app, Key::D);
    app.get_by_label("To which day").type_text("in 2 weeks");
    app.run();
    key(&mut app, Key::Enter);
    let last =
        app.state().workspace().blocks.values().find(|it| it.start.date() > at("09:00").date() + TimeDelta::days(2));
    assert_eq!(last.unwrap().start, at("14:30") + TimeDelta::days(14));
    assert!(app.is_there("The plan is done."));
    assert!(app.query_by_label_contains("planned 1 h 45, worked 15 min").is_some(), "all stays planned");
    for _ in 0..4 {
        app.press(Modifiers::COMMAND, Key::Z);
    }
    assert!(app.is_there("Tomorrow: Call home"), "each is one step of undo");
}

#[test]
fn a_past_day_is_refused() {
    let mut app = demo();
    app.click("View: Review");
    app.press(Modifiers::NONE, Key::D);
    app.get_by_label("To which day").type_text("blue");
    app.run();
    app.press(Modifiers::NONE, Key::Enter);
    assert!(app.query_by_label_contains("\"blue\" is not a future day").is_some());
    assert_eq!(app.get_by_label("To which day").value().as_deref(), Some("blue"), "what was typed stays");
    app.press(Modifiers::NONE, Key::Escape);
    assert!(!app.is_there("To which day"));
}

#[test]
fn dropping_a_block_drops_its_step() {
    let mut app = demo();
    app.click("View: Review");
    app.click("Drop: Point 2: missing baseline");
    let task = &app.state().workspace().tasks[&TaskId::derived("demo/Answer reviewer 2")];
    assert!(task.steps.iter().all(|step| step.title != "Point 2: missing baseline"));
}

#[test]
fn the_evening_has_its_key() {
    let mut app = demo();
    app.click("View: Review");
    app.press(Modifiers::NONE, Key::C);
    assert!(app.state().workspace().reviews[&today().date].done_for_today.is_some());
}

#[test]
fn goals_are_set_and_reached_once() {
    let mut workspace = demo_workspace(moment());
    let start = moment().instant - TimeDelta::minutes(40);
    let task = Some(TaskId::derived("demo/Call home"));
    let session = Session { task, end: Some(moment().instant), ..Session::new(SessionId::derived("call"), start) };
    workspace.sessions.insert(session.id, session.into());
    let mut app = of(workspace);
    app.click("Look back on: Week");
    app.write("Add a goal", "Family: 2 micro-tasks a week #home");
    assert!(app.query_by_label_contains("of 2 micro-tasks this week").is_some());
    app.write("Add a goal", "nonsense");
    assert!(app.query_by_label_contains("is not a goal").is_some());
    assert_eq!(
        app.get_by_label("Add a goal").accesskit_node().value().as_deref(),
        Some("nonsense"),
        "it can be mended"
    );
    app.press(Modifiers::NONE, Key::Escape);
    let goal = app.state().workspace().goals.values().next().unwrap().clone();
    assert_eq!((goal.title.as_str(), goal.tag.as_deref()), ("Family", Some("home")));
    let home: Vec<_> = {
        let tasks = app.state().workspace().tasks.values();
        tasks.filter(|task| task.tags.contains("home") && task.steps.is_empty()).map(|task| task.id).take(2).collect()
    };
    assert_eq!(home.len(), 2);
    for id in home {
        assert!(app.query_by_label_contains("Goal reached").is_none());
        app.state_mut().ask_for(Intent::Act(Action::CloseTask(id, Outcome::Done)));
        app.run();
    }
    assert!(app.query_by_label_contains("Goal reached: Family, 2 of 2 micro-tasks this week").is_some());
    app.click("Archive the goal Family");
    assert!(!app.is_there("Goal: Family"));
}

#[test]
fn tomorrow_begins_with_the_chosen_task() {
    let mut app = demo();
    app.click("View: Review");
    app.click("Check the totals");
    let review = &app.state().workspace().reviews[&today().date];
    assert_eq!(review.first_tomorrow, Some(TaskId::derived("demo/Send revised budget")));
    assert!(app.is_there("Tomorrow starts with: Check the totals"));
    let blocks = app.state().workspace().blocks.values();
    assert_eq!(blocks.filter(|block| today().plus(1).span().contains(block.start)).count(), 1);
}

#[test]
fn charts_have_captions_and_tables() {
    let mut app = of(year(moment().local.date(), 900, 1500));
    app.click("Look back on: 13 weeks");
    for chart in [
        "Work by week and quadrant. ",
        "Micro-tasks finished. ",
        "Estimated and actual. ",
        "Focus by hour of the day. ",
    ] {
        assert!(app.query_by_label_contains(chart).is_some(), "{chart}");
    }
    assert!(app.query_all_by_label("As a table").count() >= 2);
}

#[test]
fn an_empty_week_invents_nothing() {
    let mut app = of(Workspace::default());
    app.click("Look back on: Week");
    assert!(app.query_by_label_contains("Not enough data yet").is_some());
    assert!(app.query_all_by_label("Change").next().is_none());
}

#[test]
fn answers_are_kept() {
    let mut app = of(year(moment().local.date(), 60, 100));
    app.click("Look back on: Week");
    app.get_by_label("What worked?").focus();
    app.run();
    app.get_by_label("What worked?").type_text("Mornings without mail");
    app.run();
    app.get_by_label("What will you change?").focus();
    app.run();
    let answers: Vec<_> = app.state().workspace().reviews.values().flat_map(|review| review.answers.clone()).collect();
    assert_eq!(answers, [("What worked?".to_owned(), "Mornings without mail".to_owned())]);
}

#[test]
fn a_report_is_shown_before_it_is_shared() {
    let mut app = of(demo_workspace(moment()));
    app.click("Report…");
    assert!(app.query_by_label_contains("Text of the report").is_none(), "the page is shown, not its source");
    let text = |app: &App| app.get_by_label("Text of the report").value().unwrap_or_default();
    assert!(app.query_all_by_value("Review of Monday, 23 November 2026").next().is_some());
    app.click("Form: Markdown");
    assert!(text(&app).starts_with("# Review of Monday, 23 November 2026"), "{}", text(&app));
    app.click("About: The plan");
    assert!(text(&app).starts_with("# ") && text(&app).contains("Busy"), "{}", text(&app));
    assert!(!text(&app).contains("Client call: Northwind"), "names of events are as private as private tags");
    let whole = text(&app);
    app.get_by_label("Copy").click();
    app.step();
    let copied = app.output().platform_output.commands.iter().find_map(|command| match command {
        egui::OutputCommand::CopyText(text) => Some(text.clone()),
        _ => None,
    });
    assert_eq!(copied, Some(whole));
    app.run();
    app.click("Close");
    assert!(!app.is_there("Text of the report"));
}

#[test]
fn a_report_is_saved_at_the_given_path() {
    let folder = tempfile::tempdir().unwrap();
    let mut app = of(demo_workspace(moment()));
    app.click("Report…");
    app.click("Save…");
    let file = folder.path().join("day.html");
    app.get_by_label("Path").focus();
    app.run();
    app.press(Modifiers::COMMAND, Key::A);
    app.get_by_label("Path").type_text(file.to_str().unwrap());
    app.run();
    app.press(Modifiers::NONE, Key::Enter);
    let written = std::fs::read_to_string(&file).unwrap();
    assert!(written.starts_with("<!doctype html>") && written.contains("Review of Monday, 23 November 2026"));
    assert!(!app.is_there("Text of the report"), "it closes once it is written");
}

#[test]
fn private_tags_are_left_out_of_a_report_unless_wanted() {
    let mut workspace = demo_workspace(moment());
    let id = TaskId::derived("demo/Call home");
    let mut task = gapwise::model::Task::clone(&workspace.tasks[&id]);
    task.tags.insert("secret".into());
    let closed = ClosedTask { task, closed: moment().instant, outcome: Outcome::Done };
    workspace.tasks.remove(&id);
    workspace.closed.insert(id, closed.into());
    let mut settings = gapwise::model::Settings::clone(&workspace.settings);
    settings.tags.insert("secret".into(), TagStyle { private: true, ..TagStyle::default() });
    workspace.settings = settings.into();
    let mut app = of(workspace);
    app.click("Report…");
    app.click("Form: Markdown");
    let text = |app: &App| app.get_by_label("Text of the report").value().unwrap_or_default();
    assert!(!text(&app).contains("Call home"));
    app.click("Hide private tags");
    assert!(text(&app).contains("Call home"));
}

/// Returns the example with a block for a step since 09:20, stopped four minutes later.
fn stopped() -> Workspace {
    let mut workspace = demo_workspace(moment());
    let (task, step) =
        (TaskId::derived("demo/Draft introduction"), "demo/Draft introduction/Write the first paragraph");
    let (id, start) = (BlockId::derived("stopped"), at("09:20"));
    let step = Some(StepId::derived(step));
    let block = Block { id, task, step, start, minutes: Minutes::new(4), state: BlockState::Done };
    workspace.blocks.insert(id, block.into());
    let session = Session {
        task: Some(task),
        step,
        block: Some(id),
        planned: Some(Minutes::new(15)),
        end: Some((start + TimeDelta::minutes(4)).and_utc()),
        ..Session::new(SessionId::derived("stopped"), start.and_utc())
    };
    workspace.sessions.insert(session.id, session.into());
    workspace
}

#[test]
fn a_stopped_block_is_not_done_and_its_rest_is_left() {
    let mut app = of(stopped());
    assert!(app.is_there("09:20 · not finished · worked 09:20–09:24"));
    assert!(app.is_there("Tomorrow: Write the first paragraph") && app.is_there("09:20 · 11 min not finished"));
    app.press(Modifiers::NONE, Key::T);
    let blocks = app.state().workspace().blocks.values();
    let tomorrow: Vec<_> = blocks.filter(|it| it.start.date() > at("09:00").date()).collect();
    assert_eq!((tomorrow[0].minutes.get(), tomorrow[0].step.is_some()), (11, true));
    assert!(!app.is_there("Tomorrow: Write the first paragraph"));
    assert!(app.is_there("09:20 · not finished · worked 09:20–09:24"), "the work stays on its day");
    app.click("View: Plan");
    let mut blocks = app.query_all_by_label("Write the first paragraph");
    let says = |words: Option<String>| words.is_some_and(|words| words.contains("not finished"));
    assert!(blocks.any(|block| says(block.accesskit_node().description())), "on the timeline too");
}

#[test]
fn a_block_whose_task_was_finished_without_it_is_done() {
    let mut workspace = with_more_left();
    let block = Block { start: at("09:00"), ..Block::clone(&workspace.blocks[&BlockId::derived("Call home")]) };
    workspace.blocks.insert(block.id, block.into());
    let finish = Action::CloseTask(TaskId::derived("demo/Call home"), Outcome::Done);
    let app = of(workspace.apply(&finish, moment()).unwrap());
    assert!(app.is_there("09:00 · done"));
    assert!(!app.is_there("Tomorrow: Call home"));
}

#[test]
fn planned_blocks_stay_visible_after_the_day_is_closed() {
    let mut app = of(with_more_left());
    app.press(Modifiers::NONE, Key::C);
    assert!(app.is_there("The plan is done."));
    assert!(app.is_there("11:00 · put off") && app.is_there("14:30 · put off"));
    assert!(app.query_by_label_contains("planned 1 h 45, worked 15 min").is_some());
}

#[test]
fn the_arrows_go_from_month_to_month() {
    let mut app = of(demo_workspace(moment()));
    app.wait_until("2027-01-31T09:40:00");
    app.press(Modifiers::NONE, Key::Escape);
    app.click("Look back on: Month");
    app.click("Later");
    assert!(app.is_there("1 to 28 February 2027"));
    app.click("Earlier");
    app.click("Earlier");
    assert!(app.is_there("1 to 31 December 2026"));
}
