//! The whole app in a test: a frozen clock, plans made in the frame, nothing on disk, real pointer and key events.

use chrono::NaiveDateTime;
use egui::{Modifiers, Pos2, Rect, Vec2, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use gapwise::app::{Clock, Gapwise, demo_workspace};
use gapwise::calendar::Tz;
use gapwise::model::{Moment, Order, Task, TaskId, Workspace};
use gapwise::ui::theme;

use crate::raster::CpuRenderer;

pub type App = Harness<'static, Gapwise>;

/// A Monday morning.
pub const NOW: &str = "2026-11-23T09:40:00";

pub fn moment() -> Moment {
    let local: NaiveDateTime = NOW.parse().unwrap();
    Moment { instant: local.and_utc(), local }
}

pub fn at(time: &str) -> NaiveDateTime {
    format!("2026-11-23T{time}:00").parse().unwrap()
}

/// Returns the app on a workspace, drawn until it is at rest.
pub fn open(workspace: Workspace, size: Vec2, theme: egui::Theme) -> App {
    of(Gapwise::in_memory(workspace, Clock::frozen(moment().local), Tz::UTC), size, theme)
}

/// Returns a window for an app, drawn until it is at rest.
pub fn of(mut app: Gapwise, size: Vec2, theme: egui::Theme) -> App {
    let mut harness = Harness::builder()
        .with_size(size)
        .with_theme(theme)
        .with_max_steps(60)
        .with_context_setup(move |ctx| {
            theme::install(ctx);
            ctx.set_theme(theme);
        })
        .renderer(CpuRenderer::default())
        .build_ui_state(
            move |ui, app: &mut Gapwise| {
                let content = ui.ctx().content_rect();
                // The native window is cleared to this colour before a frame.
                ui.painter().rect_filled(content, 0.0, theme::Colors::of(ui.ctx().theme()).background);
                let window = egui::UiBuilder::new().max_rect(content);
                app.frame_ui(&mut ui.new_child(window));
            },
            {
                app.choose_theme(theme);
                app.show_inspector();
                app
            },
        );
    harness.run();
    harness
}

pub fn demo() -> App {
    open(demo_workspace(moment()), vec2(1440.0, 900.0), egui::Theme::Light)
}

/// Returns the app on some tasks, all important, in this order.
pub fn with_tasks(titles: &[&str]) -> App {
    let mut workspace = Workspace::default();
    let mut order = Order::default();
    for title in titles {
        let mut task = Task::new(TaskId::derived(title), *title, order.clone(), moment().instant);
        task.important = Some(true);
        order = Order::between(Some(&order), None);
        workspace.tasks.insert(task.id, task.into());
    }
    open(workspace, vec2(1440.0, 900.0), egui::Theme::Light)
}

pub trait Hands {
    /// Returns the place of the item with this label.
    fn place(&self, label: &str) -> Rect;
    fn is_there(&self, label: &str) -> bool;
    fn click(&mut self, label: &str);
    /// Clicks so many times in one frame; the steps of a test are too long for a click or a double click.
    fn clicks_at(&mut self, at: Pos2, count: usize);
    /// Presses at `from`, moves in ten steps to `to`, and releases.
    fn drag(&mut self, from: Pos2, to: Pos2);
    /// Does the same without releasing.
    fn hold(&mut self, from: Pos2, to: Pos2);
    fn let_go(&mut self, at: Pos2);
    fn press(&mut self, modifiers: Modifiers, key: egui::Key);
    fn write(&mut self, label: &str, text: &str);
    /// Runs a command by its name in the palette.
    fn command(&mut self, name: &str);
    /// Replaces the text of a field.
    fn rewrite(&mut self, label: &str, text: &str);
    /// Sets the clock to a time like "2026-11-24T09:00:00".
    fn wait_until(&mut self, time: &str);
    /// Returns the y of a time on the timeline.
    fn y_of(&self, time: &str) -> f32;
}

impl Hands for App {
    fn place(&self, label: &str) -> Rect {
        self.get_by_label(label).rect()
    }

    fn is_there(&self, label: &str) -> bool {
        self.query_all_by_label(label).next().is_some()
    }

    fn click(&mut self, label: &str) {
        self.get_by_label(label).click();
        self.run();
    }

    fn clicks_at(&mut self, at: Pos2, count: usize) {
        self.hover_at(at);
        self.run();
        let (button, modifiers) = (egui::PointerButton::Primary, Modifiers::NONE);
        let press = |pressed| egui::Event::PointerButton { pos: at, button, pressed, modifiers };
        self.input_mut().events.extend((0..2 * count).map(|n| press(n % 2 == 0)));
        self.run();
    }

    fn drag(&mut self, from: Pos2, to: Pos2) {
        self.hold(from, to);
        self.let_go(to);
    }

    fn hold(&mut self, from: Pos2, to: Pos2) {
        self.hover_at(from);
        self.drag_at(from);
        for step in 1..=10 {
            self.hover_at(from.lerp(to, step as f32 / 10.0));
        }
        self.run_steps(2);
    }

    fn let_go(&mut self, at: Pos2) {
        self.event(egui::Event::PointerButton {
            pos: at,
            button: egui::PointerButton::Primary,
            pressed: false,
            modifiers: Modifiers::NONE,
        });
        self.run();
    }

    fn press(&mut self, modifiers: Modifiers, key: egui::Key) {
        self.key_press_modifiers(modifiers, key);
        self.run();
    }

    fn write(&mut self, label: &str, text: &str) {
        self.get_by_label(label).focus();
        self.run();
        self.get_by_label(label).type_text(text);
        self.run();
        self.press(Modifiers::NONE, egui::Key::Enter);
    }

    fn command(&mut self, name: &str) {
        self.press(Modifiers::COMMAND, egui::Key::K);
        self.get_by_label("Command or task").type_text(name);
        self.run();
        self.press(Modifiers::NONE, egui::Key::Enter);
    }

    fn rewrite(&mut self, label: &str, text: &str) {
        self.get_by_label(label).focus();
        self.run();
        self.press(Modifiers::COMMAND, egui::Key::A);
        self.get_by_label(label).type_text(text);
        self.run();
        self.press(Modifiers::NONE, egui::Key::Enter);
    }

    fn wait_until(&mut self, time: &str) {
        self.state_mut().set_clock(Clock::frozen(time.parse().unwrap()));
        self.run();
    }

    fn y_of(&self, time: &str) -> f32 {
        // The block of a known time gives the scale.
        let lower = self.place("Client call: Northwind");
        let minutes = (at(time) - at("13:00")).num_minutes() as f32;
        lower.top() + minutes * lower.height() / 60.0
    }
}
