//! Pictures of every kind of reminder, and of the page after a panic.

use chrono::TimeDelta;
use egui::{Key, Modifiers, Theme, vec2};
use egui_kittest::kittest::Queryable as _;
use egui_kittest::{Harness, SnapshotResults};
use gapwise::app::{Clock, Gapwise, demo_workspace};
use gapwise::calendar::Tz;
use gapwise::model::{
    Action, Block, BlockId, BlockState, Due, EventId, Minutes, SessionId, TaskField, TaskId, Workspace,
};
use gapwise::ui::{ReminderSubject, theme};

use crate::harness::{App, Hands as _, at, moment, of};
use crate::raster::CpuRenderer;
use crate::ui_focus::running_since;

fn subjects() -> [ReminderSubject; 7] {
    let (now, session) = (moment(), SessionId::derived("running"));
    [
        ReminderSubject::DueToday(now.local.date()),
        ReminderSubject::Block(BlockId::derived("planned"), now.local),
        ReminderSubject::Due { task: TaskId::derived("demo/Fix login redirect"), time: at("10:00"), at_it: false },
        ReminderSubject::BreakDue { session, late: true },
        ReminderSubject::FocusEnd(session, Minutes::new(25)),
        ReminderSubject::BreakEnd(now.instant),
        ReminderSubject::Event(EventId::derived("demo/Stand-up"), at("10:00")),
    ]
}

/// Returns the name of a reminder's picture, the text it begins with, and a window that shows it. A subject that is added has no
/// arm here, and is then added to [`subjects`] too.
fn shown(subject: ReminderSubject, theme: Theme) -> (&'static str, &'static str, App) {
    let demo = || demo_workspace(moment());
    let window = |workspace: Workspace, time: &str| {
        of(Gapwise::in_memory(workspace, Clock::frozen(at(time)), Tz::UTC), vec2(1024.0, 700.0), theme)
    };
    match subject {
        ReminderSubject::DueToday(_) => ("due-today", "due by today", window(demo(), "09:00")),
        ReminderSubject::Block(id, start) => {
            let mut workspace = demo();
            let (task, minutes) = (TaskId::derived("demo/Fix login redirect"), Minutes::new(25));
            let block = Block { id, task, step: None, start, minutes, state: BlockState::Planned };
            workspace.blocks.insert(id, block.into());
            ("block", "Fix login redirect", window(workspace, "09:40"))
        }
        ReminderSubject::Due { task, time, .. } => {
            let due = Due { time: Some(time.time()), ..Due::on(time.date()) };
            let edit = Action::EditTask(task, TaskField::Due(Some(due)));
            ("due", "Fix login redirect: due in", window(demo().apply(&edit, moment()).unwrap(), "09:45"))
        }
        ReminderSubject::BreakDue { .. } => {
            ("break-due", "1 h 50 without a break", window(running_since(110), "09:40"))
        }
        ReminderSubject::FocusEnd(..) => ("focus-end", "25 min are up", window(running_since(25), "09:40")),
        ReminderSubject::BreakEnd(_) => {
            let mut app = window(demo(), "09:40");
            app.press(Modifiers::NONE, Key::B);
            app.wait_until("2026-11-23T09:46:00");
            ("break-end", "The break is over", app)
        }
        ReminderSubject::Event(_, start) => {
            let mut app = window(demo(), "09:40");
            app.wait_until(&(start - TimeDelta::minutes(4)).format("%Y-%m-%dT%H:%M:%S").to_string());
            ("meeting", "in 4 minutes", app)
        }
    }
}

fn pictures(theme: Theme) {
    let mut results = SnapshotResults::new();
    for subject in subjects() {
        let (name, text, mut app) = shown(subject, theme);
        assert!(app.query_all_by_label_contains(text).next().is_some(), "{name} is shown");
        app.snapshot(format!("reminder-{name}-{}", suffix(theme)));
        results.extend(app.take_snapshot_results());
    }
}

fn suffix(theme: Theme) -> &'static str {
    if theme == Theme::Dark { "dark" } else { "light" }
}

#[test]
fn reminders_light() {
    pictures(Theme::Light);
}

#[test]
fn reminders_dark() {
    pictures(Theme::Dark);
}

#[test]
fn the_page_after_a_panic() {
    let mut results = SnapshotResults::new();
    for theme in [Theme::Light, Theme::Dark] {
        let mut app = Gapwise::in_memory(Workspace::default(), Clock::frozen(moment().local), Tz::UTC);
        let mut drawn = false;
        let mut window = Harness::builder()
            .with_size(vec2(1024.0, 640.0))
            .with_theme(theme)
            .with_context_setup(move |ctx| {
                theme::install(ctx);
                ctx.set_theme(theme);
            })
            .renderer(CpuRenderer::default())
            .build_ui(move |ui| {
                let content = ui.ctx().content_rect();
                ui.painter().rect_filled(content, 0.0, theme::Colors::of(ui.ctx().theme()).background);
                app.guarded(ui, |_, _| assert!(drawn, "a mistake made on purpose"));
                drawn = true;
            });
        window.run();
        window.get_by_label("Gapwise crashed.");
        window.snapshot(format!("stopped-{}", suffix(theme)));
        results.extend(window.take_snapshot_results());
    }
}
