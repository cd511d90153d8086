//! From tasks to values: what may be planned, where, and what it is worth.
//!
//! Value is in tenths of weighted minutes, in whole numbers throughout, so that a plan is the same on every machine.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{NaiveDateTime, TimeDelta};

use super::explain::{Factors, WhyNot};
use super::problem::{Gap as ProblemGap, Item, Problem};
use super::proposal::Request;
use crate::calendar::{Availability, UrgencyView, quadrant, urgency};
use crate::model::{
    Block, Chunk, Delegation, DueKind, Energy, Minutes, Quadrant, Settings, Span, Split, Step, StepId, Task, TaskId,
    Urgency,
};

/// The planner's slot. Lengths are rounded up to it.
pub(super) const SLOT: Minutes = Minutes::new(5);

/// Value lost for each further context in a gap: six weighted minutes.
const CONTEXT_COST: u32 = 60;

/// Factor for what must be done today: above all that a day of other work could be worth.
const MUST_TODAY: i64 = 100;

/// Extra minutes that finishing something important is worth.
const FINISHING_BONUS: i64 = 10;

/// The small step that is left of a task that was delegated.
const HAND_OVER: Minutes = Minutes::new(5);

/// A gap is cut where it matters only if both parts are at least this long.
const SHORTEST_PART: Minutes = Minutes::new(30);

/// A planning problem, and what its numbers stand for.
#[derive(Debug)]
pub(super) struct Scored {
    pub problem: Problem,
    /// By item.
    pub items: Vec<Candidate>,
    /// By gap of the problem.
    pub gaps: Vec<Span>,
    /// What is open and cannot be planned today at all.
    pub excluded: Vec<(TaskId, Option<StepId>, WhyNot)>,
}

/// Something that could be done: a step, or a task without steps.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub task: TaskId,
    pub step: Option<StepId>,
    pub minutes: Minutes,
    pub after: Vec<usize>,
    pub chunk: Option<Chunk>,
    pub factors: Factors,
    pub due: Option<(NaiveDateTime, DueKind)>,
    /// Not before this time: its earliest start, or the end of the block that holds the step before it.
    pub not_before: Option<NaiveDateTime>,
    pub context: Option<String>,
    /// Tags whose time windows it must keep.
    pub tags: BTreeSet<String>,
    /// Minutes of bonus for finishing it.
    pub bonus: i64,
}

/// Makes the problem of a request.
pub(super) fn score(request: &Request) -> Scored {
    let mut found = Candidates::default();
    let availability = Availability::of(request.workspace, request.now, request.here);
    for task in request.workspace.tasks.values() {
        found.add_task(request, task, &availability);
    }
    found.resolve_order(request);
    let gaps = cut_gaps(request, &found.items);
    let settings = &*request.workspace.settings;
    let mut contexts: BTreeMap<&str, u32> = BTreeMap::new();
    let items = found.items.iter().map(|candidate| {
        let next = u32::try_from(contexts.len()).unwrap_or(u32::MAX) + 1;
        let context = candidate.context.as_deref().map_or(0, |tag| *contexts.entry(tag).or_insert(next));
        item(request, candidate, context, &gaps)
    });
    let items = items.collect();
    let problem = Problem {
        slot_minutes: SLOT.get(),
        focus_slots: slots_down(settings.rhythm.focus).max(1),
        break_slots: slots_up(settings.rhythm.rest),
        context_cost: CONTEXT_COST,
        day_caps: vec![cap_slots(request)],
        day_piece_caps: vec![pieces_left(request)],
        gaps: gaps.iter().map(|gap| problem_gap(request, *gap)).collect(),
        items,
    };
    Scored { problem, items: found.items, gaps, excluded: found.excluded }
}

fn slots_up(length: Minutes) -> u32 {
    length.get().div_ceil(SLOT.get())
}

fn slots_down(length: Minutes) -> u32 {
    length.get() / SLOT.get()
}

fn problem_gap(request: &Request, span: Span) -> ProblemGap {
    let lead = request.gaps.iter().find(|gap| gap.span.start == span.start).map_or(Minutes::ZERO, |gap| gap.lead);
    ProblemGap { day: 0, slots: slots_down(span.minutes()), lead_slots: slots_up(lead) }
}

/// The share of the free time from now on that may be filled, less what is planned already.
fn cap_slots(request: &Request) -> u32 {
    let free: Minutes = request.gaps.iter().map(|gap| gap.span.minutes()).sum();
    let planned: Minutes = request.agenda.upcoming(request.now).map(|block| block.minutes).sum();
    let percent = request.workspace.settings.fullness_on(request.agenda.day.date).percent();
    let all = (free + planned).get() * percent / 100;
    slots_down(Minutes::new(all.saturating_sub(planned.get())))
}

fn pieces_left(request: &Request) -> u32 {
    let missed = request.agenda.missed(request.now).count();
    let taken = u32::try_from(request.agenda.blocks.len() - missed).unwrap_or(u32::MAX);
    request.workspace.settings.micro_tasks.saturating_sub(taken)
}

#[derive(Default)]
struct Candidates {
    items: Vec<Candidate>,
    excluded: Vec<(TaskId, Option<StepId>, WhyNot)>,
    /// Items of each task, in order; all of them must be done before the task counts as done.
    of_task: HashMap<TaskId, Vec<usize>>,
}

impl Candidates {
    fn add_task(&mut self, request: &Request, task: &Task, availability: &Availability) {
        let guess = request.workspace.settings.guess;
        let view = urgency(task, task.left(guess), request.workspace, availability);
        let exclude = |why| (task.id, None, why);
        if quadrant(task, view) == Some(Quadrant::Eliminate) {
            return self.excluded.push(exclude(WhyNot::Eliminate));
        }
        if task.not_now == Some(request.agenda.day.date) {
            return self.excluded.push(exclude(WhyNot::NotNow));
        }
        if task.not_before.is_some_and(|from| from >= request.agenda.day.span().end) {
            return self.excluded.push(exclude(WhyNot::NotBefore));
        }
        let factors = factors(task, view, request);
        if let Some(delegation) = &task.delegated {
            return self.add_delegated(request, task, delegation, factors);
        }
        if task.steps.is_empty() {
            self.add_whole(request, task, factors);
        } else {
            self.add_steps(request, task, factors);
        }
    }

    fn add_whole(&mut self, request: &Request, task: &Task, factors: Factors) {
        let planned: Minutes = blocks_for(request, task.id, None).map(|block| block.minutes).sum();
        let worked = request.workspace.worked(task.id, None, crate::model::BlockId::derived("none"));
        let left = task.left(request.workspace.settings.guess) - worked - planned;
        if left.is_zero() {
            return self.excluded.push((task.id, None, WhyNot::Planned));
        }
        let chunk = match task.split {
            Split::Whole => None,
            Split::Chunks => Some(request.workspace.settings.chunk),
            Split::ChunksOf(chunk) => Some(chunk),
        };
        let bonus = if factors.important { FINISHING_BONUS } else { 0 };
        let chunk = chunk.filter(|chunk| left > chunk.min);
        let whole = Candidate { chunk, ..candidate(task, None, left, factors, bonus) };
        self.push(whole);
    }

    fn add_steps(&mut self, request: &Request, task: &Task, factors: Factors) {
        let open = task.open_steps().count();
        let bonus = if factors.important { FINISHING_BONUS / i64::try_from(open.max(1)).unwrap_or(1) } else { 0 };
        let mut previous: Option<usize> = None;
        let mut held_until = task.not_before;
        for step in task.open_steps() {
            if let Some(block) = blocks_for(request, task.id, Some(step.id)).max_by_key(|block| block.span().end) {
                held_until = held_until.max(Some(block.span().end));
                previous = None;
                continue;
            }
            let minutes = step.estimate.unwrap_or(request.workspace.settings.guess);
            let mut next = candidate(task, Some(step), minutes, factors.clone(), bonus);
            next.factors.guess = step.estimate.is_none();
            next.not_before = held_until;
            next.after = previous.into_iter().collect();
            previous = Some(self.push(next));
        }
    }

    fn add_delegated(&mut self, request: &Request, task: &Task, delegation: &Delegation, factors: Factors) {
        let due = delegation.follow_up.is_none_or(|date| date <= request.agenda.day.date);
        if delegation.handed_over.is_some() && !due {
            return self.excluded.push((task.id, None, WhyNot::Delegated));
        }
        if blocks_for(request, task.id, None).next().is_some() {
            return self.excluded.push((task.id, None, WhyNot::Planned));
        }
        self.push(candidate(task, None, HAND_OVER, factors, 0));
    }

    fn push(&mut self, candidate: Candidate) -> usize {
        let index = self.items.len();
        self.of_task.entry(candidate.task).or_default().push(index);
        self.items.push(candidate);
        index
    }

    /// Turns "after" between tasks into "after" between their items; what waits for a task that cannot be planned
    /// cannot be planned either.
    fn resolve_order(&mut self, request: &Request) {
        for task in request.workspace.tasks.values().filter(|task| !task.after.is_empty()) {
            let mut before = Vec::new();
            let mut waits = None;
            for id in task.after.iter().filter(|id| request.workspace.tasks.contains_key(*id)) {
                match self.of_task.get(id) {
                    Some(items) => before.extend(items.last().copied()),
                    None => waits = Some(*id),
                }
            }
            for item in self.of_task.get(&task.id).cloned().unwrap_or_default() {
                let candidate = &mut self.items[item];
                match waits {
                    Some(_) => candidate.not_before = Some(NaiveDateTime::MAX),
                    None => candidate.after.extend(&before),
                }
            }
            if let Some(id) = waits {
                self.excluded.push((task.id, None, WhyNot::WaitsFor(id)));
            }
        }
    }
}

/// Blocks that are still to be worked on, of a task or one of its steps, on any day.
fn blocks_for<'a>(request: &'a Request, task: TaskId, step: Option<StepId>) -> impl Iterator<Item = &'a Block> {
    let all = request.blocks_by_task.get(&task).map_or(&[][..], Vec::as_slice);
    all.iter().map(|block| &**block).filter(move |block| block.step == step)
}

fn candidate(task: &Task, step: Option<&Step>, minutes: Minutes, mut factors: Factors, bonus: i64) -> Candidate {
    let need = step.and_then(|step| step.energy).or(task.energy);
    factors.energy = need;
    factors.guess = step.map_or(task.is_guess(), |step| step.estimate.is_none());
    let context = step.and_then(|step| step.tag.clone()).or_else(|| task.tags.first().cloned());
    let tags = task.tags.iter().cloned().chain(step.and_then(|step| step.tag.clone())).collect();
    Candidate {
        task: task.id,
        step: step.map(|step| step.id),
        minutes,
        after: Vec::new(),
        chunk: None,
        due: factors.due.map(|due| (due, task.due.map_or(DueKind::Soft, |due| due.kind))),
        not_before: task.not_before,
        factors,
        context,
        tags,
        bonus,
    }
}

fn factors(task: &Task, view: UrgencyView, request: &Request) -> Factors {
    let settings = &request.workspace.settings;
    let due = task.due.map(|due| due.instant(settings.day_start));
    let hard = task.due.is_some_and(|due| due.kind == DueKind::Hard);
    let today = due.is_some_and(|due| due <= request.agenda.day.span().end);
    let by_hand = task.due.is_none() && task.urgency == Urgency::Pinned(true);
    let age = request.today_utc.signed_duration_since(task.created).num_days().clamp(0, 30);
    Factors {
        important: task.important == Some(true),
        urgency_permille: if by_hand { 330 } else { view.permille },
        pinned_urgent: by_hand,
        slack_tenth_days: view.slack_tenth_days,
        overdue: view.overdue,
        due,
        must_today: hard && today && !view.overdue,
        age_days: u32::try_from(age).unwrap_or(0),
        energy: None,
        guess: false,
    }
}

/// The weight of a minute, in thousandths: I * U * A of the scoring rule.
pub(super) fn weight_permille(factors: &Factors) -> i64 {
    let importance = if factors.important { 4 } else { 1 };
    let urgency = 1000 + 3 * i64::from(factors.urgency_permille) / 2;
    let age = 1000 + 250 * i64::from(factors.age_days) / 30;
    importance * urgency * age / 1000
}

/// How well an energy need fits what a time of day gives, in percent.
pub(super) fn fit_percent(need: Option<Energy>, at: Energy) -> i64 {
    match (need, at) {
        (Some(Energy::High), Energy::Low) => 70,
        (Some(Energy::High), Energy::Mid) | (Some(Energy::Mid), Energy::Low) => 85,
        (Some(Energy::Low), Energy::High) => 90,
        _ => 100,
    }
}

fn item(request: &Request, candidate: &Candidate, context: u32, gaps: &[Span]) -> Item {
    let slots = slots_up(candidate.minutes).max(1);
    let weight = weight_permille(&candidate.factors);
    let must = if candidate.factors.must_today { MUST_TODAY } else { 1 };
    let minutes = i64::from(slots * SLOT.get());
    let per_gap = |minutes: i64| -> Vec<i64> {
        let full = weight * minutes * 10 * must / 1000;
        gaps.iter().map(|gap| full * place_percent(request, candidate, *gap) / 100).collect()
    };
    let (value, value_per_slot, chunk) = match candidate.chunk {
        None => (per_gap(minutes + candidate.bonus), Vec::new(), None),
        Some(chunk) => {
            let lengths = [slots_up(chunk.min).max(1), slots_down(chunk.max).max(1)];
            (Vec::new(), per_gap(i64::from(SLOT.get())), Some(lengths))
        }
    };
    let completion_bonus = if chunk.is_some() { weight * candidate.bonus * 10 * must / 1000 } else { 0 };
    Item { slots, context, after: candidate.after.clone(), chunk, value, value_per_slot, completion_bonus }
}

/// What a place is worth to a candidate, in percent; zero where it must not be.
fn place_percent(request: &Request, candidate: &Candidate, gap: Span) -> i64 {
    let passed = request
        .passed
        .range((candidate.task, candidate.step, gap.start)..(candidate.task, candidate.step, gap.end))
        .next()
        .is_some();
    if passed || candidate.not_before.is_some_and(|from| from > gap.start) || !in_windows(request, candidate, gap) {
        return 0;
    }
    let at = request.workspace.settings.energy_at(gap.start.time());
    let fit = fit_percent(candidate.factors.energy, at);
    match candidate.due {
        Some((due, kind)) if !candidate.factors.overdue && gap.end > due => match kind {
            DueKind::Hard => 0,
            DueKind::Soft => fit / 2,
        },
        _ => fit,
    }
}

/// Whether every named window of its tags holds the gap.
fn in_windows(request: &Request, candidate: &Candidate, gap: Span) -> bool {
    let last = gap.end - TimeDelta::minutes(1);
    let windows = request.workspace.settings.tag_windows.iter().filter(|window| candidate.tags.contains(&window.tag));
    let mut windows = windows.peekable();
    windows.all(|window| window.ranges.iter().any(|r| r.contains(gap.start.time()) && r.contains(last.time())))
}

/// The gaps, cut where something changes inside them: the energy of the time of day, a named window, a due time, an
/// earliest start. Two parts of a gap are a break apart, so that no run goes on across a cut.
fn cut_gaps(request: &Request, items: &[Candidate]) -> Vec<Span> {
    let settings = &request.workspace.settings;
    let mut cuts = BTreeSet::new();
    let windows = settings.tag_windows.iter().filter(|w| items.iter().any(|item| item.tags.contains(&w.tag)));
    let times = settings.energy.iter().map(|window| window.range).chain(windows.flat_map(|w| w.ranges.iter().copied()));
    for range in times {
        cuts.extend([range.from, range.to].map(|time| request.agenda.day.at(time)));
    }
    let matter = |item: &&Candidate| item.factors.important || item.due.is_some_and(|(_, kind)| kind == DueKind::Hard);
    for item in items.iter().filter(matter) {
        cuts.extend(item.due.map(|(due, _)| due));
        cuts.extend(item.not_before.filter(|from| *from < NaiveDateTime::MAX));
    }
    request.gaps.iter().flat_map(|gap| cut_gap(gap.span, &cuts, settings)).collect()
}

fn cut_gap(gap: Span, cuts: &BTreeSet<NaiveDateTime>, settings: &Settings) -> Vec<Span> {
    let mut parts = Vec::new();
    let mut rest = gap;
    for cut in cuts.range(gap.start..gap.end) {
        let cut = crate::calendar::round_down(*cut, settings.grid);
        let before = Span::new(rest.start, cut);
        let after = Span::new(cut + settings.rhythm.rest.delta(), rest.end);
        if before.minutes() >= SHORTEST_PART && after.minutes() >= SHORTEST_PART {
            parts.push(before);
            rest = after;
        }
    }
    parts.push(rest);
    parts
}
