//! Compares stated with observed chances, walking each person forward.
//!
//! Consecutive tasks form made-up days and projects of one to seven tasks with random room: half to double their estimates
//! and beyond. Each chance is stated from the tasks before, then the actual minutes are looked at.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, NaiveTime, TimeDelta};
use gapwise::calendar::{Agenda, Tz};
use gapwise::model::{
    Block, BlockId, BlockState, DayHours, Minutes, Order, PlanningDay, Task, TaskId, TimeRange, Workspace,
};
use gapwise::planner::estimates::{EstimateHistory, OpenWork, Sample};
use gapwise::planner::odds::DayOdds;
use gapwise::planner::{Proposal, SplitMix64};

use crate::people::{Finished, Tasks};

/// In percentage points, for every tenth of more than [`LARGE_TENTH`] statements.
const BAR: f64 = 5.0;
const LARGE_TENTH: u32 = 500;

/// Rooms tried for each project.
const ROOMS: usize = 4;

/// The longest made-up day, by its estimates.
const LONGEST_DAY: u32 = 600;

/// Statements by tenth: their number, the sum of their percentages, and how many came true.
#[derive(Default)]
struct Tenths([(u32, u32, u32); 10]);

impl Tenths {
    fn count(&mut self, percent: u32, came_true: bool) {
        let tenth = &mut self.0[(percent / 10).min(9) as usize];
        *tenth = (tenth.0 + 1, tenth.1 + percent, tenth.2 + u32::from(came_true));
    }

    /// Prints the table. Returns whether every large tenth holds.
    fn print(&self, name: &str) -> bool {
        println!("{name:<24} {:>10} {:>8} {:>9} {:>6}", "statements", "stated", "observed", "off");
        let mut held = true;
        for (tenth, (count, stated, came)) in self.0.iter().enumerate().filter(|(_, (count, ..))| *count > 0) {
            let [stated, came] = [f64::from(*stated), 100.0 * f64::from(*came)].map(|sum| sum / f64::from(*count));
            let off = came - stated;
            println!(
                "{:<24} {count:>10} {stated:>8.1} {came:>9.1} {off:>+6.1}",
                format!("{}-{} %", tenth * 10, tenth * 10 + 9)
            );
            held &= off.abs() <= BAR || *count <= LARGE_TENTH;
        }
        held
    }
}

/// Whether "likely to finish k, by t" came true, by days.
#[derive(Default)]
struct Likely {
    days: u32,
    came_true: u32,
}

/// Pseudo-random numbers, the same every time.
struct Chance(SplitMix64);

impl Chance {
    fn below(&mut self, limit: u64) -> u64 {
        self.0.next() % limit
    }

    /// Returns a factor from a quarter to four, evenly on a logarithmic scale.
    fn factor(&mut self) -> f64 {
        4_f64.powf(self.below(2_000_001) as f64 / 1e6 - 1.0)
    }
}

/// Prints the tables. Returns whether all large tenths hold.
pub fn report(people: &BTreeMap<String, Tasks>) -> bool {
    let (mut projects, mut days, mut likely) = (Tenths::default(), Tenths::default(), Likely::default());
    let mut chance = Chance(SplitMix64(7));
    for tasks in people.values() {
        let mut history = EstimateHistory::default();
        let mut rest = tasks.as_slice();
        while !rest.is_empty() {
            let count = (1 + chance.below(7)) as usize;
            let (group, after) = rest.split_at(count.min(rest.len()));
            project(group, &history, &mut chance, &mut projects);
            day(group, &history, &mut chance, &mut days, &mut likely);
            history_push(&mut history, group);
            rest = after;
        }
    }
    println!();
    let mut held = projects.print("due dates");
    println!();
    held &= days.print("tasks of a day");
    let percent = 100.0 * f64::from(likely.came_true) / f64::from(likely.days.max(1));
    println!(
        "\"likely to finish k, by t\" came true on {percent:.1} % of {} days; two of three are stated",
        likely.days
    );
    println!("bar: {}", if held { "held" } else { "MISSED" });
    held
}

fn history_push(history: &mut EstimateHistory, group: &[Finished]) {
    let sample = |task: &Finished| Sample::new(task.estimate, task.actual, BTreeSet::from([task.category.clone()]));
    group.iter().filter_map(sample).for_each(|sample| history.push(sample));
}

/// States the chance that all tasks of the group are finished in some room, as for a due date.
fn project(group: &[Finished], history: &EstimateHistory, chance: &mut Chance, tenths: &mut Tenths) {
    let work = |task: &Finished| OpenWork { estimate: task.estimate, tags: BTreeSet::from([task.category.clone()]) };
    let pieces: Vec<OpenWork> = group.iter().map(work).collect();
    let [estimated, took] = [sum(group, |task| task.estimate), sum(group, |task| task.actual)];
    for _ in 0..ROOMS {
        let room = (estimated as f64 * chance.factor()).round() as u64;
        tenths.count(history.forecast(&pieces, room).percent, took <= room);
    }
}

fn sum(group: &[Finished], length: impl Fn(&Finished) -> Minutes) -> u64 {
    group.iter().map(|task| u64::from(length(task).get())).sum()
}

/// States the odds of a day on which the group is planned without pauses.
fn day(group: &[Finished], history: &EstimateHistory, chance: &mut Chance, tenths: &mut Tenths, likely: &mut Likely) {
    let estimated = sum(group, |task| task.estimate);
    let room = (estimated as f64 * chance.factor().min(2.0)).round() as i64;
    if estimated > LONGEST_DAY.into() || room == 0 {
        return;
    }
    let mut workspace = Workspace::default();
    let date = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap_or_default();
    let start = date.and_time(NaiveTime::from_hms_opt(6, 0, 0).unwrap_or_default());
    let end = start + TimeDelta::minutes(room);
    let settings = std::sync::Arc::make_mut(&mut workspace.settings);
    settings.lunch = None;
    settings.date_hours.insert(date, DayHours(vec![TimeRange { from: start.time(), to: end.time() }]));
    let planning_day = PlanningDay { date, starts: settings.day_start };
    let mut at = start;
    for (number, task) in group.iter().enumerate() {
        let id = TaskId::derived(&number.to_string());
        let mut open = Task::new(id, "Task", Order::default(), start.and_utc());
        open.estimate = Some(task.estimate);
        open.tags = BTreeSet::from([task.category.clone()]);
        let block = Block {
            id: BlockId::derived(&number.to_string()),
            task: id,
            step: None,
            start: at,
            minutes: task.estimate,
            state: BlockState::Planned,
        };
        workspace.tasks.insert(id, open.into());
        // Blocks that cannot be reached by the estimates would keep the day open beyond its hours.
        if at + task.estimate.delta() <= end {
            workspace.blocks.insert(block.id, block.into());
        }
        at += task.estimate.delta();
    }
    let agenda = Agenda::of(&workspace, planning_day, Tz::UTC);
    let Some(odds) = DayOdds::of(&workspace, &agenda, &Proposal::default(), history, start) else { return };
    let (mut planned, mut at, mut finished) = (start, start, Vec::new());
    for (task, work) in group.iter().zip(&odds.work) {
        at = at.max(planned) + task.actual.delta();
        planned += task.estimate.delta();
        finished.extend((at <= end).then_some(at));
        tenths.count(work.percent, at <= end);
    }
    if let Some(by) = odds.by {
        likely.days += 1;
        likely.came_true += u32::from(finished.get(odds.likely - 1).is_some_and(|end| *end <= by));
    }
}
