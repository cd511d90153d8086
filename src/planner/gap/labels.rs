//! The exact search in one gap: labels (states with their best value) are extended by one candidate after the other,
//! and those that cannot lead to anything better are dropped.
//!
//! The bound of a label is a knapsack over the candidates that are left, in which runs do not matter. It is so close
//! that few labels survive; where still too many do, the worst are dropped and the proven bound covers the
//! possible loss.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasherDefault, Hasher};

use super::bounds::{Bounds, Costs, Limits, Turn, additional_work, begins_group, pieces_worth};
use crate::planner::problem::wall;

/// Runs with room that a label can have.
const OPEN_RUNS: usize = 12;

/// Where a piece goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Spot {
    Leading,
    NewRun,
    /// Any run with this load.
    RunWith(u32),
}

/// A piece of a found filling.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placed {
    pub candidate: usize,
    pub slots: u32,
    pub into: Spot,
}

/// The best filling, its value and an upper bound of all fillings.
#[derive(Default)]
pub(super) struct Outcome {
    pub pieces: Vec<Placed>,
    pub value: i64,
    pub bound: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Key {
    length: u32,
    leading: u32,
    open: [u16; OPEN_RUNS],
    /// Only counted where the cap can matter.
    work: u32,
    pieces: u32,
    contexts: u64,
    /// The tied candidates that are finished, and those of them in the leading run.
    finished: u64,
    finished_leading: u64,
    /// Whether it lacks something that is wanted, if anything is.
    lacks: bool,
}

#[derive(Clone, Copy)]
struct Label {
    key: Key,
    value: i64,
    bound: i64,
    /// Index of the last piece in the arena, and its predecessor there.
    last: usize,
}

/// Where a label is; only looked up, so that its order cannot matter.
type Index = HashMap<Key, usize, BuildHasherDefault<Mixer>>;

/// A hasher for keys that nobody chooses to collide, several times as fast as the default one.
#[derive(Default)]
struct Mixer(u64);

impl Hasher for Mixer {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.write_u64(u64::from_le_bytes(word));
        }
    }

    fn write_u32(&mut self, word: u32) {
        self.write_u64(word.into());
    }

    fn write_u64(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }

    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }
}

const NOTHING: usize = usize::MAX;

/// Looks for a filling that is worth more than `known`: with few labels first, then with more as long as the result is not
/// proven. If some turns are wanted, it has to lack one of them.
pub(super) fn search(limits: &Limits, mut turns: Vec<Turn>, costs: Costs, widths: &[usize], known: Outcome) -> Outcome {
    let mut best = Outcome { bound: i64::MAX, ..known };
    let mut lacks = !turns.iter().any(|turn| turn.wanted);
    for &width in widths {
        let mut bounds = Bounds::new(limits, &turns, costs);
        let count = turns.len();
        let mut with_each = bounds.with_and_without(limits, &turns, costs).into_iter().map(|bounds| bounds.0);
        turns.retain(|turn| {
            let keep = with_each.next().is_none_or(|bound| bound > best.value);
            lacks |= turn.wanted && !keep;
            keep
        });
        if turns.len() < count {
            bounds = Bounds::new(limits, &turns, costs);
        }
        let few = (costs.piece > 0).then(|| Few::of(limits, &turns, costs));
        let lacking_later = if lacks { Vec::new() } else { bounds.lacking_later(limits, &turns, costs) };
        let mut pass = Pass {
            limits,
            turns: &turns,
            costs,
            bounds: &bounds,
            few: few.as_ref(),
            lacking_later,
            arena: Vec::new(),
            best: best.value,
            found: NOTHING,
            dropped: i64::MIN,
        };
        pass.run(width, lacks);
        let (value, dropped) = (pass.best, pass.dropped);
        if pass.found != NOTHING {
            best.pieces = pass.pieces();
            best.value = value;
        }
        best.bound = best.bound.min(dropped.max(value));
        if best.bound <= value {
            break;
        }
    }
    best
}

/// Bounds without a price for pieces: closer than those with one where few turns or few pieces are left.
struct Few {
    bounds: Bounds,
    /// By turn, and behind the last: the most that a single piece from it on is worth.
    most: Vec<i64>,
}

impl Few {
    fn of(limits: &Limits, turns: &[Turn], costs: Costs) -> Self {
        let mut most = vec![0; turns.len() + 1];
        for (t, turn) in turns.iter().enumerate().rev() {
            most[t] = turn.options.iter().map(|o| o.1).fold(most[t + 1], i64::max);
        }
        Self { bounds: Bounds::new(limits, turns, Costs { piece: 0, ..costs }), most }
    }
}

struct Pass<'a> {
    limits: &'a Limits,
    turns: &'a [Turn],
    costs: Costs,
    bounds: &'a Bounds,
    few: Option<&'a Few>,
    /// By turn: upper bound of the fillings that lack a wanted turn from it on. Empty if any filling will do.
    lacking_later: Vec<i64>,
    /// Pieces with the index of the piece before.
    arena: Vec<(Placed, usize)>,
    best: i64,
    /// The last piece of the best filling, if this pass found one.
    found: usize,
    /// The highest bound of a label that was dropped for lack of width.
    dropped: i64,
}

impl Pass<'_> {
    fn run(&mut self, width: usize, lacks: bool) {
        let empty = Key {
            length: 0,
            leading: 0,
            open: [0; OPEN_RUNS],
            work: 0,
            pieces: 0,
            contexts: 0,
            finished: 0,
            finished_leading: 0,
            lacks,
        };
        let mut labels = vec![Label { key: empty, value: 0, bound: i64::MAX, last: NOTHING }];
        let mut kept: Vec<Label> = Vec::new();
        let mut next = Index::default();
        for (t, turn) in self.turns.iter().enumerate() {
            let new_group = begins_group(self.turns, t);
            let new_ties = new_group || self.turns[t - 1].ties != turn.ties;
            next.clear();
            kept.clear();
            for mut label in labels.drain(..) {
                label.key.contexts = if new_group { 0 } else { label.key.contexts };
                if new_ties {
                    (label.key.finished, label.key.finished_leading) = (0, 0);
                }
                self.extend(t, &label, &mut |label| insert(&mut next, &mut kept, label));
                label.key.lacks |= turn.wanted;
                label.bound = self.bound_of(t + 1, &label);
                insert(&mut next, &mut kept, label);
            }
            kept.retain(|label| label.bound > self.best);
            if kept.len() > width {
                kept.sort_unstable_by(|a, b| {
                    (b.bound, b.value).cmp(&(a.bound, a.value)).then_with(|| a.key.cmp(&b.key))
                });
                self.dropped = self.dropped.max(kept[width].bound);
                kept.truncate(width);
            }
            std::mem::swap(&mut labels, &mut kept);
        }
    }

    /// The most that any extension of a label by the turns from `turn` on is worth.
    fn bound_of(&self, turn: usize, label: &Label) -> i64 {
        let limits = self.limits;
        let key = &label.key;
        let free = limits.room.saturating_sub(key.length + key.leading);
        let runs: u32 = key.open.iter().take_while(|l| **l > 0).map(|&l| limits.focus - u32::from(l)).sum();
        let room = additional_work(limits, runs + (limits.leading - key.leading), free).min(limits.work_cap - key.work);
        let open = key.contexts != 0 && turn < self.turns.len() && !begins_group(self.turns, turn);
        let pieces = pieces_worth(limits, self.costs, key.pieces);
        let later = self.bounds.at(turn, room, open) + pieces;
        let later = self.few.map_or(later, |few| {
            let most = few.most[turn].saturating_mul((limits.piece_cap - key.pieces).into());
            later.min(most).min(few.bounds.at(turn, room, open))
        });
        let bound = label.value + later + self.costs.context;
        if key.lacks { bound } else { bound.min(self.lacking_later[turn]) }
    }

    /// Hands out every label that takes the candidate of a turn.
    fn extend(&mut self, t: usize, label: &Label, out: &mut dyn FnMut(Label)) {
        let turn = &self.turns[t];
        let limits = *self.limits;
        let key = label.key;
        if key.finished & turn.waits_for != turn.waits_for || key.pieces >= limits.piece_cap {
            return;
        }
        let free = limits.room.saturating_sub(key.length + key.leading);
        let mut crowded = false;
        for &(slots, value, finishes) in &turn.options {
            if limits.work_cap != u32::MAX && key.work + slots > limits.work_cap {
                continue;
            }
            let mut taken = key;
            taken.work += if limits.work_cap == u32::MAX { 0 } else { slots };
            taken.pieces += u32::from(limits.piece_cap != u32::MAX);
            taken.contexts |= turn.context;
            taken.finished |= if finishes { turn.bit } else { 0 };
            let opened = if taken.contexts == key.contexts { 0 } else { self.costs.context };
            let value = label.value + value - opened;
            let mut place = |key: Key, into: Spot| {
                let mut extended = Label { key, value, bound: 0, last: self.arena.len() };
                extended.bound = self.bound_of(t + 1, &extended);
                if extended.bound > self.best {
                    self.arena.push((Placed { candidate: turn.candidate, slots, into }, label.last));
                    if value + self.costs.context > self.best {
                        self.best = value + self.costs.context;
                        self.found = extended.last;
                    }
                    out(extended);
                }
            };
            let may_lead = key.finished_leading & turn.waits_for == turn.waits_for;
            if may_lead && slots <= free && slots <= limits.leading - key.leading {
                let finished_leading = key.finished_leading | (taken.finished & turn.bit);
                place(Key { leading: key.leading + slots, finished_leading, ..taken }, Spot::Leading);
            }
            let length = wall(slots.into(), limits.focus, limits.rest).saturating_add(limits.rest.into());
            if let Some(length) = u32::try_from(length).ok().filter(|l| *l <= free) {
                match with_run(key.open, None, slots, limits.focus) {
                    Some(open) => place(Key { length: key.length + length, open, ..taken }, Spot::NewRun),
                    None => crowded = true,
                }
            }
            for (r, &load) in key.open.iter().enumerate().take_while(|(_, l)| **l > 0) {
                let seen = r > 0 && key.open[r - 1] == load;
                let grown = u32::from(load) + slots;
                if !seen
                    && slots <= free
                    && grown <= limits.focus
                    && let Some(open) = with_run(key.open, Some(r), grown, limits.focus)
                {
                    place(Key { length: key.length + slots, open, ..taken }, Spot::RunWith(load.into()));
                }
            }
        }
        if crowded {
            self.dropped = self.dropped.max(self.bound_of(t, label));
        }
    }

    fn pieces(&self) -> Vec<Placed> {
        let mut pieces = Vec::new();
        let mut at = self.found;
        while let Some(&(placed, before)) = self.arena.get(at) {
            pieces.push(placed);
            at = before;
        }
        pieces.reverse();
        pieces
    }
}

fn insert(index: &mut Index, labels: &mut Vec<Label>, label: Label) {
    match index.entry(label.key) {
        Entry::Vacant(entry) => {
            entry.insert(labels.len());
            labels.push(label);
        }
        Entry::Occupied(entry) if labels[*entry.get()].value < label.value => {
            labels[*entry.get()] = label;
        }
        Entry::Occupied(_) => {}
    }
}

/// The open runs, descending, with one more of that load, or with run `grown` at that load; full runs are left out.
/// `None` if there are too many.
fn with_run(mut open: [u16; OPEN_RUNS], grown: Option<usize>, load: u32, focus: u32) -> Option<[u16; OPEN_RUNS]> {
    if let Some(run) = grown {
        open.copy_within(run + 1.., run);
        open[OPEN_RUNS - 1] = 0;
    }
    if load < focus {
        let load = u16::try_from(load).ok()?;
        let at = open.partition_point(|l| *l > load);
        if open[OPEN_RUNS - 1] != 0 {
            return None;
        }
        open.copy_within(at..OPEN_RUNS - 1, at + 1);
        open[at] = load;
    }
    Some(open)
}
