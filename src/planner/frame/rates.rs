//! The value of work by time of day.
//!
//! The rate of a slot is `weight * minutes * fit * late * chance`: `fit` is how well the energy of that time suits the
//! work, `late` the part of its value that is left after the due time, and `chance` the chance that the time is reached.

use std::collections::BTreeSet;

use chrono::{NaiveDateTime, TimeDelta};

use super::candidates::Candidate;
use super::grid::Grid;
use super::weight::weight_permille;
use crate::model::{DueKind, Energy, Span};
use crate::planner::learn::reach::ReachCurve;
use crate::planner::problem::ProblemGap;
use crate::planner::request::Request;

/// Segments `(from, to, value of a slot)`, as in an item of the problem.
pub type Rates = Vec<(u32, u32, i64)>;

/// The rates of candidates in some gaps.
pub struct RateRules<'r, 'a> {
    request: &'r Request<'a>,
    grid: Grid,
    /// Stretches of equal energy and chance in the gaps.
    stretches: Vec<Stretch>,
    ignored: Option<TimeRule>,
    must: i64,
}

/// A rule that forbids times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeRule {
    Due,
    Start,
    Windows,
    Passed,
}

#[derive(Clone, Copy, PartialEq, Eq)]
struct Stretch {
    from: u32,
    to: u32,
    energy: Energy,
    /// In thousandths.
    chance: i64,
}

impl<'r, 'a> RateRules<'r, 'a> {
    /// Creates the rules. `reach` tells how sure a time is; `None` if the time is sure. `must` is the extra value of
    /// work that must be done today.
    pub fn new(
        request: &'r Request<'a>,
        grid: Grid,
        gaps: &[ProblemGap],
        reach: Option<&ReachCurve>,
        must: i64,
    ) -> Self {
        let settings = &request.workspace.settings;
        let held = request.held.iter().map(|held| grid.floor(held.span.start));
        let first = gaps.iter().map(|gap| gap.start).chain(held).min().unwrap_or(0);
        let at = |slot: u32| {
            let chance = reach.map_or(1000, |reach| reach.permille(grid.time(first), grid.time(slot)));
            (settings.energy_at(grid.time(slot).time()), chance)
        };
        let mut stretches: Vec<Stretch> = Vec::new();
        for slot in gaps.iter().flat_map(|gap| gap.start..gap.end()) {
            let (energy, chance) = at(slot);
            match stretches.last_mut() {
                Some(last) if last.to == slot && (last.energy, last.chance) == (energy, chance) => last.to = slot + 1,
                _ => stretches.push(Stretch { from: slot, to: slot + 1, energy, chance }),
            }
        }
        Self { request, grid, stretches, ignored: None, must }
    }

    /// Returns the rates as they would be without a rule.
    #[must_use]
    pub fn without(&self, rule: TimeRule) -> Self {
        Self { ignored: Some(rule), stretches: self.stretches.clone(), ..*self }
    }

    /// Returns the rates of a candidate; nothing where it is not allowed.
    pub fn of(&self, candidate: &Candidate) -> Rates {
        let slots = self.grid.slots(candidate.minutes);
        let full = weight_permille(&candidate.factors) * 10 * i64::from(candidate.minutes.get());
        let must = if candidate.factors.must_today { self.must } else { 0 };
        let rate =
            |percent: i64, chance: i64| (full * percent / 100 * chance / (i64::from(slots) * 1_000_000)).max(1) + must;
        let mut rates = Rates::new();
        if self.is_free(candidate) {
            for stretch in &self.stretches {
                let percent = fit_percent(candidate.factors.energy, stretch.energy);
                push(&mut rates, (stretch.from, stretch.to, rate(percent, stretch.chance)));
            }
            return rates;
        }
        let cuts = self.cuts(candidate);
        for stretch in &self.stretches {
            let mut from = stretch.from;
            let inside = cuts.range(stretch.from + 1..stretch.to).copied();
            for to in inside.chain([stretch.to]) {
                let percent =
                    self.percent(candidate, stretch.energy, Span::new(self.grid.time(from), self.grid.time(to)));
                if percent > 0 {
                    push(&mut rates, (from, to, rate(percent, stretch.chance)));
                }
                from = to;
            }
        }
        rates
    }

    /// Returns whether no rule of time applies to a candidate.
    fn is_free(&self, candidate: &Candidate) -> bool {
        let windows = &self.request.workspace.settings.tag_windows;
        (candidate.factors.overdue || candidate.due().is_none())
            && candidate.not_before.is_none()
            && self.request.passed.is_empty()
            && !windows.iter().any(|window| candidate.has_tag(&window.tag))
    }

    /// Returns the slots at which the rules of a candidate change.
    fn cuts(&self, candidate: &Candidate) -> BTreeSet<u32> {
        let mut cuts = BTreeSet::new();
        if !candidate.factors.overdue
            && let Some((due, _)) = candidate.due()
        {
            cuts.insert(self.grid.floor(due));
        }
        cuts.extend(candidate.not_before.map(|from| self.grid.ceil(from)));
        let settings = &self.request.workspace.settings;
        for window in settings.tag_windows.iter().filter(|window| candidate.has_tag(&window.tag)) {
            let day = self.request.agenda.day;
            let days = [day.plus(-1), day, day.plus(1)];
            let spans = window.ranges.iter().flat_map(|range| days.map(|day| range.on(day)));
            cuts.extend(spans.flat_map(|span| [self.grid.ceil(span.start), self.grid.floor(span.end)]));
        }
        if !self.request.passed.is_empty() {
            cuts.extend(
                self.request
                    .gaps
                    .iter()
                    .flat_map(|gap| [self.grid.ceil(gap.span.start), self.grid.floor(gap.span.end)]),
            );
        }
        cuts
    }

    /// Returns how much of its value a candidate has in a span without cuts, in percent; 0 if it is not allowed there.
    fn percent(&self, candidate: &Candidate, energy: Energy, span: Span) -> i64 {
        let forbids = |rule: TimeRule| {
            Some(rule) != self.ignored
                && match rule {
                    TimeRule::Due => late_percent(candidate, span.end) == 0,
                    TimeRule::Start => candidate.not_before.is_some_and(|from| from > span.start),
                    TimeRule::Windows => !is_in_windows(self.request, candidate, span),
                    TimeRule::Passed => is_passed(self.request, candidate, span),
                }
        };
        if [TimeRule::Due, TimeRule::Start, TimeRule::Windows, TimeRule::Passed].into_iter().any(forbids) {
            return 0;
        }
        late_percent(candidate, span.end).max(1) * fit_percent(candidate.factors.energy, energy) / 100
    }
}

/// Adds a segment, joined with the one before if they are equal.
fn push(rates: &mut Rates, next: (u32, u32, i64)) {
    match rates.last_mut() {
        Some(last) if last.1 == next.0 && last.2 == next.2 => last.1 = next.1,
        _ => rates.push(next),
    }
}

/// Returns whether the user rejected the candidate in the gap that contains a span.
pub fn is_passed(request: &Request, candidate: &Candidate, span: Span) -> bool {
    if request.passed.is_empty() {
        return false;
    }
    let (task, step) = candidate.key();
    let gap = request.gaps.iter().map(|gap| gap.span).find(|gap| gap.overlaps(span)).unwrap_or(span);
    request.passed.range((task, step, gap.start)..(task, step, gap.end)).next().is_some()
}

/// Returns true if a span lies entirely in the named windows of the candidate's tags.
pub fn is_in_windows(request: &Request, candidate: &Candidate, span: Span) -> bool {
    let windows = &request.workspace.settings.tag_windows;
    windows.iter().filter(|window| candidate.has_tag(&window.tag)).all(|of| {
        let last = (span.end - TimeDelta::minutes(1)).time();
        let ranges = windows.iter().filter(|other| other.tag == of.tag).flat_map(|other| &other.ranges);
        ranges.into_iter().any(|range| range.contains(span.start.time()) && range.contains(last))
    })
}

/// Returns how well the energy level of a time fits a need, in percent.
pub fn fit_percent(need: Option<Energy>, at: Energy) -> i64 {
    match (need, at) {
        (Some(Energy::High), Energy::Low) => 70,
        (Some(Energy::High), Energy::Mid) | (Some(Energy::Mid), Energy::Low) => 85,
        (Some(Energy::Low), Energy::High) => 90,
        _ => 100,
    }
}

/// Returns the percentage of the value left for work that ends at `end`: 50 after a soft due time, 0 after a hard one.
/// Overdue work keeps its value.
fn late_percent(candidate: &Candidate, end: NaiveDateTime) -> i64 {
    match candidate.due() {
        Some((due, kind)) if !candidate.factors.overdue && end > due => match kind {
            DueKind::Hard => 0,
            DueKind::Soft => 50,
        },
        _ => 100,
    }
}
