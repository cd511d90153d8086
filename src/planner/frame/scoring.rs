//! Builds the problem of a request: gaps, limits of the days, items and their values.
//!
//! Values are whole numbers in tenths of weighted minutes, so that a plan is the same on every machine.

use std::collections::{BTreeMap, HashMap};

use chrono::{NaiveDateTime, TimeDelta};

use super::candidates::{Candidate, Candidates};
use super::floor::{DayShare, is_counted};
use super::grid::Grid;
use super::rates::RateRules;
use super::weight::weight_permille;
use crate::calendar::{BusyKind, Gap, day_room, run_from};
use crate::model::{Minutes, Span};
use crate::planner::learn::reach::ReachCurve;
use crate::planner::problem::{Item, Placement, Problem, ProblemGap, missing_floor, wall_slots};
use crate::planner::proposal::SuggestionKey;
use crate::planner::request::Request;
use crate::planner::slots::{SLOT, slots_down, slots_up};
use crate::planner::why::{Factors, LeftOut};

/// Value lost for each further context in a gap: six weighted minutes.
pub const CONTEXT_COST: u32 = 60;

/// Extra value of each slot of work that must be done today: twice that of the most valuable other work. A best plan
/// with all of it is the best of all that have it, since the extra value is the same for each.
pub const MUST_TODAY: i64 = 3_750;

/// The extra value where not all of that work fits. It exceeds a whole day of other work (288 slots of at most 1,875
/// each, and what finishing adds), so that as much of it as possible comes first however it is split.
pub const MUST_ABOVE_ALL: i64 = 750_000;

/// Finishing work that is important, or cannot wait, is worth as much as this much more of it.
const FINISHING: Minutes = Minutes::new(10);

/// A planning problem and the meaning of its indexes.
#[derive(Debug)]
pub struct Scored<'a> {
    pub problem: Problem,
    pub grid: Grid,
    /// Free time by gap of the problem.
    pub gaps: Vec<Gap>,
    /// Candidates by item.
    pub items: Vec<Candidate<'a>>,
    /// Open work that is no candidate today.
    pub excluded: Vec<LeftOut>,
    /// Extra value in each slot of work that must be done today.
    pub must: i64,
    /// The weekly minimum, if some of it is missing.
    pub share: Option<DayShare>,
}

impl Scored<'_> {
    /// Returns the value shown to the user: without the extra value of work that must be done today, and without the
    /// price of what is missing of the weekly minimum.
    pub fn told(&self, value: i64, plan: &[Placement]) -> i64 {
        self.without_must(value, plan).saturating_add(missing_floor(&self.problem, plan))
    }

    /// Returns the value without the extra value of work that must be done today.
    pub fn without_must(&self, value: i64, plan: &[Placement]) -> i64 {
        let mut placed: BTreeMap<usize, u32> = BTreeMap::new();
        for piece in plan.iter().filter(|piece| self.items[piece.item].factors.must_today) {
            *placed.entry(piece.item).or_default() += piece.slots;
        }
        let slots = placed.into_iter().map(|(item, slots)| {
            let of = &self.problem.items[item];
            slots + if slots == of.slots { of.finish_slots } else { 0 }
        });
        value.saturating_sub(self.must * slots.map(i64::from).sum::<i64>())
    }

    /// Returns whether a plan lacks work that must be done today and is allowed somewhere.
    pub fn lacks_must(&self, plan: &[Placement]) -> bool {
        let placed = |item| plan.iter().filter(|piece| piece.item == item).map(|piece| piece.slots).sum::<u32>();
        let lacks = |item: &usize| {
            let of = &self.problem.items[*item];
            !of.rate.is_empty() && placed(*item) < of.slots
        };
        (0..self.items.len()).filter(|item| self.items[*item].factors.must_today).any(|item| lacks(&item))
    }

    /// Returns the work of a plan that must not wait until tomorrow.
    pub fn pressing(&self, plan: &[Placement]) -> Pressing {
        let mut placed = vec![0; self.items.len()];
        plan.iter().for_each(|piece| placed[piece.item] += piece.slots);
        let of = |is_meant: fn(&Factors) -> bool| {
            (0..self.items.len()).filter(move |item| is_meant(&self.items[*item].factors))
        };
        let is_finished = |item: &usize| placed[*item] >= self.problem.items[*item].slots;
        Pressing {
            must_slots: of(|factors| factors.must_today).map(|item| placed[item]).sum(),
            overdue: of(|factors| factors.overdue).filter(is_finished).count(),
        }
    }

    /// Returns whether the day cannot hold all work that must be done today, whatever the plan.
    pub fn has_too_much_must(&self) -> bool {
        let must = self.items.iter().zip(&self.problem.items);
        let must = must.filter(|(of, item)| of.factors.must_today && !item.rate.is_empty());
        let (slots, pieces) = must.fold((0_u32, 0_u32), |(s, p), (_, item)| (s.saturating_add(item.slots), p + 1));
        let exceeds = |caps: &[u32], work: u32| caps.first().is_some_and(|cap| work > *cap);
        exceeds(&self.problem.day_caps, slots) || exceeds(&self.problem.day_piece_caps, pieces)
    }

    /// Returns the same with another extra value of work that must be done today.
    pub fn with_must(mut self, must: i64) -> Self {
        let more = must - self.must;
        for (of, item) in self.items.iter().zip(&mut self.problem.items) {
            if of.factors.must_today {
                item.rate.iter_mut().for_each(|rate| rate.2 += more);
            }
        }
        self.must = must;
        self
    }

    /// Returns the sort key by urgency: earlier due time, then higher weight, then the order that is shown.
    pub fn urgency_key(&self, item: usize) -> (bool, Option<NaiveDateTime>, i64, usize, usize) {
        let Candidate { factors, shown, .. } = &self.items[item];
        (factors.due.is_none(), factors.due, -weight_permille(factors), shown.unwrap_or(usize::MAX), item)
    }

    /// Returns items by their key outside the planner.
    pub fn by_key(&self) -> HashMap<SuggestionKey, usize> {
        self.items.iter().enumerate().map(|(index, item)| (item.key(), index)).collect()
    }

    /// Returns the slot after a piece and the breaks inside it.
    pub fn end_of(&self, piece: Placement) -> u32 {
        end_of(&self.problem, piece)
    }

    /// Returns the gap of the problem that contains a slot.
    pub fn gap_at(&self, slot: u32) -> Option<usize> {
        self.problem.gaps.iter().position(|gap| (gap.start..gap.end()).contains(&slot))
    }
}

/// Work of a plan that must not wait until tomorrow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pressing {
    /// Slots of work that must be done today.
    pub must_slots: u32,
    /// Finished items that are overdue.
    pub overdue: usize,
}

impl Pressing {
    /// Returns whether a plan with this work does as much of both kinds as another one.
    pub fn is_as_much_as(self, other: Self) -> bool {
        self.must_slots >= other.must_slots && self.overdue >= other.overdue
    }
}

/// Returns the slot after a piece and the breaks inside it.
pub fn end_of(problem: &Problem, piece: Placement) -> u32 {
    let wall = wall_slots(piece.slots, problem.focus_slots, problem.break_slots);
    piece.start.saturating_add(u32::try_from(wall).unwrap_or(u32::MAX))
}

/// Builds the problem of a request.
///
/// `must` is the extra value of each slot of work that must be done today.
pub fn score<'a>(request: &Request<'a>, must: i64) -> Scored<'a> {
    let mut found = Candidates::of(request);
    let share = DayShare::of(request);
    if share.is_some_and(|share| !share.share.is_zero()) {
        found.items.iter_mut().for_each(|item| item.factors.weekly_minimum = is_counted(request, item.task));
    }
    let settings = &*request.workspace.settings;
    let grid = Grid::of(request.agenda.day);
    let focus_slots = slots_down(settings.rhythm.focus, SLOT).max(1);
    let led = with_leads(request);
    let (gaps, problem_gaps): (Vec<Gap>, Vec<ProblemGap>) =
        led.iter().filter_map(|led| Some((led.gap, problem_gap(request, grid, led, focus_slots)?))).unzip();
    let reach = ReachCurve::default();
    let rules = RateRules::new(request, grid, &problem_gaps, Some(&reach), must);
    let mut items = items(&rules, &found.items, SLOT);
    let floor = share.filter(|share| share.is_open()).and_then(|share| share.floor(&found.items, &mut items));
    let problem = Problem {
        slot_minutes: SLOT.get(),
        focus_slots,
        break_slots: slots_up(settings.rhythm.rest, SLOT),
        context_cost: CONTEXT_COST,
        day_caps: vec![cap_slots(request)],
        day_piece_caps: vec![pieces_left(request)],
        floor,
        gaps: problem_gaps,
        items,
    };
    Scored { problem, grid, gaps, items: found.items, excluded: found.excluded, must, share }
}

/// A gap between planned work.
struct LedGap {
    /// Its lead counts the work which may be planned right before the blocks at its start.
    gap: Gap,
    /// Work in it could make a run with the blocks after it that is too long.
    needs_rest: bool,
}

/// Returns the gaps of a request with their leads.
fn with_leads(request: &Request) -> Vec<LedGap> {
    let settings = &request.workspace.settings;
    let mut led: Vec<LedGap> = Vec::with_capacity(request.gaps.len());
    for gap in request.gaps.iter() {
        let mut gap = *gap;
        if let Some(LedGap { gap: before, needs_rest: false }) = led.last()
            && before.ends_with == BusyKind::Block
        {
            let apart = Span::new(before.span.end, gap.span.start).minutes();
            let is_same_run = gap.lead == run_from(request.agenda, settings, before.span.end)
                && apart < gap.lead + settings.rhythm.rest;
            gap.lead += if is_same_run { before.lead + before.span.minutes() } else { Minutes::ZERO };
        }
        led.push(LedGap { gap, needs_rest: needs_rest(request, &gap) });
    }
    led
}

/// Returns whether work in a gap could make a run with the blocks after it that is too long.
fn needs_rest(request: &Request, gap: &Gap) -> bool {
    let settings = &request.workspace.settings;
    let joined = || gap.lead + gap.span.minutes() + run_from(request.agenda, settings, gap.span.end);
    gap.ends_with == BusyKind::Block && joined() > settings.rhythm.focus
}

/// Returns a gap on the grid; `None` if it contains no whole slot. After a lead of a whole run only a break is missing.
/// Before planned work that would make a run too long, it ends a break earlier.
fn problem_gap(request: &Request, grid: Grid, led: &LedGap, focus: u32) -> Option<ProblemGap> {
    let gap = &led.gap;
    let rest = if led.needs_rest { request.workspace.settings.rhythm.rest.delta() } else { TimeDelta::zero() };
    let (start, end) = (grid.ceil(gap.span.start), grid.floor(gap.span.end - rest));
    (start < end).then(|| ProblemGap {
        day: 0,
        start,
        slots: end - start,
        lead_slots: slots_up(gap.lead, SLOT).min(focus),
    })
}

/// Converts the candidates to items.
pub fn items(rules: &RateRules, candidates: &[Candidate], slot: Minutes) -> Vec<Item> {
    let mut contexts: BTreeMap<&str, u32> = BTreeMap::new();
    let counts = |of: &Candidate| of.factors.important || of.factors.cannot_wait;
    let mut made = Vec::with_capacity(candidates.len());
    for candidate in candidates {
        let next = u32::try_from(contexts.len()).unwrap_or(u32::MAX);
        made.push(Item {
            slots: slots_up(candidate.minutes, slot).max(1),
            context: candidate.context().map(|tag| *contexts.entry(tag).or_insert(next)),
            after: candidate.after.clone(),
            chunk: candidate.chunk.map(|chunk| [slots_up(chunk.min, slot).max(1), slots_down(chunk.max, slot).max(1)]),
            finish_slots: if candidate.finishes && counts(candidate) { slots_up(FINISHING, slot) } else { 0 },
            floor: false,
            rate: rules.of(candidate),
        });
    }
    made
}

/// Returns slots of work that may still be planned: the cap of the free time, less planned work.
fn cap_slots(request: &Request) -> u32 {
    let free: Minutes = request.gaps.iter().map(|gap| gap.span.minutes()).sum();
    let blocks = request.agenda.upcoming(request.now).map(|block| block.span());
    let planned = blocks.chain(request.held.iter().map(|held| held.span));
    let room = day_room(request.agenda, &request.workspace.settings, free, planned);
    slots_down(room.cap - room.planned, SLOT)
}

/// Returns micro-tasks that may still be planned. Blocks of the day count, done or not.
fn pieces_left(request: &Request) -> u32 {
    let missed = request.agenda.missed(request.now).count();
    let taken = u32::try_from(request.agenda.blocks.len() - missed + request.held.len()).unwrap_or(u32::MAX);
    request.workspace.settings.micro_tasks.saturating_sub(taken)
}
