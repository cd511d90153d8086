//! From a request to a proposal: score, solve, lay out, explain.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::frame::keep::{held, shown_pieces, with_bonus};
use super::frame::scoring::{CONTEXT_COST, Scored, score, score_with};
use super::frame::ties::earlier;
use super::problem::{Piece, Problem, Solution, evaluate};
use super::proposal::{Proposal, Suggestion};
use super::request::Request;
use super::solve::focus::solve_focused;
use super::solve::progress::Sink;
use super::tell::layout::{TimedPiece, lay_out};
use super::tell::reasons::{Reasons, left_out};
use super::why::WhyNot;
use crate::model::{Span, StepId, TaskId};

/// Plans the day of `request`.
///
/// `sink` receives each better solution, and the newest one again as a heartbeat; `Break` stops the search. A stopped
/// plan has no numbers in its reasons and no list of left-out work. See [`Request`] for an example.
pub fn propose(request: &Request, sink: &mut Sink) -> Proposal {
    let held = held(request);
    if held.is_empty() { plan(request, sink) } else { plan(&request.holding(held), sink) }
}

fn plan(request: &Request, sink: &mut Sink) -> Proposal {
    let scored = score(request);
    let mut stopped = false;
    let solution = solve(request, &scored, &mut |solution| {
        let go_on = sink(solution);
        stopped |= go_on.is_break();
        go_on
    });
    proposal(request, &scored, &solution, !stopped)
}

/// Returns the best plan and a bound on all plans. The search adds a bonus to shown suggestions in their places; value
/// and bound exclude it, so the bound comes from a second search that starts with the plan found.
fn solve(request: &Request, scored: &Scored, sink: &mut Sink) -> Solution {
    let problem = &scored.problem;
    let shown = shown_pieces(request, scored);
    if shown.is_empty() {
        let found = solve_focused(problem, &[], sink);
        let plan = earlier(scored, problem, &found.plan);
        return valued(problem, plan, found.bound);
    }
    let steady = with_bonus(scored, &shown);
    let mut stopped = false;
    let mut tell = |solution: &Solution| {
        let told = sink(&valued(problem, solution.plan.clone(), solution.bound));
        stopped |= told.is_break();
        told
    };
    let kept = solve_focused(&steady, &shown, &mut tell);
    let now = valued(problem, earlier(scored, &steady, &kept.plan), kept.bound);
    if stopped {
        return now;
    }
    let free = solve_focused(problem, &now.plan, &mut |_| sink(&now));
    valued(problem, now.plan, free.bound.min(kept.bound))
}

fn valued(problem: &Problem, plan: Vec<Piece>, bound: i64) -> Solution {
    let value = evaluate(problem, &plan).unwrap_or(0);
    Solution { plan, value, bound: bound.max(value) }
}

fn proposal(request: &Request, scored: &Scored, solution: &Solution, is_final: bool) -> Proposal {
    let laid = lay_out(scored, &solution.plan);
    let reasons = Reasons::of_plan(request, scored, &solution.plan, solution.value);
    let limits = if is_final { reasons.limits() } else { HashMap::new() };
    let suggestion = |laid: &TimedPiece| {
        let (task, step) = scored.items[laid.piece.item].key();
        let limit = limits.get(&laid.piece.gap).cloned().flatten();
        let why = if is_final { reasons.of(laid, limit) } else { reasons.plain(laid) };
        Suggestion { task, step, span: laid.span, work: laid.work, gap: scored.places[laid.piece.gap].span, why }
    };
    let mut suggestions: Vec<Suggestion> = laid.pieces.iter().map(suggestion).collect();
    suggestions.extend(request.held.iter().cloned());
    suggestions.sort_by_key(|suggestion| suggestion.span);
    let held = held_value(request);
    Proposal {
        left_out: if is_final { left_out(request, scored, &suggestions) } else { Vec::new() },
        suggestions,
        breaks: laid.breaks,
        value: scored.told(solution.value, &solution.plan).saturating_add(held),
        bound: scored.told(solution.bound, &solution.plan).saturating_add(held),
    }
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

/// Returns the reason for leaving a task or step out of `shown`, the plan for this request. Measures the number that
/// the plan's own list omits in [`WhyNot::WorthLess`]. `None` if the work is not left out.
pub fn why_not(request: &Request, shown: &Proposal, task: TaskId, step: Option<StepId>) -> Option<WhyNot> {
    let left = shown.left_out.iter().find(|left| left.task == task && (step.is_none() || left.step == step))?;
    if !matches!(left.why, WhyNot::WorthLess { .. }) {
        return Some(left.why.clone());
    }
    let request = request.clone().showing(shown);
    let scored = score_with(&request, Some((left.task, left.step)));
    let plan = shown_pieces(&request, &scored);
    let item = scored.by_key().get(&(left.task, left.step)).copied();
    let value = evaluate(&scored.problem, &plan).ok();
    Some(match item.zip(value) {
        Some((item, value)) => Reasons::of_plan(&request, &scored, &plan, value).worth_less(item),
        None => WhyNot::WorthLess { short: None },
    })
}
