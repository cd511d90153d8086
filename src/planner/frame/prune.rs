//! Pruning of items that no best plan needs: a few hundred of many thousands remain.

use super::order::without_followers;
use crate::planner::problem::{Item, Problem};

/// Slots and pieces allowed beyond the caps, so that pruned items are not needed for explanations either: with a loosened
/// rule or a removed suggestion.
const SPARE_SLOTS: u32 = 3;
const SPARE_PIECES: u32 = 2;

/// Returns for each item whether the best plan may need it.
///
/// An item is not needed if enough others can replace it: items without predecessors that are no longer and no less
/// valuable wherever it is allowed (plus the context cost if their context differs). Enough means that a plan cannot hold
/// all of them beside it, so one is always free. Replacements come earlier in a fixed order, so exchanges end in a plan
/// of no less value without pruned items. Predecessors of needed items are needed. Items allowed nowhere and their
/// followers are not. `wanted` is kept if it is allowed anywhere.
pub fn needed(problem: &Problem, wanted: Option<usize>) -> Vec<bool> {
    let items = &problem.items;
    let possible = without_followers(items.len(), |i| &items[i].after, |i| items[i].is_allowed());
    let others = Others::of(problem, &possible);
    let mut needed: Vec<bool> =
        (0..items.len()).map(|i| possible[i] && (wanted == Some(i) || !others.replace(i))).collect();
    let mut open: Vec<usize> = (0..items.len()).filter(|&i| needed[i]).collect();
    while let Some(i) = open.pop() {
        for &before in &items[i].after {
            if !needed[before] {
                needed[before] = true;
                open.push(before);
            }
        }
    }
    needed
}

/// Minimum slots and maximum value of one piece of an item.
struct Claim {
    slots: u32,
    value: Vec<i64>,
    sum: i64,
}

impl Claim {
    fn of(item: &Item) -> Self {
        let (slots, value) = match item.chunk {
            None => (item.slots, item.value.clone()),
            Some([shortest, longest]) => {
                let most = i64::from(longest.min(item.slots));
                let whole = |per_slot: &i64| if *per_slot > 0 { per_slot * most + item.completion_bonus } else { 0 };
                (shortest, item.value_per_slot.iter().map(whole).collect())
            }
        };
        let sum = value.iter().sum();
        Self { slots, value, sum }
    }
}

/// Whole items without predecessors, by length, the most valuable first.
struct Others<'a> {
    problem: &'a Problem,
    by_slots: Vec<Vec<(i64, usize)>>,
    most_slots: u32,
    most_pieces: u32,
}

impl<'a> Others<'a> {
    fn of(problem: &'a Problem, possible: &[bool]) -> Self {
        let room: u32 = problem.gaps.iter().map(|gap| gap.slots).sum();
        let caps = problem.day_caps.iter().fold(0_u32, |sum, cap| sum.saturating_add(*cap));
        let pieces = match problem.day_piece_caps.len() >= problem.day_caps.len() {
            true => problem.day_piece_caps.iter().fold(0_u32, |sum, cap| sum.saturating_add(*cap)),
            false => u32::MAX,
        };
        let longest = problem.gaps.iter().map(|gap| gap.slots).max().unwrap_or(0) as usize;
        let mut by_slots = vec![Vec::new(); longest + 1];
        for (i, item) in problem.items.iter().enumerate() {
            let free = possible[i] && item.chunk.is_none() && item.after.is_empty();
            if let Some(of_length) = by_slots.get_mut(item.slots as usize).filter(|_| free) {
                of_length.push((item.value.iter().sum(), i));
            }
        }
        by_slots.iter_mut().for_each(|of| of.sort_unstable_by_key(|(sum, i)| (-sum, *i)));
        let room = room.min(caps).saturating_add(SPARE_SLOTS).saturating_add(u32::try_from(longest).unwrap_or(0));
        Self { problem, by_slots, most_slots: room, most_pieces: pieces.saturating_add(SPARE_PIECES) }
    }

    /// Returns true if others can always replace item `i`.
    fn replace(&self, i: usize) -> bool {
        let item = &self.problem.items[i];
        let claim = Claim::of(item);
        let (mut slots, mut pieces) = (claim.slots, 1_u32);
        for of_length in self.by_slots.iter().take(claim.slots as usize + 1) {
            for &(sum, other) in of_length.iter().take_while(|(sum, _)| *sum >= claim.sum) {
                if slots > self.most_slots || pieces > self.most_pieces {
                    return true;
                }
                let before = (-sum, self.problem.items[other].slots, other) < (-claim.sum, claim.slots, i);
                if before && self.beats(other, item, &claim) {
                    slots += self.problem.items[other].slots;
                    pieces += 1;
                }
            }
        }
        slots > self.most_slots || pieces > self.most_pieces
    }

    fn beats(&self, other: usize, item: &Item, claim: &Claim) -> bool {
        let other = &self.problem.items[other];
        let cost = if other.context == item.context { 0 } else { i64::from(self.problem.context_cost) };
        let mut places = claim.value.iter().zip(&other.value);
        places.all(|(value, others)| *value <= 0 || *others >= value + cost)
    }
}
