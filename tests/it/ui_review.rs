//! The Review view through its accessible tree: the day's end, charts with their words, advice, reports.

use chrono::TimeDelta;
use egui::vec2;
use egui_kittest::kittest::Queryable as _;
use gapwise::app::demo_workspace;
use gapwise::model::{BlockState, PlanningDay, Session, SessionId, TaskId, Workspace};

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
    assert!(app.query_by_label_contains("35m on what is important").is_some(), "15 ticked and 20 timed");
    assert!(app.is_there("Tomorrow: Point 2: missing baseline"));
    assert_eq!(planned(&app), 1);
    app.click("Done for today");
    assert_eq!(planned(&app), 0);
    assert!(app.is_there("Done for today. Rest well."));
    app.press(egui::Modifiers::COMMAND, egui::Key::Z);
    assert_eq!(planned(&app), 1);
    assert!(app.is_there("Done for today"));
}

#[test]
fn what_is_left_is_moved_to_tomorrow_or_back() {
    let mut app = demo();
    app.click("View: Review");
    app.click("Tomorrow: Point 2: missing baseline");
    let block = app.state().workspace().blocks.values().find(|block| block.state == BlockState::Planned).unwrap();
    assert_eq!(block.start, at("14:30") + TimeDelta::days(1));
}

#[test]
fn tomorrow_begins_with_what_is_chosen() {
    let mut app = demo();
    app.click("View: Review");
    app.click("Check the totals");
    let review = &app.state().workspace().reviews[&today().date];
    assert_eq!(review.first_tomorrow, Some(TaskId::derived("demo/Send revised budget")));
    assert!(app.is_there("Tomorrow begins with: Check the totals"));
    let blocks = app.state().workspace().blocks.values();
    assert_eq!(blocks.filter(|block| today().plus(1).span().contains(block.start)).count(), 1);
}

#[test]
fn charts_say_what_they_show_and_have_tables() {
    let mut app = of(year(moment().local.date(), 900, 1500));
    app.click("Look back on: 13 weeks");
    for chart in ["Work by day and quadrant. ", "Estimates and what they took. ", "Focus by hour of the day. "] {
        assert!(app.query_by_label_contains(chart).is_some(), "{chart}");
    }
    assert!(app.query_all_by_label("As a table").count() >= 2);
    assert!(app.query_by_label_contains("days in a row").is_some());
}

#[test]
fn an_empty_week_invents_nothing() {
    let mut app = of(Workspace::default());
    app.click("Look back on: Week");
    assert!(app.query_by_label_contains("There is too little yet").is_some());
    assert!(app.query_all_by_label("Change it").next().is_none());
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
    let text = |app: &App| app.get_by_label("Text of the report").value().unwrap_or_default();
    assert!(text(&app).starts_with("# Review of Monday, 23 November 2026"), "{}", text(&app));
}
