//! The numbers behind the reasons, each measured by solving a gap again.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

use chrono::TimeDelta;

use super::layout::TimedPiece;
use crate::calendar::BusyKind;
use crate::model::{Block, Minutes};
use crate::planner::frame::candidates::Candidate;
use crate::planner::frame::scoring::{MUST_TODAY, Scored};
use crate::planner::gap::GapRules;
use crate::planner::problem::{Piece, Problem, ProblemGap};
use crate::planner::proposal::Suggestion;
use crate::planner::request::Request;
use crate::planner::solve::refill::{Refill, Refilled, without_piece};
use crate::planner::why::{LeftOut, Limit, LimitRule, RunnerUp, Shortfall, Why, WhyNot};

/// Slots added to a gap or the day's cap to test whether it limits the plan: 15 minutes.
const LOOSENED_SLOTS: u32 = 3;

/// A plan to explain.
pub struct Reasons<'r, 'a> {
    pub request: &'r Request<'a>,
    pub scored: &'r Scored<'a>,
    pub plan: &'r [Piece],
    /// Value of the plan in the problem.
    pub value: i64,
    without_order: OnceCell<Option<Problem>>,
}

impl<'r, 'a> Reasons<'r, 'a> {
    pub fn of_plan(request: &'r Request<'a>, scored: &'r Scored<'a>, plan: &'r [Piece], value: i64) -> Self {
        Self { request, scored, plan, value, without_order: OnceCell::new() }
    }

    /// Returns the reasons of a piece without measured numbers.
    pub fn plain(&self, laid: &TimedPiece) -> Why {
        let Piece { item, gap, slots, .. } = laid.piece;
        let factors = self.scored.items[item].factors.clone();
        let must = if factors.must_today { MUST_TODAY * i64::from(slots) } else { 0 };
        Why {
            factors,
            start: laid.span.start,
            energy_at: self.scored.places[gap].energy,
            value: self.scored.problem.items[item].value_in(gap, slots) - must,
            limit: None,
            worth: None,
            runner_up: None,
        }
    }

    /// Returns the reasons of a piece with its limit, worth and runner-up.
    pub fn of(&self, laid: &TimedPiece, limit: Option<Limit>) -> Why {
        let problem = &self.scored.problem;
        let base = without_piece(problem, self.plan, laid.piece);
        let best = Refill::new(problem, &base, laid.piece.gap).best(Some(laid.piece.item));
        let Some(best) = best else { return Why { limit, ..self.plain(laid) } };
        let worth = self.scored.told(self.value, self.plan) - self.scored.told(best.value, &best.plan);
        let runner_up = self.most_valuable_new(&best).map(|piece| {
            let (task, step) = self.scored.items[piece.item].key();
            RunnerUp { task, step, less: worth }
        });
        Why { limit, worth: Some(worth), runner_up, ..self.plain(laid) }
    }

    /// Returns the most valuable piece of `other` that this plan lacks.
    fn most_valuable_new(&self, other: &Refilled) -> Option<Piece> {
        let here = |piece: &&Piece| !self.plan.iter().any(|p| p.item == piece.item && p.gap == piece.gap);
        let new = other.plan.iter().filter(here).copied();
        new.max_by_key(|piece| self.scored.problem.items[piece.item].value_in(piece.gap, piece.slots))
    }

    /// Returns, by used gap, the rule that costs most value.
    pub fn limits(&self) -> HashMap<usize, Option<Limit>> {
        let gaps: HashSet<usize> = self.plan.iter().map(|piece| piece.gap).collect();
        gaps.into_iter().map(|gap| (gap, self.limit(gap))).collect()
    }

    fn limit(&self, gap: usize) -> Option<Limit> {
        let refill = Refill::new(&self.scored.problem, self.plan, gap);
        let now = refill.best(None).filter(|best| best.proven)?;
        let alone = Loosened::ALL.iter().filter_map(|loosened| self.gained(&refill, &now, *loosened, gap));
        let best = alone.reduce(|best, other| if other.gain > best.gain { other } else { best });
        best.or_else(|| {
            let rule = self.gap_end(gap)?;
            let gain =
                refill.gain(&now, &|rules| Loosened::TOGETHER.iter().for_each(|loosened| loosened.apply(rules)))?;
            Some(Limit { rule, gain }).filter(|limit| limit.gain > 0)
        })
    }

    /// Returns the gain from loosening a rule, if positive.
    fn gained(&self, refill: &Refill, now: &Refilled, loosened: Loosened, gap: usize) -> Option<Limit> {
        let problem = &self.scored.problem;
        let again = |problem: &Problem| Refill::new(problem, self.plan, gap).best(None);
        let (gain, better) = match loosened {
            Loosened::Gap | Loosened::Cap | Loosened::Pieces => {
                (refill.gain(now, &|rules| loosened.apply(rules))?, None)
            }
            Loosened::Breaks => (again(&without_breaks(problem, gap)?)?.value - now.value, None),
            Loosened::Order => {
                let better = again(self.without_order.get_or_init(|| without_order(problem)).as_ref()?)?;
                (better.value - now.value, Some(better))
            }
        };
        (gain > 0).then_some(())?;
        Some(Limit { rule: self.rule(loosened, gap, better.as_ref())?, gain })
    }

    fn rule(&self, loosened: Loosened, gap: usize, better: Option<&Refilled>) -> Option<LimitRule> {
        let settings = &self.request.workspace.settings;
        Some(match loosened {
            Loosened::Gap => self.gap_end(gap)?,
            Loosened::Cap => LimitRule::Cap { percent: settings.fullness_on(self.request.agenda.day.date).percent() },
            Loosened::Pieces => LimitRule::MicroTasks { most: settings.micro_tasks },
            Loosened::Breaks => LimitRule::Breaks { focus: settings.rhythm.focus },
            Loosened::Order => {
                let new = self.most_valuable_new(better?).filter(|p| !self.scored.items[p.item].after.is_empty())?;
                let (task, step) = self.scored.items[new.item].key();
                LimitRule::Order { task, step }
            }
        })
    }

    fn gap_end(&self, gap: usize) -> Option<LimitRule> {
        let place = &self.scored.places[gap];
        let (at, with) = (place.span.end, place.ends_with?);
        let agenda = self.request.agenda;
        let title = match with {
            BusyKind::Event => {
                let near = |event: &&crate::model::Occurrence| event.blocks && event.span.start >= at;
                agenda.events.iter().filter(near).min_by_key(|event| event.span.start).map(|event| event.title.clone())
            }
            BusyKind::Block => {
                let next = agenda.upcoming(self.request.now).find(|block| block.start >= at);
                next.and_then(|block| self.title(block))
            }
            _ => None,
        };
        Some(LimitRule::GapEnds { at, with, title: title.unwrap_or_default() })
    }

    fn title(&self, block: &Block) -> Option<String> {
        self.request.workspace.title_of(block.task, block.step).map(str::to_owned)
    }

    /// Returns the reason for omitting an item that is allowed: the loss from forcing it into its cheapest gap.
    pub fn worth_less(&self, item: usize) -> WhyNot {
        let problem = &self.scored.problem;
        let value = self.scored.told(self.value, self.plan);
        let with = |gap: usize| Refill::new(problem, self.plan, gap).with(item);
        match (0..problem.gaps.len()).filter_map(with).map(|best| self.value - best.value).min() {
            Some(by) if by >= MUST_TODAY / 2 => WhyNot::PushesOutMust,
            by => WhyNot::WorthLess { short: by.map(|by| Shortfall { by, value }) },
        }
    }
}

/// A rule to loosen.
#[derive(Clone, Copy)]
enum Loosened {
    Gap,
    Cap,
    Pieces,
    Breaks,
    Order,
}

impl Loosened {
    const ALL: [Self; 5] = [Self::Gap, Self::Cap, Self::Pieces, Self::Breaks, Self::Order];
    const TOGETHER: [Self; 3] = [Self::Gap, Self::Cap, Self::Pieces];

    /// Loosens the rules of one gap. Breaks and order need another problem.
    fn apply(self, rules: &mut GapRules) {
        match self {
            Self::Gap => rules.slots += LOOSENED_SLOTS,
            Self::Cap => rules.work_cap = rules.work_cap.saturating_add(LOOSENED_SLOTS),
            Self::Pieces => rules.piece_cap = rules.piece_cap.saturating_add(1),
            Self::Breaks | Self::Order => {}
        }
    }
}

/// Returns the problem without breaks in a gap. `None` if the gap needs none.
fn without_breaks(problem: &Problem, gap: usize) -> Option<Problem> {
    let ProblemGap { slots, lead_slots, .. } = problem.gaps[gap];
    if slots + lead_slots <= problem.focus_slots {
        return None;
    }
    let mut problem = problem.clone();
    problem.focus_slots = slots;
    problem.gaps[gap].lead_slots = 0;
    Some(problem)
}

/// Returns the problem without order. `None` if no item has predecessors.
fn without_order(problem: &Problem) -> Option<Problem> {
    problem.items.iter().any(|item| !item.after.is_empty()).then(|| {
        let mut problem = problem.clone();
        problem.items.iter_mut().for_each(|item| item.after.clear());
        problem
    })
}

/// Returns the open work without a suggestion, one entry a task.
pub fn left_out(request: &Request, scored: &Scored, suggestions: &[Suggestion]) -> Vec<LeftOut> {
    let planned: HashSet<_> = suggestions.iter().map(|s| (s.task, s.step)).collect();
    let longest = scored.places.iter().map(|place| place.span.minutes()).max();
    let held: HashSet<_> = request.held.iter().map(|held| held.task).collect();
    let excluded = scored.excluded.iter().filter(|out| !(out.why == WhyNot::Planned && held.contains(&out.task)));
    let mut out: Vec<LeftOut> = excluded.cloned().collect();
    let mut told: HashSet<_> = out.iter().map(|left| left.task).collect();
    for candidate in scored.items.iter().chain(&scored.out) {
        let (task, step) = candidate.key();
        if !planned.contains(&(task, step)) && told.insert(task) {
            out.push(LeftOut { task, step, why: why_left_out(request, scored, candidate, longest, &planned) });
        }
    }
    out
}

type Keys = HashSet<(crate::model::TaskId, Option<crate::model::StepId>)>;

fn why_left_out(
    request: &Request,
    scored: &Scored,
    candidate: &Candidate,
    longest: Option<Minutes>,
    planned: &Keys,
) -> WhyNot {
    let Some(longest) = longest else { return WhyNot::NoGap };
    if candidate.chunk.is_none() && candidate.minutes > longest {
        return WhyNot::TooLong { needs: candidate.minutes, longest };
    }
    let started = |place: &&crate::planner::frame::places::CandidatePlace| {
        candidate.not_before.is_none_or(|from| from <= place.span.start)
    };
    let mut open = scored.places.iter().filter(started).peekable();
    if open.peek().is_none() {
        let from = |place: &crate::planner::frame::places::CandidatePlace| Some(place.span.end - candidate.not_before?);
        let left = scored.places.iter().filter_map(from).max().filter(|left| *left > TimeDelta::zero());
        let left = left.and_then(|left| u32::try_from(left.num_minutes()).ok()).map(Minutes::new);
        return match (candidate.not_before.filter(|_| candidate.held), left) {
            (Some(until), _) => WhyNot::WaitsUntil(until),
            (None, Some(longest)) if candidate.minutes > longest => {
                WhyNot::TooLong { needs: candidate.minutes, longest }
            }
            (None, Some(_)) => WhyNot::WorthLess { short: None },
            (None, None) => WhyNot::NotBefore,
        };
    }
    let mut open = open.filter(|place| place.is_in_windows(request, candidate)).peekable();
    if open.peek().is_none() {
        return WhyNot::OutsideHours;
    }
    if let Some((due, crate::model::DueKind::Hard)) = candidate.due()
        && !candidate.factors.overdue
        && !open.any(|place| place.span.end <= due)
    {
        return WhyNot::TooLate(due);
    }
    let waits = candidate.task.after.iter().find(|before| {
        let is_open = request.workspace.tasks.contains_key(*before);
        is_open && !planned.iter().any(|(task, _)| task == *before)
    });
    waits.map_or(WhyNot::WorthLess { short: None }, |before| WhyNot::WaitsFor(*before))
}
