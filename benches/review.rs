//! Opening the reviews of a year of history: 3,000 sessions, 5,000 tasks.
//!
//! `cargo bench --bench review`

use std::hint::black_box;

use chrono::NaiveDate;
use chrono_tz::Tz;
use criterion::{Criterion, criterion_group, criterion_main};
use gapwise::model::PlanningDay;
use gapwise::review::report::{Document, Scope, Source};
use gapwise::review::{DayReview, Period, PeriodReview, advice, goal_progress, observations, streak};

#[path = "../tests/support/history.rs"]
mod history;

fn reviews(c: &mut Criterion) {
    let today = NaiveDate::from_ymd_opt(2026, 11, 23).expect("a date");
    let workspace = history::year(today, 3_000, 5_000);
    let now = today.and_hms_opt(18, 0, 0).expect("a time").and_utc();
    let source = Source { workspace: &workspace, here: Tz::Europe__Berlin, now, without_private: false };
    let day = PlanningDay { date: today, starts: workspace.settings.day_start };
    c.bench_function("review of a day", |b| b.iter(|| black_box(DayReview::of(&source, day))));
    for (name, period) in [("week", Period::week(today)), ("quarter", Period::quarter(today))] {
        c.bench_function(&format!("review of a {name}, with all that the view shows"), |b| {
            b.iter(|| {
                let review = PeriodReview::of(&source, period);
                black_box((observations(&review), advice(&source, &review), goal_progress(&source, today)));
                black_box(streak(&source, today));
                review
            });
        });
    }
    c.bench_function("report of a week as HTML", |b| {
        b.iter(|| black_box(Document::of(&source, Scope::Period(Period::week(today))).html()));
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20).measurement_time(std::time::Duration::from_secs(3));
    targets = reviews
}
criterion_main!(benches);
