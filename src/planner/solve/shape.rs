//! The states that a gap can be in while it is filled, and how an item leads from one to the next.
//!
//! A state sums up a half-filled gap: the loads of the runs that still have room, and the wall-clock
//! time used. Items are told apart by their slots only, so one shape serves all gaps of the same form.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::instance::{Slot, SolverInstance};
use crate::planner::problem::wall;

/// A gap with more states than this is relaxed to "so much work in all".
const MAX_STATES: usize = 320;

/// The inputs that determine the states of a gap.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Form {
    pub slots: u32,
    pub lead: u32,
    pub focus: u32,
    pub rest: u32,
    /// The slots that pieces can have, ascending.
    pub sizes: Arc<[u32]>,
}

/// One way to place a piece.
#[derive(Clone, Copy, Debug)]
pub struct Move {
    pub from: u16,
    pub to: u16,
}

/// The state graph of a gap. State 0 is the empty gap; states are in order of their work.
#[derive(Clone, Debug)]
pub struct Shape {
    /// Whether a path of moves always is a valid filling; if not, every valid filling still is a path.
    pub exact: bool,
    /// Whether a state is an amount of work, and every piece leads from each to the one that is as much more.
    pub linear: bool,
    /// Work by state.
    pub work: Vec<u32>,
    /// By work: the states with that much.
    pub by_work: Vec<Range<usize>>,
    /// By slots: the moves, the fullest target first, so that a pass can run in place.
    moves: Vec<Vec<Move>>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct State {
    work: u32,
    /// Time used by all runs but the leading one, a break with each.
    length: u32,
    leading: u32,
    /// Loads of the runs that are neither empty nor full, descending.
    open: Vec<u32>,
}

impl Form {
    /// Room for runs when each of them brings a break of its own.
    fn room(&self) -> u32 {
        if self.lead > 0 { self.slots } else { self.slots + self.rest }
    }

    fn leading_limit(&self) -> u32 {
        if self.lead > 0 { self.focus.saturating_sub(self.lead) } else { 0 }
    }

    fn successors(&self, state: &State, size: u32) -> Vec<State> {
        let free = self.room().saturating_sub(state.length + state.leading);
        let mut next = Vec::new();
        let work = state.work + size;
        if size <= self.leading_limit().saturating_sub(state.leading) && size <= free {
            next.push(State { work, leading: state.leading + size, ..state.clone() });
        }
        let length = wall(size.into(), self.focus, self.rest).saturating_add(self.rest.into());
        if let Some(length) = u32::try_from(length).ok().filter(|&l| l <= free) {
            let mut opened = State { work, length: state.length + length, ..state.clone() };
            self.open_run(&mut opened, size);
            next.push(opened);
        }
        for (k, &load) in state.open.iter().enumerate() {
            let seen = k > 0 && state.open[k - 1] == load;
            if !seen && load + size <= self.focus && size <= free {
                let mut grown = State { work, length: state.length + size, ..state.clone() };
                grown.open.remove(k);
                self.open_run(&mut grown, load + size);
                next.push(grown);
            }
        }
        next
    }

    fn open_run(&self, state: &mut State, load: u32) {
        if load < self.focus {
            let at = state.open.partition_point(|&l| l > load);
            state.open.insert(at, load);
        }
    }

    /// The most work that fits, whatever the pieces.
    ///
    /// A run of `w` slots of work is at least as short as any set of runs that hold as much, because
    /// `ceil(a / focus) + ceil(b / focus) >= ceil((a + b) / focus)`.
    pub fn most_work(&self) -> u32 {
        let leading = u64::from(self.leading_limit());
        let fits = |work: u64| {
            let rest = u64::from(self.rest);
            let beyond = wall(work.saturating_sub(leading), self.focus, self.rest);
            let first_break = if self.lead > 0 { rest } else { 0 };
            let length =
                if work <= leading { work } else { leading.saturating_add(beyond).saturating_add(first_break) };
            length <= u64::from(self.slots)
        };
        let mut most = self.slots;
        while most > 0 && !fits(most.into()) {
            most -= 1;
        }
        most
    }
}

impl Shape {
    pub fn new(form: &Form) -> Self {
        Self::exact(form).unwrap_or_else(|| Self::relaxed(form))
    }

    fn exact(form: &Form) -> Option<Self> {
        let empty = State { work: 0, length: 0, leading: 0, open: Vec::new() };
        let mut found: BTreeMap<State, Vec<(u32, State)>> = BTreeMap::new();
        let mut queue = vec![empty];
        while let Some(state) = queue.pop() {
            if found.contains_key(&state) {
                continue;
            }
            let mut edges = Vec::new();
            for &size in form.sizes.iter() {
                for next in form.successors(&state, size) {
                    queue.push(next.clone());
                    edges.push((size, next));
                }
            }
            found.insert(state, edges);
            if found.len() > MAX_STATES {
                return None;
            }
        }
        let index: BTreeMap<&State, u16> = (0..).zip(found.keys()).map(|(i, s)| (s, i)).collect();
        let work = found.keys().map(|s| s.work).collect();
        let edges = found.values().zip(0..).flat_map(|(edges, from)| edges.iter().map(move |e| (from, e)));
        Some(Self::with_moves(true, form, work, edges.map(|(from, (size, to))| (*size, Move { from, to: index[to] }))))
    }

    fn relaxed(form: &Form) -> Self {
        let work: Vec<u32> = (0..=form.most_work()).collect();
        let most = u16::try_from(work.len() - 1).unwrap_or(u16::MAX);
        let moves = form.sizes.iter().flat_map(|&size| {
            let step = u16::try_from(size).unwrap_or(u16::MAX);
            (0..=most.saturating_sub(step))
                .filter(move |from| from + step <= most)
                .map(move |from| (size, Move { from, to: from + step }))
        });
        Self::with_moves(false, form, work, moves)
    }

    fn with_moves(exact: bool, form: &Form, work: Vec<u32>, moves: impl Iterator<Item = (u32, Move)>) -> Self {
        let mut by_size = vec![Vec::new(); form.sizes.last().map_or(0, |&s| s as usize + 1)];
        moves.for_each(|(size, step)| by_size[size as usize].push(step));
        for moves in &mut by_size {
            moves.sort_by_key(|m: &Move| (std::cmp::Reverse(m.to), m.from));
        }
        let most = work.last().copied().unwrap_or(0);
        let by_work = (0..=most).map(|w| work.partition_point(|&x| x < w)..work.partition_point(|&x| x <= w)).collect();
        let steady = |(size, moves): (usize, &Vec<Move>)| {
            let all = moves.len() == work.len().saturating_sub(size);
            moves.is_empty() || all && moves.iter().all(|m| usize::from(m.to - m.from) == size)
        };
        let none_missing = form.sizes.iter().all(|&s| s as usize >= work.len() || !by_size[s as usize].is_empty());
        let linear = work.len() == most as usize + 1 && none_missing && by_size.iter().enumerate().all(steady);
        Self { exact, linear, work, by_work, moves: by_size }
    }

    pub fn states(&self) -> usize {
        self.work.len()
    }

    /// The moves of a piece of `slots` slots.
    pub fn moves(&self, slots: u32) -> &[Move] {
        self.moves.get(slots as usize).map_or(&[], Vec::as_slice)
    }

    /// The most work of any state.
    pub fn most_work(&self) -> u32 {
        self.work.last().copied().unwrap_or(0)
    }
}

/// The shapes of a problem's gaps, each made once.
pub struct Shapes {
    focus: u32,
    rest: u32,
    sizes: Arc<[u32]>,
    made: BTreeMap<Form, Arc<Shape>>,
}

impl Shapes {
    /// Shapes for an instance and for its parts.
    pub fn new(instance: &SolverInstance) -> Self {
        let mut sizes: Vec<u32> = instance.tasks.iter().flat_map(|t| t.shortest..=t.longest).collect();
        sizes.sort_unstable();
        sizes.dedup();
        Self { focus: instance.focus, rest: instance.rest, sizes: sizes.into(), made: BTreeMap::new() }
    }

    pub fn get(&mut self, gap: &Slot) -> Arc<Shape> {
        let form =
            Form { slots: gap.slots, lead: gap.lead, focus: self.focus, rest: self.rest, sizes: self.sizes.clone() };
        self.made.entry(form).or_insert_with_key(|form| Arc::new(Shape::new(form))).clone()
    }
}
