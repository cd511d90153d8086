//! Pictures of the whole window, drawn by our own rasteriser. `UPDATE_SNAPSHOTS=true cargo test` makes them anew.

use egui::{Theme, vec2};
use gapwise::app::demo_workspace;

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
    app.press(egui::Modifiers::COMMAND, egui::Key::Num2);
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
