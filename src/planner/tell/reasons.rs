//! The numbers behind the reasons, each measured by solving a gap again.

use std::collections::BTreeSet;

use super::layout::TimedPiece;
use super::measure::{Forced, GapProblem, without_piece};
use crate::calendar::BusyKind;
use crate::model::Block;
use crate::planner::frame::scoring::{MUST_ABOVE_ALL, Scored};
use crate::planner::problem::{Placement, Problem, Solution, check, piece_value};
use crate::planner::request::Request;
use crate::planner::why::{Limit, LimitRule, RunnerUp, Shortfall, Why, WhyNot};

/// Slots added to a gap or the day's cap to test whether it limits the plan: 15 minutes.
const LOOSENED_SLOTS: u32 = 3;

/// A plan to explain.
pub struct Reasons<'r, 'a> {
    pub request: &'r Request<'a>,
    pub scored: &'r Scored<'a>,
    pub plan: &'r [Placement],
    /// Value of the plan in the problem.
    pub value: i64,
}

impl Reasons<'_, '_> {
    /// Returns the reasons of a piece without measured numbers.
    pub fn plain(&self, laid: &TimedPiece) -> Why {
        Why {
            factors: self.scored.items[laid.piece.item].factors.clone(),
            start: laid.span.start,
            energy_at: self.request.workspace.settings.energy_at(laid.span.start.time()),
            value: self.score(laid.piece),
            limit: None,
            worth: None,
            runner_up: None,
            alone: false,
        }
    }

    /// Returns the value of a piece of the plan, with that of finishing if it does, without the priority of work due
    /// today.
    fn score(&self, piece: Placement) -> i64 {
        let problem = &self.scored.problem;
        let item = &problem.items[piece.item];
        let of_item = || self.plan.iter().filter(|other| other.item == piece.item);
        let finishes = of_item().map(|other| other.slots).sum::<u32>() == item.slots && of_item().max() == Some(&piece);
        let finish = if finishes { item.finish_slots } else { 0 };
        let last = item.rate_at(self.scored.end_of(piece) - 1);
        let must = if self.scored.items[piece.item].factors.must_today { self.scored.must } else { 0 };
        let value = piece_value(problem, piece).unwrap_or(0) - must * i64::from(piece.slots);
        value + (last - must) * i64::from(finish)
    }

    /// Returns the reasons of a piece with its limit, worth and runner-up.
    pub fn of(&self, laid: &TimedPiece, limit: Option<Limit>) -> Why {
        let problem = &self.scored.problem;
        let base = without_piece(problem, self.plan, laid.piece);
        let hole = GapProblem::of_hole(problem, &base, laid.gap, laid.piece.item);
        let best = hole.solve();
        let plan = hole.plan(&best);
        let Ok(value) = check(problem, &plan) else { return Why { limit, ..self.plain(laid) } };
        let less = self.scored.without_must(self.value, self.plan) - self.scored.without_must(value, &plan);
        let new = most_valuable_new(problem, &plan, self.plan);
        let runner_up = new.map(|piece| {
            let (task, step) = self.scored.items[piece.item].key();
            let others: BTreeSet<usize> = new_pieces(&plan, self.plan).map(|other| other.item).collect();
            RunnerUp { task, step, with: others.len() - 1, less }
        });
        let alone = runner_up.is_none() && hole.holds_nothing_else();
        Why { limit, worth: best.is_optimal().then_some(less), runner_up, alone, ..self.plain(laid) }
    }

    /// Returns the rule that costs the plan of a gap most value.
    pub fn limit(&self, gap: usize) -> Option<Limit> {
        let part = GapProblem::of_gap(&self.scored.problem, self.plan, gap);
        let now = part.solve();
        if !now.is_optimal() {
            return None;
        }
        let mut best: Option<Limit> = None;
        for loosened in Loosened::ALL {
            let least = best.as_ref().map_or(0, |best| best.gain);
            best = self.gained(&part, &now, (loosened, least), gap).or(best);
        }
        best.or_else(|| {
            let rule = self.gap_end(gap)?;
            let together = |problem: &mut Problem| {
                Loosened::TOGETHER.iter().for_each(|loosened| loosened.apply(problem, self.room_behind(gap)));
            };
            let (gain, _) = part.gain(&now, 0, &together)?;
            Some(Limit { rule, gain }).filter(|limit| limit.gain > 0)
        })
    }

    /// Returns the gain from loosening a rule, if it is more than `least`.
    fn gained(
        &self,
        part: &GapProblem,
        now: &Solution,
        (loosened, least): (Loosened, i64),
        gap: usize,
    ) -> Option<Limit> {
        if !loosened.may_bind(&part.problem, now) {
            return None;
        }
        let (gain, plan) = part.gain(now, least, &|problem| loosened.apply(problem, self.room_behind(gap)))?;
        (gain > least).then_some(())?;
        Some(Limit { rule: self.rule(loosened, gap, &plan)?, gain })
    }

    /// Returns the slots by which a gap can be longer before the next one begins.
    fn room_behind(&self, gap: usize) -> u32 {
        let end = self.scored.problem.gaps[gap].end();
        let next = self.scored.problem.gaps.get(gap + 1).map_or(u32::MAX, |next| next.start);
        LOOSENED_SLOTS.min(next.saturating_sub(end))
    }

    fn rule(&self, loosened: Loosened, gap: usize, better: &[Placement]) -> Option<LimitRule> {
        let settings = &self.request.workspace.settings;
        Some(match loosened {
            Loosened::Gap => self.gap_end(gap)?,
            Loosened::Cap => LimitRule::Cap { percent: settings.fullness_on(self.request.agenda.day.date).percent() },
            Loosened::Pieces => LimitRule::MicroTasks { most: settings.micro_tasks },
            Loosened::Breaks => LimitRule::Breaks { focus: settings.rhythm.focus },
            Loosened::Order => {
                let waits: Vec<Placement> =
                    better.iter().copied().filter(|piece| !self.scored.items[piece.item].after.is_empty()).collect();
                let new = most_valuable_new(&self.scored.problem, &waits, self.plan)?;
                let (task, step) = self.scored.items[new.item].key();
                LimitRule::Order { task, step }
            }
        })
    }

    fn gap_end(&self, gap: usize) -> Option<LimitRule> {
        let place = &self.scored.gaps[gap];
        let (at, with) = (place.span.end, place.ends_with);
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

    /// Returns the reason for omitting an item that is allowed: the loss from forcing it into its cheapest gap. Needs a
    /// problem in which work that must be done today is above all other.
    pub fn worth_less(&self, item: usize) -> WhyNot {
        let problem = &self.scored.problem;
        let value = self.scored.told(self.value, self.plan);
        let with = |gap: usize| GapProblem::of_gap(problem, self.plan, gap).with(item);
        let forced: Vec<Forced> = (0..problem.gaps.len()).filter_map(with).collect();
        let best = forced.iter().max_by_key(|it| it.value).filter(|_| forced.iter().all(|it| it.is_proven));
        let Some(best) = best else { return WhyNot::WorthLess { short: None } };
        let by = self.value - best.value;
        if by >= MUST_ABOVE_ALL / 2 {
            return WhyNot::PushesOutMust;
        }
        let displaced =
            most_valuable_new(problem, self.plan, &best.plan).map(|piece| self.scored.items[piece.item].key());
        WhyNot::WorthLess { short: Some(Shortfall { by, displaced, value }) }
    }
}

/// Returns the most valuable piece of a plan whose item another plan lacks.
pub fn most_valuable_new(problem: &Problem, plan: &[Placement], other: &[Placement]) -> Option<Placement> {
    let value = |piece: &Placement| (piece_value(problem, *piece).unwrap_or(0), std::cmp::Reverse(piece.start));
    new_pieces(plan, other).max_by_key(value)
}

/// Returns the pieces of a plan whose item another plan lacks.
pub fn new_pieces<'p>(plan: &'p [Placement], other: &'p [Placement]) -> impl Iterator<Item = Placement> + 'p {
    plan.iter().copied().filter(|piece| other.iter().all(|known| known.item != piece.item))
}

/// A rule to loosen.
#[derive(Clone, Copy, PartialEq, Eq)]
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

    /// Returns whether the rule can change the plan of a gap.
    fn may_bind(self, problem: &Problem, now: &Solution) -> bool {
        let gap = problem.gaps[0];
        let work: u32 = now.placements.iter().map(|piece| piece.slots).sum();
        match self {
            Self::Gap => true,
            Self::Cap => problem.day_caps[0] < gap.slots.min(work + LOOSENED_SLOTS + problem.focus_slots),
            Self::Pieces => problem.day_piece_caps.first().is_some_and(|most| now.placements.len() >= *most as usize),
            Self::Breaks => gap.slots + gap.lead_slots > problem.focus_slots,
            Self::Order => problem.items.iter().any(|item| !item.after.is_empty()),
        }
    }

    /// Loosens the rule in the problem of one gap, which can be longer by `room` slots.
    fn apply(self, problem: &mut Problem, room: u32) {
        let gap = problem.gaps[0];
        match self {
            Self::Gap => {
                problem.gaps[0].slots += room;
                for item in &mut problem.items {
                    let last = item.rate_at(gap.end() - 1);
                    item.rate.push((gap.end(), gap.end() + room, last));
                }
            }
            Self::Cap => problem.day_caps[0] += LOOSENED_SLOTS,
            Self::Pieces => problem.day_piece_caps.iter_mut().for_each(|most| *most += 1),
            Self::Breaks => {
                problem.focus_slots = problem.focus_slots.max(gap.slots);
                problem.gaps[0].lead_slots = 0;
            }
            Self::Order => problem.items.iter_mut().for_each(|item| item.after.clear()),
        }
    }
}
