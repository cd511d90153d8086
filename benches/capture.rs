//! The cost of a keystroke in quick add, and in the search over 110,000 tasks.
//!
//! `cargo bench --bench capture`

use std::hint::black_box;

use chrono::{DateTime, NaiveDateTime, NaiveTime};
use criterion::{Criterion, criterion_group, criterion_main};
use egui::{Context, Event, Key, Modifiers, RawInput, Rect, pos2, vec2};
use gapwise::app::{Clock, Gapwise};
use gapwise::calendar::Tz;
use gapwise::exchange::{DateOrder, Reading, understand};
use gapwise::model::{ClosedTask, Moment, Order, Outcome, Step, StepId, Task, TaskId, Workspace};
use gapwise::query::Index;
use gapwise::ui::theme;

const WORDS: [&str; 12] = [
    "draft",
    "report",
    "call",
    "dentist",
    "introduction",
    "slides",
    "review",
    "northwind",
    "invoice",
    "garden",
    "thesis",
    "outline",
];

fn workspace() -> Workspace {
    let mut workspace = Workspace::default();
    let word = |n: usize| WORDS[n % WORDS.len()];
    for n in 0..110_000 {
        let title = format!("{} the {} number {n} for {}", word(n), word(n / 12 + 3), word(n / 144 + 7));
        let id = TaskId::derived(&n.to_string());
        let mut task = Task::new(id, title, Order::default(), DateTime::UNIX_EPOCH);
        task.steps.push(Step::new(StepId::derived(&n.to_string()), format!("Ask {}", word(n / 5))));
        task.tags.insert(word(n / 7).to_owned());
        if n < 10_000 {
            workspace.tasks.insert(id, task.into());
        } else {
            let closed = ClosedTask { task, closed: DateTime::UNIX_EPOCH, outcome: Outcome::Done };
            workspace.closed.insert(id, closed.into());
        }
    }
    workspace
}

fn search(c: &mut Criterion) {
    let workspace = workspace();
    c.bench_function("search/index of 110,000 tasks", |b| b.iter(|| black_box(Index::of(&workspace))));
    let index = Index::of(&workspace);
    let mut edited = workspace.clone();
    let mut task = Task::clone(edited.tasks.values().next().expect("a task"));
    task.title = "Something else".into();
    edited.tasks.insert(task.id, task.into());
    c.bench_function("search/index after an edit", |b| b.iter(|| black_box(index.brought_to(&edited))));
    for query in ["d", "dr", "draft nor", "invoice 4711", "zzz"] {
        c.bench_function(&format!("search/keystroke to '{query}'"), |b| {
            b.iter(|| black_box(index.search(query, 50)));
        });
    }
}

/// A window of 1440 by 900 points with 60 frames a second.
struct Window {
    ctx: Context,
    app: Gapwise,
    frames: u32,
}

impl Window {
    fn open(workspace: Workspace) -> Self {
        let ctx = Context::default();
        theme::install(&ctx);
        let now = "2026-11-23T09:40:00".parse().expect("a time");
        let mut app = Gapwise::in_memory(workspace, Clock::frozen(now), Tz::UTC);
        app.plan_off_the_frame();
        Self { ctx, app, frames: 0 }
    }

    fn frame(&mut self, events: Vec<Event>) -> usize {
        self.frames += 1;
        let screen = Rect::from_min_size(pos2(0.0, 0.0), vec2(1440.0, 900.0));
        let time = Some(f64::from(self.frames) / 60.0);
        let input = RawInput { screen_rect: Some(screen), time, events, ..RawInput::default() };
        let mut output = self.ctx.run_ui(input, |ui| self.app.frame_ui(ui));
        output.textures_delta.clear();
        black_box(self.ctx.tessellate(output.shapes, output.pixels_per_point).len())
    }
}

fn key(key: Key, modifiers: Modifiers) -> Event {
    Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers }
}

/// Measures the frames of a window while the user types a search and a worker searches 110,000 tasks.
fn typing(c: &mut Criterion) {
    let mut window = Window::open(workspace());
    window.frame(vec![key(Key::F, Modifiers::COMMAND)]);
    for _ in 0..5 {
        window.frame(Vec::new());
    }
    let mut typed = 0;
    c.bench_function("search/frame with a keystroke", |b| {
        b.iter(|| {
            typed = (typed + 1) % 8;
            let event = if typed < 4 { Event::Text("d".into()) } else { key(Key::Backspace, Modifiers::NONE) };
            window.frame(vec![event])
        });
    });
}

/// Measures a paste of 5 MB into the quick-add line, until its first tasks are drawn and it is closed again.
fn pasting(c: &mut Criterion) {
    let mut window = Window::open(Workspace::default());
    let text = "Call Ann about the report for the garden 25m fri\n".repeat(100_000);
    c.bench_function("paste/100,000 lines", |b| {
        b.iter(|| {
            window.frame(vec![key(Key::A, Modifiers::NONE)]);
            window.frame(vec![Event::Paste(text.clone())]);
            let drawn = window.frame(Vec::new());
            window.frame(vec![key(Key::Escape, Modifiers::NONE)]);
            drawn
        });
    });
}

fn quick_add(c: &mut Criterion) {
    let local: NaiveDateTime = "2026-11-23T09:40:00".parse().expect("a time");
    let now = Moment { instant: local.and_utc(), local };
    let reading = Reading::at(now, Tz::UTC, NaiveTime::from_hms_opt(4, 0, 0).expect("a time"), DateOrder::DayFirst);
    let line = "Draft the intro of every third chapter 25m #thesis fri 14:00 \"quoted\" at 3 or sun, ".repeat(13);
    c.bench_function("quick add/1,000 characters", |b| b.iter(|| understand(black_box(&line[..1_000]), &reading)));
    let line = "a / ".repeat(5_000);
    c.bench_function("quick add/20,000 characters", |b| b.iter(|| understand(black_box(&line), &reading)));
    let line = "Draft intro 25m #thesis fri 14:00 !! ~low every 2 weeks >mon";
    c.bench_function("quick add/a line", |b| b.iter(|| understand(black_box(line), &reading)));
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20).measurement_time(std::time::Duration::from_secs(3));
    targets = search, typing, pasting, quick_add
}
criterion_main!(benches);
