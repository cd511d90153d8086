//! The value of each candidate in each place.
//!
//! Values are whole numbers in tenths of weighted minutes, so that a plan is the same on every machine.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDateTime, Utc};

use super::candidates::{Candidate, Candidates, age_days, urgency_permille};
use super::order::renumbered;
use super::places::{CandidatePlace, places};
use super::prune::needed;
use crate::calendar::{UrgencyView, day_room};
use crate::model::{DueKind, Energy, Minutes, StepId, Task, TaskId};
use crate::planner::problem::{Item, Piece, Problem, ProblemGap};
use crate::planner::request::Request;
use crate::planner::slots::{SLOT, slots_down, slots_up};
use crate::planner::why::{Factors, LeftOut};

/// Value lost for each further context in a gap: six weighted minutes.
pub const CONTEXT_COST: u32 = 60;

/// Extra value of each slot of work that must be done today. It exceeds a whole day of other work (288 slots of at most
/// 1,875 each, finishing bonus included), so that it comes first however it is split.
pub const MUST_TODAY: i64 = 1_000_000;

/// A planning problem and the meaning of its indexes.
#[derive(Debug)]
pub struct Scored<'a> {
    pub problem: Problem,
    /// Candidates by item.
    pub items: Vec<Candidate<'a>>,
    /// Places by gap of the problem.
    pub places: Vec<CandidatePlace>,
    /// Candidates outside the problem: allowed nowhere, or never part of a better plan.
    pub out: Vec<Candidate<'a>>,
    /// Open work that is no candidate today.
    pub excluded: Vec<LeftOut>,
}

impl Scored<'_> {
    /// The value shown to the user: without the extra value of work that must be done today.
    pub fn told(&self, value: i64, plan: &[Piece]) -> i64 {
        let musts = plan.iter().filter(|piece| self.items[piece.item].factors.must_today);
        value.saturating_sub(MUST_TODAY * musts.map(|piece| i64::from(piece.slots)).sum::<i64>())
    }

    /// Sort key by urgency: earlier due time, then higher weight.
    pub fn pressing(&self, item: usize) -> (bool, Option<NaiveDateTime>, i64, usize) {
        let factors = &self.items[item].factors;
        (factors.due.is_none(), factors.due, -weight_permille(factors), item)
    }

    /// Items by their key outside the planner.
    pub fn by_key(&self) -> HashMap<(TaskId, Option<StepId>), usize> {
        self.items.iter().enumerate().map(|(index, item)| (item.key(), index)).collect()
    }
}

/// Builds the problem of a request.
pub fn score<'a>(request: &Request<'a>) -> Scored<'a> {
    score_with(request, None)
}

/// Builds the problem with one candidate kept even if no best plan needs it.
pub fn score_with<'a>(request: &Request<'a>, wanted: Option<(TaskId, Option<StepId>)>) -> Scored<'a> {
    let found = Candidates::of(request);
    let places = places(request, &found.items);
    let problem = problem(request, &found.items, &places);
    let wanted = found.items.iter().position(|item| Some(item.key()) == wanted);
    let needed = needed(&problem, wanted);
    let index = renumbered(&needed);
    let (mut items, mut out) = (Vec::new(), Vec::new());
    for (candidate, needed) in found.items.into_iter().zip(&needed) {
        if *needed { items.push(candidate) } else { out.push(candidate) }
    }
    let kept = problem
        .items
        .into_iter()
        .zip(&needed)
        .filter(|(_, needed)| **needed)
        .map(|(item, _)| Item { after: item.after.iter().filter_map(|&b| index[b]).collect(), ..item });
    let problem = Problem { items: kept.collect(), ..problem };
    Scored { problem, items, places, out, excluded: found.excluded }
}

/// Builds the problem of all candidates.
pub fn problem(request: &Request, items: &[Candidate], places: &[CandidatePlace]) -> Problem {
    let settings = &*request.workspace.settings;
    let gap = |place: &CandidatePlace| ProblemGap {
        day: 0,
        slots: slots_down(place.span.minutes(), SLOT),
        lead_slots: slots_up(place.lead, SLOT),
    };
    Problem {
        slot_minutes: SLOT.get(),
        focus_slots: slots_down(settings.rhythm.focus, SLOT).max(1),
        break_slots: slots_up(settings.rhythm.rest, SLOT),
        context_cost: CONTEXT_COST,
        day_caps: vec![cap_slots(request)],
        day_piece_caps: vec![pieces_left(request)],
        gaps: places.iter().map(gap).collect(),
        items: problem_items(request, items, places, SLOT),
    }
}

/// Converts the candidates to items.
pub fn problem_items(request: &Request, items: &[Candidate], places: &[CandidatePlace], slot: Minutes) -> Vec<Item> {
    let mut contexts: BTreeMap<&str, u32> = BTreeMap::new();
    let mut made = Vec::with_capacity(items.len());
    for candidate in items {
        let next = u32::try_from(contexts.len()).unwrap_or(u32::MAX) + 1;
        let context = candidate.context().map_or(0, |tag| *contexts.entry(tag).or_insert(next));
        made.push(item(request, candidate, context, places, slot));
    }
    made
}

/// Slots of work that may still be planned: the cap of the free time, less planned work.
fn cap_slots(request: &Request) -> u32 {
    let free: Minutes = request.gaps.iter().map(|gap| gap.span.minutes()).sum();
    let blocks = request.agenda.upcoming(request.now).map(|block| block.span());
    let planned = blocks.chain(request.held.iter().map(|held| held.span));
    let room = day_room(request.agenda, &request.workspace.settings, free, planned);
    slots_down(room.cap - room.planned, SLOT)
}

/// Micro-tasks that may still be planned. Blocks of the day count, done or not.
fn pieces_left(request: &Request) -> u32 {
    let missed = request.agenda.missed(request.now).count();
    let taken = u32::try_from(request.agenda.blocks.len() - missed + request.held.len()).unwrap_or(u32::MAX);
    request.workspace.settings.micro_tasks.saturating_sub(taken)
}

/// The weight of a minute in thousandths: importance times urgency times age.
pub fn weight_permille(factors: &Factors) -> i64 {
    weight(factors.important, factors.urgency_permille, factors.age_days)
}

fn weight(important: bool, urgency_permille: u32, age_days: u32) -> i64 {
    let importance = if important { 4 } else { 1 };
    let urgency = 1000 + 3 * i64::from(urgency_permille) / 2;
    let age = 1000 + 250 * i64::from(age_days) / 30;
    importance * urgency * age / 1000
}

/// Returns the weight of a minute of a task in thousandths, by which cards are sorted.
pub fn task_weight(task: &Task, view: UrgencyView, now: DateTime<Utc>) -> i64 {
    weight(task.important == Some(true), urgency_permille(task, view), age_days(task, now))
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

/// Returns the value of work in the best place, in tenths of weighted minutes.
pub fn full_value(factors: &Factors, minutes: Minutes, bonus: i64) -> i64 {
    weight_permille(factors) * (10 * i64::from(minutes.get()) + bonus) / 1000
}

fn item(request: &Request, candidate: &Candidate, context: u32, places: &[CandidatePlace], slot: Minutes) -> Item {
    let slots = slots_up(candidate.minutes, slot).max(1);
    let factors = &candidate.factors;
    let must = |slots: u32| if factors.must_today { MUST_TODAY * i64::from(slots) } else { 0 };
    let mut value: Vec<i64> = places.iter().map(|place| place_percent(request, candidate, place)).collect();
    let after = candidate.after.clone();
    match candidate.chunk {
        None => {
            let full = full_value(factors, candidate.minutes, candidate.bonus);
            let worth = |percent: i64| if percent == 0 { 0 } else { (full * percent / 100).max(1) + must(slots) };
            value.iter_mut().for_each(|value| *value = worth(*value));
            Item { slots, context, after, value, ..Item::default() }
        }
        Some(chunk) => {
            // The finishing bonus depends on the places of the slots: a slot in a worse place than the best one loses
            // its share of the bonus.
            let bonus = full_value(factors, Minutes::ZERO, candidate.bonus);
            let full = full_value(factors, slot, 0);
            let best = value.iter().copied().max().unwrap_or(0);
            let worth = |percent: i64| match percent {
                0 => 0,
                _ => (full * percent / 100 - bonus * (best - percent) / 100 / i64::from(slots)).max(1) + must(1),
            };
            value.iter_mut().for_each(|value| *value = worth(*value));
            Item {
                slots,
                context,
                after,
                chunk: Some([slots_up(chunk.min, slot).max(1), slots_down(chunk.max, slot).max(1)]),
                value: Vec::new(),
                value_per_slot: value,
                completion_bonus: bonus * best / 100,
            }
        }
    }
}

/// Returns how well a place suits a candidate in percent; 0 if not allowed.
fn place_percent(request: &Request, candidate: &Candidate, place: &CandidatePlace) -> i64 {
    let (gap, key) = (place.span, candidate.key());
    let from_to = (key.0, key.1, gap.start)..(key.0, key.1, gap.end);
    let passed = !request.passed.is_empty() && request.passed.range(from_to).next().is_some();
    if passed || candidate.not_before.is_some_and(|from| from > gap.start) || !place.is_in_windows(request, candidate) {
        return 0;
    }
    late_percent(candidate, gap.end) * fit_percent(candidate.factors.energy, place.energy) / 100
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
