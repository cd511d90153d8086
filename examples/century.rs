//! Ten simulated years of machines that share a workspace, with faults of every kind, from one seed.
//!
//! usage: century [SEED] [RUNS] [YEARS]
//!        century planted [YEARS]
//!
//! Runs of YEARS (10) years with the seeds from SEED (1) on, on two threads. A failure prints its seed and the fewest steps that
//! still show it. With `planted`, prints how long each of the defects that are planted by hand stays hidden, in runs of YEARS (1).

#![allow(clippy::unwrap_used)]

#[path = "../tests/support/disk.rs"]
mod disk;
#[path = "../tests/support/actions.rs"]
#[allow(dead_code, reason = "the properties of actions use the rest")]
mod drawn;
#[path = "../tests/support/simulation/mod.rs"]
mod simulation;

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use simulation::{Figures, Planted};

fn main() {
    if std::env::args().nth(1).is_some_and(|it| it == "planted") {
        let years = std::env::args().nth(2).map_or(1, |it| it.parse().expect("a number"));
        return Planted::ALL.into_iter().for_each(|defect| find_planted(defect, simulation::steps_of(years)));
    }
    let numbers: Vec<u64> = std::env::args().skip(1).map(|it| it.parse().expect("a number")).collect();
    let number = |at: usize, default: u64| numbers.get(at).copied().unwrap_or(default);
    let (first, runs, years) = (number(0, 1), number(1, 10), number(2, 10));
    let steps = simulation::steps_of(usize::try_from(years).unwrap());
    let (next, began) = (AtomicU64::new(first), Instant::now());
    let results = Mutex::new((Figures::default(), 0_usize));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= first + runs {
                        break;
                    }
                    one(seed, steps, &results);
                }
            });
        }
    });
    let (figures, failed) = *results.lock().unwrap();
    let seconds = began.elapsed().as_secs_f64();
    let lived = figures.seconds as f64 / 3600.0 / 24.0 / 365.0;
    println!(
        "{runs} runs, {lived:.0} years in {seconds:.0} s: {} steps, {} edits, {} saves, {} cuts, {} files carried, {failed} failed",
        figures.steps, figures.edits, figures.saves, figures.cuts, figures.carried
    );
    std::process::exit(i32::from(failed > 0));
}

fn find_planted(defect: Planted, steps: usize) {
    let began = Instant::now();
    let failure = |seed: u64| {
        let (state, sound, plan) = (tempfile::tempdir(), tempfile::tempdir(), simulation::plan(seed, steps));
        let failure = simulation::told(seed, &plan, state.unwrap().path(), Some(defect), None).err()?;
        // Only the planted defect counts.
        simulation::run(seed, &plan, sound.unwrap().path()).is_ok().then_some(failure)
    };
    let is_late = || began.elapsed().as_secs() >= 120;
    let found = (1..).take_while(|_| !is_late()).find_map(|seed| failure(seed).map(|why| (seed, why)));
    let seconds = began.elapsed().as_secs_f64();
    match found {
        Some((seed, (at, why))) => {
            let why: String = why.chars().take(150).collect();
            println!("{defect:?}: found in {seconds:.1} s, by seed {seed} at step {at}: {why}");
        }
        None => println!("{defect:?}: not found in {seconds:.0} s"),
    }
}

fn one(seed: u64, steps: usize, results: &Mutex<(Figures, usize)>) {
    let state = tempfile::tempdir().unwrap();
    let plan = simulation::plan(seed, steps);
    match simulation::run(seed, &plan, state.path()) {
        Ok(it) => {
            let mut results = results.lock().unwrap();
            let all = &mut results.0;
            all.steps += it.steps;
            all.edits += it.edits;
            all.saves += it.saves;
            all.cuts += it.cuts;
            all.carried += it.carried;
            all.seconds += it.seconds;
        }
        Err(failure) => {
            println!("seed {seed} fails at step {} of {steps}: {}", failure.0, failure.1);
            let (plan, why) = simulation::shrink(seed, plan, failure, state.path());
            println!("seed {seed}, in {} steps: {why}\n{plan:?}", plan.len());
            // The id of the record: a review has its date.
            let is_id = |word: &&str| word.parse::<uuid::Uuid>().is_ok() || word.parse::<chrono::NaiveDate>().is_ok();
            let focus = why.split(' ').find(is_id);
            let _ = std::fs::remove_dir_all(state.path());
            drop(simulation::told(seed, &plan, state.path(), None, focus));
            results.lock().unwrap().1 += 1;
        }
    }
}
