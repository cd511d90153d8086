//! From a request to a proposal: score, solve, lay out, explain.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use super::frame::keep::{
    Anchor, delayed_anchors, has_slipped, held, pulled_anchors, shown_pieces, with_anchors, with_bonus,
};
use super::frame::scoring::{CONTEXT_COST, MUST_ABOVE_ALL, MUST_TODAY, Pressing, Scored, score};
use super::frame::settle::settled;
use super::problem::{Placement, Problem, Solution, check};
use super::proposal::{Proposal, Suggestion, SuggestionKey};
use super::request::Request;
use super::solve::{Sink, solve_from};
use super::tell::late::late;
use super::tell::layout::{TimedPiece, lay_out};
use super::tell::left_out::left_out;
use super::tell::measure::{GapProblem, without_piece};
use super::tell::minimum::{cost, weekly_minimum};
use super::tell::reasons::Reasons;
use super::why::WhyNot;
use crate::model::{Span, StepId, TaskId};

/// Divisor of the maximum value that a plan gives up to keep shown suggestions: 0.5 %.
pub const PRICE_OF_CALM: i64 = 200;

/// Divisors of the value of the best plan for the bonus of each anchored piece.
const CALM_PARTS: [i64; 5] = [25, 50, 100, 200, 400];

/// Plans the day of `request`.
///
/// `sink` receives each better solution, and the newest one again as a heartbeat; `Break` stops the search. A stopped
/// plan has no list of left-out work. The reasons have no measured numbers; [`explain`] adds them. When a shown
/// suggestion should have begun by now and has not, the plan is a new one. See [`Request`] for an example.
pub fn propose(request: &Request, sink: &mut Sink) -> Proposal {
    if has_slipped(request) {
        let held = held(request, |_| false);
        return plan(&Request { shown: None, ..request.holding(held) }, Calm::Shown, sink);
    }
    plan(&holding_imminent(request), Calm::Shown, sink)
}

/// Plans the day of a changed request and keeps shown suggestions in their order, and what is imminent if `holds`.
///
/// The plan gives up at most half a percent of the value of the best new plan for that, and the allowance of `calm`.
pub fn propose_changed(request: &Request, calm: Calm, holds: bool, sink: &mut Sink) -> Proposal {
    if holds { plan(&holding_imminent(request), calm, sink) } else { plan(request, calm, sink) }
}

/// Returns the value of `plan` for this request, and its work that must not wait.
pub fn worth(request: &Request, plan: &Proposal) -> (i64, Pressing) {
    let found = scored_plan(&request.clone().showing(plan));
    found.map_or_else(Default::default, |(scored, pieces, value)| {
        (scored.told(value, &pieces), scored.pressing(&pieces))
    })
}

/// The places that a plan keeps for shown suggestions.
#[derive(Clone, Copy)]
pub enum Calm {
    /// No later than shown.
    Shown,
    /// At their places, or delayed in their order, for this much more value than usual.
    Delay { allowance: i64 },
    /// Moved up in their order.
    Pull,
}

fn holding_imminent<'a>(request: &Request<'a>) -> Request<'a> {
    let frozen = request.now + request.workspace.settings.frozen.delta();
    let held = held(request, |shown| shown.span.start < frozen);
    if held.is_empty() { request.clone() } else { request.holding(held) }
}

fn plan(request: &Request, calm: Calm, sink: &mut Sink) -> Proposal {
    let stopped = Cell::new(false);
    let mut tell = |solution: &Solution| {
        let go_on = sink(solution);
        stopped.set(stopped.get() || go_on.is_break());
        go_on
    };
    let mut scored = score(request, MUST_TODAY);
    let is_too_much = scored.has_too_much_must();
    if is_too_much {
        scored = scored.with_must(MUST_ABOVE_ALL);
    }
    let mut solution = calm_solution(request, &scored, calm, &mut tell);
    if !stopped.get() && !is_too_much && scored.lacks_must(&solution.placements) {
        scored = scored.with_must(MUST_ABOVE_ALL);
        solution = calm_solution(request, &scored, calm, &mut tell);
    }
    proposal(request, &scored, &solution, !stopped.get())
}

fn calm_solution(request: &Request, scored: &Scored, calm: Calm, sink: &mut Sink) -> Solution {
    match calm {
        Calm::Shown => solve(scored, &shown_pieces(request, scored), sink),
        Calm::Delay { allowance } => solve_anchored(scored, &delayed_anchors(request, scored), allowance, sink),
        Calm::Pull => solve_anchored(scored, &pulled_anchors(request, scored), 0, sink),
    }
}

/// Returns the calmest plan that does as much pressing work as the best one and is worth at most half a percent and
/// `allowance` less. The search adds a
/// bonus to anchored places, first of a large part of the value, then of less.
fn solve_anchored(scored: &Scored, anchors: &[Anchor], allowance: i64, sink: &mut Sink) -> Solution {
    let problem = &scored.problem;
    let mut stopped = false;
    let pieces: Vec<Placement> = anchors.iter().map(|anchor| anchor.piece).collect();
    let mut tell = |solution: &Solution| {
        let told = sink(&valued(problem, solution.placements.clone(), solution.bound));
        stopped |= told.is_break();
        told
    };
    let free = solve_from(problem, &pieces, &mut tell);
    let new = valued(problem, settled(scored, problem, &free.placements), free.bound);
    let worth = scored.told(new.value, &new.placements);
    for part in CALM_PARTS {
        if stopped || anchors.is_empty() {
            break;
        }
        let steady = with_anchors(scored, anchors, worth / part);
        let mut tell = |_: &Solution| {
            let told = sink(&new);
            stopped |= told.is_break();
            told
        };
        let kept = solve_from(&steady, &pieces, &mut tell);
        let now = valued(problem, settled(scored, &steady, &kept.placements), new.bound);
        let is_as_pressing = scored.pressing(&now.placements).is_as_much_as(scored.pressing(&new.placements));
        if is_as_pressing && new.value - now.value <= worth / PRICE_OF_CALM + allowance {
            return now;
        }
    }
    new
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
    let hole = GapProblem::of_hole(&scored.problem, &base, gone.gap, gone.piece.item);
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
        scored = scored.with_must(MUST_ABOVE_ALL);
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
