//! Compares Gapwise with simpler ways to choose the next work, on simulated fortnights.
//!
//! `cargo run --release --example simulated_weeks -- [FILE.csv] [--seeds N] [--loads LEAST-MOST] [--days SEED]`
//!
//! A seed makes a fortnight (`world.rs`): open tasks, arrivals, meetings, some of them at short notice, and interruptions.
//! FILE has the lines `person,order,category,estimate_min,actual_min` of the example `estimate_coverage`. Each
//! seed takes one person from it and draws pairs of estimate and actual minutes of that person, so nobody knows how long a
//! task takes before it is done. Without FILE the pairs come from a small made-up distribution.
//!
//! The same fortnight is lived once under each policy (`policies.rs`, `life.rs`). Free time, breaks, chunks, the day's cap
//! and the number of pieces a day are the same for all; a policy only chooses work and times. All plan again whenever
//! work ends, news arrives or an interruption is over, as the window does. Nobody plans work after hours: open work
//! that must be done that day is worked on afterwards, for at most two hours. So a policy that leaves due
//! work for the evening gains working hours for other work.
//!
//! Left out, because the simulation could only reward its own assumptions: energy, tags, steps, order between tasks.
//!
//! Prints a Markdown table: mean and 95 % interval over the seeds, then the paired differences. `--days` prints
//! the days of one seed under each policy instead.

use std::error::Error;

use life::{Score, live};
use policies::Policy;
use world::{Fortnight, Pairs};

mod life;
#[expect(dead_code, reason = "the category says nothing here")]
#[path = "../estimate_coverage/people.rs"]
mod people;
mod policies;
mod world;

/// A row of the table: its name, its count, and whether more is better.
type Measure = (&'static str, fn(&Score) -> f64);

const MEASURES: [Measure; 9] = [
    ("min worked", |score| f64::from(score.worked)),
    ("important min", |score| f64::from(score.important)),
    ("important finished", |score| f64::from(score.important_finished)),
    ("finished", |score| f64::from(score.finished)),
    ("missed hard", |score| f64::from(score.missed_hard)),
    ("missed soft", |score| f64::from(score.missed_soft)),
    ("important missed", |score| f64::from(score.important_missed)),
    ("moved a day", |score| f64::from(score.moved) / 10.0),
    ("min after hours", |score| f64::from(score.after_hours)),
];

struct Arguments {
    pairs: Pairs,
    seeds: u64,
    /// Estimated work in percent of the room in a fortnight: least and most.
    loads: (usize, usize),
    days: Option<u64>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = arguments()?;
    if let Some(seed) = arguments.days {
        let fortnight = Fortnight::new(seed, &arguments.pairs, arguments.loads);
        for policy in Policy::ALL {
            println!("\n== {}", policy.name());
            live(&fortnight, policy, &mut |line| println!("{line}"));
        }
        return Ok(());
    }
    let mut scores = vec![Vec::new(); Policy::ALL.len()];
    for seed in 0..arguments.seeds {
        let fortnight = Fortnight::new(seed, &arguments.pairs, arguments.loads);
        for (policy, scores) in Policy::ALL.into_iter().zip(&mut scores) {
            scores.push(live(&fortnight, policy, &mut |_| {}));
        }
        eprint!("\r{} of {} fortnights", seed + 1, arguments.seeds);
    }
    eprintln!();
    table(&scores);
    differences(&scores);
    best_of_the_others(&scores);
    Ok(())
}

fn arguments() -> Result<Arguments, Box<dyn Error>> {
    let mut parsed = Arguments { pairs: Pairs::made_up(), seeds: 200, loads: (100, 200), days: None };
    let mut rest = std::env::args().skip(1);
    while let Some(argument) = rest.next() {
        let mut value = || rest.next().ok_or(format!("{argument} needs a value"));
        match argument.as_str() {
            "--seeds" => parsed.seeds = value()?.parse()?,
            "--days" => parsed.days = Some(value()?.parse()?),
            "--loads" => {
                let value = value()?;
                let (least, most) = value.split_once('-').ok_or("--loads is of the form 100-200")?;
                parsed.loads = (least.parse()?, most.parse()?);
            }
            file => parsed.pairs = Pairs::of(&people::parse(&std::fs::read_to_string(file)?)?)?,
        }
    }
    if parsed.seeds == 0 || parsed.loads.0 > parsed.loads.1 {
        return Err("at least one seed, and loads from less to more".into());
    }
    Ok(parsed)
}

fn table(scores: &[Vec<Score>]) {
    println!("| {} fortnights | {} |", scores[0].len(), MEASURES.map(|measure| measure.0).join(" | "));
    println!("|---|{}", "---:|".repeat(MEASURES.len()));
    for (policy, scores) in Policy::ALL.into_iter().zip(scores) {
        let cells = MEASURES.map(|(_, of)| {
            let (mean, half) = interval(scores.iter().map(of));
            format!("{mean:.1} ± {half:.1}")
        });
        println!("| {} | {} |", policy.name(), cells.join(" | "));
    }
}

/// Prints ours less each of the others, by seed.
fn differences(scores: &[Vec<Score>]) {
    println!(
        "\n| ours less | {} | important, % | worst seed, % | worse than 1 % |",
        MEASURES.map(|it| it.0).join(" | ")
    );
    println!("|---|{}", "---:|".repeat(MEASURES.len() + 4));
    let Some((ours, others)) = scores.split_first() else { return };
    for (policy, other) in Policy::ALL.into_iter().skip(1).zip(others) {
        let cells = MEASURES.map(|(_, of)| {
            let (mean, half) = interval(ours.iter().zip(other).map(|(ours, other)| of(ours) - of(other)));
            format!("{mean:+.1} ± {half:.1}")
        });
        let sum = |scores: &[Score]| scores.iter().map(|score| f64::from(score.important)).sum::<f64>();
        let percent = |ours: f64, other: f64| 100.0 * (ours / other.max(1.0) - 1.0);
        let by_seed: Vec<f64> =
            ours.iter().zip(other).map(|(a, b)| percent(a.important.into(), b.important.into())).collect();
        let seeds = by_seed.iter().copied().enumerate();
        let worst = seeds.min_by(|a, b| a.1.total_cmp(&b.1)).unwrap_or_default();
        println!(
            "| {} | {} | {:+.1} | {:+.1} (seed {}) | {} |",
            policy.name(),
            cells.join(" | "),
            percent(sum(ours), sum(other)),
            worst.1,
            worst.0,
            by_seed.iter().filter(|percent| **percent < -1.0).count()
        );
    }
}

/// Compares important minutes and missed due times with those of the other policy that does the most important work.
fn best_of_the_others(scores: &[Vec<Score>]) {
    let mean = |scores: &[Score], of: fn(&Score) -> u32| interval(scores.iter().map(|score| f64::from(of(score)))).0;
    let missed = |scores: &[Score]| mean(scores, |score| score.missed_hard + score.missed_soft);
    let important = |scores: &[Score]| mean(scores, |score| score.important);
    let (ours, others) = (&scores[0], Policy::ALL.into_iter().zip(scores).skip(1));
    if let Some((policy, other)) = others.max_by(|a, b| important(a.1).total_cmp(&important(b.1))) {
        println!(
            "\nOf the others, {} has the most important minutes. Ours are {:+.1} %, and {:.1} due times are missed \
             instead of {:.1}.",
            policy.name(),
            100.0 * (important(ours) / important(other) - 1.0),
            missed(ours),
            missed(other)
        );
    }
}

/// Returns the mean and the half width of its 95 % interval.
fn interval(values: impl ExactSizeIterator<Item = f64> + Clone) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.clone().sum::<f64>() / count;
    let variance = values.map(|value| (value - mean).powi(2)).sum::<f64>() / (count - 1.0).max(1.0);
    (mean, 1.96 * (variance / count).sqrt())
}
