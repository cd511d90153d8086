//! The whole way from a workspace to suggestions with times and reasons.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, NaiveDateTime, Utc};
use chrono_tz::Tz;

use super::explain::{LeftOut, Why, WhyNot};
use super::focus::solve_focused;
use super::keep::{held, shown_pieces, with_bonus};
use super::layout::lay_out;
use super::problem::{Piece, Problem, Solution, evaluate};
use super::progress::Sink;
use super::reasons::{Reasons, left_out};
use super::scoring::{CONTEXT_COST, Scored, score, score_with};
use super::ties::earlier;
use crate::calendar::{Agenda, Availability, Gap};
use crate::model::{Block, BlockState, Minutes, Moment, Span, StepId, TaskId, Workspace};

/// Suggestions that the person passed over: not again in the gap that holds this time.
pub type Passed = BTreeSet<(TaskId, Option<StepId>, NaiveDateTime)>;

/// What a suggestion is for: a task, or one of its steps.
pub type SuggestionKey = (TaskId, Option<StepId>);

/// All that a proposal is made from.
#[derive(Clone)]
pub struct Request<'a> {
    pub(super) workspace: &'a Workspace,
    pub(super) agenda: &'a Agenda,
    pub(super) gaps: Cow<'a, [Gap]>,
    pub(super) passed: &'a Passed,
    pub(super) now: NaiveDateTime,
    pub(super) instant: DateTime<Utc>,
    pub(super) here: Tz,
    pub(super) shown: Option<&'a Proposal>,
    pub(super) looked_at: &'a [SuggestionKey],
    /// Blocks that are still to be worked on, on any day.
    pub(super) blocks_by_task: HashMap<TaskId, Vec<Block>>,
    /// Minutes of finished blocks for tasks as a whole.
    pub(super) worked: HashMap<TaskId, Minutes>,
    /// Suggestions that are facts for this request.
    pub(super) held: Vec<Suggestion>,
    pub(super) availability: OnceCell<Availability>,
}

impl<'a> Request<'a> {
    /// A request for the day of `agenda`, whose free time is `gaps`.
    pub fn new(
        workspace: &'a Workspace,
        agenda: &'a Agenda,
        gaps: &'a [Gap],
        passed: &'a Passed,
        now: Moment,
        here: Tz,
    ) -> Self {
        let mut blocks_by_task: HashMap<_, Vec<_>> = HashMap::new();
        let open = |block: &&std::sync::Arc<Block>| block.state != BlockState::Done && !block.is_missed(now.local);
        for block in workspace.blocks.values().filter(open) {
            blocks_by_task.entry(block.task).or_default().push(Block::clone(block));
        }
        Self {
            workspace,
            agenda,
            gaps: gaps.into(),
            passed,
            now: now.local,
            instant: now.instant,
            here,
            shown: None,
            looked_at: &[],
            blocks_by_task,
            worked: workspace.worked_on_tasks(),
            held: Vec::new(),
            availability: OnceCell::new(),
        }
    }

    /// The same request where `shown` is on the screen already: what it proposes keeps its place unless moving it pays,
    /// and what is about to start is not touched.
    #[must_use]
    pub fn showing(self, shown: &'a Proposal) -> Self {
        Self { shown: Some(shown), ..self }
    }

    /// The same request where these of the shown suggestions are under the pointer or selected: they are not touched.
    #[must_use]
    pub fn looking_at(self, looked_at: &'a [SuggestionKey]) -> Self {
        Self { looked_at, ..self }
    }

    pub(super) fn worked(&self, task: TaskId) -> Minutes {
        self.worked.get(&task).copied().unwrap_or_default()
    }

    /// Free working time from now on; worked out once.
    pub(super) fn availability(&self) -> &Availability {
        self.availability.get_or_init(|| Availability::of(self.workspace, self.now, self.here))
    }
}

/// What the planner suggests for a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proposal {
    /// By start; they overlap neither each other nor anything fixed.
    pub suggestions: Vec<Suggestion>,
    /// Breaks between them.
    pub breaks: Vec<Span>,
    /// In tenths of weighted minutes.
    pub value: i64,
    /// No plan for the day, with what is about to start left as it is, can be worth more.
    pub bound: i64,
    /// What is open and not suggested, with the reason; empty where the search was stopped.
    pub left_out: Vec<LeftOut>,
}

impl Proposal {
    /// How far the plan may be below the best possible one, in thousandths; zero where it is proven best.
    pub fn shortfall_permille(&self) -> i64 {
        if self.bound <= self.value { 0 } else { ((self.bound - self.value) * 1000).div_euclid(self.bound.max(1)) + 1 }
    }

    /// Minutes of work that are suggested.
    pub fn work(&self) -> Minutes {
        self.suggestions.iter().map(|suggestion| suggestion.work).sum()
    }
}

/// One suggestion: a ghost on the timeline. It is never stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    pub task: TaskId,
    /// The step it is for; the whole task without one.
    pub step: Option<StepId>,
    /// On the wall clock, breaks inside it included.
    pub span: Span,
    /// Work in it: the span less the breaks inside.
    pub work: Minutes,
    /// The gap it lies in.
    pub gap: Span,
    pub why: Why,
}

/// The best plan for the day of `request`; `sink` gets each better one on the way, and the newest one again as a sign of
/// life, and may stop the search. What it has found by then, which it soon has, is laid out as the best one is, but lacks
/// the numbers of its reasons and what is left out.
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

/// The best plan and a bound on all plans. Where something is shown, what stays in its place is worth more to the
/// search; value and bound are told without that, the bound from a second search that begins with the plan found.
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
    let suggestion = |laid: &super::layout::Laid| {
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

/// What the suggestions that stay as they are bring, less the changes of context between them. A change from them to
/// what is planned around them is not counted, in neither value nor bound.
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

/// Why something that is left out of `shown`, the plan for this request, is: with the number that
/// [`WhyNot::WorthLess`] leaves open in the plan's own list. `None` if it is not left out.
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
