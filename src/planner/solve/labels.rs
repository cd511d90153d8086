//! Labels of the search: prefixes of plans that keep all rules, with the progress of each job.

use std::cmp::Reverse;

use super::input::{Choice, FRACTION_BITS, SolverInput};
use super::relax::context_price;

/// Jobs that need more memory are left out.
const MOST_WORDS: usize = 16;

/// Place of the progress of a job in a label.
#[derive(Clone, Copy, Debug, Default)]
struct Field {
    word: usize,
    shift: u32,
    mask: u64,
    /// SearchProgress of a finished job: 1 for a whole one, else its slots. 0 where the job has no field.
    full: u64,
}

/// The fields of all jobs that have a choice.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    fields: Vec<Field>,
    pub words: usize,
    pub complete: bool,
}

impl Layout {
    pub fn new(input: &SolverInput) -> Self {
        let mut has_choice = vec![false; input.jobs.len()];
        input.choices.iter().for_each(|choice| has_choice[choice.job as usize] = true);
        let mut layout = Self { fields: vec![Field::default(); input.jobs.len()], words: 1, complete: true };
        let (mut word, mut used) = (0, 0);
        for (j, job) in input.jobs.iter().enumerate().filter(|(j, job)| has_choice[*j] && !job.is_crowd()) {
            let full = if job.is_whole { 1 } else { u64::from(job.slots) };
            let bits = u64::BITS - full.leading_zeros();
            if used + bits > u64::BITS {
                (word, used) = (word + 1, 0);
            }
            if word == MOST_WORDS {
                layout.complete = false;
                break;
            }
            layout.fields[j] = Field { word, shift: used, mask: (1 << bits) - 1, full };
            layout.words = word + 1;
            used += bits;
        }
        layout
    }
}

/// The beginning of a plan.
#[derive(Clone, Copy)]
pub(super) struct Label<const W: usize> {
    /// Upper bound of all that begin with this, in fixed point.
    pub bound: i64,
    /// Worth at the prices, less paid contexts, in fixed point.
    pub worth: i64,
    pub value: i64,
    /// Contexts of the current gap.
    pub contexts: u64,
    /// SearchProgress of the jobs.
    pub done: [u64; W],
    pub hash: u64,
    /// Bits of the finished jobs that the relaxation remembers.
    pub seen: u64,
    pub age: u32,
    /// Slots and pieces of the current day.
    pub slots: u32,
    pub pieces: u32,
    /// Slots of work towards the floor, at most those that count.
    pub floor: u32,
    /// The last piece.
    pub trail: u32,
    /// Whether a piece ends here.
    pub is_fresh: bool,
}

impl<const W: usize> Label<W> {
    pub fn empty(bound: i64, value: i64, trail: u32) -> Self {
        Self {
            bound,
            worth: 0,
            value,
            contexts: 0,
            done: [0; W],
            hash: 0,
            seen: 0,
            age: 0,
            slots: 0,
            pieces: 0,
            floor: 0,
            trail,
            is_fresh: true,
        }
    }

    /// Returns whether the rules of its job allow a piece.
    pub fn allows(&self, layout: &Layout, input: &SolverInput, choice: &Choice) -> bool {
        let field = &layout.fields[choice.job as usize];
        let job = &input.jobs[choice.job as usize];
        let done = get(&self.done, field) + if job.is_whole { 1 } else { u64::from(choice.slots) };
        let fits = if choice.finishes { done == field.full } else { done < field.full };
        let is_finished = |&before: &usize| {
            let field = &layout.fields[before];
            field.full > 0 && get(&self.done, field) == field.full
        };
        fits && job.before.iter().all(is_finished)
    }

    /// Notes a piece that is allowed.
    pub fn note(&mut self, layout: &Layout, input: &SolverInput, choice: &Choice) {
        let field = &layout.fields[choice.job as usize];
        let is_whole = input.jobs[choice.job as usize].is_whole;
        self.done[field.word] += if is_whole { 1 } else { u64::from(choice.slots) } << field.shift;
        self.hash = mixed(&self.done);
    }

    /// Returns whether it can do at least as well as another one that has done the same.
    fn beats(&self, other: &Self, cost: i64) -> bool {
        let further = i64::from((self.contexts & !other.contexts).count_ones());
        self.age <= other.age
            && self.slots <= other.slots
            && self.pieces <= other.pieces
            && self.value - cost * further >= other.value
    }
}

fn get(done: &[u64], field: &Field) -> u64 {
    done[field.word] >> field.shift & field.mask
}

fn mixed(done: &[u64]) -> u64 {
    done.iter().fold(0, |hash: u64, word| (hash.rotate_left(5) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15))
}

/// Drops labels that have done the same as another one, but not better. Keeps the order of the rest.
pub(super) fn remove_dominated<const W: usize>(labels: &mut Vec<Label<W>>, cost: i64) {
    const END: u32 = u32::MAX;
    let cost = cost >> FRACTION_BITS;
    // Chains of labels by the first bits of their hash.
    let bits = (2 * labels.len()).next_power_of_two().trailing_zeros().max(1);
    let mut chains = vec![END; 1 << bits];
    let mut next = vec![END; labels.len()];
    let mut dropped = vec![false; labels.len()];
    for (k, label) in (0..).zip(labels.iter()) {
        let chain = &mut chains[usize::try_from(label.hash >> (u64::BITS - bits)).unwrap_or(0)];
        let mut at = *chain;
        while let Some(other) = labels.get(at as usize) {
            if !dropped[at as usize] && other.hash == label.hash && other.done == label.done {
                if other.beats(label, cost) {
                    dropped[k as usize] = true;
                    break;
                }
                dropped[at as usize] = label.beats(other, cost);
            }
            at = next[at as usize];
        }
        if !dropped[k as usize] {
            next[k as usize] = *chain;
            *chain = k;
        }
    }
    let mut gone = dropped.iter();
    labels.retain(|_| !gone.next().copied().unwrap_or(false));
}

/// Drops all but the best labels, and returns the highest bound of those that are dropped.
pub(super) fn keep_best<const W: usize>(labels: &mut Vec<Label<W>>, width: usize) -> Option<i64> {
    if labels.len() <= width {
        return None;
    }
    let rank = |(k, label): (u32, &Label<W>)| (Reverse(label.bound), Reverse(label.value), k);
    let mut order: Vec<_> = (0..).zip(labels.iter()).map(rank).collect();
    order.select_nth_unstable(width);
    let dropped = order[width..].iter().map(|rank| rank.0.0).max();
    let mut kept = vec![false; labels.len()];
    order[..width].iter().for_each(|rank| kept[rank.2 as usize] = true);
    let mut stays = kept.iter();
    labels.retain(|_| stays.next().copied().unwrap_or(false));
    dropped
}

/// Returns the cost of the contexts that a set gains by an addition.
pub(super) fn added_cost(contexts: u64, before: u64, cost: i64) -> i64 {
    context_price(contexts, cost) - context_price(before, cost)
}
