//! Opening the reviews of a year of history, 3,000 sessions and 5,000 tasks, and their frames in the app (logic, layout,
//! tessellation; no GPU).
//!
//! `cargo bench --bench review`

use std::hint::black_box;
use std::time::{Duration, Instant};

use chrono::NaiveDate;
use criterion::{Criterion, criterion_group, criterion_main};
use egui::{Context, RawInput, Rect, pos2, vec2};
use gapwise::app::{Clock, Gapwise};
use gapwise::calendar::Tz;
use gapwise::calendar::words::Words;
use gapwise::model::PlanningDay;
use gapwise::review::report::{Document, ReportScope};
use gapwise::review::{DayReview, Period, PeriodReview, ReviewSource, advice, goal_progress, observations};
use gapwise::ui::{Reach, View, theme};

#[path = "../tests/support/history.rs"]
mod history;

fn reviews(c: &mut Criterion) {
    let today = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a date");
    let workspace = history::year(today, 3_000, 5_000);
    let now = today.and_hms_opt(18, 0, 0).expect("a time").and_utc();
    let words = Words::default();
    let source = ReviewSource {
        workspace: &workspace,
        here: Tz::named("Europe/Berlin").expect("a zone"),
        now,
        without_private: false,
        words,
    };
    let day = PlanningDay { date: today, starts: workspace.settings.day_start };
    c.bench_function("review of a day", |b| b.iter(|| black_box(DayReview::of(&source, day))));
    for (name, period) in [("week", Period::week(today, words)), ("quarter", Period::quarter(today, words))] {
        c.bench_function(&format!("review of a {name}, with all that the view shows"), |b| {
            b.iter(|| {
                let review = PeriodReview::of(&source, period);
                black_box((observations(&review), advice(&source, &review), goal_progress(&source, today)));
                review
            });
        });
    }
    c.bench_function("report of a week as HTML", |b| {
        b.iter(|| black_box(Document::of(&source, ReportScope::Period(Period::week(today, words))).html()));
    });
}

fn frame(ctx: &Context, app: &mut Gapwise, n: &mut u32) -> usize {
    *n += 1;
    let input = RawInput {
        screen_rect: Some(Rect::from_min_size(pos2(0.0, 0.0), vec2(1440.0, 900.0))),
        time: Some(f64::from(*n) / 60.0),
        events: vec![egui::Event::PointerMoved(pos2(300.0, 200.0 + (*n % 100) as f32))],
        ..RawInput::default()
    };
    let mut output = ctx.run_ui(input, |ui| app.frame_ui(ui));
    output.textures_delta.clear();
    ctx.tessellate(output.shapes, output.pixels_per_point).len()
}

/// Measures the window on a year: the frame that opens a review, and the frames after it.
fn window(c: &mut Criterion) {
    let today = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a date");
    let now = today.and_hms_opt(18, 0, 0).expect("a time");
    let ctx = Context::default();
    theme::install(&ctx);
    let mut app = Gapwise::in_memory(history::year(today, 3_000, 5_000), Clock::frozen(now), Tz::UTC);
    app.plan_off_the_frame();
    app.show_view(View::Review);
    let mut n = 0;
    for (name, reach, other) in
        [("day", Reach::Day, Reach::Week), ("week", Reach::Week, Reach::Day), ("quarter", Reach::Quarter, Reach::Day)]
    {
        c.bench_function(&format!("opening the review of a {name} in the window"), |b| {
            b.iter_custom(|count| {
                let mut spent = Duration::ZERO;
                for _ in 0..count {
                    app.look_back_on(other);
                    frame(&ctx, &mut app, &mut n);
                    app.look_back_on(reach);
                    let begun = Instant::now();
                    black_box(frame(&ctx, &mut app, &mut n));
                    spent += begun.elapsed();
                }
                spent
            });
        });
        for _ in 0..5 {
            frame(&ctx, &mut app, &mut n);
        }
        c.bench_function(&format!("frame of the review of a {name}"), |b| {
            b.iter(|| black_box(frame(&ctx, &mut app, &mut n)));
        });
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20).measurement_time(Duration::from_secs(3));
    targets = reviews, window
}
criterion_main!(benches);
