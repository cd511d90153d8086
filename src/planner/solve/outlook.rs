//! Bounds on the rest of a plan when a part of it is given, at the prices of a relaxation.
//!
//! They show which places of a task can be forgotten for good: those with which no plan can beat the best one known.

use super::table::{NEVER, Offer};

/// The gaps of a day, which share its cap.
#[derive(Clone, Debug)]
pub(super) struct Day {
    pub gaps: Vec<usize>,
    pub cap: u32,
}

/// Bounds on the parts of a plan; all values are fixed-point and without the constant of the relaxation.
pub(super) struct Outlook {
    /// By gap and work: the best of the gap with that much work or less.
    own: Vec<Vec<i64>>,
    /// By gap and work: the best of all other gaps when this one has that much work.
    pub others: Vec<Vec<i64>>,
    /// The best of all gaps.
    pub total: i64,
}

impl Outlook {
    /// From the profiles of the gaps: by work, the best value of exactly that much; `own` is the profile of a gap
    /// beside a given offer.
    pub fn new(days: &[Day], own: Vec<Vec<i64>>, profiles: &[Vec<i64>]) -> Self {
        let mut others = vec![Vec::new(); profiles.len()];
        let mut day_best = Vec::new();
        for day in days {
            let cap = day.cap as usize;
            let mut before = vec![vec![0_i64]];
            for &g in &day.gaps {
                before.push(join(&before[before.len() - 1], &profiles[g], cap));
            }
            day_best.push(before[day.gaps.len()].iter().max().copied().unwrap_or(0));
            let mut after = vec![0_i64];
            for (k, &g) in day.gaps.iter().enumerate().rev() {
                let both = at_most(join(&before[k], &after, cap));
                others[g] = (0..profiles[g].len())
                    .map(|w| if w > cap { NEVER } else { both[(cap - w).min(both.len() - 1)] })
                    .collect();
                after = join(&after, &profiles[g], cap);
            }
        }
        let total: i64 = day_best.iter().sum();
        for (day, best) in days.iter().zip(&day_best) {
            for &g in &day.gaps {
                others[g].iter_mut().filter(|v| **v > NEVER / 2).for_each(|v| *v += total - best);
            }
        }
        Self { own: own.into_iter().map(at_most).collect(), others, total }
    }

    /// The best of all plans with this offer taken in a gap.
    pub fn with(&self, gap: usize, offer: &Offer) -> i64 {
        let (own, others) = (&self.own[gap], &self.others[gap]);
        let with = |slots: u32| {
            let beside = own.iter().zip(others.get(slots as usize..).unwrap_or(&[]));
            beside.map(|(o, rest)| o + rest).max().unwrap_or(NEVER) + offer.value(slots)
        };
        (offer.shortest..=offer.longest).map(with).max().unwrap_or(NEVER)
    }
}

/// By total work, up to `cap`: the best value when one more gap joins.
pub(super) fn join(row: &[i64], profile: &[i64], cap: usize) -> Vec<i64> {
    let most = (row.len() + profile.len() - 2).min(cap);
    let mut joined = vec![NEVER; most + 1];
    for (w, &value) in profile.iter().enumerate().filter(|(_, v)| **v > NEVER / 2) {
        for (c, &before) in row.iter().enumerate().take((most + 1).saturating_sub(w)) {
            joined[c + w] = joined[c + w].max(before + value);
        }
    }
    joined
}

/// By work: the best of that much or less.
pub(super) fn at_most(mut row: Vec<i64>) -> Vec<i64> {
    for c in 1..row.len() {
        row[c] = row[c].max(row[c - 1]);
    }
    row
}
