//! The whole way from a workspace to suggestions with times and reasons.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::ControlFlow;
use std::sync::Arc;

use chrono::{DateTime, NaiveDateTime, Utc};
use chrono_tz::Tz;

use super::explain::{LeftOut, Limit, Why, WhyNot};
use super::layout::lay_out;
use super::problem::Solution;
use super::scoring::{Scored, score};
use crate::calendar::{Agenda, Gap};
use crate::model::{Block, Minutes, Moment, Span, StepId, TaskId, Workspace};

/// Suggestions that the person passed over: not again in the gap that holds this time.
pub type Passed = BTreeSet<(TaskId, Option<StepId>, NaiveDateTime)>;

/// All that a proposal is made from.
pub struct Request<'a> {
    pub(super) workspace: &'a Workspace,
    pub(super) agenda: &'a Agenda,
    pub(super) gaps: &'a [Gap],
    pub(super) passed: &'a Passed,
    pub(super) now: NaiveDateTime,
    pub(super) today_utc: DateTime<Utc>,
    pub(super) here: Tz,
    /// Blocks that are still to be worked on, on any day.
    pub(super) blocks_by_task: HashMap<TaskId, Vec<Arc<Block>>>,
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
        let open = |block: &&Arc<Block>| block.state != crate::model::BlockState::Done && !block.is_missed(now.local);
        for block in workspace.blocks.values().filter(open) {
            blocks_by_task.entry(block.task).or_default().push(Arc::clone(block));
        }
        Self { workspace, agenda, gaps, passed, now: now.local, today_utc: now.instant, here, blocks_by_task }
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
    /// No plan for the day can be worth more.
    pub bound: i64,
    /// What is open and not suggested, with the reason.
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
    pub step: Option<StepId>,
    pub span: Span,
    /// Work in it: the span less the breaks inside.
    pub work: Minutes,
    /// The gap it lies in.
    pub gap: Span,
    pub why: Why,
}

/// The best plan for the day of `request`; `better` gets each better one on the way and may stop the search.
pub fn propose(request: &Request, better: &mut dyn FnMut(Proposal) -> ControlFlow<()>) -> Proposal {
    let scored = score(request);
    let best = super::solve(&scored.problem, &mut |solution| better(proposal(request, &scored, solution)));
    proposal(request, &scored, &best)
}

fn proposal(request: &Request, scored: &Scored, solution: &Solution) -> Proposal {
    let laid = lay_out(scored, solution);
    let suggestions: Vec<_> = laid
        .pieces
        .iter()
        .map(|piece| {
            let candidate = &scored.items[piece.item];
            let gap = scored.gaps[piece.gap];
            let why = Why {
                factors: candidate.factors.clone(),
                energy_at: request.workspace.settings.energy_at(piece.span.start.time()),
                limit: limit(request, scored, solution, piece.gap),
                worth: scored.problem.items[piece.item].value_in(piece.gap, piece.slots),
                runner_up: None,
            };
            Suggestion { task: candidate.task, step: candidate.step, span: piece.span, work: piece.work, gap, why }
        })
        .collect();
    Proposal {
        left_out: left_out(request, scored, &suggestions),
        suggestions,
        breaks: laid.breaks,
        value: solution.value,
        bound: solution.bound,
    }
}

/// What keeps more from going into a gap: the day's caps where they are reached, else the end of the gap.
fn limit(request: &Request, scored: &Scored, solution: &Solution, gap: usize) -> Limit {
    let settings = &request.workspace.settings;
    let pieces = u32::try_from(solution.plan.len()).unwrap_or(u32::MAX);
    if scored.problem.day_piece_caps.first().is_some_and(|cap| pieces >= *cap) {
        return Limit::MicroTasks { most: settings.micro_tasks };
    }
    let used: u32 = solution.plan.iter().map(|piece| piece.slots).sum();
    let in_gap: u32 = solution.plan.iter().filter(|piece| piece.gap == gap).map(|piece| piece.slots).sum();
    let free = scored.problem.gaps[gap].slots.saturating_sub(in_gap);
    let cap = scored.problem.day_caps.first().copied().unwrap_or(u32::MAX);
    if used >= cap && free > 0 {
        return Limit::Cap { percent: settings.fullness_on(request.agenda.day.date).percent() };
    }
    let span = scored.gaps[gap];
    match request.gaps.iter().find(|gap| gap.span.end == span.end) {
        Some(whole) if free == 0 => Limit::GapEnds(span.end, whole.ends_with),
        _ => Limit::NothingElse,
    }
}

fn left_out(request: &Request, scored: &Scored, suggestions: &[Suggestion]) -> Vec<LeftOut> {
    let planned: HashSet<_> = suggestions.iter().map(|s| (s.task, s.step)).collect();
    let longest = scored.gaps.iter().map(|gap| gap.minutes()).max();
    let mut out: Vec<_> = scored
        .excluded
        .iter()
        .map(|(task, step, why)| LeftOut { task: *task, step: *step, why: why.clone() })
        .collect();
    let mut told: HashSet<_> = out.iter().map(|left| left.task).collect();
    for (index, candidate) in scored.items.iter().enumerate() {
        if planned.contains(&(candidate.task, candidate.step)) || !told.insert(candidate.task) {
            continue;
        }
        let item = &scored.problem.items[index];
        let allowed = item.value.iter().chain(&item.value_per_slot).any(|value| *value > 0);
        let why = match longest {
            None => WhyNot::NoGap,
            Some(longest) if candidate.chunk.is_none() && candidate.minutes > longest => {
                WhyNot::TooLong { needs: candidate.minutes, longest }
            }
            Some(_) if !allowed && candidate.not_before.is_some_and(|from| from > request.now) => WhyNot::NotBefore,
            Some(_) if !allowed => WhyNot::NoGap,
            Some(_) => WhyNot::WorthLess,
        };
        out.push(LeftOut { task: candidate.task, step: candidate.step, why });
    }
    out
}
