//! From a request to a proposal: score, solve, lay out, explain.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use super::frame::keep::{delayed_pieces, has_slipped, held, shown_pieces, with_bonus};
use super::frame::scoring::{CONTEXT_COST, MUST_ABOVE_ALL, MUST_TODAY, Scored, score};
use super::frame::settle::settled;
use super::problem::{Placement, Problem, Solution, check};
use super::proposal::{Proposal, Suggestion, SuggestionKey};
use super::request::Request;
use super::solve::{Sink, solve_from};
use super::tell::late::late;
use super::tell::layout::{TimedPiece, lay_out};
use super::tell::left_out::left_out;
use super::tell::measure::{Part, without_piece};
use super::tell::minimum::{cost, weekly_minimum};
use super::tell::reasons::Reasons;
use super::why::WhyNot;
use crate::model::{Span, StepId, TaskId};

/// Divisor of the maximum value that a plan gives up to keep shown suggestions: 0.5 %.
const PRICE_OF_CALM: i64 = 200;

/// Plans the day of `request`.
///
/// `sink` receives each better solution, and the newest one again as a heartbeat; `Break` stops the search. A stopped
/// plan has no list of left-out work. The reasons have no measured numbers; [`explain`] adds them. When a shown
/// suggestion should have begun by now and has not, the plan is a new one. See [`Request`] for an example.
pub fn propose(request: &Request, sink: &mut Sink) -> Proposal {
    if has_slipped(request) {
        let held = held(request, |_| false);
        return plan(&Request { shown: None, ..request.holding(held) }, shown_pieces, sink);
    }
    keep(request, shown_pieces, sink)
}

/// Plans the day and keeps what is imminent, even if a shown suggestion should have begun by now. What is shown and in
/// the way of a change is delayed, in its order.
pub fn propose_changed(request: &Request, sink: &mut Sink) -> Proposal {
    keep(request, delayed_pieces, sink)
}

/// Selects the shown places that a plan gives up only for more value.
type ShownPlaces = fn(&Request, &Scored) -> Vec<Placement>;

fn keep(request: &Request, places: ShownPlaces, sink: &mut Sink) -> Proposal {
    let frozen = request.now + request.workspace.settings.frozen.delta();
    let held = held(request, |shown| shown.span.start < frozen);
    if held.is_empty() { plan(request, places, sink) } else { plan(&request.holding(held), places, sink) }
}

fn plan(request: &Request, places: ShownPlaces, sink: &mut Sink) -> Proposal {
    let stopped = Cell::new(false);
    let mut tell = |solution: &Solution| {
        let go_on = sink(solution);
        stopped.set(stopped.get() || go_on.is_break());
        go_on
    };
    let mut scored = score(request, MUST_TODAY);
    let mut solution = solve(&scored, &places(request, &scored), &mut tell);
    if !stopped.get() && scored.lacks_must(&solution.placements) {
        scored = score(request, MUST_ABOVE_ALL);
        solution = solve(&scored, &places(request, &scored), &mut tell);
    }
    proposal(request, &scored, &solution, !stopped.get())
}

/// Returns the best plan and a bound on all plans. The search adds a bonus to shown suggestions that are no later than
/// shown; value and bound exclude it, so the bound comes from a second search that starts with the plan found.
fn solve(scored: &Scored, shown: &[Placement], sink: &mut Sink) -> Solution {
    let problem = &scored.problem;
    if shown.is_empty() {
        let found = solve_from(problem, &[], sink);
        return valued(problem, settled(scored, problem, &found.placements), found.bound);
    }
    let steady = with_bonus(scored, shown);
    let mut stopped = false;
    let mut tell = |solution: &Solution| {
        let told = sink(&valued(problem, solution.placements.clone(), solution.bound));
        stopped |= told.is_break();
        told
    };
    let kept = solve_from(&steady, shown, &mut tell);
    let now = valued(problem, settled(scored, &steady, &kept.placements), kept.bound);
    if stopped {
        return now;
    }
    let free = solve_from(problem, &now.placements, &mut |_| sink(&now));
    let bound = free.bound.min(kept.bound).max(now.value);
    let new = valued(problem, settled(scored, problem, &free.placements), bound);
    let price = scored.told(new.value, &new.placements) / PRICE_OF_CALM;
    if new.value - now.value > price { new } else { Solution { bound, ..now } }
}

fn valued(problem: &Problem, placements: Vec<Placement>, bound: i64) -> Solution {
    let value = check(problem, &placements).unwrap_or(0);
    Solution { placements, value, bound: bound.max(value) }
}

fn proposal(request: &Request, scored: &Scored, solution: &Solution, is_final: bool) -> Proposal {
    let laid = lay_out(scored, &solution.placements);
    let reasons = Reasons { request, scored, plan: &solution.placements, value: solution.value };
    let suggestion = |laid: &TimedPiece| {
        let (task, step) = scored.items[laid.piece.item].key();
        let gap = scored.gaps[laid.gap].span;
        Suggestion { task, step, span: laid.span, work: laid.work, gap, why: reasons.plain(laid) }
    };
    let mut suggestions: Vec<Suggestion> = laid.pieces.iter().map(suggestion).collect();
    suggestions.extend(request.held.iter().cloned());
    suggestions.sort_by_key(|suggestion| suggestion.span);
    let held = held_value(request);
    Proposal {
        late: if is_final { late(request, scored, &solution.placements) } else { Vec::new() },
        left_out: if is_final { left_out(request, scored, &suggestions) } else { Vec::new() },
        weekly_minimum: weekly_minimum(scored, &laid.pieces),
        suggestions,
        breaks: laid.breaks,
        value: scored.told(solution.value, &solution.placements).saturating_add(held),
        bound: scored.told(solution.bound, &solution.placements).saturating_add(held),
    }
}

/// Returns the plan `shown` for this request without one suggestion: its time goes to the runner-up that its reasons
/// name, and nothing else moves.
pub fn next_best(request: &Request, shown: &Proposal, key: SuggestionKey, at: Span) -> Proposal {
    let mut passed = request.passed.clone();
    passed.remove(&(key.0, key.1, at.start));
    let request = Request { passed: &passed, ..request.clone() }.showing(shown);
    let scored = score(&request, MUST_ABOVE_ALL);
    let pieces = shown_pieces(&request, &scored);
    let is_gone = |laid: &&TimedPiece| scored.items[laid.piece.item].key() == key && laid.span == at;
    let laid = lay_out(&scored, &pieces);
    let Some(gone) = laid.pieces.iter().find(is_gone) else { return shown.clone() };
    let base = without_piece(&scored.problem, &pieces, gone.piece);
    let hole = Part::of_hole(&scored.problem, &base, gone.gap, gone.piece.item);
    let plan = hole.plan(&hole.solve());
    let next = proposal(&request, &scored, &valued(&scored.problem, plan, 0), true);
    Proposal { bound: shown.bound.max(next.value), ..next }
}

/// Returns the value of the held suggestions, less the changes of context among them. Changes between held and newly
/// planned work count in neither value nor bound.
fn held_value(request: &Request) -> i64 {
    let mut contexts: BTreeMap<Span, BTreeSet<Option<&str>>> = BTreeMap::new();
    for held in &request.held {
        let task = request.workspace.tasks.get(&held.task);
        let step = task.zip(held.step).and_then(|(task, step)| task.step(step));
        let tag = step.and_then(|step| step.tag.as_deref()).or_else(|| Some(task?.tags.first()?.as_str()));
        contexts.entry(held.gap).or_default().insert(tag);
    }
    let further: usize = contexts.values().map(|contexts| contexts.len() - 1).sum();
    let worth: i64 = request.held.iter().map(|held| held.why.value).sum();
    worth - i64::from(CONTEXT_COST) * i64::try_from(further).unwrap_or(i64::MAX)
}

/// Adds the measured numbers to the reasons of `plan`, the plan for this request: limit, worth and runner-up, and the
/// price of the weekly minimum. Stops early when `go_on` returns false.
pub fn explain(request: &Request, plan: &mut Proposal, go_on: &dyn Fn() -> bool) {
    let shown = plan.clone();
    let request = request.clone().showing(&shown);
    let Some((scored, pieces, value)) = scored_plan(&request) else { return };
    add_cost(plan, &request, &scored, (&pieces, value), go_on);
    let reasons = Reasons { request: &request, scored: &scored, plan: &pieces, value };
    let mut limits = BTreeMap::new();
    for laid in lay_out(&scored, &pieces).pieces {
        let key = scored.items[laid.piece.item].key();
        let same = |it: &&mut Suggestion| (it.task, it.step) == key && it.span == laid.span;
        if let Some(suggestion) = plan.suggestions.iter_mut().find(same) {
            if !go_on() {
                return;
            }
            let limit = limits.entry(laid.gap).or_insert_with(|| reasons.limit(laid.gap)).clone();
            suggestion.why = reasons.of(&laid, limit);
        }
    }
}

/// Adds the price of the weekly minimum to `plan`, the plan for this request.
pub fn price_minimum(request: &Request, plan: &mut Proposal) {
    if plan.weekly_minimum.is_some() {
        let shown = plan.clone();
        let request = request.clone().showing(&shown);
        if let Some((scored, pieces, value)) = scored_plan(&request) {
            add_cost(plan, &request, &scored, (&pieces, value), &|| true);
        }
    }
}

/// Returns the problem of a request, its shown plan and the value of that. `None` if the plan breaks a rule by now.
fn scored_plan<'a>(request: &Request<'a>) -> Option<(Scored<'a>, Vec<Placement>, i64)> {
    let mut scored = score(request, MUST_TODAY);
    let pieces = shown_pieces(request, &scored);
    if scored.lacks_must(&pieces) {
        scored = score(request, MUST_ABOVE_ALL);
    }
    let value = check(&scored.problem, &pieces).ok()?;
    Some((scored, pieces, value))
}

fn add_cost(
    plan: &mut Proposal,
    request: &Request,
    scored: &Scored,
    shown: (&[Placement], i64),
    go_on: &dyn Fn() -> bool,
) {
    let minimum = plan.weekly_minimum.as_mut().filter(|minimum| !minimum.planned.is_zero());
    if let Some(minimum) = minimum {
        let go_on: &mut Sink = &mut |_| if go_on() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) };
        minimum.cost = Some(cost(request, scored, shown, go_on));
    }
}

/// Returns the reason for leaving a task or step out of `shown`, the plan for this request. Measures the number that
/// the plan's own list omits in [`WhyNot::WorthLess`]. `None` if the work is not left out.
pub fn why_not(request: &Request, shown: &Proposal, task: TaskId, step: Option<StepId>) -> Option<WhyNot> {
    let left = shown.left_out.iter().find(|left| left.task == task && (step.is_none() || left.step == step))?;
    if !matches!(left.why, WhyNot::WorthLess { .. }) {
        return Some(left.why.clone());
    }
    let request = request.clone().showing(shown);
    let scored = score(&request, MUST_ABOVE_ALL);
    let plan = shown_pieces(&request, &scored);
    let item = scored.by_key().get(&(left.task, left.step)).copied();
    let value = check(&scored.problem, &plan).ok();
    Some(match item.zip(value) {
        Some((item, value)) => Reasons { request: &request, scored: &scored, plan: &plan, value }.worth_less(item),
        None => WhyNot::WorthLess { short: None },
    })
}
