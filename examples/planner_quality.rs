//! Solves every planning problem of a folder and reports how good the plans are.
//!
//! `planner_quality DIR [--out DIR] [--floors]`: a problem is a JSON file of the form of
//! `gapwise::planner::problem::Problem`, if possible with a `reference` (`best` and `proven`). `--out` writes each plan with its
//! bound. The exit code is 1 when a plan breaks a rule or a bound is too low, and with `--floors` also when a family
//! of problems is solved worse than it has to be.

use std::error::Error;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use gapwise::planner::problem::{Problem, Solution, check};
use gapwise::planner::solve;

/// Most that a family may fall short of the reference, in percent: mean and worst.
const FLOORS: [(&str, f64, f64); 4] = [("day", 0.5, 3.0), ("open", 0.5, 3.0), ("tight", 0.5, 3.0), ("rules", 0.5, 3.0)];

struct Reference {
    best: i64,
    proven: bool,
}

struct Score {
    name: String,
    /// `None` without a reference.
    shortfall: Option<f64>,
    certificate: f64,
    milliseconds: f64,
    first: f64,
    sound: bool,
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let mut folder = None;
    let mut out = None;
    let mut floors = false;
    let mut arguments = std::env::args_os().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.to_str() {
            Some("--floors") => floors = true,
            Some("--out") => out = Some(PathBuf::from(arguments.next().ok_or("--out needs a folder")?)),
            _ => folder = Some(PathBuf::from(argument)),
        }
    }
    let folder = folder.ok_or("usage: planner_quality DIR [--out DIR] [--floors]")?;
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder)?.map(|entry| entry.map(|e| e.path())).collect::<Result<_, _>>()?;
    paths.retain(|path| path.extension().is_some_and(|e| e == "json"));
    paths.sort();
    println!(
        "{:<18} {:>8} {:>10} {:>9} {:>8} {:>11} {:>8} {:>8}",
        "problem", "value", "reference", "short %", "bound", "certified %", "ms", "first ms"
    );
    let scores = paths.iter().map(|path| score(path, out.as_deref())).collect::<Result<Vec<_>, _>>()?;
    let held = summary(&scores);
    let sound = scores.iter().all(|s| s.sound);
    Ok(if sound && (held || !floors) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn score(path: &Path, out: Option<&Path>) -> Result<Score, Box<dyn Error>> {
    let name = path.file_stem().and_then(|s| s.to_str()).ok_or("a file without a name")?.to_owned();
    let text = std::fs::read_to_string(path)?;
    let problem: Problem = serde_json::from_str(&text)?;
    let reference = reference(&text)?;
    let best = reference.as_ref().map_or(0, |reference| reference.best);
    let begin = Instant::now();
    let elapsed = || begin.elapsed().as_secs_f64() * 1e3;
    let mut first = None;
    let solution = solve(&problem, &mut |so_far| {
        if !so_far.placements.is_empty() {
            first.get_or_insert_with(elapsed);
        }
        ControlFlow::Continue(())
    });
    let milliseconds = elapsed();
    if let Some(out) = out {
        write(out, &name, &solution)?;
    }
    let value = check(&problem, &solution.placements).inspect_err(|broken| println!("{name}: {broken}"));
    let highest = best.max(solution.value);
    let score = Score {
        shortfall: reference.as_ref().map(|reference| percent_below(solution.value, reference.best)),
        certificate: percent_below(solution.value, solution.bound),
        milliseconds,
        first: first.unwrap_or(milliseconds),
        sound: value == Ok(solution.value) && solution.bound >= highest,
        name,
    };
    println!(
        "{:<18} {:>8} {:>9}{} {:>9.3} {:>8} {:>11.3} {:>8.1} {:>8.2}{}",
        score.name,
        solution.value,
        best,
        if reference.is_some_and(|reference| reference.proven) { ' ' } else { '?' },
        score.shortfall.unwrap_or_default(),
        solution.bound,
        score.certificate,
        score.milliseconds,
        score.first,
        if score.sound { "" } else { "  WRONG" },
    );
    Ok(score)
}

fn reference(text: &str) -> Result<Option<Reference>, Box<dyn Error>> {
    let json: serde_json::Value = serde_json::from_str(text)?;
    let reference = &json["reference"];
    let proven = reference["proven"].as_bool().unwrap_or(false);
    Ok(reference["best"].as_i64().map(|best| Reference { best, proven }))
}

fn write(folder: &Path, name: &str, solution: &Solution) -> Result<(), Box<dyn Error>> {
    std::fs::create_dir_all(folder)?;
    let answer = serde_json::json!({ "plan": solution.placements, "bound": solution.bound });
    Ok(std::fs::write(folder.join(format!("{name}.json")), answer.to_string())?)
}

#[allow(clippy::cast_precision_loss, reason = "shown with three digits")]
fn percent_below(value: i64, best: i64) -> f64 {
    if best == 0 { 0.0 } else { 100.0 * (1.0 - value as f64 / best as f64) }
}

/// Prints a line for each family; whether all floors hold.
fn summary(scores: &[Score]) -> bool {
    let family = |score: &Score| score.name.split('-').next().unwrap_or_default().to_owned();
    let mut families: Vec<String> = scores.iter().map(family).collect();
    families.dedup();
    println!(
        "\n{:<10} {:>6} {:>11} {:>11} {:>16} {:>10} {:>9} {:>15}",
        "family", "count", "mean short", "worst short", "mean certified", "median ms", "worst ms", "median first ms"
    );
    let mut held = true;
    for name in families {
        let of_family: Vec<&Score> = scores.iter().filter(|s| family(s) == name).collect();
        let shortfalls: Vec<f64> = of_family.iter().filter_map(|s| s.shortfall).collect();
        let worst = shortfalls.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let certificate = mean(of_family.iter().map(|s| s.certificate));
        let sorted = |time: fn(&Score) -> f64| {
            let mut times: Vec<f64> = of_family.iter().map(|s| time(s)).collect();
            times.sort_by(f64::total_cmp);
            times
        };
        let (times, firsts) = (sorted(|score| score.milliseconds), sorted(|score| score.first));
        let shortfall = mean(shortfalls.into_iter());
        println!(
            "{name:<10} {:>6} {shortfall:>11.3} {worst:>11.3} {certificate:>16.3} {:>10.1} {:>9.1} {:>15.2}",
            times.len(),
            times[times.len() / 2],
            times[times.len() - 1],
            firsts[firsts.len() / 2]
        );
        let floor = FLOORS.iter().find(|f| f.0 == name);
        if floor.is_some_and(|&(_, most_mean, most_worst)| shortfall > most_mean || worst > most_worst) {
            println!("{name}: below its floor");
            held = false;
        }
    }
    held
}

#[allow(clippy::cast_precision_loss, reason = "a handful of numbers")]
fn mean(numbers: impl ExactSizeIterator<Item = f64>) -> f64 {
    let count = numbers.len().max(1);
    numbers.sum::<f64>() / count as f64
}
