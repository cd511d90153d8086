//! Pictures of the whole window, drawn by our own rasteriser. `UPDATE_SNAPSHOTS=true cargo test` makes them anew.

use egui::{Key, Modifiers, Theme, vec2};
use egui_kittest::kittest::Queryable as _;
use gapwise::app::demo_workspace;
use gapwise::model::Workspace;
use gapwise::ui::Reach;

use crate::harness::{Hands as _, moment, open};

fn picture(name: &str, width: f32, height: f32, theme: Theme) {
    let mut app = open(demo_workspace(moment()), vec2(width, height), theme);
    if width >= 1200.0 {
        app.click("Draft introduction");
        app.remove_cursor();
        app.run();
    }
    app.snapshot(name);
}

#[test]
fn light_large() {
    picture("plan-light-1440x900", 1440.0, 900.0, Theme::Light);
}

#[test]
fn dark_large() {
    picture("plan-dark-1440x900", 1440.0, 900.0, Theme::Dark);
}

#[test]
fn light_small() {
    picture("plan-light-1024x640", 1024.0, 640.0, Theme::Light);
}

#[test]
fn dark_small() {
    picture("plan-dark-1024x640", 1024.0, 640.0, Theme::Dark);
}

fn week(name: &str, theme: Theme) {
    let mut workspace = demo_workspace(moment());
    // Few tasks: planning seven full days takes long without optimisation.
    let kept = workspace.blocks.values().map(|block| block.task).collect::<std::collections::HashSet<_>>();
    let few = workspace.tasks.iter().filter(|(id, task)| kept.contains(id) || task.title == "Strength training");
    workspace.tasks = few.map(|(id, task)| (*id, task.clone())).collect();
    let mut app = open(workspace, vec2(1440.0, 900.0), theme);
    app.press(Modifiers::COMMAND, Key::Num2);
    app.remove_cursor();
    app.run();
    app.snapshot(name);
}

#[test]
fn light_week() {
    week("week-light-1440x900", Theme::Light);
}

#[test]
fn dark_week() {
    week("week-dark-1440x900", Theme::Dark);
}

/// Draws every other view, panel and dialog of the demo, with the keys that open it.
fn scene(name: &str, theme: Theme) {
    let workspace = if name == "first-run" { Workspace::default() } else { demo_workspace(moment()) };
    let mut app = open(workspace, vec2(1024.0, 700.0), theme);
    match name {
        "first-run" => {}
        "focus-offer" => app.press(Modifiers::COMMAND, Key::Num3),
        "focus-running" => {
            app.press(Modifiers::NONE, Key::S);
            app.press(Modifiers::COMMAND, Key::Num3);
        }
        "focus-paused" => {
            app.press(Modifiers::NONE, Key::S);
            app.press(Modifiers::SHIFT, Key::P);
            app.press(Modifiers::COMMAND, Key::Num3);
        }
        "focus-break" => {
            app.press(Modifiers::NONE, Key::B);
            app.press(Modifiers::COMMAND, Key::Num3);
        }
        "review-month" => {
            app.press(Modifiers::COMMAND, Key::Num4);
            app.state_mut().look_back_on(Reach::Month);
        }
        "quick-add" => {
            app.press(Modifiers::COMMAND, Key::N);
            app.event(egui::Event::Text("Draft the talk 2h fri 14:00 #talk !!".into()));
        }
        "filter" => app.press(Modifiers::NONE, Key::F),
        "why" => {
            app.click("Suggestion: Fix login redirect");
            app.press(Modifiers::NONE, Key::W);
        }
        "review-day" => app.press(Modifiers::COMMAND, Key::Num4),
        "review-week" => {
            app.press(Modifiers::COMMAND, Key::Num4);
            app.state_mut().look_back_on(Reach::Week);
        }
        "palette" => app.press(Modifiers::COMMAND, Key::K),
        "find" => app.press(Modifiers::COMMAND, Key::F),
        "shortcuts" => app.press(Modifiers::NONE, Key::Questionmark),
        "settings" => app.press(Modifiers::COMMAND, Key::Comma),
        "plan-list" => app.press(Modifiers::NONE, Key::P),
        "minutes" => app.press(Modifiers::NONE, Key::G),
        "replan" => app.press(Modifiers::NONE, Key::R),
        "what-if" => app.press(Modifiers::NONE, Key::Q),
        "calendars" => app.command("Calendars"),
        "morning" => app.command("Morning"),
        "trash" => app.command("Trash"),
        "event" => app.click("Client call: Northwind"),
        "three-days" => {
            app.press(Modifiers::COMMAND, Key::Num2);
            app.press(Modifiers::NONE, Key::D);
        }
        "month" => app.click("Mon 23 November"),
        "task" => app.click("Draft introduction"),
        "block" => {
            app.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::Enter);
            let both: Vec<_> = app.query_all_by_label("Fix login redirect").collect();
            let on_the_right = both.iter().max_by(|a, b| a.rect().left().total_cmp(&b.rect().left()));
            on_the_right.unwrap().click();
            app.run();
        }
        "evening" => {
            app.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::Enter);
            app.wait_until("2026-11-23T17:45:00");
            app.press(Modifiers::COMMAND, Key::Num4);
        }
        "leftovers" => {
            app.press(Modifiers::COMMAND | Modifiers::SHIFT, Key::Enter);
            app.wait_until("2026-11-24T08:45:00");
        }
        "report" => {
            app.press(Modifiers::COMMAND, Key::Num4);
            app.click("Report…");
        }
        other => unreachable!("{other} is not a scene"),
    }
    app.remove_cursor();
    app.run();
    let theme = if theme == Theme::Dark { "dark" } else { "light" };
    app.snapshot(format!("{name}-{theme}"));
}

macro_rules! scenes {
    ($($scene:ident: $name:literal,)*) => {$(
        mod $scene {
            use egui::Theme;

            #[test]
            fn light() {
                super::scene($name, Theme::Light);
            }

            #[test]
            fn dark() {
                super::scene($name, Theme::Dark);
            }
        }
    )*};
}

scenes! {
    first_run: "first-run",
    focus_offer: "focus-offer",
    focus_running: "focus-running",
    focus_paused: "focus-paused",
    focus_break: "focus-break",
    quick_add: "quick-add",
    filter: "filter",
    why: "why",
    review_month: "review-month",
    review_day: "review-day",
    review_week: "review-week",
    palette: "palette",
    find: "find",
    shortcuts: "shortcuts",
    settings: "settings",
    plan_list: "plan-list",
    minutes: "minutes",
    replan: "replan",
    what_if: "what-if",
    calendars: "calendars",
    morning: "morning",
    trash: "trash",
    event: "event",
    three_days: "three-days",
    month: "month",
    task: "task",
    block: "block",
    evening: "evening",
    leftovers: "leftovers",
    report: "report",
}
