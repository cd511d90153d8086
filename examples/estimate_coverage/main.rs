//! Measures whether the ranges of estimates keep their promise on finished tasks.
//!
//! `estimate_coverage FILE.csv`: lines of `person,order,category,estimate_min,actual_min` without quotes, after a header
//! with these names. Each person's tasks are walked in their order (as numbers, or as text where one is none); for each
//! the range is stated from the tasks before it, with the category as tag, and only then its actual minutes are looked
//! at. Lengths are rounded to whole minutes, at least one, since the app knows no others.
//!
//! Prints by size of estimate how many actuals fell inside, how many were quicker and took longer, the mean width in
//! minutes and relative to the estimate, and how many tasks got no range; beside it the plain way (the last 40 ratios of
//! the size class, from the 10th to the 90th percentile of n+1) on the tasks for which that way has a range. The exit
//! code is 1 when coverage misses the bar and 2 when the file cannot be read.
//!
//! Then prints what the category adds, see `kinds.rs`.
//!
//! Then prints stated against observed chances, see `odds.rs`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::ExitCode;

use gapwise::model::Minutes;
use gapwise::planner::estimates::{EstimateHistory, LEAST_SAMPLES, Sample, size_class};
use kinds::Kinds;
use people::{Finished, Tasks, parse};

mod kinds;
mod odds;
mod people;

/// Coverage in percent that is needed in all, and in every class of more than [`LARGE_CLASS`] stated ranges.
const BAR: (f64, f64) = (78.0, 82.0);
const CLASS_BAR: (f64, f64) = (76.0, 86.0);
const LARGE_CLASS: u32 = 500;

const CLASSES: [&str; 4] = ["up to 15", "16-60", "61-240", "over 240"];

/// Ratios that the plain way remembers.
const PLAIN_MEMORY: usize = 40;

#[derive(Clone, Copy, Default)]
struct Tally {
    inside: u32,
    quicker: u32,
    longer: u32,
    width: f64,
    relative: f64,
    unstated: u32,
}

impl Tally {
    fn stated(self) -> u32 {
        self.inside + self.quicker + self.longer
    }

    fn percent(self, part: u32) -> f64 {
        100.0 * f64::from(part) / f64::from(self.stated().max(1))
    }

    fn count(&mut self, task: &Finished, range: Option<(Minutes, Minutes)>) {
        let Some((low, high)) = range else {
            self.unstated += 1;
            return;
        };
        let width = f64::from((high - low).get());
        self.width += width;
        self.relative += width / f64::from(task.estimate.get());
        match task.actual {
            actual if actual < low => self.quicker += 1,
            actual if actual > high => self.longer += 1,
            _ => self.inside += 1,
        }
    }

    fn add(&mut self, other: Self) {
        self.inside += other.inside;
        self.quicker += other.quicker;
        self.longer += other.longer;
        self.width += other.width;
        self.relative += other.relative;
        self.unstated += other.unstated;
    }

    fn print(self, name: &str) {
        let stated = f64::from(self.stated().max(1));
        println!(
            "{name:<24} {:>7} {:>9} {:>8.1} {:>9.1} {:>8.1} {:>10.1} {:>10.2}",
            self.stated(),
            self.unstated,
            self.percent(self.inside),
            self.percent(self.quicker),
            self.percent(self.longer),
            self.width / stated,
            self.relative / stated,
        );
    }
}

fn main() -> ExitCode {
    let arguments: Vec<_> = std::env::args_os().skip(1).collect();
    let [file] = arguments.as_slice() else {
        eprintln!("usage: estimate_coverage FILE.csv");
        return ExitCode::from(2);
    };
    let people = std::fs::read_to_string(file).map_err(|error| error.to_string()).and_then(|text| parse(&text));
    match people {
        Ok(people) => {
            let held = [report(&people), odds::report(&people)];
            if held == [true, true] { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            eprintln!("{}: {error}", Path::new(file).display());
            ExitCode::from(2)
        }
    }
}

fn report(people: &BTreeMap<String, Tasks>) -> bool {
    let mut classes = [Tally::default(); CLASSES.len()];
    let (mut common, mut plain, mut kinds) = (Tally::default(), Tally::default(), Kinds::default());
    for tasks in people.values() {
        walk(tasks, &mut classes, &mut common, &mut plain, &mut kinds);
    }
    println!("{} people; lengths in minutes, shares in percent", people.len());
    println!(
        "{:<24} {:>7} {:>9} {:>8} {:>9} {:>8} {:>10} {:>10}",
        "estimate", "stated", "unstated", "inside", "quicker", "longer", "mean width", "relative"
    );
    let mut all = Tally::default();
    for (name, tally) in CLASSES.iter().zip(classes) {
        tally.print(name);
        all.add(tally);
    }
    all.print("all");
    common.print("all, where plain states");
    plain.print("the plain way there");
    let held = held(all, &classes);
    println!("bar: {}", if held { "held" } else { "MISSED" });
    kinds.print();
    held
}

/// Returns whether coverage is in its bounds. Without a stated range it is not.
fn held(all: Tally, classes: &[Tally]) -> bool {
    let within = |tally: Tally, (low, high)| (low..=high).contains(&tally.percent(tally.inside));
    within(all, BAR) && classes.iter().filter(|t| t.stated() > LARGE_CLASS).all(|t| within(*t, CLASS_BAR))
}

/// Walks the tasks of one person without looking ahead.
fn walk(tasks: &[Finished], classes: &mut [Tally], common: &mut Tally, plain: &mut Tally, kinds: &mut Kinds) {
    let mut history = EstimateHistory::default();
    let mut ratios = [const { Vec::new() }; CLASSES.len()];
    for task in tasks {
        let tags = BTreeSet::from([task.category.clone()]);
        let class = size_class(task.estimate);
        let range = history.range(task.estimate, &tags).map(|range| (range.low, range.high));
        classes[class].count(task, range);
        let by_size = history.range(task.estimate, &BTreeSet::new()).map(|range| (range.low, range.high));
        kinds.count(task, class, range, by_size);
        let plain_range = plain_range(task.estimate, &ratios[class]);
        plain.count(task, plain_range);
        common.count(task, plain_range.and(range));
        ratios[class].push(f64::from(task.actual.get()) / f64::from(task.estimate.get()));
        if let Some(sample) = Sample::new(task.estimate, task.actual, tags) {
            history.push(sample);
        }
    }
}

/// Returns the range of the plain method, with which the app's ranges are compared.
fn plain_range(estimate: Minutes, ratios: &[f64]) -> Option<(Minutes, Minutes)> {
    let mut last = ratios[ratios.len().saturating_sub(PLAIN_MEMORY)..].to_vec();
    if last.len() < LEAST_SAMPLES {
        return None;
    }
    last.sort_by(f64::total_cmp);
    let at = |share: f64| {
        let place = (share * (last.len() + 1) as f64 - 1.0).clamp(0.0, (last.len() - 1) as f64);
        let (below, above) = (last[place.floor() as usize], last[place.ceil() as usize]);
        Minutes::new((f64::from(estimate.get()) * (below + (above - below) * place.fract())).round() as u32)
    };
    Some((at(0.1), at(0.9)))
}
