//! Disturbs 1,000 accepted plans and prints how much of each stays, and the cost of that.
//!
//! `cargo run --release --example calm_replanning [count]`
//!
//! A block is touched if it cannot stay where it is: its time is past, or the new event, or work that is touched before it
//! takes its time or its break. After freed time (work done early, a cancelled meeting) a block is touched if it can stand
//! earlier without passing the work before it. `moved` counts the other blocks that move, `dropped` all blocks that lose
//! their place. `loss` is the value of the changed plan below that of the best new plan for the same day with nothing
//! planned, in percent of it.

#[path = "../tests/support/disturbances.rs"]
mod disturbances;

use disturbances::{KINDS, Outcome, disturbed};

fn main() {
    let count = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(1000);
    let outcomes: Vec<Outcome> = (0..).filter_map(disturbed).take(count).collect();
    println!(
        "{:20} {:>6} {:>8} {:>11} {:>9} {:>8} {:>8} {:>11} {:>11} {:>11} {:>8}",
        "disturbance",
        "plans",
        "touched",
        "moved 50 %",
        "moved 90 %",
        "dropped",
        "in order",
        "loss 50 %",
        "loss mean",
        "loss 90 %",
        "longest"
    );
    for (kind, name) in KINDS.into_iter().enumerate() {
        tell(name, &outcomes.iter().filter(|outcome| outcome.kind == kind).collect::<Vec<_>>());
    }
    tell("all", &outcomes.iter().collect::<Vec<_>>());
}

fn tell(kind: &str, outcomes: &[&Outcome]) {
    let count = outcomes.len();
    let sorted = |of: &dyn Fn(&Outcome) -> f64| {
        let mut values: Vec<f64> = outcomes.iter().map(|outcome| of(outcome)).collect();
        values.sort_unstable_by(f64::total_cmp);
        values
    };
    let at = |values: &[f64], percent: usize| values.get(percent * count / 100).copied().unwrap_or(0.0);
    let mean = |values: &[f64]| values.iter().sum::<f64>() / count.max(1) as f64;
    let (moved, loss) = (sorted(&|it| it.moved as f64), sorted(&|it| it.loss));
    let [touched, dropped] = [sorted(&|it| it.touched as f64), sorted(&|it| it.dropped as f64)].map(|it| mean(&it));
    let longest = outcomes.iter().map(|outcome| outcome.longest).max().unwrap_or_default();
    let in_order = 100 * outcomes.iter().filter(|outcome| outcome.in_order).count() / count.max(1);
    println!(
        "{kind:20} {count:6} {touched:8.2} {:11} {:10} {dropped:8.2} {in_order:6} % {:9.2} % {:9.2} % {:9.2} % {longest:>8}",
        at(&moved, 50),
        at(&moved, 90),
        at(&loss, 50),
        mean(&loss),
        at(&loss, 90),
    );
}
