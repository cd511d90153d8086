//! The jobs of a day, counted in keys and clicks. Typed texts do not count; the key that ends one does.

use chrono::TimeDelta;
use egui::{Key, Modifiers, vec2};
use gapwise::app::demo_workspace;
use gapwise::model::{Block, BlockId, BlockState, Minutes, Order, Quadrant, Task, TaskId, Workspace};
use gapwise::store::Preferences;

use crate::harness::{App, Hands as _, at, demo, moment, open, with_tasks};
use crate::ui_rhythm::planned;

const PLANNED: BlockState = BlockState::Planned;

/// A window, and the keys and clicks so far.
struct Job {
    app: App,
    count: usize,
}

impl Job {
    fn of(app: App) -> Self {
        Self { app, count: 0 }
    }

    fn key(&mut self, modifiers: Modifiers, key: Key) {
        self.app.press(modifiers, key);
        self.count += 1;
    }

    fn click(&mut self, label: &str) {
        self.app.click(label);
        self.count += 1;
    }

    /// Types into the field that has the cursor.
    fn text(&mut self, text: &str) {
        self.app.event(egui::Event::Text(text.to_owned()));
        self.app.run();
    }

    fn workspace(&self) -> &Workspace {
        self.app.state().workspace()
    }

    fn task(&self, title: &str) -> Task {
        Task::clone(self.workspace().tasks.values().find(|task| task.title == title).expect("an open task"))
    }

    fn takes(&self, most: usize) {
        assert!(self.count <= most, "{} keys and clicks, and at most {most} are allowed", self.count);
    }
}

/// Returns the app on cards that are not sorted yet, with the first one selected.
fn inbox(titles: &[&str]) -> App {
    let mut workspace = Workspace::default();
    let mut order = Order::default();
    for title in titles {
        let task = Task::new(TaskId::derived(title), *title, order.clone(), moment().instant);
        order = Order::between(Some(&order), None);
        workspace.tasks.insert(task.id, task.into());
    }
    let mut app = open(workspace, vec2(1440.0, 900.0), egui::Theme::Light);
    app.click(titles[0]);
    app
}

#[test]
fn a_thought_is_captured_with_two_keys() {
    let mut job = Job::of(demo());
    job.key(Modifiers::NONE, Key::A);
    job.text("Water the plants 10m");
    job.key(Modifiers::NONE, Key::Enter);
    assert_eq!(job.task("Water the plants").estimate, Some(Minutes::new(10)));
    job.takes(2);
}

#[test]
fn each_row_of_the_inbox_is_filed_with_one_key() {
    let mut job = Job::of(inbox(&["Call", "Write", "Read"]));
    job.key(Modifiers::NONE, Key::Num2);
    job.key(Modifiers::NONE, Key::Num1);
    job.key(Modifiers::NONE, Key::Num4);
    let board = job.app.state().board();
    let rows = |quadrant| board.column(quadrant).rows.iter().map(|row| row.task).collect::<Vec<_>>();
    assert_eq!(rows(Quadrant::Schedule), [TaskId::derived("Call")]);
    assert_eq!(rows(Quadrant::Do), [TaskId::derived("Write")]);
    assert_eq!(rows(Quadrant::Eliminate), [TaskId::derived("Read")]);
    job.takes(3);
}

#[test]
fn a_long_task_gets_six_steps_with_seven_keys() {
    let mut app = with_tasks(&["Report"]);
    app.click("Report");
    app.write("Estimate", "3h");
    app.press(Modifiers::NONE, Key::Escape);
    app.click("Report");
    let mut job = Job::of(app);
    job.key(Modifiers::SHIFT, Key::A);
    for step in ["Outline 20m", "Collect 30m", "Draft 50m", "Figures 30m", "Revise 30m", "Send 20m"] {
        job.text(step);
        job.key(Modifiers::NONE, Key::Enter);
    }
    let task = job.task("Report");
    assert_eq!((task.steps.len(), task.left(Minutes::new(25))), (6, Minutes::new(180)));
    job.takes(7);
}

#[test]
fn the_next_step_is_ticked_and_planned_with_one_key_each() {
    let mut app = demo();
    app.click("Draft introduction");
    let before = (app.state().workspace().blocks.len(), app.state().workspace().clone());
    let mut job = Job::of(app);
    job.key(Modifiers::NONE, Key::Space);
    assert_eq!(job.task("Draft introduction").progress().0, 2);
    job.takes(1);
    job.key(Modifiers::NONE, Key::P);
    assert_eq!(job.workspace().blocks.len(), before.0 + 1);
    job.takes(2);
}

#[test]
fn a_card_is_planned_with_one_drag() {
    let mut app = demo();
    let blocks = app.state().workspace().blocks.len();
    let (from, to) = (app.place("Call home").center(), app.place("Free 14:10–14:30").center());
    app.drag(from, to);
    assert_eq!(app.state().workspace().blocks.len(), blocks + 1);
}

#[test]
fn the_day_is_accepted_started_and_finished_with_one_key_each() {
    let mut job = Job::of(demo());
    let (blocks, suggestions) = (job.workspace().blocks.len(), job.app.state().shown_suggestions().len());
    job.key(Modifiers::COMMAND | Modifiers::SHIFT, Key::Enter);
    assert_eq!(job.workspace().blocks.len(), blocks + suggestions);
    job.key(Modifiers::NONE, Key::S);
    assert!(job.workspace().running().is_some(), "the offer of the Now strip runs");
    job.key(Modifiers::SHIFT, Key::D);
    assert!(job.workspace().open_session().is_none());
    job.takes(3);
}

#[test]
fn an_interruption_and_the_way_back_take_two_keys() {
    let mut app = demo();
    app.press(Modifiers::NONE, Key::S);
    let mut job = Job::of(app);
    job.key(Modifiers::SHIFT, Key::I);
    assert!(job.workspace().open_session().is_some_and(|session| session.paused.is_some()));
    job.key(Modifiers::NONE, Key::Enter);
    assert!(job.workspace().open_session().is_some_and(|session| session.paused.is_none()));
    job.takes(2);
}

#[test]
fn running_late_takes_two_keys_or_one_drag_and_a_key() {
    let day = || planned(&[("Write", "09:45", 45, PLANNED), ("Read", "10:35", 30, PLANNED)]);
    let start = |job: &Job| job.workspace().blocks[&BlockId::derived("Write")].start;
    let mut job = Job::of(open(day(), vec2(1440.0, 900.0), egui::Theme::Light));
    job.key(Modifiers::SHIFT, Key::L);
    assert_eq!(start(&job), at("09:45"), "it is previewed");
    job.key(Modifiers::NONE, Key::Enter);
    assert!(start(&job) >= at("10:00"));
    job.takes(2);
    let mut job = Job::of(open(day(), vec2(1440.0, 900.0), egui::Theme::Light));
    let hour = Preferences::default().hour_height;
    let from = job.app.place("Running late").center();
    job.app.drag(from, from + vec2(0.0, hour / 2.0));
    assert!(job.app.is_there("Running 30 min late"));
    job.key(Modifiers::NONE, Key::Enter);
    assert!(start(&job) >= at("10:10"));
    job.takes(1);
}

#[test]
fn a_due_date_moves_with_two_keys() {
    let mut app = demo();
    app.click("Draft introduction");
    let mut job = Job::of(app);
    job.key(Modifiers::COMMAND | Modifiers::SHIFT, Key::D);
    job.text("fri");
    job.key(Modifiers::NONE, Key::Enter);
    let due = job.task("Draft introduction").due.expect("a due date");
    assert_eq!(due.date, at("12:00").date() + TimeDelta::days(4));
    job.takes(2);
}

#[test]
fn monday_with_leftovers_takes_two_clicks() {
    let friday = TimeDelta::days(3);
    let mut workspace = planned(&[("Write", "09:00", 30, PLANNED), ("Read", "10:00", 30, PLANNED)]);
    for (_, block) in workspace.blocks.clone() {
        let moved = Block { start: block.start - friday, ..Block::clone(&block) };
        workspace.blocks.insert(block.id, moved.into());
    }
    let mut app = open(workspace, vec2(1440.0, 900.0), egui::Theme::Light);
    let greeted = Some(at("12:00").date() - friday);
    app.state_mut().use_preferences(Preferences { greeted, ..Preferences::default() });
    app.run();
    let mut job = Job::of(app);
    job.click("All to today's plan");
    job.click("Start the day");
    let today = at("12:00").date();
    assert!(job.workspace().blocks.values().all(|block| block.start.date() == today));
    job.takes(2);
}

#[test]
fn the_day_is_shut_down_with_one_key() {
    let mut job = Job::of(open(demo_workspace(moment()), vec2(1440.0, 900.0), egui::Theme::Light));
    job.key(Modifiers::NONE, Key::C);
    assert!(job.workspace().closed_day(at("12:00").date()).is_some());
    job.takes(1);
}
