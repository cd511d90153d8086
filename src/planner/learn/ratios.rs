//! Random ratios of actual to estimated minutes, from the user's own work and a typical curve.
//!
//! The weight of the own ratios grows with their number, so a chance is calibrated from the first task on. The example
//! `odds_calibration` measures this.

use crate::planner::random::SplitMix64;

/// Fractional bits of a ratio.
pub(super) const FRACTION_BITS: u32 = 16;

/// Ratios in percent of typical work by size class: the middles of twenty equal parts, over the people of the SiP and
/// CESAW data sets, each person weighted by the root of their number of tasks.
const TYPICAL: [[u16; 20]; 4] = [
    [17, 33, 44, 56, 67, 83, 100, 100, 100, 100, 100, 121, 140, 167, 200, 250, 300, 430, 640, 1270],
    [8, 19, 28, 37, 48, 55, 65, 75, 83, 94, 100, 100, 100, 111, 126, 150, 184, 237, 346, 715],
    [6, 15, 24, 33, 42, 50, 60, 70, 80, 88, 97, 100, 100, 107, 120, 137, 164, 203, 286, 580],
    [5, 14, 24, 35, 45, 55, 65, 73, 82, 90, 97, 100, 100, 106, 115, 128, 148, 176, 224, 387],
];

/// The typical curve weighs as much as this many own ratios.
const TYPICAL_WEIGHT: usize = 16;

/// Chance in percent that a piece of work shares the luck of the day. Ratios of consecutive tasks have a rank correlation
/// of 0.1 to 0.2.
const SHARED_PERCENT: usize = 20;

/// The ratios to draw from for one piece of work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RatioPool {
    /// The own ratios, sorted.
    own: Vec<u64>,
    size_class: usize,
}

/// The random factor that the work of one simulated day shares.
#[derive(Clone, Copy)]
pub(super) struct DayLuck(u64);

impl DayLuck {
    pub fn draw(random: &mut SplitMix64) -> Self {
        Self(random.next())
    }
}

impl RatioPool {
    pub fn new(mut own: Vec<u64>, size_class: usize) -> Self {
        own.sort_unstable();
        Self { own, size_class }
    }

    /// Draws a ratio, with [`FRACTION_BITS`].
    pub fn draw(&self, luck: DayLuck, random: &mut SplitMix64) -> u64 {
        let choice = random.below(100 * (self.own.len() + TYPICAL_WEIGHT));
        let (shares, which) = (choice % 100 < SHARED_PERCENT, choice / 100);
        let place = if shares { luck.0 } else { random.next() };
        let at = |count: usize| usize::try_from((u128::from(place) * count as u128) >> 64).unwrap_or(0);
        if which < self.own.len() {
            return self.own[at(self.own.len())];
        }
        let curve = &TYPICAL[self.size_class];
        (u64::from(curve[at(curve.len())]) << FRACTION_BITS) / 100
    }
}
