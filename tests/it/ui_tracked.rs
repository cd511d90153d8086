//! Tracked time beside the plan: seen, corrected, added and assigned.

use chrono::TimeDelta;
use egui::Modifiers;
use egui_kittest::kittest::Queryable as _;
use gapwise::app::demo_workspace;
use gapwise::model::{InterruptionKind, Session, SessionId, StepId, TaskId};

use crate::harness::{App, Hands, demo, moment};
use crate::ui_focus::{light, only, running_since};

#[test]
fn something_else_is_logged_and_undone() {
    let mut app = demo();
    app.press(Modifiers::SHIFT, egui::Key::O);
    app.get_by_label("What you did").type_text("Helped Jo");
    app.run();
    app.click("Log");
    let logged = only(&app);
    assert_eq!((logged.title.as_str(), logged.worked(moment().instant).num_minutes()), ("Helped Jo", 15));
    app.press(Modifiers::COMMAND, egui::Key::Z);
    assert!(app.state().workspace().sessions.is_empty());
}

#[test]
fn tracked_time_is_seen_beside_the_plan_and_corrected() {
    let mut workspace = demo_workspace(moment());
    let start = moment().instant - TimeDelta::minutes(35);
    let end = Some(start + TimeDelta::minutes(20));
    let task = Some(TaskId::derived("demo/Call home"));
    let session = Session { task, end, ..Session::new(SessionId::derived("earlier"), start) };
    workspace.sessions.insert(session.id, session.into());
    let mut app = light(workspace);
    app.click("Worked: Call home, 09:05–09:25");
    let field = app.get_by_label("Tracked from and to");
    assert_eq!(field.value().as_deref(), Some("09:05–09:25"));
    app.click("Split in two");
    assert_eq!(app.state().workspace().sessions.len(), 2);
    let minutes = |app: &App| {
        let sessions = app.state().workspace().sessions.values();
        sessions.map(|it| it.worked(moment().instant).num_minutes()).collect::<Vec<_>>()
    };
    assert_eq!(minutes(&app), [10, 10]);
    app.press(Modifiers::COMMAND, egui::Key::Z);
    assert_eq!(minutes(&app), [20]);
    app.click("Worked: Call home, 09:05–09:25");
    app.click("Delete session");
    assert_eq!(minutes(&app), Vec::<i64>::new());
}

#[test]
fn time_that_was_not_tracked_is_added_on_the_lane() {
    let mut app = demo();
    let lane = app.get_by_label("Add untracked time").rect();
    app.click("Add untracked time");
    assert!(lane.width() < 12.0, "a narrow lane beside the blocks");
    app.get_by_label("What was done").focus();
    app.run();
    app.get_by_label("What was done").type_text("call home");
    app.run();
    app.get_by_label("Done from and to").focus();
    app.run();
    app.press(Modifiers::COMMAND, egui::Key::A);
    app.get_by_label("Done from and to").type_text("9:00-9:20");
    app.run();
    app.click("Add");
    let added = only(&app);
    assert_eq!(added.task, Some(TaskId::derived("demo/Call home")));
    assert_eq!(added.worked(moment().instant).num_minutes(), 20);
    assert!(app.is_there("Worked: Call home, 09:00–09:20"));
    app.press(Modifiers::COMMAND, egui::Key::Z);
    assert!(app.state().workspace().sessions.is_empty());
}

#[test]
fn logging_other_work_ends_the_session_and_undo_restores_it() {
    let mut app = light(running_since(9));
    app.press(Modifiers::SHIFT, egui::Key::O);
    app.get_by_label("What you did").type_text("Helped Jo");
    app.run();
    app.click("Log");
    assert!(app.state().workspace().open_session().is_none());
    assert!(app.is_there("Logged: Helped Jo, 15 min. Stopped: Write the first paragraph, less 9 min for it."));
    app.press(Modifiers::COMMAND, egui::Key::Z);
    let running = app.state().workspace().open_session().expect("it runs again").clone();
    assert_eq!(
        (running.title.as_str(), running.length(moment().instant).num_minutes()),
        ("Write the first paragraph", 9)
    );
    assert_eq!(app.state().workspace().sessions.len(), 1);
}

#[test]
fn logged_work_is_cut_to_untracked_time_with_a_message() {
    let mut workspace = demo_workspace(moment());
    let start = moment().instant - TimeDelta::minutes(30);
    let end = Some(moment().instant - TimeDelta::minutes(4));
    let session = Session { end, ..Session::new(SessionId::derived("earlier"), start) };
    workspace.sessions.insert(session.id, session.into());
    let mut app = light(workspace);
    app.press(Modifiers::SHIFT, egui::Key::O);
    app.get_by_label("What you did").type_text("Helped Jo");
    app.run();
    app.click("Log");
    assert!(app.is_there("Logged: Helped Jo, 4 min. Already tracked before: 11 min."));
}

#[test]
fn tracked_time_is_assigned_to_another_task_and_shows_its_pauses() {
    let mut workspace = demo_workspace(moment());
    let start = moment().instant - TimeDelta::minutes(35);
    let mut session = Session::new(SessionId::derived("earlier"), start);
    (session.title, session.end) = ("Phone".into(), Some(start + TimeDelta::minutes(20)));
    session.interruptions.push(gapwise::model::Interruption {
        at: start + TimeDelta::minutes(5),
        until: Some(start + TimeDelta::minutes(9)),
        why: "door".into(),
        kind: InterruptionKind::Interrupted,
    });
    workspace.sessions.insert(session.id, session.into());
    let mut app = light(workspace);
    let lane = app.place("Add untracked time");
    let free = egui::pos2(lane.center().x, app.y_of("09:32"));
    app.hover_at(free);
    app.drag_at(free);
    app.let_go(free);
    let field = app.get_by_label("Done from and to").value();
    assert_eq!(field.as_deref(), Some("09:25–09:30"), "only what is free is proposed");
    app.press(Modifiers::NONE, egui::Key::Escape);
    app.click("Worked: Phone, 09:05–09:25");
    assert!(app.is_there("Interrupted 09:10–09:14: door"));
    app.rewrite("What it was", "write the first paragraph");
    let session = only(&app);
    assert_eq!(session.task, Some(TaskId::derived("demo/Draft introduction")));
    assert_eq!(session.step, Some(StepId::derived("demo/Draft introduction/Write the first paragraph")));
    assert!(app.is_there("Worked: Write the first paragraph, 09:05–09:25"));
}
