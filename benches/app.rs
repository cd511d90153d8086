//! Times that a user waits: a frame of the Plan view (logic, layout, tessellation; no GPU), loading and saving.
//!
//! `cargo bench --bench app`

use std::hint::black_box;

use chrono::TimeDelta;
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use egui::{Context, RawInput, Rect, pos2, vec2};
use gapwise::app::{Clock, Gapwise, demo_workspace};
use gapwise::calendar::Tz;
use gapwise::model::{
    Action, Block, BlockId, BlockState, ClosedTask, Event, EventId, EventTime, Minutes, Moment, Order, Outcome,
    Recurrence, Session, SessionId, Span, Step, StepId, Task, TaskField, TaskId, TimerAction, Workspace,
};
use gapwise::store::{Place, load, save};
use gapwise::ui::View;
use gapwise::ui::theme;

const SIZES: [usize; 3] = [100, 1_000, 10_000];

fn moment() -> Moment {
    let local: chrono::NaiveDateTime = "2026-11-23T09:40:00".parse().expect("a time");
    Moment { instant: local.and_utc(), local }
}

/// Returns the example day with `count` open tasks, three steps each.
fn workspace(count: usize) -> Workspace {
    let mut workspace = demo_workspace(moment());
    let mut order = Order::between(workspace.tasks.values().map(|task| &task.order).max(), None);
    for n in workspace.tasks.len()..count {
        let mut task = Task::new(
            TaskId::derived(&format!("bench {n}")),
            format!("Task number {n}"),
            order.clone(),
            moment().instant,
        );
        order = Order::between(Some(&order), None);
        task.important = Some(n % 2 == 0);
        task.tags.insert(format!("tag{}", n % 7));
        let step = |k: usize| Step {
            estimate: Some(Minutes::new(15)),
            ..Step::new(StepId::derived(&format!("{n}/{k}")), format!("Step {k}"))
        };
        task.steps = (0..3).map(step).collect();
        workspace.tasks.insert(task.id, task.into());
    }
    workspace
}

fn input(time: f64, pointer: f32) -> RawInput {
    RawInput {
        screen_rect: Some(Rect::from_min_size(pos2(0.0, 0.0), vec2(1440.0, 900.0))),
        time: Some(time),
        events: vec![egui::Event::PointerMoved(pos2(300.0, 200.0 + pointer))],
        ..RawInput::default()
    }
}

fn frame(ctx: &Context, app: &mut Gapwise, n: u32) -> usize {
    let mut output = ctx.run_ui(input(f64::from(n) / 60.0, (n % 100) as f32), |ui| app.frame_ui(ui));
    output.textures_delta.clear();
    ctx.tessellate(output.shapes, output.pixels_per_point).len()
}

fn frames(c: &mut Criterion) {
    let mut group = c.benchmark_group("frame of the plan view");
    let running = TimerAction::Start {
        session: SessionId::derived("running"),
        task: None,
        step: None,
        title: "Work".into(),
        quadrant: None,
        planned: None,
        block: None,
    };
    let long = ten_years();
    let long_running = long.apply(&Action::Timer(running), moment()).expect("a start");
    let sizes = SIZES.map(|size| (size.to_string(), workspace(size)));
    let logs = [("ten years of log", long), ("ten years of log, and the timer runs", long_running)];
    for (name, whole) in sizes.into_iter().chain(logs.map(|(name, whole)| (name.to_owned(), whole))) {
        let ctx = Context::default();
        theme::install(&ctx);
        let mut app = Gapwise::in_memory(whole, Clock::frozen(moment().local), Tz::UTC);
        let mut n = 0;
        for _ in 0..5 {
            n += 1;
            frame(&ctx, &mut app, n);
        }
        group.bench_function(BenchmarkId::from_parameter(name), |b| {
            b.iter(|| {
                n += 1;
                black_box(frame(&ctx, &mut app, n))
            });
        });
    }
    group.finish();
}

/// Returns a week with 300 blocks and 200 events, half of them in series.
fn full_week() -> Workspace {
    let mut workspace = workspace(1_000);
    workspace.blocks.clear();
    workspace.events.clear();
    let monday: chrono::NaiveDateTime = "2026-11-23T04:00:00".parse().expect("a time");
    let tasks: Vec<TaskId> = workspace.tasks.keys().copied().collect();
    for n in 0..300u32 {
        let start = monday + TimeDelta::days(i64::from(n % 7)) + TimeDelta::minutes(240 + i64::from(n / 7) * 17);
        let id = BlockId::derived(&format!("bench {n}"));
        let task = tasks[n as usize % tasks.len()];
        let block = Block { id, task, step: None, start, minutes: Minutes::new(15), state: BlockState::Planned };
        workspace.blocks.insert(id, block.into());
    }
    let calendar = *workspace.calendars.keys().next().expect("a calendar");
    for n in 0..200u32 {
        let day = i64::from(n % 7);
        let start = monday + TimeDelta::days(day) + TimeDelta::minutes(200 + i64::from(n / 7) * 37);
        let time = EventTime::floating(Span::new(start, start + TimeDelta::minutes(30)));
        let mut event = Event::new(EventId::derived(&format!("bench {n}")), calendar, format!("Meeting {n}"), time);
        let rules = vec!["FREQ=WEEKLY".to_owned()];
        event.recurrence = (n % 2 == 0).then(|| Recurrence { rules, ..Recurrence::default() });
        workspace.events.insert(event.id, event.into());
    }
    workspace.check().expect("a sound week");
    workspace
}

/// Returns the app in its week view, drawn until it is at rest.
fn week_app(ctx: &Context, n: &mut u32) -> Gapwise {
    let mut app = Gapwise::in_memory(full_week(), Clock::frozen(moment().local), Tz::UTC);
    app.show_view(View::Week);
    for _ in 0..5 {
        *n += 1;
        frame(ctx, &mut app, *n);
    }
    app
}

fn week(c: &mut Criterion) {
    let mut group = c.benchmark_group("frame of the week view");
    let ctx = Context::default();
    theme::install(&ctx);
    let mut n = 0;
    let mut app = week_app(&ctx, &mut n);
    group.bench_function("300 blocks, 200 events", |b| {
        b.iter(|| {
            n += 1;
            black_box(frame(&ctx, &mut app, n))
        });
    });
    let at = pos2(400.0, 500.0);
    let press = egui::Event::PointerButton {
        pos: at,
        button: egui::PointerButton::Primary,
        pressed: true,
        modifiers: egui::Modifiers::NONE,
    };
    let held = RawInput { events: vec![egui::Event::PointerMoved(at), press], ..input(f64::from(n) / 60.0, 0.0) };
    let mut output = ctx.run_ui(held, |ui| app.frame_ui(ui));
    output.textures_delta.clear();
    group.bench_function("the same while dragging", |b| {
        b.iter(|| {
            n += 1;
            black_box(frame(&ctx, &mut app, n))
        });
    });
    group.finish();
}

/// Measures from a drop on the day to the suggestions that answer it: the frame of the drop, the plan, the frame that
/// shows it.
fn drop_to_ghosts(c: &mut Criterion) {
    let ctx = Context::default();
    theme::install(&ctx);
    let mut app = Gapwise::in_memory(workspace(2_000), Clock::frozen(moment().local), Tz::UTC);
    let mut n = 0;
    for _ in 0..5 {
        n += 1;
        frame(&ctx, &mut app, n);
    }
    let block = app.workspace().blocks.values().find(|it| it.state == BlockState::Planned).expect("a block").clone();
    c.bench_function("from a drop to updated ghosts/2000", |b| {
        b.iter(|| {
            let minutes = if n % 2 == 0 { block.minutes } else { block.minutes + Minutes::new(15) };
            let action = Action::MoveBlock { block: block.id, start: block.start, minutes };
            app.ask_for(gapwise::ui::Intent::Act(action));
            for _ in 0..2 {
                n += 1;
                frame(&ctx, &mut app, n);
            }
            black_box(app.proposal().map(|proposal| proposal.suggestions.len()))
        });
    });
}

fn store(c: &mut Criterion) {
    for size in SIZES {
        let dir = tempfile::tempdir().expect("a folder");
        let whole = workspace(size);
        let id = TaskId::derived("demo/Call home");
        let edited =
            whole.apply(&Action::EditTask(id, TaskField::Title("Call mum".into())), moment()).expect("an edit");
        save(dir.path(), &whole, None).expect("a save");
        c.bench_function(&format!("save an edit/{size}"), |b| b.iter(|| save(dir.path(), &edited, Some(&whole))));
        c.bench_function(&format!("load/{size}"), |b| b.iter(|| load(dir.path()).whole().expect("a workspace")));
        c.bench_function(&format!("apply an edit/{size}"), |b| {
            let action = Action::EditTask(id, TaskField::Title("Call mum".into()));
            b.iter(|| whole.apply(&action, moment()));
        });
    }
}

/// Returns ten years of work: 30 finished tasks and 15 sessions a day.
fn ten_years() -> Workspace {
    let mut workspace = workspace(10_000);
    for day in 0..3_650 {
        let at = moment().instant - TimeDelta::days(day);
        for n in 0..30 {
            let id = TaskId::derived(&format!("past {day}/{n}"));
            let task = Task::new(id, format!("Task number {n}"), Order::default(), at);
            workspace.closed.insert(id, ClosedTask { task, closed: at, outcome: Outcome::Done }.into());
        }
        for n in 0..15 {
            let id = SessionId::derived(&format!("past {day}/{n}"));
            let start = at + TimeDelta::minutes(n * 30);
            let end = Some(start + TimeDelta::minutes(25));
            let session = Session { end, title: "Work".into(), ..Session::new(id, start) };
            workspace.sessions.insert(id, session.into());
        }
    }
    workspace
}

/// Measures the waits of a user with much history, and the memory (printed; Linux only).
fn large(c: &mut Criterion) {
    let mut group = c.benchmark_group("large");
    group.sample_size(10);
    for (name, whole) in [("100,000 open tasks", workspace(100_000)), ("ten years of log", ten_years())] {
        let dir = tempfile::tempdir().expect("a folder");
        let id = TaskId::derived("demo/Call home");
        let edited =
            whole.apply(&Action::EditTask(id, TaskField::Title("Call mum".into())), moment()).expect("an edit");
        save(dir.path(), &whole, None).expect("a save");
        let before = resident();
        let loaded = load(dir.path()).whole().expect("a workspace");
        println!("{name}: {} MB of memory for the workspace as it is read", resident().saturating_sub(before) >> 20);
        drop(loaded);
        group.bench_function(format!("load/{name}"), |b| b.iter(|| load(dir.path()).whole().expect("a workspace")));
        group.bench_function(format!("save an edit/{name}"), |b| b.iter(|| save(dir.path(), &edited, Some(&whole))));
    }
    group.finish();
}

/// Returns the memory of this process in bytes, 0 where the system does not tell.
fn resident() -> usize {
    let pages = std::fs::read_to_string("/proc/self/statm").ok();
    let pages = pages.and_then(|text| text.split(' ').nth(1)?.parse::<usize>().ok());
    pages.unwrap_or(0) * 4096
}

/// Measures the frame that makes an edit, against the same frame without one.
fn edits(c: &mut Criterion) {
    let mut group = c.benchmark_group("frame at 10,000 tasks");
    let dir = tempfile::tempdir().expect("a folder");
    let folder = dir.path().join("workspace");
    save(&folder, &workspace(10_000), None).expect("a save");
    let ctx = Context::default();
    theme::install(&ctx);
    let mut app = Gapwise::in_memory(Workspace::default(), Clock::frozen(moment().local), Tz::UTC);
    app.plan_off_the_frame();
    app.open_place(Place::with_state(&folder, Some(&dir.path().join("state"))));
    let mut n = 0;
    for _ in 0..5 {
        n += 1;
        frame(&ctx, &mut app, n);
    }
    group.bench_function("without an edit", |b| {
        b.iter(|| {
            n += 1;
            black_box(frame(&ctx, &mut app, n))
        });
    });
    group.bench_function("with an edit that is saved", |b| {
        b.iter(|| {
            n += 1;
            let title = TaskField::Title(format!("Call {n}"));
            app.act(&Action::EditTask(TaskId::derived("demo/Call home"), title), moment());
            black_box(frame(&ctx, &mut app, n))
        });
    });
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20).measurement_time(std::time::Duration::from_secs(3));
    targets = frames, week, drop_to_ghosts, edits, store, large
}
criterion_main!(benches);
