//! The neutral form of a planning problem, a plan for it, and the exact statement of the rules.
//!
//! All quantities are whole numbers. Time is counted in absolute slots. Items, gaps and days are named by their
//! index. The JSON form has the same names.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// Free time, the rules of work and rest, and the items that compete for a place.
///
/// Unknown keys are ignored when a problem is read.
///
/// ```
/// use gapwise::planner::problem::{Item, Placement, Problem, ProblemGap, check};
///
/// let item = Item { slots: 2, rate: vec![(0, 12, 5)], ..Item::default() };
/// let problem = Problem {
///     day_caps: vec![12],
///     gaps: vec![ProblemGap { day: 0, start: 0, slots: 12, lead_slots: 0 }],
///     items: vec![item],
///     ..Problem::default()
/// };
/// let at = |start| [Placement { start, item: 0, slots: 2 }];
/// assert_eq!(check(&problem, &at(3)), Ok(10));
/// assert!(check(&problem, &at(11)).is_err(), "it ends after the gap");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Minutes in a slot; the solver does not need it.
    #[serde(default = "five_minutes")]
    pub slot_minutes: u32,
    /// Slots after the start of a run in which work is allowed before a break. 0 allows no work.
    pub focus_slots: u32,
    /// Free slots in a row that count as a break.
    pub break_slots: u32,
    /// Value lost for each context beyond the first in the same gap.
    #[serde(default)]
    pub context_cost: u32,
    /// Maximum slots of work a day. A day without an entry takes no work.
    pub day_caps: Vec<u32>,
    /// Maximum pieces a day. A day without an entry has no limit.
    #[serde(default)]
    pub day_piece_caps: Vec<u32>,
    /// Work on items marked `floor` that is missed when it is not planned.
    #[serde(default)]
    pub floor: Option<WorkFloor>,
    /// Free intervals in time order, without overlap.
    pub gaps: Vec<ProblemGap>,
    /// The candidates.
    pub items: Vec<Item>,
}

impl Default for Problem {
    /// Returns a problem with no free time, no items and a break of one slot after ten.
    fn default() -> Self {
        Self {
            slot_minutes: five_minutes(),
            focus_slots: 10,
            break_slots: 1,
            context_cost: 0,
            day_caps: Vec::new(),
            day_piece_caps: Vec::new(),
            floor: None,
            gaps: Vec::new(),
            items: Vec::new(),
        }
    }
}

impl Problem {
    /// Returns a value that no plan exceeds: all work at the best time of each item.
    #[must_use]
    pub fn most(&self) -> i64 {
        let most = |item: &Item| {
            let rate = item.rate.iter().map(|rate| rate.2).max().unwrap_or(0).max(0);
            rate.saturating_mul(i64::from(item.slots) + i64::from(item.finish_slots))
        };
        self.items.iter().map(most).fold(0, i64::saturating_add)
    }

    /// Returns for each item whether it is `item` or waits for it, directly or not.
    #[must_use]
    pub fn waiting_for(&self, item: usize) -> Vec<bool> {
        let mut waits = vec![false; self.items.len()];
        waits.iter_mut().skip(item).take(1).for_each(|first| *first = true);
        loop {
            let before = waits.iter().filter(|waits| **waits).count();
            for (i, of) in self.items.iter().enumerate() {
                waits[i] |= of.after.iter().any(|&before| waits.get(before).copied().unwrap_or(false));
            }
            if waits.iter().filter(|waits| **waits).count() == before {
                return waits;
            }
        }
    }

    /// Returns the same problem where a piece has its place: nothing else may be there, and the item nowhere else.
    /// `premium` is added to its first slot, so that plans have the piece wherever they can; [`check`] tells what a
    /// plan is worth here.
    #[must_use]
    pub fn with_pinned(&self, piece: Placement, premium: i64) -> Self {
        let mut problem = self.clone();
        let length = wall_slots(piece.slots, self.focus_slots, self.break_slots);
        let end = piece.start.saturating_add(u32::try_from(length).unwrap_or(u32::MAX));
        for (i, item) in problem.items.iter_mut().enumerate() {
            if i != piece.item {
                item.rate.insert(0, (piece.start, end, 0));
                continue;
            }
            let rates = worked(self, piece).map(|at| (at, at + 1, self.items[i].rate_at(at)));
            item.rate = rates.filter(|rate| rate.2 > 0).collect();
            if let Some(first) = item.rate.first_mut() {
                first.2 = first.2.saturating_add(premium);
            }
        }
        problem
    }
}

/// A minimum of work on some items over the whole problem.
///
/// ```
/// use gapwise::planner::problem::{Item, Problem, WorkFloor, check};
///
/// let item = Item { slots: 2, floor: true, rate: vec![(0, 12, 5)], ..Item::default() };
/// let floor = Some(WorkFloor { slots: 2, price: 3 });
/// let problem = Problem { floor, items: vec![item], ..Problem::default() };
/// assert_eq!(check(&problem, &[]), Ok(-6), "two missing slots at 3 each");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkFloor {
    /// Slots of work.
    pub slots: u32,
    /// Value lost for each missing slot.
    pub price: u32,
}

/// A free interval.
///
/// ```
/// use gapwise::planner::problem::{Item, Placement, Problem, ProblemGap, check};
///
/// let item = Item { slots: 2, rate: vec![(0, 12, 5)], ..Item::default() };
/// let work = [Placement { start: 0, item: 0, slots: 2 }];
/// let value = |lead_slots| {
///     let gaps = vec![ProblemGap { day: 0, start: 0, slots: 12, lead_slots }];
///     check(&Problem { gaps, items: vec![item.clone()], day_caps: vec![12], ..Problem::default() }, &work)
/// };
/// assert_eq!(value(8), Ok(10));
/// assert!(value(9).is_err(), "the run from before the gap would last longer than ten slots");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProblemGap {
    /// Index into the day caps.
    pub day: usize,
    /// First slot.
    pub start: u32,
    /// Length in slots.
    pub slots: u32,
    /// Slots of work without a break right before the gap.
    #[serde(default)]
    pub lead_slots: u32,
}

impl ProblemGap {
    /// Returns the slot after the last one.
    #[must_use]
    pub fn end(&self) -> u32 {
        self.start.saturating_add(self.slots)
    }
}

/// A piece of work, whole (`chunk` is `None`) or splittable.
///
/// ```
/// use gapwise::planner::problem::Item;
///
/// let item = Item { slots: 3, rate: vec![(0, 10, 5), (10, 20, 2)], ..Item::default() };
/// assert_eq!([9, 10, 20].map(|slot| item.rate_at(slot)), [5, 2, 0]);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Slots of work in total.
    pub slots: u32,
    /// Topic of the work. Items without one never cost a change of context.
    #[serde(default)]
    pub context: Option<u32>,
    /// Items that must be finished before this one begins.
    #[serde(default)]
    pub after: Vec<usize>,
    /// Shortest and longest chunk of a splittable item, in slots.
    #[serde(default)]
    pub chunk: Option<[u32; 2]>,
    /// When all slots are placed, this many times the rate of the last one is added.
    #[serde(default)]
    pub finish_slots: u32,
    /// Counts towards [`Problem::floor`].
    #[serde(default)]
    pub floor: bool,
    /// `(from, to, value)`: value of one slot of work in `from..to`. The first interval that holds a slot counts. The
    /// item is not allowed where there is none, or its value is not positive.
    pub rate: Vec<(u32, u32, i64)>,
}

impl Item {
    /// Returns the value of one slot of work at slot `at`; 0 where the item is not allowed.
    #[must_use]
    pub fn rate_at(&self, at: u32) -> i64 {
        self.rate.iter().find(|(from, to, _)| (*from..*to).contains(&at)).map_or(0, |rate| rate.2.max(0))
    }
}

/// A stretch of work of a plan.
///
/// ```
/// use gapwise::planner::problem::{Placement, wall_slots};
///
/// let piece = Placement { start: 108, item: 0, slots: 12 };
/// let end = u64::from(piece.start) + wall_slots(piece.slots, 10, 1);
/// assert_eq!(end, 121, "twelve slots of work, and a break after the tenth");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Placement {
    /// Absolute slot.
    pub start: u32,
    /// Index of the item.
    pub item: usize,
    /// Slots of work, without breaks.
    pub slots: u32,
}

/// A plan with its value and an upper bound on the value of every plan.
///
/// ```
/// use std::ops::ControlFlow;
/// use gapwise::planner::problem::{Item, Problem, ProblemGap};
/// use gapwise::planner::solve;
///
/// let problem = Problem {
///     day_caps: vec![12],
///     gaps: vec![ProblemGap { day: 0, start: 0, slots: 12, lead_slots: 0 }],
///     items: vec![Item { slots: 2, rate: vec![(0, 12, 5)], ..Item::default() }],
///     ..Problem::default()
/// };
/// let solution = solve(&problem, &mut |_| ControlFlow::Continue(()));
/// assert!(solution.is_optimal());
/// assert_eq!(solution.value, 10);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Solution {
    /// In time order.
    pub placements: Vec<Placement>,
    /// As [`check`] counts it.
    pub value: i64,
    pub bound: i64,
}

impl Solution {
    /// Returns whether the plan is proven to be the best.
    #[must_use]
    pub fn is_optimal(&self) -> bool {
        self.value >= self.bound
    }
}

/// The first rule that a plan breaks.
///
/// ```
/// use gapwise::planner::problem::{Item, Placement, Problem, RuleBroken, check};
///
/// let problem = Problem { items: vec![Item { slots: 2, rate: vec![(0, 12, 5)], ..Item::default() }], ..Problem::default() };
/// let outside = check(&problem, &[Placement { start: 0, item: 0, slots: 2 }]);
/// assert_eq!(outside, Err(RuleBroken::OutsideGaps { item: 0, start: 0, end: 2 }));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RuleBroken {
    #[error("item {0} does not exist")]
    UnknownItem(usize),
    #[error("item {0}: an empty piece")]
    EmptyPiece(usize),
    #[error("item {item}: {start}-{end} is not inside one gap")]
    OutsideGaps { item: usize, start: u32, end: u64 },
    #[error("item {item} is not allowed at {start}")]
    NotAllowed { item: usize, start: u32 },
    #[error("item {0} is not splittable")]
    NotSplittable(usize),
    #[error("item {item}: a chunk of {slots} slots")]
    ChunkSize { item: usize, slots: u32 },
    #[error("item {0}: a chunk that is too short and not the rest")]
    ShortChunk(usize),
    #[error("item {0} gets more than its slots")]
    TooMuch(usize),
    #[error("item {before} is not finished before {item}")]
    NotFinished { item: usize, before: usize },
    #[error("items {0} and {1} overlap")]
    Overlap(usize, usize),
    #[error("gap {gap}: no break between {run} and {at}")]
    NoBreak { gap: usize, run: u32, at: u32 },
    #[error("day {0}: too many slots of work")]
    DayCap(usize),
    #[error("day {0}: too many pieces")]
    PieceCap(usize),
}

/// Returns the wall-clock length of a piece with the breaks inside it; `u64::MAX` where no work is allowed.
///
/// ```
/// // Three hours in slots of five minutes: a break of one slot after each fifty minutes.
/// assert_eq!(gapwise::planner::problem::wall_slots(36, 10, 1), 39);
/// ```
#[must_use]
pub fn wall_slots(slots: u32, focus: u32, rest: u32) -> u64 {
    match focus {
        0 => u64::MAX,
        _ => u64::from(slots) + u64::from(rest) * u64::from(slots.saturating_sub(1) / focus),
    }
}

/// Returns the slots in which a piece works.
fn worked(problem: &Problem, piece: Placement) -> impl Iterator<Item = u32> {
    let (focus, rest) = (problem.focus_slots, problem.break_slots);
    (0..piece.slots).map(move |k| piece.start + k + rest * (k / focus))
}

struct Piece {
    start: u32,
    end: u32,
    slots: u32,
    last: u32,
}

/// Returns the value of a plan in the problem's units.
///
/// # Errors
/// Names the first rule that the plan breaks.
pub fn check(problem: &Problem, plan: &[Placement]) -> Result<i64, RuleBroken> {
    let mut pieces: BTreeMap<usize, Vec<Piece>> = BTreeMap::new();
    let mut in_gap: BTreeMap<usize, Vec<(Placement, u32)>> = BTreeMap::new();
    let mut plan = plan.to_vec();
    plan.sort_unstable();
    let mut value = 0_i64;
    for &placed in &plan {
        let (gap, end) = gap_of(problem, placed)?;
        value = value.saturating_add(piece_value(problem, placed)?);
        let last = worked(problem, placed).last().unwrap_or(placed.start);
        let piece = Piece { start: placed.start, end, slots: placed.slots, last };
        pieces.entry(placed.item).or_default().push(piece);
        in_gap.entry(gap).or_default().push((placed, end));
    }
    for (&item, of_item) in &pieces {
        value = value.saturating_add(check_item(problem, item, of_item)?);
        check_order(problem, item, of_item, &pieces)?;
    }
    for (&gap, in_gap) in &in_gap {
        check_gap(problem, gap, in_gap)?;
        let contexts: BTreeSet<u32> = in_gap.iter().filter_map(|(p, _)| problem.items[p.item].context).collect();
        let further = i64::try_from(contexts.len()).unwrap_or(i64::MAX).saturating_sub(1).max(0);
        value = value.saturating_sub(further.saturating_mul(problem.context_cost.into()));
    }
    check_caps(problem, &in_gap)?;
    Ok(value.saturating_sub(missing_floor(problem, &plan)))
}

fn gap_of(problem: &Problem, placed: Placement) -> Result<(usize, u32), RuleBroken> {
    let Placement { start, item, slots } = placed;
    if item >= problem.items.len() {
        return Err(RuleBroken::UnknownItem(item));
    }
    if slots == 0 {
        return Err(RuleBroken::EmptyPiece(item));
    }
    let end = u64::from(start).saturating_add(wall_slots(slots, problem.focus_slots, problem.break_slots));
    let holds = |gap: &ProblemGap| gap.start <= start && end <= u64::from(gap.start) + u64::from(gap.slots);
    let gap = problem.gaps.iter().position(holds);
    match (gap, u32::try_from(end)) {
        (Some(gap), Ok(end)) => Ok((gap, end)),
        _ => Err(RuleBroken::OutsideGaps { item, start, end }),
    }
}

/// Returns the value of a piece without what finishing its item adds.
///
/// # Errors
/// The item is not allowed there, or not in a piece of this length.
pub fn piece_value(problem: &Problem, placed: Placement) -> Result<i64, RuleBroken> {
    let Placement { start, item: i, slots } = placed;
    let item = &problem.items[i];
    let mut value = 0_i64;
    for at in worked(problem, placed) {
        match item.rate_at(at) {
            0 => return Err(RuleBroken::NotAllowed { item: i, start }),
            rate => value = value.saturating_add(rate),
        }
    }
    match item.chunk {
        None if slots != item.slots => Err(RuleBroken::NotSplittable(i)),
        Some([_, longest]) if slots > longest.min(problem.focus_slots) => Err(RuleBroken::ChunkSize { item: i, slots }),
        _ => Ok(value),
    }
}

fn total(pieces: &[Piece]) -> u64 {
    pieces.iter().map(|p| u64::from(p.slots)).sum()
}

/// Checks the pieces of an item, which are in time order, and returns what finishing it adds.
fn check_item(problem: &Problem, i: usize, pieces: &[Piece]) -> Result<i64, RuleBroken> {
    let item = &problem.items[i];
    let finished = total(pieces) == u64::from(item.slots);
    if total(pieces) > u64::from(item.slots) {
        return Err(if item.chunk.is_none() { RuleBroken::NotSplittable(i) } else { RuleBroken::TooMuch(i) });
    }
    if let Some([shortest, _]) = item.chunk {
        let short = pieces.iter().position(|p| p.slots < shortest);
        if short.is_some_and(|k| k + 1 < pieces.len() || !finished) {
            return Err(RuleBroken::ShortChunk(i));
        }
    }
    let last = pieces.last().map_or(0, |p| item.rate_at(p.last));
    Ok(if finished { last.saturating_mul(item.finish_slots.into()) } else { 0 })
}

fn check_order(
    problem: &Problem,
    item: usize,
    pieces: &[Piece],
    all: &BTreeMap<usize, Vec<Piece>>,
) -> Result<(), RuleBroken> {
    let start = pieces.first().map_or(0, |p| p.start);
    for &before in &problem.items[item].after {
        let finished = all.get(&before).is_some_and(|earlier| {
            total(earlier) == u64::from(problem.items[before].slots) && earlier.iter().all(|p| p.end <= start)
        });
        if !finished {
            return Err(RuleBroken::NotFinished { item, before });
        }
    }
    Ok(())
}

fn check_gap(problem: &Problem, gap: usize, pieces: &[(Placement, u32)]) -> Result<(), RuleBroken> {
    for pair in pieces.windows(2) {
        if pair[0].1 > pair[1].0.start {
            return Err(RuleBroken::Overlap(pair[0].0.item, pair[1].0.item));
        }
    }
    let ProblemGap { start, lead_slots, .. } = problem.gaps[gap];
    // A longer lead breaks the rule as well.
    let lead_slots = lead_slots.min(problem.focus_slots.saturating_add(1));
    let lead = (0..lead_slots).map(|k| i64::from(start) - i64::from(lead_slots) + i64::from(k));
    let work = pieces.iter().flat_map(|(placed, _)| worked(problem, *placed).map(i64::from));
    let mut run: Option<(i64, i64)> = None;
    for at in lead.chain(work) {
        let (first, _) = match run {
            Some((first, last)) if at - last - 1 < i64::from(problem.break_slots) => (first, last),
            _ => (at, at),
        };
        if at - first >= i64::from(problem.focus_slots) {
            let slot = |at: i64| u32::try_from(at.max(0)).unwrap_or(u32::MAX);
            return Err(RuleBroken::NoBreak { gap, run: slot(first), at: slot(at) });
        }
        run = Some((first, at));
    }
    Ok(())
}

fn check_caps(problem: &Problem, in_gap: &BTreeMap<usize, Vec<(Placement, u32)>>) -> Result<(), RuleBroken> {
    let mut used: BTreeMap<usize, (u64, u64)> = BTreeMap::new();
    for (&gap, pieces) in in_gap {
        let (slots, count) = used.entry(problem.gaps[gap].day).or_default();
        *slots += pieces.iter().map(|(placed, _)| u64::from(placed.slots)).sum::<u64>();
        *count += pieces.len() as u64;
    }
    for (day, (slots, count)) in used {
        if slots > problem.day_caps.get(day).map_or(0, |cap| u64::from(*cap)) {
            return Err(RuleBroken::DayCap(day));
        }
        if problem.day_piece_caps.get(day).is_some_and(|cap| count > u64::from(*cap)) {
            return Err(RuleBroken::PieceCap(day));
        }
    }
    Ok(())
}

/// Returns the price of the work that a plan lacks of the floor.
pub fn missing_floor(problem: &Problem, plan: &[Placement]) -> i64 {
    let Some(floor) = problem.floor else { return 0 };
    let counts = |p: &&Placement| problem.items[p.item].floor;
    let got: u64 = plan.iter().filter(counts).map(|p| u64::from(p.slots)).sum();
    let missing = u64::from(floor.slots).saturating_sub(got);
    i64::try_from(missing).unwrap_or(i64::MAX).saturating_mul(floor.price.into())
}

fn five_minutes() -> u32 {
    5
}
