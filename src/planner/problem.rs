//! The neutral form of a planning problem, a plan for it, and the exact statement of the rules.
//!
//! All quantities are whole numbers; time is counted in slots of [`Problem::slot_minutes`]. Gaps are in time
//! order, and an item or a gap is named by its index. The JSON form has the same names.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Free gaps, the rules of work and rest, and the items to place.
///
/// Keys that are not listed here are ignored when a problem is read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Minutes in a slot; the solver never needs it.
    #[serde(default = "five_minutes")]
    pub slot_minutes: u32,
    /// At most this many slots of work in one run. With 0 nothing can be placed.
    pub focus_slots: u32,
    /// Slots of rest between two runs of a gap, and inside an item longer than `focus_slots`.
    pub break_slots: u32,
    /// Value lost for each context beyond the first in the same gap.
    #[serde(default)]
    pub context_cost: u32,
    /// At most this many slots of work a day, by day. A day that has no entry takes no work.
    pub day_caps: Vec<u32>,
    /// At most this many pieces a day, by day. A day that has no entry has no limit.
    #[serde(default, deserialize_with = "null_as_empty", skip_serializing_if = "Vec::is_empty")]
    pub day_piece_caps: Vec<u32>,
    /// Free intervals in time order.
    pub gaps: Vec<ProblemGap>,
    /// The items to place.
    pub items: Vec<Item>,
}

/// A free interval of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProblemGap {
    /// Index into the day caps.
    pub day: usize,
    /// Length in slots.
    pub slots: u32,
    /// Slots of work done without a break right before the gap.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub lead_slots: u32,
}

/// A piece of work, whole (`chunk` is `None`) or splittable over several gaps.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Slots of work in all.
    pub slots: u32,
    /// Topic of the work; a change inside a gap costs [`Problem::context_cost`].
    pub context: u32,
    /// Items that must be finished before this one, in an earlier gap or an earlier or the same run of its gap.
    #[serde(default, deserialize_with = "none_one_or_many", serialize_with = "as_none_one_or_many")]
    pub after: Vec<usize>,
    /// `None` for a whole item, else the shortest and the longest chunk in slots.
    #[serde(default)]
    pub chunk: Option<[u32; 2]>,
    /// Whole items: value by gap; 0 or no entry where the item is not allowed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub value: Vec<i64>,
    /// Splittable items: value of one slot by gap; 0 or no entry where the item is not allowed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub value_per_slot: Vec<i64>,
    /// Splittable items: added when all slots are placed.
    #[serde(default)]
    pub completion_bonus: i64,
}

impl Item {
    /// Value of `slots` slots of this item in a gap, without the completion bonus; 0 where it is not allowed.
    #[must_use]
    pub fn value_in(&self, gap: usize, slots: u32) -> i64 {
        let (values, times) = match self.chunk {
            None => (&self.value, 1),
            Some(_) => (&self.value_per_slot, i64::from(slots)),
        };
        values.get(gap).map_or(0, |v| v.max(&0).saturating_mul(times))
    }

    /// Whether it is allowed in any gap.
    pub(super) fn is_allowed(&self) -> bool {
        let values = if self.chunk.is_none() { &self.value } else { &self.value_per_slot };
        values.iter().any(|value| *value > 0)
    }
}

/// One stretch of work of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Piece {
    /// Index of the item.
    pub item: usize,
    /// Index of the gap.
    pub gap: usize,
    /// Run within the gap; runs follow each other in this order with a break between two of them.
    pub run: u32,
    /// Slots of work.
    pub slots: u32,
}

/// A plan, its value, and an upper bound on all plans.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Solution {
    /// The pieces, by gap and run.
    pub plan: Vec<Piece>,
    /// Value of the plan as [`evaluate`] counts it.
    pub value: i64,
    /// No plan is worth more than this.
    pub bound: i64,
}

impl Solution {
    /// Whether the plan is proven to be the best there is.
    #[must_use]
    pub fn is_optimal(&self) -> bool {
        self.value >= self.bound
    }
}

/// The first rule that a plan breaks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RuleBroken {
    #[error("item {0} does not exist")]
    UnknownItem(usize),
    #[error("gap {0} does not exist")]
    UnknownGap(usize),
    #[error("item {0}: an empty piece")]
    EmptyPiece(usize),
    #[error("item {0} is not splittable")]
    NotSplittable(usize),
    #[error("item {0} is placed twice")]
    PlacedTwice(usize),
    #[error("item {item} is not allowed in gap {gap}")]
    NotAllowed { item: usize, gap: usize },
    #[error("item {item}: a chunk of {slots} slots")]
    ChunkSize { item: usize, slots: u32 },
    #[error("item {item} has two chunks in gap {gap}")]
    TwoChunks { item: usize, gap: usize },
    #[error("item {item} gets more than its {slots} slots")]
    TooMuch { item: usize, slots: u32 },
    #[error("item {item} comes after {before}, which is not planned")]
    NotPlanned { item: usize, before: usize },
    #[error("item {before} is not finished before {item}")]
    NotFinished { item: usize, before: usize },
    #[error("item {item} is before {before}")]
    WrongOrder { item: usize, before: usize },
    #[error("gap {gap} run {run}: {load} slots without a break")]
    NoBreak { gap: usize, run: u32, load: u64 },
    #[error("gap {gap}: {load} slots in run 0 after {lead} already worked")]
    LeadIgnored { gap: usize, load: u64, lead: u32 },
    #[error("gap {gap}: {length} slots planned in {slots}")]
    TooLong { gap: usize, length: u64, slots: u32 },
    #[error("day {day}: {pieces} pieces over its cap {cap}")]
    PieceCap { day: usize, pieces: u32, cap: u32 },
    #[error("day {day}: {slots} slots over its cap {cap}")]
    DayCap { day: usize, slots: u64, cap: u32 },
    #[error("day {0} has no cap")]
    NoDayCap(usize),
}

/// The value of a plan in the problem's units.
///
/// # Errors
/// Names the first rule that the plan breaks.
pub fn evaluate(problem: &Problem, plan: &[Piece]) -> Result<i64, RuleBroken> {
    let mut pieces_of: BTreeMap<usize, Vec<Piece>> = BTreeMap::new();
    let mut runs: BTreeMap<usize, BTreeMap<u32, Vec<Piece>>> = BTreeMap::new();
    let mut value = 0_i64;
    for piece in plan {
        let earlier = pieces_of.entry(piece.item).or_default();
        value = value.saturating_add(piece_value(problem, *piece, earlier)?);
        earlier.push(*piece);
        runs.entry(piece.gap).or_default().entry(piece.run).or_default().push(*piece);
    }
    for (&item, pieces) in &pieces_of {
        value = value.saturating_add(completion(problem, item, pieces)?);
        check_order(problem, item, pieces, &pieces_of)?;
    }
    for (&gap, by_run) in &runs {
        check_gap(problem, gap, by_run)?;
        let contexts: BTreeSet<u32> = by_run.values().flatten().map(|p| problem.items[p.item].context).collect();
        let further = i64::try_from(contexts.len() - 1).unwrap_or(i64::MAX);
        value = value.saturating_sub(further.saturating_mul(problem.context_cost.into()));
    }
    check_caps(problem, plan)?;
    Ok(value)
}

fn piece_value(problem: &Problem, piece: Piece, earlier: &[Piece]) -> Result<i64, RuleBroken> {
    let Piece { item: i, gap, slots, .. } = piece;
    let item = problem.items.get(i).ok_or(RuleBroken::UnknownItem(i))?;
    if gap >= problem.gaps.len() {
        return Err(RuleBroken::UnknownGap(gap));
    }
    if slots == 0 {
        return Err(RuleBroken::EmptyPiece(i));
    }
    match item.chunk {
        None if slots != item.slots => return Err(RuleBroken::NotSplittable(i)),
        None if !earlier.is_empty() => return Err(RuleBroken::PlacedTwice(i)),
        Some([shortest, longest]) if slots < shortest || slots > longest.min(problem.focus_slots) => {
            return Err(RuleBroken::ChunkSize { item: i, slots });
        }
        Some(_) if earlier.iter().any(|p| p.gap == gap) => return Err(RuleBroken::TwoChunks { item: i, gap }),
        _ => {}
    }
    match item.value_in(gap, slots) {
        0 => Err(RuleBroken::NotAllowed { item: i, gap }),
        value => Ok(value),
    }
}

fn total(pieces: &[Piece]) -> u64 {
    pieces.iter().map(|p| u64::from(p.slots)).sum()
}

fn completion(problem: &Problem, i: usize, pieces: &[Piece]) -> Result<i64, RuleBroken> {
    let item = &problem.items[i];
    let placed = total(pieces);
    if placed > u64::from(item.slots) {
        return Err(RuleBroken::TooMuch { item: i, slots: item.slots });
    }
    let complete = item.chunk.is_some() && placed == u64::from(item.slots);
    Ok(if complete { item.completion_bonus } else { 0 })
}

fn check_order(
    problem: &Problem,
    item: usize,
    pieces: &[Piece],
    pieces_of: &BTreeMap<usize, Vec<Piece>>,
) -> Result<(), RuleBroken> {
    let start = pieces.iter().map(|p| (p.gap, p.run)).min();
    for &before in &problem.items[item].after {
        let earlier = pieces_of.get(&before).ok_or(RuleBroken::NotPlanned { item, before })?;
        if total(earlier) != u64::from(problem.items[before].slots) {
            return Err(RuleBroken::NotFinished { item, before });
        }
        if earlier.iter().map(|p| (p.gap, p.run)).max() > start {
            return Err(RuleBroken::WrongOrder { item, before });
        }
    }
    Ok(())
}

/// Wall-clock length of a run of `load` slots with the breaks that it needs inside.
pub(super) fn wall(load: u64, focus: u32, rest: u32) -> u64 {
    match focus {
        0 => u64::MAX,
        _ => load + u64::from(rest) * (load.saturating_sub(1) / u64::from(focus)),
    }
}

fn check_gap(problem: &Problem, gap: usize, by_run: &BTreeMap<u32, Vec<Piece>>) -> Result<(), RuleBroken> {
    let ProblemGap { slots, lead_slots: lead, .. } = problem.gaps[gap];
    let begins_with_break = lead > 0 && !by_run.contains_key(&0);
    let breaks = by_run.len() as u64 - 1 + u64::from(begins_with_break);
    let mut length = u64::from(problem.break_slots) * breaks;
    for (&run, members) in by_run {
        let load = total(members);
        let after_lead = run == 0 && lead > 0;
        let limit = problem.focus_slots.saturating_sub(if after_lead { lead } else { 0 });
        if load > u64::from(limit) {
            if after_lead {
                return Err(RuleBroken::LeadIgnored { gap, load, lead });
            }
            if members.len() != 1 {
                return Err(RuleBroken::NoBreak { gap, run, load });
            }
        }
        length = length.saturating_add(wall(load, problem.focus_slots, problem.break_slots));
    }
    if length > u64::from(slots) {
        return Err(RuleBroken::TooLong { gap, length, slots });
    }
    Ok(())
}

fn check_caps(problem: &Problem, plan: &[Piece]) -> Result<(), RuleBroken> {
    let mut used: BTreeMap<usize, (u64, u32)> = BTreeMap::new();
    for piece in plan {
        let (slots, pieces) = used.entry(problem.gaps[piece.gap].day).or_default();
        *slots += u64::from(piece.slots);
        *pieces += 1;
    }
    for (day, (slots, pieces)) in used {
        let cap = *problem.day_caps.get(day).ok_or(RuleBroken::NoDayCap(day))?;
        if slots > u64::from(cap) {
            return Err(RuleBroken::DayCap { day, slots, cap });
        }
        match problem.day_piece_caps.get(day) {
            Some(&cap) if pieces > cap => return Err(RuleBroken::PieceCap { day, pieces, cap }),
            _ => {}
        }
    }
    Ok(())
}

fn five_minutes() -> u32 {
    5
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
fn is_zero(n: &u32) -> bool {
    *n == 0
}

fn null_as_empty<'de, D: Deserializer<'de>>(input: D) -> Result<Vec<u32>, D::Error> {
    Ok(Option::deserialize(input)?.unwrap_or_default())
}

#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(usize),
    Many(Vec<usize>),
}

fn none_one_or_many<'de, D: Deserializer<'de>>(input: D) -> Result<Vec<usize>, D::Error> {
    Ok(match Option::deserialize(input)? {
        None => Vec::new(),
        Some(OneOrMany::One(item)) => vec![item],
        Some(OneOrMany::Many(items)) => items,
    })
}

fn as_none_one_or_many<S: Serializer>(after: &[usize], output: S) -> Result<S::Ok, S::Error> {
    match after {
        [] => output.serialize_none(),
        [item] => output.serialize_some(item),
        items => items.serialize(output),
    }
}
