//! Stability of shown plans: imminent and selected suggestions stay, the others get a small bonus up to their shown end.

use super::candidates::{Candidate, Candidates};
use super::rates::is_in_windows;
use super::scoring::Scored;
use crate::calendar::{BusyKind, Gap, round_down, round_up};
use crate::model::{Block, BlockId, BlockState, DueKind, Minutes, Span};
use crate::planner::problem::{Placement, Problem, ProblemGap, check};
use crate::planner::proposal::Suggestion;
use crate::planner::request::Request;
use crate::planner::slots::{SLOT, slots_up};

/// Divisor of the bonus for a shown suggestion that is no later than it was: 5 %.
const BONUS_PART: i64 = 20;

/// Returns whether a shown suggestion should have begun by now and has not.
pub fn has_slipped(request: &Request) -> bool {
    let shown = request.shown.map_or(&[][..], |shown| &shown.suggestions);
    let has_begun = |s: &Suggestion| {
        request.agenda.blocks.iter().any(|block| block.task == s.task && block.span().overlaps(s.span))
    };
    let is_open = |s: &Suggestion| request.workspace.tasks.contains_key(&s.task);
    shown.iter().any(|s| s.span.start < request.now && is_open(s) && !has_begun(s))
}

/// Returns the shown suggestions that stay: imminent or selected, and still possible. Sorted by start.
pub fn held(request: &Request, is_imminent: impl Fn(&Suggestion) -> bool) -> Vec<Suggestion> {
    let shown = request.shown.map_or(&[][..], |shown| &shown.suggestions);
    let is_looked_at = |s: &Suggestion| request.looked_at.contains(&(s.task, s.step));
    let mut near: Vec<&Suggestion> = shown.iter().filter(|s| is_imminent(s) || is_looked_at(s)).collect();
    if near.is_empty() {
        return Vec::new();
    }
    let found = Candidates::of(request);
    let freed: Vec<Span> =
        request.gaps.iter().filter(|gap| is_freed(request, &found, gap)).map(|gap| gap.span).collect();
    near.retain(|s| is_looked_at(s) || !freed.iter().any(|gap| gap.overlaps(s.span)));
    let pieces = request.workspace.settings.micro_tasks as usize;
    let room = pieces.saturating_sub(request.agenda.blocks.len() - request.agenda.missed(request.now).count());
    let mut held: Vec<Suggestion> = Vec::new();
    for suggestion in near {
        let item = found.items.iter().find(|item| item.key() == (suggestion.task, suggestion.step));
        let done_before = |before: &usize| {
            let key = found.items[*before].key();
            held.iter().any(|h| (h.task, h.step) == key && h.span.end <= suggestion.span.start)
        };
        if let Some(item) = item
            && held.len() < room
            && item.after.iter().all(done_before)
            && is_possible(request, item, suggestion)
        {
            held.push(suggestion.clone());
        }
    }
    held
}

/// Returns whether the first shown suggestion of a gap could begin earlier, because the time before it became free.
/// Nothing is held there, so that no time is lost and later suggestions move up.
fn is_freed(request: &Request, found: &Candidates, gap: &Gap) -> bool {
    let rhythm = request.workspace.settings.rhythm;
    let shown = request.shown.map_or(&[][..], |shown| &shown.suggestions);
    let first = shown.iter().filter(|s| gap.span.contains(s.span.start)).min_by_key(|s| s.span);
    first.is_some_and(|first| {
        let rest = if gap.lead + first.work > rhythm.focus { rhythm.rest } else { Minutes::ZERO };
        let start = round_up(gap.span.start + rest.delta(), SLOT);
        let earlier = Suggestion { span: Span::new(start, start + first.span.minutes().delta()), ..first.clone() };
        let item = found.items.iter().find(|item| item.key() == (first.task, first.step));
        start < first.span.start && item.is_some_and(|item| is_possible(request, item, &earlier))
    })
}

fn is_possible(request: &Request, item: &Candidate, shown: &Suggestion) -> bool {
    let span = shown.span;
    let free = request.gaps.iter().any(|gap| gap.span.start <= span.start && span.end <= gap.span.end);
    let as_long = match item.chunk {
        None => slots_up(item.minutes, SLOT) == slots_up(shown.work, SLOT),
        Some(_) => shown.work <= item.minutes,
    };
    let in_time = match item.due() {
        Some((due, DueKind::Hard)) => item.factors.overdue || span.end <= due,
        _ => true,
    };
    let passed = (shown.task, shown.step, shown.gap.start)..(shown.task, shown.step, shown.gap.end);
    free && as_long
        && in_time
        && item.not_before.is_none_or(|from| from <= span.start)
        && is_in_windows(request, item, span)
        && request.passed.range(passed).next().is_none()
}

impl<'a> Request<'a> {
    /// Returns the request for the rest of the day, with these suggestions fixed.
    pub fn holding(&self, held: Vec<Suggestion>) -> Request<'a> {
        let rest = self.workspace.settings.rhythm.rest;
        let mut gaps = self.gaps.to_vec();
        let mut blocks_by_task = self.blocks_by_task.clone();
        for suggestion in &held {
            gaps = gaps.iter().flat_map(|gap| around(gap, suggestion, rest)).collect();
            let block = Block {
                id: BlockId::derived("held"),
                task: suggestion.task,
                step: suggestion.step,
                start: suggestion.span.start,
                minutes: suggestion.span.minutes(),
                state: BlockState::Planned,
            };
            blocks_by_task.entry(suggestion.task).or_default().push(block);
        }
        Request { gaps: gaps.into(), blocks_by_task, held, ..self.clone() }
    }
}

/// Returns the rest of a gap around a suggestion. The part before ends a break earlier, since its work is unknown; the
/// part after has the suggestion as its lead.
fn around(gap: &Gap, suggestion: &Suggestion, rest: Minutes) -> Vec<Gap> {
    if !gap.span.overlaps(suggestion.span) {
        return vec![*gap];
    }
    let rested = suggestion.span.start - gap.span.start >= rest.delta();
    let lead = suggestion.work + if rested { Minutes::ZERO } else { gap.lead };
    let before = Span::new(gap.span.start, round_down(suggestion.span.start - rest.delta(), SLOT));
    let after = Span::new(round_up(suggestion.span.end, SLOT), gap.span.end);
    let parts = [Gap { span: before, ends_with: BusyKind::Block, ..*gap }, Gap { span: after, lead, ..*gap }];
    parts.into_iter().filter(|part| part.span.minutes() >= SLOT).collect()
}

/// A shown suggestion in a changed day.
pub struct Anchor {
    pub piece: Placement,
    /// The slots between which its work keeps its order.
    pub from: u32,
    pub until: u32,
}

/// Returns the shown suggestions as placements, as far as the problem still allows each.
pub fn shown_pieces(request: &Request, scored: &Scored) -> Vec<Placement> {
    let anchors = placed(request, scored, |piece, _| (piece.start, piece.start));
    anchors.into_iter().map(|anchor| anchor.piece).collect()
}

/// Returns the shown suggestions, each where it is shown, else at the first later time that the problem and those before
/// it allow. An obstacle delays a suggestion and all later ones, in their order.
pub fn delayed_anchors(request: &Request, scored: &Scored) -> Vec<Anchor> {
    let end = scored.problem.gaps.last().map_or(0, ProblemGap::end);
    placed(request, scored, |piece, _| (piece.start, end))
}

/// Returns the shown suggestions in their order, each at the first time that the problem and those before it allow.
pub fn pulled_anchors(request: &Request, scored: &Scored) -> Vec<Anchor> {
    let first = scored.problem.gaps.first().map_or(0, |gap| gap.start);
    let end = scored.problem.gaps.last().map_or(0, ProblemGap::end);
    placed(request, scored, |_, before| (before.unwrap_or(first), end))
}

/// Places the shown suggestions at the first start that fits in the range of `starts`, which takes a piece and the end of
/// those before it.
fn placed(request: &Request, scored: &Scored, starts: impl Fn(Placement, Option<u32>) -> (u32, u32)) -> Vec<Anchor> {
    let Some(shown) = request.shown else { return Vec::new() };
    let by_key = scored.by_key();
    let pieces = |suggestion: &Suggestion| {
        let item = by_key.get(&(suggestion.task, suggestion.step)).copied();
        let start = scored.grid.ceil(suggestion.span.start);
        item.map_or_else(Vec::new, |item| {
            let all = Placement { start, item, slots: scored.problem.items[item].slots };
            // A block that is as long as the work is for all of it, also one made by hand, without breaks inside.
            let is_all = slots_up(suggestion.span.minutes(), SLOT) >= all.slots;
            match scored.problem.items[item].chunk {
                None => vec![all],
                Some(_) if is_all => runs(&scored.problem, all),
                Some(_) => runs(&scored.problem, Placement { slots: slots_up(suggestion.work, SLOT), ..all }),
            }
        })
    };
    let mut kept: Vec<Placement> = Vec::new();
    let mut anchors: Vec<Anchor> = Vec::new();
    for piece in shown.suggestions.iter().flat_map(pieces) {
        let before = kept.iter().map(|before| scored.end_of(*before)).max();
        let fits = |start: &u32| {
            let with = [kept.as_slice(), &[Placement { start: *start, ..piece }]].concat();
            check(&scored.problem, &with).is_ok()
        };
        let (first, last) = starts(piece, before);
        if let Some(start) = (first..=last).find(fits) {
            let found = Placement { start, ..piece };
            kept.push(found);
            let until = scored.end_of(found).max(scored.end_of(piece));
            anchors.push(Anchor { piece: found, from: start, until });
        }
    }
    anchors
}

/// Returns the pieces of a splittable item in a block, which may be longer than the rhythm allows without a break.
fn runs(problem: &Problem, block: Placement) -> Vec<Placement> {
    let focus = problem.focus_slots.max(1);
    let run = |k: u32| {
        let start = block.start + k * (focus + problem.break_slots);
        Placement { start, slots: focus.min(block.slots - k * focus), ..block }
    };
    (0..block.slots.div_ceil(focus)).map(run).collect()
}

/// Returns the problem with the value `bonus` more for each anchored piece between its slots.
pub fn with_anchors(scored: &Scored, anchors: &[Anchor], bonus: i64) -> Problem {
    let mut problem = scored.problem.clone();
    for Anchor { piece, from, until } in anchors {
        let more = bonus / i64::from(piece.slots.max(1));
        let rate = std::mem::take(&mut problem.items[piece.item].rate);
        let split = |&(start, end, rate): &(u32, u32, i64)| {
            let inside = (start.max(*from), end.min(*until), rate + more);
            [(start, end.min(*from), rate), inside, (start.max(*until), end, rate)]
        };
        problem.items[piece.item].rate = rate.iter().flat_map(split).filter(|part| part.0 < part.1).collect();
    }
    problem
}

/// Returns the problem with 5 % more value for `shown` suggestions that are no later than that. An earlier time is
/// free, so that later work is pulled into time that became free, and the bonus holds no late place.
pub fn with_bonus(scored: &Scored, shown: &[Placement]) -> Problem {
    let mut problem = scored.problem.clone();
    for piece in shown {
        let must = if scored.items[piece.item].factors.must_today { scored.must } else { 0 };
        let until = scored.end_of(*piece);
        let item = &mut problem.items[piece.item];
        let with_bonus = |rate: i64| rate + (rate - must).max(0) / BONUS_PART;
        let split = |&(from, to, rate): &(u32, u32, i64)| {
            [(from, to.min(until), with_bonus(rate)), (from.max(until), to, rate)]
        };
        item.rate =
            scored.problem.items[piece.item].rate.iter().flat_map(split).filter(|part| part.0 < part.1).collect();
    }
    problem
}
