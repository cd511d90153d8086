//! Compares ranges by size and category with ranges by size alone.
//!
//! A kind is a size class with a category, over all people. Prints how many kinds of at least [`LEAST`] stated ranges
//! hold 78 to 82 % of their actuals, beside the number that ranges of exactly 80 % would hold by chance, and the mean
//! width relative to that by size alone.

use std::collections::BTreeMap;

use gapwise::model::Minutes;

use crate::people::Finished;

/// Minimum stated ranges of a kind.
const LEAST: u32 = 30;

/// Coverage of a kind in percent.
const BAR: (f64, f64) = (78.0, 82.0);

type Range = Option<(Minutes, Minutes)>;

#[derive(Default)]
pub struct Kinds {
    /// Stated ranges and those that held, by kind.
    kinds: BTreeMap<(usize, String), (u32, u32)>,
    both: u32,
    by_kind: Widths,
    by_size: Widths,
}

/// Sums over tasks.
#[derive(Default)]
struct Widths {
    inside: u32,
    minutes: f64,
    relative: f64,
}

impl Widths {
    fn add(&mut self, task: &Finished, (low, high): (Minutes, Minutes)) {
        let width = f64::from((high - low).get());
        self.inside += u32::from((low..=high).contains(&task.actual));
        self.minutes += width;
        self.relative += width / f64::from(task.estimate.get());
    }
}

impl Kinds {
    pub fn count(&mut self, task: &Finished, class: usize, range: Range, by_size: Range) {
        let (Some(range), Some(by_size)) = (range, by_size) else { return };
        let (stated, held) = self.kinds.entry((class, task.category.clone())).or_default();
        *stated += 1;
        *held += u32::from((range.0..=range.1).contains(&task.actual));
        self.both += 1;
        self.by_kind.add(task, range);
        self.by_size.add(task, by_size);
    }

    pub fn print(&self) {
        let large: Vec<_> = self.kinds.values().filter(|(stated, _)| *stated >= LEAST).copied().collect();
        let held = large.iter().filter(|(stated, held)| is_held(*stated, *held)).count();
        let chance: f64 = large.iter().map(|(stated, _)| chance_to_hold(*stated)).sum();
        println!(
            "size and category: {held} of {} kinds hold {} to {} %; ranges of exactly 80 % would in {chance:.1}",
            large.len(),
            BAR.0,
            BAR.1
        );
        let percent = |part: f64, whole: f64| 100.0 * part / whole.max(1.0);
        let inside = |widths: &Widths| percent(f64::from(widths.inside), f64::from(self.both));
        println!(
            "inside {:.1} %, by size alone {:.1} %; width {:.1} % of that by size alone, relative to the estimate {:.1} %",
            inside(&self.by_kind),
            inside(&self.by_size),
            percent(self.by_kind.minutes, self.by_size.minutes),
            percent(self.by_kind.relative, self.by_size.relative),
        );
    }
}

fn is_held(stated: u32, held: u32) -> bool {
    let percent = 100.0 * f64::from(held) / f64::from(stated);
    BAR.0 <= percent && percent <= BAR.1
}

/// Returns the chance that as many independent ranges of exactly 80 % hold within the bar.
fn chance_to_hold(stated: u32) -> f64 {
    let (mut log, mut sum) = (f64::from(stated) * 0.2_f64.ln(), 0.0);
    for held in 0..=stated {
        if is_held(stated, held) {
            sum += log.exp();
        }
        log += (f64::from(stated - held) / f64::from(held + 1) * 4.0).ln();
    }
    sum
}
