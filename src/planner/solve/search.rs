//! The search through time with memory: labels are extended by one piece after the other.
//!
//! Each label is a plan that keeps all rules. The relaxation bounds what can still follow; labels that cannot
//! lead to a better plan are dropped. Where too many are left at a node the best survive, and the search says what the
//! others could have reached.

use super::input::{FRACTION_BITS, SolverInput};
use super::labels::{Label, Layout, added_cost, keep_best, remove_dominated};
use super::relax::Relaxation;

const NONE: u32 = u32::MAX;

/// Limits of a search.
#[derive(Clone, Copy, Debug)]
pub(super) struct Effort {
    /// Labels kept at each node.
    pub width: usize,
    /// Total labels to extend; after them `FEW` are extended at each node.
    pub labels: usize,
}

/// Labels that go on at each node when all are used up.
const LEAST_WIDTH: usize = 4;

/// The result of a search.
#[derive(Clone, Debug, Default)]
pub(super) struct SearchResult {
    /// Indices of the choices of a plan better than the known one.
    pub path: Option<Vec<usize>>,
    /// Upper bound of all plans, in fixed point; the bound of the relaxation if the search proved nothing.
    pub bound: i64,
    pub is_complete: bool,
    /// Labels extended.
    pub labels: usize,
}

/// Finds a plan that is worth more than `known`. `tell` is called often; true stops.
pub(super) fn search(
    input: &SolverInput,
    relaxation: &Relaxation,
    known: i64,
    effort: Effort,
    tell: &mut dyn FnMut() -> bool,
) -> SearchResult {
    let layout = Layout::new(input);
    match layout.words {
        0..=1 => Search::<1>::new(input, relaxation, layout, known).run(effort, tell),
        2 => Search::<2>::new(input, relaxation, layout, known).run(effort, tell),
        3..=4 => Search::<4>::new(input, relaxation, layout, known).run(effort, tell),
        5..=8 => Search::<8>::new(input, relaxation, layout, known).run(effort, tell),
        _ => Search::<16>::new(input, relaxation, layout, known).run(effort, tell),
    }
}

struct Search<'a, const W: usize> {
    input: &'a SolverInput,
    relaxation: &'a Relaxation,
    layout: Layout,
    /// Labels by node.
    waiting: Vec<Vec<Label<W>>>,
    /// Choices with the trail before them.
    trail: Vec<(u32, u32)>,
    best: i64,
    best_trail: u32,
    /// Highest bound of a dropped label.
    dropped: Option<i64>,
}

impl<'a, const W: usize> Search<'a, W> {
    fn new(input: &'a SolverInput, relaxation: &'a Relaxation, layout: Layout, known: i64) -> Self {
        Self {
            input,
            relaxation,
            layout,
            waiting: vec![Vec::new(); input.timeline.nodes],
            trail: Vec::new(),
            best: known,
            best_trail: NONE,
            dropped: None,
        }
    }

    fn run(mut self, effort: Effort, tell: &mut dyn FnMut() -> bool) -> SearchResult {
        let mut labels = 0;
        if !self.layout.complete {
            self.dropped = Some(self.relaxation.bound);
        }
        self.begin();
        for node in 0..self.input.timeline.nodes {
            let mut here = std::mem::take(&mut self.waiting[node]);
            here.retain(|label| self.can_win(label.bound));
            remove_dominated(&mut here, self.input.context_cost);
            let width = effort.width.min(effort.labels.saturating_sub(labels).max(LEAST_WIDTH));
            self.dropped = self.dropped.max(keep_best(&mut here, width));
            for (k, label) in here.iter().enumerate() {
                if k % 256 == 0 && tell() {
                    self.dropped = Some(self.relaxation.bound);
                    return self.found(labels);
                }
                self.extend(node, label);
            }
            labels += here.len();
        }
        self.found(labels)
    }

    fn found(&self, labels: usize) -> SearchResult {
        let path = (self.best_trail != NONE).then(|| self.path());
        let dropped = self.dropped.filter(|bound| self.can_win(*bound));
        let bound = dropped.unwrap_or(self.best << FRACTION_BITS);
        SearchResult { path, bound, is_complete: dropped.is_none(), labels }
    }

    fn can_win(&self, bound: i64) -> bool {
        bound >> FRACTION_BITS > self.best
    }

    fn begin(&mut self) {
        let (slots, price) = self.input.floor;
        let Some(stretch) = self.input.timeline.stretches.first() else { return };
        let mut label = Label::empty(self.relaxation.bound, -price.saturating_mul(slots.into()), NONE);
        label.age = u32::try_from(stretch.lead).unwrap_or(0);
        self.waiting[stretch.first].push(label);
    }

    /// Extends a label by everything that can follow it.
    fn extend(&mut self, node: usize, label: &Label<W>) {
        let timeline = &self.input.timeline;
        let stretch = timeline.stretch_of[node];
        let age = label.age as usize;
        if label.is_fresh
            && let Some(next) = timeline.stretches.get(stretch + 1)
        {
            let same_day = next.day == timeline.stretches[stretch].day;
            let (slots, pieces) = if same_day { (label.slots, label.pieces) } else { (0, 0) };
            self.go_on(next.first, next.lead, Label { contexts: 0, slots, pieces, ..*label });
        }
        for (to, age) in timeline.idle(node, age).into_iter().flatten() {
            self.go_on(to, age, Label { is_fresh: false, ..*label });
        }
        let day = timeline.days[timeline.stretches[stretch].day];
        if day.pieces.is_some_and(|cap| label.pieces >= cap) {
            return;
        }
        // What a piece has to bring, with all that follows, to be of use.
        let needed = ((self.best + 1) << FRACTION_BITS) - self.relaxation.rounded.constant - label.worth;
        for index in self.input.first[node]..self.input.first[node + 1] {
            let choice = &self.input.choices[index];
            let Some(age) = timeline.age_after(age, choice.slots as usize) else { continue };
            let end = node + self.input.lengths[choice.length as usize].wall;
            if self.relaxation.rounded.worth[index] + self.relaxation.most(end, age) >= needed
                && choice.slots <= day.slots - label.slots
                && label.allows(&self.layout, self.input, choice)
            {
                self.place(label, index, (end, age));
            }
        }
    }

    /// Extends a label by a piece, if that can lead to a better plan.
    fn place(&mut self, label: &Label<W>, index: usize, (end, age): (usize, usize)) {
        let choice = &self.input.choices[index];
        let job = &self.input.jobs[choice.job as usize];
        let contexts = label.contexts | job.context;
        let cost = added_cost(contexts, label.contexts, self.input.context_cost);
        let worth = label.worth + self.relaxation.rounded.worth[index] - cost;
        let seen = label.seen | if choice.finishes { self.relaxation.memory.bit(choice.job as usize) } else { 0 };
        let bound = label.bound.min(self.bound_of((end, age), worth, contexts, seen));
        if !self.can_win(bound) {
            return;
        }
        let age = u32::try_from(age).unwrap_or(0);
        let mut new = Label { bound, worth, contexts, seen, age, is_fresh: true, ..*label };
        new.note(&self.layout, self.input, choice);
        new.value += choice.gain - (cost >> FRACTION_BITS);
        if job.floor {
            let (most, price) = self.input.floor;
            new.floor = label.floor.saturating_add(choice.slots).min(most);
            new.value += price * i64::from(new.floor - label.floor);
        }
        new.slots += choice.slots;
        new.pieces += 1;
        new.trail = u32::try_from(self.trail.len()).unwrap_or(NONE);
        self.trail.push((u32::try_from(index).unwrap_or(NONE), label.trail));
        if new.value > self.best {
            (self.best, self.best_trail) = (new.value, new.trail);
        }
        self.waiting[end].push(new);
    }

    fn bound_of(&self, (node, age): (usize, usize), worth: i64, contexts: u64, seen: u64) -> i64 {
        let rest = self.relaxation.rest(node, age, contexts, seen);
        worth.saturating_add(rest).saturating_add(self.relaxation.rounded.constant)
    }

    /// Extends a label by a free slot, if that can lead to a better plan.
    fn go_on(&mut self, node: usize, age: usize, mut label: Label<W>) {
        label.bound = label.bound.min(self.bound_of((node, age), label.worth, label.contexts, label.seen));
        label.age = u32::try_from(age).unwrap_or(0);
        if self.can_win(label.bound) {
            self.waiting[node].push(label);
        }
    }

    fn path(&self) -> Vec<usize> {
        let mut path = Vec::new();
        let mut at = self.best_trail;
        while let Some(&(choice, before)) = self.trail.get(at as usize) {
            path.push(choice as usize);
            at = before;
        }
        path.reverse();
        path
    }
}
